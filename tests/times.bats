#!/usr/bin/env bats
#
# times.bats - times as other people write them: zones, forms, numbers, order.
#
# Expected instants were computed with Python's datetime and zoneinfo.

load helper

# The times of the rows on stdin.
times() { # field
	jq -r ".${1:-ts_event}"
}

# ---- zones ----

quotes() { # times
	echo time,symbol,bid,ask
	printf '%s,EURUSD,1.1,1.2\n' "$@"
}

@test "--tz takes every name of the tz database" {
	quotes '2022-07-04 00:00:00.123' '2022-12-05 00:00:00.123' > q.csv
	run -0 bash -c 'tickcat --tz EET q.csv | jq -r .ts_event'
	assert_line -n 0 2022-07-03T21:00:00.123000000Z
	assert_line -n 1 2022-12-04T22:00:00.123000000Z
	run -0 bash -c 'tickcat --tz Asia/Kolkata q.csv | jq -r .ts_event'
	assert_line -n 0 2022-07-03T18:30:00.123000000Z
	run -0 bash -c 'tickcat --tz UTC+05:30 q.csv | jq -r .ts_event'
	assert_line -n 1 2022-12-04T18:30:00.123000000Z
	run -0 bash -c 'tickcat --tz Australia/Lord_Howe q.csv |
	    jq -r .ts_event'
	assert_line -n 0 2022-07-03T13:30:00.123000000Z
	assert_line -n 1 2022-12-04T13:00:00.123000000Z
	run -0 bash -c 'TZDIR=/nowhere TZ=Asia/Tokyo \
	    tickcat --tz Europe/Berlin q.csv | jq -r .ts_event'
	assert_line -n 0 2022-07-03T22:00:00.123000000Z
	run -0 bash -c 'tickcat --tz America/New_York q.csv | jq -r .ts_event'
	assert_line -n 0 2022-07-04T04:00:00.123000000Z
}

@test "a zone that there is not is a mistake of the command line" {
	quotes '2022-07-04 00:00:00' > q.csv
	for z in Europe/Nowhere ../../etc/passwd localtime '' +25:00 Europe; do
		run -2 tickcat --tz "$z" q.csv
		assert_output --partial "--tz: \"$z\": unknown zone"
	done
	run -2 tickcat --session 09:30-16:00 --tz Mars q.csv
	assert_output --partial 'a name of the tz database'
}

@test "--session follows the daylight time of its zone" {
	# 08:00 to 16:30 in London: an hour earlier in UTC in summer
	quotes 2024-03-28T07:30:00Z 2024-03-28T08:30:00Z 2024-04-02T07:30:00Z \
	    2024-04-02T15:45:00Z > q.csv
	run -0 bash -c 'tickcat --session 08:00-16:30 --tz Europe/London \
	    q.csv | jq -r .ts_event'
	assert_output "$(printf '%s\n' 2024-03-28T08:30:00.000000000Z \
	    2024-04-02T07:30:00.000000000Z)"
}

# ---- dates and times as they come ----

# Fields of the rows of a file in testdata/wild.
rows() { # FIELDS option... file
	local fields=$1
	shift
	tickcat "${@:1:$#-1}" "$TOP/testdata/wild/${*: -1}" | jq -r "[$fields] |
	    map(if . == null then \"-\" else tostring end) | join(\" \")"
}

same_rows() { # expected (stdin) of: rows ARGS
	diff <(rows "$@") -
}

@test "digits of a date are that date" {
	same_rows .ts_event,.close --as A ib-daily.csv <<-END
	2024-01-09T00:00:00.000000000Z 414
	2024-01-10T00:00:00.000000000Z 416
	END
	same_rows .ts_event --as A --map date=date,price=close \
	    ib-daily.csv <<-END
	2024-01-09T00:00:00.000000000Z
	2024-01-10T00:00:00.000000000Z
	END
	same_rows .ts_event,.symbol --map price=close tushare-daily.json <<-END
	2024-01-09T00:00:00.000000000Z 600000.SH
	2024-01-10T00:00:00.000000000Z 600000.SH
	END
	same_rows .ts_event,.symbol,.open --tz Europe/Moscow \
	    finam-minutes.txt <<-END
	2024-01-09T07:15:00.000000000Z GAZP 160.1
	2024-01-09T07:16:00.000000000Z GAZP 160.4
	END
	run -1 tickcat "$TOP/testdata/wild/finam-minutes.txt"
	assert_output --partial 'without a zone: --tz ZONE is needed'
}

@test "a time of 0 is none" {
	same_rows .ts_event,.ts_recv,.size --map \
	    ts=participant_timestamp,ts_recv=sip_timestamp \
	    polygon-zero.csv <<-END
	- 2024-01-09T15:00:00.000123456Z 200
	2024-01-09T15:00:00.000900000Z 2024-01-09T15:00:00.001000000Z 100
	END
	same_rows .ts_event,.ts_recv zero-time.json <<-END
	- 2024-01-09T15:00:00.123000000Z
	END
	run -0 --separate-stderr tickcat --stats --map \
	    ts=participant_timestamp,ts_recv=sip_timestamp \
	    "$TOP/testdata/wild/polygon-zero.csv"
	[[ $stderr == *"times of 0, read as none: 1"* ]]
	tail -n 1 <<< "$stderr" | jq -e '.zero_time == 1'
	run -1 tickcat --map ts=participant_timestamp \
	    "$TOP/testdata/wild/polygon-zero.csv"
	assert_output --partial ':2: no time'
}

@test "a time of the day takes its date from the file's name or --date" {
	local f=EQY_US_ALL_TRADE_20240109.txt
	local map=(--map "price=Trade Price,size=Trade Volume")
	same_rows .ts_event,.price,.size --tz America/New_York "${map[@]}" \
	    $f <<-END
	2024-01-09T14:30:00.000215987Z 21.5 300
	2024-01-09T19:05:01.123456789Z 21.55 100
	END
	cp "$TOP/testdata/wild/$f" trades.txt
	run -1 tickcat "${map[@]}" --tz America/New_York trades.txt
	assert_output --partial '"093000000215987": a time of the day without'
	run -1 tickcat "${map[@]}" --date 2024-01-09 trades.txt
	assert_output --partial '--tz ZONE is needed'
	run -0 bash -c 'tickcat "$@" trades.txt | jq -r .ts_event' - \
	    "${map[@]}" --date 2024-07-09 --tz America/New_York
	assert_line -n 0 2024-07-09T13:30:00.000215987Z
	same_rows .ts_event,.symbol,.price,.size,.side \
	    ZZZZ_2024-01-09_34200000_57600000_message_5.csv <<-END
	2024-01-09T14:30:00.011340000Z ZZZZ 123.45 25 B
	2024-01-09T14:31:00.250000000Z ZZZZ 123.445 75 A
	END
}

@test "LOBSTER's executions come out as trades, by --map too" {
	local f=ZZZZ_2024-01-09_34200000_57600000_message_5.csv
	rows .ts_event,.symbol,.price,.size,.side $f > want
	[ "$(wc -l < want)" -eq 2 ]
	rows .ts_event,.symbol,.price,.size,.side --as ZZZZ \
	    --map ts=1,price=5,size=4 --price-scale 1e-4 $f | diff - want
	run -1 tickcat --map ts=1,price=4 "$TOP/testdata/wild/$f"
	assert_output --partial \
	    'not for LOBSTER message files'
	# elsewhere 34260.25 decides, where there is one
	cp "$TOP/testdata/wild/$f" all.csv
	run -0 tickcat --as Z --date 2024-01-09 --tz America/New_York \
	    --map ts=1,price=5,size=4 all.csv
	assert_line -n 0 --partial 2024-01-09T14:30:00.011340000Z
	head -n 2 all.csv > messages.csv
	run -1 tickcat --as Z --date 2024-01-09 --tz America/New_York \
	    --map ts=1,price=5,size=4 messages.csv
	assert_output --partial '34200.011340": may be 03:42:00.01134 as HHMMSS'
	run -0 bash -c 'tickcat --as Z --date 2024-01-09 --ts-unit s \
	    --tz America/New_York --price-scale 1e-4 \
	    --map ts=1,price=5,size=4 messages.csv | jq -r .ts_event'
	assert_line -n 0 2024-01-09T14:30:00.011340000Z
}

@test "exponents that lost digits are noted, once and with their number" {
	run -0 --separate-stderr tickcat --as Z \
	    "$TOP/testdata/wild/spreadsheet-times.csv"
	[[ $stderr == *": 2" ]]
	run grep -c 'fewer digits than their unit needs' <<< "$stderr"
	assert_output 1
	# shortest forms of doubles have all the digits that there are, or not
	same_rows .ts_event --as Z java-doubles.csv <<-END
	2024-01-09T15:00:00.123000000Z
	2024-01-09T15:00:00.000000000Z
	END
}

@test "dates are read in the forms of brokers and spreadsheets" {
	same_rows .ts_event --as A ib-utc.csv <<-END
	2024-01-09T14:30:00.000000000Z
	2024-01-09T14:31:00.000000000Z
	END
	same_rows .ts_event,.bid_px_00 --as EURUSD jforex-eet.csv <<-END
	2024-06-30T21:00:00.250000000Z 1.0741
	2024-12-01T22:00:00.250000000Z 1.0571
	END
	rows .ts_event,.bid_px_00 --as EURUSD --tz EET \
	    --map 'ts=Time (EET)' jforex-eet.csv |
	    diff <(rows .ts_event,.bid_px_00 --as EURUSD jforex-eet.csv) -
	same_rows .ts_event,.size --map symbol=Market,size=Amount \
	    account-export.csv <<-END
	2024-01-09T10:41:30.000000000Z 250
	END
	same_rows .ts_event --as EURUSD --tz Europe/Zurich \
	    comma-fraction.csv <<-END
	2024-01-09T08:30:08.250000000Z
	END
	same_rows .ts_event --as A --tz America/Chicago us-datetime.csv <<-END
	2024-01-09T15:30:08.000000000Z
	2024-01-16T19:05:00.000000000Z
	END
	same_rows .ts_event --as A uk-dates.csv <<-END
	2024-01-09T00:00:00.000000000Z
	2024-01-16T00:00:00.000000000Z
	END
	same_rows .ts_event,.symbol kdb.tsv <<-END
	2024-01-09T14:30:00.000000123Z ZZZZ
	END
	same_rows .ts_event,.price dotnet.json <<-END
	2024-01-09T14:30:08.250000000Z 21.5
	END
}

@test "a date that can be two is an error that shows both" {
	run -1 tickcat --as A "$TOP/testdata/wild/either-way.csv"
	assert_output --partial 'may be 2024-03-04 as M/D/Y or 2024-04-03 as'
	assert_output --partial -- 'choose with --ts-format mdy or dmy'
	same_rows .ts_event --as A --ts-format dmy either-way.csv <<-END
	2024-04-03T00:00:00.000000000Z
	2024-04-04T00:00:00.000000000Z
	END
	same_rows .ts_event --as A --ts-format %m/%d/%Y either-way.csv <<-END
	2024-03-04T00:00:00.000000000Z
	2024-04-04T00:00:00.000000000Z
	END
	run -2 tickcat --ts-format %Q "$TOP/testdata/wild/either-way.csv"
	assert_output --partial -- '--ts-format: %Q: unknown'
}

@test "the answer of rows to come is the same for any pipe" {
	local i
	echo date,price > d.csv
	for ((i = 0; i < 3000; i++)); do
		echo "$((i % 12 + 1))/3/2024,$i.5"
	done >> d.csv
	echo 13/3/2024,1 >> d.csv
	tickcat --as A d.csv > want
	grep -q '"ts_event":"2024-03-01T' want
	dd if=d.csv bs=7 status=none | tickcat --as A | cmp - want
	while IFS= read -r i; do
		echo "$i"
	done < d.csv | tickcat --as A | cmp - want
}

@test "an hour that a clock skips or repeats has a rule and is counted" {
	quotes '2024-10-27 02:30:00' '2024-10-27 03:30:00' \
	    '2024-03-31 02:30:00' > q.csv
	run -0 --separate-stderr tickcat --stats --tz Europe/Berlin q.csv
	assert_line -n 0 --partial 2024-10-27T00:30:00.000000000Z
	assert_line -n 1 --partial 2024-10-27T02:30:00.000000000Z
	assert_line -n 2 --partial 2024-03-31T01:30:00.000000000Z
	tail -n 1 <<< "$stderr" |
	    jq -e '.repeated_hour == 1 and .skipped_hour == 1'
	[[ $stderr == *"showed twice, read as the first: 1"* ]]
}

@test "dates before 1970 are left out and counted" {
	printf '%s\n' date,price 1957-03-04,44.06 1969-12-31,92.06 \
	    1970-01-02,93 |
	    tickcat --stats --as SPX > got 2> stats
	[ "$(wc -l < got)" -eq 1 ]
	tail -n 1 stats | jq -e '.not_rows.before_1970 == 2'
	grep -q 'before 1970 left out: 2' stats
}
