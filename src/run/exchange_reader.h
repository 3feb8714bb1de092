/*
 * Inside of the exchange: one function a key of the JSON shape. Each takes a node that is not null, checks it, and puts
 * what it says into the run that is being filled.
 */
#ifndef GX_RUN_EXCHANGE_READER_H
#define GX_RUN_EXCHANGE_READER_H

#include "format/node.h"
#include "run/run.h"

struct gx_exchange {
	struct gx_run run;
	struct gx_arena *arena;
	struct gx_err *err;
};

/* `key` is the name in messages; of a fact also its key in run.yaml. */
typedef int gx_exchange_take(struct gx_exchange *exchange, const char *key, const struct gx_node *node);

struct gx_exchange_key {
	const char *key; /* of a member of `code`, `source`, `author` with that prefix: "code.commit" */
	gx_exchange_take *take;
};

/*
 * Goes through the members of an object. Their names are those of the table behind `prefix` ("", "code."); null is left
 * out; one that the table does not know is GX_EINPUT with those that it does.
 */
int gx_exchange_members(struct gx_exchange *exchange, const struct gx_node *object, const char *prefix,
			const struct gx_exchange_key *table, size_t count);

/* GX_EINPUT "'key' must be <what>, not <kind>" unless the node is of that kind. */
int gx_exchange_expect(struct gx_exchange *exchange, const char *key, const struct gx_node *node, enum gx_kind kind);
int gx_exchange_refuse(struct gx_exchange *exchange, const char *key, const char *what, const struct gx_node *node);

/* GX_NUMBER, or one of the strings "nan", "inf", "-inf". */
bool gx_exchange_is_number(const struct gx_node *node);

/* Facts (exchange_facts.c). */
gx_exchange_take gx_take_experiment, gx_take_name, gx_take_status, gx_take_time, gx_take_seconds, gx_take_int,
	gx_take_flag, gx_take_line, gx_take_id, gx_take_command, gx_take_texts, gx_take_links, gx_take_author_name,
	gx_take_author_email;

/* Parts (exchange_parts.c, exchange_artifacts.c, exchange_history.c). */
gx_exchange_take gx_take_params, gx_take_metrics, gx_take_system, gx_take_variables, gx_take_data, gx_take_artifacts,
	gx_take_tags, gx_take_notes, gx_take_packages, gx_take_output, gx_take_description, gx_take_history;

#endif
