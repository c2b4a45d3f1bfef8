/*
 * fit_files.c - the log and the checkpoint of a long fit, as files.
 */
#include "detect/fit_files.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io_beside.h"
#include "base/state.h"

enum { SYMBOLS_MAX = 16 }; /* the state of a fit has no symbols */

static int
write_log(void *arg, const char *json, struct err *err)
{
	struct fit_files *f = arg;

	if (f->log == NULL)
		return 0;
	if (fprintf(f->log, "%s\n", json) < 0 || fflush(f->log) != 0)
		return err_errno(err, "%s", f->log_path);
	return 0;
}

static int
keep(void *arg, int (*walk)(struct walk *w, void *work), void *work,
    struct err *err)
{
	struct fit_files *f = arg;
	struct state *s;
	struct walk w;
	int ret = -1;

	if (f->checkpoint == NULL)
		return 0;
	if ((s = state_new(f->syms, err)) == NULL)
		return -1;
	if (state_meta(s, "fit", f->what, err) == 0 &&
	    state_save(&w, s, "work", err) == 0) {
		state_owner(&w, 0, 0);
		walk(&w, work);
		if (state_done(&w) == 0)
			ret = state_write(s, f->checkpoint, err);
	}
	state_free(s);
	return ret;
}

/* 1, or -1 with *err. */
static int
take_back(struct state *s, const char *path,
    int (*walk)(struct walk *w, void *work), void *work, struct err *err)
{
	uint64_t number;
	uint32_t symbol;
	struct walk w;
	int got = state_load(&w, s, "work", err);

	if (got == 1 && state_owners(&w) == 1) {
		state_owner_at(&w, 0, &symbol, &number);
		walk(&w, work);
	} else if (got >= 0) {
		err_set(err, "not the checkpoint of a fit");
	}
	if (state_done(&w) == -1 || err->set)
		return err_at(err, "%s", path);
	return 1;
}

static int
resume(void *arg, int (*walk)(struct walk *w, void *work), void *work,
    struct err *err)
{
	struct fit_files *f = arg;
	struct state *s;
	struct stat st;
	int ret = -1;

	if (f->checkpoint == NULL)
		return 0;
	/* a pipe or device keeps no checkpoint to resume from */
	if (stat(f->checkpoint, &st) == 0 ? !S_ISREG(st.st_mode)
					  : errno == ENOENT)
		return 0;
	if ((s = state_read(f->checkpoint, f->syms, err)) == NULL)
		return -1;
	if (state_expect(s, "fit", "options", f->what, err) == 0)
		ret = take_back(s, f->checkpoint, walk, work, err);
	state_free(s);
	return ret;
}

int
fit_files_open(struct fit_files *f, struct fit_hooks *h, const char *log_path,
    const char *checkpoint, const char *what, struct err *err)
{
	*f = (struct fit_files){ .log_path = log_path,
		.checkpoint = checkpoint,
		.what = what };
	if ((f->syms = symtab_new(SYMBOLS_MAX)) == NULL)
		return err_errno(err, "fit");
	if (log_path != NULL && (f->log = fopen(log_path, "w")) == NULL)
		return err_errno(err, "%s", log_path);
	h->arg = f;
	h->log = write_log;
	h->keep = keep;
	h->resume = resume;
	return 0;
}

int
fit_files_close(struct fit_files *f, int done, struct err *err)
{
	int ret = 0;

	if (f->log != NULL && fclose(f->log) != 0)
		ret = err_errno(err, "%s", f->log_path);
	f->log = NULL;
	symtab_free(f->syms);
	f->syms = NULL;
	if (done && f->checkpoint != NULL &&
	    beside_remove(f->checkpoint, err) == -1)
		ret = -1;
	return ret;
}
