#!/usr/bin/env bats
#
# dbn.bats - tickcat's DBN out, past damage, and DBN as it is met in life.

load helper

@test "with nothing selected DBN leaves every good sample as it is" {
	shared dbn-samples/README.md
	n=0
	for f in "$SHARED"/dbn-samples/{dbn,cpp,python/*,derived}/*.dbn* \
	    "$SHARED"/dbn-samples/made/good*.dbn*; do
		case $f in *.frag*|*'*'*) continue ;; esac
		case $f in *.zst) zstd -dcq "$f" ;; *) cat "$f" ;; esac > want
		tickcat -t dbn "$f" > got
		# version 1 held a record count, which is not kept
		if [ "$(od -An -t u1 -j 3 -N 1 want)" -eq 1 ]; then
			head -c 50 got > mixed
			tail -c +51 want | head -c 8 > count
			tail -c +51 got | head -c 8 | od -An -v -t x1 |
			    tr -d ' \n' | grep -qx ffffffffffffffff
			cat count >> mixed
			tail -c +59 got >> mixed
			mv mixed got
		fi
		cmp want got
		n=$((n + 1))
	done
	[ "$n" -gt 100 ]
}

@test "DBZ is read from stdin" {
	shared dbn-samples/dbn/test_data.mbo.dbz
	f=$SHARED/dbn-samples/dbn/test_data.mbo.dbz
	tickcat "$f" > want
	[ "$(wc -l < want)" -eq 2 ]
	tickcat < "$f" > got
	cmp want got
}

@test "text becomes DBN with symbols, schema and times, and text again" {
	trades 500 ES NQ > in.ndjson
	tickcat -t dbn --dataset XXXX.TEST in.ndjson > t.dbn
	run -0 tickcat --metadata t.dbn
	assert_output --partial '"dataset":"XXXX.TEST","schema":"trades"'
	assert_output --partial '"symbols":['
	assert_output --partial '"limit":null'
	tickcat t.dbn | jq -c '[.ts_event,.symbol,.price,.size,.side]' > got
	jq -c '[.ts_event,.symbol,.price,.size,.side]' in.ndjson > want
	cmp want got
	# the way over our binary stream is the same
	tickcat -b in.ndjson | tickcat -t dbn --dataset XXXX.TEST > u.dbn
	cmp t.dbn u.dbn
}

@test "a character of any byte comes back from Databento's text" {
	tr ' ' '\n' > chars <<-'EOF'
	' \" \\ \t \n \r \u0001 \u007f \u00ff ~ | , x
	EOF
	echo ' ' >> chars
	sed 's/.*/{"kind":"trades","ts_event":"2024-01-02T00:00:00Z",\
"symbol":"A","action":"T","side":"&","price":1,"size":1}/
	    s/\n//' chars | tickcat -t json > in.ndjson
	tickcat -t dbn in.ndjson > want.dbn
	for form in dbn-csv dbn-json; do
		tickcat -t $form --map-symbols want.dbn > text
		tickcat -t dbn text | cmp - want.dbn
	done
	tickcat -t dbn-csv want.dbn | cut -d, -f7 | head -10 > got
	cat > want <<-'EOF'
	side
	\'
	"\"""
	\\
	\t
	\n
	\r
	\x01
	\x7f
	\xff
	EOF
	cmp want got
	# what is no escape is no character
	for bad in '\q' '\x1' '\xfg' '\x001'; do
		tickcat -t dbn-csv want.dbn | head -2 |
		    awk -F, -v OFS=, -v b="${bad//\\/\\\\}" 'NR > 1 {
			$7 = b } 1' > bad.csv
		run -1 tickcat bad.csv
		assert_output --partial 'side: expected one character'
	done
}

@test "trades that say no action are trades in DBN" {
	trades 100 ES > in.ndjson
	sed 's/"action":"T",//' in.ndjson > bare.ndjson
	tickcat -t dbn in.ndjson > want
	tickcat -t dbn bare.ndjson | cmp - want
	tickwin -e 1s bare.ndjson | jq -c '[.ts_event,.close,.volume]' > want
	tickcat -t dbn bare.ndjson | tickcat | tickwin -e 1s |
	    jq -c '[.ts_event,.close,.volume]' | cmp - want
	[ -s want ]
}

@test "rows that lack fields are printed as DBN made of them is" {
	sed 's/^/{"kind":"trades","ts_event":"2024-01-02T00:00:0/
	    s/$/}/' > in.ndjson <<-'EOF'
	0Z","symbol":"A","price":1
	1Z","symbol":"B","price":2.5,"size":3,"side":"A","sequence":9
	2Z","ts_recv":"2024-01-02T00:00:03Z","symbol":"A","price":4
	EOF
	tickcat -t dbn --dataset XXXX.TEST in.ndjson > x.dbn
	# DBN numbers its instruments, text has the symbol
	tickcat -t dbn-csv -p --map-symbols x.dbn |
	    awk -F, -v OFS=, 'NR > 1 { $5 = 0 } 1' > want
	tickcat -t dbn-csv -p --map-symbols in.ndjson | cmp - want
	[ "$(wc -l < want)" -eq 4 ]
	tickcat -t dbn-json --map-symbols x.dbn |
	    sed 's/"instrument_id":[0-9]*/"instrument_id":0/' > want
	tickcat -t dbn-json --map-symbols in.ndjson | cmp - want
	tickcat -t dbn-json --map-symbols in.ndjson |
	    tickcat -t dbn --dataset XXXX.TEST | cmp - x.dbn
	# nobody would know whose they are
	run -1 tickcat -t dbn-csv in.ndjson
	assert_output --partial 'rows have no instrument_id (--map-symbols'
}

@test "rows with all fields and without have one header" {
	px='"open":1,"high":1,"low":1,"close":1'
	printf '{"kind":"ohlcv-1s","symbol":"A","ts_event":"%s",%s}\n' \
	    1704153601000000000 "$px" 1704153602000000000 \
	    '"publisher_id":1,"instrument_id":7,"volume":3,'"$px" > bars
	tickcat -t dbn-csv --map-symbols bars | cut -d , -f 1-4,8- > got
	cat > want <<-'EOF'
	ts_event,rtype,publisher_id,instrument_id,close,volume,symbol
	1704153601000000000,32,0,0,1000000000,18446744073709551615,A
	1704153602000000000,32,1,7,1000000000,3,A
	EOF
	cmp want got
}

@test "text with ts_out becomes DBN with ts_out" {
	shared dbn-samples/made/good-ts-out.dbn
	f=$SHARED/dbn-samples/made/good-ts-out.dbn
	tickcat "$f" > want
	tickcat -t dbn want > got
	tickcat got | cmp - want
	run -0 tickcat --metadata got
	assert_output --partial '"ts_out":true'
}

@test "fewer records have a header that says so" {
	shared dbn-samples/made/good.dbn
	f=$SHARED/dbn-samples/made/good.dbn
	tickcat -t dbn -n 3 "$f" > got
	[ "$(tickcat --count got)" -eq 3 ]
	run -0 tickcat --metadata got
	assert_output --partial '"limit":"3"'
}

# One field of the metadata of a file.
meta() { # file filter
	tickcat --metadata "$1" | jq -c "$2"
}

# 400 trades of four symbols, whose header has 900 as limit and a symbol that
# was not found, as text would not have them.
four() {
	need jq
	trades 400 ES NQ CL GC > four.ndjson
	tickcat -t dbn -n 900 --dataset XXXX.TEST four.ndjson > four.dbn
	[ "$(meta four.dbn .limit)" = '"900"' ]
}

@test "symbols that are not kept are not in the header" {
	four
	tickcat -t dbn -s 'N*,GC' four.dbn > got
	[ "$(meta got .symbols)" = '["NQ","GC"]' ]
	[ "$(meta got '[.mappings[].raw_symbol]')" = '["NQ","GC"]' ]
	[ "$(meta got '[.start,.end,.limit,.dataset,.schema]')" = \
	    "$(meta four.dbn '[.start,.end,.limit,.dataset,.schema]')" ]
	tickcat -s 'N*,GC' four.ndjson | jq -c '[.symbol,.price]' > want
	tickcat got | jq -c '[.symbol,.price]' | cmp - want
	tickcat -t dbn --instruments 2,3 four.dbn > got
	[ "$(meta got .symbols)" = '["NQ","CL"]' ]
	tickcat -t dbn --instruments 2,3 -s NQ four.dbn > got
	[ "$(meta got .symbols)" = '["NQ"]' ]
	for i in 1 2 3; do
		tickcat -t dbn --shard $i/3 --also ES four.dbn > got
		meta got '.symbols[]' | sort > said
		tickcat got | jq -c .symbol | sort -u | cmp - said
	done
	# what does not choose by symbol leaves them
	tickcat -t dbn --side A -n 7 four.dbn > got
	[ "$(meta got .symbols)" = '["ES","NQ","CL","GC"]' ]
	[ "$(meta got .limit)" = '"7"' ]
	tickcat -t dbn -s NONE four.dbn > got
	[ "$(meta got '.symbols + .mappings')" = '[]' ]
	[ "$(tickcat --count got)" -eq 0 ]
}

@test "a range that was selected is that of the header" {
	four
	set -- --start 2024-07-01T00:01 --end 30s
	tickcat -t dbn "$@" four.dbn > got
	run -0 tickcat --metadata -p got
	assert_output --partial '"start": "2024-07-01T00:01:00.000000000Z"'
	assert_output --partial '"end": "2024-07-01T00:01:30.000000000Z"'
	[ "$(tickcat --count got)" -eq "$(tickcat --count "$@" four.ndjson)" ]
	# no more than there was
	tickcat -t dbn --start 2024-01-01 --end 2025-01-01 four.dbn > got
	cmp got four.dbn
	tickcat -t dbn --start 2025-01-01 four.dbn > got
	[ "$(meta got .start)" = "$(meta four.dbn .end)" ]
	# of other times than the index time the header says nothing
	tickcat -t dbn --time ts_event "$@" four.dbn > got
	[ "$(meta got '[.start,.end]')" = "$(meta four.dbn '[.start,.end]')" ]
}

@test "a selection on the way through our binary stream is in the header" {
	four
	set -- -s ES,GC --start 2024-07-01T00:01 -n 20
	tickcat -t dbn "$@" four.dbn > want
	tickcat -b "$@" four.dbn | tickcat -t dbn > got
	cmp want got
	tickcat -b four.dbn | tickcat -b "$@" | tickcat -t dbn > got
	cmp want got
	tickcat -b four.dbn | tickcat -t dbn "$@" > got
	cmp want got
}

@test "a selection from several files has one header" {
	four
	tickcat -t dbn -s ES,NQ four.dbn > a.dbn
	tickcat -t dbn -s CL,GC four.dbn > b.dbn
	tickcat -t dbn -s ES,CL -n 150 a.dbn b.dbn > got
	[ "$(meta got .symbols)" = '["ES","CL"]' ]
	[ "$(tickcat --count got)" -eq 150 ]
	run -0 --separate-stderr tickcat --metadata got
	[ "${#lines[@]}" -eq 1 ]
	[ "$(grep -c DBN got)" -eq 1 ]
}

@test "files that call an instrument by two names have no one header" {
	need jq
	for s in AA BB; do
		trades 10 $s | tickcat -t dbn > $s.dbn
	done
	run -1 --separate-stderr tickcat -t dbn AA.dbn BB.dbn
	want="tickcat: BB.dbn: metadata: instrument 1 is \"AA\" in one "
	[ "$stderr" = "$want"'file and "BB" in another on 20240701' ]
	run -1 tickcat --merge -t dbn AA.dbn BB.dbn
	# on other days it may be another
	trades 10 BB | sed 's/2024-07-01/2024-07-02/' | tickcat -t dbn > BB.dbn
	tickcat -t dbn AA.dbn BB.dbn > got
	tickcat AA.dbn BB.dbn | cmp - <(tickcat got)
	[ "$(meta got .symbols)" = '["AA","BB"]' ]
	# one behind the other they are joined files, each with its own
	trades 10 BB | tickcat -t dbn > BB.dbn
	cat AA.dbn BB.dbn | tickcat -t dbn > got
	tickcat AA.dbn BB.dbn | cmp - <(tickcat got)
}

@test "a loop's times are those of its header" {
	four
	tickcat --loop 3 -t dbn four.dbn > got
	tickcat --loop 3 --ts ns four.dbn | jq -c '[.ts_event,.symbol,.price]' \
	    > want
	tickcat --ts ns got | jq -c '[.ts_event,.symbol,.price]' | cmp - want
	[ "$(meta got .end | tr -d '"')" -eq \
	    $(($(tail -n 1 want | cut -d '"' -f 2) + 1)) ]
	tickcat --loop 3 -b four.dbn | tickcat -t dbn | cmp - got
}

@test "--upgrade makes version 3 of older records" {
	shared dbn-samples/dbn/test_data.definition.v1.dbn.zst
	D=$SHARED/dbn-samples/dbn
	tickcat -t dbn --upgrade "$D/test_data.definition.v1.dbn.zst" > got
	[ "$(od -An -t u1 -j 3 -N 1 got)" -eq 3 ]
	tickcat -t dbn "$D/test_data.definition.v3.dbn.zst" > want
	tickcat got > got.json
	tickcat want > want.json
	cmp got.json want.json
}

@test "--dataset fills in what is missing, and does not contradict" {
	four
	tickcat -t dbn --dataset XXXX.TEST four.dbn | cmp - four.dbn
	run -1 --separate-stderr tickcat -t dbn --dataset XNAS.ITCH four.dbn
	assert_output ""
	want="tickcat: four.dbn: --dataset: \"XNAS.ITCH\": "
	want+="the metadata of the input says \"XXXX.TEST\""
	[ "$stderr" = "$want" ]
	run -1 tickcat -t dbn --dataset XNAS.ITCH <(tickcat -b four.dbn)
	assert_output --partial 'says "XXXX.TEST"'
	run -1 tickcat -t dbn --dataset XNAS.ITCH four.ndjson four.dbn
	tickcat -t dbn four.ndjson > none.dbn
	[ "$(meta none.dbn .dataset)" = '""' ]
	tickcat -t dbn --dataset XNAS.ITCH none.dbn > got
	[ "$(meta got .dataset)" = '"XNAS.ITCH"' ]
	tickcat -b none.dbn | tickcat -t dbn --dataset XNAS.ITCH | cmp - got
	tickcat -t dbn --dataset XNAS.ITCH none.dbn none.dbn > two
	[ "$(tickcat --count two)" -eq 800 ]
	[ "$(meta two .dataset)" = '"XNAS.ITCH"' ]
}

@test "--bare is the records alone, and a fragment to read" {
	four
	set -- -s ES,GC -n 100
	tickcat -t dbn "$@" four.dbn > whole
	tickcat -t dbn --bare "$@" four.dbn > bare
	cmp bare <(tail -c +$(($(stat -c %s whole) - 100 * 48 + 1)) whole)
	# the same from rows
	tickcat -b "$@" four.dbn | tickcat -t dbn --bare | cmp - bare
	tickcat --fragment --dbn-version 3 bare > got
	tickcat whole | jq -c 'del(.symbol)' > want
	jq -c 'del(.symbol)' got | cmp - want
	grep -q '"instrument_id":1,' got
	# fragments one behind the other are a fragment
	tickcat -t dbn --bare four.dbn four.dbn > got
	[ "$(tickcat --count --fragment got)" -eq 800 ]
	: > empty
	tickcat -t dbn --bare empty > got
	[ ! -s got ]
}

@test "--bare keeps the records of every version and their ts_out" {
	shared dbn-samples/made
	for v in 1 2 3; do
		f=$SHARED/dbn-samples/dbn/test_data.definition.v$v.dbn.zst
		[ -e "$f" ] || continue
		tickcat -t dbn --bare "$f" > bare
		tickcat --fragment --dbn-version $v bare |
		    jq -c 'del(.symbol)' > got
		tickcat "$f" | jq -c 'del(.symbol)' | cmp - got
	done
	for f in "$SHARED"/dbn-samples/*/*.frag; do
		tickcat --fragment -t dbn --bare "$f" | cmp - "$f"
	done
	f=$SHARED/dbn-samples/made/good-ts-out.dbn
	tickcat -t dbn --bare "$f" > bare
	tickcat --fragment --ts-out bare | jq -c 'del(.symbol)' > got
	tickcat "$f" | jq -c 'del(.symbol)' | cmp - got
	grep -q ts_out got
}

@test "--bare needs DBN, and no header" {
	run -2 tickcat --bare -t json /dev/null
	run -2 tickcat --bare /dev/null
	run -2 tickcat -t dbn --bare --live /dev/null
	run -2 tickcat -t dbn --bare --dataset X /dev/null
	run -2 tickcat --dbn-version 2 /dev/null
	run -2 tickcat --ts-out /dev/null
}

@test "DBN is not written to a terminal" {
	need script
	four
	run -2 script -qec "tickcat -t dbn four.dbn" /dev/null
	assert_output --partial "tickcat: binary output to a terminal"
	tickcat four.dbn > four.nd
	run -2 script -qec "tickcat -t dbn four.nd" /dev/null
	assert_output --partial "tickcat: binary output to a terminal"
}

@test "an output that fails is not the input's fault" {
	ticksim --seed 3 -n 9000 -t dbn > day.dbn
	want="tickcat: <stdout>: write error: No space left on device"
	for to in dbn bin json; do
		run -1 sh -c "tickcat -t $to day.dbn > /dev/full"
		assert_output "$want"
		# found as what waits is handed on, in the middle of a read
		run -1 sh -c "{ cat day.dbn; sleep 0.2; } |
		    tickcat -t $to > /dev/full"
		assert_output "$want"
	done
}

@test "a DBZ that ends before its stated number of records is refused" {
	shared dbn-samples/dbn/test_data.mbo.dbz
	f=$SHARED/dbn-samples/dbn/test_data.mbo.dbz
	head -c 152 "$f" > cut.dbz # its metadata and no frame
	run -1 --separate-stderr tickcat --count cut.dbz
	# shellcheck disable=SC2154 # bats sets it
	[[ $stderr == *"record 1: truncated after 0 records: "*"states 2" ]]
	# old writers stated none
	printf '\0\0\0\0\0\0\0\0' | dd of=cut.dbz bs=1 seek=54 conv=notrunc \
	    status=none
	run -0 tickcat --count cut.dbz
	printf '\377%.0s' 1 2 3 4 5 6 7 8 | dd of=cut.dbz bs=1 seek=54 \
	    conv=notrunc status=none
	run -0 tickcat --count cut.dbz
}

@test "records without metadata ask for --fragment" {
	four
	tickcat -t dbn --bare four.dbn > bare
	run -1 tickcat bare
	assert_output "tickcat: bare: DBN records without metadata: use \
--fragment"
	head -c 100 /dev/zero > x.dbn.frag
	run -1 tickcat x.dbn.frag
	assert_output --partial "use --fragment"
	run -0 tickcat --fragment --count bare
	assert_output 400
}

@test "--resync goes on behind damage" {
	shared dbn-samples/made/bad-zero-length.dbn
	f=$SHARED/dbn-samples/made/bad-zero-length.dbn
	run -1 tickcat --count "$f"
	run --separate-stderr tickcat --resync --count "$f"
	assert_output 19
}

# Three days on which instrument 7 is one symbol after the other, 8 is one on
# the first alone, and 9 is none; the last row came a day after its event.
moved_ids() {
	need jq
	local row='{"kind":"trades","ts_event":"2024-07-0%sZ",'
	row+='"ts_recv":"2024-07-0%sZ","symbol":"%s","instrument_id":%d,'
	row+='"publisher_id":1,"price":%d,"size":1}\n'
	# shellcheck disable=SC2059 # the format is ours
	printf "$row" 1T01:00:00 1T01:00:00 ESU4 7 1 \
	    1T02:00:00 1T02:00:00 NQ 8 2 2T01:00:00 2T01:00:00 ESZ4 7 3 \
	    2T23:59:59 3T00:00:01 ESH5 7 4 > ids.ndjson
	tickcat -t dbn ids.ndjson > ids.dbn
	tickcat --metadata ids.dbn | jq -c '{result: (.mappings | map({key:
	    .raw_symbol, value: .intervals | map({d0: .start_date | tostring |
	    "\(.[:4])-\(.[4:6])-\(.[6:])", d1: .end_date | tostring |
	    "\(.[:4])-\(.[4:6])-\(.[6:])", s: .symbol})}) | from_entries),
	    symbols, stype_in, stype_out}' > symbology.json
	# what it does not know
	# shellcheck disable=SC2059
	printf "$row" 3T01:00:00 3T01:00:00 other 9 5 \
	    3T02:00:00 3T02:00:00 late 8 6 >> ids.ndjson
	tickcat -t dbn ids.ndjson > ids.dbn
}

@test "--symbology names the instruments of CSV and JSON by id and day" {
	moved_ids
	for form in '-t dbn-csv' '-t dbn-json' '-t dbn-csv -p' '-t dbn-json -p'
	do
		# shellcheck disable=SC2086 # two words
		tickcat $form ids.dbn > bare
		tickcat bare | jq -r .symbol | paste -sd ' ' > got
		[ "$(cat got)" = "7 8 7 7 9 8" ]
		tickcat --symbology symbology.json bare | jq -r .symbol |
		    paste -sd ' ' > got
		[ "$(cat got)" = "ESU4 NQ ESZ4 ESH5 9 8" ]
		tickcat --as X --symbology symbology.json bare | jq -r .symbol |
		    sort -u > got
		[ "$(cat got)" = X ]
	done
	# the header of DBN made of them has the same symbols
	tickcat -t dbn-csv -n 4 ids.dbn |
	    tickcat --symbology symbology.json -t dbn > got
	tickcat -n 4 ids.dbn | cmp - <(tickcat got)
}

@test "--symbology leaves a symbol that a row has" {
	moved_ids
	for form in dbn-csv dbn-json; do
		tickcat -t $form --map-symbols ids.dbn |
		    sed 's/ESZ4/MINE/; s/,ESU4$/,/; s/"ESU4"/null/' > some
		tickcat --symbology symbology.json some | jq -r .symbol |
		    paste -sd ' ' > got
		[ "$(cat got)" = "ESU4 NQ MINE ESH5 other late" ]
	done
	# a mapping on the way is newer than a file
	{
		printf '{"hd":{"ts_event":"1","rtype":22,"publisher_id":1,'
		printf '"instrument_id":7},"stype_in_symbol":"X",'
		printf '"stype_out_symbol":"LIVE","start_ts":"1","end_ts":"2"}'
		echo
		tickcat -t dbn-json ids.dbn
	} | tickcat --symbology symbology.json -k trades | jq -r .symbol |
	    paste -sd ' ' > got
	[ "$(cat got)" = "LIVE NQ LIVE LIVE 9 8" ]
}

@test "--symbology names the instruments of a fragment" {
	shared dbn-samples/made/good-frag.dbn.frag
	cat > symbology.json <<-'END'
	{"result":{"AAA":[{"d0":"2023-11-14","d1":"2023-11-15","s":"11"}],
	"BBB":[{"d0":"2023-11-14","d1":"2023-11-15","s":"22"}]},
	"symbols":["AAA","BBB"],"stype_in":"raw_symbol",
	"stype_out":"instrument_id"}
	END
	tickcat --fragment --symbology symbology.json \
	    "$SHARED/dbn-samples/made/good-frag.dbn.frag" > got
	tickcat "$SHARED/dbn-samples/made/good.dbn" > want
	cmp want got
	# also where nothing is selected and records are copied
	for how in '' '-k trades' '--dataset XXXX.TEST'; do
		# shellcheck disable=SC2086 # words
		tickcat --fragment --symbology symbology.json -t dbn $how \
		    "$SHARED/dbn-samples/made/good-frag.dbn.frag" > named.dbn
		tickcat named.dbn | cmp - want
	done
	tickcat --fragment --symbology symbology.json -t dbn --bare \
	    "$SHARED/dbn-samples/made/good-frag.dbn.frag" |
	    cmp - "$SHARED/dbn-samples/made/good-frag.dbn.frag"
}

# One record of version 1, of NAME, behind metadata or without (BARE=1).
version1() {
	need python3
	python3 - "$1" "${BARE:-}" <<'P' > "$1.dbn"
import struct, sys
what, bare = sys.argv[1:]
body = {
    'definition': (0x13, 360, [(16, '<Q', 10**18), (24, '<q', 250000000),
	(80, '<q', 4800000000), (120, '<I', 77), (140, '<i', 2**31 - 1),
	(176, '<H', 20455), (200, '22s', b'ESH4'), (248, '7s', b'ES'),
	(325, 'c', b'F'), (343, 'B', 17), (346, 'B', 3)]),
    'statistics': (0x18, 64, [(16, '<Q', 10**18), (24, '<Q', 2**64 - 1),
	(32, '<q', 5 * 10**9), (40, '<i', 2**31 - 1), (52, '<H', 9)]),
    'error': (0x15, 80, [(16, '64s', b'Internal error')]),
    'system': (0x17, 80, [(16, '64s', b'Finished replay')]),
}[what]
rtype, size, fields = body
rec = bytearray(size)
struct.pack_into('<BBHIQ', rec, 0, size // 4, rtype, 1, 5, 10**18)
for off, form, value in fields:
    struct.pack_into(form, rec, off, value)
meta = b'GLBX.MDP3'.ljust(16, b'\0') + struct.pack('<HQQQQBBB', 0xffff,
    10**18, 2**64 - 1, 0, 2**64 - 1, 255, 0, 0)
meta = meta.ljust(100, b'\0') + bytes(20)
head = b'' if bare else b'DBN\x01' + struct.pack('<I', len(meta)) + meta
sys.stdout.buffer.write(head + rec)
P
}

@test "Databento's text has the columns of the records' version" {
	need jq
	for name in definition statistics error system; do
		version1 $name
	done
	tickcat -t dbn-csv definition.dbn > got.csv
	paste -d= <(head -1 got.csv | tr , '\n') \
	    <(tail -1 got.csv | tr , '\n') > cells
	for cell in trading_reference_price=4800000000 asset=ES \
	    trading_reference_date=20455 md_security_trading_status=17 \
	    settl_price_type=3 raw_instrument_id=77 min_lot_size=2147483647; do
		grep -qx "$cell" cells
	done
	run -1 grep leg_ got.csv
	# each stands where it stood
	assert_equal "$(sed 's/=.*//' cells | grep -A 1 -e max_price_var \
	    -e original_c -e match_alg -e price_display | paste -sd ,)" \
"max_price_variation,trading_reference_price,--,original_contract_size,\
trading_reference_date,--,match_algorithm,md_security_trading_status,--,\
price_display_format,settl_price_type"
	assert_equal "$(tickcat -t dbn-json definition.dbn |
	    jq -c '[.raw_instrument_id, .leg_count]')" '[77,null]'
	assert_equal "$(tickcat -t dbn-json statistics.dbn | jq .quantity)" \
	    2147483647
	assert_equal "$(tickcat -t dbn-csv error.dbn | head -1)" \
	    ts_event,rtype,publisher_id,instrument_id,err
	assert_equal "$(tickcat -t dbn-json system.dbn | jq -c 'keys')" \
	    '["hd","msg"]'
	# by way of our binary as well, and by the length without metadata
	for name in definition statistics error system; do
		tickcat -b $name.dbn | tickcat -t dbn-json > via
		tickcat -t dbn-json $name.dbn | cmp - via
		BARE=1 version1 $name
		tickcat -t dbn-json --fragment $name.dbn | cmp - via
		version1 $name
	done
}

@test "--upgrade prints records of old versions as those of version 3" {
	need jq
	for name in definition statistics system; do
		version1 $name
	done
	assert_equal "$(tickcat -t dbn-json --upgrade definition.dbn |
	    jq -c '[.raw_instrument_id, .leg_count, .leg_side,
	    .trading_reference_date]')" '["77",0,"N",null]'
	assert_equal "$(tickcat -t dbn-json --upgrade statistics.dbn |
	    jq .quantity)" '"9223372036854775807"'
	assert_equal "$(tickcat -t dbn-json --upgrade system.dbn |
	    jq .code)" 3
	tickcat -t dbn --upgrade definition.dbn > v3.dbn
	tickcat -t dbn-csv --upgrade definition.dbn |
	    cmp - <(tickcat -t dbn-csv v3.dbn)
	run -1 tickcat -t dbn-csv definition.dbn v3.dbn
	assert_output --partial 'versions 1 and 3'
	assert_output --partial '--upgrade'
	run -0 tickcat -t dbn-csv --upgrade definition.dbn v3.dbn
	assert_equal "${#lines[@]}" 3
	run -2 tickcat -t json --upgrade v3.dbn
	# text of either version is read as the records are
	for f in definition.dbn v3.dbn; do
		tickcat -t dbn-csv --map-symbols $f | tickcat > got
		tickcat $f | cmp - got
	done
}

@test "--upgrade reaches records of a fragment, whatever their number" {
	for name in definition statistics error system; do
		BARE=1 version1 $name
		for i in {1..20}; do cat $name.dbn; done > many
		tickcat -t dbn --bare --upgrade --fragment many > got
		tickcat -t dbn --bare --upgrade --fragment --dbn-version 1 \
		    many | cmp - got
		# all are of the length of version 3
		size=$(($(head -c 1 got | od -An -tu1) * 4))
		[ "$(wc -c < got)" -eq $((20 * size)) ]
		[ "$(wc -c < got)" -gt "$(wc -c < many)" ]
		tickcat -t dbn --bare --fragment many | cmp - many
	done
}

@test "a record of a later version than stated is refused, not read as one" {
	BARE=1 version1 definition
	tickcat -t dbn --bare --upgrade --fragment definition.dbn > bare
	tickcat --fragment bare > /dev/null
	for v in 1 2; do
		run -1 tickcat --fragment --dbn-version $v bare
		assert_output --partial "definition: length 520: of version 3,"
		run -1 tickcat --fragment --dbn-version $v -t dbn --bare bare
	done
}

@test "an input without rows gives the header of its schema" {
	ticksim -x lab --symbols 1 --days 1 -n 3 -k mbp-1 -t json > rows
	tickcat -t dbn rows > some.dbn
	tickcat -t dbn -n 0 some.dbn > none.dbn
	[[ $(tickcat --metadata none.dbn) == *'"schema":"mbp-1"'* ]]
	[ "$(tickcat --count none.dbn)" -eq 0 ]
	for t in csv tsv dbn-csv dbn-tsv; do
		tickcat -t $t none.dbn |
		    cmp - <(tickcat -t $t some.dbn | head -1)
		tickcat -t $t -n 0 some.dbn |
		    cmp - <(tickcat -t $t some.dbn | head -1)
		run -0 tickcat -t $t --omit-header none.dbn
		assert_output ''
	done
	run -0 tickcat -t dbn-json none.dbn
	assert_output ''
}

@test "volumes over 63 bits are printed as Databento has them" {
	need python3
	printf '{"kind":"ohlcv-1d","ts_event":"2024-01-02","symbol":"A",%s}\n' \
	    '"open":1,"high":1,"low":1,"close":1,"volume":7' |
	    tickcat -t dbn > seven.dbn
	for v in 9223372036854775806 9223372036854775807 9223372036854775808 \
	    18446744073709551614 18446744073709551615; do
		python3 - $v <<'P' > big.dbn
import struct, sys
b = open('seven.dbn', 'rb').read()
sys.stdout.buffer.write(b[:-8] + struct.pack('<Q', int(sys.argv[1])))
P
		assert_equal "$(tickcat -t dbn-csv big.dbn | tail -1 |
		    cut -d, -f9)" $v
		assert_equal "$(tickcat -t dbn-json big.dbn |
		    grep -o '[0-9]*"}$')" "$v\"}"
	done
	# ours have 63 bits
	printf '\376' | dd of=big.dbn bs=1 seek=$(($(wc -c < big.dbn) - 1)) \
	    conv=notrunc 2> log
	run -1 tickcat big.dbn
	assert_output --partial 'volume: does not fit 63 bits'
	# what is negative elsewhere is no such volume
	run -1 tickcat -t dbn-csv --map-symbols - <<< '{"kind":"ohlcv-1d",
"ts_event":"2024-01-02","symbol":"A","open":1,"high":1,"low":1,"close":1,
"volume":-7}'
}

@test "a file of which nothing is known is an error, a copy of it is not" {
	trades 2 A | tickcat -t dbn > a.dbn
	n=$(wc -c < a.dbn)
	cp a.dbn b.dbn
	for at in $((n - 47)) $((n - 95)); do
		printf '\305' | dd of=b.dbn bs=1 seek=$at conv=notrunc 2> log
	done
	run -1 tickcat -q b.dbn
	assert_output --partial "all records (2) are of unknown types, the \
first of rtype 0xc5"
	run -1 tickcat --count b.dbn
	run -0 --separate-stderr tickcat -t dbn -o c.dbn b.dbn
	[[ $stderr == *"copied as it is" ]]
	cmp b.dbn c.dbn
	# one that is known among them is enough
	printf '\0' | dd of=b.dbn bs=1 seek=$((n - 47)) conv=notrunc 2> log
	run -0 --separate-stderr tickcat b.dbn
	printf '\4' | dd of=a.dbn bs=1 seek=3 conv=notrunc 2> log
	run -1 tickcat a.dbn
	assert_output --partial 'DBN version 4: expected 1 to 3'
}

@test "publishers of DBIX are known" {
	for id in 146 153; do
		trades 1 A | sed "s/}$/,\"publisher_id\":$id}/" |
		    tickcat -t dbn > x.dbn
		[[ $(tickcat --metadata x.dbn) == *'"dataset":"DBIX.CORE"'* ]]
	done
}

@test "an unknown publisher leaves the dataset that the input names" {
	local how
	trades 3 A | sed 's/}$/,"publisher_id":9999}/' > in.ndjson
	tickcat -t dbn --dataset XXXX.TEST in.ndjson > x.dbn
	for how in '' '-n 2' '--where price>0' --sort --upgrade '-s A'; do
		# shellcheck disable=SC2086
		tickcat -q $how -t dbn x.dbn > got
		assert_equal "$(meta got .dataset)" '"XXXX.TEST"'
	done
	tickcat -b x.dbn | tickcat -t dbn > got
	assert_equal "$(meta got .dataset)" '"XXXX.TEST"'
	tickcat -q -t dbn x.dbn in.ndjson > got
	assert_equal "$(meta got .dataset)" '"XXXX.TEST"'
	# nothing names one
	tickcat -t dbn in.ndjson > got
	assert_equal "$(meta got .dataset)" '""'
}

@test "codes of system messages come back as they were" {
	local code how
	for code in 0 1 2 3 4 5; do
		printf '{"kind":"system","ts_event":"2024-01-01T10:00:00Z",'
		printf '"symbol":null,"publisher_id":1,"instrument_id":5,'
		printf '"msg":"x","code":%d}\n' "$code"
	done | tickcat > in.ndjson
	tickcat -t dbn in.ndjson > x.dbn
	tickcat x.dbn | cmp - in.ndjson
	tickcat -t dbn-json x.dbn | jq -c .code | diff - <(seq 0 5)
	for how in dbn-json dbn-csv dbn-tsv csv bin; do
		tickcat -t "$how" x.dbn | tickcat | jq -c .code |
		    diff - <(seq 0 5)
	done
}

@test "--metadata reads the header alone, and -p prints it over lines" {
	need jq
	trades 5000 A | tickcat -t dbn > a.dbn
	head -c 9001 a.dbn > cut.dbn
	run -1 tickcat --count cut.dbn
	run -0 tickcat --metadata cut.dbn
	assert_equal "$output" "$(tickcat --metadata a.dbn)"
	run -0 tickcat --metadata cut.dbn a.dbn
	assert_equal "${#lines[@]}" 2
	# a pipe that never ends: its writer is here
	mkfifo pipe
	exec 9<>pipe
	head -c 4096 a.dbn >&9
	run -0 bash -c 'tickcat --metadata <pipe 9>&-'
	exec 9>&-
	tickcat --metadata -p a.dbn > lines
	[ "$(wc -l < lines)" -gt 20 ]
	grep -qx '    "dataset": "",' lines
	grep -qx '    "partial": \[\],' lines
	grep -qx '                    "symbol": "1"' lines
	assert_equal "$(jq -c '.symbols' lines)" '["A"]'
}
