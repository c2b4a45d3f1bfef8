/*
 * meta_json.c - DBN metadata as one JSON object (dbn.md 12).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json.h"
#include "base/tstamp.h"
#include "dbn/layout.h"
#include "dbn/meta.h"

struct printer {
	FILE *f;
	char *buf; /* one text, escaped */
	size_t room;
	int pretty, failed;
};

/* Texts read from JSON may be longer than any that DBN holds. */
static void
print_text(struct printer *p, const char *s)
{
	if (array_grow(&p->buf, &p->room, 6 * strlen(s) + 2, 1) == -1) {
		p->failed = 1;
		return;
	}
	fwrite(p->buf, 1, json_put_string(p->buf, s, strlen(s)), p->f);
}

/* A name from a table, else its number, null for none. */
static void
print_name(struct printer *p, const char *key, const char *name, unsigned v,
    unsigned none)
{
	fprintf(p->f, ",\"%s\":", key);
	if (name != NULL)
		fprintf(p->f, "\"%s\"", name);
	else if (v == none)
		fputs("null", p->f);
	else
		fprintf(p->f, "%u", v);
}

static void
print_time(struct printer *p, const char *key, uint64_t ns, int none)
{
	char iso[TS_ISO_LEN];

	fprintf(p->f, ",\"%s\":", key);
	if (none || (p->pretty && (ns == 0 || ns == TS_NULL)))
		fputs("null", p->f);
	else if (p->pretty)
		fprintf(p->f, "\"%.*s\"", (int)ts_put_iso(iso, ns), iso);
	else
		fprintf(p->f, "\"%" PRIu64 "\"", ns);
}

static void
print_date(struct printer *p, const char *key, uint32_t d)
{
	if (p->pretty)
		fprintf(p->f, "\"%s\":\"%04u-%02u-%02u\",", key, d / 10000,
		    d / 100 % 100, d % 100);
	else
		fprintf(p->f, "\"%s\":%u,", key, d);
}

static void
print_list(struct printer *p, const char *key, const char **s, uint32_t n)
{
	uint32_t i;

	fprintf(p->f, ",\"%s\":[", key);
	for (i = 0; i < n; i++) {
		if (i > 0)
			putc(',', p->f);
		print_text(p, s[i]);
	}
	putc(']', p->f);
}

static void
print_mapping(struct printer *p, const struct dbn_mapping *m)
{
	uint32_t i;

	fputs("{\"raw_symbol\":", p->f);
	print_text(p, m->raw_symbol);
	fputs(",\"intervals\":[", p->f);
	for (i = 0; i < m->n; i++) {
		fputs(i > 0 ? ",{" : "{", p->f);
		print_date(p, "start_date", m->interval[i].start_date);
		print_date(p, "end_date", m->interval[i].end_date);
		fputs("\"symbol\":", p->f);
		print_text(p, m->interval[i].symbol);
		putc('}', p->f);
	}
	fputs("]}", p->f);
}

static void
print_meta(struct printer *p, const struct dbn_meta *m)
{
	uint32_t i;

	fprintf(p->f, "{\"version\":%d,\"dataset\":", m->version);
	print_text(p, m->dataset);
	print_name(p, "schema", dbn_schema_name(m->schema), m->schema,
	    DBN_SCHEMA_NONE);
	print_time(p, "start", m->start, 0);
	print_time(p, "end", m->end, m->end == 0 || m->end == TS_NULL);
	if (m->limit == 0)
		fputs(",\"limit\":null", p->f);
	else
		fprintf(p->f, ",\"limit\":\"%" PRIu64 "\"", m->limit);
	print_name(p, "stype_in", dbn_stype_name(m->stype_in), m->stype_in,
	    DBN_STYPE_NONE);
	print_name(p, "stype_out", dbn_stype_name(m->stype_out), m->stype_out,
	    DBN_STYPE_NONE);
	fprintf(p->f, ",\"ts_out\":%s,\"symbol_cstr_len\":%u",
	    m->ts_out ? "true" : "false", m->symbol_cstr_len);
	print_list(p, "symbols", m->symbols, m->nsymbols);
	print_list(p, "partial", m->partial, m->npartial);
	print_list(p, "not_found", m->not_found, m->nnot_found);
	fputs(",\"mappings\":[", p->f);
	for (i = 0; i < m->nmapping; i++) {
		if (i > 0)
			putc(',', p->f);
		print_mapping(p, &m->mapping[i]);
	}
	fputs("]}", p->f);
}

/* JSON text as several lines, 4 blanks a level. */
static void
put_lines(FILE *f, const char *s)
{
	int depth = 0, quoted = 0;

	for (; *s != '\0'; s++) {
		if (*s == '\\' && quoted)
			putc(*s++, f);
		else if (*s == '"')
			quoted = !quoted;
		if (!quoted && (*s == '}' || *s == ']'))
			fprintf(f, "\n%*s", 4 * --depth, "");
		putc(*s, f);
		if (quoted)
			continue;
		if ((*s == '[' && s[1] == ']') || (*s == '{' && s[1] == '}')) {
			putc(*++s, f);
			continue;
		}
		depth += *s == '{' || *s == '[';
		if (*s == '{' || *s == '[' || *s == ',')
			fprintf(f, "\n%*s", 4 * depth, "");
		else if (*s == ':')
			putc(' ', f);
	}
}

/* The same text with line ends and blanks; takes it. */
static char *
indent(char *json, struct err *err)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	int bad;

	if (f == NULL) {
		err_errno(err, "metadata");
		free(json);
		return NULL;
	}
	put_lines(f, json);
	free(json);
	bad = ferror(f);
	if (fclose(f) == 0 && !bad)
		return text;
	err_errno(err, "metadata");
	free(text);
	return NULL;
}

char *
dbn_meta_json(const struct dbn_meta *m, int pretty, struct err *err)
{
	struct printer p = { .pretty = pretty };
	char *text = NULL;
	size_t len;
	int bad;

	p.f = open_memstream(&text, &len);
	if (p.f == NULL) {
		err_errno(err, "metadata");
		return NULL;
	}
	print_meta(&p, m);
	bad = p.failed || ferror(p.f);
	if (fclose(p.f) != 0 || bad) {
		err_errno(err, "metadata");
		free(text);
		text = NULL;
	}
	free(p.buf);
	return text != NULL && pretty ? indent(text, err) : text;
}
