#!/bin/sh
# `make demo`, which is the tutorial, as a test from end to end.

. "$(dirname "$0")/lib.sh"

have python3 || skip_all 'python3 is missing'

# Seven runs one after the other: with the clock stopped none would be the newest, with the seed set all had one name.
unset GIT_EXP_NOW GIT_EXP_SEED GIT_AUTHOR_DATE GIT_COMMITTER_DATE
export COLUMNS=200 # every column is shown

test_ok 'it runs through, and removes its folder' '
	mkdir temp
	TMPDIR=$PWD/temp sh "$GX_ROOT/tests/demo/demo.sh"
	rmdir temp
'

sh "$GX_ROOT/tests/demo/demo.sh" "$GX_TEMP/trash/demo" >out 2>err
sed '/^# Share/,$d' out >here
sed '1,/^# A colleague/d; /^# And without/,$d' out >there
sed '1,/^# And without/d' out >plain

# said FILE COMMAND: what the `$ COMMAND…` in that part of the output printed, ages and blanks aside.
said() {
	awk -v command="\$ $2" '/^[$#] / { shown = index($0, command) == 1; next } shown' "$1" |
		sed 's/[0-9][0-9]* [a-z]* ago/AGE/; s/  */ /g; /^$/d'
}

test_ok 'on standard error only git, which knows no git exp there' '
	sed "/^git: .exp. is not a git command/d; /^$/d; /^The most similar command/,\$d" err >more
	cmp /dev/null more
'

test_ok 'the table: seven runs, what differs, the best of each metric marked' '
	said here "git exp log" >table
	test "$(wc -l <table)" -eq 8
	sed -n 1p table | grep -q "^id name status age tags lr momentum seed val_loss val_acc loss train_acc$"
	sed -n 2p table | grep -q " finished AGE momentum 1 0\.9 1 [0-9.]*\* [0-9.]*\* [0-9.]*\* [0-9.]*\*$"
'

test_ok 'the clone shows the same table' '
	said here "git exp log" >table
	test -s table
	said there "git exp log" | cmp table -
'

test_ok 'best and diff name momentum' '
	said here "git exp best val_loss" | grep -q " momentum 60 1 0\.9 1 "
	said here "git exp diff '\''@{2}" >diff
	grep -q "^ momentum 0\.0 → 0\.9$" diff
	grep -q "^ val_loss .* better$" diff
	said here "git exp diff --code" | grep -q "^+MOMENTUM = 0\.9$"
'

test_ok 'without git-exp, git shows parameters, metrics and code of a run, and finds no fault' '
	said plain "git log --oneline --graph" >log
	test "$(grep -c "iris: .* finished \[val_loss=" log)" -eq 7
	said plain "git ls-tree" | grep -q "^\.exp/artifacts/model\.json$"
	said plain "git show" | grep -q "^+momentum: 0\.9$"
	said plain "git diff" >diff
	grep -q "^-momentum: 0\.0$" diff
	grep -q "^+MOMENTUM = 0\.9$" diff
	test "$(tail -1 out)" = "$ git fsck --strict --no-progress"
'

test_ok 'the code of a run, checked out in the clone, gives its result again' '
	cd demo/colleague
	best=$(git exp best -q val_loss)
	git checkout -q "$best"
	python3 train.py --lr 1 --seed 1 --out again >/dev/null
	cmp again/model.json .exp/artifacts/model.json
'

finish
