/*
 * upgrade.h - derive the code that version 1 error and system records lack
 * from their text (dbn.md 8).
 */
#ifndef DBN_UPGRADE_H
#define DBN_UPGRADE_H

#include "stream/rec.h"

/* Set the code in a row of version 1; rows of other rtypes are unchanged. */
void upgrade_text(unsigned char *row, const struct schema *s, int rtype);

#endif
