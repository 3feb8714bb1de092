#include "run/run.h"

#include <stdlib.h>

const struct gx_fact gx_facts[] = {
	{ "attempt", GX_NUMBER, "1, and one more each time the run is resumed" },
	{ "code.branch", GX_STRING, "full name of the branch that HEAD was on" },
	{ "code.commit", GX_STRING, "id of HEAD" },
	{ "code.dirty", GX_BOOL, "whether the tree differs from HEAD's" },
	{ "code.omitted", GX_ARRAY, "paths that were left out of the snapshot" },
	{ "code.remote", GX_STRING, "URL of the remote, without credentials" },
	{ "code.tree", GX_STRING, "id of the code's tree without .exp/" },
	{ "command", GX_ARRAY, "the command and its arguments" },
	{ "directory", GX_STRING, "working directory, from the repository's root" },
	{ "duration", GX_NUMBER, "seconds that it took" },
	{ "ended", GX_STRING, "when it ended: RFC 3339, UTC" },
	{ "exit", GX_NUMBER, "exit status of the command" },
	{ "experiment", GX_STRING, "the experiment that it belongs to, as in the ref" },
	{ "format", GX_NUMBER, "version of the stored format: 1" },
	{ "formerly", GX_ARRAY, "its ids from before history was rewritten" },
	{ "group", GX_STRING, "what it belongs to: a sweep, a cross validation" },
	{ "host", GX_STRING, "the machine that it ran on" },
	{ "links", GX_ARRAY, "other runs, papers, issues, pages: {\"rel\", \"to\"} each" },
	{ "name", GX_STRING, "its name for people, not unique" },
	{ "parent", GX_STRING, "id of the run that it grew from" },
	{ "reason", GX_STRING, "why it ended so" },
	{ "removed", GX_STRING, "when it was removed: RFC 3339, UTC" },
	{ "signal", GX_STRING, "name of the signal that ended it: SIGKILL" },
	{ "source.id", GX_STRING, "id in the tracker that it was imported from" },
	{ "source.tracker", GX_STRING, "the tracker that it was imported from" },
	{ "source.uri", GX_STRING, "address in the tracker that it was imported from" },
	{ "started", GX_STRING, "when it started: RFC 3339, UTC" },
	{ "status", GX_STRING, "running, finished, failed, killed or crashed" },
	{ "user", GX_STRING, "the account that it ran as" },
	{ "uuid", GX_STRING, "32 random hex digits that keep two equal runs apart" },
};

const size_t gx_facts_count = GX_LEN(gx_facts);

static int compare(const void *key, const void *fact)
{
	const struct gx_str *name = key;
	return gx_str_compare(*name, gx_str_of(((const struct gx_fact *)fact)->key));
}

const struct gx_fact *gx_fact_find(struct gx_str key)
{
	return bsearch(&key, gx_facts, gx_facts_count, sizeof(gx_facts[0]), compare);
}
