/*
 * tmp.h - a folder for the files of one test program.
 */
#ifndef UNIT_TMP_H
#define UNIT_TMP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char tmp_dir[256];

/* Make it; call first. */
static inline void
tmp_begin(void)
{
	const char *base = getenv("TMPDIR");

	snprintf(tmp_dir, sizeof(tmp_dir), "%s/tt-unit-XXXXXX",
	    base != NULL ? base : P_tmpdir);
	if (mkdtemp(tmp_dir) == NULL) {
		perror(tmp_dir);
		exit(1);
	}
}

/* The path of a name in it; the last four of them stay valid. */
static inline char *
tmp_path(const char *name)
{
	static char path[4][512];
	static unsigned which;
	char *p = path[which++ % 4];

	snprintf(p, sizeof(path[0]), "%s/%s", tmp_dir, name);
	return p;
}

/* A file of that name with these bytes. */
static inline char *
tmp_file(const char *name, const void *p, size_t n)
{
	char *path = tmp_path(name);
	FILE *f;

	/* Some file systems wait for the disk where a file is overwritten. */
	unlink(path);
	f = fopen(path, "wb");
	if (f == NULL || fwrite(p, 1, n, f) != n || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
	return path;
}

/* All bytes of a file with a NUL behind, to be freed. */
static inline char *
tmp_load(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	size_t room = 1 << 16;
	char *p = malloc(room + 1);

	*n = 0;
	while (f != NULL && p != NULL) {
		*n += fread(p + *n, 1, room - *n, f);
		if (*n < room)
			break;
		room *= 2;
		p = realloc(p, room + 1);
	}
	if (p == NULL)
		exit(1);
	p[*n] = '\0';
	if (f != NULL)
		fclose(f);
	return p;
}

/* Take it away with all that is in it. */
static inline int
tmp_end(void)
{
	char command[300];

	snprintf(command, sizeof(command), "rm -rf '%s'", tmp_dir);
	return system(command);
}

#endif
