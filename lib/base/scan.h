/*
 * scan.h - tokens of the small languages used in option values.
 *
 * A scan is a text and a position in it.  Blanks (space, tab, newline, return)
 * between tokens are ignored.  Functions that can fail return -1 with a usage
 * error that names the place, counted in bytes from 1:
 *
 *	-F: character 12: expected a number: "x"
 */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct scan {
	const char *text; /* all of it, NUL-terminated */
	const char *s;	  /* what is left */
	const char *what; /* starts the position in messages ("-F"), or NULL */
	size_t at; /* when the text is a default: the position of its call;
		    * else 0 */
	struct err *err;
};

void scan_init(struct scan *q, const char *text, const char *what,
    struct err *err);

/* The position of s in the text, counted from 1. */
size_t scan_at(const struct scan *q, const char *s);
/* Prefix the message with the position of s.  Always -1. */
int scan_place(const struct scan *q, const char *s);
/* A usage error about what is at s.  Always -1. */
int scan_fail(const struct scan *q, const char *s, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The next token is not the expected one.  Always -1. */
int scan_unexpected(const struct scan *q, const char *expected);

void scan_blanks(struct scan *q);
/* Take c when it comes next. */
int scan_accept(struct scan *q, char c);
/* 1 when nothing but blanks is left. */
int scan_end(struct scan *q);

/* A byte of a name: letter or '_', and digits where first is 0. */
int scan_is_name(char c, int first);
/* Length of the name at s, 0 when there is none. */
size_t scan_name(const char *s);
/* Take "name =" (not "name ==") when it comes next: its length, else 0. */
size_t scan_key(struct scan *q, const char **name);
/* Take a number without a sign. */
int scan_number(struct scan *q, double *v);

/*
 * Take a word of free text: quoted with '"' (with '"' and '\' escaped by '\'),
 * else everything up to the next ',' or ')', without blanks at its ends.  Its
 * length, or -1 when it is empty or longer than size - 1.
 */
int scan_text(struct scan *q, char *out, size_t size);

#endif
