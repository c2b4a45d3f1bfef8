/*
 * feat.h - columns computed from columns, per symbol, strictly causal.
 *
 * The language: columns separated by commas, `name=expr' or `expr' (whose
 * name is made from the text).  An expr is a call f(a, b, k=1.5), a field of
 * the input row, an earlier column, a number, or a combination of these with
 * + - * / and parentheses.  Example:
 *
 *	r=logret(close), z=z(r,240), vz=ewz(log(volume),60)
 *
 * A bare name is an earlier column, otherwise a function whose arguments all
 * have defaults, otherwise a field.  A result that is not finite (log 0, x/0)
 * is NaN.
 */
#ifndef FEAT_FEAT_H
#define FEAT_FEAT_H

#include "base/state.h"
#include "feat/column_fn.h"
#include "stream/rec.h"
#include "stream/stream.h"

enum {
	FEAT_COLS_MAX = 256,
	FEAT_FIELDS_MAX = 256, /* fields of the input that are named */
	FEAT_NODES_MAX = 4096, /* operations in all */
	FEAT_DEPTH_MAX = 64,   /* nested expressions */
	FEAT_TEXT_MAX = 65536
};

/* Named column texts for -x. */
struct feat_preset {
	const char *name, *summary;
	const char *columns; /* see feat_preset_text */
};
extern const struct feat_preset feat_presets[]; /* name NULL ends it */
const struct feat_preset *feat_preset_find(const char *name);
/* The preset's columns, to be freed by the caller.  The trading hours
 * ("09:30-16:00") and their zone are inserted if the preset uses them; NULL:
 * any hours, UTC.  Returns NULL without memory. */
char *feat_preset_text(const struct feat_preset *p, const char *session,
    const char *zone);
int feat_preset_has_session(const struct feat_preset *p);
/* The first preset whose fields are all in s, or NULL. */
const struct feat_preset *feat_preset_for(const struct schema *s);

struct feats;

struct feat_account {
	uint64_t in, out;
	uint64_t no_symbol, no_time;
	uint64_t not_row; /* kinds that are not rows: system, symbol-mapping */
	uint64_t snapshot;
	uint64_t late;           /* older than the rows before */
	uint64_t open;           /* rows that wait */
	uint64_t resumed;        /* rows that waited in the state */
	struct fn_counts counts; /* in no sum */
};

struct feat_opts {
	const char *columns; /* -F; NULL: */
	const struct feat_preset *preset;
	const char *session, *zone; /* for the preset, or NULL */
	uint64_t lateness;          /* ns that rows may come late */
};

/* o is read, not kept.  Errors of the text are usage errors. */
struct feats *feats_new(const struct feat_opts *o, struct vocab *vocab,
    struct err *err);

/* Takes n rows of one schema and one def; they are borrowed. */
typedef int feat_out_fn(void *arg, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);

/*
 * Take rows of one schema and write rows of kind feat to out: one for each row
 * that is not dropped (drops are counted), in the same order.  An output row
 * keeps ts_event, ts_end, symbol, the exact columns of the input (px, qty and
 * counts), labels and def; computed columns are f64.  The result does not
 * depend on the number of rows per call.
 *
 * If the input lacks a field that the columns name, the error names it and
 * lists the fields that exist.  However, a field that ticks may have (price,
 * bid_px_00) is missing (NaN) in trades or quotes that lack it, so trades and
 * quotes may be interleaved.  A row older than the newest row of its symbol is
 * late and dropped.  With a lateness, rows wait that long and continue in time
 * order; with at(), they wait for the other symbol's row of the same time.  In
 * both cases a row is late when a newer row of any symbol has been released.
 */
int feats_push(struct feats *f, const struct schema *s,
    const unsigned char *rows, size_t n, feat_out_fn *out, void *arg,
    struct err *err);

/* End of input: release the waiting rows.  It is an error if a field of the
 * text was in no row at all. */
int feats_end(struct feats *f, feat_out_fn *out, void *arg, struct err *err);

/*
 * Take one row.  1: *out is its output row, borrowed until the next call; 0:
 * dropped and counted; -1: error.  Not with a lateness or at().
 */
int feats_step(struct feats *f, struct rec *out, const struct rec *in,
    struct err *err);

/*
 * Save all that the columns remember, and load it into new ones of the same
 * text and options; the caller compares these.  The rows of the next piece
 * must have the same def.
 */
int feats_save(struct feats *f, struct state *s, struct err *err);
int feats_load(struct feats *f, struct state *s, struct err *err);

const struct feat_account *feats_account(struct feats *f);
/* 1 when a column of one symbol depends on rows of others. */
int feats_crosses(const struct feats *f);
/* A symbol that at() names and that has had no row; NULL: there is none. */
const char *feats_absent(const struct feats *f);
/* Canonical text of the columns: "feat r=logret(close),...".  That behind the
 * def of the rows written last differs from it where a bare name, such as ofi,
 * was a field of the rows and not the function. */
const char *feats_text(const struct feats *f);
const char *feats_def_text(const struct feats *f);
void feats_free(struct feats *f);

#endif
