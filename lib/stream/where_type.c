/*
 * where_type.c - which literals a field of a type is compared with, and the
 * tests of texts.
 *
 *	numbers		numbers, true, false
 *	ids		numbers, quoted or not
 *	times		times, quoted or not, and numbers since 1970
 *	texts		quoted texts; of one letter for a field of one
 */
#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "base/tstamp.h"
#include "stream/where_impl.h"

enum type_class
class_of(enum ftype t)
{
	if (t == F_TS)
		return CLASS_TIME;
	return t == F_SYM || t == F_CHAR || t == F_TEXT ? CLASS_TEXT
							: CLASS_NUMBER;
}

static const char *
class_name(enum ftype t)
{
	switch (class_of(t)) {
	case CLASS_TIME:
		return "a time";
	case CLASS_TEXT:
		return t == F_CHAR ? "one letter" : "text";
	case CLASS_NUMBER:
		break;
	}
	return "a number";
}

static int
fail(const struct test *t, const char *name, enum ftype type,
    const char *expected, const struct literal *l, struct err *err)
{
	return err_set(err,
	    "--where: character %zu: %.60s is %s: expected %s, not "
	    "%s%.40s%s",
	    l->at != 0 ? l->at : t->left.at, name, class_name(type), expected,
	    l->kind == LIT_TEXT ? "\"" : "", l->text,
	    l->kind == LIT_TEXT ? "\"" : "");
}

/* A time that was quoted, or a number since 1970. */
static int
read_time(uint64_t *ns, const struct literal *l)
{
	const char *why;

	*ns = l->ts;
	return l->kind == LIT_TIME
		   ? 0
		   : ts_parse(ns, l->text, l->len, TS_AUTO, NULL, &why);
}

uint64_t
literal_time(const struct literal *l)
{
	uint64_t ns;

	return read_time(&ns, l) == 0 ? ns : TS_NULL;
}

static int
check_literal(const struct test *t, const char *name, enum ftype type,
    const struct literal *l, struct err *err)
{
	struct decimal d;
	uint64_t ns;

	switch (class_of(type)) {
	case CLASS_TIME:
		if (l->is_bool || read_time(&ns, l) == -1)
			return fail(t, name, type,
			    "a time such as 2024-03-01T14:30:00Z", l, err);
		return 0;
	case CLASS_TEXT:
		if (l->kind != LIT_TEXT)
			return fail(t, name, type, "a quoted text", l, err);
		if (l->len == 0)
			return fail(t, name, type, "a text, or is null", l,
			    err);
		if (type == F_CHAR && t->kind == TEST_COMPARE && l->len > 1)
			return fail(t, name, type, "one", l, err);
		return 0;
	case CLASS_NUMBER:
		break;
	}
	if (l->kind == LIT_NUMBER ||
	    (type == F_ID && l->kind == LIT_TEXT &&
		decimal_read(&d, l->text, l->len) == 0))
		return 0;
	return fail(t, name, type, "a number", l, err);
}

int
expr_check(const struct expr *e, const struct test *t, const char *name,
    enum ftype type, struct err *err)
{
	int i;

	if (t->kind == TEST_NULL)
		return 0;
	if (t->kind == TEST_GLOB && class_of(type) != CLASS_TEXT)
		return err_set(err,
		    "--where: character %zu: %.60s is %s: patterns (~) are for "
		    "text",
		    t->left.at, name, class_name(type));
	for (i = t->literal; i < t->literal + t->nliteral; i++)
		if (check_literal(t, name, type, &e->literal[i], err) == -1)
			return -1;
	return 0;
}

int
expr_check_pair(const struct test *t, const char *left, enum ftype a,
    const char *right, enum ftype b, struct err *err)
{
	if (class_of(a) == class_of(b))
		return 0;
	return err_set(err,
	    "--where: character %zu: %.60s is %s and %.60s %s: they cannot be "
	    "compared",
	    t->left.at, left, class_name(a), right, class_name(b));
}

static int
holds(enum compare cmp, int order)
{
	switch (cmp) {
	case CMP_EQ:
		return order == 0;
	case CMP_NE:
		return order != 0;
	case CMP_LT:
		return order < 0;
	case CMP_LE:
		return order <= 0;
	case CMP_GT:
		return order > 0;
	case CMP_GE:
		break;
	}
	return order >= 0;
}

static int
compare_text(const char *a, size_t an, const char *b, size_t bn)
{
	int c = memcmp(a, b, an < bn ? an : bn);

	return c != 0 ? c : (an > bn) - (an < bn);
}

/* fnmatch takes a C string. */
static int
matches(const char *pattern, const char *s, size_t len)
{
	char text[SYM_LEN_MAX + 1];

	if (len >= sizeof(text) || memchr(s, '\0', len) != NULL)
		return 0;
	memcpy(text, s, len);
	text[len] = '\0';
	return fnmatch(pattern, text, 0) == 0;
}

int
text_passes(const struct expr *e, const struct test *t, const char *s,
    size_t len)
{
	const struct literal *l = &e->literal[t->literal];
	int i;

	if (t->kind == TEST_GLOB)
		return matches(l->text, s, len) != t->not ;
	if (t->nliteral == 1)
		return holds(t->cmp, compare_text(s, len, l->text, l->len)) !=
		       t->not ;
	for (i = 0; i < t->nliteral; i++, l++)
		if (compare_text(s, len, l->text, l->len) == 0)
			return !t->not ;
	return t->not ;
}

/* A cell that is true or false in words, as the number that a literal is. */
static int
read_truth(struct decimal *d, const char *s, size_t len)
{
	if (len == 4 && strncasecmp(s, "true", 4) == 0)
		return decimal_read(d, "1", 1);
	if (len == 5 && strncasecmp(s, "false", 5) == 0)
		return decimal_read(d, "0", 1);
	return -1;
}

/* The order of a cell and a literal: 1 and *order; 0 they have none. */
static int
order_of(int *order, const struct literal *l, const char *s, size_t len)
{
	struct decimal d;
	const char *why;
	uint64_t ns;

	switch (l->kind) {
	case LIT_NUMBER:
		if (decimal_read(&d, s, len) == -1 &&
		    (!l->is_bool || read_truth(&d, s, len) == -1))
			return 0;
		*order = decimal_compare(&d, &l->dec);
		return 1;
	case LIT_TIME:
		if (ts_parse(&ns, s, len, TS_AUTO, NULL, &why) == -1)
			return 0;
		*order = (ns > l->ts) - (ns < l->ts);
		return 1;
	case LIT_TEXT:
		break;
	}
	*order = compare_text(s, len, l->text, l->len);
	return 1;
}

int
cell_passes(const struct expr *e, const struct test *t, const char *s,
    size_t len)
{
	int i, order, any = 0;

	if (t->kind == TEST_NULL)
		return (len == 0) != t->not ;
	if (len == 0)
		return 0;
	if (t->kind == TEST_GLOB)
		return text_passes(e, t, s, len);
	for (i = t->literal; i < t->literal + t->nliteral; i++) {
		if (!order_of(&order, &e->literal[i], s, len))
			continue;
		any = 1;
		if (holds(t->cmp, order))
			return !t->not ;
	}
	return any && t->not ;
}
