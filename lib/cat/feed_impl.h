/*
 * feed_impl.h - shared by the files of the feed; private to them.
 */
#ifndef CAT_FEED_IMPL_H
#define CAT_FEED_IMPL_H

#include "cat/feed.h"
#include "cat/piece.h"

struct feed_env {
	char *const *files;
	int nfiles;
	struct vocab *vocab;
	struct source_opts source;
	struct feed_opts opts;
	struct feed_hooks hooks;
	int again;           /* a later pass of --loop */
	struct piece *piece; /* NULL without --state */
};

/*
 * Open file i and read its first rows: 1; 0 when it has none (*s is open even
 * so); -1 (it is closed).  The caller closes it.
 */
int feed_file_open(struct source **s, struct recs *b, const struct feed_env *e,
    int i, struct err *err);
void feed_file_close(struct source **s, const struct feed_env *e);

/* The next rows of file i, as source_next. */
int feed_file_next(const struct feed_env *e, int i, struct source *s,
    struct recs *b, struct err *err);

/* 1 when the file can be opened again and will have the same content. */
int feed_file_again(const char *name);

/* Memory needed to read a file: its buffers and the decoder's window, bytes. */
uint64_t decoder_bytes(const char *name);

/*
 * The sort key of a merge.  A row without an index time leaves *k unchanged:
 * it keeps the key of the row before it, or 0 at the start of an input.
 */
struct merge_key {
	uint64_t time;
	uint32_t symbol;
};
void merge_key_of(struct merge_key *k, const struct rec *r);

/*
 * The rows of one source, with rows of one index time ordered by symbol; first
 * holds the rows already read.  ties_next is as source_next; it reads on until
 * no more rows of that time can come.
 */
struct ties;
struct ties *ties_new(const struct feed_env *e, int file,
    const struct recs *first, struct err *err);
int ties_next(struct ties *t, struct source *s, struct recs *b,
    struct err *err);
/* At a pause of the file: the least time of its rows to come; 0 without any. */
uint64_t ties_time(const struct ties *t);
/* Hold all rows that ties_next would return, after those in b, for the next
 * piece. */
int ties_hold(struct ties *t, struct source *s, const struct recs *b,
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
