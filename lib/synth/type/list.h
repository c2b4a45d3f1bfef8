/* list.h - the injected types, then the decoys, as --list prints them. */
INJECT(spike)
INJECT(shift)
INJECT(volume)
INJECT(news)
