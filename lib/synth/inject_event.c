/*
 * inject_event.c - an event from its first row to its last.
 *
 * An event is applied to all its rows at once.  Where it cannot be, the rows
 * are put back as they were and the reason is counted.
 */
#include <math.h>
#include <stdlib.h>

#include "synth/inject_impl.h"

enum { GAP_LENGTHS = 4 };

int
inject_place(const struct inject_type *t)
{
	int i;

	for (i = 0; inject_list[i] != NULL; i++)
		if (inject_list[i] == t)
			return i;
	return -1;
}

/* Kept apart from other events by GAP_LENGTHS of the longer one. */
static int
too_close(const struct sym *y, uint64_t t, uint64_t ns)
{
	uint64_t longer = ns > y->length ? ns : y->length;

	return y->open != NULL ||
	       (y->ended != 0 && t < y->ended + GAP_LENGTHS * longer);
}

static int
too_many(const struct inject *j, const struct sym *y, uint64_t rows)
{
	/* how many rows a stretch of time has is not known before */
	uint64_t more = rows == UINT64_MAX ? 1 : rows;

	return (double)(y->labelled + more) >
	       j->opts.share * (double)(y->rows + 1);
}

enum inject_reason
inject_may(struct inject_event *e, const struct inject *j, struct sym *y,
    const struct inject_plan *p, uint64_t t, int sized)
{
	const struct inject_type *type = p->type;
	struct inject_span span;

	*e = (struct inject_event){ .k = p->k * p->sign, .u = p->u };
	e->bars = y->bars;
	e->unit = y->vol.unit;
	e->sigma = vol_sigma(&y->vol, y->when);
	e->log_volume = vol_log_volume(&y->vol, &e->sd_log_volume);
	rng_init(&e->rng, j->opts.seed, (uint64_t)p->id << 32 | 1);
	span = type->span(e);
	if ((type->on & (e->bars ? INJECT_BARS : INJECT_TICKS)) == 0 ||
	    (type->sized && !sized))
		return INJECT_UNSUITED;
	if (y->vol.seen < j->opts.warmup)
		return INJECT_WARMUP;
	if (too_close(y, t, span.ns))
		return INJECT_CLOSE;
	if (!type->decoy && too_many(j, y, span.rows))
		return INJECT_SHARE;
	if (((type->needs & INJECT_SIGMA) != 0 &&
		(isnan(e->sigma) || y->step == 0)) ||
	    ((type->needs & INJECT_VOLUME) != 0 && isnan(e->sd_log_volume)))
		return INJECT_UNKNOWN;
	return INJECT_OK;
}

int
inject_begin(struct inject *j, struct sym *y, const struct inject_plan *p,
    const struct inject_event *e, uint64_t t, struct err *err)
{
	size_t room = j->open_room ? 2 * j->open_room : 16;
	struct open **v, *o;

	if (j->nopen == j->open_room) {
		if ((v = realloc(j->open, room * sizeof(*v))) == NULL)
			return err_errno(err, "events");
		j->open = v;
		j->open_room = room;
	}
	if ((o = calloc(1, sizeof(*o))) == NULL)
		return err_errno(err, "events");
	o->symbol = y->id;
	o->plan = *p;
	o->event = *e;
	o->span = p->type->span(e);
	o->until = t + o->span.ns;
	if (o->until < j->until)
		j->until = o->until;
	j->open[j->nopen++] = y->open = o;
	return 0;
}

int
inject_gather(struct open *o, uint64_t number, struct err *err)
{
	size_t room = o->room ? 2 * o->room : 16;
	uint64_t *row;

	if (o->n == o->room) {
		if ((row = realloc(o->row, room * sizeof(*row))) == NULL)
			return err_errno(err, "rows of an event");
		o->row = row;
		o->room = room;
	}
	o->row[o->n++] = number;
	return 0;
}

/* Scratch for the rows of an event: taken apart, and as they were. */
static int
make_room(struct inject *j, size_t n, size_t bytes, struct err *err)
{
	struct inject_row *rows;
	unsigned char *backup;

	if (n > j->rows_room) {
		if ((rows = realloc(j->rows, n * sizeof(*rows))) == NULL)
			return err_errno(err, "rows of an event");
		j->rows = rows;
		j->rows_room = n;
	}
	if (bytes > j->backup_room) {
		if ((backup = realloc(j->backup, bytes)) == NULL)
			return err_errno(err, "rows of an event");
		j->backup = backup;
		j->backup_room = bytes;
	}
	return 0;
}

static unsigned char *
bytes_of(const struct inject *j, uint64_t number)
{
	return j->queue.bytes + queue_at(&j->queue, number)->off;
}

/* Copies of the rows, put back when the event fails. */
static int
save_rows(struct inject *j, const struct open *o, int64_t step, struct err *err)
{
	size_t i, bytes = 0;
	struct held *h;

	for (i = 0; i < o->n; i++)
		bytes += queue_at(&j->queue, o->row[i])->view->out->row_size;
	if (make_room(j, o->n, bytes, err) == -1)
		return -1;
	for (i = 0, bytes = 0; i < o->n; i++) {
		h = queue_at(&j->queue, o->row[i]);
		j->rows[i] = (struct inject_row){ h->view,
			bytes_of(j, o->row[i]), step, 0 };
		memcpy(j->backup + bytes, j->rows[i].v, h->view->out->row_size);
		bytes += h->view->out->row_size;
	}
	return 0;
}

static void
restore_rows(struct inject *j, size_t n)
{
	size_t i, bytes = 0, size;

	for (i = 0; i < n; i++) {
		size = j->rows[i].view->out->row_size;
		memcpy(j->rows[i].v, j->backup + bytes, size);
		bytes += size;
	}
}

static void
put_label(struct inject *j, const struct open *o, const struct inject_row *r)
{
	const struct inject_view *v = r->view;

	if (r->v[v->out->field[v->label].off] == 1)
		return; /* of an event before ours */
	r->v[v->out->field[v->label].off] = 1;
	row_put_u32(r->v, v->out, v->label_type,
	    j->type_id[inject_place(o->plan.type)]);
	row_put_u32(r->v, v->out, v->label_id, o->plan.id);
	j->account.labelled++;
}

/* Where a row begins: a bar covers [ts_event, its index time). */
static uint64_t
row_start(const struct inject *j, uint64_t number)
{
	const struct held *h = queue_at(&j->queue, number);
	struct rec r = { h->view->out, j->queue.bytes + h->off };
	int i = r.schema->at.ts_event;

	if ((r.schema->sees & SEES_BAR) == 0 || i < 0 ||
	    rec_u64(&r, i) == TS_NULL)
		return h->time;
	return rec_u64(&r, i);
}

static int
tell(struct inject *j, const struct open *o, size_t first, size_t last,
    struct err *err)
{
	struct inject_label l = {
		.event = o->plan.id,
		.type = o->plan.type,
		.level = j->opts.high > 0 ? "custom"
					  : inject_level_names[j->opts.level],
		.symbol = o->symbol,
		.t_start = row_start(j, o->row[first]),
		.t_end = queue_at(&j->queue, o->row[last])->time,
		.row_start = o->row[first],
		.row_end = o->row[last],
		.magnitude = o->plan.k,
		.sign = o->plan.sign,
		.seed = j->opts.seed,
	};

	if (o->plan.type->decoy || j->on_label == NULL)
		return 0;
	return j->on_label(j->arg, &l, err);
}

/* Label what was altered and tell of it; -1, or how it went. */
static int
settle(struct inject *j, struct sym *y, struct open *o, struct err *err)
{
	size_t i, first = o->n, last = 0, n = 0;

	for (i = 0; i < o->n; i++) {
		if (!j->rows[i].altered)
			continue;
		first = first == o->n ? i : first;
		last = i;
		n++;
		if (!o->plan.type->decoy)
			put_label(j, o, &j->rows[i]);
	}
	if (n == 0)
		return INJECT_SMALL;
	if (!o->plan.type->decoy)
		y->labelled += n;
	y->stay += o->event.stay;
	return tell(j, o, first, last, err) == -1 ? -1 : INJECT_OK;
}

static void
remove_open(struct inject *j, size_t i)
{
	size_t k;

	inject_open_free(j->open[i]);
	j->nopen--;
	memmove(j->open + i, j->open + i + 1,
	    (j->nopen - i) * sizeof(struct open *));
	j->until = TS_NULL;
	for (k = 0; k < j->nopen; k++)
		if (j->open[k]->until < j->until)
			j->until = j->open[k]->until;
}

int
inject_finish(struct inject *j, size_t i, struct err *err)
{
	struct open *o = j->open[i];
	struct sym *y = j->sym[o->symbol];
	int why;

	if (save_rows(j, o, y->step, err) == -1)
		return -1;
	why = (int)o->plan.type->apply(&o->event, j->rows, o->n);
	if (why == INJECT_OK && (why = settle(j, y, o, err)) == -1)
		return -1;
	if (why == INJECT_OK) {
		j->account.placed[inject_place(o->plan.type)]++;
		y->ended = queue_at(&j->queue, o->row[o->n - 1])->time;
		y->length = o->span.ns;
	} else {
		restore_rows(j, o->n);
		j->account.not_placed[why]++;
	}
	y->open = NULL;
	remove_open(j, i);
	return 0;
}

void
inject_open_free(struct open *o)
{
	if (o == NULL)
		return;
	free(o->row);
	free(o);
}
