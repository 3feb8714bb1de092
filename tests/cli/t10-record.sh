#!/bin/sh
# git exp record: what it refuses, leaving nothing behind; what it writes.

. "$(dirname "$0")/lib.sh"

new_repo work && cd work || exit 1
commit_file train.py 'print(1)' one
git config exp.environment false

# What a refused run must not change: refs, and no temporary file anywhere in the repository.
state() {
	git for-each-ref
	find .git \( -name 'tmp_*' -o -name '.tmp*' -o -name '*.lock' -o -path '.git/exp/tmp/*' \) -print
}
state >"$GX_TEMP/before"

# refused TITLE COMMAND: exit 1 with the message on our standard input, and nothing is written.
refused() {
	test_err "$1" 1 "$2"
	state | cmp -s - "$GX_TEMP/before" || test_ok "$1: nothing is written" 'state; false'
}

# --- the command line ---------------------------------------------------------------------------------------------------------

refused 'a parameter without =' 'git exp record -p lr' <<\EOF
error: -p takes key=value, not 'lr'
EOF
refused 'a parameter without a name' 'git exp record -p =1' <<\EOF
error: -p '=1': a key is empty: ''
EOF
refused 'a name with a newline' 'git exp record -p "$(printf "a\\nb")=1"' <<\EOF
error: -p 'a^Jb=1': a key holds a control character: 'a^Jb'
EOF
refused 'a name with an escape sequence' 'git exp record -p "$(printf "a\\033[2J")=1"' <<\EOF
error: -p 'a^[[2J=1': a key holds a control character: 'a^[[2J'
EOF
refused 'a name that is no UTF-8' 'git exp record -p "$(printf "a\\377")=1"' <<\EOF
error: -p 'a<FF>=1': a key is not valid UTF-8: 'a<FF>'
EOF
refused 'a value that is no UTF-8' 'git exp record -p "a=$(printf "x\\377")"' <<\EOF
error: -p a: a value is not valid UTF-8 at byte 2
EOF
refused 'a JSON key twice' "git exp record -p 'a={\"b\": 1, \"b\": 2}'" <<\EOF
error: -p a: value:1:10: a key stands twice: 'b'
EOF
refused 'a metric that is no number' 'git exp record -m loss=low' <<\EOF
error: a metric is a number, nan or inf, not 'low': -m 'loss=low'
EOF
refused 'a metric that is empty' 'git exp record -m loss=' <<\EOF
error: a metric is a number, nan or inf, not '': -m 'loss='
EOF
refused 'a metric that ends in a slash' 'git exp record -m train/=1' <<\EOF
error: 'train/' is not a valid metric: it must not start or end with '/' or hold '//'
EOF
refused 'an empty tag' "git exp record -t ''" <<\EOF
error: a tag is empty
EOF
refused 'a tag with a comma' 'git exp record -t a,b' <<\EOF
error: 'a,b' is not a valid tag: it must not hold a comma
EOF
refused 'an empty experiment' "git exp record --experiment ''" <<\EOF
error: the experiment is empty
EOF
refused 'an experiment that climbs' 'git exp record --experiment ../evil' <<\EOF
error: '../evil' is not a valid experiment: git refuses '..', '@{' and a lone '@' in a ref
EOF
refused 'an experiment like an option' 'git exp record --experiment=-x' <<\EOF
error: '-x' is not a valid experiment: no component may start with '.' or '-'
EOF
refused 'an experiment that is reserved' 'git exp record --experiment mnist/about' <<\EOF
error: 'mnist/about' is not a valid experiment: 'archive' and 'about' are reserved
EOF
refused 'a name like an id' 'git exp record --name cafe1234' <<\EOF
error: 'cafe1234' is not a valid name for a run: it looks like an abbreviated id
EOF
refused 'an empty name' "git exp record --name ''" <<\EOF
error: the name is empty
EOF
refused 'an empty group' "git exp record --group ''" <<\EOF
error: the group is empty
EOF
refused 'a status that is none' 'git exp record --status=fine' <<\EOF
error: --status takes finished, failed, killed or crashed, not 'fine'
EOF
refused 'running is no way to end' 'git exp record --status=running' <<\EOF
error: --status takes finished, failed, killed or crashed, not 'running'
EOF
refused 'a date that is none' 'git exp record --started=garbage' <<\EOF
error: --started: 'garbage' is no date that git understands
EOF
refused 'an end before the start' 'git exp record --started=2026-11-02T00:00:00Z --ended=2026-11-01T00:00:00Z' <<\EOF
error: the run would end (2026-11-01T00:00:00Z) before it started (2026-11-02T00:00:00Z)
EOF
refused 'a parent that is no run' 'git exp record --parent=nosuch' <<\EOF
error: no run matches 'nosuch'
EOF
refused 'a commit that is none' 'git exp record --code=nosuch' <<\EOF
error: 'nosuch' names no commit
EOF
refused 'a commit like an option' 'git exp record --code=--all' <<\EOF
error: '--all' names no commit
EOF
refused 'a note that is no UTF-8' 'git exp record --note "$(printf "x\\377")"' <<\EOF
error: a note is UTF-8 text, and byte 2 of this one is not
EOF
refused 'an empty note' "git exp record --note ' '" <<\EOF
error: a note is empty
EOF
refused 'a description that is no UTF-8' 'git exp record --description "$(printf "x\\377")"' <<\EOF
error: a description is UTF-8 text, and byte 2 of this one is not
EOF
refused 'over 1,000 tags' 'git exp record $(seq -f "-t t%g" 1001)' <<\EOF
error: a run has at most 1000 tags
EOF

# --- artifacts and data -------------------------------------------------------------------------------------------------------

refused 'an artifact that is not there' 'git exp record -a nosuch' <<\EOF
error: cannot read 'nosuch': No such file or directory
EOF
mkfifo "$GX_TEMP/pipe"
refused 'an artifact that is a pipe' 'git exp record -a "$GX_TEMP/pipe"' <<EOF
error: '$GX_TEMP/pipe' is no regular file
EOF
refused 'an artifact with a hostile name' 'git exp record -a train.py=../../evil' <<\EOF
error: '../../evil' cannot name an artifact; give another name with PATH=NAME
EOF
refused 'an artifact named .git' 'git exp record -a train.py=.GIT/hooks/x' <<\EOF
error: '.GIT/hooks/x' cannot name an artifact; give another name with PATH=NAME
EOF
mkdir "$GX_TEMP/other" && echo 2 >"$GX_TEMP/other/train.py"
refused 'two artifacts of one name' 'git exp record -a train.py -a "$GX_TEMP/other/train.py"' <<EOF
error: 'train.py' and '$GX_TEMP/other/train.py' would both be the artifact 'train.py'; give one another name with PATH=NAME
EOF
refused 'an artifact that would be a file and a folder' 'git exp record -a train.py=a -a train.py=a.b -a train.py=a/c' <<\EOF
error: 'artifacts/a' would be a file and a folder at once
EOF
refused 'data that is not there' 'git exp record --data nosuch' <<\EOF
error: --data: cannot read 'nosuch': No such file or directory
EOF
refused 'data that is a pipe' 'git exp record --data "$GX_TEMP/pipe"' <<EOF
error: --data: '$GX_TEMP/pipe' is not a regular file
EOF

# --- usage --------------------------------------------------------------------------------------------------------------------

test_ok 'an argument that wants to be an option' '
	expect_code 129 git exp record lr=1 2>err
	head -n 1 err | grep -F "error: record takes no argument; '\''lr=1'\'' may want -p, -m or -a before it"
	rm err
'
test_ok '--code and --no-code exclude each other' '
	expect_code 129 git exp record --code HEAD --no-code 2>err
	head -n 1 err | grep -F "error: --code and --no-code exclude each other"
	rm err
'
test_ok 'outside of a repository: fatal' '
	mkdir -p ../outside && cd ../outside
	expect_err 128 git exp record -p a=1 <<-\EOF
	fatal: not a git repository (or any of the parent directories): .git
	EOF
'

# --- what is written ------------------------------------------------------------------------------------------------------------

test_out 'the id, and nothing else' 'git exp record -e mnist/cnn --name first -p lr=0.1 -p seed=12345678901234567890 -p "opt={\"b\":2,\"a\":[1,2.50]}" \
	-p s=01 -p "forced=\"1\"" -p cut="{\"b\": 1" -p empty= -m loss=0.30000000000000004 -m bad=nan -m top=-inf -t b -t a -t b \
	--note "looks good" --description "What for" --group g --started 2026-11-20T11:00:00Z --ended 2026-11-20T11:00:01.5Z' <<\EOF
153708e50e99cf1c6979e48c6df57bca7c471355
EOF
id=$(git for-each-ref --format='%(objectname)' refs/experiments/mnist)
test_out 'its ref' 'git for-each-ref --format="%(refname) %(objectname)" refs/experiments' <<EOF
refs/experiments/mnist/cnn/$id $id
EOF
test_out 'its files, and the code' 'git ls-tree -r --name-only $id' <<\EOF
.exp/.gitattributes
.exp/description.md
.exp/metrics.yaml
.exp/notes/20261120T120000.000000Z-cada083c.md
.exp/params.yaml
.exp/run.yaml
.exp/tags
train.py
EOF
test_out 'its commit' 'git cat-file -p $id | sed 1,2d' <<\EOF
author A U Thor <author@example.com> 1795176000 +0000
committer A U Thor <author@example.com> 1795176000 +0000

mnist/cnn: first finished [bad=nan, loss=0.3, top=-inf]

Exp-Event: record
Exp-Status: finished
EOF
test_out 'run.yaml' 'git show $id:.exp/run.yaml' <<\EOF
code.branch: "refs/heads/main"
code.commit: "f05965f2964e232cd9909c9d37d0c7492f0f7c1c"
code.dirty: false
code.tree: "d99c735bc7942c804e7e3fea629fae5f770074cf"
duration: 1.5
ended: "2026-11-20T11:00:01.500000Z"
experiment: "mnist/cnn"
format: 1
group: "g"
name: "first"
started: "2026-11-20T11:00:00.000000Z"
status: "finished"
uuid: "910a2dec89025cc1beeb8da1658eec67"
EOF
test_out 'params.yaml' 'git show $id:.exp/params.yaml' <<\EOF
cut: "{\"b\": 1"
empty: ""
forced: "1"
lr: 0.1
opt: {"a": [1, 2.5], "b": 2}
s: "01"
seed: 12345678901234567890
EOF
test_out 'metrics.yaml' 'git show $id:.exp/metrics.yaml' <<\EOF
bad: .nan
loss: 0.30000000000000004
top: -.inf
EOF
test_out 'tags, sorted, each once' 'git show $id:.exp/tags' <<\EOF
a
b
EOF
test_ok 'it stands on the commit; index and work tree are as before' '
	test "$(git rev-parse $id^)" = "$(git rev-parse HEAD)"
	test -z "$(git status --porcelain)"
	git diff --quiet HEAD $id -- . ":!.exp"
'
test_ok '--id-file keeps the id too' '
	new=$(git exp record -m loss=1 --id-file ../id)
	test "$new" = "$(cat ../id)"
'
test_ok 'standard output that is full: an error, and the run is there' '
	before=$(git for-each-ref refs/experiments | wc -l)
	expect_code 128 git exp record >/dev/full
	test "$(git for-each-ref refs/experiments | wc -l)" -eq $((before + 1))
'
test_ok 'a run that starts in the future does not end before' '
	new=$(git exp record --started 2027-01-01T00:00:00Z)
	git exp show --format="%(ended) %(duration)" $new >../said
	grep -q "^2027-01-01T00:00:00.000000Z 0" ../said
'
test_ok 'the same file named twice is one artifact' '
	mkdir m && echo 1 >m/a && echo 2 >m/b
	new=$(git exp record -a m -a m/a -a ./m)
	rm -r m
	git ls-tree -r --name-only $new:.exp/artifacts | tr "\n" " " | grep -x "m/a m/b "
'
test_ok 'the same twice is two runs' 'test "$(GIT_EXP_SEED=7 git exp record -p a=1)" != "$(GIT_EXP_SEED=8 git exp record -p a=1)"'
test_ok 'secrets are redacted, with a warning' '
	new=$(git exp record -p api_key=abc -p tokenizer=bpe -p url=https://me:pw@example.com/x 2>err)
	grep -F "warning: texts that hold secrets, by their names or in URLs, were redacted: 2" err
	rm err
	expect_out git show $new:.exp/params.yaml <<-\END
	api_key: "[redacted]"
	tokenizer: "bpe"
	url: "https://example.com/x"
	END
'
test_ok 'a commit of its own code: --code; --no-code' '
	commit_file train.py "print(2)" two
	new=$(git exp record --code HEAD^)
	test "$(git rev-parse $new^)" = "$(git rev-parse HEAD^)"
	test "$(git show $new:train.py)" = "print(1)"
	new=$(git exp record --no-code)
	expect_code 128 git rev-parse -q --verify $new^ 2>/dev/null || test $? -eq 1
	test "$(git ls-tree --name-only $new)" = .exp
'
test_ok 'an .exp of the user'\''s own is left alone' '
	commit_file .exp/run.yaml mine
	expect_err 1 git exp record <<-\END
	error: the code has a '\''.exp'\'' of its own, where git-exp keeps a run'\''s record; rename it, or record with --no-code
	END
	git reset -q --hard HEAD^
'
test_ok 'a run on a run grows from it and stands on its code' '
	parent=$(git exp record -p a=1)
	git checkout -q $parent
	new=$(git exp record -p a=2)
	git checkout -q main
	test "$(git rev-parse $new^)" = "$(git rev-parse main)"
	git show $new:.exp/run.yaml | grep -x "parent: \"$parent\""
	git show $new:.exp/params.yaml | grep -x "a: 2"
'
test_ok 'git exp fsck has nothing to say' 'expect_out git exp fsck </dev/null'

finish
