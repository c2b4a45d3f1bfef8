/*
 * label.c - labels of other people's rows.
 */
#include "stream/label.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"

static int
is_one_of(const char *const *words, const char *text, size_t len)
{
	for (; *words != NULL; words++)
		if (strlen(*words) == len &&
		    strncasecmp(*words, text, len) == 0)
			return 1;
	return 0;
}

enum label
label_read(const char *text, size_t len)
{
	static const char *const normal[] = { "0", "0.0", "false", "f", "no",
		"n", "normal", "none", "null", "ok", "benign", "negative",
		NULL };
	static const char *const anomaly[] = { "1", "1.0", "true", "t", "yes",
		"y", "anomaly", "anomalous", "abnormal", "outlier", "positive",
		NULL };
	double v;

	if (is_one_of(normal, text, len))
		return LABEL_NORMAL;
	if (is_one_of(anomaly, text, len))
		return LABEL_ANOMALY;
	return num_f64(&v, text, len) == 0 ? LABEL_NONE : LABEL_TYPE;
}

int
label_is_word(const char *text, size_t len)
{
	static const char *const truth[] = { "true", "false", "yes", "no",
		"null", NULL };
	double v;

	return len > 1 && !is_one_of(truth, text, len) &&
	       num_f64(&v, text, len) != 0;
}
