/*
 * upgrade.h - the code that version 1 of error and system records lacks,
 * from their text (dbn.md 8).
 */
#ifndef DBN_UPGRADE_H
#define DBN_UPGRADE_H

#include "stream/rec.h"

/* Put the code into a row of version 1; other rtypes stay as they are. */
void upgrade_text(unsigned char *row, const struct schema *s, int rtype);

#endif
