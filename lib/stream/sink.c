/*
 * sink.c - a stream out: opening, kinds, pace and end.
 */
#include "stream/sink.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/idmap.h"

#define PACE_NS UINT64_C(2000000)

struct sink {
	const struct encoder *encoder;
	void *e;
	struct out *out;
	const char *kind;          /* of ENCODER_ONE_KIND, once it is known */
	int kind_chosen;           /* it was an option */
	int framed;                /* a flush shows in the bytes */
	const struct schema *last; /* of the rows before: announced, written */
	struct idmap announced;    /* of char, by schema id */
	uint64_t rows, left_out;   /* written; of another kind */
	uint64_t flushed;          /* when, monotonic ns */
	int paused;                /* sink_pause */
};

int
sink_refuse_terminal(const struct out *out, struct err *err)
{
	if (!out_terminal(out))
		return 0;
	err_usage(err, "binary output to a terminal: pipe it, give -o FILE, "
		       "or --to json");
	err->placed = 1; /* whatever input is being opened */
	return -1;
}

static int
check_terminal(struct out *out, const struct sink_opts *opts, struct err *err)
{
	if ((opts->encoder->flags & ENCODER_BINARY) == 0 && opts->zstd == 0)
		return 0;
	return sink_refuse_terminal(out, err);
}

struct sink *
sink_open(const char *path, struct vocab *vocab, const struct sink_opts *opts,
    struct err *err)
{
	struct sink *k = calloc(1, sizeof(*k));

	if (k == NULL) {
		err_errno(err, "output");
		return NULL;
	}
	k->encoder = opts->encoder;
	k->kind = opts->kind;
	k->kind_chosen = opts->kind != NULL;
	k->framed = opts->zstd > 0 || (k->encoder->flags & ENCODER_BINARY) != 0;
	idmap_init(&k->announced, 1, "schemas");
	k->out = opts->file != NULL
		     ? out_open_beside(opts->file, path, opts->zstd, err)
		     : out_open(path, opts->zstd, err);
	if (k->out != NULL && check_terminal(k->out, opts, err) == 0)
		k->e = opts->encoder->open(k->out, vocab, opts, err);
	if (k->e != NULL)
		return k;
	if (k->out != NULL)
		out_close(k->out, 1, err);
	free(k);
	return NULL;
}

/* 1 when rows of the schema are to be written, 0 not, -1. */
static int
choose_kind(struct sink *k, const struct schema *s, struct err *err)
{
	if ((k->encoder->flags & ENCODER_ONE_KIND) == 0)
		return 1;
	if (k->kind == NULL)
		k->kind = s->kind;
	if (strcmp(k->kind, s->kind) == 0)
		return 1;
	if (k->kind_chosen)
		return 0;
	return err_set(err,
	    "%s has one header: rows of %s after rows of %s (choose one with "
	    "--kind)",
	    k->encoder->name, s->kind, k->kind);
}

enum { LEFT_OUT = 2 };

/* Before the first rows of a schema: 0; LEFT_OUT; 1 as the encoder says; -1. */
static int
announce(struct sink *k, const struct schema *s, struct err *err)
{
	unsigned char *announced;
	int got = choose_kind(k, s, err);

	if (got != 1)
		return got == 0 ? LEFT_OUT : -1;
	if ((announced = idmap_get(&k->announced, s->id, err)) == NULL)
		return -1;
	if (*announced == 0 && k->encoder->schema != NULL &&
	    (got = k->encoder->schema(k->e, s, err)) != 0)
		return got;
	*announced = 1;
	k->last = s;
	return 0;
}

int
sink_schema(struct sink *k, const struct schema *s, struct err *err)
{
	int got = announce(k, s, err);

	return got == LEFT_OUT ? 0 : got;
}

int
sink_rows(struct sink *k, const struct schema *s, const unsigned char *rows,
    size_t n, struct err *err)
{
	int got;

	if (n == 0)
		return 0;
	if (s != k->last && (got = announce(k, s, err)) != 0) {
		k->left_out += got == LEFT_OUT ? n : 0;
		return got == LEFT_OUT ? 0 : got;
	}
	k->rows += n;
	return k->encoder->rows(k->e, s, rows, n, err);
}

int
sink_write(struct sink *k, const struct rec *r, struct err *err)
{
	return sink_rows(k, r->schema, r->v, 1, err);
}

int
sink_raw(struct sink *k, const void *p, size_t size, uint64_t n,
    struct err *err)
{
	if (k->encoder->raw == NULL)
		BUG("records as bytes for an encoder that takes none");
	k->rows += n;
	return k->encoder->raw(k->e, p, size, err);
}

int
sink_comment(struct sink *k, const char *text, size_t len, struct err *err)
{
	return k->encoder->meta == NULL
		   ? 0
		   : k->encoder->meta(k->e, text, len, err);
}

/*
 * Called with each read of input.  Writes buffered data at most every 2 ms,
 * and always when the reader is about to wait.  The same bytes for the same
 * file: while a file is read, only the rows close blocks and zstd frames.
 */
int
sink_tick(struct sink *k, int idle, struct err *err)
{
	int waits = idle == IO_WAITS;
	uint64_t now;

	if (!waits && out_regular(k->out))
		return 0;
	if (idle == IO_FILE && k->framed)
		return 0;
	now = io_now();
	if (!waits && now - k->flushed < PACE_NS)
		return 0;
	k->flushed = now;
	return k->encoder->tick(k->e, waits, err);
}

int
sink_barrier(struct sink *k, uint32_t number, struct err *err)
{
	if ((k->encoder->flags & ENCODER_BARRIERS) == 0)
		return err_set(err,
		    "barrier %" PRIu32
		    ": %s output carries no barriers: use --to bin",
		    number, k->encoder->name);
	if (k->encoder->barrier(k->e, number, err) == -1)
		return -1;
	return k->encoder->tick(k->e, 1, err);
}

const struct encoder *
sink_encoder(const struct sink *k)
{
	return k->encoder;
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
	uint64_t held = k->encoder->held != NULL ? k->encoder->held(k->e) : 0;

	return held + out_bytes(k->out) + out_waiting(k->out);
}

uint64_t
sink_room(const struct sink *k, const struct schema *s)
{
	return k->encoder->room != NULL ? k->encoder->room(k->e, s) : 0;
}

const char *
sink_note(const struct sink *k)
{
	return k->encoder->note != NULL ? k->encoder->note(k->e) : "";
}

void
sink_pause(struct sink *k)
{
	k->paused = 1;
}

int
sink_close(struct sink *k, enum stream_end end, struct err *err)
{
	int ret;

	if (k == NULL)
		return 0;
	ret = k->encoder->close(k->e, end, err);
	if (ret == 0 && end == END_INTERRUPTED && !k->paused &&
	    (k->encoder->flags & ENCODER_MARK) == 0)
		ret = out_cut(k->out, err);
	if (out_close(k->out, end == END_ABANDONED || ret == -1, err) == -1)
		ret = -1;
	idmap_fini(&k->announced);
	free(k);
	return ret;
}

int
sink_finish(struct sink *k, enum stream_end end, struct beside *b,
    struct err *err)
{
	int ret = k->encoder->close(k->e, end, err);

	if (out_finish(k->out, end == END_ABANDONED || ret == -1, b, err) == -1)
		ret = -1;
	idmap_fini(&k->announced);
	free(k);
	return ret;
}
