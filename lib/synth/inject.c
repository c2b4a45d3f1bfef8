/*
 * inject.c - labelled anomalies in a stream: the engine.
 *
 * A row is copied into a queue with room for its labels.  The first row of a
 * symbol on a UTC date makes the plan of that day.  An event begins at the
 * first row of its kind at or after its time, when all it must know is
 * known; it gathers rows until its span is over, is applied to all of them
 * at once, and rows before the first one of an open event go out.
 *
 * Volatility, volume and steps are measured on the rows as they came in, so
 * one event does not change the size of the next.
 *
 * An event's span ends by index time, whoever's row tells it; a row of its
 * symbol that comes late after that is not labelled.
 */
#include "synth/inject.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "synth/inject_impl.h"

static int
check_opts(const struct inject_opts *o, struct err *err)
{
	int i;

	if (o->ntype < 1)
		return err_usage(err, "no types to inject");
	for (i = 0; i < o->ntype; i++)
		if (inject_place(o->type[i]) == -1)
			return err_usage(err, "type %s is not listed",
			    o->type[i]->name);
	if (o->high != 0 &&
	    !(o->low > 0 && o->high >= o->low && o->high <= 1000))
		return err_usage(err,
		    "magnitudes %g to %g: wants a range "
		    "above 0, at most 1000",
		    o->low, o->high);
	if (o->unit < NS_SECOND || o->unit > NS_DAY || o->unit % NS_SECOND != 0)
		return err_usage(err, "unit: wants whole seconds, at most a "
				      "day");
	if (o->open_s > o->close_s || o->close_s > 86400)
		return err_usage(err,
		    "a session from second %u to %u of the "
		    "day",
		    o->open_s, o->close_s);
	return 0;
}

struct inject *
inject_new(const struct inject_opts *opts, struct house *house,
    inject_row_fn *on_row, inject_label_fn *on_label, void *arg,
    struct err *err)
{
	struct inject *j;

	if (check_opts(opts, err) == -1)
		return NULL;
	if ((j = calloc(1, sizeof(*j))) == NULL) {
		err_errno(err, "injection");
		return NULL;
	}
	j->opts = *opts;
	j->house = house;
	j->on_row = on_row;
	j->on_label = on_label;
	j->arg = arg;
	j->until = TS_NULL;
	return j;
}

static struct inject_view *
view_get(struct inject *j, const struct schema *s, struct err *err)
{
	uint32_t room = inject_room(j->nview, s->id);
	struct inject_view **v, *w;

	if (s->id < j->nview && j->view[s->id] != NULL)
		return j->view[s->id];
	if (s->id >= j->nview) {
		if ((v = realloc(j->view, room * sizeof(*v))) == NULL) {
			err_errno(err, "injection");
			return NULL;
		}
		while (j->nview < room)
			v[j->nview++] = NULL;
		j->view = v;
	}
	if ((w = calloc(1, sizeof(*w))) == NULL) {
		err_errno(err, "injection");
		return NULL;
	}
	j->view[s->id] = w;
	if (inject_view_init(w, j->house->schemas, s, err) == -1)
		return NULL;
	return w;
}

/* Begin the events that are due, if this row is one of theirs. */
static int
begin_events(struct inject *j, struct sym *y, uint64_t t, double price,
    double size, struct err *err)
{
	const struct inject_plan *p;
	struct inject_event e;
	enum inject_reason why;

	while (y->next < y->nplan && y->plan[y->next].time <= t) {
		p = &y->plan[y->next];
		if (!p->type->whole && price == 0)
			return 0;
		y->next++;
		why = inject_may(&e, j, y, p, t, size > 0);
		if (why != INJECT_OK)
			j->account.not_placed[why]++;
		else if (inject_begin(j, y, p, &e, t, err) == -1)
			return -1;
	}
	return 0;
}

/* Prices of a symbol that was shifted.  Those that would fall to zero rest on
 * the first steps above it. */
static void
stay_shifted(struct inject *j, const struct sym *y, struct inject_view *w,
    unsigned char *row)
{
	struct inject_row r = { w, row, y->step, 0 };
	struct rec rec = { w->out, row };
	int i;

	if (inject_shift(&r, y->stay) == INJECT_PRICE) {
		for (i = 0; i < w->nprice; i++)
			if (rec_i64(&rec, w->price[i]) != PX_NULL)
				row_put_i64(row, w->out, w->price[i], y->step);
		for (i = 0; i < w->nlevel; i++)
			if (rec_i64(&rec, w->ask[i]) != PX_NULL)
				row_put_i64(row, w->out, w->ask[i],
				    (i + 2) * y->step);
		r.altered = 1;
	}
	j->account.moved += (uint64_t)r.altered;
}

/* Does the symbol's open event want the row? */
static int
gather(struct inject *j, struct sym *y, uint64_t number, double price,
    double size, struct err *err)
{
	struct open *o = y->open;
	size_t i;

	if (o == NULL || (!o->plan.type->whole && price == 0) ||
	    (o->plan.type->sized && !(size > 0)))
		return 0;
	if (inject_gather(o, number, err) == -1)
		return -1;
	if (o->n < o->span.rows)
		return 0;
	for (i = 0; j->open[i] != o; i++)
		;
	return inject_finish(j, i, err);
}

/* Events whose span is over at t. */
static int
finish_due(struct inject *j, uint64_t t, struct err *err)
{
	size_t i = 0;

	while (j->until <= t && i < j->nopen) {
		if (j->open[i]->until > t)
			i++;
		else if (inject_finish(j, i, err) == -1)
			return -1;
	}
	return 0;
}

static int
push_market(struct inject *j, struct inject_view *w, const struct rec *r,
    uint64_t t, unsigned char *row, struct err *err)
{
	uint64_t number = queue_end(&j->queue) - 1;
	struct sym *y = inject_sym(j, w, r, err);
	double price, size;

	if (y == NULL)
		return -1;
	if (y->bars != (w->on == INJECT_BARS))
		return err_set(err, "symbol %s has ticks and bars: wants one",
		    symtab_text(j->house->syms, y->id, NULL));
	if (t / NS_DAY > y->date)
		inject_day(j, y, t);
	if (t / NS_DAY == y->date && t % NS_DAY > y->last)
		y->last = t % NS_DAY;
	y->trades |= (rec_sees(r) & SEES_TRADE) != 0;
	inject_tells(&price, &size, y, r);
	y->when = inject_when(y, r, t);
	vol_advance(&y->vol, y->when);
	if (begin_events(j, y, t, price, size, err) == -1)
		return -1;
	if (y->stay != 0)
		stay_shifted(j, y, w, row);
	if (gather(j, y, number, price, size, err) == -1)
		return -1;
	inject_note_step(y, r);
	vol_push(&y->vol, y->when, price, size);
	y->rows++;
	return 0;
}

/* Rows before the first of any open event: they are in the order of their
 * first rows. */
static int
drain(struct inject *j, struct err *err)
{
	uint64_t until =
	    j->nopen > 0 ? j->open[0]->row[0] : queue_end(&j->queue);

	return queue_drain(&j->queue, until, j->on_row, j->arg, err);
}

static int
name_types(struct inject *j, struct err *err)
{
	int i;

	for (i = 0; inject_list[i] != NULL; i++) {
		j->type_id[i] = symtab_add(j->house->syms, inject_list[i]->name,
		    strlen(inject_list[i]->name), err);
		if (j->type_id[i] == 0)
			return -1;
	}
	return 0;
}

int
inject_push(struct inject *j, const struct rec *r, struct err *err)
{
	struct inject_view *w = view_get(j, r->schema, err);
	uint64_t t = rec_time(r);
	unsigned char *row;

	if (w == NULL || (j->type_id[0] == 0 && name_types(j, err) == -1))
		return -1;
	if (t != TS_NULL && t >= j->until && finish_due(j, t, err) == -1)
		return -1;
	if ((row = queue_add(&j->queue, w, t, err)) == NULL)
		return -1;
	memset(row, 0, w->out->row_size);
	row_put_null(row, w->out, w->label_type);
	row_put_null(row, w->out, w->label_id);
	copy_plan_run(&w->copy, row, r->v);
	j->account.in++;
	if (w->on == 0 || t == TS_NULL || rec_symbol(r) == 0)
		j->account.other++;
	else if (push_market(j, w, r, t, row, err) == -1)
		return -1;
	return drain(j, err);
}

int
inject_flush(struct inject *j, struct err *err)
{
	uint32_t i;

	while (j->nopen > 0)
		if (inject_finish(j, 0, err) == -1)
			return -1;
	for (i = 0; i < j->nsym; i++)
		if (j->sym[i] != NULL)
			inject_missed(j, j->sym[i]);
	return drain(j, err);
}

const struct inject_account *
inject_account(const struct inject *j)
{
	return &j->account;
}

void
inject_free(struct inject *j)
{
	uint32_t i;

	if (j == NULL)
		return;
	for (i = 0; i < j->nview; i++) {
		if (j->view[i] != NULL)
			copy_plan_fini(&j->view[i]->copy);
		free(j->view[i]);
	}
	for (i = 0; i < j->nsym; i++)
		free(j->sym[i]);
	while (j->nopen > 0)
		inject_open_free(j->open[--j->nopen]);
	queue_fini(&j->queue);
	free(j->view);
	free(j->sym);
	free(j->open);
	free(j->rows);
	free(j->backup);
	free(j);
}
