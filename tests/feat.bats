#!/usr/bin/env bats
#
# feat.bats - tickfeat: pieces with a state, late rows, pairs, presets.

load helper

ALL='r=logret(close), z(r,20), m=max(close,50), v=rz(volume,15), f=tod(r),
    c=corr(r,at(SYM001,r)), k=run, e=ewreg(r,lag(r),days=0.1,from=1)'

setup_file() {
	cd "$BATS_FILE_TMPDIR" || exit
	ticksim --seed 3 --symbols 4 --days 2 -n 40000 -k ohlcv-1m \
	    -t json >bars.json 2>/dev/null ||
	    ticksim --seed 3 --symbols 4 --days 2 -n 40000 -t json |
	    tickwin -e 1m >bars.json
	tickcat -b bars.json >bars.tks
}

setup() {
	cd "$BATS_TEST_TMPDIR" || exit
	ln -s "$BATS_FILE_TMPDIR"/bars.* .
}

# Bars in n pieces with a state; the options of tickfeat.
pieces() {
	local n=$1 p
	shift
	rm -f state piece.*
	split -n "l/$n" bars.json piece.
	: >piece.zz # an empty one, too
	for p in piece.*; do
		tickfeat --state state "$@" "$p" || return
	done
	tickfeat --state state --final "$@" piece.zz
}

@test "pieces with --state are the whole, printed as text" {
	tickfeat -F "$ALL" bars.json >whole
	pieces 5 -F "$ALL" >parts
	cmp whole parts
	tickfeat -x default bars.json >whole
	pieces 3 -x default >parts
	cmp whole parts
	tickfeat -F "$ALL" --lateness 3m bars.json >whole
	pieces 4 -F "$ALL" --lateness 3m >parts
	cmp whole parts
}

@test "pieces in binary are the whole" {
	tickfeat -F "$ALL" -t json bars.tks >whole
	head -n 3000 bars.json | tickcat -b - >a.tks
	tail -n +3001 bars.json | tickcat -b - >b.tks
	tickfeat --state s -F "$ALL" a.tks >a.out
	tickfeat --state s --final -F "$ALL" b.tks >b.out
	tickcat -t json a.out b.out | cmp - whole
}

@test "--state-to leaves the old state, so a piece can be repeated" {
	head -n 2000 bars.json >a
	tail -n +2001 bars.json | head -n 2000 >b
	tickfeat --state s -F "$ALL" a >/dev/null
	cp s before
	tickfeat --state s --state-to s.new -F "$ALL" b >once
	cmp s before
	tickfeat --state s --state-to s.two -F "$ALL" b >twice
	cmp once twice
	cmp s.new s.two
}

@test "no state is written when the output did not arrive" {
	[ -e /dev/full ] || skip "no /dev/full"
	run tickfeat --state s -x price bars.json -o /dev/full
	assert_failure
	[ ! -e s ]
	tickfeat --state s -x price bars.json >/dev/null
	cp s before
	run bash -c 'tickfeat --state s -x price bars.json >/dev/full'
	assert_failure 1
	cmp s before
}

@test "a state of other columns, options or rows is refused" {
	head -n 500 bars.json >a
	tickfeat --state s -F 'r=logret(close)' a >/dev/null
	run tickfeat --state s -F 'r=logret(open)' a
	assert_failure 1
	assert_output --partial 's: state was saved with other options: feat r='
	assert_output --partial 'this run has feat r=logret(open)'
	run tickfeat --state s -F 'r=logret(close)' --lateness 1m a
	assert_failure 1
	assert_output --partial '--lateness 60000000000ns'
	jq -c '. + {def: "77"}' a >other
	run tickfeat --state s -F 'r=logret(close)' other
	assert_failure 1
	assert_output --partial 'another def'
}

@test "a state of other columns is refused with what differs, far in" {
	local i text=a=close,b=open
	for i in 1 2 3 4 5 6 7 8 9; do
		text+=",name$i=ewz(log(volume),hl=$i)"
	done
	tickfeat -F "$text,u=z(close,20),c=low" --state s bars.json >/dev/null
	run -1 tickfeat -F "$text,u=z(close,21),c=low" --state s bars.json
	assert_output --regexp \
	    'options: \.\.\..*n=20,.*; this run has \.\.\..*n=21,'
}

@test "a damaged state is refused, cut or flipped anywhere" {
	F='r=logret(close), z(r,5), at(SYM001,r)'
	head -n 300 bars.json >a
	tickfeat --state s -F "$F" a >/dev/null
	size=$(stat -c %s s)
	for ((i = 0; i < 60; i++)); do
		at=$((i * size / 60))
		head -c "$at" s >short
		run tickfeat --state short -F "$F" a
		assert_failure 1
		cp s flip
		byte=$(od -An -tu1 -j "$at" -N 1 s)
		printf '%b' "\\x$(printf %02x $((byte ^ 64)))" |
		    dd of=flip bs=1 seek="$at" conv=notrunc status=none
		run tickfeat --state flip -F "$F" a
		assert_failure 1
		assert_output --partial 'tickfeat: flip: '
	done
}

@test "--final without a state, and with one to write, are usage errors" {
	run tickfeat --final -x price bars.json
	assert_failure 2
	run tickfeat --state s --state-to t --final -x price bars.json
	assert_failure 2
}

@test "a signal is a pause when there is a state" {
	head -n 2000 bars.json >a
	tail -n +2001 bars.json >b
	mkfifo pipe out
	cat out >part 3>&- & # to a file only full buffers would go
	reader=$!
	tickfeat --state s -F "$ALL" pipe >out 3>&- &
	tool=$!
	exec 5>pipe
	cat a >&5
	until_true lines_reach 1990 part # all but those that wait
	kill -TERM "$tool"
	exec 5>&-
	wait "$tool" || true
	wait "$reader"
	[ -s s ]
	tickfeat --state s --final -F "$ALL" b >>part
	tickfeat -F "$ALL" bars.json | cmp - part
}

@test "late rows are dropped and counted, or put in order" {
	tickfeat -F 'r=logret(close)' bars.json >whole
	awk '{ if (NR % 50 == 7) held = $0; else print
	    if (NR % 50 == 40) { print held; held = "" } }
	    END { if (held != "") print held }' bars.json >late
	run --separate-stderr tickfeat --stats -F 'r=logret(close)' late
	assert_success
	n=$(wc -l <late)
	[ "$n" -eq "$(wc -l <bars.json)" ]
	# shellcheck disable=SC2154 # run sets it
	late=$(jq .dropped.late <<<"${stderr_lines[-1]}")
	[ "$late" -gt 50 ]
	[ "${#lines[@]}" -eq $((n - late)) ]
	tickfeat -F 'r=logret(close)' --lateness 1d late | sort >ordered
	sort whole | cmp - ordered
}

@test "a shard with the other symbol's rows gives the whole's values" {
	F='r=logret(close), e=resid(r,at(SYM001,r)), c=corr(r,at(SYM001,r))'
	tickfeat -F "$F" bars.json | grep SYM003 >whole
	grep -E 'SYM00[13]' bars.json | tickfeat -F "$F" | grep SYM003 >shard
	cmp whole shard
	grep -q '"e":[0-9-]' whole
}

@test "bars of --watermark symbol are refused before columns of two symbols" {
	local columns='r=logret(close),c=corr(r,at(ES,r),20)'
	trades 3000 ES NQ CL > t.ndjson
	tickwin -b -e 20s --watermark symbol t.ndjson > apart.tks
	run -1 tickfeat -F "$columns" apart.tks
	assert_output --partial 'in no common order of time'
	tickfeat -q -F 'r=logret(close)' apart.tks > /dev/null
	tickcat --sort apart.tks | tickfeat -q -F "$columns" -t csv |
	    sort > got
	tickwin -b -e 20s t.ndjson | tickfeat -q -F "$columns" -t csv |
	    sort | cmp - got
	[ "$(wc -l < got)" -gt 100 ]
}

@test "field() is a field of the row that has a function's name" {
	jq -c '.ofi = .volume' bars.json > ofi.json
	tickfeat -F 'a=z(field(ofi),5),b=z(volume,5)' ofi.json > got
	[ "$(jq -c 'select(.a != null and .a == .b)' got | wc -l)" -gt 10 ]
	# The text of the columns reads back to the same columns.
	tickfeat -b -F 'a=z( field( ofi ), 5)' ofi.json > one.tks
	grep -a -o 'feat a=z(field(ofi),[^"]*' one.tks | sed 's/^feat //' \
	    > text
	[ -s text ]
	tickfeat -b -F "$(cat text)" ofi.json | tickcat -t json > again
	tickcat -t json one.tks | cmp - again
	# So is the bare name, in rows that the function cannot be computed of.
	tickfeat -F 'a=z(field(ofi),5),b=field(ofi)+1' ofi.json > want
	tickfeat -F 'a=z(ofi,5),b=ofi+1' ofi.json | cmp - want
	run -1 tickfeat -F 'a=z(ofi,5)' bars.json
	assert_output --partial 'no field bid'
	run -1 tickfeat -F 'a=ofi(bid),b=ofi' ofi.json
	assert_output --partial 'no field bid'
	run -2 tickfeat -F 'a=field(1)' ofi.json
	assert_output --partial 'the name of a field'
}

@test "a bare name is a function of quotes and a field of bars" {
	local all='r=logret(close), z(r,240), rz(volume,60),
	    tod(r,zone=America/New_York), lm(r), corr(r,at(SYM000,r),120),
	    resid(r,at(SYM001,r),120), ofi'
	ticksim --seed 3 --symbols 2 --days 1 -n 20000 -k quote -b > q.tks
	ticksim --seed 3 --symbols 2 --days 1 -n 20000 -b > t.tks
	tickcat -b --merge q.tks t.tks | tickwin -e 10s --price trade \
	    -a ohlc,volume,ofi > win.json -t json
	tickfeat -F "$all" win.json > got
	tickfeat -F "${all/%ofi/ofi=field(ofi)}" win.json | cmp - got
	[ "$(jq -r .ofi got | sort -u | wc -l)" -gt 50 ]
	# In pieces, and of quotes as before.
	mv win.json new; rm bars.json; mv new bars.json
	pieces 5 -F "$all" | cmp - got
	tickfeat -F ofi q.tks | tickcat -t json - > bare
	tickfeat -F 'ofi=ofi()' q.tks | tickcat -t json - | cmp - bare
	[ "$(jq -r .ofi bare | sort -u | wc -l)" -gt 50 ]
}

@test "a symbol of at() that never comes is noted" {
	run --separate-stderr tickfeat -F 'x=at(SYM001,close)' bars.json
	assert_success
	[ -z "$stderr" ]
	run --separate-stderr tickfeat -F 'x=at(SYM001,close),y=at(NO,close)' \
	    bars.json
	assert_success
	[[ $stderr == *'note: no row of NO: at(NO, ...) has no value' ]]
}

@test "text columns that no kind defines go from rows to the alarm" {
	jq -c '.ts_event as $t | {ts: .ts_event, symbol, price: .close,
	    size: .volume, trader: "T\(input_line_number % 5)",
	    desk: "D\(input_line_number % 3)"}' bars.json >orders
	for b in '' -b; do
		# shellcheck disable=SC2086 # none, or an option
		tickcat --keep-unknown $b orders | tickwin -e 1m |
		    tickfeat -x bars | tickscore -q -d ewz --join 10m \
		    -t json >out
		jq -r 'select(.kind == "score") | .trader + .desk' out |
		    grep -cx 'T[0-4]D[0-2]' >n
		[ "$(cat n)" -gt 10 ]
		[ "$(cat n)" -eq "$(grep -c '"kind":"score"' out)" ]
		jq -e -s 'map(select(.kind == "alarm")) | length > 10 and
		    all(.trader != null and .desk != null)' out
	done
	# The last of a window, as tickwin has it, whatever the columns.
	tickcat --keep-unknown orders | tickwin -e 1m >win
	tickfeat -F 'r=logret(close)' win | jq -c '[.symbol, .ts_end, .trader,
	    .desk]' | cmp - <(jq -c '[.symbol, .ts_end, .trader, .desk]' win)
	# A piece that begins with a row without a text.
	jq -c 'if input_line_number % 7 > 3 then .trader = null else . end' \
	    win >bars.new
	rm bars.json
	mv bars.new bars.json
	tickfeat -F 'r=logret(close)' bars.json >want
	for n in 300 301 302 303 304 305 306; do
		rm -f s
		head -n $n bars.json |
		    tickfeat -F 'r=logret(close)' --state s >got
		tail -n +$((n + 1)) bars.json |
		    tickfeat -F 'r=logret(close)' --state s --final >>got
		cmp got want
	done
	# A computed column of that name replaces it.
	run jq -s 'all(.desk | type == "number") and all(.trader | type ==
	    "string")' <(tickfeat -F 'desk=close' win)
	assert_output true
}

@test "errors of a preset speak of the preset" {
	jq -c 'del(.volume)' bars.json | head -n 5 >no_volume
	run tickfeat -x default no_volume
	assert_failure 1
	assert_output --partial 'preset default needs volume'
	assert_output --partial 'use -x price'
	run tickfeat -x price --session 9-16 bars.json
	assert_failure 2
	assert_output --partial '09:30-16:00'
	run tickfeat -x price --tz Mars/Olympus bars.json
	assert_failure 2
	run tickfeat -x bars --tz UTC bars.json
	assert_failure 2
	run tickfeat -F 'r=close' --tz UTC bars.json
	assert_failure 2
	tickfeat -x price --session 09:30-16:00 --tz America/New_York \
	    bars.json >/dev/null
}

@test "prices that are not positive are counted" {
	head -n 10 bars.json | jq -c '.close = "-1"' |
	    tickfeat --stats -F 'r=logret(close)' 2>stats >/dev/null
	[ "$(jq .not_positive stats)" -eq 10 ]
}

@test "the default's statistics have a value in each row once warm" {
	ticksim -x lab --seed 3 --symbols 1 --days 12 -n 200000 -t json |
	    tickwin -e 1m | tickfeat -x default -t json |
	    tail -n 2000 | jq -c '[.gap, .stale, .no_volume, .absr_5d,
	    .range_5d, .move10_5d, .night_5d]' >v
	run grep -c null v
	assert_output 0
	# without trades: volume 0, and a feed that repeats itself
	head -n 400 bars.json | jq -c '.volume = 0' |
	    tickfeat -x default -t json | tail -n 1 | jq -c .no_volume >n
	[ "$(cat n)" -gt 50 ]
}

@test "a move over night is measured by the nights before, in the first row" {
	ticksim -x lab --seed 3 --symbols 1 --days 24 -k ohlcv-1m \
	    --session 03:45-10:00 -t json >quiet
	last=$(tail -n 1 quiet | jq -r '.ts_event[:10]')
	fall() { # the last day, lower by a share
		jq -c --arg day "$last" --argjson by "$1" '
		    if .ts_event[:10] == $day then
		    (.open, .high, .low, .close) |=
		    (tonumber * (1 - $by) * 100 | round / 100 | tostring)
		    else . end' quiet
	}
	fall 0.15 | tickfeat -x default -t json |
	    jq -c 'select(.night_5d > 3) | .ts_event' >after
	run cat after
	assert_output "\"${last}T03:45:00.000000000Z\""
	# none is above usual without it, and the head regime has it
	tickfeat -x default quiet | tickcat --end "$last" -b |
	    ticktrain -q -o model
	for by in 0 0.15; do
		fall $by | tickfeat -x default | tickscore -q -m model -t json |
		    jq -c --arg day "$last" 'select(.ts_event ==
		    "\($day)T03:45:00.000000000Z") | .s_regime > 3.5'
	done >found
	[ "$(paste -sd ' ' found)" = "false true" ]
}

@test "a state has only the part of the day that had rows" {
	ticksim --seed 4 --symbols 40 --days 3 -k ohlcv-1m \
	    --session 09:30-16:00 -o day.tks
	tickfeat -x default --state s day.tks >/dev/null
	[ "$(wc -c <s)" -gt $((40 * 3000)) ]
	[ "$(wc -c <s)" -lt $((40 * 5500)) ]
}

@test "functions of another symbol are right in shards with --also" {
	local columns='r=logret(close),c=corr(r,at(ES,r),20)'
	columns+=',e=resid(r,at(ES,r),20)'
	trades 9000 ES NQ CL GC SI EURUSD ZN >t.ndjson
	tickwin -e 20s t.ndjson | tickfeat -F "$columns" >whole
	[ "$(grep -c '"c":[0-9-]' whole)" -gt 500 ]
	for i in 1 2 3; do
		tickcat -b --shard $i/3 --also ES t.ndjson | tickwin -e 20s |
		    tickfeat -F "$columns" -t json >shard.$i
		grep -v '"ES"' shard.$i >own.$i || true
	done
	grep '"ES"' shard.1 >own.4
	cmp <(grep '"ES"' shard.2) own.4
	tickcat --merge own.? | cmp - whole
	# Without it, a shard lacks the symbol.
	grep -v '"ES"' t.ndjson | tickcat --shard 1/3 | tickwin -e 20s |
	    tickfeat -F "$columns" >alone
	[ -s alone ]
	run -1 grep -q '"c":[0-9-]' alone
}

@test "one large return is not rare in the rows after it" {
	# row 1400 of the symbol is 3 % higher, and so are all after it
	ticksim -x lab --seed 3 --symbols 1 --days 6 -k ohlcv-1m \
	    --session 14:30-19:30 -t json |
	    jq -c 'if input_line_number >= 1400 then
	    (.open, .high, .low, .close) |= (tonumber * 1.03 | tostring)
	    else . end' >step
	tickfeat -x default step | sed -n 1400,1420p >rows
	assert [ "$(jq -s '.[0].trend5 > 10 and .[0].move10_5d > 5' rows)" \
	    = true ]
	# of the moves that contain it, only those of rows that add to it count
	assert_equal "$(jq -s 'map(.trend5) | .[1:5] | max' rows)" 0
	assert_equal "$(jq -s 'map(.move10_5d) | .[1:10] | max' rows)" 0
}

# Six days of minute bars at one price: TICK more at row 1700, less at row 1800,
# a range of one tick at row 1900, 3 % more at row 2100.
still() { # price tick volume
	awk -v price="$1" -v tick="$2" -v volume="$3" 'BEGIN {
		x = 20240701
		for (i = 0; i < 2340; i++) {
			x = x * 16807 % 2147483647
			up = tick * (i >= 1700 && i < 1800)
			p = price * (1 + 0.03 * (i >= 2100)) + up
			printf "{\"kind\":\"bar\",\"symbol\":\"A\","
			t = 1704205800 + int(i / 390) * 86400 + i % 390 * 60
			printf "\"ts_event\":%d000000000,", t
			printf "\"ts_end\":%d000000000,", t + 60
			was = i == 0 ? p : was
			high = (p > was ? p : was) + tick * (i == 1900)
			low = p < was ? p : was
			printf "\"open\":%.4f,\"high\":%.4f,", was, high
			printf "\"low\":%.4f,\"close\":%.4f,", low, p
			v = volume == "any" ? 100 + x % 900 : volume
			printf "\"volume\":%d}\n", v + (i % 97 == 96)
			was = p
		}
	}'
}

@test "a tick after days at one price is ordinary in the presets, a jump not" {
	local set x
	need jq
	for set in '100 0.01 any' '100 0.01 1000' '9 0.01 1' '1.25 0.0001 0'; do
		# shellcheck disable=SC2086 # words
		still $set >bars.still
		for x in default price; do
			tickfeat -x $x bars.still | jq -c '[.jmp, .vz, .ev8,
			    .rng, .r5, .trend5, .ma20, .absr_5d, .range_5d,
			    .move10_5d] | map(. // 0)' >rows
			assert_equal "$(sed -n 1000,2100p rows |
			    jq -s 'map(.[0]) | max < 6.5')" true
			assert_equal "$(sed -n 1000,2100p rows |
			    jq -s 'map(.[1:] | max) | max < 4')" true
			assert_equal "$(sed -n 2101p rows |
			    jq '.[0] > 20 and .[6] > 10 and .[7] > 10')" true
		done
		for x in local local-price; do
			tickfeat -x $x bars.still | sed -n 1000,2100p |
			    jq -s 'map([.jmp, .z, .rng, .absr_5d]
			    | map(. // 0 | fabs) | max) | max < 2' >ok
			assert_equal "$(cat ok)" true
		done
	done
}

@test "pieces are the whole after a constant history" {
	local f='_r=logret(close),z=z(close,20),q=rz(close,20),e=ewz(close),
	    s=ewsd(_r),v=lvol(_r),d=resid(_r,0*_r),g=ewreg(close,_r,from=1),
	    h=halfstep(close),l=logstep(close,halfstep(close))'
	rm bars.json
	still 100 0.01 1000 >bars.json
	tickfeat -F "$f" bars.json >whole
	pieces 7 -F "$f" >parts
	cmp whole parts
	tickfeat -x default bars.json >whole
	pieces 7 -x default >parts
	cmp whole parts
}
