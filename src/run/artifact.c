#include "run/artifact.h"

#include "base/mem.h"

static const struct {
	const char *ending, *type;
} types[] = {
	{ "pt", "model" }, { "pth", "model" }, { "ckpt", "model" }, { "safetensors", "model" }, { "onnx", "model" }, { "h5", "model" },
	{ "hdf5", "model" }, { "keras", "model" }, { "pkl", "model" }, { "pickle", "model" }, { "joblib", "model" }, { "pb", "model" },
	{ "tflite", "model" }, { "gguf", "model" }, { "mlmodel", "model" }, { "cbm", "model" }, { "ubj", "model" }, { "npz", "table" },
	{ "png", "image" }, { "jpg", "image" }, { "jpeg", "image" }, { "gif", "image" }, { "svg", "image" }, { "webp", "image" },
	{ "bmp", "image" }, { "tif", "image" }, { "tiff", "image" }, { "pdf", "image" }, { "csv", "table" }, { "tsv", "table" },
	{ "parquet", "table" }, { "feather", "table" }, { "arrow", "table" }, { "xlsx", "table" }, { "npy", "table" }, { "txt", "text" },
	{ "md", "text" }, { "log", "text" }, { "json", "text" }, { "jsonl", "text" }, { "yaml", "text" }, { "yml", "text" },
	{ "toml", "text" }, { "ini", "text" }, { "html", "text" }, { "py", "text" }, { "ipynb", "text" }, { "wav", "audio" },
	{ "mp3", "audio" }, { "flac", "audio" }, { "ogg", "audio" }, { "mp4", "video" }, { "webm", "video" }, { "mov", "video" },
	{ "zip", "archive" }, { "tar", "archive" }, { "gz", "archive" }, { "zst", "archive" }, { "xz", "archive" }, { "bz2", "archive" },
};

const char *gx_artifact_type(struct gx_str path)
{
	size_t dot = gx_str_find_last(path, '.');
	struct gx_str ending = dot == GX_STR_NOWHERE ? GX_STR_NONE : gx_str_from(path, dot + 1);
	for (size_t i = 0; i < GX_LEN(types); i++)
		if (gx_str_equal_nocase(ending, gx_str_of(types[i].ending)))
			return types[i].type;
	return "file";
}
