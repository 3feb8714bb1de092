#!/bin/sh
# What the hook for Python has logged of programs that use click, absl, fire and Hydra, as their newest versions are; `PACKAGES` for
# others. Needs the network, for a virtual environment of its own, and skips itself without. PYTHON is the interpreter. Prints TAP.
#
#	PYTHON=python3.8 PACKAGES='click==7.0 absl-py==0.15 fire==0.3 hydra-core==1.0.7' sh tests/interop/python-hook.sh

root=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/gx-interop.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
count=0 failed=0

# shellcheck disable=SC2086 # a list of packages
if ! "${PYTHON:-python3}" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null || ! "${PYTHON:-python3}" -m venv venv >said 2>&1 ||
	! venv/bin/pip install -q --disable-pip-version-check ${PACKAGES:-click absl-py fire hydra-core} >said 2>&1; then
	echo "1..0 # SKIP no Python of at least 3.8, or no network: $(tail -n 1 said 2>/dev/null)"
	exit 0
fi
venv/bin/pip list --disable-pip-version-check 2>/dev/null | sed -n 's/^\([Cc]lick\|absl-py\|fire\|hydra-core\|omegaconf\) */# \1 /p'
mkdir hook conf
cp "$root"/src/python/hook/*.py hook

cat >of_click.py <<\EOT
import click

@click.group()
@click.option("--verbose/--quiet", default=False)
def main(verbose):
    pass

@main.command()
@click.option("--lr", default=0.1)
@click.option("--seed", type=int)
@click.argument("files", nargs=-1)
def fit(lr, seed, files):
    print(lr, seed, files)

main()
EOT

cat >of_absl.py <<\EOT
from absl import app, flags, logging

flags.DEFINE_float("lr", 0.1, "rate")
flags.DEFINE_enum("opt", "sgd", ["sgd", "adam"], "optimizer")
flags.DEFINE_list("layers", ["8", "8"], "sizes")

def main(argv):
    print(flags.FLAGS.lr)

app.run(main)
EOT

cat >of_fire.py <<\EOT
import fire

class Trainer:
    def __init__(self, seed=1):
        self.seed = seed

    def fit(self, lr=0.1, *files, **more):
        print(self.seed, lr, files, more)

fire.Fire(Trainer)
EOT

cat >of_hydra.py <<\EOT
import hydra

@hydra.main(config_path="conf", config_name="config")
def main(cfg):
    print(cfg.lr)

main()
EOT
cat >conf/config.yaml <<\EOT
lr: 0.1
opt:
  name: adam
  eps: ${lr}
job: ${hydra:job.name}
needed: ???
layers: [1, 2]
hydra:
  run:
    dir: out
EOT

# logs TITLE PROGRAM [ARGUMENTS…]: it prints what it prints without the hook, and logs the lines on standard input.
logs() {
	title=$1
	shift
	rm -f log
	count=$((count + 1))
	venv/bin/python "$@" >plain 2>&1
	GIT_EXP_LOG=$work/log PYTHONPATH=$work/hook venv/bin/python "$@" >hooked 2>&1
	touch log
	if diff plain hooked && diff - log; then
		echo "ok $count - $title"
	else
		echo "not ok $count - $title"
		failed=1
	fi
}

logs 'click: a command and its group' of_click.py --verbose fit --lr 3 a b <<EOF
{"_param": {"verbose": true}, "_source": "click"}
{"_param": {"verbose": true, "lr": 3.0, "files": ["a", "b"], "seed": null}, "_source": "click"}
EOF

logs 'click: a wrong option' of_click.py fit --nosuch <<EOF
{"_param": {"verbose": false}, "_source": "click"}
EOF

logs 'absl: the flags of the main program, and those that were set' of_absl.py --lr=3 --stderrthreshold=error <<EOF
{"_param": {"stderrthreshold": "error", "lr": 3.0, "opt": "sgd", "layers": ["8", "8"]}, "_source": "absl"}
EOF

logs 'fire: the arguments of what is called' of_fire.py --seed 4 fit --lr 0.5 x --y=3 <<EOF
{"_param": {"seed": 4}, "_source": "fire"}
{"_param": {"lr": 0.5, "files": ["x"], "y": 3}, "_source": "fire"}
EOF

logs 'hydra: the configuration, resolved' of_hydra.py lr=3 +z=null <<EOF
{"_param": {"lr": 3, "opt": {"name": "adam", "eps": 3}, "job": "of_hydra", "needed": "???", "layers": [1, 2], "z": null}, "_source": "hydra"}
EOF

echo "1..$count"
exit $failed
