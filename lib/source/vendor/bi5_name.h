/*
 * bi5_name.h - what the path of a .bi5 file contains.
 */
#ifndef SOURCE_BI5_NAME_H
#define SOURCE_BI5_NAME_H

#include <stdint.h>

#include "base/symtab.h"

struct bi5_name {
	char symbol[SYM_LEN_MAX + 1]; /* "": not in the path */
	uint64_t hour;		      /* ns since 1970; 0: not in the path */
};

/* From SYMBOL/YYYY/MM/DD/HHh_ticks.bi5, the months from 00. */
void bi5_name(struct bi5_name *n, const char *path);

/* The power of ten of a pair's price unit: -3 for yen and metals, -5 for other
 * pairs, 0 if the symbol is not a pair. */
int bi5_places(const char *symbol);

#endif
