/*
 * model_text.h - the JSON in the metadata of model files and states.
 */
#ifndef DETECT_MODEL_TEXT_H
#define DETECT_MODEL_TEXT_H

#include "detect/model.h"

/* [{"name":...,"unit":...},...] on the heap; NULL without memory. */
char *model_features_text(const char *const *names, const char *const *units,
    int d);
/* Parse it into names and units, arrays of max NULLs.  Returns the number, or
 * -1; the arrays then hold what was read so far. */
int model_features_parse(const char *text, char **names, char **units, int max,
    struct err *err);

/* Parse ["row","window",...]; names must differ.  The number, or -1. */
int model_heads_parse(const char *text, char heads[][HEAD_MAX + 1], int max,
    struct err *err);

/* Check that the whole text is one JSON object. */
int model_options_check(const char *text, struct err *err);

/* A detector's options struct from such an object, on the heap; defaults where
 * it names none. */
void *model_options_parse(const struct detector *det, const char *text,
    struct err *err);

/* Error: unknown detector, with a list of the known ones.  Always -1. */
int model_unknown(const char *name, struct err *err);

#endif
