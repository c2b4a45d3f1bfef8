#!/usr/bin/env bats
#
# alarms.bats - tickscore: alarms for people, days off the budget, metrics.

load helper

# Rows of a symbol, a minute apart from 09:00 on; a size of 0 is a row without
# one.  A rule fires above 100.
sizes() {
	local symbol=$1
	shift
	awk -v symbol="$symbol" -v sizes="$*" '
	function time(m) {
		return sprintf("2024-07-01T%02d:%02d:00.000000000Z", m / 60,
		    m % 60)
	}
	BEGIN {
		n = split(sizes, size, " ")
		for (i = 1; i <= n; i++) {
			at = 540 + i - 1
			printf "{\"kind\":\"feat\",\"ts_event\":\"%s\"," \
			    "\"ts_end\":\"%s\",\"symbol\":\"%s\"," \
			    "\"size\":%s,\"trader\":\"T%d\"}\n",
			    time(at), time(at + 1), symbol,
			    size[i] ? size[i] : "null", i
		}
	}'
}

# Which rows are anomalies: 0110...
marks() {
	tickscore -q -d high_volume --max-size 100 -t json "$@" |
	    jq -j 'select(.kind == "score") | .anomaly'
}

# "state start last peak rows" of each alarm row, times as minutes.
alarms() {
	tickscore -q -d high_volume --max-size 100 -t json "$@" |
	    jq -r 'select(.kind == "alarm") | [.state, .ts_event[11:16],
	    .ts_last[11:16], .ts_peak[11:16], .score, .rows] | join(" ")'
}

@test "anomalies a few rows apart are one alarm, open at once, then closed" {
	sizes ES 1 200 1 300 1 1 1 1 400 1 >rows
	run alarms --join 1m rows
	assert_output 'open 09:01 09:02 09:02 2 1
closed 09:01 09:04 09:04 3 2
open 09:08 09:09 09:09 4 1
closed 09:08 09:09 09:09 4 1'
	run alarms --join 0s rows
	[ "${#lines[@]}" -eq 6 ]
	run alarms --join 4m rows
	assert_output 'open 09:01 09:02 09:02 2 1
closed 09:01 09:09 09:09 4 3'
	# the alarm is open right behind its first row, closed in order of time
	tickscore -q -d high_volume --max-size 100 --join 1m rows |
	    jq -r '.kind' | tr -d '\n' >order
	[ "$(cut -c1-20 order)" = scorescorealarmscore ]
	tickscore -q -d high_volume --max-size 100 --join 1m rows |
	    jq -r .ts_end >ends
	sort -c ends
}

@test "rows of an alarm have its id, the same in every run and shard" {
	{ sizes ES 1 200 300 1 1 400; sizes NQ 1 200 1 1 1 1; } |
	    sort -t'"' -k8,8 -s >rows
	all=(-q -d high_volume --max-size 100 --join 1m)
	tickscore "${all[@]}" rows >whole
	jq -r 'select(.id != null) | .symbol + " " + .id' whole | sort -u >ids
	[ "$(wc -l <ids)" -eq 3 ]
	[ "$(jq -r 'select(.kind == "score" and .anomaly == 1) | .id' whole |
	    sort -u | wc -l)" -eq 3 ]
	grep NQ rows | tickscore "${all[@]}" |
	    jq -r 'select(.id != null) | .id' | sort -u >nq
	grep -c . nq | grep -qx 1
	grep -q "NQ $(cat nq)" ids
	# shards, merged, are the whole
	for i in 1 2; do
		tickcat --shard $i/2 -b rows |
		    tickscore "${all[@]}" -b >"$i.tks"
	done
	tickcat --merge -t json 1.tks 2.tks | sort >merged
	sort whole | cmp - merged
}

@test "text columns that are not ours are kept in the alarm" {
	sizes ES 1 200 300 1 1 | tickscore -q -d high_volume --max-size 100 \
	    --join 1m --only-anomalies >out
	run jq -r '.kind + " " + .state + " " + .trader' out
	assert_output 'alarm open T2
alarm closed T2'
}

@test "hysteresis keeps an anomaly while the score is near its threshold" {
	sizes ES 1 90 200 90 0 80 70 90 1 200 >rows
	run marks rows
	assert_output 0010000001
	run marks --hysteresis 0.25 rows
	assert_output 0011010001
	tickscore -q -d high_volume --max-size 100 --hysteresis 0.25 rows >out
	# one alarm, with the reason of its beginning
	run jq -r 'select(.anomaly == 1) | .reason + " " + .severity' out
	assert_line -n 1 'high_volume low'
	[ "$(jq -r '.id // empty' out | sort -u | wc -l)" -eq 2 ]
}

@test "K of M rows confirm an anomaly" {
	sizes ES 200 1 200 200 1 1 1 200 200 200 >rows
	run marks --confirm 2/3 rows
	assert_output 0011000011
	run marks --confirm 3/3 rows
	assert_output 0000000001
	run --separate-stderr tickscore --stats -d high_volume --max-size 100 \
	    --confirm 3/3 rows
	[ "$(jq .unconfirmed <<<"$stderr")" = 5 ]
	for bad in 3/2 0/1 1/65 2 1/2/3 a/b; do
		run -2 tickscore -d high_volume --confirm $bad rows
	done
}

@test "no alarm begins in the cooldown of the last" {
	sizes ES 1 200 200 1 200 1 1 200 1 >rows
	run marks --cooldown 3m rows
	assert_output 010000010
	# with --join the alarm lasts as long as its rows, then it cools
	run alarms --join 1m --cooldown 10m rows
	assert_output 'open 09:01 09:02 09:02 2 1
closed 09:01 09:05 09:02 2 3'
	run --separate-stderr tickscore --stats -d high_volume --max-size 100 \
	    --cooldown 3m rows
	[ "$(jq -c '[.alarms, .cooled]' <<<"$stderr")" = '[2,2]' ]
}

# Rows of r, a minute apart: L is far out, "." is ordinary.
returns() {
	awk -v marks="$1" 'BEGIN {
		srand(3)
		n = length(marks)
		for (i = 1; i <= n; i++) {
			r = (rand() + rand() + rand() + rand() - 2) / 1000
			if (substr(marks, i, 1) == "L")
				r = 9
			printf "{\"kind\":\"feat\",\"ts_event\":%d," \
			    "\"ts_end\":%d,\"symbol\":\"ES\",\"r\":%.9f}\n",
			    1719824400 + 60 * i, 1719824460 + 60 * i, r
		}
	}'
}

@test "an alarm that lasts is withheld whole, and begun once" {
	ticktrain -q -o heads.model <(returns "$(printf '%3000s' '' |
	    tr ' ' .)")
	# an alarm of the head lasts 16 rows
	returns .L..................LLLLL.........LL.......L >rows
	score() { tickscore -q -m heads.model --adapt 0 "$@" rows >out; }
	score
	[ "$(jq -r '.id // empty' out | uniq -c | awk '{ print $1 }' |
	    tr '\n' ' ')" = '1 7 1 ' ]
	# the second alarm begins when the cooldown is over
	score --cooldown 33m
	run jq -j .anomaly out
	assert_output 01000000000000000000000000000000000100000000
	[ "$(jq -r '.id // empty' out | uniq | wc -l)" -eq 2 ]
	# a row below the threshold does not end it
	returns .LL.LL.LLL........... >rows
	score --confirm 2/3
	run jq -j .anomaly out
	assert_output 001011011100000000000
	[ "$(jq -r '.id // empty' out | uniq | wc -l)" -eq 1 ]
	# in pieces too
	head -n 2 rows >a
	tail -n +3 rows >b
	{
		tickscore -q -m heads.model --adapt 0 --confirm 2/3 --state s a
		tickscore -q -m heads.model --adapt 0 --confirm 2/3 --state s b
	} | cmp - out
}

@test "alarms in pieces are the alarms of one run" {
	{ sizes ES 1 200 1 300 90 1 1 1 400 1 200; sizes NQ 500 1 1 1 90 1 200 \
	    300 1 1 1; } | sort -t'"' -k8,8 -s >rows
	all=(-q -d high_volume --max-size 100 -t json)
	for more in '--join 1m' '--join 2m --cooldown 3m --hysteresis 0.2' \
	    '--confirm 2/4 --join 0s' '--cooldown 2m'; do
		# shellcheck disable=SC2086 # words
		tickscore "${all[@]}" $more rows >whole
		for cut in 1 5 9 14 20; do
			rm -f s
			# shellcheck disable=SC2086 # words
			{ head -n $cut rows | tickscore --state s "${all[@]}" \
			    $more
			tail -n +$((cut + 1)) rows | head -n 2 |
			    tickscore --state s "${all[@]}" $more
			tail -n +$((cut + 3)) rows |
			    tickscore --state s --final "${all[@]}" $more
			} >parts
			cmp whole parts
		done
	done
	# the end comes with a piece of no rows
	rm -f s
	tickscore "${all[@]}" --join 1h rows >whole
	tickscore "${all[@]}" --join 1h --state s rows >parts
	: | tickscore "${all[@]}" --join 1h --state s --final >>parts
	cmp whole parts
	run -1 tickscore -q "${all[@]}" --join 2h --state s rows
}

@test "the account has a place for every row, alarms too" {
	sizes ES 1 200 1 300 1 1 1 1 400 1 >rows
	run --separate-stderr tickscore --stats -d high_volume --max-size 100 \
	    --join 1m --only-anomalies rows
	[ "$(jq -c '[.in, .made, .out, .dropped.not_alarm]' <<<"$stderr")" = \
	    '[10,4,4,10]' ]
}

@test "alarm rows read back, and tickeval does not take them for scores" {
	sizes ES 1 200 1 300 1 1 1 1 400 1 |
	    jq -c '.label = (.size // 0) / 300 | .label |= floor' >rows
	tickscore -q -d high_volume --max-size 100 --join 1m rows >out
	tickcat -b out | tickcat -t json | cmp - out
	tickscore -q -d high_volume --max-size 100 --join 1m \
	    --only-anomalies -t csv rows >out.csv
	[ "$(wc -l <out.csv)" -eq 5 ]
	tickcat -t json out.csv >back
	grep '"alarm"' out | cmp - back
	run --separate-stderr tickeval --stats out
	[ "$(jq .dropped.no_score_column <<<"${stderr_lines[-1]}")" = 4 ]
}

@test "a row by hand is scored, with its alarm" {
	echo '{"kind":"feat","ts_event":"2024-07-01T09:00:00Z","symbol":"ES",
	"size":200}' | tr -d '\n\t' |
	    tickscore -q -d high_volume --max-size 100 --join 5m >out
	run jq -r '.kind + " " + .state' out
	assert_output 'score 
alarm open
alarm closed'
	echo '{"kind":"feat","ts_event":"2024-07-01","symbol":"E","size":9e9}' |
	    tickscore -q -d high_volume --max-size 100 --key-prefix symbol |
	    grep -q '^E	{"kind":"score"'
}

@test "days off the budget are said, with their range" {
	ticksim -x lab --seed 4 --symbols 4 --days 16 -k ohlcv-1m --vol 3@13 \
	    -b | tickfeat -F 'r=logret(close)' -b >feat.tks
	tickcat --end 2024-01-16 -b feat.tks >train.tks
	ticktrain -q -d iforest --features r -o m train.tks
	run --separate-stderr tickscore --stats -m m --alarms-per-day 5 \
	    feat.tks
	assert_success
	[ "$(jq .days <<<"${stderr_lines[-1]}")" -eq 16 ]
	off=$(jq .days_off_budget <<<"${stderr_lines[-1]}")
	[ "$off" -ge 4 ]
	[ "$off" -le 9 ]
	[[ $stderr == *"note: $off of 16 days are off the budget: 2024-01-"* ]]
	# the days of the calibration keep to it
	run --separate-stderr tickscore --stats -m m --alarms-per-day 5 \
	    train.tks
	[ "$(jq .days_off_budget <<<"${stderr_lines[-1]}")" -lt "$((off - 2))" ]
	# a rule has no share of the budget
	run --separate-stderr tickscore --stats -m m -d high_volume \
	    --max-size 1 --alarms-per-day 5 feat.tks
	[ "$(jq .anomalies <<<"${stderr_lines[-1]}")" -gt 1000 ]
	[ "$(jq .days_off_budget <<<"${stderr_lines[-1]}")" -eq "$off" ]
	run --separate-stderr tickscore --stats -m m train.tks
	[ "$(jq .days_off_budget <<<"${stderr_lines[-1]}")" = null ]
}

@test "a row without a time leaves no alarm open for ever" {
	need jq
	sizes A 1 200 300 200 1 1 1 400 >rows
	sed -i '3s/"2024[^"]*Z"/null/g' rows
	run -0 alarms --join 1m rows
	assert_line -n 0 --regexp '^open 09:01 '
	assert_line -n 1 --regexp '^closed 09:01 .* 3$'
	assert_line -n 2 --regexp '^open 09:07 '
	assert_line -n 3 --regexp '^closed 09:07 '
	# nor does it silence its symbol
	[ "$(marks --cooldown 2m rows)" = 01110001 ]
}

@test "--metrics writes what Prometheus reads" {
	# shellcheck disable=SC1003 # backslashes of JSON
	{ sizes 'E\\"S\\\\' 1 200 1 300 1 1 1 1 400 1; sizes A 1 1; } >rows
	tickscore -q -d high_volume --max-size 100 --join 1m --metrics m.prom \
	    rows >/dev/null
	grep -qxF 'tickscore_rows_total{symbol="E\"S\\"} 10' m.prom
	grep -qxF 'tickscore_alarms_total{symbol="E\"S\\"} 2' m.prom
	local s='symbol="E\"S\\"' at='last_row_timestamp_seconds{symbol="A"}'
	grep -qxF "tickscore_anomalies_total{$s,severity=\"low\"} 0" m.prom
	grep -qxF "tickscore_$at 1719824520.000000000" m.prom
	# each name: one HELP, one TYPE, then samples of that name alone
	awk '/^# HELP/ { help[$3]++; next } /^# TYPE/ { type[$3]++; now = $3
		if ($4 != "gauge" && $4 != "counter") exit 1
		if (($4 == "counter") != ($3 ~ /_total$/)) exit 1
		next }
	{ name = $0; sub(/[{ ].*/, "", name); if (name != now) exit 1 }
	END { for (n in type) if (type[n] != 1 || help[n] != 1) exit 1 }' m.prom
	[ ! -e m.prom.new ]
	# counts go on from a state
	rm -f s
	for i in 1 2; do
		tickscore -q --state s -d high_volume --max-size 100 \
		    --metrics m.prom rows >/dev/null
	done
	grep -qxF 'tickscore_rows_total{symbol="A"} 4' m.prom
	run -1 tickscore -d high_volume --metrics no/m.prom rows
	assert_output --partial 'no/m.prom'
}

@test "--metrics writes to a pipe" {
	sizes ES 1 200 1 >rows
	mkfifo m.prom
	exec 5<>m.prom # a reader from the start to the end
	tickscore -q -d high_volume --max-size 100 --metrics m.prom rows \
	    >/dev/null
	[ -p m.prom ]
	dd bs=64K count=1 status=none <&5 >got
	exec 5<&-
	grep -qxF 'tickscore_rows_total{symbol="ES"} 3' got
}

@test "--metrics never replaces a device" {
	sizes ES 1 200 1 >rows
	a_device dev 3
	tickscore -q -d high_volume --max-size 100 --metrics dev rows >/dev/null
	[ -c dev ]
	rm dev
	a_device dev 7
	run -1 tickscore -q -d high_volume --max-size 100 --metrics dev rows
	assert_output --partial 'dev: '
	[ -c dev ]
}

@test "promtool finds nothing to say on the metrics" {
	need promtool
	sizes ES 1 200 1 >rows
	tickscore -q -d high_volume --max-size 100 --join 1m --metrics m.prom \
	    rows >/dev/null
	run promtool check metrics <m.prom
	assert_success
	assert_output ''
}
