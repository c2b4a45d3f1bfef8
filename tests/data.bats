#!/usr/bin/env bats
#
# data.bats - the tools on real data, where ../shared is beside the checkout.
#
# Facts about the data are those of its README and of events.csv.

load helper

@test "minute bars of Databento follow from its trades, by both clocks" {
	local file clock
	shared data/databento/es-20240701.mbp-1.dbn.zst
	D=$SHARED/data/databento
	tickcat --start 2024-07-01T23:58 --end 2024-07-02T00:02 -s ESU4 \
	    "$D/es-20240701.ohlcv-1m.dbn.zst" --time ts_event |
	    jq -c '[.ts_event,.symbol,.open,.high,.low,.close,.volume]' > theirs
	[ "$(wc -l < theirs)" -eq 4 ]
	# Databento's bars go by ts_event, our index time is ts_recv.  No trade
	# of this file lies between the two at the end of a minute, so there is
	# no difference to explain.
	for file in mbp-1 trades; do
		for clock in ts_event ts_recv; do
			tickcat -b "$D/es-20240701.$file.dbn.zst" |
			    tickwin -e 1m --time $clock --price trade -t json |
			    jq -c '[.ts_event,.symbol,.open,.high,.low,.close,
				.volume]' | diff - theirs
		done
	done
}

@test "the trades of the trades file are those of the mbp-1 file" {
	shared data/databento/es-20240701.trades.dbn.zst
	D=$SHARED/data/databento
	tickcat "$D/es-20240701.mbp-1.dbn.zst" | jq -c 'select(.action=="T") |
	    [.ts_recv,.ts_event,.price,.size,.side,.sequence]' > a
	tickcat "$D/es-20240701.trades.dbn.zst" |
	    jq -c '[.ts_recv,.ts_event,.price,.size,.side,.sequence]' > b
	[ "$(wc -l < b)" -eq 120 ]
	diff a b
}

@test "order messages make bars of their trades alone, snapshots left out" {
	shared data/databento/esh4-20231225.mbo.dbn.zst
	f=$SHARED/data/databento/esh4-20231225.mbo.dbn.zst
	[ "$(tickcat --count "$f")" -eq 68792 ]
	tickcat -b "$f" > m.tks
	tickwin -e 1s m.tks -t json > bars
	tickcat m.tks | jq -c 'select(.action=="T") |
	    select((.flags / 32 | floor) % 2 == 0) | .size' |
	    awk '{ n++; v += $1 } END { print n, v }' > want
	jq -c '[.count,.volume]' bars | tr -d '[]' |
	    awk -F, '{ n += $1; v += $2 } END { print n, v }' > got
	diff want got
	[ "$(wc -l < bars)" -gt 100 ]
}

@test "the ECB of 2014-05-08 is among the strongest alarms of its day" {
	shared data/fx/eurusd-oanda-tick-2014-05-05_09.csv.zst
	f=$SHARED/data/fx/eurusd-oanda-tick-2014-05-05_09.csv.zst
	make_fx() {
		tickcat -b --as EURUSD "$@" "$f" | tickwin -e 1s |
		    tickfeat -x fx
	}
	make_fx --end 2014-05-08 | ticktrain -q -d iforest -o fx.model
	make_fx --start 2014-05-08 --end 2014-05-09 |
	    tickscore -m fx.model -t json > day
	jq -r 'select(.score != null) | [.score,.ts_event] | @tsv' day |
	    sort -k1,1gr | head -20 | cut -f2 > top
	grep -q '^2014-05-08T11:4[56]:' top
	grep -q '^2014-05-08T1\(2:[345]\|3:[012]\)' top
}

@test "the Bitfinex flash crash of 2015-08-18 is alarmed in its first minutes" {
	shared data/crypto/btcusd-bitfinex-1m-2015.csv.zst
	f=$SHARED/data/crypto/btcusd-bitfinex-1m-2015.csv.zst
	bars() {
		tickcat -b --no-header --as BTCUSD --bar 1m --map \
		    ts=1,open=2,close=3,high=4,low=5,volume=6 "$@" "$f" |
		    tickfeat -x ohlcv
	}
	bars --end 2015-07-01 | ticktrain -q -d iforest -o btc.model
	bars --start 2015-07-01 --end 2015-09-01 |
	    tickscore -m btc.model --alarms-per-day 5 --only-anomalies \
	    -t json | jq -r .ts_event > alarms
	grep -q '^2015-08-18T23:4[4-8]' alarms
}

@test "every Databento sample gives the rows its README states" {
	shared dbn-samples/README.md
	n=0
	while IFS='|' read -r _ file stream records _; do
		file=${file// /}
		case $file in
		cpp/?*|dbn/?*|python/?*|derived/?*) ;;
		*) continue ;;
		esac
		want=$(grep -o '[a-z0-9.]* [0-9][0-9]*' <<< "$records" |
		    awk '{ n += $2 } END { print n + 0 }')
		opt=
		case $stream in *fragment*) opt=--fragment ;; esac
		got=$(tickcat $opt --count "$SHARED/dbn-samples/$file")
		[ "$got" = "$want" ] || echo "$file: got $got, want $want"
		[ "$got" = "$want" ]
		n=$((n + 1))
	done < "$SHARED/dbn-samples/README.md"
	[ "$n" -gt 90 ]
}

@test "what is broken is refused, after every whole record before it" {
	shared dbn-samples/made
	for f in "$SHARED"/dbn-samples/made/bad-*; do
		run --separate-stderr tickcat "$f"
		[ "$status" -eq 1 ] || echo "$f: status $status"
		[ "$status" -eq 1 ]
		[ "$(wc -l <<< "$stderr")" -eq 1 ]
		[[ $stderr == "tickcat: $f:"* ]] || echo "$stderr"
		[[ $stderr == "tickcat: $f:"* ]]
	done
	run --separate-stderr \
	    tickcat "$SHARED/dbn-samples/made/bad-length-3.dbn"
	[ "${#lines[@]}" -eq 10 ]
	[[ $stderr == *"record 11"* ]]
	run --separate-stderr tickcat \
	    "$SHARED/dbn-samples/made/bad-cut-record.dbn"
	[ "${#lines[@]}" -eq 19 ]
	for f in "$SHARED"/dbn-samples/made/good*.dbn*; do
		case $f in *.frag) continue ;; esac
		tickcat "$f" > out
	done
}

@test "Databento's CSV comes out as the reference prints it" {
	shared dbn-samples/text
	T=$SHARED/dbn-samples/text
	S=$SHARED/dbn-samples/python
	tickcat -t dbn-csv "$S/GLBX.MDP3/test_data.trades.dbn.zst" > a
	zstd -dcq "$T/glbx-mdp3.trades.csv.zst" | diff a -
	tickcat -t dbn-json -p --map-symbols \
	    "$S/GLBX.MDP3/test_data.mbp-1.dbn.zst" > a
	zstd -dcq "$T/glbx-mdp3.mbp-1.px-ts.sym.json.zst" | diff a -
}

@test "DBN in is DBN out, byte for byte, version 1's record count aside" {
	shared dbn-samples/made
	S=$SHARED/dbn-samples
	n=0
	for f in "$S"/dbn/*.dbn* "$S"/python/*/*.zst "$S"/derived/*.zst \
	    "$S"/cpp/*.dbn "$S"/made/good*.dbn*; do
		case $f in *.frag*) continue ;; esac
		tickcat -t dbn "$f" > out.dbn
		case $f in
		*.zst) zstd -dcq "$f" > in.dbn ;;
		*) cp "$f" in.dbn ;;
		esac
		# the count is the eight bytes at 50 of a version 1 file
		if [ "$(od -An -t u1 -j 3 -N 1 in.dbn | tr -d ' ')" = 1 ]; then
			for g in in out; do
				{ head -c 50 $g.dbn; tail -c +59 $g.dbn; } \
				    > $g.rest
			done
			cmp in.rest out.rest
		else
			cmp in.dbn out.dbn
		fi
		n=$((n + 1))
	done
	[ "$n" -gt 90 ]
}

# The fields that version 3 has no more: DBN of rows is of that version.
without_dropped() {
	sed -E 's/,"(trading_reference_(price|date)|settl_price_type|'"\
"'md_security_trading_status)":[^,}]*//g'
}

@test "every good sample is the same through Databento's text and DBN" {
	shared dbn-samples/made
	S=$SHARED/dbn-samples
	n=0
	for f in "$S"/dbn/*.dbn* "$S"/dbn/*.dbz "$S"/cpp/*.dbn \
	    "$S"/python/*/*.zst "$S"/derived/*.zst "$S"/made/good*.dbn*; do
		case $f in *.frag*) continue ;; esac
		opt=
		case $f in *.tbbo.*) opt=--tbbo ;; esac
		tickcat "$f" | without_dropped > want
		for t in dbn-json dbn-csv; do
			# CSV has one kind
			[ $t = dbn-json ] || [ "$(grep -o '^{"kind":"[^"]*' \
			    want | sort -u | wc -l)" -eq 1 ] || continue
			tickcat -t $t --map-symbols "$f" |
			    tickcat $opt -t dbn > got.dbn
			tickcat got.dbn | without_dropped > got
			cmp want got || echo "$f: by $t"
			cmp want got
			n=$((n + 1))
		done
	done
	[ "$n" -gt 200 ]
}

@test "tbbo in text is known by the file's name or by --tbbo" {
	shared dbn-samples/python
	f=$SHARED/dbn-samples/python/GLBX.MDP3/test_data.tbbo.dbn.zst
	tickcat "$f" > want
	tickcat -t dbn-csv --map-symbols "$f" > x.tbbo.csv
	tickcat x.tbbo.csv | cmp - want
	tickcat --tbbo < x.tbbo.csv | cmp - want
	tickcat < x.tbbo.csv | sed 's/"mbp-1"/"tbbo"/' | cmp - want
	tickcat -t dbn-json --map-symbols "$f" > x.tbbo.json
	tickcat x.tbbo.json | cmp - want
	tickcat -t dbn x.tbbo.json > got
	run -0 tickcat --metadata got
	assert_output --partial '"schema":"tbbo"'
}

@test "DBN through text and back is the same rows" {
	shared dbn-samples/made
	f=$SHARED/dbn-samples/python/GLBX.MDP3/test_data.mbp-1.dbn.zst
	tickcat "$f" | tickcat -t dbn | tickcat > a
	tickcat "$f" | cmp - a
	tickcat -b "$f" | tickcat -t dbn | tickcat | cmp - a
	tickcat -t dbn-json --map-symbols "$f" | tickcat | cmp - a
}

# Each file, its rows as the README states them, and what it takes to read it.
# Of the captures the messages that are trades or best quotes.
data_files() {
	local in='--as S --tz +05:30' lean='--from lean --as S'
	local ltp="$in --map price=ltp,size="
	cat <<-END
	crypto/btcperp-ftx-1m-2022-01.csv 45031 --as S
	crypto/btcusd-bitfinex-1m-2014.csv 283787 --from bitfinex-candles --as S
	crypto/btcusd-bitfinex-1m-2015.csv 366710 --from bitfinex-candles --as S
	crypto/btcusdt-spot-stream-2024-08-08.txt 37797
	crypto/btcusdt-usdm-bookticker-2024-08-08.csv 66089 --as S
	crypto/btcusdt-usdm-stream-2024-08-08.txt 87402
	crypto/btcusdt-usdm-trades-2024-08-08.csv 21313 --as S
	crypto/btcusdt-usdm-trades-tardis-2020-02-22.csv 9999
	crypto/xbtusd-bitmex-1m-2020-03-13.json 1440
	crypto/xbtusd-bitmex-1m-2020-03.jsonl 44640
	crypto/xbtusd-bitmex-1m-2021-05.jsonl 44640
	crypto/xrpeth-binance-trades-2019-10.json 12477 --as S
	databento/es-20240509.bbo-1m.dbn 20
	databento/es-20240701.mbp-1.dbn 2288
	databento/es-20240701.ohlcv-1m.dbn 60
	databento/es-20240701.trades.dbn 120
	databento/esh4-20231225.mbo.dbn 68792
	equity/aapl-1m-trade-20140605.lean.csv 686 $lean
	equity/aapl-1m-trade-20140606.lean.csv 783 $lean
	equity/aapl-1m-trade-20140609.lean.csv 834 $lean
	equity/aig-tick-quote-20131009.lean.csv 1424012 $lean
	equity/banknifty-ltp-2021-05-14.csv 29655 $ltp
	equity/edf-1m-2017-01-23_02-10.csv 5424 --as S --tz +01:00
	equity/ibm-tick-quote-20131008.lean.csv 125750 $lean
	equity/ibm-tick-trade-20131008.lean.csv 33381 $lean
	equity/nifty50-1m-20190101.lean.csv 378 $lean --tz +05:30
	equity/nifty50-1m-20190102.lean.csv 377 $lean --tz +05:30
	equity/nifty50-1m-20190103.lean.csv 377 $lean --tz +05:30
	equity/nifty50-1m-20190104.lean.csv 377 $lean --tz +05:30
	equity/nifty50-1m-2024.csv 58127 $in
	equity/nifty50-ltp-2021-05-14.csv 29385 $ltp
	equity/reliance-ltp-2021-04-30.csv 25240 $ltp
	equity/reliance-ltp-2021-05-28.csv 21120 $ltp
	fx/eurusd-fxcm-tick-2014-05-07_09.csv 359092 --as S
	fx/eurusd-fxcm-tick-20140508.lean.csv 167466 $lean --tz -05:00
	fx/eurusd-histdata-tick-2020-01-01.csv 9500 --as S
	fx/eurusd-oanda-tick-2014-05-05_09.csv 246875 --as S
	fx/gbpusd-fxcm-1m-ask-2012-02.csv 30117 --as S
	fx/gbpusd-fxcm-1m-bid-2012-02.csv 30117 --as S
	fx/usdchf-1h-2012_2022.csv 57600 --as S --tz +02:00 --price-scale 1e-5
	fx/usdjpy-truefx-tick-2013-01-01.csv 1000 --as S
	fx/xauusd-oanda-tick-2014-05-02.csv 265015 --as S
	END
}

@test "every file of real data reads to the rows that its README states" {
	shared data/README.md
	local file rows opts got
	data_files | sort > files
	(cd "$SHARED/data" && ls crypto/* databento/* equity/* fx/*) |
	    sed 's/\.zst$//' | sort | diff <(cut -d ' ' -f 1 files) -
	while read -r file rows opts; do
		# shellcheck disable=SC2086 # options are words
		got=$(tickcat -q --count $opts "$SHARED/data/$file.zst")
		[ "$got" = "$rows" ] || echo "$file: $got, not $rows"
		[ "$got" = "$rows" ]
	done < files
}

@test "every series of NAB reads to its last line" {
	need zstd
	shared data/nab/data
	local f n dir
	for f in "$SHARED"/data/nab/data/*/*.zst; do
		# a header; and one of them ends without a newline
		n=$(zstd -dcq "$f" | awk 'END { print NR - 1 }')
		[ "$(tickcat -q --count --as S "$f")" = "$n" ]
		dir=${f%/*}
		echo "${dir##*/} $n"
	done | awk '{ n[$1] += $2 } END { for (d in n) print d, n[d] }' |
	    sort > got
	# the README counts newlines: 69560
	diff - got <<-END
	artificialNoAnomaly 20160
	artificialWithAnomaly 24192
	realAdExchange 9610
	realKnownCause 69561
	realTweets 158631
	END
}
