# shellcheck shell=bash
#
# helper.bash - what the BATS files share.
#
#	load helper
#
# Each test starts in its own empty folder, BATS_TEST_TMPDIR.  The tools come
# from PATH, where scripts/check puts the build under test; without one,
# build/bin of this checkout.

bats_require_minimum_version 1.5.0
load /usr/lib/bats/bats-support/load
load /usr/lib/bats/bats-assert/load
load /usr/lib/bats/bats-file/load

TOP=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
command -v tickcat >/dev/null || PATH=$TOP/build/bin:$PATH
export LC_ALL=C

# The Makefile's NAME = value, with the lines it goes on in.
make_variable() {
	awk -v name="$1" '
	index($0, name " =") == 1 { sub(/^[^=]*= */, ""); on = 1 }
	on { more = sub(/ *\\$/, ""); print; on = more }' "$TOP/Makefile"
}

# shellcheck disable=SC2034 # for the tests
read -rd '' -a TOOLS < <(make_variable TOOLS)

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

# Skip the test where a command is not there.
need() {
	local cmd
	for cmd; do
		command -v "$cmd" >/dev/null || skip "no $cmd here"
	done
}

# Make the device NAME in the test's folder: of memory (major 1), and MINOR 3
# takes everything, 7 is full.  Or skip the test.
a_device() {
	mknod "$1" c 1 "$2" 2>/dev/null || skip "only root makes devices"
	[ "$2" -eq 7 ] || : 2>/dev/null >>"$1" || skip "no devices here"
}

# Set SHARED to the folder of real data (and FILE in it must be there), or
# skip the test.
shared() {
	SHARED=${TICKTOOLS_SHARED:-$TOP/../shared}
	[ -d "$SHARED" ] || skip "no ../shared beside the checkout"
	[ $# -eq 0 ] || [ -e "$SHARED/$1" ] || skip "no ../shared/$1"
}

# Set the environment of a locale with a decimal comma, or skip the test.
german() {
	LC_ALL=de_DE.UTF-8 locale -k decimal_point 2>/dev/null |
	    grep -q '=","' || skip "no locale de_DE.UTF-8 here"
	export LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8
}

# N trades as NDJSON, half a second apart, of the symbols behind N in turn: a
# price that wanders on the grid of 0.01 and jumps for a while now and then.
# With LABELS=1 the jumps are labelled.
trades() {
	local n=$1
	shift
	[ $# -gt 0 ] || set -- ES NQ
	awk -v n="$n" -v symbols="$*" -v labels="${LABELS:-0}" '
	# Park and Miller: exact in doubles, the same in every awk
	function draw(m) { x = x * 16807 % 2147483647; return x % m }
	BEGIN {
		x = 20240701
		k = split(symbols, symbol, " ")
		for (i = 1; i <= k; i++)
			cents[i] = 10000 * i
		for (i = 0; i < n; i++) {
			s = i % k + 1
			jump = i % 500 >= 490
			cents[s] += draw(5) - 2
			p = cents[s] + (jump ? 300 : 0)
			printf "{\"kind\":\"trades\",\"ts_event\":" \
			    "\"2024-07-01T%02d:%02d:%02d.%09dZ\"," \
			    "\"action\":\"T\",\"side\":\"%s\"," \
			    "\"price\":%d.%02d,\"size\":%d," \
			    "\"symbol\":\"%s\"",
			    i / 7200, i / 120 % 60, i / 2 % 60,
			    i % 2 * 500000000 + draw(400000000),
			    draw(2) ? "A" : "B", p / 100, p % 100,
			    1 + draw(20) * (jump ? 10 : 1), symbol[s]
			if (labels)
				printf ",\"label\":%d%s", jump, jump ? \
				    ",\"label_type\":\"shift\"" : ""
			print "}"
		}
	}'
}

# The file has so many lines, or at least so many.
lines_are() { # N FILE
	[ -e "$2" ] && [ "$(wc -l <"$2")" -eq "$1" ]
}

lines_reach() { # N FILE
	[ -e "$2" ] && [ "$(wc -l <"$2")" -ge "$1" ]
}

# The process catches SIGTERM, bit 14 of the mask in /proc, so a signal does
# not come before the tool is up.
catches_term() { # PID
	local mask
	mask=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$1/status") || return
	[ $((0x$mask >> 14 & 1)) -eq 1 ]
}

# How a binary stream ends: "end", "interrupted" or "cut".  The end block is
# magic, type E, its state as the count at offset 8 (tick-stream.5).
tks_end() {
	case $(tail -c 32 "$1" | od -An -v -t x1 -N 12 | tr -d ' \n') in
	89544b534500000000000000) echo end ;;
	89544b534500000001000000) echo interrupted ;;
	*) echo cut ;;
	esac
}

# Wait until a command succeeds.  The limit of two minutes only keeps a test
# that can never pass from hanging: no test is about how long a thing takes.
until_true() {
	local i
	for ((i = 0; i < 2400; i++)); do
		"$@" && return 0
		sleep 0.05
	done
	return 1
}

# Copy a binary stream; the end of the copy says that it was interrupted.
mark_interrupted() { # WHOLE COPY
	python3 - "$TOP/tests" "$1" "$2" <<'E'
import struct, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import tks
data = open(sys.argv[2], 'rb').read()
head = bytearray(data[-32:-8])
head[8] = 1
head += struct.pack('<Q', tks.xxh64(b'', tks.xxh64(bytes(head), 0)))
open(sys.argv[3], 'wb').write(data[:-32] + head)
E
}
