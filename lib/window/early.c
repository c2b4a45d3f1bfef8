/*
 * early.c - report a row that is far ahead of its source.
 */
#include "window/early.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "stream/row_text.h"

enum { DETAIL_MAX = 128 };

static const char *
shown(const char *file)
{
	return strcmp(file, "-") == 0 ? "<stdin>" : file;
}

static void
put_detail(char out[DETAIL_MAX], const struct window_early *e,
    uint64_t max_jump)
{
	char at[TS_ISO_LEN + 1], jump[NUM_DURATION_MAX + 1];

	at[ts_put_iso(at, e->time)] = '\0';
	jump[num_put_duration(jump, max_jump)] = '\0';
	snprintf(out, DETAIL_MAX,
	    "%s is more than %s ahead of the rows around it (--max-jump)", at,
	    jump);
}

void
early_text(char out[EARLY_TEXT_MAX], const struct window_early *e,
    const char *file, uint64_t max_jump)
{
	char detail[DETAIL_MAX];

	put_detail(detail, e, max_jump);
	if (e->resumed)
		snprintf(out, EARLY_TEXT_MAX,
		    "%s: a row of an earlier run: left out: %s", file, detail);
	else
		snprintf(out, EARLY_TEXT_MAX,
		    "%s: row %" PRIu64 ": left out: %s", shown(file), e->row,
		    detail);
}

int
early_set_aside(struct bad_policy *bad, const struct window_early *e,
    const char *file, uint64_t max_jump, const struct symtab *syms,
    struct err *err)
{
	char detail[DETAIL_MAX], *text;
	struct bad_row row = { .file = e->resumed ? file : shown(file),
		.line = e->resumed ? 0 : e->row,
		.reason = "early",
		.detail = detail,
		.format = "ndjson" };
	int ret;

	if (bad->to == NULL)
		return 0;
	if ((text = row_text(&e->r, syms)) == NULL)
		return err_errno(err, "--bad-to");
	put_detail(detail, e, max_jump);
	row.raw = text;
	row.len = strlen(text);
	ret = bad_set_aside(bad, &row, err);
	free(text);
	return ret;
}
