/*
 * shard.c - the rows of one shard out of n.
 *
 * A symbol's shard is the FNV-1a 64 of its bytes modulo n, one line in any
 * language.  I is taken modulo n too, so shards may be counted from 0 or from
 * 1: n/n is the same as 0/n.  Rows without a symbol hash as the empty text, so
 * that every row is in exactly one shard, except for the symbols that go to
 * all.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/answers.h"
#include "base/hash.h"
#include "base/num.h"
#include "cat/steps.h"

enum { SHARDS_MAX = 1 << 20 };

struct shard {
	uint64_t i, n;
	const char *also; /* borrowed */
	struct vocab *vocab;
	struct answers in; /* by symbol id */
};

/* The text is one of a list with commas. */
static int
listed(const char *list, const char *s, size_t len)
{
	size_t n;

	for (;; list += n + 1) {
		n = strcspn(list, ",");
		if (n == len && n > 0 && memcmp(list, s, n) == 0)
			return 1;
		if (list[n] == '\0')
			return 0;
	}
}

static int
in_shard(const struct shard *s, const char *text, size_t len)
{
	return hash_fnv1a(text, len) % s->n == s->i ||
	       (s->also != NULL && listed(s->also, text, len));
}

int
shard_keeps(const struct shard *s, const char *symbol)
{
	return in_shard(s, symbol, strlen(symbol));
}

int
shard_row(struct shard *s, const struct rec *r, struct err *err)
{
	uint32_t id = rec_symbol(r);
	int known = answers_known(&s->in, id);
	const char *text;
	size_t len;

	if (known != ANSWER_NONE)
		return known == ANSWER_YES;
	text = symtab_text(s->vocab->syms, id, &len);
	return answers_keep(&s->in, id, in_shard(s, text, len), err);
}

struct shard *
shard_new(const char *i_of_n, const char *also, struct vocab *vocab,
    struct err *err)
{
	struct shard *s = calloc(1, sizeof(*s));
	size_t len = strcspn(i_of_n, "/");

	if (s == NULL) {
		err_errno(err, "--shard");
		return NULL;
	}
	if (i_of_n[len] == '\0' || num_u64(&s->i, i_of_n, len) != 0 ||
	    num_u64(&s->n, i_of_n + len + 1, strlen(i_of_n + len + 1)) != 0 ||
	    s->n == 0 || s->n > SHARDS_MAX || s->i > s->n) {
		err_usage(err,
		    "--shard: \"%.40s\": expected I/N, N up to %d, I up to N",
		    i_of_n, SHARDS_MAX);
		free(s);
		return NULL;
	}
	s->i %= s->n;
	s->also = also;
	s->vocab = vocab;
	answers_init(&s->in, "symbols");
	return s;
}

void
shard_free(struct shard *s)
{
	if (s == NULL)
		return;
	answers_fini(&s->in);
	free(s);
}
