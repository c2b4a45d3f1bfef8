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
		echo '{"s":"AB","p":"5","q":"2","T":1704103200000,"m":true,"t":8}'
		echo '{"s":"AB","b":1,"B":2,"a":3,"A":4,"T":1704103200000}'
		echo '{"s":"AB","p":5,'"$t}"
	} | tickcat | fields symbol price size side trade_id bid_px_00 ask_sz_00 \
	    open volume | diff - <(cat <<-END
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

@test "--as goes before the symbols of the data, and rows of others are counted" {
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
	tickcat -q --as Z --stats <<< '{"ts":1704103200,"symbol":"A","price":1}' \
	    2> log | fields symbol | diff - <(echo 'price Z')
	[ "$(counted log renamed)" = 1 ]
	# the same symbol in another form is the same
	tickcat -q --as EURUSD --normalize-symbols --stats \
	    <<< $'ts,pair,bid,ask\n1704103200,EUR/USD,1,2' 2> log |
	    fields symbol | diff - <(echo 'quote EURUSD')
	[ "$(counted log renamed)" = 0 ]
	# a record that is refused is not counted
	tickcat -q --as Z --stats --skip-bad <<-END 2> log > /dev/null
	ts,symbol,price
	1704103200,A,1
	1704103201,A,x
	END
	[ "$(counted log renamed)" = 1 ]
}
