/*
 * text_version.c - the columns of one version of a record, in text order.
 */
#include "dbn/text_version.h"

#include <string.h>

int
version_same(const struct rtype *t)
{
	return t->version[0] == t->version[DBN_VERSIONS - 1];
}

const struct layout_field *
version_field(const struct rtype *t, int version, const char *name)
{
	const struct layout *l = t->version[version - 1];
	int i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->field[i].name, name) == 0)
			return &l->field[i];
	return NULL;
}

const char *
version_behind(const char *name)
{
	static const char *const dropped[][2] = {
		{ "trading_reference_price", "max_price_variation" },
		{ "trading_reference_date", "original_contract_size" },
		{ "md_security_trading_status", "match_algorithm" },
		{ "settl_price_type", "price_display_format" },
	};
	size_t i;

	for (i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++)
		if (strcmp(dropped[i][0], name) == 0)
			return dropped[i][1];
	return NULL;
}
