#!/bin/sh
# git exp show: the page, JSON, a template, one part.

. "$(dirname "$0")/lib.sh"

new_repo work && cd work || exit 1
git config exp.environment false
commit_file train.py 'print(1)' 'train: print one'
{
	echo step,loss,val/acc
	for i in 1 2 3 4 5 6 7 8; do echo "$i,0.$((9 - i)),0.$i"; done
} >../h.csv
echo model >../model.pt && mkdir data && printf 'a,b\n1,2\n' >data/x.csv
id=$(git exp record -e mnist --name otter -p lr=0.1 -p seed=18446744073709551615 -p 'opt={"name": "adam", "betas": [0.9, 0.999]}' -m best=0.25 --history ../h.csv \
	-a ../model.pt --data data/x.csv -t base -t keep --note 'looks **good**' --description 'Why: to see.
Second line.' --group g --started 2026-11-20T10:00:00Z --ended 2026-11-20T11:02:03Z)
git exp record -e mnist --name next --no-code --status failed >/dev/null

test_out 'the page' 'git exp show otter' <<\EOF
run 69a7141938c64a31db4afea89bddc8e85cbe300d (base, keep)
Experiment: mnist
Name:       otter
Status:     finished in 1h02m
Started:    2026-11-20 10:00:00 +0000 (2 hours ago)
Author:     A U Thor <author@example.com>
Group:      g

    Why: to see.
    Second line.

Parameters
  lr    0.1
  opt   {"betas": [0.9, 0.999], "name": "adam"}
  seed  18446744073709551615

Metrics
            value   first     min  at     max  at  points
  best     0.2500
  loss     0.1000  0.8000  0.1000   8  0.8000   1       8  █▇▆▅▄▃▂▁
  val/acc  0.8000  0.1000  0.1000   1  0.8000   8       8  ▁▂▃▄▅▆▇█

Code
  commit    78ab2a6 train: print one
  branch    main
  state     clean
  left out  data/x.csv

Data
  data/x.csv  8 B  492d5ea49605  1 row, 2 columns

Artifacts
  model.pt  6 B  98ad61a25e36  model

Notes
  2026-11-20 12:00:00 +0000 (0 seconds ago)
    looks **good**
EOF
test_out 'JSON' 'git exp show --format=json otter' <<\EOF
{"id": "69a7141938c64a31db4afea89bddc8e85cbe300d", "tip": "69a7141938c64a31db4afea89bddc8e85cbe300d", "ref": "refs/experiments/mnist/69a7141938c64a31db4afea89bddc8e85cbe300d", "author": {"name": "A U Thor", "email": "author@example.com"}, "experiment": "mnist", "name": "otter", "status": "finished", "started": "2026-11-20T10:00:00.000000Z", "ended": "2026-11-20T11:02:03.000000Z", "duration": 3723.0, "code": {"commit": "78ab2a69946768cd09371a0a29da9078f8505594", "tree": "d99c735bc7942c804e7e3fea629fae5f770074cf", "branch": "refs/heads/main", "dirty": false, "omitted": ["data/x.csv"]}, "group": "g", "tags": ["base", "keep"], "params": {"lr": 0.1, "opt": {"betas": [0.9, 0.999], "name": "adam"}, "seed": 18446744073709551615}, "metrics": {"best": 0.25, "loss": 0.1, "val/acc": 0.8}, "stats": {"loss": {"count": 8, "first": 0.8, "last": 0.1, "max": 0.8, "max_step": 1, "mean": 0.45, "min": 0.1, "min_step": 8, "nan": 0}, "val/acc": {"count": 8, "first": 0.1, "last": 0.8, "max": 0.8, "max_step": 8, "mean": 0.45, "min": 0.1, "min_step": 1, "nan": 0}}, "environment": {}, "variables": {}, "packages": {}, "data": {"data/x.csv": {"columns": 2, "kind": "file", "rows": 1, "sha256": "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470", "size": 8}}, "artifacts": [{"path": "model.pt", "sha256": "98ad61a25e3683b6adf2474b01bbe1c27de6aad2ce3a80ff4140fe473c14e691", "size": 6, "storage": "git", "type": "model"}], "notes": [{"time": "2026-11-20T12:00:00.000000Z", "text": "looks **good**"}], "description": "Why: to see.\nSecond line.", "output": "", "history": {"loss": [[1, null, 0.8], [2, null, 0.7], [3, null, 0.6], [4, null, 0.5], [5, null, 0.4], [6, null, 0.3], [7, null, 0.2], [8, null, 0.1]], "val/acc": [[1, null, 0.1], [2, null, 0.2], [3, null, 0.3], [4, null, 0.4], [5, null, 0.5], [6, null, 0.6], [7, null, 0.7], [8, null, 0.8]]}}
EOF
test_out 'a template' 'git exp show --format="%(name) %(params.seed) %(metrics.loss) %(metrics.loss.min) %(tags)" otter' <<\EOF
otter 18446744073709551615 0.1 0.1 base, keep
EOF
test_out 'two pages' 'git exp show otter next | grep "^run \|^$" | uniq | sed 1q; git exp show otter next | grep -c "^run "' <<\EOF
run 69a7141938c64a31db4afea89bddc8e85cbe300d (base, keep)
2
EOF
test_out 'one part, as it is stored' 'git exp show otter:params.yaml' <<\EOF
lr: 0.1
opt: {"betas": [0.9, 0.999], "name": "adam"}
seed: 18446744073709551615
EOF
test_out 'an artifact' 'git exp show $id:artifacts/model.pt' <<\EOF
model
EOF
test_err 'a part that is not there' 1 'git exp show otter:nosuch' <<\EOF
error: the record has no 'nosuch'
EOF
test_err 'a part that is a folder' 1 'git exp show otter:metrics' <<\EOF
error: 'metrics' in the record is no plain file
EOF
test_err 'a format that is none' 1 'git exp show --format=xml otter' <<\EOF
error: 'xml' is no format; take page, json, or a template with %(field) in it
EOF
test_err 'a template with a slip' 1 'git exp show --format="%(" otter' <<\EOF
error: --format: the %( at column 1 of the format has no )
EOF
test_ok 'plain git says the same' 'git show $id -- .exp | grep -q "^+lr: 0.1"'
test_ok 'git exp fsck has nothing to say' 'expect_out git exp fsck </dev/null'

finish
