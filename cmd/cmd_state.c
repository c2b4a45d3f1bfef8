/*
 * cmd_state.c - pieces: --state, --state-to and --final.
 *
 * The state is written last, after the output has been closed and renamed: a
 * state must never mark rows as done whose output does not exist.
 */
#include "cmd.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

const struct opt cmd_state_opts[] = {
	{ .name = "state",
	    .type = OPT_STR,
	    .off = offsetof(struct common, state),
	    .arg = "FILE",
	    .help = "resume from FILE; save the state there at the end" },
	{ .name = "state-to",
	    .type = OPT_STR,
	    .off = offsetof(struct common, state_to),
	    .arg = "FILE",
	    .help = "save the state to this file instead" },
	{ .name = "final",
	    .type = OPT_FLAG,
	    .off = offsetof(struct common, final),
	    .help = "finish what is open at the end; save no state" },
	{ .name = NULL },
};

static const char *
target(const struct cmd *c)
{
	return c->o.state_to != NULL ? c->o.state_to : c->o.state;
}

int
cmd_state_begin(struct cmd *c, struct state **s, const char *options)
{
	*s = NULL;
	if (c->o.final && target(c) == NULL)
		return err_usage(&c->err, "--final needs --state");
	if (c->o.final && c->o.state_to != NULL)
		return err_usage(&c->err,
		    "--final saves no state: leave out --state-to");
	if (c->o.state == NULL ||
	    (access(c->o.state, F_OK) == -1 && errno == ENOENT))
		return 0;
	if ((*s = state_read(c->o.state, c->vocab.syms, &c->err)) == NULL)
		return -1;
	if (state_expect(*s, "tool", "tool", c->tool->name, &c->err) == 0 &&
	    state_expect(*s, "version", "version", TT_VERSION, &c->err) == 0 &&
	    state_expect(*s, "options", "options", options, &c->err) == 0)
		return 1;
	state_free(*s);
	*s = NULL;
	return -1;
}

int
cmd_state_pauses(const struct cmd *c)
{
	return target(c) != NULL && !c->o.final;
}

struct state *
cmd_state_pause(struct cmd *c, const char *options)
{
	struct state *s = state_new(c->vocab.syms, &c->err);

	if (s == NULL || state_meta(s, "tool", c->tool->name, &c->err) == -1 ||
	    state_meta(s, "version", TT_VERSION, &c->err) == -1 ||
	    state_meta(s, "options", options, &c->err) == -1) {
		state_free(s);
		return NULL;
	}
	if (c->sink != NULL)
		sink_pause(c->sink);
	c->state = s;
	return s;
}

int
cmd_state_write(struct cmd *c)
{
	return c->state == NULL ? 0 : state_write(c->state, target(c), &c->err);
}
