/*
 * cat_options.c - the option tables of tickcat's steps and outputs, and
 * options that ask for two orders.
 */
#include "cat/order.h"
#include "cat/out.h"
#include "cat/shortcut.h"
#include "cat/steps.h"
#include "opt_line.h"

static void
test_output(void)
{
	struct cat_out_opts o = { 0 };
	struct err err = { 0 };

	test_begin("the output's options reach their fields");
	CHECK_INT(opt_line(cat_output_opts, &o, "rows", &err), 1);
	CHECK(out_is_rows(&o));
	CHECK(o.gap_ns == 0 && o.segment == 0 && o.out_dir == NULL);
	CHECK_INT(opt_line(cat_output_opts, &o,
		      "--gap 1500ms --segment 2M --out-dir d --summary", &err),
	    0);
	CHECK(!out_is_rows(&o));
	CHECK(o.gap_ns == 1500 * UINT64_C(1000000));
	CHECK(o.segment == 2 << 20);
	CHECK_STR(o.out_dir, "d");
	CHECK(o.summary && !o.count && !o.metadata);
	o = (struct cat_out_opts){ 0 };
	CHECK_INT(opt_line(cat_output_opts, &o, "--count", &err), 0);
	CHECK(!out_is_rows(&o));
	o = (struct cat_out_opts){ 0 };
	CHECK_INT(opt_line(cat_output_opts, &o, "--metadata", &err), 0);
	CHECK(!out_is_rows(&o));

	test_begin("a segment may be as long as one likes");
	CHECK_INT(opt_line(cat_output_opts, &o, "--segment 5000G", &err), 0);
	CHECK(o.segment == UINT64_C(5000) << 30);
}

static void
test_dbn(void)
{
	struct cat_out_opts o = { 0 };
	struct err err = { 0 };

	dbn_out_opts_init(&o.dbn);
	test_begin("those of DBN, too, and none is on by itself");
	CHECK_INT(opt_line(cat_dbn_opts, &o, "x", &err), 1);
	CHECK(!o.pretty && !o.dbn.text.pretty_px && !o.dbn.text.pretty_ts);
	CHECK(!o.dbn.text.symbol && !o.dbn.emit.upgrade);
	CHECK(!o.dbn.emit.live && !o.dbn.emit.bare);
	CHECK(o.dbn.emit.dataset == NULL);
	CHECK_INT(opt_line(cat_dbn_opts, &o,
		      "--pretty-px --pretty-ts -p --map-symbols --upgrade "
		      "--live --bare --dataset XNAS.ITCH",
		      &err),
	    0);
	CHECK(o.pretty && o.dbn.text.pretty_px && o.dbn.text.pretty_ts);
	CHECK(o.dbn.text.symbol && o.dbn.emit.upgrade);
	CHECK(o.dbn.emit.live && o.dbn.emit.bare);
	CHECK_STR(o.dbn.emit.dataset, "XNAS.ITCH");
}

static void
test_steps(void)
{
	struct step_opts o = { 0 };
	struct err err = { 0 };

	test_begin("without options no step does anything");
	CHECK_INT(opt_line(cat_step_opts, &o, "x", &err), 1);
	CHECK(!o.feed.merge && o.feed.loop == 1 && !o.feed.follow);
	CHECK(!o.dedup && o.book == 0 && o.max_orders == 1 << 24);
	CHECK(o.shard == NULL && o.also == NULL);
	CHECK(o.skip == 0 && o.limit == -1 && o.speed == 0);

	test_begin("the steps' options reach their fields");
	CHECK_INT(opt_line(cat_step_opts, &o,
		      "--merge --loop 3 --follow --dedup --book 10 "
		      "--max-orders "
		      "5 --shard 1/2 --also SPY --skip 7 -n 9 --speed 0.5",
		      &err),
	    0);
	CHECK(o.feed.merge && o.feed.loop == 3 && o.feed.follow);
	CHECK(o.dedup && o.book == 10 && o.max_orders == 5);
	CHECK_STR(o.shard, "1/2");
	CHECK_STR(o.also, "SPY");
	CHECK(o.skip == 7 && o.limit == 9 && o.speed == 0.5);

	test_begin("values out of range are a wrong command line");
	CHECK_INT(opt_line(cat_step_opts, &o, "--loop 0", &err), -1);
	CHECK(err.usage);
	err_clear(&err);
	CHECK_INT(opt_line(cat_step_opts, &o, "--book 101", &err), -1);
	CHECK(err.usage);
	err_clear(&err);
	CHECK_INT(opt_line(cat_step_opts, &o, "--speed -1", &err), -1);
	CHECK(err.usage);
	err_clear(&err);
	CHECK_INT(opt_line(cat_step_opts, &o, "-n -2", &err), -1);
	CHECK(err.usage);
	err_clear(&err);
	/* no limit is a limit: numbers of any size are taken */
	CHECK_INT(opt_line(cat_step_opts, &o, "--skip 9000000000000000000",
		      &err),
	    0);
	CHECK(o.skip == INT64_C(9000000000000000000));
}

/* The message that refuses these options; "" for none. */
static const char *
refused(const char *words, const struct feed_opts *feed)
{
	static struct err err;
	struct order_opts o = { 0 };

	err_clear(&err);
	CHECK(opt_line(cat_order_opts, &o, words, &err) != -1);
	if (order_check(&o, feed, &err) == -1)
		CHECK(err.usage);
	return err.msg;
}

static void
test_order(void)
{
	const struct feed_opts once = { .loop = 1 }, merge = { .merge = 1 };
	const struct feed_opts follow = { .follow = 1 }, loop = { .loop = 2 };
	struct order_opts o = { 0 };
	struct err err = { 0 };

	test_begin("one order of the rows at a time");
	CHECK_STR(refused("x", &merge), "");
	CHECK_STR(refused("--sort", &once), "");
	CHECK_STR(refused("--reverse", &once), "");
	CHECK(strstr(refused("--sort --reverse", &once), "choose one"));
	CHECK(strstr(refused("--sort", &merge), "--sort and --merge"));
	CHECK(strstr(refused("--reverse", &merge), "--reverse and --merge"));

	test_begin("an input without an end is not put in order");
	CHECK(strstr(refused("--sort", &follow), "--sort: a followed file"));
	CHECK(
	    strstr(refused("--reverse", &loop), "--reverse: not with --loop"));

	test_begin("memory and folder of the sort");
	CHECK_INT(opt_line(cat_order_opts, &o, "x", &err), 1);
	CHECK(o.spill.memory == UINT64_C(512) << 20);
	CHECK(o.spill.dir == NULL);
	CHECK_INT(opt_line(cat_order_opts, &o, "--sort-memory 1G --tmp d",
		      &err),
	    0);
	CHECK(o.spill.memory == UINT64_C(1) << 30);
	CHECK_STR(o.spill.dir, "d");
	CHECK_INT(opt_line(cat_order_opts, &o, "--sort-memory 1", &err), -1);
	CHECK(err.usage);
}

/* Which shortcuts the options leave: "copy", "barriers". */
static const char *
shortcuts(const struct encoder *e, const char *steps, const char *order,
    const char *out)
{
	struct step_opts s = { 0 };
	struct order_opts r = { 0 };
	struct cat_out_opts o = { 0 };
	const struct shortcut all = { &s, &r, &o };
	struct err err = { 0 };

	o.sink.encoder = e;
	CHECK(opt_line(cat_step_opts, &s, steps, &err) != -1);
	CHECK(opt_line(cat_order_opts, &r, order, &err) != -1);
	CHECK(opt_line(cat_output_opts, &o, out, &err) != -1);
	CHECK(!(shortcut_copy(&all) && shortcut_barriers(&all)));
	return shortcut_copy(&all)       ? "copy"
	       : shortcut_barriers(&all) ? "barriers"
					 : "";
}

static void
test_shortcuts(void)
{
	static const char *const steps[] = { "--merge", "--loop 2", "--book 1",
		"-n 5", "-n 0" };
	static const char *const order[] = { "--sort", "--reverse" };
	static const char *const out[] = { "--count", "--summary", "--metadata",
		"--segment 1M" };
	static const char *const keeps[] = { "--dedup", "--skip 1",
		"--speed 2" };
	size_t i;

	test_begin("records of DBN are copied as bytes, barriers pass in bin");
	CHECK_STR(shortcuts(&encoder_dbn, "x", "x", "x"), "copy");
	CHECK_STR(shortcuts(&encoder_bin, "x", "x", "x"), "barriers");
	CHECK_STR(shortcuts(&encoder_json, "x", "x", "x"), "");
	CHECK_STR(shortcuts(&encoder_dbn_csv, "x", "x", "x"), "");

	test_begin("not where rows leave in another order, or not all of them");
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		CHECK_STR(shortcuts(&encoder_dbn, steps[i], "x", "x"), "");
		CHECK_STR(shortcuts(&encoder_bin, steps[i], "x", "x"), "");
	}
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		CHECK_STR(shortcuts(&encoder_dbn, "x", order[i], "x"), "");
		CHECK_STR(shortcuts(&encoder_bin, "x", order[i], "x"), "");
	}
	for (i = 0; i < sizeof(out) / sizeof(out[0]); i++) {
		CHECK_STR(shortcuts(&encoder_dbn, "x", "x", out[i]), "");
		CHECK_STR(shortcuts(&encoder_bin, "x", "x", out[i]), "");
	}

	test_begin("nor a barrier where a step remembers rows");
	for (i = 0; i < sizeof(keeps) / sizeof(keeps[0]); i++)
		CHECK_STR(shortcuts(&encoder_bin, keeps[i], "x", "x"), "");
	CHECK_STR(shortcuts(&encoder_bin, "--follow", "x", "x"), "barriers");
	CHECK_STR(shortcuts(&encoder_dbn, "--follow", "x", "x"), "");
}

int
main(void)
{
	test_output();
	test_dbn();
	test_steps();
	test_order();
	test_shortcuts();
	return test_end();
}
