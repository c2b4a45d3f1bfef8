#!/usr/bin/env bats
#
# inputs.bats - other people's text through tickcat: what a record holds, where
# its fields are, and what a file is made of.

load helper

# Rows here are told apart by times of 1, 2, 3: seconds since 1970.
tickcat() {
	command tickcat --any-time "$@"
}

# The rows of stdin: kind and the fields that NAMES are, null is -.
fields() { # names
	jq -r --arg names "$1" '[.kind] + [getpath(($names | split(" "))[] |
	    [.]) | if . == null then "-" else tostring end] | join(" ")'
}

# ---- what a record holds ----

# One line of each case, again and again: the quick way through a file, too.
mixed() { # lines
	echo ts,symbol,price,bid,ask,size
	for ((i = 0; i < $1; i++)); do
		echo "$((i + 1)),A,$((i % 2 ? 5 : 6)),2,3,4"
		echo "$((i + 1)),A,5,2,3,"
		echo "$((i + 1)),A,,2,3,4"
		echo "$((i + 1)),A,5,,,4"
		echo "$((i + 1)),A,5,1,,"
	done
}

@test "of a quote and a trade each record has those that it holds" {
	mixed 1 | tickcat | fields 'bid_px_00 ask_px_00 price size' > got
	diff - got <<-END
	quote 2 3 - -
	trades - - 6 4
	quote 2 3 - -
	quote 2 3 - -
	trades - - 5 4
	quote 1 - - -
	END
	mixed 1 | tickcat --prefer trade |
	    fields 'bid_px_00 ask_px_00 price size' > got
	diff - got <<-END
	quote 2 3 - -
	trades - - 6 4
	trades - - 5 -
	quote 2 3 - -
	trades - - 5 4
	trades - - 5 -
	END
	# JSON, and however a file is read: --src takes line by line
	mixed 500 > all.csv
	awk -F, 'NR > 1 {
		for (i = 3; i <= 6; i++)
			if ($i == "") $i = "null"
		printf "{\"ts\":%s,\"symbol\":\"%s\",\"price\":%s," \
		    "\"bid\":%s,\"ask\":%s,\"size\":%s}\n", $1, $2, $3, $4,
		    $5, $6
	}' all.csv > all.json
	tickcat all.csv > want
	[ "$(wc -l < want)" -eq 3000 ]
	tickcat all.json | cmp - want
	tickcat --src all.csv | sed 's/,"src_.*/}/' | cmp - want
	tickcat --prefer trade all.csv > want
	tickcat --prefer trade all.json | cmp - want
	run ! grep -q '"bid_px_00":null,"ask_px_00":null' want
}

@test "a price beside a quote without one is a price" {
	printf 'ts,symbol,price,bid,ask\n1,A,1,2,3\n2,A,,2,3\n3,A,5,,\n' > x
	tickcat x | fields 'bid_px_00 ask_px_00 price' > got
	diff - got <<-END
	quote 2 3 -
	quote 2 3 -
	price - - 5
	END
	tickcat --prefer trade x | fields 'bid_px_00 ask_px_00 price' > got
	diff - got <<-END
	price - - 1
	quote 2 3 -
	price - - 5
	END
}

# ---- where its fields are ----

@test "a column that --map names is not another field by its name" {
	printf 'ts,bid,ask\n1,2,3\n' | tickcat --as Z --map price=bid |
	    fields price > got
	diff - got <<< 'price 2'
	# t is Binance's trade id, unless it is told to be the time
	echo '{"t":"2026-01-05T14:00:00Z","p":5,"q":7}' |
	    tickcat --as Z --map ts=/t > got
	run ! grep trade_id got
	grep -q '"price":5,"size":7' got
}

@test "--map knows by its name that a side is the maker's" {
	echo '{"d":{"T":1672515782136,"s":"A","p":"5","q":"7","m":true}}' |
	    tickcat --map ts=/d/T,symbol=/d/s,price=/d/p,size=/d/q,side=/d/m |
	    fields side > got
	diff - got <<< 'trades A'
	printf 'ts,symbol,price,size,isBuyerMaker\n1,A,5,7,False\n' |
	    tickcat --map side=isBuyerMaker | fields side > got
	diff - got <<< 'trades B'
	run -1 --separate-stderr tickcat --map ts=1,symbol=2,price=3,side=4 \
	    <<< 1,A,5,True
	[[ $stderr == *": neither buy nor sell"* ]]
}

@test "a pointer of --map is read as RFC 6901 writes it" {
	echo '{"t":1,"a/b":5,"m~n":6,"d":[{"x/y":7}]}' > x
	tickcat --as Z --map ts=/t,price=/a~1b,size=/m~0n x |
	    fields 'price size' > got
	diff - got <<< 'trades 5 6'
	tickcat --as Z --map ts=/t,price=/d/0/x~1y x | fields price > got
	diff - got <<< 'price 7'
}

# ---- times ----

@test "a time without a zone is of the zone that its form has" {
	when() {
		printf 'time,px\n%s,1\n' "$1" |
		    tickcat --as Z --ts ns "${@:2}" | jq -r .ts_event
	}
	[ "$(when '20130101 21:59:59.981')" = 1357077599981000000 ]
	[ "$(when '15.01.2024 10:30:00.123')" = 1705314600123000000 ]
	[ "$(when '20120201 000003660')" = 1328072403660000000 ]
	[ "$(when '20120201 000003660' --tz UTC)" = 1328054403660000000 ]
	[ "$(when '2020.01.02 00:00:00.123' --tz +02:00)" = \
	    1577916000123000000 ]
	[ "$(when '2020.01.02 00:00:00+02:00')" = 1577916000000000000 ]
	# of a broker, who keeps a zone of his own
	printf 'time,px\n2020.01.02 00:00,1\n' > x
	run -1 --separate-stderr tickcat --as Z x
	[[ $stderr == "tickcat: x:2: time: in a broker's zone: --tz ZONE"* ]]
	printf 'date,time,px\n2020.01.02,00:00,1\n' > x
	run -1 --separate-stderr tickcat --as Z x
	# a date and a time of any feed are not HistData's form
	printf 'date,time,px\n20120201,000003660,1\n' |
	    tickcat --as Z --ts ns --tz UTC | jq -r .ts_event > got
	diff - got <<< 1328054403660000000
}

# ---- files pasted together ----

# Its rows come out, and so many lines were headers.
pasted() { # headers file option...
	local n=$1
	shift
	tickcat --stats "$@" > got 2> stats
	[ "$(tail -n 1 stats | jq '.not_rows.headers // 0')" -eq "$n" ]
}

@test "a header that comes again may be written in another way" {
	{
		printf 'ts,symbol,Trade Price\n1,A,1\n2,A,2\n'
		printf 'ts,symbol,Trade Price\n3,A,3\n'
		printf 'TS,Symbol,trade_price\r\n4,A,4\r\n'
		printf '"ts","symbol","tradePrice"\n"5","A","5"\n'
	} > x.csv
	pasted 3 x.csv
	fields price < got | diff - <(printf 'price %d\n' 1 2 3 4 5)
	# other columns are another file
	printf 'ts,price,symbol\n6,6,A\n' >> x.csv
	run -1 --separate-stderr tickcat x.csv
	[[ $stderr == "tickcat: x.csv:10: ts: not a time"* ]]
	[ "${#lines[@]}" -eq 5 ]
}

@test "a file without a header goes on in one with" {
	# Binance's futures have one since 2022
	local f=BTCUSDT-aggTrades-2022-08.csv
	{
		echo 1,2.5,3,10,11,1659312000000,true
		echo 2,2.5,3,12,12,1659312000001,false
		printf 'agg_trade_id,price,quantity,first_trade_id,'
		printf 'last_trade_id,transact_time,is_buyer_maker\n'
		echo 3,2.5,3,13,14,1659312000002,true
	} > $f
	pasted 1 $f
	fields trade_id < got | diff - <(printf 'trades %d\n' 1 2 3)
	printf '1,A,5\nwhen,who,price\n2,A,6\n' > x
	pasted 1 x --map ts=1,symbol=2,price=3
	fields price < got | diff - <(printf 'price %d\n' 5 6)
	# not so a line of which a value is bad
	printf '1,A,5\nwhen,who,7\n2,A,6\n' > x
	run -1 tickcat x --map ts=1,symbol=2,price=3
	assert_output --partial 'x:2: column 1: not a time: "when"'
}

# ---- what is passed over ----

@test "no key of Databento's JSON that is read counts as unknown" {
	shared dbn-samples/python
	local f=$SHARED/dbn-samples/python/GLBX.MDP3 s
	for s in trades mbo mbp-1 tbbo ohlcv-1m definition; do
		tickcat -t dbn-json --map-symbols "$f/test_data.$s.dbn.zst" |
		    tickcat --stats 2>&1 >/dev/null | tail -n 1 > stats
		jq -e 'has("unknown_keys") | not' stats
	done
	tickcat -t dbn-json "$f/test_data.trades.dbn.zst" |
	    sed 's/^{/{"new":1,/' | tickcat --stats 2>&1 >/dev/null |
	    tail -n 1 > stats
	jq -e '.unknown_keys == {"new": 4}' stats
}

# ---- envelopes ----

# A line of kcat -J each, at these offsets.
kcat_lines() { # offset...
	local i
	for i; do
		jq -nc --argjson i "$i" '{topic: "t", partition: 0,
		    offset: $i, key: "A",
		    payload: ({ts: $i, symbol: "A", price: 5} | tojson)}'
	done
}

@test "what lies in an envelope that was not told says so" {
	kcat_lines 7 8 > k
	run -1 --separate-stderr tickcat k
	[ "$stderr" = "tickcat: k:1: a record in an envelope: use --framing\
 kcat-json" ]
	[ "$(tickcat --framing kcat-json --count k)" -eq 2 ]
	printf 'ts,symbol,price\n1,A,1\n2,A,x\n' | tickcat -q --bad-to q > out
	run -1 --separate-stderr tickcat q
	[[ $stderr == *" q:1: a refused record: use --from quarantine" ]]
	run -2 --separate-stderr tickcat --inner csv k
	[ "$stderr" = "tickcat: --inner: only with --from quarantine" ]
}

@test "a bad envelope is told by its file and number, whatever came before" {
	local i
	kcat_lines 1 2 3 > k
	echo '{"topic":"t","partition":0,"off' >> k
	run -1 --separate-stderr tickcat --framing kcat-json k
	[[ $stderr == "tickcat: k:4: byte "* ]]
	[ "${#lines[@]}" -eq 3 ]
	# lengths: the fourth message is truncated
	for i in 1 2 3 4; do
		printf '\0\0\0\037{"ts":%d,"symbol":"A","price":5}' "$i"
	done | head -c 120 > b
	run -1 --separate-stderr tickcat --framing be32 b
	[[ $stderr == *" b:4: offset 105: truncated: expected 35 bytes, "* ]]
	[ "${#lines[@]}" -eq 3 ]
	{ head -c 35 b; echo 'zzzzz'; } > c
	run -1 --separate-stderr tickcat --framing be32 c
	[[ $stderr == "tickcat: c:2: offset 35: a length of "* ]]
}

@test "how to undo what is not read has no name of a pipe in it" {
	printf 'PK\3\4zzzz' > x.zip
	run -1 --separate-stderr tickcat x.zip
	[[ $stderr == *": unzip -p x.zip | tickcat" ]]
	run -1 --separate-stderr tickcat < x.zip
	[[ $stderr == *": unzip -p FILE | tickcat" ]]
}

# ---- vendors ----

@test "Alpha Vantage's weeks and months are series like its days" {
	local bar='{"1. open":"1","2. high":"2","3. low":"1","4. close":"2"}' k
	for k in 'Time Series (Daily)' 'Weekly Time Series' \
	    'Monthly Time Series' 'Weekly Adjusted Time Series'; do
		printf '{"Meta Data":{"2. Symbol":"IBM"},"%s":{%s:%s,%s:%s}}' \
		    "$k" '"2024-08-02"' "$bar" '"2024-07-26"' "$bar" |
		    tickcat -q | jq -r '.ts_event[:10]' > got
		diff - got <<< $'2024-07-26\n2024-08-02'
	done
}

# ---- bad lines ----

@test "--skip-bad goes on behind a first line that tells no layout" {
	local f=BTCUSDT-trades-2025-01.csv i
	for i in 1 2 3; do
		echo "$i,17.8,5.69,101.29,173568960001086$i,True,True"
	done > $f
	tickcat $f > want
	tail -c +15 $f > cut-trades-2025-01-02.csv # in its first line
	run -1 --separate-stderr tickcat cut-trades-2025-01-02.csv
	[[ $stderr == "tickcat: cut-"*".csv:1: no header, and "* ]]
	tickcat -q --as BTCUSDT --bad-to q cut-trades-2025-01-02.csv |
	    cmp - <(tail -n +2 want)
	[ "$(jq -r .reason q)" = syntax ]
	# mended it is the whole
	jq -c --arg raw "$(head -n 1 $f)" '.raw = $raw' q |
	    tickcat --from quarantine --as BTCUSDT | cmp - <(head -n 1 want)
	tail -c +15 $f | tickcat -q --skip-bad --from binance-trades \
	    --as BTCUSDT | cmp - <(tail -n +2 want)
	tail -c +15 $f | tickcat -q --skip-bad --as BTCUSDT \
	    --map trade_id=1,price=2,size=3,ts=5 |
	    jq -r .trade_id | diff - <(printf '%d\n' 2 3)
}

@test "--skip-bad does not make nothing of what is no market data" {
	local i
	for i in 1 9; do
		seq "$i" > x
		run -1 --separate-stderr tickcat --skip-bad x
		[[ ${stderr_lines[-1]} == "tickcat: x:1: unknown format"* ]]
	done
}

# ---- none of them ----

@test "a layout that is not told apart names those that it may be" {
	echo 1700000000000,1,2,3,4,5 > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == *"; closest: binance-trades, histdata-m1, "* ]]
	[[ $stderr == *" bitfinex-candles: use --from NAME or --map "* ]]
	tickcat --from bitfinex-candles --as X x > got
	# what is not delimited text is none
	echo 1,2,3,4,5,6,7 > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == *" binance-aggtrades, histdata-mt: use --from "* ]]
}

@test "Databento's CSV without a time is none" {
	printf 'ts,symbol,price\n1,A,1\n' > x
	run -1 --separate-stderr tickcat --from databento-csv x
	[ "$stderr" = \
	    "tickcat: x:2: Databento: no column ts_event or ts_recv" ]
	printf 'ts_recv,symbol,price\n1,A,1\n' |
	    tickcat --from databento-csv > got
}
