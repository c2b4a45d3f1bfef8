/*
 * labels.c - the labels of a window: 1 if any of its records is labelled 1.
 *
 * Type and id are those of the first such record, by index time; of equal
 * times, the first to arrive.  The engine adds this aggregate if an input has a
 * column `label', with the columns label_type and label_id if an input has
 * them.
 */
#include "window/engine.h"

enum { HAS_TYPE = 1, HAS_ID = 2 };

struct labels_arg {
	int label, type, id; /* fields of this schema, -1: none */
	uint32_t has;        /* of all schemas so far */
	uint32_t any;
};

struct labels {
	uint64_t t;
	uint32_t type, id;
	uint32_t label;
};

static int
labels_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	struct labels_arg *a = arg;

	(void)c;
	(void)err;
	a->label = a->type = a->id = -1;
	if (s == NULL || s->at.label < 0)
		return 0;
	a->any = 1;
	a->label = s->at.label;
	a->type = s->at.label_type;
	a->id = s->at.label_id;
	a->has |= (a->type >= 0 ? HAS_TYPE : 0u) | (a->id >= 0 ? HAS_ID : 0u);
	return 0;
}

static int
labels_columns(const void *arg, const struct schema *s, struct column *out)
{
	const struct labels_arg *a = arg;
	int n = 0;

	(void)s;
	if (!a->any)
		return 0;
	out[n++] = (struct column){ .name = "label", .type = F_U8 };
	if (a->has & HAS_TYPE)
		out[n++] =
		    (struct column){ .name = "label_type", .type = F_SYM };
	if (a->has & HAS_ID)
		out[n++] = (struct column){ .name = "label_id", .type = F_U32 };
	return n;
}

static void
labels_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	const struct labels_arg *a = arg;
	struct labels *s = state;
	unsigned label;
	uint64_t t;

	(void)carry;
	if (a->label < 0)
		return;
	label = *rec_at(r, a->label);
	if (label == 0 || label == UINT8_MAX)
		return;
	t = rec_time(r);
	if (s->label && t >= s->t)
		return;
	s->label = 1;
	s->t = t;
	s->type = a->type >= 0 ? rec_u32(r, a->type) : 0;
	s->id = a->id >= 0 ? rec_u32(r, a->id) : UINT32_MAX;
}

static void
labels_merge(const void *arg, void *state, const void *later)
{
	const struct labels *b = later;

	(void)arg;
	if (b->label && !((struct labels *)state)->label)
		*(struct labels *)state = *b;
}

static void
labels_emit(const void *arg, const void *state, union cell *out)
{
	const struct labels_arg *a = arg;
	const struct labels *s = state;
	int n = 0;

	out[n++].u = s->label;
	if (a->has & HAS_TYPE)
		out[n++].u = s->type;
	if (a->has & HAS_ID)
		out[n++].u = s->label ? s->id : UINT32_MAX;
}

static int
labels_walk(struct walk *w, const void *arg, void *state)
{
	struct labels *s = state;

	(void)arg;
	walk_scalar(w, "t", TENSOR_U64, &s->t);
	walk_symbol(w, "type", &s->type);
	walk_scalar(w, "id", TENSOR_U32, &s->id);
	walk_scalar(w, "label", TENSOR_U32, &s->label);
	walk_check(w, s->label <= 1, "label out of range");
	return walk_done(w);
}

const struct aggregate aggregate_labels = {
	.name = "labels",
	.summary = "label, label_type and label_id",
	.sees = SEES_ALL,
	.columns = labels_columns,
	.arg_size = sizeof(struct labels_arg),
	.state_size = sizeof(struct labels),
	.bind = labels_bind,
	.push = labels_push,
	.merge = labels_merge,
	.emit = labels_emit,
	.walk_state = labels_walk,
};
