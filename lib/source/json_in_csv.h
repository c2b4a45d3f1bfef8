/*
 * json_in_csv.h - a JSON reply where delimited text was expected.
 */
#ifndef SOURCE_JSON_IN_CSV_H
#define SOURCE_JSON_IN_CSV_H

#include "base/io.h"

/*
 * Look at the start of delimited text.  -1 when it is a JSON object: *err
 * quotes the server's error ("Information", "Note", "Error Message", "msg":
 * inputs.md 3.6, 4.2), or says that it is JSON.  0 when it is not JSON.
 */
int json_in_csv_check(struct in *in, struct err *err);

#endif
