/*
 * detector_option.c - an option of a detector other than that of -d.
 */
#include "detector_option.h"

#include <stdio.h>
#include <string.h>

#include "detect/detect.h"

static int
has_option(const struct detector *d, const char *name, size_t len)
{
	const struct opt *o;

	for (o = d->opts; o != NULL && o->name != NULL; o++)
		if (strlen(o->name) == len && memcmp(o->name, name, len) == 0)
			return 1;
	return 0;
}

void
detector_option(struct err *err)
{
	const struct detector *const *d;
	char of[256] = "", name[64];
	const size_t skip = strlen(OPT_UNKNOWN);
	size_t len, n = 0;

	if (!err->usage || strncmp(err->msg, OPT_UNKNOWN, skip) != 0)
		return;
	len = strcspn(err->msg + skip, " ");
	if (len >= sizeof(name))
		return;
	memcpy(name, err->msg + skip, len);
	name[len] = '\0';
	for (d = detector_list; *d != NULL && n < sizeof(of) / 2; d++)
		if (has_option(*d, name, len))
			n += (size_t)snprintf(of + n, sizeof(of) - n, "%s%s",
			    n > 0 ? ", " : "", (*d)->name);
	if (n == 0)
		return;
	err_clear(err);
	err_usage(err, "--%s: only with -d %s", name, of);
}
