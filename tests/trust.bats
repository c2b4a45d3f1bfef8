#!/usr/bin/env bats
#
# trust.bats - what is read and written is what it seems to be: endless lines,
# empty files, quarantines, names of outputs.

load helper

@test "an endless line is refused at the limit, in every format" {
	for format in $(tickcat --list |
	    awk '/^kinds/ { exit } /^  / { print $1 }'); do
		case $format in
		bi5* | dbn | tks) continue ;; # not lines
		esac
		# the writer ends by SIGPIPE, never by itself
		for of in 1 '['; do
			run -1 bash -c "tr '\\0' '$of' < /dev/zero |
			    tickcat -f $format"
			assert_output --partial '<stdin>'
		done
	done
	run -1 tickcat /dev/zero
	# who skips bad lines goes on behind it
	{ head -c 3000000 /dev/zero | tr '\0' x; echo
	    trades 3 A; } > long
	[ "$(tickcat -q --skip-bad -f json long | wc -l)" -eq 3 ]
}

@test "a file without bytes is an error where its name says a header" {
	trades 5 A > rows
	for name in e.dbn e.tks e.bi5 e.csv.zst e.json.gz e.dbn.zst E.DBN; do
		: > $name
		run -1 --separate-stderr tickcat $name
		[[ $stderr == "tickcat: $name: empty: "*--allow-empty* ]]
		run -1 --separate-stderr tickwin -e 1s $name
		[[ $stderr == "tickwin: $name: "*"empty: "* ]]
		run -0 --separate-stderr tickcat --allow-empty $name
		assert_equal "$output$stderr" ''
		run -0 tickwin -e 1s --allow-empty $name
	done
	run -1 tickcat -t dbn -o out.dbn e.dbn
	assert_not_exist out.dbn
	run -1 tickcat --merge rows e.tks
	run -1 tickcat --count e.dbn
	run -1 tickcat --metadata e.dbn
	# compressed, but no more in it than that
	zstd -q < e.dbn > hollow.dbn.zst
	run -1 tickcat hollow.dbn.zst
	zstd -q < e.dbn > hollow.csv.zst
	run -0 tickcat hollow.csv.zst
	# the bytes, not the name, where there is none
	run -0 --separate-stderr tickcat - < e.dbn
	assert_equal "$stderr" ''
}

@test "another file without bytes is noted" {
	: > e.ndjson
	: > day
	run -0 --separate-stderr tickcat -f ndjson day
	assert_equal "$stderr" "tickcat: note: day: empty"
	run -0 --separate-stderr tickcat e.ndjson day
	assert_equal "$stderr" "tickcat: note: e.ndjson: empty
tickcat: note: day: empty"
	run -0 --separate-stderr tickfeat -x bars e.ndjson
	assert_equal "$stderr" "tickfeat: note: e.ndjson: empty"
	for quiet in -q --allow-empty; do
		run -0 --separate-stderr tickcat $quiet e.ndjson
		assert_equal "$stderr" ''
	done
}

@test "a quarantine keeps what earlier runs put there" {
	printf '%s\n' time,symbol,price 2024-07-01,A,1 2024-07-02,A,2O > p.csv
	sed s/2O/2/ p.csv > good.csv
	tickcat -q --bad-to bad p.csv
	cp bad first
	tickcat --bad-to bad good.csv
	run -0 diff first bad
	tickcat -q --bad-to bad p.csv
	run -0 diff bad <(cat first; echo '{"run":"tickcat"}'; cat first)
	# all of it reads back, and a line that a dead writer cut costs itself
	[ "$(sed s/2O/20/g bad | tickcat -f quarantine | wc -l)" -eq 2 ]
	printf '{"file":"p.csv","line":9,"of' >> bad
	tickcat -q --bad-to bad p.csv
	[ "$(sed s/2O/20/g bad |
	    tickcat -q --skip-bad -f quarantine | wc -l)" -eq 3 ]
	# on a full disk the old one is still there
	run -1 tickcat -q --bad-to /dev/full p.csv
	run -1 tickcat --bad-to none/bad p.csv
}

@test "what stands right behind an array is refused" {
	a='[{"ts_event":"2024-01-02","symbol":"A","price":1}]'
	for text in '[][]' '[]{}' "${a}[]" "$a$a" "${a}x" '[{}'; do
		run -1 tickcat - <<< "$text"
	done
	run -1 tickcat - <<< '[][]'
	assert_output --partial '<stdin>:1: text directly after an array'
	for text in '[]' '[] []' "$a" \
	    "$a"$'\r\n\n[]' $'[\n]\n[]' "$a"$'\n'"$a"; do
		run -0 tickcat - <<< "$text"
	done
	assert_equal "${#lines[@]}" 2
	# what lies there is one bad line, and the next one is read
	printf '%s[]\n%s\n' "$a" "$a" > bad
	[ "$(tickcat -q --skip-bad bad | wc -l)" -eq 2 ]
}

@test "a zstd window over the limit is named with the remedy" {
	head -c 300000000 /dev/zero | zstd -q --long=28 -o far.csv.zst
	run -1 tickcat far.csv.zst
	assert_output "tickcat: far.csv.zst: zstd: a window of 256 MiB, more \
than the 128 MiB allowed: put zstd -dc --long=31 in front"
	# with its size in the header
	head -c 200000000 /dev/zero > zeros
	zstd -q --long=28 --ultra -22 --single-thread --no-check zeros
	run -1 tickcat zeros.zst
	assert_output --partial 'a window of '
	assert_output --partial 'zstd -dc --long=31'
}

@test "models and states follow links and keep the mode, as outputs do" {
	trades 400 A | tickwin -e 1s -b | tickfeat -F 'r=logret(close)' -b > f
	: > real.model
	chmod 600 real.model
	ln -s real.model link
	ln -s new.model dangling
	ticktrain -d z -o link f
	[ -L link ] && [ "$(stat -c %a real.model)" = 600 ]
	ticktrain -d z -o dangling f
	[ -L dangling ] && cmp new.model real.model
	tickscore -m link f > /dev/null
	ln -s far.state state
	tickfeat -F 'd=diff(close)' --state state \
	    <(trades 9 A | tickwin -e 1s) > /dev/null
	[ -L state ] && assert_exist far.state
}

@test "a killed writer's file goes with the next output of that name" {
	trades 5 A > rows
	mkfifo pipe
	tickcat -b -o all.tks pipe &
	pid=$!
	exec 7> pipe
	cat rows >&7
	until [ -n "$(ls all.tks.tick~* 2>/dev/null)" ]; do sleep 0.02; done
	# while it lives its file stays
	tickcat -b -o all.tks rows
	[ "$(find . -name 'all.tks.tick~*' | wc -l)" -eq 1 ]
	kill -9 $pid
	wait $pid || true
	exec 7>&-
	assert_exist all.tks
	tickcat -b -o all.tks rows
	run -1 bash -c 'compgen -G "all.tks.tick~*"'
	long=$(printf 'n%.0s' {1..251}).tks
	tickcat -o "$long" rows
	[ "$(tickcat --count "$long")" -eq 5 ]
}

@test "too many late rows fail tickfeat, with all of its output in place" {
	trades 2000 A > rows
	# one row in ten comes 60 rows late
	awk 'NR % 10 == 5 { held[NR + 57] = $0; next } { print }
	NR in held { print held[NR] }' rows > late
	run -1 --separate-stderr tickfeat -F 'r=logret(price)' -o f.json late
	[[ "${stderr_lines[-1]}" == "tickfeat: "*" rows are late: use \
--lateness, or accept them with --max-late" ]]
	n=$(wc -l < f.json)
	[ "$n" -gt 1700 ]
	run -0 tickfeat -F 'r=logret(price)' --max-late 20 -o g.json late
	cmp f.json g.json
	run -0 tickfeat -F 'r=logret(price)' --lateness 1m -o h.json late
	[ "$(wc -l < h.json)" -gt "$n" ]
	# few are a note, whatever their share
	head -n 400 late > few
	run -0 --separate-stderr tickfeat -F 'r=logret(price)' -o g.json few
	[[ $stderr == *"late rows dropped"* ]]
	run -2 tickfeat -F 'r=logret(price)' --max-late 101 late
}

@test "CoinGecko's bars are known, at their end" {
	bars='[[1709395200000,61942,62211,61721,61845],
	[1709397000000,61828,62139,61726,62139]]'
	run -0 tickcat -q --as BTC --bar 30m - <<< "$bars"
	assert_line --index 0 --partial '"ts_event":"2024-03-02T15:30:00'
	assert_line --index 0 --partial '"ts_end":"2024-03-02T16:00:00'
	assert_line --index 1 --partial '"open":61828,"high":62139,"low":61726,'
	run -0 --separate-stderr tickcat --as BTC - <<< "$bars"
	[[ $stderr == *"stamped at their end"* ]]
	run -1 tickcat - <<< "$bars"
	for name in bitcoin_ohlc bitcoin-ohlc.1 bitcoin_ohlc_30 \
	    coins_bitcoin_ohlc; do
		cat <<< "$bars" > "$name.json"
		run -0 tickcat -q --bar 30m "$name.json"
		assert_line --index 1 --partial '"symbol":"bitcoin"'
		run -0 tickcat -q --bar 30m --as BTC "$name.json"
		assert_line --index 1 --partial '"symbol":"BTC"'
	done
	echo '{"prices":[[1711843200000,69702.3],[1711929600000,71246.9]]}' |
	    tee bitcoin_market_chart.json > prices.json
	run -0 tickcat bitcoin_market_chart.json
	assert_line --index 1 --partial '"symbol":"bitcoin"'
	run -1 tickcat prices.json
	# another order of the same numbers is not taken for it
	run -1 tickcat -q --as BTC - <<< '[[1709395200000,61942,61845,62211,1]]'
	run -1 tickcat -q --as BTC - <<< '[[1709395200000,3,4,2,3],
	[1709397000000,3,2,4,3]]'
	assert_output --partial '<stdin>:2: not time, open, high, low, close'
}

@test "a tick size for a symbol that never comes is noted" {
	trades 50 A > rows
	run -0 --separate-stderr tickinject --labels l.csv --tick A=0.01 \
	    --tick NOPE=5 rows
	assert_equal "$stderr" \
	    'tickinject: note: --tick: "NOPE": no row has that symbol'
	run -2 tickinject --labels l.csv --tick =1 rows
}

@test "a full dictionary names the options that help" {
	trades 3 A B C > rows
	run -1 tickcat --max-symbols 2 rows
	assert_output --partial '--max-symbols'
	assert_output --partial '--field NAME:cN'
}

@test "TSV is read back by every tool, and its header can be left out" {
	trades 400 A B | tickcat > rows.json
	tickcat -t tsv rows.json > rows.tsv
	[ "$(head -n 1 rows.tsv | cut -f 1,2)" = $'kind\tts_event' ]
	tickcat rows.tsv | cmp - rows.json
	tickwin -e 1s rows.json > bars.json
	tickwin -e 1s -t tsv rows.tsv | tickcat | cmp - bars.json
	tickfeat -F 'r=logret(close)' bars.json > f.json
	tickwin -e 1s -o bars.tsv rows.tsv
	tickfeat -F 'r=logret(close)' -t json bars.tsv | cmp - f.json
	tickscore -d z --window 5 -t tsv f.json > s.tsv
	tickscore -d z --window 5 -t json f.json > s.json
	tickcat s.tsv | cmp - s.json
	tickinject --labels l.csv -t json rows.tsv > a
	tickinject --labels l.csv -t json rows.json | cmp - a
	# a text with a TAB, a quote and a comma
	printf '%s\n' '{"kind":"price","ts_event":"2024-01-02T00:00:00Z",' \
	    '"symbol":"A\tB,\"C","price":1}' | paste -sd '' > odd.json
	run -0 bash -c 'tickcat -t tsv odd.json | tickcat'
	assert_output --partial '"symbol":"A\tB,\"C"'
	tickcat -t tsv --omit-header rows.json | cmp - <(tail -n +2 rows.tsv)
	tickcat -t csv --omit-header rows.json |
	    cmp - <(tickcat -t csv rows.json | tail -n +2)
	for to in json bin auto; do
		run -2 tickwin -e 1s -t $to --omit-header rows.json
	done
	tickcat -o a.tsv.zst rows.json
	zstd -dcq a.tsv.zst | cmp - rows.tsv
	run -2 tickcat -t csv -o b.tsv rows.json
}

@test "names that differ from line to line do not fill memory or disk" {
	base='"kind":"value","ts_event":"2026-01-01T00:00:00Z","symbol":"A"'
	for i in $(seq 1000); do
		echo "{$base,\"value\":1,\"x$i\":$i}"
	done > names
	run -1 --separate-stderr tickcat -b -o names.tks names
	[[ $stderr == *"value: new fields in more than 256 lines: rename"* ]]
	tickcat -q --skip-bad -b -o names.tks names
	[ "$(stat -c %s names.tks)" -lt 8000000 ]
	[ "$(tickcat --count names.tks)" -gt 300 ]
	# as many fields side by side are no harm, nor are 300 sets of them
	for i in $(seq 300); do
		keys="\"x$((i % 100))\":$i,\"y$((i % 90))\":1"
		echo "{$base,\"value\":1,$keys}"
	done > sets
	[ "$(tickcat sets | wc -l)" -eq 300 ]
}

@test "a line of our CSV with a cell too many is bad, skipped and kept" {
	printf '%s\n' 'kind,ts_event,value' 'value,2024-01-02T03:04:05Z,1,2' \
	    'value,2024-01-02T03:04:06Z,3' > odd.csv
	run -1 --separate-stderr tickcat odd.csv
	[[ $stderr == *"odd.csv:2: 4 cells, expected 3"* ]]
	for skip in --skip-bad '--bad-to odd.bad'; do
		# shellcheck disable=SC2086 # words
		run -0 --separate-stderr tickcat -q $skip odd.csv
		[ "${#lines[@]}" -eq 1 ]
	done
	[ "$(jq -r .reason odd.bad)" = syntax ]
}
