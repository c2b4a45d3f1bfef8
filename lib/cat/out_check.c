/*
 * out_check.c - output options that cannot be combined.
 */
#include "cat/out_impl.h"

static int
check_report(const struct cat_out_opts *o, struct err *err)
{
	if (o->metadata + o->count + o->summary > 1)
		return err_usage(err,
		    "--metadata, --count and --summary: choose one of them");
	if (o->gap_ns > 0 && !o->summary)
		return err_usage(err, "--gap: only with --summary");
	return 0;
}

static int
check_segments(const struct cat_out_opts *o, struct err *err)
{
	const struct encoder *e = o->sink.encoder;

	if ((o->segment > 0) != (o->out_dir != NULL))
		return err_usage(err,
		    "--segment and --out-dir: give both or neither");
	if (o->segment == 0)
		return 0;
	if (dbn_is_text(e) || (e->flags & ENCODER_ONE_KIND) != 0)
		return err_usage(err, "--segment: only with --to json, bin or "
				      "dbn");
	if (!out_is_rows(o))
		return err_usage(err,
		    "--segment: not with --count, --summary or --metadata");
	if (o->dbn.emit.bare || o->dbn.emit.live)
		return err_usage(err, "--segment: not with --bare or --live: "
				      "each segment has its own header");
	if (o->path != NULL)
		return err_usage(err,
		    "--segment: writes to --out-dir: leave out --output");
	return 0;
}

static int
check_split(const struct cat_out_opts *o, struct err *err)
{
	struct part_spec spec;
	int ret;

	if ((o->split != NULL) != (o->out != NULL))
		return err_usage(err, "--split and --out: give both or "
				      "neither");
	if (o->split == NULL)
		return 0;
	if (o->segment > 0)
		return err_usage(err, "--split: not with --segment");
	if (!out_is_rows(o))
		return err_usage(err,
		    "--split: not with --count, --summary or --metadata");
	if (o->path != NULL)
		return err_usage(err,
		    "--split: writes to --out: leave out --output");
	ret = part_spec_init(&spec, o->split, o->out, o->tz, err);
	part_spec_fini(&spec);
	return ret;
}

static int
check_dbn(const struct cat_out_opts *o, struct err *err)
{
	const struct dbn_emit_opts *d = &o->dbn.emit;
	const struct dbn_text_opts *t = &o->dbn.text;
	const struct encoder *e = o->sink.encoder;

	if ((d->live || d->bare || d->dataset != NULL) && e != &encoder_dbn)
		return err_usage(err, "--live, --bare and --dataset: only "
				      "with --to dbn");
	if (d->upgrade && e != &encoder_dbn && !dbn_is_text(e))
		return err_usage(err, "--upgrade: only with --to dbn, dbn-csv, "
				      "dbn-tsv or dbn-json");
	if (d->bare && (d->live || d->dataset != NULL))
		return err_usage(err,
		    "--bare: writes no header: leave out --live and --dataset");
	if ((o->pretty || t->pretty_px || t->pretty_ts || t->symbol) &&
	    !dbn_is_text(e) && !o->metadata)
		return err_usage(err,
		    "--pretty, --pretty-px, --pretty-ts and "
		    "--map-symbols: only with --to dbn-csv, dbn-tsv "
		    "or dbn-json");
	return 0;
}

int
cat_out_check(const struct cat_out_opts *o, struct err *err)
{
	if (check_report(o, err) == -1 || check_segments(o, err) == -1 ||
	    check_split(o, err) == -1)
		return -1;
	return check_dbn(o, err);
}
