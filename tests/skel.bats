#!/usr/bin/env bats
#
# skel.bats - adding a thing is one file and one line.
#
# In a copy of the sources each room's skel.c becomes a thing of its own: the
# file under another name and a line in list.h, nothing else.  It must show
# in --list, the generic tests must run over it, and the manual's test must
# name the entry that is missing.

load helper

# All is built once; each test takes a copy of the whole with its times, so
# that make compiles only what the new file and the new line touch.
setup_file() {
	local top=$BATS_TEST_DIRNAME/..

	cd "$BATS_FILE_TMPDIR" || return
	cp -r "$top/Makefile" "$top/lib" "$top/cmd" "$top/scripts" .
	mkdir -p tests
	cp -r "$top/man" .
	cp -r "$top/tests/unit" "$top/tests/man.bats" "$top/tests/helper.bash" \
	    tests/
	make -s O=out CFLAGS=-O0 all out/unit/window_every \
	    out/unit/detect_every > log 2>&1 || { cat log >&3; false; }
}

copy_tree() {
	cp -a "$BATS_FILE_TMPDIR/." .
}

# folder of the entries, macro, tool that lists it
add_skel() {
	sed 's/skel/novel/g' "lib/$1/skel.c" > "lib/$1/novel.c"
	printf '%s(novel)\n' "$2" >> "lib/$1/list.h"
	make -s O=out CFLAGS=-O0 "out/bin/$3" > log 2>&1 || { cat log; false; }
	run "out/bin/$3" --list
	assert_success
	assert_output --partial novel
}

# The test over a whole list runs the new entry, too.
generic() { # UNIT
	make -s O=out CFLAGS=-O0 "out/unit/$1" > log 2>&1 || { cat log; false; }
	run "out/unit/$1"
	assert_success
}

# The manual's test, by its name, says that the new thing has no entry.
asks_for_entry() {
	PATH=$PWD/out/bin:$PATH run bats --tap -f "$1" tests/man.bats
	assert_failure
	assert_output --partial novel
}

@test "an aggregate is one file and one line" {
	copy_tree
	add_skel window/agg AGGREGATE tickwin
	asks_for_entry 'clock and aggregate'
	trades 200 > t.ndjson
	run out/bin/tickwin -e 1m --agg ohlc,novel -t csv t.ndjson
	assert_success
	assert_line --index 0 --partial ,novel,
	make -s O=out CFLAGS=-O0 out/unit/window_every > log 2>&1
	run out/unit/window_every
	assert_success
}

@test "a clock is one file and one line" {
	copy_tree
	add_skel window/clock CLOCK tickwin
	asks_for_entry 'clock and aggregate'
	trades 200 > t.ndjson
	run out/bin/tickwin --clock 'novel(50)' -t csv t.ndjson
	assert_success
	refute_line --regexp ',(5[1-9]|[6-9][0-9]|[0-9]{3,}),[0-9]+$'
	assert [ "${#lines[@]}" -gt 4 ]
	make -s O=out CFLAGS=-O0 out/unit/window_every > log 2>&1
	run out/unit/window_every
	assert_success
}

@test "a column function is one file and one line" {
	copy_tree
	add_skel feat/fn COLUMN_FN tickfeat
	asks_for_entry 'column function'
	trades 200 > t.ndjson
	out/bin/tickwin -e 10s t.ndjson > b.ndjson
	run out/bin/tickfeat -F 'y=novel(close)' b.ndjson
	assert_success
	assert_output --partial '"y":'
	generic feat_every
}

@test "a detector is one file and one line, and the generic tests run it" {
	copy_tree
	add_skel detect/method DETECTOR tickscore
	make -s O=out CFLAGS=-O0 out/bin/ticktrain > log 2>&1
	asks_for_entry 'each detector'
	run out/bin/tickscore -d novel --help
	assert_success
	assert_output --partial novel
	make -s O=out CFLAGS=-O0 out/unit/detect_every > log 2>&1
	run out/unit/detect_every
	assert_success
	trades 500 > t.ndjson
	out/bin/tickwin -e 1s t.ndjson |
	    out/bin/tickfeat -F 'r=logret(close)' > f.ndjson
	run out/bin/tickscore -d novel f.ndjson
	assert_success
	assert_output --partial '"kind":"score"'
}

@test "a metric is one file and one line" {
	copy_tree
	add_skel eval/metric METRIC tickeval
	asks_for_entry 'metric and type'
	generic eval_metrics
}

@test "an injected type is one file and one line" {
	copy_tree
	add_skel synth/type INJECT tickinject
	asks_for_entry 'metric and type'
	generic synth_every
}

@test "an input layout is one file and one line, and is detected" {
	copy_tree
	add_skel source/vendor LAYOUT tickcat
	asks_for_entry 'metric and type'
	printf '%s\n' 'day;clock;bid;ask' '2026.01.05;14:00:00;1.1;1.1002' \
	    '2026.01.05;14:00:01;;1.1003' > EURUSD_x.csv
	run out/bin/tickcat EURUSD_x.csv
	assert_success
	assert_line -n 0 --partial '14:00:00.000000000Z","symbol":"EURUSD"'
	assert_line -n 0 --partial '"bid_px_00":1.1,"ask_px_00":1.1002}'
	assert_line -n 1 --partial '"bid_px_00":1.1,"ask_px_00":1.1003}'
	run out/bin/tickcat -f novel EURUSD_x.csv
	assert_success
}
