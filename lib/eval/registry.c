/*
 * registry.c - the metrics of metric/list.h, by name.
 */
#include <string.h>

#include "eval/eval.h"

#define METRIC(name) extern const struct metric metric_##name;
#include "eval/metric/list.h"
#undef METRIC

#define METRIC(name) &metric_##name,
const struct metric *const metric_list[] = {
#include "eval/metric/list.h"
	NULL
};
#undef METRIC

const struct metric *
metric_find(const char *name)
{
	for (size_t i = 0; metric_list[i] != NULL; i++)
		if (strcmp(metric_list[i]->name, name) == 0)
			return metric_list[i];
	return NULL;
}

/* ---- a choice of them ---- */

static int
is_word(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && memcmp(s, word, n) == 0;
}

/* The name itself, or its first part. */
static int
is_named(const struct metric *m, const char *s, size_t n)
{
	return strncmp(m->name, s, n) == 0 &&
	       (m->name[n] == '\0' || m->name[n] == '_');
}

static int
choose_word(unsigned char *on, const char *s, size_t n, struct err *err)
{
	int found = is_word(s, n, "all") || is_word(s, n, "default");
	int all = is_word(s, n, "all");

	if (is_word(s, n, "none")) {
		memset(on, 0, METRICS_MAX);
		return 0;
	}
	for (size_t i = 0; metric_list[i] != NULL; i++) {
		const struct metric *m = metric_list[i];

		if (all || is_named(m, s, n))
			on[i] = 1;
		found |= is_named(m, s, n);
	}
	if (!found)
		return err_usage(err,
		    "--metrics: unknown metric \"%.*s\"; see --list", (int)n,
		    s);
	return 0;
}

int
metrics_choose(const struct metric *out[METRICS_MAX + 1], const char *list,
    int legacy, struct err *err)
{
	unsigned char on[METRICS_MAX] = { 0 };
	size_t i, n = 0, len;

	for (i = 0; metric_list[i] != NULL; i++) {
		if (i == METRICS_MAX)
			BUG("more metrics than a report may have");
		on[i] = !metric_list[i]->extra && !metric_list[i]->legacy;
	}
	for (; list != NULL && *list != '\0'; list += len) {
		len = strcspn(list, ",");
		if (len > 0 && choose_word(on, list, len, err) == -1)
			return -1;
		len += list[len] == ',';
	}
	for (i = 0; metric_list[i] != NULL; i++)
		if (metric_list[i]->legacy ? legacy : on[i])
			out[n++] = metric_list[i];
	out[n] = NULL;
	return 0;
}
