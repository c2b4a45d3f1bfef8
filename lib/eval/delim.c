/*
 * delim.c - small delimited files with a header: labels, classes.
 */
#include "eval/delim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json.h"

enum { LINE_MAX_BYTES = 1 << 20 };

const char *
delim_quote(char buf[DELIM_QUOTE_MAX], const char *s, size_t len)
{
	enum { SHOWN = DELIM_QUOTE_MAX - 8 };
	size_t n = len < SHOWN ? len : utf8_valid_len(s, SHOWN);

	snprintf(buf, DELIM_QUOTE_MAX, "\"%.*s%s\"", (int)n, s,
	    n < len ? "..." : "");
	return buf;
}

int
delim_at(const struct delim *l, struct err *err)
{
	return err_at(err, "%s:%llu", in_name(l->in),
	    (unsigned long long)l->line);
}

void
delim_close(struct delim *l)
{
	free(l->at);
	free(l->copy);
	in_close(l->in);
	memset(l, 0, sizeof(*l));
}

/* ---- one line ---- */

static int
keep_copy(struct delim *l, const char *line, size_t len, struct err *err)
{
	if (array_grow(&l->copy, &l->room, len, 1) == -1)
		return err_errno(err, "a line of %zu bytes", len);
	memcpy(l->copy, line, len);
	return 0;
}

/* A text whose lines end only in CR would be one long header. */
static int
check_newlines(const char *line, size_t len, struct err *err)
{
	const char *cr = memchr(line, '\r', len);

	if (cr == NULL || cr + 1 == line + len)
		return 0;
	return err_set(err, "a carriage return within the line: where lines "
			    "end in CR alone, convert them with tr '\\r' "
			    "'\\n'");
}

static int
split(struct delim *l, const char *line, size_t len, struct err *err)
{
	int n;

	if (check_newlines(line, len, err) == -1)
		return -1;
	if (l->delim == 0 && (l->delim = csv_guess(line, len)) == 0)
		return err_set(err, "expected a header of names separated by "
				    "one of , ; TAB |");
	if (keep_copy(l, line, len, err) == -1)
		return -1;
	n = csv_split(l->field, DELIM_FIELDS_MAX, l->copy, len, l->delim);
	if (n == -1)
		return err_set(err,
		    "unterminated quote, or more than %d fields",
		    DELIM_FIELDS_MAX);
	if (l->nfield != 0 && n != l->nfield)
		return err_set(err, "%d fields: expected %d as in the header",
		    n, l->nfield);
	l->nfield = n;
	return 0;
}

/* The next line that is not empty, split; 1, 0, -1. */
static int
read_line(struct delim *l, struct err *err)
{
	const char *line;
	size_t len;
	int newline, got;

	while ((got = in_line(l->in, LINE_MAX_BYTES, &line, &len, &newline,
		    err)) == 1) {
		size_t skip = len + (size_t)newline;

		l->line++;
		if (l->line == 1 && len >= 3 &&
		    memcmp(line, "\xef\xbb\xbf", 3) == 0) {
			line += 3; /* a byte order mark */
			len -= 3;
		}
		if (len > 0 && !(len == 1 && *line == '\r')) {
			got = split(l, line, len, err) == -1 ? -1 : 1;
			in_skip(l->in, skip);
			return got == 1 ? 1 : delim_at(l, err);
		}
		in_skip(l->in, skip);
	}
	return got;
}

/* ---- the header ---- */

static int
field_is(const struct csv_field *f, const char *name)
{
	return f->len == strlen(name) && memcmp(f->s, name, f->len) == 0;
}

static int
column_find(const struct delim *l, const char *const *names)
{
	for (int k = 0; names[k] != NULL; k++)
		for (int i = 0; i < l->nfield; i++)
			if (field_is(&l->field[i], names[k]))
				return i;
	return -1;
}

static int
find_columns(struct delim *l, const struct delim_column *columns,
    struct err *err)
{
	for (int i = 0; i < l->ncolumn; i++) {
		l->at[i] = column_find(l, columns[i].names);
		if (l->at[i] >= 0 || !columns[i].needed)
			continue;
		err_set(err, "no column %s%s%s in the header",
		    columns[i].names[0], columns[i].names[1] ? " or " : "",
		    columns[i].names[1] ? columns[i].names[1] : "");
		return delim_at(l, err);
	}
	return 0;
}

int
delim_open(struct delim *l, struct in *in, const struct delim_column *columns,
    int ncolumn, struct err *err)
{
	int got;

	memset(l, 0, sizeof(*l));
	l->in = in;
	l->ncolumn = ncolumn;
	l->at = calloc((size_t)ncolumn + 1, sizeof(*l->at));
	if (l->at == NULL)
		return err_errno(err, "%s", in_name(in));
	got = read_line(l, err);
	if (got == 0)
		return err_set(err, "%s: empty: expected a header",
		    in_name(in));
	return got == 1 ? find_columns(l, columns, err) : -1;
}

int
delim_next(struct delim *l, struct err *err)
{
	int got = read_line(l, err);

	return got == 0 ? in_end(l->in, err) : got;
}

struct csv_field
delim_cell(const struct delim *l, int column)
{
	static const struct csv_field none = { "", 0 };

	return l->at[column] < 0 ? none : l->field[l->at[column]];
}
