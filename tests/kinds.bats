#!/usr/bin/env bats
#
# kinds.bats - what is trusted of what is read, in further variants: other
# separators, text and JSON, --map and detected.
#
# Where the variants of each kind are, beside those of this file:
#
#	times			times.bats (dates, clocks, 0, exponents, 1970)
#	forms of dates		times.bats, unit/base_ts_forms
#	zones			times.bats, unit/base_tz
#	order of time		order.bats
#	one wrong clock		jump.bats
#	records in a message	columns.bats, wild.bats (pointers)
#	short names		columns.bats
#	columns nobody took	columns.bats (notes, labels, sides, running
#				totals, --keep-unknown), wild.bats (names twice)
#	sides			wild.bats, numbers.bats (the maker's)
#	zero as none		numbers.bats
#	rows by a column	where.bats, unit/stream_where
#	bars stamped at the end	numbers.bats, trust.bats (CoinGecko)
#	text around the table	wild.bats
#	numbers			numbers.bats, wild.bats (null)
#	messages		wild.bats, trust.bats, ends.bats
#	models without alarms	score.bats, unit/detect_show

load helper

# Fields of rows on stdin, null is -.
fields() { # name...
	jq -r --arg names "$*" '[getpath(($names | split(" "))[] | [.]) |
	    if . == null then "-" else tostring end] | join(" ")'
}

# The time of one row whose time is TEXT, as delimited text and as JSON.
time_of() { # TEXT option...
	local text=$1
	shift
	printf 'time;sym;px\n%s;A;1\n' "$text" | tickcat -q "$@" |
	    fields ts_event > text.time
	jq -nc --arg t "$text" '{time: $t, sym: "A", px: 1}' |
	    tickcat -q "$@" | fields ts_event | cmp - text.time
	sed 's/\.000000000Z/Z/' text.time
}

@test "digits are dates in TAB, ; and JSON, as numbers and as text" {
	printf 'trade_date\tsym\tclose\n20240305\tA\t5\n' | tickcat |
	    fields ts_event close |
	    diff - <(echo 2024-03-05T00:00:00.000000000Z 5)
	tickcat <<< '{"date":20240305,"sym":"A","close":5}' |
	    fields ts_event | diff - <(echo 2024-03-05T00:00:00.000000000Z)
	[ "$(time_of 20240305143000)" = 2024-03-05T14:30:00Z ]
	[ "$(time_of 20240305143000250)" = 2024-03-05T14:30:00.250000000Z ]
	printf 'd|t|sym|px\n20240305|93000|A|5\n20240305|093001.5|A|5\n' |
	    tickcat --map date=d,time=t --tz America/New_York |
	    fields ts_event | diff - <(cat <<-END
	2024-03-05T14:30:00.000000000Z
	2024-03-05T14:30:01.500000000Z
	END
	)
	printf '{"ts":%s,"sym":"A","px":1}\n' 1709649000 1709649001000000 > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == *'a number of us after numbers of s'* ]]
}

@test "digits that may be a date with an hour, or a clock without its zeros" {
	local n
	for n in 2024022913 2024022913300012 2024022913300012345; do
		run -1 --separate-stderr tickcat \
		    <<< "{\"ts\":$n,\"sym\":\"A\",\"px\":1}"
		[[ $stderr == *"\"$n\": may be a date as YYYYMMDDHH"* ]]
		[[ $stderr == *"or 2034-02-20T04:35:13"* ]]
	done
	[ "$(time_of 2024022913 --ts-format %Y%m%d%H)" = 2024-02-29T13:00:00Z ]
	[ "$(time_of 2024022913 --ts-unit s)" = 2034-02-20T04:35:13Z ]
	[ "$(time_of 2024023013)" = 2034-02-20T04:36:53Z ]
	[ "$(time_of 20240229.0)" = 2024-02-29T00:00:00Z ]
	[ "$(time_of 20240229.0 --map date=time)" = 2024-02-29T00:00:00Z ]
	run -1 --separate-stderr tickcat \
	    <<< '{"time":20240230.0,"sym":"A","px":1}'
	[[ $stderr == *'day out of range'* ]]
	# 100 is a minute or 100 seconds: other rows decide, or an option
	clock_rows() {
		printf 'date\ttime\tsym\tpx\n'
		printf '20240229\t%s\tA\t1\n' "$@"
	}
	run -1 --separate-stderr tickcat --tz UTC <(clock_rows 0 100)
	[[ $stderr == *'00:01:00 as HHMMSS or 01:00:00 as HHMM or 00:01:40 '* ]]
	clock_rows 1000 1600 0930 | tickcat -q --tz UTC | fields ts_event |
	    cut -c 12-19 | xargs | diff - <(echo 10:00:00 16:00:00 09:30:00)
	clock_rows 931 1600 | tickcat --tz UTC --ts-format '%Y%m%d %H%M' |
	    fields ts_event | cut -c 12-19 | xargs |
	    diff - <(echo 09:31:00 16:00:00)
	clock_rows 0 1 100 93000 | tickcat --tz UTC | fields ts_event |
	    cut -c 12-19 | xargs | diff - <(echo 00:00:00 00:00:01 00:01:00 \
	    09:30:00)
	clock_rows 0 1 100 36060 | tickcat --tz UTC | fields ts_event |
	    cut -c 12-19 | xargs | diff - <(echo 00:00:00 00:00:01 00:01:40 \
	    10:01:00)
	clock_rows 0 100 34200 | tickcat --tz UTC \
	    --ts-format '%Y%m%d %H%M%S' | fields ts_event | cut -c 12-19 |
	    xargs | diff - <(echo 00:00:00 00:01:00 03:42:00)
	clock_rows 5 93000123 103000123 | tickcat --tz UTC \
	    --ts-format '%Y%m%d %H%M%S%3f' | fields ts_event | cut -c 12-23 |
	    xargs | diff - <(echo 00:00:00.005 09:30:00.123 10:30:00.123)
	run -1 --separate-stderr tickcat --date 2024-02-29 --tz UTC \
	    <<< '{"time":34200000,"sym":"A","px":1}'
	[[ $stderr == *"--ts-format '%H%M%S%3f'"* ]]
}

@test "JSON with our names, but no kind, has times since 1980" {
	local t
	for t in 93000 0 1 '"93000"' 2024022913; do
		run -1 tickcat \
		    <<< "{\"ts_event\":$t,\"symbol\":\"A\",\"price\":2}"
	done
	tickcat --date 2024-02-29 --tz UTC \
	    <<< '{"ts_event":93000,"symbol":"A","price":2}' |
	    fields ts_event | diff - <(echo 2024-02-29T09:30:00.000000000Z)
	for t in 20240229 1709164800 1709164800000000000 '"2024-02-29"'; do
		echo "{\"ts_event\":$t,\"symbol\":\"A\",\"price\":2,\"x\":1}" |
		    tickcat | fields ts_event x |
		    diff - <(echo 2024-02-29T00:00:00.000000000Z 1)
	done
}

@test "rows of ours have times since 1980, too, where they are numbers" {
	local t row
	t=$'{"ts_event":1709164800,"symbol":"A","price":2}\n'
	for row in "$t"'{"ts_event":93000,"symbol":"A","price":2}' \
	    '{"kind":"trades","ts_event":93000,"symbol":"A","price":2}' \
	    '{"kind":"trades","ts_event":"93000","symbol":"A","price":2}' \
	    $'kind,ts_event,symbol,price\ntrades,34200,A,2' \
	    $'kind,ts_event,symbol,price\ntrades,1709164800,A,2
trades,34200,A,2'; do
		run -1 --separate-stderr tickwin -e 1m <<< "$row"
		[[ $stderr == *'a number since 1970 that is before 1980'* ]]
	done
	for row in '{"kind":"trades","ts_event":93000,"symbol":"A","price":2}' \
	    "$t"'{"ts_event":93000,"symbol":"A","price":2}'; do
		tickcat -q -f json --any-time <<< "$row" | fields ts_event |
		    tail -n 1 | diff - <(echo 1970-01-02T01:50:00.000000000Z)
	done
	tickcat <<< '{"kind":"trades","ts_event":0,"symbol":"A","price":2}' |
	    fields ts_event | diff - <(echo -)
	tickcat <<< '{"kind":"trades","ts_event":"1975-01-01","symbol":"A"}' |
	    fields ts_event | diff - <(echo 1975-01-01T00:00:00.000000000Z)
}

@test "dates in further forms, in ;-text and JSON" {
	while IFS='|' read -r text want; do
		[ "$(time_of "$text")" = "$want" ] || fail "$text"
	done <<-END
	3/25/2018 1:05 PM|2018-03-25T13:05:00Z
	25/3/2018|2018-03-25T00:00:00Z
	05MAR2024:09:30:00|2024-03-05T09:30:00Z
	Mar 5 2024 9:30AM|2024-03-05T09:30:00Z
	25.03.2018 9:30|2018-03-25T09:30:00Z
	2018-03-25 10:00:00,123|2018-03-25T10:00:00.123000000Z
	2024-02-29D23:59:59.999999999|2024-02-29T23:59:59.999999999Z
	END
	run -1 --separate-stderr tickcat \
	    <<< '{"time":"5/6/2020","sym":"A","px":1}'
	[[ $stderr == *'2020-05-06 as M/D/Y or 2020-06-05 as D/M/Y'* ]]
}

@test "what is no date or another one is refused with its cause" {
	local t
	for t in 'Jan 9 09:10:08' 'Tue Jan  9 09:10:08 2018'; do
		printf 'time;sym;px\n%s;A;1\n' "$t" > x
		run -1 --separate-stderr tickcat x
		[[ $stderr == *"not a time: \"$t\" (--ts-format reads"* ]]
	done
	[ "$(time_of "$t" --ts-format '%a %b %e %H:%M:%S %Y')" = \
	    2018-01-09T09:10:08Z ]
	printf 'time;sym;px\n202403051430;A;1\n' > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == *'(--ts-format %Y%m%d%H%M reads it as a date)' ]]
	[ "$(time_of 202403051430 --ts-format %Y%m%d%H%M)" = \
	    2024-03-05T14:30:00Z ]
	printf 'time;sym;px\n45356.6041667;A;1\n' > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == *'(or days of a spreadsheet: export'* ]]
	# seconds with a comma before their fraction
	[ "$(time_of 1709649000,25)" = 2024-03-05T14:30:00.250000000Z ]
}

@test "zones of other continents, a skipped hour, a winter in July" {
	local t='2024-03-31 02:30:00'
	[ "$(time_of "$t" --tz Pacific/Chatham)" = 2024-03-30T12:45:00Z ]
	[ "$(time_of "$t" --tz Africa/Casablanca)" = 2024-03-31T02:30:00Z ]
	[ "$(time_of "$t" --tz America/Sao_Paulo)" = 2024-03-31T05:30:00Z ]
	[ "$(time_of "$t" --tz UTC+05:30)" = 2024-03-30T21:00:00Z ]
	[ "$(time_of "$t" --tz CET)" = 2024-03-31T01:30:00Z ]
	[ "$(time_of '2024-07-01 12:00' --tz Australia/Sydney)" = \
	    2024-07-01T02:00:00Z ]
}

@test "arrays in step: nested, with values that all share, out of step" {
	local d='{"s":"A","data":[{"t":1709649000,"p":1},'
	d+='{"t":1709649001,"p":2}]}'
	tickcat --map 'ts=/data/*/t,price=/data/*/p,symbol=/s' <<< "$d" |
	    fields symbol price | diff - <(printf 'A %d\n' 1 2)
	run -1 --separate-stderr tickcat --as A \
	    --map ts=/data/0/t,price=/data/0/p <<< "$d"
	[[ $stderr == *'names one element of an array that has more'* ]]
	tickcat --as A --map 'ts=/c/ts/*,close=/c/v/*' \
	    <<< '{"c":{"ts":[1709649000,1709649060],"v":[1,null]}}' |
	    fields close | diff - <(echo 1)
	run -1 --separate-stderr tickcat --as A --map 'ts=/t/*,close=/c/*' \
	    <<< '{"t":[1709649000,1709649060],"c":[1]}'
	[[ $stderr == *'arrays of different lengths'* ]]
	run -1 --separate-stderr tickcat --as A --map 'ts=/*' <<< "$d"
	[[ $stderr == *'the value: not an array'* ]]
}

@test "sides: codes of a broker, the maker's in JSON, 1 and 2" {
	printf 'ts;sym;px;qty;side\n1709649000;A;1;2;1\n1709649001;A;1;2;2\n' |
	    tickcat --side-map 'B=1;A=2' | fields side |
	    diff - <(printf '%s\n' B A)
	tickcat --side-of maker \
	    <<< '{"ts":1709649000,"sym":"A","px":1,"qty":2,"side":"Sell"}' |
	    fields side | diff - <(echo B)
	printf 'ts\tsym\tpx\tqty\tdir\n1709649000\tA\t1\t2\tLong\n' |
	    tickcat --map side=dir --side-map 'B=long;A=short' | fields side |
	    diff - <(echo B)
}

@test "zeros in TAB text and JSON, and where they stay" {
	tickcat <<< '{"ts":1709649000,"sym":"A","bid":0,"ask":2,"bid_size":0}' |
	    fields bid_px_00 ask_px_00 | diff - <(echo - 2)
	printf 'ts\tsym\tpx\tqty\n1709649000\tA\t0\t2\n' > x
	[ "$(tickcat -q x | wc -l)" -eq 0 ]
	tickcat --zero-price x | fields price | diff - <(echo 0)
	printf 'ts\tsym\tpx\tqty\n1709649000\tA\t-37.63\t2\n' | tickcat |
	    fields price | diff - <(echo -37.63)
}

@test "replies in place of data: a code, a page, a sentence" {
	run -1 --separate-stderr tickcat \
	    <<< '{"code":429,"msg":"Too many requests"}'
	[[ $stderr == *'the source says: Too many requests' ]]
	local reply
	for reply in '{"error":{"code":429,"message":"Slow down"}}' \
	    '{"retCode":10006,"retMsg":"Slow down"}' \
	    '{"error":["Slow down"]}' \
	    '{"fault":{"faultstring":"Slow down"}}'; do
		run -1 --separate-stderr tickcat <<< "$reply"
		[[ $stderr == *'the source says: Slow down' ]] || fail "$stderr"
	done
	run -1 --separate-stderr tickcat <<< '<html><body>429</body></html>'
	[[ $stderr == *'an HTML page in place of a table: "429"' ]]
	run -1 --separate-stderr tickcat <<< 'Rate limit exceeded'
	[[ $stderr == *'not a table but a message: "Rate limit exceeded"' ]]
}

@test "one row per side: words of any row, beside trades, of values" {
	local t=2024-03-05T14:30:0
	printf 'time,type,value,size\n%s0,TRADE,5,1\n%s0,BID,4,2\n' $t $t > x
	run -1 --separate-stderr tickcat --as A x
	[[ $stderr == *'x:3: type: "BID": one row per side of a quote?'* ]]
	tickcat --as A --where 'col("type") = "TRADE"' x | fields value |
	    diff - <(echo 5)
	{
		echo 'ts|sym|Tick Type|px|qty'
		seq -f '17096490%02g|A|Trade|5|1' 0 60
		printf '%s\n' '1709649090|A|BEST_BID|4|7' \
		    '1709649090|A|BEST_ASK|6|8'
	} > y
	run -1 --separate-stderr tickcat y
	[ "${#lines[@]}" -eq 61 ]
	[[ $stderr == *'y:63: Tick Type: "BEST_BID": one row per side'* ]]
	tickcat --side-rows --where 'col("Tick Type") != "Trade"' y |
	    fields bid_px_00 bid_sz_00 ask_px_00 ask_sz_00 |
	    diff - <(echo 4 7 6 8)
	tickcat --map side= y | wc -l | diff - <(echo 63)
	printf '{"ts":1709649000,"sym":"A","msg_type":"%s","px":5}\n' \
	    'QUOTE ASK NB' TRADE > z
	run -1 --separate-stderr tickcat z
	[[ $stderr == *'z:1: msg_type: "QUOTE ASK NB": one row per side'* ]]
	tickcat --where 'col("msg_type") = "TRADE"' z | fields price |
	    diff - <(echo 5)
	printf 'ts;sym;is_bid;px\n1709649000;A;%s\n' 'true;5' > b
	run -1 --separate-stderr tickcat b
	[[ $stderr == *'b:2: is_bid: "true": one row per side'* ]]
	tickcat --side-rows --side-map 'B=true;A=false' b |
	    fields bid_px_00 ask_px_00 | diff - <(echo 5 -)
	# a trade at the ask is one, a cancelled one is none
	printf '%s\t%s\t%s\t%s\n' ts sym type px 1709649000 A 'at ask' 5 \
	    1709649001 A 'TRADE CANCELLED' 6 1709649002 A Above_Bid 7 |
	    tickcat -q --stats 2> stats | fields price |
	    diff - <(printf '%d\n' 5 7)
	jq -e '.not_rows.cancelled == 1' stats
}

@test "letters and codes in a column of types are sides, behind trades too" {
	local t
	for t in type entry_type MDEntryType; do
		printf '%s\n' "ts,sym,$t,px,qty" 1709649000,A,T,5,1 \
		    1709649001,A,B,4,1 1709649002,A,A,6,1 > x
		run -1 --separate-stderr tickcat x
		[[ $stderr == *"x:3: $t: \"B\": one row per side of a "* ]]
		jq -nc --arg t $t '{ts: 1709649000, sym: "A", px: 5, qty: 1} |
		    .[$t] = ("2", "1")' > z
		run -1 --separate-stderr tickcat z
		[[ $stderr == *"z:2: $t: \"1\": one row per side of a "* ]]
		tickcat --where "col(\"$t\") != \"T\"" --side-rows x |
		    fields kind bid_px_00 ask_px_00 |
		    diff - <(printf 'quote 4 -\nquote - 6\n')
		tickcat --side-map 'B=B;A=A' x | wc -l | diff - <(echo 3)
	done
	# trades with numbers or sides of their own are trades
	printf 'ts;sym;type;tid;px\n1709649000;A;B;7;5\n' | tickcat -q |
	    fields kind trade_id | diff - <(echo price 7)
	printf 'ts;sym;type;side;px;qty\n1709649000;A;B;sell;5;1\n' |
	    tickcat -q | fields kind side | diff - <(echo trades A)
	run -2 tickcat --side-map 'B=buy,A=sell' x
	assert_output --partial 'expected a ; before it'
}

@test "orders are no trades" {
	local head=timestamp,sym,event,side,price
	printf '%s\n' $head 1709649000,A,EXEC,B,5 1709649001,A,ADD,B,6 > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == *'x:3: event: "ADD": an order, not a trade? --where'* ]]
	tickcat --where 'col("event") = "EXEC"' x | fields price |
	    diff - <(echo 5)
	tickcat --map side= x | wc -l | diff - <(echo 2)
	printf 'time;sym;Message Type;px\n1709649000;A;delete;5\n' > y
	run -1 tickcat y
	run -1 tickcat \
	    <<< '{"ts":1709649000,"sym":"A","action":"modify","px":5,"qty":1}'
	# what a message says of itself is not of its records
	tickcat --map 'ts=/d/*/t,price=/d/*/p' <<< \
	    '{"sym":"A","action":"insert","d":[{"t":1709649000,"p":5}]}' |
	    fields price | diff - <(echo 5)
	# a column of both is known by that name
	printf 'Date/Time,Symbol,Close\n2024-03-05 09:30,A,5\n' | tickcat |
	    fields ts_event | diff - <(echo 2024-03-05T09:30:00.000000000Z)
}

@test "--where leaves out records that could not be read" {
	cat > x <<-'END'
	{"channel":"status","data":[{"version":"2"}]}
	{"channel":"heartbeat"}
	{"channel":"trade","data":[{"sym":"A","px":5,"ts":1709649000},
	{"sym":"B","px":6,"ts":1709649001}]}
	{"type":"PRICE","ts":1709649002,"sym":"C","bid":7,"ask":8}
	END
	local map='ts=/data/*/ts,symbol=/data/*/sym,price=/data/*/px'
	tickcat --map "$map" --stats --where 'col("channel") = "trade"' x \
	    2> stats | fields symbol price |
	    diff - <(printf '%s\n' 'A 5' 'B 6')
	tail -n 1 stats | jq -e '.dropped.not_selected == 3 and .out == 2'
	tickcat --where 'col("type") = "PRICE" and ask_px_00 > 5' x |
	    fields bid_px_00 | diff - <(echo 7)
	# what the fields decide is not known of a record without them
	run -1 --separate-stderr tickcat --where 'ask_px_00 > 5' x
	[[ $stderr == *'x:1: no '* ]]
	# text, in its first record too
	printf 'ts;sym;what;px\nnone;A;info;5\n1709649000;A;t;5\nx;A;;\n' > y
	tickcat --where 'col("what") = "t"' y | fields price | diff - <(echo 5)
	run -1 tickcat --where 'col("what") in ("t", "info")' y
}

@test "a time of day in a column of its own is read, or noted" {
	printf '{"date":"2024-03-05","minute":"%s","sym":"A","close":5}\n' \
	    09:30 09:31 | tickcat | fields ts_event |
	    diff - <(printf '2024-03-05T09:%d:00.000000000Z\n' 30 31)
	printf 'Date\tTimestamp\tsym\tpx\n20240305\t09:30:00.25\tA\t5\n' |
	    tickcat --tz America/New_York | fields ts_event |
	    diff - <(echo 2024-03-05T14:30:00.250000000Z)
	printf '<TICKER>,<DTYYYYMMDD>,<TIME>,<LAST>\nA,20240305,093000,5\n' |
	    tickcat --tz UTC | fields ts_event |
	    diff - <(echo 2024-03-05T09:30:00.000000000Z)
	# blanks around them
	{
		echo 'date, time, sym, px'
		seq 100 | awk '{ printf "2024/3/5, 09:30:%02d.5, A, 5\n",
		    $1 % 60 }'
	} | tickcat -q | fields ts_event | sort -u | wc -l | diff - <(echo 60)
	printf 'date;EntryTm;sym;px\n2024-03-05;100000007;A;5\n' > x
	run -0 --separate-stderr tickcat x
	[[ $stderr == *"are dates alone, but \"EntryTm\" looks like a time"* ]]
	[[ $stderr == *"(--map 'time=EntryTm')" ]]
	tickcat --tz UTC --map time=EntryTm x | fields ts_event |
	    diff - <(echo 2024-03-05T10:00:00.007000000Z)
	tickcat --tz UTC --map date=day <<-END | fields ts_event |
	day,time,sym,px
	2024-03-05,10:15,A,5
	END
	    diff - <(echo 2024-03-05T10:15:00.000000000Z)
	# of colons and blanks as of points
	[ "$(time_of '20240305 09:30:00:250')" = \
	    2024-03-05T09:30:00.250000000Z ]
	[ "$(time_of '20240305 093000 1234567')" = \
	    2024-03-05T09:30:00.123456700Z ]
	# ticks of .NET are no ns since 1970
	printf 'time,sym,px\n638452458000000000,A,5\n' > y
	run -1 --separate-stderr tickcat y
	[[ $stderr == *'may be 2024-03-05T14:30:00.000000000Z in ticks of'* ]]
	tickcat --ts-unit ns y | fields ts_event |
	    diff - <(echo 1990-03-26T11:54:18.000000000Z)
}

@test "a label is no time, and the day's volume no size" {
	printf '{"date":"2024-03-05","sym":"A","close":5,"label":"%s"}\n' \
	    '09:30 AM' > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == *': label: a time, not a label (--map label= '* ]]
	tickcat --map label= x | fields close label | diff - <(echo 5 -)
	run -1 tickcat <<< $'date;sym;value;label\n2024-03-05;A;1;Mar 5, 24'
	# a last price among open, high and low
	local head='Date,Symbol,Open,High,Low,Last,Volume'
	printf '%s\n2024-03-05,A,5,7,4,6,100\n' $head | tickcat |
	    fields kind open close volume price |
	    diff - <(echo bar 5 6 100 -)
	printf '%s\n2024-03-05,A,5,7,4,6,100\n' $head |
	    tickcat --map price=Last | fields kind price size |
	    diff - <(echo trades 6 100)
	local day='"ts":1709649000,"sym":"A","open":5,"high":7,"low":4'
	tickcat <<< "{$day,\"last\":6,\"volume\":100}" |
	    fields kind price size | diff - <(echo price 6 -)
	day+=',"last":6,"volume":100,"bid":5.9,"ask":6.1'
	tickcat <<< "{$day}" | fields kind size | diff - <(echo quote -)
	tickcat <<< "{$day,\"lastSize\":3}" | fields kind price size |
	    diff - <(printf '%s\n' 'quote - -' 'trades 6 3')
	printf 'ts|sym|last|last_qty|volume\n1709649000|A|6|3|100\n' |
	    tickcat | fields size | diff - <(echo 3)
}

@test "what the records of a message share is no number of each" {
	local d='{"sym":"A","count":2,"volume":9,"id":7,"resultsCount":2,'
	d+='"r":[{"t":1709649000,"c":5},{"t":1709649001,"c":6}]}'
	tickcat --map 'ts=/r/*/t,close=/r/*/c' <<< "$d" |
	    fields symbol close volume count trade_id |
	    diff - <(printf 'A %d - - -\n' 5 6)
	tickcat --map 'ts=/r/*/t,price=/r/*/c' <<< "$d" |
	    fields kind trade_id size | diff - <(printf 'price - -\n%.0s' 1 2)
	# but what names or times them, and what --map says
	d='{"sym":"A","ts":1709649000,"n":3,"px":[5,6]}'
	tickcat --map 'price=/px/*,size=/n' <<< "$d" |
	    fields symbol price size |
	    diff - <(printf 'A %d 3\n' 5 6)
}

@test "codes of corrections under the name of WRDS" {
	printf '%s\n' DATE,TIME_M,SYM_ROOT,SIZE,PRICE,TR_CORR \
	    20240305,9:30:00.123456789,IBM,100,150,00 \
	    20240305,9:30:01.5,IBM,100,15,08 |
	    tickcat -q --tz America/New_York --map symbol=SYM_ROOT |
	    fields ts_event price |
	    diff - <(echo 2024-03-05T14:30:00.123456789Z 150)
}

@test "refusals name what there is" {
	run -1 --separate-stderr tickcat \
	    <<< '{"code":"0","msg":"","data":[["170964900","5"],["1709","6"]]}'
	[[ $stderr == *"('*' reads all"*'; there are code, msg, /data/*/*' ]]
	run -1 --separate-stderr tickcat <<< \
	    '{"error":[],"result":{"XXBTZUSD":[["5","1",1709649000.5,"b"]]}}'
	[[ $stderr == *'there are '*'/result/XXBTZUSD/*/*' ]]
	run -1 --separate-stderr tickcat <<< $'TradDt,OpnPric\n2024-03-05,5'
	[[ $stderr == *'open to close or value: '*'there are TradDt, OpnPric' ]]
	run -1 --separate-stderr tickcat <<< '[0,[["5","1"]],"trade","XBT"]'
	[[ $stderr == *'a record is an object or an array, not "0"' ]]
	# what a format leaves out is said
	run -0 --separate-stderr tickcat <<-'END'
	{"type":"subscriptions","channels":[{"name":"ticker"}]}
	{"type":"ticker","product_id":"A","price":"5","time":"2024-03-05"}
	END
	[[ $stderr == *'whose type this format does not read: 1' ]]
	printf 'SYMBOL,OPEN,HIGH,LOW,CLOSE,TOTTRDQTY,TIMESTAMP\n%s\n' \
	    A,1,2,1,2,30,05-MAR-2024 > x
	run -0 --separate-stderr tickcat x
	[[ $stderr == *'no volume is read, but "TOTTRDQTY" looks like one'* ]]
}
