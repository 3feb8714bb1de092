#!/bin/sh
# git exp tag: on, off, listed; each change one more state of the run.

. "$(dirname "$0")/lib.sh"

new_repo work
cd work || exit 1
commit_file train.py 'print(1)'
a=$(git exp record -e mnist --name=brave-otter -m loss=0.5 -t baseline)
b=$(git exp record -e mnist --name=calm-fox -m loss=0.4)
c=$(git exp record -e bert --name=quiet-owl -m loss=0.3)
ref=refs/experiments/mnist/$a

test_out 'one run: its id' 'git exp tag good brave-otter' <<EOF
$a
EOF

test_out 'a state with subject and trailers' "git log -1 --format='%s%n%b' $ref" <<\EOF
mnist: brave-otter finished [loss=0.5]
Exp-Event: tag
Exp-Status: finished

EOF

test_out 'the tags, sorted, and nothing else has changed' "git show $ref:.exp/tags; git diff --stat $a $ref" <<\EOF
baseline
good
 .exp/tags | 1 +
 1 file changed, 1 insertion(+)
EOF

test_ok 'a tag that is there already: the id, and no state' '
	before=$(git rev-parse $ref)
	test "$(git exp tag good $a)" = $a
	test "$(git rev-parse $ref)" = $before
'

test_out 'several runs by experiment, the newest first, each once' 'git exp tag seen mnist/ brave-otter' <<EOF
$b
$a
EOF

test_ok 'nothing is written where one of them is not found' '
	before=$(git for-each-ref refs/experiments)
	expect_err 1 git exp tag lost mnist/ nosuch <<-\EOF
	error: no run matches '\''nosuch'\''
	EOF
	test "$(git for-each-ref refs/experiments)" = "$before"
'

test_out 'the list' 'git exp tag' <<\EOF
tag       runs
baseline     1
good         1
seen         2
EOF

test_out 'those that match' "git exp tag -l 'b*' seen --format=json" <<\EOF
[
 {"tag": "baseline", "runs": 1},
 {"tag": "seen", "runs": 2}
]
EOF

test_out 'csv' 'git exp tag --format=csv' <<\EOF
tag,runs
baseline,1
good,1
seen,2
EOF

test_out 'a template' "git exp tag -l g* --format='%(tag)=%(runs)%25%%'" <<\EOF
good=1%%
EOF

test_err 'a template with another field' 1 "git exp tag --format='%(name)'" <<\EOF
error: --format: there is no field 'name' here
EOF

test_err 'a format that is none' 1 'git exp tag --format=xml' <<\EOF
error: 'xml' is no format; take table, json, jsonl, csv, tsv, md, or a template with %(field) in it
EOF

test_out 'off again' "git exp tag -d seen mnist/ && git exp log --format='%(name) %(tags)' --sort=name" <<EOF
$b
$a
brave-otter baseline, good
calm-fox 
quiet-owl 
EOF

test_ok 'the last tag takes the file with it' '
	git exp tag one $b
	git exp tag -d one $b
	test -z "$(git ls-tree refs/experiments/mnist/$b:.exp tags)"
'

test_ok 'a tag that is not there: the id, and no state' '
	before=$(git rev-parse $ref)
	test "$(git exp tag -d nosuch $a)" = $a
	test "$(git rev-parse $ref)" = $before
'

test_err 'a tag with a comma' 1 "git exp tag 'a,b' $a" <<\EOF
error: 'a,b' is not a valid tag: it must not hold a comma
EOF

test_err 'a tag with an escape' 1 "git exp tag \"\$(printf 'a\\033[31m')\" $a" <<\EOF
error: a tag holds control characters: 'a^[[31m'
EOF

test_err 'a tag that looks like an option' 1 "git exp tag -- -x $a" <<\EOF
error: '-x' is not a valid tag: it must not start with '-'
EOF

test_ok 'no runs named: usage' '
	expect_code 129 git exp tag good 2>err
	grep -q "^error: name a tag and the runs" err
	expect_code 129 git exp tag -d 2>err
	expect_code 129 git exp tag -d -l x 2>err
'

test_ok 'at most a thousand' '
	printf "{\"name\": \"many\", \"tags\": [%s]}\n" "$(seq -s, -f "\"t%g\"" 1000)" | git exp record --stdin -e many >/dev/null
	expect_err 1 git exp tag more many <<-\EOF
	error: the run has 1001 tags, at most 1000 are allowed
	EOF
	git exp rm many
'

test_ok 'processes that tag one run all win' '
	for i in 1 2 3 4 5 6 7 8; do git exp tag "t$i" $c >/dev/null & done
	wait
	test "$(git show refs/experiments/bert/$c:.exp/tags | tr "\n" " ")" = "t1 t2 t3 t4 t5 t6 t7 t8 "
	test "$(git rev-list --first-parent $c..refs/experiments/bert/$c | wc -l)" = 8
'

test_ok 'in a linked worktree and in a bare clone' '
	git worktree add -q ../linked
	(cd ../linked && git exp tag linked $a)
	git show $ref:.exp/tags | grep -qx linked
	git clone -q --bare . ../bare.git
	git -C ../bare.git fetch -q origin "refs/experiments/*:refs/experiments/*"
	test "$(git -C ../bare.git exp tag bare $a)" = $a
	git -C ../bare.git exp tag --format=tsv | grep -qx "bare	1"
'

# --- runs that somebody else made ---------------------------------------------------------------------------------------------

# hostile RUN PATH: a new tip of the run whose .exp/PATH holds standard input.
hostile() {
	blob=$(git hash-object -w --stdin) &&
		GIT_INDEX_FILE=$PWD/.git/hostile git read-tree "$1" &&
		GIT_INDEX_FILE=$PWD/.git/hostile git update-index --add --cacheinfo "100644,$blob,.exp/$2" &&
		tree=$(GIT_INDEX_FILE=$PWD/.git/hostile git write-tree) &&
		git update-ref "$1" "$(git commit-tree -p "$1" -m hostile "$tree")"
}

printf 'a\033[31m\nok\n' | hostile "$ref" tags
test_out 'a tag with an escape is listed safely, exactly in json' "git exp tag -l 'a*' ok; git exp tag --format=jsonl -l 'a*'" <<\EOF
tag      runs
a^[[31m     1
ok          1
{"tag": "a\u001b[31m", "runs": 1}
EOF

test_ok 'and can be taken off' '
	git exp tag -d "$(printf "a\033[31m")" $a
	test "$(git show $ref:.exp/tags)" = ok
'

seq -f 't%g' 2000 | hostile "$ref" tags
test_ok 'a list of tags that cannot be read is not overwritten' '
	before=$(git rev-parse $ref)
	expect_code 1 git exp tag more $a 2>err
	tail -1 err | grep -q "^error: run .* is not changed: its .tags. cannot be read; git exp fsck says more$"
	test "$(git rev-parse $ref)" = $before
'

git show "$b:.exp/run.yaml" | sed 's/^format: 1/format: 2/' | hostile "refs/experiments/mnist/$b" run.yaml
test_ok 'a run of a newer format is not changed' '
	before=$(git rev-parse refs/experiments/mnist/$b)
	expect_code 1 git exp tag more $b 2>err
	tail -1 err | grep -q "^error: run .* is not changed: its .run.yaml. cannot be read"
	expect_code 1 git exp rename $b other 2>err
	test "$(git rev-parse refs/experiments/mnist/$b)" = $before
'

finish
