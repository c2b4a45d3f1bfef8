#!/usr/bin/env bats
#
# select.bats - which rows tickcat passes on, and what --summary says of them.

load helper

# Ten rows of three symbols and four kinds, numbered by their price.
made() {
	cat > made.ndjson <<'END'
{"kind":"mbo","ts_event":"2024-07-01T13:29:59Z","ts_recv":"2024-07-01T13:30:00Z","symbol":"ESU4","publisher_id":1,"instrument_id":118,"action":"A","side":"B","price":1,"size":1,"flags":32}
{"kind":"mbo","ts_event":"2024-07-01T13:30:01Z","ts_recv":"2024-07-01T13:30:01Z","symbol":"ESU4","publisher_id":1,"instrument_id":118,"action":"T","side":"B","price":2,"size":2,"flags":0}
{"kind":"mbo","ts_event":"2024-07-01T13:30:02Z","ts_recv":"2024-07-01T13:30:02Z","symbol":"NQU4","publisher_id":1,"instrument_id":4358,"action":"F","side":"A","price":3,"size":3,"flags":168}
{"kind":"mbo","ts_event":"2024-07-01T13:30:03Z","ts_recv":"2024-07-01T13:30:03Z","symbol":"NQU4","publisher_id":1,"instrument_id":4358,"action":"C","side":"N","price":4,"size":4,"flags":130}
{"kind":"trades","ts_event":"2024-07-01T20:00:00Z","ts_recv":"2024-07-01T20:00:00Z","symbol":"AAPL","publisher_id":2,"instrument_id":7,"action":"T","side":"A","price":5,"size":5,"flags":0}
{"kind":"trades","ts_event":"2024-07-01T20:00:01Z","ts_recv":"2024-07-01T20:00:01Z","symbol":"AAPL","publisher_id":39,"instrument_id":7,"action":"T","side":"B","price":6,"size":6,"flags":null}
{"kind":"trades","ts_event":"2024-07-01T20:00:02Z","symbol":"AAPL","price":7,"size":7}
{"kind":"ohlcv-1m","ts_event":"2024-07-01T22:00:00Z","symbol":"ESU4","open":8,"high":8,"low":8,"close":8,"volume":8,"price":8}
{"kind":"quote","ts_event":"2024-07-02T00:00:00Z","symbol":"EUR USD","bid_px_00":1,"ask_px_00":2,"price":9}
{"kind":"price","ts_event":"2024-07-02T04:00:00Z","symbol":"A,B","price":10}
END
}

# The numbers of the rows that pass, in one line.
pass() {
	tickcat "$@" made.ndjson > passed || return 1
	jq -r .price passed | paste -sd ' '
}

@test "symbols are chosen by name and by glob" {
	made
	[ "$(pass -s ESU4)" = "1 2 8" ]
	[ "$(pass -s ESU4,AAPL)" = "1 2 5 6 7 8" ]
	[ "$(pass -s '*U4')" = "1 2 3 4 8" ]
	[ "$(pass -s 'ES??,EUR USD')" = "1 2 8 9" ]
	[ "$(pass --symbols '[AN]*')" = "3 4 5 6 7 10" ]
	[ "$(pass --symbols '*')" = "1 2 3 4 5 6 7 8 9 10" ]
}

@test "a row without a symbol is of no name" {
	rows=$(printf '{"kind":"price","ts_event":"2024-01-02",%s}\n' \
	    '"symbol":"A","price":1' '"symbol":null,"price":2' '"price":3')
	for list in '*' '?,*' 'A,*'; do
		run -0 --separate-stderr tickcat -s "$list" <<< "$rows"
		[ "$(jq -c .price <<< "$output")" = 1 ]
		run -0 tickcat --count -s "$list" <<< "$rows"
		assert_output 1
	done
}

@test "a symbol that never comes is no error" {
	made
	run -0 tickcat --count -s ESU4,NONE made.ndjson
	assert_line 3
	run -0 tickcat --count -s NONE made.ndjson
	assert_line 0
}

@test "a list file holds one name or glob a line, commas and blanks in them" {
	made
	printf 'A,B\r\n\nEUR USD\nNQ*' > list
	[ "$(pass -s @list)" = "3 4 9 10" ]
	[ "$(pass -s AAPL,@list)" = "3 4 5 6 7 9 10" ]
	: > empty
	[ "$(pass -s @empty)" = "" ]
}

@test "a list file of many names is read, also compressed" {
	need zstd
	made
	{ seq 100000; echo ESU4; } > list
	[ "$(pass -s @list)" = "1 2 8" ]
	zstd -q list
	[ "$(pass -s @list.zst)" = "1 2 8" ]
}

@test "a list file that cannot be read ends with 1 and its name" {
	made
	run -1 tickcat -s @nowhere made.ndjson
	assert_output --partial "nowhere"
	head -c 3000 /dev/zero | tr '\0' x > long
	run -1 tickcat -s @long made.ndjson
	assert_output --partial "long:1:"
	printf 'ES\0U4\n' > nul
	run -1 tickcat -s @nul made.ndjson
	assert_output --partial "nul:1:"
}

@test "kinds are chosen by name and by glob" {
	made
	[ "$(pass -k mbo)" = "1 2 3 4" ]
	[ "$(pass --kind trades,quote)" = "5 6 7 9" ]
	[ "$(pass --kind 'ohlcv-*')" = "8" ]
}

@test "instruments and publishers are chosen by number" {
	made
	[ "$(pass --instruments 118)" = "1 2" ]
	[ "$(pass --instruments 4358,7)" = "3 4 5 6" ]
	[ "$(pass --publisher 2,39)" = "5 6" ]
	[ "$(pass --publisher 1 --instruments 118,7)" = "1 2" ]
}

@test "actions and sides are chosen by letter" {
	made
	[ "$(pass --action A)" = "1" ]
	[ "$(pass --action TF)" = "2 3 5 6 7" ]
	[ "$(pass --action T,F)" = "2 3 5 6 7" ]
	[ "$(pass --side B)" = "1 2 6" ]
	[ "$(pass --side AN)" = "3 4 5" ]
	[ "$(pass --side B --action T)" = "2 6" ]
}

@test "snapshots are left out, rows whose flags are undefined are not" {
	made
	[ "$(pass --no-snapshots)" = "2 4 5 6 7 8 9 10" ]
}

@test "start and end bound the index time: from start on, before end" {
	made
	[ "$(pass --start 2024-07-01T20:00:01Z)" = "6 7 8 9 10" ]
	[ "$(pass --end 2024-07-01T13:30:02Z)" = "1 2" ]
	[ "$(pass --start '2024-07-01 13:30:01' --end 2024-07-02)" = \
	    "2 3 4 5 6 7 8" ]
	[ "$(pass --start 1719840603 --end 1719864001000)" = "4 5" ]
	# of the first row ts_recv is the index time
	[ "$(pass --time ts_event --end 2024-07-01T13:30:00Z)" = "1" ]
}

@test "times without a zone are in that of --tz" {
	made
	[ "$(pass --tz America/New_York --start 2024-07-02)" = "10" ]
	[ "$(pass --tz +05:30 --end 2024-07-01T19:00:02)" = "1 2" ]
	[ "$(pass --tz America/New_York --start 2024-07-02T00:00Z)" = "9 10" ]
	[ "$(pass --start 2024-07-01T22:00:01+02:00)" = "6 7 8 9 10" ]
}

@test "the end may be a duration from the start" {
	made
	[ "$(pass --start 2024-07-01T13:30 --end 2s)" = "1 2" ]
	[ "$(pass --start 2024-07-01T20:00 --end +2h)" = "5 6 7" ]
	[ "$(pass --start 2024-07-01T20:00 --end +2h0m1s)" = "5 6 7 8" ]
	[ "$(pass --start 2024-07-01T20:00 --end 1s500ms)" = "5 6" ]
	[ "$(pass --start 2024-07-01 --end 1d)" = "1 2 3 4 5 6 7 8" ]
	[ "$(pass --start 2024-07-01T20:00 --end 1.5s)" = "5 6" ]
}

@test "criteria are joined: a row meets all of them" {
	made
	[ "$(pass -s '*U4' -k mbo --action TFA --no-snapshots)" = "2" ]
	[ "$(pass -s AAPL --side A --end 2024-07-02 --publisher 2)" = "5" ]
	[ "$(pass -s AAPL -k mbo)" = "" ]
}

@test "text and binary rows are selected alike" {
	made
	tickcat -b made.ndjson > made.tks
	while read -ra args; do
		tickcat "${args[@]}" made.ndjson > a
		tickcat "${args[@]}" made.tks > b
		cmp a b
		[ -s a ]
	done <<'END'
-s *U4
--no-snapshots
--session 13:30-13:31
--action T --side BN
--start 2024-07-01T20:00 --end 3h
END
}

# Rows of the symbol X at the given times.
at() {
	printf '{"kind":"price","ts_event":"%s","symbol":"X","price":1}\n' \
	    "$@" > at.ndjson
}

# Their times that pass, without year and zeros.
times() {
	tickcat "$@" at.ndjson | jq -r .ts_event |
	    sed 's/^....-//; s/\.0*Z$//' | paste -sd ' '
}

@test "a session is a part of each day: from its opening, before its close" {
	at 2024-07-01T09:29:59.999999999Z 2024-07-01T09:30:00Z \
	    2024-07-01T15:59:59.000000001Z 2024-07-01T16:00:00Z \
	    2024-07-02T12:00:00Z 2024-07-02T00:00:00Z
	[ "$(tickcat --count --session 09:30-16:00 at.ndjson)" -eq 3 ]
	[ "$(times --session 16:00-24:00)" = "07-01T16:00:00" ]
	[ "$(times --session 00:00-09:00)" = "07-02T00:00:00" ]
	[ "$(times --session 09:30:00-09:30:01)" = "07-01T09:30:00" ]
	[ "$(tickcat --count --session 00:00-24:00 at.ndjson)" -eq 6 ]
}

@test "a session over midnight wraps" {
	at 2024-07-01T16:59:59Z 2024-07-01T17:00:00Z 2024-07-01T17:59:59Z \
	    2024-07-01T18:00:00Z 2024-07-01T23:59:59Z 2024-07-02T00:00:00Z
	[ "$(times --session 18:00-17:00)" = "07-01T16:59:59 07-01T18:00:00 \
07-01T23:59:59 07-02T00:00:00" ]
	[ "$(times --session 23:00-00:00)" = "07-01T23:59:59" ]
}

@test "a session keeps to the clock of New York through its daylight time" {
	# 2024: daylight time from 10 March, 07:00 UTC, to 3 November, 06:00
	at 2024-03-08T13:30:00Z 2024-03-08T14:30:00Z 2024-03-08T20:59:59Z \
	    2024-03-08T21:00:00Z 2024-03-11T13:29:59Z 2024-03-11T13:30:00Z \
	    2024-03-11T19:59:59Z 2024-03-11T20:00:00Z 2024-11-01T13:30:00Z \
	    2024-11-04T13:30:00Z 2024-11-04T14:30:00Z
	[ "$(times --session 09:30-16:00 --tz America/New_York)" = \
	    "03-08T14:30:00 03-08T20:59:59 03-11T13:30:00 03-11T19:59:59 \
11-01T13:30:00 11-04T14:30:00" ]
	# the days of the change: 02:00 to 03:00 is skipped, 01:00 to 02:00
	# comes twice
	at 2024-03-10T06:59:59Z 2024-03-10T07:00:00Z 2024-11-03T05:00:00Z \
	    2024-11-03T06:59:59Z 2024-11-03T07:00:00Z
	[ "$(times --session 02:00-03:00 --tz US/Eastern)" = "11-03T07:00:00" ]
	[ "$(times --session 01:00-02:00 --tz US/Eastern)" = \
	    "03-10T06:59:59 11-03T05:00:00 11-03T06:59:59" ]
	[ "$(times --session 03:00-03:01 --tz US/Eastern)" = "03-10T07:00:00" ]
}

@test "a session does not depend on the order of the rows" {
	need python3
	python3 - <<'END' > at.ndjson
import random
random.seed(3)
for i in range(20000):
    s = random.randrange(1709251200, 1733011200)
    print('{"kind":"price","ts_event":"%d","symbol":"X","price":1}' % s)
END
	tickcat at.ndjson | sort > sorted.ndjson
	for s in 09:30-16:00 18:00-17:00 23:59:30-00:00:30 01:30-02:30; do
		for z in UTC America/New_York -05:30; do
			tickcat --session $s --tz=$z at.ndjson | sort > a
			tickcat --session $s --tz=$z sorted.ndjson > b
			cmp a b
		done
	done
	tickcat --session 09:30-16:00 --tz -05:30 at.ndjson |
	    jq -r '.ts_event[11:19]' | sort > got
	tickcat at.ndjson | jq -r '.ts_event[11:19]' | sort |
	    awk '$1 >= "15:00:00" && $1 < "21:30:00"' > want
	cmp want got
}

@test "rows without an index time pass no time criterion" {
	echo '{"kind":"price","symbol":"X","ts_event":null,"price":1}' \
	    > at.ndjson
	[ "$(tickcat --count at.ndjson)" -eq 1 ]
	[ "$(tickcat --count --start 1970-01-01T00:00:01 at.ndjson)" -eq 0 ]
	[ "$(tickcat --count --session 00:00-24:00 at.ndjson)" -eq 0 ]
}

@test "a selection that makes no sense ends with 2" {
	made
	for o in -s --kind --instruments --publisher --action --side --start \
	    --end --session; do
		run -2 tickcat "$o" "" made.ndjson
	done
	while IFS='|' read -ra args; do
		run -2 tickcat "${args[@]}" made.ndjson < /dev/null
		assert_output --partial "--"
	done <<'END'
-s|ES,,NQ
-s|ES,
-s|@
-s|@-
-k|trades,
--instruments|118,x
--instruments|-1
--instruments|4294967295
--instruments|1,
--publisher|65535
--publisher|GLBX
--action|t
--action|,
--side|S
--start|yesterday
--start|2024-13-01
--start|90m
--end|90m
--end|2024-07-01T25:00
--start|2024-07-02|--end|2024-07-01
--start|2024-07-02|--end|2024-07-02
--start|2024-07-02|--end|+0s
--start|2024-07-02|--end|+5
--start|2024-07-02|--end|+1x
--start|2024-07-02|--end|5000000h
--start|18446744073709551615
--session|09:30
--session|9:30-16:00
--session|09:30-16:60
--session|09:30-24:01
--session|09:30-09:30
--session|09:30-16:00x
--session|09:30-16:00|--tz|Mars
END
}

# One field of the summary: FIELD SYMBOL KIND.
said() {
	jq -r --arg s "$2" --arg k "$3" \
	    "select(.symbol == \$s and .kind == \$k) | .$1" summary
}

@test "the summary counts rows, times, gaps and steps back by symbol and kind" {
	cat > made.ndjson <<'END'
{"kind":"trades","ts_event":"2024-07-01T00:00:00Z","symbol":"B","price":1,"size":1}
{"kind":"trades","ts_event":"2024-07-01T00:00:10Z","symbol":"B","price":null,"size":1}
{"kind":"trades","ts_event":"2024-07-01T00:00:04Z","symbol":"B","price":1,"size":null}
{"kind":"trades","ts_event":"2024-07-01T00:00:06Z","symbol":"B","price":1,"size":1}
{"kind":"trades","ts_event":"2024-07-01T00:00:05Z","symbol":"B","price":1,"size":1}
{"kind":"trades","ts_event":"2024-07-01T00:00:22Z","symbol":"B","price":1,"size":1}
{"kind":"trades","ts_event":"2024-07-01T00:00:23Z","symbol":"B","price":1,"size":1}
{"kind":"trades","ts_event":null,"symbol":"B","price":null,"size":1}
{"kind":"trades","ts_event":"2024-07-01T00:00:23Z","symbol":"A","price":1,"size":1}
{"kind":"quote","ts_event":"2024-07-01T00:00:00Z","symbol":"B","bid_px_00":1,"ask_px_00":2,"bid_sz_00":1,"ask_sz_00":1}
{"kind":"quote","ts_event":"2024-07-01T00:00:01Z","symbol":"B","bid_px_00":2,"ask_px_00":2,"bid_sz_00":1,"ask_sz_00":1}
{"kind":"quote","ts_event":"2024-07-01T00:00:02Z","symbol":"B","bid_px_00":3,"ask_px_00":2,"bid_sz_00":1,"ask_sz_00":1}
{"kind":"quote","ts_event":"2024-07-01T00:00:03Z","symbol":"B","bid_px_00":null,"ask_px_00":2,"bid_sz_00":null,"ask_sz_00":1}
{"kind":"mbo","ts_event":"2024-07-01T00:00:03Z","symbol":"B","action":"A","price":1,"size":1,"flags":40}
{"kind":"mbo","ts_event":"2024-07-01T00:00:03Z","symbol":"B","action":"A","price":1,"size":1,"flags":null}
{"kind":"value","ts_event":"2024-07-01T00:00:03Z","symbol":"V","value":null}
{"kind":"value","ts_event":"2024-07-01T00:00:03Z","value":1}
END
	tickcat --summary -t json made.ndjson > summary
	[ "$(jq -r '"\(.symbol) \(.kind)"' summary | paste -sd ,)" = \
	    "null value,A trades,B mbo,B quote,B trades,V value" ]
	[ "$(said rows B trades)" = 8 ]
	[ "$(said first B trades)" = 2024-07-01T00:00:00.000000000Z ]
	[ "$(said last B trades)" = 2024-07-01T00:00:23.000000000Z ]
	[ "$(said longest_gap_ns B trades)" = 12000000000 ]
	[ "$(said longest_gap_from B trades)" = \
	    2024-07-01T00:00:10.000000000Z ]
	[ "$(said steps_back B trades)" = 2 ]
	[ "$(said furthest_back_ns B trades)" = 6000000000 ]
	[ "$(said no_time B trades)" = 1 ]
	[ "$(said price_undefined B trades)" = 2 ]
	[ "$(said price_undefined_share B trades)" = 0.25 ]
	[ "$(said size_undefined_share B trades)" = 0.125 ]
	[ "$(said crossed B trades)" = null ]
	[ "$(said crossed B quote)" = 1 ]
	[ "$(said locked B quote)" = 1 ]
	[ "$(said price_undefined B quote)" = 1 ]
	[ "$(said size_undefined B quote)" = 1 ]
	[ "$(said snapshots B mbo)" = 1 ]
	[ "$(said snapshots B quote)" = null ]
	[ "$(said price_undefined_share V value)" = 1 ]
	[ "$(said size_undefined V value)" = null ]
}

@test "the summary counts and sums the gaps longer than --gap" {
	awk 'BEGIN {
		# steps of 1 s, some of 5 s, 10 s and one of 10 s and 1 ns
		t = 0
		for (i = 0; i < 60; i++) {
			printf "{\"kind\":\"trades\",\"ts_event\":" \
			    "\"17000%05d%09d\",\"symbol\":\"A\"," \
			    "\"price\":1}\n", t, (i > 50)
			t += i % 20 == 9 ? 5 : i % 20 == 19 ? 10 : 1
			if (i == 50)
				t += 9
		}
		print "{\"kind\":\"trades\",\"ts_event\":" \
		    "\"1700000000000000000\",\"symbol\":\"B\"}"
	}' > made.ndjson
	tickcat --summary -t json --gap 9s made.ndjson > summary
	[ "$(said gaps A trades)" = 3 ]
	[ "$(said gaps_ns A trades)" = 30000000001 ]
	[ "$(said longest_gap_ns A trades)" = 10000000001 ]
	[ "$(said gaps B trades)" = 0 ]
	[ "$(said gaps_ns B trades)" = 0 ]
	tickcat --summary -t json --gap 5s made.ndjson > summary
	[ "$(said gaps A trades)" = 3 ]
	# longer than, not as long as
	tickcat --summary -t json --gap 10s made.ndjson > summary
	[ "$(said gaps A trades)" = 1 ]
	tickcat --summary -t json --gap 4s made.ndjson > summary
	[ "$(said gaps A trades)" = 6 ]
	[ "$(said gaps_ns A trades)" = 45000000001 ]
	tickcat --summary -t json made.ndjson > summary
	[ "$(said gaps A trades)" = null ]
	run -0 --separate-stderr tickcat --summary --gap 4s made.ndjson
	assert_line "gaps longer than 4.00s"
	assert_line --regexp '^A      trades +6 +45.0s +[0-9.]+% 2023-11-'
	assert_line --regexp '^total +6 +45.0s +[0-9.]+% 2023-11-'
	refute_line --regexp '^B +trades +0 +0'
	printf '%s\n' "${lines[@]}" | awk 'length > 100 { exit 1 }'
	run -2 tickcat --gap 4s made.ndjson
	run -2 tickcat --summary --gap 4 made.ndjson
}

@test "the summary is a table of at most 100 columns with a total" {
	for s in A 'SPXW  240105C04700000' a-symbol-of-more-than-22-bytes; do
		printf '{"kind":"%s","ts_event":"%s","symbol":"%s"%s\n' \
		    quote 2024-07-01T00:00:00Z "$s" \
		    ',"bid_px_00":3,"ask_px_00":2}' \
		    symbol-mapping 2024-07-03T00:00:00Z "$s" '}'
	done > made.ndjson
	run -0 --separate-stderr tickcat --summary made.ndjson
	assert_line --regexp '^symbol +kind +rows +first .* +last '
	assert_line --regexp \
	    '^total +6 2024-07-01T00:00:00 2024-07-03T00:00:00 +0 +0$'
	assert_line --regexp '^SPXW  240105C04700000 +quote +1 '
	assert_line --regexp '^a-symbol-of-more-than- quote +1 '
	assert_line --regexp '^total +0 +(-|100%) +3 +0 +- +0 +0$'
	printf '%s\n' "${lines[@]}" | awk 'length > 100 { exit 1 }'
}

@test "the summary is a table or JSON, no other format" {
	made
	for f in -b "-t bin" "-t csv" "-t dbn" "-t dbn-csv" "-t dbn-json"; do
		# shellcheck disable=SC2086
		run -2 tickcat --summary $f made.ndjson
		assert_output --partial "tickcat: --summary: "
	done
	run -0 tickcat --summary -t auto made.ndjson
}

@test "the summary of no rows is a total of nothing" {
	: > empty
	run -0 tickcat --summary empty
	assert_line --regexp '^total +0 +- +- +0 +0$'
	[ "$(tickcat --summary -t json empty)" = "" ]
}

@test "the summary is of the rows that were selected" {
	made
	tickcat --summary -t json -s ESU4 -k mbo --no-snapshots made.ndjson \
	    > summary
	[ "$(wc -l < summary)" -eq 1 ]
	[ "$(said rows ESU4 mbo)" = 1 ]
}

@test "many symbols and kinds have their own lines, whatever their order" {
	awk 'BEGIN { for (i = 0; i < 40000; i++) printf \
	    "{\"kind\":\"%s\",\"ts_event\":\"%d\",\"symbol\":\"S%04d\"," \
	    "\"price\":1}\n", i % 3 ? "price" : "trades", 1700000000 + i, \
	    i * 7919 % 2000 }' > made.ndjson
	tickcat --summary -t json made.ndjson > summary
	jq -r '"\(.symbol) \(.kind) \(.rows)"' summary > got
	awk -F'[":,]+' '{ n[$7 " " $3]++ }
	    END { for (k in n) print k, n[k] }' made.ndjson | sort > want
	cmp want got
}

@test "the summary knows the snapshots of a day of orders" {
	shared data/databento/esh4-20231225.mbo.dbn.zst
	f=$SHARED/data/databento/esh4-20231225.mbo.dbn.zst
	tickcat --summary -t json "$f" > summary
	[ "$(said rows ESH4 mbo)" = 68792 ]
	[ "$(said first ESH4 mbo)" = 2023-12-25T00:00:00.000000000Z ]
	[ "$(said steps_back ESH4 mbo)" = 0 ]
	n=$(tickcat "$f" | jq -r .flags | awk '$1 % 64 >= 32' | wc -l)
	[ "$n" -gt 1000 ]
	[ "$(said snapshots ESH4 mbo)" = "$n" ]
	[ "$(tickcat --count --no-snapshots "$f")" = $((68792 - n)) ]
	[ "$(tickcat --count --instruments 17077 "$f")" = 68792 ]
	[ "$(tickcat --count --instruments 17078 "$f")" = 0 ]
	all=$(tickcat --count --action ACMRTFN "$f")
	[ "$all" = 68792 ]
	[ "$(tickcat --count --action T "$f")" = \
	    "$(tickcat "$f" | grep -c '"action":"T"')" ]
}

@test "the summary counts the crossed quotes of a dirty feed" {
	shared data/fx/eurusd-fxcm-tick-2014-05-07_09.csv.zst
	need zstd
	f=$SHARED/data/fx/eurusd-fxcm-tick-2014-05-07_09.csv.zst
	tickcat --as EURUSD --summary -t json "$f" > summary
	[ "$(said rows EURUSD quote)" = 359092 ]
	[ "$(said crossed EURUSD quote)" = 38142 ]
	[ "$(said locked EURUSD quote)" = \
	    "$(zstd -dc "$f" | awk -F, 'NR > 1 && $2 == $3' | wc -l)" ]
	tickcat --as EURUSD --summary -t json "$f" \
	    --start 2014-05-08 --end +1d > summary
	[ "$(said rows EURUSD quote)" = "$(zstd -dc "$f" |
	    grep -c ^2014-05-08)" ]
}
