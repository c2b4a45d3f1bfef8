/*
 * reasons.c - notes on --reason, for the tools that have it.
 */
#include "reasons.h"

void
note_reasons(const struct cmd *c, const char *own,
    const struct reason_names *of, int n)
{
	size_t len = 0;

	while ((own = reasons_unused(own, &len, of, n)) != NULL) {
		cmd_note(c, "--reason: \"%.*s\": no feature has this name",
		    (int)len, own);
		own += len;
	}
}
