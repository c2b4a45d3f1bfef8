#!/usr/bin/env bats
#
# ends.bats - how inputs and outputs end: nothing is lost in silence, and no
# part of a stream is taken for the whole.

load helper

# A stream whose end says that it was interrupted.
interrupted() {
	trades 50 A B | tickcat -b > whole.tks
	mark_interrupted whole.tks "$1"
}

@test "a reader of an interrupted stream hands on its rows and exits 1" {
	need python3
	interrupted part.tks
	tickcat whole.tks > whole.json
	for to in json csv dbn-json dbn; do
		run -1 --separate-stderr \
		    tickcat -t $to --map-symbols part.tks ||
		    run -1 --separate-stderr tickcat -t $to part.tks
		[[ $stderr == *interrupted* ]]
	done
	run -1 --separate-stderr tickcat part.tks
	assert_output "$(cat whole.json)"
	[[ $stderr == *interrupted* ]]
	# bin says so again, so one more stage knows
	run -1 bash -o pipefail -c 'tickcat -b part.tks 2>/dev/null | tickcat'
}

@test "one interrupted stream among several is enough" {
	need python3
	interrupted part.tks
	for t in tickcat 'tickcat --merge' 'tickcat -t dbn --dataset X.Y' \
	    'tickcat --sort' 'tickwin -e 1s' 'tickfeat -x trades' \
	    'tickscore -q -d high_volume'; do
		for files in 'part.tks whole.tks' 'whole.tks part.tks' \
		    '<(cat part.tks whole.tks)'; do
			run -1 --separate-stderr bash -c \
			    "$t -o out.json $files" ||
			    run -1 --separate-stderr bash -c \
				"$t -o out.dbn $files"
			[[ $stderr == *interrupted* ]]
			assert_not_exist out.json
		done
	done
	run -1 tickcat -b -o both.tks part.tks whole.tks
	run -1 tickcat --count both.tks
	assert_line 100
}

@test "of an interrupted stream a text file is not put in place, bin is" {
	need python3
	interrupted part.tks
	echo before > out.json
	run -1 --separate-stderr tickcat -o out.json part.tks
	[[ $stderr == *"not written: the input was interrupted"* ]]
	[ "$(cat out.json)" = before ]
	run -1 tickwin -e 1s -t csv -o out.csv part.tks
	assert_not_exist out.csv
	run -1 tickcat -b -o out.tks part.tks
	assert_exist out.tks
	run -1 tickcat out.tks
}

@test "an input that is the output is refused" {
	trades 50 A B | tickcat -b > s.tks
	before=$(cksum < s.tks)
	run -1 bash -c 'timeout 10 tickcat -b s.tks >> s.tks'
	assert_output --partial "the output would overwrite this input"
	[ "$(cksum < s.tks)" = "$before" ]
	run -1 bash -c 'timeout 10 tickwin -e 1s < s.tks >> s.tks'
	assert_output --partial "the output would overwrite this input"
	# at its end there is nothing that could come back
	: > empty.json
	run -0 bash -c 'tickcat empty.json > empty.json'
}

@test "a closed standard input is an error, not an empty one" {
	for command in tickcat 'tickwin -e 1s' 'tickfeat -x trades' tickinject \
	    'tickscore -d high_volume' tickeval 'tickcat -t dbn'; do
		run -1 --separate-stderr bash -c "$command <&- >out"
		[[ $stderr == *"<stdin>"* ]]
	done
}

@test "an account that does not arrive is a failure" {
	trades 5 A > rows
	run -1 bash -c 'tickcat --stats rows 2>/dev/full >/dev/null'
	run -0 bash -c 'tickcat rows 2>/dev/full >/dev/null'
}

@test "a file without a name is a wrong command line, a folder is explained" {
	trades 5 A > rows
	run -2 tickcat -o '' rows
	mkdir days
	run -1 tickcat days
	assert_output --partial "days/*"
}

@test "def is a bigint of SQL" {
	trades 500 A B | tickwin -e 1s > bars
	tickfeat -F 'r=logret(close)' bars | grep -o '"def":"[0-9]*"' |
	    sort -u | tr -dc '0-9\n' > defs
	for i in 1s 2s 3s 5s 7s 11s 13s 17s; do
		trades 500 A B | tickwin -e $i | grep -o '"def":"[0-9]*"' |
		    sort -u | tr -dc '0-9\n' >> defs
	done
	[ "$(wc -l < defs)" -eq 9 ]
	awk '{ if (length($0) > 19 || ($0 "" > "9223372036854775807" "" &&
	    length($0) == 19)) exit 1 }' defs
}

@test "a limit that is none is not printed" {
	for t in "${TOOLS[@]}"; do
		run -0 "$t" --help-all
		refute_output --regexp '0000000000|[0-9]{11}|2147483647|inf\)'
		[ "$t" = ticksim ] || assert_line --regexp \
		    '--max-symbols N +dictionary limit \(1 or more\) \['
	done
	for d in $(ticktrain --list | awk '/^[a-z]/ { on = $1 == "detectors:" }
	    on && /^  / { print $1 }'); do
		run -0 ticktrain -d "$d" --help-all
		refute_output --regexp '0000000000|[0-9]{11}|2147483647'
	done
	# and holds nothing back
	trades 5 A B >rows
	run -0 tickcat --max-symbols 9000000000000000000 --count rows
	assert_output 5
	run -1 tickcat --max-symbols 1 --count rows
	assert_output --partial --max-symbols
}

# What a tool with --state reads, and its other options.
stateful() { # TOOL
	case $1 in
	tickcat) input=trades.json args=(--dedup) ;;
	tickwin) input=trades.json args=(-e 1s) ;;
	tickfeat) input=bars.json
		args=(-F 'r=logret(close), z=ewz(r,warm=9)') ;;
	tickscore) input=feat.json args=(-q -d ewz --features r --join 5m) ;;
	*) fail "$1 has --state: say here how it is run" ;;
	esac
}

@test "interrupted with --state, each tool goes on as if it had not been" {
	local t signal input args tool reader n status
	need jq
	ticksim --seed 9 -n 3000 -t json >trades.json
	tickwin -e 1s -o bars.json trades.json
	tickfeat -F 'r=logret(close)' -o feat.json bars.json
	for t in "${TOOLS[@]}"; do
		"$t" --help-all | grep -q '^ .*--state FILE' || continue
		stateful "$t"
		"$t" "${args[@]}" -t json "$input" >whole
		head -n $(($(wc -l <"$input") / 2)) "$input" >a
		for signal in TERM INT; do
			rm -f s part in out
			mkfifo in out
			cat out >part 3>&- &
			reader=$!
			env --default-signal=$signal "$t" "${args[@]}" -t json \
			    --state s --stats in >out 2>said 3>&- &
			tool=$!
			exec 9>in
			cat a >&9
			until_true test -s part # it is at work
			kill -s $signal "$tool"
			exec 9>&- # as what writes it would, having had it too
			status=0
			wait "$tool" || status=$?
			assert_equal "$status" "$((128 + $(kill -l $signal)))"
			wait "$reader"
			[ -s s ] || fail "$t, SIG$signal: no state: $(cat said)"
			# a pipe is read to its end
			n=$(tail -n 1 said | jq .in)
			tail -n +$((n + 1)) "$input" >b
			"$t" "${args[@]}" -t json --state s --final b >>part
			cmp whole part || fail "$t, SIG$signal"
		done
	done
}

@test "what a tool writes beside its output is no file that it reads" {
	local opt tool words
	ticksim -n 500 | tickwin -e 1m |
	    tickfeat -F 'r=logret(close)' -b -o in.tks
	cp in.tks keep
	for opt in --bad-to --state --state-to; do
		for tool in tickcat 'tickwin -e 1m' 'tickfeat -F r2=logret(r)' \
		    'tickscore -d ewz --features r'; do
			read -ra words <<< "$tool"
			run -2 "${words[@]}" "$opt" in.tks in.tks
			assert_output "${tool%% *}: $opt: in.tks is an input"
			run -2 "${words[@]}" "$opt" '' in.tks
			assert_output "${tool%% *}: $opt: empty file name"
		done
	done
	run -2 tickwin -e 1m --late-to ./in.tks in.tks
	assert_output 'tickwin: --late-to: ./in.tks is an input'
	run -2 tickscore -d ewz --features r \
	    --metrics in.tks in.tks
	assert_output 'tickscore: --metrics: in.tks is an input'
	# a model is read, too, and two options do not share a file
	ticksim -x minute --symbols 1 --days 1 |
	    tickfeat -F 'r=logret(close)' | ticktrain -q -d ewz -o m
	cp m kept.model
	for opt in --metrics --bad-to --state-to; do
		run -2 tickscore -m m --state st "$opt" m in.tks
		assert_output 'tickscore: --model: m is given twice'
	done
	run -2 tickscore -m m -o m in.tks
	assert_output 'tickscore: --model: m is the output, too'
	cmp m kept.model
	run -2 tickscore -m m --state st --metrics st in.tks
	assert_output 'tickscore: --metrics: st is given twice'
	run -2 tickwin -e 1m --state st --late-to st in.tks
	assert_output 'tickwin: --late-to: st is given twice'
	run -2 tickcat --state st --bad-to st in.tks
	assert_output 'tickcat: --state: st is given twice'
	run -2 ticktrain -d ewz -o '' in.tks
	assert_output 'ticktrain: --output: empty file name'
	run -2 ticktrain -d ewz -o in.tks in.tks
	assert_output 'ticktrain: --output: in.tks is an input'
	cmp in.tks keep
}

@test "the name of -o chooses encoding and compression, in every tool" {
	trades 50 A B > rows
	tickcat -o a.tks rows
	[ "$(head -c 4 a.tks | xxd -p)" = 89544b53 ]
	tickcat -o a.csv rows
	[[ $(head -n 1 a.csv) == *ts_event,* ]]
	tickcat -o a.dbn.zst a.tks
	[ "$(head -c 4 a.dbn.zst | xxd -p)" = 28b52ffd ]
	[ "$(tickcat --count a.dbn.zst)" = 50 ]
	tickcat -o a.ndjson.new a.tks
	run -0 diff a.ndjson.new <(tickcat rows)
	tickwin -e 1s -o bars.csv.zst.part a.tks
	[[ $(zstd -dc bars.csv.zst.part | head -n 1) == *ts_end,* ]]
	ticksim -n 5 -o sim.dbn
	[ "$(head -c 3 sim.dbn)" = DBN ]
	# an unknown ending says nothing, a report has no encoding
	tickcat -t csv --zstd 3 -o a.dat rows
	[ "$(head -c 4 a.dat | xxd -p)" = 28b52ffd ]
	run -0 tickcat --count -o n.csv rows
	[ "$(cat n.csv)" = 50 ]
	tickcat -t dbn-csv --map-symbols -o d.csv a.dbn.zst
}

@test "options that contradict the name of -o are a wrong command line" {
	trades 5 A > rows
	run -2 tickcat -t dbn -o x.csv rows
	assert_output --partial "the name means csv, --to means dbn"
	run -2 tickcat -b -o x.json.zst rows
	run -2 tickcat --zstd 3 -o x.csv rows
	run -2 tickwin -e 1s -t json -o x.tks rows
	run -2 ticksim -n 1 -b -o x.dbn.tmp
	assert_not_exist x.csv
	echo old > x.json
	run -1 tickcat --no-clobber -o x.json rows
	assert_output --partial "x.json: exists"
	[ "$(cat x.json)" = old ]
	run -0 tickcat --no-clobber -o y.json rows
}

@test "every CSV of ours begins with the kind and reads back to the same rows" {
	need jq
	ticksim -x lab --seed 3 --symbols 2 --days 1 -n 3000 -t json \
	    > trades.json
	ticksim -x lab --seed 3 --symbols 2 --days 1 -n 200 -k mbp-1 -t json \
	    > mbp-1.json
	tickwin -e 1m trades.json > bar.json
	tickfeat -x bars bar.json > feat.json
	tickscore -d z --window 5 feat.json > score.json
	# texts with commas, quotes and digits, and no symbol at all
	jq -nc '{kind: "quote", ts_event: "2024-01-02T00:00:00.000000000Z",
	    symbol: "A,\"B", bid_px_00: 1.5, ask_px_00: null, bid_sz_00: 2},
	    {kind: "quote", ts_event: "2024-01-02T00:00:01.000000000Z",
	    symbol: "600519", bid_px_00: -1, ask_px_00: 3, bid_sz_00: null},
	    {kind: "quote", ts_event: "2024-01-02T00:00:02.000000000Z",
	    symbol: null, bid_px_00: 1, ask_px_00: 3, bid_sz_00: 7}' |
	    tickcat > quote.json
	for kind in trades mbp-1 bar feat score quote; do
		for ts in iso ns; do
			tickcat -t csv --ts "$ts" "$kind.json" > "$kind.csv"
			[[ $(head -n 1 "$kind.csv") == kind,ts_event* ]]
			tickcat "$kind.csv" | cmp - "$kind.json"
		done
	done
	# the other tools read it, too
	tickfeat -x bars -t json bar.csv | cmp - feat.json
	tickeval score.csv > report || true
	grep -q '^rows ' report
}

@test "a CSV line with too few cells is refused with its place" {
	printf '%s\n' kind,ts_event,price trades,2024-01-02,1.5 \
	    trades,2024-01-02 > short.csv
	run -1 --separate-stderr tickcat short.csv
	[[ $stderr == "tickcat: short.csv:3: 2 cells, expected 3" ]]
	[ "$(wc -l <<< "$output")" -eq 1 ]
}

@test "on a terminal headings are bold, and a tool that waits says so" {
	need script
	TERM=xterm script -qec 'tickwin --help' /dev/null </dev/null >out
	grep -q "$(printf '\033\\[1mWindows:\033\\[0m')" out
	TERM=xterm NO_COLOR=1 script -qec 'tickwin --help' /dev/null \
	    </dev/null >out
	grep -q '^Windows:' out
	# ^D, so that the terminal's input ends
	printf '\004' | TERM=xterm script -qec tickcat /dev/null >out
	grep -q '^tickcat: note: reading standard input from the terminal' out
}

@test "a folder as operand is refused with what to give in its place" {
	mkdir folder
	for t in tickcat tickwin tickeval; do
		run -1 "$t" folder
		assert_output \
		    "$t: folder: is a directory: give its files, folder/*"
	done
}

@test "--verbose says how many rows were read and written" {
	ticksim --seed 1 -n 30 -o t.ndjson
	run -0 --separate-stderr tickcat -v -n 20 t.ndjson
	[[ $stderr == *'rows read, 20 written'* ]]
	run -0 --separate-stderr tickwin -v -e 1d t.ndjson
	[[ $stderr == *'30 rows read, '*' written'* ]]
	[ -z "$(tickcat -n 20 t.ndjson 2>&1 >/dev/null)" ]
}

@test "a missing time names the columns that are there" {
	printf 'symbol,price,size\nA,2,3\n' >no.csv
	run -1 tickcat no.csv
	assert_output --partial 'no time: '
	assert_output --partial 'there are symbol, price, size'
}

@test "ticktrain says that its input was empty" {
	: >none.ndjson
	run -1 --separate-stderr ticktrain --allow-empty -o m none.ndjson
	[ "$stderr" = 'ticktrain: no rows: the input is empty' ]
}

@test "progress is shown on a terminal, with -o too, and not with -q" {
	need script
	# paced, so that it takes long enough for progress to be due
	ticksim --seed 1 --symbols 2 --days 1 -o day.tks
	TERM=xterm script -qec 'tickcat --speed 15000 -o x.tks day.tks' \
	    /dev/null </dev/null >out
	grep -q 'MB/s' out
	TERM=xterm script -qec 'tickcat -q --speed 15000 -o x.tks day.tks' \
	    /dev/null </dev/null >out
	[ ! -s out ]
}

# ---- signals and pipes ----

# Run a pipeline in a process group of its own, and stop all of it by SIGTERM
# once its last tool has written.
stop_group() { # COMMAND
	setsid bash -c "$1" &
	local group=$!
	until_true test -s out
	kill -TERM -- "-$group"
	wait "$group" || true
}

@test "a signal to a whole pipeline leaves no row in its pipes" {
	ticksim --seed 1 -n 300000 -b > sim.tks
	# shellcheck disable=SC2016 # the inner bash expands it
	stop_group 'trap : TERM; tickcat --follow -b sim.tks 2> 1 |
	    tickcat -b 2> 2 | tickwin -e 1m -b --state state 2> 3 > out
	    echo "${PIPESTATUS[*]}" > ended'
	[ "$(cat ended)" = '143 143 143' ]
	[ ! -s 1 ] && [ ! -s 2 ] && [ ! -s 3 ]
	run -1 tickcat -b --count out # it has the mark
	# what the first stage did not read is all that is left to do
	tickcat out 2> /dev/null > bars || true
	: > nothing
	tickwin -q --allow-empty -t json -e 1m --state state --final nothing \
	    >> bars
	[ "$(jq -s 'map(.count) | add' bars)" -gt 0 ]
	tickwin -t json -e 1m sim.tks |
	    head -n "$(($(wc -l < bars) - 10))" > want
	[ "$(wc -l < want)" -gt 100 ]
	head -n "$(wc -l < want)" bars | cmp - want
}

@test "a pipe that is not closed within 2 s of a signal is a cut input" {
	ticksim --seed 1 -n 50000 -b > sim.tks
	mkfifo feed
	tickwin -e 1s -b --state state < feed > out 2> log 3>&- &
	local pid=$!
	exec 9> feed
	head -c -32 sim.tks >&9
	sleep 0.3
	kill -TERM $pid
	local status=0
	wait $pid || status=$?
	exec 9>&-
	[ "$status" -eq 143 ]
	grep -q 'the input did not end within 2 s of SIGTERM' log
	[ ! -e state ]
	run -1 --separate-stderr tickcat -b --count out
	[[ $stderr == *'truncated after '*'no end block'* ]]
}
