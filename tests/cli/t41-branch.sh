#!/bin/sh
# git exp branch: a branch at the code of a run.

. "$(dirname "$0")/lib.sh"

new_repo work
cd work || exit 1
commit_file train.py 'lr = 0.1'
git exp record --name clean -m loss=0.5 >/dev/null
printf 'lr = 0.2\n' >train.py
dirty=$(git exp record --name dirty -m loss=0.4)

test_ok 'of a clean run: at its commit, and nothing is checked out' '
	git exp branch try-clean clean >out
	cmp out /dev/null
	test "$(git rev-parse try-clean)" = "$(git rev-parse main)"
	test "$(git symbolic-ref HEAD)" = refs/heads/main
	test "$(git status --porcelain)" = " M train.py
?? out"
	rm out
'

test_ok 'of a dirty run: one commit on top of its code' '
	git exp branch try-dirty dirty
	test "$(git rev-parse try-dirty^)" = "$(git rev-parse main)"
	test "$(git show try-dirty:train.py)" = "lr = 0.2"
	test "$(git ls-tree -r --name-only try-dirty)" = train.py
	test "$(git log -1 --format=%s try-dirty)" = "code of run $dirty (default/dirty)"
	git config --get branch.try-dirty.merge && exit 1
	true
'

test_err 'a branch that is there' 1 'git exp branch try-dirty clean' <<\EOT
fatal: a branch named 'try-dirty' already exists
EOT

test_ok '-f moves it' '
	git exp branch -f try-dirty clean
	test "$(git rev-parse try-dirty)" = "$(git rev-parse main)"
'

test_err 'a name that git does not take' 1 'git exp branch -- -x clean' <<\EOT
fatal: '-x' is not a valid branch name
EOT

test_err 'a run that there is not' 1 'git exp branch x nosuch' <<\EOT
error: no run matches 'nosuch'
EOT

test_ok 'in a bare repository too' '
	git clone -q --bare . ../bare.git
	git push -q ../bare.git "refs/experiments/*"
	git -C ../bare.git exp branch try dirty
	test "$(git -C ../bare.git show try:train.py)" = "lr = 0.2"
'

finish
