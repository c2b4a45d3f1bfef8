/*
 * inject_event.c - an event from its first row to its last.
 *
 * An event is applied to all its rows at once.  If this fails, the rows are
 * restored and the reason is counted.
 */
#include <stdlib.h>

#include "base/array.h"
#include "synth/inject_impl.h"

enum { GAP_LENGTHS = 4 };

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
	double more = rows == INJECT_ANY_ROWS ? 1 : (double)rows;

	if (j->opts.share >= 1)
		return 0;
	/* for a span of time: the usual number, if known */
	return (double)y->labelled + more >
	       j->opts.share * ((double)y->rows + 1);
}

static int
unsuited(const struct inject_type *t, const struct inject_row *r)
{
	double bid, ask;

	return (t->on & r->view->on) == 0 ||
	       (t->rows == INJECT_SIZED && !(inject_size(r) > 0)) ||
	       ((t->needs & INJECT_QUOTES) != 0 &&
		   inject_touch(&bid, &ask, r) == -1) ||
	       ((t->needs & INJECT_BOOK) != 0 && !inject_is_order(r) &&
		   inject_touch(&bid, &ask, r) == -1) ||
	       ((t->needs & INJECT_DEPTH) != 0 && !inject_is_order(r) &&
		   r->view->nlevel < 4);
}

static int
unknown(const struct inject_type *t, const struct inject_event *e, int64_t step)
{
	struct inject_shape shape;

	return ((t->needs & INJECT_SIGMA) != 0 &&
		   (isnan(e->sigma) || step == 0)) ||
	       ((t->needs & INJECT_VOLUME) != 0 && isnan(e->sd_log_volume)) ||
	       ((t->needs & INJECT_RATE) != 0 && isnan(e->rows)) ||
	       ((t->needs & INJECT_OPENING) != 0 &&
		   inject_opening(e, &shape, 1) == 0);
}

/* A planned event with what was known when it began. */
static void
make_event(struct inject_event *e, const struct inject *j, const struct sym *y,
    const struct inject_plan *p, const struct known *k)
{
	inject_event_init(e, p, j->opts.seed, y->vol.unit,
	    y->on == INJECT_BARS);
	e->sigma = k->sigma;
	e->log_volume = k->log_volume;
	e->sd_log_volume = k->sd_log_volume;
	e->rows = k->rows;
	e->print = k->print;
	e->low = k->low;
	e->high = k->high;
	e->before = k->before;
	e->day_open = k->day_open;
	e->start = k->start;
	e->past = y->with_past ? y->past : NULL;
}

enum inject_reason
inject_may(struct known *k, const struct inject *j, const struct sym *y,
    const struct inject_plan *p, const struct inject_row *r)
{
	const struct inject_type *type = inject_list[p->type];
	struct inject_event e;
	struct inject_span span;

	*k = (struct known){ .sigma = vol_sigma(&y->vol, j->when),
		.rows = vol_rows(&y->vol),
		.print = y->vol.print,
		.low = y->low,
		.high = y->high,
		.before = inject_lasting_price(y, y->seen),
		.day_open = inject_lasting_price(y, y->day_open),
		.start = r->time };
	k->log_volume = vol_log_volume(&y->vol, &k->sd_log_volume);
	make_event(&e, j, y, p, k);
	span = type->span(&e);
	if (unsuited(type, r))
		return INJECT_UNSUITED;
	if (y->vol.seen < j->opts.warmup)
		return INJECT_WARMUP;
	if (too_close(y, r->time, span.ns))
		return INJECT_CLOSE;
	if (!type->decoy && too_many(j, y, span.rows))
		return INJECT_SHARE;
	return unknown(type, &e, y->step) ? INJECT_UNKNOWN : INJECT_OK;
}

/* ---- open events ---- */

static void
open_free(struct inject *j, struct open *o)
{
	if (o->older != NULL)
		o->older->newer = o->newer;
	else
		j->oldest = o->newer;
	if (o->newer != NULL)
		o->newer->older = o->older;
	else
		j->newest = o->older;
	event_room_free(j, (union event_room *)o);
}

int
inject_begin(struct inject *j, struct sym *y, const struct inject_plan *p,
    const struct known *k, uint64_t first, struct err *err)
{
	struct heap_item end = { 0 };
	struct inject_event e;
	struct inject_span span;
	union event_room *room = event_room_get(j, err);
	struct open *o;

	if (room == NULL)
		return -1;
	o = &room->open;
	make_event(&e, j, y, p, k);
	span = inject_list[p->type]->span(&e);
	j->began += 1 + (j->began == UINT32_MAX);
	*o = (struct open){ .older = j->newest,
		.symbol = y->id,
		.began = j->began,
		.plan = *p,
		.known = *k,
		.first = first,
		.rows = span.rows };
	if (j->newest != NULL)
		j->newest->newer = o;
	else
		j->oldest = o;
	j->newest = y->open = o;
	end.key = k->start + span.ns;
	if (end.key < k->start) /* beyond the end of time */
		end.key = TS_NULL;
	end.tie = o->began;
	end.of = o;
	return heap_push(&j->ends, end, err);
}

int
inject_finish_due(struct inject *j, uint64_t t, struct err *err)
{
	struct heap_item end;
	struct open *o;

	while (j->ends.n > 0 && j->ends.item[0].key <= t) {
		end = heap_pop(&j->ends);
		o = end.of;
		if (o->began == end.tie && inject_finish(j, o, err) == -1)
			return -1;
	}
	return 0;
}

void
inject_gather(struct open *o, const struct inject_row *r)
{
	struct held *h = (struct held *)r->v - 1;

	h->before = o->last;
	o->last = r->number;
	o->n++;
}

/* Scratch for the rows of an event. */
static int
make_room(struct inject *j, size_t n, struct err *err)
{
	if (array_grow(&j->rows, &j->rows_room, n, sizeof(*j->rows)) == -1 ||
	    array_grow(&j->held, &j->held_room, n * j->queue.stride, 1) == -1)
		return err_errno(err, "rows of an event");
	return 0;
}

static struct held *
held_at(const struct inject *j, size_t i)
{
	return (struct held *)(j->held + i * j->queue.stride);
}

/* Copies of the rows as .apply sees them, from the last to the first. */
static int
load_rows(struct inject *j, const struct open *o, int64_t step, struct err *err)
{
	uint64_t number = o->last;
	struct held *h;
	size_t i;

	if (make_room(j, o->n, err) == -1)
		return -1;
	for (i = o->n; i-- > 0; number = h->before) {
		h = held_at(j, i);
		if (queue_load(&j->queue, number, h, err) == -1)
			return -1;
		j->rows[i] = (struct inject_row){ h->view,
			(unsigned char *)(h + 1), step, h->time, number, 0 };
	}
	return 0;
}

static int
store_rows(struct inject *j, const struct open *o, struct err *err)
{
	size_t i;

	for (i = 0; i < o->n; i++)
		if (queue_store(&j->queue, j->rows[i].number, held_at(j, i),
			err) == -1)
			return -1;
	return 0;
}

/* Which rows get the label: all of the event, or the altered ones. */
static uint64_t
label_rows(struct inject *j, const struct open *o)
{
	const struct inject_type *type = inject_list[o->plan.type];
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < o->n; i++) {
		if (!j->rows[i].altered && !type->all_rows)
			continue;
		if (!inject_label_put(j, &o->plan, j->rows[i].view,
			j->rows[i].v))
			continue; /* labelled by an event of the input */
		held_at(j, i)->event = o->plan.id;
		n++;
	}
	return n;
}

static uint64_t
label_extras(struct inject *j, const struct open *o, struct inject_extras *x)
{
	size_t i;

	for (i = 0; i < x->n; i++)
		inject_label_put(j, &o->plan, x->row[i].view,
		    x->bytes + x->row[i].off);
	return x->n;
}

/* Did the event change anything?  A halt does, by the rows it removes. */
static int
altered(const struct inject *j, const struct inject_event *e, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (j->rows[i].altered)
			return 1;
	return e->extras->n > 0 || e->mute > 0 || e->mute_day || e->slope > 0;
}

static void
count_place(struct inject *j, const struct sym *y, const struct open *o)
{
	int quartile = vol_quartile(&y->vol);

	if (inject_list[o->plan.type]->decoy)
		return;
	j->account.third[o->plan.third]++;
	if (quartile >= 0)
		j->account.quartile[quartile]++;
}

/* Label and keep the altered rows; -1, or the outcome. */
static int
settle(struct inject *j, struct sym *y, struct open *o, struct inject_event *e,
    struct err *err)
{
	struct inject_extras *x = e->extras;
	uint64_t n;

	if (x->failed)
		return err_set(err, "an event adds more than 262144 rows, or "
				    "memory is short");
	if (!altered(j, e, o->n))
		return INJECT_SMALL;
	j->account.added += x->n;
	x->event = 0;
	if (!inject_list[o->plan.type]->decoy) {
		x->event = o->plan.id;
		n = label_rows(j, o);
		n += label_extras(j, o, x);
		y->labelled += n;
		j->account.labelled += n;
		if (n > 0 && inject_label_begin(j, y, &o->plan, n, err) == -1)
			return -1;
	} else if (inject_label_decoy(j, y, o, e, err) == -1) {
		return -1;
	}
	if (store_rows(j, o, err) == -1 ||
	    queue_insert(&j->queue, x, err) == -1)
		return -1;
	count_place(j, y, o);
	inject_leave(y, e);
	y->ended = j->rows[o->n - 1].time;
	y->length = inject_list[o->plan.type]->span(e).ns;
	return INJECT_OK;
}

/* What .apply may ask for besides the rows. */
static int
lend(struct inject_event *e, struct inject *j, const struct sym *y,
    const struct inject_type *type, struct err *err)
{
	e->extras = &j->extras;
	j->extras.n = j->extras.used = 0;
	if (!y->with_past || (type->needs & INJECT_HOURS) == 0)
		return 0;
	e->volumes = j->volumes;
	return past_volumes(j->volumes, y->past, &j->past_store, err);
}

int
inject_finish(struct inject *j, struct open *o, struct err *err)
{
	struct sym *y = *(struct sym **)idmap_find(&j->sym, o->symbol);
	struct inject_event e;
	int why = INJECT_NO_ROW;

	make_event(&e, j, y, &o->plan, &o->known);
	if (lend(&e, j, y, inject_list[o->plan.type], err) == -1 ||
	    load_rows(j, o, y->step, err) == -1)
		return -1;
	if (o->n > 0)
		why = (int)inject_list[o->plan.type]->apply(&e, j->rows, o->n);
	if (why == INJECT_OK && (why = settle(j, y, o, &e, err)) == -1)
		return -1;
	if (why == INJECT_OK)
		j->account.placed[o->plan.type]++;
	else
		j->account.not_placed[why]++;
	y->open = NULL;
	open_free(j, o);
	return 0;
}
