/*
 * options.c - the options of reading foreign data (struct source_opts).
 */
#include <math.h>
#include <stddef.h>

#include "source/cumulative.h"
#include "source/map.h"
#include "source/recipe.h"
#include "source/source.h"

#define AT(field) offsetof(struct source_opts, field)

/* In the order of enum framing_kind, enum prefer, enum
 * decimal, enum numbers and enum ts_unit. */
static const char *const framings[] = { "auto", "lines", "kcat-json", "keyed",
	"be32", "rs", "quarantine", NULL };
static const char *const prefers[] = { "quote", "trade", NULL };
static const char *const side_ofs[] = { "taker", "maker", NULL };
static const char *const decimals[] = { "auto", ".", ",", NULL };
static const char *const numbers[] = { "strict", "loose", NULL };
static const char *const units[] = { "auto", "s", "ms", "us", "ns", "each",
	NULL };

const struct opt source_options[] = {
	{ .letter = 'f',
	    .name = "from",
	    .type = OPT_STR,
	    .off = AT(from),
	    .arg = "FORMAT",
	    .def = "auto",
	    .help = "input format, see --list" },
	{ .name = "map",
	    .type = OPT_STR,
	    .off = AT(map),
	    .arg = "FIELD=COL,...",
	    .help = "assign columns, keys or JSON Pointers to fields" },
	{ .name = "no-header",
	    .type = OPT_FLAG,
	    .off = AT(no_header),
	    .help = "delimited text: the first line is data" },
	{ .name = "skip-lines",
	    .type = OPT_INT,
	    .off = AT(skip_lines),
	    .arg = "N",
	    .def = "0",
	    .max = INFINITY,
	    .help = "skip the first N lines of each text" },
	{ .name = "comment",
	    .type = OPT_STR,
	    .off = AT(comment),
	    .arg = "TEXT",
	    .help = "delimited text: skip lines that start with TEXT" },
	{ .name = "as",
	    .type = OPT_STR,
	    .off = AT(as),
	    .arg = "SYMBOL",
	    .help = "symbol of all records, instead of their own" },
	{ .name = "tz",
	    .type = OPT_STR,
	    .off = AT(tz),
	    .arg = "ZONE",
	    .help = "zone of times without one, as in Europe/Berlin" },
	{ .name = "ts-unit",
	    .type = OPT_ENUM,
	    .off = AT(ts_unit),
	    .arg = "UNIT",
	    .def = "auto",
	    .choices = units,
	    .help = "unit of times that are numbers" },
	{ .name = "ts-format",
	    .type = OPT_STR,
	    .off = AT(ts_format),
	    .arg = "FORMAT",
	    .help = "format of times, as for strptime; or mdy, dmy, ymd" },
	{ .name = "date",
	    .type = OPT_STR,
	    .off = AT(date),
	    .arg = "DATE",
	    .help = "date for times of the day without one" },
	{ .name = "any-time",
	    .type = OPT_FLAG,
	    .off = AT(any_time),
	    .help = "accept numbers before 1980 as times" },
	{ .name = "bar",
	    .type = OPT_DURATION,
	    .off = AT(bar_ns),
	    .arg = "TIME",
	    .def = "0s",
	    .max = 3.2e16,
	    .help = "length of the bars in the input" },
	{ .name = "bar-end",
	    .type = OPT_FLAG,
	    .off = AT(bar_end),
	    .help = "the times of bars are those of their ends" },
	{ .name = "zero-price",
	    .type = OPT_FLAG,
	    .off = AT(zero_price),
	    .help = "keep trades and quotes at price 0" },
	{ .name = "decimal",
	    .type = OPT_ENUM,
	    .off = AT(decimal),
	    .arg = "MARK",
	    .def = "auto",
	    .choices = decimals,
	    .help = "decimal mark of numbers" },
	{ .name = "numbers",
	    .type = OPT_ENUM,
	    .off = AT(numbers),
	    .arg = "FORM",
	    .def = "strict",
	    .choices = numbers,
	    .help = "loose: 1,234.5, 1.2M, 0.17ZEN and $5, too" },
	{ .name = "price-scale",
	    .type = OPT_STR,
	    .off = AT(price_scale),
	    .arg = "UNIT",
	    .help = "unit of whole-number prices: 1e-5, 0.001" },
	{ .name = "side-map",
	    .type = OPT_STR,
	    .off = AT(side_map),
	    .arg = "MAP",
	    .help = "values of the side column: 'B=buy,1;A=sell,0'" },
	{ .name = "side-of",
	    .type = OPT_ENUM,
	    .off = AT(side_of),
	    .arg = "WHO",
	    .def = "taker",
	    .choices = side_ofs,
	    .help = "whose side the side column holds" },
	{ .name = "side-rows",
	    .type = OPT_FLAG,
	    .off = AT(side_rows),
	    .help = "join rows that hold one side of a quote each" },
	{ .name = "cumulative",
	    .type = OPT_STR,
	    .off = AT(cumulative),
	    .arg = "FIELD",
	    .help = "FIELD is a sum over the day: take differences" },
	{ .name = "keep-unknown",
	    .type = OPT_FLAG,
	    .off = AT(keep_unknown),
	    .help = "keep unknown keys and columns as fields" },
	{ .name = "stamp-arrival",
	    .type = OPT_FLAG,
	    .off = AT(stamp_arrival),
	    .help = "give records without a time their time of arrival" },
	{ .name = "prefer",
	    .type = OPT_ENUM,
	    .off = AT(prefer),
	    .arg = "WHAT",
	    .def = "quote",
	    .choices = prefers,
	    .help = "kind for bid, ask and a price without size" },
	{ .name = "open-bars",
	    .type = OPT_FLAG,
	    .off = AT(open_bars),
	    .help = "keep klines that are still open" },
	{ .name = "quote-currency",
	    .type = OPT_STR,
	    .off = AT(quote_currency),
	    .arg = "CODE",
	    .help = "currency of prices if the format names none" },
	{ .name = "framing",
	    .type = OPT_ENUM,
	    .off = AT(framing),
	    .arg = "FORM",
	    .def = "auto",
	    .choices = framings,
	    .help = "envelope around the records" },
	{ .name = "inner",
	    .type = OPT_STR,
	    .off = AT(inner),
	    .arg = "FORMAT",
	    .help = "format of the lines in a quarantine" },
	{ .name = "src",
	    .type = OPT_FLAG,
	    .off = AT(src),
	    .help = "add topic, partition and offset, or file and line" },
	{ .name = "no-src",
	    .type = OPT_FLAG,
	    .off = AT(no_src),
	    .help = "leave out the partitions and offsets of envelopes" },
	{ .name = "strict-eof",
	    .type = OPT_FLAG,
	    .off = AT(strict_eof),
	    .help = "refuse text whose last line has no newline" },
	{ .name = "normalize-symbols",
	    .type = OPT_FLAG,
	    .off = AT(normalize),
	    .help = "write EUR/USD, EUR_USD and eurusd as EURUSD" },
	{ .name = "tbbo",
	    .type = OPT_FLAG,
	    .off = AT(tbbo),
	    .help = "Databento's CSV and JSON: rtype 1 is tbbo, not mbp-1" },
	{ .name = "resync",
	    .type = OPT_FLAG,
	    .off = AT(dbn.resync),
	    .help = "DBN: continue after damage and report what was lost" },
	{ .name = "ts-out",
	    .type = OPT_FLAG,
	    .off = AT(dbn.fragment_ts_out),
	    .help = "records of a fragment have a ts_out" },
	{ .name = NULL },
};

int
source_opts_check(const struct source_opts *o, struct err *err)
{
	struct map m;
	struct side_map sides;
	struct cumulative cumulative;
	struct zone z;
	int scale;

	if (o->src && o->no_src)
		return err_usage(err, "expected --src or --no-src, not both");
	if (map_parse(&m, o->map, err) == -1 ||
	    side_map_parse(&sides, o->side_map, err) == -1 ||
	    cumulative_init(&cumulative, o->cumulative, err) == -1)
		return -1;
	if (o->tz != NULL) {
		if (zone_option(&z, "tz", o->tz, err) == -1)
			return -1;
		zone_fini(&z);
	}
	return o->price_scale != NULL ? price_scale(&scale, o->price_scale, err)
				      : 0;
}
