#!/bin/sh
# The code that a run is recorded with: which commit it stands on, which tree, whether it differs.

. "$(dirname "$0")/lib.sh"

# facts RUN: what the record says of its code, the tree without .exp and the first state's parent.
facts() {
	git exp show --format='commit %(code.commit) dirty %(code.dirty) branch (%(code.branch)) parent (%(parent))' "$1"
}

# stripped COMMIT: the id of its tree without .exp
stripped() {
	git ls-tree "$1" | grep -v '	\.exp$' | git mktree --missing
}

new_repo work
cd work || exit 1
commit_file a.py one
commit_file b.py two
main=$(git rev-parse main)
clean=$(git exp record --name clean -m x=1)
printf 'edited\n' >a.py
dirty=$(git exp record --name dirty -m x=1)
git checkout -q a.py

test_out 'clean: HEAD, its branch, its tree' 'facts clean; git exp show --format="%(code.tree)" clean; git rev-parse "$clean^"' <<EOT
commit $main dirty false branch (refs/heads/main) parent ()
$(git rev-parse 'main^{tree}')
$main
EOT

test_out 'dirty: the same commit, another tree' 'facts dirty; git exp show --format="%(code.tree)" dirty; git rev-parse "$dirty^"' <<EOT
commit $main dirty true branch (refs/heads/main) parent ()
$(stripped "$dirty")
$main
EOT

# --- HEAD is itself a state of a run

git checkout -q "$dirty"
again=$(git exp record --name again -m x=2)
test_out 'HEAD is a run: the new one stands on its code commit and names it' 'facts again; git rev-parse "$again^"; git diff-tree -r --name-only "$dirty" "$again" | grep -v "^.exp/"; git exp show --format="%(code.tree)" again' <<EOT
commit $main dirty true branch () parent ($dirty)
$main
$(stripped "$dirty")
EOT

test_ok 'HEAD is a later state of a run' '
	git exp tag later "$dirty"
	git checkout -q "refs/experiments/default/$dirty"
	test "$(git rev-parse HEAD)" != "$dirty"
	id=$(git exp record --name later-state -m x=2)
	test "$(git exp show --format="%(parent)" "$id")" = "$dirty"
	test "$(git rev-parse "$id^")" = "$main"
'

test_ok 'HEAD is a clean run' '
	git checkout -q "$clean"
	id=$(git exp record --name from-clean -m x=2)
	test "$(facts "$id")" = "commit $main dirty false branch () parent ($clean)"
	git diff-tree -r --name-only "$id^" "$id" | grep -v "^.exp/" && exit 1
	true
'

test_ok 'HEAD is a run, and the work tree was changed since' '
	git checkout -q "$clean"
	printf "more\n" >c.py
	id=$(git exp record --name changed -m x=2)
	test "$(facts "$id")" = "commit $main dirty true branch () parent ($clean)"
	test "$(git show "$id:c.py")" = more
	rm c.py
'

test_ok 'a commit on top of a run, as plain git makes it' '
	git checkout -q "$dirty"
	printf "on top\n" >a.py
	git commit -q -a -m "on top"
	id=$(git exp record --name on-top -m x=2)
	test "$(git rev-parse "$id^")" = "$main"
	test "$(git show "$id:a.py")" = "on top"
	test "$(git ls-tree --name-only "$id:.exp" | grep -c run.yaml)" = 1
	git exp fsck
'
git checkout -q main

# --- --code

test_ok '--code of a commit: as it is, whatever the work tree holds' '
	printf "dirt\n" >a.py
	id=$(git exp record --name at --code main^ -m x=1)
	test "$(git exp show --format="%(code.dirty) %(code.commit)" "$id")" = "false $(git rev-parse main^)"
	git diff-tree -r --name-only main^ "$id" | grep -v "^.exp/" && exit 1
	git checkout -q a.py
'

test_ok '--code of a run' '
	id=$(git exp record --name at-run --code "$dirty" -m x=1)
	test "$(git exp show --format="%(code.dirty) %(parent) %(code.commit)" "$id")" = "true $dirty $main"
	test "$(git rev-parse "$id^")" = "$main"
	test "$(git exp show --format="%(code.tree)" "$id")" = "$(stripped "$dirty")"
'

test_err '--code of what is no commit' 1 'git exp record --code nosuch' <<\EOT
error: 'nosuch' names no commit
EOT

test_ok 'in a bare repository' '
	git clone -q --bare . ../bare.git
	git push -q ../bare.git "refs/experiments/*"
	cd ../bare.git
	expect_code 1 git exp record -m x=1 2>err
	printf "%s\n" "error: a bare repository has no work tree to record; name the code with --code <commit>, or use --no-code" | diff - err
	id=$(git exp record --code main -m x=1)
	test "$(git rev-parse "$id^")" = "$main"
	test "$(git exp show --format="%(code.dirty)" "$id")" = false
	id=$(git exp record --code "$dirty" -m x=1)
	test "$(git exp show --format="%(code.dirty) %(parent)" "$id")" = "true $dirty"
	id=$(git exp record --no-code -m x=1)
	test -z "$(git log -1 --format=%P "$id")"
	test "$(git ls-tree --name-only "$id")" = .exp
'

# --- detached, unborn, no code

test_ok 'a detached HEAD has no branch' '
	git checkout -q --detach main^
	id=$(git exp record --name detached -m x=1)
	test "$(facts detached)" = "commit $(git rev-parse main^) dirty false branch () parent ()"
	git checkout -q main
'

test_ok 'an unborn HEAD: no parent, the work tree' '
	git init -q ../unborn
	cd ../unborn
	id=$(git exp record -m x=1)
	test "$(git exp show --format="%(code.dirty) %(code.branch) %(code.tree)" "$id")" = "true refs/heads/main $(git mktree </dev/null)"
	printf "x\n" >x.py
	id=$(git exp record -m x=1)
	test "$(git ls-tree --name-only "$id" | tr "\n" " ")" = ".exp x.py "
	test -z "$(git log -1 --format=%P "$id")"
	git checkout -q "$id" 2>/dev/null || git checkout -q -f "$id"
	id2=$(git exp record -m x=2)
	test "$(git exp show --format="%(parent) %(code.dirty)" "$id2")" = "$id true"
	test -z "$(git log -1 --format=%P "$id2")"
'

# --- .exp of the branch

test_ok 'an adopted branch: the record replaces .exp whole, and the code is clean' '
	git switch -q -c adopted main
	git exp adopt -q clean
	id=$(git exp record --name after -m x=3)
	test "$(git exp show --format="%(code.dirty) %(code.commit) %(parent)" "$id")" = "false $(git rev-parse HEAD) "
	test -z "$(git ls-tree "$id:.exp" adopted.yaml)"
	test "$(git exp show --format="%(code.tree)" "$id")" = "$(git rev-parse "main^{tree}")"
	git exp checkout after
	test "$(git rev-parse HEAD)" = "$(git rev-parse adopted)"
	git switch -q main
'

test_ok 'a .exp that is no record is the user'"'"'s own' '
	git switch -q -c own main
	mkdir .exp
	printf "title: mine\n" >.exp/run.yaml
	git add .exp
	git commit -q -m own
	expect_code 1 git exp record -m x=1 2>err
	grep -q "the code has a .\.exp. of its own" err
	rm err
	git exp record --no-code -m x=1
	git switch -q main
'

test_ok 'a shallow clone' '
	git clone -q --depth 1 "file://$PWD" ../shallow
	cd ../shallow
	id=$(git exp record -m x=1)
	test "$(git exp show --format="%(code.dirty)" "$id")" = false
	printf "s\n" >s.py
	id=$(git exp record -m x=1)
	test "$(git rev-parse "$id^")" = "$main"
	git exp checkout -f "$id"
	test "$(cat s.py)" = s
'

test_ok 'HEAD is a run whose code commit is not in a shallow clone' '
	git init -q ../thin
	cd ../thin
	git fetch -q --depth 1 "file://$GX_TEMP/trash/work" "refs/experiments/*:refs/experiments/*"
	git checkout -q "$clean"
	expect_code 1 git exp record -m x=1 2>err
	echo "error: HEAD stands on commit $main, which this shallow clone lacks; \`git fetch --unshallow\` brings it" | diff - err
'

test_ok 'a submodule: its commit, and what is dirty in it is listed' '
	git init -q ../library
	(cd ../library && commit_file lib.py 1 && commit_file lib.py 2)
	git init -q ../super
	cd ../super
	git submodule --quiet add ../library library
	git commit -q -m super
	printf "dirty\n" >library/lib.py
	id=$(git exp record -m x=1)
	test "$(git exp show --format="%(code.dirty) %(code.omitted)" "$id")" = "false [\"library\"]"
	git -C library checkout -q -f HEAD^
	id=$(git exp record -m x=1)
	test "$(git rev-parse "$id:library")" = "$(git -C library rev-parse HEAD)"
	test "$(git exp show --format="%(code.dirty) %(code.omitted)" "$id")" = "true "
'

finish
