/*
 * preset.h - named options of ticktrain: models that are known by a name.
 */
#ifndef DETECT_PRESET_H
#define DETECT_PRESET_H

enum { TRAIN_PRESET_ARGS = 24 };

struct train_preset {
	const char *name;
	const char *summary; /* one line */
	const char *columns; /* what makes its columns: "tickfeat -x NAME" */
	const char *args[TRAIN_PRESET_ARGS]; /* as on a command line */
};

/* A row without name ends it. */
extern const struct train_preset train_presets[];
const struct train_preset *train_preset_find(const char *name);

/* argv with the preset's options behind argv[0], on the heap; its strings are
 * borrowed.  NULL: no memory. */
char **train_preset_args(const struct train_preset *p, int *argc, char **argv);

#endif
