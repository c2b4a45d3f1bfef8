/*
 * watch.c - turn rows over a threshold into alarms for people.
 */
#include "score/watch.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"

const char *const severity_words[SEVERITIES] = { NULL, "low", "medium",
	"high" };

void
watch_init(struct watch *w, const struct watch_opts *how)
{
	memset(w, 0, sizeof(*w));
	w->how = *how;
	idmap_init(&w->symbols, sizeof(struct watch_symbol), "symbols");
}

void
watch_fini(struct watch *w)
{
	idmap_fini(&w->symbols);
}

const struct watch_symbol *
watch_find(const struct watch *w, uint32_t symbol)
{
	return idmap_find(&w->symbols, symbol);
}

/* ---- the steps ---- */

/* A row that is below its threshold after an anomaly. */
static void
hold(const struct watch *w, const struct watch_symbol *s, struct verdict *v)
{
	double low = v->threshold - w->how.hysteresis * fabs(v->threshold);

	if (!(w->how.hysteresis > 0) || !s->active || !v->scored)
		return;
	v->threshold = low;
	if (!v->anomaly && v->score >= low)
		v->anomaly = 1;
	v->begins = 0;
}

static int
bits(uint64_t v)
{
	int n = 0;

	for (; v != 0; v &= v - 1)
		n++;
	return n;
}

/* A row over its threshold is not an anomaly.  If it was the first of an alarm,
 * a later row of that alarm begins the alert. */
static void
withhold(struct watch_symbol *s, struct verdict *v)
{
	s->pending |= v->begins == 1;
	v->anomaly = 0;
}

/* At least K of the last M scored rows. */
static void
confirm(struct watch *w, struct watch_symbol *s, struct verdict *v)
{
	int m = w->how.confirm_m;
	uint64_t of = m < 64 ? (UINT64_C(1) << m) - 1 : UINT64_MAX;

	if (w->how.confirm_k <= 1)
		return;
	if (v->scored || v->anomaly)
		s->over = (s->over << 1 | (uint64_t)v->anomaly) & of;
	if (!v->anomaly || bits(s->over) >= w->how.confirm_k)
		return;
	withhold(s, v);
	w->unconfirmed++;
}

/* Does an anomaly belong to the symbol's last alert? */
static int
goes_on(const struct watch *w, const struct watch_symbol *s,
    const struct verdict *v, const struct row_span *at)
{
	const struct alert *a = &s->alert;

	if (a->id == 0)
		return 0;
	if (!w->how.joins)
		return !v->begins;
	return s->open && (at->start == TS_NULL || at->start <= a->last ||
			      at->start - a->last <= w->how.join);
}

static int
is_cooling(const struct watch *w, const struct watch_symbol *s,
    const struct row_span *at)
{
	const struct alert *a = &s->alert;

	return w->how.cooldown > 0 && a->id != 0 && a->last != TS_NULL &&
	       at->start != TS_NULL &&
	       (at->start < a->last || at->start - a->last < w->how.cooldown);
}

/* ---- alerts ---- */

static uint64_t
make_id(const struct symtab *syms, uint32_t symbol, const struct row_span *at)
{
	uint64_t time[2] = { at->start, at->end }, id;
	size_t len;
	const char *text = symtab_text(syms, symbol, &len);

	id = hash_xxh64(time, sizeof(time), hash_xxh64(text, len, 0)) >> 1;
	return id != 0 ? id : 1;
}

/* Text columns that ticktools does not define: a trader, a venue. */
static void
keep_texts(struct alert *a, const struct rec *r, struct symtab *syms,
    struct err *err)
{
	const struct schema *s = r->schema;
	enum ftype type;
	uint16_t len;
	int i, n = 0;

	for (i = 0; i < s->nfield && n < WATCH_KEPT; i++) {
		if (s->field[i].type != F_SYM || i == s->at.symbol ||
		    vocab_type(&type, &len, s->field[i].name) == 0)
			continue;
		a->kept_name[n] = symtab_add(syms, s->field[i].name,
		    strlen(s->field[i].name), err);
		a->kept[n++] = rec_u32(r, i);
	}
}

static uint8_t
severity_rank(const char *word)
{
	uint8_t i;

	for (i = 1; word != NULL && i < SEVERITIES; i++)
		if (strcmp(word, severity_words[i]) == 0)
			return i;
	return SEVERITY_NONE;
}

/* Add the row to the alert. */
static void
take(struct alert *a, const struct verdict *v, const struct row_span *at,
    uint32_t reason, uint32_t by)
{
	uint8_t rank = severity_rank(v->severity);

	if (a->last == TS_NULL || (at->end != TS_NULL && at->end > a->last))
		a->last = at->end;
	if (a->rows++ == 0 || !(v->score <= a->score)) {
		a->score = v->score;
		a->p = v->p;
		a->threshold = v->threshold;
		a->peak_time = at->end;
		a->reason = reason;
		a->by = by;
		memcpy(a->share, v->share, sizeof(a->share));
	}
	if (rank > a->severity)
		a->severity = rank;
}

/* An anomaly outside the last alert: 1 when it starts a new one. */
static int
begin(struct watch *w, struct watch_symbol *s, struct verdict *v,
    const struct rec *r, const struct row_span *at, struct symtab *syms,
    struct err *err)
{
	if (is_cooling(w, s, at)) {
		withhold(s, v);
		w->cooled++;
		return 0;
	}
	s->pending = 0;
	memset(&s->alert, 0, sizeof(s->alert));
	s->alert.id = make_id(syms, rec_symbol(r), at);
	s->alert.start = at->start;
	s->alert.last = at->end;
	s->open = w->how.joins != 0;
	w->alarms++;
	if (w->how.joins)
		keep_texts(&s->alert, r, syms, err);
	return 1;
}

/* Is the alert over as of this row, anomaly or not?  One whose rows have no
 * time is over at the first row with a time. */
static int
is_over(const struct watch *w, const struct watch_symbol *s,
    const struct row_span *at)
{
	if (!s->open || at->start == TS_NULL)
		return 0;
	return s->alert.last == TS_NULL ||
	       (at->start > s->alert.last &&
		   at->start - s->alert.last > w->how.join);
}

/* Add an anomaly to its alert. */
static void
settle(const struct judge *j, struct watch_symbol *s, struct verdict *v,
    const struct row_span *at, uint32_t *reason, uint32_t *by)
{
	if (v->severity == NULL)
		v->severity = judge_severity(j, v);
	if (*reason == 0 && *by == 0) { /* the alert only continues */
		*reason = s->alert.reason;
		*by = s->alert.by;
		memcpy(v->share, s->alert.share, sizeof(v->share));
	}
	take(&s->alert, v, at, *reason, *by);
	v->id = s->alert.id;
	s->anomalies[severity_rank(v->severity)]++;
}

static void
count(struct watch_symbol *s, const struct verdict *v)
{
	s->rows++;
	s->scored += v->scored == 1;
	if (v->scored)
		s->score = v->score;
	s->alarms += v->begins == 1;
	if (v->scored || v->anomaly)
		s->active = v->anomaly == 1;
}

/* No anomaly, and nothing that it could change: most rows. */
static int
is_quiet(const struct watch *w, const struct watch_symbol *s,
    const struct verdict *v)
{
	return !v->anomaly && !s->open && !(w->how.hysteresis > 0) &&
	       w->how.confirm_k <= 1;
}

int
watch_row(struct watch *w, const struct judge *j, struct verdict *v,
    const struct rec *r, struct symtab *syms, uint32_t *reason, uint32_t *by,
    struct alert *closed, struct err *err)
{
	struct watch_symbol *s = idmap_get(&w->symbols, rec_symbol(r), err);
	struct row_span at;
	int did = 0, goes;

	if (s == NULL)
		return -1;
	if (row_span(&at, r) == -1)
		at.start = at.end = TS_NULL;
	s->known = 1;
	s->seen = at.end;
	v->id = 0;
	if (is_quiet(w, s, v)) {
		v->begins = 0;
		v->severity = NULL;
		*reason = *by = 0;
		count(s, v);
		return err->set ? -1 : 0;
	}
	v->begins |= v->anomaly && s->pending;
	hold(w, s, v);
	confirm(w, s, v);
	if (is_over(w, s, &at)) {
		*closed = s->alert;
		s->open = 0;
		did |= WATCH_CLOSES;
	}
	goes = v->anomaly && goes_on(w, s, v, &at);
	v->begins = v->anomaly && !goes && begin(w, s, v, r, &at, syms, err);
	if (v->begins && w->how.joins)
		did |= WATCH_OPENS;
	if (v->anomaly)
		settle(j, s, v, &at, reason, by);
	else
		*reason = *by = 0;
	if (!v->anomaly)
		v->severity = NULL;
	count(s, v);
	return err->set ? -1 : did;
}

int
watch_close(struct watch *w, const struct symtab *syms, uint32_t *symbol)
{
	struct watch_symbol *s, *first = NULL;
	uint32_t i;

	for (i = 0; i < w->symbols.n; i++) {
		s = idmap_find(&w->symbols, i);
		if (!s->open || (first != NULL &&
				    (s->alert.start > first->alert.start ||
					(s->alert.start == first->alert.start &&
					    symtab_cmp(syms, i, *symbol) > 0))))
			continue;
		first = s;
		*symbol = i;
	}
	if (first == NULL)
		return 0;
	first->open = 0;
	return 1;
}

/* ---- state ---- */

static int
alert_walk(struct walk *w, struct alert *a, int shares)
{
	char name[32];
	int i;

	walk_scalar(w, "id", TENSOR_U64, &a->id);
	walk_scalar(w, "start", TENSOR_U64, &a->start);
	walk_scalar(w, "last", TENSOR_U64, &a->last);
	walk_scalar(w, "peak_time", TENSOR_U64, &a->peak_time);
	walk_scalar(w, "score", TENSOR_F64, &a->score);
	walk_scalar(w, "p", TENSOR_F64, &a->p);
	walk_scalar(w, "threshold", TENSOR_F64, &a->threshold);
	walk_symbol(w, "reason", &a->reason);
	walk_symbol(w, "by", &a->by);
	if (shares)
		walk_vector(w, "share", TENSOR_F64, a->share, VERDICT_SHARES);
	walk_scalar(w, "rows", TENSOR_U64, &a->rows);
	walk_scalar(w, "severity", TENSOR_U8, &a->severity);
	walk_check(w, a->severity < SEVERITIES, "severity: out of range");
	for (i = 0; i < WATCH_KEPT; i++) {
		snprintf(name, sizeof(name), "kept_name%d", i);
		walk_symbol(w, name, &a->kept_name[i]);
		snprintf(name, sizeof(name), "kept%d", i);
		walk_symbol(w, name, &a->kept[i]);
	}
	return walk_done(w);
}

static int
symbol_walk(struct walk *w, void *arg, void *symbol)
{
	const struct watch *watch = arg;
	struct watch_symbol *s = symbol;

	alert_walk(w, &s->alert, watch->how.shares);
	walk_scalar(w, "over", TENSOR_U64, &s->over);
	walk_scalar(w, "seen", TENSOR_U64, &s->seen);
	walk_scalar(w, "open", TENSOR_U8, &s->open);
	walk_scalar(w, "active", TENSOR_U8, &s->active);
	walk_scalar(w, "pending", TENSOR_U8, &s->pending);
	walk_check(w, s->open <= 1 && s->active <= 1 && s->pending <= 1,
	    "open: out of range");
	walk_scalar(w, "n_rows", TENSOR_U64, &s->rows);
	walk_scalar(w, "n_scored", TENSOR_U64, &s->scored);
	walk_vector(w, "n_anomalies", TENSOR_U64, s->anomalies, SEVERITIES);
	walk_scalar(w, "n_alarms", TENSOR_U64, &s->alarms);
	walk_scalar(w, "last_score", TENSOR_F64, &s->score);
	s->known = 1;
	return walk_done(w);
}

static void *
find_symbol(void *arg, uint32_t symbol)
{
	struct watch *w = arg;
	struct watch_symbol *s = idmap_find(&w->symbols, symbol);

	return s->known ? s : NULL;
}

static void *
get_symbol(void *arg, uint32_t symbol, struct err *err)
{
	struct watch *w = arg;

	return idmap_get(&w->symbols, symbol, err);
}

static struct state_symbols
symbols_of(struct watch *w)
{
	return (struct state_symbols){ w, w->symbols.n, find_symbol, get_symbol,
		symbol_walk };
}

int
watch_save(struct watch *w, struct state *file, struct err *err)
{
	struct state_symbols o = symbols_of(w);

	return state_save_symbols(&o, file, "watch", err);
}

int
watch_load(struct watch *w, struct state *file, struct err *err)
{
	struct state_symbols o = symbols_of(w);

	return state_load_symbols(&o, file, "watch", err);
}
