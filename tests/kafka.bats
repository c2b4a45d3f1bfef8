#!/usr/bin/env bats
#
# kafka.bats - to and from a Kafka cluster, by way of kcat.
#
# The cluster is librdkafka's mock on loopback (kafka/mock.c), built here; one
# for each test, ended by its process id.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	need kcat cc
	[ -e /usr/include/librdkafka/rdkafka_mock.h ] ||
	    skip "no librdkafka-dev here"
	cc -O1 -o mock "$TOP/tests/kafka/mock.c" -lrdkafka ||
	    skip "librdkafka does not link here"
}

teardown() {
	[ -z "${MOCK:-}" ] || kill "$MOCK" 2>/dev/null || true
}

# cluster PARTITIONS: the topic "ticks", its brokers in BROKERS.
cluster() {
	./mock ticks "$1" > brokers 2> mock.err 3>&- &
	MOCK=$!
	until_true test -s brokers
	BROKERS=$(cat brokers)
	[ -n "$BROKERS" ]
}

produce() {
	kcat -P -b "$BROKERS" -t ticks -K '	' "$@"
}

# All that is there, to its end.
consume() {
	kcat -C -u -q -e -b "$BROKERS" -t ticks "$@"
}

# What went in must come out, whatever the partitions made of the order.
same_rows() {
	sort "$1" > "$1.sorted"
	sort "$2" > "$2.sorted"
	cmp "$1.sorted" "$2.sorted"
}

@test "rows by key to a topic and back are the rows" {
	cluster 3
	trades 500 A B C > t.ndjson
	tickcat t.ndjson > want
	tickcat --key-prefix symbol t.ndjson | produce
	consume -J > envelopes
	assert_equal "$(wc -l < envelopes)" 500
	tickcat --framing kcat-json --no-src envelopes > got
	same_rows want got
	# a symbol stays in one partition, so its order stands
	for s in A B C; do
		tickcat -s "$s" got | cmp - <(tickcat -s "$s" want)
	done
}

@test "topic, partition and offset go with each row" {
	cluster 2
	trades 100 A B > t.ndjson
	tickcat --key-prefix symbol t.ndjson | produce
	consume -J | tickcat --framing kcat-json > got
	assert_equal "$(jq -r .src_topic got | sort -u)" ticks
	for p in 0 1; do
		jq -r "select(.src_part == $p) | .src_off" got > "off.$p"
		seq 0 $(($(wc -l < "off.$p") - 1)) | cmp - "off.$p"
	done
	assert_equal "$(cat off.0 off.1 | wc -l)" 100
}

@test "tombstones and keys without rows are skipped, rows beside them come" {
	cluster 1
	trades 20 A > t.ndjson
	tickcat --key-prefix symbol t.ndjson | head -n 10 | produce
	printf 'A\t\n' | produce -Z
	tickcat --key-prefix symbol t.ndjson | tail -n 10 | produce
	tickcat t.ndjson > want
	consume -J | tickcat --framing kcat-json --no-src --stats \
	    2> account > got
	cmp want got
	consume -f '%k\t%s\n' | tickcat --framing keyed | cmp want -
	consume -f '%R%s' > lengths
	tickcat --framing be32 lengths | cmp want -
}

# 12 symbols in 4 partitions; their rows as consumed in envelopes.
four_partitions() {
	cluster 4
	trades "$1" A B C D E F G H I J K L > t.ndjson
	tickcat --key-prefix symbol t.ndjson | produce
	consume -J > envelopes
	assert_equal "$(jq .partition envelopes | sort -u | wc -l)" 4
	tickwin -e 1m t.ndjson | sort > want
	[ "$(wc -l < want)" -gt 1000 ]
}

# The highest second number for each first.
highest() {
	awk '$2 > n[$1] { n[$1] = $2 } END { for (p in n) print p, n[p] }' |
	    sort
}

bars_of() {
	jq -c 'del(.src_topic, .src_part, .src_off)' | sort
}

@test "windows of a topic of 4 partitions are those of its rows, none late" {
	four_partitions 50000
	tickcat --framing kcat-json -b envelopes |
	    tickwin -e 1m --partitions 4 --stats -t json 2> account | bars_of |
	    cmp - <(jq -c . want)
	grep '^{' account |
	    jq -e '.in == 50000 and .used == 50000 and .dropped == {}'
	# Their number need not be known: then the end of input decides.
	tickcat --framing kcat-json envelopes |
	    tickwin -e 1m --stats 2> account | bars_of | cmp - <(jq -c . want)
	grep -q 'note: rows come from partitions' account
	# One clock for all would lose most rows of all partitions but one.
	run -1 --separate-stderr bash -c 'tickcat --framing kcat-json \
	    envelopes | tickwin -e 1m --watermark stream >/dev/null'
	[[ $stderr == *"rows are late: use --lateness or --watermark"* ]]
	tickcat --framing kcat-json --no-src envelopes |
	    tickwin -e 1m --stats --max-late 100 2> account > few
	grep '^{' account | jq -e '.dropped.late > 10000'
}

@test "bars name the highest offset of their partition" {
	four_partitions 30000
	tickcat --framing kcat-json envelopes | tickwin -e 1m --partitions 4 |
	    jq -r '[.src_part, .src_off] | @tsv' | highest > got
	assert_equal "$(wc -l < got)" 4
	jq -r '[.partition, .offset] | @tsv' envelopes | highest | cmp - got
}

@test "scores of a topic, as the manual pages have it" {
	four_partitions 30000
	consume -J | tickcat --framing kcat-json -b |
	    tickwin -e 1m --partitions 4 | tickfeat -x bars |
	    tickscore -d ewz -t json | jq -cS 'del(.src_topic, .src_part,
	    .src_off, .def, .id)' | sort > got
	tickwin -e 1m t.ndjson | tickfeat -x bars | tickscore -d ewz -t json |
	    jq -cS 'del(.def, .id)' | sort | cmp - got
	[ "$(wc -l < got)" -gt 1000 ]
}

@test "segments of our binary stream go as messages, each whole" {
	cluster 1
	trades 2000 A B > t.ndjson
	tickcat t.ndjson > want
	tickcat -b t.ndjson > one
	for _ in 1 2 3; do
		produce -k K one
	done
	consume -f '%R%s' > lengths
	run -0 --separate-stderr tickcat --framing be32 --count lengths
	assert_output 6000
	tickcat --framing be32 -n 2000 lengths | cmp want -
}

@test "a consumer that is killed goes on at its offset, none lost or twice" {
	cluster 1
	trades 20000 A B C > t.ndjson
	tickcat t.ndjson > want
	tickcat --key-prefix symbol t.ndjson | produce

	# the pipe stays open, so the first reader is killed while it waits
	mkfifo feed out
	cat out > first 3>&- &
	tickcat --framing kcat-json feed > out 3>&- &
	reader=$!
	exec 8> feed
	consume -J | head -n 12345 >&8
	until_true lines_reach 12345 first
	kill -9 "$reader"
	wait "$reader" || true
	exec 8>&-

	# a row that a kill truncated does not count
	[ -z "$(tail -c 1 first)" ] || sed -i '$d' first
	last=$(tail -n 1 first | jq -r .src_off)
	assert_equal "$last" 12344
	consume -J -o $((last + 1)) | tickcat --framing kcat-json > second
	cat first second | tickcat > both
	assert_equal "$(wc -l < both)" 20000
	jq -c 'del(.src_topic, .src_part, .src_off)' both | cmp - \
	    <(jq -c . want)
}
