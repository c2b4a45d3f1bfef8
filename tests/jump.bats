#!/usr/bin/env bats
#
# jump.bats - one wrong clock: rows far ahead of their source (--max-jump).

load helper

# Prices once a second from 2024-01-02T14:30, of symbols in turn.  In the rows
# with a number in WRONG (an awk expression of n, from 1) the clock is 12 years
# ahead.
clock() { # N WRONG SYMBOL...
	local n=$1 wrong=$2
	shift 2
	awk -v n="$n" -v syms="$*" 'BEGIN {
		k = split(syms, sym, " ")
		for (n = 1; n <= '"$n"'; n++) {
			t = 1704205800 + n + ('"$wrong"' ? 378691200 : 0)
			printf "{\"kind\":\"trades\",\"ts_event\":\"%s\",", \
			    strftime("%Y-%m-%dT%H:%M:%SZ", t, 1)
			printf "\"symbol\":\"%s\",\"price\":%d,\"size\":1}\n", \
			    sym[n % k + 1], 100 + n % 7
		}
	}'
}

# Bars of the rows that are not wrong, and the account.
bars() { # N WRONG SYMBOL... -- option...
	local n=$1 wrong=$2 syms=()
	shift 2
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		syms+=("$1")
		shift
	done
	shift
	clock "$n" "$wrong" "${syms[@]}" > in.ndjson
	clock "$n" "$wrong" "${syms[@]}" |
	    awk '{ n++ } !('"$wrong"')' > good.ndjson
	tickwin -q -e 10s --max-jump 0s good.ndjson > want
	tickwin -q -e 10s --stats "$@" in.ndjson > got 2> stats
}

account() {
	tail -n 1 stats | jq -e "$1" > /dev/null || fail "$(cat stats)"
}

@test "one wrong row is left out, named and kept apart" {
	bars 200 'n == 51' A B -- --bad-to bad
	cmp want got
	account '.dropped == {"early":1} and .in == 200 and .used == 199'
	jq -e '.reason == "early" and .line == 51 and .file == "in.ndjson"' bad
	jq -r .raw bad | cmp - <(sed -n 51p in.ndjson | tickcat)
	tickcat -q --from quarantine bad | cmp - <(sed -n 51p in.ndjson |
	    tickcat)
	run -0 --separate-stderr tickwin -e 10s in.ndjson
	[[ $stderr == *'in.ndjson: row 51: left out: 2036-01-02T14:30:51.0'* ]]
	[[ $stderr == *'is more than 1d ahead of the rows around it'* ]]
	# as it was without
	tickwin -q -e 10s --max-jump 0s --max-late 100 in.ndjson | wc -l |
	    diff - <(tickwin -q -e 10s --max-jump 0s <(head -51 in.ndjson) |
		wc -l)
	bars 200 'n == 51' A --
	cmp want got
	account '.dropped == {"early":1}'
}

@test "the first row of a file may be the wrong one, of each file" {
	bars 200 'n == 1' A B --
	cmp want got
	account '.dropped == {"early":1}'
	bars 100 'n == 1' A --
	cmp want got
	clock 100 'n == 1' A B > a
	clock 100 'n == 1' A B | awk '{ sub("2024-01-02", "2024-01-03") }
	    { print }' > b
	tickwin -q -e 10s --stats a b 2>&1 > /dev/null | tail -n 1 |
	    jq -e '.dropped == {"early":2} and .used == 198'
}

@test "two and five side by side" {
	# of one symbol of several they are never believed
	bars 200 'n == 50 || n == 52 || n == 54' A B --
	cmp want got
	account '.dropped == {"early":3}'
	# believed, and undone: what was closed keeps what it had
	local n
	for n in 2 5; do
		bars 200 "n > 50 && n <= 50 + $n" A B --
		account ".dropped.early == $n and .jumps_undone == 1"
		account '.in == .used + ([.dropped[]] | add)'
		[ "$(jq -c 'select(.ts_event > "2030")' got)" = '' ]
		# all windows but those that were open then
		diff <(jq -c 'select(.ts_event < "2024-01-02T14:30:50" or
		    .ts_event >= "2024-01-02T14:31:00")' want) \
		    <(jq -c 'select(.ts_event < "2024-01-02T14:30:50" or
		    .ts_event >= "2024-01-02T14:31:00")' got)
	done
}

@test "every other row wrong, and one in three" {
	bars 200 'n > 50 && n < 100 && n % 2' A B C --
	cmp want got
	account '.dropped == {"early":25}'
	bars 200 'n > 50 && n < 100 && n % 3 == 0' A B C --
	cmp want got
	bars 60 'n % 2' A -- --late-to late
	account '.dropped.late == null'
}

# 60 values of each symbol, a step of seconds apart.
steady() { # symbols step
	awk -v syms="$1" -v step="$2" 'BEGIN {
		k = split(syms, s, " ")
		print "ts,symbol,value"
		for (n = 0; n < 60; n++)
			for (i = 1; i <= k; i++)
				print 1600000000 + n * step "," s[i] "," n + 1
	}'
}

@test "week-ends, daily and weekly bars lose nothing" {
	local step
	for step in 86400 604800 2592000; do
		for syms in A 'A B'; do
			steady "$syms" $step > x
			tickcat -q x | tickwin -q -e 1d -a 'last(value)' \
			    --stats > got 2> stats
			account '.dropped == {} and .in == .used'
			tickcat -q x | tickwin -q -e 1d --max-jump 0s \
			    -a 'last(value)' | cmp - got
		done
	done
	# ticks that pause from Friday to Monday
	clock 400 0 A B | awk 'NR > 200 { sub("2024-01-02", "2024-01-08") }
	    { print }' > x
	tickwin -q -e 10s x > got
	tickwin -q -e 10s --max-jump 0s x | cmp - got
}

@test "partitions and symbols have a time each" {
	clock 300 'n == 100' A B C | awk '{ sub("}$", "") }
	    { print $0 ",\"src_topic\":\"t\",\"src_part\":" NR % 3 \
		",\"src_off\":\"" NR "\"}" }' > in
	grep -v 2036 in > good
	tickwin -q -e 10s --partitions 3 --stats in > got 2> stats
	tickwin -q -e 10s --partitions 3 --max-jump 0s good | cmp - got
	account '.dropped == {"early":1}'
	# grouped by symbol
	{
		clock 100 'n == 40' A
		clock 100 'n == 60' B
	} > in
	grep -v 2036 in > good
	tickwin -q -e 10s --watermark symbol --stats in > got 2> stats
	tickwin -q -e 10s --watermark symbol --max-jump 0s good | cmp - got
	account '.dropped == {"early":2}'
}

@test "lateness, hops, other clocks and other orders" {
	local o
	for o in '--lateness 5s' '--slide 5s' '-a ohlc,twap,rv' \
	    '-a twap --lateness 3s'; do
		# shellcheck disable=SC2086 # words
		bars 200 'n == 77' A B -- $o
		# shellcheck disable=SC2086 # words
		tickwin -q -e 10s --max-jump 0s $o good.ndjson | cmp - got
		account '.dropped == {"early":1}'
	done
	clock 200 'n == 77' A B > in.ndjson
	grep -v 2036 in.ndjson > good.ndjson
	tickwin -q --clock 'volume(20)' in.ndjson > got
	tickwin -q --clock 'volume(20)' --max-jump 0s good.ndjson | cmp - got
	bars 200 'n > 100 && n <= 103' A B -- --lateness 5s
	account '.dropped.early == 3 and .in == .used + ([.dropped[]] | add)'
}

@test "pieces with --state are one run over the whole" {
	local cut wrong
	for wrong in 'n == 51' 'n > 50 && n <= 53' 'n == 1 || n == 99'; do
		clock 120 "$wrong" A B > in
		tickwin -q -e 10s in > want
		for cut in 1 50 51 52 53 54 55 60 98 100; do
			rm -f s
			head -n $cut in | tickwin -q -e 10s --state s > got
			tail -n +$((cut + 1)) in |
			    tickwin -q -e 10s --state s --final --stats \
				>> got 2> stats
			cmp want got
			account '.in + .made == .out + .used +
			    ([.dropped[]] | add // 0)'
		done
	done
	head -n 1 in | tickwin -q -e 10s --state t --stats 2>&1 | tail -n 1 |
	    jq -e '.in == 1 and .open == 1'
	run -1 --separate-stderr tickwin -e 10s --max-jump 1h --state t in
	[[ $stderr == *max-jump* ]]
}

@test "text and binary, and any pieces of a pipe, give the same" {
	clock 200 'n == 51 || (n > 80 && n < 85)' A B > in
	tickwin -q -e 10s in > want
	tickcat -q -b in | tickwin -q -e 10s -t json | cmp - want
	dd bs=37 status=none if=in | tickwin -q -e 10s | cmp - want
}

@test "a row left out is named by its place in the file, with --where too" {
	clock 60 'n == 40' A B > in
	run -0 --separate-stderr tickwin -e 10s --bad-to bad in
	[[ $stderr == *'in: row 40: left out'* ]]
	run -0 --separate-stderr tickwin -e 10s --bad-to worse \
	    --where 'symbol = "A" or ts_event > 2036-01-01' in
	[[ $stderr == *'in: row 40: left out'* ]]
	[ "$(jq -s 'map(.line)[-1]' worse)" = 40 ]
	# a row that an earlier run had read is none of this run's file
	rm -f s
	head -n 40 in | tickwin -q -e 10s --state s > got
	tail -n +41 in > rest
	run -0 --separate-stderr tickwin -e 10s --state s --final \
	    --bad-to kept rest
	[[ $stderr == *'s: a row of an earlier run: left out'* ]]
	[ "$(jq -r .file kept)" = s ]
}

# Set the first number of an array of state file $1, $2, to $3; the checksum is
# put right from what the tool says of it.
forge() {
	python3 - "$@" <<-'END'
		import json, re, struct, subprocess, sys
		path, name, value = sys.argv[1], sys.argv[2], int(sys.argv[3])
		data = bytearray(open(path, "rb").read())
		size = struct.unpack("<Q", data[:8])[0]
		a = json.loads(data[8:8 + size])[name]
		form = {"U64": "<Q", "U32": "<I"}[a["dtype"]]
		struct.pack_into(form, data, 8 + size + a["data_offsets"][0],
		    value)
		open(path, "wb").write(data)
		open("none", "wb").close()
		said = subprocess.run(["tickwin", "-e", "10s", "--watermark",
		    "source", "--state", path, "none"],
		    capture_output=True, text=True).stderr
		old, new = re.search(r"checksum (\w+), expected (\w+)",
		    said).groups()
		data = data.replace(old.encode(), new.encode())
		open(path, "wb").write(data)
	END
}

@test "a forged source of a state is refused, and takes no memory" {
	need python3
	clock 60 'n == 40' A B > in
	head -n 40 in | tickwin -q -e 10s --watermark source --state s > got
	for name in jumps/owner.number jump.0/source; do
		cp s t
		forge t "$name" 20000000
		run -1 --separate-stderr tickwin -e 10s --watermark source \
		    --state t --final in
		[[ $stderr == *'a source'* ]]
	done
}

# The rows of tickcat's notes, and the account, of in.ndjson.
noted() { # OPTION...
	tickcat --stats "$@" in.ndjson 2> notes > out
	tail -n 1 notes > stats
	sed -n 's/.*in.ndjson: row \([0-9]*\): 2036-.* more than 1d .*/\1/p' \
	    notes | xargs
}

@test "tickcat hands such rows on at once, counts and names them" {
	clock 200 'n == 51' A B > in.ndjson
	[ "$(noted)" = 51 ]
	account '.early == 1 and .out == 200 and .steps_back == 1'
	cmp out <(tickcat -q --max-jump 0s in.ndjson)
	# sorting is no remedy for a wrong clock
	run ! grep -e --sort notes
	[ "$(noted -b)" = 51 ]
	[ "$(noted --sort)" = 51 ]
	[ "$(noted --count)" = 51 ]
	tickcat --max-jump 0s --stats in.ndjson 2>&1 > out |
	    grep -e 'the first is row 52: tickcat --sort'
	# at once: before the row behind it, which would tell
	mkfifo feed live
	exec 7<> feed 8<> live # neither waits for the other end
	tickcat -q feed > live 7>&- 8>&- &
	head -n 51 in.ndjson >&7
	for i in {1..51}; do
		read -t 60 -r line <&8 || fail "row $i is not out"
	done
	exec 7>&- 8<&-
	wait
	# the first row, several, every other one
	clock 200 'n == 1' A B > in.ndjson
	[ "$(noted)" = 1 ]
	clock 200 'n == 50 || n == 52 || n == 54 || n == 90' A B > in.ndjson
	[ "$(noted)" = '50 52 54' ]
	grep 'in.ndjson: and 1 more rows' notes
	account '.early == 4'
	clock 200 'n > 50 && n <= 55' A B > in.ndjson
	[ "$(noted)" = '51 52 53' ]
	account '.early == 5'
	# one row at a time and all at once are the same
	clock 3000 'n % 7 == 5' A B C > in.ndjson
	noted
	cp stats all
	while read -r line; do
		echo "$line"
	done < in.ndjson | tickcat --stats 2>&1 > out | tail -n 1 |
	    jq .early | diff - <(jq .early all)
}

@test "tickcat copies such rows to --bad-to" {
	local wrong
	for wrong in 'n == 51' 'n == 1' 'n == 50 || n == 51' \
	    'n > 50 && n <= 55' 'n % 2 == 0 && n < 100' 'n % 2 && n < 100'; do
		clock 200 "$wrong" A > in.ndjson
		clock 200 "$wrong" A | awk '{ n++ } '"$wrong" > want
		rm -f bad
		noted --bad-to bad
		jq -e 'select(.reason != "early" or .file != "in.ndjson" or
		    (.detail | test("ahead.*passed on") | not))' bad && fail
		# all were handed on, and what is apart can be read again
		tickcat -q in.ndjson | cmp - out
		tickcat -q --from quarantine bad |
		    cmp - <(tickcat -q want)
		jq .line bad | diff - <(clock 200 "$wrong" A |
		    awk '{ n++ } '"$wrong"' { print n }')
		account ".early == $(wc -l < want) and .not_rows == {}"
		tickwin -q --bad-to apart -e 10s in.ndjson > bars
		jq .line apart | diff - <(jq .line bad)
		rm apart
	done
	# each file has its own; others, and a file of old rows, have none
	clock 100 'n == 51' A > a
	clock 100 'n == 60' A > b
	clock 100 0 A > c
	rm bad
	tickcat -q --bad-to bad a c b > out
	[ "$(jq -r '"\(.file) \(.line)"' bad | xargs)" = 'a 51 b 60' ]
	# a loop looks at a file once
	rm bad
	[ "$(tickcat -q --loop 3 --bad-to bad a | wc -l)" -eq 300 ]
	[ "$(jq .line bad)" = 51 ]
	for step in 86400 604800; do
		{ steady A $step > up; head -n 1 up; tail -n +2 up | tac; } > c
		tickcat -q --bad-to none c > out
		[ ! -s none ]
		tickcat -q --summary -t json c | jq -e '.early == 0'
	done
	# as soon as it is known, and with --limit
	tickcat -q --bad-to soon -n 54 a > out
	[ "$(jq .line soon)" = 51 ]
	tickcat -n 54 a 2>&1 > out | grep 'a: row 51:'
	tickcat -q --bad-to later -n 53 a > out
	[ ! -s later ]
}

@test "tickcat names no row of a week-end, of bars, or of a file that ends" {
	local step
	for step in 86400 604800 2592000; do
		for syms in A 'A B'; do
			steady "$syms" $step > up
			{ head -n 1 up; tail -n +2 up | tac; } > down
			for f in up down; do
				tickcat --stats $f 2>&1 > out | tail -n 1 |
				    jq -e '.early == null'
			done
		done
	done
	clock 100 0 A > in.ndjson
	clock 100 0 A | sed 's/2024-01-02/2024-01-05/' >> in.ndjson
	[ "$(noted)" = '' ]
	account '.early == null'
	# another file is another source
	clock 10 0 A | sed 's/2024-01-02/2030-01-05/' > later
	tickcat --stats later in.ndjson 2>&1 > out | tail -n 1 |
	    jq -e '.early == null'
}

@test "the summary has rows far ahead by symbol and kind" {
	clock 200 'n == 51 || n == 80' A B > in.ndjson
	run -0 --separate-stderr tickcat --summary in.ndjson
	assert_line --regexp '^rows more than 1d.* ahead of the others$'
	assert_line --regexp '^A +trades +1$'
	assert_line --regexp '^B +trades +1$'
	assert_line --regexp '^total +2$'
	tickcat -q --summary -t json in.ndjson |
	    jq -se 'map(.early) == [1, 1]'
	tickcat -q --max-jump 0s --summary -t json in.ndjson |
	    jq -se 'map(.early) == [null, null]'
	clock 200 0 A B > in.ndjson
	run -0 tickcat --summary in.ndjson
	refute_output --partial 'ahead of'
}
