/*
 * limits.c - the limits of a rule, one per symbol.
 */
#include "detect/limits.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "math/ew.h"

static const char BOM[] = "\xef\xbb\xbf";
static const double HALFLIFE = 1000;
static const double TIMES_MIN = 0.01, TIMES_MAX = 1e6;

/* ---- reading ---- */

/* "500", "5m" if limits are times, or "8x". */
static int
parse_value(struct limit *v, const struct limits *l, const char *s, size_t len,
    const char *option, struct err *err)
{
	double min = l->min, max = l->max;
	uint64_t ns;
	int rc;

	v->times = len > 0 && s[len - 1] == 'x';
	if (v->times) {
		min = TIMES_MIN;
		max = TIMES_MAX;
		rc = num_f64(&v->value, s, len - 1);
	} else if (l->durations) {
		rc = num_duration(&ns, s, len);
		v->value = (double)ns / 1e9;
	} else {
		rc = num_f64(&v->value, s, len);
	}
	if (rc == 0 && v->value >= min && v->value <= max)
		return 0;
	return err_usage(err,
	    "%s: %.100s: \"%.*s\": expected %s from %g to %g%s, or a multiple "
	    "of what is typical such as 8x",
	    option, v->symbol, len < 60 ? (int)len : 60, s,
	    l->durations ? "a time" : "a number", l->min, l->max,
	    l->durations ? " seconds" : "");
}

/* Remove blanks at both ends. */
static void
trim(const char **s, size_t *len)
{
	while (*len > 0 && ((*s)[*len - 1] == ' ' || (*s)[*len - 1] == '\t'))
		--*len;
	while (*len > 0 && (**s == ' ' || **s == '\t')) {
		++*s;
		--*len;
	}
}

static int
add(struct limits *l, const char *symbol, size_t nsymbol, const char *value,
    size_t nvalue, const char *option, struct err *err)
{
	struct limit *v;

	trim(&symbol, &nsymbol);
	trim(&value, &nvalue);
	if (l->n == LIMITS_MAX)
		return err_usage(err, "%s: more than %d symbols", option,
		    LIMITS_MAX);
	if ((l->n & (l->n - 1)) == 0) { /* full: 0, 1, 2, 4, ... */
		v = realloc(l->v, (l->n > 0 ? 2 * l->n : 1) * sizeof(*v));
		if (v == NULL)
			return err_errno(err, "%s", option);
		l->v = v;
	}
	v = &l->v[l->n];
	memset(v, 0, sizeof(*v));
	if ((v->symbol = strndup(symbol, nsymbol)) == NULL)
		return err_errno(err, "%s", option);
	l->n++;
	return parse_value(v, l, value, nvalue, option, err);
}

/* Parse an entry "ES=500", or a value alone for all symbols. */
static int
add_entry(struct limits *l, const char *s, size_t len, const char *signs,
    const char *option, struct err *err)
{
	size_t at;

	for (at = len; at > 0 && strchr(signs, s[at - 1]) == NULL; at--)
		;
	if (at == 0)
		return add(l, "*", 1, s, len, option, err);
	if (strspn(s, " \t") + 1 >= at || memchr(s, '\n', len) != NULL)
		return err_usage(err, "%s: \"%.*s\": expected SYMBOL=LIMIT",
		    option, (int)(len < 60 ? len : 60), s);
	return add(l, s, at - 1, s + at, len - at, option, err);
}

/* Entries "ES=500" with a separator between: a comma, or a newline in a
 * model. */
static int
parse_list(struct limits *l, const char *text, const char *separator,
    const char *option, struct err *err)
{
	size_t n;

	for (;; text += n + 1) {
		n = strcspn(text, separator);
		if (add_entry(l, text, n, "=", option, err) == -1)
			return -1;
		if (text[n] == '\0')
			return 0;
	}
}

/* The length of a line without its comment and its end.  A '#' inside a word
 * belongs to a symbol. */
static size_t
length_of(const char *s)
{
	size_t n = strcspn(s, "\r\n"), i;

	for (i = 0; i < n; i++)
		if (s[i] == '#' &&
		    (i == 0 || s[i - 1] == ' ' || s[i - 1] == '\t'))
			return i;
	return n;
}

static int
parse_line(struct limits *l, const char *s, const char *option, struct err *err)
{
	size_t n = length_of(s);

	trim(&s, &n);
	return n > 0 ? add_entry(l, s, n, "=,", option, err) : 0;
}

/* What is wrong in a file is no fault of the command line. */
static int
fail_at(struct err *err, const char *path, uint64_t line)
{
	err_at(err, "%s:%" PRIu64, path, line);
	err->usage = 0;
	return -1;
}

static int
parse_file(struct limits *l, const char *path, const char *option,
    struct err *err)
{
	FILE *f = fopen(path, "re");
	char *text = NULL;
	uint64_t line = 0;
	const char *s;
	size_t room = 0, n;
	int rc = 0, bad;

	if (f == NULL)
		return err_errno(err, "%s: %s", option, path);
	while (rc == 0 && getline(&text, &room, f) != -1) {
		s = text;
		if (line++ == 0 && strncmp(s, BOM, strlen(BOM)) == 0)
			s += strlen(BOM);
		n = l->n;
		if ((rc = parse_line(l, s, option, err)) == -1)
			fail_at(err, path, line);
		else if (l->n > n)
			l->v[n].line = line;
	}
	bad = ferror(f);
	fclose(f);
	free(text);
	if (bad && rc == 0)
		return err_errno(err, "%s: %s", option, path);
	return rc;
}

static int
by_symbol(const void *a, const void *b)
{
	return strcmp(((const struct limit *)a)->symbol,
	    ((const struct limit *)b)->symbol);
}

/* By symbol; each may occur once.  path: NULL, or the file they are from. */
static int
sort_entries(struct limits *l, const char *path, const char *option,
    struct err *err)
{
	uint64_t line, first;
	size_t i;

	qsort(l->v, l->n, sizeof(*l->v), by_symbol);
	for (i = 1; i < l->n; i++) {
		if (strcmp(l->v[i].symbol, l->v[i - 1].symbol) != 0)
			continue;
		err_usage(err, "%s: %.100s: given twice", option,
		    l->v[i].symbol);
		line = l->v[i].line;
		first = l->v[i - 1].line;
		return path == NULL
			   ? -1
			   : fail_at(err, path, line > first ? line : first);
	}
	return 0;
}

/* The text kept in a model, so that loading it needs no limits file.  A symbol
 * may contain any character but a newline. */
static int
make_text(struct limits *l, struct err *err)
{
	size_t room = 1, n = 0, i;

	for (i = 0; i < l->n; i++)
		room += strlen(l->v[i].symbol) + 64;
	free(l->text);
	if ((l->text = malloc(room)) == NULL)
		return err_errno(err, "limits");
	l->text[0] = '\0';
	for (i = 0; i < l->n; i++) {
		n += (size_t)snprintf(l->text + n, room - n,
		    "%s%s=", i > 0 ? "\n" : "", l->v[i].symbol);
		if (l->durations && !l->v[i].times)
			n += num_put_duration(l->text + n,
			    (uint64_t)(l->v[i].value * 1e9 + 0.5));
		else
			n += num_put_f64(l->text + n, l->v[i].value);
		if (l->v[i].times)
			l->text[n++] = 'x';
		l->text[n] = '\0';
	}
	return 0;
}

int
limits_parse(struct limits *l, const char *text, const char *option,
    struct err *err)
{
	const char *path = text[0] == '@' ? text + 1 : NULL;
	int rc = path != NULL ? parse_file(l, path, option, err)
			      : parse_list(l, text, ",", option, err);

	if (rc == -1)
		return -1;
	if (l->n == 0)
		return err_set(err, "%s: %s: no limits", option, path);
	if (sort_entries(l, path, option, err) == -1)
		return -1;
	return make_text(l, err);
}

static void
free_entries(struct limits *l)
{
	while (l->n > 0)
		free(l->v[--l->n].symbol);
	free(l->v);
	l->v = NULL;
}

int
limits_walk(struct walk *w, const char *name, struct limits *l)
{
	struct err err = { 0 };

	walk_text(w, name, &l->text);
	if (w->mode == WALK_FREE)
		free_entries(l);
	if (walk_loading(w) &&
	    (parse_list(l, l->text, "\n", name, &err) == -1 ||
		sort_entries(l, NULL, name, &err) == -1))
		walk_check(w, 0, "limits: not lines of SYMBOL=LIMIT");
	return walk_done(w);
}

/* ---- use ---- */

static const struct limit *
find(const struct limits *l, const char *symbol)
{
	struct limit key = { .symbol = (char *)(uintptr_t)symbol };

	return bsearch(&key, l->v, l->n, sizeof(*l->v), by_symbol);
}

void
limit_state_symbol(struct limit_state *s, const struct limits *l,
    const char *symbol)
{
	const struct limit *v = find(l, symbol);

	if (v == NULL)
		v = find(l, "*");
	s->value = v != NULL ? v->value : NAN;
	s->times = v != NULL && v->times;
}

void
limit_state_init(struct limit_state *s, const struct limits *l)
{
	memset(s, 0, sizeof(*s));
	limit_state_symbol(s, l, "*");
}

int
limit_state_walk(struct walk *w, struct limit_state *s)
{
	walk_scalar(w, "typical", TENSOR_F64, &s->mean);
	walk_scalar(w, "values", TENSOR_U64, &s->n);
	walk_check(w, isfinite(s->mean), "typical: out of range");
	return walk_done(w);
}

double
limit_now(const struct limit_state *s)
{
	if (!s->times)
		return s->value;
	return s->n >= LIMITS_WARM && s->mean > 0 ? s->value * s->mean : NAN;
}

void
limit_learn(struct limit_state *s, double v)
{
	double limit = limit_now(s), share = 1 - ew_lambda(HALFLIFE);

	if (!s->times || !isfinite(v))
		return;
	if (s->n < LIMITS_WARM)
		share = 1 / (double)(s->n + 1);
	else if (v > limit)
		v = limit;
	s->mean = ew_mean(s->mean, v - s->mean, share);
	s->n++;
}

int
limits_any_learned(const struct limits *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->v[i].times)
			return 1;
	return 0;
}
