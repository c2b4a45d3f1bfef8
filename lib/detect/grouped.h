/*
 * grouped.h - a range of a sample as struct rows: run after run.
 */
#ifndef DETECT_GROUPED_H
#define DETECT_GROUPED_H

#include "detect/detect.h"
#include "detect/reservoir.h"

struct grouped {
	struct rows rows; /* borrowed from the sample except for rows.run */
	size_t *run;
	uint32_t *place; /* [n] index in rows of the sample's row from + i;
			  * NULL: i */
};

/*
 * Reorder rows from .. to - 1 of the sample from stream order into the order
 * of their runs, in place; a run that continues beyond the range is cut.  The
 * sample's serial, run and place arrays stay in stream order.
 */
int grouped_init(struct grouped *g, struct reservoir *r, size_t from,
    size_t to, struct err *err);
void grouped_fini(struct grouped *g);

#endif
