#!/usr/bin/env bats
#
# tickcat --book: order messages to levels of the book.

load helper

# Levels of tickcat's CSV as book.py prints them.
levels() {
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	    { printf "%s,%s,%s", $at["ts_recv"], $at["sequence"], $at["action"]
	      for (i = at["bid_px_00"]; i <= NF; i++) printf ",%s", $i
	      print "" }'
}

# Our levels of order messages in CSV, $1 a side, are those of the plain model.
like_model() {
	tickcat --book "$1" -t csv "$2" | levels >ours
	python3 "$TOP/tests/book.py" "$1" "$2" >model 2>said
	[ "$(wc -l <ours)" -gt "$3" ]
	cmp ours model
}

@test "levels of a simulated day are those of a plain model of the book" {
	need python3
	ticksim --seed 3 --symbols 2 --days 1 -n 20000 -k mbo -t csv -o m.csv
	like_model 1 m.csv 4000
	like_model 5 m.csv 8000
	like_model 100 m.csv 8000
}

@test "the book of simulated orders has the prices and sizes of the quotes" {
	need python3
	ticksim --seed 3 --symbols 2 --days 1 -n 20000 -k mbo |
	    tickcat --book 1 -t csv -o book.csv -
	ticksim --seed 3 --symbols 2 --days 1 -n 20000 -k mbp-1 -t csv -o q.csv
	python3 - <<-'E'
	import csv
	def last(name):
	    rows = {}
	    for r in csv.DictReader(open(name)):
	        if r["action"] != "T":
	            rows[r["symbol"], r["ts_event"]] = [r[k] for k in (
	                "bid_px_00", "ask_px_00", "bid_sz_00", "ask_sz_00")]
	    return rows
	book, quotes = last("book.csv"), last("q.csv")
	both = book.keys() & quotes.keys()
	assert len(both) > 4000, len(both)
	other = [k for k in both if book[k] != quotes[k]]
	assert not other, (len(other), other[:3])
	E
}

@test "the book of a venue's day is that of the model, and trades meet it" {
	need python3
	shared data/databento/esh4-20231225.mbo.dbn.zst
	f=$SHARED/data/databento/esh4-20231225.mbo.dbn.zst
	tickcat -t csv -o m.csv "$f"
	like_model 10 m.csv 40000
	[ "$(cat said)" = "2833 of 2833 first trades at the best price" ]
}

@test "the book of a venue's messages is its own mbp-1" {
	shared dbn-samples/python
	d=$SHARED/dbn-samples/python
	# The venue leaves the side out; its fourth row is of a later message.
	tickcat -t csv "$d/XNAS.ITCH/test_data.mbp-1.dbn.zst" | head -n 4 \
	    >venue.csv
	tickcat -t csv --book 1 "$d/XNAS.ITCH/test_data.mbo.dbn.zst" |
	    sed 's/,A,[AB],0,/,A,N,0,/' >book.csv
	[ "$(wc -l <book.csv)" = 4 ]
	cmp book.csv venue.csv
	tickcat -t csv "$d/IFEU.IMPACT/test_data.mbp-1.dbn.zst" >venue.csv
	tickcat -t csv --book 1 "$d/IFEU.IMPACT/test_data.mbo.dbn.zst" |
	    cmp - venue.csv
}

@test "levels go out as DBN under the schema they have" {
	ticksim --seed 3 --symbols 2 --days 1 -n 3000 -k mbo -t dbn -o m.dbn
	for n in 1 10; do
		tickcat --book $n -t dbn -o b.dbn m.dbn
		tickcat --metadata b.dbn | grep -q "\"schema\":\"mbp-$n\""
		tickcat b.dbn >read.json
		tickcat --book $n m.dbn | cmp - read.json
	done
	run -1 tickcat --book 3 -t dbn -o b3.dbn m.dbn
	[[ $output == *mbp-3* ]]
}

@test "a book is whole before rows of it are selected" {
	ticksim --seed 3 --symbols 3 --days 1 -n 20000 -k mbo -b -o m.tks
	tickcat --book 2 m.tks >all
	t=$(sed -n '4000s/.*"ts_recv":"\([^"]*\)".*/\1/p' all)
	tickcat --book 2 --start "$t" -s SYM001 m.tks >some
	jq -c --arg t "$t" 'select(.symbol == "SYM001" and .ts_recv >= $t)' \
	    all | jq -cS . >expected
	[ "$(wc -l <expected)" -gt 500 ]
	jq -cS . some | cmp - expected
	# A merge of two copies gives each message twice.
	tickcat --merge --dedup --book 2 m.tks m.tks | sort >merged
	sort all | cmp - merged
	tickcat --book 2 --skip 10 -n 20 m.tks | cmp - <(sed -n 11,30p all)
}

@test "after a gap a book goes on from the venue's snapshot" {
	need python3
	ticksim --seed 3 --symbols 1 --days 1 -n 12000 -k mbo -t csv -o m.csv
	# Messages 6000 to 8000 are lost; what rests then comes as a snapshot.
	python3 - <<-'E'
	import csv
	rows = list(csv.DictReader(open("m.csv")))
	while int(rows[7999]["flags"]) & 128 == 0:
	    rows.insert(0, rows[0])
	rest = {}
	for r in rows[:8000]:
	    if r["action"] == "R":
	        rest = {}
	    elif r["action"] in "AM":
	        rest[r["order_id"]] = dict(r)
	    elif r["action"] == "C":
	        old = rest[r["order_id"]]
	        old["size"] = int(old["size"]) - int(r["size"])
	        if old["size"] == 0:
	            del rest[r["order_id"]]
	snap = [dict(rows[7999], action="R", side="N", price="", size="0",
	             order_id="0", flags="40")]
	for o in rest.values():
	    snap.append(dict(o, action="A", ts_recv=snap[0]["ts_recv"],
	                     ts_event=snap[0]["ts_event"], flags="40"))
	snap[-1]["flags"] = "168"
	with open("gap.csv", "w", newline="") as f:
	    w = csv.DictWriter(f, rows[0].keys(), lineterminator="\n")
	    w.writeheader()
	    w.writerows(rows[:6000] + snap + rows[8000:])
	print(rows[7999]["sequence"])
	E
	tickcat --book 5 -t csv m.csv | levels >whole
	tickcat --book 5 --stats -t csv gap.csv 2>stats | levels >gap
	grep -q '"book_unknown":0,' stats
	last=$(awk -F, 'NR == 8001 { print $NF }' m.csv)
	awk -F, -v s="$last" '$2 > s + 0' whole >expected
	[ "$(wc -l <expected)" -gt 800 ]
	awk -F, -v s="$last" '$2 > s + 0' gap | cmp - expected
	# Without the snapshot, that the book is not whole is said.
	(sed 6000q m.csv && sed 1,8000d m.csv) >lost.csv
	run -0 --separate-stderr tickcat --book 5 --count lost.csv
	[[ $stderr == *"cancels of orders that are not in the book"* ]]
}

@test "rows that are no order messages pass a book, and are accounted for" {
	ticksim --seed 3 --symbols 1 --days 1 -n 500 -k mbo >m.json
	ticksim --seed 3 --symbols 1 --days 1 -n 50 -k trades >t.json
	run -0 --separate-stderr tickcat --stats --book 1 m.json t.json
	n=${#lines[@]}
	[ "$(printf '%s\n' "${lines[@]}" | grep -c '"kind":"trades"')" = 50 ]
	account="\"in\":550,\"made\":$((n - 50)),\"used\":500,\"out\":$n,"
	[[ $stderr == *"$account"* ]]
	[[ $stderr == *'"book_orders":'* ]]
	run -0 --separate-stderr tickcat --book 1 t.json
	[[ $stderr == *"--book: no row is an order message (mbo)"* ]]
}

@test "--where is of the rows that a book makes" {
	ticksim --seed 3 --symbols 1 --days 1 -n 5000 -k mbo -t csv -o m.csv
	tickcat --book 1 m.csv | jq -c 'select(.bid_sz_00 > 500)' >expected
	[ "$(wc -l <expected)" -gt 100 ]
	tickcat --book 1 --where 'bid_sz_00 > 500' m.csv | cmp - expected
	run -2 tickcat --book 1 --where 'col("size") > 500' m.csv
	[[ $output == *"--where names columns of the input"* ]]
}

@test "more resting orders than --max-orders are an error" {
	ticksim --seed 3 --symbols 1 --days 1 -n 500 -k mbo >m.json
	run -1 tickcat --book 1 --max-orders 20 m.json
	[[ $output == *"more than 20 resting orders"*--max-orders* ]]
}

@test "aggregates of depth and order flow come from a book" {
	ticksim --seed 3 --symbols 1 --days 1 -n 20000 -k mbo -b |
	    tickcat --book 5 -b | tickwin -e 1m --price mid -t csv \
	    -a 'ohlc,depth(5),ofi,microprice,spread,crossed' -o bars.csv
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	    { n++; bad += !($at["bid_depth_5"] > 0 && $at["ofi"] != "" &&
		$at["microprice"] > 0 && $at["crossed"] == 0) }
	    END { exit !(n > 1 && bad == 0) }' bars.csv
}
