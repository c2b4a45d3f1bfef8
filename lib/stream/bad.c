/*
 * bad.c - refused lines, kept with their reason so that they can be mended
 * and read again.
 *
 * One JSON object each (inputs.md section 6); what is not UTF-8 goes as
 * base64 (RFC 4648, section 4) in raw_b64.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "stream/stream_impl.h"

/* Base64 in quotes: at most 4 * (len + 2) / 3 + 2 bytes. */
static size_t
put_base64(char *out, const char *s, size_t len)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)s;
	char *start = out;
	uint32_t v;

	*out++ = '"';
	for (; len > 0; p += 3) {
		v = (uint32_t)p[0] << 16 | (len > 1 ? (uint32_t)p[1] << 8 : 0) |
		    (len > 2 ? p[2] : 0);
		*out++ = digit[v >> 18];
		*out++ = digit[v >> 12 & 63];
		*out++ = len > 1 ? digit[v >> 6 & 63] : '=';
		*out++ = len > 2 ? digit[v & 63] : '=';
		len -= len < 3 ? len : 3;
	}
	*out++ = '"';
	return (size_t)(out - start);
}

int
bad_write(FILE *f, const char *file, uint64_t line, uint64_t offset,
    const char *reason, const char *detail, const char *raw, size_t len)
{
	return bad_write_under(f, file, line, offset, reason, detail, raw, len,
	    "", 0);
}

int
bad_write_under(FILE *f, const char *file, uint64_t line, uint64_t offset,
    const char *reason, const char *detail, const char *raw, size_t len,
    const char *header, size_t header_len)
{
	size_t nfile = strlen(file), ndetail = strlen(detail), n = 0;
	char *buf = malloc(6 * (nfile + ndetail + len + header_len) + 256);

	if (buf == NULL)
		return -1;
	n += (size_t)sprintf(buf + n, "{\"file\":");
	n += json_put_string(buf + n, file, nfile);
	n += (size_t)sprintf(buf + n,
	    ",\"line\":%" PRIu64 ",\"offset\":%" PRIu64
	    ",\"reason\":\"%s\",\"detail\":",
	    line, offset, reason);
	n += json_put_string(buf + n, detail, ndetail);
	if (utf8_valid(raw, len)) {
		n += (size_t)sprintf(buf + n, ",\"raw\":");
		n += json_put_string(buf + n, raw, len);
	} else {
		n += (size_t)sprintf(buf + n, ",\"raw_b64\":");
		n += put_base64(buf + n, raw, len);
	}
	if (header_len > 0) {
		n += (size_t)sprintf(buf + n, ",\"header\":");
		n += json_put_string(buf + n, header, header_len);
	}
	memcpy(buf + n, "}\n", 2);
	n += 2;
	n = fwrite(buf, 1, n, f) == n ? 1 : 0;
	free(buf);
	return n ? 0 : -1;
}
