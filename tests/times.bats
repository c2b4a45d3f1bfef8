#!/usr/bin/env bats
#
# times.bats - times as other people write them: zones, forms, numbers, order.
#
# Expected instants were computed with Python's datetime and zoneinfo.

load helper

# The times of the rows on stdin.
times() { # field
	jq -r ".${1:-ts_event}"
}

# ---- zones ----

quotes() { # times
	echo time,symbol,bid,ask
	printf '%s,EURUSD,1.1,1.2\n' "$@"
}

@test "--tz takes every name of the tz database" {
	quotes '2022-07-04 00:00:00.123' '2022-12-05 00:00:00.123' > q.csv
	run -0 bash -c 'tickcat --tz EET q.csv | jq -r .ts_event'
	assert_line -n 0 2022-07-03T21:00:00.123000000Z
	assert_line -n 1 2022-12-04T22:00:00.123000000Z
	run -0 bash -c 'tickcat --tz Asia/Kolkata q.csv | jq -r .ts_event'
	assert_line -n 0 2022-07-03T18:30:00.123000000Z
	run -0 bash -c 'tickcat --tz UTC+05:30 q.csv | jq -r .ts_event'
	assert_line -n 1 2022-12-04T18:30:00.123000000Z
	run -0 bash -c 'tickcat --tz Australia/Lord_Howe q.csv | jq -r .ts_event'
	assert_line -n 0 2022-07-03T13:30:00.123000000Z
	assert_line -n 1 2022-12-04T13:00:00.123000000Z
	run -0 bash -c 'TZDIR=/nowhere TZ=Asia/Tokyo tickcat --tz Europe/Berlin \
	    q.csv | jq -r .ts_event'
	assert_line -n 0 2022-07-03T22:00:00.123000000Z
	run -0 bash -c 'tickcat --tz America/New_York q.csv | jq -r .ts_event'
	assert_line -n 0 2022-07-04T04:00:00.123000000Z
}

@test "a zone that there is not is a mistake of the command line" {
	quotes '2022-07-04 00:00:00' > q.csv
	for z in Europe/Nowhere ../../etc/passwd localtime '' +25:00 Europe; do
		run -2 tickcat --tz "$z" q.csv
		assert_output --partial "--tz: \"$z\": unknown zone"
	done
	run -2 tickcat --session 09:30-16:00 --tz Mars q.csv
	assert_output --partial 'a name of the tz database'
}

@test "--session follows the daylight time of its zone" {
	# 08:00 to 16:30 in London: an hour earlier in UTC in summer
	quotes 2024-03-28T07:30:00Z 2024-03-28T08:30:00Z 2024-04-02T07:30:00Z \
	    2024-04-02T15:45:00Z > q.csv
	run -0 bash -c 'tickcat --session 08:00-16:30 --tz Europe/London \
	    q.csv | jq -r .ts_event'
	assert_output "$(printf '%s\n' 2024-03-28T08:30:00.000000000Z \
	    2024-04-02T07:30:00.000000000Z)"
}
