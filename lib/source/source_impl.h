/*
 * source_impl.h - shared by source.c and source_open.c.
 */
#ifndef SOURCE_SOURCE_IMPL_H
#define SOURCE_SOURCE_IMPL_H

#include "source/binary.h"
#include "source/formats.h"
#include "source/framing.h"
#include "source/origin.h"
#include "source/reader.h"
#include "source/renamed.h"
#include "source/source.h"

enum { FRAMINGS = 2 };

struct source {
	struct source_opts opts;
	struct vocab *vocab;
	enum what what;
	struct in *in; /* owned by the reader below, or by us while there is
			* none */
	struct stream *stream;
	struct dbn *dbn;
	struct reader *reader;
	struct binary_input *binary;
	/* rows of our binary stream after the one just returned */
	const struct schema *more_schema;
	const unsigned char *more;
	size_t nmore;
	/* envelopes, the outer ones first: in is what comes out of the last */
	struct framing *framing[FRAMINGS + 1];
	int nframing;
	int quarantine;   /* framing[0] is one: section by section */
	const char *file; /* whose refused records these are; NULL */
	struct source_account before; /* of the sections before this one */
	int asked_src;                /* --src */
	int offsets; /* src_ of the rows is that of envelopes */
	/* src_ for rows that come without: those still to be widened */
	struct origin_rows *widen;
	struct recs narrow;
	struct renamed renamed;
	uint64_t rows;
};

/* Open an input, or the first section of a quarantine: -1 with *err. */
int source_begin(struct source *s, struct err *err);
/* Check the options that need no input: -1 with a usage error. */
int source_check(struct source *s, struct err *err);
/* The next section of a quarantine in place of the input: 1; 0 there is none;
 * -1. */
int source_section(struct source *s, struct err *err);
/* The envelope around the records; NULL. */
struct framing *source_inmost(const struct source *s);
/* Say where a refused record was, if it came out of an envelope. */
void source_place(void *arg, uint64_t offset, struct bad_row *row);
/* Add what the reader of the input and its envelopes have counted. */
void source_add(const struct source *s, struct source_account *a);
/* Close what reads the input and the envelopes around it, except a
 * quarantine; its counts are kept. */
void source_end(struct source *s);

#endif
