/*
 * label.h - labels in foreign rows: 0 and 1, or words.
 *
 *	is_anomaly,anomaly_label
 *	true,spike
 *	false,normal
 */
#ifndef STREAM_LABEL_H
#define STREAM_LABEL_H

#include <stddef.h>

enum label { LABEL_NONE, LABEL_NORMAL, LABEL_ANOMALY, LABEL_TYPE };

/*
 * The meaning of a non-empty label: LABEL_NORMAL for 0, false, no, normal;
 * LABEL_ANOMALY for 1, true, yes, anomaly; LABEL_TYPE for another word, which
 * is the type of an anomaly; LABEL_NONE for another number: not known.
 */
enum label label_read(const char *text, size_t len);

/*
 * 1 for a word that can be one of several in its column: not a number, true,
 * false, yes or no.
 */
int label_is_word(const char *text, size_t len);

#endif
