/*
 * databento.h - what Databento's CSV and JSON lines have in common.
 */
#ifndef SOURCE_DATABENTO_H
#define SOURCE_DATABENTO_H

#include "source/shape.h"

/* The kind of an rtype; NULL: none that is known. */
const char *databento_kind(const struct csv_field *rtype);

/* A whole number: a price in 1e-9.  A decimal has a point. */
int databento_raw_px(const struct csv_field *f);

/* How a field of a kind is written, with prices as px says. */
enum cell_how databento_how(const struct field *f, enum cell_how px);

/* Where the symbol comes from: its cell, -1 there is none; else the cell of
 * the id, which --symbology may name. */
int databento_symbol(struct recipe *r, int symbol, int id, struct err *err);

#endif
