#include "capture/python_hook.h"

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

/* Whether the file is there as it should be: another run may be using it. */
static bool is_written(const char *path, struct gx_str bytes)
{
	GX_CLEANUP(gx_buf) there = GX_BUF_INIT(bytes.len);
	return gx_file_read(path, &there, NULL) == 0 && gx_str_equal(gx_buf_view(&there), bytes);
}

static int write_part(const char *folder, const struct part *part, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_BUF_ANY);
	const char *name = gx_path(&path, folder, part->name);
	struct gx_str bytes = { (const char *)part->bytes, *part->size };
	int rc = gx_buf_check(&path, "the path", err);
	if (rc != 0 || is_written(name, bytes))
		return rc;
	return gx_file_replace(name, bytes, 0666, err);
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
