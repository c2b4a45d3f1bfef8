#!/usr/bin/env bats
#
# window.bats - tickwin: pieces, watermarks, sessions, late rows.

load helper

# Trades of some minutes in order, as NDJSON.
setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	trades 3000 ES NQ CL > t.ndjson
}

# The output of pieces of t.ndjson, cut behind the lines given, options last.
pieces() {
	local cuts=$1 from=1 to n=0
	shift
	rm -f s
	for to in $cuts; do
		awk -v a="$from" -v b="$to" 'NR >= a && NR <= b' t.ndjson |
		    tickwin --state s "$@" > "piece.$n" || return 1
		cat "piece.$n"
		from=$((to + 1)) n=$((n + 1))
	done
	tail -n +"$from" t.ndjson | tickwin --state s --final "$@"
}

@test "pieces with --state print what one run prints" {
	local how line
	for line in '-e 10s' '-e 1m --slide 10s -a ohlc,rv,twap' \
	    '--clock count(50)' '--clock gap(1550ms) --lateness 3s' \
	    '-e 20s --session 00:02-00:20 --fill last' \
	    '-e 7s --lateness 5s -a ohlc,volume,vwap,last(price)'; do
		read -ra how <<< "$line"
		tickwin "${how[@]}" t.ndjson > whole
		[ "$(wc -l < whole)" -gt 20 ]
		pieces '0 1 700 700 1501 2999' "${how[@]}" > joined
		cmp whole joined
	done
	# A binary stream in pieces, each a file.
	tickwin -e 10s t.ndjson > whole
	tickcat -b t.ndjson -o t.tks
	tickcat -b -n 1234 t.ndjson -o a.tks
	tail -n +1235 t.ndjson | tickcat -b -o b.tks
	rm -f s
	{ tickwin --state s -e 10s -t json a.tks
	    tickwin --state s -e 10s --final -t json b.tks; } > joined
	cmp whole joined
}

@test "a text column may begin without a text, in each piece" {
	jq -c '. + {trader: (if input_line_number % 9 < 6 then null else
	    "T\(input_line_number % 5)" end)}' t.ndjson > new
	mv new t.ndjson
	for n in 1 2 6 7; do
		tail -n +$n t.ndjson | tickwin -e 10s > whole
		[ "$(grep -c '"trader":"T' whole)" -gt 20 ]
	done
	tickwin -e 10s t.ndjson > whole
	pieces '700 702 1500 1501 1502 1503 1504 2000' -e 10s > joined
	cmp whole joined
}

@test "a state of other options, or a damaged one, is refused and kept" {
	local n size
	head -n 1000 t.ndjson | tickwin -e 10s --state s > /dev/null
	cp s kept
	run -1 --separate-stderr tickwin -e 20s --state s t.ndjson
	assert_output ''
	[[ $stderr == *"state was saved with other options: "*10s*20s* ]]
	run -1 tickwin -e 10s -a ohlc --state s t.ndjson
	run -1 tickwin -e 10s --lateness 1s --state s t.ndjson
	cmp s kept
	size=$(wc -c < s)
	for n in 0 7 100 $((size / 2)) $((size - 1)); do
		head -c "$n" kept > s
		run -1 --separate-stderr tickwin -e 10s --state s t.ndjson
		assert_output ''
		[[ $stderr == tickwin:\ s:* ]]
		cp kept s
		printf '\xff' | dd of=s bs=1 seek="$n" conv=notrunc status=none
		cmp -s s kept && continue
		run -1 --separate-stderr tickwin -e 10s --state s t.ndjson
		assert_output ''
		[[ $stderr == tickwin:\ s:* ]]
	done
	run -2 tickwin -e 10s --final t.ndjson
}

@test "a new state goes to --state-to, and the old one stays for a repeat" {
	tickwin -e 10s t.ndjson > whole
	head -n 1000 t.ndjson | tickwin -e 10s --state s > one
	cp s old
	sed -n 1001,2000p t.ndjson > second
	tickwin -e 10s --state s --state-to s.new second > two
	cmp s old
	tickwin -e 10s --state s --state-to s.new second > again
	cmp two again
	tail -n +2001 t.ndjson | tickwin -e 10s --state s.new --final > three
	cat one two three | cmp - whole
}

@test "the account adds up over pieces, open windows among it" {
	head -n 1000 t.ndjson | tickwin -e 10m --state s --stats 2> one
	jq -e '.in == 1000 and .open == 1000 and .used == 0' one
	tail -n +1001 t.ndjson |
	    tickwin -e 10m --state s --final --stats 2> two > bars
	jq -e '.in == 2000 and .used == 3000 and .open == null' two
	jq -e '.in + .made == .out + .used' two
}

@test "partitions handed over in batches lose no row" {
	# Kafka's order: 500 rows of one partition after the other.
	jq -c '. + {src_topic: "ticks", src_part: (input_line_number % 4),
	    src_off: input_line_number}' t.ndjson |
	    awk '{ p = NR % 4; b = int(NR / 2000)
		print b "\t" p "\t" $0 }' | sort -s -n -k1,1 -k2,2 |
	    cut -f3 > batches
	tickwin -e 5s -a ohlc,volume,count,rv t.ndjson |
	    jq -cS 'del(.src_topic, .src_part, .src_off)' > want
	tickwin -e 5s -a ohlc,volume,count,rv --partitions 4 batches |
	    jq -cS 'del(.src_topic, .src_part, .src_off)' > got
	cmp want got
	tickwin -e 5s --partitions 0-3 --stats batches 2> stats > bars
	jq -e '.dropped == {}' stats
	# The highest offset of a window's partition goes on.
	jq -se 'all(.src_topic == "ticks" and .src_off >= 0)' bars
	# One clock for all of them loses most rows: status 1, all output there.
	run -1 --separate-stderr tickwin -e 5s --watermark stream batches
	[[ $stderr == *"rows are late"* ]]
	[ "${#lines[@]}" -gt 20 ]
	tickwin -e 5s --watermark stream --max-late 100 -q batches > /dev/null
	# Where the number is not known, nothing closes before the end.
	run -0 --separate-stderr tickwin -e 5s batches
	[[ $stderr == *"rows come from partitions"*--partitions* ]]
	[ "${#lines[@]}" -eq "$(wc -l < want)" ]
	# One that never comes is noted and counted, in each piece.
	run -0 --separate-stderr tickwin -e 5s --partitions 5 --stats batches
	[[ $stderr == *"note: 1 of --partitions 5 had no row: no window closed \
before the end of the input"* ]]
	[[ $stderr == *'"absent_partitions":1,'* ]]
	run -0 --separate-stderr tickwin -e 5s --partitions 3-5 --state s \
	    batches
	[[ $stderr == *"note: 2 of --partitions 3-5 had no row"* ]]
	# A state is for the partitions that its windows have waited for.
	for how in '--partitions 4-5' '--partitions 4' '--watermark source'; do
		# shellcheck disable=SC2086 # words
		run -1 --separate-stderr tickwin -e 5s $how --state s batches
		assert_output ''
		[[ $stderr == "tickwin: s: state was saved with other options: \
"*" partitions=3-5 "*"; this run has "* ]]
	done
	: > none
	tickwin -q -e 5s --partitions 4 --state s4 batches > some
	tickwin -q -e 5s --partitions 0-3 --state s4 --final --allow-empty \
	    none >> some
	tickwin -q -e 5s --partitions 4 batches | cmp - some
	run -0 --separate-stderr bash -c '{ cat batches; sleep 1; } |
	    tickwin -e 5s --partitions 5 --idle 200ms'
	[[ $stderr == *"5 had no row: no window closed before --idle" ]]
	[ "${#lines[@]}" -eq "$(wc -l < want)" ]
	for n in 4 0-3; do
		run -0 --separate-stderr tickwin -e 5s --partitions $n batches
		[ -z "$stderr" ]
	done
	run -0 --separate-stderr tickwin -e 5s --partitions 5 -q none
	[ -z "$stderr" ]
	run -2 tickwin --partitions 0 batches
	run -2 tickwin --partitions 3-1 batches
	run -2 tickwin --partitions 4 --watermark symbol batches
}

@test "late rows go to a file of their own" {
	{ head -n 2000 t.ndjson; head -n 150 t.ndjson; } > back
	run -1 --separate-stderr tickwin -e 5s --late-to late.ndjson back
	jq -cS . late.ndjson > got
	head -n 150 t.ndjson | jq -cS . > want
	cmp got want
	tickwin -e 5s --max-late 10 --late-to late.tks back > /dev/null
	tickcat late.tks | jq -cS . | cmp - want
	# Not where the bars go.
	run -2 tickwin -e 5s --late-to - -o bars.tks back
	assert_output 'tickwin: --late-to: -: expected a file name'
	run -2 tickwin -e 5s --late-to bars.tks -o bars.tks back
	assert_output 'tickwin: --late-to: bars.tks is the output, too'
	assert_not_exist bars.tks
}

@test "a symbol with its own clock is not held up by another's" {
	{ grep '"ES"' t.ndjson; grep '"NQ"' t.ndjson; } > apart
	tickwin -e 5s t.ndjson | jq -c 'select(.symbol != "CL")' | sort > want
	tickwin -e 5s --watermark symbol apart | sort > got
	cmp want got
}

@test "hours, days and clocks that do not go together are usage errors" {
	run -2 tickwin -e 0s t.ndjson
	assert_output --partial '--every: 0s: expected 1ns or more'
	run -2 tickwin --session 09:30-16:00 --day 17:00 t.ndjson
	run -2 tickwin --tz UTC t.ndjson
	run -2 tickwin --session 09:30 t.ndjson
	run -2 tickwin --session 09:30-16:00 --tz Mars t.ndjson
	run -2 tickwin --clock 'count(5)' -e 1m t.ndjson
	run -2 tickwin --clock 'count(0)' t.ndjson
	run -2 tickwin --clock 'count(5)' --fill last t.ndjson
	run -1 --separate-stderr tickwin -a 'last(nosuch)' t.ndjson
	[[ $stderr == *"last(field=nosuch): no row has this field"* ]]
	run -1 --separate-stderr tickwin -a cancel_ratio t.ndjson
	[[ $stderr == *"cancel_ratio: no row has the fields that it reads"* ]]
	run -1 tickwin --session 09:30-16:00 --holidays nosuch t.ndjson
}
