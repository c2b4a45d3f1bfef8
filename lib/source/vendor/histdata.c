/*
 * histdata.c - the symbol in the names of HistData's files.
 */
#include "source/vendor/histdata.h"

#include "source/filename.h"

size_t
histdata_symbol(char *out, size_t max, const char *file)
{
	static const char *const forms[] = { "DAT_ASCII_*_M1_000000",
		"DAT_ASCII_*_M1_0000", "DAT_MT_*_M1_000000", "DAT_MT_*_M1_0000",
		NULL };

	return file_symbol_any(out, max, file, forms);
}
