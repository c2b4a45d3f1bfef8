/*
 * instead.h - what a server says in place of the text that was asked for.
 */
#ifndef SOURCE_INSTEAD_H
#define SOURCE_INSTEAD_H

#include "base/io.h"

/*
 * -1 when delimited text was asked for and a JSON object comes: *err has its
 * text where it is an error ("Information", "Note", "Error Message", "msg":
 * inputs.md 3.6, 4.2), else that it is JSON.  0 when it is not.
 */
int instead_check(struct in *in, struct err *err);

#endif
