/*
 * look_alike.c - unread columns that look like a missing field.
 */
#include "source/look_alike.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"

/* What a kind of row may lack, and how names of it are made: a word of the
 * name, or its beginning. */
static const struct missing {
	const char *kind, *field, *word; /* of --map */
	const char *words;               /* one of these is in the name */
	const char *with;                /* and one of these; NULL any */
	int side;                        /* the values are sides, not numbers */
} missing[] = {
	{ "bar", "volume", "volume", "vol qty qnty quantity amount", NULL, 0 },
	{ "trades", "side", "side",
	    "side type direction buy sell bid ask maker taker aggr bs", NULL,
	    1 },
	{ "price", "size", "size",
	    "vol qty qnty quantity amount size sz lots shares contracts "
	    "executed filled",
	    NULL, 0 },
	{ "price", "side", "side",
	    "side type direction buy sell bid ask maker taker aggr bs", NULL,
	    1 },
	{ "quote", "bid_sz_00", "bid_sz",
	    "vol qty qnty quantity amount size sz", "bid buy", 0 },
	{ "quote", "ask_sz_00", "ask_sz",
	    "vol qty qnty quantity amount size sz", "ask offer sell", 0 },
};

enum { NMISSING = sizeof(missing) / sizeof(missing[0]) };

static int
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Does a word of the list begin at a word of the name?  "TotalVolume" and
 * "total_vol" have two words.  "TOTTRDQTY" ends with one. */
static int
has_word(const struct csv_field *name, const char *words)
{
	const char *w, *s = name->s;
	size_t i, n;

	for (w = words; *w != '\0'; w += n + (w[n] == ' ')) {
		n = strcspn(w, " ");
		if (name->len > n && memcmp(w, "q", 1) == 0 &&
		    strncasecmp(s + name->len - n, w, n) == 0)
			return 1;
		for (i = 0; i + n <= name->len; i++) {
			if (i > 0 && is_letter(s[i - 1]) &&
			    !(s[i] <= 'Z' && s[i - 1] >= 'a'))
				continue;
			/* two letters are a word of their own */
			if (strncasecmp(s + i, w, n) == 0 &&
			    (n > 2 || i + n == name->len ||
				!is_letter(s[i + n])))
				return 1;
		}
	}
	return 0;
}

static int
is_side(const struct csv_field *f)
{
	static const char *const words[] = { "buy", "sell", "b", "s", "a",
		"bid", "ask", "buyer", "seller", "long", "short", "0", "1",
		"-1", "true", "false" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (f->len == strlen(words[i]) &&
		    strncasecmp(f->s, words[i], f->len) == 0)
			return 1;
	return 0;
}

static int
has_field(const struct plan_of_record *p, const char *kind, const char *field)
{
	const struct recipe *r;
	int i, j;

	for (i = 0; i < p->n; i++) {
		r = p->recipe[i];
		if (strcmp(r->kind, kind) != 0)
			continue;
		for (j = 0; j < r->nstep; j++)
			if (strcmp(r->field[r->step[j].field].name, field) == 0)
				return 1;
		return 0;
	}
	return 1; /* there is no such row */
}

static int
looks_like(const struct missing *m, const struct sample *s, int cell)
{
	const struct csv_field v = cell_trim(s->cell[cell]);
	double d;

	if (!has_word(&s->name[cell], m->words) ||
	    (m->with != NULL && !has_word(&s->name[cell], m->with)))
		return 0;
	/* a number, also one that is not read as it is: "1.2M", "1,200" */
	return m->side ? is_side(&v)
		       : v.len == 0 || num_f64(&d, v.s, v.len) == 0 ||
			     (*v.s >= '0' && *v.s <= '9');
}

int
look_alike(const char **field, int *cell, const struct plan_of_record *p,
    const struct sample *s)
{
	const struct missing *m;
	int i;

	if (s->name == NULL || s->cell == s->name)
		return 0;
	for (m = missing; m < missing + NMISSING; m++) {
		if (has_field(p, m->kind, m->field))
			continue;
		for (i = 0; i < s->n; i++)
			if (!plan_uses(p, i) && looks_like(m, s, i)) {
				*field = m->word;
				*cell = i;
				return 1;
			}
	}
	return 0;
}

int
look_alike_total(const struct csv_field *name)
{
	return has_word(name, "cum total tot day daily acc ttq");
}

/* The cell of a recipe's time, if it is in one; -1. */
static int
time_cell(const struct recipe *r)
{
	int i;

	for (i = 0; i < r->nstep && r->date < 0; i++)
		if (strcmp(r->field[r->step[i].field].name, "ts_event") == 0)
			return r->step[i].cell;
	return -1;
}

int
look_alike_clock(int *cell, const struct plan_of_record *p,
    const struct sample *s)
{
	int i, at = p->n > 0 ? time_cell(p->recipe[0]) : -1;
	struct csv_field v;

	if (at < 0 || s->name == NULL || s->cell == s->name ||
	    p->context->times.formatted)
		return 0;
	v = cell_trim(s->cell[at]);
	if (!times_is_date(v.s, v.len))
		return 0;
	for (i = 0; i < s->n; i++) {
		v = cell_trim(s->cell[i]);
		if (!plan_uses(p, i) && times_is_clock(v.s, v.len) &&
		    (memchr(v.s, ':', v.len) != NULL ||
			has_word(&s->name[i], "time tm clock hour"))) {
			*cell = i;
			return 1;
		}
	}
	return 0;
}
