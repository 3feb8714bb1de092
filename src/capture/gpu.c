#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "capture/machine.h"
#include "format/node.h"

enum { TEXT_MAX = 1 << 16, GPUS_MAX = 1024, PATH_ROOM = 4096 };

/* The first word that is a version, 535.104.05: the sentence around it is another in each kind of driver. */
static struct gx_str version_in(struct gx_str text)
{
	struct gx_str word;
	while (gx_str_cut(&text, ' ', &word)) {
		size_t digits = 0, points = 0;
		for (size_t i = 0; i < word.len; i++) {
			digits += word.at[i] >= '0' && word.at[i] <= '9';
			points += word.at[i] == '.';
		}
		if (digits > 0 && points > 0 && digits + points == word.len)
			return word;
	}
	return GX_STR_NONE;
}

static int is_entry(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool set_card(struct gx_machine *machine, int number, const char *bus)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(TEXT_MAX);
	char key[32];
	(void)snprintf(key, sizeof(key), "gpu.%d.name", number);
	gx_buf_printf(&path, "/proc/driver/nvidia/gpus/%s/information", bus);
	return gx_machine_set(machine, key, gx_machine_field(gx_machine_read(machine, gx_buf_c(&path), &text), "Model", ':'));
}

/* One folder a card, called by its place on the bus (domain:bus:device.function). */
static bool set_cards(struct gx_machine *machine)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	struct dirent **cards;
	bool set = true;
	gx_buf_printf(&path, "%s/proc/driver/nvidia/gpus", machine->root);
	int count = scandir(gx_buf_c(&path), &cards, is_entry, by_name);
	for (int i = 0; i < count; i++) {
		set = set && (i >= GPUS_MAX || set_card(machine, i, cards[i]->d_name));
		free(cards[i]);
	}
	if (count >= 0)
		free(cards);
	return set;
}

/* version.json of the toolkit: {"cuda": {"name": "CUDA SDK", "version": "12.2.20230823"}, …} */
static bool set_toolkit(struct gx_machine *machine)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(TEXT_MAX);
	struct gx_node *root;
	const char *home = getenv("CUDA_HOME");
	gx_path(&path, home && *home ? home : "/usr/local/cuda", "version.json");
	struct gx_str json = gx_machine_read(machine, gx_buf_c(&path), &text);
	if (json.len == 0 || gx_json_read(json, "version.json", machine->arena, &root, NULL) < 0 || root->kind != GX_OBJECT)
		return true;
	const struct gx_node *cuda = gx_node_get(root, "cuda");
	const struct gx_node *version = cuda && cuda->kind == GX_OBJECT ? gx_node_get(cuda, "version") : NULL;
	return !version || version->kind != GX_STRING || gx_machine_set(machine, "cuda", version->text);
}

bool gx_machine_set_gpus(struct gx_machine *machine)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(TEXT_MAX);
	struct gx_str driver = gx_machine_field(gx_machine_read(machine, "/proc/driver/nvidia/version", &text), "NVRM version", ':');
	if (driver.len == 0)
		return true;
	return gx_machine_set(machine, "driver", version_in(driver)) && set_cards(machine) && set_toolkit(machine);
}
