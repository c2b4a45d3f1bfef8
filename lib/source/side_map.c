/*
 * side_map.c - reading --side-map.
 */
#include "source/side_map.h"

#include <string.h>
#include <strings.h>

/* "buy,1,true" of one side. */
static int
add_values(struct side_map *m, char side, const char *s, size_t len,
    struct err *err)
{
	const char *comma;
	size_t n;

	for (;; s += n + 1, len -= n + 1) {
		comma = memchr(s, ',', len);
		n = comma != NULL ? (size_t)(comma - s) : len;
		if (n == 0)
			return err_usage(err, "--side-map: an empty value");
		if (n > 2 && s[1] == '=' && strchr("BAN", *s) != NULL)
			return err_usage(err,
			    "--side-map: \"%.*s\": expected a ; before it",
			    (int)(n < 60 ? n : 60), s);
		if (side_map_get(m, s, n) != '\0')
			return err_usage(err,
			    "--side-map: \"%.*s\": given twice",
			    (int)(n < 60 ? n : 60), s);
		if (m->n == SIDE_MAP_MAX)
			return err_usage(err, "--side-map: more than %d values",
			    SIDE_MAP_MAX);
		m->v[m->n].side = side;
		m->v[m->n].s = s;
		m->v[m->n++].len = n;
		if (comma == NULL)
			return 0;
	}
}

int
side_map_parse(struct side_map *m, const char *text, struct err *err)
{
	size_t n;

	m->n = 0;
	if (text == NULL)
		return 0;
	for (;; text += n + 1) {
		n = strcspn(text, ";");
		if (n < 3 || strchr("BAN", *text) == NULL || text[1] != '=')
			return err_usage(err,
			    "--side-map: \"%.*s\": expected B=, A= or N= and "
			    "values with commas between",
			    (int)(n < 60 ? n : 60), text);
		if (add_values(m, *text, text + 2, n - 2, err) == -1)
			return -1;
		if (text[n] == '\0')
			return 0;
	}
}

char
side_map_get(const struct side_map *m, const char *s, size_t len)
{
	int i;

	for (i = 0; i < m->n; i++)
		if (m->v[i].len == len && strncasecmp(m->v[i].s, s, len) == 0)
			return m->v[i].side;
	return '\0';
}
