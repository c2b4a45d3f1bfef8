#!/usr/bin/env bats
#
# state.bats - tickcat --state: an input in pieces is the input.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

# Lines $2 to $3 of a file; none where $3 is less.
part() {
	awk -v a="$2" -v b="$3" 'NR >= a && NR <= b' "$1"
}

# What pieces of the file $1 give, cut behind the lines $2; options last.
pieces() {
	local file=$1 cuts=$2 from=1 to
	shift 2
	rm -f s
	for to in $cuts; do
		part "$file" "$from" "$to" |
		    tickcat --allow-empty --state s "$@" || return 1
		from=$((to + 1))
	done
	part "$file" "$from" 999999 | tickcat --state s --final "$@"
}

# Random cuts of N lines, increasing, some of them equal.
cuts() {
	local i
	for i in 1 2 3 4 5 6; do
		echo $((RANDOM % $1))
	done | sort -n
}

@test "pieces are the whole for every step, cut anywhere (seeds 1 to 8)" {
	local how line seed
	# Repeated rows, also behind a cut.
	trades 2000 ES NQ CL > once
	{ cat once; part once 1500 1700; part once 900 910; } > t.ndjson
	for line in '' '--dedup' '-s ES,NQ -n 1000' '--skip 400 -n 700' \
	    '--shard 1/2 --also ES' '--dedup --where size>=4 --skip 11' \
	    '-t csv --omit-header --side B'; do
		read -ra how <<< "$line"
		tickcat "${how[@]}" t.ndjson > whole
		for seed in 1 2 3 4 5 6 7 8; do
			RANDOM=$seed
			pieces t.ndjson "$(cuts 2212)" "${how[@]}" > joined
			cmp whole joined || { echo "$line, $seed"; return 1; }
		done
	done
}

@test "pieces that are binary files are the whole" {
	trades 3000 ES NQ CL > once
	{ cat once; part once 1500 1700; } > t.ndjson
	tickcat -t json --dedup -n 2000 t.ndjson > whole
	for cut in 1 1000 1001 2999 3100; do
		part t.ndjson 1 $cut | tickcat -b -o a.tks
		# its symbols are numbered in another order
		part t.ndjson $((cut + 1)) 9999 | tac | tickcat -b --reverse \
		    -o b.tks --tmp . -
		rm -f s
		{ tickcat -t json --dedup -n 2000 --state s a.tks
		    tickcat -t json --dedup -n 2000 --state s --final \
		    b.tks; } > joined
		cmp whole joined
	done
	# DBN in and out: each piece has a header of its own.
	tickcat -t dbn once -o whole.dbn
	tickcat -t dbn -n 1200 once -o a.dbn
	tickcat -t dbn --skip 1200 once -o b.dbn
	rm -f s
	for p in a b; do
		tickcat -t dbn --state s $p.dbn -o out.$p.dbn
	done
	cmp <(tickcat whole.dbn) <(tickcat out.a.dbn out.b.dbn)
}

@test "a merge in pieces is the merge, cut anywhere (seeds 1 to 30)" {
	local seed from to i n
	# Whole seconds: many rows have one time.  Some step back.
	trades 1500 ES NQ CL GC | sed -E 's/\.[0-9]{9}Z/.000000000Z/' |
	    awk 'NR % 97 == 0 { keep = $0; next } { print }
		NR % 97 == 5 && keep != "" { print keep; keep = "" }' > all
	for i in 0 1 2; do
		awk -v i=$i 'NR * NR % 7 % 3 == i' all > in.$i
	done
	tickcat -q --merge in.0 in.1 in.2 > whole
	for seed in $(seq 30); do
		RANDOM=$seed
		from=(1 1 1)
		rm -f s
		: > joined
		for n in 1 2 3 4 5; do
			for i in 0 1 2; do
				to=$((from[i] + RANDOM % 200 - 20))
				part in.$i "${from[i]}" $to > piece.$i
				[ $to -lt "${from[i]}" ] || from[i]=$((to + 1))
			done
			tickcat -q --merge --allow-empty --state s --stats \
			    piece.0 piece.1 piece.2 >> joined 2> stats
			tail -n 1 stats |
			    jq -e '.in + .made == .out + (.open // 0)'
		done > /dev/null
		for i in 0 1 2; do
			part in.$i "${from[i]}" 9999 > piece.$i
		done
		tickcat -q --merge --allow-empty --state s --final \
		    piece.0 piece.1 piece.2 >> joined
		cmp whole joined || { echo "seed $seed"; return 1; }
	done
}

@test "a merge of kinds and symbols across pieces keeps every field" {
	trades 400 ES NQ > t.ndjson
	ticksim --seed 1 --symbols 3 --days 1 -n 400 -k mbp-1 \
	    --start 2024-07-01 > q.ndjson
	jq -c 'select(.action == "T") | {kind: "price", ts_event, symbol,
	    price}' q.ndjson > p.ndjson
	tickcat -q --sort q.ndjson p.ndjson > q
	tickcat -q --merge t.ndjson q > whole
	tickcat -q --merge --state s <(part t.ndjson 1 100) <(part q 1 300) \
	    > joined
	tickcat -q --merge --state s <(part t.ndjson 101 390) \
	    <(part q 301 310) >> joined
	tickcat -q --merge --state s --final <(part t.ndjson 391 9999) \
	    <(part q 311 9999) >> joined
	cmp whole joined
}

@test "rows that are held keep names and symbols of any bytes" {
	local row='"ts_event":"2024-07-01T10:00:00Z","a b":5,"c\nd":"u\u0000v"'
	row="{\"kind\":\"k\",$row,\"symbol\":\"A\\u0000B\",\"none\":null}"
	echo "$row" | tickcat -t json > whole
	echo "$row" > k.ndjson
	run -0 tickcat --merge --state s k.ndjson
	assert_output ''
	tickcat --merge --allow-empty --state s --final <(:) > joined
	cmp whole joined
	# so do those that wait in tickfeat
	row=${row/\"kind\":\"k\"/\"kind\":\"trades\",\"price\":5}
	echo "$row" > k.ndjson
	tickfeat -q -F 'r=lag(price)' --lateness 1h k.ndjson > whole
	grep -q '"symbol":"A\\u0000B"' whole
	rm -f s
	run -0 tickfeat -q -F 'r=lag(price)' --lateness 1h --state s k.ndjson
	assert_output ''
	tickfeat -q -F 'r=lag(price)' --lateness 1h --allow-empty --state s \
	    --final <(:) > joined
	cmp whole joined
}

@test "books go on in the next piece, cut anywhere (seeds 1 to 4)" {
	local seed
	ticksim --seed 3 --symbols 2 --days 1 -n 6000 -k mbo > m.ndjson
	tickcat --book 5 m.ndjson > whole
	[ "$(wc -l < whole)" -gt 1000 ]
	for seed in 1 2 3 4; do
		RANDOM=$seed
		pieces m.ndjson "$(cuts 6000)" --book 5 > joined
		cmp whole joined
	done
}

@test "the book of a venue's day in pieces is its book" {
	shared data/databento/esh4-20231225.mbo.dbn.zst
	tickcat -n 30000 "$SHARED/data/databento/esh4-20231225.mbo.dbn.zst" \
	    > m.ndjson
	tickcat --book 10 --dedup m.ndjson > whole
	pieces m.ndjson '1 777 15000 29999' --book 10 --dedup > joined
	cmp whole joined
}

# Envelopes of records as kcat -J prints them; two rows in each.
envelopes() {
	jq -nc --argjson n "$1" 'range($n) | . as $i |
	    {topic: "ticks", partition: ($i % 3), offset: ($i / 3 | floor),
	     tstype: "create", ts: 1720000000000, key: "ES",
	     payload: ([0, 1] | map({symbol: "ES", price: (100 + $i),
		 size: (. + 1), ts: "2024-07-01T00:00:\($i % 60 + 100 |
		 tostring | .[1:])Z"}) | tojson)}'
}

@test "a record at or below the offset of its partition is read once" {
	envelopes 600 > all
	local how=(--framing kcat-json --any-time)
	tickcat "${how[@]}" all > whole
	[ "$(wc -l < whole)" -eq 1200 ]
	# The consumer starts again before the place: 30 records twice.
	part all 1 300 | tickcat "${how[@]}" --state s > joined
	part all 271 600 | tickcat "${how[@]}" --state s --stats \
	    >> joined 2> stats
	cmp whole joined
	tail -n 1 stats | jq -e '.in == 660 and .dropped.repeated_offset == 60'
	# All of it again: nothing.
	run -0 tickcat "${how[@]}" --state s all
	assert_output ''
	# One partition that lags behind the others still gives its rows.
	rm s
	grep -v '"partition":2' all | tickcat "${how[@]}" --state s > got
	tickcat "${how[@]}" --state s all >> got
	cmp <(sort whole) <(sort got)
	# The lines of a file are no offsets: each piece has its own.
	trades 100 ES > f
	tickcat --src --state f.s f > got
	tickcat --src --state f.s f >> got
	[ "$(wc -l < got)" -eq 200 ]
}

@test "SIGTERM saves the place in a file, and the next run goes on there" {
	local pid status=0
	trades 3000 ES NQ CL > t.ndjson
	tickcat --dedup t.ndjson > whole
	trades 5 XX > before
	head -n 1234 t.ndjson > grows
	tickcat -q --dedup --follow --state s before grows \
	    > >(cat > one.ndjson) 3>&- &
	pid=$!
	all_out() { [ "$(wc -l < one.ndjson)" -eq 1239 ]; }
	until_true all_out
	kill "$pid"
	wait "$pid" || status=$?
	[ "$status" -eq 143 ]
	cat before whole | head -n 1239 | cmp - one.ndjson
	tail -n +1235 t.ndjson >> grows
	cp s kept
	# The file must be given again; those before it may be left out.
	run -1 --separate-stderr tickcat --dedup --state s t.ndjson
	[[ $stderr == *"after row 1234 of grows: give this file again"* ]]
	tickcat --dedup --state s grows > two.ndjson
	cat one.ndjson two.ndjson | tail -n +6 | cmp - whole
	cp kept s
	tickcat --dedup --state s --stats before grows > three.ndjson \
	    2> stats
	cmp two.ndjson three.ndjson
	tail -n 1 stats | jq -e '.dropped.read_before == 1239'
	# Not the file that was read.
	cp kept s
	cp grows other && mv other grows
	run -1 --separate-stderr tickcat --dedup --state s grows
	[[ $stderr == *"grows: changed since its first 1234 rows"* ]]
	cmp kept s
}

@test "a state of other options is refused and kept" {
	trades 12 ES NQ > t.ndjson
	tickcat --dedup -n 100 --merge --state s t.ndjson > /dev/null
	cp s kept
	run -1 --separate-stderr tickcat --dedup -n 99 --merge --state s \
	    t.ndjson
	assert_output ''
	[[ $stderr == *"s: state was saved with other options: "* ]]
	[[ $stderr == *"--limit 100;"*"--limit 99" ]]
	run -1 tickcat -n 100 --merge --state s t.ndjson
	run -1 tickcat --dedup -n 100 --state s t.ndjson
	run -1 tickcat --dedup -n 100 --merge -s ES --state s t.ndjson
	run -1 tickcat --dedup -n 100 --merge --where 'size > 3' --state s \
	    t.ndjson
	run -1 --separate-stderr tickcat --dedup -n 100 --merge --state s \
	    t.ndjson t.ndjson
	[[ $stderr == *"a merge of 1 inputs: expected as many, got 2"* ]]
	# How files are read, and written, may change from piece to piece.
	run -0 tickcat --dedup -n 100 --merge --state s --state-to t \
	    --from ndjson -t csv --skip-bad t.ndjson
	tickwin -e 1s --state w t.ndjson > /dev/null
	run -1 --separate-stderr tickcat --state w t.ndjson
	[[ $stderr == *"state was saved with other tool: tickwin"* ]]
	cmp s kept
}

# Cut at, and changed in, every $1st byte: refused, and nothing is written.
damaged() {
	local n size step=$1
	shift
	rm -f s
	tickcat --state s "$@" t.ndjson > /dev/null
	cp s kept
	size=$(wc -c < s)
	for ((n = 0; n < size; n += step)); do
		head -c $n kept > s
		! tickcat --state s "$@" t.ndjson > out 2> message || return 1
		[ ! -s out ] && grep -q '^tickcat: s: ' message || return 1
		{ head -c $n kept
		    printf '\xff' # no byte of JSON, and no small number
		    tail -c +$((n + 2)) kept; } > s
		cmp -s s kept && continue
		! tickcat --state s "$@" t.ndjson > out 2> message || return 1
		[ ! -s out ] && grep -q '^tickcat: s: ' message || return 1
	done
}

@test "a state that is cut or changed is refused, whatever the byte" {
	trades 3 ES NQ > t.ndjson
	damaged 1 -n 100
	damaged 23 --dedup -n 100 --merge
}

@test "no state is written when the output did not arrive; --state-to" {
	trades 100 ES > a
	trades 100 NQ > b
	run -1 bash -c 'tickcat --state s a > /dev/full'
	assert_not_exist s
	run -1 tickcat --state s missing
	assert_not_exist s
	tickcat --dedup --state s a > /dev/null
	cp s kept
	tickcat --dedup --state s --state-to t a b > once
	cmp s kept
	tickcat --dedup --state s --state-to t a b | cmp - once
	cmp <(tickcat b) once
	tickcat --dedup --state t b > none
	[ ! -s none ]
	# The last piece saves none.
	tickcat --dedup --state s --final b | cmp - once
	cmp s kept
}

@test "what remembers rows and is not in a state is refused" {
	local how
	trades 10 ES > t.ndjson
	for how in --sort --reverse '--loop 2' '--speed 2' --count --summary \
	    --metadata '--split day --out {date}' '--segment 1M --out-dir d' \
	    '--cumulative size' --side-rows; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr tickcat --state s $how t.ndjson
		[[ $stderr == *"--state: not with ${how%% *}"* ]] ||
		    [[ $stderr == *"--state: not with "*"${how%% *}"* ]]
	done
	assert_not_exist s
	run -2 tickcat --final t.ndjson
	run -2 tickcat --state s --state-to t --final t.ndjson
}
