/*
 * fit_opts.c - the options of a long fit: weights, files, threads.
 */
#include "detect/fit_opts.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/model.h"
#include "detect/net/train.h"

#define AT(field) offsetof(struct fit_choice, field)

const struct opt fit_choice_opts[] = {
	{ .name = "import",
	    .type = OPT_STR,
	    .off = AT(import),
	    .arg = "FILE",
	    .help =
		"networks: take the weights from this safetensors file, do not "
		"train" },
	{ .name = "warm-start",
	    .type = OPT_STR,
	    .off = AT(warm),
	    .arg = "MODEL",
	    .help = "networks: start from the weights of this model" },
	{ .name = "log",
	    .type = OPT_STR,
	    .off = AT(log),
	    .arg = "FILE",
	    .help = "networks: write one JSON line per epoch to FILE" },
	{ .name = "checkpoint",
	    .type = OPT_STR,
	    .off = AT(checkpoint),
	    .arg = "FILE",
	    .help =
		"networks: save the work after each epoch; resume from it" },
	{ .letter = 'j',
	    .name = "jobs",
	    .type = OPT_INT,
	    .off = AT(jobs),
	    .arg = "N",
	    .def = "0",
	    .max = NET_JOBS_MAX,
	    .help = "threads (0 = one per processor); the model is the same" },
	{ .name = NULL },
};

int
fit_choice_check(const struct fit_choice *c, int is_net, struct err *err)
{
	int trains = c->warm != NULL || c->log != NULL || c->checkpoint != NULL;

	if (!is_net && (trains || c->import != NULL))
		return err_usage(err,
		    "--import, --warm-start, --log and --checkpoint: only with "
		    "-d dense, lstm or transformer");
	if (trains && c->import != NULL)
		return err_usage(err,
		    "--import trains nothing: leave out --warm-start, --log "
		    "and --checkpoint; to train on, give the model that it "
		    "makes to --warm-start");
	return 0;
}

char *
fit_name(const struct detector *det, const void *det_opts, int64_t seed,
    struct err *err)
{
	char *options = model_options(det, det_opts), *name;
	size_t size;

	if (options == NULL) {
		err_errno(err, "fit");
		return NULL;
	}
	size = strlen(options) + strlen(det->name) + 64;
	if ((name = malloc(size)) == NULL)
		err_errno(err, "fit");
	else
		snprintf(name, size, "%s seed=%" PRId64 " %s", det->name, seed,
		    options);
	free(options);
	return name;
}
