#!/bin/sh
# Parameters, metrics and histories from files; each error names file, line and column, and nothing is written.

. "$(dirname "$0")/lib.sh"

new_repo work && cd work || exit 1
git config exp.environment false
commit_file train.py 'print(1)' one
git for-each-ref >"$GX_TEMP/before"
f=$GX_TEMP/f
mkdir "$f"

# refused TITLE OPTION FILE CONTENT (of printf's %b); the message on our standard input.
refused() {
	printf '%b' "$4" >"$f/$3"
	test_err "$1" 1 "cd '$f/../trash/work' && cp '$f/$3' ../'$3' && git exp record $2 ../'$3'"
	git for-each-ref | cmp -s - "$GX_TEMP/before" || test_ok "$1: nothing is written" false
}
refused 'YAML: a key twice' --params a.yaml 'lr: 1\nlr: 2\n' <<\EOF
error: ../a.yaml:2:1: a key stands twice: 'lr'
EOF
refused 'YAML: a tab' --params b.yaml 'a:\n\t- 1\n' <<\EOF
error: ../b.yaml:2:1: a value cannot start with this character: indent with blanks, not tabs, and quote what starts with @, ` or % (while scanning for the next token that starts in line 2)
EOF
refused 'YAML: a list' --params c.yaml '- 1\n' <<\EOF
error: ../c.yaml: expected an object with keys at the top, not an array
EOF
refused 'YAML: two documents' --params d.yaml 'a: 1\n---\nb: 1\n' <<\EOF
error: ../d.yaml:2:1: a second document starts here: keep one in a file
EOF
refused 'YAML: no UTF-8' --params e.yaml 'a: x\0377\n' <<\EOF
error: ../e.yaml:1:5: byte 0xFF is not UTF-8: save the file as UTF-8
EOF
refused 'YAML: an alias bomb' --params bomb.yaml 'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n' <<\EOF
error: ../bomb.yaml:7:5: the document has over 1048576 values, aliases expanded
EOF
refused 'YAML: a key with a newline' --params g.yaml '"a\\nb": 1\n' <<\EOF
error: ../g.yaml: a key holds a control character: 'a^Jb'
EOF
refused 'JSON: cut' --params a.json '{"a": 1' <<\EOF
error: ../a.json:1:8: expected ',' or '}'
EOF
refused 'JSON: a key twice' --params b.json '{"a": 1,\n "a": 2}' <<\EOF
error: ../b.json:2:2: a key stands twice: 'a'
EOF
refused 'JSON: no object' --params c.json '[1]' <<\EOF
error: ../c.json: expected an object with keys at the top, not an array
EOF
refused 'INI: a line that is nothing' --params a.ini '[a]\nb\n' <<\EOF
error: ../a.ini:2:1: expected 'key = value', '[section]' or a comment
EOF
refused '.env: an open quote' --params a.env 'A="x\n' <<\EOF
error: ../a.env:1:1: a quote is not closed
EOF
refused 'TOML' --params a.toml 'a = 1\n' <<\EOF
error: ../a.toml: TOML is not read; convert it: python3 -c 'import json,sys,tomllib; json.dump(tomllib.load(open(sys.argv[1],"rb")),sys.stdout)' FILE > params.json
EOF
refused 'a form that nobody knows' --params a.xyz 'a = 1\n' <<\EOF
error: ../a.xyz: expected an object with keys at the top, not a string
EOF
refused 'metrics: text' --metrics a.json '{"loss": "low"}' <<\EOF
error: ../a.json: 'loss' is a string, and a metric is a number; leave it out, or record it with --params
EOF
refused 'metrics: a list' --metrics b.json '{"loss": [1]}' <<\EOF
error: ../b.json: 'loss' is an array, and a metric is a number; leave it out, or record it with --params
EOF
refused 'metrics: true' --metrics c.yaml 'loss: true\n' <<\EOF
error: ../c.yaml: 'loss' is a boolean, and a metric is a number; leave it out, or record it with --params
EOF
refused 'history: no header' --history a.csv '1,2\n3,4\n' <<\EOF
error: ../a.csv:1:1: the first line must name the columns, and holds numbers
EOF
refused 'history: a cell that is no number' --history b.csv 'step,loss\n1,0.5\n2,low\n' <<\EOF
error: ../b.csv:3:3: 'low' is not a number: leave a cell empty where there is none
EOF
refused 'history: a row that is too long' --history c.csv 'step,loss\n1,0.5,7\n' <<\EOF
error: ../c.csv:2:7: a row of 3 cells under a header of 2
EOF
refused 'history: a step that is a fraction' --history d.csv 'step,loss\n1.5,0.5\n' <<\EOF
error: ../d.csv:2:1: a step is a whole number, not '1.5'
EOF
refused 'history: a column twice' --history e.csv 'step,loss,loss\n1,0.5,1\n' <<\EOF
error: ../e.csv:1:11: a column stands twice: 'loss'
EOF
refused 'history: a line that is no JSON' --history a.jsonl '{"step": 1, "loss": 1}\nx\n' <<\EOF
error: ../a.jsonl:2:1: expected a value
EOF
refused 'history: a decimal comma' --history f.csv 'step;loss\n1;0,5\n' <<\EOF
error: ../f.csv:2:3: '0,5' has a decimal comma: write numbers with a point
EOF
test_err 'a file that is not there' 1 'git exp record --params nosuch.yaml' <<\EOF
error: cannot open 'nosuch.yaml': No such file or directory
EOF
test_err 'a folder that is not Hydra' 1 'mkdir -p "$f/dir"; cd "$f"; git -C "$GX_TEMP/trash/work" exp record --params "$f/dir" 2>&1 >/dev/null | sed "s,$f,F," >&2; exit 1' <<\EOF
error: 'F/dir' is a folder without Hydra's config.yaml; name a file
EOF

mkdir -p ../run/.hydra && printf 'optimizer:\n  lr: 1e-3\n  name: adam\nlayers: [64, 32]\nseed: 9007199254740993\non: yes\n' >../run/.hydra/config.yaml
printf '{"lr": 0.5, "nested": {"a.b": 1, "": {"x": null}}}' >../p.json
printf 'top = 1\n[model]\nwidth = 64\nname = "x y"\n' >../p.ini
printf 'export TOKEN_COUNT=5\nNAME="a b"\n' >../p.env
printf 'loss: .nan\nacc: 0.5\nnested:\n  f1: 0.25\n' >../m.yaml
printf 'epoch;train_loss;val_acc\n1;0.5;\n2;0.25;0.75\n' >../h.csv
printf '{"step": 1, "reward": 1.5, "time": 10}\n{"step": 2, "reward": NaN}\n' >../h.jsonl
test_ok 'all forms' '
	id=$(git exp record --params ../run --params ../p.ini --params ../p.env -p lr=1 --metrics ../m.yaml -m acc=0.75 --history ../h.csv --history ../h.jsonl)
	echo $id >../id
	expect_out git exp fsck </dev/null
'
id=$(cat ../id)
test_out 'params.yaml' 'git show $id:.exp/params.yaml' <<\EOF
NAME: "a b"
TOKEN_COUNT: 5
layers: [64, 32]
lr: 1
model.name: "x y"
model.width: 64
"on": true
optimizer.lr: 0.001
optimizer.name: "adam"
seed: 9007199254740993
top: 1
EOF
test_out 'metrics.yaml' 'git show $id:.exp/metrics.yaml' <<\EOF
acc: 0.75
loss: .nan
nested.f1: 0.25
reward: .nan
train_loss: 0.25
val_acc: 0.75
EOF
test_out 'histories' 'for m in $(git ls-tree -r --name-only $id:.exp/metrics); do echo "== $m"; git show $id:.exp/metrics/$m; done' <<\EOF
== reward.tsv
step	time	value
1	10	1.5
2		nan
== train_loss.tsv
step	time	value
1		0.5
2		0.25
== val_acc.tsv
step	time	value
2		0.75
EOF
test_out 'nested keys, escaped' 'id=$(git exp record --params ../p.json) && git show $id:.exp/params.yaml' <<\EOF
lr: 0.5
"nested.\\.x": null
"nested.a\\.b": 1
EOF
test_out 'from standard input' 'id=$(echo "{\"a\": 1}" | git exp record --params -) && git show $id:.exp/params.yaml' <<\EOF
a: 1
EOF
test_ok 'a later file wins, and -p over all' '
	printf "lr: 1\nb: 1\n" >../1.yaml && printf "lr: 2\n" >../2.yaml
	id=$(git exp record -p lr=3 --params ../1.yaml --params ../2.yaml)
	expect_out git show $id:.exp/params.yaml <<-\END
	b: 1
	lr: 3
	END
'
test_ok 'data: a file, a folder, a URI' '
	mkdir -p data && printf "a,b\n1,2\n" >data/x.csv && echo hi >data/y
	id=$(git exp record --data data/x.csv --data data --data s3://bucket/key)
	git show $id:.exp/data.yaml >../said
	sum=$(sha256sum <data/x.csv | cut -c -64)
	grep -F "\"sha256\": \"$sum\"" ../said
	folder=$(cd data && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c -64)
	other=$(cd data && find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c -64)
	grep -F "$folder" ../said || grep -F "$other" ../said
	grep "^s3://bucket/key\|^\"s3://bucket/key\"" ../said
'
test_ok 'artifacts: a blob; from the threshold on a Git LFS pointer with its bytes kept twice' '
	head -c 2000000 /dev/zero >../big.bin && echo small >../small.txt
	id=$(git exp record -a ../big.bin -a ../small.txt=out/small.txt)
	test "$(git show $id:.exp/artifacts/out/small.txt)" = small
	git show $id:.exp/artifacts/big.bin >../pointer
	head -n 1 ../pointer | grep -x "version https://git-lfs.github.com/spec/v1"
	sum=$(sha256sum <../big.bin | cut -c -64)
	grep -x "oid sha256:$sum" ../pointer
	cmp ../big.bin .git/lfs/objects/$(printf %.2s $sum)/$(printf %.4s $sum | cut -c 3-)/$sum
	find .git/lfs/exp-pending -type f -name "*$sum*" | grep -q .
	expect_out git exp fsck </dev/null
'

finish
