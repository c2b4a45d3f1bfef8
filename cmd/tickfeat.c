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
	fprintf(f, ")\n      %s [%s], scope %s%s%s%s\n", fn->summary,
	    fn->unit != NULL && fn->unit[0] != '\0' ? fn->unit : "1",
	    fn->scope == SCOPE_POOLED ? "pooled" : "symbol",
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
put(void *arg, const struct schema *schema, const unsigned char *rows, size_t n,
    struct err *err)
{
	struct rec first = { schema, rows };
	struct state *s = arg;
	uint64_t def = rec_u64(&first, schema->at.def);

	if (def != s->c->def_said &&
	    cmd_say_def(s->c, def, feats_text(s->feats)) == -1)
		return -1;
	return sink_rows(s->c->sink, schema, rows, n, err);
}

static int
push(void *arg, const struct schema *schema, const unsigned char *rows,
    size_t n, struct err *err)
{
	struct state *s = arg;

	return feats_push(s->feats, schema, rows, n, put, s, err);
}

static void
account(struct cmd *c, const struct feats *f)
{
	const struct feat_account *a = feats_account(f);

	cmd_count(c, "no_time", a->no_time, ACCOUNT_DROPPED);
	cmd_count(c, "no_symbol", a->no_symbol, ACCOUNT_DROPPED);
	cmd_count(c, "no_row", a->not_row, ACCOUNT_DROPPED);
	cmd_count(c, "snapshot", a->snapshot, ACCOUNT_DROPPED);
	cmd_count(c, "not_positive", a->counts.not_positive, ACCOUNT_SAYS);
}

static int
run(struct cmd *c)
{
	struct feat_opts feat = { .columns = o.columns };
	struct state s = { c, NULL };
	int ret;

	if ((o.columns == NULL) == (o.preset == NULL))
		return err_usage(&c->err, "expected either -x PRESET or -F "
					  "COLUMNS; see tickfeat --list");
	if (o.preset != NULL &&
	    (feat.preset = feat_preset_find(o.preset)) == NULL)
		return err_usage(&c->err,
		    "--preset: \"%s\": unknown; see tickfeat --list", o.preset);
	s.feats = feats_new(&feat, &c->house, &c->err);
	if (s.feats == NULL) {
		c->err.usage = 1;
		return -1;
	}
	ret = cmd_each_rows(c, push, &s);
	account(c, s.feats);
	feats_free(s.feats);
	return ret;
}

int
main(int argc, char **argv)
{
	return cmd_filter(&tool, opts, &o, run, argc, argv);
}
