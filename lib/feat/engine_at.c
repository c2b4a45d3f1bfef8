/*
 * engine_at.c - values of another symbol, aligned by time.
 *
 * at(S, x, age) at a row of time t is x at one row of S:
 *
 *	the newest row of time t that came before this row;
 *	otherwise the first row of time t that comes after it;
 *	otherwise the newest row before t, if it is not older than age.
 *
 * So the order of two symbols with equal times does not matter, and no value
 * is later than its row.  A row waits until S has a row of the same time or
 * time has moved on.
 */
#include "feat/engine.h"

int
at_complete(const struct feats *f, uint64_t t)
{
	struct symbol **s;
	int i;

	for (i = 0; i < f->prog.nat; i++) {
		s = idmap_find(&f->symbols, f->prog.at[i]);
		if (s == NULL || *s == NULL || (*s)->newest != t)
			return 0;
	}
	return 1;
}

size_t
at_cut(const struct feats *f, const struct held *rows, size_t n, size_t most)
{
	uint32_t all = f->prog.nat < 32 ? (1u << f->prog.nat) - 1 : UINT32_MAX;
	uint32_t seen = 0;
	size_t i, safe = 0;
	int at;

	for (i = 0; i < n && (i < most || safe == 0); i++) {
		if (i == 0 || rows[i].row.span.end != rows[i - 1].row.span.end)
			seen = at_complete(f, rows[i].row.span.end) ? all : 0;
		if ((at = rows[i].row.symbol->at) > 0)
			seen |= 1u << (at - 1);
		if (seen == all || i + 1 == n ||
		    rows[i + 1].row.span.end != rows[i].row.span.end)
			safe = i + 1;
	}
	return safe;
}

/* The first row of a symbol from row j on that has the time of row j. */
static size_t
first_at(const struct block *b, size_t j, const struct symbol *s)
{
	uint64_t t = b->row[j].span.end;

	for (; j < b->n && b->row[j].span.end == t; j++)
		if (b->row[j].symbol == s)
			return j;
	return b->n;
}

void
at_run(struct feats *f, int node)
{
	const struct node *n = &f->prog.node[node];
	struct symbol **found = idmap_find(&f->symbols, f->prog.at[n->at]);
	const struct symbol *s = found != NULL ? *found : NULL;
	struct at_value *v = &f->at[node];
	struct block *b = &f->block;
	const double *x = b->value[n->in[0]];
	double *y = b->value[node];
	size_t j, ahead = 0; /* of which the first row of s is known: none */
	int here = s != NULL && s->block == b->number;
	uint64_t t;

	for (j = 0; j < b->n; j++) {
		t = b->row[j].span.end;
		if (here && v->time != t) { /* s has no row of this time yet */
			if (j == 0 || b->row[j - 1].span.end != t)
				ahead = first_at(b, j, s);
			if (ahead < b->n) {
				v->time = t;
				v->value = x[b->place[ahead]];
			}
		} else if (b->row[j].symbol == s) {
			v->value = x[b->place[j]];
		}
		y[b->place[j]] =
		    v->time != 0 && t - v->time <= n->age && t >= v->time
			? v->value
			: NAN;
	}
}
