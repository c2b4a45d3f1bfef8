#!/usr/bin/env bats
#
# readme.bats - README.md shows what the tools print, and its commands run.

load helper

@test "the tables are lines of the demo" {
	need jq
	"$TOP/scripts/demo" --build "$(dirname "$(dirname \
	    "$(command -v tickcat)")")" | sed 's/^ *//' >demo
	awk '/^minute \(UTC\)/ || /^ +AP +lift/ { on = 1 }
	    /^```/ { on = 0 } on && $0 != "..."' "$TOP/README.md" |
	    sed 's/^ *//' >shown
	[ "$(wc -l <shown)" -gt 10 ]
	while IFS= read -r line; do
		grep -qxF -- "$line" demo || fail "not in the demo: $line"
	done <shown
	# the alarms are the first ones, none left out
	awk '/^minute \(UTC\)/ { on = 1 } /^```/ { on = 0 } on' \
	    "$TOP/README.md" >alarms
	awk '/^minute \(UTC\)/ { on = 1 } on' demo |
	    head -n "$(wc -l <alarms)" | cmp - alarms
}

@test "the commands run as pasted, and print something" {
	need jq
	cp -r "$TOP/testdata" .
	mkdir -p build
	ln -s "$(dirname "$(command -v tickcat)")" build/bin
	awk '/^```sh$/ { on = 1; next } /^```/ { on = 0 }
	    on && !/^make / { print }' "$TOP/README.md" >pasted
	grep -q '^tickcat' pasted
	run -0 bash -e pasted
	assert_output --partial '"reason":'
	assert_output --partial 'found* at false alarms per day'
	[ -s all.tks ]
}
