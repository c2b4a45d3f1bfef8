#!/usr/bin/env bats
#
# kinds.bats - what is trusted of what is read, in further variants: other
# separators, text and JSON, --map and detected.

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
	run -1 --separate-stderr tickcat <<< '<html><body>429</body></html>'
	[[ $stderr == *'an HTML page in place of a table: "429"' ]]
	run -1 --separate-stderr tickcat <<< 'Rate limit exceeded'
	[[ $stderr == *'not a table but a message: "Rate limit exceeded"' ]]
}
