#!/bin/sh
# git exp log: which runs, in which order, in every format; whole outputs at 80 columns.

. "$(dirname "$0")/lib.sh"

new_repo work && cd work || exit 1
git config exp.environment false

test_out 'without runs: nothing' 'git exp log' </dev/null
test_out 'without runs: an empty array' 'git exp log --format=json' <<\EOF
[]
EOF
test_out 'without runs: the head of a CSV' 'git exp log --format=csv' <<\EOF
id,experiment,name,status,started,duration
EOF

commit_file train.py 'print(1)' one
first=$(git rev-parse HEAD)
# rec SEED STARTED ARGUMENTS…
rec() {
	seed=$1 started=$2
	shift 2
	GIT_EXP_SEED=$seed git exp record --started "$started" --ended 2026-11-20T12:00:00Z "$@"
}
a=$(rec 1 2026-11-18T08:00:00Z -e mnist --name alpha -p lr=0.1 -p model=cnn -p seed=9007199254740993 -m loss=0.5 -m acc=0.91 -t base -t keep)
b=$(rec 2 2026-11-19T09:30:00Z -e mnist --name beta -p lr=0.01 -p model=cnn -p seed=9007199254740993 -m loss=0.25 -m acc=0.97 -t keep)
c=$(rec 3 2026-11-20T10:00:00Z -e mnist/deep --name gamma -p lr=0.01 -p model=cnn -p seed=9007199254740993 -m loss=nan -m acc=0.1 --status failed)
commit_file train.py 'print(2)' two
d=$(GIT_AUTHOR_NAME='Zoë Ünal' GIT_AUTHOR_EMAIL=zoe@lab.org rec 4 2026-11-20T11:00:00Z -e text --name 数据 -p 'note=a|b' -p lr=1e-3 -m loss=0.125)
e=$(rec 5 2026-11-20T11:30:00Z -e text --name gone -p lr=5)
git exp rm "$e" >/dev/null

test_out 'the table, newest first' 'git exp log' <<\EOF
id       name   experiment  status    age                lr     acc     loss
3a6f11e  数据   text        finished  60 minutes ago  0.001           0.1250*
f90d122  gamma  mnist/deep  failed    2 hours ago      0.01  0.1000      nan
73251c1  beta   mnist       finished  27 hours ago     0.01  0.9700*  0.2500
704aee9  alpha  mnist       finished  2 days ago        0.1  0.9100   0.5000
(4 more columns: --all-columns)
EOF
test_out 'oneline' 'git exp log --oneline' <<\EOF
3a6f11e text: 数据 finished [loss=0.125]
f90d122 mnist/deep: gamma failed [acc=0.1, loss=nan]
73251c1 (keep) mnist: beta finished [acc=0.97, loss=0.25]
704aee9 (base, keep) mnist: alpha finished [acc=0.91, loss=0.5]
EOF
test_out 'json' 'git exp log --format=json' <<\EOF
[
{"id": "3a6f11ed556a820334bc9fd8cae952f3ce6d5072", "tip": "3a6f11ed556a820334bc9fd8cae952f3ce6d5072", "ref": "refs/experiments/text/3a6f11ed556a820334bc9fd8cae952f3ce6d5072", "author": {"name": "Zoë Ünal", "email": "zoe@lab.org"}, "experiment": "text", "name": "数据", "status": "finished", "started": "2026-11-20T11:00:00.000000Z", "ended": "2026-11-20T12:00:00.000000Z", "duration": 3600.0, "code": {"commit": "059e4be1d18886d8c7b5f8d441fc30b2bc937c10", "tree": "52b85f095017a10576b7d380f58312cbd0fc27ed", "branch": "refs/heads/main", "dirty": false}, "tags": [], "params": {"lr": 0.001, "note": "a|b"}, "metrics": {"loss": 0.125}},
{"id": "f90d122e35d77a55b20684154b043dca4f7465e9", "tip": "f90d122e35d77a55b20684154b043dca4f7465e9", "ref": "refs/experiments/mnist/deep/f90d122e35d77a55b20684154b043dca4f7465e9", "author": {"name": "A U Thor", "email": "author@example.com"}, "experiment": "mnist/deep", "name": "gamma", "status": "failed", "started": "2026-11-20T10:00:00.000000Z", "ended": "2026-11-20T12:00:00.000000Z", "duration": 7200.0, "code": {"commit": "f05965f2964e232cd9909c9d37d0c7492f0f7c1c", "tree": "d99c735bc7942c804e7e3fea629fae5f770074cf", "branch": "refs/heads/main", "dirty": false}, "tags": [], "params": {"lr": 0.01, "model": "cnn", "seed": 9007199254740993}, "metrics": {"acc": 0.1, "loss": "nan"}},
{"id": "73251c155adc5776395c6a24e43e2f41c1a15c39", "tip": "73251c155adc5776395c6a24e43e2f41c1a15c39", "ref": "refs/experiments/mnist/73251c155adc5776395c6a24e43e2f41c1a15c39", "author": {"name": "A U Thor", "email": "author@example.com"}, "experiment": "mnist", "name": "beta", "status": "finished", "started": "2026-11-19T09:30:00.000000Z", "ended": "2026-11-20T12:00:00.000000Z", "duration": 95400.0, "code": {"commit": "f05965f2964e232cd9909c9d37d0c7492f0f7c1c", "tree": "d99c735bc7942c804e7e3fea629fae5f770074cf", "branch": "refs/heads/main", "dirty": false}, "tags": ["keep"], "params": {"lr": 0.01, "model": "cnn", "seed": 9007199254740993}, "metrics": {"acc": 0.97, "loss": 0.25}},
{"id": "704aee942bb86f9143fd7bb16cccf2d21745c3ef", "tip": "704aee942bb86f9143fd7bb16cccf2d21745c3ef", "ref": "refs/experiments/mnist/704aee942bb86f9143fd7bb16cccf2d21745c3ef", "author": {"name": "A U Thor", "email": "author@example.com"}, "experiment": "mnist", "name": "alpha", "status": "finished", "started": "2026-11-18T08:00:00.000000Z", "ended": "2026-11-20T12:00:00.000000Z", "duration": 187200.0, "code": {"commit": "f05965f2964e232cd9909c9d37d0c7492f0f7c1c", "tree": "d99c735bc7942c804e7e3fea629fae5f770074cf", "branch": "refs/heads/main", "dirty": false}, "tags": ["base", "keep"], "params": {"lr": 0.1, "model": "cnn", "seed": 9007199254740993}, "metrics": {"acc": 0.91, "loss": 0.5}}
]
EOF
test_out 'jsonl' 'git exp log --format=jsonl -n 1' <<\EOF
{"id": "3a6f11ed556a820334bc9fd8cae952f3ce6d5072", "tip": "3a6f11ed556a820334bc9fd8cae952f3ce6d5072", "ref": "refs/experiments/text/3a6f11ed556a820334bc9fd8cae952f3ce6d5072", "author": {"name": "Zoë Ünal", "email": "zoe@lab.org"}, "experiment": "text", "name": "数据", "status": "finished", "started": "2026-11-20T11:00:00.000000Z", "ended": "2026-11-20T12:00:00.000000Z", "duration": 3600.0, "code": {"commit": "059e4be1d18886d8c7b5f8d441fc30b2bc937c10", "tree": "52b85f095017a10576b7d380f58312cbd0fc27ed", "branch": "refs/heads/main", "dirty": false}, "tags": [], "params": {"lr": 0.001, "note": "a|b"}, "metrics": {"loss": 0.125}}
EOF
test_out 'csv' 'git exp log --format=csv' <<\EOF
id,experiment,name,status,started,duration,params.lr,params.model,params.note,params.seed,metrics.acc,metrics.loss
3a6f11ed556a820334bc9fd8cae952f3ce6d5072,text,数据,finished,2026-11-20T11:00:00.000000Z,3600.0,0.001,,a|b,,,0.125
f90d122e35d77a55b20684154b043dca4f7465e9,mnist/deep,gamma,failed,2026-11-20T10:00:00.000000Z,7200.0,0.01,cnn,,9007199254740993,0.1,nan
73251c155adc5776395c6a24e43e2f41c1a15c39,mnist,beta,finished,2026-11-19T09:30:00.000000Z,95400.0,0.01,cnn,,9007199254740993,0.97,0.25
704aee942bb86f9143fd7bb16cccf2d21745c3ef,mnist,alpha,finished,2026-11-18T08:00:00.000000Z,187200.0,0.1,cnn,,9007199254740993,0.91,0.5
EOF
test_out 'tsv' 'git exp log --format=tsv' <<\EOF
id	experiment	name	status	started	duration	params.lr	params.model	params.note	params.seed	metrics.acc	metrics.loss
3a6f11ed556a820334bc9fd8cae952f3ce6d5072	text	数据	finished	2026-11-20T11:00:00.000000Z	3600.0	0.001		a|b			0.125
f90d122e35d77a55b20684154b043dca4f7465e9	mnist/deep	gamma	failed	2026-11-20T10:00:00.000000Z	7200.0	0.01	cnn		9007199254740993	0.1	nan
73251c155adc5776395c6a24e43e2f41c1a15c39	mnist	beta	finished	2026-11-19T09:30:00.000000Z	95400.0	0.01	cnn		9007199254740993	0.97	0.25
704aee942bb86f9143fd7bb16cccf2d21745c3ef	mnist	alpha	finished	2026-11-18T08:00:00.000000Z	187200.0	0.1	cnn		9007199254740993	0.91	0.5
EOF
test_out 'md' 'git exp log --format=md' <<\EOF
| id | name | experiment | status | started | tags | lr | model | note | seed | acc | loss |
|---|---|---|---|---|---|--:|---|---|--:|--:|--:|
| 3a6f11e | 数据 | text | finished | 2026-11-20 11:00:00 +0000 |  | 0.001 |  | a\|b |  |  | **0.1250** |
| f90d122 | gamma | mnist/deep | failed | 2026-11-20 10:00:00 +0000 |  | 0.01 | cnn |  | 9007199254740993 | 0.1000 | nan |
| 73251c1 | beta | mnist | finished | 2026-11-19 09:30:00 +0000 | keep | 0.01 | cnn |  | 9007199254740993 | **0.9700** | 0.2500 |
| 704aee9 | alpha | mnist | finished | 2026-11-18 08:00:00 +0000 | base, keep | 0.1 | cnn |  | 9007199254740993 | 0.9100 | 0.5000 |
EOF
test_out 'a template' 'git exp log --format="%(name) %(params.lr) %(metrics.loss) %(experiment)"' <<\EOF
数据 0.001 0.125 text
gamma 0.01 nan mnist/deep
beta 0.01 0.25 mnist
alpha 0.1 0.5 mnist
EOF
test_out 'a template, by NUL' 'git exp log -z --format="%(name)" | tr "\0" "!"; echo' <<\EOF
数据!gamma!beta!alpha!
EOF
test_err 'a template with a slip' 1 'git exp log --format="%(nam"' <<\EOF
error: --format: the %( at column 1 of the format has no )
EOF
test_err 'a format that is none' 1 'git exp log --format=xml' <<\EOF
error: 'xml' is no format; take table, oneline, json, jsonl, csv, tsv, md, or a template with %(field) in it
EOF
test_out 'columns' 'git exp log --columns=name,lr,loss,acc,started' <<\EOF
name      lr    loss      acc   started
数据   0.001  0.1250*           2026-11-20 11:00:00 +0000
gamma   0.01     nan   0.1000   2026-11-20 10:00:00 +0000
beta    0.01  0.2500   0.9700*  2026-11-19 09:30:00 +0000
alpha    0.1  0.5000   0.9100   2026-11-18 08:00:00 +0000
EOF
test_err 'a column that is none' 1 'git exp log --columns=,name' <<\EOF
error: --columns: the field '': a key is empty: ''
EOF
test_out 'all columns' 'git exp log --all-columns' <<\EOF
id       name   experiment  status    age             tags           lr  model  note              seed     acc     loss
3a6f11e  数据   text        finished  60 minutes ago              0.001         a|b                              0.1250*
f90d122  gamma  mnist/deep  failed    2 hours ago                  0.01  cnn          9007199254740993  0.1000      nan
73251c1  beta   mnist       finished  27 hours ago    keep         0.01  cnn          9007199254740993  0.9700*  0.2500
704aee9  alpha  mnist       finished  2 days ago      base, keep    0.1  cnn          9007199254740993  0.9100   0.5000
EOF
test_out 'cut to 40 columns' 'COLUMNS=40 git exp log' <<\EOF
id       name   status       lr    loss
3a6f11e  数据   finished  0.001  0.1250*
f90d122  gamma  failed     0.01     nan
73251c1  beta   finished   0.01  0.2500
704aee9  alpha  finished    0.1  0.5000
(7 more columns: --all-columns)
EOF
test_out 'coloured' 'git exp log -n 2 --color=always | sed "s/$(printf "\\033")/^[/g"' <<\EOF
^[[1mid^[[m       ^[[1mname^[[m   ^[[1mexperiment^[[m  ^[[1mstatus^[[m    ^[[1mage^[[m                ^[[1mlr^[[m     ^[[1macc^[[m    ^[[1mloss^[[m
^[[33m3a6f11e^[[m  ^[[1m数据^[[m   ^[[34mtext^[[m        ^[[32mfinished^[[m  ^[[2m60 minutes ago^[[m  0.001          ^[[1;32m0.1250^[[m
^[[33mf90d122^[[m  ^[[1mgamma^[[m  ^[[34mmnist/deep^[[m  ^[[31mfailed^[[m    ^[[2m2 hours ago^[[m      0.01  0.1000     nan
^[[2m(3 more columns: --all-columns)^[[m
EOF

test_out '-n' 'git exp log -n 2 --oneline' <<\EOF
3a6f11e text: 数据 finished [loss=0.125]
f90d122 mnist/deep: gamma failed [acc=0.1, loss=nan]
EOF
test_out '-n 0' 'git exp log -n 0 --oneline' </dev/null
test_out '--experiment and those below' 'git exp log -e mnist --format="%(name)"' <<\EOF
gamma
beta
alpha
EOF
test_out '--experiment is no prefix' 'git exp log -e mni --format="%(name)"' </dev/null
test_out '--tag' 'git exp log -t keep --format="%(name)"' <<\EOF
beta
alpha
EOF
test_out '--tag twice, and a pattern' 'git exp log -t keep -t "b*" --format="%(name)"' <<\EOF
alpha
EOF
test_out '--status' 'git exp log --status=failed --format="%(name)"' <<\EOF
gamma
EOF
test_out '--status with several' 'git exp log --status=failed,killed --format="%(name)"' <<\EOF
gamma
EOF
test_out '--author in any case' 'git exp log --author=ZOE --format="%(name)"' <<\EOF
数据
EOF
test_out '--author as a pattern' 'git exp log --author="*@lab.org" --format="%(name)"' <<\EOF
数据
EOF
test_out '--since' 'git exp log --since=2026-11-20T10:00:00Z --format="%(name)"' <<\EOF
数据
gamma
EOF
test_out '--until' 'git exp log --until=2026-11-19T09:30:00Z --format="%(name)"' <<\EOF
beta
alpha
EOF
test_out '--since and --until as git reads dates' 'GIT_TEST_DATE_NOW=1795176000 git exp log --since=36.hours.ago --until="3 hours ago" --format="%(name)"' <<\EOF
beta
EOF
test_out '--until now has all' 'GIT_TEST_DATE_NOW=1795176000 git exp log --until=now --format="%(name)"' <<\EOF
数据
gamma
beta
alpha
EOF
test_err 'a date that is none' 1 'git exp log --since=garbage' <<\EOF
error: --since: 'garbage' is no date that git understands
EOF
test_out '--removed' 'git exp log --removed --oneline -n 2' <<\EOF
83984b1 text: gone finished
3a6f11e text: 数据 finished [loss=0.125]
EOF
test_out '--removed of an experiment' 'git exp log --removed text/ --format="%(name)"' <<\EOF
gone
数据
EOF
test_out '--sort' 'git exp log --sort=loss --format="%(name) %(metrics.loss)"' <<\EOF
数据 0.125
beta 0.25
alpha 0.5
gamma nan
EOF
test_out '--sort descending, missing ones last, too' 'git exp log --sort=-acc --format="%(name) %(metrics.acc)"' <<\EOF
beta 0.97
alpha 0.91
gamma 0.1
数据 
EOF
test_out '--sort by two' 'git exp log --sort="lr, -started" --format="%(name) %(params.lr)"' <<\EOF
数据 0.001
gamma 0.01
beta 0.01
alpha 0.1
EOF
test_err '--sort by nothing' 1 'git exp log --sort="lr,,loss"' <<\EOF
error: cannot sort by '': the field '': a key is empty: ''
EOF
test_out '--reverse' 'git exp log --reverse -n 2 --format="%(name)"' <<\EOF
gamma
数据
EOF
test_out 'runs by name' 'git exp log alpha @ --format="%(name)"' <<\EOF
数据
alpha
EOF
test_out 'the same run twice is one' 'git exp log alpha mnist/alpha mnist/ mnist/ --format="%(name)"' <<\EOF
gamma
beta
alpha
EOF
test_out 'runs of a range of code' 'git exp log $first..HEAD --format="%(name)"' <<\EOF
数据
EOF
test_err 'a run that is none' 1 'git exp log nosuch' <<\EOF
error: no run matches 'nosuch'
EOF
test_err 'an experiment that is none' 1 'git exp log nosuch/' <<\EOF
error: no run is in the experiment 'nosuch'
EOF
test_err 'a range that is none' 1 'git exp log nosuch..HEAD' <<\EOF
error: git rev-list failed: ambiguous argument 'nosuch..HEAD': unknown revision or path not in the working tree.
EOF
test_ok 'refs that are no runs: one warning' '
	git update-ref refs/experiments/x/$first HEAD
	git exp log -n 1 --format="%(name)" >../out 2>../err
	printf "数据\n" | cmp - ../out
	echo "warning: a ref under refs/experiments/ is no run; see git exp fsck" | cmp - ../err
	git update-ref -d refs/experiments/x/$first
'
test_ok 'what is printed is read again' '
	git exp log --format=jsonl >../lines
	git init -q ../copy && cd ../copy
	git exp record --stdin --no-code <../lines >ids
	test "$(wc -l <ids)" -eq 4
	for f in "%(name) %(params.lr) %(metrics.loss) %(status) %(started) %(ended) %(author) %(tags)"; do
		git exp log --format="$f" >../b
		(cd ../work && git exp log --format="$f" >../a)
		cmp ../a ../b
	done
	expect_out git exp fsck </dev/null
'

finish
