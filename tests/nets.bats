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
	assert_output --partial 'other options'
	[ ! -e other.model ]
	head -c 5000 work > part.state
	run -1 train --checkpoint part.state -o other.model
	assert_output --partial 'part.state: '
	run -2 ticktrain -d iforest --log x -o other.model feats.json
}

@test "a checkpoint that is a device is neither read nor removed" {
	a_device work 3
	train --checkpoint work -o one.model
	[ -c work ]
	train -o two.model
	cmp one.model two.model
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
	# nor do threads show
	for j in 1 3; do
		tickscore -m one.model -j $j feats.json | cmp - scores.json
	done
}

# Set PYTHON to one that has the module, or skip the test.
python_with() {
	for PYTHON in python3 /usr/bin/python3; do
		"$PYTHON" -c "import $1" 2>/dev/null && return
	done
	skip "no Python module $1 here"
}

# Options of small nets, those of nets.py.
small() {
	case $1 in
	lstm) echo -d lstm --hidden 6 ;;
	dense) echo -d dense --hidden 10 --latent 3 ;;
	transformer) echo -d transformer --width 8 --heads 2 --ff 12 \
	    --layers 2 --latent 4 ;;
	esac
}

@test "our models open in PyTorch, and score alike there" {
	python_with torch
	head -n 1500 feats.json > some.json
	for kind in dense lstm transformer; do
		# shellcheck disable=SC2046 # a list of words
		ticktrain $(small $kind) --window 12 --epochs 2 \
		    --windows 200 -o $kind.model feats.json
		tickscore -m $kind.model some.json > scores.json
		"$PYTHON" "$TOP/tests/nets.py" score $kind.model some.json \
		    scores.json
	done
}

@test "weights of PyTorch and of Keras make the same model, with its scores" {
	python_with torch
	head -n 1500 feats.json > some.json
	for kind in dense lstm transformer; do
		"$PYTHON" "$TOP/tests/nets.py" make $kind 2 torch.safetensors
		"$PYTHON" "$TOP/tests/nets.py" turn torch.safetensors \
		    keras.safetensors
		heads=()
		[ $kind != transformer ] || heads=(--heads 2)
		for from in torch keras; do
			ticktrain -d $kind --window 12 "${heads[@]}" \
			    --import $from.safetensors -o $from.model feats.json
		done
		cmp torch.model keras.model
		tickscore -m torch.model some.json > scores.json
		"$PYTHON" "$TOP/tests/nets.py" score torch.model some.json \
		    scores.json
	done
}

@test "any safetensors reader opens our models" {
	python_with safetensors
	train -o one.model
	run -0 "$PYTHON" -c 'if True:
	    from safetensors import safe_open
	    with safe_open("one.model", "np") as f:
	        print(f.metadata()["detector"],
	              f.get_tensor("model.decoder.weight_hh_l0").shape)'
	assert_output 'lstm (24, 6)'
}

@test "weights that do not fit are refused, each with its reason" {
	train -o one.model
	# weights of a model of ours are weights too, its scaling with them
	ticktrain -d lstm --window 12 --import one.model -o again.model \
	    feats.json
	tickscore -m one.model feats.json | jq -c .score > one
	tickscore -m again.model feats.json | jq -c .score | cmp one -
	run -1 ticktrain -d lstm --window 12 --features r --import one.model \
	    -o no.model feats.json
	assert_output --partial \
	    'array "model.encoder.weight_ih_l0": shape [24,2], expected [24,1]'
	run -1 ticktrain -d dense --import one.model -o no.model feats.json
	assert_output --partial 'no weights of dense for 2 columns'
	run -1 ticktrain -d lstm --import feats.json -o no.model feats.json
	assert_output --partial 'feats.json: '
	run -2 ticktrain -d iforest --import one.model -o no.model feats.json
	run -2 ticktrain -d lstm --import one.model --log x -o no.model \
	    feats.json
	assert_output --partial 'trains nothing'
	assert_not_exists no.model
}

@test "an array that is no part of the net is refused" {
	need python3
	train -o one.model
	python3 "$TOP/tests/nets.py" pick one.model good
	python3 "$TOP/tests/nets.py" pick one.model more +extra
	python3 "$TOP/tests/nets.py" pick one.model less -output.bias
	ticktrain -d lstm --window 12 --import good -o good.model feats.json
	run -1 ticktrain -d lstm --window 12 --import more -o no.model \
	    feats.json
	assert_output --partial 'array "extra": not a part of this net'
	run -1 ticktrain -d lstm --window 12 --import less -o no.model \
	    feats.json
	assert_output --partial 'no array "output.bias"'
}

@test "events of a file are left out, and one that meets no row is told of" {
	jq -r 'select(.symbol == "SYM000") | .ts_event' bars.json |
	    sed -n '100p;140p' > when
	{ echo start,end,symbol,kind
	  echo "$(sed -n 1p when),$(sed -n 2p when),SYM000,news"
	  echo 1999-01-01T00:00:00Z,1999-01-01T01:00:00Z,,news
	} > events.csv
	run -0 --separate-stderr train --stats --exclude events.csv -o one.model
	run jq -s '.[-1].dropped.labelled' <<< "${stderr_lines[-1]}"
	assert_output 41
	[[ $stderr == *"1 of 2 spans meet no row"* ]]
	train -o two.model
	run -1 cmp one.model two.model
	run -2 train --exclude-of x -o no.model
}

@test "a checkpoint of a training on other rows is refused" {
	train --checkpoint work -o /dev/full || true
	[ -s work ]
	run -1 train --checkpoint work --scale minmax -o other.model
	assert_output --partial 'a training on other rows'
	head -n 1200 feats.json > feats.less
	mv feats.less feats.json
	run -1 train --checkpoint work -o other.model
	assert_output --partial 'a training on other rows'
}

@test "log returns of prices are a net's own input" {
	# a symbol a thousand times as dear has the same scores
	jq -c 'select(.symbol == "SYM000")' bars.json > one.json
	jq -c '(.open, .high, .low, .close) |= (. * 1000 | round)' one.json \
	    > dear.json
	tickfeat -F c=close one.json > c.json
	tickfeat -F c=close dear.json > dear.feats
	ticktrain -d dense --input return --window 12 --epochs 2 \
	    --windows 300 -o r.model c.json
	tickscore -m r.model c.json | jq .score > a
	tickscore -m r.model dear.feats | jq .score > b
	run -0 paste a b
	# the first row has no return
	run jq -s 'map(. != null) | index(true)' a
	assert_output 12
	run jq -n --slurpfile a a --slurpfile b b '[range($a | length)] |
	    all(. as $i | $a[$i] == $b[$i] or
	        ($a[$i] - $b[$i] | fabs) < 1e-4 * $a[$i])'
	assert_output true
}

@test "an alarm says where in the window the error is" {
	train -o one.model
	tickscore -m one.model --quantile 0.99 feats.json > scores.json
	run jq -s '[.[] | select(.anomaly == 1) | .rows_back] |
	    length > 5 and all(. >= 0 and . < 12) and (unique | length) > 2' \
	    scores.json
	assert_output true
	run jq -s '[.[] | select(.anomaly == 0) | .rows_back] | unique' \
	    scores.json
	assert_output --regexp '^\[[^0-9]*null[^0-9]*\]$'
	tickscore -d ewz feats.json | head -n 1 | grep -v rows_back
}

@test "a loss that is not finite stops with a message and no model" {
	tickfeat -F 'x=1e36*log(volume+1)' bars.json > feats.json
	run -1 train --scale none --cell relu --checkpoint work -o no.model
	assert_output --partial 'not finite'
	assert_output --partial 'lower --lr'
	assert_not_exists no.model
}

@test "a terminal sees the loss and the time that is left" {
	need script
	run -0 script -qec "ticktrain -d lstm --window 12 --hidden 32 \
	    --windows 3000 --epochs 4 -j 1 -o one.model feats.json" /dev/null
	assert_output --regexp 'ticktrain: [0-9]+ % of the epochs, loss '
	assert_output --regexp 'loss [0-9.e+-]+, at most [0-9]+ s left'
	run -0 train -o two.model # no terminal, no progress
	assert_output ''
}

@test "presets are the reference systems' models, and options go before them" {
	ticksim -x lab --seed 5 --symbols 1 --days 1 -k ohlcv-1m -b > bars.tks
	tickfeat -F mid=close bars.tks > mid.tks
	ticktrain -x fx-lstm --epochs 1 --windows 32 --force -o fx.model \
	    mid.tks
	run jq -c '[.detector, .how[0:13]] + (.options | fromjson? // . |
	    [.window, .hidden, .cell, .forward, .input])' \
	    <(ticktrain --show fx.model)
	assert_output '["lstm","quantile 0.99",60,64,"relu",true,"level"]'
	tickfeat -x nifty-transformer bars.tks > ohlcv.tks
	ticktrain -x nifty-transformer --epochs 1 --windows 32 --layers 1 \
	    -o t.model ohlcv.tks
	run jq -c '[.detector] + (.options | fromjson? // . |
	    [.window, .layers, .heads])' <(ticktrain --show t.model)
	assert_output '["transformer",60,1,8]'
	run -2 ticktrain -x nope -o no.model mid.tks
	assert_output --partial 'unknown preset'
	run -2 ticktrain -x fx-lstm -d iforest -o no.model mid.tks
	assert_output --partial '-x fx-lstm: the preset is for -d lstm'
	run -2 ticktrain -d nope -o no.model mid.tks
	assert_output --partial '"nope": unknown detector'
	ticktrain --list | grep '^  fx-lstm .*64 relu cells'
}

# Rank of each event's highest score among all rows, one a line, in order.
ranks() {
	tickeval --seeds 0 -t json --labels "$SHARED/data/events.csv" \
	    --labels-of "$1" "$2" |
	    jq -r '.event_list | sort_by(.start)[] | .rank.model'
}

@test "the ECB of 2014-05-08 ranks first for a network of the days before" {
	shared data/fx/eurusd-oanda-tick-2014-05-05_09.csv.zst
	tickcat -b --as EURUSD \
	    "$SHARED/data/fx/eurusd-oanda-tick-2014-05-05_09.csv.zst" |
	    tickwin -e 1s | tickfeat -x local-price > all.tks
	tickcat -b --end 2014-05-08 all.tks |
	    ticktrain -x fx-local --epochs 8 -o fx.model
	tickcat -b --start 2014-05-08 --end 2014-05-09 all.tks |
	    tickscore -m fx.model > day.tks
	ranks eurusd-oanda-tick-2014-05-05_09 day.tks > ranked
	assert_equal "$(wc -l < ranked)" 2
	run awk '$1 > 10' ranked
	assert_output ''
}

@test "the crashes of 2024 rank high for a network of the months before" {
	shared data/equity/nifty50-1m-2024.csv.zst
	tickcat -b --tz +05:30 "$SHARED/data/equity/nifty50-1m-2024.csv.zst" |
	    tickfeat -x local-price --session 09:15-15:30 \
	    --tz Asia/Kolkata > all.tks
	tickcat -b --end 2024-06-01 all.tks |
	    ticktrain -x bars-local --epochs 6 \
	    --exclude "$SHARED/data/events.csv" \
	    --exclude-of nifty50-1m-2024 -o nifty.model
	tickcat -b --start 2024-06-01 all.tks |
	    tickscore -m nifty.model > rest.tks
	# the gap of 06-03 lies in the first rows of a day: no window is full
	ranks nifty50-1m-2024 rest.tks > ranked
	run -0 cat ranked
	assert_line --index 0 null
	run awk '$1 != "null" && $1 > 50' ranked
	assert_output ''
	assert_equal "$(wc -l < ranked)" 3
}
