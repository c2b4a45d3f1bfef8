/* list.h - the clocks, in the order --list prints. */
CLOCK(time)
CLOCK(gap)
CLOCK(count)
CLOCK(volume)
CLOCK(notional)
CLOCK(imbalance)
