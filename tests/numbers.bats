#!/usr/bin/env bats
#
# numbers.bats - values as people have them: zeros that mean none, sides of the
# maker, bars stamped at their end, decimal commas, separators and units.

load helper

WILD=$TOP/testdata/wild
T=1704103200

# Fields of rows on stdin: kind, then NAMES, null is -.
fields() { # name...
	jq -r --arg names "$*" '[.kind] + [getpath(($names | split(" "))[] |
	    [.]) | if . == null then "-" else tostring end] | join(" ")'
}

# A number of the account on the last line of a file.
counted() { # file name
	tail -n 1 "$1" | jq -r --arg name "$2" '(.not_rows + .)[$name] // 0'
}

refuses() { # word option... (text on stdin)
	local word=$1
	shift
	run -1 --separate-stderr tickcat -q "$@"
	[[ $stderr == *"$word"* ]] || fail "$stderr: no $word"
}

# ---- zero as none ----

@test "a side of a quote at price 0 without size is none" {
	tickcat --stats "$WILD/pre-open.csv" 2> log |
	    fields bid_px_00 bid_sz_00 ask_px_00 ask_sz_00 |
	    diff - <(cat <<-END
	quote - - - -
	quote 21.5 300 - -
	quote 21.5 300 21.6 100
	quote 0 5 21.6 100
	END
	)
	[ "$(counted log zero_side)" = 3 ]
	tickcat -q "$WILD/pre-open.csv" | tickwin -q -e 1m --price mid |
	    jq -c '[.open, .low, .count]' | diff - <(echo '[21.55,10.8,2]')
	tickcat --zero-price "$WILD/pre-open.csv" | head -n 1 |
	    fields bid_px_00 ask_sz_00 | diff - <(echo 'quote 0 0')
	# JSON, without sizes
	tickcat <<< "{\"ts\":$T,\"symbol\":\"A\",\"bid\":0,\"ask\":\"5\"}" |
	    fields bid_px_00 ask_px_00 | diff - <(echo 'quote - 5')
	# in many lines
	{
		echo 'ts;symbol;bid;ask'
		seq 500 | awk '{ print 1704103200 + $1 ";A;" \
		    ($1 % 100 ? 4 : 0) ";5" }'
	} | tickcat --stats 2> log | jq -r .bid_px_00 | sort | uniq -c |
	    awk '{ print $2, $1 }' | diff - <(printf '%s\n' '4 495' 'null 5')
	[ "$(counted log zero_side)" = 5 ]
}

@test "a trade at price 0 is left out and counted, but for --zero-price" {
	{
		echo ts,symbol,price,size
		seq 300 | awk '{ print 1704103200 + $1 ",A," \
		    ($1 % 50 ? 5 : 0) ",1" }'
	} > x
	tickcat --stats x 2> log | wc -l | diff - <(echo 294)
	[ "$(counted log zero_price)" = 6 ]
	grep -q 'trades at price 0 left out (--zero-price keeps them): 6' log
	tickcat --zero-price --stats x 2> log | wc -l | diff - <(echo 300)
	[ "$(counted log zero_price)" = 0 ]
	# a last price of 0 beside a quote is none
	printf 'ts\tsymbol\tbid\task\tlast\tvolume\n%s\tA\t4\t5\t0\t0\n' $T |
	    tickcat -q | fields bid_px_00 ask_px_00 |
	    diff - <(echo 'quote 4 5')
	# negative ones are prices, and Databento's zeros
	printf 'ts,symbol,price\n%s,A,-37.63\n' $T | tickcat -q | fields price |
	    diff - <(echo 'price -37.63')
	local keys=ts_recv,ts_event,rtype,publisher_id,instrument_id,action
	keys+=,side,depth,price,size,flags,ts_in_delta,sequence,symbol
	local ts=2024-01-01T10:00:00Z
	printf '%s\n' $keys $ts,$ts,0,1,7,T,B,0,0.0,2,0,1,9,ES-NQ > y.csv
	tickcat -q y.csv | fields price | diff - <(echo 'trades 0')
}

# ---- sides of the maker ----

@test "a match that names both orders has the maker's side" {
	tickcat -q --stats "$WILD/coinbase-match.json" 2> log |
	    fields symbol price size side trade_id | diff - <(cat <<-END
	trades ETH-USD 1870.1 2 B 77
	trades ETH-USD 1870 0.5 A 78
	END
	)
	[ "$(counted log control)" = 2 ]
	[ "$(counted log unknown_type)" = 1 ]
	# others call the keys so beside the taker's side
	printf '{"time":%d,"symbol":"A","price":5,"size":1,"side":"sell",%s}' \
	    $T '"makerOrderId":"a","takerOrderId":"b"' | tickcat -q |
	    fields side | diff - <(echo 'trades A')
	# without the orders one has to say so
	jq -c 'select(.side) | del(.maker_order_id, .type)' \
	    "$WILD/coinbase-match.json" > x
	tickcat -q x | fields side | diff - <(printf 'trades %s\n' A A B)
	tickcat -q --side-of maker x | fields side |
	    diff - <(printf 'trades %s\n' B B A)
}

# ---- bars stamped at their end ----

@test "--bar-end takes the time of a bar for its end" {
	printf 'ts,symbol,open,high,low,close\n%s,A,1,3,1,2\n' 1704103260 > x
	tickcat --bar-end --bar 1m x | fields ts_event ts_end | diff - <(echo \
	    'bar 2024-01-01T10:00:00.000000000Z 2024-01-01T10:01:00.000000000Z')
	tickcat --bar 1m x | fields ts_event | diff - <(echo \
	    'bar 2024-01-01T10:01:00.000000000Z')
	refuses '--bar-end: the length of the bars is unknown' --bar-end < x
	# over many lines, and from JSON
	{
		echo ts,symbol,open,high,low,close,volume
		seq 200 | awk '{ print 1704103200 + 60 * $1 ",A,1,3,1,2,1" }'
	} | tickcat --bar-end --bar 1m | tickwin -q -e 20m | jq .volume |
	    sort | uniq -c | awk '{ print $1, $2 }' | diff - <(echo 10 20)
	tickcat --bar-end --bar 1h --as A \
	    <<< '{"t":1704103200,"o":1,"h":3,"l":1,"c":2}' | fields ts_event |
	    diff - <(echo 'bar 2024-01-01T09:00:00.000000000Z')
	refuses 'ts_end: out of range' --bar-end --bar 1h --any-time \
	    <<< $'ts,symbol,open,high,low,close\n60,A,1,3,1,2'
}

@test "layouts whose bars are stamped at their end are known" {
	tickcat -q --bar 1m "$WILD/bitmex-bars.json" > x
	tickwin -q -e 5m x | fields ts_event volume count | diff - <(cat <<-END
	bar 2021-03-01T12:00:00.000000000Z 400 3
	bar 2021-03-01T12:05:00.000000000Z 1100 9
	END
	)
	# the same as text
	jq -r '(keys_unsorted | join(",")), (map(tostring) | join(","))' \
	    "$WILD/bitmex-bars.json" | awk 'NR == 1 || NR % 2 == 0' |
	    tickcat -q --bar 1m | cmp - x
	run -0 --separate-stderr tickcat "$WILD/bitmex-bars.json"
	[[ $stderr == *'stamped at their end; their start is not known'* ]]
	# which need not be known for windows
	tickcat -q "$WILD/bitmex-bars.json" | tickwin -q -e 5m |
	    cmp - <(tickwin -q -e 5m x)
	tickcat -q --bar 1m --as ES --tz America/Chicago "$WILD/up-down.txt" |
	    fields close ts_event ts_end | sed 's/:00.000000000Z//g' |
	    diff - <(cat <<-END
	bar 5123.75 2024-03-13T13:30 2024-03-13T13:31
	bar 5124.25 2024-03-13T13:31 2024-03-13T13:32
	END
	)
}

# ---- numbers ----

@test "a decimal comma is read between semicolons, else with --decimal" {
	tickcat -q --as EURUSD "$WILD/comma-quotes.csv" |
	    fields bid_px_00 ask_px_00 bid_sz_00 ask_sz_00 | diff - <(cat <<-END
	quote 1.0855 1.08553 1 2
	quote 1.08549 1.08552 1.5 0.75
	quote 1.085 1.0851 3 4
	END
	)
	printf 'ts\tsymbol\tprice\tsize\n%s\tA\t5,25\t-1,5\n' $T > x
	refuses 'price: not a number: "5,25" (--decimal , reads' < x
	tickcat --decimal , x | fields price size |
	    diff - <(echo 'trades 5.25 -1.5')
	tickcat --as A --decimal , <<< "{\"ts\":$T,\"price\":\"5,25\"}" |
	    fields price | diff - <(echo 'price 5.25')
	# a point is none then
	refuses 'price: not a number: "1.234"' --decimal , \
	    <<< $'ts;symbol;price\n1704103200;A;1.234'
	# and where a point came first a comma is none
	printf 'ts;symbol;price\n1704103200;A;1.5\n1704103201;A;5,25\n' |
	    refuses ':3: price: not a number: "5,25"'
	# one that comes late
	{
		echo 'ts;symbol;price'
		seq 300 | awk '{ print 1704103200 + $1 ";A;" $1 }'
		echo '1704104000;A;7,5'
		echo '1704104001;A;8'
	} | tickcat | tail -n 2 | fields price |
	    diff - <(printf 'price %s\n' 7.5 8)
}

@test "--numbers loose reads separators, K, M, B and units" {
	local text want
	while read -r want text; do
		printf 'ts\tsymbol\tprice\n%s\tA\t%s\n' $T "$text" > x
		tickcat --numbers loose x | fields price |
		    diff - <(echo "price $want") || fail "$text"
		refuses '"' x
	done <<-'END'
	1234.5 1,234.5
	1234567 1,234,567
	1234567 12,34,567
	1234567.25 1'234'567.25
	1234 1 234
	1200 1.2K
	1250000 1.25m
	3000000000 3 B
	0.17 0.1700000000ZEN
	12.5 $12.50
	-12.5 -$12.5
	12.5 12.50 EUR
	1500000 1.5M USD
	7 +7
	END
	# what is no number in any form
	local bad
	for bad in 1,23 12,345,6 1,2345 1.2.3 5% 0x10 1K2 ZEN5 -; do
		printf 'ts\tsymbol\tprice\tvalue\n%s\tA\t%s\t1\n' $T "$bad" > x
		[ "$bad" = - ] || refuses 'price: not a number' \
		    --numbers loose x
	done
	# with a decimal comma the point separates
	printf 'ts\tsymbol\tprice\n%s\tA\t1.234.567,5\n' $T |
	    tickcat --numbers loose --decimal , | fields price |
	    diff - <(echo 'price 1234567.5')
	# ids are not numbers, and times stay as they are
	printf 'ts,symbol,price,size,id\n%s,A,5,"1,200",17\n' $T |
	    tickcat --numbers loose | fields size trade_id |
	    diff - <(echo 'trades 1200 17')
	tickcat --as A --numbers loose \
	    <<< "{\"ts\":$T,\"price\":\"5 USD\",\"size\":\"2K\"}" |
	    fields price size | diff - <(echo 'trades 5 2000')
}

@test "exports whose numbers have units and separators are known" {
	tickcat -q "$WILD/account.csv" | fields symbol price size side |
	    diff - <(cat <<-END
	trades SOLETH 0.0411 12.5 B
	trades SOLETH 0.0409 3 A
	END
	)
	tickcat -q --as ACME "$WILD/daily-page.csv" |
	    fields open close volume | diff - <(cat <<-END
	bar 1230 1234.5 1230000
	bar 1228.25 1229 987000
	END
	)
	# without the layout the message names the remedy
	sed 1s/Executed/Filled/ "$WILD/account.csv" > x
	refuses 'Amount: not a number: "0.51375ETH" (--numbers loose reads' x
}

@test "words for a missing number are null" {
	printf 'ts,symbol,price,size\n' > x
	for word in null NA n/a - ''; do
		echo "$T,A,5,$word" >> x
	done
	tickcat x | jq -c .size | sort | uniq -c | awk '{ print $1, $2 }' |
	    diff - <(echo 5 null)
	refuses 'size: not a number: "NaN"' \
	    <<< $'ts,symbol,price,size\n1704103200,A,5,NaN'
}
