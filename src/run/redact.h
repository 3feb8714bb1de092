/*
 * What must not be stored: secrets in parameters, options, variables and URLs (security.md 11).
 */
#ifndef GX_RUN_REDACT_H
#define GX_RUN_REDACT_H

#include "run/run.h"

/*
 * Whether a name says that its string value is a secret: one of its words (split at all but letters and digits, and at
 * changes of case; digits at a word's end do not count) is token, secret, password, passwd, credential, credentials,
 * apikey, auth, or two neighbours are api key, private key or access key. `extra` (or NULL) are the words of
 * exp.redact, each one word or several ("license-key"). `tokenizer`, `max_tokens`, `author` are none. Without memory
 * everything is a secret.
 */
bool gx_is_secret(struct gx_str name, const struct gx_strs *extra);

/*
 * Replaces string values of secret keys by "[redacted]", and in all other strings takes the user info out of URLs;
 * inside objects and arrays too, where a member's name counts like a key. Numbers, booleans and null stay. Keys stay.
 * *ret_count (may be NULL) is the number of
 * strings that changed.
 */
int gx_redact_flat(struct gx_flat *flat, const struct gx_strs *extra, struct gx_arena *arena, size_t *ret_count,
		   struct gx_err *err);

/*
 * All of a run that is about to be written, in one call: parameters, the machine and variables as by gx_redact_flat();
 * the command as by gx_redact_command(); and the user info of URLs wherever else a text is stored: facts, inputs (their
 * keys too), artifacts' entries, packages, output, description, notes. *ret_count (may be NULL) is the number of texts
 * that changed. A note whose name was made from its text keeps that name.
 */
int gx_redact_run(struct gx_run *run, const struct gx_strs *extra, struct gx_arena *arena, size_t *ret_count,
		  struct gx_err *err);

/*
 * Redacts an argv (a GX_ARRAY of strings; a lone string is one argument): `--api-key=x`, `--token x`, `db.password=x`,
 * and user info in URLs. An argument with blanks is looked at word by word, quotes respected (`sh -c 'TOKEN=x
 * ./train'`). What is a JSON number stays, like everywhere.
 */
int gx_redact_command(struct gx_value *command, const struct gx_strs *extra, struct gx_arena *arena,
		      struct gx_err *err);

/* Adds a URL, or any text, with the user info taken out of each URL in it: "see https://u:p@host/x" → "see
 * https://host/x"; scp-like "git@host:x" stays. */
void gx_redact_url(struct gx_buf *out, struct gx_str text);

/*
 * Whether an untracked path must stay out of snapshots: a part of it, in any case, is `.env*`, `*.pem`, `id_*`,
 * `.netrc`, `.npmrc`, `.pypirc`, or matches a glob of exp.snapshotExclude (`extra`, or NULL). A glob with a `/` inside
 * is held against the whole path and the folders it lies in, from the root. Without memory everything stays out.
 */
bool gx_is_secret_path(struct gx_str path, const struct gx_strs *extra);

/* Whether `exp.untracked=code` takes an untracked file, by its name alone: source and configuration, no data, archives,
 * images. Content and size are the snapshot's to check. */
bool gx_is_code_path(struct gx_str path);

#endif
