#include "capture/python_hook.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "capture/python_hook_data.h"

struct part {
	const char *name;
	const unsigned char *bytes;
	const size_t *size;
};

static const struct part parts[] = {
	{ "sitecustomize.py", gx_python_hook_sitecustomize, &gx_python_hook_sitecustomize_size },
	{ "recorders.py", gx_python_hook_recorders, &gx_python_hook_recorders_size },
};

static int write_part(const char *folder, const struct part *part, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_BUF_ANY);
	const char *name = gx_path(&path, folder, part->name);
	int rc = gx_buf_check(&path, "the path", err);
	if (rc != 0)
		return rc;
	/* a new file, so that no link which somebody has put there is followed */
	(void)unlink(name);
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return gx_fail_errno(err, "cannot make '%s'", name);
	rc = gx_fd_write(fd, (struct gx_str){ (const char *)part->bytes, *part->size }, name, err);
	gx_close_fd(&fd);
	return rc;
}

int gx_python_hook_write(const char *folder, const char *pythonpath, struct gx_buf *ret, struct gx_err *err)
{
	if (folder[0] != '/' || strchr(folder, ':'))
		return gx_fail(err, GX_EINPUT, "'%s' cannot stand in PYTHONPATH: it must be absolute and hold no colon", folder);
	int rc = gx_folder_make(folder, err);
	for (size_t i = 0; rc == 0 && i < GX_LEN(parts); i++)
		rc = write_part(folder, &parts[i], err);
	if (rc != 0)
		return rc;
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_text(&path, folder);
	if (pythonpath && *pythonpath) {
		gx_buf_byte(&path, ':');
		gx_buf_text(&path, pythonpath);
	}
	rc = gx_buf_check(&path, "PYTHONPATH", err);
	if (rc != 0)
		return rc;
	gx_buf_release(ret);
	*ret = path;
	path = (struct gx_buf)GX_BUF_INIT(GX_BUF_ANY);
	return 0;
}
