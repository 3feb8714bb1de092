#include "capture/launcher.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/str.h"

enum { ROOM = 64 };

static size_t split(char *line, const char **argv)
{
	size_t argc = 0;
	for (char *word = strtok(line, " "); word && argc < ROOM; word = strtok(NULL, " "))
		argv[argc++] = word;
	return argc;
}

/* `|` stands before the program, `^` before its first argument; neither is a word of the command. */
static void check(const char *marked)
{
	char line[1024];
	const char *argv[ROOM];
	snprintf(line, sizeof(line), "%s", marked);
	size_t words = split(line, argv), argc = 0, at = ROOM, first = ROOM;
	for (size_t i = 0; i < words; i++) {
		if (strcmp(argv[i], "|") == 0)
			at = argc;
		else if (strcmp(argv[i], "^") == 0)
			first = argc;
		else
			argv[argc++] = argv[i];
	}
	struct gx_program program = gx_program_find(argv, argc);
	cr_expect_eq(program.at, at == ROOM ? argc : at, "%s: the program is at %zu of %zu", marked, program.at, argc);
	cr_expect_eq(program.first, first == ROOM ? argc : first, "%s: its arguments begin at %zu of %zu", marked,
		     program.first, argc);
}

static const char *const commands[] = {
	"| ./train ^ --lr 0.1",
	"| train",
	"python | train.py ^ --lr 0.1",
	"/usr/bin/python3.11 -u -O | train.py ^ -m x",
	"python -X dev -W ignore -Wall | train.py",
	"python -m | pkg.train ^ --lr 1",
	"python -um | pkg ^ -c",
	"python | -mpkg ^ a",
	"python -c pass ^ --lr 1",
	"python -uc pass",
	"python",
	"python | - ^ --lr 1",
	"python -- | train.py ^ x",
	"python -m torch.distributed.run --nproc_per_node 2 | train.py ^ --lr 1",
	"python -m torch.distributed.launch --use_env --module | pkg.train ^ --lr 1",
	"python -m pdb | train.py ^ --lr 1",
	"python -m cProfile -o out.prof | train.py ^ --lr 1",
	"torchrun --standalone --nproc-per-node 2 --nnodes=1 | train.py ^ --lr 0.1",
	"torchrun --nproc_per_node=2 -m | pkg.train ^ --x",
	"accelerate launch --multi_gpu --num_processes 2 | train.py ^ --lr 1",
	"| accelerate ^ config --x 1",
	"deepspeed --num_gpus 2 | train.py ^ --deepspeed ds.json",
	"mpirun -np 4 -x PATH --mca btl tcp --oversubscribe python | train.py ^ --lr 1",
	"mpiexec -n4 | ./train ^ --lr 1",
	"srun -N1 -n 4 --gres gpu:1 --exclusive --pty python | train.py ^ --lr 1",
	"srun --ntasks=4 torchrun --standalone | train.py ^ --lr 1",
	"env -u X A=b C=d python | train.py ^ A=b",
	"uv run --with numpy | train.py ^ --lr 1",
	"uv run python | train.py ^ --lr 1",
	"uv --quiet run -m | pkg ^ --lr 1",
	"| uv ^ pip install x",
	"poetry run python | train.py",
	"conda run -n x --no-capture-output python | train.py ^ --lr 1",
	"docker run --rm --gpus all -v a:b -it image python | train.py ^ --lr 1",
	"apptainer exec --nv -B a:b image.sif python | train.py ^ --lr 1",
	"nice -n 5 time -v nohup timeout -k 5 60 taskset -c 0-3 python | train.py ^ --lr 1",
	"Rscript --vanilla | train.R ^ --lr 1",
	"julia --project=. -t 4 | train.jl ^ --lr 1",
	"node --max-old-space-size=4096 -r x | train.js ^ --lr 1",
	"bash -euxo pipefail | script.sh ^ --lr 1",
	"bash -c script ^ a",
	"java -Xmx1g -cp x | Main ^ a",
	"java -jar | x.jar ^ a",
	"cargo run --release -- ^ --lr 1",
	"npm run train",
	"| make ^ train LR=1",
	"env",
	"timeout 5",
	"mpirun -np",
};

Test(launcher, the_program_and_where_its_arguments_begin)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		check(commands[i]);
}

Test(launcher, no_command_at_all)
{
	struct gx_program program = gx_program_find(NULL, 0);
	cr_assert_eq(program.at, 0);
	cr_assert_eq(program.first, 0);
}
