#include "capture/parameters.h"

#include <sys/stat.h>

#include "base/file.h"
#include "capture/launcher.h"
#include "format/node.h"
#include "run/limits.h"

/* ---- layers */

/* The same keys, all with the name of their source. */
static int name_source(const struct gx_flat *values, const char *source, struct gx_arena *arena, struct gx_flat *ret,
		       struct gx_err *err)
{
	struct gx_flat sources = GX_FLAT_INIT;
	struct gx_value name;
	bool memory = gx_value_string(arena, gx_str_of(source), &name);
	for (size_t i = 0; memory && i < values->len; i++)
		memory = gx_flat_add(&sources, arena, values->at[i].key, name);
	if (!memory)
		return gx_fail_memory(err);
	*ret = sources;
	return 0;
}

/* An empty flat costs no copy. */
static int overlay(struct gx_flat *flat, struct gx_flat *over, struct gx_arena *arena, struct gx_err *err)
{
	if (over->len == 0)
		return 0;
	return gx_flat_overlay(flat, over, arena, err);
}

int gx_params_add(struct gx_params *params, enum gx_params_rank rank, struct gx_flat *values, const char *source,
		  struct gx_arena *arena, struct gx_err *err)
{
	struct gx_flat merged = params->layers[rank].values, sources;
	int r = overlay(&merged, values, arena, err);
	if (r == 0)
		r = name_source(values, source, arena, &sources, err);
	if (r == 0)
		r = overlay(&params->layers[rank].sources, &sources, arena, err);
	if (r == 0)
		params->layers[rank].values = merged;
	return r;
}

int gx_params_merge(const struct gx_params *params, struct gx_arena *arena, struct gx_flat *ret,
		    struct gx_flat *ret_sources, struct gx_err *err)
{
	struct gx_flat values = GX_FLAT_INIT, sources = GX_FLAT_INIT;
	int r = 0;
	for (size_t i = 0; r == 0 && i < GX_PARAMS_RANKS; i++) {
		struct gx_flat over = params->layers[i].values, from = params->layers[i].sources;
		r = overlay(&values, &over, arena, err);
		if (r == 0 && ret_sources)
			r = overlay(&sources, &from, arena, err);
	}
	if (r < 0)
		return r;
	*ret = values;
	if (ret_sources)
		*ret_sources = sources;
	return 0;
}

/* ---- files */

static int warn(struct gx_params *params, struct gx_arena *arena, const struct gx_err *why, struct gx_err *err)
{
	if (why->code == GX_ENOMEM)
		return gx_fail_memory(err);
	if (params->warnings_count == GX_LEN(params->warnings))
		return 0;
	struct gx_str text = gx_arena_str(arena, gx_str_of(why->text));
	if (!text.at)
		return gx_fail_memory(err);
	params->warnings[params->warnings_count++] = text;
	return 0;
}

/* A file that is there to be read: `name` is for people, `path` leads to it. */
struct file {
	const char *path, *name;
	bool is_announced;
};

static int read_flat(const struct file *file, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err)
{
	struct gx_node *root;
	int r = gx_document_read(file->path, arena, &root, err);
	if (r < 0)
		return r;
	if (!file->is_announced && root->kind != GX_OBJECT)
		return 0;
	r = gx_node_flatten(root, GX_STR_NONE, arena, ret, err);
	if (r < 0)
		return gx_fail_within(err, "%s", file->path);
	if (!file->is_announced && ret->len > GX_PARAMS_GUESSED_KEYS_MAX)
		return gx_fail(err, GX_ELIMIT,
			       "'%s' has %zu keys and was not taken for parameters; name it with --params", file->name,
			       ret->len);
	return 0;
}

static int read_file(struct gx_params *params, enum gx_params_rank rank, const struct file *file,
		     struct gx_arena *arena, struct gx_err *why)
{
	struct gx_flat flat = GX_FLAT_INIT;
	struct stat about;
	if (stat(file->path, &about) < 0 || !S_ISREG(about.st_mode))
		return 0;
	if (about.st_size > GX_PARAMS_FILE_MAX)
		return file->is_announced ? gx_fail(why, GX_ELIMIT,
						    "'%s' is over %d bytes and was not read; name it with --params",
						    file->name, GX_PARAMS_FILE_MAX)
					  : 0;
	int r = read_flat(file, arena, &flat, why);
	return r == 0 ? gx_params_add(params, rank, &flat, file->name, arena, why) : r;
}

/* A file that cannot be read must not stop the command. */
static int take_file(struct gx_params *params, enum gx_params_rank rank, const struct file *file,
		     struct gx_arena *arena, struct gx_err *err)
{
	struct gx_err why = GX_ERR_INIT;
	return read_file(params, rank, file, arena, &why) < 0 ? warn(params, arena, &why, err) : 0;
}

/* One in a folder, unless its path would be longer than paths are. */
static int take_file_in(struct gx_params *params, enum gx_params_rank rank, const char *folder, struct file file,
			struct gx_arena *arena, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_PATH_MAX);
	file.path = gx_path(&path, file.path[0] == '/' ? "" : folder, file.path);
	if (path.failed)
		return path.failed == GX_ENOMEM ? gx_fail_memory(err) : 0;
	return take_file(params, rank, &file, arena, err);
}

static int take_arguments(struct gx_params *params, const char *directory, const char *const *argv, size_t argc,
			  struct gx_arena *arena, struct gx_err *err)
{
	struct gx_argument_files files = { .len = 0 };
	struct gx_flat flat = GX_FLAT_INIT;
	int r = gx_arguments_read(argv, argc, arena, &flat, &files, err);
	for (size_t i = 0; r == 0 && i < files.len; i++) {
		struct file file = { files.at[i].path, files.at[i].path, files.at[i].is_announced };
		r = take_file_in(params, GX_PARAMS_FILE, directory, file, arena, err);
	}
	return r == 0 ? gx_params_add(params, GX_PARAMS_ARGUMENTS, &flat, "argv", arena, err) : r;
}

int gx_capture_parameters(struct gx_params *params, const char *top, const char *directory, const char *const *argv,
			  size_t argc, struct gx_arena *arena, struct gx_err *err)
{
	static const struct file params_yaml = { "params.yaml", "params.yaml", true };
	struct gx_program program = gx_program_find(argv, argc);
	int r = top ? take_file_in(params, GX_PARAMS_TOP, top, params_yaml, arena, err) : 0;
	if (r < 0)
		return r;
	return take_arguments(params, directory ? directory : "", argv + program.first, argc - program.first, arena,
			      err);
}

int gx_capture_hydra(struct gx_params *params, const char *folder, struct gx_arena *arena, struct gx_err *err)
{
	static const struct file config = { ".hydra/config.yaml", ".hydra/config.yaml", true };
	return take_file_in(params, GX_PARAMS_HYDRA, folder, config, arena, err);
}
