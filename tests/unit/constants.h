/*
 * constants.h - constant histories, for the detectors and the columns that
 * divide by a deviation.
 */
#ifndef UNIT_CONSTANTS_H
#define UNIT_CONSTANTS_H

/* A level, the smallest change that its values can have, and a jump. */
static const struct {
	double level, tick, jump;
} constants[] = {
	{ 98765.4321, 0.01, 2000 }, /* a price that does not move */
	{ 100, 0.01, 5 },
	{ 1.0845, 0.0001, 0.03 },
	{ 100, 1, 900 }, /* a volume */
	{ 1, 1, 50 },
	{ 0, 1, 40 },        /* a count */
	{ 0, 0.0001, 0.04 }, /* a return */
	{ 0, 1e-9, 0.04 },
	{ -0.25, 0.0001, 0.1 },
};

enum { CONSTANTS = sizeof(constants) / sizeof(*constants) };

#endif
