/*
 * stream_man.c - the bytes that tick-stream(5) shows are those we write.
 */
#include "stream_test.h"

enum { MAX = 4096 };

/* Sixteen bytes of a line of hexdump -C, or fewer; how many. */
static size_t
read_line(unsigned char *out, const char *line)
{
	size_t n;
	int used;
	unsigned v;

	line += 8;
	for (n = 0; n < 16 && sscanf(line, " %2x%n", &v, &used) == 1; n++) {
		out[n] = (unsigned char)v;
		line += used;
	}
	return n;
}

/* The dump in a manual: bytes, lines of zeros where it has a star. */
static size_t
read_dump(unsigned char *out, const char *path)
{
	FILE *f = fopen(path, "r");
	char line[256];
	unsigned at;
	size_t n = 0;

	memset(out, 0, MAX);
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strspn(line, "0123456789abcdef") == 8 &&
		    sscanf(line, "%8x", &at) == 1 && at < MAX - 16)
			n = at + read_line(out + at, line);
	if (f != NULL)
		fclose(f);
	return n;
}

int
main(void)
{
	static const char text[] = "{\"kind\":\"price\",\"ts_event\":\"2024-01-"
				   "02T03:04:05.000000006Z\","
				   "\"symbol\":\"AAPL\",\"price\":185.64}\n";
	unsigned char shown[MAX];
	size_t n, nshown;
	char *made;

	tmp_begin();
	test_begin("the stream in the manual is what its record becomes");
	nshown = read_dump(shown, "man/tick-stream.5");
	if (nshown == 0) {
		test_skip("not started at the top of the checkout");
	} else {
		copy_stream(tmp_file("one.json", text, sizeof(text) - 1),
		    tmp_path("one.tks"), &encoder_bin, ONE_BY_ONE, NULL);
		made = tmp_load(tmp_path("one.tks"), &n);
		CHECK_INT(n, nshown);
		CHECK(n == nshown && memcmp(made, shown, n) == 0);
		free(made);
	}
	CHECK(tmp_end() == 0);
	return test_end();
}
