/*
 * cmd_account.c - the account of --stats, one line of JSON on stderr.
 */
#include <inttypes.h>

#include "cmd.h"

enum { LATE_LEAST = 100 };

void
cmd_count(struct cmd *c, const char *name, uint64_t value, enum account part)
{
	if (c->naccount == ACCOUNT_MAX)
		BUG("too many lines in an account");
	c->account[c->naccount].name = name;
	c->account[c->naccount].value = value;
	c->account[c->naccount++].part = part;
}

/* ,"bad":{"bad-time":3,"syntax":1} */
static void
print_reasons(const struct cmd *c)
{
	const char *sep = "";
	int i;

	if (c->bad.count == 0)
		return;
	fprintf(stderr, ",\"bad\":{");
	for (i = 0; i < BAD_REASONS; i++) {
		if (c->bad.by[i] == 0)
			continue;
		fprintf(stderr, "%s\"%s\":%" PRIu64, sep, bad_reasons[i],
		    c->bad.by[i]);
		sep = ",";
	}
	fprintf(stderr, "}");
}

/* ,"open":7 if there are any */
static void
print_open(const struct cmd *c)
{
	int i;

	for (i = 0; i < c->naccount; i++)
		if (c->account[i].part == ACCOUNT_OPEN &&
		    c->account[i].value > 0)
			fprintf(stderr, ",\"%s\":%" PRIu64, c->account[i].name,
			    c->account[i].value);
}

/* ,"dropped":{"late":1} */
static void
print_part(const struct cmd *c, const char *name, enum account part)
{
	const char *sep = "";
	int i;

	fprintf(stderr, ",\"%s\":{", name);
	for (i = 0; i < c->naccount; i++) {
		if (c->account[i].part != part || c->account[i].value == 0)
			continue;
		fprintf(stderr, "%s\"%s\":%" PRIu64, sep, c->account[i].name,
		    c->account[i].value);
		sep = ",";
	}
	fprintf(stderr, "}");
}

/* {"tool":"tickwin","in":9,"made":3,"used":8,"out":3,"dropped":{"late":1},
 * "not_rows":{},"seconds":0.01}, on one line */
void
cmd_print_account(const struct cmd *c, uint64_t out)
{
	int i;

	fprintf(stderr,
	    "{\"tool\":\"%s\",\"in\":%" PRIu64 ",\"made\":%" PRIu64
	    ",\"used\":%" PRIu64 ",\"out\":%" PRIu64,
	    c->tool->name, c->rows_in, c->rows_made, c->rows_used, out);
	print_open(c);
	print_part(c, "dropped", ACCOUNT_DROPPED);
	print_part(c, "not_rows", ACCOUNT_NOT_ROWS);
	print_reasons(c);
	for (i = 0; i < c->naccount; i++)
		if (c->account[i].part == ACCOUNT_SAYS)
			fprintf(stderr, ",\"%s\":%" PRIu64, c->account[i].name,
			    c->account[i].value);
	if (c->account_more != NULL)
		fputs(c->account_more, stderr);
	fprintf(stderr, ",\"seconds\":%.3f}\n",
	    (double)(io_now() - c->began) / 1e9);
}

void
cmd_check_late(struct cmd *c, uint64_t late, uint64_t in, double percent,
    const char *remedy)
{
	if (late < LATE_LEAST || (double)late <= percent / 100 * (double)in)
		return;
	err_set(&c->err,
	    "%" PRIu64 " of %" PRIu64 " rows are late: %s, or accept them with "
	    "--max-late",
	    late, in, remedy);
}
