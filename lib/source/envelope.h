/*
 * envelope.h - open one envelope of each framing; for framing.c alone.
 */
#ifndef SOURCE_ENVELOPE_H
#define SOURCE_ENVELOPE_H

#include "source/framing.h"
#include "source/lines.h"

/* The contents of an envelope.  Texts are in the line or in own. */
struct payload {
	const char *s;
	size_t len;
	int none;    /* nothing in it */
	int newline; /* its line has an end */
	const char *topic;
	size_t topic_len; /* 0: the file's name */
	int32_t part;
	int says_part; /* the envelope names its partition */
	int64_t off; /* -1: the line's number */
	uint64_t ts;
	/* a quarantine's: the data needed to read the record by itself */
	struct context_text {
		const char *s; /* NULL: it is not said */
		size_t len;
	} file, format, header, framing;
	int array;  /* an element of an array: output between [ and ] */
	int binary; /* no text: no line end after it */
};

/* Room for unescaped texts. */
struct own {
	char *s;
	size_t room, used;
};

/* "KEY<TAB>record", or the prefix that Kafka's console consumer prints. */
void envelope_keyed(struct payload *p, const struct line *l);

/* Unpack a line: 0; -1 with *reason and *err. */
int envelope_kcat(struct payload *p, struct own *own, const struct line *l,
    const char **reason, struct err *err);
/*
 * Unpack a line of a quarantine, and the envelope in which the record was
 * refused.
 */
enum { ENVELOPES_MAX = 3 };
int envelope_refused(struct payload *p, struct own own[ENVELOPES_MAX + 1],
    const struct line *l, const char **reason, struct err *err);

#endif
