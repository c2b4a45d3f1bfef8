/*
 * feed_impl.h - what the files of the feed share and nobody else uses.
 */
#ifndef CAT_FEED_IMPL_H
#define CAT_FEED_IMPL_H

#include "cat/feed.h"

struct feed_env {
	char *const *files;
	int nfiles;
	struct vocab *vocab;
	struct source_opts source;
	struct feed_opts opts;
	struct feed_hooks hooks;
	int again; /* a later pass of --loop */
};

/*
 * Open file i and read its first rows: 1, 0 when it has none (*s is open all
 * the same), -1 (it is closed).  Whoever opens closes.
 */
int feed_file_open(struct source **s, struct recs *b,
    const struct feed_env *e, int i, struct err *err);
void feed_file_close(struct source **s, const struct feed_env *e);

/* 1 when the file can be opened again and says the same. */
int feed_file_again(const char *name);

/* Bytes that reading a file takes: its buffers and the decoder's window. */
uint64_t decoder_bytes(const char *name);

/* What a merge orders by.  A row without an index time leaves *k as it is:
 * that of the row before it, at the start of an input 0. */
struct merge_key {
	uint64_t time;
	uint32_t symbol;
};
void merge_key_of(struct merge_key *k, const struct rec *r);

/*
 * The rows of one source, those of one index time ordered by symbol; first is
 * what was read of it before.  ties_next is as source_next; it reads on until
 * it knows that no more rows of that time come.
 */
struct ties;
struct ties *ties_new(const struct symtab *syms, const struct recs *first,
    struct err *err);
int ties_next(struct ties *t, struct source *s, struct recs *b,
    struct err *err);
const struct feed_order *ties_order(const struct ties *t);
void ties_free(struct ties *t);

struct merge;
struct merge *merge_open(const struct feed_env *e, struct err *err);
/* As feed_next. */
int merge_next(struct merge *m, struct recs *b, struct err *err);
enum stream_end merge_ended(const struct merge *m);
void merge_close(struct merge *m);

#endif
