/*
 * reason.c - the name (reason) of an alarm, from the name of its feature.
 *
 * Users name features freely.  Names from the presets, the column functions
 * and common fields are mapped to words that people search for; any other name
 * is used as it is.  In a pattern `*' matches any text and `#' any digits, both
 * also nothing; the first matching pattern wins.
 */
#include "score/reason.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WILD_MAX = 3 }; /* of a pattern: each one starts another search */

const struct reason reason_table[] = {
	{ "r", "price_spike" },
	{ "rz", "price_spike" },
	{ "z", "price_spike" },
	{ "ret", "price_spike" },
	{ "logret", "price_spike" },
	{ "price", "price_spike" },
	{ "close", "price_spike" },
	{ "mid", "price_spike" },
	{ "jmp", "price_jump" },
	{ "range", "volatility_burst" },
	{ "rangez", "volatility_burst" },
	{ "rng", "volatility_burst" },
	{ "rngx", "volatility_burst" },
	{ "r#", "volatility_burst" },
	{ "psd", "volatility_burst" },
	{ "rv", "volatility_burst" },
	{ "v", "volume_surge" },
	{ "vz", "volume_surge" },
	{ "vsd", "volume_surge" },
	{ "volume", "volume_surge" },
	{ "size", "volume_surge" },
	{ "ev#", "volume_without_move" },
	{ "nz", "activity_burst" },
	{ "count", "activity_burst" },
	{ "ma#", "price_drift" },
	{ "pz", "price_drift" },
	{ "trend#", "price_drift" },
	{ "alt#", "price_oscillation" },
	{ "V#", "price_reversal" },
	{ "v#", "price_reversal" },
	{ "*_5d", "regime_change" },
	{ "gap", "feed_gap" },
	{ "stale", "stale_price" },
	{ "no_volume", "no_volume" },
	{ "spread", "wide_spread" },
	{ "spreadz", "wide_spread" },
	/* names derived from the text of an expression: the reason of each
	 * function (tick-features(7)), before those of its series */
	{ "lm_*", "price_jump" },
	{ "bns_*", "price_jump" },
	{ "corr_*", "correlation_change" },
	{ "resid_*", "pair_divergence" },
	{ "rate*", "activity_burst" },
	{ "offquote*", "off_quote" },
	{ "tickrule*", "order_imbalance" },
	{ "leeready*", "order_imbalance" },
	{ "bookimb*", "order_imbalance" },
	{ "roll_*", "wide_spread" },
	{ "amihud_*", "price_impact" },
	{ "kyle_*", "price_impact" },
	{ "vpin_*", "informed_flow" },
	{ "same_*", "stale_price" },
	{ "zeros_*", "no_volume" },
	{ "gap_*", "feed_gap" },
	{ "lvol*", "volatility_burst" },
	{ "microprice*", "price_spike" },
	{ "ofi*", "order_imbalance" },
	/* the names of series in them, and aggregates */
	{ "*spread*", "wide_spread" },
	{ "*imbalance*", "order_imbalance" },
	{ "signed_volume*", "order_imbalance" },
	{ "*volume*", "volume_surge" },
	{ "*size*", "volume_surge" },
	{ "*count*", "activity_burst" },
	{ "*range*", "volatility_burst" },
	{ "*ret_*", "price_spike" },
	{ "*close*", "price_spike" },
	{ "*price*", "price_spike" },
	{ "*mid*", "price_spike" },
	{ NULL, NULL },
};

static int
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Does pattern p[plen] match the whole name? */
static int
fits(const char *p, size_t plen, const char *name)
{
	if (plen == 0)
		return *name == '\0';
	if (*p == '#') {
		for (; is_digit(*name); name++)
			if (fits(p + 1, plen - 1, name))
				return 1;
		return fits(p + 1, plen - 1, name);
	}
	if (*p == '*') {
		for (; *name != '\0'; name++)
			if (fits(p + 1, plen - 1, name))
				return 1;
		return fits(p + 1, plen - 1, name);
	}
	return *p == *name && fits(p + 1, plen - 1, name + 1);
}

/* Look up a name in "NAME=WORD,NAME=WORD"; 1 when found. */
static int
look_up(char out[REASON_MAX + 1], const char *feature, const char *own)
{
	size_t len, name;

	for (; own != NULL && *own != '\0'; own += len + (own[len] == ',')) {
		len = strcspn(own, ",");
		name = strcspn(own, "=");
		if (name >= len || !fits(own, name, feature))
			continue;
		snprintf(out, REASON_MAX + 1, "%.*s", (int)(len - name - 1),
		    own + name + 1);
		return 1;
	}
	return 0;
}

void
reason_of(char out[REASON_MAX + 1], const char *feature, const char *first,
    const char *second)
{
	const struct reason *r;

	if (look_up(out, feature, first) || look_up(out, feature, second))
		return;
	for (r = reason_table; r->pattern != NULL; r++)
		if (fits(r->pattern, strlen(r->pattern), feature))
			break;
	snprintf(out, REASON_MAX + 1, "%s",
	    r->pattern != NULL ? r->word : feature);
}

/* One "NAME=WORD". */
static int
entry_check(const char *own, size_t len, struct err *err)
{
	static const char word_chars[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789_-.";
	size_t name = strcspn(own, "="), wild = 0, i, word;

	if (name == 0 || name >= len)
		return err_usage(err, "\"%.*s\": expected NAME=WORD", (int)len,
		    own);
	for (i = 0; i < name; i++)
		wild += own[i] == '*' || own[i] == '#';
	if (wild > WILD_MAX)
		return err_usage(err, "\"%.*s\": more than %d of * and #",
		    (int)len, own, WILD_MAX);
	word = strspn(own + name + 1, word_chars);
	if (word == 0 || word > REASON_MAX || name + 1 + word != len)
		return err_usage(err,
		    "\"%.*s\": a word has 1 to %d letters, digits, '_', '-' "
		    "and '.'",
		    (int)len, own, REASON_MAX);
	return 0;
}

int
reasons_check(const char *own, struct err *err)
{
	size_t len;

	for (; *own != '\0'; own += len + (own[len] == ',')) {
		len = strcspn(own, ",");
		if (entry_check(own, len, err) == -1)
			return -1;
	}
	return 0;
}

static int
fits_any(const char *name, size_t len, const struct reason_names *of, int n)
{
	int i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < of[i].n; j++)
			if (fits(name, len, of[i].name[j]))
				return 1;
	return 0;
}

const char *
reasons_unused(const char *own, size_t *len, const struct reason_names *of,
    int n)
{
	for (; *own != '\0'; own += *len) {
		own += *own == ',';
		*len = strcspn(own, ",");
		if (*len > 0 && !fits_any(own, strcspn(own, "="), of, n))
			return own;
	}
	return NULL;
}

char *
reasons_join(const struct opt_strs *own, struct err *err)
{
	size_t room = 1, len = 0;
	char *text;
	int i;

	for (i = 0; i < own->n; i++) {
		if (reasons_check(own->v[i], err) == -1) {
			err_at(err, "--reason");
			return NULL;
		}
		room += strlen(own->v[i]) + 1;
	}
	if ((text = calloc(1, room)) == NULL)
		err_errno(err, "--reason");
	for (i = 0; text != NULL && i < own->n; i++)
		len += (size_t)sprintf(text + len, "%s%s", i > 0 ? "," : "",
		    own->v[i]);
	return text;
}
