#!/bin/sh
# A whole experiment from the first run to a colleague's clone, in some seconds. Each command is printed before it runs: what you
# see is what you would type. `make demo` runs it.
#
#	usage: tests/demo/demo.sh [FOLDER]
#
# Needs git, python3, and git-exp in PATH. Without FOLDER it works in a temporary folder that it removes; else it makes that
# folder and leaves it behind.

set -eu

path=$PATH
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -gt 0 ]; then
	mkdir "$1"
	place=$(cd "$1" && pwd)
else
	place=$(mktemp -d "${TMPDIR:-/tmp}/git-exp-demo.XXXXXX")
	trap 'PATH=$path; cd / && rm -rf "$place"' EXIT
	trap 'exit 1' HUP INT TERM
fi

# Nothing of yours is read or changed: neither a repository around us, nor your git's config.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_COMMON_DIR GIT_OBJECT_DIRECTORY GIT_NAMESPACE GIT_EXP_EXPERIMENT
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL="$place/gitconfig" GIT_CEILING_DIRECTORIES="$place" GIT_PAGER=cat
cat >"$GIT_CONFIG_GLOBAL" <<\CONFIG
[user]
	name = Ronald
	email = ronald@example.org
[init]
	defaultBranch = main
[advice]
	detachedHead = false
CONFIG

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
	bold=$(printf '\033[1m') plain=$(printf '\033[m')
fi

say() {
	printf '\n'
	printf '# %s\n' "$@"
}

# run COMMAND: shows the line, then does what it says.
run() {
	printf '%s$ %s%s\n' "$bold" "$1" "$plain"
	eval "$1"
}

git init -q "$place/iris"
cd "$place/iris"
cp "$here/train.py" "$here/../data/iris.csv" .
echo /out/ >.gitignore
echo 'headline: [val_loss, val_acc]' >.gitexp.yaml
git add .
git commit -q -m 'Softmax regression on the iris data'

say 'A git repository with a training script and its data. The script knows nothing of git exp:' \
	'it writes its parameters, a row an epoch and the model to out/, as many scripts do. The project says in' \
	'.gitexp.yaml which metrics count; it need not.'
run 'git log --oneline --stat'
run 'cat .gitexp.yaml'

say 'Train and record: three learning rates, two seeds. Each record is a commit under refs/experiments/,' \
	'and prints its id. Your branch, index and work tree stay as they are.'
for lr in 0.01 0.1 1; do
	for seed in 1 2; do
		run "python3 train.py --lr $lr --seed $seed"
		run 'git exp record -e iris --params out/params.json --history out/history.csv -a out/model.json=model.json --data iris.csv'
	done
done

say 'One idea more, not committed yet: momentum. The run holds the code as it ran, this change too.'
run "sed 's/^MOMENTUM = 0.0/MOMENTUM = 0.9/' train.py >out/train.py && cp out/train.py train.py"
run 'python3 train.py --lr 1 --seed 1'
run "git exp record -e iris --params out/params.json --history out/history.csv -a out/model.json=model.json --data iris.csv \\
	-t momentum --note 'Momentum is worth a commit.'"
run 'git status --short'

say 'The runs, newest first. Parameters that are equal in all of them are left out, the best values bear a star.'
run 'git exp log'

say 'The best one by a metric; side by side; one whole; and what made the difference.'
run 'git exp best val_loss'
run "git exp compare --only-differing '@' '@{1}' '@{3}'"
run "git exp show '@best(val_loss)'"
run "git exp diff '@{2}' '@'"
run "git exp diff --code '@{2}' '@'"

say 'Share: plain git pushes the runs to any git server.'
git init -q --bare "$place/hub.git"
run 'git remote add origin ../hub.git'
run "git push --quiet origin main 'refs/experiments/*'"

say 'A colleague clones, fetches the runs, and has the same table.'
cd "$place"
run 'git clone --quiet hub.git colleague && cd colleague'
run "git fetch --quiet origin 'refs/experiments/*:refs/experiments/*'"
run 'git exp log'
git exp log --format=jsonl >"$place/there"
(cd "$place/iris" && git exp log --format=jsonl) >"$place/here"
cmp "$place/here" "$place/there"
best=$(git rev-parse --short "$(git exp best --quiet val_loss)")
worst=$(git exp log --sort=-val_loss -n 1 --format='%(id)')
worst=$(git rev-parse --short "$worst")

say 'And without git-exp: a run is a commit whose tree is the code as it ran, and .exp/, its record.'
mkdir "$place/bin"
ln -s "$(command -v git)" "$place/bin/git"
PATH=$place/bin
run 'git exp log || true'
run "git log --oneline --graph --glob='refs/experiments/*'"
run "git ls-tree -r --name-only $best"
run "git show --format=%s $best -- train.py .exp/params.yaml .exp/metrics.yaml"
run "git diff $worst $best -- train.py .exp/params.yaml .exp/metrics.yaml"
run 'git fsck --strict --no-progress'
