/*
 * preset.c - named option sets of ticktrain for well-known models.
 *
 * fx-lstm and nifty-transformer rebuild two well-known designs on price levels
 * scaled to the training range; options that the designs leave open keep the
 * network's default.  The second chooses its threshold by Youden's J on
 * labelled rows: tickeval --choose youden -m MODEL.  fx-local and bars-local
 * use returns scaled by local volatility instead; they detect better.
 * nasdaq-trades, crypto-forest and market-zscore rebuild two forests and a
 * z-score of other designs.
 */
#include "detect/preset.h"

#include <stdlib.h>
#include <string.h>

const struct train_preset train_presets[] = {
	{ "fx-lstm", "LSTM of 64 relu cells over 60 mid prices",
	    "tickfeat -x fx-lstm",
	    { "-d", "lstm", "--window", "60", "--hidden", "64", "--cell",
		"relu", "--forward", "--scale", "minmax", "--input", "level",
		"--quantile", "0.99" } },
	{ "fx-local", "LSTM over locally scaled returns, better than fx-lstm",
	    "tickfeat -x local-price",
	    { "-d", "lstm", "--window", "8", "--hidden", "16", "--last-row",
		"--scale", "z", "--epochs", "30" } },
	{ "nifty-transformer", "attention over the prices of 60 bars",
	    "tickfeat -x nifty-transformer",
	    { "-d", "transformer", "--window", "60", "--width", "64", "--heads",
		"8", "--ff", "128", "--layers", "3", "--latent", "0", "--batch",
		"32", "--epochs", "100", "--scale", "minmax", "--input",
		"level" } },
	{ "bars-local", "attention over locally scaled bars, better",
	    "tickfeat -x local",
	    { "-d", "transformer", "--window", "8", "--width", "32", "--heads",
		"4", "--ff", "64", "--layers", "1", "--latent", "16",
		"--last-row", "--scale", "z", "--windows", "10000", "--epochs",
		"30" } },
	{ "nasdaq-trades", "forest on the price of trades, all symbols as one",
	    "tickfeat -x nasdaq-trades",
	    { "-d", "iforest", "--trees", "1000", "--sample", "256", "--scale",
		"z", "--quantile", "0.99" } },
	{ "crypto-forest", "forest on z-scores of price, return and volume",
	    "tickfeat -x crypto-forest",
	    { "-d", "iforest", "--trees", "100", "--sample", "256",
		"--quantile", "0.99" } },
	{ "market-zscore", "|z| of return, volume and sd over 20 rows",
	    "tickfeat -F 'r=100*(close-open)/open,v=volume,s=sd'",
	    { "-d", "z", "--window", "20" } },
	{ "series", "a plain series: five detectors of its own past",
	    "tickcat --map ts=TIME,value=COLUMN",
	    { "-d", "series", "--form", "five" } },
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

/* The preset of this name, for this detector; NULL with *err. */
static const struct train_preset *
choose(const char *name, const char *detector, struct err *err)
{
	const struct train_preset *p = train_preset_find(name);

	if (p == NULL)
		err_usage(err,
		    "-x: \"%s\": unknown preset; see ticktrain --list", name);
	else if (detector != NULL && strcmp(detector, p->args[1]) != 0)
		err_usage(err,
		    "-x %s: the preset is for -d %s, not for -d %s: leave one "
		    "of the two options out",
		    name, p->args[1], detector);
	return err->set ? NULL : p;
}

char **
train_preset_args(const char *name, const char *detector, int *argc,
    char **argv, struct err *err)
{
	const struct train_preset *p = choose(name, detector, err);
	char **out;
	int i, n = 0;

	if (p == NULL)
		return NULL;
	out = calloc((size_t)*argc + TRAIN_PRESET_ARGS + 1, sizeof(*out));
	if (out == NULL) {
		err_errno(err, "-x %s", name);
		return NULL;
	}
	out[n++] = argv[0];
	for (i = 0; i < TRAIN_PRESET_ARGS && p->args[i] != NULL; i++)
		memcpy(&out[n++], &p->args[i], sizeof(*out));
	for (i = 1; i < *argc; i++)
		out[n++] = argv[i];
	*argc = n;
	return out;
}
