#!/usr/bin/env bats
#
# pooled.bats - one state of a learning detector for all symbols.

load helper

setup_file() {
	cd "$BATS_FILE_TMPDIR" || exit
	ticksim -x lab --seed 6 --symbols 4 --days 6 -k ohlcv-1m \
	    --session 14:30-17:00 -b |
	    tickfeat -F 'r=logret(close), vz=z(volume,30)' -t json >feat.json
	sed 's/"symbol":"[^"]*"/"symbol":"ALL"/' feat.json >one.json
}

setup() {
	cd "$BATS_TEST_TMPDIR" || exit
	ln -s "$BATS_FILE_TMPDIR"/* .
}

learners() {
	printf '%s\n' 'ewz' 'z --window 30' 'z --window 30 --robust' \
	    'hst --hst-rows 100 --hst-trees 5' \
	    'rcf --rcf-shingle 1 --rcf-trees 5 --rcf-sample 64'
}

# Score, p and decision of each row.
decided() {
	jq -c '[.score, .p, .anomaly]'
}

@test "pooled scores are those of the same rows under one symbol" {
	local d
	while read -r d; do
		# shellcheck disable=SC2086 # words
		tickscore -q -d $d --features r,vz --threshold 3 one.json |
		    decided >want
		# shellcheck disable=SC2086
		tickscore -q --pooled -d $d --features r,vz --threshold 3 \
		    feat.json | decided >got
		assert [ "$(grep -vc null got)" -eq 0 ]
		assert [ "$(grep -c '^\[[0-9]' got)" -gt 1000 ]
		cmp want got
		# and not those of a state for each symbol
		# shellcheck disable=SC2086
		tickscore -q -d $d --features r,vz --threshold 3 feat.json |
		    decided >each
		refute cmp -s each got
	done < <(learners | sed 's/$//')
}

@test "pooled rows one by one, in batches and in pieces are the same" {
	local d n from
	while read -r d; do
		# shellcheck disable=SC2086 # words
		set -- -q --pooled -d $d --features r,vz --threshold 3
		tickscore "$@" feat.json >want
		tickcat -b feat.json | tickscore "$@" -t json >got
		cmp want got
		head -n 300 feat.json |
		    while IFS= read -r row; do echo "$row"; sleep .0005; done |
		    tickscore "$@" >got
		cmp <(head -n 300 want) got
		rm -f state
		: >got
		for from in 1 2 400 1700; do
			case $from in 1) n=1 ;; 2) n=398 ;; 400) n=1300 ;;
			*) n=100000 ;; esac
			tail -n +$from feat.json | head -n $n |
			    tickscore "$@" --state state >>got
		done
		cmp want got
	done < <(learners)
}

@test "a model that was trained pooled is scored pooled, and says so" {
	ticktrain -q -d ewz --features r,vz --pooled -o pooled.model feat.json
	ticktrain -q -d ewz --features r,vz -o one.model one.json
	ticktrain -q -d ewz --features r,vz -o each.model feat.json
	assert_equal "$(ticktrain --show pooled.model | jq .pooled)" 1
	assert_equal "$(ticktrain --show each.model | jq .pooled)" null
	tickscore -q -m one.model one.json | decided >want
	tickscore -q -m pooled.model feat.json | decided >got
	cmp want got
	tickscore -q --pooled -m pooled.model feat.json | decided >got
	cmp want got
	run -1 tickscore -m each.model --pooled feat.json
	assert_output "tickscore: each.model: --pooled: its scores were \
calibrated with one state per symbol: make it with ticktrain --pooled"
}

@test "components that follow the rows may follow those of all symbols" {
	ticktrain -q -d pca-maha --pca-window 1 --features r,vz -o p.model \
	    feat.json
	tickscore -q -m p.model --learn 500 one.json | decided >want
	tickscore -q -m p.model --learn 500 feat.json | decided >each
	tickscore -q -m p.model --learn 500 --pooled feat.json | decided >got
	cmp want got
	refute cmp -s each got
	# windows remain those of one symbol
	ticktrain -q -d pca-maha --pca-window 4 --features r,vz -o w.model \
	    feat.json
	tickscore -q -m w.model --learn 500 --pooled feat.json |
	    jq -s 'group_by(.symbol) | map(.[:3] | map(.score == null) | all) |
	    all' >got
	assert_equal "$(cat got)" true
}

@test "a pooled state belongs to no symbol, and to a pooled run only" {
	need python3
	tickscore -q --pooled -d ewz --features r,vz --threshold 3 \
	    --state state feat.json >out
	run -0 python3 - state <<-'EOF'
	import json, struct, sys
	b = open(sys.argv[1], 'rb').read()
	n = struct.unpack('<Q', b[:8])[0]
	h = json.loads(b[8:8 + n])
	words = h['__metadata__'].get('symbols', '')
	for k, v in h.items():
	    if k.endswith('.state.@symbol'):
	        a, z = v['data_offsets']
	        print(struct.unpack('<%dI' % v['shape'][0],
	                            b[8 + n + a:8 + n + z]))
	EOF
	run -1 tickscore -q -d ewz --features r,vz --threshold 3 \
	    --state state feat.json
	assert_output --partial "state was saved with other options"
}

@test "what cannot be pooled is refused by name" {
	run -2 tickscore --pooled -d damp --features r feat.json
	assert_output "tickscore: --pooled: damp compares a row with the rows \
before it of the same symbol: leave one of the two out"
	run -2 ticktrain --pooled -d iforest --features r -o m feat.json
	assert_output "ticktrain: --pooled: iforest has no state that all \
symbols can share: leave --pooled out, or see ticktrain --list"
	run -2 ticktrain --pooled -o m feat.json
	assert_output --partial "--pooled: the recommended detector has no"
	run -2 tickscore --pooled -d gap --max-gap 5m feat.json
	assert_output "tickscore: --pooled has no effect: no detector here \
learns while it scores"
	# a rule beside a learner keeps its own states
	run -0 tickscore -q --pooled -d gap --max-gap 5m -d ewz --features r \
	    feat.json
}

@test "a model file that pools what cannot be pooled is refused" {
	need python3
	ticktrain -q -d iforest --features r,vz -o m feat.json
	python3 - <<-'EOF'
	import json, struct
	b = open('m', 'rb').read()
	n = struct.unpack('<Q', b[:8])[0]
	h = json.loads(b[8:8 + n])
	h['__metadata__']['pooled'] = '1'
	t = json.dumps(h, separators=(',', ':')).encode()
	t += b' ' * (-len(t) % 8)
	open('bad', 'wb').write(struct.pack('<Q', len(t)) + t + b[8 + n:])
	EOF
	run -1 ticktrain --show bad
	assert_output --partial "pooled"
}
