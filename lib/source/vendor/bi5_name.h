/*
 * bi5_name.h - what the path of a .bi5 file says.
 */
#ifndef SOURCE_BI5_NAME_H
#define SOURCE_BI5_NAME_H

#include <stdint.h>

#include "base/symtab.h"

struct bi5_name {
	char symbol[SYM_LEN_MAX + 1]; /* "": the path does not say */
	uint64_t hour;		      /* ns since 1970; 0 */
};

/* From SYMBOL/YYYY/MM/DD/HHh_ticks.bi5, the months from 00. */
void bi5_name(struct bi5_name *n, const char *path);

/* The power of ten that a pair's prices count in, -3 for yen and metals, -5
 * for the rest; 0 for what is not a pair. */
int bi5_places(const char *symbol);

#endif
