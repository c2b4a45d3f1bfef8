/*
 * symbology.c - a symbology.json in memory, for lookups by readers.
 *
 * The file is read whole: 13,000 mappings are about 1 MB.
 */
#include "dbn/symbology.h"

#include <stdlib.h>

#include "dbn/symbols.h"

struct symbology {
	struct dbn_meta meta;
	struct symbols map;
};

static struct symbology *
symbology_new(struct in *in, struct symtab *syms, struct err *err)
{
	struct symbology *s = calloc(1, sizeof(*s));
	const unsigned char *p;
	size_t n, want = 1 << 16;

	if (s == NULL) {
		err_errno(err, "symbology");
		return NULL;
	}
	while (in_peek(in, want, &p, &n, err) == 1 && want < IN_MAX)
		want *= 2;
	if (!err->set && want >= IN_MAX)
		err_set(err, "longer than %d bytes", IN_MAX);
	if (!err->set && in_end(in, err) == 0 &&
	    symbology_parse(&s->meta, (const char *)p, n, err) == 0 &&
	    symbols_init(&s->map, syms, err) == 0 &&
	    symbols_load(&s->map, &s->meta, err) == 0)
		return s;
	symbology_close(s);
	return NULL;
}

struct symbology *
symbology_open(const char *path, struct symtab *syms, struct err *err)
{
	struct in *in = in_open(path, 0, err);
	struct symbology *s;

	if (in == NULL)
		return NULL;
	s = symbology_new(in, syms, err);
	if (s == NULL)
		err_at(err, "%s", path);
	in_close(in);
	return s;
}

uint32_t
symbology_at(struct symbology *s, uint32_t instrument_id, uint64_t ns)
{
	return symbols_at(&s->map, instrument_id, ns);
}

const struct dbn_meta *
symbology_meta(const struct symbology *s)
{
	return &s->meta;
}

void
symbology_close(struct symbology *s)
{
	if (s == NULL)
		return;
	symbols_fini(&s->map);
	dbn_meta_free(&s->meta);
	free(s);
}
