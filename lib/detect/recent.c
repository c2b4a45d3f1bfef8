/*
 * recent.c - the last W rows of each symbol.
 *
 * A window slides through memory for 2 W rows and moves back to the start when
 * it reaches the end: on average one extra row copy per row.
 */
#include "detect/recent.h"

#include <stdlib.h>
#include <string.h>

struct recent_rows {
	uint32_t first, n; /* rows first .. first + n - 1 */
	double v[];        /* [2 W][d] */
};

void
recent_init(struct recent *s, size_t d, size_t rows)
{
	s->d = d;
	s->rows = rows;
	idmap_init(&s->table, sizeof(struct recent_rows *), "symbols");
}

static struct recent_rows *
rows_at(const struct recent *s, uint32_t i)
{
	return ((struct recent_rows **)(void *)s->table.v)[i];
}

static struct recent_rows *
rows_get(struct recent *s, uint32_t symbol, struct err *err)
{
	struct recent_rows **at = idmap_get(&s->table, symbol, err);
	size_t bytes = 2 * s->rows * s->d * sizeof(double);

	if (at == NULL || *at != NULL)
		return at == NULL ? NULL : *at;
	if ((*at = calloc(1, sizeof(**at) + bytes)) == NULL)
		err_errno(err, "the last %zu rows", s->rows);
	return *at;
}

int
recent_push(struct recent *s, uint32_t symbol, const double *x, int fresh,
    const double **window, struct err *err)
{
	struct recent_rows *w = rows_get(s, symbol, err);
	size_t d = s->d;

	if (w == NULL)
		return -1;
	if (fresh)
		w->first = w->n = 0;
	if (w->n == s->rows) {
		w->first++;
		w->n--;
	}
	if (w->first + w->n == 2 * s->rows) {
		memcpy(w->v, w->v + w->first * d, w->n * d * sizeof(*x));
		w->first = 0;
	}
	memcpy(w->v + (w->first + w->n) * d, x, d * sizeof(*x));
	w->n++;
	*window = w->v + w->first * d;
	return w->n == s->rows;
}

void
recent_clear(struct recent *s)
{
	struct recent_rows *w;
	uint32_t i;

	for (i = 0; i < s->table.n; i++)
		if ((w = rows_at(s, i)) != NULL)
			w->first = w->n = 0;
}

/* ---- state ---- */

static void *
find_rows(void *arg, uint32_t symbol)
{
	return rows_at(arg, symbol);
}

static void *
get_rows(void *arg, uint32_t symbol, struct err *err)
{
	return rows_get(arg, symbol, err);
}

static int
walk_rows(struct walk *w, void *arg, void *rows)
{
	const struct recent *s = arg;
	struct recent_rows *window = rows;

	walk_scalar(w, "rows", TENSOR_U32, &window->n);
	walk_check(w, window->n <= s->rows, "rows: more than the window has");
	if (walk_loading(w))
		window->first = 0;
	if (walk_done(w) == 0)
		walk_vector(w, "x", TENSOR_F64,
		    window->v + window->first * s->d, window->n * s->d);
	return walk_done(w);
}

static struct state_symbols
symbols_of(struct recent *s)
{
	return (struct state_symbols){ s, s->table.n, find_rows, get_rows,
		walk_rows };
}

int
recent_save(struct recent *s, struct state *file, const char *table,
    struct err *err)
{
	struct state_symbols o = symbols_of(s);

	return state_save_symbols(&o, file, table, err);
}

int
recent_load(struct recent *s, struct state *file, const char *table,
    struct err *err)
{
	struct state_symbols o = symbols_of(s);

	return state_load_symbols(&o, file, table, err);
}

void
recent_fini(struct recent *s)
{
	uint32_t i;

	for (i = 0; i < s->table.n; i++)
		free(rows_at(s, i));
	idmap_fini(&s->table);
}
