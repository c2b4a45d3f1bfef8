/*
 * sim_world.c - the worlds that can be simulated: parameters of the market
 * model, and the usual kind, rate and days of each.
 *
 * The values were chosen so that the statistics printed by scripts/facts are
 * close to those of real data; ticksim(1) has the table and lists the
 * differences.  A change of any value changes the bytes of every seed; the
 * tests check these bytes.
 */
#include <string.h>

#include "base/num.h"
#include "synth/sim_impl.h"

/* Shares of stocks, and every fourth symbol like a future. */
#define EQUITY                                                                 \
	.hump = { { 0, 0.006, 6 }, { 0, 0.12, 1.6 }, { 1, 0.12, 1.2 },         \
		{ 1, 0.004, 6 } },                                             \
	.price_low = 35, .price_high = 400, .tick9 = 10000000, .lot = 100,     \
	.futures = 1, .factor_sigma = 0.007, .beta_low = 0.5,                  \
	.beta_high = 1.5, .sigma_low = 0.006, .sigma_high = 0.012,             \
	.tail = 3.5, .session_pull = 8, .session_spread = 1.2,                 \
	.day_pull = 0.06, .day_spread = 0.8, .gap_part = 0.5,                  \
	.open_boost = 1.2, .acd_now = 0.2, .acd_past = 0.7, .crowd = 0.8,      \
	.width_low = 0.1, .width_high = 1, .sweep_on = 0.35, .level_on = 0.2,  \
	.side_lean = 0.2, .side_keep = 0.25, .size_terms = 2, .size_scale = 1, \
	.odd_lot = 0.4, .block = 0.01, .touch_scale = 5, .changes = 8,         \
	.messages = 3, .market_news = 0.6, .symbol_news = 1.2,                 \
	.news_size = 0.25, .news_variance = 6, .halt_from = 0.8,               \
	.halts = 0.005

static const struct sim_world worlds[] = {
	{ .name = "equity",
	    .info = { "shares in New York trading hours, one in four like a "
		      "future",
		"trades", "09:30-16:00", "America/New_York", 20000, 0 },
	    EQUITY },
	{ .name = "fx",
	    .info = { "quotes of currency pairs, evening to evening", "quote",
		"17:00-16:55", "America/New_York", 50000, 0 },
	    .hump = { { 0.1, 0.06, 1.5 }, { 0.44, 0.05, 5 },
		{ 0.68, 0.08, 8 } },
	    .price_low = 0.6,
	    .price_high = 1.6,
	    .tick9 = 10000,
	    .lot = 100000,
	    .factor_sigma = 0.003,
	    .beta_low = 0.4,
	    .beta_high = 1.2,
	    .sigma_low = 0.003,
	    .sigma_high = 0.006,
	    .tail = 4,
	    .session_pull = 10,
	    .session_spread = 1.5,
	    .day_pull = 0.06,
	    .day_spread = 0.4,
	    .gap_part = 0.1,
	    .open_boost = 0.5,
	    .acd_now = 0.12,
	    .acd_past = 0.8,
	    .crowd = 0.8,
	    .width_low = 4,
	    .width_high = 12,
	    .sweep_on = 0.1,
	    .level_on = 0.1,
	    .side_lean = 0.3,
	    .side_keep = 0.3,
	    .size_terms = 2,
	    .size_scale = 3,
	    .touch_scale = 8,
	    .changes = 2,
	    .messages = 2,
	    .market_news = 1.5,
	    .symbol_news = 1,
	    .news_size = 0.25,
	    .news_variance = 8 },
	{ .name = "crypto",
	    .info = { "coins around the clock", "trades", "00:00-24:00", "UTC",
		100000, 1 },
	    .hump = { { 0, 0.02, 1 }, { 0.62, 0.12, 2.5 } },
	    .price_low = 0.1,
	    .price_high = 60000,
	    .tick9 = 10000,
	    .lot = 1,
	    .tick_share = 2e-5,
	    .factor_sigma = 0.025,
	    .beta_low = 0.7,
	    .beta_high = 1.4,
	    .sigma_low = 0.01,
	    .sigma_high = 0.03,
	    .tail = 3,
	    .session_pull = 8,
	    .session_spread = 2,
	    .day_pull = 0.1,
	    .day_spread = 0.6,
	    .open_boost = 0,
	    .acd_now = 0.2,
	    .acd_past = 0.7,
	    .crowd = 0.9,
	    .width_low = 0,
	    .width_high = 0.6,
	    .sweep_on = 0.55,
	    .level_on = 0.35,
	    .side_lean = 0.3,
	    .side_keep = 0.5,
	    .size_terms = 3,
	    .size_scale = 30,
	    .block = 0.005,
	    .touch_scale = 60,
	    .changes = 3,
	    .messages = 4,
	    .market_news = 1.5,
	    .symbol_news = 2,
	    .news_size = 0.4,
	    .news_variance = 8 },
	{ .name = "minute",
	    .info = { "the shares as minute bars", "ohlcv-1m", "09:30-16:00",
		"America/New_York", 8000, 0 },
	    EQUITY },
};

enum { WORLDS = sizeof(worlds) / sizeof(worlds[0]) };

/* The lab comes last. */
const char *const sim_worlds[] = { "equity", "fx", "crypto", "minute", "lab",
	NULL };

static const struct sim_world_info lab = {
	"fixed market for benchmarks: no news, halts or bursts", "trades",
	"13:30-20:00", "UTC", 20000, 0
};

const struct sim_world *
sim_world_at(int world)
{
	return world < WORLDS ? &worlds[world] : NULL;
}

void
sim_world_without(struct sim_world *w, unsigned parts)
{
	if ((parts & SIM_NEWS) != 0)
		w->market_news = w->symbol_news = 0;
	if ((parts & SIM_HALTS) != 0)
		w->halt_from = w->halts = 0;
	if ((parts & SIM_BURSTS) != 0)
		w->open_boost = 0;
}

int
sim_parts_parse(unsigned *parts, const char *text, struct err *err)
{
	static const char *const names[] = { "news", "halts", "bursts" };
	const char *end;
	size_t n;
	unsigned i;

	for (*parts = 0;; text = end + 1) {
		n = strcspn(text, ",");
		end = text + n;
		for (i = 0; i < 3; i++)
			if (strlen(names[i]) == n &&
			    strncmp(names[i], text, n) == 0)
				break;
		if (i == 3)
			return err_usage(err,
			    "\"%.40s\": expected news, halts, bursts, or "
			    "several with commas between them",
			    text);
		*parts |= 1U << i;
		if (*end == '\0')
			return 0;
	}
}

struct sim_world_info
sim_world_info(int world)
{
	return world < WORLDS ? worlds[world].info : lab;
}

int
sim_world_makes(int world, const char *kind)
{
	return world < WORLDS ||
	       (strcmp(kind, "mbo") != 0 && strcmp(kind, "mbp-10") != 0);
}

void
sim_opts_default(struct sim_opts *o)
{
	*o = (struct sim_opts){
		.seed = 1,
		.symbols = 3,
		.days = 5,
		.start = (uint64_t)ts_days(2024, 1, 2) * NS_DAY,
		.session = { .open_s = 13 * 3600 + 30 * 60,
		    .close_s = 20 * 3600 },
	};
	sim_opts_world(o, 0);
}

void
sim_opts_world(struct sim_opts *o, int world)
{
	struct sim_world_info info = sim_world_info(world);

	o->world = world;
	o->kind = info.kind;
	o->rate = info.rate;
	o->all_days = info.all_days;
}

int
sim_change_parse(struct sim_change *c, const char *text)
{
	const char *at = strchr(text, '@');
	uint64_t day;

	if (at == NULL || num_f64(&c->factor, text, (size_t)(at - text)) < 0 ||
	    !(c->factor >= 0.01 && c->factor <= 100) ||
	    num_u64(&day, at + 1, strlen(at + 1)) < 0 || day < 1 ||
	    day > SIM_DAYS_MAX)
		return -1;
	c->day = (uint32_t)day;
	return 0;
}
