/*
 * opt_help.c - print the option tables for people and for scripts.
 *
 *	Output:
 *	  -t, --to FORMAT   output encoding (json, bin or csv) [json]
 *	      --limit N     stop after N records (1 or more)
 *
 * Two columns in 79, the right one wrapped at blanks.  An option too wide
 * for the left column has a line of its own.  A heading follows an empty
 * line; a group of which no option is shown has none.
 */
#include <string.h>

#include "base/opt_value.h"

enum { COLUMNS = 79, LEFT_MAX = 28, GAP = 2, TEXT_MAX = 2048 };

/* Columns of a UTF-8 text: bytes that do not continue a character. */
static int
width(const char *s, size_t len)
{
	int n = 0;

	while (len-- > 0)
		n += (*s++ & 0xC0) != 0x80;
	return n;
}

static void
put_left(char *out, size_t max, const struct opt *o)
{
	char letter[8] = "    ";

	if (o->letter != 0)
		snprintf(letter, sizeof(letter), "-%c, ", o->letter);
	snprintf(out, max, "  %s--%s%s%s", letter, o->name,
	    o->arg != NULL ? " " : "", o->arg != NULL ? o->arg : "");
}

/* The right column as one line.  A default that the text itself names is not
 * repeated; limits are shown when all options are. */
static void
put_right(char *out, size_t max, const struct opt *o, int all)
{
	char range[OPT_RANGE_MAX] = "";
	const char *def = o->def;

	if (all || o->type == OPT_ENUM)
		opt_range(range, o);
	if (o->type == OPT_FLAG || o->type == OPT_COUNT ||
	    strstr(o->help, "(default: ") != NULL)
		def = NULL; /* a bare option has nothing to show */
	if (o->type == OPT_STRS && range[0] == '\0')
		snprintf(range, sizeof(range), "repeatable");
	snprintf(out, max, "%s%s%s%s%s%s%s", o->help,
	    range[0] != '\0' ? " (" : "", range, range[0] != '\0' ? ")" : "",
	    def != NULL ? " [" : "", def != NULL ? def : "",
	    def != NULL ? "]" : "");
}

/* Words of s from column `from` on; the line so far is `at` columns wide. */
static void
wrap(FILE *f, const char *s, int at, int from)
{
	const char *word;
	size_t len;
	int w, first = 1;

	for (word = s; *word != '\0'; word += len) {
		word += strspn(word, " ");
		len = strcspn(word, " ");
		if (len == 0)
			break;
		w = width(word, len);
		if (!first && at + 1 + w > COLUMNS) {
			fputc('\n', f);
			at = 0;
			first = 1;
		}
		if (first) {
			fprintf(f, "%*s", from > at ? from - at : 0, "");
			at = from > at ? from : at;
		} else {
			fputc(' ', f);
			at++;
		}
		fwrite(word, 1, len, f);
		at += w;
		first = 0;
	}
	fputc('\n', f);
}

/* Is o shown?  rare: names between blanks that are not; NULL: all are. */
static int
is_shown(const struct opt *o, const char *rare)
{
	size_t len = strlen(o->name);
	const char *s = rare;

	while (s != NULL && *s != '\0') {
		s += strspn(s, " ");
		if (strncmp(s, o->name, len) == 0 &&
		    (s[len] == ' ' || s[len] == '\0'))
			return 0;
		s += strcspn(s, " ");
	}
	return 1;
}

/* The column that the right side starts at. */
static int
right_column(const struct opt_group *groups, int ngroups, const char *rare)
{
	const struct opt *o;
	char left[TEXT_MAX];
	int i, w, widest = 0;

	for (i = 0; i < ngroups; i++) {
		for (o = groups[i].opts; o->name != NULL; o++) {
			if (!is_shown(o, rare))
				continue;
			put_left(left, sizeof(left), o);
			w = width(left, strlen(left));
			if (w <= LEFT_MAX && w > widest)
				widest = w;
		}
	}
	return widest + GAP;
}

static void
help_row(FILE *f, const struct opt *o, int column, int all)
{
	char left[TEXT_MAX], right[TEXT_MAX];
	int at;

	put_left(left, sizeof(left), o);
	put_right(right, sizeof(right), o, all);
	fputs(left, f);
	at = width(left, strlen(left));
	if (at + GAP > column) {
		fputc('\n', f);
		at = 0;
	}
	wrap(f, right, at, column);
}

void
opt_help(FILE *f, const struct opt_group *groups, int ngroups, const char *rare,
    int bold)
{
	int i, column = right_column(groups, ngroups, rare);
	const char *title = "Options";
	const struct opt *o;

	for (i = 0; i < ngroups; i++) {
		if (groups[i].opts->name == NULL)
			continue;
		if (groups[i].title != NULL)
			title = groups[i].title;
		for (o = groups[i].opts; o->name != NULL; o++) {
			if (!is_shown(o, rare))
				continue;
			if (title != NULL)
				fprintf(f, "\n%s%s:%s\n", bold ? "\033[1m" : "",
				    title, bold ? "\033[0m" : "");
			title = NULL;
			help_row(f, o, column, rare == NULL);
		}
	}
}

void
opt_table(FILE *f, const struct opt_group *groups, int ngroups)
{
	const struct opt *o;
	int i;

	for (i = 0; i < ngroups; i++) {
		for (o = groups[i].opts; o->name != NULL; o++) {
			if (o->letter != 0)
				fputc(o->letter, f);
			fprintf(f, "\t%s\t%s\t%s\t%s\n", o->name,
			    o->arg != NULL ? o->arg : "",
			    o->def != NULL ? o->def : "", o->help);
		}
	}
}
