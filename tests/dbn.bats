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

@test "fewer records have a header that says so" {
	shared dbn-samples/made/good.dbn
	f=$SHARED/dbn-samples/made/good.dbn
	tickcat -t dbn -n 3 "$f" > got
	[ "$(tickcat --count got)" -eq 3 ]
	run -0 tickcat --metadata got
	assert_output --partial '"limit":"3"'
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

@test "--resync goes on behind damage" {
	shared dbn-samples/made/bad-zero-length.dbn
	f=$SHARED/dbn-samples/made/bad-zero-length.dbn
	run -1 tickcat --count "$f"
	run --separate-stderr tickcat --resync --count "$f"
	assert_output 19
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
}
