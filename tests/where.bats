#!/usr/bin/env bats
#
# where.bats - --where: rows chosen by an expression, in every tool.

load helper

TAQ=$TOP/testdata/wild/taq-corrections.csv

# Prices of the rows of a file that are chosen, in one line.
prices() { # expression file option...
	local expr=$1 file=$2
	shift 2
	tickcat -q --any-time --where "$expr" "$@" "$file" | jq -r .price |
	    paste -sd ' '
}

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	trades 3000 AAA BBB CCC > t.ndjson
	tickcat -b t.ndjson > t.tks
}

# What a program in jq chooses of the trades.
wanted() {
	jq -c "select($1)" "$BATS_FILE_TMPDIR/t.ndjson"
}

# Text and binary give the same rows, and jq agrees.
agrees() { # expression jq
	tickcat -q --where "$1" "$BATS_FILE_TMPDIR/t.ndjson" > got
	[ -s got ] || fail "nothing chosen by $1"
	wanted "$2" | tickcat > want
	cmp want got
	tickcat -q --where "$1" "$BATS_FILE_TMPDIR/t.tks" -t json | cmp want -
}

@test "rows are those that jq selects, from text and binary" {
	agrees 'symbol = "AAA"' '.symbol == "AAA"'
	agrees 'symbol in ("AAA","CCC") and size >= 3' \
	    '(.symbol == "AAA" or .symbol == "CCC") and .size >= 3'
	agrees 'not symbol ~ "[AB]*"' '.symbol == "CCC"'
	agrees 'price < 100 or symbol != "AAA" and size = 1' \
	    '.price < 100 or (.symbol != "AAA" and .size == 1)'
	agrees 'ts_event >= 2024-01-02T00:10:00Z' \
	    '.ts_event >= "2024-01-02T00:10:00"'
}

@test "every tool that reads rows has --where, and counts what it leaves out" {
	local in=$BATS_FILE_TMPDIR/t.tks all left
	all=$(tickcat --count "$in")
	left=$(tickcat --where 'symbol = "BBB"' --count "$in")
	[ "$left" -gt 0 ]
	tickcat -b --where 'symbol = "BBB"' "$in" > only.tks
	tickwin -e 1m --stats --where 'symbol = "BBB"' "$in" -t json \
	    > bars 2> stats
	jq -e ".in == $all and .dropped.not_selected == $((all - left))" stats
	tickwin -e 1m only.tks -t json | cmp - bars
	tickfeat -F 'r=logret(price)' --where 'symbol = "BBB"' "$in" -t json |
	    cmp - <(tickfeat -F 'r=logret(price)' only.tks -t json)
	tickinject --seed 1 --where 'symbol = "BBB"' --rate 0.01 "$in" -t json |
	    cmp - <(tickinject --seed 1 --rate 0.01 only.tks -t json)
	tickwin -e 10s "$in" -o bars.tks
	tickwin -e 10s only.tks -o b.tks
	ticktrain -q -d z --features close -o a.model b.tks
	ticktrain -q -d z --features close --where 'symbol = "BBB"' \
	    -o b.model bars.tks
	tickscore -q -m a.model -t json --where 'symbol = "BBB"' bars.tks > s
	tickscore -q -m b.model -t json b.tks | cmp - s
	ticksim --help | grep -c -- --where | diff - <(echo 0)
}

@test "a name that no row has is an error, of another kind a note" {
	local in=$BATS_FILE_TMPDIR/t.ndjson
	run -1 --separate-stderr tickcat --where 'pricee > 5' "$in"
	[[ $stderr == *'--where: pricee: no row has a field of that name' ]]
	run -1 --separate-stderr tickwin -e 1m --where 'pricee > 5' "$in"
	[[ $stderr == *'pricee: no row has'* ]]
	run -0 --separate-stderr tickcat --where 'ask_px_00 > 5' "$in"
	[[ $stderr == *'note: --where: no row has a field ask_px_00' ]]
	[ -z "$output" ]
	# what stopped early has not seen all
	run -0 tickcat --where 'size > 0 or pricee > 5' -n 1 "$in"
	# of a file that is put in place whole or not at all
	run -1 tickcat --where 'pricee > 5' "$in" -o x.ndjson
	[ ! -e x.ndjson ]
}

@test "a mistake in the expression is a usage error with its place" {
	run -2 --separate-stderr tickcat --where 'price >' x
	[[ $stderr == *'where: character 8: expected'*'the end of the text' ]]
	run -2 --separate-stderr tickwin --where 'symbol = AAA' x
	[[ $stderr == *'character 10: AAA is not a known field: quote a'* ]]
	run -2 --separate-stderr tickscore -m x --where 'col("a") = 1' x
	[[ $stderr == *'only tickcat reads columns'* ]]
	# a type that only the input shows is the input's fault
	echo '{"kind":"x","ts_event":1e9,"symbol":"A","foo":1.5}' > x
	run -1 --separate-stderr tickcat --where 'foo = "a"' x
	[[ $stderr == *'foo is a number: expected a number, not "a"'* ]]
}

@test "col() is a column by name or number, a key or a pointer" {
	printf '%s\n' 'ts,symbol,price,size,Sale Condition,x' \
	    '1,A,5,1,@,7' '2,A,6,1,@ I,' '3,A,7,1,,08' > x.csv
	[ "$(prices 'col("Sale Condition") = "@"' x.csv)" = 5 ]
	[ "$(prices 'col("sale_condition") ~ "*I*"' x.csv)" = 6 ]
	[ "$(prices 'col("Sale Condition") is null' x.csv)" = 7 ]
	[ "$(prices 'col("x") = 8 or price < 6' x.csv)" = '5 7' ]
	[ "$(prices 'col("x") != 8' x.csv)" = 5 ]
	sed 's/,/;/g' x.csv | prices 'col("x") in (7, 8)' - | grep -x '5 7'
	tail -n +2 x.csv | prices 'col("6") = 7' - --no-header \
	    --map ts=1,symbol=2,price=3,size=4 | grep -x 5
	tail -n +2 x.csv | tr , '\t' | prices 'col("5") ~ "@*"' - --no-header \
	    --map ts=1,symbol=2,price=3,size=4 | grep -x '5 6'
	cat > x.json <<-'END'
	{"ts":1,"symbol":"A","price":5,"c":["@"],"d":{"e":"q"}}
	{"ts":2,"symbol":"A","price":6,"d":{"e":"r"}}
	END
	[ "$(prices 'col("/d/e") = "r"' x.json)" = 6 ]
	[ "$(prices 'col("/c/0") = "@"' x.json)" = 5 ]
	[ "$(prices 'col("/price") > 5' x.json)" = 6 ]
	printf '%s\n' ts,symbol,price,live 1,A,5,True 2,A,6,false 3,A,7,1 \
	    4,A,8, > y.csv
	[ "$(prices 'col("live") = true' y.csv)" = '5 7' ]
	[ "$(prices 'col("live") = false' y.csv)" = 6 ]
	[ "$(prices 'col("live") != true' y.csv)" = 6 ]
	[ "$(prices 'col("live") = 1' y.csv)" = 7 ]
	run -1 --separate-stderr tickcat --any-time --where 'col("y") = 1' x.csv
	[[ $stderr == *'x.csv:2: --where: col("y"): no such column among 6' ]]
	run -1 --separate-stderr tickcat --any-time x.json \
	    --where 'col("y") = 1'
	[[ $stderr == *'col("y"): no record has it' ]]
	run -1 --separate-stderr tickcat --where 'col("price") = 1' \
	    "$BATS_FILE_TMPDIR/t.tks"
	[[ $stderr == *'this is tks: use the names of fields' ]]
}

@test "col() sees the value that a vendor's records are made of" {
	local i
	for i in 5:true 6:false; do
		printf '{"stream":"btcusdt@trade","data":{"e":"trade",'
		printf '"E":167251578213%d,"s":"BTCUSDT","t":1,"p":"5.%d",' \
		    "${i%:*}" "${i%:*}"
		printf '"q":"1","T":1672515782136,"m":%s,"M":true}}\n' "${i#*:}"
	done > x.json
	[ "$(prices 'col("/data/m") = "true"' x.json)" = 5.5 ]
	[ "$(prices 'col("/data/m") = true' x.json)" = 5.5 ]
	[ "$(prices 'col("/data/m") = false' x.json)" = 5.6 ]
	[ "$(prices 'col("stream") ~ "btc*" and price > 5.55' x.json)" = 5.6 ]
}

@test "cancelled trades and records of corrections are left out and counted" {
	tickcat -q --tz America/New_York --stats "$TAQ" > x 2> stats
	jq -r .price x | paste -sd ' ' | diff - <(echo 12.5 12.51 12.53)
	jq -e '.not_rows.cancelled == 5 and .out == 3' stats
	run -0 --separate-stderr tickcat --tz America/New_York "$TAQ"
	[[ $stderr == *'trades left out that were cancelled'*': 5' ]]
	tickcat -q --tz America/New_York --map correction= "$TAQ" | wc -l |
	    diff - <(echo 8)
	tickcat -q --tz America/New_York --map correction= \
	    --where 'col("CORR") not in (7, 8, 10, 11, 12)' "$TAQ" | cmp - x
	# other names, other delimiters, JSON, and many lines at once
	printf '%s\n' 'ticker|timestamp|price|size|Trade Correction Indicator' \
	    'A|1|5|1|00' 'A|2|6|1|08' 'A|3|7|1|01' |
	    prices 'price > 0' - | grep -x '5 7'
	printf '{"ticker":"A","timestamp":%d,"price":%d,"size":1,%s:%d}\n' \
	    1 5 '"correction"' 0 2 6 '"correction"' 12 3 7 '"correction"' 1 |
	    prices 'price > 0' - | grep -x '5 7'
	{
		echo ts,symbol,price,size,corr
		seq 2000 | awk '{ print $1 ",A," $1 ",1,0" ($1 % 10 ? 0 : 8) }'
	} > many.csv
	tickcat -q --any-time --stats many.csv 2> stats | jq -r .price |
	    diff - <(seq 2000 | grep -v '0$')
	jq -e '.not_rows.cancelled == 200' stats
	# bars and values have no such thing
	printf '%s\n' 'ts,symbol,value,corr' '1,A,5,8' |
	    tickcat --any-time | wc -l | diff - <(echo 1)
}

@test "of a quote and a cancelled trade the quote stands" {
	printf '%s\n' 'ts,symbol,bid,ask,price,size,corr' '1,A,4,6,5,1,0' \
	    '2,A,4,6,50,1,8' > x
	tickcat -q --any-time x | jq -r .kind | paste -sd ' ' |
	    diff - <(echo quote trades quote)
}
