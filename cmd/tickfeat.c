/*
 * tickfeat - columns computed per symbol, strictly causal.
 *
 * Reads rows (bar, ohlcv-*, value, ticks), writes rows of kind feat.
 */
#include "cmd.h"

#include <stddef.h>
#include <string.h>

#include "feat/feat.h"

static struct {
	const char *columns, *preset;
} o;

static const struct opt opts[] = {
	{ 'F', "columns", OPT_STR, offsetof(__typeof__(o), columns), "TEXT",
	    NULL, 0, 0, NULL, "columns, as in 'r=logret(close), z(r,240)'" },
	{ 'x', "preset", OPT_STR, offsetof(__typeof__(o), preset), "NAME", NULL,
	    0, 0, NULL, "columns by name, see --list" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL },
};

static void
list_fn(FILE *f, const struct column_fn *fn)
{
	const struct arg *a;

	fprintf(f, "  %s(", fn->name);
	for (a = fn->args; a != NULL && a->name != NULL; a++)
		fprintf(f, "%s%s%s%s", a == fn->args ? "" : ", ", a->name,
		    a->def != NULL ? "=" : "", a->def != NULL ? a->def : "");
	fprintf(f, ")\n      %s [%s]%s%s%s%s\n", fn->summary,
	    fn->unit != NULL && fn->unit[0] != '\0' ? fn->unit : "1",
	    fn->scope == SCOPE_POOLED ? " pooled" : "",
	    fn->source != NULL ? " (" : "",
	    fn->source != NULL ? fn->source : "",
	    fn->source != NULL ? ")" : "");
}

static void
list(FILE *f)
{
	const struct column_fn *const *fn;
	const struct feat_preset *p;

	fprintf(f, "functions:\n");
	for (fn = column_fn_list; *fn != NULL; fn++)
		list_fn(f, *fn);
	fprintf(f, "presets:\n");
	for (p = feat_presets; p->name != NULL; p++)
		fprintf(f, "  %-10s %s\n      %s\n", p->name, p->summary,
		    p->columns);
}

static const struct tool tool = {
	.name = "tickfeat",
	.summary = "Compute feature columns per symbol, strictly causal.",
	.usage = "-x preset | -F columns [options] [file ...]",
	.example = "  tickwin -e 1m day.tks | tickfeat -F 'r=logret(close), "
		   "z(r,240)'\n",
	.list = list,
};

struct state {
	struct cmd *c;
	struct feats *feats;
};

static int
step(void *arg, const struct rec *r, struct err *err)
{
	struct state *s = arg;
	struct rec out;
	uint64_t def;

	switch (feats_step(s->feats, &out, r, err)) {
	case 1:
		def = rec_u64(&out, out.schema->at.def);
		if (def != s->c->def_said &&
		    cmd_say_def(s->c, def, feats_text(s->feats)) == -1)
			return -1;
		return sink_write(s->c->sink, &out, err);
	case 0:
		return 0;
	default:
		return -1;
	}
}

static void
account(struct cmd *c, const struct feats *f)
{
	const struct feat_account *a = feats_account(f);

	cmd_count(c, "no_time", a->no_time, ACCOUNT_DROPPED);
	cmd_count(c, "no_symbol", a->no_symbol, ACCOUNT_DROPPED);
	cmd_count(c, "no_row", a->not_row, ACCOUNT_DROPPED);
	cmd_count(c, "snapshot", a->snapshot, ACCOUNT_DROPPED);
}

static int
run(struct cmd *c)
{
	const struct feat_preset *p;
	const char *text = o.columns;
	struct state s = { c, NULL };
	int ret;

	if ((o.columns == NULL) == (o.preset == NULL))
		return err_usage(&c->err, "wants either -x PRESET or -F "
					  "COLUMNS; see tickfeat --list");
	if (o.preset != NULL) {
		if ((p = feat_preset_find(o.preset)) == NULL)
			return err_usage(&c->err,
			    "--preset: \"%s\": unknown; "
			    "see tickfeat --list",
			    o.preset);
		text = p->columns;
	}
	s.feats = feats_new(text, &c->house, &c->err);
	if (s.feats == NULL) {
		c->err.usage = 1;
		return -1;
	}
	ret = cmd_each(c, step, &s);
	account(c, s.feats);
	feats_free(s.feats);
	return ret;
}

int
main(int argc, char **argv)
{
	return cmd_filter(&tool, opts, &o, run, argc, argv);
}
