/*
 * cat_feed_impl.h - what the files of cat_feed share and nobody else uses.
 */
#ifndef CMD_CAT_FEED_IMPL_H
#define CMD_CAT_FEED_IMPL_H

#include "cat_feed.h"

struct feed_env {
	char *const *files;
	int nfiles;
	struct house *house;
	struct source_opts source;
	struct feed_opts opts;
	struct feed_hooks hooks;
	int again; /* a later pass of --loop */
};

/*
 * Open file i and read its first rows: 1, 0 when it has none (*s is open all
 * the same), -1 (it is closed).  Whoever opens closes.
 */
int feed_file_open(struct source **s, struct batch *b,
    const struct feed_env *e, int i, struct err *err);
void feed_file_close(struct source **s, const struct feed_env *e);

/* 1 when the file can be opened again and says the same. */
int feed_file_again(const char *name);

/* Bytes that reading a file takes: its buffers and the decoder's window. */
uint64_t decoder_bytes(const char *name);

struct merge;
struct merge *merge_open(const struct feed_env *e, struct err *err);
/* As feed_next. */
int merge_next(struct merge *m, struct batch *b, struct err *err);
enum stream_end merge_ended(const struct merge *m);
void merge_close(struct merge *m);

#endif
