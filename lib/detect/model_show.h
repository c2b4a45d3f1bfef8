/*
 * model_show.h - all of a model file as one JSON object.
 */
#ifndef DETECT_MODEL_SHOW_H
#define DETECT_MODEL_SHOW_H

#include <stdio.h>

#include "base/err.h"

/* Show the model, how it was made, and its arrays by name and shape. */
int model_show(const char *path, FILE *f, struct err *err);

#endif
