/*
 * What must not be stored: secrets in parameters, options, variables and URLs (security.md 11).
 */
#ifndef GX_RUN_REDACT_H
#define GX_RUN_REDACT_H

#include "run/run.h"

/* Whether a name says that its string value is a secret; `extra` are the words of exp.redact. `tokenizer`, `max_tokens`, `author` are none. */
bool gx_is_secret(struct gx_str name, const struct gx_strs *extra);

/* Replaces the string values of secret keys by "[redacted]", inside objects and arrays too. The count comes back. */
int gx_redact_flat(struct gx_flat *flat, const struct gx_strs *extra, struct gx_arena *arena, size_t *ret_count, struct gx_err *err);

/* Redacts an argv (a GX_ARRAY of strings): `--api-key=x`, `--token x`, `password=x`, URLs with user info. */
int gx_redact_command(struct gx_value *command, const struct gx_strs *extra, struct gx_arena *arena, struct gx_err *err);

/* Adds the URL without its user info ("https://u:p@host/x" → "https://host/x"; scp-like "git@host:x" stays). */
void gx_redact_url(struct gx_buf *out, struct gx_str url);

/* Whether a path (file name) must stay out of snapshots: `.env*`, `*.pem`, `id_*`, `.netrc`, `.npmrc`, `.pypirc`, and the globs of exp.snapshotExclude. */
bool gx_is_secret_path(struct gx_str path, const struct gx_strs *extra);

/* Whether `exp.untracked=code` takes an untracked file, by its name alone: source and configuration, no data, archives, images. Content and size are the snapshot's to check. */
bool gx_is_code_path(struct gx_str path);

#endif
