/*
 * select.c - the criteria of tickcat's selection.
 *
 * Criteria on names are evaluated once and cached by schema id and by symbol
 * id.  Criteria on numbers are looked up in a sorted list, and the last result
 * is cached, because rows of one instrument come in runs.
 */
#include "cat/select.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/answers.h"
#include "base/num.h"
#include "cat/names.h"
#include "cat/when.h"
#include "stream/row.h"

#define AT(field) offsetof(struct select_opts, field)

const struct opt cat_select_opts[] = {
	{ .letter = 's',
	    .name = "symbols",
	    .type = OPT_STR,
	    .off = AT(symbols),
	    .arg = "LIST",
	    .help = "select symbols: list of names, globs or @FILE" },
	{ .name = "instruments",
	    .type = OPT_STR,
	    .off = AT(instruments),
	    .arg = "IDS",
	    .help = "select instrument ids, comma-separated" },
	{ .letter = 'k',
	    .name = "kind",
	    .type = OPT_STR,
	    .off = AT(kinds),
	    .arg = "LIST",
	    .help = "select kinds of records: names or globs" },
	{ .name = "publisher",
	    .type = OPT_STR,
	    .off = AT(publishers),
	    .arg = "IDS",
	    .help = "select publisher ids, comma-separated" },
	{ .name = "action",
	    .type = OPT_STR,
	    .off = AT(actions),
	    .arg = "CHARS",
	    .help = "select rows with one of these actions, as in TF" },
	{ .name = "side",
	    .type = OPT_STR,
	    .off = AT(sides),
	    .arg = "CHARS",
	    .help = "select rows with one of these sides: A, B, N" },
	{ .name = "no-snapshots",
	    .type = OPT_FLAG,
	    .off = AT(no_snapshots),
	    .help = "drop snapshot rows" },
	{ .name = "start",
	    .type = OPT_STR,
	    .off = AT(start),
	    .arg = "TIME",
	    .help = "select rows at or after this index time" },
	{ .name = "end",
	    .type = OPT_STR,
	    .off = AT(end),
	    .arg = "TIME",
	    .help = "select rows before this time, or +1h from --start" },
	{ .name = "session",
	    .type = OPT_STR,
	    .off = AT(session),
	    .arg = "FROM-TO",
	    .help = "select rows in these hours of each day: 09:30-16:00" },
	{ .name = NULL },
};

/* Numbers to choose by. */
struct ids {
	uint32_t *v; /* sorted; NULL: not asked for */
	size_t n;
	uint32_t last; /* an id and its answer */
	int last_has;
};

/* Letters to choose by. */
struct letters {
	int asked;
	unsigned char has[256];
};

struct select {
	struct vocab *vocab;
	int all;
	struct names *symbols, *kinds; /* NULL: not asked for */
	struct answers symbol, kind;   /* by symbol id, by schema id */
	struct ids instruments, publishers;
	struct letters actions, sides;
	int no_snapshots;
	int timed;
	struct when when;
};

static int
cmp_id(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* The largest number of the field's type is its null. */
static int
parse_ids(struct ids *ids, const char *list, const char *option, uint32_t null,
    struct err *err)
{
	size_t len, room = 1;
	const char *s;
	uint64_t v;

	if (list == NULL)
		return 0;
	for (s = list; *s != '\0'; s++)
		room += *s == ',';
	if ((ids->v = malloc(room * sizeof(*ids->v))) == NULL)
		return err_errno(err, "--%s", option);
	for (s = list;; s += len + 1) {
		len = strcspn(s, ",");
		if (num_u64(&v, s, len) < 0 || v >= null)
			return err_usage(err,
			    "--%s: \"%.*s\": expected numbers from 0 to %u, "
			    "separated by commas",
			    option, (int)(len < 40 ? len : 40), s, null - 1);
		ids->v[ids->n++] = (uint32_t)v;
		if (s[len] == '\0')
			break;
	}
	qsort(ids->v, ids->n, sizeof(*ids->v), cmp_id);
	ids->last = null; /* is in no list */
	return 0;
}

static int
ids_has(struct ids *ids, uint32_t id)
{
	if (id != ids->last) {
		ids->last = id;
		ids->last_has =
		    bsearch(&id, ids->v, ids->n, sizeof(id), cmp_id) != NULL;
	}
	return ids->last_has;
}

/* Letters of a set, with or without commas. */
static int
parse_letters(struct letters *l, const char *text, const char *option,
    const char *set, const char *set_text, struct err *err)
{
	const char *s = text;
	int n = 0;

	if (text == NULL)
		return 0;
	l->asked = 1;
	for (; *s != '\0' && (*s == ',' || strchr(set, *s) != NULL); s++) {
		l->has[(unsigned char)*s] = *s != ',';
		n += *s != ',';
	}
	if (n == 0 || *s != '\0')
		return err_usage(err, "--%s: \"%.40s\": expected letters of %s",
		    option, text, set_text);
	return 0;
}

static int
parse_names(struct names **n, const char *list, const char *option,
    struct err *err)
{
	if (list == NULL)
		return 0;
	*n = names_new(list, option, err);
	return *n == NULL ? -1 : 0;
}

/*
 * Mistakes in the command line are reported before files that cannot be read.
 */
static int
parse_all(struct select *s, const struct select_opts *o, struct err *err)
{
	if (parse_ids(&s->instruments, o->instruments, "instruments",
		UINT32_MAX, err) == -1 ||
	    parse_ids(&s->publishers, o->publishers, "publisher", UINT16_MAX,
		err) == -1 ||
	    parse_letters(&s->actions, o->actions, "action",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "A to Z", err) == -1 ||
	    parse_letters(&s->sides, o->sides, "side", "ABN", "A, B and N",
		err) == -1 ||
	    when_init(&s->when, o->start, o->end, o->session, o->tz, err) == -1)
		return -1;
	s->no_snapshots = o->no_snapshots;
	s->timed = !when_all(&s->when);
	if (parse_names(&s->kinds, o->kinds, "kind", err) == -1)
		return -1;
	return parse_names(&s->symbols, o->symbols, "symbols", err);
}

struct select *
select_new(const struct select_opts *o, struct vocab *vocab, struct err *err)
{
	struct select *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		err_errno(err, "selection");
		return NULL;
	}
	s->vocab = vocab;
	answers_init(&s->symbol, "symbols");
	answers_init(&s->kind, "schemas");
	if (parse_all(s, o, err) == -1) {
		select_free(s);
		return NULL;
	}
	s->all = s->symbols == NULL && s->kinds == NULL &&
		 s->instruments.v == NULL && s->publishers.v == NULL &&
		 !s->actions.asked && !s->sides.asked && !s->no_snapshots &&
		 !s->timed;
	return s;
}

int
select_all(const struct select *s)
{
	return s->all;
}

static int
kind_has(struct select *s, const struct schema *schema, struct err *err)
{
	int known = answers_known(&s->kind, schema->id);

	if (known != ANSWER_NONE)
		return known == ANSWER_YES;
	return answers_keep(&s->kind, schema->id,
	    names_match(s->kinds, schema->kind, strlen(schema->kind)), err);
}

static int
symbol_has(struct select *s, const struct rec *r, struct err *err)
{
	uint32_t id = rec_symbol(r);
	int known = answers_known(&s->symbol, id);
	const char *text;
	size_t len;

	if (known != ANSWER_NONE)
		return known == ANSWER_YES;
	if (id == 0) /* "*" does not match a missing symbol */
		return 0;
	text = symtab_text(s->vocab->syms, id, &len);
	return answers_keep(&s->symbol, id, names_match(s->symbols, text, len),
	    err);
}

static int
action_has(const struct select *s, const struct rec *r)
{
	int at = r->schema->at.action;
	unsigned char c = at < 0 ? 0 : *rec_at(r, at);

	if (c == 0 && strcmp(r->schema->kind, "trades") == 0)
		c = 'T';
	else if (c == 0 && at >= 0)
		c = 'N';
	return s->actions.has[c];
}

static int
side_has(const struct select *s, const struct rec *r)
{
	int at = r->schema->at.side;

	if (at < 0)
		return 0;
	return s->sides.has[*rec_at(r, at) == 0 ? 'N' : *rec_at(r, at)];
}

static int
publisher_has(struct select *s, const struct rec *r)
{
	uint16_t id;

	if (r->schema->at.publisher_id < 0)
		return 0;
	memcpy(&id, rec_at(r, r->schema->at.publisher_id), sizeof(id));
	return ids_has(&s->publishers, id);
}

static int
instrument_has(struct select *s, const struct rec *r)
{
	int at = r->schema->at.instrument_id;

	return at >= 0 && ids_has(&s->instruments, rec_u32(r, at));
}

int
select_row(struct select *s, const struct rec *r, struct err *err)
{
	int has;

	if (s->timed && !when_has(&s->when, rec_time(r)))
		return 0;
	if (s->kinds != NULL && (has = kind_has(s, r->schema, err)) != 1)
		return has;
	if (s->symbols != NULL && (has = symbol_has(s, r, err)) != 1)
		return has;
	if ((s->instruments.v != NULL && !instrument_has(s, r)) ||
	    (s->publishers.v != NULL && !publisher_has(s, r)) ||
	    (s->actions.asked && !action_has(s, r)) ||
	    (s->sides.asked && !side_has(s, r)))
		return 0;
	return !(s->no_snapshots && row_is_snapshot(r));
}

int
select_by_symbol(const struct select *s)
{
	return s->symbols != NULL || s->instruments.v != NULL;
}

int
select_keeps(struct select *s, const char *symbol, uint32_t id)
{
	if (s->symbols != NULL &&
	    !names_has(s->symbols, symbol, strlen(symbol)))
		return 0;
	return s->instruments.v == NULL || ids_has(&s->instruments, id);
}

void
select_range(const struct select *s, uint64_t *start, uint64_t *end)
{
	*start = s->when.start;
	*end = s->when.end;
}

void
select_unused(const struct select *s,
    void (*each)(void *arg, const char *option, const char *name), void *arg)
{
	const char *name;
	size_t at;

	for (at = 0; s->symbols != NULL &&
		     (name = names_unused(s->symbols, &at)) != NULL;)
		each(arg, "symbols", name);
	for (at = 0;
	     s->kinds != NULL && (name = names_unused(s->kinds, &at)) != NULL;)
		each(arg, "kind", name);
}

void
select_free(struct select *s)
{
	if (s == NULL)
		return;
	names_free(s->symbols);
	names_free(s->kinds);
	when_fini(&s->when);
	answers_fini(&s->symbol);
	answers_fini(&s->kind);
	free(s->instruments.v);
	free(s->publishers.v);
	free(s);
}
