#!/usr/bin/env bats
#
# contract.bats - what holds for every tool: options, exits, pipes, damage.
#
# A property is one test over all tools.  What fails is noted with the tool's
# name and shown at the end, so one tool's fault does not hide another's.

load helper

# The inputs: trades, and what the tools before make of them.
setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	trades 6000 >trades.json
	LABELS=1 trades 6000 >marked.json
	# The first test says what is not there then.
	{
		tickcat -b trades.json >trades.tks
		tickwin -b -e 1s marked.json >bars.tks
		tickfeat -b -x bars bars.tks >feats.tks
		tickscore -b -d z feats.tks >scores.tks
		for f in bars feats scores; do
			tickcat "$f.tks" >"$f.json"
		done
	} || true
}

# Set args, a tool's sample arguments, and from, the input they are for.
sample() {
	case $1 in
	tickcat) args=() from=trades ;;
	tickwin) args=(-e 1s) from=trades ;;
	tickfeat) args=(-x bars) from=bars ;;
	ticktrain) args=(-d z -o "$PWD/model") from=feats ;;
	tickscore) args=(-d z) from=feats ;;
	tickeval) args=() from=scores ;;
	ticksim) args=(--seed 7 -n 20000) from= ;;
	tickinject) args=(--seed 7) from=trades ;;
	*) args=() from=; note "no sample command for $1" ;;
	esac
	input=${from:+$BATS_FILE_TMPDIR/$from}
}

reads_input() { # all but ticksim
	[ -n "$input" ]
}

passes_rows() { # a row in is a row out, in the input's encoding
	case $1 in
	tickcat|tickfeat|tickscore|tickinject) true ;;
	*) false ;;
	esac
}

has_option() { # TOOL NAME
	"$1" --opt-table | cut -f 2 | grep -qxe "$2"
}

# Run a tool on files; what it makes, be it a model, comes on stdout.  Not
# its provenance, which has the arguments as they were given.
make_output() {
	local tool=$1 status plain=()
	shift
	rm -f model
	! has_option "$tool" no-provenance || plain=(--no-provenance)
	"$tool" "${args[@]}" "${plain[@]}" "$@"
	status=$?
	[ ! -e model ] || cat model
	return $status
}

note() {
	echo "$*" >>"$BATS_TEST_TMPDIR/notes"
}

# expect STATUS COMMAND...: run with stdout to "out", stderr to "err".
# A status that is not the one wanted is noted, and so is what a failure must
# not do: anything but one line on stderr that begins with the tool's name.
expect() {
	local want=$1 got=0
	shift
	"$@" >out 2>err </dev/null || got=$?
	judge "$want" "$got" "$*"
}

judge() { # WANT GOT WHAT
	if [ "$2" != "$1" ]; then
		note "$3: exit status $2, want $1: $(head -c 300 err)"
		return
	fi
	case $1 in
	1|2)
		[ "$(wc -l <err) $(grep -c "^$tool: ." err)" = "1 1" ] ||
		    note "$3: expected one line \"$tool: ...\", got:" \
			"$(head -c 300 err)" ;;
	*) [ ! -s err ] || note "$3: on stderr: $(head -c 300 err)" ;;
	esac
}

# same WHAT A B: two files have the same bytes.
same() {
	cmp -s "$2" "$3" || note "$1: $(cmp "$2" "$3" 2>&1 | head -n 1)"
}

# Run a check for every tool, then fail if anything was noted.
every_tool() {
	local tool args from input
	for tool in "${TOOLS[@]}"; do
		if ! command -v "$tool" >/dev/null; then
			note "$tool: not built"
			continue
		fi
		sample "$tool"
		if [ -n "$input" ] &&
		    ! { [ -s "$input.tks" ] && [ -s "$input.json" ]; }; then
			note "$tool: no $from to read, see the first test"
			continue
		fi
		"$@" || note "$tool: $1 ended with status $?"
	done
	[ ! -s notes ] || fail "$(cat notes)"
}

# "letter<TAB>name<TAB>arg..." with what is empty as "-"
options_of() {
	"$1" --opt-table | awk -F '\t' '{
		print ($1 == "" ? "-" : $1), $2, ($3 == "" ? "-" : "ARG") }'
}

@test "the tools before make what the tools behind them read" {
	local f
	for f in trades bars feats scores; do
		assert_file_not_empty "$BATS_FILE_TMPDIR/$f.tks"
		assert_file_not_empty "$BATS_FILE_TMPDIR/$f.json"
	done
}

help_names_all() {
	local letter name arg
	expect 0 "$tool" --help-all
	[ "$(expand out | awk 'length > 80' | wc -l)" -eq 0 ] ||
	    note "$tool --help-all: lines over 80 columns"
	while read -r letter name arg; do
		grep -qE -e "^ +(-$letter, )?--$name( |\$)" out ||
		    note "$tool --help-all: does not name --$name"
	done < <(options_of "$tool")
	expect 0 "$tool" --help
	[ "$(wc -l <out)" -le 60 ] || note "$tool --help: over 60 lines"
	[ "$(sed -n '/^Examples:/,/^$/p' out | grep -c '^  ')" -ge 3 ] ||
	    note "$tool --help: fewer than three examples"
	grep -q '^  -o, --output \|^      --list ' out ||
	    note "$tool --help: lacks common options"
	! grep -q "$(printf '\033')" out || note "$tool --help: bold in a file"
	mv out help
	expect 0 "$tool" -h
	same "$tool -h and --help" out help
}

@test "--help-all names every option, --help fits into 60 lines" {
	every_tool help_names_all
}

version_says() {
	expect 0 "$tool" --version
	head -n 1 out | grep -qE "^$tool .*$(make_variable VERSION)\$" ||
	    note "$tool --version: $(head -n 1 out)"
	mv out version
	expect 0 "$tool" -V
	same "$tool -V and --version" out version
}

@test "--version exits 0 and gives name and version" {
	every_tool version_says
}

unknown_options() {
	local opt
	for opt in --no-such-option --no-such=1 -% --; do
		[ "$opt" != -- ] || opt=---
		expect 2 "$tool" "$opt"
		[ ! -s out ] || note "$tool $opt: wrote to stdout"
	done
}

@test "an unknown option exits 2 with one line on stderr" {
	every_tool unknown_options
}

short_names() {
	local letter name arg short
	while read -r letter name arg; do
		for short in "${name%?}" "${name:0:(${#name} + 1) / 2}"; do
			[ -n "$short" ] || continue
			! has_option "$tool" "$short" || continue
			if [ "$arg" = ARG ]; then
				expect 2 "$tool" "--$short" 1
				expect 2 "$tool" "--$short=1"
			else
				expect 2 "$tool" "--$short"
			fi
		done
	done < <(options_of "$tool")
}

@test "an abbreviated long option is refused" {
	every_tool short_names
}

missing_arguments() {
	local letter name arg
	while read -r letter name arg; do
		if [ "$arg" = ARG ]; then
			expect 2 "$tool" "--$name"
			[ "$letter" = - ] || expect 2 "$tool" "-$letter"
		else
			expect 2 "$tool" "--$name=x"
		fi
	done < <(options_of "$tool")
}

@test "an option without its argument, or with one too many, exits 2" {
	every_tool missing_arguments
}

bad_values() {
	local opt
	for opt in to=nonsense zstd=x zstd=-1 zstd=99 max-bad=1x ts=; do
		has_option "$tool" "${opt%%=*}" || continue
		expect 2 "$tool" "--$opt"
	done
}

@test "a value that cannot be is refused by the command line alone" {
	every_tool bad_values
}

to_full() {
	local got=0
	"$@" >/dev/full 2>err </dev/null || got=$?
	judge 1 "$got" "$* >/dev/full"
	# the output's fault alone, whatever is being read
	grep -q "^$tool: <stdout>: write error: " err ||
	    note "$* >/dev/full: $(cat err)"
}

full_disk() {
	to_full "$tool" --help
	to_full "$tool" --version
	if [ "$tool" = ticktrain ]; then
		expect 1 "$tool" -d z -o /dev/full "$input.json"
		return
	fi
	to_full "$tool" "${args[@]}" ${input:+"$input.json"}
	! has_option "$tool" bin ||
	    to_full "$tool" -b "${args[@]}" ${input:+"$input.tks"}
	! has_option "$tool" output ||
	    expect 1 "$tool" "${args[@]}" -o /dev/full ${input:+"$input.json"}
}

@test "a full disk is a message and exit 1" {
	every_tool full_disk
}

to_closed() {
	local got=0
	"$@" 2>err </dev/null >&- || got=$?
	judge 1 "$got" "$* >&-"
}

closed_stdout() {
	to_closed "$tool" --help
	[ "$tool" != ticktrain ] || return 0
	to_closed "$tool" "${args[@]}" ${input:+"$input.json"}
	! has_option "$tool" bin ||
	    to_closed "$tool" -b "${args[@]}" ${input:+"$input.tks"}
}

@test "a closed stdout is a message and exit 1" {
	every_tool closed_stdout
}

# The reader is gone before the tool begins: no race with what a pipe holds.
to_nobody() { # HOW WANT COMMAND...
	local how=$1 want=$2
	shift 2
	mkfifo pipe
	# shellcheck disable=SC2094 # opened both ways, then one is closed
	{
		exec 8<>pipe 9>pipe 8>&-
		env "--$how-signal=PIPE" "$@" 2>err >&9 9>&- </dev/null
		echo $? >ended
		exec 9>&-
	}
	rm pipe
	judge "$want" "$(cat ended)" "$* (SIGPIPE $how)"
}

closed_pipe() {
	[ "$tool" != ticktrain ] || return 0
	to_nobody "$1" "$2" "$tool" "${args[@]}" ${input:+"$input.json"}
	! has_option "$tool" bin || to_nobody "$1" "$2" \
	    "$tool" -b "${args[@]}" ${input:+"$input.tks"}
}

@test "a closed pipe ends a tool quietly, by SIGPIPE" {
	every_tool closed_pipe default 141
}

@test "a closed pipe with SIGPIPE ignored is a message and exit 1" {
	every_tool closed_pipe ignore 1
}

# Damaged input on stdin: exit 1, and no model or output file is left.
refuses() { # FILE WHAT
	local got=0
	rm -f model file
	"$tool" "${args[@]}" - <"$1" >out 2>err || got=$?
	judge 1 "$got" "$tool ${args[*]} - <$2"
	[ ! -e model ] || note "$tool: left a model of $2"
	[ "$tool" != ticktrain ] && has_option "$tool" output || return 0
	echo before >file
	got=0
	"$tool" "${args[@]}" -o file "$1" >out 2>err || got=$?
	judge 1 "$got" "$tool ${args[*]} -o file $2"
	grep -qx before file || note "$tool: overwrote a file from $2"
	[ "$(find . -name 'file*' | wc -l)" -eq 1 ] ||
	    note "$tool: left a file beside the output from $2"
}

cut_binary() {
	local size at
	reads_input || return 0
	size=$(stat -c %s "$input.tks")
	for at in 3 31 33 200 $((size / 3)) $((size / 2)) $((size - 200)) \
	    $((size - 33)) $((size - 32)) $((size - 31)) $((size - 1)); do
		head -c "$at" "$input.tks" >cut.tks
		refuses cut.tks "$from.tks cut at $at of $size"
	done
}

@test "a binary stream that was cut is refused, wherever it was" {
	every_tool cut_binary
}

changed_binary() {
	local size at
	reads_input || return 0
	size=$(stat -c %s "$input.tks")
	for at in 40 $((size / 2)) $((size - 20)); do
		cp "$input.tks" changed.tks
		printf '\252\125' | dd of=changed.tks bs=1 seek="$at" \
		    conv=notrunc status=none
		refuses changed.tks "$from.tks changed at $at of $size"
	done
}

@test "a binary stream with other bytes than were written is refused" {
	every_tool changed_binary
}

cut_zstd() {
	local size at
	reads_input || return 0
	for f in tks json; do
		zstd -q -c "$input.$f" >whole.zst
		size=$(stat -c %s whole.zst)
		for at in 6 $((size / 2)) $((size - 1)); do
			head -c "$at" whole.zst >cut.zst
			refuses cut.zst "$from.$f.zst cut at $at of $size"
		done
	done
}

@test "a compressed stream that was cut is refused" {
	need zstd
	every_tool cut_zstd
}

cut_line() {
	reads_input || return 0
	head -n 100 "$input.json" | head -c -10 >cut.json
	refuses cut.json "$from.json cut inside a line"
	sed '50s/":/":x/' "$input.json" >bad.json
	refuses bad.json "$from.json with a bad line"
}

@test "a JSON line that was cut or is none is refused" {
	every_tool cut_line
}

@test "every whole row before the damage is delivered" {
	local f=$BATS_FILE_TMPDIR/trades
	tickcat "$f.json" >whole
	head -c -10 "$f.json" >cut.json
	run -1 --separate-stderr tickcat cut.json
	head -n 5999 whole | cmp - <(echo "$output")
	head -c -40 "$f.tks" >cut.tks
	tickcat -t json cut.tks >out 2>err || [ $? -eq 1 ]
	[ "$(wc -l <out)" -gt 1000 ]
	head -n "$(wc -l <out)" whole | cmp - out
}

nothing_in() {
	reads_input || return 0
	: >empty
	if [ "$tool" = ticktrain ]; then
		expect 1 "$tool" "${args[@]}" --allow-empty empty
		[ ! -e model ] || note "$tool: a model of nothing"
		return
	fi
	"$tool" "${args[@]}" empty >/dev/null 2>err ||
	    note "$tool empty: status $?"
	[ "$(cat err)" = "$tool: note: empty: empty" ] ||
	    note "$tool empty: $(cat err)"
	expect 0 "$tool" "${args[@]}" --allow-empty empty
	if [ "$tool" = tickeval ]; then
		# A report is its answer; it says that there was nothing.
		grep -qE '^rows +0:' out || note "$tool empty: $(head out)"
		return
	fi
	[ ! -s out ] || note "$tool empty: wrote $(head -c 100 out)"
	expect 0 "$tool" "${args[@]}"
	[ ! -s out ] || note "$tool </dev/null: wrote $(head -c 100 out)"
}

@test "empty input is no error and makes empty output" {
	every_tool nothing_in
}

from_stdin() {
	local f
	reads_input || return 0
	for f in json tks; do
		make_output "$tool" "$input.$f" >named 2>err ||
		    note "$tool $from.$f: $(cat err)"
		[ -s named ] || note "$tool $from.$f: no output"
		make_output "$tool" - <"$input.$f" >dash
		same "$tool - and $tool $from.$f" dash named
		make_output "$tool" <"$input.$f" >bare
		same "$tool and $tool $from.$f" bare named
		head -c 1G "$input.$f" | make_output "$tool" >piped
		same "cat $from.$f | $tool" piped named
		make_output "$tool" -- "$input.$f" >behind
		same "$tool -- $from.$f" behind named
	done
}

@test "stdin, - and a file's name give the same" {
	every_tool from_stdin
}

no_such_file() {
	reads_input || return 0
	expect 1 "$tool" "${args[@]}" no/such.file
	grep -q 'no/such\.file' err || note "$tool: which file? $(cat err)"
	expect 1 "$tool" "${args[@]}" "$input.json" no/such.file
	expect 1 "$tool" "${args[@]}" .
	[ ! -e model ] || note "$tool: left a model"
}

@test "a missing file and a folder are exit 1" {
	every_tool no_such_file
}

# The same bytes with an environment set before: env ARGS...
same_with() {
	local f
	for f in json tks; do
		make_output "$tool" ${input:+"$input.$f"} >plain 2>err ||
		    note "$tool: $(cat err)"
		(
			export "${@?}"
			make_output "$tool" ${input:+"$input.$f"}
		) >other 2>err || note "$* $tool: $(cat err)"
		same "$* $tool $from.$f" other plain
	done
}

@test "a foreign locale changes nothing" {
	german
	every_tool same_with LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8
}

@test "POSIXLY_CORRECT and TZ change nothing" {
	every_tool same_with POSIXLY_CORRECT=1 TZ=Asia/Kathmandu COLUMNS=20
}

options_last() {
	reads_input || return 0
	make_output "$tool" "$input.json" >plain
	rm -f model
	POSIXLY_CORRECT=1 "$tool" "$input.json" "${args[@]}" >other 2>err ||
	    note "$tool $from.json ${args[*]}: $(cat err)"
	[ ! -e model ] || cat model >>other
	same "$tool FILE ${args[*]}" other plain
}

@test "options may stand behind the files, POSIXLY_CORRECT or not" {
	every_tool options_last
}

run_twice() {
	make_output "$tool" ${input:+"$input.json"} >first
	make_output "$tool" ${input:+"$input.json"} >second
	same "$tool twice" first second
}

@test "two runs give the same bytes" {
	every_tool run_twice
}

file_output() {
	has_option "$tool" output && [ "$tool" != ticktrain ] || return 0
	"$tool" "${args[@]}" ${input:+"$input.json"} >plain
	expect 0 "$tool" "${args[@]}" -o file ${input:+"$input.json"}
	[ ! -s out ] || note "$tool -o file: wrote to stdout"
	same "$tool -o file" file plain
	rm -f file
	expect 1 "$tool" "${args[@]}" -o no/such/file ${input:+"$input.json"}
	[ "$(find . -name '*file*' | wc -l)" -eq 0 ] ||
	    note "$tool: left $(find . -name '*file*')"
}

@test "-o writes a file, whole" {
	every_tool file_output
}

lines_or_gone() { # FILE N PID
	[ "$(wc -l <"$1")" -ge "$2" ] || ! kill -0 "$3" 2>/dev/null
}

# Feed a tool that keeps waiting for more, then end it by a signal, and end
# the feed as what writes it would, having had the signal too: with LAST, the
# end of a binary stream.  The status goes to "ended", the output to "out".
interrupt() { # SIGNAL ROWS COMMAND...
	local signal=$1 rows=$2 pid reader
	shift 2
	mkfifo feed drain
	# A pipe behind it too: to a file only full buffers are written.
	cat <drain >out 3>&- &
	reader=$!
	env --default-signal="$signal" "$@" <feed >drain 2>err 3>&- &
	pid=$!
	exec 9>feed
	cat "$input.$f" >&9
	if [ "$rows" -gt 0 ]; then
		until_true lines_or_gone out "$rows" "$pid" || true
	else
		until_true catches_term "$pid"
		sleep 0.3 # so that it has read some of it
	fi
	kill -s "$signal" "$pid"
	[ -z "${last:-}" ] || cat "$last" >&9
	exec 9>&-
	wait "$pid"
	echo $? >ended
	wait "$reader"
	rm feed drain
}

signalled() {
	local f=json rows=0
	reads_input || return 0
	! passes_rows "$tool" || rows=$(wc -l <"$input.json")
	"$tool" "${args[@]}" "$input.json" >whole
	rm -f model
	interrupt TERM "$rows" "$tool" "${args[@]}"
	# a model cannot say that it was cut: one line says why there is none
	if [ "$tool" = ticktrain ]; then
		grep -qx "ticktrain: .* interrupted: no model is written" err ||
		    note "$tool, SIGTERM: $(cat err)"
		: >err
	fi
	judge 143 "$(cat ended)" "$tool, SIGTERM"
	[ "$rows" -eq 0 ] || same "$tool, rows before SIGTERM" out whole
	[ ! -e model ] || note "$tool: left a model at SIGTERM"
}

@test "SIGTERM: what was read is handed on, then the tool dies of it" {
	every_tool signalled
}

# -o FILE truncated: only a binary stream says so by itself.
signalled_file() { # FORMAT FILE
	local f=json signal=TERM
	sample "$tool"
	echo before >"$2"
	interrupt $signal 0 "$tool" "${args[@]}" -t "$1" -o "$2"
	[ "$(cat ended)" = 143 ] || note "$tool -t $1 -o: $(cat ended)"
	if [ "$1" = bin ]; then
		[ "$(tks_end "$2")" = interrupted ] ||
		    note "$tool -o $2: $(tks_end "$2")"
		return
	fi
	[ "$(cat "$2")" = before ] || note "$tool -t $1 -o $2: put in place"
	if [ "$(wc -l <err)" -ne 1 ] ||
	    ! grep -q "^$tool: $2: not written: SIG$signal arrived" err; then
		note "$tool -t $1 -o $2: $(cat err)"
	fi
	[ "$(find . -name "$2.*" | wc -l)" -eq 0 ] ||
	    note "$tool: left $(find . -name "$2.*")"
}

signalled_files() {
	[ "$tool" != ticktrain ] && reads_input || return 0
	signalled_file json file.json
	! has_option "$tool" bin || signalled_file bin file.tks
	[ "$tool" = tickcat ] || return 0
	signalled_file csv file.csv
	signalled_file dbn file.dbn
}

@test "SIGTERM: a file that could not say so is not put in place" {
	every_tool signalled_files
	for to in json dbn; do
		ticksim --seed 1 -n 4000000000 -t $to -o file.sim 2>err &
		pid=$!
		until_true eval 'compgen -G "file.sim.*" >/dev/null'
		kill $pid
		status=0
		wait $pid || status=$?
		[ "$status" -eq 143 ]
		grep -q "^ticksim: file.sim: not written: SIGTERM" err
		[ "$(compgen -G "file.sim*" | wc -l)" -eq 0 ]
	done
}

no_such_time() {
	reads_input && has_option "$tool" time || return 0
	expect 2 "$tool" "${args[@]}" --time price "$input.json"
	expect 1 "$tool" "${args[@]}" --time nosuch "$input.json"
	grep -q "^$tool: --time: \"nosuch\": no row has" err ||
	    note "$tool --time nosuch: $(cat err)"
	[ ! -e model ] || note "$tool --time nosuch: made a model"
	expect 1 "$tool" "${args[@]}" --time nosuch "$input.tks"
	sed 's/}$/,"mine":"2024-07-01"}/' "$input.json" >mine.json
	expect 1 "$tool" "${args[@]}" --time mine mine.json
	grep -q ": --time: mine: not a time: rows of .* have it as sym" err ||
	    note "$tool --time mine: $(cat err)"
	expect 0 "$tool" "${args[@]}" --time mine --field mine:ts mine.json
	expect 0 "$tool" "${args[@]}" --time ts_event "$input.tks"
	rm -f model
}

@test "a field of --time that is none, or no time, is an error" {
	every_tool no_such_time
	ticksim --seed 1 -n 100 -t dbn >day.dbn
	tool=tickcat
	expect 1 tickcat --time nosuch -t dbn day.dbn
	expect 0 tickcat --time ts_recv -t dbn day.dbn
	: >none
	expect 0 tickcat --allow-empty --time nosuch none
	[ ! -s notes ] || fail "$(cat notes)"
}

signalled_binary() {
	local f=tks signal last
	reads_input && has_option "$tool" bin || return 0
	# Without its end block, as from a tool that still writes.
	head -c -32 "$input.tks" >open.tks
	tail -c 32 "$input.tks" >last
	input=$PWD/open last=$PWD/last
	for signal in TERM INT; do
		interrupt "$signal" 0 "$tool" -b "${args[@]}"
		judge $((128 + $(kill -l "$signal"))) "$(cat ended)" \
		    "$tool -b, SIG$signal"
		[ "$(tks_end out)" = interrupted ] ||
		    note "$tool -b, SIG$signal: $(tks_end out)"
	done
	# Whoever reads it passes the mark on.
	mv out paused.tks
	tool=tickcat expect 1 tickcat -b paused.tks
	[ "$(tks_end out)" = interrupted ] ||
	    note "$tool | tickcat: $(tks_end out)"
}

@test "SIGTERM and SIGINT: a binary stream's end says interrupted" {
	every_tool signalled_binary
}

pauses() {
	reads_input && has_option "$tool" bin || return 0
	local f=tks last
	head -c -32 "$input.tks" >open.tks
	tail -c 32 "$input.tks" >last
	input=$PWD/open last=$PWD/last
	interrupt TERM 0 tickcat -b
	mv out paused.tks
	sample "$tool"
	expect 1 "$tool" -b "${args[@]}" paused.tks
	[ "$(tks_end out)" = interrupted ] ||
	    note "$tool -b paused.tks: $(tks_end out)"
}

@test "an interrupted input is an error, and the mark is passed on" {
	every_tool pauses
}

clean_end() {
	has_option "$tool" bin || return 0
	expect 0 "$tool" -b "${args[@]}" ${input:+"$input.json"}
	[ "$(tks_end out)" = end ] || note "$tool -b: $(tks_end out)"
}

@test "a binary stream ends with its end block" {
	every_tool clean_end
}

@test "tables of addresses are read-only in every tool, libc checks sizes" {
	need readelf
	for t in "${TOOLS[@]}"; do
		readelf -hW "$(command -v "$t")" | grep -q DYN
		readelf -lW "$(command -v "$t")" | grep -q GNU_RELRO
		readelf -dW "$(command -v "$t")" | grep -q BIND_NOW
		readelf -W --dyn-syms "$(command -v "$t")" > symbols
		# the sanitizers check in place of libc
		grep -q '__asan_init' symbols || grep -q 'printf_chk' symbols
	done
}
