#!/bin/sh
# Every way to name a run; and rm, restore, gc, best, compare by them.

. "$(dirname "$0")/lib.sh"

new_repo work && cd work || exit 1
git config exp.environment false
commit_file train.py 'print(1)' one
rec() {
	seed=$1 started=$2
	shift 2
	GIT_EXP_SEED=$seed git exp record --started "2026-11-20T$started:00:00Z" "$@"
}
a=$(rec 1 08 -e mnist --name alpha -p lr=0.1 -m loss=0.5 -m acc=0.9)
b=$(rec 2 09 -e mnist --name beta -p lr=0.2 -m loss=0.25 -m acc=0.8)
c=$(rec 3 10 -e text/big --name alpha -p lr=0.3 -m loss=nan -m acc=0.7 -m weird=1)

name_of() {
	git exp show --format='%(experiment)/%(name)' "$@"
}
for name in "$a" "$(printf %.7s "$a")" "$(printf %.4s "$a")" mnist/alpha "mnist/$(printf %.7s "$a")" "refs/experiments/mnist/$a" '@{2}'; do
	test_out "by $name" 'name_of "$name"' <<\EOF
mnist/alpha
EOF
done
for name in beta mnist/beta '@{1}' '@best(loss)' '@best( loss )'; do
	test_out "by $name" 'name_of "$name"' <<\EOF
mnist/beta
EOF
done
for name in @ '@{0}' text/big/alpha; do
	test_out "by $name" 'name_of "$name"' <<\EOF
text/big/alpha
EOF
done
test_out 'without a name: the newest' 'name_of' <<\EOF
text/big/alpha
EOF
test_err 'a name that two have' 1 'git exp show alpha' <<\EOF
error: several runs match 'alpha': mnist/c6a806b text/big/03bca9b
EOF
test_err 'a name that nobody has' 1 'git exp show gamma' <<\EOF
error: no run matches 'gamma'
EOF
test_err 'an id that nobody has' 1 'git exp show 0123456' <<\EOF
error: no run matches '0123456'
EOF
test_err 'three digits are no id' 1 'git exp show "$(printf %.3s $a)"' <<EOF
error: no run matches '$(printf %.3s "$a")'
EOF
test_err 'a ref that is none' 1 'git exp show refs/experiments/mnist/x' <<\EOF
error: no run matches 'refs/experiments/mnist/x'
EOF
test_err 'a ref that is no run' 1 'git exp show refs/heads/main' <<\EOF
error: no run matches 'refs/heads/main'
EOF
test_err 'more back than there are' 1 'git exp show "@{3}"' <<\EOF
error: no run matches '@{3}': there are only 3
EOF
test_err 'a place that is none' 1 'git exp show "@{x}"' <<\EOF
error: no run matches '@{x}'
EOF
test_err 'the best by what nobody has' 1 'git exp show "@best(val_loss)"' <<\EOF
error: no run has a number as its metric 'val_loss'
EOF
test_err 'the best by what has no direction' 1 'git exp show "@best(weird)"' <<\EOF
error: nothing says whether a smaller or a greater 'weird' is better; set its goal in .gitexp.yaml
EOF
test_err 'an empty name' 1 'git exp show ""' <<\EOF
error: an empty name names no run
EOF

# --- best ---------------------------------------------------------------------------------------------------------------------

test_out 'best' 'git exp best loss' <<\EOF
id       name  status    age           lr     acc    loss
616cae7  beta  finished  3 hours ago  0.2  0.8000  0.2500
EOF
test_out 'best -q' 'git exp best -q acc' <<EOF
$a
EOF
test_out 'best of an experiment; nan is never best' 'git exp best acc text/ --format="%(name) %(metrics.acc)"' <<\EOF
alpha 0.7
EOF
test_err 'best where all are nan' 1 'git exp best loss text/' <<\EOF
error: no run has a number as its metric 'loss'
EOF
test_err 'best without a metric' 129 'git exp best 2>&1 >/dev/null | head -n 1 >&2; exit 129' <<\EOF
error: name a metric
EOF
printf 'metrics:\n  weird: {goal: min}\n' >.gitexp.yaml
test_out 'best by the goal of the schema' 'git exp best -q weird' <<EOF
$c
EOF
rm .gitexp.yaml

# --- compare, diff ------------------------------------------------------------------------------------------------------------

test_out 'compare' 'git exp compare mnist/ @' <<\EOF
               616cae7           c6a806b           03bca9b
  experiment   mnist             mnist             text/big
  name         beta              alpha             alpha
  status       finished          finished          finished
  started      2026-11-20 09:00  2026-11-20 08:00  2026-11-20 10:00
  duration     3h00m             4h00m             2h00m
  code.commit  f05965f           f05965f           f05965f
  code.branch  main              main              main
  code.dirty   false             false             false

Parameters
  lr           0.2               0.1               0.3

Metrics
  acc          0.8000            0.9000*           0.7000
  loss         0.2500*           0.5000            nan
  weird                                            1
EOF
test_out 'compare --format=csv' 'git exp compare mnist/ --format=csv' <<\EOF
field,616cae70bcae00fccf7903e45060f6039e2d6778,c6a806b418c2f505d5359b4b64d0c1c077af04e2
experiment,mnist,mnist
name,beta,alpha
status,finished,finished
started,2026-11-20T09:00:00.000000Z,2026-11-20T08:00:00.000000Z
duration,10800.0,14400.0
code.commit,f05965f2964e232cd9909c9d37d0c7492f0f7c1c,f05965f2964e232cd9909c9d37d0c7492f0f7c1c
code.branch,refs/heads/main,refs/heads/main
code.dirty,false,false
params.lr,0.2,0.1
metrics.acc,0.8,0.9
metrics.loss,0.25,0.5
EOF
test_out 'diff' 'git exp diff mnist/alpha beta' <<\EOF
--- c6a806b mnist/alpha
+++ 616cae7 mnist/beta

Parameters
    lr  0.1  →  0.2

Metrics
    acc   0.9  →   0.8   -0.1  -11.1%  worse
    loss  0.5  →  0.25  -0.25  -50.0%  better
EOF
test_ok 'diff --exit-code' 'expect_code 1 git exp diff --exit-code beta @ >/dev/null && git exp diff --exit-code beta beta'
test_ok 'diff --git and --code' '
	echo "print(2)" >train.py
	new=$(GIT_EXP_SEED=9 git exp record -e code)
	git checkout -q train.py
	git exp diff --code beta $new >../code
	git diff beta 2>/dev/null || git diff $b $new -- . ":!.exp" | cmp - ../code
	git exp diff --git beta $new >../whole
	git diff $b $new | cmp - ../whole
	git -c diff.external=false -c color.ui=always exp diff --code --exit-code --color=never beta $new >../again || test $? -eq 1
	cmp ../code ../again
	git exp rm $new && git exp gc --prune=now
'
test_out 'diff against the parameters of the work tree' 'echo "lr: 0.3" >params.yaml; git exp diff beta; rm params.yaml' <<\EOF
--- 616cae7 mnist/beta
+++ params.yaml

Parameters
    lr  0.2  →  0.3
EOF

# --- rm, restore, gc ------------------------------------------------------------------------------------------------------------

test_out 'rm -n says, and does nothing' 'git exp rm -n beta && git exp log --format="%(name)" mnist/' <<EOF
$b
beta
alpha
EOF
test_out 'rm prints the id' 'git exp rm beta' <<EOF
$b
EOF
test_err 'removed, it has no name' 1 'git exp show beta' <<\EOF
error: no run matches 'beta'
EOF
test_out 'but its id' 'name_of "$b"' <<\EOF
mnist/beta
EOF
test_out '@ and @best() pass it by' 'name_of "@{1}" "@best(loss)"' <<\EOF
mnist/alpha
mnist/alpha
EOF
test_out 'rm again changes nothing' 'tip=$(git rev-parse refs/experiments/mnist/$b); git exp rm $b; test $tip = "$(git rev-parse refs/experiments/mnist/$b)"' <<EOF
$b
EOF
test_out 'restore' 'git exp restore $b && git exp log --format="%(name)" mnist/' <<EOF
$b
beta
alpha
EOF
test_err 'rm of what is none' 1 'git exp rm nosuch' <<\EOF
error: no run matches 'nosuch'
EOF
test_ok 'gc without --prune keeps what was removed' '
	git exp rm beta >/dev/null
	git exp gc
	git rev-parse -q --verify refs/experiments/mnist/$b
	grep -q "refs/experiments/mnist/$b" .git/packed-refs
'
test_ok 'gc --prune keeps what was removed later' '
	expect_out git exp gc --prune=2026-11-20T11:59:59Z </dev/null
	git rev-parse -q --verify refs/experiments/mnist/$b
'
test_out 'gc --prune -n says, and does nothing' 'git exp gc -n --prune=now; git rev-parse -q --verify refs/experiments/mnist/$b >/dev/null' <<EOF
$b
EOF
test_out 'gc --prune drops it' 'git exp gc --prune=now; ! git rev-parse -q --verify refs/experiments/mnist/$b; grep $b .git/exp/forgotten' <<EOF
$b
$b
EOF
test_err 'a date that is none drops nothing' 1 'git exp gc --prune=garbage' <<\EOF
error: --prune: 'garbage' is no date that git understands
EOF
test_out 'what is left is in order' 'git exp fsck; git exp log --format="%(experiment)/%(name)"' <<\EOF
text/big/alpha
mnist/alpha
EOF

finish
