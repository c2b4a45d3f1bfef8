/*
 * test.h - a unit test is a program that prints TAP and fails by status.
 *
 *	int
 *	main(void)
 *	{
 *		test_begin("a price reads back exactly");
 *		CHECK(num_px9("1.5", 3, &v) == 0);
 *		CHECK_INT(v, 1500000000);
 *		return test_end();
 *	}
 */
#ifndef UNIT_TEST_H
#define UNIT_TEST_H

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int test_number, test_failed, test_bad;
static const char *test_name, *test_why;

static inline void
test_close(void)
{
	if (test_name == NULL)
		return;
	printf("%sok %d - %s%s%s\n", test_bad ? "not " : "", test_number,
	    test_name, test_why ? " # SKIP " : "", test_why ? test_why : "");
	fflush(stdout);
	test_failed += test_bad;
}

static inline void
test_begin(const char *name)
{
	test_close();
	test_number++;
	test_name = name;
	test_why = NULL;
	test_bad = 0;
}

/* The test cannot run here; why is a reason a stranger understands. */
static inline void
test_skip(const char *why)
{
	test_why = why;
}

static inline int
test_end(void)
{
	test_close();
	printf("1..%d\n", test_number);
	return test_failed != 0;
}

/* The folder of real data beside the checkout, or NULL where it is not. */
static inline const char *
test_shared(void)
{
	const char *dir = getenv("TICKTOOLS_SHARED");

	if (dir == NULL)
		dir = "../shared";
	return access(dir, R_OK) == 0 ? dir : NULL;
}

#define CHECK(cond)                                                         \
	do {                                                                \
		if (!(cond)) {                                              \
			printf("# %s:%d: %s\n", __FILE__, __LINE__, #cond); \
			test_bad = 1;                                       \
		}                                                           \
	} while (0)
#define CHECK_INT(got, want)                                                  \
	do {                                                                  \
		int64_t g_ = (int64_t)(got), w_ = (int64_t)(want);            \
		if (g_ != w_) {                                               \
			printf("# %s:%d: %s: got %" PRId64 ", want %" PRId64  \
			       "\n", __FILE__, __LINE__, #got, g_, w_);       \
			test_bad = 1;                                         \
		}                                                             \
	} while (0)
#define CHECK_STR(got, want)                                              \
	do {                                                              \
		const char *g_ = (got), *w_ = (want);                     \
		if (strcmp(g_, w_) != 0) {                                \
			printf("# %s:%d: %s: got \"%s\", want \"%s\"\n",  \
			    __FILE__, __LINE__, #got, g_, w_);            \
			test_bad = 1;                                     \
		}                                                         \
	} while (0)
/* Absolute tolerance; NaN equals NaN. */
#define CHECK_NEAR(got, want, tol)                                         \
	do {                                                               \
		double g_ = (got), w_ = (want);                            \
		if (!(fabs(g_ - w_) <= (tol)) && !(isnan(g_) && isnan(w_)) && \
		    g_ != w_) {                                            \
			printf("# %s:%d: %s: got %.17g, want %.17g\n",     \
			    __FILE__, __LINE__, #got, g_, w_);             \
			test_bad = 1;                                      \
		}                                                          \
	} while (0)

#endif
