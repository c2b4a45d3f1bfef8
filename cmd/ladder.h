/*
 * ladder.h - tickinject --ladder: choose magnitudes by how well one-line
 * baselines detect the events.
 */
#ifndef CMD_LADDER_H
#define CMD_LADDER_H

#include "cmd.h"
#include "synth/inject.h"

/*
 * Run the triviality test (synth/ladder.h) on each chosen type, print a table
 * on stderr, and store the scales found in j->scale.  The input files are read
 * several times, so they must be regular files.  Nothing is written to the
 * output, and the account is reset.
 */
int ladder_run(struct cmd *c, struct inject_opts *j);

#endif
