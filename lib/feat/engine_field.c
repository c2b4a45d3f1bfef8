/*
 * engine_field.c - fields of the input by name, and fields derived from
 * others: trade_price, mid.
 */
#include <stdlib.h>
#include <string.h>

#include "feat/engine.h"

/* What the input has, for a message. */
static void
list_fields(char *buf, size_t size, const struct schema *s)
{
	size_t n = 0, len;
	int i;

	buf[0] = '\0';
	for (i = 0; i < s->nfield; i++) {
		len = strlen(s->field[i].name);
		if (n + len + 6 > size) {
			memcpy(buf + n, " ...", 5);
			return;
		}
		if (n > 0)
			buf[n++] = ' ';
		memcpy(buf + n, s->field[i].name, len + 1);
		n += len;
	}
}

/* A message about a field of the text and rows of this kind. */
static int
no_field(const struct feats *f, const struct named *name,
    const struct schema *s, struct err *err)
{
	const struct feat_preset *other;
	char have[256];

	if (f->preset == NULL) {
		list_fields(have, sizeof(have), s);
		return err_set(err,
		    "-F: character %zu: no field %s in rows of kind %s, "
		    "which have: %s",
		    name->at, name->name, s->kind, have);
	}
	other = feat_preset_for(s);
	return err_set(err,
	    "preset %s needs %s, which rows of kind %s do not have: %s%s",
	    f->preset->name, name->name, s->kind,
	    other != NULL ? "use -x " : "choose columns with -F",
	    other != NULL ? other->name : "");
}

static const struct {
	const char *name;
	int place;
} derived[] = {
	{ "trade_price", FIELD_TRADE_PRICE },
	{ "trade_size", FIELD_TRADE_SIZE },
	{ "trade_side", FIELD_TRADE_SIDE },
	{ "bid", FIELD_BID },
	{ "ask", FIELD_ASK },
	{ "bid_size", FIELD_BID_SIZE },
	{ "ask_size", FIELD_ASK_SIZE },
	{ "mid", FIELD_MID },
};

enum { NDERIVED = sizeof(derived) / sizeof(derived[0]) };

static double
trade_value(const struct rec *r, int place)
{
	if ((rec_sees(r) & SEES_TRADE) == 0)
		return NAN;
	return place == FIELD_TRADE_PRICE  ? rec_price(r)
	       : place == FIELD_TRADE_SIZE ? rec_size(r)
					   : rec_sign(r);
}

double
shape_value(const struct rec *r, int place)
{
	switch (place) {
	case FIELD_NONE:
		return NAN;
	case FIELD_TRADE_PRICE:
	case FIELD_TRADE_SIZE:
	case FIELD_TRADE_SIDE:
		return trade_value(r, place);
	case FIELD_BID:
		return rec_bid(r);
	case FIELD_ASK:
		return rec_ask(r);
	case FIELD_BID_SIZE:
		return rec_bid_size(r);
	case FIELD_ASK_SIZE:
		return rec_ask_size(r);
	case FIELD_MID:
		return (rec_bid(r) + rec_ask(r)) / 2;
	default:
		return rec_double(r, place);
	}
}

/* A field that follows from others of these rows, or FIELD_NONE. */
static int
derived_field(const struct schema *s, const char *name)
{
	int i;

	for (i = 0; i < NDERIVED; i++)
		if (strcmp(derived[i].name, name) == 0)
			break;
	if (i == NDERIVED)
		return FIELD_NONE;
	if (derived[i].place >= FIELD_TRADE_SIDE)
		return (s->sees & SEES_TRADE) != 0 && s->at.price >= 0
			   ? derived[i].place
			   : FIELD_NONE;
	return s->at.bid_px >= 0 && s->at.ask_px >= 0 ? derived[i].place
						      : FIELD_NONE;
}

/* A field that other kinds of ticks have. */
static int
is_of_ticks(const char *name)
{
	static const char *const kinds[] = { "trades", "quote", "mbp-10",
		"mbo" };
	const struct field *field;
	size_t k;
	int i, n;

	for (i = 0; i < NDERIVED; i++)
		if (strcmp(derived[i].name, name) == 0)
			return 1;
	for (k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		field = kind_fields(kinds[k], &n);
		for (i = 0; i < n; i++)
			if (strcmp(field[i].name, name) == 0)
				return 1;
	}
	return 0;
}

static int
is_tick(const struct schema *s)
{
	return (s->sees & (SEES_TRADE | SEES_QUOTE | SEES_BOOK)) != 0 &&
	       (s->sees & SEES_BAR) == 0;
}

static int
is_number(enum ftype t)
{
	return t != F_SYM && t != F_TEXT && t != F_CHAR;
}

static int
map_field(const struct feats *f, int *place, const struct schema *s,
    const struct named *name, struct err *err)
{
	*place = schema_find(s, name->name);
	if (*place < 0)
		*place = derived_field(s, name->name);
	if (*place >= 0 && !is_number(s->field[*place].type))
		return err_set(err,
		    "-F: character %zu: field %s of kind %s is not a number",
		    name->at, name->name, s->kind);
	if (*place == FIELD_NONE && !name->maybe &&
	    !(is_tick(s) && is_of_ticks(name->name)))
		return no_field(f, name, s, err);
	return 0;
}

int
shape_fields(struct feats *f, struct shape *sh, struct err *err)
{
	int i;

	for (i = 0; i < f->prog.nfield; i++) {
		if (map_field(f, &sh->field[i], sh->in, &f->prog.field[i],
			err) == -1)
			return -1;
		f->field_seen[i] |= sh->field[i] != FIELD_NONE;
	}
	return 0;
}

/* A field that the call of an OP_EITHER reads and rows lack; NULL: none. */
static const struct named *
lacks(const struct feats *f, const struct shape *sh, const struct node *either)
{
	const struct node *node = f->prog.node, *call = &node[either->in[0]];
	const struct node *in;
	int i;

	for (i = 0; i < call->nin; i++) {
		in = &node[call->in[i]];
		if (in->op == OP_FIELD && sh->field[in->field] == FIELD_NONE)
			return &f->prog.field[in->field];
	}
	return NULL;
}

/* The name is the field's: nobody asks for those of the call. */
static int
take_field(struct feats *f, struct shape *sh, int i, struct err *err)
{
	const struct node *node = f->prog.node;
	const struct node *call = &node[node[i].in[0]];
	int j;

	if (sh->is_field == NULL &&
	    (sh->is_field = calloc((size_t)f->prog.nnode, 1)) == NULL)
		return err_errno(err, "columns");
	sh->is_field[i] = 1;
	for (j = 0; j < call->nin; j++)
		if (node[call->in[j]].op == OP_FIELD)
			f->field_seen[node[call->in[j]].field] = 1;
	return 0;
}

int
shape_either(struct feats *f, struct shape *sh, struct err *err)
{
	const struct node *node = f->prog.node;
	const struct named *lack;
	int i, field;

	for (i = 0; i < f->prog.nnode; i++) {
		if (node[i].op != OP_EITHER)
			continue;
		field = node[node[i].in[1]].field;
		lack = lacks(f, sh, &node[i]);
		if (lack == NULL ||
		    (is_tick(sh->in) && is_of_ticks(lack->name)))
			f->field_seen[field] = 1;
		else if (sh->field[field] == FIELD_NONE)
			return no_field(f, lack, sh->in, err);
		else if (take_field(f, sh, i, err) == -1)
			return -1;
	}
	sh->text = sh->is_field == NULL
		       ? NULL
		       : prog_text(&f->prog, sh->is_field, err);
	return sh->is_field != NULL && sh->text == NULL ? -1 : 0;
}

const char *
shape_unit(const struct schema *s, int place)
{
	switch (place) {
	case FIELD_NONE:
	case FIELD_TRADE_SIDE:
		return "";
	case FIELD_TRADE_PRICE:
		return s->field[s->at.price].unit;
	case FIELD_TRADE_SIZE:
		return s->at.size < 0 ? "" : s->field[s->at.size].unit;
	case FIELD_BID_SIZE:
	case FIELD_ASK_SIZE:
		return s->at.bid_sz < 0 ? "" : s->field[s->at.bid_sz].unit;
	case FIELD_BID:
	case FIELD_ASK:
	case FIELD_MID:
		return s->field[s->at.bid_px].unit;
	default:
		return s->field[place].unit;
	}
}
