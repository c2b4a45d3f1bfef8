/*
 * orders.c - the resting orders of all books, by book and order id.
 */
#include <stdlib.h>
#include <string.h>

#include "book/book_impl.h"

/* A multiplicative hash (Fibonacci); ids of a venue are nearly consecutive. */
static size_t
home(const struct orders *o, uint32_t book, uint64_t id)
{
	uint64_t h = (id + book * UINT64_C(0x9e3779b97f4a7c15)) *
		     UINT64_C(0xd6e8feb86659fd93);

	return (size_t)((h ^ h >> 32) & (o->room - 1));
}

static size_t
next(const struct orders *o, size_t i)
{
	return (i + 1) & (o->room - 1);
}

struct order *
orders_find(const struct orders *o, uint32_t book, uint64_t id)
{
	size_t i;

	if (o->room == 0)
		return NULL;
	for (i = home(o, book, id); o->v[i].book != 0; i = next(o, i))
		if (o->v[i].id == id && o->v[i].book == book + 1)
			return &o->v[i];
	return NULL;
}

static struct order *
free_place(const struct orders *o, uint32_t book, uint64_t id)
{
	size_t i = home(o, book, id);

	while (o->v[i].book != 0)
		i = next(o, i);
	return &o->v[i];
}

static int
grow(struct orders *o)
{
	struct orders big = *o;
	size_t i;

	big.room = o->room ? o->room * 2 : 256;
	if ((big.v = calloc(big.room, sizeof(*big.v))) == NULL)
		return -1;
	for (i = 0; i < o->room; i++)
		if (o->v[i].book != 0)
			*free_place(&big, o->v[i].book - 1, o->v[i].id) =
			    o->v[i];
	free(o->v);
	*o = big;
	return 0;
}

struct order *
orders_add(struct orders *o, uint32_t book, uint64_t id)
{
	struct order *p;

	if (o->n == o->max || (o->n >= o->room / 4 * 3 && grow(o) == -1))
		return NULL;
	p = free_place(o, book, id);
	*p = (struct order){ .id = id, .book = book + 1 };
	o->n++;
	return p;
}

/* 1 if slot i lies on the way from home to at, both ends included. */
static int
on_the_way(const struct orders *o, size_t from, size_t i, size_t at)
{
	return ((at - from) & (o->room - 1)) >= ((at - i) & (o->room - 1));
}

/* Entries after the hole move into it if they could not be found past it (Knuth
 * vol. 3, 6.4, algorithm R). */
void
orders_erase(struct orders *o, struct order *p)
{
	size_t hole = (size_t)(p - o->v), i = hole;

	o->n--;
	for (;;) {
		i = next(o, i);
		if (o->v[i].book == 0)
			break;
		if (!on_the_way(o, home(o, o->v[i].book - 1, o->v[i].id), hole,
			i))
			continue;
		o->v[hole] = o->v[i];
		hole = i;
	}
	o->v[hole].book = 0;
}

void
orders_erase_book(struct orders *o, uint32_t book)
{
	size_t i;

	/* An entry that moves into a hole comes from a slot that is still to be
	 * visited, or from around the end and was visited before. */
	for (i = 0; i < o->room;) {
		if (o->v[i].book == book + 1)
			orders_erase(o, &o->v[i]);
		else
			i++;
	}
}
