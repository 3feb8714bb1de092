#!/bin/sh
# git exp artifact: ls, get, cat, add, rm.

. "$(dirname "$0")/lib.sh"

new_repo work
cd work || exit 1
commit_file train.py 'print(1)'
git config exp.lfsThreshold 1k
mkdir models
printf 'weights\n' >models/best.pt
head -c 3000 /dev/zero | tr '\0' L >large.bin
: >empty.txt
a=$(git exp record -e mnist --name=brave-otter -m loss=0.5 -a models -a large.bin -a empty.txt)
ref=refs/experiments/mnist/$a
large=$(sha256sum <large.bin | cut -c1-64)
small=$(sha256sum <models/best.pt | cut -c1-64)

# --- ls, cat ------------------------------------------------------------------------------------------------------------------

test_out 'ls' 'git exp artifact ls brave-otter' <<EOF
name               size  type   storage  sha256
empty.txt           0 B  text   git      e3b0c44298fc
large.bin       2.9 KiB  file   lfs      $(echo "$large" | cut -c1-12)
models/best.pt      8 B  model  git      $(echo "$small" | cut -c1-12)
EOF

test_out 'ls as json' "git exp artifact ls --format=json $a" <<EOF
[
 {"name": "empty.txt", "size": 0, "type": "text", "storage": "git", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
 {"name": "large.bin", "size": 3000, "type": "file", "storage": "lfs", "sha256": "$large"},
 {"name": "models/best.pt", "size": 8, "type": "model", "storage": "git", "sha256": "$small"}
]
EOF

test_ok 'cat: bytes out of git and out of the LFS store' '
	git exp artifact cat $a models/best.pt | cmp - models/best.pt
	git exp artifact cat $a large.bin | cmp - large.bin
	git exp artifact cat $a "*.txt" models/ | cmp - models/best.pt
	git exp artifact cat $a empty.txt | cmp - /dev/null
'

test_ok 'bytes too many for memory are streamed by git, and checked' '
	head -c 20000000 /dev/zero >../huge
	b=$(git -c exp.lfsThreshold=1g exp record -e huge -m loss=1 -a ../huge)
	git exp artifact cat $b huge | cmp - ../huge
	git exp artifact get -o ../huge-out $b
	cmp ../huge-out/huge ../huge
	rm ../huge ../huge-out/huge
'

if have script; then
	test_ok 'on a terminal nothing raw is shown' '
		{ printf "a\033[31m"; head -c 65529 /dev/zero | tr "\0" x; printf "\303\251\n"; } >esc
		b=$(git exp record -e esc -m loss=1 -a esc)
		script -qec "git exp artifact cat $b esc" /dev/null >shown
		expect_code 1 grep -q "$(printf "\033")" shown
		grep -qF "a^[[31mxxx" shown
		grep -qF "x$(printf "\303\251")" shown
	'
else
	test_skip 'on a terminal nothing raw is shown' 'script is not installed'
fi

test_err 'cat: an artifact that is none' 1 "git exp artifact cat $a nosuch" <<\EOF
error: the run has no artifact 'nosuch'
EOF

test_ok 'a reader that goes away' '
	(git exp artifact cat $a large.bin; echo $? >../code) | head -c 1 >/dev/null
	case $(cat ../code) in 0 | 141) ;; *) false ;; esac
'

# --- get ----------------------------------------------------------------------------------------------------------------------

test_out 'get: their names; into a folder that is made' 'git exp artifact get -o ../out/deep brave-otter' <<\EOF
empty.txt
large.bin
models/best.pt
EOF

test_ok 'get: the bytes, and nothing beside them' '
	cmp ../out/deep/large.bin large.bin
	cmp ../out/deep/models/best.pt models/best.pt
	test "$(find ../out -type f | wc -l)" = 3
'

test_ok 'get: into the current folder, only those named' '
	mkdir ../here && cd ../here
	git -C ../work rev-parse >/dev/null
	GIT_DIR=../work/.git git exp artifact get $a models/
	test "$(find . -type f)" = ./models/best.pt
'

test_ok 'get: refuses to overwrite, and then writes nothing at all' '
	mkdir -p ../full && echo mine >../full/large.bin
	expect_err 1 git exp artifact get -o ../full $a <<-\EOF
	error: '\''large.bin'\'' is there already; -f overwrites it
	EOF
	test "$(cat ../full/large.bin)" = mine
	test "$(ls ../full)" = large.bin
	git exp artifact get -f -o ../full $a
	cmp ../full/large.bin large.bin
'

test_ok 'get: links are not followed, not even with -f' '
	mkdir -p ../victim ../trap
	echo precious >../victim/file
	ln -s ../victim ../trap/models
	ln -s ../victim/file ../trap/large.bin
	expect_code 1 git exp artifact get -f -o ../trap $a models/
	test "$(ls ../victim)" = file
	expect_code 1 git exp artifact get -o ../trap $a large.bin
	git exp artifact get -f -o ../trap $a large.bin
	test "$(cat ../victim/file)" = precious
	cmp ../trap/large.bin large.bin
	test ! -L ../trap/large.bin
'

test_ok 'get: a folder of that name is not overwritten' '
	mkdir -p ../folder/large.bin
	expect_code 1 git exp artifact get -o ../folder $a large.bin
	expect_code 1 git exp artifact get -f -o ../folder $a large.bin
	test "$(find ../folder -type f | wc -l)" = 0
'

test_ok 'get: bytes that were changed are told, and leave no file' '
	object=.git/lfs/objects/$(echo $large | cut -c1-2)/$(echo $large | cut -c3-4)/$large
	cp $object ../kept
	chmod u+w $object
	head -c 3000 /dev/zero | tr "\0" M >$object
	expect_err 1 git exp artifact get -o ../bad $a large.bin <<-\EOF
	error: the bytes of '\''large.bin'\'' are not those that were recorded
	EOF
	test -z "$(ls -A ../bad)"
	expect_code 1 git exp artifact cat $a large.bin >/dev/null
	cat ../kept >$object
'

test_ok 'LFS bytes that prune has taken come from those pending' '
	object=.git/lfs/objects/$(echo $large | cut -c1-2)/$(echo $large | cut -c3-4)/$large
	rm $object
	git exp artifact cat $a large.bin | cmp - large.bin
'

test_ok 'LFS bytes that are not here: the error says what to do, before anything is written' '
	git clone -q . ../clone && cd ../clone
	git fetch -q origin "refs/experiments/*:refs/experiments/*"
	expect_err 1 git exp artifact get -o out $a <<-EOF
	error: the bytes of '\''large.bin'\'' are not in this clone: git lfs fetch <remote> $ref
	EOF
	test -z "$(ls -A out)"
	git exp artifact get -o out $a models/ empty.txt
'

# --- add, rm ------------------------------------------------------------------------------------------------------------------

printf 'plot\n' >plot.svg
test_out 'add: the id' 'git exp artifact add brave-otter plot.svg=plots/loss.svg' <<EOF
$a
EOF

test_out 'add: a state, with the bytes, the entry and nothing else' "git log -1 --format='%s%n%b' $ref; git diff --stat $ref^ $ref" <<\EOF
mnist: brave-otter finished [loss=0.5]
Exp-Event: artifact
Exp-Status: finished

 .exp/artifacts.yaml           | 1 +
 .exp/artifacts/plots/loss.svg | 1 +
 2 files changed, 2 insertions(+)
EOF

test_ok 'add: the same again is no state; other bytes need -f' '
	before=$(git rev-parse $ref)
	test "$(git exp artifact add $a plot.svg=plots/loss.svg)" = $a
	test "$(git rev-parse $ref)" = $before
	echo other >other.svg
	expect_err 1 git exp artifact add $a other.svg=plots/loss.svg <<-\EOF
	error: '\''plots/loss.svg'\'' is there already with other bytes; -f replaces it, <path>=<name> gives another name
	EOF
	test "$(git rev-parse $ref)" = $before
	git exp artifact add -f $a other.svg=plots/loss.svg
	test "$(git exp artifact cat $a plots/loss.svg)" = other
'

test_ok 'add: a large one is a pointer, and known as such' '
	head -c 2000 /dev/zero | tr "\0" N >more.bin
	git exp artifact add $a more.bin
	git show $ref:.exp/artifacts/more.bin | head -1 | grep -q git-lfs
	git show $ref:.exp/.gitattributes | grep -qx "\"artifacts/more.bin\" filter=lfs diff=lfs merge=lfs -text"
	git exp artifact rm $a more.bin
	test -z "$(git show $ref:.exp/.gitattributes | grep more.bin)"
'

test_ok 'add: names that are none, files that are not there' '
	before=$(git rev-parse $ref)
	for name in ../x .git/config a/../b CON "a
b" /x ""; do
		expect_code 1 git exp artifact add $a "plot.svg=$name"
	done
	expect_code 1 git exp artifact add $a nosuch.svg 2>err
	grep -q nosuch.svg err
	expect_code 129 git exp artifact add $a
	test "$(git rev-parse $ref)" = $before
'

test_ok 'add: a name that would be a file and a folder' '
	before=$(git rev-parse $ref)
	expect_err 1 git exp artifact add $a plot.svg=models <<-\EOF
	error: '\''artifacts/models'\'' would be a file and a folder at once
	EOF
	expect_code 1 git exp artifact add $a plot.svg=x plot.svg=x-y plot.svg=x/z
	expect_code 1 git exp record -m loss=1 -a plot.svg=x -a plot.svg=x-y -a plot.svg=x/z
	test "$(git rev-parse $ref)" = $before
'

test_out 'rm: the id' 'git exp artifact rm brave-otter plots/ empty.txt; git exp artifact ls --format=%\(name\) brave-otter' <<EOF
$a
large.bin
models/best.pt
EOF

test_ok 'rm: the files go with the entries' '
	test "$(git ls-tree -r --name-only $ref:.exp artifacts/ | tr "\n" " ")" = "artifacts/large.bin artifacts/models/best.pt "
	expect_code 1 git exp artifact rm $a nosuch
	expect_code 129 git exp artifact rm $a
	git exp artifact rm $a "*"
	test -z "$(git ls-tree -r --name-only $ref:.exp artifacts.yaml artifacts/)"
	expect_out git exp artifact ls $a </dev/null
'

test_ok 'processes that add to one run all win' '
	for i in 1 2 3 4 5; do git exp artifact add $a "plot.svg=p$i.svg" >/dev/null & done
	wait
	test "$(git exp artifact ls --format=jsonl $a | wc -l)" = 5
'

test_ok 'usage of the family' '
	git exp artifact -h | grep -q "git exp artifact get"
	expect_code 129 git exp artifact ls
	expect_code 129 git exp artifact get
	expect_code 129 git exp artifact cat $a
'

# --- runs that somebody else made ---------------------------------------------------------------------------------------------

# hostile RUN PATH [MODE]: a new tip of the run whose .exp/PATH holds standard input.
hostile() {
	blob=$(git hash-object -w --stdin) &&
		GIT_INDEX_FILE=$PWD/.git/hostile git read-tree "$1" &&
		GIT_INDEX_FILE=$PWD/.git/hostile git update-index --add --cacheinfo "${3-100644},$blob,.exp/$2" &&
		tree=$(GIT_INDEX_FILE=$PWD/.git/hostile git write-tree) &&
		git update-ref "$1" "$(git commit-tree -p "$1" -m hostile "$tree")"
}

b=$(git exp record -e mnist --name=evil -m loss=0.5 -a plot.svg)
evil=refs/experiments/mnist/$b
for key in '"../evil"' '".git/hooks/post-checkout"' '"/etc/evil"' '"a\u001bb"' '"a\\b"' con; do
	printf '%s: {"sha256": "%s", "size": 5, "storage": "git", "type": "file"}\n' "$key" "$(sha256sum <plot.svg | cut -c1-64)"
done | hostile "$evil" artifacts.yaml

test_ok 'unsafe names are refused in get, whatever is named' '
	for name in "../evil" ".git/hooks/post-checkout" "/etc/evil" "a\\b" "con" "*"; do
		expect_code 1 git exp artifact get -f -o ../evil-out evil "$name" 2>err
		grep -q "^error: .* is no safe name for a file" err
	done
	test -z "$(ls -A ../evil-out)"
	test ! -e ../evil
	git exp artifact ls evil | grep -q "^a^\[b"
'

printf 'version https://git-lfs.github.com/spec/v1\next-0-x sha256:%s\noid sha256:%s\nsize 3000\n' "$large" "$large" | hostile "$evil" artifacts/x
printf 'x: {"sha256": "%s", "size": 3000, "storage": "lfs", "type": "file"}\n' "$large" | hostile "$evil" artifacts.yaml
test_err 'a pointer with an extension line' 1 'git exp artifact cat evil x' <<\EOF
error: 'x' is no valid Git LFS pointer
EOF

printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 3001\n' "$large" | hostile "$evil" artifacts/x
test_err 'a pointer with a wrong size' 1 'git exp artifact get -o ../evil-out evil x' <<\EOF
error: the bytes of 'x' are not those that were recorded
EOF

printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 3000\n' "$small" | hostile "$evil" artifacts/x
test_err 'a pointer to other bytes than the entry says' 1 'git exp artifact cat evil x' <<\EOF
error: the Git LFS pointer of 'x' is not that of the recorded bytes
EOF

printf 'x: {"storage": "uri", "uri": "s3://bucket/x"}\nxy: {"sha256": "%s", "size": 5}\nz: 5\n' "$small" | hostile "$evil" artifacts.yaml
test_err 'an artifact that is elsewhere' 1 'git exp artifact cat evil xy' <<\EOF
error: the record has no bytes of 'xy'
EOF

test_out 'entries of another form' 'git exp artifact ls evil --format=jsonl' <<EOF
{"name": "x", "storage": "uri"}
{"name": "xy", "size": 5, "sha256": "$small"}
{"name": "z"}
EOF

printf '/etc/passwd' | hostile "$evil" artifacts/y 120000
test_err 'a link in the record' 1 'git exp artifact cat evil y' <<\EOF
error: 'artifacts/y' in the record is no plain file
EOF

finish
