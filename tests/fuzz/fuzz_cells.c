/*
 * fuzz_cells.c - our CSV and TSV, cell by cell and by way of JSON.
 *
 *	first byte: bits 0-1 window, 2 --field, 3 skip bad lines, 4 short lines
 *	only, 5 in batches, 6-7 the header, below; 0: the input has its own
 *
 * Rows, refused lines and the failure are the same on both ways.
 */
#include "../unit/stream_cells.h"
#include "fuzz.h"

static const char *const heads[] = { "",
	"kind,ts_event,ts_recv,symbol,publisher_id,action,side,price,size,"
	"ts_in_delta,order_id,label,x,y\n",
	"kind\tts_event\tsymbol\tside\tprice\tsize\tlabel_type\tx\n",
	"kind,ts_event,symbol,a,b,c,d,e,f,g,h,i\n" };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const fields[] = { "a:i16", "b:c5", "c:f32", "d:id",
		"e:bool", "f:char", "g:ts", "h:sym", "i:qty", NULL };
	static const size_t window[] = { 1 << 16, 16, 100, 4096 };
	struct cells_way way = { 0 };
	const char *head;
	char *text;
	size_t n;

	if (size == 0 || (size > 1 && data[1] == 0x89)) /* fuzz_tks has those */
		return 0;
	way.window = window[data[0] % 4];
	way.fields = data[0] & 4 ? fields : NULL;
	way.skip = data[0] >> 3 & 1;
	way.max_line = data[0] & 16 ? 60 : 0;
	way.in_batches = data[0] >> 5 & 1;
	head = heads[data[0] >> 6];
	n = strlen(head);
	HOLDS((text = malloc(n + size)) != NULL);
	memcpy(text, head, n);
	memcpy(text + n, data + 1, size - 1);
	n += size - 1;
	HOLDS(cells_same(text, n, way, CELLS_BY_JSON));
	HOLDS(cells_same(text, n, way, CELLS_TOKENISED));
	free(text);
	return 0;
}
