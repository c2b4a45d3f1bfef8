/*
 * float_body.h - the kernels of float.h over one width of vectors.
 *
 * Included once by each of float_avx512.c, float_avx2.c and float.c, which
 * define
 *
 *	W	floats in a vector		V	the vector
 *	TARGET	attribute of every function	NAME(f)	name of a function
 *	V_LOAD(p) V_STORE(p, v) V_SET(x)	unaligned
 *	V_PART(p, n) V_PUT(p, v, n)		the first n < W floats
 *	V_FMA(a, b, c)				a b + c, one rounding
 *	V_NFMA(a, b, c)				c - a b, one rounding
 *	V_ADD V_SUB V_MUL V_DIV V_MAX V_SQRT V_ROUND (to nearest even)
 *	V_POW2(n)				2^n of whole n in -126..127
 *	V_IF_POS(x, a)				a where x > 0, else 0
 *
 * All operations except the sums of a row work element by element, so the width
 * does not affect the result; the sum of a row uses LANES lanes, whatever the
 * width.
 */

enum { LANES = 16, PER = LANES / W };

/* The last n mod W elements are handled separately; n is usually a multiple. */
#define EACH(i, n) for ((i) = 0; (i) + W <= (n); (i) += W)

/*
 * exp by Cody and Waite: x = n ln 2 + r with ln 2 in two parts, a polynomial
 * of degree 6 in r, |r| <= ln 2 / 2 (relative error below 2e-7).  x is
 * clamped to [-87, 88].
 */
TARGET static inline V
NAME(exp)(V x)
{
	V n, r, p;

	x = V_MAX(x, V_SET(-87.0f));
	x = V_SUB(V_SET(0), V_MAX(V_SUB(V_SET(0), x), V_SET(-88.0f)));
	n = V_ROUND(V_MUL(x, V_SET(1.44269504f)));
	r = V_NFMA(n, V_SET(0.693359375f), x);
	r = V_NFMA(n, V_SET(-2.12194440e-4f), r);
	p = V_SET(1.3981999507e-3f);
	p = V_FMA(p, r, V_SET(8.3334519073e-3f));
	p = V_FMA(p, r, V_SET(4.1665795894e-2f));
	p = V_FMA(p, r, V_SET(1.6666665459e-1f));
	p = V_FMA(p, r, V_SET(5.0000001201e-1f));
	p = V_FMA(V_MUL(p, r), r, r);
	p = V_ADD(p, V_SET(1.0f));
	return V_MUL(p, V_POW2(n));
}

TARGET static inline V
NAME(sigmoid1)(V x)
{
	V e = NAME(exp)(V_SUB(V_SET(0), x));

	return V_DIV(V_SET(1), V_ADD(V_SET(1), e));
}

/* 1 - 2 / (e^2x + 1): an absolute error of about 1e-7. */
TARGET static inline V
NAME(tanh1)(V x)
{
	V e = NAME(exp)(V_ADD(x, x));

	return V_SUB(V_SET(1), V_DIV(V_SET(2), V_ADD(e, V_SET(1))));
}

TARGET static void
NAME(sigmoid)(float *y, const float *x, size_t n)
{
	size_t i;

	EACH(i, n)
		V_STORE(y + i, NAME(sigmoid1)(V_LOAD(x + i)));
	if (i < n)
		V_PUT(y + i, NAME(sigmoid1)(V_PART(x + i, n - i)), n - i);
}

TARGET static void
NAME(tanh)(float *y, const float *x, size_t n)
{
	size_t i;

	EACH(i, n)
		V_STORE(y + i, NAME(tanh1)(V_LOAD(x + i)));
	if (i < n)
		V_PUT(y + i, NAME(tanh1)(V_PART(x + i, n - i)), n - i);
}

TARGET static void
NAME(add)(float *y, const float *x, size_t n)
{
	size_t i;

	EACH(i, n)
		V_STORE(y + i, V_ADD(V_LOAD(y + i), V_LOAD(x + i)));
	for (; i < n; i++)
		y[i] += x[i];
}

TARGET static void
NAME(relu)(float *y, size_t n)
{
	size_t i;

	EACH(i, n)
		V_STORE(y + i, V_MAX(V_LOAD(y + i), V_SET(0)));
	for (; i < n; i++)
		y[i] = y[i] > 0 ? y[i] : 0;
}

TARGET static void
NAME(relu_back)(float *d, const float *y, size_t n)
{
	size_t i;

	EACH(i, n)
		V_STORE(d + i, V_IF_POS(V_LOAD(y + i), V_LOAD(d + i)));
	for (; i < n; i++)
		if (!(y[i] > 0))
			d[i] = 0;
}

/* ---- products ---- */

/*
 * rows x (vecs vectors) of C at column j of one panel; last: elements of the
 * last vector, 0 for all.  Called with constant rows and vecs, so that the
 * accumulators are registers.
 */
TARGET static inline __attribute__((always_inline)) void
NAME(tile)(const struct gemm *g, size_t i, size_t j, const float *b,
    const int rows, const int vecs, size_t last)
{
	const float *a = g->a + i * g->a_row;
	float *c = g->c + i * g->ldc + j;
	V acc[TILE_ROWS][TILE_VECS], bv[TILE_VECS], av;
	size_t p;
	int r, v;

#define FULL(v) (last == 0 || (v) + 1 < vecs)
#define C_AT(r, v) (c + (size_t)(r) * g->ldc + (size_t)(v) * W)
#pragma GCC unroll 8
	for (r = 0; r < rows; r++)
#pragma GCC unroll 8
		for (v = 0; v < vecs; v++)
			acc[r][v] = V_SET(0);
	for (p = 0; p < g->k; p++) {
#pragma GCC unroll 8
		for (v = 0; v < vecs; v++)
			bv[v] = V_LOAD(b + p * PANEL + (size_t)v * W);
#pragma GCC unroll 8
		for (r = 0; r < rows; r++) {
			av = V_SET(a[(size_t)r * g->a_row + p * g->a_col]);
#pragma GCC unroll 8
			for (v = 0; v < vecs; v++)
				acc[r][v] = V_FMA(av, bv[v], acc[r][v]);
		}
	}
#pragma GCC unroll 8
	for (r = 0; r < rows; r++) {
#pragma GCC unroll 8
		for (v = 0; v < vecs; v++) {
			if (g->bias != NULL)
				acc[r][v] = V_ADD(acc[r][v], FULL(v)
				    ? V_LOAD(g->bias + j + (size_t)v * W)
				    : V_PART(g->bias + j + (size_t)v * W,
					  last));
			if (g->start == GEMM_ADD)
				acc[r][v] = V_ADD(FULL(v)
				    ? V_LOAD(C_AT(r, v))
				    : V_PART(C_AT(r, v), last), acc[r][v]);
			if (FULL(v))
				V_STORE(C_AT(r, v), acc[r][v]);
			else
				V_PUT(C_AT(r, v), acc[r][v], last);
		}
	}
#undef FULL
#undef C_AT
}

/* All rows of vecs vectors at column j. */
#define STRIP(vecs)                                                        \
	TARGET static void NAME(strip##vecs)(const struct gemm *g,         \
	    size_t j, const float *b, size_t last)                         \
	{                                                                  \
		size_t i = 0;                                              \
                                                                           \
		for (; i + TILE_ROWS <= g->m; i += TILE_ROWS)              \
			NAME(tile)(g, i, j, b, TILE_ROWS, vecs, last);     \
		for (; i + 2 <= g->m; i += 2)                              \
			NAME(tile)(g, i, j, b, 2, vecs, last);             \
		for (; i < g->m; i++)                                      \
			NAME(tile)(g, i, j, b, 1, vecs, last);             \
	}
STRIP(1)
STRIP(2)
#if TILE_VECS == 4
STRIP(4)
#endif

/* One panel: n columns from j. */
TARGET static void
NAME(panel)(const struct gemm *g, size_t j, size_t n, const float *b)
{
	size_t at = 0, left = n;

#if TILE_VECS == 4
	for (; left >= 4 * W; left -= 4 * W, at += 4 * W)
		NAME(strip4)(g, j + at, b + at, 0);
#endif
	for (; left >= 2 * W; left -= 2 * W, at += 2 * W)
		NAME(strip2)(g, j + at, b + at, 0);
	for (; left >= W; left -= W, at += W)
		NAME(strip1)(g, j + at, b + at, 0);
	if (left > 0)
		NAME(strip1)(g, j + at, b + at, left);
}

TARGET static void
NAME(gemm)(const struct gemm *g)
{
	size_t j, n;

	for (j = 0; j < g->n; j += PANEL) {
		n = g->n - j < PANEL ? g->n - j : PANEL;
		NAME(panel)(g, j, n, g->b + j * g->k);
	}
}

/* ---- LSTM ---- */

#define RELU(x) V_MAX(x, V_SET(0))

/* Elements j..j+n-1 of the H cells; n = W or the rest. */
#define GET(p) (n == W ? V_LOAD(p) : V_PART(p, n))
#define PUT(p, v)                        \
	do {                             \
		if (n == W)              \
			V_STORE(p, v);   \
		else                     \
			V_PUT(p, v, n);  \
	} while (0)

TARGET static inline void
NAME(cells)(float *g, float *c, float *a, float *h, const float *c_before,
    size_t H, int relu, size_t j, size_t n)
{
	V i = NAME(sigmoid1)(GET(g + j));
	V f = NAME(sigmoid1)(GET(g + H + j));
	V x = GET(g + 2 * H + j);
	V o = NAME(sigmoid1)(GET(g + 3 * H + j));
	V cc, ac;

	x = relu ? RELU(x) : NAME(tanh1)(x);
	cc = V_FMA(f, GET(c_before + j), V_MUL(i, x));
	ac = relu ? RELU(cc) : NAME(tanh1)(cc);
	PUT(g + j, i);
	PUT(g + H + j, f);
	PUT(g + 2 * H + j, x);
	PUT(g + 3 * H + j, o);
	PUT(c + j, cc);
	PUT(a + j, ac);
	PUT(h + j, V_MUL(o, ac));
}

TARGET static void
NAME(lstm_cell)(float *g, float *c, float *a, float *h, const float *c_before,
    size_t H, int relu)
{
	size_t j;

	EACH(j, H)
		NAME(cells)(g, c, a, h, c_before, H, relu, j, W);
	if (j < H)
		NAME(cells)(g, c, a, h, c_before, H, relu, j, H - j);
}

TARGET static inline void
NAME(cells_back)(float *dg, float *dc, const float *dh, const float *g,
    const float *a, const float *c_before, size_t H, int relu, size_t j,
    size_t n)
{
	V one = V_SET(1);
	V i = GET(g + j), f = GET(g + H + j);
	V x = GET(g + 2 * H + j), o = GET(g + 3 * H + j);
	V ac = GET(a + j), d = GET(dh + j), dcc, dx;

	dcc = V_MUL(d, o);
	dcc = relu ? V_IF_POS(ac, dcc) : V_MUL(dcc, V_NFMA(ac, ac, one));
	dcc = V_ADD(dcc, GET(dc + j));
	dx = V_MUL(dcc, i);
	dx = relu ? V_IF_POS(x, dx) : V_MUL(dx, V_NFMA(x, x, one));
	PUT(dg + j, V_MUL(V_MUL(dcc, x), V_MUL(i, V_SUB(one, i))));
	PUT(dg + H + j, V_MUL(V_MUL(dcc, GET(c_before + j)),
	    V_MUL(f, V_SUB(one, f))));
	PUT(dg + 2 * H + j, dx);
	PUT(dg + 3 * H + j, V_MUL(V_MUL(d, ac), V_MUL(o, V_SUB(one, o))));
	PUT(dc + j, V_MUL(dcc, f));
}

TARGET static void
NAME(lstm_cell_back)(float *dg, float *dc, const float *dh, const float *g,
    const float *a, const float *c_before, size_t H, int relu)
{
	size_t j;

	EACH(j, H)
		NAME(cells_back)(dg, dc, dh, g, a, c_before, H, relu, j, W);
	if (j < H)
		NAME(cells_back)(dg, dc, dh, g, a, c_before, H, relu, j,
		    H - j);
}

/* ---- softmax down the columns ---- */

TARGET static void
NAME(softmax_cols)(float *s, size_t ld, size_t rows, size_t n, float scale)
{
	size_t i, j;
	V max, sum, e, k = V_SET(scale);

	for (j = 0; j < n; j += W) {
		max = V_LOAD(s + j);
		for (i = 1; i < rows; i++)
			max = V_MAX(max, V_LOAD(s + i * ld + j));
		max = V_MUL(max, k);
		sum = V_SET(0);
		for (i = 0; i < rows; i++) {
			e = V_MUL(V_LOAD(s + i * ld + j), k);
			e = NAME(exp)(V_SUB(e, max));
			V_STORE(s + i * ld + j, e);
			sum = V_ADD(sum, e);
		}
		sum = V_DIV(V_SET(1), sum);
		for (i = 0; i < rows; i++)
			V_STORE(s + i * ld + j,
			    V_MUL(V_LOAD(s + i * ld + j), sum));
	}
}

TARGET static void
NAME(softmax_cols_back)(float *dp, const float *p, size_t ld, size_t rows,
    size_t n, float scale)
{
	size_t i, j;
	V sum, d, k = V_SET(scale);

	for (j = 0; j < n; j += W) {
		sum = V_SET(0);
		for (i = 0; i < rows; i++)
			sum = V_FMA(V_LOAD(p + i * ld + j),
			    V_LOAD(dp + i * ld + j), sum);
		for (i = 0; i < rows; i++) {
			d = V_SUB(V_LOAD(dp + i * ld + j), sum);
			d = V_MUL(V_MUL(d, V_LOAD(p + i * ld + j)), k);
			V_STORE(dp + i * ld + j, d);
		}
	}
}

/* ---- layer norm ---- */

/* The first n <= W floats. */
#define V_SOME(p, v, n)                  \
	do {                             \
		if ((n) == W)            \
			V_STORE(p, v);   \
		else                     \
			V_PUT(p, v, n);  \
	} while (0)

/* The 16 lanes of a row's sum, folded as a tree. */
TARGET static inline float
NAME(fold)(const V acc[PER])
{
	float s[LANES];
	int i, half;

	for (i = 0; i < PER; i++)
		V_STORE(s + i * W, acc[i]);
	for (half = LANES / 2; half > 0; half /= 2)
		for (i = 0; i < half; i++)
			s[i] += s[i + half];
	return s[0];
}

/* Vector i of a row of n from k on, zeros after its end. */
TARGET static inline V
NAME(part)(const float *x, size_t k, int i, size_t n)
{
	size_t at = k + (size_t)i * W;

	if (at + W <= n)
		return V_LOAD(x + at);
	return at < n ? V_PART(x + at, n - at) : V_SET(0);
}

TARGET static float
NAME(row_sum)(const float *x, size_t n)
{
	V acc[PER];
	size_t k;
	int i;

	for (i = 0; i < PER; i++)
		acc[i] = V_SET(0);
	for (k = 0; k < n; k += LANES)
		for (i = 0; i < PER; i++)
			acc[i] = V_ADD(acc[i], NAME(part)(x, k, i, n));
	return NAME(fold)(acc);
}

/* Sum of (x - m) y over a row; y NULL: of (x - m)^2.  Lanes past the end
 * add (0 - m) 0. */
TARGET static float
NAME(row_dot)(const float *x, float m, const float *y, size_t n)
{
	V acc[PER], d, e;
	size_t k, at, left;
	int i;

	for (i = 0; i < PER; i++)
		acc[i] = V_SET(0);
	for (k = 0; k < n; k += LANES) {
		for (i = 0; i < PER; i++) {
			at = k + (size_t)i * W;
			if (at >= n)
				break;
			left = n - at;
			d = V_SUB(NAME(part)(x, k, i, n), V_SET(m));
			if (y == NULL && left < W) {
				/* keep the lanes past the end at 0 */
				float t[W] = { 0 };

				V_PUT(t, d, left);
				d = V_LOAD(t);
			}
			e = y != NULL ? NAME(part)(y, k, i, n) : d;
			acc[i] = V_FMA(d, e, acc[i]);
		}
	}
	return NAME(fold)(acc);
}

TARGET static void
NAME(layernorm)(float *y, float *mean, float *rstd, const float *x,
    const float *weight, const float *bias, size_t n)
{
	float m = NAME(row_sum)(x, n) / (float)n;
	float var = NAME(row_dot)(x, m, NULL, n) / (float)n;
	float r = 1 / sqrtf(var + 1e-5f);
	size_t k;
	V d;

	*mean = m;
	*rstd = r;
	for (k = 0; k < n; k += W) {
		d = V_SUB(NAME(part)(x, k, 0, n), V_SET(m));
		d = V_MUL(d, V_SET(r));
		d = V_FMA(d, NAME(part)(weight, k, 0, n),
		    NAME(part)(bias, k, 0, n));
		if (k + W <= n)
			V_STORE(y + k, d);
		else
			V_PUT(y + k, d, n - k);
	}
}

/*
 * With u = dy weight and xh = (x - mean) rstd:
 * dx = rstd (u - mean(u) - xh mean(u xh)).
 */
TARGET static void
NAME(layernorm_back)(float *dx, float *dweight, float *dbias, const float *dy,
    const float *x, const float *weight, float mean, float rstd, size_t n)
{
	V acc[PER], acx[PER], u, xh, k, r = V_SET(rstd), m = V_SET(mean);
	float su, sux;
	size_t at, i;

	for (i = 0; i < PER; i++)
		acc[i] = acx[i] = V_SET(0);
	for (at = 0; at < n; at += W) {
		i = at / W % PER;
		u = V_MUL(NAME(part)(dy, at, 0, n),
		    NAME(part)(weight, at, 0, n));
		xh = V_MUL(V_SUB(NAME(part)(x, at, 0, n), m), r);
		acc[i] = V_ADD(acc[i], u);
		acx[i] = V_FMA(u, xh, acx[i]);
	}
	su = NAME(fold)(acc) / (float)n;
	sux = NAME(fold)(acx) / (float)n;
	for (at = 0; at < n; at += W) {
		i = n - at < W ? n - at : W;
		u = NAME(part)(dy, at, 0, n);
		xh = V_MUL(V_SUB(NAME(part)(x, at, 0, n), m), r);
		k = V_FMA(u, xh, NAME(part)(dweight, at, 0, n));
		V_SOME(dweight + at, k, i);
		k = V_ADD(u, NAME(part)(dbias, at, 0, n));
		V_SOME(dbias + at, k, i);
		u = V_MUL(u, NAME(part)(weight, at, 0, n));
		u = V_SUB(u, V_FMA(xh, V_SET(sux), V_SET(su)));
		k = V_FMA(u, r, NAME(part)(dx, at, 0, n));
		V_SOME(dx + at, k, i);
	}
}

/* ---- Adam ---- */

/* coef: step size, b1, 1 - b1, b2, 1 - b2, 1 / sqrt(1 - b2^t), eps, scale of
 * the gradient. */
TARGET static inline void
NAME(adam1)(float *p, float *m, float *v, const float *g, size_t n,
    const float *coef)
{
	V gr = V_MUL(GET(g), V_SET(coef[7])), mm, vv, d;

	mm = V_FMA(V_SET(coef[1]), GET(m), V_MUL(V_SET(coef[2]), gr));
	vv = V_FMA(V_SET(coef[3]), GET(v),
	    V_MUL(V_SET(coef[4]), V_MUL(gr, gr)));
	d = V_FMA(V_SQRT(vv), V_SET(coef[5]), V_SET(coef[6]));
	PUT(m, mm);
	PUT(v, vv);
	PUT(p, V_SUB(GET(p), V_DIV(V_MUL(V_SET(coef[0]), mm), d)));
}

TARGET static void
NAME(adam)(float *p, float *m, float *v, const float *g, size_t n,
    const float *coef)
{
	size_t i;

	EACH(i, n)
		NAME(adam1)(p + i, m + i, v + i, g + i, W, coef);
	if (i < n)
		NAME(adam1)(p + i, m + i, v + i, g + i, n - i, coef);
}

#define FLOAT_KERNELS(label)                               \
	{                                                  \
		.name = label,                             \
		.gemm = NAME(gemm),                        \
		.sigmoid = NAME(sigmoid),                  \
		.tanh = NAME(tanh),                        \
		.add = NAME(add),                          \
		.relu = NAME(relu),                        \
		.relu_back = NAME(relu_back),              \
		.lstm_cell = NAME(lstm_cell),              \
		.lstm_cell_back = NAME(lstm_cell_back),    \
		.softmax_cols = NAME(softmax_cols),        \
		.softmax_cols_back = NAME(softmax_cols_back), \
		.layernorm = NAME(layernorm),              \
		.layernorm_back = NAME(layernorm_back),    \
		.adam = NAME(adam),                        \
	}
