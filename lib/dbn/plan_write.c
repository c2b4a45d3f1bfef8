/*
 * plan_write.c - rows to DBN records: values never wrap; one that does not fit
 * is an error.
 */
#include <inttypes.h>
#include <string.h>

#include "dbn/plan.h"
#include "dbn/plan_impl.h"

/*
 * The undefined value of a field that the row does not have (dbn.md 7):
 * zero for identities, counters and sizes of a level, 'N' for side and
 * action (but a trade is a 'T'), else the sentinel of its type.
 */
static void
blank_field(unsigned char *rec, const struct layout_field *d, const char *kind)
{
	static const char *const zero[] = { "publisher_id", "instrument_id",
		"flags", "depth", "ts_in_delta", "sequence", "order_id",
		"channel_id", "bid_sz_", "ask_sz_", "bid_ct_", "ask_ct_",
		"bid_pb_", "ask_pb_" };
	size_t i;

	if (d->type == D_TEXT || d->type == D_CHAR) {
		if (strcmp(d->name, "side") == 0)
			rec[d->off] = 'N';
		if (strcmp(d->name, "action") == 0)
			rec[d->off] = strcmp(kind, "trades") == 0 ? 'T' : 'N';
		return;
	}
	for (i = 0; i < sizeof(zero) / sizeof(zero[0]); i++)
		if (strncmp(d->name, zero[i], strlen(zero[i])) == 0)
			return;
	memset(rec + d->off, 0xff, d->len);
	if (d->type == D_I8 || d->type == D_I16 || d->type == D_I32 ||
	    d->type == D_I64)
		rec[d->off + d->len - 1] = 0x7f;
}

int
plan_write(struct plan *p, const struct layout *l, const struct schema *s,
    struct err *err)
{
	const struct layout_field *d;
	const struct field *f;
	struct move m;
	int i, at, op;

	if (plan_alloc(p, l, s, l->size, err) == -1)
		return -1;
	for (i = 0; i < l->n; i++) {
		d = &l->field[i];
		blank_field(p->blank, d, s->kind);
		at = schema_find(s, d->name);
		if (at < 0)
			continue;
		f = &s->field[at];
		op = move_op(d, f);
		if (op < 0) {
			err_set(err, "%s: the type of %s differs from DBN's",
			    s->kind, d->name);
			plan_fini(p);
			return -1;
		}
		m = (struct move){ (uint16_t)f->off, d->off, f->len, d->len,
			(enum move_op)op, f->scale, d->name };
		move_add(p, &m);
	}
	at = schema_find(s, "ts_out");
	p->ts_out = at < 0 ? -1 : (int)s->field[at].off;
	return 0;
}

static int
misfit(const struct move *m, int64_t v, const char *expected, struct err *err)
{
	return err_set(err, "%s: %" PRId64 " does not fit: expected %s",
	    m->name, v, expected);
}

/* Whole units of a qty of either scale. */
static int
qty_whole(int64_t *v, const struct move *m, struct err *err)
{
	if (*v != QTY_NULL && m->scale == 9) {
		if (*v % 1000000000 != 0)
			return misfit(m, *v, "whole units, not 1e-9", err);
		*v /= 1000000000;
	}
	if (*v < 0)
		return misfit(m, *v, "0 or more", err);
	return 0;
}

static int
put_size(unsigned char *to, const struct move *m, int64_t v, struct err *err)
{
	uint32_t u;

	if (qty_whole(&v, m, err) == -1)
		return -1;
	if (v != QTY_NULL && v >= UINT32_MAX)
		return misfit(m, v, "less than 4294967295", err);
	u = v == QTY_NULL ? UINT32_MAX : (uint32_t)v;
	memcpy(to, &u, sizeof(u));
	return 0;
}

static int
put_volume(unsigned char *to, const struct move *m, int64_t v, struct err *err)
{
	uint64_t u;

	if (qty_whole(&v, m, err) == -1)
		return -1;
	u = v == QTY_NULL ? UINT64_MAX : (uint64_t)v;
	memcpy(to, &u, sizeof(u));
	return 0;
}

static int
put_id32(unsigned char *to, const struct move *m, uint64_t v, struct err *err)
{
	uint32_t u = (uint32_t)v;

	if (v > UINT32_MAX && v != ID_NULL)
		return err_set(err,
		    "%s: %" PRIu64 " does not fit: expected at most 4294967295",
		    m->name, v);
	memcpy(to, &u, sizeof(u));
	return 0;
}

static int
put_int32(unsigned char *to, const struct move *m, int64_t v, struct err *err)
{
	int32_t i;

	if (v != INT64_MAX && (v < INT32_MIN || v >= INT32_MAX))
		return misfit(m, v, "32 bits", err);
	i = v == INT64_MAX ? INT32_MAX : (int32_t)v;
	memcpy(to, &i, sizeof(i));
	return 0;
}

/* A text that fills its field has no NUL and stays so; a shorter field needs
 * room for one. */
static int
put_text(unsigned char *to, const struct move *m, const unsigned char *from,
    struct err *err)
{
	size_t n = strnlen((const char *)from, m->len);

	if (n > m->len_to || (n == m->len_to && m->len != m->len_to))
		return err_set(err, "%s: \"%.*s\": expected at most %d bytes",
		    m->name, (int)n, (const char *)from, m->len_to - 1);
	memcpy(to, from, n);
	return 0;
}

int
plan_to_record(const struct plan *p, unsigned char *rec,
    const unsigned char *row, struct err *err)
{
	const struct move *m = p->move, *end = m + p->n;
	const unsigned char *from;
	unsigned char *to;
	uint64_t v = 0;
	int ret = 0;

	memcpy(rec, p->blank, p->blank_size);
	for (; ret == 0 && m < end; m++) {
		from = row + m->from;
		to = rec + m->to;
		if (m->op > MOVE_TEXT)
			memcpy(&v, from, sizeof(v));
		if (m->op <= MOVE_BYTES)
			memcpy(to, from, m->len);
		else if (m->op == MOVE_TEXT)
			ret = put_text(to, m, from, err);
		else if (m->op == MOVE_SIZE)
			ret = put_size(to, m, (int64_t)v, err);
		else if (m->op == MOVE_VOLUME)
			ret = put_volume(to, m, (int64_t)v, err);
		else if (m->op == MOVE_ID32)
			ret = put_id32(to, m, v, err);
		else
			ret = put_int32(to, m, (int64_t)v, err);
	}
	return ret;
}
