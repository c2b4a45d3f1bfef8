/*
 * early.c - report and set aside a row that is far ahead of its source.
 */
#include "early.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "stream/row_text.h"

int
early_row(struct cmd *c, const struct window_early *e, uint64_t max_jump,
    int named, struct err *err)
{
	char at[TS_ISO_LEN + 1], jump[NUM_DURATION_MAX + 1], detail[128];
	struct bad_row row = { .file = c->files[e->file],
		.line = e->row,
		.reason = "early",
		.detail = detail,
		.format = "ndjson" };
	char *text;
	int ret;

	if (e->resumed) {
		row.file = c->o.state;
		row.line = 0;
	} else if (strcmp(row.file, "-") == 0)
		row.file = "<stdin>";
	at[ts_put_iso(at, e->time)] = '\0';
	jump[num_put_duration(jump, max_jump)] = '\0';
	snprintf(detail, sizeof(detail),
	    "%s is more than %s ahead of the rows around it (--max-jump)", at,
	    jump);
	if (named && e->resumed)
		cmd_note(c, "%s: a row of an earlier run: left out: %s",
		    row.file, detail);
	else if (named)
		cmd_note(c, "%s: row %" PRIu64 ": left out: %s", row.file,
		    row.line, detail);
	if (c->bad.to == NULL)
		return 0;
	if ((text = row_text(&e->r, c->vocab.syms)) == NULL)
		return err_errno(err, "--bad-to");
	row.raw = text;
	row.len = strlen(text);
	ret = bad_set_aside(&c->bad, &row, err);
	free(text);
	return ret;
}
