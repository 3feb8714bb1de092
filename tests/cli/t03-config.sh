#!/bin/sh
# git exp config: the exp.* keys, what they mean, their values.

. "$(dirname "$0")/lib.sh"

test_out 'a key that is not set' 'git exp config exp.untracked' <<\EOF
exp.untracked=code
	which untracked files a run's snapshot takes
	not set, code|all|none, default code, since 0.1.0
EOF

test_ok 'all keys, and their names alone' '
	git exp config | sed -n "s/^\(exp[^=]*\)=.*/\1/p" >all
	git exp config --name-only | cmp - all
	test "$(wc -l <all)" -ge 9
'

test_ok 'outside a repository the global config counts' '
	git config --global exp.lfsThreshold 3m
	git exp config exp.lfsthreshold >out
	grep -q "^exp.lfsThreshold=3m$" out
	grep -q "	set, size, default 1m" out
	git config --global --unset exp.lfsThreshold
'

new_repo work
cd work || exit 1
git config --add exp.redact salt
git config --add exp.redact pepper

test_out 'a list' 'git exp config exp.redact' <<\EOF
exp.redact=pepper salt
	further words in a name that make its value a secret
	set, list, no default, since 0.1.0
EOF

test_out 'json' 'git -c exp.untracked=none exp config --format=json exp.redact exp.untracked' <<\EOF
[
 {"name": "exp.untracked", "type": "word", "value": "none", "default": "code", "set": true, "since": "0.1.0", "about": "which untracked files a run's snapshot takes"},
 {"name": "exp.redact", "type": "list", "value": ["pepper", "salt"], "default": "", "set": true, "since": "0.1.0", "about": "further words in a name that make its value a secret"}
]
EOF

test_err 'a key that is none' 1 'git exp config exp.untrackd' <<\EOF
error: 'exp.untrackd' is no key of git exp: git exp config --name-only lists them
hint: did you mean exp.untracked?
EOF

test_ok 'a key in the config that is none is warned of' '
	git -c exp.untrackd=none exp config exp.untracked 2>err >out
	test "$(cat err)" = "warning: git'\''s config has exp.untrackd, which is no key of git exp"
	grep -q "^exp.untracked=code" out
'

test_err 'a value that is wrong' 1 'git -c exp.lfsThreshold=lots exp config' <<\EOF
error: exp.lfsThreshold is 'lots': use a number of bytes, with k, m or g if you like
EOF

test_ok 'a key without a value' '
	printf "[exp]\n\texperiment\n" >>.git/config
	expect_code 1 git exp config 2>err
	grep -q "^error: exp.experiment stands in the config without a value" err
'

finish
