/*
 * def.c - an id for the steps that made a row's columns.
 */
#include "stream/def.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/num.h"

uint64_t
def_step(uint64_t before, const char *text)
{
	uint64_t def = hash_xxh64(text, strlen(text), before) & INT64_MAX;

	return def == 0 ? 1 : def; /* 0 stands for "no steps" */
}

int
def_comment(struct sink *k, uint64_t def, const char *text, struct err *err)
{
	size_t len = strlen(text), n = 0;
	char *buf = malloc(6 * len + 64);
	int ret;

	if (buf == NULL)
		return err_errno(err, "def");
	memcpy(buf, "{\"def\":\"", 8);
	n = 8 + num_put_u64(buf + 8, def);
	memcpy(buf + n, "\",\"text\":", 9);
	n += 9;
	n += json_put_string(buf + n, text, len);
	buf[n++] = '}';
	ret = sink_comment(k, buf, n, err);
	free(buf);
	return ret;
}
