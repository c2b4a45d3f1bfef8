/*
 * classes.c - classes of symbols, from a file.
 */
#include "eval/classes.h"

#include "eval/delim.h"

enum { SYMBOL, CLASS, COLUMNS };

static const char *const symbol_names[] = { "symbol", NULL };
static const char *const class_names[] = { "class", "group", NULL };

static const struct delim_column columns[COLUMNS] = {
	[SYMBOL] = { symbol_names, 1 },
	[CLASS] = { class_names, 1 },
};

static int
take_line(struct idmap *map, const struct delim *l, struct symtab *syms,
    struct err *err)
{
	struct csv_field symbol = delim_cell(l, SYMBOL);
	struct csv_field class = delim_cell(l, CLASS);
	uint32_t id = symtab_add(syms, symbol.s, symbol.len, err), word, *at;
	char shown[DELIM_QUOTE_MAX];

	word = err->set ? 0 : symtab_add(syms, class.s, class.len, err);
	at = err->set ? NULL : idmap_get(map, id, err);
	if (at == NULL)
		return -1;
	if (*at != 0 && *at != word)
		return err_set(err, "symbol %s: listed in two classes",
		    delim_quote(shown, symbol.s, symbol.len));
	*at = word;
	return 0;
}

int
classes_read(struct idmap *map, const char *path, struct symtab *syms,
    struct err *err)
{
	struct in *in = in_open(path, 0, err);
	struct delim l;
	int got;

	idmap_init(map, sizeof(uint32_t), "symbols");
	if (in == NULL)
		return -1;
	got = delim_open(&l, in, columns, COLUMNS, err);
	while (got == 0 && (got = delim_next(&l, err)) == 1) {
		got = take_line(map, &l, syms, err);
		if (got == -1)
			delim_at(&l, err);
	}
	delim_close(&l);
	return got;
}
