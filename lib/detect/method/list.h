/* list.h - the detectors, in the order of --list.  One line each. */
DETECTOR(z)
DETECTOR(ewz)
DETECTOR(iforest)
DETECTOR(high_volume)
DETECTOR(rapid_change)
DETECTOR(dense)
DETECTOR(lstm)
DETECTOR(transformer)
