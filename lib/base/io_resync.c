/*
 * io_resync.c - skip a damaged zstd frame.
 *
 * There is no index of where frames start.  After damage the next magic number
 * is tried.  Compressed bytes match it by chance once in 4 GB; such a false
 * frame fails at once and counts as damage again.  Cost: one search of the
 * skipped bytes.
 */
#include <string.h>

#include "base/io_decode.h"

static const unsigned char magic[4] = { 0x28, 0xb5, 0x2f, 0xfd };

/* Drop raw bytes up to the next magic number: 1; 0 there is none. */
static int
find_frame(struct decoder *d, uint64_t *packed)
{
	const unsigned char *p, *q;
	size_t n, drop;

	while ((n = decode_raw_have(d, sizeof(magic))) >= sizeof(magic)) {
		p = d->raw + d->raw_at;
		q = memmem(p, n, magic, sizeof(magic));
		drop = q != NULL ? (size_t)(q - p) : n - (sizeof(magic) - 1);
		d->raw_at += drop;
		*packed += drop;
		if (q != NULL)
			return 1;
	}
	*packed += n;
	d->raw_at += n;
	return 0;
}

int
decode_resync(struct decoder *d, uint64_t *packed)
{
	int found;

	if (d->mode != MODE_ZSTD || !d->in_zstd)
		return -1;
	d->damage = (struct err){ 0 };
	d->in_zstd = d->in_frame = d->full = 0;
	d->hint = 0;
	(void)ZSTD_DCtx_reset(d->zstd, ZSTD_reset_session_only);
	found = find_frame(d, packed);
	if (d->damage.set) /* a read error on the way */
		return -1;
	d->ended = !found;
	return found;
}
