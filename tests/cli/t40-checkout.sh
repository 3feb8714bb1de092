#!/bin/sh
# git exp checkout: the code of a run, without its record.

. "$(dirname "$0")/lib.sh"

# contents: every path but git's own with its mode and bytes (or where a link leads), to compare whole work trees.
contents() {
	find . -name .git -prune -o \( -type f -o -type l \) -print | LC_ALL=C sort | while IFS= read -r path; do
		if [ -h "$path" ]; then
			printf '%s -> %s\n' "$path" "$(readlink "$path")"
		else
			printf '%s %s %s\n' "$path" "$([ -x "$path" ] && echo x || echo -)" "$(cksum <"$path")"
		fi
	done
}

new_repo work
cd work || exit 1
commit_file train.py 'lr = 0.1'
clean=$(git exp record --name clean -m loss=0.5)
commit_file train.py 'lr = 0.2'

test_ok 'a clean run is the commit that it stands on' '
	git exp checkout "$clean"
	test "$(git rev-parse HEAD)" = "$(git rev-parse main^)"
	test "$(cat train.py)" = "lr = 0.1"
	test ! -e .exp
	expect_code 1 git symbolic-ref -q HEAD
'
git checkout -q main

# All that a work tree may hold: edits, modes, links, staged, deleted and new files.
mkdir -p src/deep
printf 'a\n' >src/deep/a.py
printf '#!/bin/sh\n' >go.sh
chmod +x go.sh
ln -s train.py link
printf 'one\r\ntwo\r\n' >crlf.txt
printf 'gone\n' >gone.py
printf '*.bat text eol=crlf\ncrlf.txt -text\n' >.gitattributes
printf 'line\r\n' >run.bat
git add -A
git commit -q -m all
printf 'edited\n' >>train.py
printf 'b\n' >src/deep/b.py
git add src/deep/b.py
printf 'new\n' >'new file.py'
chmod -x go.sh
rm gone.py link
ln -s src link
printf 'more\r\n' >>run.bat
printf 'secret\n' >.env
head -c 4096 /dev/zero >weights.pt
printf '%s\n' "warning: the run's snapshot left these out, and so they are not in its code:" '	.env' '	weights.pt' >"$GX_TEMP/omitted"
contents | grep -v -e '^\./\.env ' -e '^\./weights' >"$GX_TEMP/dirty"
dirty=$(git exp record --name dirty -m loss=0.4)

test_err 'git refuses to overwrite local changes' 1 'git exp checkout "$clean"' <<\EOT
error: Your local changes to the following files would be overwritten by checkout:
	go.sh
	link
	run.bat
	train.py
Please commit your changes or stash them before you switch branches.
Aborting
EOT

test_ok 'what the snapshot left out is said' '
	git exp checkout --worktree ../again dirty >out 2>err
	sed 1d err | diff - "$GX_TEMP/omitted"
	rm out err
'

test_ok 'a new worktree holds the code byte for byte, and this one is as it was' '
	(cd ../again && contents) | diff "$GX_TEMP/dirty" -
	test "$(git symbolic-ref HEAD)" = refs/heads/main
	test -f .env
'

test_ok 'the commit is by the author of the run at its start, on top of its code' '
	cd ../again
	git log -1 --format="%an <%ae> %aI%n%cn %cI%n%s%n%P" >out
	printf "%s\n" "A U Thor <author@example.com> 2026-11-20T12:00:00Z" "A U Thor 2026-11-20T12:00:00Z" \
		"code of run $dirty (default/dirty)" "$(git rev-parse main)" | sed "s/T12:00:00Z/T12:00:00+00:00/g" >expected
	sed -i "s/Z$/+00:00/" out
	diff expected out
'

test_ok 'every clone makes the same commit, and has the same bytes' '
	git init -q --bare ../hub.git
	git push -q ../hub.git main "refs/experiments/*"
	git clone -q ../hub.git ../clone
	cd ../clone
	git fetch -q origin "refs/experiments/*:refs/experiments/*"
	git exp checkout dirty
	contents | diff "$GX_TEMP/dirty" -
	test "$(git rev-parse HEAD)" = "$(git -C ../again rev-parse HEAD)"
	git status --porcelain | cmp - /dev/null
'

test_ok 'plain git gives the same bytes and the record' '
	cd ../clone
	git checkout -q "$dirty"
	contents | grep -v "^\./\.exp/" | diff "$GX_TEMP/dirty" -
	test -f .exp/run.yaml
'

test_ok 'git show of a run on a dirty tree is its patch and its record' '
	git show --format= --name-status "$dirty" | grep -v "	\.exp/" >out
	git diff-tree -r --name-status main "$(git -C ../again rev-parse HEAD)" | diff - out
	git show --format= "$dirty" -- train.py | grep -q "^+edited"
	git show --format= "$dirty" -- .exp/metrics.yaml | grep -q "^+loss: 0.4"
'

test_ok '-f throws local changes away, as git does' '
	cp train.py "$GX_TEMP/kept"
	git exp checkout -f clean
	test "$(cat train.py)" = "lr = 0.1"
	git checkout -q main
'

test_ok 'from a subdirectory' '
	mkdir -p sub
	cd sub
	git exp checkout clean
	test "$(cat ../train.py)" = "lr = 0.1"
	git checkout -q main
'

bare=$(git exp record --no-code --name bare)
test_err 'a run without code' 1 'git exp checkout bare' <<EOT
error: run $(printf '%.7s' "$bare") was recorded without code
EOT

test_err 'one run is needed' 129 'git exp checkout' <<\EOT
error: name one run
usage: git exp checkout [-f] [--worktree <path>] <run>

    -f, --force           as git's: throw local changes away
    --worktree <path>     into a new worktree at <path>; the one here stays as it is

EOT

test_ok 'git says what it does not like about the path' '
	expect_code 1 git exp checkout --worktree ../clone clean 2>err
	grep -qx "fatal: '\''../clone'\'' already exists" err
	rm err
'

test_ok 'a run from before the first commit' '
	git init -q ../unborn
	cd ../unborn
	printf "x = 1\n" >x.py
	git exp record --name first >/dev/null
	git exp checkout --worktree ../first first
	test "$(cat ../first/x.py)" = "x = 1"
	test -z "$(git -C ../first log -1 --format=%P)"
'

# --- a clone that lacks the commit

test_ok 'a shallow clone says which fetch mends it' '
	git clone -q --depth 1 "file://$GX_TEMP/trash/hub.git" ../shallow
	cd ../shallow
	git fetch -q --depth 1 origin "refs/experiments/*:refs/experiments/*"
	expect_code 1 git exp checkout clean 2>err
	sed -E "s/[0-9a-f]{7,40}/X/g" err >err2
	printf "error: run X stands on commit X, which this shallow clone lacks; \`git fetch --unshallow\` brings it\n" | diff - err2
	git fetch -q --unshallow
	git exp checkout clean
'

# --- what nobody may check out

test_ok 'git itself refuses hostile names' '
	git init -q ../hostile
	no_fsck ../hostile
	cd ../hostile
	printf "ok\n" >ok.py
	git add ok.py
	git commit -q -m ok
	id=$(git exp record --name evil -m loss=1)
	blob=$(printf "pwned\n" | git hash-object -w --stdin)
	record=$(git rev-parse "$id:.exp")
	for name in .git .. "git~1" .GIT; do
		inner=$(printf "100644 blob %s\tconfig\n" "$blob" | git mktree)
		tree=$(printf "040000 tree %s\t.exp\n040000 tree %s\t%s\n" "$record" "$inner" "$name" | git mktree)
		git cat-file commit "$id" | sed "s/^tree .*/tree $tree/" >commit
		bad=$(git hash-object -t commit -w --stdin --literally <commit)
		git update-ref "refs/experiments/default/$bad" "$bad"
		before=$(cksum <.git/config)
		expect_code 1 git exp checkout -f "$bad" 2>err
		test "$(cksum <.git/config)" = "$before"
		test ! -e ../config
		git update-ref -d "refs/experiments/default/$bad"
	done
'

# --- submodules

test_ok 'a submodule is the commit that ran' '
	git init -q ../library
	(cd ../library && commit_file lib.py 1 && commit_file lib.py 2)
	git init -q ../super
	cd ../super
	git -c protocol.file.allow=always submodule --quiet add ../library library
	git commit -q -m super
	git -C library checkout -q HEAD^
	id=$(git exp record --name old -m loss=1)
	git exp checkout -f "$id"
	test "$(git rev-parse HEAD:library)" = "$(git -C library rev-parse origin/main^)"
	git diff-tree -r --name-only HEAD^ HEAD >out
	echo library | diff - out
'

finish
