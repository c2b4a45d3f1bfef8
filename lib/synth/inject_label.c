/*
 * inject_label.c - label fields of rows, and the lines of the label file.
 *
 * The number of a row in the output is known only when the row is written,
 * because other events may add rows before it.
 */
#include "base/csv.h"
#include "base/num.h"
#include "synth/inject_impl.h"

const char inject_csv_header[] = "event,kind,level,symbol,t_start,t_end,"
				 "row_start,row_end,magnitude,sign,seed\n";

int
inject_place(const struct inject_type *t)
{
	int i;

	for (i = 0; inject_list[i] != NULL; i++)
		if (inject_list[i] == t)
			return i;
	return -1;
}

int
inject_label_put(const struct inject *j, const struct inject_plan *p,
    const struct inject_view *w, unsigned char *row)
{
	unsigned char *label = row + w->out->field[w->label].off;

	if (*label == 1)
		return 0;
	*label = 1;
	row_put_u32(row, w->out, w->label_type, j->type_id[p->type]);
	row_put_u32(row, w->out, w->label_id, p->id);
	return 1;
}

int
inject_label_begin(struct inject *j, struct sym *y, const struct inject_plan *p,
    uint64_t rows, struct err *err)
{
	union event_room *room = event_room_get(j, err);
	struct pending *v, **end = &y->pending;

	if (room == NULL)
		return -1;
	v = &room->pending;
	*v = (struct pending){ .plan = *p, .left = rows };
	while (*end != NULL)
		end = &(*end)->link;
	*end = v;
	return 0;
}

static const char *
level_name(const struct inject_opts *o, int type)
{
	double scale = o->scale[type];

	if (o->high > 0 || (!o->calibrated && scale > 0 && scale != 1))
		return "custom";
	return inject_level_names[o->level];
}

/* The label of an event whose last row is being written. */
static struct inject_label
label_of(const struct inject *j, const struct pending *p, uint32_t symbol,
    uint64_t time)
{
	return (struct inject_label){ .event = p->plan.id,
		.type = inject_list[p->plan.type],
		.level = level_name(&j->opts, p->plan.type),
		.symbol = symbol,
		.t_start = p->t_start,
		.t_end = time,
		.row_start = p->row_start,
		.row_end = j->out,
		.magnitude = p->plan.k,
		.sign = p->plan.sign,
		.seed = j->opts.seed };
}

/* Where a row begins: a bar covers [ts_event, its index time). */
static uint64_t
row_start(const struct rec *r, uint64_t time)
{
	int i = r->schema->at.ts_event;

	if ((r->schema->sees & SEES_BAR) == 0 || i < 0 ||
	    rec_u64(r, i) == TS_NULL)
		return time;
	return rec_u64(r, i);
}

int
inject_label_row(struct inject *j, const struct rec *r, uint64_t time,
    uint32_t event, struct err *err)
{
	struct sym *y = *(struct sym **)idmap_find(&j->sym, rec_symbol(r));
	struct pending **at = &y->pending, *p;
	struct inject_label l;

	while (*at != NULL && (*at)->plan.id != event)
		at = &(*at)->link;
	if ((p = *at) == NULL) /* a decoy's row */
		return 0;
	if (!p->begun) {
		p->begun = 1;
		p->row_start = j->out;
		p->t_start = row_start(r, time);
	}
	if (--p->left > 0)
		return 0;
	l = label_of(j, p, y->id, time);
	*at = p->link;
	event_room_free(j, (union event_room *)p);
	return j->on_label == NULL ? 0 : j->on_label(j->arg, &l, err);
}

int
inject_label_decoy(struct inject *j, const struct sym *y, const struct open *o,
    const struct inject_event *e, struct err *err)
{
	const struct inject_row *first = &j->rows[0];
	struct rec r = { first->view->out, first->v };
	struct pending p = { .plan = o->plan };
	uint64_t end = j->rows[o->n - 1].time;
	struct inject_label l;

	if (!j->opts.label_decoys || j->on_label == NULL)
		return 0;
	p.t_start = row_start(&r, first->time);
	if (e->mute > 0) /* to the first rows after it */
		end = e->start + e->mute + e->unit;
	if (e->slope > 0 || e->mute_day)
		end = y->day_end - 1;
	l = label_of(j, &p, y->id, end);
	l.row_start = l.row_end = INJECT_NO_NUMBER;
	return j->on_label(j->arg, &l, err);
}

static size_t
put_text(char *out, const char *s)
{
	size_t n = strlen(s);

	memcpy(out, s, n);
	out[n] = ',';
	return n + 1;
}

static size_t
put_u64(char *out, uint64_t v, char end)
{
	size_t n = num_put_u64(out, v);

	out[n] = end;
	return n + 1;
}

static size_t
put_number(char *out, uint64_t v)
{
	if (v != INJECT_NO_NUMBER)
		return put_u64(out, v, ',');
	*out = ',';
	return 1;
}

size_t
inject_label_csv(char *out, const struct symtab *syms,
    const struct inject_label *l)
{
	size_t len, n;
	const char *symbol = symtab_text(syms, l->symbol, &len);

	n = put_u64(out, l->event, ',');
	n += put_text(out + n, l->type->name);
	n += put_text(out + n, l->level);
	n += csv_put(out + n, symbol, len, ',');
	out[n++] = ',';
	n += ts_put_iso(out + n, l->t_start);
	out[n++] = ',';
	n += ts_put_iso(out + n, l->t_end);
	out[n++] = ',';
	n += put_number(out + n, l->row_start);
	n += put_number(out + n, l->row_end);
	n += num_put_f64(out + n, l->magnitude);
	out[n++] = ',';
	n += put_text(out + n, l->sign < 0 ? "-1" : "1");
	return n + put_u64(out + n, l->seed, '\n');
}
