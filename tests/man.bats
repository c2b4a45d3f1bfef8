#!/usr/bin/env bats
#
# man.bats - the manual says what the tools do, and its examples run.

load helper

@test "every example of the manual runs" {
	need jq
	run -0 "$TOP/scripts/man-examples"
}

@test "each tool's page has its options and no others" {
	run -0 "$TOP/scripts/man-options"
	assert_output ""
}

# Where a row is wider than a page of 80 columns with its margins, man(1) moves
# what is left of it to the next line.
@test "tables of the manual fit on a page of 80 columns" {
	need mandoc col
	local f
	for f in "$TOP"/man/*.[157]; do
		printf '.Dd January 1, 2026\n.Dt X 1\n.Os\n.Sh X\n' >tables
		awk '/^\.Bl -column/ { on = 1 } on; /^\.El/ { on = 0 }' "$f" \
		    >>tables
		mandoc -T utf8 -O width=78 tables | col -bx >printed
		run ! env LC_ALL=C.UTF-8 grep -E '^.{79}' printed
		assert_output ''
	done
}

# A tree of one page, whose text is stdin.
page() {
	mkdir -p top/scripts top/man
	cp "$TOP"/scripts/man-* top/scripts/
	cat >top/man/tickwin.1
}

@test "an option that the tool has not, or the page, is found" {
	grep -v '^\.It Fl -slide' "$TOP/man/tickwin.1" |
	    sed 's/^\.It Fl -origin Ar TIME/.It Fl -origin/' |
	    page
	echo '.It Fl k , Fl -no-such Ar THING' >>top/man/tickwin.1
	run -1 top/scripts/man-options tickwin
	assert_line 'man/tickwin.1: lacks option: - slide TIME'
	assert_line 'man/tickwin.1: lacks option: - origin TIME'
	assert_line 'man/tickwin.1: not in table: - origin -'
	assert_line 'man/tickwin.1: not in table: k no-such THING'
	assert_equal "${#lines[@]}" 4
}

@test "examples run in order in one folder, quotes and breaks undone" {
	page <<-'END'
		.Bd -literal -offset indent
		$ printf \(aq%s\en\(aq a b \e
		    c > x
		$ cat x
		a
		b
		c
		.Ed
		$ false
		.Bd -literal
		not run
		$ yes | head -n 3
		y
		...
		.Ed
	END
	run -0 top/scripts/man-examples top/man/tickwin.1
	assert_output 'ok     man/tickwin.1: 3 examples'
}

@test "an example that fails or prints something else is found" {
	page <<-'END'
		.Bd -literal
		$ tickwin --no-such
		$ echo a
		b
		$ false | cat
		.Ed
	END
	run -1 top/scripts/man-examples top/man/tickwin.1
	assert_line 'FAILED man/tickwin.1: 3 examples'
	assert_line '    status 2: tickwin --no-such'
	assert_line '    prints something else: echo a'
	assert_line '    status 1: false | cat'
}

# Each line of stdin is a line of the page.
in_page() {
	grep -vxFf "$TOP/man/$1" - >lacks || true
	assert_equal "$(cat lacks)" ""
}

@test "each detector and each option of it is in tick-detectors.7" {
	ticktrain --list | awk '/^[a-z]/ { on = $1 == "detectors:" }
	    on && /^  / { print $1 }' >names
	[ -s names ]
	while read -r name; do
		grep -q "^\.Ss $name " "$TOP/man/tick-detectors.7" ||
		    fail "no section $name"
		ticktrain -d "$name" --help-all |
		    awk '/^Detector/ { on = 1 } /^$/ { on = 0 }
		    on && $1 ~ /^--/ {
			arg = $2 ~ /^[A-Z]+$/ ? " Ar " $2 : ""
			print ".It Fl -" substr($1, 3) arg
		    }' | in_page tick-detectors.7
	done <names
}

@test "each preset of ticktrain is in ticktrain.1" {
	ticktrain --list | awk '/^[a-z]/ { on = $1 == "presets:" }
	    on && /^  / { print ".It Cm " $1 }' >names
	[ -s names ]
	in_page ticktrain.1 <names
}

@test "each column function with its defaults is in tick-features.7" {
	tickfeat --list | sed -n 's/^  \([a-z]*\)(\(.*\))$/.It Fn \1 \2/p' |
	    tr -d , >functions
	[ -s functions ]
	in_page tick-features.7 <functions
}

# Whether the word is the right one, tests/unit/score_reason.c knows.
@test "each column function's entry states its reason" {
	tickfeat --list | sed -n 's/^  \([a-z]*\)(.*/\1/p' | sort >functions
	awk '/^\.It Fn / { if (said) n = said = 0; name[n++] = $3 }
	    /^Reason/ { said = 1; for (i = 0; i < n; i++) print name[i] }
	    ' "$TOP/man/tick-features.7" | sort >with_reason
	run -0 diff functions with_reason
}

# What a tool lists behind the line "$2:" is in its page, and is something.
listed() {
	"$1" --list | awk -v head="$2:" '/^[a-z]/ { on = $0 == head }
	    on && /^  [^ ]/ { print ".It Cm " $1 }' >names
	[ -s names ] || fail "$1 --list: nothing behind $2"
	in_page "$1.1" <names
}

@test "each clock and aggregate with its defaults is in tickwin.1" {
	tickwin --list | sed -n -e 's/^  \([a-z_]*\)(\(.*\))$/.It Fn \1 \2/p' \
	    -e 's/^  \([a-z_]*\)$/.It Cm \1/p' | tr -d , >entries
	[ "$(wc -l <entries)" -gt 15 ]
	in_page tickwin.1 <entries
}

@test "each format, preset, metric and type is in its page" {
	listed tickcat 'input formats (--from)'
	listed tickfeat presets
	listed tickeval metrics
	listed tickeval 'baselines, beside every model'
	listed tickinject types
	listed tickinject decoys
}

@test "each message under DIAGNOSTICS is one that a tool prints" {
	need python3
	run -0 python3 "$TOP/tests/messages.py" "$TOP"
	mkdir top
	ln -s "$TOP/lib" "$TOP/cmd" top
	cp -r "$TOP/man" top
	sed -i '/^\.It "ticksim: day 6:/s/: day.*"/: no day like that"/' \
	    top/man/ticksim.1
	run -1 python3 "$TOP/tests/messages.py" top
	assert_output \
	    'top/man/ticksim.1: no tool prints this: no day like that'
}
