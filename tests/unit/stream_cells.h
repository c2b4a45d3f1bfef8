/*
 * stream_cells.h - what a stream gives as text, with or without the fast path
 * for our CSV; for stream_cells.c and fuzz_cells.c.
 *
 * The text has each row: kind, fields, types, all bytes, the texts of symbols;
 * each refused line as it is kept; the error and the line where it ended.  It
 * has the ids of symbols, too, unless lines go to the tokeniser: elsewhere a
 * refused line may leave symbols behind.
 */
#ifndef UNIT_STREAM_CELLS_H
#define UNIT_STREAM_CELLS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/stream_impl.h"

enum cells_slow { CELLS_FAST, CELLS_BY_JSON, CELLS_TOKENISED };

struct cells_way {
	size_t window;
	enum cells_slow slow;
	int ids, in_batches, skip;
	size_t max_line;
	const char *const *fields; /* --field */
};

struct cells_read {
	char *text;
	size_t len;
	uint64_t rows;
};

static inline void
cells_put(FILE *f, const struct vocab *h, const struct schema *s,
    const unsigned char *row, int ids)
{
	const struct field *fd;
	uint32_t k, id;
	int i;

	fprintf(f, "%s", s->kind);
	for (i = 0; i < s->nfield; i++) {
		fd = &s->field[i];
		fprintf(f, " %s:%d.%d.%u=", fd->name, (int)fd->type, fd->scale,
		    fd->off);
		for (k = 0; k < fd->len && (ids || fd->type != F_SYM); k++)
			fprintf(f, "%02x", row[fd->off + k]);
		if (fd->type != F_SYM)
			continue;
		memcpy(&id, row + fd->off, 4);
		fprintf(f, "(%s)", symtab_text(h->syms, id, NULL));
	}
	for (k = 0, id = 0; k < s->row_size && ids; k++) /* padding too */
		id = id * 31 + row[k];
	fprintf(f, " %08x\n", id);
}

/* Read n bytes of text; the caller frees text. */
static inline struct cells_read
cells_read(const char *text, size_t n, const struct cells_way *way)
{
	struct bad_policy bad = { .skip = 1 };
	struct stream_opts opts = { .bad = way->skip ? &bad : NULL,
		.fields = way->fields,
		.max_line = way->max_line };
	struct cells_read out = { NULL, 0, 0 };
	FILE *f = open_memstream(&out.text, &out.len);
	struct err err = { 0 };
	const unsigned char *rows;
	char where[64];
	struct stream *s;
	struct vocab h;
	struct rec r;
	size_t more, i;
	int got;

	bad.to = f;
	if (f == NULL || vocab_init(&h, 0, &err) == -1)
		exit(1);
	s = stream_over(in_memory(text, n, way->window, 0, &err), &h, &opts,
	    &err);
	if (s == NULL)
		exit(1);
	s->slow = way->slow != CELLS_FAST;
	if (way->slow == CELLS_TOKENISED)
		json_reader_slow(s->json);
	while ((got = stream_read(s, &r, &err)) == 1) {
		cells_put(f, &h, r.schema, r.v, way->ids);
		more = way->in_batches ? stream_more(s, &rows) : 0;
		for (i = 0; i < more; i++)
			cells_put(f, &h, r.schema,
			    rows + i * r.schema->row_size, way->ids);
	}
	stream_where(s, where, sizeof(where));
	out.rows = stream_rows(s);
	fprintf(f, "%d at %s, %llu rows, %llu bad, %u symbols: %s\n", got,
	    where, (unsigned long long)out.rows, (unsigned long long)bad.count,
	    way->ids ? symtab_count(h.syms) : 0, err.msg);
	stream_close(s);
	vocab_fini(&h);
	fclose(f);
	return out;
}

/* 1 when the text gives the same on a slow way as on the fast one; else both
 * are printed. */
static inline int
cells_same(const char *text, size_t n, struct cells_way way,
    enum cells_slow slow)
{
	struct cells_read a, b;
	int same;

	way.ids = slow != CELLS_TOKENISED;
	way.slow = CELLS_FAST;
	a = cells_read(text, n, &way);
	way.slow = slow;
	b = cells_read(text, n, &way);
	same = a.len == b.len && memcmp(a.text, b.text, a.len) == 0;
	if (!same)
		printf("# window %zu, batches %d, skip %d, fields %d\n# text:\n"
		       "%.*s\n# fast:\n%s\n# slow:\n%s\n",
		    way.window, way.in_batches, way.skip, way.fields != NULL,
		    (int)n, text, a.text, b.text);
	free(a.text);
	free(b.text);
	return same;
}

#endif
