#!/usr/bin/env bats
#
# split.bats - tickcat --split: a file for each symbol, kind and period.

load helper

# Rows a day apart from DATE on, DAYS days, of the symbols behind in turn.
days() { # DATE DAYS SYMBOL...
	local from=$1 n=$2
	shift 2
	awk -v t="$(date -ud "$from" +%s)" -v n="$n" -v symbols="$*" 'BEGIN {
		k = split(symbols, s, " ")
		for (d = 0; d < n; d++)
			for (i = 1; i <= k; i++)
				printf "{\"kind\":\"trades\",\"ts_event\":" \
				    "\"%d\",\"symbol\":\"%s\",\"price\":%d," \
				    "\"size\":%d}\n", t + d * 86400, \
				    s[i], 100 + d, i
	}' | tickcat
}

# The rows of the files below DIR are those of the input, in any order.
holds() { # DIR INPUT
	local files f
	readarray -d '' files < <(find "$1" -type f -print0)
	for f in "${files[@]}"; do
		tickcat -q "$f" || return
	done | sort | diff - <(tickcat -q "$2" | sort)
}

@test "every output format is divided by symbol, kind and day" {
	{
		days 2024-01-02 3 ES NQ
		days 2024-01-02 2 ES | sed 's/trades/mbo/
		    s/"price"/"action":"A","side":"B","price"/'
	} > in
	for to in json csv tsv tks; do
		for z in '' .zst; do
			tickcat -q --split kind,symbol,day \
			    --out "$to$z/{date}/{kind}-{symbol}.$to$z" in
			[ "$(find "$to$z" -type f | wc -l)" -eq 8 ]
			holds "$to$z" in
			tickcat "$to$z/20240103/trades-NQ.$to$z" |
			    diff - <(tickcat -s NQ -k trades \
				--start 2024-01-03 --end 1d in)
		done
	done
	[ "$(head -c 4 json.zst/20240102/mbo-ES.json.zst |
	    od -An -tx1)" = ' 28 b5 2f fd' ]
	for to in dbn dbn-csv dbn-tsv dbn-json; do
		case $to in
		dbn) o=(--dataset XXXX.TEST) ;;
		*) o=(--map-symbols) ;;
		esac
		tickcat -q -t $to "${o[@]}" --split kind,symbol,day \
		    --out "$to/{date}/{kind}-{symbol}" in
		[ "$(find $to -type f | wc -l)" -eq 8 ]
		tickcat -q -t $to "${o[@]}" -s NQ -k trades \
		    --start 2024-01-03 --end 1d in > one
		[ $to = dbn ] || cmp one $to/20240103/trades-NQ
	done
	tickcat dbn/20240103/trades-NQ | jq -c '[.ts_event, .price]' |
	    diff - <(jq -c '[.ts_event, .price]' json/20240103/trades-NQ.json)
	[ "$(tickcat --metadata dbn/20240103/mbo-ES |
	    jq -c '[.schema, .symbols]')" = '["mbo",["ES"]]' ]
}

@test "the part of a DBN file is what a selection of it is" {
	ticksim -x lab --seed 5 --symbols 4 --days 3 -n 200000 -t dbn -o in.dbn
	tickcat --split symbol --out 's-{symbol}.dbn.zst' in.dbn
	tickcat --split day --out 'd-{date}.dbn' in.dbn
	[ "$(echo s-* | wc -w)" -eq 4 ]
	for s in SYM000 SYM003; do
		tickcat -s $s -t dbn in.dbn | cmp - <(zstd -dcq s-$s.dbn.zst)
	done
	for f in d-*; do
		d=${f#d-}
		d=${d%.dbn}
		tickcat --start "$d" --end 1d -t dbn in.dbn | cmp - "$f"
	done
	[ "$f" != d-20240102.dbn ]
	# of several files, each day has one header that covers them
	tickcat -t dbn -s SYM000 in.dbn > a.dbn
	tickcat -t dbn -s SYM001,SYM002 in.dbn > b.dbn
	tickcat --split day --out 'ab-{date}.dbn' a.dbn b.dbn
	tickcat -t dbn --start 2024-01-03 --end 1d a.dbn b.dbn |
	    cmp - ab-20240103.dbn
	# as a stream of ours, with the metadata of the part
	tickcat --split symbol --out 't-{symbol}.tks' in.dbn
	tickcat --no-provenance -b -s SYM003 in.dbn > one
	tickcat --no-provenance -b t-SYM003.tks | cmp - one
}

@test "weeks begin on Sunday, months on their first, days in the zone" {
	days 2024-02-20 14 A > in
	tickcat --split week --out 'w-{date}.json' in
	[ "$(echo w-*)" = 'w-20240218.json w-20240225.json w-20240303.json' ]
	[ "$(wc -l < w-20240225.json)" -eq 7 ]
	tickcat --split month --out 'm-{date}.json' in
	[ "$(echo m-*)" = 'm-202402.json m-202403.json' ]
	[ "$(wc -l < m-202402.json)" -eq 10 ]
	# New York, at the ends of days of 23 and 25 hours
	for t in 2024-03-10T04:59:59 2024-03-10T05:00:00 2024-03-11T03:59:59 \
	    2024-03-11T04:00:00 2024-11-04T04:59:59 2024-11-04T05:00:00; do
		echo "{\"ts_event\":\"${t}Z\",\"symbol\":\"A\",\"price\":1}"
	done > edge
	tickcat --tz America/New_York --split day --out 'e-{date}.json' edge
	wc -l e-* | awk '{ print $1, $2 }' | diff - <(echo "1 e-20240309.json
2 e-20240310.json
1 e-20240311.json
1 e-20241103.json
1 e-20241104.json
6 total")
}

@test "a bar is in the period in which it starts" {
	days 2024-01-02 3 A | tickwin -e 1d > bars
	tickcat --split day --out 'b-{date}.json' bars
	[ "$(echo b-*)" = 'b-20240102.json b-20240103.json b-20240104.json' ]
	tickcat --time ts_end --split day --out 't-{date}.json' bars
	[ "$(echo t-*)" = 't-20240103.json t-20240104.json t-20240105.json' ]
}

@test "a symbol leads to no other folder, and two never share a file" {
	mkdir in out
	for s in ../x /etc/x a/b a%2Fb . .. -rf '' .SPX 'A B' $'n\n' none; do
		jq -nc --arg s "$s" '{kind: "price",
		    ts_event: "2024-01-02T00:00:00Z", symbol: $s, price: 1} |
		    if $s == "" then .symbol = null else . end'
	done > in/rows
	tickcat -q --split symbol --out 'out/{symbol}' in/rows
	[ "$(find . -type f | wc -l)" -eq 13 ]
	find out -type f | sort | diff - <(printf 'out/%s\n' \
	    %2D'rf' %2E %2E. %2E.%2Fx %2ESPX %2Fetc%2Fx %none 'A B' \
	    a%252Fb a%2Fb n%0A none | sort)
	holds out in/rows
	# in the middle of a name a point is harmless
	tickcat -q -s .SPX --split symbol --out 'm-{symbol}.json' in/rows
	assert_exist m-.SPX.json
	# too long for a name
	days 2024-01-02 1 "$(printf %0300d 1)" > long
	run -1 tickcat --split symbol --out '{symbol}.json' long
	assert_output --partial 'File name too long'
}

@test "rows without a time have a file of their own" {
	days 2024-01-02 2 A | sed '1s/"2024[^"]*"/null/' > in
	tickcat --split day --out 'd-{date}.json' in
	[ "$(echo d-*)" = 'd-%none.json d-20240103.json' ]
}

@test "more symbols than files that may be open" {
	days 2024-01-02 4 $(seq -f 'S%03g' 300) > in
	for to in json csv tks dbn dbn-csv; do
		(
			ulimit -n 64
			case $to in
			dbn-csv) o=(-t dbn-csv --map-symbols) ;;
			dbn) o=(--dataset XXXX.TEST) ;;
			*) o=() ;;
			esac
			tickcat -q --stats "${o[@]}" --split symbol \
			    --out "$to/{symbol}.${to#dbn-}" in 2> stats
		)
		tail -n 1 stats | jq -e '.files == 300 and .out == 1200'
		[ "$(find "$to" -type f | wc -l)" -eq 300 ]
	done
	for to in json csv tks; do
		holds $to in
	done
	for s in S001 S064 S065 S300; do
		tickcat -s $s in > want
		for to in json csv tks; do
			tickcat $to/$s.$to | cmp - want
		done
		tickcat -q -s $s -t dbn-csv --map-symbols in |
		    cmp - dbn-csv/$s.csv
		tickcat -q dbn/$s.dbn | jq -c '[.ts_event, .price]' |
		    diff - <(jq -c '[.ts_event, .price]' want)
	done
}

@test "a day that comes again after many others is continued, or refused" {
	{
		days 2024-01-02 90 A
		days 2024-01-02 90 B
	} > in
	for to in json tks json.zst tks.zst; do
		tickcat --split day --out "$to/{date}.$to" in
		[ "$(find "$to" -type f | wc -l)" -eq 90 ]
		holds "$to" in
	done
	tickcat --end 2024-01-03 in | cmp - json/20240102.json
	for to in csv dbn; do
		run -1 tickcat --split day --out "$to/{date}.$to" in
		assert_output --partial "$to/20240102.$to: complete"
		assert_output --partial 'with --sort or --merge'
		assert_not_exist $to
		tickcat -q --sort --split day --out "$to/{date}.$to" in
		[ "$(find "$to" -type f | wc -l)" -eq 90 ]
	done
	holds csv in
}

@test "no file is put in place before all are complete" {
	need python3
	days 2024-01-02 5 A B > in
	head -n 9 in > torn
	echo '{"kind":"trades","ts_event":"2024-' >> torn
	mkdir out
	echo old > out/A.json
	run -1 tickcat --split symbol --out 'out/{symbol}.json' torn
	[ "$(cat out/A.json)" = old ]
	[ "$(find out -type f | wc -l)" -eq 1 ]
	run -1 tickcat --split day --out 'new/{date}/x.json' torn
	assert_not_exist new
	# an input that was interrupted
	tickcat -b in > whole.tks
	mark_interrupted whole.tks part.tks
	for to in json tks; do
		run -1 tickcat --split symbol --out "new/{symbol}.$to" part.tks
		assert_output --partial \
		    'no file was written: the input was interrupted'
		assert_not_exist new
	done
	# a folder that is a file
	run -1 tickcat --split symbol --out 'in/{symbol}.json' in
	assert_output --partial 'in/A.json: Not a directory'
}

@test "after a signal no file is put in place" {
	local status=0
	days 2024-01-02 5 A B > in
	mkfifo feed
	tickcat --split symbol --out 'new/{symbol}.json' feed 2> err &
	pid=$!
	exec 7> feed
	cat in >&7
	until [ -e new ]; do sleep 0.05; done
	kill -TERM $pid
	exec 7>&-
	wait $pid || status=$?
	[ $status -eq 143 ]
	assert_not_exist new
	grep 'no file was written: SIGTERM arrived' err
}

@test "an existing file is replaced, with --no-clobber kept" {
	days 2024-01-02 2 A B > in
	echo old > A.json
	chmod 600 A.json
	run -1 tickcat --no-clobber --split symbol --out '{symbol}.json' in
	assert_output --partial 'A.json: exists (--no-clobber)'
	assert_not_exist B.json
	tickcat --split symbol --out '{symbol}.json' in
	[ "$(stat -c %a A.json)" = 600 ]
	[ "$(wc -l < A.json)" -eq 2 ]
	# a file is one of its own parts
	tickcat -b A.json > 20240102.tks
	tickcat --split day --out '{date}.tks' 20240102.tks
	[ "$(tickcat --count 20240102.tks)" -eq 1 ]
	[ "$(tickcat --count 20240103.tks)" -eq 1 ]
}

@test "what a killed run left is removed, of these files alone" {
	days 2024-01-02 2 A B > in
	mkdir out
	: > 'out/A.json.tick~abcDEF'
	: > 'out/Z.json.tick~abcDEF'
	tickcat --split symbol --out 'out/{symbol}.json' in
	[ "$(echo out/*)" = 'out/A.json out/B.json out/Z.json.tick~abcDEF' ]
}

@test "rows are selected, merged and counted first" {
	days 2024-01-02 4 A B > a
	days 2024-01-03 4 C > b
	tickcat --merge --where 'price > 100' -s 'A,C' --split symbol \
	    --out 'm/{symbol}.csv' --stats a b 2> stats
	tail -n 1 stats | jq -e '.files == 2 and .in == 12 and .out == 6 and
	    .dropped.not_selected == 6'
	[ "$(echo m/*)" = 'm/A.csv m/C.csv' ]
	tickcat -n 3 -t csv --omit-header --split symbol --out 'n/{symbol}' a
	[ "$(cat n/* | wc -l)" -eq 3 ]
	# no rows, no files
	tickcat -q --stats -s NONE --split symbol --out 'x/{symbol}.json' a \
	    2> stats
	tail -n 1 stats | jq -e '.files == 0'
	assert_not_exist x
}

@test "options of --split that are wrong are explained" {
	days 2024-01-02 1 A > in
	while IFS='|' read -r args message; do
		run -2 bash -c "tickcat $args in"
		assert_output --partial "$message"
	done <<'E'
--split day|give both or neither
--out 'x{date}'|give both or neither
--split hour --out 'x'|"hour": expected symbol, kind, day, week or month
--split '' --out x|expected symbol
--split day,week --out '{date}'|choose one of day, week and month
--split day --out 'x.json'|lacks {date}
--split day --out '{date}-{symbol}'|{symbol}: --split does not divide by this
--split day --out '{day}'|"{day}": expected {symbol}, {kind} or {date}
--split day --out '{date}/'|expected a file name
--split kind,symbol --out '{kind}{symbol}'|put a character between
--split day --out '{date}.csv' -t json|--out {date}.csv: the name means csv
--split day --out '{date}.csv' --zstd 3|the name means no compression
--split day --out '{date}' -o x|leave out --output
--split day --out '{date}' --count|not with --count
--split day --out '{date}' --segment 1M --out-dir x|not with --segment
--split day --out '{date}' --state s|not with --split
--split day --out '{date}' --tz Nowhere/X|unknown zone
E
	# a CSV file has one header
	days 2024-01-02 1 A | sed 's/trades/price/' >> in
	run -1 tickcat --split symbol --out '{symbol}.csv' in
	assert_output --partial 'csv has one header'
	assert_not_exist A.csv
}
