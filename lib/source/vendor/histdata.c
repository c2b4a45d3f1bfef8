/*
 * histdata.c - the symbol in the names of HistData's files.
 */
#include "source/vendor/histdata.h"

#include "source/filename.h"

size_t
histdata_symbol(char *out, size_t max, const char *file)
{
	static const char *const forms[] = { "DAT_ASCII_*_M1_000000",
		"DAT_ASCII_*_M1_0000", "DAT_MT_*_M1_000000",
		"DAT_MT_*_M1_0000" };
	size_t i, n = 0;

	for (i = 0; n == 0 && i < sizeof(forms) / sizeof(forms[0]); i++)
		n = file_symbol(out, max, file, forms[i]);
	return n;
}
