/*
 * feat_series.h - one column over one symbol's rows, for tests of functions.
 */
#ifndef UNIT_FEAT_SERIES_H
#define UNIT_FEAT_SERIES_H

#include "feat/feat.h"
#include "stream_rows.h"

enum { SERIES_MAX = 8192 };

/* Column "y" of the text over the value x[i] at time t[i]. */
static inline void
series_times(double *y, const char *text, const double *x, const uint64_t *t,
    size_t n)
{
	struct rows rows;
	struct feats *f;
	struct rec in, out;
	size_t i;

	rows_init(&rows);
	f = feats_new(&(struct feat_opts){ .columns = text }, &rows.vocab,
	    &rows.err);
	if (f == NULL)
		rows_die(&rows);
	for (i = 0; i < n; i++) {
		in = rows_value(&rows, t[i], "A", x[i]);
		if (feats_step(f, &out, &in, &rows.err) != 1)
			rows_die(&rows);
		y[i] = rows_get(&out, "y");
	}
	feats_free(f);
	rows_fini(&rows);
}

/* A row every step ns from DAY0 on. */
static inline void
series_at(double *y, const char *text, const double *x, size_t n,
    uint64_t step)
{
	uint64_t *t = malloc((n + 1) * sizeof(*t));
	size_t i;

	for (i = 0; i < n; i++)
		t[i] = DAY0 + i * step;
	series_times(y, text, x, t, n);
	free(t);
}

static inline void
series(double *y, const char *text, const double *x, size_t n)
{
	series_at(y, text, x, n, MIN);
}

/*
 * The same over rows of several fields: v has those of a row side by side,
 * names are between blanks.
 */
static inline void
series_table(double *y, const char *text, const char *names, const double *v,
    size_t n)
{
	struct field field[16];
	struct rows rows;
	struct feats *f;
	struct rec in, out;
	const char *p = names;
	char name[64];
	size_t i, len;
	int k = 2, j;
	unsigned char row[256] = { 0 };

	rows_init(&rows);
	field[0] = field_make("ts_event", F_TS, "");
	field[1] = field_make("symbol", F_SYM, "");
	for (; *p != '\0'; p += len + (p[len] == ' ')) {
		len = strcspn(p, " ");
		snprintf(name, sizeof(name), "%.*s", (int)len, p);
		field[k++] = field_make(name, F_F64, "");
	}
	in.schema = schema_get(rows.vocab.schemas, "table", field, k,
	    &rows.err);
	f = feats_new(&(struct feat_opts){ .columns = text }, &rows.vocab,
	    &rows.err);
	if (in.schema == NULL || f == NULL ||
	    in.schema->row_size > sizeof(row))
		rows_die(&rows);
	in.v = row;
	row_put_u32(row, in.schema, 1, rows_symbol(&rows, "A"));
	for (i = 0; i < n; i++) {
		row_put_u64(row, in.schema, 0, DAY0 + i * SEC);
		for (j = 2; j < k; j++)
			row_put_f64(row, in.schema, j, *v++);
		if (feats_step(f, &out, &in, &rows.err) != 1)
			rows_die(&rows);
		y[i] = rows_get(&out, "y");
	}
	feats_free(f);
	rows_fini(&rows);
}

static inline void
series_equal(const char *text, const double *y, const double *want, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (fabs(y[i] - want[i]) < 1e-12 ||
		    (isnan(y[i]) && isnan(want[i])))
			continue;
		printf("# %s row %zu: got %.17g, want %.17g\n", text, i, y[i],
		    want[i]);
		test_bad = 1;
	}
}

/* Values of a text over x (and at times t), as given. */
#define SERIES(text, ...)                                                      \
	do {                                                                   \
		const double want_[] = { __VA_ARGS__ };                 \
		double y_[sizeof(want_) / sizeof(double)];                     \
                                                                               \
		series(y_, text, x, sizeof(want_) / sizeof(double));           \
		series_equal(text, y_, want_, sizeof(want_) / sizeof(double)); \
	} while (0)
#define SERIES_T(text, ...)                                                    \
	do {                                                                   \
		const double want_[] = { __VA_ARGS__ };                 \
		double y_[sizeof(want_) / sizeof(double)];                     \
                                                                               \
		series_times(y_, text, x, t, sizeof(want_) / sizeof(double));  \
		series_equal(text, y_, want_, sizeof(want_) / sizeof(double)); \
	} while (0)

#endif
