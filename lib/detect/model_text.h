/*
 * model_text.h - the JSON in a model file's metadata; and of states.
 */
#ifndef DETECT_MODEL_TEXT_H
#define DETECT_MODEL_TEXT_H

#include "detect/model.h"

/* [{"name":...,"unit":...},...] on the heap; NULL without memory. */
char *model_features_text(const char *const *names, const char *const *units,
    int d);
/* Back into names and units, which hold at most max NULLs: how many, or -1;
 * what was read so far stands in them. */
int model_features_parse(const char *text, char **names, char **units,
    int max, struct err *err);

/* ["row","window",...]: how many, all different, or -1. */
int model_heads_parse(const char *text, char heads[][HEAD_MAX + 1], int max,
    struct err *err);

/* The whole text is one JSON object. */
int model_options_check(const char *text, struct err *err);

/* Always -1: an unknown detector, and those that are known. */
int model_unknown(const char *name, struct err *err);

#endif
