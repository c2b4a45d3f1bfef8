#!/usr/bin/env bats
#
# nets.bats - networks: trained by the tool, killed, resumed, scored.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	ticksim -x lab --seed 5 --symbols 2 --days 2 -n 30000 -k ohlcv-1m \
	    -t json > bars.json
	tickfeat -F 'r=logret(close), v=log(volume+1)' bars.json > feats.json
}

# Train a small net; further options behind.
train() {
	ticktrain -d lstm --scale robust --window 12 --hidden 6 --windows 300 \
	    --epochs 6 "$@" feats.json
}

@test "a model does not depend on threads, and a kill does not show in it" {
	train -j 1 -o one.model
	train -j 3 -o three.model
	cmp one.model three.model
	# the work of one epoch, then the rest from there
	ticktrain -d lstm --scale robust --window 12 --hidden 6 \
	    --windows 300 --epochs 6 --checkpoint work -o cut.model \
	    --log log.json feats.json > out 2>&1 &
	pid=$!
	until [ -s work ] || ! kill -0 "$pid" 2>/dev/null; do :; done
	kill -9 "$pid" 2>/dev/null || true
	wait "$pid" || true
	train --checkpoint work -o cut.model
	cmp one.model cut.model
	[ ! -e work ]
}

@test "the log has a line per epoch, and the loss falls" {
	train --log log.json -o one.model
	[ "$(wc -l < log.json)" -eq 6 ]
	run jq -es 'map(.epoch) == [1, 2, 3, 4, 5, 6] and
	    .[5].loss < .[0].loss' log.json
	assert_success
}

@test "a checkpoint of other options is refused, and a damaged one" {
	train --checkpoint work -o /dev/full || true
	[ -s work ]
	run -1 train --seed 2 --checkpoint work -o other.model
	assert_output --partial 'state of other options'
	[ ! -e other.model ]
	head -c 5000 work > part.state
	run -1 train --checkpoint part.state -o other.model
	assert_output --partial 'part.state: '
	run -2 ticktrain -d iforest --log x -o other.model feats.json
}

@test "a warm start goes on from another model's weights" {
	train -o one.model --log first.json
	train -o two.model --warm-start one.model --log second.json
	run jq -n '[inputs] | .[6].loss < .[0].loss' first.json second.json
	assert_output true
	run -1 train --hidden 7 --warm-start one.model -o three.model
	assert_output --partial 'other sizes'
}

@test "rows are scored from the first full window on, alike in any batch" {
	train -o one.model
	tickscore -m one.model feats.json > scores.json
	run jq -s '[.[] | select(.symbol == "SYM000")] |
	    map(.score != null) | index(true)' scores.json
	assert_output 12 # the first return is missing
	head -n 1000 feats.json |
	    while read -r row; do echo "$row"; done |
	    tickscore -m one.model > slow.json
	head -n 1000 scores.json | cmp - slow.json
}
