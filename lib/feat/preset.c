/*
 * preset.c - named column texts.
 *
 * The baselines are those of `detection.md` 2.11: rz is B2, ma B3, vz B5,
 * rangez B6.  `crypto` has the five features of the streaming crypto system
 * (z-scores of price, log return and volume, rolling deviations of price and
 * volume), with windows of 20 rows.  4.47... is sqrt 20.
 */
#include <string.h>

#include "feat/feat.h"

#define RETURNS "r=logret(close),rz=ewz(r,60),"
#define RANGE "range=log(high/low),rangez=ewz(range,60),"
#define VOLUME "vz=ewz(log(volume),60),"
#define RESIDUAL                                                               \
	"ma=(log(close)-mean(log(close),20))/(4.47213595499958"                \
	"*ewsd(r,60))"
#define COUNT ",nz=ewz(log(count),60)"

const struct feat_preset feat_presets[] = {
	{ "default", "the recommended columns: those of bars",
	    RETURNS RANGE VOLUME RESIDUAL COUNT },
	{ "bars", "bars of tickwin: return, range, volume, residual, count",
	    RETURNS RANGE VOLUME RESIDUAL COUNT },
	{ "ohlcv", "bars made elsewhere: as bars, without the count",
	    RETURNS RANGE VOLUME RESIDUAL },
	{ "fx", "bars of quotes: as bars, without the volume",
	    RETURNS RANGE RESIDUAL COUNT },
	{ "trades", "single trades: return and size",
	    "r=logret(price),rz=ewz(r,60),v=log(size),vz=ewz(v,60)" },
	{ "crypto", "the five features of the streaming crypto system",
	    "pz=z(close,20),rz=z(logret(close),20),vz=z(volume,20),"
	    "psd=sd(close,20),vsd=sd(volume,20)" },
	{ NULL, NULL, NULL },
};

const struct feat_preset *
feat_preset_find(const char *name)
{
	const struct feat_preset *p;

	for (p = feat_presets; p->name != NULL; p++)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}
