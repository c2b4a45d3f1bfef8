/*
 * decoder.c - memory needed to keep a file open.
 *
 * The window size of a zstd frame is in its header (RFC 8878, 3.1.1.1); the
 * first frame is taken as typical of all.  Leading skippable frames are
 * skipped.  Inputs that are not regular files cannot be examined without
 * consuming bytes: they count as plain.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cat/feed_impl.h"

enum {
	BUFFERS = 1 << 19,        /* file, window and rows of a source */
	ZSTD_OVERHEAD = 3 << 17,  /* context and two blocks */
	GZIP_OVERHEAD = 48 << 10, /* window of 32 KiB and tables */
	FRAME_HEADER_MAX = 18,
	SKIPPABLE_MAX = 16, /* frames looked past */
	FHD_SINGLE = 32     /* all of the frame is the window */
};

static uint64_t
little(const unsigned char *p, size_t n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v << 8 | p[n];
	return v;
}

/* The window a frame header asks for; p holds FRAME_HEADER_MAX bytes. */
static uint64_t
zstd_window(const unsigned char *p)
{
	static const unsigned char dict_len[] = { 0, 1, 2, 4 };
	unsigned fhd = p[4], content = fhd >> 6;
	uint64_t base;

	if (!(fhd & FHD_SINGLE)) {
		base = UINT64_C(1) << (10 + (p[5] >> 3));
		return base + base / 8 * (p[5] & 7);
	}
	p += 5 + dict_len[fhd & 3];
	return content == 0   ? p[0]
	       : content == 1 ? little(p, 2) + 256
			      : little(p, (size_t)1 << content);
}

/* The start of the first frame that holds data: 1, or 0. */
static int
read_header(unsigned char *p, int fd)
{
	off_t at = 0;
	int i;

	for (i = 0; i < SKIPPABLE_MAX; i++) {
		memset(p, 0, FRAME_HEADER_MAX);
		if (pread(fd, p, FRAME_HEADER_MAX, at) < 4)
			return 0;
		if ((little(p, 4) & 0xfffffff0) != 0x184d2a50)
			return 1;
		at += 8 + (off_t)little(p + 4, 4);
	}
	return 0;
}

int
feed_file_again(const char *name)
{
	struct stat st;

	return strcmp(name, "-") != 0 && stat(name, &st) == 0 &&
	       S_ISREG(st.st_mode);
}

uint64_t
decoder_bytes(const char *name)
{
	unsigned char p[FRAME_HEADER_MAX];
	uint64_t n = BUFFERS;
	int fd, got;

	if (!feed_file_again(name) ||
	    (fd = open(name, O_RDONLY | O_CLOEXEC)) == -1)
		return n;
	got = read_header(p, fd);
	close(fd);
	if (got && little(p, 4) == 0xfd2fb528)
		n += ZSTD_OVERHEAD + zstd_window(p);
	else if (got && little(p, 2) == 0x8b1f)
		n += GZIP_OVERHEAD;
	return n;
}
