#!/bin/sh
# git exp rename and link.

. "$(dirname "$0")/lib.sh"

new_repo work
cd work || exit 1
commit_file train.py 'print(1)'
a=$(git exp record -e mnist --name=brave-otter -m loss=0.5)
b=$(git exp record -e mnist --name=calm-fox -m loss=0.4)
ref=refs/experiments/mnist/$a

# --- rename -------------------------------------------------------------------------------------------------------------------

test_out 'another name: the id stays' "git exp rename brave-otter 'Best so far'; git log -1 --format='%s%n%b' $ref" <<EOF
$a
mnist: Best so far finished [loss=0.5]
Exp-Event: rename
Exp-Status: finished

EOF

test_ok 'found by the new one, not by the old one; run.yaml alone has changed' '
	test "$(git exp show --format="%(id)" "mnist/Best so far")" = $a
	expect_code 1 git exp show brave-otter
	test "$(git diff --numstat $a $ref)" = "1	1	.exp/run.yaml"
'

test_ok 'the same name is no state' '
	before=$(git rev-parse $ref)
	test "$(git exp rename $a "Best so far")" = $a
	test "$(git rev-parse $ref)" = $before
'

test_err 'a name that is like an id' 1 "git exp rename $a abcdef" <<\EOF
error: 'abcdef' is not a valid name for a run: it looks like an abbreviated id
EOF

test_ok 'names that are none' '
	for name in "" "a/b" "@" "a..b" "$(printf "a\033b")" "$(printf "a\nb")" " a"; do
		expect_code 1 git exp rename $a "$name"
	done
	expect_code 1 git exp rename $a -- -x
	expect_code 129 git exp rename $a
	expect_code 129 git exp rename $a b c
'

test_ok 'two of one name: both are listed' '
	git exp rename $a calm-fox
	expect_err 1 git exp rename calm-fox other <<-EOF
	error: several runs match '\''calm-fox'\'': $(printf "%s\n" $a $b | sort | cut -c1-7 | sed "s,^,mnist/," | paste -sd" ")
	EOF
	git exp rename $a brave-otter
'

# --- link ---------------------------------------------------------------------------------------------------------------------

test_out 'to a run by its name, and to a page' "git exp link --rel=follows brave-otter calm-fox
	git exp link brave-otter https://user:secret@example.org/x
	git show $ref:.exp/run.yaml | grep links" <<EOF
$a
$a
links: [{"rel": "follows", "to": "$b"}, {"rel": "related", "to": "https://example.org/x"}]
EOF

test_out 'a state' "git log -1 --format='%b' $ref" <<\EOF
Exp-Event: link
Exp-Status: finished

EOF

test_out 'the list' 'git exp link brave-otter' <<EOF
rel      to                                        name
follows  $b  mnist/calm-fox
related  https://example.org/x
EOF

test_out 'the list as json' 'git exp link brave-otter --format=json' <<EOF
[
 {"rel": "follows", "to": "$b", "name": "mnist/calm-fox"},
 {"rel": "related", "to": "https://example.org/x"}
]
EOF

test_ok 'the same link again is no state, another relation is' '
	before=$(git rev-parse $ref)
	git exp link --rel=follows $a $b
	test "$(git rev-parse $ref)" = $before
	git exp link --rel=evaluates $a $b
	test "$(git exp link $a --format=jsonl | wc -l)" = 3
'

test_ok 'taken away by relation, and all to one' '
	git exp link -d --rel=evaluates $a $b
	test "$(git exp link $a --format=jsonl | wc -l)" = 2
	before=$(git rev-parse $ref)
	git exp link -d --rel=evaluates $a $b
	test "$(git rev-parse $ref)" = $before
	git exp link -d $a $b
	git exp link -d $a https://example.org/x
	test -z "$(git show $ref:.exp/run.yaml | grep links)"
	expect_out git exp link $a </dev/null
'

test_err 'what is neither a run nor a URL' 1 "git exp link $a nosuch" <<\EOF
error: no run matches 'nosuch', and it is no URL
EOF

test_err 'to itself' 1 "git exp link $a $a" <<\EOF
error: a run is not linked to itself
EOF

test_ok 'a relation of two words, controls, wrong usage' '
	expect_code 1 git exp link --rel="a b" $a $b
	expect_code 1 git exp link --rel= $a $b
	expect_code 1 git exp link $a "https://x/$(printf "\033")"
	expect_code 129 git exp link
	expect_code 129 git exp link -d $a
	expect_code 129 git exp link $a $b $b
	expect_code 129 git exp link --format=json $a $b
'

test_ok 'processes that link one run all win' '
	for i in 1 2 3 4 5; do git exp link $a "doi:10.1000/$i" >/dev/null & done
	wait
	test "$(git exp link $a --format=jsonl | wc -l)" = 5
'

# hostile RUN SCRIPT: a new tip of the run whose run.yaml went through sed.
hostile() {
	git show "$1:.exp/run.yaml" | sed "$2" >../yaml &&
		blob=$(git hash-object -w ../yaml) &&
		GIT_INDEX_FILE=$PWD/.git/hostile git read-tree "$1" &&
		GIT_INDEX_FILE=$PWD/.git/hostile git update-index --add --cacheinfo "100644,$blob,.exp/run.yaml" &&
		tree=$(GIT_INDEX_FILE=$PWD/.git/hostile git write-tree) &&
		git update-ref "$1" "$(git commit-tree -p "$1" -m hostile "$tree")"
}

hostile "$ref" 's,^links: .*,links: [1\, {"rel": "x\\u001b"\, "to": "y\\u001b"}\, {"more": true\, "rel": "r"\, "to": "t"}],'
test_out 'links that somebody else wrote are shown safely and kept' "git exp link $a
	git exp link $a doi:1/2; git show $ref:.exp/run.yaml | grep links" <<EOF
rel  to   name
x^[  y^[
r    t
$a
links: [1, {"rel": "x\u001b", "to": "y\u001b"}, {"more": true, "rel": "r", "to": "t"}, {"rel": "related", "to": "doi:1/2"}]
EOF

hostile "$ref" 's,^links: .*,links: "none",'
test_err 'links that are no array' 1 "git exp link $a doi:1/2" <<\EOF
error: 'links' in run.yaml is a string, not an array
EOF

finish
