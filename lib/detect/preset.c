/*
 * preset.c - named options of ticktrain: models that are known by a name.
 *
 * `fx-lstm' and `nifty-transformer' are reference systems 0 and 2 as their
 * documents describe them, on levels scaled to the training range; what the
 * documents leave open is the net's default.  System 2 chooses its threshold
 * by Youden's J on labelled rows: tickeval --choose youden -m MODEL does.
 * Beside each is what measures better: returns in units of local volatility.
 */
#include "detect/preset.h"

#include <stdlib.h>
#include <string.h>

const struct train_preset train_presets[] = {
	{ "fx-lstm", "system 0: LSTM of 64 relu cells over 60 mid prices",
	    "tickfeat -x fx-lstm",
	    { "-d", "lstm", "--window", "60", "--hidden", "64", "--cell",
		"relu", "--forward", "--scale", "minmax", "--input", "level",
		"--quantile", "0.99" } },
	{ "fx-local", "in its place: LSTM over returns by local volatility",
	    "tickfeat -x local-price",
	    { "-d", "lstm", "--window", "16", "--hidden", "32", "--last-row",
		"--scale", "robust" } },
	{ "nifty-transformer", "system 2: attention over 60 bars of prices",
	    "tickfeat -x nifty-transformer",
	    { "-d", "transformer", "--window", "60", "--width", "64", "--heads",
		"8", "--ff", "128", "--layers", "3", "--latent", "0", "--batch",
		"32", "--epochs", "100", "--scale", "minmax", "--input",
		"level" } },
	{ "bars-local", "in its place: attention over bars by local volatility",
	    "tickfeat -x local",
	    { "-d", "transformer", "--window", "16", "--width", "32", "--heads",
		"4", "--ff", "64", "--layers", "2", "--last-row", "--scale",
		"robust" } },
	{ NULL, NULL, NULL, { NULL } },
};

const struct train_preset *
train_preset_find(const char *name)
{
	const struct train_preset *p;

	for (p = train_presets; p->name != NULL; p++)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

char **
train_preset_args(const struct train_preset *p, int *argc, char **argv)
{
	char **out =
	    calloc((size_t)*argc + TRAIN_PRESET_ARGS + 1, sizeof(*out));
	int i, n = 0;

	if (out == NULL)
		return NULL;
	out[n++] = argv[0];
	for (i = 0; i < TRAIN_PRESET_ARGS && p->args[i] != NULL; i++)
		memcpy(&out[n++], &p->args[i], sizeof(*out));
	for (i = 1; i < *argc; i++)
		out[n++] = argv[i];
	*argc = n;
	return out;
}
