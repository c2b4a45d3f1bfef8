/*
 * opt.c - the command line against the tables, on getopt_long.
 *
 * getopt_long (POSIX.1-2017, XBD 12.2, with GNU's long options) does the
 * splitting.  A leading '-' in its option string makes it return operands in
 * order, so POSIXLY_CORRECT changes nothing; a ':' distinguishes a missing
 * argument from an unknown letter.  getopt_long accepts any unique prefix of a
 * long name, which would break scripts when a table grows, so each long name
 * is matched exactly before getopt_long sees it.  The messages are ours.
 */
#include "base/opt.h"

#include <ctype.h>
#include <getopt.h>
#include <string.h>

#include "base/hash.h"
#include "base/opt_value.h"

enum {
	ROWS_MAX = 512,
	SLOTS = 2 * ROWS_MAX,
	LETTERS_MAX = 128, /* letters are ASCII */
	LONG_BASE = 256    /* what getopt_long returns for row 0 */
};

/* The rows of all groups, one after the other. */
struct table {
	const struct opt *row[ROWS_MAX];
	void *base[ROWS_MAX];
	int by_letter[LETTERS_MAX]; /* row + 1, 0: none */
	uint16_t by_name[SLOTS];    /* the same, from its hash on */
	int n;
};

static _Noreturn void
bug(const struct opt *o, const char *why)
{
	struct err err = { 0 };

	err_set(&err, "option --%s: %s", o->name, why);
	BUG(err.msg);
}

static void
check_row(const struct opt *o)
{
	int amount = o->type == OPT_DURATION || o->type == OPT_SIZE;

	if (o->name[0] == '\0' || strpbrk(o->name, "= \t") != NULL)
		bug(o, "not a name");
	if (o->help == NULL)
		bug(o, "no help");
	if (o->letter != 0 &&
	    (o->letter < 0 || o->letter >= LETTERS_MAX || !isalnum(o->letter)))
		bug(o, "not a letter or digit");
	if (opt_takes_arg(o->type) != (o->arg != NULL))
		bug(o, "arg does not fit the type");
	if (o->type == OPT_ENUM && o->choices == NULL)
		bug(o, "no choices");
	if (o->type == OPT_SET && o->def != NULL)
		bug(o, "invalid default");
	if (o->type != OPT_SET && !(o->min <= o->max))
		bug(o, "min beyond max");
	if (amount && o->min < 0)
		bug(o, "min below 0");
}

/* The slot of a long name of len bytes, or the free one where it would be. */
static unsigned
slot_of(const struct table *t, const char *name, size_t len)
{
	const char *there;
	unsigned h = (unsigned)(hash_fnv1a(name, len) % SLOTS);

	for (; t->by_name[h] != 0; h = (h + 1) % SLOTS) {
		there = t->row[t->by_name[h] - 1]->name;
		if (strncmp(there, name, len) == 0 && there[len] == '\0')
			break;
	}
	return h;
}

static void
add_row(struct table *t, const struct opt *o, void *base)
{
	unsigned slot;

	check_row(o);
	if (t->n == ROWS_MAX)
		BUG("too many options");
	slot = slot_of(t, o->name, strlen(o->name));
	if (t->by_name[slot] != 0)
		bug(o, "comes twice");
	t->by_name[slot] = (uint16_t)(t->n + 1);
	if (o->letter != 0) {
		if (t->by_letter[o->letter] != 0)
			bug(o, "letter used twice");
		t->by_letter[o->letter] = t->n + 1;
	}
	t->row[t->n] = o;
	t->base[t->n++] = base;
}

static void
table_init(struct table *t, const struct opt_group *groups, int ngroups)
{
	const struct opt *o;
	int i;

	if (ngroups > OPT_GROUPS_MAX)
		BUG("too many groups of options");
	t->n = 0;
	memset(t->by_letter, 0, sizeof(t->by_letter));
	memset(t->by_name, 0, sizeof(t->by_name));
	for (i = 0; i < ngroups; i++)
		for (o = groups[i].opts; o->name != NULL; o++)
			add_row(t, o, groups[i].base);
}

/* The row of a long name of len bytes, -1: none. */
static int
find_name(const struct table *t, const char *name, size_t len)
{
	return t->by_name[slot_of(t, name, len)] - 1;
}

static int
find_letter(const struct table *t, char c)
{
	unsigned char u = (unsigned char)c;

	return u < LETTERS_MAX ? t->by_letter[u] - 1 : -1;
}

/* The one name that starts with those bytes, NULL: none or several. */
static const char *
complete(const struct table *t, const char *name, size_t len)
{
	const char *found = NULL;
	int i;

	for (i = 0; i < t->n && len > 0; i++) {
		if (strncmp(t->row[i]->name, name, len) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = t->row[i]->name;
	}
	return found;
}

/* Refuse a word of argv that starts with "--" and names no option whole. */
static int
check_word(const struct table *t, const char *word, struct err *err)
{
	const char *name = word + 2, *maybe;
	size_t len;
	int i;

	if (strncmp(word, "--", 2) != 0 || *name == '\0')
		return 0;
	len = strcspn(name, "=");
	i = find_name(t, name, len);
	if (i >= 0 && name[len] == '=' && !opt_takes_arg(t->row[i]->type))
		return err_usage(err, "option --%s takes no argument",
		    t->row[i]->name);
	if (i >= 0)
		return 0;
	maybe = complete(t, name, len);
	if (maybe != NULL)
		return err_usage(err, OPT_UNKNOWN "%.*s (did you mean --%s?)",
		    len < 80 ? (int)len : 80, name, maybe);
	return err_usage(err, OPT_UNKNOWN "%.*s", len < 80 ? (int)len : 80,
	    name);
}

/* The tables as getopt_long needs them. */
static void
make_getopt(struct option *longs, char *letters, const struct table *t)
{
	const struct opt *o;
	int i;

	*letters++ = '-';
	*letters++ = ':';
	for (i = 0; i < t->n; i++) {
		o = t->row[i];
		longs[i] = (struct option){
			.name = o->name,
			.has_arg = opt_takes_arg(o->type) ? required_argument
							  : no_argument,
			.val = LONG_BASE + i,
		};
		if (o->letter == 0)
			continue;
		*letters++ = (char)o->letter;
		if (opt_takes_arg(o->type))
			*letters++ = ':';
	}
	*letters = '\0';
	memset(&longs[t->n], 0, sizeof(longs[t->n]));
}

/* What getopt_long returned for word: an option, or why there is none. */
static int
take(const struct table *t, int c, const char *word, struct err *err)
{
	int i;

	if (c == '?' && optopt > 0x20 && optopt < 0x7f)
		return err_usage(err, "unknown option: -%c", optopt);
	if (c == '?') /* maybe a byte out of a longer character */
		return err_usage(err, "unknown option: %.80s", word);
	if (c == ':' && optopt >= LONG_BASE)
		return err_usage(err, "option --%s requires an argument",
		    t->row[optopt - LONG_BASE]->name);
	if (c == ':')
		return err_usage(err, "option -%c requires an argument",
		    optopt);
	i = c >= LONG_BASE ? c - LONG_BASE : find_letter(t, (char)c);
	return opt_store(t->row[i], t->base[i],
	    opt_takes_arg(t->row[i]->type) ? optarg : NULL, err);
}

static void
write_defaults(const struct table *t)
{
	struct err err = { 0 };
	int i;

	for (i = 0; i < t->n; i++)
		if (t->row[i]->def != NULL &&
		    opt_store(t->row[i], t->base[i], t->row[i]->def, &err) < 0)
			BUG(err.msg);
}

int
opt_parse(int *nops, int argc, char **argv, const struct opt_group *groups,
    int ngroups, struct err *err)
{
	struct table t;
	struct option longs[ROWS_MAX + 1];
	char letters[2 * LETTERS_MAX + 3];
	int at, c, n = 0;

	*nops = 0;
	table_init(&t, groups, ngroups);
	make_getopt(longs, letters, &t);
	write_defaults(&t);
	opterr = 0;
	optind = 0; /* start afresh, also in the middle of a word */
	for (;;) {
		at = optind > 0 ? optind : 1;
		if (at < argc && check_word(&t, argv[at], err) < 0)
			return -1;
		c = getopt_long(argc, argv, letters, longs, NULL);
		if (c == -1)
			break;
		if (c == 1)
			/* In front of all that is still to be read. */
			argv[1 + n++] = optarg;
		else if (take(&t, c, argv[at], err) < 0)
			return -1;
	}
	while (optind < argc)
		argv[1 + n++] = argv[optind++];
	*nops = n;
	return 0;
}

/* A scan of argv for one row of the table. */
struct peek {
	const struct table *t;
	char **argv;
	int argc, at; /* at: the next word */
	int row;
	const char *found;    /* the last one */
	struct opt_strs *all; /* or NULL */
};

/*
 * Called for an occurrence of row i, with the text of its argument if that is
 * in the same word.
 */
static void
peek_row(struct peek *p, int i, const char *text)
{
	if (!opt_takes_arg(p->t->row[i]->type))
		text = "";
	else if (text == NULL && p->at < p->argc)
		text = p->argv[p->at++];
	if (i != p->row || text == NULL)
		return;
	p->found = text;
	if (p->all != NULL && p->all->n < OPT_STRS_MAX)
		p->all->v[p->all->n++] = text;
}

/* "-bf": letters up to one with an argument, or one that is not known. */
static void
peek_letters(struct peek *p, const char *word)
{
	int i, arg = 0;

	for (word++; *word != '\0' && !arg; word++) {
		i = find_letter(p->t, *word);
		if (i < 0)
			return;
		arg = opt_takes_arg(p->t->row[i]->type);
		peek_row(p, i, word[1] != '\0' ? word + 1 : NULL);
	}
}

static void
peek_word(struct peek *p, const char *word)
{
	size_t len;
	int i;

	if (word[0] != '-' || word[1] == '\0')
		return;
	if (word[1] != '-') {
		peek_letters(p, word);
		return;
	}
	word += 2;
	len = strcspn(word, "=");
	i = find_name(p->t, word, len);
	if (i >= 0)
		peek_row(p, i, word[len] == '=' ? word + len + 1 : NULL);
}

const char *
opt_peek_all(struct opt_strs *all, int argc, char **argv,
    const struct opt_group *groups, int ngroups, const char *name)
{
	struct table t;
	struct peek p = { .t = &t, .argv = argv, .argc = argc, .at = 1 };

	p.all = all;
	table_init(&t, groups, ngroups);
	p.row = find_name(&t, name, strlen(name));
	if (p.row < 0 && strlen(name) == 1)
		p.row = find_letter(&t, name[0]);
	if (p.row < 0)
		BUG(name);
	while (p.at < argc && strcmp(argv[p.at], "--") != 0)
		peek_word(&p, argv[p.at++]);
	return p.found;
}

const char *
opt_peek(int argc, char **argv, const struct opt_group *groups, int ngroups,
    const char *name)
{
	return opt_peek_all(NULL, argc, argv, groups, ngroups, name);
}

int
opt_set(const struct opt_group *group, const char *name, const char *value,
    struct err *err)
{
	const struct opt *o;

	for (o = group->opts; o->name != NULL; o++)
		if (strcmp(o->name, name) == 0)
			return opt_store(o, group->base, value, err);
	return err_usage(err, OPT_UNKNOWN "%.80s", name);
}
