/*
 * The parameters of a run from all that knows them, and which of them said what. Weakest first:
 *
 *	GX_PARAMS_TOP        params.yaml of the work tree's top
 *	GX_PARAMS_FILE       files named on the command line, later ones over earlier ones
 *	GX_PARAMS_HYDRA      what Hydra wrote to `.hydra/config.yaml`: defaults, files and overrides as composed
 *	GX_PARAMS_ARGUMENTS  the command line (capture/arguments.h)
 *	GX_PARAMS_HOOK       what the program's own parser arrived at, told by the Python hook
 *	GX_PARAMS_CHANNEL    what the program told the channel (`_param`)
 *	GX_PARAMS_GIVEN_FILE --params FILE of git exp
 *	GX_PARAMS_GIVEN      -p key=value of git exp
 *
 * Of each key the strongest source counts, whole values, whatever the order in which the sources came. All memory is
 * the arena's.
 */
#ifndef GX_CAPTURE_PARAMETERS_H
#define GX_CAPTURE_PARAMETERS_H

#include "capture/arguments.h"

enum gx_params_rank {
	GX_PARAMS_TOP,
	GX_PARAMS_FILE,
	GX_PARAMS_HYDRA,
	GX_PARAMS_ARGUMENTS,
	GX_PARAMS_HOOK,
	GX_PARAMS_CHANNEL,
	GX_PARAMS_GIVEN_FILE,
	GX_PARAMS_GIVEN,
	GX_PARAMS_RANKS
};

enum {
	GX_PARAMS_FILE_MAX = 1 << 20,	   /* bytes of a file that is read unasked */
	GX_PARAMS_GUESSED_KEYS_MAX = 1000, /* keys of a file that only its ending made one of parameters; more are data */
};

struct gx_params {
	struct {
		struct gx_flat values, sources; /* the same keys; a source is a string, like "params.yaml" */
	} layers[GX_PARAMS_RANKS];
	struct gx_str warnings[GX_ARGUMENT_FILES_MAX + 2]; /* about files that could not be read; as in struct gx_err */
	size_t warnings_count;
};

#define GX_PARAMS_INIT                                                                                                 \
	{                                                                                                              \
		.warnings_count = 0                                                                                    \
	}

/*
 * Lays `values` over what a source said before, under the name that people are shown ("argv", "channel", a file's
 * path). Borrows the keys and values. GX_ELIMIT over GX_KEYS_MAX, and as gx_flat_seal(); then the layer is what it
 * was.
 */
int gx_params_add(struct gx_params *params, enum gx_params_rank rank, struct gx_flat *values, const char *source,
		  struct gx_arena *arena, struct gx_err *err);

/*
 * What is known before the command runs: `<top>/params.yaml` (top may be NULL), the files and the arguments of its
 * command line. Relative paths of files start at `directory`, where the command is to run (NULL or "": here). A file
 * that is not there, no regular file, or not announced and no object, is none; one that is broken or too large
 * becomes a warning. Keys borrow argv. Fails only without memory.
 */
int gx_capture_parameters(struct gx_params *params, const char *top, const char *directory, const char *const *argv,
			  size_t argc, struct gx_arena *arena, struct gx_err *err);

/*
 * What is known after it ran: Hydra's config.yaml in `<folder>/.hydra/`, where folder is the job's output folder.
 * Fine if there is none; a broken one becomes a warning. Fails only without memory.
 */
int gx_capture_hydra(struct gx_params *params, const char *folder, struct gx_arena *arena, struct gx_err *err);

/*
 * All layers as one, sealed; `ret_sources` (or NULL) has the same keys and says of each where it is from. Not yet
 * redacted. GX_ELIMIT if they are together more than GX_KEYS_MAX.
 */
int gx_params_merge(const struct gx_params *params, struct gx_arena *arena, struct gx_flat *ret,
		    struct gx_flat *ret_sources, struct gx_err *err);

#endif
