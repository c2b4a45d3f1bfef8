/*
 * tickinject - put labelled anomalies, and unlabelled decoys, into a stream.
 *
 * lib/synth does the work; this file reads the options, writes the label file
 * and keeps the account.
 */
#include "cmd.h"
#include "ladder.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "synth/inject.h"
#include "synth/session.h"
#include "synth/tick.h"

static struct {
	int64_t seed;
	const char *types, *decoy_types, *magnitude, *session, *zone, *labels,
	    *decoy_labels, *tmp;
	int level, ladder;
	double per_day, quiet, decoys, share;
	uint64_t unit, warmup, start, end;
	struct opt_strs tick, scale;
} o;

#define AT(field) offsetof(__typeof__(o), field)

static const struct opt opts[] = {
	{ .name = "types",
	    .type = OPT_STR,
	    .off = AT(types),
	    .arg = "LIST",
	    .def = "spike,shift,volume",
	    .help = "types or groups to inject, see --list" },
	{ .name = "level",
	    .type = OPT_ENUM,
	    .off = AT(level),
	    .arg = "LEVEL",
	    .def = "medium",
	    .choices = inject_level_names,
	    .help = "size of the anomalies" },
	{ .name = "magnitude",
	    .type = OPT_STR,
	    .off = AT(magnitude),
	    .arg = "LOW-HIGH",
	    .help = "use this range of magnitudes for all types" },
	{ .name = "scale",
	    .type = OPT_STRS,
	    .off = AT(scale),
	    .arg = "[TYPE=]FACTOR",
	    .help = "multiply the magnitudes" },
	{ .name = "ladder",
	    .type = OPT_FLAG,
	    .off = AT(ladder),
	    .help = "find scales at which simple baselines fail" },
	{ .name = "unit",
	    .type = OPT_DURATION,
	    .off = AT(unit),
	    .arg = "TIME",
	    .def = "1m",
	    .min = 1e9,
	    .max = 8.64e13,
	    .help = "ticks: length of the unit of magnitudes" },
	{ .name = "tick",
	    .type = OPT_STRS,
	    .off = AT(tick),
	    .arg = "[SYMBOL=]SIZE",
	    .help = "tick size (default: smallest step so far)" },
	{ .name = NULL },
};

static const struct opt place_opts[] = {
	{ .name = "per-day",
	    .type = OPT_REAL,
	    .off = AT(per_day),
	    .arg = "MEAN",
	    .def = "1",
	    .max = 1000,
	    .help = "mean events per symbol and day (at most 3 occur)" },
	{ .name = "quiet-days",
	    .type = OPT_REAL,
	    .off = AT(quiet),
	    .arg = "SHARE",
	    .def = "0.3",
	    .max = 1,
	    .help = "share of symbol-days without events" },
	{ .name = "max-share",
	    .type = OPT_REAL,
	    .off = AT(share),
	    .arg = "SHARE",
	    .def = "0.005",
	    .max = 1,
	    .help = "largest labelled share of the rows" },
	{ .name = "warmup",
	    .type = OPT_DURATION,
	    .off = AT(warmup),
	    .arg = "TIME",
	    .def = "1h",
	    .max = 3.2e16,
	    .help = "time of a symbol before its first event" },
	{ .name = "session",
	    .type = OPT_STR,
	    .off = AT(session),
	    .arg = "FROM-TO",
	    .help = "hours for events (default: those of the day before)" },
	{ .name = "zone",
	    .type = OPT_STR,
	    .off = AT(zone),
	    .arg = "ZONE",
	    .help = "time zone of --session (default: UTC)" },
	{ .name = "start",
	    .type = OPT_TIME,
	    .off = AT(start),
	    .arg = "TIME",
	    .help = "no event begins before this time" },
	{ .name = "end",
	    .type = OPT_TIME,
	    .off = AT(end),
	    .arg = "TIME",
	    .help = "no event begins at or after this time" },
	{ .name = NULL },
};

static const struct opt decoy_opts[] = {
	{ .name = "decoys",
	    .type = OPT_REAL,
	    .off = AT(decoys),
	    .arg = "MEAN",
	    .def = "0",
	    .max = 1000,
	    .help = "mean unlabelled decoys per symbol and day" },
	{ .name = "decoy-types",
	    .type = OPT_STR,
	    .off = AT(decoy_types),
	    .arg = "LIST",
	    .help = "decoys to choose from (default: all)" },
	{ .name = "decoy-labels",
	    .type = OPT_STR,
	    .off = AT(decoy_labels),
	    .arg = "FILE",
	    .help = "write the decoys to FILE, for tickeval --decoys" },
	{ .name = NULL },
};

static const struct opt result_opts[] = {
	{ .name = "tmp",
	    .type = OPT_STR,
	    .off = AT(tmp),
	    .arg = "DIR",
	    .help = "folder for temporary files (default: TMPDIR, else /tmp)" },
	{ .name = "labels",
	    .type = OPT_STR,
	    .off = AT(labels),
	    .arg = "FILE",
	    .help = "write the events to FILE as CSV" },
	{ .name = "seed",
	    .type = OPT_INT,
	    .off = AT(seed),
	    .arg = "N",
	    .def = "1",
	    .max = 9e18,
	    .help = "seed of the random numbers" },
	{ .name = NULL },
};

static void
list_types(FILE *f, int decoys)
{
	const struct inject_type *const *t;
	int i;

	for (t = inject_list; *t != NULL; t++) {
		if ((*t)->decoy != decoys)
			continue;
		fprintf(f, "  %-12s %s; ", (*t)->name, (*t)->summary);
		for (i = 0; i < INJECT_LEVELS; i++)
			fprintf(f, "%s%g-%g", i > 0 ? ", " : "k ",
			    (*t)->k[i][0], (*t)->k[i][1]);
		fputc('\n', f);
	}
}

static void
list_groups(FILE *f)
{
	const struct inject_type *const *t;
	int i;

	for (i = 0; inject_groups[i] != NULL; i++) {
		fprintf(f, "  %-12s", inject_groups[i]);
		for (t = inject_list; *t != NULL; t++)
			if (inject_in_group(*t, inject_groups[i]))
				fprintf(f, " %s", (*t)->name);
		fprintf(f, "\n");
	}
}

static void
list(FILE *f)
{
	fprintf(f, "types:\n");
	list_types(f, 0);
	fprintf(f, "groups:\n");
	list_groups(f);
	fprintf(f, "decoys:\n");
	list_types(f, 1);
}

static const struct tool tool = {
	.name = "tickinject",
	.summary = "Inject labelled anomalies into a stream.",
	.usage = "[options] [file ...]",
	.example = "  ticksim -b | tickinject --labels truth.csv | "
		   "tickwin -e 1m\n"
		   "  tickinject --labels truth.csv -o bad.dbn.zst "
		   "day.dbn.zst\n"
		   "  tickinject --types subtle --level hard bars.tks\n",
	.rare = CMD_RARE " magnitude scale ladder quiet-days unit warmup "
			 "max-share tick start end tmp",
	.list = list,
};

static int
range_parse(double *low, double *high, const char *s)
{
	const char *dash = strchr(s, '-');

	return dash == NULL || num_f64(low, s, (size_t)(dash - s)) < 0 ||
		       num_f64(high, dash + 1, strlen(dash + 1)) < 0 ||
		       !(*low > 0 && *low <= *high)
		   ? -1
		   : 0;
}

/* "SIZE" or "SYMBOL=SIZE"; names has room for the symbols. */
static int
take_ticks(struct inject_opts *j, struct inject_tick *ticks, char *names,
    size_t room, struct err *err)
{
	const char *s, *sign, *size;
	int64_t tick;
	size_t n;
	int i;

	for (i = 0; i < o.tick.n; i++) {
		s = o.tick.v[i];
		sign = strrchr(s, '=');
		n = sign != NULL ? (size_t)(sign - s) : 0;
		size = sign != NULL ? sign + 1 : s;
		if (tick_parse(&tick, size) == -1 || s == sign || n >= room)
			return err_usage(err,
			    "--tick: \"%.60s\": expected a size such as 0.01, "
			    "or SYMBOL=0.01",
			    s);
		if (sign == NULL) {
			j->tick = tick;
			continue;
		}
		memcpy(names, s, n);
		names[n] = '\0';
		ticks[j->nticks++] = (struct inject_tick){ names, tick };
		names += n + 1;
		room -= n + 1;
	}
	j->ticks = ticks;
	return 0;
}

static int
take_names(struct inject_opts *j, struct err *err)
{
	int i;

	if (inject_opts_types(j, o.types, err) == -1)
		return err_at(err, "--types");
	if (o.decoy_types != NULL &&
	    inject_opts_decoys(j, o.decoy_types, err) == -1)
		return err_at(err, "--decoy-types");
	for (i = 0; i < o.scale.n; i++)
		if (inject_opts_scale(j, o.scale.v[i], err) == -1)
			return err_at(err, "--scale");
	return 0;
}

static int
take_opts(struct inject_opts *j, struct err *err)
{
	inject_opts_default(j);
	j->seed = (uint64_t)o.seed;
	j->level = (enum inject_level)o.level;
	j->per_day = o.per_day;
	j->quiet = o.quiet;
	j->decoys = o.decoys;
	j->unit = o.unit;
	j->warmup = o.warmup;
	j->share = o.share;
	j->start = o.start;
	j->end = o.end;
	j->spill.dir = o.tmp;
	j->label_decoys = o.decoy_labels != NULL;
	if (o.unit % NS_SECOND != 0)
		return err_usage(err, "--unit: expected whole seconds");
	if (take_names(j, err) == -1)
		return -1;
	if (o.magnitude != NULL &&
	    range_parse(&j->low, &j->high, o.magnitude) == -1)
		return err_usage(err,
		    "--magnitude: \"%s\": expected a range such as 3-5",
		    o.magnitude);
	if (o.end != 0 && o.end <= o.start)
		return err_usage(err, "--end: expected a time after --start");
	if (o.zone != NULL && o.session == NULL)
		return err_usage(err, "--zone: needs --session");
	return o.session == NULL
		   ? 0
		   : session_parse(&j->session, o.session, o.zone, err);
}

/* DBN has no fields for labels. */
static int
needs_labels(struct cmd *c)
{
	const struct encoder *e = cmd_encoder(c, NULL);

	if (o.labels != NULL || e == NULL || strncmp(e->name, "dbn", 3) != 0)
		return 0;
	return err_usage(&c->err,
	    "%s has no fields for labels: add --labels FILE, or --to bin",
	    e->name);
}

struct state {
	struct cmd *c;
	struct inject *inject;
	struct out *labels, *decoys;
	uint64_t rows;
};

static int
put_row(void *arg, const struct rec *r, struct err *err)
{
	return cmd_put(((struct state *)arg)->c, r, err);
}

static int
put_label(void *arg, const struct inject_label *l, struct err *err)
{
	struct state *s = arg;
	struct out *to = l->type->decoy ? s->decoys : s->labels;
	char line[INJECT_CSV_MAX];
	size_t n;

	if (to == NULL)
		return 0;
	n = inject_label_csv(line, s->c->vocab.syms, l);
	return out_write(to, line, n, err);
}

static int
push(void *arg, const struct schema *schema, const unsigned char *rows,
    size_t n, struct err *err)
{
	struct state *s = arg;

	/* the format may follow the input, and then the input is the cause */
	if (s->rows == 0 && needs_labels(s->c) == -1) {
		err->usage = 0;
		return -1;
	}
	s->rows += n;
	return inject_rows(s->inject, schema, rows, n, err);
}

static const char *const thirds[] = { "first_third", "middle_third",
	"last_third" };
static const char *const quartiles[] = { "volatility_q1", "volatility_q2",
	"volatility_q3", "volatility_q4" };

static void
account(struct cmd *c, const struct inject *j)
{
	const struct inject_account *a = inject_account(j);
	int i;

	c->rows_made += a->added;
	cmd_count(c, "halted", a->left_out, ACCOUNT_DROPPED);
	cmd_count(c, "labelled", a->labelled, ACCOUNT_SAYS);
	cmd_count(c, "moved", a->moved, ACCOUNT_SAYS);
	cmd_count(c, "passed_on", a->other, ACCOUNT_SAYS);
	cmd_count(c, "symbol_days", a->symbol_days, ACCOUNT_SAYS);
	cmd_count(c, "quiet_days", a->quiet_days, ACCOUNT_SAYS);
	cmd_count(c, "planned", a->planned, ACCOUNT_SAYS);
	for (i = 0; inject_list[i] != NULL; i++)
		if (a->placed[i] > 0)
			cmd_count(c, inject_list[i]->name, a->placed[i],
			    ACCOUNT_SAYS);
	for (i = INJECT_OK + 1; i < INJECT_REASONS; i++)
		cmd_count(c, inject_reasons[i], a->not_placed[i], ACCOUNT_SAYS);
	for (i = 0; i < 3; i++)
		cmd_count(c, thirds[i], a->third[i], ACCOUNT_SAYS);
	for (i = 0; i < 4; i++)
		cmd_count(c, quartiles[i], a->quartile[i], ACCOUNT_SAYS);
}

static int
open_table(struct out **to, const char *name, const char *option,
    struct err *err)
{
	if (name == NULL)
		return 0;
	if ((*to = out_open(name, 0, err)) == NULL)
		return err_at(err, "%s", option);
	return out_write(*to, inject_csv_header, strlen(inject_csv_header),
	    err);
}

static int
open_labels(struct state *s, struct err *err)
{
	if (open_table(&s->labels, o.labels, "--labels", err) == -1)
		return -1;
	return open_table(&s->decoys, o.decoy_labels, "--decoy-labels", err);
}

/* After a failure, the old file is kept. */
static int
close_table(struct out *to, int ret, int cut, struct err *err)
{
	if (to == NULL)
		return ret;
	if (ret == 0 && cut)
		ret = out_cut(to, err);
	return out_close(to, ret == -1, err) == -1 ? -1 : ret;
}

/* A size for a symbol that never occurred is most likely a mistake. */
static void
note_unused(struct cmd *c, const struct inject_opts *j)
{
	const char *name;
	int i;

	for (i = 0; i < j->nticks; i++) {
		name = j->ticks[i].symbol;
		if (symtab_find(c->vocab.syms, name, strlen(name)) == 0)
			cmd_note(c, "--tick: \"%.60s\": no row has that symbol",
			    name);
	}
}

static int
run(struct cmd *c)
{
	struct inject_tick ticks[OPT_STRS_MAX];
	struct inject_opts j;
	struct state s = { .c = c };
	char names[8192];
	int ret = -1;

	c->reads_dbn = 1;
	if (cmd_apart(c, "--labels", o.labels, o.decoy_labels) == -1 ||
	    cmd_apart(c, "--decoy-labels", o.decoy_labels, NULL) == -1 ||
	    cmd_name_output(c, 1) == -1 || needs_labels(c) == -1 ||
	    take_opts(&j, &c->err) == -1)
		return -1;
	if (take_ticks(&j, ticks, names, sizeof(names), &c->err) == -1 ||
	    (o.ladder && ladder_run(c, &j) == -1))
		goto out;
	s.inject = inject_new(&j, &c->vocab, put_row, put_label, &s, &c->err);
	if (s.inject == NULL || open_labels(&s, &c->err) == -1)
		goto out;
	if (cmd_each_rows(c, push, &s) == 0)
		ret = inject_flush(s.inject, &c->err);
	else if (c->sink != NULL)
		/* complete rows before the damage are passed on */
		inject_flush(s.inject, &c->err);
	account(c, s.inject);
	if (ret == 0)
		note_unused(c, &j);
out:
	ret = close_table(s.labels, ret, c->end == END_INTERRUPTED, &c->err);
	ret = close_table(s.decoys, ret, c->end == END_INTERRUPTED, &c->err);
	inject_free(s.inject);
	session_fini(&j.session);
	return ret;
}

int
main(int argc, char **argv)
{
	struct opt_group groups[] = {
		{ opts, &o, "Anomalies" },
		{ place_opts, &o, "Placement" },
		{ decoy_opts, &o, "Decoys" },
		{ result_opts, &o, "Labels, seed and files" },
		{ cmd_input_opts, NULL, "Input" },
		{ cmd_file_opts, NULL, "Output" },
		{ cmd_output_opts, NULL, NULL },
		{ cmd_kind_opts, NULL, NULL },
		{ cmd_list_opts, NULL, "Other" },
		{ cmd_misc_opts, NULL, NULL },
	};

	return cmd_main(&tool, groups, sizeof(groups) / sizeof(groups[0]), run,
	    argc, argv);
}
