#!/bin/sh
# `make bench`: whole commands against git, in pairs; prints one table and writes it as JSON.
#	run.sh <folder of the build> [<runs>]
# Ratios are what counts: the machine is as it is, so no limit is absolute and none fails the bench.
set -eu

build=$(cd "$1" && pwd)
runs=${2:-10000}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/git-exp-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
PATH=$build:$PATH
HOME=$work
GIT_CONFIG_GLOBAL=$work/gitconfig
GIT_CONFIG_NOSYSTEM=1
unset GIT_EXP_NOW GIT_EXP_SEED GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export PATH HOME GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM
git config --global user.name Bench
git config --global user.email bench@example.org
git config --global init.defaultBranch main
git config --global gc.auto 0
paired=$build/tests/paired
rows=$work/rows

new_repository() {
	git init -q "$1"
	(cd "$1" && printf 'import sys\n' >train.py && printf 'lr: 0.1\n' >params.yaml && git add . && git commit -qm 'first')
}

# over <number> <divisor>
over() {
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'
}

# row <what> <target> <json of paired>
row() {
	printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$rows"
	printf '%s\n' "$3" | sed -n 's/.*"a": \([0-9.]*\), "b": \([0-9.]*\), "ratio": \([0-9.]*\), "least": \([0-9.]*\), "greatest": \([0-9.]*\).*/\1 \2 \3 \4 \5/p' |
		while read -r a b ratio least greatest; do
			printf '%-60s %9.1f ms %9.1f ms %7.2f x (%.2f-%.2f)  to reach %s\n' "$1" "$(over "$a" 0.001)" "$(over "$b" 0.001)" "$ratio" "$least" "$greatest" "$2"
		done
}

params=$(i=0; while [ $i -lt 20 ]; do printf ' -p p%d=0.12345678901%d' $i $i; i=$((i + 1)); done)
metrics=$(i=0; while [ $i -lt 10 ]; do printf ' -m m%d=0.98765432101%d' $i $i; i=$((i + 1)); done)
commit='git -c core.fsync=all -c core.fsyncMethod=batch commit -q --allow-empty -m x'

new_repository "$work/one"
cd "$work/one"
row 'record, against git commit' '<= 2.2' "$("$paired" -n 41 "git-exp record$params$metrics" "$commit")"
id=$(git exp log -n 1 --format='%(id)')
row 'show, against git show' '<= 4' "$("$paired" -n 41 "git-exp show $id" "git show $id")"

awk -v n="$runs" -f "$here/search.awk" >"$work/runs.jsonl"
awk -v n="$runs" -v csv=1 -f "$here/search.awk" >"$work/runs.csv"
new_repository "$work/many"
cd "$work/many"
git exp record --stdin <"$work/runs.jsonl" >/dev/null
git fast-export --all >"$work/stream"
row "record --stdin, $runs runs, against fast-import, pack-refs" '<= 0.4' "$("$paired" -n 7 \
	-s "rm -rf $work/empty && git clone -q --no-local --single-branch $work/many $work/empty && sleep 0.2" \
	"sh -c 'cd $work/empty && exec git-exp record --stdin <$work/runs.jsonl'" \
	"sh -c 'cd $work/empty && git fast-import --quiet --force <$work/stream && git pack-refs --all'")"

git for-each-ref --format='%(objectname)' refs/experiments |
	git rev-list --objects --no-walk --stdin | cut -d' ' -f1 >"$work/objects"
row "log --format=json, $runs runs, against cat-file --batch" '<= 1.3' "$("$paired" -n 11 'git-exp log --format=json' \
	"sh -c 'exec git cat-file --batch --buffer <$work/objects'")"

git gc -q
pack=$(cat .git/objects/pack/*.pack | wc -c)
csv=$(gzip -9 -c "$work/runs.csv" | wc -c)
printf '%-60s %9.0f B  %9.0f B  %7.2f x               to reach <= 6\n' 'bytes a run in the pack, against gzip of the CSV' \
	"$(over "$pack" "$runs")" "$(over "$csv" "$runs")" "$(over "$pack" "$csv")"
printf 'bytes in the pack\t<= 6\t{"a": %s, "b": %s, "ratio": %s}\n' "$pack" "$csv" "$(over "$pack" "$csv")" >>"$rows"

awk -v n=100000 -f "$here/search.awk" >"$work/runs.jsonl"
new_repository "$work/huge"
cd "$work/huge"
git exp record --stdin <"$work/runs.jsonl" >/dev/null
for format in table json; do
	memory=$("$paired" -m "git-exp log --format=$format")
	bytes=$(printf '%s\n' "$memory" | sed 's/[^0-9]//g')
	printf '%-60s %9.1f MB                                       to reach <= 200 MB\n' "peak anonymous memory of log ($format), 100,000 runs" "$(over "$bytes" 1000000)"
	printf 'peak anonymous memory of log (%s)\t<= 200 MB\t%s\n' "$format" "$memory" >>"$rows"
done

awk -F '\t' 'BEGIN { print "[" } { printf "%s{\"what\": \"%s\", \"to_reach\": \"%s\", \"measured\": %s}", (NR > 1 ? ",\n" : ""), $1, $2, $3 } END { print "\n]" }' \
	"$rows" >"$build/bench.json"
printf 'written to %s\n' "$build/bench.json"
