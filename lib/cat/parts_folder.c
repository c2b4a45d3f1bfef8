/*
 * parts_folder.c - the folders of --split, and how many files may be open.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "cat/parts_impl.h"

/* Descriptors for the rest: standard ones, inputs, temporary files. */
enum { OTHERS = 48 };

size_t
parts_most(int wish)
{
	size_t most = wish > 0 ? (size_t)wish : PARTS_OPEN, may;
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) == -1 || r.rlim_cur == RLIM_INFINITY)
		return most;
	/* the other half is for the inputs of a merge */
	may = r.rlim_cur > OTHERS + 2 ? (size_t)(r.rlim_cur - OTHERS) / 2 : 1;
	return may < most ? may : most;
}

/* Create a folder, whose parent exists, if it is missing. */
static int
make(struct parts *p, const char *path, size_t len, struct err *err)
{
	uint32_t id = symtab_add(p->folders, path, len, err);
	const char *name;

	if (err->set)
		return -1;
	name = symtab_text(p->folders, id, &len);
	if (mkdir(name, 0777) == -1)
		return errno == EEXIST ? 0 : err_errno(err, "%s", name);
	if (array_grow(&p->made, &p->made_room, p->nmade + 1,
		sizeof(*p->made)) == -1)
		return err_errno(err, "%s", name);
	p->made[p->nmade++] = id;
	return 0;
}

int
parts_folder(struct parts *p, int *clean, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/'), *s;
	size_t len = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	uint32_t id = symtab_add(p->folders, path, len, err), had;
	unsigned char *known;

	if (err->set || (known = idmap_get(&p->clean, id, err)) == NULL)
		return -1;
	if (*known == 0) {
		had = (uint32_t)p->nmade;
		for (s = path; s < slash; s++)
			if (s > path && *s == '/' && s[-1] != '/' &&
			    make(p, path, (size_t)(s - path), err) == -1)
				return -1;
		if (slash > path &&
		    make(p, path, (size_t)(slash - path), err) == -1)
			return -1;
		known = idmap_get(&p->clean, id, err);
		if (known == NULL)
			return -1;
		*known =
		    p->nmade > had ||
			    !beside_left_over(symtab_text(p->folders, id, &len))
			? 1
			: 2;
	}
	*clean = *known == 1;
	return 0;
}

void
parts_folder_drop(struct parts *p)
{
	size_t len;

	while (p->nmade > 0)
		(void)rmdir(symtab_text(p->folders, p->made[--p->nmade], &len));
}

void
parts_folder_fini(struct parts *p)
{
	symtab_free(p->folders);
	idmap_fini(&p->clean);
	free(p->made);
}
