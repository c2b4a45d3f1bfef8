#!/usr/bin/env bats
#
# golden.bats - the tools still make of testdata/ what they made of it.
#
# scripts/testdata writes these files; a change of theirs is a change of a
# format or of a formula and needs a reason.

load helper

DATA=$BATS_TEST_DIRNAME/../testdata

# Rows equal but for the last bits of doubles, which another libm may set
# otherwise.
near() {
	python3 - "$1" "$2" <<'PY'
import json, sys
a, b = ([json.loads(line) for line in open(f)] for f in sys.argv[1:])
if len(a) != len(b):
    sys.exit(f'{len(a)} rows and {len(b)}')
for n, (x, y) in enumerate(zip(a, b), 1):
    if list(x) != list(y):
        sys.exit(f'row {n}: other keys')
    for k, v in x.items():
        w = y[k]
        if v != w and not (isinstance(v, float) and isinstance(w, float) and
                           abs(v - w) <= 1e-12 * max(1, abs(v))):
            sys.exit(f'row {n}: {k}: {v} and {w}')
PY
}

@test "ticks, bars and Databento's CSV are byte for byte the same" {
	tickcat -n 400 "$DATA/day1.dbn.zst" | cmp - "$DATA/golden/ticks.ndjson"
	tickcat -n 400 -t dbn-csv -p --map-symbols "$DATA/day1.dbn.zst" |
	    cmp - "$DATA/golden/ticks.dbn.csv"
	tickwin -e 10s -t csv "$DATA/golden/ticks.ndjson" |
	    cmp - "$DATA/golden/bars.csv"
}

@test "features and scores are the same" {
	need python3
	tickwin -e 10s "$DATA/golden/ticks.ndjson" |
	    tickfeat -F 'r=logret(close), z=z(r,5), ez=ewz(r,10,warm=5)' > f
	near f "$DATA/golden/feats.ndjson"
	tickscore -d ewz --halflife 5 --features r \
	    "$DATA/golden/feats.ndjson" > s
	near s "$DATA/golden/scores.ndjson"
}

@test "the simulated days are the records that the seed makes" {
	for day in 1 6; do
		ticksim -x lab --seed 2024 --symbols 8 --days 6 \
		    --only-day "$day" --kind trades --rate 6000 -t dbn \
		    > again.dbn
		zstd -dcq "$DATA/day$day.dbn.zst" | cmp - again.dbn
	done
}

@test "what is broken is refused with one line, status 1" {
	for f in "$DATA"/bad/*; do
		run --separate-stderr tickcat -q --as X "$f"
		[ "$status" -eq 1 ] || echo "$f: status $status"
		[ "$status" -eq 1 ]
		[[ $stderr == "tickcat: $f:"* ]]
		[ "$(wc -l <<< "$stderr")" -eq 1 ]
	done
}
