/*
 * dbn_by_symbol.c - metadata by symbol against that narrowed to the symbol.
 */
#include <stdlib.h>
#include <string.h>

#include "base/tstamp.h"
#include "dbn/meta.h"
#include "test.h"

enum { NAMES = 12, STYPE_ID = 0, STYPE_RAW = 1, STYPE_PARENT = 4 };

static const char *
name(int i)
{
	static char text[16];

	snprintf(text, sizeof(text), "S%02d", i);
	return text;
}

static void
add_name(struct dbn_meta *m, const char ***list, uint32_t *n, const char *s)
{
	struct err err = { 0 };

	CHECK_INT(meta_add_text(m, list, n, s, strlen(s), &err), 0);
}

static void
add_mapping(struct dbn_meta *m, const char *s, const char *id)
{
	struct err err = { 0 };
	struct dbn_mapping *map = meta_add_mapping(m, s, strlen(s), &err);

	CHECK(map != NULL);
	CHECK_INT(meta_add_interval(m, map, 20240102, 20240103, id, strlen(id),
		      &err),
	    0);
}

/* Names in several lists, twice, and a parent that no record has. */
static void
make(struct dbn_meta *m, int in, int out)
{
	char id[16];
	int i;

	memset(m, 0, sizeof(*m));
	m->version = 3;
	m->stype_in = (uint8_t)in;
	m->stype_out = (uint8_t)out;
	m->end = TS_NULL;
	strcpy(m->dataset, "XXXX.TEST");
	add_name(m, &m->symbols, &m->nsymbols, "ES.FUT");
	for (i = 0; i < NAMES; i++) {
		snprintf(id, sizeof(id), "%d", 100 + i);
		add_name(m, &m->symbols, &m->nsymbols, name(i));
		if (i % 4 == 1)
			add_name(m, &m->partial, &m->npartial, name(i));
		if (i % 4 == 3)
			add_name(m, &m->not_found, &m->nnot_found, name(i));
		else
			add_mapping(m, name(i), id);
	}
	add_mapping(m, name(4), "777"); /* again */
}

static int
keep_one(void *arg, const char *symbol, uint32_t id)
{
	(void)id;
	return strcmp(symbol, arg) == 0;
}

/* As JSON, narrowed to a symbol. */
static char *
narrowed(const struct dbn_meta *m, const char *symbol)
{
	struct dbn_narrow n = { .end = TS_NULL, .keep = keep_one };
	struct err err = { 0 };
	struct dbn_meta copy;
	char *json;

	n.arg = (void *)(uintptr_t)symbol;
	CHECK_INT(dbn_meta_copy(&copy, m, &err), 0);
	CHECK_INT(dbn_meta_narrow(&copy, &n, &err), 0);
	json = dbn_meta_json(&copy, 0, &err);
	dbn_meta_free(&copy);
	return json;
}

static void
test_equal(int in, int out)
{
	struct err err = { 0 };
	struct dbn_by_symbol *x;
	struct dbn_meta m, one;
	char *want, *got;
	int i;

	make(&m, in, out);
	x = dbn_by_symbol_new(&m, &err);
	CHECK(x != NULL);
	for (i = 0; x != NULL && i <= NAMES; i++) { /* the last is unknown */
		dbn_by_symbol_get(x, &one, name(i));
		want = narrowed(&m, name(i));
		got = narrowed(&one, name(i));
		CHECK_STR(got, want);
		free(want);
		free(got);
	}
	dbn_by_symbol_get(x, &one, "");
	CHECK(in == STYPE_PARENT || out != STYPE_ID || one.nmapping == 0);
	dbn_by_symbol_free(x);
	dbn_meta_free(&m);
}

int
main(void)
{
	test_begin("a symbol's metadata are those narrowed to it");
	test_equal(STYPE_RAW, STYPE_ID);
	test_begin("so are those of parents");
	test_equal(STYPE_PARENT, STYPE_ID);
	test_begin("and of ids, which are not symbols of records");
	test_equal(STYPE_ID, STYPE_RAW);
	return test_end();
}
