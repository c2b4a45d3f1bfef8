/*
 * names.c - match names by hash, globs one after the other.
 *
 * All texts are in a separate symbol table, so a lookup in a list file of a
 * million names costs no more than in a short one.  Every glob is tried, so
 * that each one that matches is marked as used; callers ask once per symbol,
 * not once per row.
 */
#include "cat/names.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/idmap.h"
#include "base/io.h"
#include "base/symtab.h"

struct names {
	struct symtab *texts;
	struct idmap used; /* unsigned char, by id of a text */
	uint32_t *glob;    /* ids of those that are globs */
	size_t nglob, glob_room;
};

static int
is_glob(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (strchr("*?[\\", s[i]) != NULL)
			return 1;
	return 0;
}

static int
add_glob(struct names *n, uint32_t id, struct err *err)
{
	if (array_grow(&n->glob, &n->glob_room, n->nglob + 1,
		sizeof(*n->glob)) == -1)
		return err_errno(err, "list of names");
	n->glob[n->nglob++] = id;
	return 0;
}

static int
add_name(struct names *n, const char *s, size_t len, struct err *err)
{
	uint32_t id;

	if (memchr(s, '\0', len) != NULL)
		return err_set(err, "a NUL in a name");
	if (symtab_find(n->texts, s, len) != 0)
		return 0;
	if ((id = symtab_add(n->texts, s, len, err)) == 0)
		return -1;
	if (idmap_get(&n->used, id, err) == NULL)
		return -1;
	return is_glob(s, len) ? add_glob(n, id, err) : 0;
}

/* The lines of an open file. */
static int
add_lines(struct names *n, struct in *in, struct err *err)
{
	unsigned long number = 0;
	struct err why = { 0 };
	const char *line;
	size_t len, whole;
	int newline, got;

	for (;;) {
		got = in_line(in, SYM_LEN_MAX + 2, &line, &len, &newline, &why);
		if (got == 0)
			return in_end(in, err);
		number++;
		whole = len + (size_t)newline;
		if (got == 1 && len > 0 && line[len - 1] == '\r')
			len--;
		if (got == 1 && len > 0)
			got = add_name(n, line, len, &why);
		if (got == -1)
			return err_set(err, "%s:%lu: %s", in_name(in), number,
			    why.msg);
		in_skip(in, whole);
	}
}

static int
add_file(struct names *n, const char *path, size_t len, const char *option,
    struct err *err)
{
	struct in *in;
	char *name;
	int ret;

	/* stdin is where the ticks come from */
	if (len == 0 || (len == 1 && *path == '-'))
		return err_usage(err,
		    "--%s: @: expected the name of a file after it", option);
	if ((name = strndup(path, len)) == NULL)
		return err_errno(err, "--%s", option);
	in = in_open(name, 0, err);
	ret = in == NULL ? -1 : add_lines(n, in, err);
	in_close(in);
	free(name);
	return ret == -1 ? err_at(err, "--%s", option) : 0;
}

static int
add_list(struct names *n, const char *list, const char *option, struct err *err)
{
	size_t len;
	int ret;

	for (;; list += len + 1) {
		len = strcspn(list, ",");
		if (len == 0)
			return err_usage(err, "--%s: an empty name", option);
		if (len > SYM_LEN_MAX)
			return err_usage(err,
			    "--%s: \"%.20s...\": longer than %d bytes", option,
			    list, SYM_LEN_MAX);
		if (*list == '@')
			ret = add_file(n, list + 1, len - 1, option, err);
		else
			ret = add_name(n, list, len, err);
		if (ret == -1)
			return -1;
		if (list[len] == '\0')
			return 0;
	}
}

struct names *
names_new(const char *list, const char *option, struct err *err)
{
	struct names *n = calloc(1, sizeof(*n));

	if (n != NULL)
		idmap_init(&n->used, 1, "names");
	if (n == NULL || (n->texts = symtab_new(SYMTAB_DEFAULT_MAX)) == NULL) {
		err_errno(err, "--%s", option);
		names_free(n);
		return NULL;
	}
	if (add_list(n, list, option, err) == -1) {
		names_free(n);
		return NULL;
	}
	return n;
}

int
names_match(struct names *n, const char *text, size_t len)
{
	uint32_t id = symtab_find(n->texts, text, len);
	int match = id != 0;
	size_t i;

	if (match)
		n->used.v[id] = 1;
	for (i = 0; i < n->nglob; i++) {
		id = n->glob[i];
		if (fnmatch(symtab_text(n->texts, id, NULL), text, 0) != 0)
			continue;
		n->used.v[id] = 1;
		match = 1;
	}
	return match;
}

int
names_has(const struct names *n, const char *text, size_t len)
{
	size_t i;

	if (symtab_find(n->texts, text, len) != 0)
		return 1;
	for (i = 0; i < n->nglob; i++)
		if (fnmatch(symtab_text(n->texts, n->glob[i], NULL), text, 0) ==
		    0)
			return 1;
	return 0;
}

const char *
names_unused(const struct names *n, size_t *at)
{
	uint32_t count = symtab_count(n->texts);

	while (++*at < count)
		if (!n->used.v[*at])
			return symtab_text(n->texts, (uint32_t)*at, NULL);
	return NULL;
}

void
names_free(struct names *n)
{
	if (n == NULL)
		return;
	symtab_free(n->texts);
	idmap_fini(&n->used);
	free(n->glob);
	free(n);
}
