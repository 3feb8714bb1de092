#!/bin/sh
# git exp fsck and --rekey. What hostile runs make of it stands in t70-hostile.sh; here are the slips of honest ones.

. "$(dirname "$0")/lib.sh"

new_repo work && cd work || exit 1
git config exp.environment false
commit_file train.py 'print(1)' one

test_out 'no runs, nothing to say' 'git exp fsck' </dev/null
test_err 'how many were checked' 0 'git exp fsck -v' <<\EOF
checked 0 runs
EOF
printf 'step,loss\n1,0.5\n2,0.25\n' >../history.csv && echo model >../model.pt
id=$(git exp record -e a --name first -p lr=0.1 --history ../history.csv -a ../model.pt -t x)
other=$(GIT_EXP_SEED=2 git exp record -e a --name second -p lr=0.2 --parent "$id")
test_out 'what record writes is in order' 'git exp fsck' </dev/null

# broken TITLE FILE SED-SCRIPT: a new run in b/ that is the first one with one file of its record changed; what fsck says on our input.
broken() {
	new=$(
		export GIT_INDEX_FILE="$GX_TEMP/index"
		rm -f "$GIT_INDEX_FILE"
		git read-tree "$id"
		blob=$(git show "$id:.exp/$2" | sed "$3" | git hash-object -w --stdin)
		git update-index --add --cacheinfo "100644,$blob,.exp/$2"
		git commit-tree "$(git write-tree)" -p HEAD -m 'a: first finished'
	)
	git update-ref "refs/experiments/a/$new" "$new"
	test_ok "$1: exit" 'expect_code '"${code:-1}"' git exp fsck >/dev/null'
	test_out "$1" 'git exp fsck | sed "s,refs/experiments/a/[0-9a-f]*: ,,"' 
	git update-ref -d "refs/experiments/a/$new"
}
broken 'another experiment' run.yaml '/^experiment:/s/"a"/"b"/' <<\EOF
error: run.yaml: experiment is 'b', and should be 'a'
EOF
broken 'a status that is none' run.yaml '/^status:/s/finished/fine/' <<\EOF
error: run.yaml: the status 'fine' is none
EOF
broken 'a time that is none' run.yaml '/^started:/s/".*"/"yesterday"/' <<\EOF
error: run.yaml: started is no RFC 3339 time
EOF
broken 'a fact of another kind' run.yaml '/^code.dirty:/s/: .*/: "no"/' <<\EOF
error: run.yaml: code.dirty is a string, not a boolean
EOF
broken 'another tree of code' run.yaml '/^code.tree:/s/".*"/"1111111111111111111111111111111111111111"/' <<\EOF
error: run.yaml: code.tree is not the tree of its code, d99c735bc7942c804e7e3fea629fae5f770074cf
EOF
broken 'no uuid' run.yaml '/^uuid:/d' <<\EOF
error: its tip has no record with a uuid
EOF
broken 'lines that are not sorted' params.yaml 's/^lr/&: 1\na/' <<\EOF
error: run 5c6dc95: left out 'params.yaml': params.yaml: line 2: the keys are not sorted
EOF
broken 'an artifact of another hash' artifacts.yaml 's/"sha256": "./"sha256": "0/' <<\EOF
error: artifact 'model.pt': its bytes are not those of its sha256
EOF
broken 'an artifact of another size' artifacts.yaml 's/"size": 6/"size": 7/' <<\EOF
error: artifact 'model.pt': it has 6 bytes, not those of artifacts.yaml
EOF
broken 'an artifact without bytes' artifacts.yaml 's/model.pt/gone.pt/' <<\EOF
error: artifact 'gone.pt': artifacts.yaml names it, and its file is missing
EOF
broken 'a tag that nobody can write' tags 's/x/a,b/' <<\EOF
error: tags: 'a,b' is not a valid tag: it must not hold a comma
EOF
code=0
broken 'statistics that are old' stats.yaml 's/"min": 0.25/"min": 0.125/' <<\EOF
warning: stats.yaml: 'loss' does not sum up its history
EOF
broken 'a metric without its headline' metrics.yaml 's/loss/acc/' <<\EOF
warning: metrics.yaml: 'loss' has a history and no value
EOF
broken 'an end before the start' run.yaml '/^ended:/s/2026/2025/' <<\EOF
warning: run.yaml: it ended before it started
EOF

test_ok 'a uuid that changes on the way' '
	export GIT_INDEX_FILE="$GX_TEMP/index"
	git read-tree $other
	blob=$(git show $other:.exp/run.yaml | sed "/^uuid/s/\".*\"/\"00000000000000000000000000000000\"/" | git hash-object -w --stdin)
	git update-index --cacheinfo "100644,$blob,.exp/run.yaml"
	middle=$(git commit-tree "$(git write-tree)" -p $other -m middle)
	tip=$(git commit-tree $other^{tree} -p $middle -m tip)
	git update-ref refs/experiments/a/$other $tip
	git exp fsck | grep -F "the state $middle bears another uuid"
	git update-ref refs/experiments/a/$other $other
'

# --- history that was rewritten ---------------------------------------------------------------------------------------------------

test_out '--rekey has nothing to do' 'git exp fsck --rekey' </dev/null
git exp note first -m later >/dev/null 2>&1 || git exp tag later first >/dev/null
git exp fsck >../said || echo broken >../said
git fast-export --all | sed 's/^print(1)$/print(7)/; s/^one$/uno/' >../stream
git fast-import --quiet --force <../stream && git reset -q --hard

test_ok 'afterwards no ref is a run' '
	expect_code 1 git exp fsck >../said
	test "$(grep -c "its id is not that of its first commit" ../said)" -eq 2
	git exp log 2>/dev/null | cmp - /dev/null
'
test_ok '--rekey --dry-run says what it would do, and does nothing' '
	git for-each-ref >../before
	git exp fsck --rekey -n >../plan
	test "$(wc -l <../plan)" -eq 2
	git for-each-ref | cmp - ../before
'
test_ok '--rekey renames them' '
	git exp fsck --rekey | cmp - ../plan
	expect_out git exp fsck </dev/null
	expect_out git exp log --sort=name --format="%(name) %(params.lr)" <<-\END
	first 0.1
	second 0.2
	END
'
test_ok 'the old ids are still good' '
	test "$(git exp show --format="%(name)" $id)" = first
	test "$(git exp show --format="%(name)" a/$(printf %.7s $other))" = second
'
test_ok 'the code is said to be what it is' '
	new=$(git exp show --format="%(id)" first)
	test "$(git exp show --format="%(code.commit)" first)" = "$(git rev-parse HEAD)"
	test "$(git exp show --format="%(code.tree)" first)" = "$(git rev-parse HEAD^{tree})"
'
test_out 'again: nothing to do' 'git exp fsck --rekey' </dev/null
test_ok 'an old ref that comes back goes again' '
	tip=$(git rev-parse refs/experiments/a/$(git exp show --format="%(id)" first)^)
	git update-ref refs/experiments/a/$id $tip
	git exp fsck --rekey | grep -c . | grep -x 1
	expect_out git exp fsck </dev/null
'

finish
