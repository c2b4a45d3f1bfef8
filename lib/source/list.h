/* list.h - the shapes, in the order --list prints. */
SHAPE(csv)
SHAPE(json)
SHAPE(databento_csv)
