/*
 * Refs to items: what proves that a ref is a run, at the price of a few objects.
 */
#include "store/item.h"

#include "run/names.h"
#include "store/proof.h"

/* What listing keeps between two refs. */
struct lister {
	struct gx_store *store;
	struct gx_arena *arena;     /* of the items */
	struct gx_arena scratch;
	struct gx_arena walk;       /* of one commit between the tip and the first */
	struct gx_oid plain_parent; /* the last parent that proved to be no state: many runs stand on one commit */
	bool has_plain_parent;
	struct gx_str name, email;  /* the last author: mostly it is the same person */
};

void gx_items_release(struct gx_items *items)
{
	gx_vec_release(&items->list);
	gx_arena_release(&items->arena);
}

/* The first state's parent must not be a state of the same run: else the ref would name the run by a later state. */
static int check_parent(struct lister *lister, const struct gx_commit *first, struct gx_str uuid, struct gx_err *err)
{
	struct gx_proof_state parent;
	if (first->parents_count == 0)
		return 0;
	if (lister->has_plain_parent && gx_oid_equal(&lister->plain_parent, &first->parents[0]))
		return 0;
	/* A shallow clone lacks it, and a parent without a record has nothing to compare: both prove nothing against the run. */
	bool is_state = gx_proof_read(lister->store, &first->parents[0], &lister->scratch, &parent, NULL) == 0 && parent.uuid.len > 0;
	if (is_state && gx_str_equal(parent.uuid, uuid))
		return gx_fail(err, GX_EFORMAT, "it bears the id of a later state, not of its first commit");
	if (!is_state) {
		lister->plain_parent = first->parents[0];
		lister->has_plain_parent = true;
	}
	return 0;
}

/* Walks first parents from the tip to the commit whose id the ref bears; only that one is read as a state. */
static int find_first(struct lister *lister, const struct gx_oid *id, const struct gx_commit *tip, struct gx_proof_state *ret, struct gx_err *err)
{
	struct gx_commit commit = *tip;
	for (size_t i = 0; i < GX_STATES_MAX && commit.parents_count > 0; i++) {
		struct gx_oid next = commit.parents[0];
		if (gx_oid_equal(&next, id))
			return gx_proof_read(lister->store, id, &lister->scratch, ret, err);
		struct gx_str bytes;
		int r = gx_object_read(lister->store->reader, &next, GX_COMMIT, GX_COMMIT_MAX, &bytes, NULL, err);
		gx_arena_reset(&lister->walk);
		if (r == 0)
			r = gx_commit_parse(bytes, &lister->walk, &commit, err);
		if (r < 0)
			return r;
	}
	return gx_fail(err, GX_EFORMAT, "its id is not that of its first commit");
}

/* The id proves itself; `fsck` looks at the states between, too. */
static int prove(struct lister *lister, const struct gx_oid *id, const struct gx_oid *tip, const struct gx_proof_state *last,
		 struct gx_identity *ret_author, struct gx_err *err)
{
	struct gx_proof_state first = *last;
	if (last->uuid.len == 0)
		return gx_fail(err, GX_EFORMAT, "its tip has no record with a uuid");
	if (!gx_oid_equal(id, tip)) {
		int r = find_first(lister, id, &last->commit, &first, err);
		if (r < 0)
			return r;
		if (!gx_str_equal(last->uuid, first.uuid))
			return gx_fail(err, GX_EFORMAT, "its first commit is not a state of the same run");
	}
	*ret_author = first.commit.author;
	return check_parent(lister, &first.commit, last->uuid, err);
}

static bool keep_author(struct lister *lister, const struct gx_identity *author, struct gx_item *item)
{
	if (!gx_str_equal(lister->name, author->name) || !lister->name.at)
		lister->name = gx_arena_str(lister->arena, author->name);
	if (!gx_str_equal(lister->email, author->email) || !lister->email.at)
		lister->email = gx_arena_str(lister->arena, author->email);
	item->author_name = lister->name;
	item->author_email = lister->email;
	return lister->name.at && lister->email.at;
}

static void peek_facts(struct lister *lister, struct gx_item *item)
{
	struct gx_value value;
	item->started_us = GX_TIME_NONE;
	if (gx_flat_peek(item->facts, GX_STR("started"), &lister->scratch, &value) && value.kind == GX_STRING)
		(void)gx_time_parse(value.text, &item->started_us);
	item->removed = gx_flat_peek(item->facts, GX_STR("removed"), &lister->scratch, &value) && value.kind == GX_STRING;
}

static int make_item(struct lister *lister, struct gx_str ref, const struct gx_oid *tip, struct gx_item *ret, struct gx_err *err)
{
	struct gx_item item = { .tip = *tip };
	struct gx_str experiment, hex;
	struct gx_proof_state last;
	struct gx_identity author;
	if (!gx_ref_split(ref, &experiment, &hex) || !gx_oid_read(hex, &item.id))
		return gx_fail(err, GX_EFORMAT, "its name is not that of a run");
	int r = gx_experiment_check(experiment, err);
	if (r == 0)
		r = gx_proof_read(lister->store, tip, &lister->scratch, &last, err);
	if (r == 0)
		r = prove(lister, &item.id, tip, &last, &author, err);
	if (r < 0)
		return r;
	item.record = last.record;
	item.ref = gx_arena_str(lister->arena, ref);
	item.facts = gx_arena_str(lister->arena, last.facts);
	if (!item.ref.at || !item.facts.at || !keep_author(lister, &author, &item))
		return gx_fail_memory(err);
	peek_facts(lister, &item);
	*ret = item;
	return 0;
}

int gx_store_item(struct gx_store *store, struct gx_str ref, const struct gx_oid *tip, struct gx_arena *arena, struct gx_item *ret,
		  struct gx_err *err)
{
	struct lister lister = { .store = store, .arena = arena };
	int r = make_item(&lister, ref, tip, ret, err);
	gx_arena_release(&lister.scratch);
	gx_arena_release(&lister.walk);
	return r;
}

static int list_refs(struct lister *lister, const struct gx_refs *refs, struct gx_items *items, struct gx_err *err)
{
	for (size_t i = 0; i < refs->len; i++) {
		struct gx_item item;
		gx_arena_reset(&lister->scratch);
		if (gx_proof_is_reserved(refs->at[i].name))
			continue;
		int r = make_item(lister, refs->at[i].name, &refs->at[i].id, &item, err);
		if (r == GX_ENOMEM)
			return r;
		if (r < 0) {
			items->refused++;
			continue;
		}
		struct gx_item *slot = gx_vec_add(&items->list);
		if (!slot)
			return gx_fail_memory(err);
		*slot = item;
	}
	return 0;
}

int gx_store_list(struct gx_store *store, struct gx_str prefix, struct gx_items *ret, struct gx_err *err)
{
	struct gx_items items = { .refused = 0 };
	struct lister lister = { .store = store, .arena = &items.arena };
	struct gx_arena names = GX_ARENA_INIT;
	struct gx_refs refs = { NULL, 0, 0 };
	GX_CLEANUP(gx_buf) root = GX_BUF_INIT(4096);
	gx_buf_printf(&root, GX_REF_ROOT "%" GX_PRI, GX_ARG(prefix));
	int r = gx_buf_check(&root, "the name of an experiment", err);
	if (r == 0)
		r = gx_refs_list(store->repo, gx_buf_c(&root), &names, &refs, &items.refused, err);
	if (r == 0)
		r = list_refs(&lister, &refs, &items, err);
	gx_arena_release(&lister.scratch);
	gx_arena_release(&lister.walk);
	gx_arena_release(&names);
	if (r == 0)
		*ret = items;
	else
		gx_items_release(&items);
	return r;
}
