#!/usr/bin/env bats
#
# pipeline.bats - what must hold of the tools together (DESIGN.md section 4).
#
# The properties that need neither --state nor --shard.  Data are made by
# `trades` of the helper: a walk with labelled jumps.

load helper

F='r=logret(close),rz=ewz(r,20),range=log(high/low),z(close,10)'

# ticks.ndjson and ticks.tks of the same rows
make_ticks() {
	LABELS=1 trades "${1:-4000}" ES NQ YM > ticks.ndjson
	tickcat -b --no-provenance ticks.ndjson > ticks.tks
}

# The whole way in one encoding between the tools.
whole() { # file, -t format
	tickwin -e 5s -t "$2" "$1" | tickfeat -F "$F" | tee "feat.$2" |
	    tickscore -d z --window 10 --threshold 4 -t json
}

@test "text and binary give the same rows, whatever stands between the tools" {
	make_ticks
	whole ticks.ndjson json > a
	whole ticks.tks json > b
	whole ticks.ndjson bin > c
	whole ticks.tks bin > d
	[ -s a ]
	cmp a b
	cmp a c
	cmp a d
	ticktrain -q -d iforest --trees 10 --seed 3 -o a.model feat.json
	ticktrain -q -d iforest --trees 10 --seed 3 -o b.model feat.bin
	tickscore -m a.model -t json feat.json > a
	tickscore -m b.model -t json feat.bin > b
	cmp a b
	tickeval --seeds 4 -t json a > ea
	tickscore -m a.model -b feat.bin | tickeval --seeds 4 -t json > eb
	cmp ea eb
}

@test "binary output is byte for byte the same from text and from binary" {
	make_ticks
	tickwin -e 5s -b --no-provenance -o a.tks ticks.ndjson
	tickwin -e 5s -b --no-provenance -o b.tks ticks.tks
	cmp a.tks b.tks
}

# Hand a file on in pieces of odd sizes with pauses between some.
dribble() {
	python3 -c '
import sys, time
data = open(sys.argv[1], "rb").read()
at, n = 0, 1
while at < len(data):
    sys.stdout.buffer.write(data[at:at + n])
    sys.stdout.buffer.flush()
    at += n
    n = n * 7 % 9973 + 1
    if n % 5 == 0:
        time.sleep(0.004)
' "$1"
}

@test "a chain of binary pipes hands on the bytes it was given" {
	need ticksim
	ticksim --seed 1 --symbols 3 -n 60000 --kind trades -b \
	    --no-provenance > long.tks
	tickcat -b --no-provenance long.tks |
	    tickcat -b --no-provenance | tickcat -b --no-provenance |
	    cat > chained.tks
	cmp long.tks chained.tks
	# rows chosen, and other numbers of symbols: what is not the same
	# block is written anew
	tickcat -b --skip 20001 -n 30000 long.tks | tickcat -b |
	    tickcat > a
	tickcat long.tks | tail -n +20002 | head -n 30000 > b
	cmp a b
	make_ticks 500
	cat long.tks ticks.tks long.tks | tickcat -b | tickcat -b |
	    tickcat > a
	tickcat long.tks ticks.tks long.tks > b
	cmp a b
}

@test "damage in a chain of binary pipes is refused behind the rows before" {
	need python3
	ticksim --seed 1 --symbols 3 -n 60000 --kind trades -b > long.tks
	size=$(stat -c %s long.tks)
	for at in $((size / 4)) $((size / 2)) $((size - 100)); do
		python3 -c '
import sys
data = bytearray(open("long.tks", "rb").read())
data[int(sys.argv[1])] ^= 1
sys.stdout.buffer.write(data)' "$at" > bad.tks
		run -1 --separate-stderr sh -c \
		    'tickcat bad.tks > want.json'
		run -1 --separate-stderr bash -o pipefail -c \
		    'cat bad.tks | tickcat -b | tickcat > got.json'
		cmp want.json got.json
		# the pipe has no byte of the damaged block
		run -1 --separate-stderr bash -o pipefail -c 'tickcat -b \
		    bad.tks | cat > got.tks'
		tickcat got.tks > got.json || true
		cmp want.json got.json
		[ "$(stat -c %s got.tks)" -lt $((at + 32)) ]
	done
}

@test "rows do not depend on the pipe's chunks" {
	need python3
	make_ticks
	whole ticks.ndjson json > a
	dribble ticks.ndjson | whole - json > b
	cmp a b
	dribble ticks.tks | whole - json > b
	cmp a b
}

# The tools that write rows, each from a file, into a pipe of which the reader
# begins late: the writer waits in the middle of a block.
@test "a file gives the same bytes into a fast pipe and into a slow one" {
	local line
	ticksim --seed 3 --symbols 4 --days 1 -n 400000 -k trades -b > t.tks
	tickwin -e 1s -b t.tks > w.tks
	tickfeat -F 'r=logret(close), v=log(volume)' w.tks > f.tks
	while read -r line; do
		$line | cat > fast
		$line | { sleep 0.05; cat; } > slow
		cmp fast slow || fail "$line"
	done <<-END
	tickcat -b -s SYM000,SYM001,SYM002 t.tks
	tickcat -t json --zstd 1 t.tks
	tickwin -b -e 1s t.tks
	tickwin -b -e 1s --zstd 1 t.tks
	tickfeat -b -F r=logret(close) w.tks
	tickscore -q -b -d ewz --features r,v f.tks
	tickinject -b --seed 1 --per-day 30 t.tks
	END
}

@test "rows do not depend on locale and environment" {
	make_ticks 1000
	whole ticks.ndjson json > a
	LC_ALL=C.UTF-8 TZ=Asia/Tokyo POSIXLY_CORRECT=1 COLUMNS=20 \
	    whole ticks.ndjson json > b
	cmp a b
}

@test "the output for a prefix is a prefix of the output" {
	make_ticks
	tickwin -e 5s ticks.ndjson | tickfeat -F "$F" |
	    tickscore -d z --window 10 > all
	for n in 1 500 1777 3999; do
		head -n "$n" ticks.ndjson | tickwin -e 5s |
		    tickfeat -F "$F" | tickscore -d z --window 10 > part
		# what the end flushes is the bars still open: one a symbol
		rows=$(wc -l < part)
		sure=$((rows > 3 ? rows - 3 : 0))
		head -n "$sure" part > a
		head -n "$sure" all > b
		cmp a b
	done
}

@test "rows in are rows out and rows dropped, by named reason" {
	make_ticks 2000
	tac ticks.ndjson > back.ndjson
	tickwin -q -e 1s --max-late 100 --stats back.ndjson 2> stats > /dev/null
	run jq -e '.in == .used + ([.dropped[]] | add) and .dropped.late > 0' \
	    stats
	assert_success
	tickcat -s ES --stats ticks.ndjson 2> stats > out
	run jq -e --argjson n "$(wc -l < out)" \
	    '.in == $n + .dropped.not_selected and .out == $n' stats
	assert_success
	tickscore -d high_volume --max-size 100 --only-anomalies --stats \
	    ticks.ndjson 2> stats > out
	run jq -e --argjson n "$(wc -l < out)" \
	    '.in == $n + .dropped.no_anomaly and $n > 0' stats
	assert_success
}

# Run a command with --stats: its account adds up, and "out" is the lines it
# wrote, where ROWS is lines.
adds_up() { # ROWS COMMAND...
	local rows=$1 n
	shift
	"$@" --stats > out 2> stats
	tail -n 1 stats > account
	jq -e '.in + .made == .out + .used + ([.dropped[]] | add // 0)' \
	    account > /dev/null || fail "$*: $(cat account)"
	[ "$rows" = lines ] || return 0
	n=$(wc -l < out)
	jq -e --argjson n "$n" '.out == $n' account > /dev/null ||
	    fail "$*: $n lines: $(cat account)"
}

account_has() { # FILTER
	jq -e "$1" account > /dev/null || fail "$1: $(cat account)"
}

@test "the account of every tool adds up over a mixed bag of runs" {
	make_ticks 2000
	{
		sed '20s/"price":/"price":x/; 30s/.*//; 40s/$/{/' ticks.ndjson
		sed -n '1,50p' ticks.ndjson
		echo '{"kind":"news","ts_event":"2024-07-01T00:00:00Z"}'
	} > mixed
	printf 'time,symbol,price\n2024-07-01,A,1\ntime,symbol,price\n' > a.csv
	printf '2024-07-02,A,x\n2024-07-03,B,2\n' >> a.csv
	ticksim -x lab --seed 2 --symbols 3 -n 3000 -t dbn > day.dbn
	for args in "" "-s ES" "--dedup" "--shard 1/2" "--skip 7" "-n 100" \
	    "-s NQ --skip 3 --dedup -n 50" "--merge" "-k trades" \
	    "--loop 1 --start 2024-07-01T00:01"; do
		# shellcheck disable=SC2086
		adds_up lines tickcat --skip-bad $args mixed
		# shellcheck disable=SC2086
		adds_up "" tickcat --skip-bad -b $args mixed day.dbn
	done
	adds_up lines tickcat --skip-bad mixed
	account_has '.not_rows.bad == 2 and .dropped == {}'
	adds_up lines tickcat --skip-bad a.csv
	account_has '.in == 2 and .not_rows == {"bad":1,"headers":1}'
	for args in --count --summary; do
		adds_up "" tickcat --skip-bad "$args" mixed
		account_has '.used > 1000 and .out == 0'
	done
	adds_up "" tickcat --metadata day.dbn
	for args in dbn dbn-csv dbn-json; do
		adds_up "" tickcat -t "$args" -s SYM001 day.dbn
		account_has '.out > 500 and .dropped.not_selected > 500'
	done
	adds_up "" tickcat -t dbn day.dbn
	account_has '.in == 3000 and .out == 3000'
	adds_up "" tickcat -b --segment 8K --out-dir parts day.dbn
	account_has '.out == 3000'
	adds_up lines tickwin -e 1m --skip-bad mixed
	account_has '.made == .out and .dropped.late > 0'
	tickwin -e 1s --skip-bad mixed > bars
	adds_up "" tickwin -e 1s -t csv --kind nosuch ticks.ndjson
	account_has '.out == 0 and .dropped.other_kind == .made'
	adds_up lines tickfeat -x bars bars
	tickfeat -x bars bars > feats
	adds_up "" ticktrain -d z -o model feats
	account_has '.used > 100 and .out == 0'
	adds_up lines tickscore -d high_volume --max-size 100 --skip-bad \
	    <(grep -v news mixed)
	adds_up lines tickscore -m model --only-anomalies feats
	tickscore -d z feats > scores
	adds_up "" tickeval scores
	account_has '.used > 100'
	cat scores ticks.ndjson > both
	adds_up "" tickeval both
	account_has '.dropped.no_score_column == 2000'
	adds_up lines tickinject --seed 1 --skip-bad mixed
	for args in json bin dbn csv; do
		adds_up "" ticksim --seed 1 -n 500 --kind trades -t $args
		account_has '.made == 500 and .out == 500'
	done
}

@test "bad lines stop a tool, or are counted and kept with their reason" {
	make_ticks 100
	sed '50s/"price":/"price":x/' ticks.ndjson > bad.ndjson
	run --separate-stderr tickwin -e 1s bad.ndjson
	assert_failure 1
	[[ $stderr == tickwin:\ bad.ndjson:50:* ]]
	tickwin -e 1s --skip-bad --bad-to kept --stats bad.ndjson 2> stats > out
	run jq -e '.in == 99 and .not_rows.bad == 1 and
	    .bad == {"syntax": 1}' stats
	assert_success
	run jq -e '.line == 50 and .reason != "" and
	    (.raw | test("price"))' kept
	assert_success
	run --separate-stderr tickwin -e 1s --skip-bad --max-bad 0 bad.ndjson
	assert_success
	[[ $stderr == *"note: 1 bad rows skipped: syntax 1" ]]
	sed 's/"price":/"price":x/' ticks.ndjson > bad.ndjson
	run tickwin -e 1s --skip-bad --max-bad 5 bad.ndjson
	assert_failure 1
}

@test "a live row comes out before the next one is there" {
	need python3
	trades 3 A > rows.ndjson
	run python3 - <<'E'
import subprocess, sys
rows = open('rows.ndjson', 'rb').read().splitlines(keepends=True)
for _ in range(5):
    p = subprocess.Popen('tickcat -b | tickcat -b | tickcat', shell=True,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for row in rows:
        p.stdin.write(row)
        p.stdin.flush()
        # a row that waited for a buffer's filling would never come
        if not p.stdout.readline().startswith(b'{"kind":"trades"'):
            sys.exit('no row')
    p.stdin.close()
    p.wait()
E
	assert_success
}

@test "a model refuses other features and says which" {
	make_ticks
	tickwin -e 5s ticks.ndjson > bars
	tickfeat -F "$F" bars > feat
	ticktrain -q -d iforest --trees 10 -o m feat
	tickfeat -F "${F/20/21}" bars > other
	run tickscore -m m other
	assert_failure 1
	assert_output --partial def
	tickfeat -F 'r=logret(close),range=log(high/low)' bars > other
	run tickscore -m m other
	assert_failure 1
	assert_output --partial 'rz'
	tickwin -e 10s ticks.ndjson | tickfeat -F "$F" > other
	run tickscore -m m other
	assert_failure 1
	assert_output --partial def
	# through text, head and a filter of others it is still known
	head -n 500 feat | jq -c . > some
	run tickscore -m m some
	assert_success
}

@test "pieces joined with cat are one stream" {
	make_ticks
	head -n 1500 ticks.ndjson | tickcat -b > a.tks
	tail -n +1501 ticks.ndjson | tickcat -b > b.tks
	cat a.tks b.tks > ab.tks
	tickcat ab.tks > a
	tickcat ticks.ndjson > b
	cmp a b
	zstd -q a.tks b.tks
	cat a.tks.zst b.tks.zst | tickcat > a
	cmp a b
}

@test "an interrupted input is a pause: what is open is not flushed" {
	make_ticks 600
	tickcat -b ticks.ndjson > whole.tks
	mkfifo feed drain
	cat drain > cut.tks 3>&- &
	reader=$!
	tickcat -b < feed > drain 3>&- &
	tool=$!
	exec 9> feed
	cat ticks.ndjson >&9
	until_true test -s cut.tks
	sleep 0.2
	kill -TERM "$tool"
	exec 9>&-
	wait "$tool" || true
	wait "$reader"
	[ "$(tks_end cut.tks)" = interrupted ]
	run -1 --separate-stderr tickwin -e 1h -t json cut.tks
	assert_output ''
	tickwin -e 1h -t json whole.tks > out
	[ "$(wc -l < out)" -gt 0 ]
	run -1 bash -c 'tickwin -e 1h -b cut.tks > out.tks'
	[ "$(tks_end out.tks)" = interrupted ]
}

@test "a report carries the random floor and the baselines" {
	make_ticks
	whole ticks.ndjson json > scored
	run tickeval --seeds 4 -t json scored
	assert_success
	run jq -e 'tostring |
	    test("random") and test("B1") and test("B2")' <<< "$output"
	assert_success
}

# A stream with barrier 7 in front of its end.
with_barrier() {
	python3 - "$TOP/tests" "$1" "$2" <<'E'
import struct, sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import tks
data = open(sys.argv[2], 'rb').read()
rows, = struct.unpack_from('<Q', data, len(data) - 16)
head = struct.pack('<4scBHIIQ', b'\x89TKS', b'B', 0, 0, 7, 0, rows)
head += struct.pack('<Q', tks.xxh64(b'', tks.xxh64(head, 0)))
open(sys.argv[3], 'wb').write(data[:-32] + head + data[-32:])
E
}

@test "a tool without state hands barriers on, others refuse them" {
	need python3
	trades 50 A B | tickcat -b > plain.tks
	with_barrier plain.tks barrier.tks
	tickcat -b --no-provenance barrier.tks > passed.tks
	tickcat -b --no-provenance plain.tks > clean.tks
	[ $(($(stat -c %s passed.tks) - $(stat -c %s clean.tks))) -eq 32 ]
	tickcat plain.tks > plain.ndjson
	run -0 diff <(python3 "$TOP/tests/tks.py" passed.tks) plain.ndjson
	for command in 'tickwin -e 1s' 'tickfeat -x trades' 'tickinject' \
	    'tickscore -d high_volume --features size'; do
		run -1 --separate-stderr bash -c "$command barrier.tks"
		[[ $stderr == *"barrier 7: ${command%% *} keeps state"* ]]
	done
	# text carries none, and a count of rows is state
	for command in 'tickcat' 'tickcat -b -n 9999' 'tickcat -b --dedup' \
	    'tickcat -b --merge' 'tickcat -t dbn'; do
		run -1 --separate-stderr bash -c "$command barrier.tks"
		[[ $stderr == *"barrier 7: cannot be passed on"* ]]
	done
}
