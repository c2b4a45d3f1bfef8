/*
 * keep.c - unused keys and columns become fields.
 */
#include "source/keep.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"

enum { DIGITS_EXACT = 15 };

/*
 * Reserved names of our streams.  A foreign column of such a name would be
 * taken for the row's kind, steps, origin, flags of a snapshot or index time.
 */
static const char *const reserved[] = { "kind", "def", "src_topic", "src_part",
	"src_off", "flags", "ts_end", NULL };

static int
is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

/* "/order/id" is order_id.  0 for an element of an array, and for no name. */
static int
name_of(char out[FIELD_NAME_MAX + 1], const struct csv_field *name)
{
	size_t i, n = 0, from = name->len > 0 && *name->s == '/';
	int digits = 1;

	for (i = from; i < name->len && n < FIELD_NAME_MAX - 2; i++) {
		if (from && name->s[i] == '/' && digits)
			return 0;
		digits = name->s[i] == '/' ||
			 (digits && name->s[i] >= '0' && name->s[i] <= '9');
		out[n++] = '_';
		if (is_word_char(name->s[i]))
			out[n - 1] = name->s[i];
	}
	out[n] = '\0';
	return n > 0 && !(from && digits);
}

/* A string of JSON, whose quotes are no part of the cell. */
static int
is_quoted(const struct sample *s, const char *text)
{
	return s->json != NULL && text > s->json &&
	       text < s->json + s->json_len && text[-1] == '"';
}

static int
is_truth(const struct csv_field *f)
{
	return (f->len == 4 && strncasecmp(f->s, "true", 4) == 0) ||
	       (f->len == 5 && strncasecmp(f->s, "false", 5) == 0);
}

/* A number that a double holds as it is written. */
static int
is_number(const struct csv_field *f)
{
	size_t i, digits = 0;
	double v;

	if (f->len == 0 || num_f64(&v, f->s, f->len) != 0)
		return 0;
	for (i = 0; i < f->len; i++)
		digits += f->s[i] >= '0' && f->s[i] <= '9';
	i = *f->s == '-';
	return digits <= DIGITS_EXACT &&
	       !(f->len > i + 1 && f->s[i] == '0' && f->s[i + 1] != '.');
}

/* May the value be of the vocabulary's type? */
static int
reads_as(enum ftype type, uint16_t len, const struct csv_field *v)
{
	uint64_t u;
	double d;

	if (v->len == 0 || type == F_SYM)
		return 1;
	if (type == F_CHAR)
		return v->len == 1;
	if (type == F_TEXT)
		return v->len <= len;
	if (type == F_BOOL)
		return is_truth(v);
	if (type == F_ID) /* it loses zeros in front */
		return num_u64(&u, v->s, v->len) == 0 &&
		       (v->len == 1 || *v->s != '0');
	if (type == F_TS && times_is_time(v->s, v->len))
		return 1;
	return num_f64(&d, v->s, v->len) == 0;
}

/* The type that --field gives the name: 1, 0 it gives none, -1. */
static int
declared(struct field *f, const char *const *fields, struct err *err)
{
	size_t n = strlen(f->name);

	for (; fields != NULL && *fields != NULL; fields++)
		if (strncmp(*fields, f->name, n) == 0 && (*fields)[n] == ':')
			return ftype_parse(&f->type, &f->len,
				   *fields + n + 1) == 0
				   ? 1
				   : err_usage(err, "--field: \"%.60s\"",
					 *fields);
	return 0;
}

static int
is_taken(const struct recipe *r, const char *name)
{
	int i;

	for (i = 0; reserved[i] != NULL; i++)
		if (strcmp(reserved[i], name) == 0)
			return 1;
	for (i = 0; i < r->nfield; i++)
		if (strcmp(r->field[i].name, name) == 0)
			return 1;
	return 0;
}

/* Put x_ before the name: 1, 0 it would be too long. */
static int
mark_foreign(char *name)
{
	size_t n = strlen(name);

	if (n + 2 > FIELD_NAME_MAX)
		return 0;
	memmove(name + 2, name, n + 1);
	memcpy(name, "x_", 2);
	return 1;
}

/* The field of a cell: 1, 0 the cell is not kept, -1. */
static int
field_of(struct field *f, const struct recipe *r, const struct sample *s,
    int cell, struct err *err)
{
	const struct csv_field *v = &s->cell[cell];
	enum ftype type;
	uint16_t len;
	int got;

	memset(f, 0, sizeof(*f));
	if (!name_of(f->name, &s->name[cell]))
		return 0;
	got = declared(f, s->opts->stream.fields, err);
	while (got != -1 && is_taken(r, f->name))
		if (!mark_foreign(f->name))
			return 0;
	if (got != 0)
		return got;
	f->type = F_SYM;
	if (vocab_type(&type, &len, f->name) == 0) {
		if (reads_as(type, len, v)) {
			f->type = type;
			f->len = len;
			return 1;
		}
		do
			if (!mark_foreign(f->name))
				return 0;
		while (is_taken(r, f->name));
	}
	if (!is_quoted(s, v->s) && is_truth(v))
		f->type = F_BOOL;
	else if (!is_quoted(s, v->s) && is_number(v))
		f->type = F_F64;
	return 1;
}

int
keep_unknown(const struct plan_of_record *p, struct recipe *r,
    const struct sample *s, const struct found *f, struct err *err)
{
	struct field field;
	int i, got;

	for (i = 0; s->name != NULL && i < s->n; i++) {
		if (i == p->side_cell || found_reads(f, i) ||
		    r->nfield + 8 > RECIPE_FIELDS_MAX)
			continue;
		got = field_of(&field, r, s, i, err);
		if (got == -1)
			return -1;
		if (got == 1 &&
		    (recipe_own_field(r, &field) == -1 ||
			recipe_step(r, field.name, i, CELL_PLAIN, err) == -1))
			return -1;
	}
	return 0;
}
