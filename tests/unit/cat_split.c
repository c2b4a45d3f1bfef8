/*
 * cat_split.c - a stream cut into whole streams.
 */
#include <dirent.h>
#include <sys/stat.h>

#include "cat_out.h"

enum { ROWS = 400, SIZE = 4096 };

static char text[ROWS * 128];

/* A symbol that is new now and then, so that segments begin with others. */
static const char *
make_input(void)
{
	size_t n = 0;
	int i;

	for (i = 0; i < ROWS; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    "{\"kind\":\"value\",\"ts_event\":\"2024-01-01T00:00:00."
		    "%09dZ\",\"symbol\":\"S%d\",\"value\":%d}\n",
		    i, i / 40, i);
	return tmp_file("rows.json", text, n);
}

/* The segment of a number, NULL when there is none. */
static char *
segment(const char *dir, int number, const char *ending)
{
	char name[64];
	char *path;
	struct stat st;

	snprintf(name, sizeof(name), "%s/%06d%s", dir, number, ending);
	path = tmp_path(name);
	return stat(path, &st) == 0 ? path : NULL;
}

/* Segments of a folder, how long the longest is, their rows as NDJSON one
 * behind the other in "joined". */
static int
join(const char *dir, const char *ending, off_t *longest)
{
	FILE *f = fopen(tmp_path("joined"), "w");
	const char *path;
	struct copy c;
	struct stat st;
	size_t n;
	char *p;
	int i;

	*longest = 0;
	for (i = 0; (path = segment(dir, i, ending)) != NULL; i++) {
		if (stat(path, &st) == 0 && st.st_size > *longest)
			*longest = st.st_size;
		copy_begin(&c, &encoder_json, tmp_path("part"));
		CHECK(copy_run(&c, &path, 1) > 0);
		p = tmp_load(tmp_path("part"), &n);
		fwrite(p, 1, n, f);
		free(p);
	}
	fclose(f);
	return i;
}

static void
test_segments(const struct encoder *e, const char *dir)
{
	char *where = tmp_path(dir), copy[512];
	const char *in = make_input();
	off_t longest;
	struct copy c;
	int n;

	snprintf(copy, sizeof(copy), "%s", where);
	copy_begin(&c, e, NULL);
	c.o.segment = SIZE;
	c.o.out_dir = copy;
	CHECK_INT(copy_run(&c, &in, 1), ROWS);
	n = join(dir, e->suffix[0], &longest);
	CHECK(n >= 3);
	CHECK(longest <= SIZE);
	CHECK(file_is(tmp_path("joined"), text));
}

static void
test_refused(void)
{
	char dir[512];
	const char *in = make_input();
	struct copy c;

	test_begin("a folder with segments in it is refused");
	snprintf(dir, sizeof(dir), "%s", tmp_path("bin"));
	copy_begin(&c, &encoder_bin, NULL);
	c.o.segment = SIZE;
	c.o.out_dir = dir;
	CHECK_INT(copy_run(&c, &in, 1), -1);
	CHECK(strstr(c.t.err.msg, "000000.tks") != NULL);
}

/* Remove the folders, which tmp_end does not look into. */
static void
clear(const char *dir)
{
	DIR *d = opendir(tmp_path(dir));
	struct dirent *e;
	char name[512];

	while (d != NULL && (e = readdir(d)) != NULL) {
		snprintf(name, sizeof(name), "%s/%s", dir, e->d_name);
		if (e->d_name[0] != '.')
			unlink(tmp_path(name));
	}
	if (d != NULL)
		closedir(d);
	rmdir(tmp_path(dir));
}

int
main(void)
{
	tmp_begin();
	test_begin("segments of bin are whole, no longer, and all of it");
	test_segments(&encoder_bin, "bin");
	test_begin("so are those of json");
	test_segments(&encoder_json, "json");
	test_refused();
	clear("bin");
	clear("json");
	CHECK(tmp_end() == 0);
	return test_end();
}
