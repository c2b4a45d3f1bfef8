#!/usr/bin/env bats
#
# columns.bats - which column or key is which field: short names, --as,
# columns that nothing reads, labels, one row per side of a quote, arrays.

load helper

WILD=$TOP/testdata/wild

# Fields of rows on stdin: kind, then NAMES, null is -.
fields() { # name...
	jq -r --arg names "$*" '[.kind] + [getpath(($names | split(" "))[] |
	    [.]) | if . == null then "-" else tostring end] | join(" ")'
}

# A number of the account of the command's stderr.
counted() { # file name
	tail -n 1 "$1" | jq -r --arg name "$2" '(.not_rows + .)[$name] // 0'
}

# ---- short names ----

@test "s is a size beside sym, t a time, with and without --map" {
	tickcat "$WILD/polygon-old.json" > got
	fields symbol price size < got | diff - <(cat <<-END
	trades QQQX 21.5 40
	trades QQQX 21.52 7
	END
	)
	tickcat --map ts=t "$WILD/polygon-old.json" | cmp - got
	jq -r .ts_event got | head -n 1 | diff - <(echo \
	    2019-02-11T20:00:00.125000000Z)
}

@test "s is a size beside S, T is no time, tks a side" {
	tickcat "$WILD/alpaca.json" > got
	fields symbol price size side trade_id < got | diff - <(cat <<-END
	trades ETH/USD 1180.5 0.25 A 901
	trades ETH/USD 1180.75 2 B 902
	END
	)
	tickcat --map ts=t "$WILD/alpaca.json" | cmp - got
	tickcat --map ts=t,price=p "$WILD/alpaca.json" | cmp - got
}

@test "letters are read as the sets that sources send" {
	local t='"t":1704103200000'
	{
		echo '{"S":"AB","bp":1,"bs":2,"ap":1.5,"as":3,'"$t}"
		echo '{"T":"AB","o":1,"h":3,"l":1,"c":2,"v":50,"n":4,'"$t}"
		echo '{"p":7.5,"s":"X:AB","v":0.5,'"$t}"
		echo '{"s":"AB","p":"5","q":"2","T":1704103200000,"m":true,' \
		    '"t":8}'
		echo '{"s":"AB","b":1,"B":2,"a":3,"A":4,"T":1704103200000}'
		echo '{"s":"AB","p":5,'"$t}"
	} | tickcat | fields symbol price size side trade_id bid_px_00 \
	    ask_sz_00 open volume | diff - <(cat <<-END
	quote AB - - - - 1 3 - -
	bar AB - - - - - - 1 50
	trades X:AB 7.5 0.5 - - - - - -
	trades AB 5 2 A 8 - - - -
	quote AB - - - - 1 4 - -
	price AB 5 - - - - - - -
	END
	)
	# columns of text, in any case
	printf 'T,O,H,L,C,V\n1704103200,1,3,1,2,50\n' | tickcat --as A |
	    fields open high low close volume | diff - <(echo 'bar 1 3 1 2 50')
	printf 't;s;p;v\n1704103200;AB;5;6\n' | tickcat |
	    fields symbol price size | diff - <(echo 'trades AB 5 6')
	printf 'symbol\tt\tp\ts\nAB\t1704103200\t5\t6\n' | tickcat |
	    fields symbol price size | diff - <(echo 'trades AB 5 6')
}

@test "a letter alone, or beside the long name of its field, is not read" {
	local ts='"ts":1704103200'
	run -1 --separate-stderr tickcat <<< "{$ts,\"symbol\":\"A\",\"p\":5}"
	[[ $stderr == *'no price'* ]]
	run -1 --separate-stderr tickcat <<< "{$ts,\"s\":\"A\",\"price\":5}"
	[[ $stderr == *'no symbol'*'there are ts, s, price' ]]
	# s and p beside a price are something else
	tickcat --as A <<< "{$ts,\"price\":5,\"p\":7,\"s\":8}" |
	    fields symbol price size | diff - <(echo 'price A 5 -')
	tickcat <<< "{$ts,\"symbol\":\"A\",\"s\":\"B\",\"p\":7,\"q\":8}" |
	    fields symbol price size | diff - <(echo 'trades A 7 8')
	# a letter that --map uses for something else is no part of a set
	tickcat --as A --map value=p <<< "{$ts,\"p\":7,\"q\":8}" |
	    fields value price | diff - <(echo 'value 7 -')
}

@test "a number is no symbol, but for a whole one in a column of symbols" {
	run -1 --separate-stderr tickcat \
	    <<< '{"ts":1704103200,"symbol":10.5,"price":1}'
	[[ $stderr == *':1: symbol: a number, not a symbol'*'"10.5"' ]]
	run -1 tickcat <<< $'ts,symbol,price\n1704103200,-5,1'
	# also behind lines that are good
	{
		echo ts,symbol,price
		seq 90 | awk '{ print 1704103200 + $1 ",AB,1" }'
		echo 1704103300,7.25,1
	} > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == *'x:92: symbol: a number'* ]]
	printf 'ts,ticker,price\n1704103200,600519,1700\n' | tickcat |
	    fields symbol | diff - <(echo 'price 600519')
	tickcat --map symbol=k <<< '{"ts":1704103200,"k":10.5,"price":1}' |
	    fields symbol | diff - <(echo 'price 10.5')
	# s is a symbol by the first record; a number later is refused
	run -1 --separate-stderr tickcat <<-END
	{"s":"AB","p":5,"q":6,"T":1704103200000}
	{"s":"77","p":5,"q":6,"T":1704103200000}
	END
	[[ $stderr == *':2: s: a number, not a symbol'*'"77"' ]]
}

@test "--as goes before the symbols of the data, others are counted" {
	{
		echo ts,symbol,price
		seq 100 | awk '{ print 1704103200 + $1 "," \
		    ($1 % 4 ? "AB" : "CD") "," $1 }'
	} > x
	tickcat --as AB --stats x > got 2> log
	jq -r .symbol got | sort | uniq -c | awk '{ print $1, $2 }' |
	    diff - <(echo 100 AB)
	[ "$(counted log renamed)" = 25 ]
	grep -q 'replaced by that of --as: 25' log
	tickcat -q --as Z --stats 2> log \
	    <<< '{"ts":1704103200,"symbol":"A","price":1}' |
	    fields symbol | diff - <(echo 'price Z')
	[ "$(counted log renamed)" = 1 ]
	# the same symbol in another form is the same
	tickcat -q --as EURUSD --normalize-symbols --stats \
	    <<< $'ts,pair,bid,ask\n1704103200,EUR/USD,1,2' 2> log |
	    fields symbol | diff - <(echo 'quote EURUSD')
	[ "$(counted log renamed)" = 0 ]
	# streams of our own, too
	tickcat x > rows
	tickcat --as AB --stats rows 2> log | diff got -
	[ "$(counted log renamed)" = 25 ]
	grep -q 'replaced by that of --as: 25' log
	tickcat -b rows | tickcat -b --as AB | tickcat | diff got -
	tickcat --src --as AB rows | fields symbol src_off | tail -n 1 |
	    diff - <(echo 'price AB 100')
	# a record that is refused is not counted
	tickcat -q --as Z --stats --skip-bad <<-END 2> log > /dev/null
	ts,symbol,price
	1704103200,A,1
	1704103201,A,x
	END
	[ "$(counted log renamed)" = 1 ]
}

@test "--as names the instruments of DBN, in its metadata as well" {
	shared dbn-samples/dbn/test_data.mbo.v3.dbn
	local f=$SHARED/dbn-samples/dbn/test_data.mbo.v3.dbn
	tickcat -q --as Q "$f" | jq -r .symbol | uniq | diff - <(echo Q)
	tickcat -q --as Q -t dbn -o q.dbn "$f"
	tickcat q.dbn | jq -r .symbol | uniq | diff - <(echo Q)
	tickcat --metadata q.dbn | jq -c .symbols | diff - <(echo '["Q"]')
	tickcat -q -b --as Q "$f" | tickcat -t dbn | cmp - q.dbn
}

@test "options that change nothing are named once an input" {
	local what
	printf 'ts,symbol,price\n1704103200,A,5\n' > x
	while read -r what; do
		# shellcheck disable=SC2086
		run -0 --separate-stderr tickcat $what x
		[[ $stderr == *"effect on these records: ${what%% *}"* ]]
	done <<-END
	--cumulative volume
	--side-of maker
	--side-map B=1
	--bar 1m
	--bar-end
	END
	tickcat x > rows
	run -0 --separate-stderr tickcat --side-rows --map price=5 rows
	[[ $stderr == *'effect on format ndjson: --map, --side-rows' ]]
	printf 'ts,symbol,price,size,side\n1704103200,A,5,1,b\n' > x
	run -0 --separate-stderr tickcat --cumulative size --side-of maker x
	[ -z "$stderr" ]
	printf 'ts,symbol,side,price\n1704103200,A,bid,5\n' > x
	run -0 --separate-stderr tickcat --side-rows --side-map 'B=0;A=1' x
	[ -z "$stderr" ]
}

# ---- columns that nothing reads ----

@test "columns that nothing reads are counted, one that looks known is named" {
	{
		echo 'ts,symbol,open,high,low,close,Total Volume,note'
		seq 300 | awk '{ print 1704103200 + $1 ",A,1,3,1,2,5,x" }'
	} > x
	tickcat --stats x 2> log | wc -l | diff - <(echo 300)
	tail -n 1 log | jq -c .unknown_keys |
	    diff - <(echo '{"Total Volume":300,"note":300}')
	grep -c 'no volume is read, but "Total Volume" looks like one' log |
	    diff - <(echo 1)
	grep -qF -- "(--map 'volume=Total Volume')" log
	tickcat --map 'volume=Total Volume' --stats x 2> log |
	    jq -s 'map(.volume) | add' | diff - <(echo 1500)
	run ! grep -q 'looks like' log
	# without a header by number; names that layouts know are not counted
	tickcat -q --as A --map ts=1,price=3 --stats <<< 1704103200,x,5,y \
	    2>&1 > got | jq -c .unknown_keys |
	    diff - <(echo '{"column 2":1,"column 4":1}')
}

@test "a size that looks like a running total names --cumulative" {
	local name
	for name in cum_volume TotalTradedQuantity day_vol; do
		printf 'ts,sym,px,%s\n%s,A,5,100\n%s,A,5,130\n' $name \
		    1709649000 1709649001 > x
		run -0 --separate-stderr tickcat x
		[[ $stderr == *"(--map 'size=$name' --cumulative size)"* ]]
		tickcat --map size=$name --cumulative size x | jq .size |
		    xargs | diff - <(echo null 30)
	done
	run -0 --separate-stderr tickcat <<< $'ts,sym,px,lots\n1709649000,A,5,1'
	[[ $stderr == *"(--map 'size=lots')"* ]]
}

@test "what looks like a size or a side is named once" {
	note() {
		run -0 --separate-stderr tickcat "$@"
		grep -o 'no .* is read, but .* looks' <<< "$stderr"
	}
	printf 'ts;symbol;last;dayVol\n1704103200;A;5;6\n1704103201;A;5;6\n' > x
	note x | diff - <(echo 'no size is read, but "dayVol" looks')
	printf 'ts\tsymbol\tprice\tqty\tBuySell\n1704103200\tA\t5\t6\tB\n' > x
	note x | diff - <(echo 'no side is read, but "BuySell" looks')
	printf 'ts,symbol,bid,ask,BidQuantity\n1704103200,A,5,6,7\n' > x
	note x | diff - <(echo 'no bid_sz is read, but "BidQuantity" looks')
	printf '{"ts":1704103200,"symbol":"A","last":5,"Vol_24h":%d}\n' 1 2 > x
	note x | diff - <(echo 'no size is read, but "Vol_24h" looks')
	# not one that is something else
	printf '%s\n' ts,symbol,price,type,convol,sizzle \
	    1704103200,A,5,match,1,2 > x
	run -0 --separate-stderr tickcat x
	[ "$stderr" = '' ]
}

@test "a volume in the unit of what is traded is the volume of a bar" {
	tickcat -q "$WILD/two-volumes.csv" | fields symbol close volume |
	    diff - <(cat <<-END
	bar ETH/EUR 2101.5 12.25
	bar ETH/EUR 2103 3.5
	END
	)
	# of another unit it is not, but for --map
	sed 's,ETH/EUR,SOL/EUR,' "$WILD/two-volumes.csv" > x
	run -0 --separate-stderr tickcat x
	[[ $output != *'"volume"'* ]]
	[[ $stderr == *'"Volume ETH" looks like one'* ]]
	sed -n 2p "$WILD/two-volumes.csv" > y
	printf '1704103200,2024-01-01 10:03:00,y,1,3,1,2,9,10\n' >> y
	sed -i 's/,symbol,/,note,/' y
	tickcat -q --as ETHEUR y | fields volume | diff - <(echo 'bar 9')
}

# ---- labels ----

@test "labels of other people's rows are labels" {
	printf '%s\n' ts,symbol,price,is_anomaly,anomaly_label \
	    1704103200,A,1,False,normal 1704103201,A,9,True,spike \
	    1704103202,A,1,, | tickcat | fields label label_type |
	    diff - <(printf 'price %s\n' '0 -' '1 spike' '- -')
	printf '{"ts":170410320%d,"symbol":"A","value":1,"label":%s}\n' \
	    0 '"normal"' 1 '"drift"' 2 '"normal"' | tickcat |
	    fields label label_type |
	    diff - <(printf 'value %s\n' '0 -' '1 drift' '0 -')
	{
		echo ts,symbol,value,label
		seq 200 | awk '{ print 1704103200 + $1 ",A,1," ($1 % 10 == 0) }'
	} | tickcat | jq -s 'map(.label) | add' | diff - <(echo 20)
	tickcat -q --as A \
	    <<< '{"ts":1704103200,"value":1,"anomaly_label":"g"}' |
	    fields label label_type |
	    diff - <(echo 'value 1 g')
	printf 'ts,symbol,value,y\n1704103200,A,1,yes\n' |
	    tickcat -q --map label=y | fields label | diff - <(echo 'value 1')
	run -1 --separate-stderr tickcat \
	    <<< $'ts,symbol,value,label\n1704103200,A,1,3'
	[[ $stderr == *'label: not a label (expected 0, 1 or a word): "3"'* ]]
	# under our names for the rest, with no kind: not ours for that
	local t='"ts_event":"2024-01-01T10:00:00Z","symbol":"A","price":1'
	tickcat <<< "{$t,\"is_anomaly\":1,\"anomaly_label\":\"g\"}" |
	    fields label label_type is_anomaly | diff - <(echo 'price 1 g -')
	tickcat <<< "{$t,\"label\":\"drift\"}" |
	    fields label label_type | diff - <(echo 'price 1 drift')
	printf 'ts_event,symbol,price,is_anomaly,anomaly_label\n%s,A,1,1,g\n' \
	    2024-01-01T10:00:00Z | tickcat |
	    fields label label_type is_anomaly | diff - <(echo 'price 1 g -')
	for n in 3 '"3"' 0.5; do
		run -1 --separate-stderr tickcat <<< "{$t,\"anomaly_type\":$n}"
		[[ $stderr == *'anomaly_type: not a label (expected 0, 1'* ]]
	done
	tickcat <<< "{$t,\"anomaly_type\":0}" | fields label label_type |
	    diff - <(echo 'price 0 -')
	tickwin -q -e 1m <<< "{$t,\"is_anomaly\":true}" |
	    jq -c .label | diff - <(echo 1)
	# ours are 0, 1 or null, also after rows of the same form
	for n in 2 3 254 '"3"'; do
		for k in '' '"kind":"price",'; do
			run -1 --separate-stderr tickcat < <(for l in 1 $n; do
				echo "{$k$t,\"label\":$l}"
			done)
			[ "${#lines[@]}" -eq 1 ]
			[[ $stderr == *':2: label: not a label'* ]]
		done
	done
	run -1 --separate-stderr tickcat < <(printf '%s\n' \
	    kind,ts_event,symbol,value,label value,2024-01-01,A,1,{1,7})
	[[ $stderr == *':3: label: not a label (expected 0 or 1): "7"'* ]]
	# and they reach what measures
	printf '%s\n' ts,symbol,price,is_anomaly 1704103200,A,1,0 \
	    1704103260,A,9,1 | tickcat | tickwin -q -e 1m |
	    jq -c .label | diff - <(printf '%s\n' 0 1)
}

# ---- one row per side of a quote ----

@test "one row per side of a quote is refused, or joined with --side-rows" {
	run -1 --separate-stderr tickcat "$WILD/top-of-book.csv"
	[ "$output" = '' ]
	[[ $stderr == *':2: type: "b": one row per side of a quote?'* ]]
	tickcat --side-rows "$WILD/top-of-book.csv" |
	    fields ts_event symbol bid_px_00 bid_sz_00 ask_px_00 ask_sz_00 |
	    diff - <(cat <<-END
	quote 2023-05-03T00:00:00.000000001Z eth-usdt 1870.1 2 1870.3 0.5
	quote 2023-05-03T00:00:01.000000002Z eth-usdt - - 1870.4 1.25
	quote 2023-05-03T00:00:01.000000002Z sol-usdt 21.5 10 - -
	quote 2023-05-03T00:00:02.000000003Z eth-usdt 1870.2 3 1870.4 1
	END
	)
	local how
	for how in "${PIECES[@]:-1}" 7 4096; do
		dd bs="$how" status=none if="$WILD/top-of-book.csv" |
		    tickcat --side-rows > got
		tickcat --side-rows "$WILD/top-of-book.csv" | cmp - got
	done
}

@test "--side-rows knows bid and ask, letters, and numbers by --side-map" {
	local t='"ts":1704103200,"symbol":"A"'
	{
		echo "{$t,\"side\":\"BID\",\"price\":5,\"size\":1}"
		echo "{$t,\"side\":\"ask\",\"price\":6,\"size\":2.5}"
	} > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == *'side: "BID": one row per side'* ]]
	tickcat --side-rows x | fields bid_px_00 bid_sz_00 ask_px_00 ask_sz_00 |
	    diff - <(echo 'quote 5 1 6 2.5')
	printf '%s\n' ts,symbol,bid_ask,price 1704103200,A,1,6 \
	    1704103200,A,0,5 > y
	run -1 --separate-stderr tickcat y
	[[ $stderr == *'bid_ask: "1": one row per side'* ]]
	run -1 --separate-stderr tickcat --side-rows y
	[[ $stderr == *'bid_ask: "1": neither bid nor ask: use --side-map'* ]]
	tickcat --side-rows --side-map 'B=0;A=1' y |
	    fields bid_px_00 ask_px_00 | diff - <(echo 'quote 5 6')
	printf '1704103200;A;a;6\n1704103200;A;b;5\n' |
	    tickcat --side-rows --map ts=1,symbol=2,side=3,price=4 |
	    fields bid_px_00 ask_px_00 | diff - <(echo 'quote 5 6')
	run -1 --separate-stderr tickcat --side-rows \
	    <<< $'ts,symbol,price\n1,A,2'
	[[ $stderr == *'--side-rows: no column of sides: --map side=COL'* ]]
}

@test "what may be the side of a quote is not read as a trade" {
	# a after b: not before a row says so, and not beyond it
	{
		echo ts,symbol,price,size,side
		seq 50 | awk '{ print 1704103200 + $1 ",A,5,1,b" }'
		echo 1704103300,A,6,1,a
	} > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == *':52: side: "a": one row per side of a quote?'* ]]
	tickcat --side-map 'A=a' x | jq -r .side | sort | uniq -c |
	    awk '{ print $2, $1 }' | diff - <(printf '%s\n' 'A 1' 'B 50')
	# trades have numbers, and types of other kinds
	tickcat -q --as A <<< \
	    '{"date":1704103200,"tid":7,"type":0,"price":5,"amount":1}' |
	    fields price trade_id | diff - <(echo 'trades 5 7')
	tickcat -q --as A --map side=type --side-map 'B=0;A=1' <<< \
	    '{"date":1704103200,"type":0,"price":5,"amount":1}' |
	    fields side | diff - <(echo 'trades B')
	tickcat -q --as A --map side= <<< \
	    '{"date":1704103200,"type":0,"price":5,"amount":1}' |
	    fields side | diff - <(echo 'trades -')
	printf 'ts,symbol,price,size,side\n1704103200,A,5,1,A\n' | tickcat |
	    fields side | diff - <(echo 'trades A')
}
@test "--side-rows: --where is asked with the cells of the side's own record" {
	printf '%s\n' ts,symbol,type,price,size,trader \
	    1704103200,A,b,5,1,x 1704103201,A,b,6,2,y 1704103202,A,b,7,3,z \
	    1704103202,A,a,8,4,w 1704103203,A,a,9,1,x > x
	tickcat --side-rows --where 'col("size") = 1' x |
	    fields bid_px_00 ask_px_00 |
	    diff - <(printf 'quote %s\n' '5 -' '- 9')
	# of both sides that of the record that completes the quote
	tickcat --side-rows --where 'col("size") = 4' x |
	    fields bid_px_00 ask_px_00 | diff - <(echo 'quote 7 8')
	tickcat --side-rows --where 'ask_px_00 > bid_px_00' x |
	    fields bid_px_00 ask_px_00 | diff - <(echo 'quote 7 8')
	tickcat --side-rows --stats --where 'col("size") = 1' x 2> log > got
	[ "$(tail -n 1 log | jq .dropped.not_selected)" = 2 ]
	# an expression that does not fit is an error, not rows that vanish
	run -1 --separate-stderr tickcat --keep-unknown --side-rows \
	    --where 'col("size") = "1" and trader > 5' x
	[[ $stderr == *'x:2: --where: '*'trader is text'* ]]
	# and a bad cell is named
	sed 's/,6,2,y/,6,two,y/' x > y
	run -1 --separate-stderr tickcat --side-rows y
	[[ $stderr == *'y:3: size: '*'"two"'* ]]
}

# ---- quantities that count up ----

@test "--cumulative makes differences of a day's volume, per symbol" {
	tickcat --cumulative size --map size=vtt "$WILD/day-volume.csv" |
	    fields symbol price size | diff - <(cat <<-END
	trades RIL 2450.5 -
	trades TCS 3300 -
	trades RIL 2450.6 150
	trades TCS 3301 0
	trades RIL 2450.4 50
	trades RIL 2460 75
	END
	)
	# over many lines, fractions from the middle on
	{
		echo ts,symbol,price,volume
		seq 1000 | awk '{ v += ($1 > 500 ? 0.5 : 2);
		    print 1704103200 + $1 ",A,5," v }'
	} | tickcat --cumulative size | jq -s 'map(.size // 0) | add' |
	    diff - <(echo 1248)
	printf '{"ts":170410320%d,"symbol":"A","o":1,"h":1,"l":1,"c":1,%s}\n' \
	    0 '"v":10' 1 '"v":30' 2 '"v":5' | tickcat --cumulative volume |
	    jq -c .volume |
	    diff - <(printf '%s\n' null 20 5)
	run -2 --separate-stderr tickcat --cumulative price x
	[[ $stderr == *'--cumulative: "price": expected size or volume'* ]]
}

# ---- unknown keys kept ----

@test "--keep-unknown keeps keys and columns as fields" {
	local t='"ts":1704103200,"symbol":"A","price":5'
	tickcat --keep-unknown --stats <<< "{$t,\"trader\":\"t-17\",\
	    \"order\":{\"ref\":\"0042\",\"qty\":7},\"live\":true,\
	    \"venue\":\"12\",\"legs\":[1,2]}" 2> log |
	    jq -c '[.trader, .order_ref, .order_qty, .live, .venue]' |
	    diff - <(echo '["t-17","0042",7,true,"12"]')
	tail -n 1 log | jq -c .unknown_keys | diff - <(echo '{"/legs/*":2}')
	{
		echo 'ts,symbol,price,Trader ID,fee,code'
		seq 200 | awk '{ print 1704103200 + $1 \
		    ",A,5,t" $1 % 3 ",0.5,007" }'
	} > x
	tickcat --keep-unknown x | jq -c '[.Trader_ID, .fee, .code]' | sort -u |
	    diff - <(printf '["t%d",0.5,"007"]\n' 0 1 2)
	tickcat --keep-unknown --field fee:px --field code:c8 -t csv x |
	    head -n 2 | tail -n 1 | cut -d, -f 5- | diff - <(echo t1,0.5,007)
	# a known name whose value is of another type is renamed
	tickcat --keep-unknown <<< "{$t,\"flags\":\"F,IOC\"}" | jq -r .x_flags |
	    diff - <(echo F,IOC)
	# and it survives the binary stream
	tickcat -b --keep-unknown x | tickcat -n 1 | jq -r .Trader_ID |
	    diff - <(echo t1)
}

@test "--keep-unknown renames what has a meaning in our streams" {
	local kept='"x_kind":"limit","x_def":7,"x_flags":32,"x_ts_end":"noon"'
	printf '%s\n' ts,symbol,pair,price,size,kind,def,flags,ts_end \
	    1704103200,A,A/B,5,2,limit,7,32,noon > x
	tickcat --keep-unknown x > rows
	grep -cF "\"pair\":\"A/B\",$kept" rows | diff - <(echo 1)
	for t in json csv tsv bin; do
		tickcat --keep-unknown -t "$t" x | tickcat | diff rows -
	done
	# the row of --map symbol= has its own symbol, and that of the column
	tickcat --keep-unknown --map symbol=pair x |
	    jq -r '"\(.symbol) \(.x_symbol)"' | diff - <(echo 'A/B A')
	local t='"ts":1704103200,"symbol":"A","bid":5,"price":5.5,"size":3'
	local more='"kind":"z","order":{"kind":1}'
	tickcat --keep-unknown <<< "{$t,$more}" |
	    jq -c '[.kind, .bid, .x_kind, .order_kind]' |
	    diff - <(echo '["trades",5,"z",1]')
	# a column that the quote does not read, but the trade does
	tickcat --keep-unknown <<< "{$t,\"ask\":6,\"n\":9}" |
	    jq -c '[.kind, .price, .size, .n]' |
	    diff - <(printf '%s\n' '["quote",null,null,9]' '["trades",5.5,3,9]')
}

@test "JSON with a kind is ours unless its time has another name" {
	local t='"time":1704103200,"sym":"A","px":5,"info":{"kind":2}'
	tickcat --stats <<< "{\"kind\":\"buy\",$t}" 2> log |
	    fields ts_event symbol price |
	    diff - <(echo 'price 2024-01-01T10:00:00.000000000Z A 5')
	tail -n 1 log | jq -c .unknown_keys |
	    diff - <(echo '{"kind":1,"/info/kind":1}')
	tickcat <<< "{$t,"$'\n"kind":"buy"}' | fields price |
	    diff - <(echo 'price 5')
	tickcat <<< '{"ts":1704103200,"symbol":"A","price":5,"x":{"kind":2}}' |
	    fields price | diff - <(echo 'price 5')
	tickcat <<< '{"kind":"k","ts_event":"2024-01-01T10:00:00Z","time":5}' |
	    fields time | diff - <(echo 'k 5')
	tickcat <<< '{"kind":"k","n":5}' | fields n | diff - <(echo 'k 5')
}

# ---- several records in one message ----

@test "a pointer with a star walks an array, its fields in step" {
	local map='ts=/result/*/T,price=/result/*/p,size=/result/*/v'
	map+=',side=/result/*/S,symbol=/topic'
	tickcat --map "$map" "$WILD/bybit.json" |
	    fields symbol price size side | diff - <(cat <<-END
	trades BTCUSDT 16578.5 0.001 B
	trades BTCUSDT 16578 0.25 A
	trades BTCUSDT 16577.5 2 A
	END
	)
	# elements that are arrays, and what lies at the top by its name
	tickcat --map 'ts=/rows/*/0,price=/rows/*/1,size=/rows/*/2' <<-END |
	{"symbol":"A","rows":[[1704103200,"5",6],[1704103260,7,null]],"n":2}
	{"symbol":"B","rows":[[1704103200,8,1]]}
	{"symbol":"C","rows":[]}
	END
	    fields symbol price size |
	    diff - <(printf 'trades %s\n' 'A 5 6' 'A 7 -' 'B 8 1')
	# keys with / and ~, escapes, and values that are not there
	tickcat --map 'ts=/d/*/t~1s,price=/d/*/p~0,symbol=/d/*/s' <<-'END' |
	{"d":[{"t\/s":1704103200,"p~":1,"s":"A\u002fB"},
	{"p~":2,"t/s":1704103200,"s":"C"},{"t/s":1704103201,"s":"\"D"}]}
	END
	    fields symbol price |
	    diff - <(printf 'price %s\n' 'A/B 1' 'C 2' '"D -')
}

@test "arrays as columns are records, with --map and detected" {
	tickcat --as X "$WILD/udf.json" |
	    fields ts_event open high low close volume | diff - <(cat <<-END
	bar 2024-03-04T14:30:00.000000000Z 5 6 4 5.5 100
	bar 2024-03-04T14:31:00.000000000Z 5.5 6 5 5.25 50
	END
	)
	tickcat -q "$WILD/yahoo-null.json" | fields symbol close volume |
	    diff - <(printf 'bar QQQX %s\n' '21.4 1200' '21.6 700')
	tickcat -q --stats "$WILD/yahoo-null.json" 2>&1 > x |
	    jq .not_rows.no_price | diff - <(echo 1)
	local q=/chart/result/0/indicators/quote/0
	tickcat -q --as Z "$WILD/yahoo-null.json" \
	    --map "ts=/chart/result/0/timestamp/*,close=$q/close/*" |
	    fields symbol close | diff - <(printf 'bar Z %s\n' 21.4 21.6)
	tickcat "$WILD/okx-trades.json" | fields symbol price size side |
	    diff - <(printf 'trades ETH-USDT %s\n' \
	    '2210.5 1 A' '2210.75 0.5 B' '2211 3 B')
	# many more elements than a record has keys, in pieces
	seq 5000 | jq -sc '{t: map(1704103200 + .), c: .}' > long
	tickcat --as X --map 'ts=/t/*,close=/c/*' long > want
	jq -s 'length, (map(.close) | add)' want |
	    diff - <(printf '%s\n' 5000 12502500)
	dd bs=777 status=none if=long |
	    tickcat --as X --map 'ts=/t/*,close=/c/*' | cmp - want
}

@test "arrays out of step, and those that are not there, are errors" {
	refuses() { # map text word
		run -1 --separate-stderr tickcat --as X --map "$1" <<< "$2"
		[[ $stderr == *"$3"* ]] || fail "$stderr: no $3"
		[ "$output" = '' ] || fail "$output"
	}
	local map='ts=/t/*,close=/c/*'
	refuses "$map" '{"t":[1704103200,1704103260],"c":[1]}' \
	    'different lengths: /c/* ends before others do'
	refuses "$map" '{"t":1,"c":2}' '/t: not an array'
	refuses "$map" '{"t":[1704103200],"c":[[2]]}' \
	    '/c/*: an object or array, not a value'
	refuses "$map" '{"x":1}' 'none of its arrays is there'
	refuses "$map" '{"code":7,"msg":"Too many requests"}' \
	    'the source says: Too many requests'
	refuses 'ts=/d/0/t/*,close=/d/0/c/*' \
	    '{"d":[{"t":[1704103200],"c":[5]},{"t":[1],"c":[6]}]}' \
	    '/d/0/t names one element of an array that has more'
	run -2 --separate-stderr tickcat --map 'ts=/a/*/b/*' x
	[[ $stderr == *'more than one *'* ]]
	# all of a message or nothing, and the next ones
	tickcat -q --skip-bad --as X --map "$map" <<-END |
	{"t":[1704103200,1704103260],"c":[1,"x"]}
	{"t":[1704103200,1704103260],"c":[1,2]}
	END
	    jq .close | diff - <(printf '%s\n' 1 2)
}

@test "bars of closes alone are bars" {
	printf 'Date,Close\n2024-03-04,21.5\n' | tickcat --as X |
	    fields close open | diff - <(echo 'bar 21.5 -')
}

@test "--map symbol= reads no symbol, and no volume in units of it" {
	printf '%s\n' 'ts,open,high,low,close,Volume BTC,x' \
	    2024-03-01T10:00:00Z,1,2,1,2,5,1 > x
	run -1 --separate-stderr tickcat --map symbol= x
	[[ $stderr == *'no symbol: no column is called'* ]]
	tickcat --map symbol= --as BTC/USD x | fields symbol close volume |
	    diff - <(echo 'bar BTC/USD 2 5')
}

@test "a string with escapes is read by any number of pointers" {
	local a
	a=$(printf 'A%.0s' {1..60})
	echo "{\"s\":\"$a\\/B\",\"t\":[1704103200,1704103201],\"c\":[5,6]}" > x
	tickcat --map 'symbol=/s,ts=/t/*,close=/c/*' x | fields symbol close |
	    diff - <(printf "bar $a/B %d\n" 5 6)
	# an element, too
	echo "{\"d\":[\"$a\\/1\",\"$a\\/2\"],\"t\":[1,2],\"c\":[5,6]}" > y
	tickcat --any-time y --map \
	    'symbol=/d/*,label=/d/*,label_type=/d/*,ts=/t/*,close=/c/*' |
	    fields symbol label label_type |
	    diff - <(printf "bar $a/%d 1 $a/%d\n" 1 1 2 2)
}
