/*
 * tickinject - put labelled anomalies, and unlabelled decoys, into a stream.
 *
 * All work is lib/synth's; this file reads its options, writes the label
 * file and keeps the account.
 */
#include "cmd.h"

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
	const char *types, *decoy_types, *magnitude, *session, *zone, *labels;
	int level;
	double per_day, quiet, decoys, share;
	uint64_t unit, warmup, start, end;
	struct opt_strs tick, scale;
} o;

#define AT(field) offsetof(__typeof__(o), field)

static const struct opt opts[] = {
	{ 0, "seed", OPT_INT, AT(seed), "N", "1", 0, 9e18, NULL,
	    "the same seed and input give the same rows" },
	{ 0, "types", OPT_STR, AT(types), "LIST", "spike,shift,volume", 0, 0,
	    NULL, "types or groups to inject, in equal shares" },
	{ 0, "level", OPT_ENUM, AT(level), "LEVEL", "medium", 0, 0,
	    inject_level_names, "range of magnitudes" },
	{ 0, "magnitude", OPT_STR, AT(magnitude), "LOW-HIGH", NULL, 0, 0, NULL,
	    "one range for all types instead of the level's" },
	{ 0, "scale", OPT_STRS, AT(scale), "[TYPE=]FACTOR", NULL, 0, 0, NULL,
	    "multiply magnitudes, of all types or of one" },
	{ 0, "per-day", OPT_REAL, AT(per_day), "MEAN", "1", 0, 1000, NULL,
	    "events of a symbol-day, at most 3" },
	{ 0, "quiet-days", OPT_REAL, AT(quiet), "SHARE", "0.3", 0, 1, NULL,
	    "share of symbol-days without events" },
	{ 0, "decoys", OPT_REAL, AT(decoys), "MEAN", "0", 0, 1000, NULL,
	    "unlabelled decoys of a symbol-day, at most 3" },
	{ 0, "decoy-types", OPT_STR, AT(decoy_types), "LIST", NULL, 0, 0, NULL,
	    "decoys to choose from (default: all)" },
	{ 0, "unit", OPT_DURATION, AT(unit), "TIME", "1m", 1e9, 8.64e13, NULL,
	    "ticks: time to which magnitudes refer" },
	{ 0, "warmup", OPT_DURATION, AT(warmup), "TIME", "1h", 0, 3.2e16, NULL,
	    "data of a symbol before its first event" },
	{ 0, "max-share", OPT_REAL, AT(share), "SHARE", "0.005", 0, 1, NULL,
	    "largest labelled share of a symbol's rows (1 = any)" },
	{ 0, "session", OPT_STR, AT(session), "FROM-TO", NULL, 0, 0, NULL,
	    "hours for events (default: those of the day before)" },
	{ 0, "zone", OPT_STR, AT(zone), "ZONE", NULL, 0, 0, NULL,
	    "time zone of --session (default: UTC)" },
	{ 0, "start", OPT_TIME, AT(start), "TIME", NULL, 0, 0, NULL,
	    "no event begins before this time" },
	{ 0, "end", OPT_TIME, AT(end), "TIME", NULL, 0, 0, NULL,
	    "no event begins at or after this time" },
	{ 0, "tick", OPT_STRS, AT(tick), "[SYMBOL=]SIZE", NULL, 0, 0, NULL,
	    "tick size (default: the smallest step seen so far)" },
	{ 0, "labels", OPT_STR, AT(labels), "FILE", NULL, 0, 0, NULL,
	    "write the events to FILE as CSV" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL },
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
		fprintf(f, " (%s)\n", (*t)->source);
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
	.summary = "Put labelled anomalies into a stream.",
	.usage = "[options] [file ...]",
	.example = "  ticksim -b | tickinject --labels truth.csv | "
		   "tickwin -e 1m\n",
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
	if (o.unit % NS_SECOND != 0)
		return err_usage(err, "--unit: expected whole seconds");
	if (take_names(j, err) == -1)
		return -1;
	if (o.magnitude != NULL &&
	    range_parse(&j->low, &j->high, o.magnitude) == -1)
		return err_usage(err,
		    "--magnitude: \"%s\": expected a range such as 3-5",
		    o.magnitude);
	if (o.zone != NULL && o.session == NULL)
		return err_usage(err, "--zone: needs --session");
	return o.session == NULL
		   ? 0
		   : session_parse(&j->session, o.session, o.zone, err);
}

struct state {
	struct cmd *c;
	struct inject *inject;
	struct out *labels;
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
	char line[INJECT_CSV_MAX];
	size_t n;

	if (s->labels == NULL)
		return 0;
	n = inject_label_csv(line, s->c->house.syms, l);
	return out_write(s->labels, line, n, err);
}

static int
push(void *arg, const struct rec *r, struct err *err)
{
	return inject_push(((struct state *)arg)->inject, r, err);
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
open_labels(struct state *s, struct err *err)
{
	if (o.labels == NULL)
		return 0;
	if ((s->labels = out_open(o.labels, 0, err)) == NULL)
		return err_at(err, "--labels");
	return out_write(s->labels, inject_csv_header,
	    strlen(inject_csv_header), err);
}

static int
run(struct cmd *c)
{
	struct inject_tick ticks[OPT_STRS_MAX];
	struct inject_opts j;
	struct state s = { c, NULL, NULL };
	char names[8192];
	int ret = -1;

	if (take_opts(&j, &c->err) == -1)
		return -1;
	if (take_ticks(&j, ticks, names, sizeof(names), &c->err) == -1)
		goto out;
	s.inject = inject_new(&j, &c->house, put_row, put_label, &s, &c->err);
	if (s.inject == NULL || open_labels(&s, &c->err) == -1)
		goto out;
	if (cmd_each(c, push, &s) == 0)
		ret = inject_flush(s.inject, &c->err);
	else if (c->sink != NULL)
		/* whole rows before the damage are handed on */
		inject_flush(s.inject, &c->err);
	account(c, s.inject);
	if (ret == 0 && s.labels != NULL && c->end == END_INTERRUPTED)
		ret = out_cut(s.labels, &c->err);
out:
	if (s.labels != NULL && out_close(s.labels, ret == -1, &c->err) == -1)
		ret = -1;
	inject_free(s.inject);
	session_fini(&j.session);
	return ret;
}

int
main(int argc, char **argv)
{
	return cmd_filter(&tool, opts, &o, run, argc, argv);
}
