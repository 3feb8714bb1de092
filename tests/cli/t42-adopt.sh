#!/bin/sh
# git exp adopt: a run's record, and its code, in the branch.

. "$(dirname "$0")/lib.sh"

new_repo work
cd work || exit 1
mkdir -p data sub
printf 'a,b\n1,2\n' >data/iris.csv
printf 'old\n' >gone.py
printf 'sub\n' >sub/keep.py
printf '*.csv text\n' >.gitattributes
git add .
git commit -q -m base
commit_file train.py 'lr = 0.1'
clean=$(git exp record -e mnist --name clean -p lr=0.1 -p 'odd key=x' -m acc=0.91 -m system/cpu=99 --data data/iris.csv)

test_out 'git commit says what it did' 'git exp adopt clean | sed "s/^\[main [0-9a-f]*\]/[main X]/"' <<\EOT
[main X] adopt mnist: clean [acc=0.91]
 2 files changed, 9 insertions(+)
 create mode 100644 .exp/.gitattributes
 create mode 100644 .exp/adopted.yaml
EOT

test_out 'the record is one flat file' 'cat .exp/adopted.yaml' <<EOT
adopted: "$clean"
code.tree: "$(git rev-parse 'HEAD^^{tree}')"
data.data/iris.csv.sha256: "$(sha256sum data/iris.csv | cut -d' ' -f1)"
experiment: "mnist"
metrics.acc: 0.91
name: "clean"
params.lr: 0.1
"params.odd key": "x"
EOT

test_out 'subject and trailer' 'git log -1 --format=%B; git log -1 --format="%(trailers:key=Experiment,valueonly)"' <<EOT
adopt mnist: clean [acc=0.91]

Experiment: $clean

$clean

EOT

head=$(git rev-parse HEAD)
test_err 'the same again: nothing to do' 0 'git exp adopt clean' <<EOT
HEAD has run $(printf '%.7s' "$clean") adopted already
EOT

test_ok 'a run on an adopted branch is clean, and its own record is the only one' '
	test "$(git rev-parse HEAD)" = "$head"
	id=$(git exp record -m acc=0.92)
	test "$(git exp show --format="%(code.dirty)" "$id")" = false
	test -n "$(git ls-tree "$id:.exp" run.yaml)"
	test -z "$(git ls-tree "$id:.exp" adopted.yaml)"
'

# --- the code of a dirty run

printf 'lr = 0.2\n' >train.py
printf 'new\n' >sub/new.py
chmod +x sub/keep.py
git rm -q gone.py
ln -s train.py link
dirty=$(git exp record -e mnist --name dirty -p lr=0.2 -m acc=0.93)
printf 'mine\n' >staged.py
git add staged.py
printf 'untracked\n' >untracked.txt

test_ok 'the code comes along, and what else is staged stays staged' '
	cd sub
	git exp adopt -q dirty >out
	cmp out /dev/null
	rm out
	cd ..
	git show --format= --name-status >out
	printf "%s\t%s\n" M .exp/adopted.yaml D gone.py A link M sub/keep.py A sub/new.py M train.py | diff - out
	rm out
	test "$(git status --porcelain)" = "A  staged.py
?? untracked.txt"
	test "$(git rev-parse "HEAD:sub")" = "$(git rev-parse "$dirty:sub")"
	test "$(git rev-parse "HEAD:train.py")" = "$(git rev-parse "$dirty:train.py")"
	git show --format= -- .exp/adopted.yaml | grep -qx -e "-metrics.acc: 0.91"
	git show --format= -- .exp/adopted.yaml | grep -qx -e "+metrics.acc: 0.93"
'

test_ok 'onto a clean work tree: git writes the files' '
	git switch -q -c other "$head"
	git exp adopt -q dirty
	test "$(git rev-parse "HEAD^{tree}")" = "$(git rev-parse "main^{tree}")"
	test "$(readlink link)" = train.py
	test -x sub/keep.py
	test ! -e gone.py
	test "$(git status --porcelain)" = "A  staged.py
?? untracked.txt"
	git switch -q main
	git branch -q -D other
'
git reset -q
rm staged.py untracked.txt

test_ok 'code that was committed meanwhile is left as it is' '
	git switch -q -c committed "$head"
	git checkout -q main -- train.py sub link
	git rm -q gone.py
	git commit -q -m "the same by hand"
	git exp adopt -q dirty
	test "$(git show --format= --name-only)" = .exp/adopted.yaml
	git switch -q main
	git branch -q -D committed
'

# --- refusals

git switch -q -c moved "$head"
commit_file train.py 'lr = 0.3'
test_err 'HEAD has other code than the run stands on' 1 'git exp adopt dirty' <<\EOT
error: the run changed other code than HEAD has: 'train.py'; `git exp branch <name> <run>` makes a branch to merge
EOT

git switch -q -C moved "$head"
printf 'not yours\n' >train.py
printf 'nor this\n' >sub/new.py
test_err 'local changes' 1 'git exp adopt dirty' <<\EOT
error: local changes are in the way: 'sub/new.py', 'train.py'; commit or stash them first
EOT

test_ok 'nothing was touched' '
	test "$(cat train.py sub/new.py)" = "not yours
nor this"
	test "$(git status --porcelain)" = " M train.py
?? sub/new.py"
'
git checkout -q train.py
rm sub/new.py

test_ok 'a staged change that the work tree has not' '
	printf "staged\n" >train.py
	git add train.py
	printf "lr = 0.1\n" >train.py
	expect_code 1 git exp adopt dirty 2>err
	grep -q "local changes are in the way: .train.py" err
	test "$(git show :train.py)" = staged
	rm err
'
git reset -q --hard

test_ok 'an ignored file in the way' '
	printf "new.py\n" >.git/info/exclude
	printf "precious\n" >sub/new.py
	expect_code 1 git exp adopt dirty 2>err
	test "$(cat sub/new.py)" = precious
	rm err sub/new.py
	: >.git/info/exclude
'

test_ok 'a hook may refuse, and the same command goes on' '
	mkdir -p .git/hooks
	printf "#!/bin/sh\necho no >&2\nexit 1\n" >.git/hooks/pre-commit
	chmod +x .git/hooks/pre-commit
	expect_code 1 git exp adopt dirty >out 2>err
	printf "%s\n" no "hint: nothing is committed; what was adopted is staged, and the same command goes on" | diff - err
	cmp out /dev/null
	rm out err .git/hooks/pre-commit
	git exp adopt -q dirty
	test "$(git rev-parse "HEAD^{tree}")" = "$(git rev-parse "main^{tree}")"
	git status --porcelain | cmp - /dev/null
'

git switch -q --detach "$clean"
test_err 'HEAD is a run' 1 'git exp adopt dirty' <<\EOT
error: HEAD is a run with its record, not code; `git switch` to the branch that is to adopt
EOT
git switch -q main

test_ok 'a .exp of the user' '
	git switch -q --orphan own
	mkdir .exp
	commit_file .exp/notes.txt mine
	expect_code 1 git exp adopt dirty 2>err
	printf "%s\n" "error: HEAD has a '"'.exp'"' that is not git-exp'"'"'s, where the record would go; rename it first" | diff - err
	rm err
	expect_code 1 git exp record -m x=1
	git switch -q main
'

test_err 'a bare repository' 1 'git clone -q --bare . ../bare.git && git push -q ../bare.git "refs/experiments/*" && git -C ../bare.git exp adopt clean' <<\EOT
error: a bare repository has no branch checked out that could adopt a run
EOT

test_ok 'before the first commit' '
	git init -q ../unborn
	cd ../unborn
	git fetch -q ../work "refs/experiments/*:refs/experiments/*"
	expect_code 1 git exp adopt clean 2>err
	echo "error: the branch has no commit yet; make one before it adopts a run" | diff - err
'

test_ok 'a run without code: its record alone' '
	git exp record --no-code --name bare -m acc=0.5 >/dev/null
	git exp adopt -q bare
	grep -q "^code" .exp/adopted.yaml && exit 1
	test "$(git show --format= --name-only)" = .exp/adopted.yaml
	git reset -q --hard HEAD^
'

# --- worktrees, sparse checkouts, submodules, line ends, filters

test_ok 'in a linked worktree' '
	git worktree add -q -b linked ../linked "$head"
	cd ../linked
	git exp adopt -q dirty
	test "$(git rev-parse "HEAD^{tree}")" = "$(git rev-parse "main^{tree}")"
	git status --porcelain | cmp - /dev/null
	test "$(git -C ../work rev-parse HEAD)" = "$(git rev-parse main)"
'

test_ok 'in a sparse checkout that has neither .exp nor sub' '
	git worktree add -q -b sparse ../sparse "$head"
	cd ../sparse
	git sparse-checkout set --cone data
	test ! -e sub
	git exp adopt -q dirty
	test "$(git rev-parse "HEAD^{tree}")" = "$(git rev-parse "main^{tree}")"
	git status --porcelain | cmp - /dev/null
	test ! -e sub
'

test_ok 'line ends and filters' '
	git init -q ../filtered
	cd ../filtered
	git config filter.rot.clean "tr a-z b-za"
	git config filter.rot.smudge "tr b-za a-z"
	printf "*.rot filter=rot\n*.txt text eol=crlf\n" >.gitattributes
	printf "abc\n" >x.rot
	printf "one\r\n" >y.txt
	git add .
	git commit -q -m base
	printf "abcd\n" >x.rot
	printf "one\r\ntwo\r\n" >y.txt
	git exp record --name r -m a=1 >/dev/null
	git reset -q --hard
	git exp adopt -q r
	printf "abcd\n" | cmp - x.rot
	printf "one\r\ntwo\r\n" | cmp - y.txt
	git status --porcelain | cmp - /dev/null
'

test_ok 'a submodule at another commit' '
	git init -q ../library
	(cd ../library && commit_file lib.py 1 && commit_file lib.py 2)
	git init -q ../super
	cd ../super
	git submodule --quiet add ../library library
	git commit -q -m super
	git -C library checkout -q HEAD^
	id=$(git exp record --name old -m loss=1)
	git submodule --quiet update
	git exp adopt -q old
	test "$(git rev-parse HEAD:library)" = "$(git rev-parse "$id:library")"
'

# --- killed in the middle

test_ok 'killed before the commit, the same command goes on' '
	git switch -q -C killed "$head"
	printf "#!/bin/sh\nkill -9 \$(ps -o ppid= -p \$PPID) \$PPID\n" >.git/hooks/pre-commit
	chmod +x .git/hooks/pre-commit
	git exp adopt dirty >out 2>&1 && exit 1
	rm -f out .git/hooks/pre-commit .git/index.lock
	test "$(git rev-parse HEAD)" = "$head"
	git exp adopt -q dirty
	test "$(git rev-parse "HEAD^{tree}")" = "$(git rev-parse "main^{tree}")"
	git status --porcelain | cmp - /dev/null
	git switch -q main
'

# --- --resolve

git switch -q -c left main
git exp record -e mnist --name left -m acc=0.94 >/dev/null
git exp adopt -q left
git switch -q -c right main
right=$(git exp record -e mnist --name right -m acc=0.95)
git exp adopt -q right

test_err 'without a conflict there is nothing to resolve' 1 'git exp adopt --resolve' <<\EOT
error: there is no conflict on .exp/adopted.yaml
EOT

left=$(git exp show --format='%(id)' left)
test_ok 'two branches that adopted differently conflict' '
	expect_code 1 git merge left >/dev/null
	test "$(git status --porcelain)" = "UU .exp/adopted.yaml"
'

test_out '--resolve shows the two' 'git exp adopt --resolve' <<EOT
ours    $right  mnist/right
theirs  $left  mnist/left
EOT

test_err 'without --resolve it says so' 1 'git exp adopt left' <<\EOT
error: in the middle of a merge; conclude it first, or settle a conflict on .exp/adopted.yaml with --resolve
EOT

test_ok '--resolve stages one of them and concludes nothing' '
	git exp adopt --resolve left
	test "$(git show :.exp/adopted.yaml)" = "$(git show left:.exp/adopted.yaml)"
	git diff --exit-code
	test -f .git/MERGE_HEAD
	git commit -q -m merged
	git status --porcelain | cmp - /dev/null
'

test_ok '--resolve by a run that this clone has not, or by a third one' '
	git clone -q . ../plain
	cd ../plain
	git switch -q -C a origin/left
	git switch -q -C b "$(git rev-parse origin/right^1)"
	expect_code 1 git merge a >/dev/null
	git exp adopt --resolve "$left"
	test "$(git show :.exp/adopted.yaml)" = "$(git show a:.exp/adopted.yaml)"
	git merge --abort
	git fetch -q origin "refs/experiments/*:refs/experiments/*"
	expect_code 1 git merge a >/dev/null
	git exp adopt --resolve clean
	grep -qx "adopted: \"$clean\"" .exp/adopted.yaml
	git commit -q -m third
'

test_err 'one run is needed' 129 'git exp adopt' <<\EOT
error: name one run
usage: git exp adopt [-q] <run>
   or: git exp adopt --resolve [<run>]

    --resolve             settle a conflict of two adopted runs by <run>; without it show the two
    -q, --quiet           let git commit say nothing

EOT

finish
