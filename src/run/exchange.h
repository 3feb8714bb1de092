/*
 * The JSON shape of a run (cli.md) as input: what `record --stdin` takes (settled.md 1).
 */
#ifndef GX_RUN_EXCHANGE_H
#define GX_RUN_EXCHANGE_H

#include "format/node.h"
#include "run/run.h"

/*
 * Fills a run from one JSON object. Keys: those of gx_facts with `code` nested as {commit, tree, branch, dirty}, `author` {name, email}, tags [], params {}, metrics {}, stats {} (ignored: computed),
 * environment {}, packages {} or [] or text, data {}, artifacts [{path, sha256, size, storage, type, uri}], notes [text or {time, text}], description, history {metric: [[step, time, value], …]}.
 * `id`, `tip`, `ref` are ignored. An unknown key or a wrong type is GX_EINPUT with the key's name; non-finite numbers are the strings "nan", "inf", "-inf".
 */
int gx_run_from_json(const struct gx_node *object, struct gx_arena *arena, struct gx_run *ret, struct gx_err *err);

#endif
