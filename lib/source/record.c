/*
 * record.c - records found in JSON, on their way to rows.
 */
#include "source/record.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/array.h"
#include "source/reader.h"
#include "source/reply.h"

int
record_put(struct record_sink *out, const struct cells *c, const char **reason,
    struct err *err)
{
	struct reader *r = out->reader;
	const struct csv_field *name = c->nameless ? NULL : c->name;
	struct key_set *k = key_sets_get(r, c, reason, err);

	if (k != NULL && rows_more(&r->rows, err) == -1)
		return -1;
	where_input_record(&r->where, name, c->value, c->n);
	if (k == NULL)
		return reader_left_out(r, reason, err);
	k->records += r->opts->keys != NULL && c == r->j.cells &&
		      r->layout->known == NULL && !c->nameless;
	return reader_put(r, &k->plan, name, c->value, reason, err);
}

struct cells *
record_new(struct record_sink *out)
{
	struct cells *c = out->reader->j.made;

	c->n = c->nameless = c->shared = c->added = 0;
	return c;
}

void
record_add(struct cells *c, const char *name, const struct csv_field *f)
{
	if (f == NULL || c->n == CELLS_MAX)
		return;
	c->name[c->n] = (struct csv_field){ name, strlen(name) };
	c->value[c->n++] = *f;
	c->added++;
}

void
record_control(struct record_sink *out)
{
	out->reader->context.count[COUNT_CONTROL]++;
}

void
record_unknown(struct record_sink *out)
{
	out->reader->context.count[COUNT_UNKNOWN]++;
}

int
record_error(const struct csv_field *said, const char **reason, struct err *err)
{
	char text[REPLY_MAX + 1];

	reply_quote(text, said->s, said->len);
	*reason = "unknown-record";
	return err_set(err, "the source says: %s", text);
}

int
record_arrival(struct record_sink *out, struct csv_field *f,
    const char **reason, struct err *err)
{
	struct reader *r = out->reader;
	const struct framed *e;
	struct timespec now;
	uint64_t t = TS_NULL;
	const char *why;

	*f = r->j.stamp;
	if (f->len > 0 && ts_parse(&t, f->s, f->len, TS_AUTO, NULL, &why) == -1)
		return 0; /* and is refused as a cell */
	e = r->framing != NULL ? framing_at(r->framing, out->offset) : NULL;
	if (t == TS_NULL && e != NULL)
		t = e->ts;
	if (t == TS_NULL && r->opts->stamp_arrival) {
		clock_gettime(CLOCK_REALTIME, &now);
		t = (uint64_t)now.tv_sec * NS_SECOND + (uint64_t)now.tv_nsec;
	}
	if (t == TS_NULL && err == NULL)
		return -1;
	if (t == TS_NULL) {
		*reason = "missing-field";
		return err_set(err,
		    "no time: --stamp-arrival uses the time of arrival");
	}
	/* not a number: those of the records may have another unit */
	f->s = r->j.arrival;
	f->len = ts_put_iso(r->j.arrival, t);
	return 0;
}

void *
record_walk(struct record_sink *out, size_t size, size_t text, struct err *err)
{
	struct flat_json *j = &out->reader->j;

	if (array_grow(&j->walk, &j->walk_room, size + text, 1) == -1) {
		err_errno(err, "arrays");
		return NULL;
	}
	return j->walk;
}

void *
record_state(struct record_sink *out)
{
	return out->reader->state;
}

struct context *
record_context(struct record_sink *out)
{
	return &out->reader->context;
}

const struct source_opts *
record_opts(struct record_sink *out)
{
	return out->reader->opts;
}
