/*
 * where_input.c - find the cells named by col().
 */
#include "source/where_input.h"

#include <string.h>

#include "base/num.h"
#include "source/sample.h"

/* The cell of exactly that name, the last of several; -1. */
static int
find(const struct csv_field *name, int n, const char *s, size_t len)
{
	while (n-- > 0)
		if (name[n].len == len && memcmp(name[n].s, s, len) == 0)
			return n;
	return -1;
}

/* JSON: by key, or pointer; one of a key at the top is the key. */
static int
find_key(const struct csv_field *name, int n, const char *s, size_t len)
{
	int i = find(name, n, s, len);

	if (i < 0 && len > 1 && *s == '/')
		i = find(name, n, s + 1, len - 1);
	return i;
}

static int
find_number(int n, const char *s, size_t len)
{
	uint64_t v;

	return num_u64(&v, s, len) == 0 && v >= 1 && v <= (uint64_t)n
		   ? (int)v - 1
		   : -1;
}

static int
get(void *arg, int column, const char **text, size_t *len)
{
	const struct where_input *q = arg;
	const struct csv_field *cell = q->cell;
	const char *name;
	size_t n;
	int i;

	if (q->is_table) {
		i = q->at[column];
	} else {
		name = where_column(q->where, column, &n);
		i = q->name != NULL ? find_key(q->name, q->n, name, n)
				    : find_number(q->n, name, n);
		if (i < 0 && q->nouter > 0) {
			cell = q->outer_cell;
			i = find_key(q->outer_name, q->nouter, name, n);
		}
	}
	if (i < 0)
		return 0;
	*text = cell[i].s;
	*len = cell[i].len;
	return 1;
}

void
where_input_init(struct where_input *q, struct where *where)
{
	*q = (struct where_input){ .where = where };
	q->cells = (struct where_cells){ get, q };
}

int
where_input_none(const struct where *where, const char *format, struct err *err)
{
	if (where == NULL)
		return 0;
	return err_set(err,
	    "--where: col() names columns of text, and this is %s: use the "
	    "names of fields",
	    format);
}

int
where_input_table(struct where_input *q, const struct csv_field *name, int n,
    struct err *err)
{
	const struct sample s = { .name = name,
		.n = n,
		.text = TEXT_DELIMITED };
	const char *col;
	size_t len;
	int i;

	if (q->where == NULL)
		return 0;
	q->is_table = 1;
	for (i = 0; i < where_columns(q->where); i++) {
		col = where_column(q->where, i, &len);
		q->at[i] = name == NULL ? find_number(n, col, len)
					: find(name, n, col, len);
		if (q->at[i] < 0 && name != NULL)
			q->at[i] = sample_find_free(&s, col, len, NULL);
		if (q->at[i] < 0)
			return err_set(err,
			    "--where: col(\"%.60s\"): no such column among "
			    "%d%s",
			    col, n,
			    name == NULL ? " without names: use its number"
					 : "");
	}
	return 0;
}

int
where_input_refuses(struct where_input *q)
{
	return q->where != NULL && where_refuses(q->where, &q->cells, 1);
}

int
where_input_refuses_outer(struct where_input *q, int empty)
{
	if (q->where == NULL)
		return 0;
	where_input_record(q, NULL, NULL, 0);
	return where_refuses(q->where, &q->cells, empty);
}
