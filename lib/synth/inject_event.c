/*
 * inject_event.c - an event from its first row to its last.
 *
 * An event is applied to all its rows at once.  If this fails, the rows are
 * restored and the reason is counted.
 */
#include <stdlib.h>

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

enum inject_reason
inject_may(struct inject_event *e, const struct inject *j, const struct sym *y,
    const struct inject_plan *p, const struct inject_row *r)
{
	const struct inject_type *type = inject_list[p->type];
	struct inject_span span;

	inject_event_init(e, p, j->opts.seed, y->vol.unit,
	    y->on == INJECT_BARS);
	e->sigma = vol_sigma(&y->vol, y->when);
	e->log_volume = vol_log_volume(&y->vol, &e->sd_log_volume);
	e->rows = vol_rows(&y->vol);
	e->print = y->vol.print;
	e->low = y->low;
	e->high = y->high;
	e->before = inject_lasting_price(y, y->seen);
	e->day_open = inject_lasting_price(y, y->day_open);
	e->start = r->time;
	e->past = y->past;
	span = type->span(e);
	if (unsuited(type, r))
		return INJECT_UNSUITED;
	if (y->vol.seen < j->opts.warmup)
		return INJECT_WARMUP;
	if (too_close(y, r->time, span.ns))
		return INJECT_CLOSE;
	if (!type->decoy && too_many(j, y, span.rows))
		return INJECT_SHARE;
	return unknown(type, e, y->step) ? INJECT_UNKNOWN : INJECT_OK;
}

int
inject_begin(struct inject *j, struct sym *y, const struct inject_plan *p,
    const struct inject_event *e, struct err *err)
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
	o->span = inject_list[p->type]->span(e);
	o->until = e->start + o->span.ns;
	if (o->until < e->start) /* beyond the end of time */
		o->until = TS_NULL;
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

/* Scratch for the rows of an event, and for copies of them. */
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

/* The rows as .apply sees them, and copies to restore if it fails. */
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
			j->queue.bytes + h->off, step, h->time, o->row[i], 0 };
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
		queue_at(&j->queue, o->row[i])->event = o->plan.id;
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
altered(const struct inject *j, const struct open *o)
{
	const struct inject_event *e = &o->event;
	size_t i;

	for (i = 0; i < o->n; i++)
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

/* Label the altered rows; -1, or the outcome. */
static int
settle(struct inject *j, struct sym *y, struct open *o, struct err *err)
{
	struct inject_extras *x = o->event.extras;
	uint64_t n;

	if (x->failed)
		return err_set(err, "an event adds more than 262144 rows, or "
				    "memory is short");
	if (!altered(j, o))
		return INJECT_SMALL;
	j->account.added += x->n;
	x->event = 0;
	if (!inject_list[o->plan.type]->decoy) {
		x->event = o->plan.id;
		n = label_rows(j, o);
		n += label_extras(j, o, x);
		y->labelled += n;
		j->account.labelled += n;
		if (n > 0 && inject_label_begin(j, o, n, err) == -1)
			return -1;
	}
	if (queue_insert(&j->queue, x, err) == -1)
		return -1;
	count_place(j, y, o);
	inject_leave(y, o);
	return INJECT_OK;
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
	struct sym *y = *(struct sym **)idmap_find(&j->sym, o->symbol);
	struct inject_extras extras = { 0 };
	int why, ret = -1;

	o->event.extras = &extras;
	if (save_rows(j, o, y->step, err) == -1)
		goto out;
	why = o->n == 0 ? (int)INJECT_NO_ROW
			: (int)inject_list[o->plan.type]->apply(&o->event,
			      j->rows, o->n);
	if (why == INJECT_OK && (why = settle(j, y, o, err)) == -1)
		goto out;
	if (why == INJECT_OK) {
		j->account.placed[o->plan.type]++;
		y->ended = queue_at(&j->queue, o->row[o->n - 1])->time;
		y->length = o->span.ns;
	} else {
		restore_rows(j, o->n);
		j->account.not_placed[why]++;
	}
	y->open = NULL;
	remove_open(j, i);
	ret = 0;
out:
	extras_fini(&extras);
	return ret;
}

void
inject_open_free(struct open *o)
{
	if (o == NULL)
		return;
	free(o->row);
	free(o);
}
