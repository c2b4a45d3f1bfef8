/*
 * comment.c - DBN metadata as a comment of our streams.
 */
#include "dbn/comment.h"

#include <stdlib.h>
#include <string.h>

static const char begins[] = "{\"dbn\":";

enum { BEGINS = sizeof(begins) - 1 };

static char *
put_comment(size_t *len, const struct dbn_meta *m, struct err *err)
{
	char *json = dbn_meta_json(m, 0, err), *text;
	size_t n;

	if (json == NULL)
		return NULL;
	n = strlen(json);
	if ((text = malloc(BEGINS + n + 2)) != NULL) {
		memcpy(text, begins, BEGINS);
		memcpy(text + BEGINS, json, n);
		memcpy(text + BEGINS + n, "}", 2);
		*len = BEGINS + n + 1;
	} else {
		err_errno(err, "metadata");
	}
	free(json);
	return text;
}

char *
dbn_comment(size_t *len, const struct dbn_meta *m, const struct dbn_narrow *n,
    struct err *err)
{
	struct dbn_meta part;
	char *text = NULL;

	if (n == NULL || !dbn_narrows(n))
		return put_comment(len, m, err);
	if (dbn_meta_copy(&part, m, err) == -1)
		return NULL;
	if (dbn_meta_narrow(&part, n, err) == 0)
		text = put_comment(len, &part, err);
	dbn_meta_free(&part);
	return text;
}

char *
dbn_comment_short(size_t *len, const struct dbn_meta *m, struct err *err)
{
	struct dbn_meta part = *m; /* its lists are borrowed */

	part.symbols = part.partial = part.not_found = NULL;
	part.mapping = NULL;
	part.nsymbols = part.npartial = part.nnot_found = 0;
	part.nmapping = 0;
	part.pool = NULL;
	return put_comment(len, &part, err);
}

int
dbn_comment_is(const char *text, size_t len)
{
	return len > BEGINS && memcmp(text, begins, BEGINS) == 0;
}

int
dbn_comment_parse(struct dbn_meta *m, const char *text, size_t len,
    struct err *err)
{
	return dbn_meta_parse(m, text + BEGINS, len - BEGINS - 1, err);
}
