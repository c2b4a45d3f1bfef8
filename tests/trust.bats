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
	zstd -q < /dev/null > hollow.dbn.zst
	run -1 tickcat hollow.dbn.zst
	zstd -q < /dev/null > hollow.csv.zst
	run -0 tickcat hollow.csv.zst
	# the bytes, not the name, where there is none
	run -0 --separate-stderr tickcat - < e.dbn
	assert_equal "$stderr" ''
	run -0 --separate-stderr bash -c 'tickcat < /dev/null'
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
	for text in '[][]' '[]{}' "$a[]" "$a$a" "${a}x" '[{}'; do
		run -1 tickcat - <<< "$text"
	done
	run -1 tickcat - <<< '[][]'
	assert_output --partial '<stdin>:1: text right behind an array'
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
	[ "$(ls all.tks.tick~* | wc -l)" -eq 1 ]
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
