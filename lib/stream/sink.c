/*
 * sink.c - a stream out: opening, pace and end.
 */
#include "stream/sink_impl.h"

#include <stdlib.h>

#include "stream/text_ahead.h"

#define PACE_NS UINT64_C(2000000)

struct sink *
sink_open(const char *path, struct house *house, const struct sink_opts *opts,
    struct err *err)
{
	struct sink *k = calloc(1, sizeof(*k));

	if (k == NULL) {
		err_errno(err, "output");
		return NULL;
	}
	k->house = house;
	k->opts = *opts;
	if ((k->out = out_open(path, opts->zstd, err)) == NULL) {
		free(k);
		return NULL;
	}
	if ((opts->format == FORMAT_BIN || opts->zstd != 0) &&
	    out_terminal(k->out)) {
		err_usage(err, "binary output to a terminal: pipe it, give "
			       "-o FILE, or --to json");
		err->placed = 1; /* whatever input is being opened */
		out_close(k->out, 1, err);
		free(k);
		return NULL;
	}
	return k;
}

int
sink_rows(struct sink *k, const struct schema *s, const unsigned char *rows,
    size_t n, struct err *err)
{
	k->rows += n;
	if (k->opts.format == FORMAT_BIN)
		return tks_write_rows(k, s, rows, n, err);
	return k->opts.format == FORMAT_CSV
		   ? csv_write_rows(k, s, rows, n, err)
		   : json_write_rows(k, s, rows, n, err);
}

int
sink_write(struct sink *k, const struct rec *r, struct err *err)
{
	return sink_rows(k, r->schema, r->v, 1, err);
}

int
sink_comment(struct sink *k, const char *text, size_t len, struct err *err)
{
	return k->opts.format == FORMAT_BIN
		   ? tks_write_comment(k, text, len, err)
		   : 0;
}

/*
 * Ticks come with each read of input.  At most every 2 ms they push out what
 * has gathered, and always when the reader is about to wait.
 */
int
sink_tick(struct sink *k, int idle, struct err *err)
{
	int busy;
	uint64_t now;

	if (idle) { /* no longer bulk */
		k->bulk = 0;
		if (k->ahead != NULL && text_ahead_drain(k->ahead, err) == -1)
			return -1;
	}
	busy = k->ahead != NULL && text_ahead_busy(k->ahead);
	if (out_regular(k->out) ||
	    (!busy && k->block == NULL && !out_pending(k->out)))
		return 0;
	now = io_now();
	if (!idle && now - k->flushed < PACE_NS)
		return 0;
	k->flushed = now;
	if (busy)
		return text_ahead_flush(k->ahead, err);
	tks_write_close_block(k);
	return out_flush(k->out, err);
}

uint64_t
sink_written(const struct sink *k)
{
	return k->rows;
}

uint64_t
sink_left_out(const struct sink *k)
{
	return k->left_out;
}

uint64_t
sink_bytes(const struct sink *k)
{
	struct err told_later = { 0 };
	uint64_t n;

	if (k->ahead != NULL)
		(void)text_ahead_drain(k->ahead, &told_later);
	n = out_bytes(k->out) + out_waiting(k->out);
	if (k->block != NULL)
		n += TKS_HEAD + (uint64_t)k->block_rows * k->schema->row_size;
	return n;
}

int
sink_close(struct sink *k, enum stream_end end, int abandon, struct err *err)
{
	int ret;

	if (k == NULL)
		return 0;
	ret = text_ahead_stop(k->ahead, err);
	if (k->opts.format == FORMAT_BIN) {
		if (abandon)
			tks_write_close_block(k);
		else
			ret = tks_write_end(k, end, err);
	} else if (ret == 0 && !abandon && end == END_INTERRUPTED) {
		ret = out_cut(k->out, err);
	}
	if (out_close(k->out, abandon || ret == -1, err) == -1)
		ret = -1;
	text_write_fini(k);
	free(k->number);
	free(k->dict);
	free(k->column);
	free(k);
	return ret;
}
