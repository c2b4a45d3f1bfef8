/*
 * options.c - the options of a report's contents.
 */
#include "eval/options.h"

#include <stddef.h>
#include <string.h>

#define AT(field) offsetof(struct eval_choice, field)

const struct opt eval_choice_opts[] = {
	{ .name = "metrics",
	    .type = OPT_STR,
	    .off = AT(metrics),
	    .arg = "LIST",
	    .help = "add vus, affiliation, nab, range, bootstrap, all" },
	{ .name = "buffer",
	    .type = OPT_INT,
	    .off = AT(buffer),
	    .arg = "ROWS",
	    .def = "10",
	    .max = 10000,
	    .help = "largest label buffer of vus, in rows" },
	{ .name = "exact",
	    .type = OPT_FLAG,
	    .off = AT(exact),
	    .help = "vus at all thresholds, not at 250" },
	{ .name = "resamples",
	    .type = OPT_INT,
	    .off = AT(resamples),
	    .arg = "N",
	    .def = "200",
	    .min = 20,
	    .max = 10000,
	    .help = "number of bootstrap draws" },
	{ .name = "join-false",
	    .type = OPT_INT,
	    .off = AT(join_false),
	    .arg = "ROWS",
	    .def = "0",
	    .max = 1000,
	    .help = "count false rows up to ROWS apart as one (0 = runs)" },
	{ .name = "legacy",
	    .type = OPT_FLAG,
	    .off = AT(legacy),
	    .help = "add point-adjusted F1, a misleading metric" },
	{ .name = "seeds",
	    .type = OPT_INT,
	    .off = AT(seeds),
	    .arg = "N",
	    .def = "32",
	    .max = EVAL_SEEDS_MAX,
	    .help = "number of random orders for the random scores" },
	{ .name = "no-baselines",
	    .type = OPT_FLAG,
	    .off = AT(no_baselines),
	    .help = "leave out the baselines B1 to B8" },
	{ .name = "window",
	    .type = OPT_INT,
	    .off = AT(window),
	    .arg = "ROWS",
	    .def = "0",
	    .max = 100000,
	    .help = "evaluate windows of ROWS rows (0 = single rows)" },
	{ .name = "per-symbol",
	    .type = OPT_FLAG,
	    .off = AT(per_symbol),
	    .help = "print a table for each symbol" },
	{ .name = "tmp",
	    .type = OPT_STR,
	    .off = AT(tmp),
	    .arg = "DIR",
	    .help = "folder for the temporary file (default: TMPDIR)" },
	{ .name = NULL },
};

/* --metrics: the words that are metrics, and `bootstrap'. */
static int
take_metrics(const struct metric **metrics, int *bootstrap,
    const struct eval_choice *from, struct err *err)
{
	char list[1024] = "";
	const char *s = from->metrics != NULL ? from->metrics : "";
	size_t len, n = 0;

	for (; *s != '\0'; s += len + (s[len] == ',')) {
		len = strcspn(s, ",");
		*bootstrap |= len == 9 && memcmp(s, "bootstrap", 9) == 0;
		*bootstrap |= len == 3 && memcmp(s, "all", 3) == 0;
		if (len == 9 && memcmp(s, "bootstrap", 9) == 0)
			continue;
		if (n + len + 2 > sizeof(list))
			return err_usage(err, "--metrics: too long");
		memcpy(list + n, s, len);
		n += len;
		list[n++] = ',';
	}
	list[n] = '\0';
	return metrics_choose(metrics, list, from->legacy, err);
}

int
eval_choice_take(struct eval_opts *to,
    const struct metric *metrics[METRICS_MAX + 1],
    const struct eval_choice *from, struct err *err)
{
	int bootstrap = 0;

	if (take_metrics(metrics, &bootstrap, from, err) == -1)
		return -1;
	to->metrics = metrics;
	to->params = (struct eval_params){ (int)from->buffer, from->exact,
		(int)from->join_false };
	to->tmp = from->tmp;
	to->seeds = (int)from->seeds;
	to->window = (int)from->window;
	to->resamples = bootstrap ? (int)from->resamples : 0;
	to->no_baselines = from->no_baselines;
	to->per_symbol = from->per_symbol;
	return 0;
}
