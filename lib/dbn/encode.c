/*
 * encode.c - DBN as an output format; its text: encode_text.c.
 */
#include "dbn/encode.h"

#include <stdlib.h>
#include <string.h>

void
dbn_out_opts_init(struct dbn_out_opts *o)
{
	memset(o, 0, sizeof(*o));
	o->emit.narrow.end = UINT64_MAX;
}

/* ---- DBN ---- */

struct dbn_encoder {
	struct dbn_emit *emit;
	struct vocab *vocab;
	struct out *out;
	int apart, rebuilt;
};

static void *
dbn_encoder_open(struct out *out, struct vocab *vocab,
    const struct sink_opts *opts, struct err *err)
{
	struct dbn_encoder *k = calloc(1, sizeof(*k));
	struct dbn_out_opts o;

	if (k == NULL) {
		err_errno(err, "output");
		return NULL;
	}
	dbn_out_opts_init(&o);
	if (opts->more != NULL)
		o = *(const struct dbn_out_opts *)opts->more;
	o.emit.apart = opts->apart;
	k->vocab = vocab;
	k->out = out;
	k->apart = opts->apart;
	k->rebuilt = o.rebuilt;
	k->emit = dbn_emit_open(out, &o.emit, vocab, err);
	if (k->emit != NULL)
		return k;
	free(k);
	return NULL;
}

static int
dbn_encoder_meta(void *e, const char *text, size_t len, struct err *err)
{
	struct dbn_encoder *k = e;

	return text == NULL ? dbn_emit_meta(k->emit, NULL, err)
			    : dbn_emit_comment(k->emit, text, len, err);
}

static int
dbn_encoder_rows(void *e, const struct schema *s, const unsigned char *rows,
    size_t n, struct err *err)
{
	struct dbn_encoder *k = e;
	struct dbn *d = k->rebuilt ? NULL : k->vocab->dbn;

	if (d != NULL && !dbn_batch_has(d, s, rows, n))
		d = NULL;
	return dbn_emit_rows(k->emit, d, s, rows, n, err);
}

static int
dbn_encoder_raw(void *e, const void *p, size_t size, struct err *err)
{
	struct dbn_encoder *k = e;
	struct dbn_raw raw = { p, size, 0 };

	return dbn_emit_raw(k->emit, &raw, err);
}

static int
dbn_encoder_tick(void *e, int idle, struct err *err)
{
	struct dbn_encoder *k = e;

	(void)idle;
	return out_regular(k->out) ? 0 : out_flush(k->out, err);
}

static uint64_t
dbn_encoder_held(void *e)
{
	const struct dbn_encoder *k = e;

	return k->apart ? dbn_emit_bytes(k->emit) : 0;
}

static uint64_t
dbn_encoder_room(const void *e, const struct schema *s)
{
	const struct dbn_encoder *k = e;

	return k->apart ? dbn_emit_room(k->emit, s) : 0;
}

static const char *
dbn_encoder_note(const void *e)
{
	return dbn_emit_note(((const struct dbn_encoder *)e)->emit);
}

static int
dbn_encoder_close(void *e, enum stream_end end, struct err *err)
{
	struct dbn_encoder *k = e;
	int ret = dbn_emit_close(k->emit, end != END_ABANDONED, err);

	free(k);
	return ret;
}

static const char *const dbn_suffix[] = { ".dbn", NULL };

const struct encoder encoder_dbn = {
	.name = "dbn",
	.summary = "Databento binary, metadata in front",
	.suffix = dbn_suffix,
	.flags = ENCODER_BINARY,
	.open = dbn_encoder_open,
	.meta = dbn_encoder_meta,
	.rows = dbn_encoder_rows,
	.raw = dbn_encoder_raw,
	.tick = dbn_encoder_tick,
	.held = dbn_encoder_held,
	.room = dbn_encoder_room,
	.note = dbn_encoder_note,
	.close = dbn_encoder_close,
};
