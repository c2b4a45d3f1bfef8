#!/usr/bin/env bats
#
# fuzz.bats - the committed inputs, and what thousands of changes make of them.
#
# testdata/fuzz holds inputs that between them walk the decoders' paths; each
# goes through its target with the sanitizers on, then they are mutated for a
# while.  scripts/fuzz says how to run for longer.

load helper

# The targets are built once, in a folder of their own, whatever is under
# test.
setup_file() {
	export FUZZ_BUILD=$TOP/build-fuzz FUZZ_SKIP=''
	printf '%s\n' '#include <stddef.h>' \
	    'int LLVMFuzzerTestOneInput(const unsigned char *p, size_t n)' \
	    '{ return p == NULL && n > 0; }' >"$BATS_FILE_TMPDIR/x.c"
	clang -fsanitize=fuzzer -o "$BATS_FILE_TMPDIR/x" \
	    "$BATS_FILE_TMPDIR/x.c" 2>/dev/null || {
		FUZZ_SKIP="no clang with libFuzzer here"
		return 0
	}
	make -s -C "$TOP" -j"$(nproc)" FUZZ="$FUZZ_BUILD" fuzz
}

fuzz() {
	[ -z "$FUZZ_SKIP" ] || skip "$FUZZ_SKIP"
	assert_dir_exist "$TOP/testdata/fuzz/$1"
	run -0 "$TOP/scripts/fuzz" --build "$FUZZ_BUILD" --committed \
	    --runs 3000 "$1"
	assert_output --regexp "^$1: [1-9][0-9]* executions"
}

@test "DBN with its metadata holds what it must" {
	fuzz dbn
}

@test "symbology and metadata as JSON hold what they must" {
	fuzz symbology
}

@test "NDJSON holds what it must" {
	fuzz json
}

@test "our CSV gives the same rows cell by cell and by way of JSON" {
	fuzz cells
}

@test "the binary stream holds what it must" {
	fuzz tks
}

@test "delimited text and JSON of others hold what they must" {
	fuzz csv
}

@test "records in envelopes hold what they must" {
	fuzz envelope
}

@test "safetensors files and models hold what they must" {
	fuzz model
}

@test "numbers and times hold what they must" {
	fuzz num
}

@test "zones read are in order" {
	fuzz tz
}

@test "expressions that choose rows say the same each time" {
	fuzz where
}

@test "every target is run here" {
	local f
	for f in "$TOP"/tests/fuzz/fuzz_*.c; do
		f=${f##*/fuzz_}
		run -0 grep -x "	fuzz ${f%.c}" "$BATS_TEST_FILENAME"
	done
}

@test "arrays of JSON, and what is said of columns, hold what they must" {
	fuzz arrays
}

@test "formats of times hold what they must" {
	fuzz ts_format
}
