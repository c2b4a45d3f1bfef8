/*
 * preset.h - named option sets of ticktrain for well-known models.
 */
#ifndef DETECT_PRESET_H
#define DETECT_PRESET_H

enum { TRAIN_PRESET_ARGS = 24 };

struct train_preset {
	const char *name;
	const char *summary; /* one line */
	const char *columns; /* how to make its columns: "tickfeat -x NAME" */
	const char *args[TRAIN_PRESET_ARGS]; /* as on a command line */
};

/* A row without a name ends the table. */
extern const struct train_preset train_presets[];
const struct train_preset *train_preset_find(const char *name);

/* argv with the preset's options inserted after argv[0], on the heap; its
 * strings are borrowed.  NULL: no memory. */
char **train_preset_args(const struct train_preset *p, int *argc, char **argv);

#endif
