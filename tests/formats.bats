#!/usr/bin/env bats
#
# formats.bats - every layout in every wrapping: the same rows from a file and
# a pipe, packed and not, in each kind of envelope; and what was refused comes
# back from its quarantine.

load helper

# Call "$1 FILE FROM OPTIONS HEADER RECORD" for each layout, with %d in the
# record where its number goes, and a point in what cannot be without.
each_format() {
	local do=$1 ohlc='2.5,3,2,2.5' json
	$do BTCUSDT-trades-2025-01.csv '' '' '' \
	    '%d,17.8,5.6,9,173568960001%d866,True,True'
	$do BTCUSDT-trades-2022-08.csv '' '' \
	    id,price,qty,quote_qty,time,is_buyer_maker \
	    '%d,17.8,5.6,9,165931200000%d,true'
	$do BTCUSDT-aggTrades-2021-01.csv '' '' '' \
	    '%d,17.8,5.6,7,8,165931200000%d,true'
	$do BTCUSDT-1m-2021-11-27.csv '' '' '' \
	    "163797%d200000,$ohlc,6.5,163797%d259999,1.5,9,1.5,5,0"
	$do BTCUSDT-bookTicker-2024-08.csv '' '' \
"update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,\
transaction_time,event_time" '%d,1.1,2,1.2,3,172300000000%d,172300000000%d'
	$do DAT_ASCII_EURUSD_T_201202.csv '' '' '' \
	    '20120201 00000360%d,1.3066,1.3067,0'
	$do DAT_ASCII_EURUSD_M1_201202.csv '' '' '' \
	    "20120201 00010%d;${ohlc//,/;};0"
	$do DAT_MT_EURUSD_M1_201202.csv '' '' '' "2012.02.01,00:0%d,$ohlc,0"
	$do truefx.csv '' '' '' 'EUR/USD,20130101 21:59:59.98%d,1.3,1.4'
	$do databento.csv '' '' \
	    ts_event,rtype,publisher_id,instrument_id,price,size,action,side \
	    '2025-09-08T00:00:00.00419471%dZ,0,1,14160,6505.5,2,T,B'
	$do duka.csv '' '--as EURUSD' Gmt\ time,Ask,Bid,AskVolume,BidVolume \
	    '15.01.2024 10:30:0%d.123,1.08,1.07,1.5,1.5'
	$do vantage.csv '' '--as IBM' timestamp,open,high,low,close,volume \
	    '2024-08-02 19:5%d:00,1.5000,2.0000,1.0000,1.5000,60'
	$do metatrader.csv '' '--as X --tz +02:00' \
	    $'<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>' \
	    $'2020.01.02\t00:00:00.12%d\t1.1\t1.2\t\t\t6'
	$do tardis.csv '' '' \
	    exchange,symbol,timestamp,local_timestamp,id,side,price,amount \
	    'bitmex,XBTUSD,158302080314500%d,1583020803307160,c-0,sell,8.5,2'
	$do names.csv '' '' timestamp,pair,bid,ask \
	    '2026-01-05T14:00:0%dZ,EUR_USD,1.1,1.2'
	$do numbers.csv '' '--map ts=1,symbol=2,price=3,size=4' '' \
	    '170000000%d,A,1.5,2'
	$do candles.csv bitfinex-candles '--as B --bar 1m' '' \
	    '170000000%d000,5.5,4,6,3,7'
	$do 20140508_eurusd_quote.csv lean '--tz -05:00 --as E' '' \
	    '1700%d,1.39,1.4'
	json='"s":"BNBBTC","t":%d,"p":"0.5","q":"9","m":true'
	$do binance.json '' '' '' \
	    "{\"e\":\"trade\",\"E\":1672515782136,\"T\":167251578213%d,$json}"
	json='"u":4,"s":"BNBUSDT","b":"25.3","B":"3","a":"25.4","A":"4"'
	$do capture.txt '' '' '' "172316605600000000%d {$json}"
	$do coingecko.json '' '' '' \
	    '{"bitcoin":{"usd":6.3,"last_updated_at":171135630%d}}'
	json='"action":"T","side":"B","price":"47.6","size":4,"symbol":"SPY"'
	$do databento.json '' '' '' "{\"hd\":{\"ts_event\":\
\"170418600040391869%d\",\"rtype\":0,\"publisher_id\":2,\"instrument_id\":1},\
$json}"
	$do names.json '' '' '' \
	    '{"timestamp":"2026-01-05T14:00:0%dZ","pair":"E","bid":1.1,"ask":2}'
	$do pointers.json '' '--as Z --map ts=/t,price=/a/p' '' \
	    '{"t":"2026-01-05T14:00:0%dZ","a":{"p":1.5}}'
	json='"symbol":"E","price":1.5,"size":2'
	$do ours.ndjson '' '' '' \
	    "{\"kind\":\"trades\",\"ts_event\":\"2026-01-05T14:00:0%dZ\",$json}"
}

# Lines in envelopes.
frame() { # framing line...
	local line of=$1
	shift
	if [ "$of" = kcat-json ]; then
		printf '%s\n' "$@" | jq -Rc '{topic: "t", partition: 0,
		    offset: 7, key: "K", payload: .}'
		return
	fi
	for line; do
		case $of in
		lines) printf '%s\n' "$line" ;;
		keyed) printf 'K\t%s\n' "$line" ;;
		rs) printf '\036%s\n' "$line" ;;
		be32)
			# shellcheck disable=SC2059 # the format is the length
			printf "\\0\\0\\0\\x$(printf %x ${#line})%s" "$line" ;;
		esac
	done
}

# The three records of a layout.
records() { # record
	local i
	for i in 1 2 3; do
		echo "${1//%d/$i}"
	done
}

# ---- wrappings ----

same_rows() { # file from options header record
	local file=$1 opts=() lines how as
	read -ra opts <<< "${2:+--from $2} $3"
	mapfile -t lines < <(records "$5")
	frame lines ${4:+"$4"} "${lines[@]}" > "$file"
	tickcat "${opts[@]}" "$file" > want
	[ "$(wc -l < want)" -eq 3 ] || echo "$file: $(wc -l < want) rows"
	[ "$(wc -l < want)" -eq 3 ]
	as=$(head -n 1 want | jq -r .symbol) # its file's name is gone in a pipe
	[[ $file == truefx* || $3 == *--as* ]] || opts+=(--as "$as")
	[[ $file != 2014* ]] || opts+=(--start 2014-05-08T05:00Z)
	for how in cat 'dd bs=1 status=none' 'gzip -c' 'zstd -qc' twice crlf \
	    bom blank; do
		$how < "$file" > packed
		tickcat "${opts[@]}" < packed > got || echo "$file: $how"
		cmp got want || echo "$file: $how"
		cmp got want
	done
	dd bs=1 status=none if="$file" | tickcat "${opts[@]}" | cmp - want
	dd bs=1 status=none if=packed | tickcat "${opts[@]}" | cmp - want
	n=$((n + 1))
}

twice() { # two frames, cut in a line
	cat > whole
	head -c 100 whole | zstd -qc
	tail -c +101 whole | zstd -qc
}

crlf() {
	sed 's/$/\r/'
}

bom() {
	printf '\357\273\277'
	cat
}

blank() {
	echo
	cat
}

@test "every layout is known from a file and a pipe, packed or not" {
	need zstd gzip
	n=0
	each_format same_rows
	[ "$n" -eq 25 ]
}

# ---- quarantine ----

# One of the records is bad, and mended afterwards.
comes_back() { # file from options header record
	local file=$1 opts=() from=${2:+--from $2} lines of bad way
	read -ra opts <<< "$3"
	for of in lines kcat-json keyed be32 rs; do
		for bad in 0 1; do
			mapfile -t lines < <(records "$5")
			frame $of ${4:+"$4"} "${lines[@]}" > "$file"
			way="$from --framing $of"
			[ $bad -eq 0 ] || way+=' --src' # line by line
			# shellcheck disable=SC2086 # words
			tickcat $way "${opts[@]}" "$file" > want
			lines[bad]=${lines[bad]/./@@}
			frame $of ${4:+"$4"} "${lines[@]}" > "$file"
			# shellcheck disable=SC2086
			tickcat -q $way "${opts[@]}" --bad-to q "$file" > good
			[ "$(wc -l < q)" -eq 1 ]
			way=--src
			[ $bad -eq 1 ] || way=
			sed 's/@@/./g' q | tickcat --from quarantine $way \
			    "${opts[@]}" > back
			sort good back | cmp - <(sort want) ||
			    echo "$file: $of, record $bad"
			sort good back | cmp - <(sort want)
			[ "$(wc -l < good)" -eq 2 ]
			rm q
		done
	done
	n=$((n + 1))
}

@test "what was refused of any layout comes back out of any envelope" {
	n=0
	each_format comes_back
	[ "$n" -eq 25 ]
}
