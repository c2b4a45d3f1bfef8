/*
 * formats.c - the names of all that is read: formats of our own and of
 * Databento's, and the layouts.
 */
#include "source/formats.h"

#include <string.h>

#include "source/layout.h"

static const struct {
	const char *name, *summary;
	enum what what;
} formats[] = {
	{ "auto", "detect the format by its content", WHAT_EMPTY },
	{ "tks", "binary tick stream, see tick-stream(5)", WHAT_TKS },
	{ "ndjson", "NDJSON tick stream, one object per line", WHAT_NDJSON },
	{ "dbn", "Databento binary, versions 1 to 3 and DBZ", WHAT_DBN },
	{ "quarantine", "lines that --bad-to kept", WHAT_QUARANTINE },
};

enum { NFORMATS = sizeof(formats) / sizeof(formats[0]) };

int
source_list(int i, const char **name, const char **summary)
{
	int layout = i - NFORMATS, n = 0;

	if (i >= 0 && layout < 0) {
		*name = formats[i].name;
		*summary = formats[i].summary;
		return 1;
	}
	while (layout_list[n] != NULL)
		n++;
	if (i < 0 || layout >= n)
		return 0;
	*name = layout_list[layout]->name;
	*summary = layout_list[layout]->summary;
	return 1;
}

void
source_print(FILE *f)
{
	const char *name, *summary;
	int i;

	fprintf(f, "input formats (--from):\n");
	for (i = 0; source_list(i, &name, &summary); i++)
		fprintf(f, "  %-16s %s\n", name, summary);
	fprintf(f, "kinds with fields of their own:\n ");
	for (i = 0; kind_names[i] != NULL; i++)
		fprintf(f, " %s", kind_names[i]);
	fputc('\n', f);
}

enum what
format_asked(const char *from, struct err *err)
{
	const struct layout *layout;
	int i;

	if (from == NULL)
		return WHAT_EMPTY;
	for (i = 0; i < NFORMATS; i++)
		if (strcmp(formats[i].name, from) == 0)
			return formats[i].what;
	layout = layout_find(from);
	if (layout != NULL)
		return layout->binary != NULL      ? WHAT_BINARY
		       : layout->text == TEXT_JSON ? WHAT_JSON
						   : WHAT_TEXT;
	err_usage(err, "--from: \"%.40s\": unknown format; see --list", from);
	return WHAT_FAILED;
}

const char *
format_name(enum what what)
{
	int i;

	for (i = 1; i < NFORMATS; i++)
		if (formats[i].what == what)
			return formats[i].name;
	return what == WHAT_JSON ? "json" : what == WHAT_TEXT ? "csv" : "empty";
}
