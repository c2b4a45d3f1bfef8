#!/usr/bin/env bats
#
# score.bats - tickscore: pieces with a state, warm-up.

load helper

setup_file() {
	cd "$BATS_FILE_TMPDIR" || exit
	ticksim -x lab --seed 5 --symbols 4 --days 6 -k ohlcv-1m \
	    --session 14:30-17:00 -b |
	    tickfeat -F 'r=logret(close), rz=z(r,20), vz=z(volume,30)' \
	    -t json >feat.json
	# --spot decides from a symbol's 1,000th score on
	ticksim -x lab --seed 5 --symbols 4 --days 10 -k ohlcv-1m \
	    --session 14:30-17:00 -b |
	    tickfeat -F 'r=logret(close), rz=z(r,20), vz=z(volume,30)' \
	    -t json >long.json
	ticksim -x lab --seed 5 --symbols 8 --days 6 -b >ticks.tks
	head -n 2500 feat.json >train.json
	local small='--window 6 --epochs 2 --windows 200 --features r,rz,vz'
	local use='--features r,rz,vz'
	# shellcheck disable=SC2086 # words
	{
		ticktrain -q $use -d iforest -o iforest.model train.json
		ticktrain -q $use -d tails -o tails.model train.json
		ticktrain -q $use -d ewz -o ewz.model train.json
		ticktrain -q $use -d z --window 30 -o z.model train.json
		ticktrain -q $use -d pca-maha -o pca-maha.model train.json
		ticktrain -q $use -d pca-recon -o pca-recon.model train.json
		ticktrain -q $use -d knn -o knn.model train.json
		ticktrain -q $use -d dbscan -o dbscan.model train.json
		ticktrain -q $use -o heads.model train.json
		ticktrain -q -d dense $small --hidden 8 --latent 2 \
		    -o dense.model train.json
		ticktrain -q -d lstm $small --hidden 4 -o lstm.model train.json
		ticktrain -q -d transformer $small --width 8 --heads 2 --ff 8 \
		    --layers 1 --latent 2 -o transformer.model train.json
	}
}

setup() {
	cd "$BATS_TEST_TMPDIR" || exit
	ln -s "$BATS_FILE_TMPDIR"/* .
}

# Rows of FILE, cut where SEED has it, in pieces with a state; the options of
# tickscore.
pieces() {
	local file=$1 seed=$2 p
	shift 2
	rm -rf state cut
	mkdir cut
	awk -v seed="$seed" '
	BEGIN { srand(seed); left = int(rand() * 400); name = 10
		printf "" > "cut/10" }
	{ while (left-- <= 0) { # an empty piece now and then
		left = int(rand() * 900) * (rand() < 0.9)
		printf "" > ("cut/" ++name) }
	  print > ("cut/" name) }' "$file"
	for p in cut/*; do
		tickscore -q --state state "$@" "$p" || return
	done
	: >last
	tickscore -q --state state --final "$@" last
}

# Rows of stdin through a tickscore of these options: each is written when the
# one before it has come out.
one_by_one() {
	local row in out pid
	coproc SCORE { tickscore -q "$@" 3>&-; }
	pid=$SCORE_PID
	exec {in}>&"${SCORE[1]}" {out}<&"${SCORE[0]}"
	eval "exec ${SCORE[1]}>&-"
	while IFS= read -r row; do
		echo "$row" >&$in
		IFS= read -r -t 60 row <&$out || break
		echo "$row"
	done
	exec {in}>&-
	cat <&$out
	exec {out}<&-
	wait "$pid"
}

# The options of a small model of a preset.
small_preset() {
	set -- "$1" -x "$1" --features r,rz
	case $1 in
	fx-lstm | fx-local) set -- "$@" --window 6 --hidden 4 ;;
	nifty-transformer | bars-local) set -- "$@" --window 6 --width 8 \
	    --heads 2 --ff 8 --layers 1 ;;
	nasdaq-trades | crypto-forest) set -- "$@" --trees 20 ;;
	series) set -- "$@" --features close --warm 100 --memory 150 ;;
	market-zscore) ;;
	*) fail "preset $1: add its options here" ;;
	esac
	case $1 in
	fx-* | nifty-* | bars-*) set -- "$@" --epochs 1 --windows 60 ;;
	esac
	shift
	echo "$@"
}

# Small models of every preset of ticktrain.
preset_models() {
	local x how
	ticktrain --list | awk '/^[^ ]/ { on = /^presets/; next }
	    on { print $1 }' >presets
	while read -r x; do
		read -ra how < <(small_preset "$x")
		ticktrain -q "${how[@]}" -o "$x.model" train.json
		echo "$x"
	done <presets
}

# The ways a stream can be scored, for every detector, the recommended one and
# every preset.
@test "row by row, batches, pieces, shards and threads: the whole, for all" {
	local names seed=0 d i
	names="$(tickscore --list | awk '/^  / { print $1 }') heads"
	preset_models >made
	[ "$(wc -l <made)" -ge 8 ]
	grep 'SYM00[12]' feat.json | head -n 500 >two.json
	for d in $names $(sed 's/^/preset:/' made); do
		set -- -d "$d"
		case $d in
		high_volume) set -- -d "$d" --max-size SYM001=900,*=3x ;;
		rapid_change) set -- -d "$d" --max-change "*=4x" ;;
		bad_tick) set -- -d "$d" --max-off 20x ;;
		stale) set -- -d "$d" --max-stale 2m ;;
		gap) set -- -d "$d" --max-gap 61s ;;
		z | ewz) set -- -d "$d" --features r,rz ;;
		jump) set -- -d "$d" --features r,rz --jump-window 40 ;;
		hst) set -- -d "$d" --features r,rz --hst-rows 60 \
		    --hst-scale 40 ;;
		rcf) set -- -d "$d" --features r,rz --rcf-trees 9 \
		    --rcf-sample 32 --rcf-scale 40 ;;
		damp) set -- -d "$d" --features r,rz --damp-window 8 \
		    --damp-memory 100 --damp-warm 60 ;;
		series) set -- -d "$d" --warm 100 --memory 150 ;;
		*) set -- -m "${d#preset:}.model" --alarms-per-day 5 ;;
		esac
		tickscore -q -j 1 "$@" feat.json >whole
		for i in 2 3; do
			tickscore -q -j $i "$@" feat.json | cmp - whole
		done
		tickscore -q "$@" two.json >some
		one_by_one "$@" <two.json >rows
		cmp some rows
		[ "$(grep -c '"score":[-0-9]' rows)" -ge 100 ]
		tickcat -b feat.json | tickscore -q "$@" -t json | cmp - whole
		pieces feat.json $((seed += 1)) "$@" >parts
		cmp whole parts
		for i in 1 2; do
			tickcat --shard "$i/2" -b feat.json |
			    tickscore -q "$@" -b >"$i.tks"
		done
		tickcat --merge -t json 1.tks 2.tks | sort >merged
		sort whole | cmp - merged
	done
}

# Sets of options under which pieces must be the whole.
@test "pieces with --state are the whole, for models together and thresholds" {
	local seed=100 options file
	while read -r options; do
		# shellcheck disable=SC2086 # words
		set -- $options
		file=feat.json
		[[ $options != *spot* ]] || file=long.json
		tickscore -q "$@" $file >whole
		grep -q '"anomaly":1' whole
		pieces $file $((seed += 1)) "$@" >parts
		cmp whole parts
	done <<-END
	-m heads.model
	-m heads.model --adapt 1 --alarms-per-day 9
	-m iforest.model -m ewz.model -m dense.model --alarms-per-day 5/all
	-m iforest.model -m z.model --combine cauchy --quantile 0.99
	-m ewz.model --adapt 0.5 -d high_volume --max-size 800
	-d ewz --features r --spot 0.003
	-m ewz.model --alarms-per-day 5 --drift adwin
	-m heads.model --drift ph --join 5m
	-m heads.model --spot 0.01 -d high_volume --max-size 5x
	-m iforest.model -m ewz.model --dspot 0.005 --join 5m
	-d ewz --features r -d z --threshold 4 -d rapid_change --max-change .01
	-m iforest.model --learn 500 --alarms-per-day 5
	-m heads.model -m pca-maha.model --learn 200 --drift adwin
	-m pca-recon.model --learn 1000 --quantile 0.99
	END
}

@test "pieces of a binary stream, and of two symbols of it, are the whole" {
	tickscore -q -m heads.model feat.json >whole
	head -n 1234 feat.json | tickcat -b >a.tks
	tail -n +1235 feat.json | tickcat -b >b.tks
	tickscore -q --state s -m heads.model a.tks >a.out
	tickscore -q --state s --final -m heads.model b.tks >b.out
	tickcat -t json a.out b.out | cmp - whole
	# another order of symbols than that of the first piece
	grep 'SYM00[13]' feat.json | tickscore -q -m heads.model >whole
	grep 'SYM00[13]' feat.json | head -n 700 |
	    tickscore -q --state t -m heads.model >parts
	grep 'SYM00[13]' feat.json | tail -n +701 >rest
	{ grep SYM003 rest; grep SYM001 rest; } |
	    tickscore -q --state t -m heads.model >>parts
	sort parts >p
	sort whole | cmp - p
}

# Days as cron has them: each stage goes on from its state.
@test "six daily runs with states give the alarms of one run" {
	local day
	chain() {
		local w=(-q) f=(-q) s=(-q)
		[ -z "${2:-}" ] || w+=(--state w.state) f+=(--state f.state) \
		    s+=(--state s.state)
		[ "${2:-}" != final ] || w+=(--final) f+=(--final) s+=(--final)
		tickwin "${w[@]}" -e 5m "$1" |
		    tickfeat "${f[@]}" -F 'r=logret(close), v=log(volume)' |
		    tickscore "${s[@]}" -d ewz --threshold 3 -t json
	}
	chain ticks.tks >whole
	grep '"anomaly":1' whole >alarms
	n=$(wc -l <alarms)
	[ "$n" -ge 40 ]
	for day in 1 2 3 4 5 6; do
		ticksim -x lab --seed 5 --symbols 8 --days 6 --only-day $day \
		    -b >day.tks
		chain day.tks "$([ $day = 6 ] && echo final || echo on)" >>parts
		chain day.tks >>blind
	done
	cmp whole parts
	# without states the first rows of each day are not scored
	[ "$(grep -c '"score":null' blind)" -gt 3000 ]
	[ "$(grep -c '"anomaly":1' blind)" -lt "$n" ]
}

# The share of each word of NDJSON's reasons, as "word share"; fails where a
# word of the first three lacks one, or a row without a word has one.
shares() {
	jq -nr 'inputs | [.share_1, .share_2, .share_3] as $s |
	    ((.reason // "") | split("+")) as $w |
	    if [range(3) | ($s[.] != null) == ($w[.] != null)] | all
	    then $w[:3] | to_entries[] | "\(.value) \($s[.key])"
	    else error(.reason) end' "$@"
}

@test "--shares adds the signed shares of the words of reason" {
	local more file
	while read -r more; do
		# shellcheck disable=SC2086 # words
		set -- $more
		file=feat.json
		[[ $more != *spot* ]] || file=long.json
		tickscore -q "$@" "$file" >without
		tickscore -q "$@" --shares "$file" >with
		# nothing else changes
		jq -c 'del(.share_1, .share_2, .share_3)' with >less
		jq -c . without | cmp - less
		shares with >said
		awk '{ n[$2 > 0 ? "up" : "down"]++; bad += $2 * $2 > 1 }
		END { exit bad || !n["up"] || !n["down"] }' said
		# whatever the batch, the threads and the piece
		tickscore -q -j 2 "$@" --shares "$file" | cmp - with
		while read -r row; do
			echo "$row"
		done <"$file" | tickscore -q "$@" --shares | cmp - with
		pieces "$file" 77 "$@" --shares | cmp - with
		# read back, in each format
		tickscore -q -b "$@" --shares "$file" >with.tks
		tickcat -t json with.tks | cmp - with
		tickscore -q -t csv --kind score "$@" --shares "$file" \
		    >with.csv
		tickcat -t json with.csv >back
		grep '"kind":"score"' with | cmp - back
		jq -c '.label = (.anomaly // 0)' with | tickeval -q >/dev/null
	done <<-END
	-m iforest.model --quantile 0.99
	-m heads.model -d rapid_change --max-change 4x --join 5m
	-m iforest.model -m ewz.model --alarms-per-day 9
	-d ewz --features r,rz --spot 0.003
	-m dense.model --quantile 0.98 --hysteresis 0.2 --join 2m
	-d rapid_change --max-change 3x --hysteresis 0.4 --join 1m
	END
	# the sign is that of the change
	tickscore -q -d rapid_change --max-change 4x --shares \
	    --only-anomalies feat.json >with
	jq -se 'length > 9 and all(.share_1 == if .r > 0 then 1 else -1 end)' \
	    with >/dev/null
	# a state has them or not
	tickscore -q --state s -d rapid_change --shares feat.json >/dev/null
	run -1 --separate-stderr tickscore --state s -d rapid_change feat.json
	[[ $stderr == *"--shares; this run has "* ]]
}

@test "a state of other options, models, order or rows is refused" {
	head -n 300 feat.json >a
	cp iforest.model m
	tickscore -q --state s -m m -d ewz --halflife 40 a >/dev/null
	cp s before
	refused() {
		local text=$1
		shift
		run -1 --separate-stderr tickscore --state s "$@"
		# shellcheck disable=SC2154 # run sets it
		[[ $stderr == "tickscore: s: "*"$text"* ]]
		cmp s before
	}
	refused 'this run has detector ewz {"halflife":50' -m m \
	    -d ewz --halflife 50 a
	refused 'with other models and detectors: 2; this run has 1' -m m a
	refused 'this run has --adapt 1' --adapt 1 -m m -d ewz --halflife 40 a
	refused 'this run has model ewz (ewz)' -m ewz.model -m m
	cp ewz.model m # another model of that name
	refused 'this run has model ewz (ewz)' -m m -d ewz --halflife 40 a
	cp iforest.model m
	mv m moved # the same model of another name goes on
	tickscore -q --state s --state-to t -m moved -d ewz --halflife 40 a \
	    >/dev/null
	jq -c '. + {def: "77"}' a >other
	tickscore -q --state u -d ewz a >/dev/null
	run -1 --separate-stderr tickscore --state u -d ewz other
	[[ $stderr == *"this row has def 77: made by other"* ]]
	jq -c 'del(.rz)' a >less
	run -1 --separate-stderr tickscore --state u -d ewz less
	[[ $stderr == *"rz"* ]]
	tickcat --state foreign -t json a >/dev/null || true
	[ ! -e foreign ] || run -1 tickscore --state foreign -d ewz a
}

@test "a damaged state is refused, cut or flipped anywhere" {
	local set="-m heads.model -d rapid_change" at byte i size
	head -n 300 feat.json >a
	# shellcheck disable=SC2086 # words
	set -- $set
	tickscore -q --state s "$@" a >/dev/null
	size=$(stat -c %s s)
	for ((i = 0; i < 30; i++)); do
		at=$((i * size / 30))
		head -c "$at" s >short
		! tickscore --state short "$@" a >/dev/null 2>&1 || return 1
		cp s flip
		byte=$(od -An -tu1 -j "$at" -N 1 s)
		printf '%b' "\\x$(printf %02x $((byte ^ 64)))" |
		    dd of=flip bs=1 seek="$at" conv=notrunc status=none
		! tickscore --state flip "$@" a >/dev/null 2>message || return 1
		grep -q '^tickscore: flip: ' message
	done
}

@test "no state is written when the output did not arrive; --state-to" {
	[ -e /dev/full ] || skip "no /dev/full"
	head -n 300 feat.json >a
	run -1 bash -c 'tickscore --state s -d ewz a >/dev/full'
	[ ! -e s ]
	tickscore -q --state s -d ewz a >/dev/null
	cp s before
	tickscore -q --state s --state-to n -d ewz a >once
	cmp s before
	tickscore -q --state s --state-to n2 -d ewz a | cmp - once
	cmp n n2
	run -2 tickscore --final -d ewz a
	run -2 tickscore --state s --state-to t --final -d ewz a
}

@test "rows of a warm-up and rows that lack a feature are said apart" {
	head -n 400 feat.json | jq -c 'select(.r != null)' >a
	run --separate-stderr tickscore --stats -d ewz --features r a
	assert_success
	[[ $stderr == *"note: 256 rows not scored during warm-up: "* ]]
	[[ $stderr == *"ewz needs 64 rows of each symbol; --state keeps"* ]]
	run jq -c '[.not_scored, .warmup, .missing]' <<<"${stderr_lines[-1]}"
	assert_output '[256,256,0]'
	run --separate-stderr tickscore --stats -d high_volume feat.json
	[ "$(jq .not_scored <<<"${stderr_lines[-1]}")" = 0 ]
	head -n 100 feat.json >a
	run --separate-stderr tickscore --stats -m iforest.model a
	n=$(jq -s '[.[] | select(.r == null or .rz == null or .vz == null)]
	    | length' a)
	[[ $stderr == *"note: $n rows not scored: r is missing"* ]]
	[ "$(jq .missing <<<"${stderr_lines[-1]}")" = "$n" ]
	run --separate-stderr tickscore -v -m dense.model feat.json
	[[ $stderr == *"dense needs 5 rows of each symbol"* ]]
}

@test "a model that can never alarm is an error in ticktrain" {
	jq -c '.vz = 0' train.json >flat
	run -1 --separate-stderr ticktrain -d iforest --features r,rz,vz \
	    -o m flat
	[[ $stderr == *"feature 3, vz: constant in the rows that iforest"* ]]
	[[ $stderr == *"--features (--force writes"* ]]
	[ ! -e m ]
	run --separate-stderr ticktrain -d iforest --features r,rz,vz --force \
	    -o m flat
	assert_success
	[[ $stderr == "ticktrain: note: feature 3, vz: constant"* ]]
	run --separate-stderr tickscore -m m feat.json
	assert_success
	[[ $stderr == *"note: m: feature 3, vz: constant"* ]]
	# a column that stands still in training may move later
	ticktrain -q -d tails --features r,vz -o t flat
	ticktrain -q -d ewz --features r,vz -o e flat
	run -1 --separate-stderr ticktrain -d iforest --quantile 1 \
	    --features r -o m train.json
	[[ $stderr == *"can never alarm: no score is rare enough"* ]]
}

@test "a threshold that no score reaches is a note in tickscore" {
	never() {
		run --separate-stderr tickscore "$@" feat.json
		assert_success
		[[ $stderr == *"note: "*.model": "*"can never alarm: "* ]]
		run -0 grep -c '"anomaly":1' <<<"$output" || [ "$output" = 0 ]
	}
	never -m iforest.model --threshold 0.999
	never -m iforest.model -m ewz.model --alarms-per-day 1e-9
	for t in 0.6 0.7; do
		run --separate-stderr tickscore -q -m iforest.model \
		    --threshold $t feat.json
		[ -z "$stderr" ]
	done
	run --separate-stderr tickscore -m heads.model --alarms-per-day 1e-9 \
	    feat.json
	[[ $stderr != *"never alarm"* ]]
}

@test "without calibration, a row has the score that goes furthest" {
	local how=(--features 'r,rz' --threshold 4)
	tickscore -q -d ewz "${how[@]}" feat.json >one
	tickscore -q -d z "${how[@]}" feat.json >two
	run --separate-stderr tickscore --stats -d ewz -d z "${how[@]}" \
	    feat.json
	[ "$(jq .not_scored <<<"${stderr_lines[-1]}")" -lt 500 ]
	printf '%s\n' "${lines[@]}" >both
	jq -e -n '[inputs | select(.anomaly == 1)] | length > 20 and
	    all(.score >= .threshold and .threshold == 4)' both
	paste -d "\n" one two | jq -c -n '
	    [inputs | [.score, .anomaly]] | _nwise(2) |
	    [([.[][0]] | max), ([.[][1]] | max)]' >want
	jq -c '[.score, .anomaly]' both | cmp - want
}

@test "rules have limits by symbol: fixed, learned, from a file" {
	head -n 1500 feat.json >a
	# shellcheck disable=SC2016 # jq
	expected() {
		jq -r --argjson m "$1" 'select(.volume > ($m[.symbol] //
		    $m["*"])) | .ts_event + .symbol' a
	}
	marked() {
		tickscore -q "$@" a |
		    jq -r 'select(.anomaly == 1) | .ts_event + .symbol'
	}
	expected '{"SYM001": 2000, "SYM003": 900, "*": 90000}' >want
	[ "$(wc -l <want)" -gt 20 ]
	marked -d high_volume --max-size 'SYM001=2000,*=90000,SYM003=900' |
	    cmp - want
	printf '# limits\nSYM001,2000\n\nSYM003 = 900 # NQ\n*=90000\n' |
	    sed 's/ = /=/' >limits
	marked -d high_volume --max-size @limits | cmp - want
	# in a model, without the file
	ticktrain -q -d high_volume --features volume --max-size @limits \
	    -o rule.model a
	rm limits
	marked -m rule.model | cmp - want
	# learned: no symbol is silent, none rings all the time
	marked -d high_volume --max-size 2.5x >learned
	[ "$(grep -o 'SYM...' learned | sort -u | wc -l)" -eq 4 ]
	[ "$(wc -l <learned)" -lt 100 ]
	run -2 tickscore -d high_volume --max-size ES=many a
	assert_output --partial '--max-size: ES: "many": expected a number'
	run -1 tickscore -d high_volume --max-size @no/file a
}

@test "limits by symbol hold in training" {
	head -n 1500 feat.json >a
	# all rows scored in training are of the one symbol that has a limit
	ticktrain -q -d high_volume --features volume --max-size SYM001=2000 \
	    --stats -o one.model a
	tickscore -q -m one.model a >from-model
	tickscore -q -d high_volume --max-size SYM001=2000 a | cmp - from-model
}

@test "a detector whose limits have a unit is not scaled" {
	head -n 1500 feat.json >a
	for d in high_volume rapid_change jump; do
		run -2 ticktrain -q -d $d --features volume --scale z -o m a
		assert_output --partial "$d needs its column in the"
		ticktrain -q --force -d $d --features volume --scale none -o m a
	done
}

@test "a file of limits has blanks, comments and places of mistakes" {
	head -n 1500 feat.json | sed 's/SYM002/EURUSD#/' >a
	tickscore -q -d high_volume \
	    --max-size 'SYM001=2000,EURUSD#=900,*=1e9' a >want
	grep -q '"symbol":"EURUSD#".*"anomaly":1' want
	printf '\xef\xbb\xbfSYM001 , 2000 # one\r\n#\n' >limits
	printf '\tEURUSD# = 900\n*,1e9\n' >>limits
	tickscore -q -d high_volume --max-size @limits a | cmp - want
	tickscore -q -d high_volume \
	    --max-size ' SYM001 = 2000, EURUSD#=900 , *=1e9' a | cmp - want
	printf 'SYM001,5\n\nSYM003,many\n' >limits
	run -1 tickscore -d high_volume --max-size @limits a
	assert_output --partial 'limits:3: --max-size: SYM003: "many": expected'
	printf 'SYM001,5\nSYM003,6\n\nSYM001,7\n' >limits
	run -1 tickscore -d high_volume --max-size @limits a
	assert_output --partial 'limits:4: --max-size: SYM001: given twice'
	printf '# none\n' >limits
	run -1 tickscore -d high_volume --max-size @limits a
	assert_output --partial 'limits: no limits'
	run -2 tickscore -d high_volume --max-size ' =5' a
	assert_output --partial 'expected SYMBOL=LIMIT'
}

@test "a pause equal to the limit is no gap, whatever the time of day" {
	jq -nc 'range(3000) | {kind: "trades", ts_event: (1719828000.123457 +
	    . * 0.1 | (floor | todate)[:19] + "." + (((. - floor) * 1e6 |
	    round + 1000000 | tostring)[1:]) + "000Z"), symbol: "ES",
	    price: 100, size: 1, action: "T"}' >t
	tickscore -q -d gap --max-gap 100ms t | jq -s '[.[].anomaly] | add' >n
	[ "$(cat n)" -eq 0 ]
	tickscore -q -d gap --max-gap 99999us t | jq -s '[.[].anomaly] | add' >n
	[ "$(cat n)" -eq 2999 ]
	tickscore -q -d stale --max-stale 100ms t | jq -s '.[1].anomaly' >n
	[ "$(cat n)" -eq 0 ]
}

@test "a model keeps limits of any symbol: a comma, an @ at its front" {
	head -n 1500 feat.json |
	    sed 's/SYM001/A,B/; s/SYM002/@C/; s/SYM003/D=E/' >odd
	printf 'A,B,2000\n@C=1500\nD=E,900\n*=1e9\n' >limits
	tickscore -q -d high_volume --max-size @limits odd >want
	[ "$(jq -r 'select(.anomaly == 1) | .symbol' want | sort -u |
	    tr '\n' ' ')" = '@C A,B D=E ' ]
	ticktrain -q -d high_volume --features volume --max-size @limits \
	    -o odd.model odd
	rm limits
	tickscore -q -m odd.model odd | jq -c '[.symbol, .score, .anomaly]' >got
	jq -c '[.symbol, .score, .anomaly]' want | cmp - got
	run -2 tickscore -d high_volume --max-size $'A\nB=5' odd
	assert_output --partial 'expected SYMBOL=LIMIT'
}

@test "bad ticks, stale prices and gaps of raw trades are named" {
	jq -nc 'range(600) | {kind: "trades", ts_event:
	    (1719828000 + . + (if . > 400 then 300 else 0 end)) | todate,
	    symbol: "ES", price: (if . == 300 then "10" elif . > 100 and . < 250
	    then "100" else "10\(. % 3 | tostring)" end), size: 1,
	    action: "T"}' | jq -c '.ts_event |= sub("Z"; ".000000000Z")' >t
	tickscore -q -d bad_tick --max-off 0.5 -d stale --max-stale 2m \
	    -d gap --max-gap 1m --only-anomalies t >out
	run jq -r .reason out
	[ "$(sort -u <<<"$output" | tr '\n' ' ')" = 'bad_tick gap stale ' ]
	[ "$(grep -c bad_tick <<<"$output")" -eq 1 ]
	[ "$(grep -c gap <<<"$output")" -eq 1 ]
	[ "$(grep -c stale <<<"$output")" -eq 28 ]
}

@test "a reason for a feature that is not there is worth a note" {
	ticksim -x lab --seed 5 --symbols 2 --days 2 -n 3000 -k ohlcv-1m \
	    -t json | tickfeat -F 'r=logret(close), v=log(volume+1)' >f
	run --separate-stderr ticktrain -d iforest --reason r=up,w=down \
	    --reason 'x*=odd' -o m f
	assert_success
	[ "${#stderr_lines[@]}" -eq 2 ]
	[[ ${stderr_lines[0]} == *'--reason: "w=down": no feature has'* ]]
	[[ ${stderr_lines[1]} == *'--reason: "x*=odd": '* ]]
	run --separate-stderr tickscore -m m --reason w=a,v=b f
	assert_success
	[[ $stderr == *'note: --reason: "w=a": no feature has this name'* ]]
	[[ $stderr != *v=b* ]]
	# a rule has its own reason, and an empty input no features
	run --separate-stderr tickscore -d gap --reason symbol=a f
	[[ $stderr == *'--reason: "symbol=a": '* ]]
	run --separate-stderr tickscore -m m -d gap --reason q=a <<<''
	[[ $stderr != *q=a* ]]
	run --separate-stderr tickscore -q -m m --reason w=a f
	[ -z "$stderr" ]
}

# The prototype's scores at some rows of a series (quality_nab.json).
@test "series: scores of the two and the five detectors are the golden ones" {
	shared golden/quality_nab.json
	need zstd
	local file warm
	for file in artificialWithAnomaly/art_daily_jumpsup.csv \
	    realAdExchange/exchange-2_cpc_results.csv \
	    realKnownCause/ambient_temperature_system_failure.csv; do
		zstd -qdc "$SHARED/data/nab/data/$file.zst" |
		    tickcat -q --as S --map ts=timestamp,value=value --tz UTC \
			>x.json
		warm=$(jq --arg f "$file" '.series[$f].P' \
		    "$SHARED/golden/quality_nab.json")
		tickscore -q -d series --form two --memory 20000 \
		    --warm "$warm" x.json | jq -c .score >pair
		tickscore -q -d series --warm "$warm" x.json |
		    jq -c .score >five
		# five remembers 2,000 rows, but for its shapes all of them
		jq -n --arg f "$file" --slurpfile g \
		    "$SHARED/golden/quality_nab.json" --slurpfile two pair \
		    --slurpfile five five '$g[0].series[$f] as $s |
		    [$s.at[] | select(.row >= $s.P) |
			(.two - $two[.row] | fabs),
			if .row < 2000 then .five - $five[.row] | fabs
			else 0 end] | [length, max]' >worst
		run jq -c '.[0] > 20 and .[1] < 1e-9' worst
		assert_output true
	done
}

@test "series: nothing is scored in the warm-up, a new shape is strange" {
	jq -nc 'range(4000) | {kind: "value", ts_event: (1719828000 + . * 60 |
	    todate), symbol: "S", value: ((. * 0.12566 | sin) * 10 +
	    (. * 7919 % 17) / 20 + if . > 3000 and . < 3040 then 4 * (. * 0.9 |
	    sin) else 0 end)}' >x.json
	tickscore -q -d series --warm 300 x.json | jq -c .score >s
	[ "$(head -n 300 s | grep -c null)" -eq 300 ]
	[ "$(tail -n +301 s | grep -c null)" -eq 0 ]
	tickscore -q -d series --warm 300 --cooldown 2h x.json >out
	run jq -r 'select(.anomaly == 1) | .ts_event[8:16]' out
	assert_output 03T12:01
	# the rows of the new shape and the window behind are the highest
	tail -n +301 s | awk '{ print $1, NR + 300 }' | sort -rg | head -n 20 |
	    awk '$2 < 3000 || $2 > 3110 { exit 1 }'
}

@test "a change of the scores for good is a drift row" {
	ticksim -x lab --seed 6 --symbols 2 --days 20 -k ohlcv-1m --vol 3@11 |
	    tickfeat -F 'r=logret(close)' -b >f.tks
	tickcat --end 2024-01-12 -b f.tks >train.tks
	ticktrain -q -d tails --features r -o m train.tks
	for test in adwin ph; do
		run --separate-stderr tickscore --stats -m m --drift $test \
		    -t json f.tks
		jq -r 'select(.kind == "drift") | .ts_event[0:10] + " " +
		    .symbol' <<<"$output" >drifts
		# both symbols, soon after volatility has tripled
		for s in SYM000 SYM001; do
			grep -E "^2024-01-1[6-8] $s" drifts
		done
		[ "$(wc -l <drifts)" -lt 120 ]
		[ "$(jq .drifts <<<"${stderr_lines[-1]}")" = \
		    "$(wc -l <drifts)" ]
	done
	tickscore -q -m m --drift adwin f.tks >d.tks
	tickcat -t json d.tks | tickcat -b | tickcat -t json >again
	tickcat -t json d.tks | cmp - again
}

# Alarms after January of a model that was trained before the 12th, when
# volatility trebles; the options of tickscore.
late_alarms() {
	tickscore -q --alarms-per-day 2 -t json "$@" f.tks |
	    jq -r 'select(.anomaly == 1) | .ts_event' |
	    awk '$1 >= "2024-02-01"' | wc -l
}

@test "--learn keeps the budget when volatility trebles" {
	local d all
	ticksim -x lab --seed 6 --symbols 2 --days 40 -k ohlcv-1m --vol 3@11 |
	    tickfeat -F 'r=logret(close), v=log(volume)' -b >f.tks
	tickcat --end 2024-01-12 -b f.tks >train.tks
	for d in iforest tails pca-maha pca-recon; do
		ticktrain -q -d $d --features r,v -o $d.learns train.tks
		# 2 alarms, 2 symbols, 19 days
		all=$(late_alarms -m $d.learns --learn 1000)
		echo "$d: $all alarms"
		[ "$all" -ge 40 ]
		[ "$all" -le 110 ]
	done
	[ "$(late_alarms -m iforest.learns)" -gt 400 ]
	[ "$(late_alarms -m pca-maha.learns)" -gt 400 ]
}

scores_reach() { # N FILE
	[ "$(grep -c '"kind":"score"' "$2")" -ge "$1" ]
}

@test "--refit fits again at a fixed row after a drift, in pieces as well" {
	local options rows at due
	ticksim -x lab --seed 6 --symbols 2 --days 30 -k ohlcv-1m --vol 3@11 |
	    tickfeat -F 'r=logret(close), v=log(volume)' -t json >f.json
	tickcat --end 2024-01-12 -t json f.json >train.json
	for d in iforest tails pca-maha knn; do
		ticktrain -q -d $d --features r,v -o $d.old train.json
	done
	while read -r options; do
		# shellcheck disable=SC2086 # words
		set -- $options
		tickscore -q --drift adwin --refit 1500 "$@" f.json >whole
		grep -q '"detector":"refit","statistic":1500' whole
		pieces f.json 7 --drift adwin --refit 1500 "$@" >parts
		cmp whole parts
		tickscore -q -j 3 --drift adwin --refit 1500 "$@" f.json |
		    cmp - whole
		tickcat -b f.json |
		    tickscore -q --drift adwin --refit 1500 "$@" -t json |
		    cmp - whole
	done <<-END
	-m tails.old --alarms-per-day 5
	-m knn.old --learn 500
	-m pca-maha.old -m iforest.old -d ewz --features r
	END
	# the first refit is 1,500 rows after the first drift
	tickscore -q --drift adwin --refit 1500 -m tails.old f.json >whole
	at=$(grep -n '"kind":"drift"' whole | grep -v '"refit"' |
	    head -n 1 | cut -d: -f1)
	due=$(grep -n '"detector":"refit"' whole | head -n 1 | cut -d: -f1)
	rows=$(sed -n "$((at + 1)),$((due - 1))p" whole |
	    grep -c '"kind":"score"')
	assert_equal "$rows" 1500
	# the new models fit better
	tickscore -q -m tails.old --alarms-per-day 2 f.json | anomalies >old
	tickscore -q -m tails.old --alarms-per-day 2 --drift adwin \
	    --refit 1500 f.json | anomalies >new
	[ "$(wc -l <old)" -gt $((3 * $(wc -l <new))) ]
}

# Anomalies among the rows of stdin, from the 25th of January on.
anomalies() {
	jq -r 'select(.anomaly == 1) | .ts_event' | awk '$1 >= "2024-01-25"'
}

@test "--refit-every fits again on the newest rows, as ticktrain would" {
	local d
	ticksim -x lab --seed 6 --symbols 2 --days 12 -k ohlcv-1m |
	    tickfeat -F 'r=logret(close), v=log(volume)' -t json >f.json
	head -n 2000 f.json >train.json
	for d in iforest tails pca-maha; do
		ticktrain -q -d $d --features r,v -o $d.old train.json
		set -- -m $d.old --refit 1500 --refit-every 1000
		tickscore -q "$@" f.json >whole
		# no row reveals it: there is none of kind drift
		assert_equal "$(wc -l <whole)" "$(wc -l <f.json)"
		pieces f.json 5 "$@" >parts
		cmp whole parts
		tickscore -q -j 3 "$@" f.json | cmp - whole
		tickcat -b f.json | tickscore -q "$@" -t json | cmp - whole
		# up to row 1000 the old model, from row 3001 that of rows 1501
		# to 3000
		tickscore -q -m $d.old f.json | scores 1 1000 >old
		scores 1 1000 <whole | cmp - old
		sed -n 1501,3000p f.json >part.json
		ticktrain -q -d $d --features r,v -o $d.new part.json
		tickscore -q -m $d.new f.json | scores 3001 4000 >new
		scores 3001 4000 <whole | cmp - new
	done
	tickscore -q --stats "$@" f.json 2>stats >/dev/null
	run jq .refits stats
	assert_output "$(($(wc -l <f.json) / 1000))"
	# a piece counts its own
	pieces f.json 5 --stats "$@" 2>stats >parts
	run jq -s 'map(.refits) | add' stats
	assert_output "$(($(wc -l <f.json) / 1000))"
}

scores() { # FROM TO, of the rows of stdin; windows begin anew with a model
	jq -c '[.ts_event, .symbol, .score]' | sed -n "$1,$2p"
}

@test "--refit has nothing to do without a drift or a model to fit" {
	run tickscore -m tails.model --refit 2000 feat.json
	assert_failure 2
	assert_output --partial '--refit needs --drift or --refit-every'
	run tickscore -m tails.model --refit-every 2000 feat.json
	assert_failure 2
	assert_output --partial '--refit-every needs --refit'
	run tickscore -m tails.model --refit 2000 --refit-every 20 feat.json
	assert_failure 2
	assert_output --partial '20 rows: expected 0 or at least 100'
	run tickscore -m tails.model --drift ph --refit 20 feat.json
	assert_failure 2
	assert_output --partial '20 rows: expected 0 or at least 1000'
	run tickscore -d ewz --drift ph --refit 2000 feat.json
	assert_failure 2
	assert_output --partial '--refit: no model can be fitted again'
	run tickscore -m dense.model --drift ph --refit 2000 feat.json
	assert_failure 2
}

# The number of severities among the anomalies of NDJSON, whose severity must be
# that of jq's expression of a value and the limits of high and medium.
severities() {
	jq -nr --argjson high "$2" --argjson medium "$3" "
	    [inputs | select(.anomaly == 1) | ($1) as \$v |
	    if .severity == (if \$v > \$high then \"high\"
		elif \$v > \$medium then \"medium\" else \"low\" end)
	    then .severity else error(.) end] | unique | length"
}

@test "severities are by surprise or by z, as asked" {
	jq -c 'if input_line_number % 23 == 0 and .vz != null
	    then .vz *= (input_line_number % 37 / 4 | exp) else . end' \
	    feat.json >far.json
	local surprise='-(.p | log10)' z='.score | fabs' with
	# a model with a p, a detector without
	set -- -m tails.model --alarms-per-day 20 far.json
	for with in auto surprise; do
		run severities "$surprise" 6 4 < <(tickscore -q "$@" \
		    --severity $with)
		assert_output 3
	done
	run severities "$z" 5 4 < <(tickscore -q "$@" --severity z)
	assert_output 3
	set -- -d ewz --features r --threshold 3 far.json
	for with in auto z; do
		run severities "$z" 5 4 < <(tickscore -q "$@" --severity $with)
		assert_output 3
	done
	tickscore -q "$@" --severity surprise --metrics m.prom >out
	run jq -sc 'map(select(.anomaly == 1) | .severity) | unique' out
	assert_output '[null]'
	# they are counted all the same
	assert_equal "$(awk '/^tickscore_anomalies_total.*"none"/ { n += $2 }
	    END { print n }' m.prom)" "$(grep -c '"anomaly":1' out)"
}

@test "presets of known designs make their models" {
	ticksim --seed 3 --symbols 3 --days 1 --session 14:30-15:30 -b >t.tks
	tickfeat -x nasdaq-trades -b t.tks |
	    ticktrain -q -x nasdaq-trades -o nasdaq.m
	ticktrain --show nasdaq.m >shown
	assert_equal "$(jq -c '.options | [.trees, .sample]' shown)" \
	    '[1000,256]'
	assert_equal "$(jq -r .detector shown)" iforest
	tickwin -e 10s -a ohlc,volume,sd -b t.tks >w.tks
	tickfeat -x crypto-forest -b w.tks |
	    ticktrain -q -x crypto-forest -o crypto.m
	# the z-scores of tickfeat and of the detector decide alike
	tickfeat -F 'r=100*(close-open)/open,v=volume,s=sd' -b w.tks >raw.tks
	ticktrain -q -x market-zscore -o z.m raw.tks
	tickscore -q -m z.m --threshold 3 --severity z -t json raw.tks |
	    jq -r 'select(.anomaly == 1) | [.ts_event, .symbol] | @tsv' >ours
	tickfeat -x market-zscore -t json w.tks |
	    jq -r 'select([.rz, .vz, .sdz] | map(select(. != null) | fabs) |
		max >= 3) | [.ts_event, .symbol] | @tsv' >theirs
	[ -s ours ]
	cmp ours theirs
}

@test "a signal is a pause when there is a state" {
	head -n 1500 feat.json >a
	tail -n +1501 feat.json >b
	mkfifo pipe out
	cat out >part 3>&- & # to a file only full buffers would go
	reader=$!
	tickscore -q --state s -d ewz --features r --join 5m pipe \
	    >out 3>&- &
	tool=$!
	exec 5>pipe
	cat a >&5
	until_true scores_reach 1490 part
	kill -TERM "$tool"
	exec 5>&-
	wait "$tool" || true
	wait "$reader"
	[ -s s ]
	tickscore -q --state s --final -d ewz --features r --join 5m b >>part
	tickscore -q -d ewz --features r --join 5m feat.json | cmp - part
}

# unusual DETECTOR: of rows without vz, those scored; rows of NEW before the
# first score; alarms of the symbol whose rows are all equal.
unusual() {
	ticktrain -q -d "$1" -o m past
	tickscore -q -m m now >out
	jq -s -c '[(map(select(.symbol == "A" and .score != null)) | length),
	    (map(select(.symbol == "NEW") | .score != null) | index(true)),
	    (map(select(.symbol == "SAME" and .anomaly == 1)) | length)]' out
}

@test "a column that stops, a constant symbol and a new one are as stated" {
	need jq
	awk 'BEGIN {
		srand(1)
		for (i = 0; i < 2400; i++) {
			t = 1700000000 + 60 * i "000000000"
			x = rand() + rand(); y = rand() + rand()
			f = i < 2000 ? "past" : "now"
			line("A", t, x, i < 2000 ? y : "null")
			if (i >= 2000) {
				line("NEW", t, y, x)
				line("SAME", t, 1, 1)
			}
		}
	}
	function line(s, t, x, y) {
		printf "{\"kind\":\"feat\",\"ts_event\":%s,", t >f
		printf "\"symbol\":\"%s\",\"rz\":%s,\"vz\":%s}\n", s, x, y >f
	}'
	assert_equal "$(unusual iforest)" "[0,0,0]"
	assert_equal "$(unusual tails)" "[400,0,0]"
	assert_equal "$(unusual ewz)" "[336,64,0]"
	assert_equal "$(unusual z)" "[380,20,0]"
	assert_equal "$(unusual knn)" "[0,7,0]"
}

@test "after a constant history a tick raises no alarm, in pieces as well" {
	local d seed=200
	need jq
	awk 'BEGIN {
		for (i = 0; i < 2900; i++) {
			tick = i % 300 == 299
			printf "{\"kind\":\"feat\",\"symbol\":\"A\","
			printf "\"ts_event\":%d000000000,", 1700000000 + i
			printf "\"px\":%.2f,", 100 + tick / 100 + 5 * (i > 2800)
			printf "\"size\":%d,\"r\":%g}\n", 7 + tick, tick * 1e-4
		}
	}' >flat.json
	for d in ewz 'ewz --clip 0' z 'z --robust'; do
		# shellcheck disable=SC2086 # words
		set -- -d $d --features px,size,r
		tickscore -q "$@" flat.json >whole
		assert_equal "$(jq -s 'map(select(.anomaly == 1) | .px)
		    | [length > 0, unique]' -c whole)" '[true,[105]]'
		for seed in 201 202 203; do
			pieces flat.json $seed "$@" >parts
			cmp whole parts
		done
	done
}

@test "the default reports a jump after days at one price, no tick" {
	need jq
	ticksim -x lab --seed 5 --symbols 4 --days 12 -k ohlcv-1m \
	    --session 14:30-19:30 -b | tickfeat -x default |
	    ticktrain -q -o m
	awk 'BEGIN {
		for (i = 0; i < 1800; i++) {
			p = 100 + 0.01 * (i > 1000) + 5 * (i > 1650)
			h = p > was ? p : was
			printf "{\"kind\":\"bar\",\"symbol\":\"A\","
			t = 1704205800 + int(i / 300) * 86400 + i % 300 * 60
			printf "\"ts_event\":%d000000000,", t
			printf "\"ts_end\":%d000000000,\"open\":%.2f,",
			    t + 60, i == 0 ? p : was
			printf "\"high\":%.2f,\"low\":%.2f,", h,
			    i == 0 ? p : p < was ? p : was
			printf "\"close\":%.2f,\"volume\":1000}\n", p
			was = p
		}
	}' | tickfeat -x default | tickscore -q -m m --alarms-per-day 5 >out
	# prices that do not change are for the head of the feed
	assert_equal "$(jq -c 'select(.anomaly == 1 and .by != "feed")
	    | [.close, (.by | contains("row"))]' out | head -n 1)" \
	    '[105.01,true]'
}

@test "the head of the feed sees rows without volume" {
	ticksim -x lab --seed 3 --symbols 2 --days 4 -k ohlcv-1m -b |
	    tickfeat -x default >day.tks
	run -0 --separate-stderr ticktrain -o m day.tks
	[[ $stderr != *"columns that no head uses"* ]]
	ticktrain --show m | grep -q no_volume
}

@test "ticktrain --show has limits, gap, reasons and small arrays" {
	head -n 1500 feat.json >a
	printf 'SYM001,2000\n*,1e9\n' >limits
	ticktrain -q -d high_volume --features volume --max-size @limits \
	    --gap 2h --reason volume=word -o m a
	ticktrain --show m >shown
	assert_equal "$(jq -c '[.gap, .reasons]' shown)" '["2h","volume=word"]'
	assert_equal "$(jq -c '.arrays[] | select(.name ==
	    "model.limits").text | split("\n")' shown)" \
	    '["*=1000000000","SYM001=2000"]'
	ticktrain -q -d knn --features r,vz --knn-k 3 -o m feat.json
	ticktrain --show m >shown
	assert_equal "$(jq -c '.arrays[] | select(.name | IN("model.k",
	    "model.stored")).values' shown | tr '\n' ' ')" '[3] [2048] '
	# standardised by what it says
	jq -e '.arrays[] | select(.name == "model.mean").values |
	    length == 16' shown
	jq -e '.arrays[] | select(.name == "model.point") |
	    has("values") | not' shown
}

@test "an altered byte of a model is found" {
	need python3
	ticktrain -q -d knn --features r,vz -o m feat.json
	ticktrain --show m >shown
	python3 - <<-'END'
	import json, random, struct, subprocess
	m = open('m', 'rb').read()
	start = 8 + struct.unpack('<Q', m[:8])[0]
	random.seed(1)
	spots = random.sample(range(start, len(m)), 30)
	spots += [m.index(b'"seed":"1"') + 8, m.index(b'"tool":"') + 9]
	for at in spots:
	    bad = bytearray(m)
	    bad[at] ^= 1
	    open('bad', 'wb').write(bad)
	    r = subprocess.run(['ticktrain', '--show', 'bad'],
	        capture_output=True, text=True)
	    assert r.returncode == 1 and r.stderr.count('\n') == 1, (at, r)
	# without the checksum, a file is what its author made it
	head = json.loads(m[8:start])
	del head['__metadata__']['sum']
	text = json.dumps(head).encode()
	size = struct.pack('<Q', len(text))
	open('free', 'wb').write(size + text + m[start:])
	END
	ticktrain --show free | cmp - shown
	run -1 ticktrain --show bad
	assert_output --partial 'bad: the checksum is not that of the content'
}

@test "a note says that a stream has no column of the default" {
	head -n 2500 feat.json >a
	run -0 --separate-stderr ticktrain -o m --features volume a
	[[ $stderr == *"no column of the recommended detector"* ]]
	ticksim -x lab --seed 3 --symbols 2 --days 4 -k ohlcv-1m -b |
	    tickfeat -x default >day.tks
	run -0 --separate-stderr ticktrain -o m day.tks
	[[ $stderr != *"no column of the recommended detector"* ]]
}

@test "an option of another detector names the detectors that have it" {
	run -2 ticktrain -d z --trees=5 -o m
	assert_output 'ticktrain: --trees: only with -d iforest'
	run -2 ticktrain --input return -o m
	assert_output "ticktrain: --input: only with -d dense, lstm, \
transformer"
	run -2 tickscore -d ewz --robust
	assert_output 'tickscore: --robust: only with -d z'
	run -2 tickscore -d ewz --robustly
	assert_output 'tickscore: unknown option: --robustly'
}

@test "rows without a limit for their symbol are not passed in silence" {
	local row='{"kind":"bar","ts_event":1700000000000000000,"symbol":"ESZ4"'
	printf '%s\n' "$row,\"volume\":9}" "$row,\"volume\":900}" >bars
	run -0 --separate-stderr tickscore -d high_volume --max-size ES=5 bars
	assert_equal "$stderr" "tickscore: note: 2 rows not scored: the rules \
have no limit for their symbol, or need more rows of it"
	run -0 --separate-stderr tickscore -d high_volume \
	    --max-size 'ES=5,*=800' bars
	assert_equal "$stderr" ''
}

@test "pca-recon leaves at least one component over" {
	# independent columns: 0.9 of the variance takes all of them
	jq -nc 'range(3000) | {kind: "feat",
	    ts_event: (1719828000 + . | todate), symbol: "S",
	    a: (. * 7919 % 1009), b: (. * 6007 % 997), c: (. * 5003 % 991)}' >a
	ticktrain -q --force -d pca-recon --pca-window 1 --features a,b,c -o m a
	tickscore -q -m m a | jq -s '[.[].score] | add / length > 0.01' >got
	[ "$(cat got)" = true ]
	run -2 ticktrain -d pca-recon --pca-window 1 --features a -o m a
	assert_output --partial 'nothing is left over of 1 number'
	run -2 ticktrain -d pca-recon --pca-window 1 --pca-kept 3 \
	    --features a,b,c -o m a
	assert_output --partial 'nothing is left over of 3 numbers'
}

@test "spans of --exclude are met by rows that have labels already" {
	ticksim -x lab --seed 6 --symbols 2 --days 4 -k ohlcv-1m -b |
	    tickinject -q --seed 2 --per-day 2 --quiet-days 0 \
		--labels events.csv |
	    tickfeat -F 'r=logret(close)' >labelled.tks
	[ "$(wc -l <events.csv)" -gt 3 ]
	run -0 --separate-stderr ticktrain -d iforest --exclude events.csv \
	    -o m labelled.tks
	[[ $stderr != *'meet no row'* ]]
}

# Normal rows of two columns; x is 8 higher from row $3 on.
normal() {
	awk -v n="$1" -v start="$2" -v shift="$3" 'BEGIN {
		srand(start + 7)
		for (i = 0; i < n; i++) {
			x = sqrt(-2 * log(1 - rand())) * cos(6.2831853 * rand())
			y = sqrt(-2 * log(1 - rand())) * cos(6.2831853 * rand())
			t = strftime("%Y-%m-%dT%H:%M:00Z",
			    1704153600 + 60 * (start + i), 1)
			printf "{\"kind\":\"feat\",\"ts_event\":\"%s\",", t
			printf "\"symbol\":\"A\",\"x\":%.6f,\"y\":%.6f}\n",
			    x + (i >= shift ? 8 : 0), y
		}
	}'
}

# Anomalies from row $1 on.
anomalies_from() {
	shift_at=$1
	shift
	tickscore -q "$@" --alarms-per-day 2 -t json shifted.json |
	    jq -s --argjson at "$shift_at" 'map(select(.kind == "score")) |
	    .[$at:] | map(.anomaly) | add'
}

@test "alarms end after an anomaly that stays" {
	local d
	normal 8000 0 9000 >plain.json
	normal 8000 8000 2000 >shifted.json
	# a shift is reported, and 3,000 rows (2 days) later the budget holds
	for d in z ewz hst rcf; do
		ticktrain -q -d $d -o $d.model plain.json
		[ "$(anomalies_from 2000 -m $d.model)" -ge 1 ]
		[ "$(anomalies_from 5000 -m $d.model)" -le 15 ]
	done
	# fitted models need to learn, or to be fitted again
	for d in iforest pca-recon knn; do
		ticktrain -q -d $d -o $d.model plain.json
		[ "$(anomalies_from 5000 -m $d.model)" -gt 100 ]
		[ "$(anomalies_from 5000 -m $d.model --learn 500)" -le 40 ]
	done
	[ "$(anomalies_from 6000 -m iforest.model --drift adwin \
	    --refit 2000)" -le 40 ]
}

@test "models that find the same rows spend the whole budget together" {
	local k
	ticksim -x lab --seed 5 --symbols 6 --days 30 -k ohlcv-1m \
	    --session 14:30-17:00 -b |
	    tickfeat -b -F 'r=abs(logret(close)), v=log(volume)' >f.tks
	tickcat -b --end 2024-01-20 f.tks >l.tks
	tickcat -b --start 2024-01-20 f.tks >h.tks
	for k in 1 2 3; do
		ticktrain -q -d iforest --seed $k -o $k.model l.tks
	done
	tickscore -q -m 1.model --alarms-per-day 10 --stats h.tks 2>one \
	    >/dev/null
	tickscore -q -m 1.model -m 2.model -m 3.model --alarms-per-day 10 \
	    --stats h.tks 2>three >three.tks
	# with a third of the budget each they gave 0.43 of it
	[ "$(jq -n --slurpfile a one --slurpfile b three \
	    '$b[0].alarms / $a[0].alarms | . > 0.8 and . < 1.05')" = true ]
	# the threshold of a row remains that of the budget
	[ "$(tickcat -t json three.tks | jq -s 'map(.threshold |
	    select(. != null) | . * 1000 | round) | unique | length')" -eq 1 ]
	# the same model twice is that model
	tickscore -q -m 1.model -m 1.model --alarms-per-day 10 --stats h.tks \
	    2>twice >/dev/null
	[ "$(jq -n --slurpfile a one --slurpfile b twice \
	    '$b[0].alarms / $a[0].alarms | . > 0.8 and . <= 1')" = true ]
	# the Cauchy combination has no shares
	tickscore -q -m 1.model -m 2.model --combine cauchy -t json h.tks |
	    jq -se 'map(.threshold | select(. != null)) | unique | length == 1'
}

@test "a budget is that of the command while models learn and are refitted" {
	local per_day
	ticksim -x lab --seed 9 --symbols 6 --days 30 -k ohlcv-1m \
	    --session 14:30-17:00 --vol 2@18 -b |
	    tickfeat -b -F 'r=abs(logret(close)), v=log(volume)' >f.tks
	tickcat -b --end 2024-01-16 f.tks >l.tks
	ticktrain -q -d iforest -o a.model l.tks
	ticktrain -q -d pca-maha --pca-window 2 -o b.model l.tks
	tickscore -q -m a.model -m b.model --alarms-per-day 4 --learn 1000 \
	    --drift adwin --refit 3000 --stats -b \
	    <(tickcat -b --start 2024-01-16 f.tks) >scored.tks 2>stats
	[ "$(jq .refits stats)" -ge 2 ]
	# 20 days of 6 symbols; two budgets would give 8
	per_day=$(jq '.alarms / 120' stats)
	[ "$(jq -n "$per_day > 2.8 and $per_day < 5.5")" = true ]
}
