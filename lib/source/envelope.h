/*
 * envelope.h - one envelope of each framing, opened; for framing.c alone.
 */
#ifndef SOURCE_ENVELOPE_H
#define SOURCE_ENVELOPE_H

#include "source/framing.h"
#include "source/lines.h"

/* What was in an envelope.  Texts lie in the line or in own. */
struct payload {
	const char *s;
	size_t len;
	int none;    /* nothing in it */
	int newline; /* its line has an end */
	const char *topic;
	size_t topic_len; /* 0: the file's name */
	int32_t part;
	int64_t off; /* -1: the line's number */
	uint64_t ts;
	const char *before; /* a header line that goes before it */
	size_t before_len;
};

/* Room for texts with their escapes undone. */
struct own {
	char *s;
	size_t room, used;
};

/* A line to what is in it: 0; -1 with *reason and *err. */
int envelope_kcat(struct payload *p, struct own *own, const struct line *l,
    const char **reason, struct err *err);
int envelope_quarantine(struct payload *p, struct own *own,
    const struct line *l, const char **reason, struct err *err);

#endif
