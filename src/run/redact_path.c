#include "run/redact.h"

#include <fnmatch.h>

static const char *const secret_globs[] = { ".env*", "*.pem", "id_*", ".netrc", ".npmrc", ".pypirc" };

/* Endings that are no source and no configuration, in lower case, a blank between two; of `a.csv.gz` the last one
 * counts. */
static const char *const data_endings[] = {
	/* tables, arrays, databases */
	"arrow avro csv db db3 dta duckdb feather h5 hdf hdf5 jsonl lmdb mat mdb nc ndjson npy npz ods orc parquet",
	"rda rdata rds sas7bdat sav sqlite sqlite3 tfrecord tfrecords tsv xls xlsx zarr",
	/* models and other serialized objects */
	"bin caffemodel ckpt gguf joblib keras mlmodel model onnx pb pickle pkl pt pth safetensors tflite weights",
	/* images, sound, video, documents */
	"avi avif bmp dcm eps exr flac gif hdr heic ico jpeg jpg m4a mid mkv mov mp3 mp4 nii ogg pcd pdf pgm ply",
	"png pnm ppm ps psd svg tif tiff wav webm webp",
	/* archives */
	"7z ar bz2 cab deb dmg gz iso jar lz4 lzma rar rpm tar tbz2 tgz txz whl xz zip zst",
	/* what was built, and what a program wrote */
	"a class core dll dylib exe ko lib log o obj pyc pyd pyo so swp wasm",
};

/* fnmatch(3) over views, letters in any case. Without memory everything matches. */
static bool matches(struct gx_str glob, struct gx_str text, int flags)
{
	GX_CLEANUP(gx_buf) glob_c = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) text_c = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_str(&glob_c, glob);
	gx_buf_str(&text_c, text);
	if (glob_c.failed || text_c.failed)
		return true;
	return fnmatch(gx_buf_c(&glob_c), gx_buf_c(&text_c), flags | FNM_CASEFOLD) == 0;
}

/* The part of a path from `from` up to the next slash or the end. */
static struct gx_str part_at(struct gx_str path, size_t from)
{
	struct gx_str rest = gx_str_from(path, from);
	size_t slash = gx_str_find(rest, '/');
	return slash == GX_STR_NOWHERE ? rest : gx_str_sub(rest, 0, slash);
}

static bool matches_any_part(struct gx_str glob, struct gx_str path)
{
	for (size_t from = 0; from <= path.len;) {
		struct gx_str part = part_at(path, from);
		if (matches(glob, part, 0))
			return true;
		from += part.len + 1;
	}
	return false;
}

/* The path itself and each folder above it; `**` crosses slashes, `*` does not. */
static bool matches_any_prefix(struct gx_str glob, struct gx_str path)
{
	bool crosses = false;
	for (size_t i = 0; i + 1 < glob.len; i++)
		crosses = crosses || (glob.at[i] == '*' && glob.at[i + 1] == '*');
	for (size_t from = 0; from <= path.len;) {
		from += part_at(path, from).len;
		if (matches(glob, gx_str_sub(path, 0, from), crosses ? 0 : FNM_PATHNAME))
			return true;
		from++;
	}
	return false;
}

/* As in .gitignore: a slash at the end says no more than that a folder is meant, one at the start or inside ties the
 * glob to the root. */
static bool excludes(struct gx_str glob, struct gx_str path)
{
	while (gx_str_ends(glob, GX_STR("/")))
		glob.len--;
	if (gx_str_find(glob, '/') == GX_STR_NOWHERE)
		return matches_any_part(glob, path);
	return matches_any_prefix(gx_str_starts(glob, GX_STR("/")) ? gx_str_from(glob, 1) : glob, path);
}

bool gx_is_secret_path(struct gx_str path, const struct gx_strs *extra)
{
	for (size_t i = 0; i < GX_LEN(secret_globs); i++)
		if (matches_any_part(gx_str_of(secret_globs[i]), path))
			return true;
	for (size_t i = 0; extra && i < extra->list.len; i++)
		if (excludes(extra->list.at[i], path))
			return true;
	return false;
}

bool gx_is_code_path(struct gx_str path)
{
	size_t dot = gx_str_find_last(path, '.'), slash = gx_str_find_last(path, '/');
	if (dot == GX_STR_NOWHERE || (slash != GX_STR_NOWHERE && dot < slash))
		return true;
	struct gx_str ending = gx_str_from(path, dot + 1), rest, other;
	for (size_t i = 0; i < GX_LEN(data_endings); i++)
		for (rest = gx_str_of(data_endings[i]); gx_str_cut(&rest, ' ', &other);)
			if (gx_str_equal_nocase(ending, other))
				return false;
	return true;
}
