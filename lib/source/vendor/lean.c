/*
 * lean.c - QuantConnect's Lean: the files inside its archives.
 *
 *	31669457,1821000,300,P,2000,0		trade: price, size
 *	14400640,0,0,1826200,100,P,1,0		quote: bid, size, ask, size
 *	17007,1.39147,1.39148			quote of a pair
 *	14400000,6488000,6491000,6488000,6491000,300	bar
 *
 * No header.  Milliseconds of the day come first; the day is the date in the
 * file's name, otherwise that of --start.  Prices of shares are in units of
 * 1/10000, others are decimals; the first record shows which, or --price-scale
 * sets it.  Times of shares are New York's; for all others --tz gives the zone.
 * A side of 0 has not changed.  The values look like those of other sources, so
 * --from must name this layout.
 *
 * A bar of quotes (time, then open to close and size of bid and of ask) is
 * refused, because a bar row has one price.
 */
#include <string.h>

#include "base/num.h"
#include "source/quote_carry.h"
#include "source/filename.h"
#include "source/layout.h"

enum { LEAN_FIELDS = 8, QUOTE_BAR = 11 };

static const struct form {
	int columns;
	const char *kind;
	const char *field[LEAN_FIELDS]; /* from cell 1 on; NULL ends */
} forms[] = {
	{ 3, "quote", { "bid_px_00", "ask_px_00" } },
	{ 3, "trades", { "price", "size" } },
	{ 6, "trades", { "price", "size" } },
	{ 6, "bar", { "open", "high", "low", "close", "volume" } },
	{ 8, "quote", { "bid_px_00", "bid_sz_00", "ask_px_00", "ask_sz_00" } },
};

enum { NFORMS = sizeof(forms) / sizeof(forms[0]) };

static int
is_number(const struct csv_field *f)
{
	double v;

	return num_f64(&v, f->s, f->len) == 0;
}

/* Two kinds have 3 columns; the file's name distinguishes them.  Two have 6;
 * the letter of an exchange distinguishes them. */
static const struct form *
find_form(const struct sample *s, struct err *err)
{
	const char *kind = NULL;
	int i;

	if (s->n == 3)
		kind = strstr(file_base(s->file), "trade") != NULL ? "trades"
								   : "quote";
	else if (s->n == 6)
		kind = is_number(&s->cell[3]) ? "bar" : "trades";
	for (i = 0; i < NFORMS; i++)
		if (forms[i].columns == s->n &&
		    (kind == NULL || strcmp(forms[i].kind, kind) == 0))
			return &forms[i];
	if (s->n == QUOTE_BAR)
		err_set(err, "Lean: bars of quotes (11 columns, open to close "
			     "of bid and of ask): no kind holds both: use the "
			     "file of trades, or ticks");
	else
		err_set(err, "Lean: %d columns: expected 3, 6 or 8", s->n);
	return NULL;
}

static int
find_day(struct context *c, const struct sample *s, struct err *err)
{
	int64_t days, start = (int64_t)(s->opts->start / NS_SECOND);

	/* a date in --start is in the zone of --tz, without it in UTC; in New
	 * York it would be the day before */
	if (s->opts->tz != NULL)
		start = zone_to_local(&c->times.zone, start);
	if (file_date(&days, s->file))
		c->day = days * 86400;
	else if (s->opts->start > 0)
		c->day = start / 86400 * 86400;
	else
		return err_set(err, "Lean: no date YYYYMMDD in the file's "
				    "name: use --start DATE");
	return 0;
}

/* The unit of prices, and so the zone, from the first record. */
static int
find_unit(struct context *c, const struct sample *s, const struct form *l,
    struct err *err)
{
	static const char zone[] = "America/New_York";
	int i, points = 0, share;

	for (i = 0; l->field[i] != NULL; i++)
		if (strcmp(l->field[i], "size") != 0 &&
		    strcmp(l->field[i], "volume") != 0)
			points |= memchr(s->cell[i + 1].s, '.',
				      s->cell[i + 1].len) != NULL;
	share = s->opts->price_scale != NULL ? c->px_exp == -4 : !points;
	if (share)
		c->px_exp = -4;
	if (s->opts->tz != NULL)
		return 0;
	if (!share)
		return err_set(err, "Lean: prices as decimals do not show the "
				    "zone of the times: use --tz ZONE");
	return times_set_zone(&c->times, zone, sizeof(zone) - 1, err);
}

static int
lean_plan(struct plan_of_record *p, const struct sample *s, const char **reason,
    struct err *err)
{
	const struct form *l = find_form(s, err);
	struct recipe *r;
	int i;

	*reason = NULL;
	if (l == NULL || find_unit(p->context, s, l, err) == -1 ||
	    find_day(p->context, s, err) == -1)
		return -1;
	if (p->context->as == 0)
		return err_set(err, "no symbol: use --as SYM");
	r = plan_add(p, l->kind, err);
	if (r == NULL || recipe_step(r, "ts_event", 0, CELL_CLOCK, err) == -1)
		return -1;
	if (strcmp(l->kind, "bar") == 0 && recipe_field(r, "ts_end", err) == -1)
		return -1;
	if (recipe_field(r, "symbol", err) == -1)
		return -1;
	for (i = 0; l->field[i] != NULL; i++)
		if (recipe_step(r, l->field[i], i + 1,
			strcmp(l->kind, "quote") == 0 ? CELL_NONZERO
						      : CELL_PLAIN,
			err) == -1)
			return -1;
	return recipe_ready(r, err);
}

static int
lean_fix(void *state, unsigned char *row, const struct schema *s,
    const char **reason, struct err *err)
{
	(void)reason;
	(void)err;
	quote_carry_row(state, row, s);
	return 1;
}

/* 20131008_ibm_tick_trade.csv */
static size_t
lean_symbol(char *out, size_t max, const char *file)
{
	return file_symbol(out, max, file, "00000000_*_?_?");
}

const struct layout layout_lean = {
	.name = "lean",
	.summary = "QuantConnect Lean: trades, quotes, bars (--from only)",
	.text = TEXT_DELIMITED,
	.plan = lean_plan,
	.fix = lean_fix,
	.state_size = sizeof(struct quote_carry),
	.symbol = lean_symbol,
};
