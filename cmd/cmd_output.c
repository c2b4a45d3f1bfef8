/*
 * cmd_output.c - the output rows of a tool: format, provenance, comments.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/json.h"
#include "cmd.h"
#include "stream/def.h"

enum { ZSTD_BY_NAME = 3 };

/* The same regular file, or a name that would become one. */
static int
is_same(const char *a, const char *b)
{
	struct stat x, y;

	if (a == NULL || b == NULL)
		return 0;
	if (stat(a, &x) == -1 || stat(b, &y) == -1)
		return strcmp(a, b) == 0 && strcmp(a, "-") != 0;
	return S_ISREG(x.st_mode) && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

int
cmd_apart(struct cmd *c, const char *option, const char *name,
    const char *other)
{
	if (name != NULL && name[0] == '\0')
		return err_usage(&c->err, "%s: empty file name", option);
	for (int i = 0; i < c->nfiles; i++)
		if (is_same(name, c->files[i]))
			return err_usage(&c->err, "%s: %s is an input", option,
			    name);
	if (is_same(name, c->o.output))
		return err_usage(&c->err, "%s: %s is the output, too", option,
		    name);
	if (is_same(name, other))
		return err_usage(&c->err, "%s: %s is given twice", option,
		    name);
	return 0;
}

int
cmd_apart_all(struct cmd *c, const char *option, const char *name)
{
	return cmd_apart(c, option, name, c->o.bad_to) == -1 ||
		       cmd_apart(c, option, name, c->o.state) == -1 ||
		       cmd_apart(c, option, name, c->o.state_to) == -1
		   ? -1
		   : 0;
}

/* The input's provenance with this tool after it. */
static int
make_provenance(struct cmd *c, const char *before)
{
	const char *args = c->args != NULL ? c->args : "";
	size_t nbefore = strlen(before), n;
	char *p;

	p = malloc(nbefore + 6 * strlen(args) + 256);
	if (p == NULL)
		return err_errno(&c->err, "provenance");
	free(c->provenance);
	c->provenance = p;
	/* "[]" or "[...]": insert before the closing bracket */
	n = nbefore > 2 && before[nbefore - 1] == ']' ? nbefore - 1 : 0;
	memcpy(p, before, n);
	p += n;
	p += sprintf(p, "%s{\"tool\":\"%s\",\"version\":\"%s\",\"options\":",
	    n > 0 ? "," : "[", c->tool->name, TT_VERSION);
	p += json_put_string(p, args, strlen(args));
	memcpy(p, "}]", 3);
	return 0;
}

const char *
cmd_provenance(struct cmd *c, const char *before)
{
	if (c->o.no_provenance || make_provenance(c, before) == -1)
		return NULL;
	return c->provenance;
}

/* Write the comments that came before the output was open. */
static int
send_comments(struct cmd *c)
{
	const char *p = c->comments, *end, *nl;

	if (c->ncomments == 0)
		return 0;
	for (end = p + c->ncomments; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (sink_comment(c->sink, p, (size_t)(nl - p), &c->err) == -1)
			return -1;
	}
	c->ncomments = 0;
	return 0;
}

/* Keep the contents of {"def":"...","text":"..."}. */
static void
note_def(struct cmd *c, const char *text, size_t len)
{
	struct json_token key, value;
	struct err bad = { 0 };
	struct json j;
	char *s;
	int n;

	json_init(&j, text, len);
	if (json_next(&j, &key, &bad) == -1 || key.type != JSON_OBJECT)
		return;
	while (json_next(&j, &key, &bad) == 0 && key.type == JSON_KEY) {
		if (json_next(&j, &value, &bad) == -1 ||
		    value.type != JSON_STRING)
			return;
		if (key.len != 4 || memcmp(key.s, "text", 4) != 0 ||
		    (s = malloc(value.len + 1)) == NULL)
			continue;
		n = json_unescape(s, value.len, &value);
		s[n > 0 ? n : 0] = '\0';
		free(c->def_text);
		c->def_text = s;
	}
}

int
cmd_comment(void *arg, const char *text, size_t len, struct err *err)
{
	struct cmd *c = arg;
	char *p;

	note_def(c, text, len);
	if (c->no_sink)
		return 0;
	if (c->sink != NULL)
		return cmd_put_all(c, err) == -1
			   ? -1
			   : sink_comment(c->sink, text, len, err);
	if ((p = realloc(c->comments, c->ncomments + len + 1)) == NULL)
		return err_errno(err, "comment");
	c->comments = p;
	memcpy(p + c->ncomments, text, len);
	c->ncomments += len;
	p[c->ncomments++] = '\n';
	return 0;
}

int
cmd_say_def(struct cmd *c, uint64_t def, const char *step)
{
	const char *before = c->def_text != NULL ? c->def_text : "";
	char *text;
	int ret;

	if (c->def_said == def || c->sink == NULL)
		return 0;
	c->def_said = def;
	if (cmd_put_all(c, &c->err) == -1)
		return -1;
	if ((text = malloc(strlen(before) + strlen(step) + 4)) == NULL)
		return err_errno(&c->err, "def");
	sprintf(text, "%s%s%s", before, *before != '\0' ? " | " : "", step);
	ret = def_comment(c->sink, def, text, &c->err);
	free(text);
	return ret;
}

const struct encoder *
cmd_encoder(const struct cmd *c, const struct encoder *otherwise)
{
	return c->o.to == TO_AUTO ? otherwise : cmd_encoders[c->o.to - 1];
}

void
cmd_sink_opts(const struct cmd *c, struct sink_opts *o,
    const struct encoder *otherwise)
{
	memset(o, 0, sizeof(*o));
	o->encoder = cmd_encoder(c, otherwise);
	o->zstd = (int)c->o.zstd;
	o->ts_ns = c->o.ts == 1;
	o->kind = c->o.kind;
	o->key = c->o.key;
	o->no_header = c->o.omit_header;
	o->ahead = AHEAD_BULK;
}

int
cmd_check_output(struct cmd *c, const struct encoder *e)
{
	if (c->o.key != NULL && e != NULL && e != &encoder_json)
		return err_usage(&c->err, "--key-prefix: only with --to json");
	if (c->o.omit_header &&
	    (e == NULL || (e->flags & ENCODER_ONE_KIND) == 0))
		return err_usage(&c->err,
		    "--omit-header: only with --to csv, tsv, dbn-csv or "
		    "dbn-tsv");
	return 0;
}

/* Remove an ending from a name of *len bytes: 1 when the name had it. */
static int
cut_ending(const char *name, size_t *len, const char *ending)
{
	size_t n = strlen(ending);

	if (*len <= n || memcmp(name + *len - n, ending, n) != 0)
		return 0;
	*len -= n;
	return 1;
}

static int
has_suffix(const struct encoder *e, const char *name, size_t len)
{
	const struct encoder *const list[] = { e, NULL };

	return encoder_of_path(list, name, len) != NULL;
}

int
cmd_place(const struct encoder *e)
{
	int i;

	for (i = 0; cmd_encoders[i] != e; i++)
		;
	return i + 1;
}

int
cmd_name_format(struct cmd *c, const char *option, const char *name, int rows)
{
	const struct encoder *named, *chosen = cmd_encoder(c, NULL);
	size_t len = strlen(name);
	int packed;

	if (!cut_ending(name, &len, ".new") && !cut_ending(name, &len, ".tmp"))
		(void)cut_ending(name, &len, ".part");
	packed = cut_ending(name, &len, ".zst");
	named = rows ? encoder_of_path(cmd_encoders, name, len) : NULL;
	if (named != NULL && chosen != NULL && !has_suffix(chosen, name, len))
		return err_usage(&c->err,
		    "%s %s: the name means %s, --to means %s: change one of "
		    "them",
		    option, name, named->name, chosen->name);
	if (named != NULL && !packed && c->o.zstd != 0)
		return err_usage(&c->err,
		    "%s %s: the name means no compression, --zstd means zstd: "
		    "end the name in .zst",
		    option, name);
	if (named != NULL && chosen == NULL)
		c->o.to = cmd_place(named);
	if (packed && c->o.zstd == 0)
		c->o.zstd = ZSTD_BY_NAME;
	return 0;
}

int
cmd_name_output(struct cmd *c, int rows)
{
	const char *name = c->o.output;

	if (name == NULL)
		return 0;
	if (c->o.no_clobber && access(name, F_OK) == 0)
		return err_set(&c->err, "%s: exists (--no-clobber)", name);
	return cmd_name_format(c, "-o", name, rows);
}

int
cmd_open_sink(struct cmd *c, int binary_in, const char *provenance_in)
{
	struct sink_opts o;

	if (c->sink != NULL)
		return 0;
	cmd_sink_opts(c, &o, binary_in ? &encoder_bin : &encoder_json);
	if ((o.encoder->flags & ENCODER_META) != 0 && !c->o.no_provenance &&
	    (o.provenance = cmd_provenance(c, provenance_in)) == NULL)
		return -1;
	c->sink = sink_open(c->o.output, &c->vocab, &o, &c->err);
	return c->sink == NULL ? -1 : send_comments(c);
}

/* ---- rows that are made singly ---- */

enum { PUT_ROWS = 256 };

int
cmd_put_all(struct cmd *c, struct err *err)
{
	size_t n = c->put.n;

	c->put.n = 0;
	return n == 0 ? 0
		      : sink_rows(c->sink, c->put.schema, c->put.rows, n, err);
}

int
cmd_put(struct cmd *c, const struct rec *r, struct err *err)
{
	size_t size = r->schema->row_size;

	if ((c->put.n == PUT_ROWS || r->schema != c->put.schema) &&
	    cmd_put_all(c, err) == -1)
		return -1;
	if (r->schema != c->put.schema &&
	    array_grow(&c->put.rows, &c->put.room, PUT_ROWS * size, 1) == -1)
		return err_errno(err, "rows");
	c->put.schema = r->schema;
	memcpy(c->put.rows + c->put.n++ * size, r->v, size);
	return 0;
}
