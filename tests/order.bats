#!/usr/bin/env bats
#
# order.bats - rows that run backwards in time: noticed, and put in order.

load helper

DOWN=$TOP/testdata/wild/newest-first.csv

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	trades 20000 AAA BBB CCC > t.ndjson
	tickcat -b t.ndjson > t.tks
	shuf --random-source=<(yes) t.ndjson > mixed.ndjson
	tac t.ndjson > down.ndjson
}

# Is a file of rows in the order of time?
in_order() {
	jq -r .ts_event "$1" | sort -c
}

@test "rows that run backwards are noticed by every tool, and counted" {
	local t
	tickcat -q "$DOWN" > down.ndjson
	run -0 --separate-stderr tickcat "$DOWN"
	[[ $stderr == *'newest-first.csv: rows run backwards in time, '* ]]
	[[ $stderr == *'newest first: tickcat --reverse or --sort'* ]]
	tickcat -q --stats "$DOWN" 2>&1 > /dev/null | jq -e '.steps_back == 59'
	tickwin -q -e 1d --stats down.ndjson 2>&1 > /dev/null |
	    jq -e '.steps_back == 59'
	run -0 --separate-stderr tickwin -e 1d down.ndjson
	[[ $stderr == *'note: rows run backwards in time'* ]]
	run -0 --separate-stderr tickfeat -F 'r=logret(close)' down.ndjson
	[[ $stderr == *'note: rows run backwards in time'* ]]
	run -0 --separate-stderr tickinject --seed 1 down.ndjson
	[[ $stderr == *'note: rows run backwards in time'* ]]
	tickcat -q --sort "$DOWN" -b > up.tks
	run -0 --separate-stderr ticktrain -d z --features close -o m \
	    down.ndjson
	[[ $stderr == *'note: rows run backwards in time'* ]]
	run -0 --separate-stderr tickscore -m m down.ndjson
	[[ $stderr == *'note: rows run backwards in time'* ]]
	# and nothing is said of rows in order
	for t in 'tickcat' 'tickwin -e 1d' 'tickfeat -F r=logret(close)'; do
		# shellcheck disable=SC2086 # words
		run -0 --separate-stderr $t up.tks
		[[ $stderr != *backwards* && $stderr != *'step back'* ]]
	done
}

@test "a few rows that step back are named by number" {
	{
		sed -n 1,10p "$BATS_FILE_TMPDIR/t.ndjson"
		sed -n 3p "$BATS_FILE_TMPDIR/t.ndjson"
		sed -n 11,20p "$BATS_FILE_TMPDIR/t.ndjson"
	} > x.ndjson
	run -0 --separate-stderr tickcat x.ndjson
	[[ $stderr == *'x.ndjson: 1 of 21 rows step back in time, '* ]]
	[[ $stderr == *'the first is row 11: tickcat --sort'* ]]
	tickcat -b -q x.ndjson -o x.tks
	run -0 --separate-stderr tickinject --seed 1 x.tks
	[[ $stderr == *'1 of 21 rows step back in time, the first is row 11'* ]]
	# where that is what --lateness is for, the late rows alone are said
	run -0 --separate-stderr tickwin -e 1s --lateness 1h x.tks
	[[ $stderr != *'step back'* ]]
	# a file that is older than the one before it
	sed -n 1,5p x.ndjson > a
	sed -n 6,9p x.ndjson > b
	run -0 --separate-stderr tickcat b a
	[[ $stderr == *': a: 1 of 5 rows step back in time, the first'* ]]
	tickcat -q --stats b a 2>&1 > /dev/null | jq -e '.steps_back == 1'
}

@test "partitions of a topic have an order each, not all together" {
	printf '{"kind":"price","ts_event":%d,"symbol":"A","price":1,%s%d}\n' \
	    1500000000 '"src_off":"1","src_topic":"t","src_part":' 0 \
	    1300000000 '"src_off":"1","src_topic":"t","src_part":' 1 > x
	run -0 --separate-stderr tickcat x
	[ -z "$stderr" ]
}

@test "tickfeat computes no return into the past" {
	tickcat -q "$DOWN" | tickfeat -q --stats -F 'r=logret(close)' \
	    > x 2> stats
	jq -r .r x | diff - <(echo null)
	jq -e '.dropped.late == 59 and .in == 60 and .out == 1' stats
	tickcat -q --reverse "$DOWN" | tickfeat -F 'r=logret(close)' > up
	wc -l < up | diff - <(echo 60)
	# the last return is that of the file's first two rows
	jq -sr '(.[59].close / .[58].close | log) - .[59].r | fabs < 1e-12' up |
	    diff - <(echo true)
	# daily rows, each a day older; a row a day ahead at the start
	printf '{"kind":"value","ts_event":"2024-01-%sT00:00:00Z",%s\n' \
	    09 '"symbol":"A","value":5}' 08 '"symbol":"A","value":6}' \
	    07 '"symbol":"A","value":7}' |
	    tickfeat -q -F 'r=diff(value)' | jq -r .r | diff - <(echo null)
	# within --lateness they are put in order
	tickcat -q "$DOWN" | tickfeat -q --lateness 2h -F 'r=logret(close)' |
	    cmp - up
}

@test "--reverse and --sort put a newest-first file right" {
	tickcat -q --reverse "$DOWN" > r
	tickcat -q "$DOWN" | tac | cmp - r
	tickcat -q --sort "$DOWN" | cmp - r
	run -0 --separate-stderr tickcat --reverse "$DOWN"
	[[ $stderr != *backwards* ]]
	tickwin -q -e 5m r > bars
	wc -l < bars | diff - <(echo 12)
	jq -s '.[11].volume' bars |
	    diff - <(sed -n 3,7p "$DOWN" | cut -d, -f8 | jq -s add)
	# of a pipe, compressed, as JSON, with a semicolon, by --map
	zstd -qc "$DOWN" | tickcat -q --reverse | cmp - r
	tickcat -q "$DOWN" | tickcat --reverse | cmp - r
	tr , ';' < "$DOWN" | tickcat -q --reverse | cmp - r
	cut -d, -f2- "$DOWN" | tickcat -q --sort --map ts=date | cmp - r
	# what was in order is said to run backwards now
	run -0 --separate-stderr tickcat --reverse r
	[[ $stderr == *'rows run backwards in time'* ]]
}

@test "--sort is stable and takes more than its memory" {
	cd "$BATS_FILE_TMPDIR"
	tickcat -q --sort mixed.ndjson > s
	in_order s
	# the same rows, those of one time as they came
	jq -c '[.ts_event, .]' mixed.ndjson | sort -s -t'"' -k2,2 |
	    jq -c '.[1]' | tickcat | cmp - s
	for _ in 1 2 3 4 5 6 7 8; do
		tickcat -q mixed.ndjson
	done > big.ndjson
	run -0 --separate-stderr tickcat --sort --sort-memory 4M --tmp . -b \
	    big.ndjson -o big.tks
	[[ $stderr == *'--sort: '*' MB of them in temporary files in .' ]]
	tickcat -q --sort big.ndjson | cmp <(tickcat big.tks) -
	[ "$(tickcat --count big.tks)" = 160000 ]
	[ -z "$(find . -name '*ticktools*')" ] ||
	    fail 'a temporary file was left'
	run -1 --separate-stderr tickcat --sort --sort-memory 4M \
	    --tmp /nowhere big.ndjson
	[[ $stderr == *'--sort: /nowhere: '*'(--tmp DIR): No such file'* ]]
}

@test "--reverse keeps more than its memory in a temporary file, and says so" {
	cd "$BATS_FILE_TMPDIR"
	[ -e big.ndjson ] || for _ in 1 2 3 4 5 6 7 8; do
		tickcat -q mixed.ndjson
	done > big.ndjson
	tickcat -q big.ndjson | tac > want
	run -0 --separate-stderr tickcat --reverse --sort-memory 4M big.ndjson \
	    -o r.ndjson
	[[ $stderr == *'big.ndjson: --reverse: rows kept until the last'* ]]
	cmp want r.ndjson
	TMPDIR=/nowhere run -1 --separate-stderr tickcat --reverse \
	    --sort-memory 4M big.ndjson
	[[ $stderr == *'--reverse: /nowhere: '* ]]
}

@test "rows are chosen before they are sorted, limited behind it" {
	cd "$BATS_FILE_TMPDIR"
	tickcat -q --sort -s AAA --where 'size > 2' --skip 3 -n 5 --stats \
	    mixed.ndjson > got 2> stats
	tickcat -q -s AAA --where 'size > 2' mixed.ndjson |
	    tickcat -q --sort | sed -n 4,8p | cmp - got
	jq -e '.in == 20000 and .out == 5 and .dropped.skipped == 3 and
	    .in == .out + ([.dropped[]] | add)' stats
	tickcat -q --sort --shard 1/2 mixed.ndjson |
	    cmp - <(tickcat -q --shard 1/2 t.ndjson)
}

@test "all output formats take sorted and reversed rows" {
	cd "$BATS_FILE_TMPDIR"
	local t
	for t in json bin csv; do
		tickcat -q -t $t --sort down.ndjson | tickcat |
		    cmp - <(tickcat t.tks)
	done
	ticksim -k mbp-1 --symbols 3 -n 3000 --seed 7 -t dbn > up.dbn
	for t in json csv dbn dbn-csv dbn-json; do
		tickcat -q -t $t --sort up.dbn > x
		tickcat -q -t $t up.dbn | cmp - x
		tickcat -q -t $t --reverse up.dbn > x
		tickcat -q x | cmp - <(tickcat up.dbn | tac) ||
		    tickcat -q x | head -n 2
	done
}

@test "rows before damage come out in order, and the status is 1" {
	cd "$BATS_FILE_TMPDIR"
	head -n 100 down.ndjson > short
	echo '{"kind":' >> short
	run -1 tickcat -q --sort short
	[ "${#lines[@]}" = 101 ]
	head -n 100 down.ndjson | tickcat -q --sort > want
	tickcat -q --sort short 2> /dev/null > got || true
	cmp got want
	tickcat -q --reverse short 2> /dev/null > got || true
	head -n 100 down.ndjson | tac | tickcat | cmp - got
}

@test "two orders, or an input without end, are usage errors" {
	run -2 --separate-stderr tickcat --sort --reverse x
	[[ $stderr == *'two orders'* ]]
	run -2 --separate-stderr tickcat --sort --merge x
	run -2 --separate-stderr tickcat --reverse --merge x
	run -2 --separate-stderr tickcat --reverse --follow x
	[[ $stderr == *'a followed file has no end'* ]]
	run -2 --separate-stderr tickcat --sort --loop 2 x
	run -2 --separate-stderr tickcat --sort --sort-memory 1K x
	[[ $stderr == *'--sort-memory'* ]]
}
