#!/usr/bin/env bats
#
# cat.bats - the feed of tickcat and its steps: merge, loop, follow, dedup,
# shard, pace, segments.

load helper

# N trades in the order time, symbol, several at one time, each with a
# sequence number of its own.
ticks() {
	awk -v n="$1" -v first="${2:-0}" '
	function draw(m) { x = x * 16807 % 2147483647; return x % m }
	BEGIN {
		x = 4711 + first
		for (i = 0; i < n; i++) {
			ms += draw(3)
			printf "{\"kind\":\"trades\",\"ts_event\":" \
			    "\"2024-07-01T%02d:%02d:%02d.%03d000000Z\"," \
			    "\"symbol\":\"%s\",\"price\":%d.%02d,\"size\":%d," \
			    "\"sequence\":%d}\n",
			    12 + ms / 3600000, ms / 60000 % 60,
			    ms / 1000 % 60, ms % 1000,
			    substr("AABBBCDE", 1 + draw(4), 1 + draw(3)),
			    100 + draw(9), draw(100), 1 + draw(50), first + i
		}
	}' | by_time
}

# Lines of trades sorted by index time, symbol bytes, order of the input.
by_time() {
	awk '
	function text(name) {
		return match($0, "\"" name "\":\"[^\"]*\"") ? \
		    substr($0, RSTART + length(name) + 4,
			RLENGTH - length(name) - 5) : ""
	}
	{
		t = text("ts_recv")
		print (t != "" ? t : text("ts_event")) "\t" text("symbol") \
		    "\t" $0
	}' | sort -s -t "$(printf '\t')" -k1,1 -k2,2 | cut -f3-
}

# Deal the lines of a file to K files PREFIX1.ndjson ... at random, in order.
deal() { # file K prefix
	awk -v k="$2" -v p="$3" '
	function draw(m) { x = x * 16807 % 2147483647; return x % m }
	BEGIN { x = 99; for (i = 1; i <= k; i++) printf "" > (p i ".ndjson") }
	# now and then a long run goes to one of them
	run-- <= 0 { f = 1 + draw(k); run = draw(8) ? draw(3) : draw(20) }
	{ print > (p f ".ndjson") }' "$1"
}

# The sizes of all rows in one line.
sizes() {
	sed 's/.*"size":\([0-9]*\).*/\1/' | paste -sd ' '
}

now_ms() {
	echo $(($(date +%s%N) / 1000000))
}

# The job ends with this status.
ended() { # status pid
	local status=0
	wait "$2" || status=$?
	[ "$status" -eq "$1" ]
}

# ---- merge ----

@test "a merge of text files is their rows sorted by time, symbol, file" {
	ticks 6000 | tickcat > all
	deal all 5 part
	cat part*.ndjson | by_time > want
	tickcat --merge part*.ndjson > got
	cmp want got
	# ties go by the files' order
	tickcat --merge part3.ndjson part1.ndjson part2.ndjson part5.ndjson \
	    part4.ndjson > got
	cat part3.ndjson part1.ndjson part2.ndjson part5.ndjson part4.ndjson |
	    by_time > want
	cmp want got
}

@test "a merge of any mix of formats is the same sort" {
	local i
	ticks 4000 | tickcat > all
	deal all 4 part
	tickcat -b part2.ndjson > part2.tks
	tickcat -b --zstd 3 part3.ndjson > part3.tks
	tickcat -t csv part4.ndjson > part4.csv
	ticksim --seed 5 --symbols 3 -n 1500 --kind trades -o a.dbn.zst
	ticksim --seed 6 --symbols 3 -n 1500 --kind trades -o b.dbn.zst
	set -- part1.ndjson a.dbn.zst part2.tks part3.tks b.dbn.zst part4.csv
	for i; do
		tickcat "$i"
	done | by_time > want
	[ "$(wc -l < want)" -eq 7000 ]
	tickcat --merge "$@" > got
	cmp want got
	tickcat -b --merge "$@" | tickcat > got
	cmp want got
	# a pipe among them
	tickcat --merge part1.ndjson a.dbn.zst - part3.tks <(cat b.dbn.zst) \
	    part4.csv < part2.tks > got
	cmp want got
}

@test "a merge of files that follow one another is the files in turn" {
	local i
	ticks 3000 | tickcat > all
	split -l 500 all piece.
	set -- piece.*
	tickcat --merge "$6" "$2" "$4" "$1" "$5" "$3" > got
	by_time < all > want
	tickcat --count --merge "$@" > n
	[ "$(cat n)" -eq 3000 ]
	# ties at the seams go by file
	cat "$6" "$2" "$4" "$1" "$5" "$3" | by_time > want
	cmp want got
}

@test "a file that steps back in time keeps its own order in a merge" {
	local t='{"kind":"trades","ts_event":"2024-07-01T12:00:0'
	printf '%s%sZ","symbol":"A","price":1,"size":%d}\n' "$t" 1 1 "$t" 5 2 \
	    "$t" 2 3 "$t" 6 4 > a
	printf '%s%sZ","symbol":"B","price":1,"size":%d}\n' "$t" 3 5 "$t" 5 6 \
	    "$t" 7 7 > b
	tickcat --merge a b | sizes > got
	# B 3 before A 5; A 2 at once behind A 5
	[ "$(cat got)" = "1 5 2 3 6 4 7" ]
	run -0 --separate-stderr tickcat --merge --stats a b
	[[ ${stderr_lines[0]} == *" note: a: --merge: 1 rows go back in"* ]]
	[[ ${stderr_lines[0]} == *", the first is row 3: "* ]]
	[ "$(jq .steps_back <<< "${stderr_lines[1]}")" -eq 1 ]
	run -0 --separate-stderr tickcat -q --merge b
	[ -z "$stderr" ]
}

@test "rows of one time in one file are merged by symbol, then as they were" {
	local i
	# 20 rows a time, and times that whole batches share
	for i in 20 3000 30000; do
		awk -v m="$i" '
		function draw(m) { x = x * 16807 % 2147483647; return x % m }
		BEGIN {
			x = 5
			for (i = 0; i < 60000; i++)
				printf "{\"kind\":\"%s\",\"ts_event\":" \
				    "\"2024-07-01T12:%02d:%02d.000000000Z\"," \
				    "\"symbol\":\"S%02d\",\"price\":1," \
				    "\"size\":%d}\n",
				    draw(3) ? "trades" : "price",
				    i / m / 60 % 60, i / m % 60, draw(30), i
		}' > all
		by_time < all > want
		tickcat --merge all | cmp - want
		# so however it was cut into reads and files
		awk '{ print > (NR % 7 < 3 ? "a" : "b") }' all
		# shellcheck disable=SC2002
		cat a | tickcat -b | tickcat --merge - b > got
		cat a b | by_time | cmp - got
	done
}

@test "more rows of one time than are held back are not in order, and noted" {
	awk 'BEGIN {
		for (i = 0; i < 70000; i++)
			printf "{\"kind\":\"trades\",\"ts_event\":" \
			    "\"2024-07-01T12:00:0%dZ\",\"symbol\":\"%s\"," \
			    "\"price\":1,\"size\":%d}\n", i < 1 ? 1 : 2,
			    i % 10000 == 9999 ? "A" : "B", i
	}' > all
	run -0 --separate-stderr tickcat --merge --stats all
	# row 70000, the A behind the first 65,536 of its time
	[[ ${stderr_lines[0]} == *" all: --merge: 1 rows follow more than "* ]]
	[[ ${stderr_lines[0]} == *"the first is row 70000: "* ]]
	[ "$(jq .apart <<< "${stderr_lines[1]}")" -eq 1 ]
	[ "${#lines[@]}" -eq 70000 ]
	[[ ${lines[6]} == *'"A"'*59999\} ]] && [[ ${lines[7]} == *'"B"'* ]]
	# of one symbol any number is in order
	sed 's/"A"/"B"/' all > one
	run -0 --separate-stderr tickcat --merge --count one
	[ -z "$stderr" ]
}

@test "rows without a time stay behind the row before them in a merge" {
	local row='{"kind":"trades","ts_event":%s,"symbol":"%s","size":%d}\n'
	local t='"2024-07-01T12:00:0'
	# shellcheck disable=SC2059 # the format is ours
	printf "$row" "${t}1Z\"" A 1 null A 2 "${t}4Z\"" A 3 > a
	# shellcheck disable=SC2059
	printf "$row" null B 4 "${t}2Z\"" B 5 > b
	tickcat --merge a b | sizes > got
	[ "$(cat got)" = "4 1 2 5 3" ]
}

@test "damage in one file of a merge comes after all rows before it" {
	ticks 8000 > all
	deal all 2 part
	tickcat -b part1.ndjson > whole.tks
	head -c "$(($(wc -c < whole.tks) * 3 / 4))" whole.tks > part1.tks
	tickcat part1.tks > delivered 2>/dev/null || true
	[ -s delivered ]
	run -1 --separate-stderr tickcat --merge part1.tks part2.ndjson
	[[ $stderr == *"part1.tks"* ]]
	echo "$output" > got
	tickcat part2.ndjson | cat delivered - | by_time |
	    head -n "${#lines[@]}" > want
	cmp want got
	# every row of the damaged file is among them
	[ "$(grep -cFxf delivered got)" -eq "$(wc -l < delivered)" ]
	[ -s delivered ]
}

@test "empty files and a missing one in a merge" {
	ticks 100 | tickcat > a
	: > empty
	tickcat -b empty > empty.tks
	tickcat --merge empty a empty.tks > got
	cmp a got
	run -1 tickcat --merge a nothing-here
	assert_output --partial "nothing-here"
	assert_output --partial "No such file"
}

@test "300 small files merge, those that follow one another and a pipe" {
	local i
	ticks 3000 | tickcat > all
	split -l 10 -d -a 3 all day.
	: > day.empty
	tickcat --merge day.* > got
	cat day.* | by_time > want
	cmp want got
	cat day.00? |
	    tickcat --merge day.1?? day.2?? - day.empty day.0[1-9]? > got
	cmp <(sort all) <(sort got)
	cmp <(by_time < got) got
}

@test "300 files that overlap are refused with what they would need" {
	local i
	ticks 3000 > all
	awk '{ print > sprintf("f%03d", NR % 300) }' all
	run -1 --separate-stderr tickcat --merge f???
	[[ $stderr == *": merge: 257 of 300 files would be open at 2024-"* ]]
	[[ $stderr == *"at most 256"* ]]
	# in two steps it works
	tickcat -b --merge f[01]?? > a.tks
	tickcat -b --merge f2?? > b.tks
	tickcat --merge a.tks b.tks > got
	tickcat all | cmp - got
}

@test "bad lines of a merge of many files are counted once" {
	local i
	ticks 3000 | tickcat > all
	split -l 10 -d -a 3 all day.
	for i in 000 007 299; do
		{
			echo '{"kind":"trades","price":x}'
			cat day.$i
		} > x
		mv x day.$i
	done
	run -0 --separate-stderr tickcat --merge --skip-bad --bad-to bad \
	    --stats day.*
	[[ $stderr == *'"bad":3'* ]]
	[ "$(wc -l < bad)" -eq 3 ]
	echo "$output" | cmp - <(by_time < all)
	run -1 tickcat --merge day.*
}

@test "decoders that want more than 1 GiB are opened as their time comes" {
	need zstd
	local i
	ticks 1000 > all
	split -l 100 -d -a 1 all piece
	# from a pipe: zstd does not know that the input is short
	for i in 0 1 2 3 4 5 6 7 8 9; do
		zstd -q --long=27 -c < <(cat piece$i) > piece$i.zst
	done
	tickcat --merge piece?.zst > got
	tickcat --merge piece? > want
	cmp want got
	awk '{ print > ("f" NR % 10) }' all
	for i in 0 1 2 3 4 5 6 7 8 9; do
		zstd -q --long=27 -c < <(cat f$i) > f$i.zst
	done
	run -1 --separate-stderr tickcat --merge f?.zst
	[[ $stderr == *"of 10 files that are open at 2024-"*"T"* ]]
	[[ $stderr == *" MiB: at most 1024: "* ]]
}

# ---- ends ----

@test "a text cut in its last line is one line, not a note as well" {
	printf 'time,symbol,price\n2024-07-01,A,1\n2024-07-02,A,1x' > cut.csv
	run -1 --separate-stderr tickcat cut.csv
	[[ $stderr == "tickcat: cut.csv:3: "*"not a number: \"1x\""* ]]
	[ "${#lines[@]}" -eq 1 ]
}

# ---- shard ----

@test "shards put together by a merge are the whole" {
	local i n
	ticks 3000 | tickcat > all
	for n in 1 2 3 7; do
		rm -f part*
		for ((i = 1; i <= n; i++)); do
			tickcat -b --shard $i/$n all > part$i.tks
		done
		tickcat --merge part*.tks > got
		cmp all got
	done
	# rows of one time in another order than that of their symbols
	ticksim --seed 3 --symbols 20 --days 1 -n 20000 -t dbn -o day.dbn
	tickcat day.dbn | by_time > want
	tickcat day.dbn > plain
	run ! cmp -s plain want
	for n in 1 3 7; do
		rm -f part*
		for ((i = 1; i <= n; i++)); do
			tickcat -b --shard $i/$n day.dbn > part$i.tks
		done
		tickcat --merge part*.tks | cmp - want
	done
	# counted from 0 as well: 0/3 is 3/3
	tickcat --shard 0/3 all > a
	tickcat --shard 3/3 all > b
	cmp a b
}

@test "a shard is FNV-1a 64 of the symbol modulo n" {
	need python3
	ticks 500 | tickcat > all
	tickcat --shard 2/3 all > got
	python3 -c '
import json, sys
for line in open("all"):
    h = 0xcbf29ce484222325
    for b in json.loads(line)["symbol"].encode():
        h = (h ^ b) * 0x100000001b3 % 2**64
    if h % 3 == 2:
        sys.stdout.write(line)' > want
	[ -s want ]
	cmp want got
}

@test "--also keeps symbols in every shard" {
	local i
	trades 400 ES NQ EURUSD CL GC SI | tickcat > all
	for i in 1 2 3; do
		tickcat --shard $i/3 --also ES,EURUSD all > s$i
		[ "$(grep -c '"ES"' s$i)" -eq "$(grep -c '"ES"' all)" ]
		[ "$(grep -c '"EURUSD"' s$i)" -eq "$(grep -c '"EURUSD"' all)" ]
	done
	cat s1 s2 s3 | grep -v -e '"ES"' -e '"EURUSD"' | sort > got
	grep -v -e '"ES"' -e '"EURUSD"' all | sort > want
	cmp want got
}

@test "a shard that is none is a wrong command line" {
	local s
	for s in 4/3 1/0 1 /3 1/ x/3 1/3/4 -1/3 ''; do
		run -2 tickcat --shard "$s" /dev/null
	done
}

# ---- dedup ----

@test "a file given twice is the file once, one after the other or merged" {
	ticks 3000 | tickcat > all
	tickcat --dedup all all > got
	cmp all got
	tickcat --dedup --merge all all > got
	cmp all got
	tickcat -b all > all.tks
	tickcat --dedup --merge all.tks all > got
	cmp all got
	awk '{ print; print }' all | tickcat --dedup > got
	cmp all got
	run -0 --separate-stderr tickcat --dedup --stats all all
	[[ $stderr == *'"in":6000,'* ]]
	[[ $stderr =~ '"dropped":{'[^}]*':3000' ]]
}

@test "files of a venue that overlap are merged to their union" {
	ticks 3000 | tickcat > all
	head -n 2000 all > a
	tail -n 1500 all > b
	tickcat --dedup --merge a b > got
	cmp all got
}

@test "trades that share a sequence are kept when anything else differs" {
	local row='{"kind":"trades","ts_event":"2024-07-01T12:00:00Z",'
	row+='"symbol":"ES","publisher_id":1,"action":"T",'
	row+='"side":"%s","price":%d,"size":%d,"sequence":%d}\n'
	# shellcheck disable=SC2059 # the format is ours
	printf "$row" B 5 1 7 B 5 2 7 A 5 1 7 B 6 1 7 B 5 1 8 > all
	sed 's/"publisher_id":1/"publisher_id":2/; s/ES/NQ/' all > other
	cat other >> all
	tickcat all > want
	tickcat --dedup all > got
	cmp want got
}

@test "a row that came twice by two ways is one row" {
	local t='"ts_event":"2024-07-01T12:00:00Z"'
	local v='"symbol":"ES","price":5,"size":1,"sequence":7'
	cat > all <<-END
	{"kind":"trades",$t,"ts_recv":"2024-07-01T12:00:00.1Z",$v}
	{"kind":"trades",$t,"ts_recv":"2024-07-01T12:00:00.2Z",$v}
	END
	[ "$(tickcat --dedup --count all)" -eq 1 ]
}

@test "what is looked back on is a million rows, and no more" {
	local n
	ticks 1 > one
	awk 'BEGIN {
		for (i = 0; i < 1048576; i++)
			print "{\"kind\":\"value\",\"ts_event\":\"" 1e9 + i \
			    "\",\"symbol\":\"A\",\"value\":1}"
	}' > many
	n=$(tickcat --dedup --count one many one)
	[ "$n" -eq 1048578 ]
	n=$(head -n 1048575 many | tickcat --dedup --count one - one)
	[ "$n" -eq 1048576 ]
}

# ---- pace ----

@test "with --speed no row comes before it is due, and all of them come" {
	need python3
	trades 120 ES > all
	python3 -c '
import json, subprocess, sys, time
from datetime import datetime
began = time.monotonic()
tool = subprocess.Popen(["tickcat", "--speed", "60", "all"],
                        stdout=subprocess.PIPE)
rows = []
for line in tool.stdout:
    rows.append((time.monotonic() - began, json.loads(line)["ts_event"]))
at = [datetime.fromisoformat(t[:26]).timestamp() for _, t in rows]
late = [w - (t - at[0]) / 60 for (w, _), t in zip(rows, at)]
print(len(rows), min(late), max(late), late[-1])
# that a delay does not add up is seen in tests/unit/cat_pace.c
sys.exit(not (len(rows) == 120 and tool.wait() == 0 and min(late) >= 0))'
}

@test "merged files are paced as one" {
	local began took
	trades 120 ES NQ > all
	grep ES all > a
	grep NQ all > b
	began=$(now_ms)
	tickcat --merge --speed 120 a b > got
	took=$(($(now_ms) - began))
	[ "$took" -ge 480 ]
	tickcat all | cmp - got
}

@test "a signal ends a long wait, with what came before" {
	local pid
	{
		trades 1
		trades 1 | sed 's/2024/2025/'
	} > all
	mkfifo out
	{ tee got < out | tickcat 2> said | cat > rows; } 3>&- &
	# a regular file would be filled at the end
	tickcat -b --speed 1 all > out &
	pid=$!
	until_true lines_are 1 rows
	kill -TERM $pid
	ended 143 $pid # not in a year
	until_true ends_as interrupted got
}

ends_as() { # STATE FILE
	[ "$(tks_end "$2")" = "$1" ]
}

@test "a signal hands on no row of --speed before it is due" {
	local pid n
	trades 1200 ES > all
	# 1200 rows in 100 s, one each 80 ms
	tickcat --speed 6 --stats all 2> stats > >(cat > got) &
	pid=$!
	until_true lines_reach 5 got
	kill -TERM $pid
	ended 143 $pid
	n=$(tail -n 1 stats | jq '.in - .dropped.not_due')
	[ "$n" -ge 5 ] && [ "$n" -lt 1200 ]
	until_true lines_are "$n" got
	tickcat all | head -n "$n" | cmp - got
	tail -n 1 stats | jq -e --argjson n "$n" \
	    '.in == $n + .dropped.not_due and .dropped.not_due > 0'
	# also where the file has been read to its end, and no row behind
	# those not due is handed on
	{
		trades 2
		trades 2 | sed 's/2024/2025/'
		echo '{"kind":"trades","ts_event":null,"symbol":"A","price":1}'
	} > short
	mkfifo out
	{ tee got.tks < out | tickcat 2> said | cat > rows; } 3>&- &
	tickcat -b --speed 1 --stats short > out 2> stats &
	pid=$!
	until_true lines_are 2 rows
	kill -TERM $pid
	ended 143 $pid
	until_true ends_as interrupted got.tks
	run -1 --separate-stderr tickcat --count got.tks
	assert_output 2
	tail -n 1 stats | jq -e '.in == 5 and .dropped.not_due == 3'
}

# ---- loop ----

@test "a loop reads all files again, and time goes on" {
	need python3
	trades 50 ES NQ | tickcat > all
	[ "$(tickcat --count --loop 4 all)" -eq 200 ]
	tickcat --loop 3 --ts ns all > got
	head -n 50 got | cmp - <(tickcat --ts ns all)
	python3 -c '
import json
rows = [json.loads(line) for line in open("got")]
t = [int(r["ts_event"]) for r in rows]
n = len(t) // 3
period = t[n] - t[0]
assert period == t[n - 1] - t[0] + (t[n - 1] - t[0]) // (n - 1)
assert t == sorted(t)
for i in range(3 * n):
    assert t[i] == t[i % n] + i // n * period
    assert {**rows[i], "ts_event": 0} == {**rows[i % n], "ts_event": 0}'
	# the same of binary input, and of a merge
	tickcat -b all > all.tks
	tickcat --loop 3 --ts ns all.tks | cmp - got
	deal all 2 part
	tickcat --loop 3 --ts ns --merge part1.ndjson part2.ndjson | cmp - got
}

@test "a single row is looped a second apart" {
	local t='{"kind":"trades","ts_event":"2024-07-01T12:00:0'
	echo "${t}7.25Z\",\"symbol\":\"A\",\"size\":1}" > one
	tickcat --loop 3 one | cut -d '"' -f 8 | cut -c 18-23 | paste -sd ' ' \
	    > got
	[ "$(cat got)" = "07.250 08.250 09.250" ]
}

@test "what cannot be read again is not looped" {
	trades 5 > all
	run -2 tickcat --loop 2 < all
	run -2 tickcat --loop 2 - < all
	run -1 tickcat --loop 2 <(cat all)
	run -2 tickcat --loop 2 --follow all
	: > empty
	[ "$(tickcat --count --loop 1000000000 empty)" -eq 0 ]
}

@test "times that cannot go on are an error" {
	printf '{"ts_event":"%s-01-01T00:00:00Z","symbol":"A","value":1}\n' \
	    2500 2550 > all
	run -1 --separate-stderr tickcat --loop 2 all
	[[ $stderr == *"--loop: pass 2"* ]]
	[ ${#lines[@]} -eq 2 ]
}

# ---- segments ----

@test "segments are whole streams whose concatenation is the input" {
	local f n=0
	ticks 5000 | tickcat > all
	tickcat -b --segment 8K --out-dir parts all
	for f in parts/*; do
		[ "$f" = "parts/$(printf %06d $n).tks" ]
		[ "$(stat -c %s "$f")" -le 8192 ]
		[ "$(tks_end "$f")" = end ]
		tickcat --count "$f" > /dev/null
		n=$((n + 1))
	done
	[ "$n" -gt 10 ]
	# full ones: little more than a row short
	[ "$(stat -c %s parts/000001.tks)" -gt 8000 ]
	cat parts/* | tickcat > got
	cmp all got
}

@test "segments of text and of compressed streams" {
	ticks 5000 | tickcat > all
	tickcat --segment 20K --out-dir text all
	[ -e text/000000.ndjson ]
	for f in text/*; do
		[ "$(stat -c %s "$f")" -le 20480 ]
		[ -z "$(tail -c 1 "$f" | tr -d '\n')" ]
	done
	cat text/* | cmp all -
	tickcat -b --zstd 3 --segment 20K --out-dir packed all
	[ -e packed/000000.tks.zst ]
	cat packed/* | tickcat | cmp all -
	# one segment holds it all
	tickcat --segment 64M --out-dir one all
	cmp all one/000000.ndjson
	# a row is never cut, however small the size
	head -n 20 all | tickcat -b --segment 1 --out-dir rows
	set -- rows/*
	[ $# -eq 20 ]
	cat rows/* | tickcat | cmp <(head -n 20 all) -
}

# Each segment of a folder is a file by itself, and none is over SIZE.
segments_read() { # folder size
	local f
	for f in "$1"/*; do
		tickcat "$f" >> one_by_one
		[ "$(stat -c %s "$f")" -le "$2" ] || echo "$f: too long"
		[ "$(stat -c %s "$f")" -le "$2" ]
	done
}

@test "segments of DBN have the metadata of their own records" {
	local f n=0
	need jq
	ticks 5000 | tickcat > all
	tickcat -t dbn --dataset XXXX.TEST all > all.dbn
	tickcat all.dbn > want
	for f in all all.dbn <(tickcat -b all.dbn); do
		n=$((n + 1))
		tickcat -t dbn --dataset XXXX.TEST --segment 8K \
		    --out-dir parts$n "$f"
		: > one_by_one
		segments_read parts$n 8192
		cmp want one_by_one
		tickcat parts$n/* | cmp want -
		cat parts$n/* | tickcat | cmp want -
		set -- parts$n/*
		[ $# -gt 40 ] && [ $# -lt 70 ]
	done
	diff -r parts1 parts2
	diff -r parts1 parts3
	for f in parts1/000000.dbn parts1/000020.dbn; do
		tickcat --metadata "$f" > meta
		tickcat --ts ns "$f" > rows
		jq -r '.symbols[]' meta | sort > said
		jq -r .symbol rows | sort -u | cmp - said
		jq -r '.mappings[].raw_symbol' meta | sort | cmp - said
		[ "$(jq -r '.dataset + .schema' meta)" = XXXX.TESTtrades ]
		head -n 1 rows | jq -r .ts_recv > first
		[ "$(jq -r .start meta)" = "$(cat first)" ]
		tail -n 1 rows | jq -r .ts_recv > last
		[ "$(jq -r .end meta)" = $(($(cat last) + 1)) ]
	done
	tickcat -t dbn --zstd 3 --segment 8K --out-dir packed all.dbn
	[ -e packed/000000.dbn.zst ]
	tickcat packed/* | cmp want -
	# a row is never cut
	tickcat -t dbn -n 5 --segment 1 --out-dir single all.dbn
	[ "$(find single -type f | wc -l)" -eq 5 ]
	tickcat single/* | cmp <(head -n 5 want) -
}

@test "segments of DBN samples are the samples' records" {
	local f
	shared dbn-samples/python
	for f in "$SHARED"/dbn-samples/{dbn,python/*}/*.dbn.zst \
	    "$SHARED"/dbn-samples/made/good-{ts-out,two-frames,undef}.dbn*; do
		[ -e "$f" ] || continue
		rm -rf parts
		tickcat -t dbn --segment 1K --out-dir parts "$f"
		tickcat "$f" > want
		: > got
		[ ! -s want ] || tickcat parts/* > got
		cmp want got
	done
	f=$SHARED/dbn-samples/derived/live-subset.dbn.zst
	tickcat -t dbn --segment 4K --out-dir live -k 'mbo,trades' "$f"
	tickcat -k 'mbo,trades' "$f" > want
	tickcat -k 'mbo,trades' live/* | cmp want -
}

@test "segments of files of two datasets do not share a header" {
	ticks 300 | tickcat > all
	tickcat -t dbn --dataset AAAA.TEST all > a.dbn
	tickcat -t dbn --dataset BBBB.TEST all > b.dbn
	tickcat -t dbn --segment 64K --out-dir parts a.dbn b.dbn all
	tickcat --metadata parts/* | jq -r .dataset | paste -sd , > got
	[ "$(cat got)" = AAAA.TEST,BBBB.TEST, ]
	tickcat parts/* | cmp - <(tickcat a.dbn b.dbn a.dbn)
	run -1 tickcat --merge -t dbn --segment 64K --out-dir merged a.dbn b.dbn
	assert_output --partial 'b.dbn: metadata: dataset "BBBB.TEST"'
}

@test "binary segments have provenance and comments of the one output" {
	local f
	ticks 2000 | tickcat -t dbn --dataset XXXX.TEST > all.dbn
	tickcat -b --segment 8K --out-dir parts all.dbn
	tickcat all.dbn > want
	: > one_by_one
	segments_read parts 8192
	cmp want one_by_one
	for f in parts/*; do
		grep -aq '"tool":"tickcat"' "$f"
		grep -aq '{"dbn":{"version":3,"dataset":"XXXX.TEST"' "$f"
	done
	# so that a segment becomes DBN of the dataset
	tickcat -t dbn parts/000003.tks > got
	tickcat --metadata got | grep -q XXXX.TEST
	tickcat got | cmp - <(tickcat parts/000003.tks)
	cat parts/* | tickcat -t dbn | cmp - all.dbn
	tickcat -b --no-provenance --segment 8K --out-dir none all.dbn
	run ! grep -aq '"tool"' none/000000.tks
	# the def of rows goes with them
	tickwin -e 1s parts/* | tickcat -b --segment 32K --out-dir bars
	for f in bars/*; do
		grep -aq '"def":"' "$f"
	done
	tickwin -e 1s parts/* > want
	tickcat bars/* | cmp - <(tickcat want)
	# what is longer than the segments is left out, and said
	run -0 tickcat -b --segment 512 --out-dir small all.dbn
	assert_output --partial "comments larger than half"
	tickcat small/* | cmp - <(tickcat all.dbn)
}

@test "segments of text keep their keys" {
	ticks 500 | tickcat > all
	tickcat --key-prefix symbol --segment 4K --out-dir keyed all
	tickcat --key-prefix symbol all | cmp - <(cat keyed/*)
}

@test "segments are of rows with headers of their own" {
	run -2 tickcat --segment 1K --out-dir x --count /dev/null
	run -2 tickcat --segment 1K --out-dir x -t csv /dev/null
	run -2 tickcat --segment 1K --out-dir x -t dbn --bare /dev/null
	run -2 tickcat --segment 1K --out-dir x -t dbn --live /dev/null
}

@test "a folder that has segments is refused, one that cannot be too" {
	ticks 100 > all
	tickcat -b --segment 1K --out-dir parts all
	cp -r parts before
	run -1 tickcat -b --segment 1K --out-dir parts all
	assert_output --partial "parts/000000.tks"
	diff -r before parts
	run -1 tickcat -b --segment 1K --out-dir no/such/folder all
	run -1 tickcat -b --segment 1K --out-dir all all
	run -2 tickcat -b --segment 1K all
	run -2 tickcat -b --out-dir parts all
}

@test "a segment that input damage cut is not left behind" {
	ticks 2000 | head -c -10 > cut.ndjson
	run -1 tickcat -b --segment 8K --out-dir parts cut.ndjson
	for f in parts/*; do
		[[ $f == *.tks ]]
		[ "$(tks_end "$f")" = end ]
	done
}

# ---- follow ----

@test "--follow reads on as a file grows; half a record waits" {
	local pid
	ticks 30 > all
	head -n 10 all > live
	tickcat --follow live > >(cat > got) &
	pid=$!
	until_true lines_are 10 got
	sed -n 11,20p all | head -c -25 >> live
	until_true lines_are 19 got
	sleep 0.3
	lines_are 19 got
	sed -n 11,20p all | tail -c 25 >> live
	until_true lines_are 20 got
	tail -n 10 all >> live
	until_true lines_are 30 got
	kill -TERM $pid
	ended 143 $pid
	tickcat all | cmp - got
}

@test "--follow reads a file that starts empty, binary and cut anywhere" {
	local pid i
	ticks 300 | tickcat -b > all.tks
	: > live
	mkfifo out
	{ tee got.tks < out | tickcat 2> said | cat > rows; } 3>&- &
	tickcat --follow -b live > out &
	pid=$!
	for i in 1 2 3 4 5 6 7; do
		sleep 0.1
		tail -c +$((1 + (i - 1) * 4001)) all.tks | head -c 4001 >> live
	done
	cmp all.tks live
	until_true lines_are 300 rows
	kill -INT $pid
	# a background job ignores SIGINT, so this one is not meant to work
	kill -TERM $pid
	ended 143 $pid
	until_true ends_as interrupted got.tks
	tickcat all.tks | cmp - rows
}

@test "--follow says so when a file gets shorter" {
	local pid
	ticks 30 > live
	tickcat --follow live 2> said > >(cat > got) &
	pid=$!
	until_true lines_are 30 got
	head -n 10 live > x
	cat x > live
	ended 1 $pid
	grep -q "live:31: shrank to [0-9]* bytes after [0-9]* bytes" said
	tickcat <(ticks 30) | cmp - got
}

@test "--follow says so when another file has the name" {
	local pid
	ticks 30 > all
	head -n 10 all > live
	tickcat --follow live 2> said > >(cat > got) &
	pid=$!
	until_true lines_are 10 got
	# who rotates files may write to the old one for a while
	mv live live.1
	tail -n +11 all > live
	tail -n +11 all >> live.1
	ended 1 $pid
	until_true lines_are 30 got
	grep -q "live:31: replaced by another file .* $(wc -c < all) bytes" said
	[ "$(wc -l < said)" -eq 1 ]
	tickcat all | cmp - got
}

@test "--follow reads on a file that was moved or removed" {
	local pid
	ticks 30 > all
	head -n 10 all > live
	tickcat --follow live 2> said > >(cat > got) &
	pid=$!
	until_true lines_are 10 got
	mv live live.1
	sleep 2.5 # longer than it waits for a file of the same name
	tail -n +11 all >> live.1
	until_true lines_are 30 got
	kill -TERM $pid
	ended 143 $pid
	tickcat all | cmp - got
	[ ! -s said ]
}

@test "--follow ends with its output" {
	ticks 30 > live
	tickcat --follow live > >(head -n 3 > got) &
	pid=$!
	until_true lines_are 3 got
	ticks 30 >> live
	until_true lines_are 3 got
	ended 141 $pid
}

@test "keys of foreign JSON that are passed over are in the account" {
	for i in 1 2 3; do
		echo '{"ts":170000000'$i',"symbol":"A","price":1,"vwap":2}'
	done > a
	sed 's/"A"/"B"/' a > b
	tickcat --merge --stats a b 2> stats > out
	run jq -c .unknown_keys stats
	assert_output '{"vwap":6}'
}

# ---- much text, which a thread prints ----

@test "much text is the same with one processor as with more" {
	need taskset
	ticksim --seed 9 --symbols 40 -n 90000 --kind trades -t dbn -o day.dbn
	cpu=$(taskset -pc $$ | sed 's/.*: *\([0-9]*\).*/\1/')
	for to in json csv; do
		taskset -c "$cpu" tickcat -t $to day.dbn -o one
		tickcat -t $to day.dbn -o more
		cmp one more
		tickcat -t $to day.dbn | cmp one -
		tickcat -t $to --zstd 1 day.dbn -o more.zst
		taskset -c "$cpu" tickcat -t $to --zstd 1 day.dbn -o one.zst
		cmp one.zst more.zst
	done
	[ "$(wc -l <one)" -eq 90001 ]
}

@test "much text into a full disk is one line and exit 1, at once" {
	[ -w /dev/full ] || skip "there is no /dev/full"
	ticksim --seed 9 --symbols 40 -n 90000 --kind trades >day.ndjson
	run -1 sh -c "tickcat --loop 1000000 day.ndjson >/dev/full"
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == "tickcat: <stdout>: write error: "* ]]
}

@test "much text into a pipe that is closed ends quietly" {
	ticksim --seed 9 --symbols 40 -n 90000 --kind trades >day.ndjson
	{
		got=0
		tickcat --loop 1000000 day.ndjson 2>err || got=$?
		echo $got >ended
	} | head -n 80000 >/dev/null
	[ "$(cat ended)" -eq 141 ]
	[ ! -s err ]
}

@test "the last row of many is out while the input stays open" {
	ticksim --seed 9 --symbols 40 -n 90000 --kind trades >day.ndjson
	mkfifo pipe
	tickcat <pipe 3>&- | (head -n 90001 | tail -n 1 >last) 3>&- &
	exec 8>pipe
	cat day.ndjson >&8
	head -n 1 day.ndjson >&8
	until_true test -s last
	head -n 1 day.ndjson | cmp - last
	exec 8>&-
	wait
}
