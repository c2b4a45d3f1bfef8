/*
 * session.h - a daily session as text.
 */
#ifndef SYNTH_SESSION_H
#define SYNTH_SESSION_H

#include <stdint.h>

/*
 * "09:30-16:00" to seconds of the day; 24:00 is allowed as the end.  0, or
 * -1 for what is none or does not end after its start.
 */
int session_parse(uint32_t *open_s, uint32_t *close_s, const char *text);

#endif
