/*
 * base_state.c - state files: saved values are restored, damaged files are
 * refused.
 */
#include "base/state.h"

#include "test.h"
#include "tmp.h"

enum { OWNERS = 3, RING = 4 };

struct toy {
	double mean;
	uint32_t seen;
	double ring[RING];
	int32_t *list; /* on the heap */
	uint64_t nlist;
	char *note;
	uint32_t ref; /* a symbol */
};

static int
toy_walk(struct walk *w, void *state)
{
	struct toy *s = state;

	walk_scalar(w, "mean", TENSOR_F64, &s->mean);
	walk_scalar(w, "seen", TENSOR_U32, &s->seen);
	walk_check(w, s->seen <= RING, "seen out of range");
	walk_vector(w, "ring", TENSOR_F64, s->ring,
	    s->seen <= RING ? s->seen : 0);
	walk_array(w, "list", TENSOR_I32, (void **)&s->list, &s->nlist);
	walk_text(w, "note", &s->note);
	walk_symbol(w, "ref", &s->ref);
	return walk_done(w);
}

static void
toy_free(struct toy *s)
{
	free(s->list);
	free(s->note);
}

static int32_t list[3] = { 7, -1, 5 };
static char note[] = "a note", no_note[] = "";

static struct toy sample[OWNERS] = {
	{ 1.5, 2, { 1, NAN }, list, 3, note, 0 },
	{ -0.0, 0, { 0 }, list, 0, no_note, 2 },
	{ INFINITY, 4, { 1, 2, 3, 4 }, list + 1, 1, note, 1 },
};

static struct symtab *
symbols(const char *const *names)
{
	struct symtab *t = symtab_new(100);
	struct err err = { 0 };

	for (; *names != NULL; names++)
		symtab_add(t, *names, strlen(*names), &err);
	return t;
}

static int
save_all(const char *path, struct symtab *syms, struct err *err)
{
	struct state *s = state_new(syms, err);
	struct walk w;
	int i, rc;

	state_meta(s, "options", "--every 1m", err);
	state_save(&w, s, "toys", err);
	for (i = 0; i < OWNERS; i++) {
		state_owner(&w, (uint32_t)i, (uint64_t)i * 1000);
		toy_walk(&w, &sample[i]);
	}
	rc = state_done(&w);
	state_save(&w, s, "none", err);
	rc |= state_done(&w);
	rc |= state_write(s, path, err);
	state_free(s);
	return rc;
}

/* Load the file's toys; 0, or -1 with *err. */
static int
load_all(const char *path, struct symtab *syms, struct toy *out,
    uint32_t *symbol, struct err *err)
{
	struct state *s = state_read(path, syms, err);
	struct walk w;
	uint64_t i, number;
	int rc = -1;

	if (s == NULL)
		return -1;
	if (state_load(&w, s, "toys", err) == 1 && state_owners(&w) == OWNERS) {
		rc = 0;
		for (i = 0; rc == 0 && i < OWNERS; i++) {
			rc = state_owner_at(&w, i, &symbol[i], &number);
			if (rc == 0)
				rc = toy_walk(&w, &out[i]);
			if (rc == 0 && number != i * 1000)
				rc = -1;
		}
	}
	if (state_done(&w) == -1)
		rc = -1;
	state_free(s);
	return rc;
}

static void
check_loaded(const char *path)
{
	static const char *const other[] = { "ZZ", "EUR", "ES", NULL };
	struct symtab *syms = symbols(other);
	struct toy got[OWNERS] = { 0 };
	uint32_t symbol[OWNERS];
	struct err err = { 0 };
	size_t len;
	int i;

	CHECK(load_all(path, syms, got, symbol, &err) == 0);
	CHECK_STR(err.msg, "");
	for (i = 0; i < OWNERS; i++) {
		CHECK(memcmp(&got[i].mean, &sample[i].mean, 8) == 0);
		CHECK_INT(got[i].seen, sample[i].seen);
		CHECK(memcmp(got[i].ring, sample[i].ring, sample[i].seen * 8) ==
		      0);
		CHECK_INT(got[i].nlist, sample[i].nlist);
		CHECK(memcmp(got[i].list, sample[i].list,
			  sample[i].nlist * 4) == 0);
		CHECK_STR(got[i].note, sample[i].note);
		toy_free(&got[i]);
	}
	CHECK_STR(symtab_text(syms, symbol[1], &len), "ES");
	CHECK_STR(symtab_text(syms, symbol[2], &len), "EUR");
	CHECK_STR(symtab_text(syms, got[1].ref, &len), "EUR");
	CHECK_INT(symbol[0], 0);
	symtab_free(syms);
}

static void
check_damage(const char *path)
{
	static const char *const none[] = { NULL };
	unsigned char bytes[8192];
	FILE *f = fopen(path, "rb");
	size_t n = fread(bytes, 1, sizeof(bytes), f), i;
	int good = 0, step;

	fclose(f);
	CHECK(n > 100 && n < sizeof(bytes));
	for (step = 0; step < 2; step++) {
		for (i = 0; i < n; i++) {
			struct symtab *syms = symbols(none);
			struct toy got[OWNERS] = { 0 };
			uint32_t symbol[OWNERS];
			struct err err = { 0 };
			int k;

			bytes[i] ^= 1u << (i % 8);
			f = fopen(path, "wb");
			fwrite(bytes, 1, step == 0 ? n : i, f);
			fclose(f);
			bytes[i] ^= 1u << (i % 8);
			good += load_all(path, syms, got, symbol, &err) == 0;
			if (!err.set)
				good++;
			for (k = 0; k < OWNERS; k++)
				toy_free(&got[k]);
			symtab_free(syms);
		}
	}
	CHECK_INT(good, 0);
}

static void
check_expect(const char *path, struct symtab *syms)
{
	struct err err = { 0 };
	struct state *s = state_read(path, syms, &err);
	char want[600];

	CHECK(s != NULL);
	CHECK(state_expect(s, "options", "options", "--every 1m", &err) == 0);
	CHECK(state_expect(s, "options", "options", "--every 5m", &err) == -1);
	snprintf(want, sizeof(want),
	    "%s: state was saved with other options: --every 1m; this run has "
	    "--every 5m",
	    path);
	CHECK_STR(err.msg, want);
	state_free(s);
}

/* A column that no walk reads: the state of another version. */
static void
check_unread(const char *path, struct symtab *syms)
{
	struct err err = { 0 };
	struct state *s = state_read(path, syms, &err);
	uint32_t symbol;
	uint64_t number;
	struct walk w;
	double mean;

	CHECK(state_load(&w, s, "toys", &err) == 1);
	state_owner_at(&w, 0, &symbol, &number);
	walk_scalar(&w, "mean", TENSOR_F64, &mean);
	CHECK(walk_done(&w) == 0);
	CHECK(state_done(&w) == -1);
	CHECK(strstr(err.msg, "another version") != NULL);
	err = (struct err){ 0 };
	CHECK(state_load(&w, s, "toys", &err) == 1);
	state_owner_at(&w, 0, &symbol, &number);
	walk_scalar(&w, "median", TENSOR_F64, &mean);
	CHECK(walk_done(&w) == -1);
	CHECK(state_done(&w) == -1);
	err = (struct err){ 0 };
	CHECK(state_load(&w, s, "absent", &err) == 0);
	CHECK(state_done(&w) == 0);
	CHECK(state_load(&w, s, "none", &err) == 1);
	CHECK_INT(state_owners(&w), 0);
	CHECK(state_done(&w) == 0);
	state_free(s);
}

/* Numbers by symbol, as objects of a table. */
static void *
find_number(void *arg, uint32_t symbol)
{
	return (double *)arg + symbol;
}

static void *
get_number(void *arg, uint32_t symbol, struct err *err)
{
	(void)err;
	return (double *)arg + symbol;
}

static int
walk_number(struct walk *w, void *arg, void *number)
{
	(void)arg;
	walk_scalar(w, "number", TENSOR_F64, number);
	return walk_done(w);
}

/* A table with one object per symbol, and one that has a symbol twice. */
static void
check_symbols(struct symtab *syms)
{
	double v[3] = { 1, 2, 3 }, got[3] = { 0 };
	struct state_symbols from = { v, 3, find_number, get_number,
		walk_number };
	struct state_symbols to = { got, 3, find_number, get_number,
		walk_number };
	struct err err = { 0 };
	struct state *s = state_new(syms, &err);
	struct walk w;

	CHECK(state_save_symbols(&from, s, "once", &err) == 0);
	CHECK(state_load_symbols(&to, s, "once", &err) == 0);
	CHECK(memcmp(v, got, sizeof(v)) == 0);
	CHECK(state_load_symbols(&to, s, "absent", &err) == 0);
	CHECK(state_save(&w, s, "twice", &err) == 0);
	for (int i = 0; i < 2; i++) {
		state_owner(&w, 1, 0);
		walk_number(&w, NULL, &v[i]);
	}
	CHECK(state_done(&w) == 0);
	CHECK(state_load_symbols(&to, s, "twice", &err) == -1);
	CHECK(strstr(err.msg, "duplicate symbol") != NULL);
	state_free(s);
}

int
main(void)
{
	static const char *const names[] = { "ES", "EUR", NULL };
	struct symtab *syms = symbols(names);
	struct err err = { 0 };
	char path[512];

	tmp_begin();
	snprintf(path, sizeof(path), "%s", tmp_path("state"));
	test_begin("what was saved is loaded, symbols by their text");
	CHECK(save_all(path, syms, &err) == 0);
	CHECK_STR(err.msg, "");
	check_loaded(path);

	test_begin("a state of other options is refused with both");
	check_expect(path, syms);

	test_begin("a column that is missing or was not read is refused");
	check_unread(path, syms);

	test_begin("objects by symbol are loaded, each once");
	check_symbols(syms);

	test_begin("a file with a flipped bit or a cut end is refused");
	check_damage(path);
	symtab_free(syms);
	if (tmp_end() != 0)
		return 1;
	return test_end();
}
