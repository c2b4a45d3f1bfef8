/*
 * wrong_clock.c - rows far ahead of their source, counted.
 */
#include "stream/wrong_clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/num.h"
#include "base/tstamp.h"
#include "stream/row_text.h"

static const char PASSED_ON[] = "; the row was passed on";

/* A row that is not decided yet is a copy, too; its text is NULL if none is
 * wanted. */
struct call {
	struct wrong_clock *w;
	uint64_t row, time;
	const struct rec *r;
};

/* There may be a thousand after each jump. */
struct wrong_clock_kept {
	struct wrong_clock_copy copy;
	struct wrong_clock_kept *next; /* while it is spare */
};

static void *
keep(void *arg, struct err *err)
{
	const struct call *c = arg;
	struct wrong_clock_kept *p = c->w->spare;

	if (p != NULL)
		c->w->spare = p->next;
	else
		p = malloc(sizeof(*p));
	if (p != NULL) {
		p->copy = (struct wrong_clock_copy){ c->row, c->time, NULL };
		if (c->w->copies_of == NULL ||
		    (p->copy.text = row_text(c->r, c->w->copies_of)) != NULL)
			return p;
	}
	free(p);
	err_errno(err, "--max-jump");
	return NULL;
}

static int
go(void *arg, void *row, struct err *err)
{
	(void)arg;
	(void)row;
	(void)err;
	return 0;
}

static int
early(void *arg, void *row, struct err *err)
{
	struct wrong_clock *w = ((const struct call *)arg)->w;
	struct wrong_clock_copy *p = &((struct wrong_clock_kept *)row)->copy;

	if (w->early < WRONG_CLOCK_NAMED) {
		w->named[w->early].row = p->row;
		w->named[w->early].time = p->time;
	}
	w->early++;
	if (p->text == NULL)
		return 0;
	if (array_grow(&w->copy, &w->room, w->copies + 1, sizeof(*w->copy)) ==
	    -1)
		return err_errno(err, "--max-jump");
	w->copy[w->copies++] = *p;
	p->text = NULL;
	return 0;
}

static int
undone(void *arg, const struct jump_list *rows, uint64_t before, uint64_t to,
    struct err *err)
{
	uint32_t i;

	(void)before;
	(void)to;
	for (i = 0; i < rows->n; i++)
		if (early(arg, rows->v[i].row, err) == -1)
			return -1;
	return 0;
}

static void
drop(void *arg, void *row)
{
	struct wrong_clock *w = ((const struct call *)arg)->w;
	struct wrong_clock_kept *p = row;

	free(p->copy.text);
	p->next = w->spare;
	w->spare = p;
}

static void
free_spare(struct wrong_clock *w)
{
	struct wrong_clock_kept *p;

	while ((p = w->spare) != NULL) {
		w->spare = p->next;
		free(p);
	}
}

static struct jump_ops
ops(struct call *c)
{
	return (struct jump_ops){ .max = c->w->max,
		.keep = keep,
		.go = go,
		.early = early,
		.undone = undone,
		.drop = drop,
		.arg = c };
}

void
wrong_clock_look(struct wrong_clock *w, uint64_t time, uint32_t symbol,
    uint64_t row, const struct rec *r)
{
	struct call c = { w, row, time, r };
	struct jump_ops o = ops(&c);
	struct err err = { 0 };

	if (!w->failed && jump_row(&w->jump, &o, time, symbol, &err) == -1)
		w->failed = 1;
}

void
wrong_clock_detail(char out[WRONG_CLOCK_DETAIL_MAX], uint64_t time,
    uint64_t max_jump)
{
	char at[TS_ISO_LEN + 1], max[NUM_DURATION_MAX + 1];

	at[ts_put_iso(at, time)] = '\0';
	max[num_put_duration(max, max_jump)] = '\0';
	snprintf(out, WRONG_CLOCK_DETAIL_MAX,
	    "%s is more than %s ahead of the rows around it (--max-jump)", at,
	    max);
}

void
wrong_clock_says(const struct wrong_clock *w, size_t i, char *out, size_t size)
{
	char detail[WRONG_CLOCK_DETAIL_MAX];

	wrong_clock_detail(detail, w->named[i].time, w->max);
	snprintf(out, size, "row %" PRIu64 ": %s", w->named[i].row, detail);
}

int
wrong_clock_aside(struct bad_policy *bad, const struct wrong_clock_aside *a,
    struct err *err)
{
	char detail[WRONG_CLOCK_DETAIL_MAX + sizeof(PASSED_ON)];
	struct bad_row row = { .file = a->file,
		.line = a->row,
		.reason = "early",
		.detail = detail,
		.raw = a->text,
		.len = strlen(a->text),
		.format = "ndjson" };

	wrong_clock_detail(detail, a->time, a->max_jump);
	if (a->passed_on)
		strcat(detail, PASSED_ON);
	return bad_set_aside(bad, &row, err);
}

int
wrong_clock_set_aside(struct wrong_clock *w, struct bad_policy *bad,
    const char *file, struct err *err)
{
	struct wrong_clock_aside a = { .file = file,
		.max_jump = w->max,
		.passed_on = 1 };
	size_t i;
	int ret = 0;

	for (i = 0; i < w->copies && ret == 0; i++) {
		a.row = w->copy[i].row;
		a.time = w->copy[i].time;
		a.text = w->copy[i].text;
		ret = wrong_clock_aside(bad, &a, err);
	}
	wrong_clock_forget_copies(w);
	return ret;
}

void
wrong_clock_forget_copies(struct wrong_clock *w)
{
	size_t i;

	for (i = 0; i < w->copies; i++)
		free(w->copy[i].text);
	w->copies = 0;
}

void
wrong_clock_fini(struct wrong_clock *w)
{
	struct call c = { .w = w };
	struct jump_ops o = ops(&c);
	struct wrong_clock next = { .max = w->max, .copies_of = w->copies_of };

	jump_fini(&w->jump, &o);
	free_spare(w);
	wrong_clock_forget_copies(w);
	free(w->copy);
	*w = next;
}
