#include "run/merge_inner.h"

/* The graph of the states, by their places in an array of distinct ones. */
struct graph {
	const struct gx_state **states; /* distinct */
	size_t count;
	struct gx_map place; /* of an id */
	size_t *first_child; /* count + 1: where the children of a state start in `children` */
	size_t *children;
	size_t *waiting_for; /* parents that were not replayed yet */
	size_t *heap;	     /* states that wait for nothing, the first in the order at the top */
	size_t heap_len;
};

static int gather(struct graph *graph, const struct gx_state *states, size_t count, struct gx_err *err)
{
	for (size_t i = 0; i < count; i++) {
		size_t *place = gx_map_put(&graph->place, states[i].id, graph->count);
		if (!place)
			return gx_fail_memory(err);
		if (*place == graph->count)
			graph->states[graph->count++] = &states[i];
	}
	return 0;
}

/* Counts, for each state, its parents and its children; GX_EINPUT if a parent is missing. */
static int count_edges(struct graph *graph, struct gx_err *err)
{
	for (size_t i = 0; i < graph->count; i++) {
		const struct gx_state *state = graph->states[i];
		for (size_t k = 0; k < state->parents_count; k++) {
			const size_t *parent = gx_map_get(&graph->place, state->parents[k]);
			if (!parent)
				return gx_fail(err, GX_EINPUT,
					       "state %" GX_PRI " grew from %" GX_PRI
					       ", which is none of the run's states",
					       GX_ARG(state->id), GX_ARG(state->parents[k]));
			graph->first_child[*parent + 1]++;
		}
		graph->waiting_for[i] = state->parents_count;
	}
	return 0;
}

static int link_children(struct graph *graph, struct gx_arena *arena, struct gx_err *err)
{
	int failed = count_edges(graph, err);
	if (failed != 0)
		return failed;
	size_t *next = gx_arena_array(arena, graph->count, sizeof(*next));
	if (!next)
		return gx_fail_memory(err);
	for (size_t i = 0; i < graph->count; i++) {
		graph->first_child[i + 1] += graph->first_child[i];
		next[i] = graph->first_child[i];
	}
	graph->children = gx_arena_array(arena, graph->first_child[graph->count], sizeof(*graph->children));
	if (!graph->children)
		return gx_fail_memory(err);
	for (size_t i = 0; i < graph->count; i++)
		for (size_t k = 0; k < graph->states[i]->parents_count; k++) {
			const size_t *parent = gx_map_get(&graph->place, graph->states[i]->parents[k]);
			if (parent)
				graph->children[next[*parent]++] = i;
		}
	return 0;
}

static bool is_before(const struct graph *graph, size_t a, size_t b)
{
	const struct gx_state *x = graph->states[a], *y = graph->states[b];
	return x->time_s != y->time_s ? x->time_s < y->time_s : gx_str_compare(x->id, y->id) < 0;
}

static void swap(size_t *a, size_t *b)
{
	size_t kept = *a;
	*a = *b;
	*b = kept;
}

static void heap_push(struct graph *graph, size_t state)
{
	size_t i = graph->heap_len++;
	graph->heap[i] = state;
	for (; i > 0 && is_before(graph, graph->heap[i], graph->heap[(i - 1) / 2]); i = (i - 1) / 2)
		swap(&graph->heap[i], &graph->heap[(i - 1) / 2]);
}

static size_t heap_pop(struct graph *graph)
{
	size_t top = graph->heap[0];
	graph->heap[0] = graph->heap[--graph->heap_len];
	for (size_t i = 0, child; (child = 2 * i + 1) < graph->heap_len; i = child) {
		if (child + 1 < graph->heap_len && is_before(graph, graph->heap[child + 1], graph->heap[child]))
			child++;
		if (!is_before(graph, graph->heap[child], graph->heap[i]))
			break;
		swap(&graph->heap[child], &graph->heap[i]);
	}
	return top;
}

/* Kahn's algorithm with the (time, id) order among those that could come next. */
static size_t sort(struct graph *graph, size_t *order)
{
	size_t len = 0;
	for (size_t i = 0; i < graph->count; i++)
		if (graph->waiting_for[i] == 0)
			heap_push(graph, i);
	while (graph->heap_len > 0) {
		size_t state = heap_pop(graph);
		order[len++] = state;
		for (size_t k = graph->first_child[state]; k < graph->first_child[state + 1]; k++)
			if (--graph->waiting_for[graph->children[k]] == 0)
				heap_push(graph, graph->children[k]);
	}
	return len;
}

/* The result: states and parents by their new places. */
static int fill(const struct graph *graph, const size_t *order, struct gx_arena *arena, struct gx_merge_order *ret,
		struct gx_err *err)
{
	size_t *new_place = gx_arena_array(arena, graph->count, sizeof(*new_place));
	struct gx_merge_order all = { .count = graph->count };
	all.states = gx_arena_array(arena, graph->count, sizeof(struct gx_state *));
	all.first_parent = gx_arena_array(arena, graph->count + 1, sizeof(*all.first_parent));
	all.parents = gx_arena_array(arena, graph->first_child[graph->count], sizeof(*all.parents));
	if (!new_place || !all.states || !all.first_parent || !all.parents)
		return gx_fail_memory(err);
	for (size_t i = 0; i < all.count; i++)
		new_place[order[i]] = i;
	for (size_t i = 0, edges = 0; i < all.count; i++) {
		all.states[i] = graph->states[order[i]];
		for (size_t k = 0; k < all.states[i]->parents_count; k++) {
			const size_t *parent = gx_map_get(&graph->place, all.states[i]->parents[k]);
			if (parent)
				all.parents[edges++] = new_place[*parent];
		}
		all.first_parent[i + 1] = edges;
	}
	*ret = all;
	return 0;
}

static int order_graph(struct graph *graph, const struct gx_state *states, size_t count, struct gx_arena *arena,
		       struct gx_merge_order *ret, struct gx_err *err)
{
	size_t *order = gx_arena_array(arena, count, sizeof(*order));
	graph->states = gx_arena_array(arena, count, sizeof(struct gx_state *));
	graph->first_child = gx_arena_array(arena, count + 1, sizeof(*graph->first_child));
	graph->waiting_for = gx_arena_array(arena, count, sizeof(*graph->waiting_for));
	graph->heap = gx_arena_array(arena, count, sizeof(*graph->heap));
	if (!order || !graph->states || !graph->first_child || !graph->waiting_for || !graph->heap)
		return gx_fail_memory(err);
	int failed = gather(graph, states, count, err);
	if (failed == 0)
		failed = link_children(graph, arena, err);
	if (failed == 0 && sort(graph, order) < graph->count)
		failed = gx_fail(err, GX_EINPUT, "the states of a run go in a circle");
	return failed != 0 ? failed : fill(graph, order, arena, ret, err);
}

int gx_merge_order(const struct gx_state *states, size_t count, struct gx_arena *arena, struct gx_merge_order *ret,
		   struct gx_err *err)
{
	struct graph graph = { .place = GX_MAP_INIT };
	int failed = order_graph(&graph, states, count, arena, ret, err);
	gx_map_release(&graph.place);
	return failed;
}
