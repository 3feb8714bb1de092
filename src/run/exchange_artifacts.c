#include "base/hash.h"
#include "base/num.h"
#include "run/exchange_reader.h"
#include "run/record.h"

static const char *const members[] = { "path", "sha256", "size", "storage", "type", "uri" };

static int check_members(struct gx_exchange *exchange, const struct gx_node *entry)
{
	for (const struct gx_node *member = entry->child; member; member = member->next) {
		bool known = false;
		for (size_t i = 0; i < GX_LEN(members); i++)
			known = known || gx_str_is(member->key, members[i]);
		if (!known)
			return gx_fail(exchange->err, GX_EINPUT,
				       "unknown key 'artifacts.%" GX_PRI
				       "' (known are path, sha256, size, storage, type, uri)",
				       GX_ARG(gx_str_sub(member->key, 0, 100)));
		bool number = gx_str_is(member->key, "size");
		if (member->kind != (number ? GX_NUMBER : GX_STRING))
			return gx_exchange_refuse(exchange, "a key of an artifact", number ? "a number" : "a string",
						  member);
	}
	return 0;
}

static bool is_sha256(struct gx_str text)
{
	unsigned char digest[GX_SHA256_BYTES];
	return text.len == 2 * GX_SHA256_BYTES && gx_unhex(text, digest, GX_SHA256_BYTES);
}

static const char *fault_of(const struct gx_node *entry)
{
	const struct gx_node *storage = gx_node_get(entry, "storage"), *sha256 = gx_node_get(entry, "sha256");
	const struct gx_node *size = gx_node_get(entry, "size");
	int64_t bytes;
	if (!gx_path_is_safe(gx_node_get(entry, "path")->text))
		return "'path' is no relative path that every file system takes";
	if (sha256 && !is_sha256(sha256->text))
		return "'sha256' must be 64 lower-case hex digits";
	if (size && (!gx_num_read_int64(size->text, &bytes) || bytes < 0))
		return "'size' must be an integer from 0 on";
	if (!storage ||
	    !(gx_str_is(storage->text, "git") || gx_str_is(storage->text, "lfs") || gx_str_is(storage->text, "uri")))
		return "'storage' must be git, lfs or uri";
	if (gx_str_is(storage->text, "uri") && !gx_node_get(entry, "uri"))
		return "'uri' is missing";
	return NULL;
}

/* The entry of artifacts.yaml: all but the path, which is its key. */
static int add_entry(struct gx_exchange *exchange, const struct gx_node *entry, struct gx_str path,
		     struct gx_flat *flat)
{
	struct gx_node object = { .kind = GX_OBJECT }, copies[GX_LEN(members)];
	for (const struct gx_node *member = entry->child; member; member = member->next) {
		if (gx_str_is(member->key, "path") || object.count == GX_LEN(copies))
			continue;
		copies[object.count] = *member;
		copies[object.count].next = object.child;
		object.child = &copies[object.count++];
	}
	struct gx_value value;
	int failed = gx_key_check(path, exchange->err);
	if (!failed)
		failed = gx_node_value(&object, exchange->arena, &value, exchange->err);
	if (failed)
		return gx_fail_within(exchange->err, "'artifacts'");
	return gx_flat_add(flat, exchange->arena, path, value) ? 0 : gx_fail_memory(exchange->err);
}

static int add_artifact(struct gx_exchange *exchange, const struct gx_node *entry, struct gx_flat *flat)
{
	int failed = gx_exchange_expect(exchange, "an artifact", entry, GX_OBJECT);
	if (!failed)
		failed = check_members(exchange, entry);
	if (failed)
		return failed;
	const struct gx_node *path = gx_node_get(entry, "path");
	const char *fault = path ? fault_of(entry) : "'path' is missing";
	if (fault)
		return gx_fail(exchange->err, GX_EINPUT, "the artifact '%" GX_PRI "': %s",
			       GX_ARG(path ? gx_str_sub(path->text, 0, 200) : GX_STR("")), fault);
	return add_entry(exchange, entry, path->text, flat);
}

int gx_take_artifacts(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	struct gx_flat flat = GX_FLAT_INIT;
	int failed = gx_exchange_expect(exchange, key, node, GX_ARRAY);
	for (const struct gx_node *entry = failed ? NULL : node->child; entry && !failed; entry = entry->next)
		failed = add_artifact(exchange, entry, &flat);
	if (!failed && gx_flat_seal(&flat, exchange->err))
		failed = gx_fail_within(exchange->err, "'artifacts'");
	if (failed)
		return failed;
	exchange->run.artifacts = flat;
	exchange->run.parts |= GX_PART_ARTIFACTS;
	return 0;
}
