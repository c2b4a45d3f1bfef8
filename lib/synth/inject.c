/*
 * inject.c - labelled anomalies in a stream: the engine.
 *
 * A row is copied into a queue with room for its labels.  A symbol's plan of a
 * day is made at its first row of the day.  An event begins at the first
 * suitable row at or after its time, if the values it needs are known by then.
 * It gathers rows until its span is over and is applied to all of them at once.
 * Rows before the first row of all open events are written.
 *
 * Volatility, volume and ticks are measured on the input rows before edits, so
 * one event does not change the size of the next.
 *
 * An event's span ends by index time, at a row of any symbol; a row of its own
 * symbol that comes late after that is not part of it.
 */
#include "synth/inject.h"

#include <stdlib.h>

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
		    "magnitudes %g to %g: expected a range above 0, at most "
		    "1000",
		    o->low, o->high);
	if (o->unit < NS_SECOND || o->unit > NS_DAY || o->unit % NS_SECOND != 0)
		return err_usage(err,
		    "unit: expected whole seconds, at most a day");
	return 0;
}

static int
needs_past(const struct inject_opts *o)
{
	int i;

	for (i = 0; i < o->ntype; i++)
		if ((o->type[i]->needs & (INJECT_OPENING | INJECT_HOURS)) != 0)
			return 1;
	return 0;
}

struct inject *
inject_new(const struct inject_opts *opts, struct vocab *vocab,
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
	j->vocab = vocab;
	j->on_row = on_row;
	j->on_label = on_label;
	j->arg = arg;
	j->past = needs_past(opts);
	j->past_store.opts = opts->spill;
	idmap_init(&j->view, sizeof(struct inject_view *), "schemas");
	idmap_init(&j->sym, sizeof(struct sym *), "symbols");
	queue_init(&j->queue, &opts->spill);
	return j;
}

static struct inject_view *
view_get(struct inject *j, const struct schema *s, struct err *err)
{
	struct inject_view **at = idmap_get(&j->view, s->id, err), *w;

	if (at == NULL || *at != NULL)
		return at == NULL ? NULL : *at;
	if ((w = *at = calloc(1, sizeof(*w))) == NULL) {
		err_errno(err, "injection");
		return NULL;
	}
	if (inject_view_init(w, j->vocab->schemas, s, err) == -1)
		return NULL;
	return w;
}

/* Is the row one of those that a type of this kind alters? */
static int
suits(enum inject_rows rows, const struct inject_row *r, double price)
{
	return rows == INJECT_PRICED ? price != 0
	       : rows == INJECT_SIZED
		   ? inject_is_trade(r) || r->view->on == INJECT_BARS
		   : 1;
}

/* Begin the events that are due, if this row is one of theirs. */
static int
begin_events(struct inject *j, struct sym *y, const struct inject_row *r,
    double price, struct err *err)
{
	struct inject_plan plan[PLAN_MAX], *p;
	struct known k;
	enum inject_reason why;
	int made = 0;

	while (y->due <= r->time && suits(y->due_rows, r, price)) {
		if (!made)
			inject_plan_again(plan, j, y);
		made = 1;
		p = &plan[y->next++];
		inject_next(y, plan);
		why = inject_may(&k, j, y, p, r);
		if (why != INJECT_OK)
			j->account.not_placed[why]++;
		else if (inject_begin(j, y, p, &k, r->number, err) == -1)
			return -1;
	}
	return 0;
}

/* Add the row to the symbol's open event if it belongs to it. */
static int
gather(struct inject *j, struct sym *y, const struct inject_row *r,
    double price, struct err *err)
{
	struct open *o = y->open;
	enum inject_rows rows;

	if (o == NULL)
		return 0;
	rows = inject_list[o->plan.type]->rows;
	if ((rows == INJECT_PRICED && price == 0) ||
	    (rows == INJECT_SIZED && !(inject_size(r) > 0)))
		return 0;
	inject_gather(o, r);
	return o->n < o->rows ? 0 : inject_finish(j, o, err);
}

/* A copy of the row with its label fields at the end of the queue. */
static unsigned char *
add_row(struct inject *j, uint64_t *number, const struct inject_view *w,
    const struct rec *r, uint64_t t, struct err *err)
{
	unsigned char *row = queue_add(&j->queue, number, w, t, err);

	if (row == NULL)
		return NULL;
	memcpy(row, w->blank, w->out->row_size);
	copy_plan_run(&w->copy, row, r->v);
	return row;
}

static struct sym *
known_symbol(struct inject *j, const struct inject_view *w, const struct rec *r,
    uint64_t t, struct err *err)
{
	struct sym *y = inject_symbol(j, w, r, err);

	if (y == NULL)
		return NULL;
	if (y->on != w->on) {
		err_set(err,
		    "symbol %s has rows of two kinds (%s): choose one, as with "
		    "tickcat --where",
		    symtab_text(j->vocab->syms, y->id, NULL), w->out->kind);
		return NULL;
	}
	if (t >= y->day_end && inject_begin_day(j, y, t, err) == -1)
		return NULL;
	if (t > y->last)
		y->last = t;
	return y;
}

static int
push_market(struct inject *j, struct inject_view *w, const struct rec *r,
    uint64_t t, struct err *err)
{
	struct sym *y = known_symbol(j, w, r, t, err);
	struct inject_row row = { .view = w, .time = t };
	unsigned sees = rec_sees(r);
	double price, size;

	if (y == NULL)
		return -1;
	y->trades |= (sees & SEES_TRADE) != 0;
	inject_observe(&price, &size, y, r, sees);
	j->when = inject_when(y, r, t);
	if (vol_advance(&y->vol, j->when, err) == -1)
		return -1;
	if (t < y->mute) {
		j->account.left_out++;
		return inject_learn(j, y, r, sees, price, size, err);
	}
	row.step = y->step;
	if ((row.v = add_row(j, &row.number, w, r, t, err)) == NULL)
		return -1;
	if (begin_events(j, y, &row, price, err) == -1)
		return -1;
	inject_last(j, y, &row);
	if (gather(j, y, &row, price, err) == -1)
		return -1;
	y->rows++;
	return inject_learn(j, y, r, sees, price, size, err);
}

static int
put_row(void *arg, const struct rec *r, uint64_t time, uint32_t event,
    struct err *err)
{
	struct inject *j = arg;

	if (j->on_row(j->arg, r, err) == -1)
		return -1;
	if (event != 0 && inject_label_row(j, r, time, event, err) == -1)
		return -1;
	j->out++;
	return 0;
}

/* Rows before the first one of every open event; events are in the order of
 * their first rows. */
static int
drain(struct inject *j, struct err *err)
{
	uint64_t until =
	    j->oldest != NULL ? j->oldest->first : j->queue.log.end;

	return queue_drain(&j->queue, until, put_row, j, err);
}

static int
name_types(struct inject *j, struct err *err)
{
	int i;

	for (i = 0; inject_list[i] != NULL; i++) {
		j->type_id[i] = symtab_add(j->vocab->syms, inject_list[i]->name,
		    strlen(inject_list[i]->name), err);
		if (j->type_id[i] == 0)
			return -1;
	}
	return 0;
}

/* Add a row to the queue. */
static int
push(struct inject *j, struct inject_view *w, const struct rec *r,
    struct err *err)
{
	uint64_t t = rec_time(r), number;

	if (t != TS_NULL && inject_finish_due(j, t, err) == -1)
		return -1;
	j->account.in++;
	if (w->on != 0 && t != TS_NULL && rec_symbol(r) != 0)
		return push_market(j, w, r, t, err);
	j->account.other++;
	return add_row(j, &number, w, r, t, err) != NULL ? 0 : -1;
}

int
inject_rows(struct inject *j, const struct schema *s, const unsigned char *rows,
    size_t n, struct err *err)
{
	struct inject_view *w = view_get(j, s, err);
	struct rec r = { s, rows };
	size_t i;

	if (w == NULL || (j->type_id[0] == 0 && name_types(j, err) == -1))
		return -1;
	for (i = 0; i < n; i++, r.v += s->row_size)
		if (push(j, w, &r, err) == -1)
			return -1;
	return drain(j, err);
}

int
inject_flush(struct inject *j, struct err *err)
{
	struct sym **y;
	uint32_t id;

	while (j->oldest != NULL) /* drained, so that added rows do not wait */
		if (inject_finish(j, j->oldest, err) == -1 ||
		    drain(j, err) == -1)
			return -1;
	for (id = 0; (y = idmap_find(&j->sym, id)) != NULL; id++)
		if (*y != NULL)
			inject_missed(j, *y);
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
	struct inject_view **w;
	struct sym **y;
	uint32_t id;

	if (j == NULL)
		return;
	for (id = 0; (w = idmap_find(&j->view, id)) != NULL; id++) {
		if (*w != NULL)
			inject_view_fini(*w);
		free(*w);
	}
	for (id = 0; (y = idmap_find(&j->sym, id)) != NULL; id++)
		inject_symbol_free(*y);
	queue_fini(&j->queue);
	past_store_fini(&j->past_store);
	heap_fini(&j->ends);
	extras_fini(&j->extras);
	idmap_fini(&j->view);
	idmap_fini(&j->sym);
	slab_fini(&j->slab);
	free(j->rows);
	free(j->held);
	free(j);
}
