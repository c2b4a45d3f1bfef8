#!/usr/bin/env bats
#
# wild.bats - files as people have them (testdata/wild): what is in them is
# read, or refused with what to do.

load helper

# Rows here are told apart by times of 1, 2, 3: seconds since 1970.
tickcat() {
	command tickcat --any-time "$@"
}

WILD=$TOP/testdata/wild

# The rows of tickcat on a file are those of stdin: kind, then the fields that
# NAMES are, null is -.
rows() { # names file option...
	local names=$1 file=$2
	shift 2
	tickcat -q "$@" "$WILD/$file" > rows.ndjson
	jq -r --arg names "$names" '[.kind] + [getpath(($names | split(" "))[] |
	    [.]) | if . == null then "-" else tostring end] | join(" ")' \
	    rows.ndjson > got
	diff - got
}

# It is refused, and the message holds every word given.
refused() { # file option... -- word...
	local file=$1 options=() word
	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	run -1 --separate-stderr tickcat -q "${options[@]}" "$WILD/$file"
	for word; do
		[[ $stderr == *"$word"* ]] || fail "$stderr: no $word"
	done
}

# A number of the account.
counted() { # name value file option...
	local name=$1 value=$2 file=$3
	shift 3
	tickcat -q --stats "$@" "$WILD/$file" > /dev/null 2> stats
	tail -n 1 stats | jq -r --arg name "$name" \
	    '(.not_rows + .)[$name] // 0' | diff - <(echo "$value")
}

# ---- text around the table ----

@test "lines before the header are skipped, counted and quoted" {
	rows 'ts_event symbol close' url-line.csv <<-END
	bar 2020-01-26T00:54:00.000000000Z ETH/USD 160.31
	bar 2020-01-26T00:55:00.000000000Z ETH/USD 160.22
	END
	counted before_table 1 url-line.csv
	run -0 --separate-stderr tickcat "$WILD/url-line.csv"
	[[ $stderr == *'1 line before the table: "https://data.example.com'* ]]
	rows 'ts_event bid_px_00 ask_px_00' disclaimer.csv <<-END
	quote 2024-03-04T09:00:00.000000000Z 10.1 10.3
	quote 2024-03-04T09:00:01.000000000Z 10.2 10.4
	END
	counted before_table 3 disclaimer.csv
	# however the text comes in
	tickcat -q "$WILD/disclaimer.csv" > want
	dd bs=1 status=none if="$WILD/disclaimer.csv" | tickcat -q | cmp - want
}

@test "several header lines give each column the name that goes with it" {
	rows 'ts_event symbol open close volume' three-headers.csv --as QQQX \
	    <<-END
	bar 2024-02-05T00:00:00.000000000Z QQQX 41.2 41.5 1200
	bar 2024-02-06T00:00:00.000000000Z QQQX 41.5 41.7 900
	END
	rows 'symbol price size' units-and-total.txt <<-END
	trades AB 12.5 100
	trades AB 12.6 50
	END
}

@test "END, total and row-count lines are counted and no records" {
	counted end_lines 1 units-and-total.txt
	counted end_lines 1 psql.tsv
	printf 'ts,symbol,price\n1,A,2\nEND,20240105,1\n' > x
	tickcat -q --stats x 2> stats | wc -l | diff - <(echo 1)
	jq .not_rows.end_lines stats | diff - <(echo 1)
	# a symbol of that name is one
	printf 'symbol,ts,price\nEND,1,2\nTOTAL,2,3\n' | tickcat |
	    jq -r .symbol | diff - <(printf '%s\n' END TOTAL)
	run -1 tickcat -q <<< $'ts,symbol,price\n1,A,2\nENDED,1,1'
}

@test "a damaged first record is not taken for text before the table" {
	{
		echo 9,735689600010866,True
		seq -f '%.0f,17.8,5.69,101.29,1735689600010866,True,True' 3
	} > BTCUSDT-trades-2025-01.csv
	run -1 --separate-stderr tickcat BTCUSDT-trades-2025-01.csv
	[[ $stderr == *':1: no header, and '* ]]
	# nor are rows before a header that comes later
	{
		echo 5,x,AB
		echo 6,y,AB
		echo ts,price,symbol
		echo 7,8,AB
	} > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == *':1: '* ]]
}

@test "--skip-lines and --comment say what is no table" {
	refused comments.csv -- ":5: 1 column where the header has 3" \
	    "--comment '#'"
	rows 'ts_event price' comments.csv --comment '#' <<-END
	price 2024-01-08T10:00:00.000000000Z 5.5
	price 2024-01-08T10:05:00.000000000Z 5.6
	END
	counted comments 3 comments.csv --comment '#'
	printf 'a,b,c\n1,2,3\nts,symbol,price\n7,AB,8\n' > x
	tickcat --skip-lines 2 x | jq -r .price | diff - <(echo 8)
	run -1 --separate-stderr tickcat --skip-lines 2 \
	    <<< $'a\nb\nts,symbol,price\n7,AB,x'
	[[ $stderr == *'<stdin>:4: price: not a number'* ]]
	# also of JSON, and more lines than there are
	printf 'junk\n{"ts":1,"symbol":"A","price":2}\n' |
	    tickcat --skip-lines 1 | jq -r .price | diff - <(echo 2)
	echo x | tickcat --skip-lines 5 --count | diff - <(echo 0)
	# many lines, read many at a time
	{
		echo ts,symbol,price
		seq 500 | awk '{ print $1 ",A," $1; print "#" $1 ",A,1" }'
	} | tickcat --comment '#' --count | diff - <(echo 500)
}

@test "a header that nothing follows is one only with a known column" {
	printf 'ts,symbol,price\n' | tickcat --count | diff - <(echo 0)
	run -1 --separate-stderr tickcat <<< 'Error: too many calls, wait'
	[[ $stderr == *'no known column name: "Error: too many'* ]]
}

@test "where all records are bad --skip-bad fails" {
	printf 'ts,symbol,price\n1,A,x\n2,A,y\n' > x
	run -1 --separate-stderr tickcat --skip-bad x
	[[ $stderr == *'all records are bad (2), the first: x:2: price: '* ]]
	printf 'ts,symbol,price\n1,A,x\n2,A,3\n' | tickcat -q --skip-bad |
	    wc -l | diff - <(echo 1)
	run -1 tickcat -q --skip-bad <<< '{"ts":"x","symbol":"A","price":1}'
	run -1 tickwin -q -e 1m --skip-bad <<< '{"kind":"price","ts_event":"x"}'
}

# ---- messages ----

@test "a reply in place of the data is shown" {
	refused too-many.html -- 'an HTML page in place of a table: "429 Too' \
	    'Slow down"'
	refused limit.json -- 'says: You have exceeded the maximum requests'
	run -1 --separate-stderr tickcat \
	    <<< '<!DOCTYPE html><script>a=1;</script><b>Just a moment</b>'
	[[ $stderr == *'an HTML page in place of a table: "Just a moment"' ]]
	run -1 --separate-stderr tickcat <<< '{"s":"error","errmsg":"no such"}'
	[[ $stderr == *'the source says: no such' ]]
	run -1 --separate-stderr tickcat <<< $'ts  sym  px\n1709164800  A  5'
	[[ $stderr == *'between columns, not blanks or a fixed width'* ]]
	run -1 --separate-stderr tickcat <<< '{}'
	[[ $stderr == *'assign columns with --map' ]]
	run -1 --separate-stderr tickcat <<< 'Too Many Requests'
	[[ $stderr == *'not a table but a message: "Too Many Requests"' ]]
	printf '{"chart":{"result":null,"error":{"code":"Not Found",%s' \
	    '"description":"No data found"}}}' > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == *'No data found'* ]]
	run -1 --separate-stderr tickcat \
	    <<< "{\"message\":\"limit $(printf '%0300d' 0)\"}"
	[ ${#stderr} -lt 260 ]
}

@test "a missing final newline is said last, and where it may matter" {
	printf 'ts,symbol,price\n1,A,2\n3,A' > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == *':3: 2 columns where'*'newline: it may be truncated)' ]]
	printf '{"a":{"b":1}}' > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == "tickcat: x:1: no price, bid and ask"* ]]
	[[ $stderr != *newline* ]]
	printf '{"a":{"b":1' > x
	run -1 --separate-stderr tickcat x
	[[ $stderr == *'no newline: it may be truncated)' ]]
}

@test "what Kafka's console consumer prints before a record is an envelope" {
	rows 'ts_event price size' console-consumer.txt <<-END
	trades 2024-01-08T10:00:00.000000000Z 5.5 2
	trades 2024-01-08T10:00:01.000000000Z 5.6 1
	END
	tickcat "$WILD/console-consumer.txt" > want
	tickcat --framing keyed "$WILD/console-consumer.txt" | cmp - want
	cut -f 1,3 "$WILD/console-consumer.txt" | tickcat | cmp - want
	cut -f 2- "$WILD/console-consumer.txt" | tickcat | cmp - want
	cut -f 3 "$WILD/console-consumer.txt" | tickcat | cmp - want
	rows 'ts_event price src_part src_off' console-partition.txt --src \
	    <<-END
	price 2024-01-08T10:00:00.123000000Z 5.5 4 90
	price 2024-01-08T10:00:01.123000000Z 5.6 4 91
	END
	run -1 --separate-stderr tickcat --framing lines \
	    "$WILD/console-consumer.txt"
	[[ $stderr == *'records in envelopes (a key and a TAB before {)'* ]]
}

@test "--as is offered only where the records may be of one symbol" {
	run -1 --separate-stderr tickcat <<< $'ts,price,code\n1,2,ABC'
	[[ $stderr == *'no symbol: no column is called symbol'* ]]
	[[ $stderr == *'--map symbol=COL; there are ts, price, code' ]]
	[[ $stderr != *--as* ]]
	run -1 --separate-stderr tickcat <<< $'ts,price,n\n1,2,3'
	[[ $stderr == *'--as SYM'* ]]
	run -1 --separate-stderr tickcat <<< $'When it was,price\n1,2'
	[[ $stderr == *'no time'*'--map ts=COL; there are When it was, price' ]]
	printf '#RIC,Date-Time,Price,Volume\nAB.N,2024-01-08T10:00:00Z,5,6\n' |
	    tickcat | jq -r .symbol | diff - <(echo AB.N)
}

# ---- sides ----

@test "--side-map says which value is which side, --side-of whose it is" {
	printf '[{"date":1519810392,"price":"10.5","type":"0",%s,%s]' \
	    '"amount":"1"}' \
	    '{"date":1519810393,"price":"10.4","type":"1","amount":"1"}' > x
	tickcat --as X --map side=type --side-map 'B=0;A=1' x |
	    jq -r .side | diff - <(printf '%s\n' B A)
	run -1 --separate-stderr tickcat --as X --map side=type x
	[[ $stderr == *'type: neither buy nor sell: use --side-map'* ]]
	# words beside the usual ones, in any case, and many lines
	{
		echo ts,symbol,price,size,side
		seq 300 | awk '{ print 1e9 + $1 ",AB,5,1," \
		    ($1 % 3 == 0 ? "Compra" : $1 % 3 == 1 ? "VENTA" : "b") }'
	} > y
	tickcat --side-map 'B=compra;A=venta' y | jq -r .side | sort |
	    uniq -c | awk '{ print $2, $1 }' |
	    diff - <(printf '%s\n' 'A 100' 'B 200')
	# the maker's side is the other one; who names the maker is unchanged
	printf '%s\n' ts,symbol,price,size,side 1,A,1,1,buy 2,A,1,1,S \
	    3,A,1,1,N |
	    tickcat --side-of maker | jq -r .side |
	    diff - <(printf '%s\n' A B N)
	printf 'ts,symbol,price,size,is_buyer_maker\n1,A,1,1,true\n' |
	    tickcat --side-of maker | jq -r .side | diff - <(echo A)
	printf 'ts,symbol,price,size,side\n1,A,1,1,0\n2,A,1,1,9\n' |
	    tickcat --side-of maker --side-map 'B=0;N=9' | jq -r .side |
	    diff - <(printf '%s\n' A N)
	run -2 tickcat --side-map 'X=1' y
	run -2 tickcat --side-map 'B=1;A=1' y
	run -2 tickcat --side-map 'B=' y
}

# ---- numbers ----

@test "null, NA, N/A and - are no number, and a bar without prices is none" {
	printf 'Date,Open,High,Low,Close,Volume\n' > bars
	printf '%s\n' '2023-02-01,1.5,1.6,1.4,1.55,900' \
	    '2023-02-02,null,null,null,null,null' \
	    '2023-02-03,1.55,1.7,1.5,NA,-' >> bars
	tickcat -q --as X --stats bars 2> stats |
	    jq -c '[.open,.close,.volume]' |
	    diff - <(printf '%s\n' '[1.5,1.55,900]' '[1.55,null,null]')
	jq .not_rows.no_price stats | diff - <(echo 1)
	printf 'ts,symbol,price,size\n1,A,N/A,5\n2,A,3,-\n' | tickcat |
	    jq -c '[.price,.size]' |
	    diff - <(printf '%s\n' '[null,5]' '[3,null]')
	echo '{"ts":1,"symbol":"NA","price":"-","size":"null"}' | tickcat |
	    jq -c '[.symbol,.price,.size]' | diff - <(echo '["NA",null,null]')
	run -1 tickcat -q <<< $'ts,symbol,price\n1,A,nul'
	run -1 tickcat -q <<< $'ts,symbol,price\n1,A,--'
}

# ---- columns and pointers ----

@test "a pointer to one element of an array that has more is an error" {
	local one='{"d":[{"t":1,"p":5}]}'
	local two='{"d":[{"t":2,"p":6},{"t":3,"p":7}]}'
	tickcat --as X --map ts=/d/0/t,price=/d/0/p <<< "$one" | jq .price |
	    diff - <(echo 5)
	run -1 --separate-stderr tickcat --as X \
	    --map ts=/d/0/t,price=/d/0/p <<< "$one"$'\n'"$two"
	[[ $stderr == *':2: --map: /d/0/t names one element of an array'* ]]
	run -1 --separate-stderr tickcat --as X \
	    --map ts=/t/1,close=/c/1,price=/c/1 <<< '{"t":[1,2],"c":[5,6]}'
	[[ $stderr == *'names one element'* ]]
	# price and size of a pair are both named
	tickcat --as X --map ts=t,bid=/b/0,bid_sz=/b/1,ask=/a/0,ask_sz=/a/1 \
	    <<< '{"t":1,"b":[1,2],"a":[3,4]}' |
	    jq -c '[.bid_px_00,.bid_sz_00,.ask_px_00,.ask_sz_00]' |
	    diff - <(echo '[1,2,3,4]')
}

@test "a header that has a name twice is said" {
	run -0 --separate-stderr tickcat <<< $'ts,symbol,price,Price\n1,A,2,3'
	[[ $stderr == *'columns 3 and 4 are both called "Price"'* ]]
	[[ $output == *'"price":2}' ]]
	run -0 --separate-stderr tickcat <<< $'ts,symbol,price,,\n1,A,2,3,4'
	[ "$stderr" = '' ]
}

@test "days of FX end at 17:00 in New York, summer and winter" {
	for to in json bin csv; do
		tickcat -q -t $to "$WILD/fx-days.csv" |
		    tickwin -q -e 1d --day 17:00 --tz America/New_York \
			-t json |
		    jq -r '[.ts_event[:16], .open, .close, .count] |
			join(" ")' |
		    diff - <(printf '%s\n' '2023-10-25T21:00 150.1 150.1 1' \
			'2023-10-26T21:00 150.2 150.3 2' \
			'2023-10-27T21:00 150.4 150.4 1' \
			'2023-11-04T21:00 149.5 149.5 1' \
			'2023-11-05T22:00 149.6 149.7 2')
	done
}
