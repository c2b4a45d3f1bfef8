/* list.h - the clocks, in the order --list prints. */
CLOCK(time)
