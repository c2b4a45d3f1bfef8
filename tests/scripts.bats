#!/usr/bin/env bats
#
# scripts.bats - the scripts that judge the rest see what they must.

load helper

# A build folder with one unit test whose text is stdin.
unit() {
	mkdir -p top/scripts top/tests/unit build/unit
	cp "$TOP/scripts/check" top/scripts/
	: >top/tests/unit/base_x.c
	{ echo '#!/bin/sh'; cat; } >build/unit/base_x
	chmod +x build/unit/base_x
}

check_unit() { # STATUS [OPTION...]
	run -"$1" env -u TICKTOOLS_SHARED top/scripts/check --build build \
	    --unit "${@:2}"
}

last_line() {
	assert_equal "${lines[-1]}" "$1"
}

@test "tune chooses options by folds before the last part" {
	ticksim -x lab --seed 9 --symbols 2 --days 16 -k ohlcv-1m \
	    --session 14:30-17:00 -b |
	    tickinject -q -b --quiet-days 0 --max-share 1 --seed 4 \
	    --types spike,volume --level easy --per-day 2 |
	    tickfeat -F 'r=abs(logret(close)), g=log(high/low)' -b >f.tks
	tune() { "$TOP/scripts/tune" --build "$(dirname "$(dirname \
	    "$(command -v tickeval)")")" "$@"; }
	run tune --folds 2 iforest f.tks trees=2,40 exact
	assert_success
	assert_line -n 0 'average_precision of 2 folds: mean, least, greatest'
	assert_line -n 1 --regexp '^0\.[0-9]+  0\.[0-9]+  0\.[0-9]+  --trees'
	# best first; the best of the table is that of the last part
	printf '%s\n' "${lines[@]:1:4}" | sort -rnc
	best=${lines[1]#*--}
	assert_line -n 5 --regexp '^the last part, from 20[0-9T:.-]+Z on:$'
	assert_line -n 6 --regexp "^0\.[0-9]+  --$best\$"
	assert_line -n 7 --regexp '^0\.[0-9]+  \(defaults\)$'
	assert_line --regexp '^0\.[0-9]+  B8$'
	assert_line --regexp '^0\.[0-9]+  random$'
	# the same choice again; fewer tries; what is wrong is said
	assert_equal "$(tune --folds 2 iforest f.tks trees=2,40 exact)" \
	    "$output"
	run tune --folds 2 --tries 1 iforest f.tks trees=2,40 exact
	assert_success
	run tune iforest f.tks trees=x
	assert_failure
	tickcat -b --where 'symbol == "SYM000"' f.tks |
	    tickfeat -F 'r=r' -t json | jq -c 'del(.label)' >none.json
	run tune iforest none.json
	assert_failure
	assert_output --partial 'needs the columns ts_event and label'
}

@test "check sums what passed and was skipped" {
	unit <<-'END'
		echo "ok 1 - a"; echo "ok 2 - b # SKIP no such thing"; echo 1..2
	END
	check_unit 0
	last_line "1 passed, 0 failed, 1 skipped"
	assert_output --partial "unit/base_x: b # SKIP no such thing"
}

@test "check fails with a failed test and shows why" {
	unit <<-'END'
		echo "ok 1 - a"; echo "# 1 is not 2"; echo "not ok 2 - b"
		echo 1..2; exit 1
	END
	check_unit 1
	last_line "1 passed, 1 failed, 0 skipped"
	assert_output --partial "# 1 is not 2"
}

@test "check fails when a test crashes, prints no plan or stops early" {
	unit <<-'END'
		echo "ok 1 - a"; echo 1..1; kill -SEGV $$
	END
	check_unit 1
	last_line "1 passed, 1 failed, 0 skipped"
	unit <<-'END'
		echo "ok 1 - a"
	END
	check_unit 1
	last_line "1 passed, 1 failed, 0 skipped"
	unit <<-'END'
		echo 1..2; echo "ok 1 - a"
	END
	check_unit 1
	last_line "1 passed, 1 failed, 0 skipped"
	unit <<-'END'
		echo "ok 1 - a"; echo 1..1; exit 3
	END
	check_unit 1
	last_line "1 passed, 1 failed, 0 skipped"
}

@test "check fails a test that takes longer than it may, or was not built" {
	unit <<-'END'
		echo "ok 1 - a"; echo 1..1; exec sleep infinity
	END
	check_unit 1 --timeout 2
	assert_output --partial "exceeded its time limit of 2 s"
	rm build/unit/base_x
	check_unit 1
	last_line "0 passed, 1 failed, 0 skipped"
}

@test "check fails when there was nothing to run" {
	unit </dev/null
	rm top/tests/unit/base_x.c
	run ! top/scripts/check --build build --unit
}

# A tree with one room's file, whose text is stdin.
room() {
	mkdir -p lib/base lib/math lib/stream cmd tests/unit
	cp "$TOP/Makefile" .
	printf '/*\n * stream.h - a header.\n */\n' >lib/stream/stream.h
	cat >lib/math/x.c
}

deps() {
	run -"$1" "$TOP/scripts/lint-deps" .
}

@test "lint-deps lets a tree pass that keeps the rules" {
	room <<-'END'
		/*
		 * x.c - a file.
		 */
		#include <math.h>
	END
	deps 0
	assert_output ""
}

@test "lint-deps refuses an include against the arrows" {
	room <<-'END'
		/*
		 * x.c - a file.
		 */
		#include "stream/stream.h"
	END
	deps 1
	assert_output \
	    'lib/math/x.c:4: include "stream/stream.h": math may not use stream'
	mv lib/math/x.c lib/stream/x.c
	deps 0
}

@test "lint-deps refuses an include without its folder" {
	room <<-'END'
		/*
		 * x.c - a file.
		 */
		#include "y.h"
		#include "math/none.h"
	END
	printf '/*\n * y.h - a header.\n */\n' >lib/math/y.h
	deps 1
	assert_line 'lib/math/x.c:4: include "y.h" without its folder'
	assert_line 'lib/math/x.c:5: include "math/none.h": no such header'
}

@test "lint-deps refuses long files, long functions and no header comment" {
	room < <(printf 'int\nf(void)\n{\n'; yes '' | head -n 600; echo '}')
	deps 1
	assert_line --partial 'x.c:1: no header comment'
	assert_line --partial 'a function of 600 lines, at most 90'
	assert_line --partial '604 lines, at most 600'
}

@test "lint-deps refuses a file of entries included from the engine" {
	mkdir -p lib/math/part
	printf '/* list.h - the parts. */\nPART(one)\n' >lib/math/part/list.h
	printf '/*\n * skel.c - a part.\n */\n%s\n' \
	    'const struct part part_skel = {' >lib/math/part/skel.c
	printf '/*\n * one.h - of a part.\n */\n' >lib/math/part/one.h
	room <<-'END'
		/*
		 * x.c - a file.
		 */
		#include "math/part/list.h"
		#include "math/part/one.h"
	END
	deps 1
	assert_output 'lib/math/x.c:5: include "math/part/one.h": a file of'`
	    `' entries, which only its folder may use'
	mv lib/math/x.c lib/math/part/
	deps 0
}

@test "lint-deps refuses an entry that is not in the list" {
	mkdir -p lib/math/part
	printf '/* list.h - the parts. */\nPART(one)\n' >lib/math/part/list.h
	for f in skel one two; do
		printf '/*\n * %s.c - a part.\n */\nconst struct %s = {\n' \
		    $f "part part_$f" >"lib/math/part/$f.c"
	done
	room < <(printf '/*\n * x.c - a file.\n */\n')
	deps 1
	assert_output 'lib/math/part/two.c: two: not in lib/math/part/list.h'
	echo 'PART(two)' >>lib/math/part/list.h
	deps 0
}

@test "lint-deps refuses what does not belong in the top folder" {
	room < <(printf '/*\n * x.c - a file.\n */\n')
	mkdir tools
	deps 1
	assert_output 'tools: not a part of the house: see lint-deps'
}

@test "lint-circles refuses a circle of files that are no module" {
	mkdir -p top/scripts top/lib/math top/build/lib/math
	cp "$TOP/scripts/lint-circles" top/scripts/
	cd top
	echo 'int a(int), b(int); int a(int n) { return n ? b(n - 1) : 0; }' \
	    >lib/math/a.c
	echo 'int a(int), b(int); int b(int n) { return n ? a(n - 1) : 1; }' \
	    >lib/math/b.c
	echo 'int a(int), c(void); int c(void) { return a(1); }' >lib/math/c.c
	for f in a b c; do
		cc -c -o "build/lib/math/$f.o" "lib/math/$f.c"
	done
	run -1 scripts/lint-circles
	assert_output --regexp \
	    '^a circle without a .*: lib/math/[ab] lib/math/[ab]$'
	for f in a b; do
		printf '#include "math/both.h"\n' | cat - "lib/math/$f.c" >new
		mv new "lib/math/$f.c"
	done
	run -1 scripts/lint-circles
	assert_output 'lib/README.md: does not say why math/both.h is in'`
	    `' several files'
	cat >lib/README.md <<-'END'
		## Circles
		| `math/both.h` | why |
	END
	run -0 scripts/lint-circles
	assert_output ''
	run -0 scripts/lint-circles --list
	assert_output --regexp '^math/both.h: lib/math/[ab] lib/math/[ab]$'
	cat >>lib/README.md <<-'END'
		| `math/gone.h` | why |
	END
	run -1 scripts/lint-circles
	assert_output 'lib/README.md: math/gone.h: not a circle any more'
}

@test "setup finds all that it needs here, and needs no apt-get for it" {
	mkdir bin
	printf '#!/bin/sh\necho called\nexit 1\n' >bin/apt-get
	chmod +x bin/apt-get
	run -0 env PATH="$PWD/bin:$PATH" "$TOP/scripts/setup" core tests
	assert_output ""
}

@test "setup names what is missing where it cannot install" {
	mkdir bin
	for cmd in awk cat sh tr; do
		ln -s "$(command -v "$cmd")" bin/
	done
	run -1 env PATH="$PWD/bin" sh "$TOP/scripts/setup" core
	assert_output --regexp '^setup: no apt-get here: .*gcc make'
	run -1 env PATH="$PWD/bin" sh "$TOP/scripts/setup" --check core
	assert_output --regexp '^setup: missing Debian packages: gcc make'
	run -2 "$TOP/scripts/setup" --no-such
}

# Run Python with the script of this name as the module `it'.
within() { # SCRIPT CODE
	need python3
	run -0 env PYTHONDONTWRITEBYTECODE=1 python3 -c "
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
loader = SourceFileLoader('it', '$TOP/scripts/$1')
it = module_from_spec(spec_from_loader('it', loader))
loader.exec_module(it)
$2"
}

@test "the goal of a forest is that of the code that runs on this CPU" {
	within bench 'print(*sorted(it.WIDE))'
	assert_output "$(grep -o '__builtin_cpu_supports("[a-z0-9]*")' \
	    "$TOP/lib/detect/method/iforest_wide.c" | cut -d '"' -f 2 |
	    sort -u | paste -sd ' ')"
	printf 'model name\t: x\nflags\t\t: fpu %s\n' 'avx512f avx512bw' \
	    >half
	printf 'flags\t\t: avx512vl avx512bw\n' >both
	cat both half >mixed
	within bench 'for f in ("half", "both", "mixed", "none"):
    print(*it.forest_path(f))'
	assert_line -n 0 'portable 5'
	assert_line -n 1 'with AVX-512BW 10'
	assert_line -n 2 'portable 5'
	assert_line -n 3 'portable 5'
}

@test "quality says what counts of a budget are by chance" {
	# quantiles of Poisson distributions, as in SciPy's poisson.ppf
	within quality 'print(*it.poisson_95(300 / 390 * 20),
    *it.poisson_95(3), *it.poisson_95(.01), *it.poisson_95(1500))'
	assert_output '8 24 0 7 0 0 1425 1576'
	within quality 'print(it.by_chance(140))'
	assert_output '140 expected, 95 % 117-164 alarms, 0.84-1.17'
}

# quality with what is given changed, on markets of one symbol.
small_quality() { # CODE ARGUMENT...
	local build
	build=$(dirname "$(dirname "$(command -v ticksim)")")
	within quality "import sys
bars = it.Bars
it.Bars = lambda folder, seed, symbols: bars(folder, seed, 1)
sys.argv = 'quality --build $build --seeds 1 --first 11 ${*:2}'.split()
$1
it.main()"
}

@test "quality measures every detector of its table, and no other row" {
	local name
	small_quality '' detectors
	for name in pca-maha dbscan knn iforest rcf ewz hst damp recommended; do
		assert_line --regexp "^detectors, $name.*  0\.[0-9]{3} .*found "
	done
	assert_line --regexp '^detectors, one-liners .* B[1-8].* random 0\.0'
	refute_line --regexp '^(bars|nets)'
	run -2 "$TOP/scripts/quality" nix
	assert_output --partial 'no row nix: there are bars, '
}

@test "quality trains the networks only where their row is named" {
	small_quality 'it.ROWS = {"nets": it.row_nets}' --shared none
	assert_line 'nets: no shared folder: real bars left out'
	assert_line --regexp '^nets, 4 symbols: recommended, .*  0\..* B2 0\.'
	refute_line --partial 'fx-l'
	small_quality 'it.NETS = {"fx-local": ("-x local",
    "-x fx-local --epochs 1 --windows 50")}' --shared none nets
	assert_line --regexp '^nets, 4 symbols: recommended, .*  0\..* B2 0\.'
	assert_line --regexp '^nets, 4 symbols: fx-local, found at 1 +0\.'
}

@test "quality counts events without a scored row as missed" {
	within quality 'name = "budget.recall_at_1"
def run(events, positives, value):
    return {("all", "", "events"): events, ("all", "", "positives"): positives,
            ("all", "model", name): value,
            ("all", "model", "average_precision"): value}
for name in ("average_precision", name):
    print(it.of_all([run(28, 30, .5)], [run(32, 40, 1)], name))'
	assert_output $'[0.375]\n[0.4375]'
}
