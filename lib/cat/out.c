/*
 * out.c - tickcat's output.
 */
#include <stdlib.h>
#include <string.h>

#include "cat/out_impl.h"

struct cat_out *
cat_out_new(const struct cat_out_opts *o, const struct cat_out_hooks *hooks,
    struct vocab *vocab, struct err *err)
{
	struct cat_out *k = calloc(1, sizeof(*k));

	if (k == NULL) {
		err_errno(err, "output");
		return NULL;
	}
	k->o = o;
	k->hooks = *hooks;
	k->vocab = vocab;
	dbn_ids_init(&k->ids);
	return k;
}

/* ---- opening ---- */

static int
open_parts(struct cat_out *k, const struct sink_opts *s, struct err *err)
{
	struct parts_opts o = { .spec = &k->spec,
		.sink = *s,
		.spill = k->o->spill,
		.by_time = k->o->by_time,
		.no_clobber = k->o->no_clobber,
		.narrow = &k->o->dbn.emit.narrow };

	if (part_spec_init(&k->spec, k->o->split, k->o->out, k->o->tz, err) ==
	    -1)
		return -1;
	k->parts = parts_new(&o, k->vocab, err);
	return k->parts == NULL ? -1 : 0;
}

static int
open_rows(struct cat_out *k, const char *provenance, struct err *err)
{
	const struct cat_out_opts *o = k->o;
	struct sink_opts s = o->sink;
	const char *p;

	k->dbn = o->dbn;
	k->dbn.rebuilt = o->merged;
	k->dbn.emit.ids = o->segment > 0 || o->split != NULL ? &k->ids : NULL;
	s.more = &k->dbn;
	if ((s.encoder->flags & ENCODER_META) != 0 &&
	    (p = k->hooks.provenance(k->hooks.arg, provenance)) != NULL &&
	    (k->provenance = strdup(p)) == NULL)
		return err_errno(err, "provenance");
	s.provenance = k->provenance;
	if (o->split != NULL)
		return open_parts(k, &s, err);
	if (o->segment > 0)
		k->split = split_new(o->out_dir, o->segment, k->vocab, &s, err);
	else
		k->sink = sink_open(o->path, k->vocab, &s, err);
	return k->split == NULL && k->sink == NULL ? -1 : 0;
}

static int
open_output(struct cat_out *k, const char *provenance, struct err *err)
{
	if (k->opened)
		return 0;
	k->opened = 1;
	if (!out_is_rows(k->o))
		return out_report_open(k, err);
	if (open_rows(k, provenance, err) == -1)
		return -1;
	return out_meta_begin(k, err);
}

int
cat_out_input(struct cat_out *k, struct source *s, struct err *err)
{
	if (open_output(k, source_provenance(s), err) == -1)
		return -1;
	if (k->expected == NULL && source_dbn(s) != NULL &&
	    (k->expected = dbn_meta_rows(source_dbn(s), err)) == NULL &&
	    err->set)
		return -1;
	return out_is_rows(k->o) ? out_meta_input(k, s, err)
				 : out_report_input(k, s, err);
}

void
cat_out_done(struct cat_out *k)
{
	if (k->split != NULL && !k->o->merged)
		split_forget(k->split);
	k->input = NULL;
	k->said = 0;
}

/* ---- rows ---- */

int
cat_out_rows(struct cat_out *k, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err)
{
	k->rows += n;
	if (k->summary != NULL)
		return summary_rows(k->summary, s, rows, n, err);
	if (!out_is_rows(k->o))
		return 0;
	if (out_meta_inside(k, err) == -1)
		return -1;
	if (k->parts != NULL)
		return parts_rows(k->parts, s, rows, n, err);
	return k->split != NULL ? split_rows(k->split, s, rows, n, err)
				: sink_rows(k->sink, s, rows, n, err);
}

static int
copy_raw(struct cat_out *k, uint64_t *n, struct err *err)
{
	struct dbn_raw raw;
	int got;

	while ((got = dbn_raw_next(k->input, &raw, err)) == 1) {
		k->rows += raw.n;
		*n += raw.n;
		if (out_meta_inside(k, err) == -1 ||
		    sink_raw(k->sink, raw.p, raw.size, raw.n, err) == -1)
			return -1;
	}
	return got;
}

int
cat_out_copy(struct cat_out *k, struct source *s, uint64_t *n, struct err *err)
{
	struct recs b;
	int got;

	if (cat_out_input(k, s, err) == -1)
		return -1;
	if (k->input != NULL)
		return copy_raw(k, n, err) == -1
			   ? err_at(err, "%s", in_name(source_in(s)))
			   : 0;
	while ((got = source_next(s, &b, err)) == 1) {
		*n += b.n;
		if (cat_out_rows(k, b.schema, b.rows, b.n, err) == -1)
			return -1;
	}
	return got;
}

int
cat_out_tick(struct cat_out *k, int idle, struct err *err)
{
	return k->sink != NULL ? sink_tick(k->sink, idle, err) : 0;
}

int
cat_out_barrier(struct cat_out *k, uint32_t number, struct err *err)
{
	if (k->sink != NULL)
		return sink_barrier(k->sink, number, err);
	return err_set(err, "barrier %u: this output carries no barriers",
	    number);
}

uint64_t
cat_out_seen(const struct cat_out *k)
{
	return k->rows;
}

uint64_t
cat_out_left_out(const struct cat_out *k)
{
	return k->left_out;
}

uint64_t
cat_out_files(const struct cat_out *k)
{
	return k->done.files;
}

uint64_t
cat_out_spilled(const struct cat_out *k)
{
	return k->done.spilled;
}

/* ---- the end ---- */

void
cat_out_pause(struct cat_out *k)
{
	if (k->sink != NULL)
		sink_pause(k->sink);
}

static int
close_rows(struct cat_out *k, enum stream_end end, struct err *err)
{
	const char *note = k->split != NULL   ? split_note(k->split)
			   : k->parts != NULL ? parts_note(k->parts)
			   : k->sink != NULL  ? sink_note(k->sink)
					      : "";
	int ret;

	if (end != END_ABANDONED && note[0] != '\0')
		k->hooks.note(k->hooks.arg, note);
	/* a table without rows still has its columns */
	if (end == END_CLEAN && k->sink != NULL && k->rows == 0 &&
	    k->expected != NULL &&
	    (sink_encoder(k->sink)->flags & ENCODER_ONE_KIND) != 0 &&
	    sink_schema(k->sink, k->expected, err) == -1)
		end = END_ABANDONED;
	if (k->sink != NULL)
		k->left_out = sink_left_out(k->sink);
	ret = split_close(k->split, end, err);
	if (parts_close(k->parts, end, &k->done, err) == -1)
		ret = -1;
	if (k->parts != NULL)
		k->left_out = k->done.left_out;
	k->parts = NULL;
	if (sink_close(k->sink, end, err) == -1)
		ret = -1;
	k->split = NULL;
	k->sink = NULL;
	return ret;
}

static int
close_report(struct cat_out *k, enum stream_end end, struct err *err)
{
	int ret = end == END_ABANDONED ? -1 : out_report_end(k, err);

	if (ret == 0 && end == END_INTERRUPTED)
		ret = out_cut(k->report, err);
	if (out_close(k->report, ret == -1, err) == -1)
		ret = -1;
	k->report = NULL;
	return end == END_ABANDONED ? 0 : ret;
}

int
cat_out_close(struct cat_out *k, enum stream_end end, struct err *err)
{
	int ret = 0;

	/* no input was opened, or all failed to: an empty input is a stream */
	if (end != END_ABANDONED && open_output(k, "[]", err) == -1) {
		ret = -1;
		end = END_ABANDONED;
	}
	if (close_rows(k, end, err) == -1)
		ret = -1;
	if (k->report != NULL && close_report(k, end, err) == -1)
		ret = -1;
	return ret;
}

void
cat_out_free(struct cat_out *k)
{
	if (k == NULL)
		return;
	summary_free(k->summary);
	part_spec_fini(&k->spec);
	dbn_ids_fini(&k->ids);
	free(k->provenance);
	free(k->early);
	free(k);
}
