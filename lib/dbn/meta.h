/*
 * meta.h - DBN metadata: bytes to struct dbn_meta and back.
 *
 * meta_decode (read) meta_fini
 */
#ifndef DBN_META_H
#define DBN_META_H

#include "dbn/dbn.h"

enum {
	META_PREFIX = 8,    /* "DBN", version, length */
	META_FIXED = 100,
	META_DATASET = 16,  /* with the NUL */
	META_CSTR_V1 = 22,  /* symbol_cstr_len of version 1 */
	META_CSTR = 71	    /* of versions 2 and 3 */
};

/*
 * Decode the len bytes after the prefix; at is the prefix's stream offset (for
 * messages).  *m is overwritten; texts are copied.  -1 with *m empty and *err
 * "offset 112: ...".
 */
int meta_decode(struct dbn_meta *m, const unsigned char *p, size_t len,
    int version, uint64_t at, struct err *err);

/*
 * Decode only the lists of dbn.md 3.3 (from the schema definition's length
 * on), which DBZ stores in a separate frame; m->symbol_cstr_len is set before.
 */
int meta_decode_lists(struct dbn_meta *m, const unsigned char *p, size_t len,
    uint64_t at, struct err *err);
void meta_fini(struct dbn_meta *m);

/* Write the metadata with its prefix to o.  Symbols and dataset are checked. */
int meta_encode(struct out *o, const struct dbn_meta *m, struct err *err);

/* ---- made piece by piece (meta_build.c) ---- */

/*
 * Start with an empty struct of zeros; decoded metadata cannot be extended.
 * Texts are copied, at most 65534 bytes of them.
 */
int meta_add_text(struct dbn_meta *m, const char ***list, uint32_t *n,
    const char *s, size_t len, struct err *err);
/* A mapping without intervals, the last of m; NULL with *err. */
struct dbn_mapping *meta_add_mapping(struct dbn_meta *m, const char *s,
    size_t len, struct err *err);
int meta_add_interval(struct dbn_meta *m, struct dbn_mapping *map,
    uint32_t start_date, uint32_t end_date, const char *s, size_t len,
    struct err *err);

/*
 * -1 when `all` and `part`, which was merged into it, have different names for
 * an instrument on some day (meta_clash.c).
 */
int meta_clash(const struct dbn_meta *part, const struct dbn_meta *all,
    struct err *err);

/* The owner of the texts and intervals. */
struct meta_pool {
	char *text; /* all texts, each with its NUL */
	size_t used;
	struct dbn_interval *interval;
	int built; /* mappings own their intervals */
	struct meta_chunk {
		struct meta_chunk *next;
		size_t used, size;
		char text[];
	} *chunk;
};

static inline uint16_t
get_u16(const unsigned char *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint32_t
get_u32(const unsigned char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint64_t
get_u64(const unsigned char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

#endif
