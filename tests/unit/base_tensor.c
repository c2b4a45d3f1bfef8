/*
 * base_tensor.c - the safetensors container, friendly files and hostile.
 */
#include "base/tensor.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "test.h"

static char dir[256]; /* made by mkdtemp, removed at the end */

static const char *
path_of(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void
put_file(const char *path, const void *data, size_t len)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(data, 1, len, f) != len || fclose(f) != 0)
		abort();
}

static char *
get_file(const char *path, size_t *len)
{
	static char buf[1 << 16];
	FILE *f = fopen(path, "rb");

	if (f == NULL)
		abort();
	*len = fread(buf, 1, sizeof(buf), f);
	fclose(f);
	return buf;
}

/* A file of that header, its length given or counted (-1), and data bytes. */
static size_t
make_file(char *out, const char *json, long length, size_t ndata)
{
	size_t n = strlen(json);
	uint64_t len = length < 0 ? n : (uint64_t)length;

	memcpy(out, &len, 8);
	memcpy(out + 8, json, n);
	memset(out + 8 + n, 7, ndata);
	return 8 + n + ndata;
}

static int
files_in_dir(void)
{
	DIR *d = opendir(dir);
	int n = 0;

	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

static void
fill(struct tensors *t, int backwards, struct err *err)
{
	static const double f64[] = { 0.1, -0.0, NAN, INFINITY };
	static const float f32[] = { 1, 2, 3 };
	static const uint8_t u8[] = { 1, 2, 3, 4, 5 };
	static const int64_t i64 = INT64_MIN;
	static const uint16_t u16[] = { 65535 };

	for (int i = 0; i < 7; i++) {
		switch (backwards ? 6 - i : i) {
		case 0:
			tensors_add(t, "w\"\xc3\xa9", TENSOR_F32, 2,
			    (uint64_t[]){ 3, 1 }, f32, err);
			break;
		case 1:
			tensors_add(t, "b", TENSOR_F64, 2, (uint64_t[]){ 2, 2 },
			    f64, err);
			break;
		case 2:
			tensors_add(t, "a", TENSOR_U8, 1, (uint64_t[]){ 5 }, u8,
			    err);
			break;
		case 3:
			tensors_add(t, "s", TENSOR_I64, 0, NULL, &i64, err);
			break;
		case 4:
			tensors_add(t, "e", TENSOR_F64, 2, (uint64_t[]){ 0, 4 },
			    NULL, err);
			break;
		case 5:
			tensors_add(t, "h", TENSOR_U16, 1, (uint64_t[]){ 1 },
			    u16, err);
			tensors_meta(t, "detector",
			    "x\n\"\\\x01\xf0\x9f\x98\x80", err);
			break;
		default:
			tensors_meta(t, "__about", "", err);
		}
	}
}

static void
test_round(void)
{
	static const char *const order[] = { "b", "e", "s", "w\"\xc3\xa9", "h",
		"a" };
	struct tensors *t = tensors_new(), *back;
	struct err err = { 0 };
	const struct tensor *a;
	const char *value;

	fill(t, 0, &err);
	CHECK(tensors_write(t, path_of("a"), 0, &err) == 0);
	tensors_free(t);
	back = tensors_read(path_of("a"), &err);
	CHECK_STR(err.msg, "");
	if (back == NULL)
		return;
	for (size_t i = 0; i < 6; i++) {
		CHECK_STR(tensors_at(back, i)->name, order[i]);
		CHECK((uintptr_t)tensors_at(back, i)->data % 8 == 0);
	}
	CHECK(tensors_at(back, 6) == NULL);
	a = tensors_find(back, "b", TENSOR_F64, &err);
	CHECK(a != NULL && a->ndim == 2 && a->shape[1] == 2 && a->count == 4);
	CHECK(signbit(((const double *)a->data)[1]));
	CHECK(isnan(((const double *)a->data)[2]));
	a = tensors_find(back, "s", TENSOR_I64, &err);
	CHECK(a->ndim == 0 && a->count == 1 &&
	      *(const int64_t *)a->data == INT64_MIN);
	a = tensors_find(back, "e", TENSOR_F64, &err);
	CHECK(a->count == 0 && a->shape[1] == 4 && a->data != NULL);
	a = tensors_find(back, "a", TENSOR_U8, &err);
	CHECK(memcmp(a->data, "\1\2\3\4\5", 5) == 0);
	CHECK_STR(tensors_get_meta(back, "detector"),
	    "x\n\"\\\x01\xf0\x9f\x98\x80");
	CHECK(tensors_get_meta(back, "none") == NULL);
	CHECK_STR(tensors_meta_at(back, 0, &value), "__about");
	CHECK_STR(value, "");
	CHECK(tensors_meta_at(back, 2, &value) == NULL);
	CHECK(!err.set);
	CHECK(tensors_find(back, "b", TENSOR_F32, &err) == NULL);
	CHECK_STR(err.msg, "array \"b\": type F64, expected F32");
	tensors_free(back);
}

static void
test_same_bytes(void)
{
	struct tensors *t = tensors_new();
	struct err err = { 0 };
	char first[4096];
	size_t n, len;
	uint64_t head;

	memcpy(first, get_file(path_of("a"), &n), sizeof(first));
	memcpy(&head, first, 8);
	CHECK_INT(head % 8, 0);
	fill(t, 1, &err);
	CHECK(tensors_write(t, path_of("b"), 0, &err) == 0);
	tensors_free(t);
	CHECK(n == 8 + head + 4 * 8 + 8 + 12 + 2 + 5);
	CHECK(memcmp(first, get_file(path_of("b"), &len), n) == 0);
	CHECK_INT(len, n);

	test_begin("a file that was read is written with the same bytes");
	t = tensors_read(path_of("a"), &err);
	CHECK(t != NULL && tensors_write(t, path_of("b"), 0, &err) == 0);
	CHECK(memcmp(first, get_file(path_of("b"), &len), n) == 0);
	CHECK_INT(len, n);
	tensors_free(t);
}

static void
test_add_refused(void)
{
	static const uint64_t huge[] = { UINT64_C(1) << 32, UINT64_C(1) << 32 };
	struct tensors *t = tensors_new();
	struct err err = { 0 };
	char name[TENSOR_NAME_MAX + 2];
	uint64_t one[TENSOR_DIMS + 1] = { 1, 1, 1, 1, 1, 1, 1, 1, 1 };

	memset(name, 'n', sizeof(name));
	name[TENSOR_NAME_MAX + 1] = '\0';
#define REFUSED(what)                                                          \
	err = (struct err){ 0 };                                               \
	CHECK((what) == -1 && err.set)
	REFUSED(tensors_add(t, name, TENSOR_U8, 1, one, "x", &err));
	REFUSED(tensors_add(t, "", TENSOR_U8, 1, one, "x", &err));
	REFUSED(tensors_add(t, "\xff", TENSOR_U8, 1, one, "x", &err));
	REFUSED(tensors_add(t, "__metadata__", TENSOR_U8, 1, one, "x", &err));
	REFUSED(tensors_add(t, "a", TENSOR_U8, 2, huge, "x", &err));
	REFUSED(tensors_add(t, "a", TENSOR_U8, 9, one, "x", &err));
	REFUSED(tensors_meta(t, "k", "\xff", &err));
	REFUSED(tensors_meta(t, "", "v", &err));
	err = (struct err){ 0 };
	CHECK(tensors_add(t, name + 1, TENSOR_U8, 8, one, "x", &err) == 0);
	CHECK(tensors_meta(t, "k", "v", &err) == 0);
	REFUSED(tensors_add(t, name + 1, TENSOR_U8, 1, one, "x", &err));
	REFUSED(tensors_meta(t, "k", "w", &err));
	CHECK_STR(tensors_get_meta(t, "k"), "v");
	tensors_free(t);
	tensors_free(NULL);
}

/* Foreign layouts: an odd header, arrays off their alignment, blanks. */
static void
test_foreign(void)
{
	static const char json[] =
	    "{ \"b\" : {\"shape\":[1],\"data_offsets\":[3,11],\"dtype\":"
	    "\"F64\"},\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\""
	    ":[0,3]},\"\\u0065\":{\"dtype\":\"F32\",\"shape\":[0,5],"
	    "\"data_offsets\":[3,3]}}   ";
	struct err err = { 0 };
	char buf[512];
	size_t n = make_file(buf, json, -1, 11);
	struct tensors *t;

	put_file(path_of("f"), buf, n);
	t = tensors_read(path_of("f"), &err);
	CHECK_STR(err.msg, "");
	if (t == NULL)
		return;
	for (size_t i = 0; i < 3; i++)
		CHECK((uintptr_t)tensors_at(t, i)->data % 8 == 0);
	CHECK_STR(tensors_at(t, 0)->name, "b");
	CHECK_STR(tensors_at(t, 2)->name, "e");
	CHECK(memcmp(tensors_at(t, 0)->data, "\7\7\7\7\7\7\7\7", 8) == 0);
	tensors_free(t);
	put_file(path_of("f"), "\2\0\0\0\0\0\0\0{}", 10);
	t = tensors_read(path_of("f"), &err);
	CHECK(t != NULL && tensors_at(t, 0) == NULL);
	tensors_free(t);
}

#define A(type, shape, off)                                                    \
	"{\"dtype\":\"" type "\",\"shape\":" shape ",\"data_offsets\":" off "}"

static const struct {
	const char *json;
	size_t ndata;
	const char *want; /* part of the message */
} hostile[] = {
	{ "", 0, "does not begin with '{'" },
	{ " {}", 0, "does not begin with '{'" },
	{ "[]", 0, "does not begin with '{'" },
	{ "{}{}", 0, "header: " },
	{ "{\"a\"", 0, "header: " },
	{ "{\"a\":1}", 0, "expected an object" },
	{ "{\"a\":{}}", 0, "expected dtype, shape and data_offsets" },
	{ "{\"a\xff\":{}}", 0, "not UTF-8" },
	{ "{\"a\\u0000\":" A("U8", "[1]", "[0,1]") "}", 1, "not a string" },
	{ "{\"\":" A("U8", "[1]", "[0,1]") "}", 1, "without a name" },
	{ "{\"a\":" A("BF16", "[1]", "[0,2]") "}", 2, "\"a\": type \"BF16\"" },
	{ "{\"a\":" A("F16", "[1]", "[0,2]") "}", 2, "type \"F16\"" },
	{ "{\"a\":" A("I8", "[1]", "[0,1]") "}", 1, "type \"I8\"" },
	{ "{\"a\":" A("BOOL", "[1]", "[0,1]") "}", 1, "type \"BOOL\"" },
	{ "{\"a\":" A("U8", "[2]", "[0,1]") "}", 1, "expected 2 bytes" },
	{ "{\"a\":" A("U8", "[1]", "[1,0]") "}", 1, "expected 1 bytes" },
	{ "{\"a\":" A("U8", "[0]", "[1,0]") "}", 1, "expected 0 bytes" },
	{ "{\"a\":" A("U8", "[1]", "[0]") "}", 1, "1 numbers, expected 2" },
	{ "{\"a\":" A("U8", "[1]", "[0,1,1]") "}", 1, "more than 2 numbers" },
	{ "{\"a\":" A("U8", "[-1]", "[0,1]") "}", 1, "got \"-1\"" },
	{ "{\"a\":" A("U8", "[1.0]", "[0,1]") "}", 1, "got \"1.0\"" },
	{ "{\"a\":" A("U8", "[\"1\"]", "[0,1]") "}", 1, "whole number" },
	{ "{\"a\":" A("U8", "[18446744073709551616]", "[0,0]") "}", 0,
	    "whole number" },
	{ "{\"a\":" A("U8", "[1,1,1,1,1,1,1,1,1]", "[0,1]") "}", 1,
	    "more than 8 numbers" },
	{ "{\"a\":" A("U8", "[4294967296,4294967296]", "[0,0]") "}", 0,
	    "shape too large" },
	{ "{\"a\":" A("F64", "[2305843009213693952]", "[0,0]") "}", 0,
	    "shape too large" },
	{ "{\"a\":" A("U8", "[18446744073709551615]",
	      "[0,18446744073709551615]") "}",
	    3, ": " },
	{ "{\"a\":" A("U8", "[1152921504606846976]",
	      "[0,1152921504606846976]") "}",
	    3, "truncated" },
	{ "{\"a\":" A("U8", "[1]", "[1,2]") "}", 2, "after a gap" },
	{ "{\"a\":" A("U8", "[1]", "[0,1]") "}", 0, "data truncated" },
	{ "{\"a\":" A("U8", "[1]", "[0,1]") "}", 2, "after the last array" },
	{ "{}", 1, "after the last array" },
	{ "{\"a\":" A("U8", "[2]", "[0,2]") ",\"b\":" A("U8", "[2]",
	      "[1,3]") "}",
	    3, "inside the array" },
	{ "{\"a\":" A("U8", "[2]", "[0,2]") ",\"b\":" A("U8", "[2]",
	      "[0,2]") "}",
	    2, "inside the array" },
	{ "{\"a\":" A("U8", "[2]", "[0,2]") ",\"b\":" A("U8", "[1]",
	      "[3,4]") "}",
	    4, "after a gap" },
	{ "{\"a\":" A("U8", "[1]", "[0,1]") ",\"\\u0061\":" A("U8", "[1]",
	      "[1,2]") "}",
	    2, "duplicate name" },
	{ "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[1],"
	  "\"data_offsets\":[0,1]}}",
	    1, "duplicate" },
	{ "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],"
	  "\"x\":1}}",
	    1, "unknown member \"x\"" },
	{ "{\"a\":{\"dtype\\u0000\":\"U8\",\"shape\":[1],"
	  "\"data_offsets\":[0,1]}}",
	    1, "unknown member" },
	{ "{\"__metadata__\":{\"a\":1}}", 0, "expected a string" },
	{ "{\"__metadata__\":null}", 0, "expected an object" },
	{ "{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", 0, "duplicate" },
	{ "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "duplicate" },
	{ "{\"__metadata__\":{\"a\":\"\\u0000\"}}", 0, "not a string" },
};

static void
check_refused(const char *buf, size_t len, const char *want)
{
	struct err err = { 0 };
	struct tensors *t;

	put_file(path_of("h"), buf, len);
	t = tensors_read(path_of("h"), &err);
	CHECK(t == NULL);
	tensors_free(t);
	if (strstr(err.msg, want) == NULL || strstr(err.msg, dir) != err.msg) {
		printf("# got \"%s\", want \"%s\"\n", err.msg, want);
		test_bad = 1;
	}
}

static void
test_hostile(void)
{
	char buf[4096];

	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++)
		check_refused(buf,
		    make_file(buf, hostile[i].json, -1, hostile[i].ndata),
		    hostile[i].want);

	test_begin("a header longer than the file or than 100 MB is refused");
	check_refused(buf, make_file(buf, "{}", 3, 0), "header truncated");
	check_refused(buf, make_file(buf, "{}", 100000000, 0), "truncated");
	check_refused(buf, make_file(buf, "{}", 100000001, 0), "at most");
	memset(buf, 0xff, 16);
	check_refused(buf, 16, "header of 18446744073709551615 bytes");
}

static void
test_truncated(void)
{
	char whole[4096];
	size_t n;

	memcpy(whole, get_file(path_of("a"), &n), sizeof(whole));
	for (size_t i = 0; i < n; i++)
		check_refused(whole, i,
		    i < 8 ? "not a safetensors" : "truncated");

	test_begin("no change of one byte of a header makes a reader crash");
	for (size_t i = 0; i < n - 59; i++) {
		struct err err = { 0 };
		struct tensors *t;
		char c = whole[i];

		for (int k = 0; k < 4; k++) {
			whole[i] = (char)(k == 3 ? 0x80 : c ^ 1 << k * 2);
			put_file(path_of("h"), whole, n);
			t = tensors_read(path_of("h"), &err);
			CHECK(t != NULL || err.set);
			tensors_free(t);
		}
		whole[i] = c;
	}
}

static void
test_pipe(void)
{
	struct err err = { 0 };
	struct tensors *t;
	int fd[2];
	char *data, path[32];
	size_t n;

	data = get_file(path_of("a"), &n);
	if (pipe(fd) < 0 || write(fd[1], data, n) != (ssize_t)n)
		abort();
	close(fd[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd[0]);
	t = tensors_read(path, &err);
	CHECK_STR(err.msg, "");
	CHECK(t != NULL && tensors_find(t, "s", TENSOR_I64, &err) != NULL);
	tensors_free(t);
	close(fd[0]);

	test_begin("an endless file is refused without reading it");
	CHECK(tensors_read("/dev/zero", &err) == NULL && err.set);
}

/* In a child, for the limit stays: files end after 100 bytes. */
static int
write_limited(const struct tensors *t)
{
	struct rlimit small = { 100, 100 };
	struct err err = { 0 };
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		signal(SIGXFSZ, SIG_IGN);
		if (setrlimit(RLIMIT_FSIZE, &small) < 0)
			_exit(2);
		_exit(tensors_write(t, path_of("a"), 0, &err) == -1 &&
			      strstr(err.msg, strerror(EFBIG)) != NULL
			  ? 0
			  : 1);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return -1;
	return status;
}

static void
test_write_fails(void)
{
	struct tensors *t = tensors_new();
	struct err err = { 0 };
	char before[4096];
	size_t n, len;
	int files = files_in_dir();

	memcpy(before, get_file(path_of("a"), &n), sizeof(before));
	fill(t, 0, &err);
	CHECK_INT(write_limited(t), 0);
	CHECK_INT(files_in_dir(), files);
	CHECK(memcmp(before, get_file(path_of("a"), &len), n) == 0 && len == n);
	CHECK(tensors_write(t, path_of("no/such"), 0, &err) == -1);
	CHECK(strstr(err.msg, "no/such: ") != NULL);
	err = (struct err){ 0 };
	CHECK(tensors_write(t, dir, 0, &err) == -1);
	CHECK_INT(files_in_dir(), files);

	test_begin("a full device is an error, a null device stays a device");
	err = (struct err){ 0 };
	CHECK(tensors_write(t, "/dev/full", 0, &err) == -1 && err.set);
	err = (struct err){ 0 };
	CHECK(tensors_write(t, "/dev/null", 0, &err) == 0);
	tensors_free(t);
}

static void
test_mode(void)
{
	struct tensors *t = tensors_new();
	struct err err = { 0 };
	struct stat st;
	mode_t old = umask(027);

	CHECK(tensors_write(t, path_of("m"), 0, &err) == 0);
	umask(old);
	CHECK(stat(path_of("m"), &st) == 0 && (st.st_mode & 0777) == 0640);
	tensors_free(t);
}

static void
test_golden(void)
{
	const char *shared = test_shared();
	char path[512];
	struct dirent *e;
	struct err err = { 0 };
	struct tensors *t;
	int n = 0;
	DIR *d;

	if (shared == NULL) {
		test_skip("no ../shared beside the checkout");
		return;
	}
	snprintf(path, sizeof(path), "%s/golden/torch", shared);
	d = opendir(path);
	CHECK(d != NULL);
	while (d != NULL && (e = readdir(d)) != NULL) {
		if (strstr(e->d_name, ".safetensors") == NULL)
			continue;
		snprintf(path, sizeof(path), "%s/golden/torch/%s", shared,
		    e->d_name);
		t = tensors_read(path, &err);
		CHECK_STR(err.msg, "");
		CHECK(t != NULL && tensors_at(t, 0) != NULL);
		CHECK(t != NULL && tensors_get_meta(t, "what") != NULL);
		tensors_free(t);
		n++;
	}
	if (d != NULL)
		closedir(d);
	CHECK(n >= 20);
}

int
main(void)
{
	static const char *const names[] = { "a", "b", "f", "h", "m" };
	const char *tmp = getenv("TMPDIR");

	snprintf(dir, sizeof(dir), "%s/tensor-XXXXXX",
	    tmp != NULL ? tmp : P_tmpdir);
	if (mkdtemp(dir) == NULL)
		abort();
	test_begin("arrays and metadata come back as they were");
	test_round();
	test_begin("the order of adding leaves no trace in the file");
	test_same_bytes();
	test_begin("what the format cannot hold is refused when added");
	test_add_refused();
	test_begin("foreign files are read: odd lengths, blanks, any order");
	test_foreign();
	test_begin("every file that breaks the format is refused by name");
	test_hostile();
	test_begin("a file cut at any byte is refused");
	test_truncated();
	test_begin("a pipe can be read");
	test_pipe();
	test_begin("a failed write leaves the old file and nothing else");
	test_write_fails();
	test_begin("a file has the mode that the umask leaves");
	test_mode();
	test_begin("PyTorch's files are read");
	test_golden();
	for (size_t i = 0; i < 5; i++)
		unlink(path_of(names[i]));
	rmdir(dir);
	return test_end();
}
