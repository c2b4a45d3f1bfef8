/*
 * short_names.h - keys and columns of one or two letters.
 *
 *	{"sym":"AAAA","p":169.6,"s":30,"t":1549914725299}	s is a size
 *	{"s":"BNBBTC","p":"0.001","q":"100","T":1672515782136}	s is a symbol
 *
 * A single letter is ambiguous.  Letters are read only as one of the sets that
 * sources are known to send: all letters that the set needs are present, with
 * values of the right form, and none of their fields also has a long name.
 * Letters of fields that do have a long name are not read.
 */
#ifndef SOURCE_SHORT_NAMES_H
#define SOURCE_SHORT_NAMES_H

#include "source/found.h"

/* Add the fields of the first set that the sample has, if any. */
void short_names(struct found *f, const struct sample *s);

#endif
