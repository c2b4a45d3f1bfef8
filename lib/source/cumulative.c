/*
 * cumulative.c - differences of quantities that count up.
 */
#include "source/cumulative.h"

#include <string.h>

enum { UNITS = 1000000000 }; /* of scale 9 in one of scale 0 */

struct cumulative_last {
	int64_t v;
	unsigned char seen, scale;
};

int
cumulative_init(struct cumulative *c, const char *text, struct err *err)
{
	memset(c, 0, sizeof(*c));
	idmap_init(&c->last, sizeof(struct cumulative_last), "symbols");
	if (text == NULL)
		return 0;
	if (strcmp(text, "size") != 0 && strcmp(text, "volume") != 0)
		return err_usage(err,
		    "--cumulative: \"%.40s\": expected size or volume", text);
	c->field = text;
	return 0;
}

void
cumulative_fini(struct cumulative *c)
{
	idmap_fini(&c->last);
}

int
cumulative_row(struct cumulative *c, unsigned char *row, const struct schema *s,
    struct err *err)
{
	const struct rec r = { s, row };
	struct cumulative_last *last;
	uint8_t scale;
	int64_t v;

	if (c->schema != s) {
		c->schema = s;
		c->at = schema_find(s, c->field);
	}
	if (c->at < 0 || (v = rec_i64(&r, c->at)) == QTY_NULL)
		return 0;
	last = idmap_get(&c->last, rec_symbol(&r), err);
	if (last == NULL)
		return -1;
	scale = s->field[c->at].scale;
	if (last->seen && last->scale < scale) /* less than 2^63 by then */
		last->v =
		    last->v > INT64_MAX / UNITS ? INT64_MAX : last->v * UNITS;
	if (!last->seen)
		row_put_null(row, s, c->at);
	else if (v >= last->v)
		row_put_i64(row, s, c->at, v - last->v);
	*last = (struct cumulative_last){ v, 1, scale };
	return 0;
}
