/*
 * parts_impl.h - shared by the files of --split; private to them.
 */
#ifndef CAT_PARTS_IMPL_H
#define CAT_PARTS_IMPL_H

#include "base/idmap.h"
#include "base/io_beside.h"
#include "cat/parts.h"
#include "stream/sort.h"

/* A file, or one to be. */
struct part {
	uint32_t symbol, kind; /* 0 where they do not matter */
	uint32_t next;         /* of the same symbol, its index + 1 */
	struct part_span span;
	char *path;
	struct sink *sink;   /* while it is open */
	struct beside file;  /* once it is complete */
	int begun, gathered; /* it has been open; rows for it are gathered */
	uint64_t used;       /* when: the number of the run of rows */
	size_t told;         /* comments that it has, from the front */
	size_t last;         /* the metadata it has last, + 1 */
};

/* What a file is told before rows. */
struct part_comment {
	struct dbn_meta *meta; /* of its own, so that it does not move */
	struct dbn_by_symbol *by_symbol; /* or NULL */
	char *text;                      /* NULL: the metadata */
	size_t len;
};

struct parts {
	struct parts_opts o;
	struct vocab *vocab;
	struct part *part;
	size_t n, room;
	struct idmap first; /* uint32_t by symbol: index + 1 of a part */
	struct symtab *kinds, *paths;
	const struct schema *schema; /* that the next three are of */
	uint32_t kind;
	int symbol_at, time_at; /* fields; time_at -1: the index time */
	size_t last;            /* part of the row before, + 1 */
	size_t nopen, most;
	uint64_t runs;
	struct sort *sort; /* gathered rows, or NULL */
	int draining;      /* they are being written, */
	size_t drained;    /* now to the part of this index + 1 */
	uint64_t left_out;
	char note[256];

	/* parts_say.c */
	struct part_comment *comment;
	size_t ncomment, comment_room;
	size_t now; /* index + 1 of the metadata of the rows; 0: none */
	int none;   /* the rows come without metadata */

	/* parts_folder.c */
	struct symtab *folders;
	struct idmap clean; /* char by folder: 1 nothing left over */
	uint32_t *made;     /* folders that were created */
	size_t nmade, made_room;
};

/*
 * Tell a file that is open what it does not know yet: the comments of its
 * period, last those of the rows that follow.
 */
int parts_say(struct parts *p, struct part *t, struct err *err);
void parts_say_fini(struct parts *p);

/* Create the folder of a path.  *clean: as struct beside's tidied. */
int parts_folder(struct parts *p, int *clean, const char *path,
    struct err *err);
/* Remove the folders that were created and are empty. */
void parts_folder_drop(struct parts *p);
void parts_folder_fini(struct parts *p);

/* How many files may be open at a time. */
size_t parts_most(int wish);

#endif
