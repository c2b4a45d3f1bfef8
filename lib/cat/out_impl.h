/*
 * out_impl.h - shared by the files of the output; private to them.
 */
#ifndef CAT_OUT_IMPL_H
#define CAT_OUT_IMPL_H

#include "cat/out.h"
#include "cat/out_split.h"
#include "cat/parts.h"
#include "cat/summary.h"

struct cat_out {
	const struct cat_out_opts *o;
	struct cat_out_hooks hooks;
	struct vocab *vocab;
	struct dbn_out_opts dbn; /* as passed to the encoder */
	struct dbn_ids ids;      /* one for all outputs */
	int opened;

	struct sink *sink;   /* rows go here, */
	struct split *split; /* here, */
	struct parts *parts; /* here, */
	struct part_spec spec;
	struct parts_done done;
	struct out *report; /* or are summed up there */
	struct summary *summary;
	char *provenance; /* ours, as long as the sink is open */
	uint64_t rows;
	uint64_t left_out;
	const struct schema *expected; /* that metadata name; or NULL */

	/* metadata (out_meta.c) */
	struct dbn *input; /* that rows come from, where headers matter */
	uint64_t headers;  /* of it, that were said */
	int said;          /* this input's came as a comment */
	int scanning;      /* it is that of an input examined in advance */
	char dataset[17];  /* of inputs that come mixed */
	char *early;       /* comments before the output was open, */
	size_t nearly;     /* one per line */
};

/* out_meta.c: metadata of the inputs as comments of the output. */

/*
 * Before the first row: the metadata of files that can be read in advance, and
 * comments that came early.
 */
int out_meta_begin(struct cat_out *k, struct err *err);
/* An input starts. */
int out_meta_input(struct cat_out *k, struct source *s, struct err *err);
/* A header came inside the input: write it before its rows. */
int out_meta_inside(struct cat_out *k, struct err *err);

/* out_report.c: reports printed in place of rows. */
int out_report_open(struct cat_out *k, struct err *err);
int out_report_input(struct cat_out *k, struct source *s, struct err *err);
int out_report_end(struct cat_out *k, struct err *err);

#endif
