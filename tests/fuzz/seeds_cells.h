/*
 * seeds_cells.h - our CSV for fuzzing to start from, all made up here.
 */
#ifndef FUZZ_SEEDS_CELLS_H
#define FUZZ_SEEDS_CELLS_H

#include "seeds_text.h"

#define CELLS "2024-01-02T13:30:00.000977132Z"

/* The first byte of fuzz_cells.c, and the text. */
static const struct seed_text cell_texts[] = {
	{ 64 | 8,
	    "trades," CELLS "," CELLS ",SYM007,1,T,A,2237.75,1,25463,77,0,1.5,"
	    "\n"
	    "trades," CELLS "," CELLS ",SYM007,1,T,B,-0.123456789,12345678,0,"
	    "123456789012,,,\n"
	    "trades,,,,,,,,,,,,,\r\n"
	    "mbo," CELLS ",,A,254,C,N,1,,-1,18446744073709551614,1,1e5,x\n"
	    "trades," CELLS ",,"
	    "\"SYM007\""
	    ",1,T,A,01,1,,,2,x,\n" },
	{ 128 | 8 | 32, "bar\t" CELLS "\tA\tB\t1\t2\tspike\t1e5\n"
			"bar\t2024-01-02T13:30:01.5Z\tA\tB\t-1\t2.5\t\t-0.0\n"
			"bar\t1704202200000000000\tA\t5\t1\t2\tspike\t\n" },
	{ 192 | 4 | 8 | 1, "x," CELLS ",A,1,abc,1.5,7,1,x,2024-01-02,q,1.5\n"
			   "x," CELLS ",A,-1,a,-1.5,8,0,y,1700000000,q,1.25\n"
			   "x," CELLS ",A,40000,abcdefg,1,,2,5,,\"q,\",\n" },
	{ 8 | 2, "kind,ts_event,\"a,b\",score\nscore," CELLS ",x,0.5\n"
		 "score," CELLS ",,\n\nother," CELLS ",y,0.5\n"
		 "score," CELLS ",x,0.25\nscore," CELLS ",x" },
};

#endif
