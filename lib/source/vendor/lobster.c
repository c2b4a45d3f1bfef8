/*
 * lobster.c - LOBSTER's message files: the executions in them.
 *
 *	34200.025551909,4,16120456,18,5859100,-1
 *
 * Seconds after midnight in New York, type, order, size, price times 10000,
 * direction of the resting order.  Types 4 and 5 are executions of visible and
 * hidden orders; submissions (1), cancellations (2, 3), crosses (6) and halts
 * (7) are left out and counted.  Direction -1 is a resting sell order: the
 * taker was a buyer.  Day and symbol are in the file's name:
 *
 *	AAPL_2012-06-21_34200000_57600000_message_10.csv
 *
 * Source: lobsterdata.com, "Data structure".
 */
#include "source/filename.h"
#include "source/layout.h"
#include "source/map.h"
#include "stream/rec.h"

enum { TIME, TYPE, ORDER, SIZE, PRICE, DIRECTION, COLUMNS };

static size_t
lobster_symbol(char *out, size_t max, const char *file)
{
	return file_symbol(out, max, file, "*_0000-00-00_?_?_message_?");
}

static int
lobster_fits(const struct layout *layout, const struct sample *s)
{
	char symbol[SYM_LEN_MAX];

	(void)layout;
	return s->name == NULL && s->n == COLUMNS &&
		       lobster_symbol(symbol, sizeof(symbol), s->file) > 0
		   ? 200
		   : 0;
}

/* --map may repeat the built-in columns. */
static int
check_map(const struct sample *s, struct err *err)
{
	static const struct csv_field columns[] = { { "1", 1 }, { "4", 1 },
		{ "5", 1 }, { "6", 1 } };
	static const char *const fields[] = { "ts_event", "size", "price",
		"side" };
	struct map m;
	int i, k;

	if (map_parse(&m, s->opts->map, err) == -1)
		return -1;
	for (i = 0; i < m.n; i++) {
		for (k = 0; k < 4; k++)
			if (strcmp(m.v[i].field, fields[k]) == 0 &&
			    m.v[i].len == 1 && *m.v[i].col == *columns[k].s)
				break;
		if (k == 4)
			return err_set(err,
			    "--map: not for LOBSTER message files, whose "
			    "columns are fixed; for others use --from csv");
	}
	return 0;
}

static int
lobster_plan(struct plan_of_record *p, const struct sample *s,
    const char **reason, struct err *err)
{
	struct context *c = p->context;
	struct recipe *r;

	*reason = NULL;
	if (s->n != COLUMNS)
		return err_set(err, "LOBSTER: %d columns: expected %d", s->n,
		    COLUMNS);
	if (check_map(s, err) == -1)
		return -1;
	if (c->as == 0)
		return err_set(err, "no symbol in the file's name: --as SYM is "
				    "needed");
	if (s->opts->price_scale == NULL)
		c->px_exp = -4;
	r = plan_add(p, "trades", err);
	if (r == NULL ||
	    recipe_step(r, "ts_event", TIME, CELL_PLAIN, err) == -1 ||
	    recipe_field(r, "symbol", err) == -1 ||
	    recipe_step(r, "action", TYPE, CELL_PLAIN, err) == -1 ||
	    recipe_step(r, "side", DIRECTION, CELL_RESTING, err) == -1 ||
	    recipe_step(r, "price", PRICE, CELL_PLAIN, err) == -1 ||
	    recipe_step(r, "size", SIZE, CELL_PLAIN, err) == -1 ||
	    recipe_ready(r, err) == -1)
		return -1;
	r->step[0].time->stated = TS_S;
	return 0;
}

static int
lobster_fix(void *state, unsigned char *row, const struct schema *s,
    const char **reason, struct err *err)
{
	unsigned char *type = row + s->field[s->at.action].off;

	(void)state;
	(void)reason;
	(void)err;
	if (*type != '4' && *type != '5')
		return 0;
	*type = 'T';
	return 1;
}

const struct layout layout_lobster = {
	.name = "lobster",
	.summary = "LOBSTER message files: the executions",
	.text = TEXT_DELIMITED,
	.fits = lobster_fits,
	.zone = "America/New_York",
	.plan = lobster_plan,
	.fix = lobster_fix,
	.symbol = lobster_symbol,
};
