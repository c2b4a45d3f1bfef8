#!/usr/bin/env bats
#
# eval.bats - tickeval: its figures against numbers computed elsewhere, and
# what a report must hold.

load helper

# Rows of one minute as NDJSON, from lines "symbol score label type close
# anomaly" ("-" for what is not there), each symbol with a clock of its own.
score_rows() {
	awk '
	function field(name, v, quote) {
		if (v != "" && v != "-")
			printf ",\"%s\":%s%s%s", name, quote, v, quote
	}
	{
		t = n[$1]++ * 60
		printf "{\"kind\":\"score\",\"ts_event\":\"%s\",", at(t)
		printf "\"ts_end\":\"%s\",\"symbol\":\"%s\"", at(t + 60), $1
		field("close", $5, "")
		field("label", $3, "")
		field("label_type", $4, "\"")
		printf ",\"score\":%s", $2 == "-" ? "null" : $2
		field("anomaly", $6, "")
		print "}"
	}
	function at(s) {
		return sprintf("%d000000000", 1704067200 + s)
	}'
}

# The case of the golden rows as a stream.
golden_rows() {
	awk -F '\t' -v name="$1" 'NR > 1 && $1 == name {
		print $1, $3, $4 }' "$SHARED/golden/metrics_rows.tsv" |
	    score_rows
}

# N rows of two symbols with labels of two types, a score that knows some of
# it, and prices that jump at one type.
two_types() {
	awk -v n="$1" '
	function draw(m) { x = x * 16807 % 2147483647; return x % m }
	BEGIN {
		x = 7
		split("100 200", price, " ")
		for (i = 0; i < n; i++) {
			s = i % 2 + 1
			k = int(i / 2) % 100
			jump = k == 50
			slow = k >= 80 && k < 83
			price[s] *= 1 + (draw(200001) - 100000) / 1e9
			if (jump)
				price[s] *= i % 400 < 200 ? 1.01 : 1 / 1.01
			score = draw(1000) / 250 + (slow ? 2 : jump ? 0.5 : 0)
			print "S" s, i < 40 ? "-" : score, (jump || slow),
			    jump ? "jump" : slow ? "slow" : "-",
			    sprintf("%.9f", price[s]), (score >= 4)
		}
	}' | score_rows
}

# A value of the report in the file report: TYPE SCORER PATH
value() {
	jq -r --arg t "$1" --arg s "$2" ".types[] | select(.type == \$t) |
	    .scorers[] | select(.scorer == \$s) | $3" report
}

# near A B EPS
near() {
	awk -v a="$1" -v b="$2" -v eps="$3" 'BEGIN {
		d = a - b
		exit a == "null" || b == "null" || d > eps || -d > eps }' ||
	    fail "$1 and $2 differ by more than $3"
}

@test "the golden cases come out of the tool as they were computed" {
	local name threshold n=0
	need jq
	shared golden/metrics_rows.tsv
	while read -r name threshold; do
		golden_rows "$name" >rows.json
		tickeval --seeds 1 -t json --threshold "$threshold" rows.json |
		    jq -r '.types[0] as $t | $t.scorers[0] as $m |
			["rows", $t.rows], ["positives", $t.positives],
			["prevalence", $t.prevalence],
			["roc_auc", $m.roc_auc],
			["average_precision", $m.average_precision],
			($m.best_f1 | ["best_f1.f", .f],
			    ["best_f1.threshold", .threshold]),
			($m.best_f4 | ["best_f4.f", .f],
			    ["best_f4.threshold", .threshold]),
			($m.youden | to_entries[] | ["youden." + .key, .value]),
			($m.point | to_entries[] |
			    ["at_threshold." + .key, .value]),
			($m.events | to_entries[] | ["events." + .key, .value])
			| @tsv' >got
		awk -F '\t' -v name="$name" '
		NR == FNR { got[$1] = $2 == "" ? "null" : $2; next }
		$1 == name && $3 in got {
			seen++
			d = got[$3] - $4
			if ((got[$3] == "null") != ($4 == "null") ||
			    d > 1e-9 || d < -1e-9) {
				print name, $3, got[$3], "not", $4
				bad = 1
			}
		}
		END { if (seen < 35) print name, seen, "numbers"
			exit bad || seen < 35 }' \
		    got "$SHARED/golden/metrics_expected.tsv"
		n=$((n + 1))
	done < <(awk -F '\t' 'NR > 1 && !($1 in t) {
		t[$1]; print $1, $2 }' "$SHARED/golden/metrics_expected.tsv")
	[ "$n" -eq 20 ]
}

@test "text and binary input give the same report" {
	two_types 4000 >rows.json
	tickcat -b rows.json >rows.tks
	for form in table json csv; do
		tickeval -t "$form" --events rows.json >a
		tickeval -t "$form" --events rows.tks >b
		tickeval -t "$form" --events <rows.tks >c
		[ -s a ]
		cmp a b
		cmp a c
	done
}

@test "each type has a table in which the other types' rows are left out" {
	need jq
	two_types 4000 >rows.json
	tickeval -t json rows.json >report
	run jq -c '[.types[].type]' report
	assert_output '["all","jump","slow"]'
	run jq -c '[.types[] | .rows, .positives, .events]' report
	assert_output '[3960,160,80,3840,40,40,3920,120,40]'
	jump=$(value jump model .average_precision)
	found=$(value jump model .events.event_recall)
	f1=$(value jump model .point.f1)
	delay=$(value jump model .events.delay_median_seconds)
	grep -v '"label_type":"slow"' rows.json | tickeval -t json >report
	near "$(value all model .average_precision)" "$jump" 1e-12
	near "$(value all model .events.event_recall)" "$found" 1e-12
	near "$(value all model .point.f1)" "$f1" 1e-12
	near "$(value all model .events.delay_median_seconds)" "$delay" 0
}

@test "of a single type, the table of the type says what that of all says" {
	need jq
	two_types 4000 | sed 's/"jump"/"slow"/' >rows.json
	tickeval -t json rows.json >report
	run jq -c '[.types[] | .scorers[0] | .average_precision, .roc_auc,
	    .best_f1, .point, (.events | .events, .detected, .event_recall,
	    .delay_mean_rows, .delay_median_rows, .delay_mean_seconds,
	    .delay_median_seconds, .delay_p95_seconds)] |
	    .[:length / 2] == .[length / 2:]' report
	assert_output true
}

@test "the random floor lies at the prevalence, and its range around it" {
	need jq
	two_types 20000 >rows.json
	tickeval -t json rows.json >report
	p=$(jq .types[0].prevalence report)
	near "$(value all random .average_precision.mean)" "$p" 0.005
	near "$(value all random .roc_auc.mean)" 0.5 0.01
	near "$(value all random .point.precision.mean)" "$p" 0.02
	near "$(value all random .ap_lift.mean)" 0 0.005
	run jq '.types[].scorers[] | select(.scorer == "random") |
	    .average_precision, .roc_auc, .best_f1.f, .point.f1,
	    .events.event_recall | .low <= .mean and .mean <= .high' report
	refute_output --partial false
}

@test "a baseline that is as good as the model marks it" {
	need jq
	two_types 4000 | grep -v '"label_type":"slow"' >rows.json
	tickeval -t json rows.json >report
	[ "$(value all B1 .average_precision)" = 1 ]
	[ "$(jq '.types[0].equals_baseline' report)" = true ]
	tickeval rows.json | grep -q '^model is no better than B1: AP '
	[ "$(jq -r '.types[0].scorers[0].verdict.best_baseline' report)" = B1 ]
	# A score that knows is not marked.
	two_types 4000 | sed 's/"score":[0-9][0-9.]*/"score":0/' |
	    sed '/"label":1/s/"score":0/"score":9/' >rows.json
	tickeval rows.json | grep -q '^model  '
	[ "$(tickeval -t json rows.json | jq '.types[0].equals_baseline')" = \
	    false ]
}

@test "a baseline alarms on no more rows than the model, ties as one" {
	need jq
	two_types 4000 >rows.json
	tickeval -t json rows.json >report
	k=$(jq .alarms.rows report)
	for s in B1 B2; do
		n=$(value all $s '.point | .tp + .fp')
		[ "$n" -le "$k" ]
		[ "$n" -gt $((k - 5)) ]
	done
	# Prices that never move: all rows are equally strange.
	sed 's/"close":[0-9.]*/"close":7/' rows.json | tickeval -t json >report
	[ "$(value all B1 '.point | .tp + .fp')" -eq 0 ]
	near "$(value all B1 .roc_auc)" 0.5 1e-12
}

@test "B1 and B2 are those of their definition" {
	need jq python3
	two_types 3000 >rows.json
	tickeval -t json rows.json >report
	python3 - <<-'PY' >expected
	import json, math, statistics, struct
	f32 = lambda x: struct.unpack('f', struct.pack('f', x))[0]
	last, ew, first, rows = {}, {}, {}, []
	lam = 2 ** (-1 / 60)
	for line in open('rows.json'):
	    r = json.loads(line)
	    s, b1, b2 = r['symbol'], 0.0, 0.0
	    if s in last:
	        x = math.log(r['close'] / last[s])
	        n, m, v = ew.get(s, (0, 0.0, 0.0))
	        b1 = abs(x)
	        if n >= 64:
	            b2 = abs(x) / math.sqrt(v)
	            d = max(-4 * math.sqrt(v), min(4 * math.sqrt(v), x - m))
	            m += (1 - lam) * d
	            v = lam * (v + (1 - lam) * d * d)
	        else:
	            first.setdefault(s, []).append(x)
	            if n + 1 == 64:
	                # the least and the largest are held to 4 sd of the rest
	                low, *rest, high = sorted(first[s])
	                m = statistics.mean(rest)
	                most = 4 * statistics.stdev(rest)
	                rest += [max(low, m - most), min(high, m + most)]
	                m, v = statistics.mean(rest), statistics.variance(rest)
	        ew[s] = n + 1, m, v
	    last[s] = r['close']
	    if r['score'] is not None:
	        rows.append((f32(b1), f32(b2), r['label']))
	for k in 0, 1:
	    pos = [r[k] for r in rows if r[2]]
	    neg = [r[k] for r in rows if not r[2]]
	    won = sum((p > q) + (p == q) / 2 for p in pos for q in neg)
	    print(won / len(pos) / len(neg))
	PY
	{ read -r b1; read -r b2; } <expected
	near "$(value all B1 .roc_auc)" "$b1" 1e-6
	near "$(value all B2 .roc_auc)" "$b2" 1e-6
}

@test "without a price column the baselines are not there" {
	two_types 1000 | sed 's/"close":[0-9.]*,//' >rows.json
	run tickeval rows.json
	assert_success
	assert_line --regexp '^B1 [|]r[|]( +-){12}$'
	assert_line --partial 'need a field close, price or value'
}

@test "--labels with the same events gives the report of labels inside" {
	need jq
	trades 20000 | tickinject -b --seed 3 --per-day 3 --quiet-days 0 \
	    --max-share 1 --warmup 10m --session 00:20-02:40 \
	    --labels labels.csv | tickwin -b -e 1m |
	    tickfeat -b -F 'r=logret(close)' | tickscore -b -d z >rows.tks
	[ "$(wc -l <labels.csv)" -gt 2 ]
	tickeval -t json rows.tks | jq 'del(.labels)' >inside
	tickcat -t json rows.tks |
	    jq -c 'del(.label, .label_type, .label_id)' >bare.json
	tickeval -t json --labels labels.csv bare.json |
	    jq 'del(.labels)' >beside
	[ "$(jq '.types[0].events' inside)" -gt 0 ]
	diff inside beside
	tickeval -t json --labels labels.csv rows.tks | jq 'del(.labels)' >both
	diff inside both
}

@test "a label file names symbols, types and zones as it needs to" {
	need jq
	for i in 1 2 3 4 5 6; do
		echo "A $i 0"
		echo "B $i 0"
	done | score_rows >rows.json
	cat >labels.csv <<-'CSV'
	file,start,end,tz,kind,what
	x,2024-01-01T00:01:00,2024-01-01T00:01:59,UTC,news,"one, two"
	x,2024-01-01 02:04:00,2024-01-01 02:04:00,+02:00,,
	x,2020-01-01,2020-01-02,UTC,news,long ago
	CSV
	tickeval -t json --threshold 5 --labels labels.csv rows.json >report
	run jq -c '[.event_list[] | .type, .symbol, .start[14:16], .rows]' \
	    report
	assert_output "[$(echo '"news","A","01",1,"news","B","01",1,' \
	    '"anomaly","A","04",1,"anomaly","B","04",1' | tr -d ' ')]"
	run jq -c .labels report
	assert_output '{"from":"file","spans":3,"spans_met":2}'
	# Of one symbol; a row that meets two spans is of both.
	cat >labels.csv <<-'CSV'
	t_start;t_end;symbol;type
	2024-01-01T00:02:30Z;2024-01-01T00:03:30Z;B;late
	2024-01-01T00:01:30Z;2024-01-01T00:02:10Z;B;early
	CSV
	tickeval -t json --threshold 5 --labels labels.csv rows.json >report
	run jq -c '[.event_list[] | .type, .symbol, .start[14:16], .rows]' \
	    report
	assert_output '["early","B","01",2,"late","B","02",2]'
	run jq -c '[.types[] | .type, .positives, .events]' report
	assert_output '["all",3,2,"early",2,1,"late",2,1]'
}

@test "a label file that cannot be read is refused with its line" {
	two_types 100 >rows.json
	printf 'start,end\n2024-01-01,2024-01-02\n\n2024-01-01,2024-13-02\n' \
	    >labels.csv
	run -1 tickeval --labels labels.csv rows.json
	assert_output --regexp '^tickeval: labels.csv:4: t_end: "2024-13-02": '
	printf 'start,stop\n1,2\n' >labels.csv
	run -1 tickeval --labels labels.csv rows.json
	assert_output --partial 'labels.csv:1: no column t_end or end'
	printf 'start,end\n2024-01-02,2024-01-01\n' >labels.csv
	run -1 tickeval --labels labels.csv rows.json
	assert_output --partial 'labels.csv:2: '
	printf 'start,end\n2024-01-02\n' >labels.csv
	run -1 tickeval --labels labels.csv rows.json
	assert_output --partial 'labels.csv:2: 1 fields: expected 2'
	: >labels.csv
	run -1 tickeval --labels labels.csv rows.json
	assert_output 'tickeval: labels.csv: empty: expected a header'
	run -1 tickeval --labels no.csv rows.json
	assert_output --partial no.csv
}

@test "events go by label_id where there is one, else by runs" {
	need jq
	printf 'A 1 %s\n' 0 1 1 0 1 0 | score_rows >runs.json
	run jq -c '[.types[0].events, .event_list[].rows]' \
	    <(tickeval -t json --threshold 1 runs.json)
	assert_output '[2,2,1]'
	sed 's/"label":1/"label":1,"label_id":7/' runs.json >ids.json
	run jq -c '[.types[0].events, .event_list[].rows]' \
	    <(tickeval -t json --threshold 1 ids.json)
	assert_output '[1,3]'
	# The same number in another symbol is another event.
	sed 's/"A"/"B"/' ids.json | cat ids.json - >two.json
	run jq -c '[.types[0].events, .event_list[].rows]' \
	    <(tickeval -t json --threshold 1 two.json)
	assert_output '[2,3,3]'
}

@test "without labels the report says how often there were alarms" {
	need jq
	two_types 4000 | sed 's/"label":[01],//' >rows.json
	run tickeval rows.json
	assert_success
	assert_line --partial 'no scored row is labelled'
	assert_line --regexp '^alarms .* per symbol and day$'
	tickeval -t json rows.json >report
	[ "$(value all model .average_precision)" = null ]
	[ "$(value all random .average_precision.mean)" = null ]
	[ "$(value all model .events.alarms)" -gt 0 ]
}

@test "without an anomaly column there is no operating point" {
	need jq
	two_types 4000 | sed 's/,"anomaly":[01]//' >rows.json
	tickeval -t json rows.json >report
	[ "$(value all model .point.f1)" = null ]
	[ "$(value all B1 .point.f1)" = null ]
	[ "$(value all model .average_precision)" != null ]
	[ "$(jq .symbol_days report)" != null ]
	tickeval -t json --threshold 4 rows.json >report
	with=$(value all model .point)
	two_types 4000 | tickeval -t json >report
	[ "$(value all model .point)" = "$with" ]
}

@test "rows without a score fail, no rows at all make an empty report" {
	two_types 30 >rows.json
	run -1 tickeval rows.json
	assert_output --regexp '^tickeval: no row has a score: '
	trades 10 >trades.json
	run -1 tickeval trades.json
	assert_output --regexp '^tickeval: no row has a score: expected '
	: >empty
	run -0 tickeval empty
	assert_line --regexp '^rows +0: '
	run -0 jq -c '.rows' <(tickeval -t json empty)
	assert_output '{"in":0,"scored":0,"not_scored":0,"other":0}'
	tickeval -t csv empty | grep -qx 'all,,rows_in,0'
}

@test "the report does not replace a file that it is made from" {
	two_types 300 >rows.json
	printf 't_start,t_end\n2024-01-01,2024-01-02\n' >labels.csv
	run -2 tickeval -o rows.json rows.json
	assert_output 'tickeval: --output: rows.json is an input'
	run -2 tickeval -o ./labels.csv --labels labels.csv rows.json
	tickeval -o report --labels labels.csv rows.json
	tickeval -o report --labels labels.csv rows.json
}

@test "the CSV holds the numbers of the JSON" {
	need jq
	two_types 4000 >rows.json
	tickeval -t json rows.json >report
	tickeval -t csv rows.json >long
	[ "$(head -n 1 long)" = type,scorer,metric,value ]
	run awk -F , 'NF != 4' long
	assert_output ''
	for s in model B1 B2; do
		grep -qx "slow,$s,best_f1.f,$(value slow $s .best_f1.f)" long
	done
	grep -qx "all,random,roc_auc.high,$(
	    value all random .roc_auc.high)" long
	grep -qx "all,,symbol_days,$(jq .symbol_days report)" long
}

@test "the table keeps to 100 columns" {
	two_types 4000 >rows.json
	run awk 'length($0) > 100' <(tickeval --events rows.json)
	assert_output ''
}

@test "--list names every metric with its values and source" {
	run tickeval --list
	assert_success
	for m in average_precision ap_lift roc_auc best_f1 point events; do
		assert_line --regexp "^  $m "
	done
	assert_line --regexp '^  best_f1 .*oracle'
	assert_output --partial delay_median_seconds
	assert_output --partial 'source: Hanley and McNeil 1982'
}

@test "metrics are added by name, and the list says which there are" {
	need jq
	two_types 4000 >rows.json
	tickeval -t json rows.json >report
	run jq -c '.types[0].scorers[0] | has("vus"), has("budget")' report
	assert_output "$(printf 'false\ntrue')"
	tickeval -t json --metrics vus,affiliation,range,nab --buffer 20 \
	    rows.json >report
	[ "$(value all model .vus.L)" = 20 ]
	run jq '.types[].scorers[] | select(.scorer == "model") |
	    .vus.vus_pr, .affiliation.f1, .range_front.f1,
	    .nab.standard.normalised // .nab["standard.normalised"]' report
	refute_output --partial null
	# Each has its random floor.
	run jq '.types[].scorers[] | select(.scorer == "random") |
	    .vus.vus_pr, .affiliation.f1, .range_back.f1 |
	    .low <= .mean and .mean <= .high' report
	refute_output --partial false
	tickeval --metrics vus,nab rows.json >table
	grep -q '^  vus.vus_pr  ' table
	# Counts are whole, and no two figures touch.
	grep -qE '^  nab\.tn( +[0-9]+){2}$' table
	grep -qE '^  vus\.L( +10){2}$' table
	tickeval --metrics none,roc_auc rows.json |
	    grep -qx 'random: 32 seeds\.'
	tickeval --metrics none,roc_auc -t csv rows.json >long
	grep -q 'all,model,roc_auc,' long
	run grep -q average_precision long
	assert_failure
	run -2 tickeval --metrics rok rows.json
	assert_output --partial '"rok"'
}

@test "point-adjusted F1 needs --legacy" {
	need jq
	two_types 2000 >rows.json
	tickeval -t json --metrics all rows.json >report
	[ "$(value all model .pa_f1)" = null ]
	tickeval -t json --legacy rows.json >report
	[ "$(value all model .pa_f1)" != null ]
	[ "$(value all random .pa_f1.mean)" != null ]
}

@test "models stand side by side, joined by time and symbol" {
	need jq
	two_types 4000 >rows.json
	tickcat -b rows.json >rows.tks
	# Another order within each minute, a score of its own, a row less.
	awk 'NR % 2 { first = $0; next } { print; print first }' rows.json |
	    sed '500d; s/"score":\([0-9][0-9.]*\)/"score":-\1/' >other.json
	tickeval -t json rows.tks >alone
	tickeval -t json --name up --compare down=other.json rows.tks >report
	run jq -c '[.types[0].scorers[].scorer]' report
	assert_output --partial '["up","down","B1"'
	up=$(value all up .roc_auc) down=$(value all down .roc_auc)
	near "$up" "$(jq '.types[0].scorers[0].roc_auc' alone)" 0.001
	near "$up" "$(awk -v x="$down" 'BEGIN { printf "%.15f", 1 - x }')" 1e-9
	[ "$(jq '.rows.scored' report)" -eq \
	    $(($(jq '.rows.scored' alone) - 1)) ]
	# in the terminal's table, too: a line each, with the same figures
	tickeval --name up --compare down=other.json rows.tks >table 2>/dev/null
	awk '/^all: / { on = 1; next } /^always/ { exit } on { print $1 }' \
	    table >lines
	assert_equal "$(head -n 2 lines | tr '\n' ' ')" 'up down '
	for m in up down; do
		awk -v m=$m '/^all: / { on = 1 }
		    on && $1 == m { print $4; exit }' table >shown
		near "$(cat shown)" "$(value all $m .roc_auc)" 0.0006
	done
	run tickeval --compare down=other.json rows.tks
	assert_line --partial 'other.json: 3999 rows matched, 1 of the first'
	# Streams that have nothing in common.
	sed 's/"S1"/"X"/; s/"S2"/"Y"/' other.json >strange.json
	run -1 tickeval --compare x=strange.json rows.tks
	assert_line --partial 'strange.json: no row has a time and symbol'
	run -2 tickeval --compare other.json rows.tks
	run -2 tickeval --compare model=other.json rows.tks
	run -1 tickeval --compare x=no.json rows.tks
}

@test "each field with a score is a model" {
	need jq
	two_types 3000 |
	    sed 's/"score":\([0-9][0-9.]*\)/"score":\1,"s_row":-\1/' >rows.json
	tickeval -t json --score score --score s_row rows.json >report
	near "$(value all s_row .roc_auc)" \
	    "$(awk -v x="$(value all score .roc_auc)" \
	    'BEGIN { printf "%.15f", 1 - x }')" 1e-9
	tickeval -t json --score score --score s_row --threshold score=4 \
	    --threshold s_row=-1 rows.json >report
	[ "$(jq '.scorers[1].threshold' report)" = -1 ]
	run -2 tickeval --score score --score s_row --threshold 4 rows.json
	run -2 tickeval --threshold four rows.json
	run -2 tickeval --threshold mdoel=4 rows.json
	assert_output 'tickeval: --threshold: no model "mdoel"'
	run -1 tickeval --score score --score s_rwo rows.json
	assert_output 'tickeval: --score: no row has a field "s_rwo"'
}

@test "symbols and classes have tables of their own" {
	need jq
	two_types 4000 >rows.json
	printf 'symbol,class\nS1,fast\n' >classes.csv
	tickeval -t json --per-symbol --class classes.csv rows.json >report
	run jq -c '[.by_symbol[].symbol, .by_class[].class]' report
	assert_output '["S1","S2","","fast"]'
	run jq -c '(.by_symbol | map(.rows) | add) == .types[0].rows,
	    .by_symbol[0].scorers[0].roc_auc ==
	    .by_class[1].scorers[0].roc_auc' report
	assert_output "$(printf 'true\ntrue')"
	grep '"S1"' rows.json | tickeval -t json >one
	near "$(jq '.by_symbol[0].scorers[0].average_precision' report)" \
	    "$(jq '.types[0].scorers[0].average_precision' one)" 1e-12
	tickeval --per-symbol rows.json | grep -q '^symbol:S2: '
	tickeval -t csv --per-symbol rows.json |
	    grep -q '^symbol:S2,model,roc_auc,'
	printf 'symbol,class\nS1,fast\nS1,slow\n' >classes.csv
	run -1 tickeval --class classes.csv rows.json
	assert_output --partial 'classes.csv:3: symbol "S1": listed in two'
	printf 'symbol,class\ns1,fast\n' >classes.csv
	tickeval --class classes.csv rows.json >table 2>note
	assert_equal "$(cat note)" \
	    'tickeval: note: classes.csv: no row has one of its symbols'
	grep -q '^without a class: 3960 rows' table
}

@test "a threshold is chosen and written into the model" {
	need jq
	trades 8000 | tickwin -b -e 10s | tickfeat -b -F 'r=logret(close)' \
	    >feats.tks
	ticktrain -q -d ewz -o m.model feats.tks
	tickscore -t json -m m.model feats.tks | awk '{
		sub(/"label":[^,]*,/, ""); sub(/"label_type":[^,]*,/, "")
		sub(/,"score"/, ",\"label\":" (NR % 37 == 0) ",\"score\"")
		print
	}' >scored.json
	tickeval -t json --choose f1 -m m.model scored.json >report
	want=$(value all model .best_f1.threshold)
	[ "$want" != null ]
	[ "$(jq '.alarms.threshold' report)" = "$want" ]
	[ "$(value all model .point.f1)" = "$(value all model .best_f1.f)" ]
	tickscore -t json -m m.model feats.tks >again.json
	run jq -s '[.[] | select(.threshold != null) | .threshold] | unique |
	    .[0]' again.json
	assert_output "$want"
	# The other ways to choose are written back, too.
	for how in youden 'cost --cost 60'; do
		# shellcheck disable=SC2086 # they are options
		tickeval -t json --choose $how -m m.model scored.json >report
		want=$(jq .alarms.threshold report)
		[ "$want" != null ]
		tickscore -t json -m m.model feats.tks >again.json
		run jq -s '[.[] | select(.threshold != null) | .threshold] |
		    unique | .[0]' again.json
		assert_output "$want"
	done
	# Chosen on the first part, measured on the rest.
	tickeval -t json --choose youden --calibrate-until \
	    2024-07-01T00:30:00Z scored.json >report
	run jq '.rows.calibration > 0 and .rows.scored > 0 and
	    .alarms.by == "choose" and .alarms.threshold != null' report
	assert_output true
	# The least cost of all thresholds, the highest where several have it.
	for ratio in 2 30 45; do
		tickeval -t json --choose cost --cost $ratio scored.json >report
		jq -r 'select(.score != null) | [.score, .label] | @tsv' \
		    scored.json | sort -k1,1gr | awk -v ratio=$ratio '
			{ score[NR] = $1; label[NR] = $2; all += $2 }
			END {
				least = ratio * all; at = "Infinity"
				for (i = 1; i <= NR; i++) {
					tp += label[i]; fp += !label[i]
					cost = fp + ratio * (all - tp)
					if (score[i] == score[i + 1] ||
					    cost >= least)
						continue
					least = cost; at = score[i]
				}
				print least, at
			}' >by_hand
		jq -r --argjson ratio $ratio '.alarms.threshold as $at |
		    .types[0].scorers[0].point |
		    "\(.fp + $ratio * .fn) \($at // "Infinity")"' report |
		    diff by_hand -
	done
	run -2 tickeval -m m.model scored.json
	run -2 tickeval --choose f1 --threshold 3 scored.json
}

@test "windows take the highest score and all labels of their rows" {
	need jq
	for i in 1 2 3 4 5 6 7 8; do
		echo "A $((i % 4)) $((i == 3)) - - $((i == 2))"
	done | score_rows >rows.json
	tickeval -t json --window 3 rows.json >report
	run jq -c '[.window, .types[0].rows, .types[0].positives]' report
	assert_output '[3,8,3]'
	# alarms of rows 2 to 4, labels of rows 3 to 5
	run jq -c '.types[0].scorers[0].point | [.tp, .fp, .fn, .tn]' report
	assert_output '[2,1,1,4]'
}

@test "intervals come from days drawn with replacement" {
	need jq
	two_types 20000 >rows.json
	tickeval -t json --metrics bootstrap --resamples 50 rows.json >report
	run jq '.types[].scorers[] | select(.interval) |
	    .interval.average_precision, .interval.point.f1 |
	    select(. != null) | .low <= .mean and .mean <= .high' report
	refute_output --partial false
	[ "$(jq '.types[0].scorers[0].verdict.low != null' report)" = true ]
	tickeval --metrics bootstrap rows.json >table
	grep -q '^  95 % from' table
	grep -qE 'better than B[1-8]: .*difference, 95 %' table
	# A day that is always drawn says nothing of other days.
	head -n 1000 rows.json | tickeval --metrics bootstrap >table
	grep -q '^note      no intervals: they need rows of several days' table
	run grep -qE 'difference, 95 %' table
	assert_failure
}

@test "NAB's labels and published scores give its published results" {
	need jq zstd
	shared data/golden/nab/scores.csv.zst
	zstd -dcq "$SHARED/data/golden/nab/scores.csv.zst" |
	    awk -F, 'NR > 1 && $1 ~ /realTweets|realKnownCause/ {
		sub(/ /, "T", $2)
		printf "{\"kind\":\"score\",\"ts_event\":\"%sZ\"," \
		    "\"symbol\":\"%s\",\"score\":%s,\"s2\":%s}\n",
		    $2, $1, $8, $9 }' >rows.json
	tickeval -t json --metrics nab --per-symbol --seeds 0 \
	    --labels "$SHARED/data/nab/labels/combined_windows.json" \
	    --threshold 0.5421876907348634 rows.json >report
	jq -r '.by_symbol[] | [.symbol, (.scorers[0].nab |
	    .["standard.raw"], .tp, .tn, .fp, .fn)] | @csv' report |
	    tr -d '"' | sort >got
	awk -F, '$1 == "numenta" && $2 == "standard" &&
	    $3 ~ /realTweets|realKnownCause/ {
		print $3 "," $5 "," $6 "," $7 "," $8 "," $9
	}' "$SHARED/data/golden/nab/per_file.csv" | sort >want
	[ "$(wc -l <want)" -eq 17 ]
	run awk -F, 'NR == FNR { for (i = 1; i <= 6; i++) g[$1, i] = $i; next }
	{ for (i = 2; i <= 6; i++) { d = g[$1, i] - $i
		if (d > 1e-6 || d < -1e-6) print $1, i, g[$1, i], $i } }' \
	    got want
	assert_output ''
}

@test "false rows near each other are one alarm with --join-false" {
	for i in {1..40}; do
		printf '{"kind":"score","ts_event":%d,"symbol":"A",' \
			$((1700000000000000000 + i * 60000000000))
		printf '"score":%d,"anomaly":%d,"label":%d}\n' \
			$((i == 9 ? 9 : i % 10 < 4 ? 5 : 1)) \
			$((i % 10 == 3 || i % 10 == 1)) $((i == 9))
	done >s.json
	for join in 0 1 2 8; do
		tickeval -q -t csv --join-false $join s.json >$join.csv
	done
	assert_equal "$(sed -n 's/^all,model,events.false_alarms,//p' \
		0.csv 1.csv 2.csv 8.csv | tr '\n' ' ')" "8 8 4 1 "
	run tickeval --join-false -1 s.json
	assert_failure 2
}

@test "alarms on decoys are counted apart from other false alarms" {
	ticksim -x lab --seed 11 --symbols 3 --days 15 -k ohlcv-1m -b |
	    tickinject -q --max-share 1 --decoys 2 --labels l.csv \
	    --decoy-labels d.csv -b | tickfeat -q -b -F 'r=logret(close)' |
	    tickscore -q -b -d ewz --features r --threshold 4 >s.tks
	head -n 1 l.csv | cmp - <(head -n 1 d.csv)
	[ "$(wc -l <d.csv)" -gt 30 ]
	# one has the labelled types, the other those that --list calls decoys
	tickinject --list | awk '/^decoys/ { on = 1; next } on { print $1 }' |
	    sort >decoys
	tail -n +2 d.csv | cut -d, -f2 | sort -u | comm -23 - decoys >others
	[ ! -s others ]
	run grep -cE 'spike|shift|volume' d.csv
	assert_output 0
	set -- -t csv --no-baselines --seeds 0
	tickeval "$@" s.tks >with
	tickeval "$@" --decoys d.csv s.tks >apart
	value() {
		awk -F, -v name="events.$2" '$1 == "all" && $2 == "model" &&
		    $3 == name { print $4 }' "$1"
	}
	[ "$(value apart decoy_alarms)" -gt 10 ]
	[ -z "$(value with decoy_alarms)" ]
	assert_equal "$(value with false_alarms)" \
	    "$(($(value apart false_alarms) + $(value apart decoy_alarms)))"
	assert_equal "$(value with detected)" "$(value apart detected)"
	assert_equal "$(value with events)" "$(value apart events)"
	run -0 tickeval --seeds 0 --decoys d.csv s.tks
	assert_line --regexp "^decoys +[0-9]+, touched by \
$(value apart decoy_alarms) alarms"
	# the same file gives no table of its own
	refute_output --partial 'ex_dividend:'
	run -1 tickeval --decoys nowhere.csv s.tks
}

@test "a list of known events is read with all its zones" {
	need jq
	shared data/events.csv
	printf 'A 1 0\nA 2 0\n' | score_rows |
	    sed 's/1704067200000000000/1421312400000000000/g
	    s/1704067260000000000/1421312460000000000/g' >rows.json
	# 2015-01-15T11:00 at UTC+02:00, the SNB's hour
	tickeval -t json --threshold 5 --labels "$SHARED/data/events.csv" \
	    --labels-of usdchf-1h-2012_2022 rows.json >report
	run jq -c '[.labels.spans, .labels.spans_met, .event_list[].type]' \
	    report
	assert_output '[1,1,"crash"]'
	run tickeval --labels "$SHARED/data/events.csv" --labels-of \
	    nifty50-1m-2024 rows.json
	assert_success
	assert_line --partial 'note: '
	assert_line --partial 'no row falls into a labelled span'
	run -1 tickeval --labels "$SHARED/data/events.csv" --labels-of \
	    nothing rows.json
}

@test "label files that mislead are refused" {
	two_types 100 >rows.json
	printf 'start,end\r2024-01-01,2024-01-02\r' >labels.csv
	run -1 tickeval --labels labels.csv rows.json
	assert_output --partial 'labels.csv:1: a carriage return'
	printf 'start,end\n1704067200,1704067260000000000\n' >labels.csv
	run -1 tickeval --labels labels.csv rows.json
	assert_output --partial 'labels.csv:2: t_start and t_end are numbers'
	printf 'start,end\nx%05000d,2024-01-01\n' 7 >labels.csv
	run -1 tickeval --labels labels.csv rows.json
	assert_output --regexp '^tickeval: labels.csv:2: t_start: "x000'
}

@test "a type named all, and letters of several bytes, harm nothing" {
	need jq
	local six=€€€€€€ long
	long=$six$six$six$six$six$six$six
	two_types 2000 |
	    sed "s/\"jump\"/\"all\"/; s/\"slow\"/\"Höhen $long\"/" >rows.json
	tickeval -t json rows.json >report
	run jq -c '[.types[].type] | .[0], .[2], length, (unique | length)' \
	    report
	assert_output "$(printf '"all"\n"all (type)"\n3\n3')"
	tickeval --events rows.json >table
	# as wide as its letters, and one that is cut says so
	grep -q "^labels .* Höhen $six\.\.\." table
	grep -q "^Höhen $six$six$six$six${six}€\.\.\.: [0-9]* rows" table
	sed "s/Höhen $long/Höhen/" rows.json | tickeval >short
	grep -Eq "^labels .* Höhen(,|\$)" short
	grep -q '^Höhen: [0-9]* rows' short
	iconv -f UTF-8 -t UTF-8 table >/dev/null
	[ "$(LC_ALL=C.UTF-8 wc -L <table)" -le 100 ]
}

# The memory of tickeval with these arguments, in KiB.
peak() {
	python3 - "$@" <<-'PY'
	import resource, subprocess, sys
	subprocess.run(['tickeval', '--seeds', '2'] + sys.argv[1:], check=True,
	    stdout=subprocess.DEVNULL)
	print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
	PY
}

@test "a scored row takes 32 bytes of memory, whatever is between two" {
	need python3
	! grep -q __asan_init "$(command -v tickeval)" ||
	    skip "sanitizers need memory of their own"
	# 20,000 events and their tally besides
	local most=$(((32000000 + 16777216) / 1024))
	two_types 1000000 | tickcat -b >rows.tks
	run peak rows.tks
	assert_success
	[ "$output" -lt "$most" ]
	# further models lie in a temporary file
	run peak --compare b=rows.tks --compare c=rows.tks rows.tks
	assert_success
	[ "$output" -lt "$most" ]
	# a row without a score in front of each
	tickcat -t json rows.tks |
	    sed 'h; s/"score":[^,]*,/"score":null,/; p; x' |
	    tickcat -b >holes.tks
	run peak holes.tks
	assert_success
	[ "$output" -lt "$most" ]
}
