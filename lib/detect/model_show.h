/*
 * model_show.h - all of a model file as one JSON object.
 */
#ifndef DETECT_MODEL_SHOW_H
#define DETECT_MODEL_SHOW_H

#include <stdio.h>

#include "base/err.h"

/* What the model is, how it was made, then its arrays by name and shape. */
int model_show(const char *path, FILE *f, struct err *err);

#endif
