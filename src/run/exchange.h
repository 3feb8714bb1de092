/*
 * The JSON shape of a run (cli.md) as input: what `record --stdin` takes (settled.md 1).
 */
#ifndef GX_RUN_EXCHANGE_H
#define GX_RUN_EXCHANGE_H

#include "format/node.h"
#include "run/run.h"

/*
 * Fills a run from one JSON object, as gx_json_run() prints it. Keys: those of gx_facts but `format` and `uuid`, with
 * `code` nested as {commit, tree, branch, remote, dirty, omitted} and `source` as {tracker, id, uri}; `command` an
 * array or one string; `author` {name, email}; tags []; params {} and metrics {} (flat: `a.b` is one key, an object is
 * one value); stats {} (ignored: computed); environment {}; variables {}; packages {} (run/packages.h), [] of lines, or
 * the text; data {path: {}}; artifacts [{path, sha256, size, storage, type, uri}]; notes [text or {time, text}];
 * output; description; history {metric: [[step, time, value], …]}. `id`, `tip`, `ref` are ignored, null is "not given".
 * `status` is finished and `duration` what lies between `started` and `ended` where they are not given. In params,
 * metrics and history the strings "nan", "inf", "-inf" are those numbers. A note without a time has no name yet:
 * gx_record_encode() gives it one. GX_EINPUT names the key: one that is unknown, a wrong type, text with control
 * characters, an unfit name; GX_ELIMIT over a cap. Views point into the arena. `ret` is untouched on failure; release
 * what it held before.
 */
int gx_run_from_json(const struct gx_node *object, struct gx_arena *arena, struct gx_run *ret, struct gx_err *err);

#endif
