#!/usr/bin/env bats
#
# windows.bats - what windows hold: against a model of their own, over the
# change of a zone's clock, symbols that come and go, many and short windows.

load helper

@test "1,000 random set-ups have the bars of a plain model" {
	need python3
	# TICKTOOLS_SEED chooses other set-ups; the seed is printed.
	run python3 "$TOP/tests/windows.py" 1000 "${TICKTOOLS_SEED:-1}"
	[ "$status" -eq 0 ] || cp setup.ndjson "$BATS_RUN_TMPDIR/" || true
	assert_success
	[ "${lines[0]}" = "seed ${TICKTOOLS_SEED:-1}" ]
	[[ ${lines[1]} == "1000 set-ups: "* ]]
}

# A trade every 10 minutes from day $1 on, for $2 hours.
every_ten_minutes() {
	awk -v from="$(date -u -d "$1" +%s)" -v n="$(($2 * 6))" 'BEGIN {
		for (i = 0; i < n; i++)
			printf "{\"kind\":\"trades\",\"ts_event\":" \
			    "\"%d000000000\",\"symbol\":\"ES\",\"price\":" \
			    "%d,\"size\":1}\n", from + 600 * i, 100 + i }'
}

@test "New York's sessions and days follow its clock when that changes" {
	local ny='--tz America/New_York'
	# Clocks go forward on Sunday 2024-03-10, back on Sunday 2024-11-03.
	every_ten_minutes 2024-03-08 120 > spring
	every_ten_minutes 2024-11-01 120 > autumn
	printf 'Sat\nSun\n' > weekend
	hours() {
		# shellcheck disable=SC2086 # words
		tickwin "$@" $ny -a count | jq -r \
		    '"\(.ts_event[5:16]) \(.ts_end[5:16]) \(.count)"'
	}
	hours -e 390m --session 09:30-16:00 --holidays weekend spring > got
	cmp got - <<-'E'
	03-08T14:30 03-08T21:00 39
	03-11T13:30 03-11T20:00 39
	03-12T13:30 03-12T20:00 39
	E
	hours -e 390m --session 09:30-16:00 --holidays weekend autumn > got
	cmp got - <<-'E'
	11-01T13:30 11-01T20:00 39
	11-04T14:30 11-04T21:00 39
	11-05T14:30 11-05T21:00 39
	E
	# A day that ends at 17:00 has 23 hours, then 25.
	hours -e 1d --day 17:00 spring > got
	grep -x '03-09T22:00 03-10T21:00 138' got
	grep -x '03-10T21:00 03-11T21:00 144' got
	hours -e 1d --day 17:00 autumn > got
	grep -x '11-02T21:00 11-03T22:00 150' got
	# Hours of such a day: none is lost or twice.
	[ "$(hours -e 1h --day 17:00 autumn | wc -l)" -eq 120 ]
	[ "$(hours -e 1h --day 17:00 spring | wc -l)" -eq 120 ]
}

@test "a symbol that stops and returns has no bars between, and its quote" {
	q() {
		printf '{"kind":"quote","ts_event":"2024-07-01T%s:00Z",%s' \
		    "$1" "\"symbol\":\"$2\",\"bid_px_00\":$3,"
		printf '"ask_px_00":%s,"bid_sz_00":1,"ask_sz_00":1}\n' "$4"
	}
	{ q 09:00 A 10 11; q 09:01 B 10 12; q 12:00 B 10 14
	    q 14:00:30 A 10 14 | sed 's/:00Z/Z/'; q 15:00 B 10 14; } > q.ndjson
	tickwin -e 1m -a spread,mid q.ndjson |
	    jq -r '"\(.symbol) \(.ts_event[11:16]) \(.spread)"' > got
	# For the half of the minute before it comes back, the old quote stands.
	cmp got - <<-'E'
	A 09:00 1
	B 09:01 2
	B 12:00 4
	A 14:00 2.5
	B 15:00 4
	E
	# Nor has it bars while hopping windows pass over the gap.
	tickwin -e 10m --slide 1m -a mid q.ndjson | jq -r .symbol | sort |
	    uniq -c | tr -s ' ' > got
	cmp got - <<-'E'
	 20 A
	 30 B
	E
}

@test "10,000 symbols: no row and no symbol is lost" {
	ticksim --symbols 10000 --days 1 -n 200000 -k trades -b -o t.tks
	tickcat t.tks | jq -r .symbol | sort | uniq -c |
	    awk '{ print $2, $1 }' > rows
	[ "$(wc -l < rows)" -gt 9900 ]
	tickwin -e 10s t.tks -t csv | awk -F, 'NR > 1 { n[$4] += $(NF - 1) }
	    END { for (s in n) print s, n[s] }' | sort > bars
	LC_ALL=C sort rows | cmp - bars
}

@test "24 hours of windows of 1 ms take the memory of one hour" {
	local how
	need python3
	ticksim -x crypto --days 1 --symbols 2 --rate 200000 -k trades -b \
	    -o day.tks
	tickcat -b --end 2024-01-02T01:00:00Z -o hour.tks day.tks
	cat > peak.py <<-'E'
	import resource, subprocess, sys
	p = subprocess.run(["tickwin", "--stats", *sys.argv[1:]], check=True,
	                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
	sys.stderr.buffer.write(p.stderr)
	print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
	E
	for how in '' '--slide 250us -a ohlc,twap,rv' '--lateness 1s'; do
		# shellcheck disable=SC2086 # words
		hour=$(python3 peak.py -e 1ms $how hour.tks 2>stats)
		# shellcheck disable=SC2086
		day=$(python3 peak.py -e 1ms $how day.tks 2>stats)
		echo "# -e 1ms $how: $hour kB an hour, $day kB a day"
		[ "$day" -lt $((hour + 1024)) ]
	done
	jq -e '.out > 700000' stats
}
