/*
 * reader_layout.c - a reader's layout, chosen by its first record.
 */
#include <stdlib.h>
#include <string.h>

#include "source/reader.h"

/* What the layout knows that the command line does not say. */
static int
take_defaults(struct reader *r, const struct sample *s, struct err *err)
{
	const struct layout *layout = r->layout;
	struct context *c = &r->context;
	char name[SYM_LEN_MAX];
	struct err full = { 0 };
	size_t n;

	if (layout->zone != NULL && r->opts->tz == NULL &&
	    times_set_zone(&c->times, layout->zone, strlen(layout->zone),
		err) == -1)
		return -1;
	if (r->opts->ts_unit == TS_AUTO)
		c->times.each = layout->units_vary;
	times_set_file(&c->times, s->file);
	c->bar_end |= layout->bar_end;
	c->loose |= layout->loose;
	c->zeros |= layout->zeros;
	context_reform(c);
	if (c->bar_ns == 0)
		c->bar_ns = layout->bar_ns;
	if (layout->bar_end && c->bar_ns == 0)
		reader_note(r, "bars are stamped at their end; their start is "
			       "not known without --bar TIME");
	if (layout->symbol == NULL || c->as != 0)
		return 0;
	n = layout->symbol(name, sizeof(name), s->file);
	c->as = symtab_add(c->vocab->syms, name, n, &full);
	return full.set ? err_set(err, "%s", full.msg) : 0;
}

int
reader_choose(struct reader *r, const struct sample *s, struct err *err)
{
	struct sample sample = *s;

	sample.file = r->file;
	if (r->layout == NULL)
		r->layout = layout_choose(&sample, err);
	if (r->layout == NULL)
		return -1;
	r->ready = 1;
	if (r->layout->state_size > 0) {
		r->state = calloc(1, r->layout->state_size);
		if (r->state == NULL)
			return err_errno(err, "%s", r->layout->name);
	}
	r->rules = (struct row_rules){ r->layout, r->state, &r->context,
		r->where.where != NULL ? &r->where : NULL, &r->cumulative };
	return take_defaults(r, &sample, err);
}

void
reader_forget(struct reader *r)
{
	struct err ignored = { 0 }; /* what could fail did not before */
	uint64_t count[COUNTS];

	if (r->state != NULL && r->layout->done != NULL)
		r->layout->done(r->state);
	free(r->state);
	r->state = NULL;
	r->layout = NULL;
	r->ready = 0;
	memcpy(count, r->context.count, sizeof(count));
	context_fini(&r->context);
	context_init(&r->context, r->context.vocab, r->opts, &ignored);
	memcpy(r->context.count, count, sizeof(count));
}
