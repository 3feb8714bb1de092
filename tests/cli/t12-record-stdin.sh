#!/bin/sh
# git exp record --stdin: JSON lines, all or none.

. "$(dirname "$0")/lib.sh"

new_repo work && cd work || exit 1
commit_file train.py 'print(1)' one

state() {
	git for-each-ref
	find .git \( -name 'tmp_*' -o -name '.tmp*' -o -name '*.lock' -o -name '*.pack' -o -name '*.idx' \) -print | sort
}
state >"$GX_TEMP/before"
# refused TITLE LINES: a good line, then LINES (for printf); the message on our standard input, nothing written.
refused() {
	test_err "$1" 1 "printf '%b' '{\"params\": {\"lr\": 1}}\\n$2' | git exp record --stdin"
	state | cmp -s - "$GX_TEMP/before" || test_ok "$1: nothing is written" 'state; false'
}

refused 'a line that is no JSON' 'lr=1\n' <<\EOF
error: line 2: standard input:1:1: expected a value
EOF
refused 'a line that is cut' '{"params": {"lr": 1}' <<\EOF
error: line 2: standard input:1:21: expected ',' or '}'
EOF
refused 'two objects on a line' '{} {}\n' <<\EOF
error: line 2: standard input:1:4: something stands behind the value
EOF
refused 'an array' '[]\n' <<\EOF
error: line 2: 'a run' must be an object, not an array
EOF
refused 'a number' '1\n' <<\EOF
error: line 2: 'a run' must be an object, not a number
EOF
refused 'an unknown key' '{"parms": {}}\n' <<\EOF
error: line 2: unknown key 'parms' (did you mean 'params'? known are id, tip, ref, experiment, name, status, started, ended, duration, author, host, user, command, directory, exit, signal, reason, attempt, code, source, group, parent, links, removed, formerly, tags, params, metrics, stats, environment, variables, packages, data, artifacts, notes, output, description, history)
EOF
refused 'a key twice' '{"name": "a", "name": "b"}\n' <<\EOF
error: line 2: standard input:1:15: a key stands twice: 'name'
EOF
refused 'a parameter twice' '{"params": {"a": 1, "a": 2}}\n' <<\EOF
error: line 2: standard input:1:21: a key stands twice: 'a'
EOF
refused 'parameters that are no object' '{"params": [1]}\n' <<\EOF
error: line 2: 'params' must be an object, not an array
EOF
refused 'a metric that is text' '{"metrics": {"loss": "low"}}\n' <<\EOF
error: line 2: the metric 'loss' must be a number, "nan", "inf" or "-inf", not a string
EOF
refused 'a leading zero' '{"params": {"a": 01}}\n' <<\EOF
error: line 2: standard input:1:18: not a number as JSON writes them
EOF
refused 'bytes that are no UTF-8' '{"params": {"a": "x\0377"}}\n' <<\EOF
error: line 2: standard input:1:20: byte 0xFF is not UTF-8: save the file as UTF-8
EOF
refused 'a lone surrogate' '{"params": {"a": "\\ud800"}}\n' <<\EOF
error: line 2: standard input:1:19: half of a surrogate pair
EOF
refused 'a NUL in a key' '{"params": {"a\\u0000b": 1}}\n' <<\EOF
error: line 2: standard input:1:13: a NUL character cannot be stored
EOF
refused 'a newline in a key' '{"params": {"a\\nb": 1}}\n' <<\EOF
error: line 2: 'params': a key holds a control character: 'a^Jb'
EOF
refused 'an empty key' '{"params": {"": 1}}\n' <<\EOF
error: line 2: 'params': a key is empty: ''
EOF
refused 'an empty name' '{"name": ""}\n' <<\EOF
error: line 2: the name is empty
EOF
refused 'an empty tag' '{"tags": [""]}\n' <<\EOF
error: line 2: a tag is empty
EOF
refused 'an experiment that climbs' '{"experiment": "../x"}\n' <<\EOF
error: line 2: '../x' is not a valid experiment: git refuses '..', '@{' and a lone '@' in a ref
EOF
refused 'a status that is none' '{"status": "fine"}\n' <<\EOF
error: line 2: 'status' must be running, finished, failed, killed or crashed, not 'fine'
EOF
refused 'a time that is none' '{"started": "yesterday"}\n' <<\EOF
error: line 2: 'started' must be a time as "2026-11-20T22:55:00Z", not 'yesterday'
EOF
refused 'a history row that is too short' '{"history": {"loss": [[1, 0.5]]}}\n' <<\EOF
error: line 2: 'history': row 1 of 'loss': a row is [step, time, value]
EOF
refused 'a step that is a fraction' '{"history": {"loss": [[1.5, null, 0.5]]}}\n' <<\EOF
error: line 2: 'history': row 1 of 'loss': a step is an integer of 64 bits
EOF
refused 'an artifact that climbs' '{"artifacts": [{"path": "../x", "storage": "git"}]}\n' <<\EOF
error: line 2: the artifact '../x': 'path' is no relative path that every file system takes
EOF
test_err 'depth' 1 'awk "BEGIN { printf \"{\\\"params\\\": {\\\"a\\\": \"; for (i = 0; i < 100000; i++) printf \"[\"; print \"\" }" | git exp record --stdin' <<\EOF
error: line 1: standard input:1:80: arrays and objects are more than 64 deep
EOF
test_err 'a value over a mebibyte' 1 '{ printf "{\"params\": {\"a\": \""; head -c 1048577 /dev/zero | tr "\0" x; printf "\"}}\n"; } | git exp record --stdin' <<\EOF
error: line 1: 'params': a value is over its limit of 1048576 bytes
EOF
test_err 'over 100,000 keys' 1 'awk "BEGIN { printf \"{\\\"params\\\": {\"; for (i = 0; i <= 100000; i++) printf \"%s\\\"k%d\\\": 1\", i ? \",\" : \"\", i; print \"}}\" }" | git exp record --stdin' <<\EOF
error: line 1: standard input:1:1188891: more than 100000 keys
EOF
test_ok 'nothing was written' 'state | cmp - "$GX_TEMP/before"'
test_ok 'other options are refused' '
	expect_code 129 git exp record --stdin -p a=1 2>../err
	head -n 1 ../err | grep -x "error: --stdin goes only with --experiment, --code and --no-code; each line says the rest"
'

# --- what is taken ----------------------------------------------------------------------------------------------------------------

test_out 'no line at all: no run' 'git exp record --stdin </dev/null' </dev/null
test_out 'empty lines are none' 'printf "\n\r\n  \n" | git exp record --stdin' </dev/null
test_ok 'and no pack' 'state | cmp - "$GX_TEMP/before"'

cat >../lines <<\EOF
{"id": "ignored", "name": "first", "experiment": "sweep/a", "params": {"lr": 0.1, "a.b": {"z": 1, "y": [1, "x"]}, "seed": 18446744073709551615, "nan": "nan"}, "metrics": {"loss": 0.25, "bad": "-inf"}, "tags": ["b", "a"], "notes": ["hm"], "description": "why", "started": "2026-11-19T00:00:00Z", "duration": 90, "author": {"name": "Zoë X", "email": "zoe@lab.org"}, "code": {"commit": "0000000000000000000000000000000000000000", "branch": "refs/heads/elsewhere"}, "command": ["python", "train.py"]}

{"history": {"loss": [[0, 0.5, 1.5], [1, 1.5, 0.75], [2, null, "nan"]], "train/acc": [[0, null, 0.5]]}, "metrics": {"extra": 1}, "artifacts": [{"path": "model.pt", "sha256": "0000000000000000000000000000000000000000000000000000000000000000", "size": 3, "storage": "git"}, {"path": "big.bin", "sha256": "0000000000000000000000000000000000000000000000000000000000000000", "size": 3, "storage": "lfs"}, {"path": "weights", "storage": "uri", "uri": "s3://bucket/w"}]}
{"status": "failed", "reason": "diverged"}
EOF
test_ok 'three lines, three ids in their order, one warning' '
	git exp record --stdin <../lines >../ids 2>../err
	test "$(wc -l <../ids)" -eq 3
	expect_out cat ../err <<-\END
	warning: left out 2 artifacts whose bytes do not come with the lines; git exp artifact add keeps them
	END
	expect_out git exp log --format="%(experiment) %(name)" $(cat ../ids) <<-END
	default $(git exp show --format="%(name)" $(sed -n 3p ../ids))
	default $(git exp show --format="%(name)" $(sed -n 2p ../ids))
	sweep/a first
	END
'
id1=$(sed -n 1p ../ids) id2=$(sed -n 2p ../ids) id3=$(sed -n 3p ../ids)
test_ok '-e moves them all' '
	git init -q ../moved && sed "s/, .code.: {[^}]*}//" ../lines >../moved/lines && cd ../moved && git exp record --stdin --no-code -e other <lines >/dev/null 2>&1
	test "$(git exp log --format="%(experiment)" | sort -u)" = other
'
test_ok 'one pack, all refs packed' '
	test "$(ls .git/objects/pack/*.pack | wc -l)" -eq 1
	test "$(grep -c refs/experiments .git/packed-refs)" -eq 3
	! test -e .git/refs/experiments
'
test_out 'params.yaml' 'git show $id1:.exp/params.yaml' <<\EOF
a.b: {"y": [1, "x"], "z": 1}
lr: 0.1
nan: .nan
seed: 18446744073709551615
EOF
test_out 'metrics.yaml' 'git show $id1:.exp/metrics.yaml' <<\EOF
bad: -.inf
loss: 0.25
EOF
test_out 'run.yaml: the code is that of here' 'git show $id1:.exp/run.yaml' <<\EOF
code.branch: "refs/heads/main"
code.commit: "f05965f2964e232cd9909c9d37d0c7492f0f7c1c"
code.dirty: false
code.tree: "d99c735bc7942c804e7e3fea629fae5f770074cf"
command: ["python", "train.py"]
duration: 90
ended: "2026-11-19T00:01:30.000000Z"
experiment: "sweep/a"
format: 1
name: "first"
started: "2026-11-19T00:00:00.000000Z"
status: "finished"
uuid: "910a2dec89025cc1beeb8da1658eec67"
EOF
test_out 'the author' 'git log -1 --format="%an <%ae>" $id1' <<\EOF
Zoë X <zoe@lab.org>
EOF
test_out 'headlines of histories' 'git show $id2:.exp/metrics.yaml $id2:.exp/stats.yaml' <<\EOF
extra: 1
loss: .nan
train/acc: 0.5
loss: {"count": 3, "first": 1.5, "last": "nan", "max": 1.5, "max_step": 0, "mean": 1.125, "min": 0.75, "min_step": 1, "nan": 1}
train/acc: {"count": 1, "first": 0.5, "last": 0.5, "max": 0.5, "max_step": 0, "mean": 0.5, "min": 0.5, "min_step": 0, "nan": 0}
EOF
test_out 'a history' 'git show $id2:.exp/metrics/loss.tsv' <<\EOF
step	time	value
0	0.5	1.5
1	1.5	0.75
2		nan
EOF
test_out 'the artifact that lies elsewhere stays' 'git show $id2:.exp/artifacts.yaml' <<\EOF
weights: {"storage": "uri", "uri": "s3://bucket/w"}
EOF
test_out 'how it ended' 'git exp show --format="%(status) %(reason)" $id3' <<\EOF
failed diverged
EOF
test_ok 'NaN as Python writes it' '
	new=$(echo "{\"metrics\": {\"loss\": NaN}}" | git exp record --stdin)
	git show $new:.exp/metrics.yaml | grep -x "loss: .nan"
'
test_ok 'a line as long as it gets, without an end' '
	{ printf "{\"params\": {\"a\": \""; head -c 1000000 /dev/zero | tr "\0" x; printf "\"}}"; } >../long
	new=$(git exp record --stdin <../long)
	test "$(git cat-file -s $new:.exp/params.yaml)" -eq 1000006
'
test_ok 'a thousand' '
	seq 1000 | sed "s/.*/{\"params\": {\"i\": &}, \"metrics\": {\"loss\": &.5}}/" | git exp record -e many --stdin >../ids
	test "$(sort -u ../ids | wc -l)" -eq 1000
	test "$(git exp log -e many --format=jsonl | wc -l)" -eq 1000
	test "$(git exp best loss many/ --format="%(params.i)")" = 1
'
test_ok 'packed-refs that is locked: an error, nothing written' '
	git for-each-ref >../before && : >.git/packed-refs.lock
	echo "{}" | expect_code 1 git exp record --stdin 2>../err
	rm .git/packed-refs.lock
	grep -q "^error: .*packed-refs" ../err
	git for-each-ref | cmp - ../before
	! find .git -name "tmp_*" -o -name ".tmp*" | grep .
'
test_ok 'git exp fsck has nothing to say' 'expect_out git exp fsck </dev/null'

finish
