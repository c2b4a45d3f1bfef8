/*
 * cell.c - one cell of text into one field of a row.
 *
 * An empty cell is a missing value and leaves the null in the row.  Blanks
 * around a value are ignored.  Numbers are converted from digits to integers
 * without a double in between; decimals beyond nine places are rounded half to
 * even and counted.
 */
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/num.h"
#include "source/number_form.h"
#include "source/recipe.h"
#include "source/type_column.h"
#include "stream/label.h"
#include "stream/rec.h"

static int
refuse(const char **reason, const char *word, const char *why, const char *text,
    size_t len, struct err *err)
{
	*reason = word;
	return err_set(err, "%s: \"%.*s\"", why, (int)(len < 60 ? len : 60),
	    text);
}

/* Common ways to write a missing number. */
static int
is_missing(const char *text, size_t len)
{
	static const char *const words[] = { "null", "NA", "N/A", "-" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (len == strlen(words[i]) &&
		    strncasecmp(text, words[i], len) == 0)
			return 1;
	return 0;
}

/* A cell that is not a number: 0 when it means a missing value. */
static int
bad_number(const struct context *c, const char **reason, int code,
    const char *text, size_t len, struct err *err)
{
	if (is_missing(text, len))
		return 0;
	refuse(reason, "bad-number", num_strerror(code), text, len, err);
	if (code == NUM_SYNTAX)
		err_more(err, "%s",
		    number_remedy(text, len, c->decimal == ',' ? ',' : '.',
			c->loose));
	return -1;
}

static int
put_fixed(struct context *c, unsigned char *p, const struct step *s,
    const char *text, size_t len, const char **reason, struct err *err)
{
	uint64_t u;
	int64_t v;
	int code;

	if (s->how == CELL_NANO)
		code = num_i64(&v, text, len);
	else
		code = num_fixed(&v, text, len,
		    s->type == F_PX ? 9 + c->px_exp : s->scale,
		    &c->count[COUNT_ROUNDED]);
	if (code == NUM_RANGE && s->how == CELL_U64 &&
	    num_u64(&u, text, len) == 0 && u == UINT64_MAX)
		return 0;
	if (code == NUM_FRACTION && s->type == F_QTY)
		return CELL_FRACTION;
	if (code != 0)
		return bad_number(c, reason, code, text, len, err);
	if ((s->how == CELL_NONZERO && v == 0) ||
	    (s->how == CELL_U32 && v == UINT32_MAX))
		return 0;
	memcpy(p, &v, 8);
	return 0;
}

/* Integers of s->len bytes; the greatest value of the type is its null and
 * may be written out, as Databento does. */
static int
put_int(const struct context *c, unsigned char *p, const struct step *s,
    const char *text, size_t len, const char **reason, struct err *err)
{
	int is_signed = s->type == F_I8 || s->type == F_I16 ||
			s->type == F_I32 || s->type == F_I64;
	unsigned bits = 8U * s->len;
	uint64_t u = 0;
	int64_t v = 0, top = (int64_t)((UINT64_C(1) << (bits - 1)) - 1);
	int code = is_signed ? num_i64(&v, text, len) : num_u64(&u, text, len);

	if (code == 0 && is_signed && (v > top || v < -top - 1))
		code = NUM_RANGE;
	if (code == 0 && !is_signed && bits < 64 && u >> bits != 0)
		code = NUM_RANGE;
	if (code != 0)
		return bad_number(c, reason, code, text, len, err);
	if (is_signed)
		memcpy(&u, &v, sizeof(u));
	memcpy(p, &u, s->len);
	return 0;
}

static int
put_float(const struct context *c, unsigned char *p, const struct step *s,
    const char *text, size_t len, const char **reason, struct err *err)
{
	double d;
	float f;
	int code = num_f64(&d, text, len);

	if (code != 0)
		return bad_number(c, reason, code, text, len, err);
	f = (float)d;
	if (s->type == F_F64)
		memcpy(p, &d, sizeof(d));
	else
		memcpy(p, &f, sizeof(f));
	return 0;
}

size_t
symbol_normalize(char *out, const char *s, size_t len)
{
	size_t i, n = 0, cut = len, letters = 0;

	for (i = 0; i < len; i++) {
		int letter = (s[i] >= 'a' && s[i] <= 'z') ||
			     (s[i] >= 'A' && s[i] <= 'Z');
		int sep = s[i] == '/' || s[i] == '_' || s[i] == '-';

		letters += (size_t)letter;
		if (sep && cut == len)
			cut = i;
		else if (sep || (!letter && (s[i] < '0' || s[i] > '9')))
			cut = 0; /* no pair: a second separator, a blank */
	}
	/* a pair: two names of three to five letters, or both in one word */
	if (cut < len
		? cut < 3 || len - cut < 4 || len - cut > 6 ||
		      (len - cut == 5 && memcmp(s + cut + 1, "PERP", 4) == 0)
		: letters != len || len < 6 || len > 12) {
		memcpy(out, s, len);
		return len;
	}
	for (i = 0; i < len; i++)
		if (i != cut)
			out[n++] = (char)(s[i] >= 'a' && s[i] <= 'z' ? s[i] - 32
								     : s[i]);
	return n;
}

/* A number that is not a symbol: one with a fraction, as a price; a whole one
 * too where a letter alone says that it is a symbol. */
static int
is_plain_number(const char *text, size_t len, int whole)
{
	size_t i, points = 0, from = *text == '-';

	for (i = from; i < len; i++)
		if (text[i] == '.')
			points++;
		else if (text[i] < '0' || text[i] > '9')
			return 0;
	return len > from + points && points <= 1 &&
	       (whole || points == 1 || from == 1);
}

/* --as overrides a symbol in the data; such cells are counted. */
static int
is_overruled(struct context *c, const char *text, size_t len)
{
	char name[SYM_LEN_MAX];
	size_t n;
	const char *as = symtab_text(c->vocab->syms, c->as, &n);

	if (c->normalize && len <= SYM_LEN_MAX) {
		len = symbol_normalize(name, text, len);
		text = name;
	}
	if (n != len || memcmp(as, text, len) != 0)
		c->count[COUNT_AS]++;
	return 1;
}

static int
put_symbol(struct context *c, unsigned char *p, const struct step *s,
    const char *text, size_t len, const char **reason, struct err *err)
{
	char name[SYM_LEN_MAX + 1];
	size_t n = len;

	if (s->symbol && c->as_wins && is_overruled(c, text, len))
		return 0;
	if (len == c->sym_len && memcmp(text, c->sym_text, len) == 0) {
		memcpy(p, &c->sym, 4);
		return 0;
	}
	if (s->symbol && s->how != CELL_SAID && *text <= '9' &&
	    is_plain_number(text, len, s->how == CELL_NAME))
		return refuse(reason, "syntax",
		    "a number, not a symbol (use --map symbol=COL or --as SYM)",
		    text, len, err);
	if (len > SYM_LEN_MAX)
		return refuse(reason, "too-long", "symbol too long", text, len,
		    err);
	if (memchr(text, 0, len) != NULL || !utf8_valid(text, len))
		return refuse(reason, "bad-utf8", "symbol is not UTF-8", "?", 1,
		    err);
	memcpy(name, text, len);
	if (c->normalize)
		n = symbol_normalize(name, text, len);
	c->sym = symtab_add(c->vocab->syms, name, n, err);
	if (c->sym == 0) {
		c->sym_len = 0;
		*reason = "too-long";
		return -1;
	}
	memcpy(c->sym_text, text, len);
	c->sym_len = len;
	memcpy(p, &c->sym, 4);
	return 0;
}

/* 1 true, 0 false, -1 neither. */
static int
truth(const char *s, size_t len)
{
	if (len == 4 && strncasecmp(s, "true", 4) == 0)
		return 1;
	if (len == 5 && strncasecmp(s, "false", 5) == 0)
		return 0;
	return len == 1 && (*s == '0' || *s == '1') ? *s - '0' : -1;
}

/* The aggressor, by the order that rested: 1 a buyer's, -1 a seller's. */
static int
put_resting(unsigned char *p, const char *text, size_t len, const char **reason,
    struct err *err)
{
	if (len == 1 && *text == '1')
		*p = 'A';
	else if (len == 2 && memcmp(text, "-1", 2) == 0)
		*p = 'B';
	else
		return refuse(reason, "bad-side", "neither 1 nor -1", text, len,
		    err);
	return 0;
}

/*
 * For inputs with one row per side of a quote; with trades, `a' is Databento's
 * A, not an ask.
 */
static int
is_ask(const char *text, size_t len)
{
	return (len == 1 && *text == 'a') ||
	       (len == 3 && (strncasecmp(text, "ask", 3) == 0 ||
				strncasecmp(text, "bid", 3) == 0));
}

/* The aggressor: buy, sell, B, S, A (Databento's sell), N; or who rested. */
static int
put_side(const struct context *c, unsigned char *p, const struct step *s,
    const char *text, size_t len, const char **reason, struct err *err)
{
	int maker = s->how == CELL_MAKER ? truth(text, len) : -1;
	char mapped = '\0';

	if (s->how != CELL_MAKER && c->sides.n > 0)
		mapped = side_map_get(&c->sides, text, len);
	if (mapped != '\0')
		*p = (unsigned char)mapped;
	else if (maker >= 0)
		*p = maker ? 'A' : 'B';
	else if (s->how == CELL_MAKER)
		return refuse(reason, "bad-side", "neither true nor false",
		    text, len, err);
	else if ((len == 3 && strncasecmp(text, "buy", 3) == 0) ||
		 (len == 1 && (*text == 'b' || *text == 'B')))
		*p = 'B';
	else if ((len == 4 && strncasecmp(text, "sell", 4) == 0) ||
		 (len == 1 && strchr("sSA", *text) != NULL && *text != '\0'))
		*p = 'A';
	else if (len == 1 && (*text == 'N' || *text == 'n'))
		*p = 'N';
	else if (is_ask(text, len))
		return type_refuse(text, len, reason, err);
	else
		return refuse(reason, "bad-side",
		    "neither buy nor sell: use --side-map 'B=...;A=...'", text,
		    len, err);
	if ((s->how == CELL_RESTED ||
		(c->sides.maker && s->how != CELL_MAKER)) &&
	    *p != 'N')
		*p = *p == 'B' ? 'A' : 'B';
	return 0;
}

static int
put_label(unsigned char *p, const char *text, size_t len, const char **reason,
    struct err *err)
{
	enum label label = label_read(text, len);

	if (label == LABEL_NONE)
		return refuse(reason, "syntax",
		    "not a label (expected 0, 1 or a word)", text, len, err);
	if (label == LABEL_TYPE && times_is_time(text, len))
		return refuse(reason, "syntax",
		    "a time, not a label (--map label= reads none)", text, len,
		    err);
	*p = label != LABEL_NORMAL;
	return 0;
}

static int
put_text(unsigned char *p, const struct step *s, const char *text, size_t len,
    const char **reason, struct err *err)
{
	if (len > s->len)
		return refuse(reason, "too-long", "text too long", text, len,
		    err);
	if (memchr(text, 0, len) != NULL || !utf8_valid(text, len))
		return refuse(reason, "bad-utf8", "not UTF-8", "?", 1, err);
	memset(p, 0, s->len);
	memcpy(p, text, len);
	return 0;
}

static int
put_bool(unsigned char *p, const char *text, size_t len, const char **reason,
    struct err *err)
{
	int v = truth(text, len);

	if (v < 0)
		return refuse(reason, "syntax", "neither true nor false", text,
		    len, err);
	*p = (unsigned char)v;
	return 0;
}

/* A character as Databento's CSV prints those that are not plain (dbn.md 11):
 * "\\t", "\\xff".  Less than 0: it is none. */
static int
escaped_char(const char *text, size_t len)
{
	static const char names[] = "tnr'\"\\", chars[] = "\t\n\r'\"\\";
	static const char hex[] = "0123456789abcdef";
	const char *a, *b;

	if (len == 2 && text[0] == '\\') {
		a = memchr(names, text[1], sizeof(names) - 1);
		return a == NULL ? -1 : chars[a - names];
	}
	if (len != 4 || memcmp(text, "\\x", 2) != 0)
		return -1;
	a = memchr(hex, text[2], 16);
	b = memchr(hex, text[3], 16);
	return a == NULL || b == NULL ? -1
				      : (int)(a - hex) * 16 + (int)(b - hex);
}

/* One byte; beyond ASCII it is the code point of its number. */
static int
put_char(unsigned char *p, const struct step *s, const char *text, size_t len,
    const char **reason, struct err *err)
{
	const unsigned char *u = (const unsigned char *)text;
	int c = s->how == CELL_RAW ? escaped_char(text, len) : -1;

	if (c >= 0)
		*p = (unsigned char)c;
	else if (len == 2 && (u[0] & 0xfc) == 0xc0 && (u[1] & 0xc0) == 0x80)
		*p = (unsigned char)(u[0] << 6 | (u[1] & 0x3f));
	else if (len == 1)
		*p = u[0];
	else
		return refuse(reason, "syntax", "expected one character", text,
		    len, err);
	return 0;
}

/* Wall time of the zone, as its milliseconds count from midnight. */
static int
put_clock(struct context *c, unsigned char *p, const char *text, size_t len,
    const char **reason, struct err *err)
{
	int64_t v, utc;
	uint64_t ts;

	if (num_fixed(&v, text, len, 6, NULL) != 0 || v < 0 ||
	    v >= (int64_t)NS_DAY)
		return refuse(reason, "bad-time", "not milliseconds of a day",
		    text, len, err);
	utc = zone_to_utc(&c->times.zone, c->day + v / 1000000000, NULL);
	if (utc < 0)
		return refuse(reason, "bad-time", "before 1970", text, len,
		    err);
	ts = (uint64_t)utc * NS_SECOND + (uint64_t)v % NS_SECOND;
	memcpy(p, &ts, 8);
	return 0;
}

static int
put_time(struct context *c, unsigned char *p, const struct step *s,
    const char *text, size_t len, const char **reason, struct err *err)
{
	uint64_t v;

	if (times_read(&c->times, s->time, &v, text, len, reason, err) == -1)
		return -1;
	memcpy(p, &v, 8);
	return 0;
}

/*
 * Convert a number from another form to ours, in buf; returns the text itself
 * when nothing changes.  With ';' as delimiter a comma is a decimal comma,
 * unless there is a point before it.
 */
static const char *
reform(struct context *c, char *buf, const char *text, size_t *len)
{
	size_t n;

	if (c->delim == ';' && c->decimal == 0) {
		if (memchr(text, '.', *len) != NULL &&
		    number_plain(buf, text, *len, '.', 0) > 0)
			c->decimal = '.';
		else if (memchr(text, ',', *len) != NULL &&
			 number_plain(buf, text, *len, ',', 0) > 0)
			c->decimal = ',';
		context_reform(c);
	}
	n = number_plain(buf, text, *len, c->decimal == ',' ? ',' : '.',
	    c->loose);
	if (n > 0)
		*len = n;
	else if (c->decimal == ',' && memchr(text, '.', *len) != NULL)
		return NULL;
	return n > 0 ? buf : text;
}

static int
is_number(const struct step *s)
{
	return (s->type <= F_QTY || s->type >= F_I8) && s->type <= F_U64 &&
	       s->how != CELL_RAW && s->how != CELL_LABEL;
}

static inline int
put_value(struct context *c, unsigned char *p, const struct step *s,
    const char *text, size_t len, const char **reason, struct err *err)
{
	switch (s->type) {
	case F_PX:
	case F_QTY:
		return put_fixed(c, p, s, text, len, reason, err);
	case F_TS:
		if (s->how == CELL_CLOCK)
			return put_clock(c, p, text, len, reason, err);
		return put_time(c, p, s, text, len, reason, err);
	case F_SYM:
		if (s->how == CELL_LABEL_TYPE &&
		    label_read(text, len) != LABEL_TYPE)
			return 0;
		return put_symbol(c, p, s, text, len, reason, err);
	case F_F64:
	case F_F32:
		return put_float(c, p, s, text, len, reason, err);
	case F_TEXT:
		return put_text(p, s, text, len, reason, err);
	case F_BOOL:
		return put_bool(p, text, len, reason, err);
	case F_CHAR:
		if (s->how == CELL_RESTING)
			return put_resting(p, text, len, reason, err);
		return s->how == CELL_MAKER || (s->side && s->how != CELL_RAW)
			   ? put_side(c, p, s, text, len, reason, err)
			   : put_char(p, s, text, len, reason, err);
	default:
		if (s->how == CELL_LABEL)
			return put_label(p, text, len, reason, err);
		return put_int(c, p, s, text, len, reason, err);
	}
}

/*
 * A separate function, so that the common path needs no stack space.  The
 * number in our form takes the common path.
 */
static __attribute__((noinline)) int
put_reformed(struct context *c, unsigned char *row, const struct step *s,
    const char *text, size_t len, const char **reason, struct err *err)
{
	char buf[NUMBER_MAX];
	const char *plain = reform(c, buf, text, &len);
	int got;

	if (plain == NULL)
		return bad_number(c, reason, NUM_SYNTAX, text, len, err);
	c->reforms = 0;
	got = cell_put(c, row, s, plain, len, reason, err);
	context_reform(c);
	return got;
}

int
cell_put(struct context *c, unsigned char *row, const struct step *s,
    const char *text, size_t len, const char **reason, struct err *err)
{
	if (s->how != CELL_RAW) { /* as cell_trim */
		while (len > 0 && *text == ' ')
			text++, len--;
		while (len > 0 && text[len - 1] == ' ')
			len--;
	}
	if (len == 0)
		return 0;
	return c->reforms && is_number(s)
		   ? put_reformed(c, row, s, text, len, reason, err)
		   : put_value(c, row + s->off, s, text, len, reason, err);
}
