/*
 * alarm_rows.c - alerts as rows of kind alarm.
 */
#include "score/alarm_rows.h"

#include <stdlib.h>
#include <string.h>

enum {
	A_START,
	A_END,
	A_SYMBOL,
	A_ID,
	A_STATE,
	A_SEVERITY,
	A_SCORE,
	A_P,
	A_THRESHOLD,
	A_REASON,
	A_BY,
	A_PEAK,
	A_LAST,
	A_ROWS,
	A_SHARES, /* optional */
	A_FIELDS = A_SHARES + VERDICT_SHARES
};

static const struct {
	const char *name;
	enum ftype type;
} own[A_FIELDS] = {
	{ "ts_event", F_TS },
	{ "ts_end", F_TS },
	{ "symbol", F_SYM },
	{ "id", F_ID },
	{ "state", F_SYM },
	{ "severity", F_SYM },
	{ "score", F_F64 },
	{ "p", F_F64 },
	{ "threshold", F_F64 },
	{ "reason", F_SYM },
	{ "by", F_SYM },
	{ "ts_peak", F_TS },
	{ "ts_last", F_TS },
	{ "rows", F_U64 },
	{ "share_1", F_F64 },
	{ "share_2", F_F64 },
	{ "share_3", F_F64 },
};

static int
own_fields(const struct alarm_rows *a)
{
	return a->shares ? A_FIELDS : A_SHARES;
}

static int
is_own(const struct alarm_rows *a, const char *name)
{
	int i;

	for (i = 0; i < own_fields(a); i++)
		if (strcmp(own[i].name, name) == 0)
			return 1;
	return 0;
}

/* The name of a kept column, or NULL when one of our fields has that name. */
static const char *
kept_name(const struct alarm_rows *a, const struct alert *alert, int i,
    const struct symtab *syms)
{
	const char *name;
	size_t len;

	if (alert->kept_name[i] == 0)
		return NULL;
	name = symtab_text(syms, alert->kept_name[i], &len);
	return len <= FIELD_NAME_MAX && !is_own(a, name) ? name : NULL;
}

static int
choose_schema(struct alarm_rows *a, struct vocab *vocab,
    const struct alert *alert, struct err *err)
{
	struct field f[A_FIELDS + WATCH_KEPT];
	const struct schema *s;
	const char *name;
	unsigned char *row;
	int i, n = 0;

	for (; n < own_fields(a); n++)
		f[n] = field_make(own[n].name, own[n].type, "");
	for (i = 0; i < WATCH_KEPT; i++)
		if ((name = kept_name(a, alert, i, vocab->syms)) != NULL)
			f[n++] = field_make(name, F_SYM, "");
	s = schema_get(vocab->schemas, "alarm", f, n, err);
	if (s == NULL || s == a->schema)
		return s == NULL ? -1 : 0;
	if ((row = realloc(a->row, s->row_size)) == NULL)
		return err_errno(err, "alarm rows");
	a->row = row;
	a->schema = s;
	return 0;
}

static void
put_word(struct alarm_rows *a, int field, const char *word, struct symtab *syms,
    struct err *err)
{
	uint32_t id = 0;

	if (word != NULL)
		id = symtab_add(syms, word, strlen(word), err);
	row_put_u32(a->row, a->schema, field, id);
}

int
alarm_rows_make(struct alarm_rows *a, struct rec *r, struct vocab *vocab,
    const struct alert *alert, uint32_t symbol, int closed, uint64_t now,
    struct err *err)
{
	const struct schema *s;
	int i, n = own_fields(a);

	if (choose_schema(a, vocab, alert, err) == -1)
		return -1;
	s = a->schema;
	row_clear(a->row, s);
	row_put_u64(a->row, s, A_START, alert->start);
	row_put_u64(a->row, s, A_END, now);
	row_put_u32(a->row, s, A_SYMBOL, symbol);
	row_put_u64(a->row, s, A_ID, alert->id);
	put_word(a, A_STATE, closed ? "closed" : "open", vocab->syms, err);
	put_word(a, A_SEVERITY, severity_words[alert->severity], vocab->syms,
	    err);
	row_put_f64(a->row, s, A_SCORE, alert->score);
	row_put_f64(a->row, s, A_P, alert->p);
	row_put_f64(a->row, s, A_THRESHOLD, alert->threshold);
	row_put_u32(a->row, s, A_REASON, alert->reason);
	row_put_u32(a->row, s, A_BY, alert->by);
	row_put_u64(a->row, s, A_PEAK, alert->peak_time);
	row_put_u64(a->row, s, A_LAST, alert->last);
	row_put_u64(a->row, s, A_ROWS, alert->rows);
	for (i = 0; a->shares && i < VERDICT_SHARES; i++)
		row_put_f64(a->row, s, A_SHARES + i, alert->share[i]);
	for (i = 0; i < WATCH_KEPT; i++)
		if (kept_name(a, alert, i, vocab->syms) != NULL)
			row_put_u32(a->row, s, n++, alert->kept[i]);
	r->schema = s;
	r->v = a->row;
	return err->set ? -1 : 0;
}

void
alarm_rows_fini(struct alarm_rows *a)
{
	free(a->row);
	memset(a, 0, sizeof(*a));
}
