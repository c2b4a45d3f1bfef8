/*
 * ladder.h - tickinject --ladder: magnitudes by what one-liners find.
 */
#ifndef CMD_LADDER_H
#define CMD_LADDER_H

#include "cmd.h"
#include "synth/inject.h"

/*
 * Run the triviality test (synth/ladder.h) on each chosen type, print a table
 * on stderr, and put the scales that it found into j->scale.  Reads the input
 * files several times, so they must be regular files.  Nothing goes to the
 * output, and the account begins anew.
 */
int ladder_run(struct cmd *c, struct inject_opts *j);

#endif
