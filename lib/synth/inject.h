/*
 * inject.h - inject labelled anomalies into a stream.
 *
 *	inject_new (inject_rows | inject_push)* inject_flush inject_free
 *
 * Rows get the fields label (0, 1), label_type and label_id if they lack them;
 * existing labels are kept.  Rows are written in input order and delayed by at
 * most the longest event.  Types that add order messages add rows; decoys that
 * halt a market drop rows; all other types keep every row.  Results do not
 * depend on other symbols or on how rows are split into calls.
 */
#ifndef SYNTH_INJECT_H
#define SYNTH_INJECT_H

#include "base/spill.h"
#include "stream/stream.h"
#include "synth/session.h"
#include "synth/type.h"

enum { INJECT_TYPES_MAX = 40, INJECT_DAY_MAX = 3 };

extern const char *const inject_reasons[INJECT_REASONS]; /* for accounts */

/* ---- the registry ---- */

/* The types of list.h in its order, labelled ones first; NULL-terminated. */
extern const struct inject_type *const inject_list[];
const struct inject_type *inject_find(const char *name);
extern const char *const inject_level_names[]; /* NULL-terminated */
/* Names of groups of types, and the types in each. */
extern const char *const inject_groups[]; /* NULL-terminated */
int inject_in_group(const struct inject_type *t, const char *group);

/* ---- options ---- */

struct inject_tick {
	const char *symbol;
	int64_t tick; /* 1e-9 */
};

struct inject_opts {
	uint64_t seed;
	const struct inject_type *type[INJECT_TYPES_MAX]; /* labelled */
	int ntype;
	const struct inject_type *decoy[INJECT_TYPES_MAX];
	int ndecoy;
	enum inject_level level;
	double low, high; /* magnitudes instead of the level's; 0: level */
	double scale[INJECT_TYPES_MAX]; /* of magnitudes, by place in
					 * inject_list; 0: 1 */
	int calibrated;  /* scales suit the level: labels name it */
	double per_day;  /* mean events of a symbol-day that has any */
	double quiet;    /* share of symbol-days without events */
	double decoys;   /* mean decoys of a symbol-day */
	uint64_t unit;   /* ns; of ticks */
	uint64_t warmup; /* ns of data of a symbol before its first event */
	double share;    /* maximum share of labelled rows; 1: no limit */
	struct session session; /* none: from the symbol's previous day */
	uint64_t start, end;    /* no event begins outside; end 0: no limit */
	int64_t tick; /* 1e-9; 0: smallest step of the symbol so far */
	const struct inject_tick *ticks; /* of single symbols */
	int nticks;
	int label_decoys;        /* call on_label for decoys too */
	struct spill_opts spill; /* of rows that wait for an event's end */
};

/* Medium, spike,shift,volume, all decoys, 1 a day, 0.3 quiet, 1m, 60m,
 * 0.005. */
void inject_opts_default(struct inject_opts *o);
/* Parse "spike,shift" or a group into o->type, decoys into o->decoy.  An
 * unknown name is a usage error. */
int inject_opts_types(struct inject_opts *o, const char *names,
    struct err *err);
int inject_opts_decoys(struct inject_opts *o, const char *names,
    struct err *err);
/* "2" for all types, or "spike=2". */
int inject_opts_scale(struct inject_opts *o, const char *text, struct err *err);

/* ---- the engine ---- */

/* One event: a line of the label file.  Rows are numbered from 0 over the whole
 * output; the first and the last row are labelled. */
struct inject_label {
	uint32_t event; /* label_id */
	const struct inject_type *type;
	const char *level; /* "custom": magnitudes of --magnitude */
	uint32_t symbol;
	uint64_t t_start, t_end;     /* index time of the rows */
	uint64_t row_start, row_end; /* of a decoy INJECT_NO_NUMBER */
	double magnitude;            /* without sign */
	int sign;
	uint64_t seed;
};

#define INJECT_NO_NUMBER UINT64_MAX
enum { INJECT_CSV_MAX = 4096 };
extern const char inject_csv_header[]; /* with its newline */
/* Make a line of the label file with its newline; returns its length. */
size_t inject_label_csv(char *out, const struct symtab *syms,
    const struct inject_label *l);

/*
 * in + added = out + left_out.  planned is the sum of placed and not_placed,
 * with decoys; an event that is open or has not begun is in neither.
 */
struct inject_account {
	uint64_t in;
	uint64_t other; /* passed on: kinds without prices, no symbol or time */
	uint64_t added, left_out;
	uint64_t labelled, moved; /* moved: by a change before, no label */
	uint64_t symbol_days, quiet_days;
	uint64_t planned;
	uint64_t placed[INJECT_TYPES_MAX]; /* by place in inject_list */
	uint64_t not_placed[INJECT_REASONS];
	/* of the labelled events: by third of the session, and by quartile of
	 * the symbol's volatility on the day before */
	uint64_t third[3], quartile[4];
};

struct inject;

typedef int inject_row_fn(void *arg, const struct rec *r, struct err *err);
/* Called after the last row of an event was written; for decoys, if at all,
 * when they are over, without row numbers. */
typedef int inject_label_fn(void *arg, const struct inject_label *l,
    struct err *err);

/* opts is copied except for its texts; on_label may be NULL. */
struct inject *inject_new(const struct inject_opts *opts, struct vocab *vocab,
    inject_row_fn *on_row, inject_label_fn *on_label, void *arg,
    struct err *err);
/* Take n rows of one schema that lie row_size apart; those that can be written
 * are. */
int inject_rows(struct inject *j, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);
static inline int
inject_push(struct inject *j, const struct rec *r, struct err *err)
{
	return inject_rows(j, r->schema, r->v, 1, err);
}
/* End of input: end all open events and write all rows. */
int inject_flush(struct inject *j, struct err *err);
const struct inject_account *inject_account(const struct inject *j);
void inject_free(struct inject *j);

#endif
