/*
 * early.c - report a row that is far ahead of its source.
 */
#include "window/early.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/row_text.h"
#include "stream/wrong_clock.h"

static const char *
shown(const char *file)
{
	return strcmp(file, "-") == 0 ? "<stdin>" : file;
}

void
early_text(char out[EARLY_TEXT_MAX], const struct window_early *e,
    const char *file, uint64_t max_jump)
{
	char detail[WRONG_CLOCK_DETAIL_MAX];

	wrong_clock_detail(detail, e->time, max_jump);
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
	struct wrong_clock_aside a = { e->resumed ? file : shown(file),
		e->resumed ? 0 : e->row, e->time, max_jump, NULL, 0 };
	char *text;
	int ret;

	if (bad->to == NULL)
		return 0;
	if ((text = row_text(&e->r, syms)) == NULL)
		return err_errno(err, "--bad-to");
	a.text = text;
	ret = wrong_clock_aside(bad, &a, err);
	free(text);
	return ret;
}
