/*
 * json_generic.c - JSON objects of any source, one per line, by their keys.
 *
 * The names are those of inputs.md 3.8 and the single-letter keys that sources
 * send; --map takes keys and, for nested values, JSON Pointers.  The kind is
 * determined for each set of keys, so kinds may be mixed.
 */
#include <string.h>

#include "source/generic.h"
#include "source/json_walk.h"

static int
json_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	return s->opts->map != NULL ? 100 : 1;
}

/* The text of an error or a rate limit that a server sends with a status of
 * success: the cell under one of these keys at any depth; -1 if none. */
static int
find_message(const struct sample *s)
{
	static const char *const keys[] = { "error_message", "message",
		"information", "note", "error", "msg", "ret_msg", "err_msg",
		"fault_string", "description", "detail", "reason" };
	const char *name, *slash;
	size_t k, len;
	int i = sample_find(s, "/error/0 /errors/0"); /* a list of texts */

	if (i >= 0 && s->cell[i].len > 1)
		return i;

	for (k = 0; s->name != NULL && k < sizeof(keys) / sizeof(keys[0]); k++)
		for (i = 0; i < s->n; i++) {
			name = s->name[i].s;
			len = s->name[i].len;
			slash = memrchr(name, '/', len);
			if (slash != NULL) {
				len -= (size_t)(slash + 1 - name);
				name = slash + 1;
			}
			if (name_same(name, len, keys[k], strlen(keys[k]), 0) &&
			    s->cell[i].len > 1)
				return i;
		}
	return -1;
}

static int
json_plan(struct plan_of_record *p, const struct sample *s, const char **reason,
    struct err *err)
{
	struct err why = { 0 };
	int said;

	if (plan_columns(p, s, reason, &why) == 0)
		return 0;
	err->usage = why.usage;
	if (*reason != NULL && sample_find(s, "payload") >= 0 &&
	    sample_find(s, "topic") >= 0)
		return err_set(err, "a record in an envelope: use --framing "
				    "kcat-json");
	if (*reason != NULL && sample_find(s, "raw raw_b64") >= 0 &&
	    sample_find(s, "reason") >= 0)
		return err_set(err, "a refused record: use --from quarantine");
	said = find_message(s);
	if (said >= 0 && *reason != NULL)
		return record_error(&s->cell[said], reason, err);
	return err_set(err, "%s", why.msg);
}

/* All elements; a text in place of an array may be an error message. */
static int
walk(struct record_sink *out, const struct cells *c, const struct map *m,
    const char **reason, struct err *err)
{
	struct sample s = { .name = c->name, .cell = c->value, .n = c->n };
	struct err why = { 0 };
	int said = -1;

	if (json_walk(out, c, m, 1, reason, &why) == 0)
		return 0;
	if (*reason != NULL && strcmp(*reason, "unknown-record") == 0)
		said = find_message(&s);
	if (said >= 0)
		return record_error(&s.cell[said], reason, err);
	err_copy(err, &why);
	return -1;
}

struct json_generic {
	struct map map; /* of --map, from the first record on */
};

/* Elements of arrays that --map names; those without a time get the time of
 * arrival. */
static int
json_expand(struct record_sink *out, struct cells *c, const char **reason,
    struct err *err)
{
	static const char *const times[] = { "ts_event", "ts", "timestamp",
		"time", "datetime", "date_time", "event_time", "trade_time",
		"transact_time", "gmt_time", "local_time", "date", "T", "E" };
	struct json_generic *g = record_state(out);
	struct csv_field now;
	size_t t, len;
	int i;

	if (g->map.n == 0 && record_opts(out)->map != NULL &&
	    map_parse(&g->map, record_opts(out)->map, err) == -1)
		return -1;
	if (map_has_star(&g->map))
		return walk(out, c, &g->map, reason, err);
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
	{ 0 },
};

const struct layout layout_json = {
	.name = "json",
	.summary = "JSON objects, one per line, keys by name or --map",
	.text = TEXT_JSON,
	.fits = json_fits,
	.columns = columns,
	.generic = 1,
	.plan = json_plan,
	.expand = json_expand,
	.state_size = sizeof(struct json_generic),
};
