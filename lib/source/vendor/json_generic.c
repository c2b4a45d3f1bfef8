/*
 * json_generic.c - JSON objects of any source, one a line, by their keys.
 *
 * The names are those of inputs.md 3.8 and, where case tells them apart,
 * Binance's letters; --map takes keys and, for nested values, JSON Pointers.
 * The kind is found for each set of keys, so kinds may be mixed.
 */
#include <string.h>

#include "source/generic.h"
#include "source/record.h"

static int
json_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	return s->opts->map != NULL ? 100 : 1;
}

/* What a source says in place of data, with a status of success. */
static int
json_plan(struct plan_of_record *p, const struct sample *s, const char **reason,
    struct err *err)
{
	struct err why = { 0 };
	int said;

	if (plan_columns(p, s, reason, &why) == 0)
		return 0;
	said = sample_find(s, "information note error_message error msg");
	if (said >= 0 && *reason != NULL && s->cell[said].len > 0)
		return err_set(err, "the source says: %.*s",
		    (int)(s->cell[said].len < 300 ? s->cell[said].len : 300),
		    s->cell[said].s);
	err->usage = why.usage;
	if (*reason != NULL && sample_find(s, "payload") >= 0 &&
	    sample_find(s, "topic") >= 0)
		return err_set(err, "a record in an envelope: wants --framing "
				    "kcat-json");
	if (*reason != NULL && sample_find(s, "raw raw_b64") >= 0 &&
	    sample_find(s, "reason") >= 0)
		return err_set(err, "a refused record: wants --from "
				    "quarantine");
	return err_set(err, "%s", why.msg);
}

/* A time of arrival for those that have none. */
static int
json_expand(struct record_sink *out, struct cells *c, const char **reason,
    struct err *err)
{
	static const char *const times[] = { "ts_event", "ts", "timestamp",
		"time", "datetime", "date_time", "event_time", "trade_time",
		"transact_time", "gmt_time", "local_time", "date", "T", "E" };
	struct csv_field now;
	size_t t, len;
	int i;

	if (c->nameless || record_opts(out)->map != NULL ||
	    record_arrival(out, &now, NULL, NULL) == -1)
		return record_put(out, c, reason, err);
	for (t = 0; t < sizeof(times) / sizeof(times[0]); t++) {
		len = strlen(times[t]);
		for (i = 0; i < c->n; i++)
			if (name_same(c->name[i].s, c->name[i].len, times[t],
				len, 1))
				return record_put(out, c, reason, err);
	}
	record_add(c, "ts_event", &now);
	return record_put(out, c, reason, err);
}

static const struct column columns[] = {
	GENERIC_COLUMNS,
	{ "ts_event", "T", CELL_PLAIN },
	{ "ts_event", "E", CELL_PLAIN },
	{ "side", "m", CELL_MAKER },
	{ "bid_sz_00", "B", CELL_PLAIN },
	{ "ask_sz_00", "A", CELL_PLAIN },
	{ "trade_id", "t", CELL_PLAIN },
	{ 0 },
};

const struct layout layout_json = {
	.name = "json",
	.summary = "JSON objects, one a line, keys by name or --map",
	.text = TEXT_JSON,
	.fits = json_fits,
	.columns = columns,
	.plan = json_plan,
	.expand = json_expand,
};
