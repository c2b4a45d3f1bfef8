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
