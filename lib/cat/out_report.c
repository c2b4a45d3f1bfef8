/*
 * out_report.c - reports printed in place of rows: their number, a summary,
 * the inputs' metadata.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cat/out_impl.h"

int
out_report_open(struct cat_out *k, struct err *err)
{
	const struct cat_out_opts *o = k->o;

	k->report = out_open(o->path, o->sink.zstd, err);
	if (k->report == NULL)
		return -1;
	if (o->sink.zstd != 0 && sink_refuse_terminal(k->report, err) == -1)
		return -1;
	if (!o->summary)
		return 0;
	k->summary = summary_new(k->vocab, err);
	if (k->summary == NULL)
		return -1;
	summary_gaps(k->summary, o->gap_ns);
	summary_jumps(k->summary, o->max_jump);
	return 0;
}

/* Metadata as one line of JSON. */
static int
print_metadata(struct cat_out *k, struct source *s, struct err *err)
{
	const struct dbn_meta *m = source_dbn_meta(s);
	char *json;
	int ret = -1;

	if (m == NULL)
		return err_set(err, "%s: no DBN metadata: its format is %s",
		    in_name(source_in(s)), source_format(s));
	if ((json = dbn_meta_json(m, k->o->pretty, err)) == NULL)
		return -1;
	if (out_write(k->report, json, strlen(json), err) == 0 &&
	    out_write(k->report, "\n", 1, err) == 0)
		ret = 0;
	free(json);
	return ret;
}

int
out_report_input(struct cat_out *k, struct source *s, struct err *err)
{
	return k->o->metadata ? print_metadata(k, s, err) : 0;
}

int
out_report_end(struct cat_out *k, struct err *err)
{
	char line[32];
	int n;

	if (k->o->summary)
		return summary_print(k->summary, k->report, k->o->summary_json,
		    err);
	if (!k->o->count)
		return 0;
	n = snprintf(line, sizeof(line), "%" PRIu64 "\n", k->rows);
	return out_write(k->report, line, (size_t)n, err);
}

int
cat_out_headers(struct cat_out *k, const struct source_opts *opts,
    enum stream_end *end, struct err *err)
{
	struct source *s;
	int i, got = 0;

	for (i = 0; i < k->o->nfiles && got == 0 && io_signal() == 0; i++) {
		s = source_open(k->o->files[i], k->vocab, opts, err);
		if (s == NULL)
			return -1;
		got = cat_out_input(k, s, err);
		source_close(s);
	}
	*end = io_signal() != 0 ? END_INTERRUPTED : END_CLEAN;
	return got;
}
