/*
 * preset.h - named option sets of ticktrain for well-known models.
 */
#ifndef DETECT_PRESET_H
#define DETECT_PRESET_H

#include "base/err.h"

enum { TRAIN_PRESET_ARGS = 24 };

struct train_preset {
	const char *name;
	const char *summary; /* one line */
	const char *columns; /* how to make its columns: "tickfeat -x NAME" */
	/* as on a command line, from "-d", NAME on */
	const char *args[TRAIN_PRESET_ARGS];
};

/* A row without a name ends the table. */
extern const struct train_preset train_presets[];
const struct train_preset *train_preset_find(const char *name);

/*
 * argv with the options of the named preset inserted after argv[0], on the
 * heap; its strings are borrowed.  detector is that of the user's -d, or NULL.
 * NULL with a usage error: the name is unknown, or the preset is for another
 * detector.
 */
char **train_preset_args(const char *name, const char *detector, int *argc,
    char **argv, struct err *err);

#endif
