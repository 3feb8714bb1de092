#!/bin/sh
# Every example in the man pages runs. Prints TAP.
#
# An example is, in any section of a page in man/, a line
#
#	.Dl $ git exp log --sort val_loss
#
# or, within .Bd -literal … .Ed, a line that begins with `$ `; `> ` goes on with the line before it. Other lines of a block are
# what the command prints, and are not compared. mdoc's escapes \e \- \(aq \(dq \(ha \(ti \& mean their characters.
#
# All examples of one page run in their order, by sh, in one fresh folder, and each must exit 0. The folder is a repository with
#
#	train.py  params.yaml  metrics.json  history.csv  model.pt  runs.jsonl  data/iris.csv	(runs.jsonl alone is not committed)
#
# one commit on `main`, tagged v1, a bare repository as remote `origin`, and these finished runs, oldest first:
#
#	mnist/baseline     lr=0.1, seed=1, model=mlp; loss=0.52, accuracy=0.81; tag `baseline`
#	mnist/brave-otter  lr=0.01, seed=1, model=cnn; loss=0.31, accuracy=0.90, with history; artifact model.pt; data data/iris.csv
#	mnist/calm-fox     lr=0.001, seed=2, model=cnn; loss=0.28, accuracy=0.92; a note
#	bert/quiet-owl     lr=3e-5, seed=7; loss=1.20
#
# and the shell variable $id is the id of mnist/brave-otter. The clock is frozen at 2026-11-20T12:00:00Z.

. "$(dirname "$0")/../cli/lib.sh"

# write_examples PAGE FOLDER: each example into a file of its own, in their order.
write_examples() {
	awk -v folder="$2" '
		function start(text) { file = sprintf("%s/%03d.sh", folder, ++count); print text > file }
		/^\.Bd .*-literal/ { literal = 1; next }
		/^\.Ed/ { literal = 0 }
		{
			gsub(/\\&/, ""); gsub(/\\-/, "-"); gsub(/\\\(aq/, "\047"); gsub(/\\\(dq/, "\"")
			gsub(/\\\(ha/, "^"); gsub(/\\\(ti/, "~"); gsub(/\\e/, "\\")
		}
		/^\.Dl \$ / { start(substr($0, 7)); next }
		literal && /^\$ / { start(substr($0, 3)); next }
		literal && /^> / && file != "" { print substr($0, 3) > file }
	' "$1"
}

make_files() {
	mkdir data
	printf 'print("training")\n' >train.py
	printf 'lr: 0.1\nseed: 1\nmodel: mlp\n' >params.yaml
	printf '{"loss": 0.52, "accuracy": 0.81}\n' >metrics.json
	printf 'step,loss,accuracy\n0,0.9,0.5\n1,0.5,0.8\n2,0.31,0.9\n' >history.csv
	printf 'weights\n' >model.pt
	printf 'sepal,petal,species\n5.1,1.4,setosa\n6.2,4.5,versicolor\n' >data/iris.csv
}

make_runs() {
	git exp record --experiment=mnist --name=baseline -p lr=0.1 -p seed=1 -p model=mlp -m loss=0.52 -m accuracy=0.81 \
		-t baseline &&
		git exp record --experiment=mnist --name=brave-otter -p lr=0.01 -p seed=1 -p model=cnn --history=history.csv \
			-a model.pt --data=data/iris.csv &&
		git exp record --experiment=mnist --name=calm-fox -p lr=0.001 -p seed=2 -p model=cnn -m loss=0.28 -m accuracy=0.92 \
			--note='more epochs might help' &&
		git exp record --experiment=bert --name=quiet-owl -p lr=3e-5 -p seed=7 -m loss=1.2
}

# Makes the folder and goes there.
make_repository() {
	git init -q --bare "$1.git" &&
		git init -q "$1" &&
		cd "$1" &&
		make_files &&
		git add . &&
		git commit -q -m 'train: a first model' &&
		git tag v1 &&
		git remote add origin "$GX_TEMP/trash/$1.git" &&
		git push -q origin main &&
		printf '{"params": {"lr": 0.5}, "metrics": {"loss": 0.7}}\n{"params": {"lr": 0.2}, "metrics": {"loss": 0.4}}\n' >runs.jsonl
}

# The runs, once there is a command that writes them.
make_all() {
	make_repository "$1" || return
	git exp --dump-options | grep -q '^command	record	' || return 0
	make_runs && id=$(git exp show --format='%(id)' mnist/brave-otter) && export id
}

run_page() {
	name=$(basename "$1" .1)
	mkdir "$GX_TEMP/$name"
	write_examples "$1" "$GX_TEMP/$name"
	[ -e "$GX_TEMP/$name/001.sh" ] || return 0
	if ! make_all "$name" >"$GX_TEMP/log/make" 2>&1; then
		test_ok "$name: the repository for its examples" 'cat "$GX_TEMP/log/make"; false'
		return
	fi
	for example in "$GX_TEMP/$name"/*.sh; do
		test_ok "$name: $(head -1 "$example")" 'sh -e "$example"'
	done
}

for page in "$GX_ROOT"/man/*.[1-8]; do
	[ ! -f "$page" ] || run_page "$page"
	cd "$GX_TEMP/trash" || exit 1
done

finish
