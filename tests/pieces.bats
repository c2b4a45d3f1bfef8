#!/usr/bin/env bats
#
# pieces.bats - a chain of tools run piece by piece (scripts/recipes/pieces).

load helper

PIECES=$BATS_TEST_DIRNAME/../scripts/recipes/pieces
DATA=$BATS_TEST_DIRNAME/../testdata

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	need flock
	trades 6000 ES NQ CL > t.ndjson
	for i in 1 2 3 4; do
		sed -n "$((1500 * i - 1499)),$((1500 * i))p" t.ndjson > "p$i"
	done
}

# The chain over piece $1, with a stage in the middle ($2...).
chain() {
	local piece=$1
	shift
	"$PIECES" "${final[@]}" d tickcat -b "$piece" -- tickwin -e 5s -- "$@" \
	    tickfeat -x bars -- tickscore -d ewz -t json
}

whole() {
	tickcat -b t.ndjson | tickwin -e 5s | tickfeat -x bars |
	    tickscore -d ewz -t json
}

@test "pieces of a chain print what one run prints" {
	local final=()
	whole > want
	[ "$(wc -l < want)" -gt 500 ]
	for i in 1 2 3; do
		chain "p$i" >> got
	done
	# An empty piece changes nothing.
	: > none
	"$PIECES" d tickcat -b --allow-empty none -- tickwin -e 5s -- \
	    tickfeat -x bars -- tickscore -d ewz -t json > empty
	[ ! -s empty ]
	final=(--final)
	chain p4 >> got
	cmp got want
	# The chain has ended: the next piece begins a new one.
	final=()
	chain p1 > again
	cmp again <(head -c "$(wc -c < again)" want)
	[ "$(wc -l < again)" -gt 100 ]
	# Every tool has a state, also the first, which drops what came before.
	"$PIECES" e tickcat -b --dedup p1 -- tickwin -e 5s -- \
	    tickfeat -x bars -- tickscore -d ewz -t json > one
	assert_equal "$(cd e/last && echo *)" \
	    '1.tickcat 2.tickwin 3.tickfeat 4.tickscore out'
	cmp one <(head -c "$(wc -c < one)" want)
	"$PIECES" e tickcat -b --dedup p1 p2 -- tickwin -e 5s -- \
	    tickfeat -x bars -- tickscore -d ewz -t json >> one
	cmp one <(head -c "$(wc -c < one)" want)
	# One that sorts begins anew with each piece.
	"$PIECES" f tickcat -b --sort p1 -- tickwin -e 5s > sorted
	assert_equal "$(cd f/last && echo *)" '2.tickwin out'
	# Folders of pieces long past are gone.
	[ "$(find d -maxdepth 1 -name '[0-9]*' | wc -l)" -eq 2 ]
}

@test "a stage that fails in the middle leaves all as it was" {
	local final=() last i
	whole > want
	chain p1 > got
	# The first rows come through, then the stage fails; and one that fails
	# though all rows came through.
	for how in 'head -c 20000; exit 1' 'cat; exit 7' 'kill -9 $$'; do
		last=$(readlink d/last)
		sum=$(cat d/last/* | sha256sum)
		run -1 --separate-stderr chain p2 bash -c "$how" --
		assert_output ''
		[[ $stderr == *"stage "?" of 5: status "* ]]
		[[ $stderr == *"d is as it was before this piece"* ]]
		[ "$(readlink d/last)" = "$last" ]
		[ "$(cat d/last/* | sha256sum)" = "$sum" ]
	done
	chain p2 >> got
	chain p3 >> got
	# The first and the last stage, too.
	run -1 "$PIECES" d tickcat -b missing -- tickwin -e 5s -- \
	    tickfeat -x bars -- tickscore -d ewz -t json
	run -1 "$PIECES" d tickcat -b p4 -- tickwin -e 5s -- \
	    tickfeat -x bars -- tickscore -d ewz -t json -- false
	final=(--final)
	chain p4 >> got
	cmp got want
}

@test "a piece that is killed can be given again" {
	local final=() i pid
	whole > want
	chain p1 > got
	mkfifo feed
	"$PIECES" d tickcat -b feed -- tickwin -e 5s -- tickfeat -x bars -- \
	    tickscore -d ewz -t json > lost 3>&- &
	pid=$!
	exec 8> feed
	head -n 1000 p2 >&8
	# While it runs, no other piece is begun.
	run -1 --separate-stderr chain p2
	[[ $stderr == *"d: the previous piece is still running"* ]]
	kill -9 "$pid"
	wait "$pid" || true
	exec 8>&-
	timeout 60 flock d/lock true # its stages end
	[ ! -s lost ]
	chain p2 >> got
	chain p3 >> got
	final=(--final)
	chain p4 >> got
	cmp got want
}

@test "other options than those of the pieces before are refused" {
	local final=()
	chain p1 > got
	run -1 --separate-stderr "$PIECES" d tickcat -b p2 -- tickwin -e 10s \
	    -- tickfeat -x bars -- tickscore -d ewz -t json
	[[ $stderr == *"other options"*"stage 2 of 4: status 1"* ]]
	[ "$(readlink d/last)" = 1 ]
	run -2 "$PIECES" d
	run -2 "$PIECES" d tickcat -b p2 -- -- tickwin
	run -2 "$PIECES" --last d tickcat p2
}

@test "six days by cron give the alarms of one run over the six" {
	local final=() day
	tickcat -b "$DATA"/day[1-4].dbn.zst | tickwin -e 1m |
	    tickfeat -x default | ticktrain -q -o m.model
	tickcat -b "$DATA"/day[1-6].dbn.zst | tickwin -e 1m |
	    tickfeat -x default | tickscore -m m.model --alarms-per-day 5 \
	    --only-anomalies -t json > want
	[ "$(wc -l < want)" -gt 30 ]
	for day in 1 2 3 4 5 6; do
		[ $day -lt 6 ] || final=(--final)
		"$PIECES" "${final[@]}" d tickcat -b "$DATA/day$day.dbn.zst" \
		    -- tickwin -e 1m -- tickfeat -x default -- \
		    tickscore -m m.model --alarms-per-day 5 --only-anomalies \
		    -t json
	done > got
	cmp got want
	echo "# $(wc -l < got) alarms"
}

@test "a day in pieces has the alarms it has in one run, alone it has fewer" {
	local day final=()
	chain() {
		tickwin -e 1m | tickfeat -x bars
	}
	score() {
		tickscore -q -m m.model --alarms-per-day 5 -t json
	}
	alarms() {
		jq -c 'select(.anomaly == 1 and .ts_event > "2024-01-09") |
		    [.ts_event, .symbol, .score]' "$1"
	}
	tickcat -b "$DATA"/day[1-4].dbn.zst | chain |
	    ticktrain -q -d iforest -o m.model
	tickcat -b "$DATA"/day[1-6].dbn.zst | chain | score > one
	tickcat -b "$DATA"/day6.dbn.zst | chain | score > alone
	for day in 1 2 3 4 5 6; do
		[ $day -lt 6 ] || final=(--final)
		"$PIECES" "${final[@]}" d tickcat -b "$DATA/day$day.dbn.zst" \
		    -- tickwin -e 1m -- tickfeat -x bars -- tickscore -q \
		    -m m.model --alarms-per-day 5 -t json
	done > pieces
	cmp pieces one
	alarms one > want
	alarms alone > got
	echo "# the day has $(wc -l < want) alarms, alone $(wc -l < got), and" \
	    "$(grep -c '"score":null' alone) rows alone have no score"
	[ "$(wc -l < want)" -gt "$(wc -l < got)" ]
	[ "$(grep -c '"score":null' alone)" -eq 520 ]
}
