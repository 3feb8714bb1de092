#!/bin/sh
# Where and as whom git exp works: identities, worktrees, bare, detached, unborn, shallow, sparse, partial; git's own options and variables.

. "$(dirname "$0")/lib.sh"

# Equal runs of one seed and one instant would be one run.
unset GIT_EXP_SEED
new_repo work && cd work || exit 1
git config exp.environment false
commit_file src/train.py 'print(1)' one
commit_file src/train.py 'print(2)' two
one=$(git rev-parse HEAD^) two=$(git rev-parse HEAD)
id=$(git exp record --name base -p a=1)

# code_of RUN
code_of() {
	git exp show --format='%(code.commit) %(code.branch) %(code.dirty)' "$1"
}

# --- who ----------------------------------------------------------------------------------------------------------------------

test_ok 'GIT_AUTHOR_* and GIT_COMMITTER_*' '
	new=$(GIT_AUTHOR_NAME=Zoë GIT_AUTHOR_EMAIL=zoe@x GIT_AUTHOR_DATE="1700000000 +0200" GIT_COMMITTER_NAME=Bot GIT_COMMITTER_EMAIL=bot@x git exp record)
	test "$(git log -1 --format="%an %ae %ad %cn %ce" --date=raw $new)" = "Zoë zoe@x 1700000000 +0200 Bot bot@x"
'
test_ok 'git -c user.name' '
	new=$(git -c user.name=Other -c user.email=other@x exp record)
	test "$(git log -1 --format="%an %ae" $new)" = "Other other@x"
'
test_ok 'nobody: recorded all the same, with a warning' '
	new=$(HOME=$PWD/nowhere XDG_CONFIG_HOME=$PWD/nowhere GIT_CONFIG_GLOBAL=/dev/null USER=me LOGNAME=me git exp record 2>../err)
	grep "^warning: no user.name and user.email are set; recorded as " ../err
	test "$(wc -l <../err)" -eq 1
	git log -1 --format="%ae" $new | grep @
'
test_ok 'nobody, and user.useConfigOnly' '
	new=$(GIT_CONFIG_GLOBAL=/dev/null git -c user.useConfigOnly=true exp record 2>../err)
	grep "^warning: no user.name" ../err
	git fsck --strict --no-dangling
'

# --- where --------------------------------------------------------------------------------------------------------------------

test_ok 'a subdirectory' '
	cd src && new=$(git exp record)
	test "$(git rev-parse $new:src/train.py)" = "$(git rev-parse HEAD:src/train.py)"
	test "$(git exp show --format="%(name)" base)" = base
'
test_ok 'git -C, --git-dir, --work-tree' '
	cd ..
	new=$(git -C work/src exp record)
	git -C work rev-parse -q --verify "refs/experiments/default/$new"
	mkdir -p tree/src && echo "print(3)" >tree/src/train.py
	new=$(git --git-dir=work/.git --work-tree=tree exp record)
	test "$(git -C work show $new:src/train.py)" = "print(3)"
	cd work && test "$(code_of $new)" = "$two refs/heads/main true"
'
test_ok 'GIT_DIR and GIT_WORK_TREE' '
	cd / && new=$(GIT_DIR=$GX_TEMP/trash/work/.git GIT_WORK_TREE=$GX_TEMP/trash/tree git exp record)
	test "$(git -C $GX_TEMP/trash/work show $new:src/train.py)" = "print(3)"
'
test_ok 'a linked worktree: its own HEAD, the same runs' '
	git worktree add -q --detach ../linked $one
	cd ../linked && new=$(git exp record --name linked)
	test "$(code_of $new)" = "$one  false"
	test "$(git exp show --format="%(name)" base)" = base
	cd ../work && test "$(git exp show --format="%(name)" linked)" = linked
'
test_ok 'a detached HEAD' '
	git checkout -q --detach $one && new=$(git exp record) && git checkout -q main
	test "$(code_of $new)" = "$one  false"
'
test_ok 'a dirty work tree: staged, unstaged, deleted, untracked; nothing is touched' '
	commit_file gone.py x three && git branch -f three && git reset -q --hard HEAD
	echo staged >staged.py && git add staged.py && echo unstaged >src/train.py && rm gone.py && echo new >new.py && echo s3cret >.env
	git status --porcelain >../before && cp .git/index ../index
	new=$(git exp record)
	git status --porcelain | cmp - ../before
	cmp .git/index ../index
	test "$(code_of $new)" = "$(git rev-parse HEAD) refs/heads/main true"
	expect_out git diff --name-status HEAD $new -- . ":!.exp" <<-\END
	D	gone.py
	A	new.py
	M	src/train.py
	A	staged.py
	END
	git show $new:.exp/run.yaml | grep -x "code.omitted: \[\".env\"\]"
	git reset -q --hard $two && rm -f new.py .env
'
test_ok 'an unborn HEAD: no parent, the tree is the work tree' '
	new_repo ../unborn && cd ../unborn && echo 1 >a.py
	new=$(git exp record)
	test "$(git rev-list --parents -1 $new)" = "$new"
	test "$(git show $new:a.py)" = 1
	test "$(code_of $new)" = " refs/heads/main true"
	expect_out git exp fsck </dev/null
'
test_ok 'an empty repository' '
	new_repo ../empty && cd ../empty && new=$(git exp record -p a=1)
	test "$(git ls-tree --name-only $new)" = .exp
	expect_out git exp fsck </dev/null
'
test_ok 'a bare repository: --code, or --no-code' '
	git clone -q --bare . ../bare.git && cd ../bare.git
	expect_err 1 git exp record <<-\END
	error: a bare repository has no work tree to record; name the code with --code <commit>, or use --no-code
	END
	new=$(git exp record --code main -p b=1)
	test "$(git rev-parse $new^)" = $two
	git exp record --no-code
	git exp log >/dev/null && git exp show $new >/dev/null && git exp diff --code $new $new
	expect_out git exp fsck </dev/null
'
test_ok 'a shallow clone' '
	git clone -q --depth 1 "file://$PWD" ../shallow && cd ../shallow
	new=$(git exp record --name here)
	git fetch -q --depth 1 origin "refs/experiments/*:refs/experiments/*"
	test "$(git exp log --format="%(name)" here)" = here
	git exp log | grep -q base
	expect_out git exp fsck </dev/null
'
test_ok 'a sparse checkout: what is not there is not gone' '
	git clone -q . ../sparse && cd ../sparse && mkdir other && commit_file other/x.py x x
	git sparse-checkout set src 2>/dev/null && test ! -e other/x.py
	new=$(git exp record)
	test "$(git ls-tree -r --name-only $new | grep -c other/x.py)" -eq 1
	test "$(git exp show --format="%(code.dirty)" $new)" = false
	expect_out git exp fsck </dev/null
'
test_ok 'a partial clone: missing blobs are fetched when they are shown' '
	git config uploadpack.allowFilter true && git config uploadpack.allowAnySHA1InWant true
	git clone -q --filter=blob:none "file://$PWD" ../partial && cd ../partial
	git fetch -q origin "refs/experiments/*:refs/experiments/*"
	git exp log --format="%(name) %(params.a)" base | grep -x "base 1"
	new=$(git exp record)
	git exp show $new >/dev/null
'
test_ok 'a submodule: the commit it is at' '
	new_repo ../lib && (cd ../lib && commit_file l.py 1 l)
	git clone -q . ../super && cd ../super && git submodule --quiet add "$GX_TEMP/trash/lib" lib && git commit -q -m sub
	new=$(git exp record)
	git ls-tree $new lib | grep "^160000 commit $(git -C lib rev-parse HEAD)"
	echo dirt >lib/l.py
	new=$(git exp record)
	git show $new:.exp/run.yaml | grep "^code.omitted: .*lib"
'
if [ "$(id -u)" -eq 0 ]; then
	test_skip 'a repository that is not ours to write' 'root may write everything'
else
	test_ok 'a repository that is not ours to write: an error, nothing half done' '
		git for-each-ref >../before
		chmod -R a-w .git/objects
		expect_code 1 git exp record 2>../err
		chmod -R u+w .git/objects
		grep "^error: " ../err
		git for-each-ref | cmp - ../before
	'
fi
finish
