/*
 * metrics.c - metrics of scoring for Prometheus.
 *
 *	# HELP NAME TEXT
 *	# TYPE NAME counter
 *	NAME{symbol="ES"} 17
 *
 * As `promtool check metrics' requires, counters end in _total, units are in
 * the name (seconds), and each name has one HELP and one TYPE.
 */
#include "score/metrics.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io_beside.h"

struct page {
	FILE *f;
	const struct scoring *s;
	uint32_t *symbol; /* [n] ids in the order of their texts */
	size_t n;
};

/* A label's value: backslash, quote and newline are escaped. */
static void
put_label(FILE *f, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\\' || *text == '"')
			fputc('\\', f);
		if (*text == '\n')
			fputs("\\n", f);
		else
			fputc(*text, f);
	}
}

static void
head(const struct page *p, const char *name, const char *type, const char *help)
{
	fprintf(p->f, "# HELP tickscore_%s %s\n# TYPE tickscore_%s %s\n", name,
	    help, name, type);
}

/* "NAME{symbol="ES"", without the end of the labels. */
static const struct watch_symbol *
start(const struct page *p, size_t i, const char *name)
{
	size_t len;

	fprintf(p->f, "tickscore_%s{symbol=\"", name);
	put_label(p->f, symtab_text(p->s->vocab->syms, p->symbol[i], &len));
	fputc('"', p->f);
	return watch_find(&p->s->watch, p->symbol[i]);
}

/* A counter at this offset in struct watch_symbol. */
static void
put_counts(const struct page *p, const char *name, size_t at, const char *help)
{
	const struct watch_symbol *w;
	uint64_t v;
	size_t i;

	head(p, name, "counter", help);
	for (i = 0; i < p->n; i++) {
		w = start(p, i, name);
		memcpy(&v, (const char *)w + at, sizeof(v));
		fprintf(p->f, "} %" PRIu64 "\n", v);
	}
}

static void
put_anomalies(const struct page *p)
{
	const struct watch_symbol *w;
	size_t i;
	int k;

	head(p, "anomalies_total", "counter", "Rows that are anomalies.");
	for (i = 0; i < p->n; i++)
		for (k = SEVERITY_NONE; k < SEVERITIES; k++) {
			w = watch_find(&p->s->watch, p->symbol[i]);
			/* only rows without p, with --severity surprise */
			if (k == SEVERITY_NONE && w->anomalies[k] == 0)
				continue;
			start(p, i, "anomalies_total");
			fprintf(p->f, ",severity=\"%s\"} %" PRIu64 "\n",
			    k == SEVERITY_NONE ? "none" : severity_words[k],
			    w->anomalies[k]);
		}
}

static void
put_gauges(const struct page *p)
{
	const struct watch_symbol *w;
	size_t i;

	head(p, "score", "gauge", "Score of the last row that has one.");
	for (i = 0; i < p->n; i++) {
		w = watch_find(&p->s->watch, p->symbol[i]);
		if (w->scored == 0)
			continue;
		start(p, i, "score");
		fprintf(p->f, "} %.17g\n", w->score);
	}
	head(p, "last_row_timestamp_seconds", "gauge",
	    "Index time of the last row.");
	for (i = 0; i < p->n; i++) {
		w = watch_find(&p->s->watch, p->symbol[i]);
		if (w->seen == TS_NULL)
			continue;
		start(p, i, "last_row_timestamp_seconds");
		fprintf(p->f, "} %" PRIu64 ".%09" PRIu64 "\n",
		    w->seen / 1000000000, w->seen % 1000000000);
	}
	if (!p->s->watch.how.joins)
		return;
	head(p, "alarm_open", "gauge", "1 while an alarm of the symbol lasts.");
	for (i = 0; i < p->n; i++) {
		w = start(p, i, "alarm_open");
		fprintf(p->f, "} %d\n", w->open);
	}
}

static void
put_page(const struct page *p)
{
	put_counts(p, "rows_total", offsetof(struct watch_symbol, rows),
	    "Rows read.");
	put_counts(p, "scored_rows_total",
	    offsetof(struct watch_symbol, scored), "Rows with a score.");
	put_anomalies(p);
	put_counts(p, "alarms_total", offsetof(struct watch_symbol, alarms),
	    "Alarms begun.");
	put_gauges(p);
}

static int
by_text(const void *a, const void *b, void *syms)
{
	return symtab_cmp(syms, *(const uint32_t *)a, *(const uint32_t *)b);
}

/* The symbols that had rows, in the order of their texts. */
static int
list_symbols(struct page *p, struct err *err)
{
	const struct watch *w = &p->s->watch;
	uint32_t i;

	p->symbol = malloc((w->symbols.n + (size_t)1) * sizeof(*p->symbol));
	if (p->symbol == NULL)
		return err_errno(err, "metrics");
	for (i = 0; i < w->symbols.n; i++)
		if (watch_find(w, i)->known)
			p->symbol[p->n++] = i;
	qsort_r(p->symbol, p->n, sizeof(*p->symbol), by_text,
	    p->s->vocab->syms);
	return 0;
}

/* The page as text, on the heap. */
static int
print_page(struct page *p, char **text, size_t *len, struct err *err)
{
	int failed;

	if ((p->f = open_memstream(text, len)) == NULL)
		return err_errno(err, "metrics");
	put_page(p);
	failed = ferror(p->f);
	if (fclose(p->f) != 0 || failed)
		return err_errno(err, "metrics");
	return 0;
}

int
metrics_write(const struct scoring *s, const char *path, struct err *err)
{
	struct page p = { .s = s };
	char *text = NULL;
	size_t len = 0;
	int rc = -1;

	if (list_symbols(&p, err) == 0 && print_page(&p, &text, &len, err) == 0)
		rc = beside_write(path, text, len, 0, err);
	free(p.symbol);
	free(text);
	return rc;
}
