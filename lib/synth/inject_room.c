/*
 * inject_room.c - memory for the events of an injection.
 *
 * An event is open until its last row, and then pending until its labelled rows
 * are written.  Both take their memory from one list, so that it grows with the
 * events that exist at one time, whatever their state.
 */
#include "synth/inject_impl.h"

union event_room *
event_room_get(struct inject *j, struct err *err)
{
	union event_room *r = j->unused;

	if (r != NULL)
		j->unused = r->unused.next;
	else if ((r = slab_get(&j->slab, sizeof(*r))) == NULL)
		err_errno(err, "events");
	return r;
}

void
event_room_free(struct inject *j, union event_room *r)
{
	r->unused.began = 0;
	r->unused.next = j->unused;
	j->unused = r;
}
