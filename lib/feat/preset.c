/*
 * preset.c - named column texts.
 *
 * `default' has the statistics of rows, windows, regimes and the feed that the
 * recommended detector turns into p-values; `price' is the same for bars
 * without a volume.  sigma is the bipower volatility times the time-of-day
 * factor.  A run is a sequence of rows without a break; its first two rows are
 * not scored.  4.47... is sqrt 20.  `@' is replaced by a session and its zone.
 *
 * The baselines of `bars' and similar presets are those of every report: rz,
 * ma, vz, rangez.  `crypto-forest' has the five features of the streaming
 * crypto system (z-scores of price, log return and volume, rolling deviations
 * of price and volume), with windows of 20 rows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feat/lang.h"

#define RETURNS "r=logret(close),rz=ewz(r,60),"
#define RANGE "range=log(high/low),rangez=ewz(range,60),"
#define VOLUME "vz=ewz(log(volume),60),"
#define RESIDUAL                                                               \
	"ma=(log(close)-mean(log(close),20))/(4.47213595499958"                \
	"*ewsd(r,60))"
#define COUNT ",nz=ewz(log(count),60)"

/* Return over its local volatility, range over what is usual. */
#define LOCAL                                                                  \
	"_k=run(30m@),_r=runret(close,_k),_f=tod(from(_r,2,_k)@),"             \
	"_t=halfstep(close)/close,_q=_t*_t,"                                   \
	"_p=lvol(_r/_f,30,floor=_t/_f)*_f+1e-7,_z=_r/_p,_a=abs(_z),"           \
	"_h=clip(log(high/low),2e-5),_g=log(_h)-todmean(log(_h)@),"            \
	"_e=logstep(_h,_t,30),_rng=ewz(_g,30,floor=_e),"
/* |r| over the larger of two deviations: the local volatility, which a jump
 * does not inflate, and one that it does.  In real markets jumps come
 * together. */
#define MOVE                                                                   \
	"_s=sqrt(atleast(ewm(_r*_r,60),_q)+1e-14),_b=abs(_r)/atleast(_p,_s),"
#define LOCAL_VOLUME                                                           \
	"_w=clip(fill(volume),1),_v=log(_w),"                                  \
	"_vz=ewz(_v-todmean(_v@),30,floor=logstep(_w,0.5,30)),"                \
	"_ev=ewreg(_vz,_rng,log(_a+0.05),clip(_a,0,6),floor=0.25),"
/* A move over several rows counts at the rows that add to it, at least as much
 * as the move's mean row.  Otherwise one large return would be rare in each of
 * the rows after it. */
#define WINDOWS                                                                \
	"rng=from(_rng,3,_k),"                                                 \
	"r5=from(runsum(ewz(_g,120,floor=_e),5,_k),3,_k),"                     \
	"alt6=alt(clip(_z,-5,5),6,_k),_d=runmove(log(close),5,_k),"            \
	"trend5=from(abs(runsum(_z,5,_k))*clip(sign(5*_r*_d-_d*_d),0),3,_k),"  \
	"ma20=abs(log(close)-runmean(log(close),20,_k))*clip(sign(_a-0.5),0)"  \
	"/(_s*4.47213595499958),"
#define REGIME                                                                 \
	"absr_5d=abs(_r)/sqrt(atleast(ewdays(_r*_r),_q)+1e-14),"               \
	"range_5d=_h/sqrt(atleast(ewdays(_h*_h),_q)+1e-14),"                   \
	"_m=runmove(log(close),10,_k),"                                        \
	"move10_5d=abs(_m)*clip(sign(10*_r*_m-_m*_m),0)"                       \
	"/sqrt(atleast(ewdays(_m*_m),_q)+1e-14),"                              \
	"_n=breakret(close,_k)/sqrt(atleast(ewdays(_r*_r),_q)+1e-14),"         \
	"night_5d=clip(fill(abs(ewz(_n,20,warm=8,floor=1)))-2,0),"
/* For networks, which large values would rule: signs and logs. */
#define LOGS                                                                   \
	"z=from(sign(_z)*log(1+_a),3,_k),"                                     \
	"rng=from(sign(_rng)*log(1+abs(_rng)),3,_k),"                          \
	"absr_5d=log(1+abs(_r)/sqrt(atleast(ewdays(_r*_r),_q)+1e-14)),"        \
	"range_5d=log(1+_h/sqrt(atleast(ewdays(_h*_h),_q)+1e-14)),"            \
	"_m=runmove(log(close),10,_k),"                                        \
	"move10_5d=log(1+abs(_m)/sqrt(atleast(ewdays(_m*_m),_q)+1e-14))"
#define FEED "gap=gap(2h@),stale=same(close,_k)"
#define CRYPTO                                                                 \
	"pz=z(close,20),rz=z(logret(close),20),vz=z(volume,20),"               \
	"psd=sd(close,20),vsd=sd(volume,20)"

const struct feat_preset feat_presets[] = {
	{ "default", "bars with volume, for the recommended detector",
	    LOCAL MOVE LOCAL_VOLUME
	    "jmp=from(_b+1.5*_rng-_vz,3,_k),vz=from(_vz,3,_k),"
	    "rngx=from(_rng-0.35*_vz,3,_k),"
	    "ev=from(_ev,3,_k),ev8=from(runsum(_ev,8,_k),3,_k)," WINDOWS REGIME
		FEED ",no_volume=zeros(volume,_k)" },
	{ "price", "the same for bars without volume",
	    LOCAL MOVE "jmp=from(_b+1.5*_rng,3,_k)," WINDOWS REGIME FEED },
	{ "local", "bars with volume, for networks: logs of the default's",
	    LOCAL LOCAL_VOLUME
	    "jmp=from(log(1+clip(_a+1.5*_rng-0.7*_vz,0)),3,_k),"
	    "vz=from(sign(_vz)*log(1+abs(_vz)),3,_k)," LOGS },
	{ "local-price", "the same for bars without volume",
	    LOCAL "jmp=from(log(1+clip(_a+1.5*_rng,0)),3,_k)," LOGS },
	{ "series", "the value of a plain series", "x=value" },
	{ "bars", "bars of tickwin: return, range, volume, residual, count",
	    RETURNS RANGE VOLUME RESIDUAL COUNT },
	{ "ohlcv", "as bars, for bars without a count",
	    RETURNS RANGE VOLUME RESIDUAL },
	{ "fx", "as bars, for bars of quotes, without volume",
	    RETURNS RANGE RESIDUAL COUNT },
	{ "trades", "single trades: return and size",
	    "r=logret(price),rz=ewz(r,60),v=log(size),vz=ewz(v,60)" },
	{ "crypto", "z-scores of price, return and volume over 20 rows",
	    CRYPTO },
	{ "fx-lstm", "midpoint of quotes (ticktrain -x fx-lstm)", "mid=mid" },
	{ "nasdaq-trades", "price of trades", "px=price" },
	{ "nifty-transformer",
	    "prices and volume (ticktrain -x nifty-transformer)",
	    "o=open,h=high,l=low,c=close,v=volume" },
	{ "crypto-forest", "the same as crypto", CRYPTO },
	{ "market-zscore", "z-scores of return, volume and sd over 20 rows",
	    "rz=z(100*(close-open)/open,20),vz=z(volume,20),sdz=z(sd,20)" },
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

char *
feat_preset_text(const struct feat_preset *p, const char *session,
    const char *zone)
{
	const char *from = p->columns;
	char more[256], *text, *to;
	size_t n = 1, len;

	snprintf(more, sizeof(more), ",session=%s,zone=%s",
	    session != NULL ? session : "any", zone != NULL ? zone : "UTC");
	len = session != NULL || zone != NULL ? strlen(more) : 0;
	for (; *from != '\0'; from++)
		n += *from == '@' ? len : 1;
	if ((text = to = malloc(n)) == NULL)
		return NULL;
	for (from = p->columns; *from != '\0'; from++) {
		if (*from != '@') {
			*to++ = *from;
			continue;
		}
		memcpy(to, more, len);
		to += len;
	}
	*to = '\0';
	return text;
}

int
feat_preset_has_session(const struct feat_preset *p)
{
	return strchr(p->columns, '@') != NULL;
}

static int
fits(const struct feat_preset *p, const struct schema *s)
{
	char *text = feat_preset_text(p, NULL, NULL);
	struct err err = { 0 };
	struct prog prog;
	int i, ok;

	if (text == NULL)
		return 0;
	/* no preset names a symbol */
	ok = prog_parse(&prog, text, p->name, NULL, &err) == 0;
	for (i = 0; ok && i < prog.nfield; i++)
		ok = schema_find(s, prog.field[i].name) >= 0;
	prog_fini(&prog);
	free(text);
	return ok;
}

const struct feat_preset *
feat_preset_for(const struct schema *s)
{
	const struct feat_preset *p;

	for (p = feat_presets; p->name != NULL; p++)
		if (fits(p, s))
			return p;
	return NULL;
}
