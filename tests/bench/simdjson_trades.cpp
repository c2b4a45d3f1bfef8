/*
 * simdjson_trades.cpp - the peer of `tickcat -b trades.ndjson`.
 *
 * Reads our NDJSON of trades, keys in any order, with simdjson's ondemand
 * parser over the whole file, and writes one fixed-width row a line to stdout:
 * times as nanoseconds, the price as a double, the symbol as text.  It
 * checks no more than the parser does and needs the kind to be known.
 *
 *	c++ -O3 -o simdjson_trades simdjson_trades.cpp -lsimdjson
 */
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

#include <simdjson.h>

struct row {
	uint64_t ts_event, ts_recv;
	double price;
	int64_t size, ts_in_delta;
	uint64_t sequence, instrument_id;
	char symbol[24];
	uint8_t publisher_id, depth, flags;
	char action, side;
};

static unsigned
digits(const char *p, int n)
{
	unsigned v = 0;

	for (int i = 0; i < n; i++)
		v = v * 10 + (unsigned)(p[i] - '0');
	return v;
}

/* "2024-01-02T13:30:00.000977132Z" to ns, days by the civil calendar. */
static uint64_t
time_ns(std::string_view s)
{
	const char *p = s.data();
	unsigned y, m, d, era, year, day, days;

	if (s.size() != 30)
		return 0;
	y = digits(p, 4);
	m = digits(p + 5, 2);
	d = digits(p + 8, 2);
	y -= m <= 2;
	era = y / 400;
	year = y % 400;
	day = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
	days = era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
	return ((uint64_t)days * 86400 + digits(p + 11, 2) * 3600 +
		   digits(p + 14, 2) * 60 + digits(p + 17, 2)) *
		   1000000000u +
	       digits(p + 20, 9);
}

static void
read_row(row &r, simdjson::ondemand::object o)
{
	std::string_view s;

	if (std::string_view(o["kind"]) != "trades")
		throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
	r.ts_event = time_ns(o["ts_event"]);
	r.ts_recv = time_ns(o["ts_recv"]);
	s = o["symbol"];
	std::memset(r.symbol, 0, sizeof(r.symbol));
	std::memcpy(r.symbol, s.data(),
	    s.size() < sizeof(r.symbol) ? s.size() : sizeof(r.symbol));
	r.publisher_id = (uint8_t)uint64_t(o["publisher_id"]);
	r.instrument_id = o["instrument_id"];
	r.action = std::string_view(o["action"])[0];
	r.side = std::string_view(o["side"])[0];
	r.depth = (uint8_t)uint64_t(o["depth"]);
	r.price = o["price"];
	r.size = o["size"];
	r.flags = (uint8_t)uint64_t(o["flags"]);
	r.ts_in_delta = o["ts_in_delta"];
	r.sequence = o["sequence"];
}

int
main(int argc, char **argv)
{
	simdjson::ondemand::parser parser;
	simdjson::padded_string text;
	std::vector<row> rows;
	row r = {};

	if (argc != 2) {
		std::fprintf(stderr, "usage: simdjson_trades FILE\n");
		return 2;
	}
	try {
		text = simdjson::padded_string::load(argv[1]);
		rows.reserve(4096);
		simdjson::ondemand::document_stream lines =
		    parser.iterate_many(text, 1 << 20);
		for (auto line : lines) {
			read_row(r, line.get_object());
			rows.push_back(r);
			if (rows.size() < 4096)
				continue;
			std::fwrite(rows.data(), sizeof(r), rows.size(),
			    stdout);
			rows.clear();
		}
		std::fwrite(rows.data(), sizeof(r), rows.size(), stdout);
	} catch (const simdjson::simdjson_error &e) {
		std::fprintf(stderr, "simdjson_trades: %s\n", e.what());
		return 1;
	}
	return std::fflush(stdout) == 0 ? 0 : 1;
}
