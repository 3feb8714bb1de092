#!/bin/sh
# Options as the user meets them: git's spellings and git's errors. Each way of writing is tested in tests/unit/cli/test_option.c.

. "$(dirname "$0")/lib.sh"

test_ok 'an option may be cut short while it is unique' '
	git exp config --name-only >all
	git exp config --name | cmp - all
	git exp config --nam | cmp - all
'

test_ok 'the last one wins, --no- takes it back' '
	git exp config --name-only --no-name-only exp.experiment | grep -q "^exp.experiment="
	git exp config --format=json --format text exp.experiment | grep -q "^exp.experiment="
'

test_ok 'options and arguments in any order, and -- before an argument that looks like an option' '
	test "$(git exp config exp.experiment --name-only)" = exp.experiment
	expect_code 1 git exp config -- --name-only 2>err
	grep -q "^error: .--name-only. is no key" err
'

test_ok '-h wins over what else is wrong behind it' '
	expect_code 129 git exp config -h --nosuch >out
	grep -q "^usage: git exp config" out
'

test_err 'a word that is none of the set' 129 'git exp config --format=yaml' <<\EOF
error: option `format' expects one of text|json, not 'yaml'
EOF

test_err 'a value that is missing' 129 'git exp config --format' <<\EOF
error: option `format' requires a value
EOF

test_err 'a value that is too much' 129 'git exp config --name-only=1' <<\EOF
error: option `name-only' takes no value
EOF

test_ok 'an abbreviation of two options' '
	expect_code 129 git exp config --no 2>err
	head -1 err | grep -q "^error: unknown option .no.$"
	expect_code 129 git exp config --no-p=1 2>err
	head -1 err | grep -q "^error: option .no-p. takes no value$"
'

test_err 'a wrong --color' 129 'git exp config --color=blue' <<\EOF
error: option `color' expects always, auto or never, not 'blue'
EOF

# --- colours and pager, as git's config has them ---------------------------------------------------------------------------

new_repo work
cd work || exit 1
esc=$(printf '\033')

test_ok 'color.ui, color.exp and --color' '
	expect_code 1 sh -c "git exp config | grep $esc"
	git -c color.ui=always exp config | grep -q "$esc"
	git -c color.exp=always exp config | grep -q "$esc"
	expect_code 1 sh -c "git -c color.ui=always -c color.exp=false exp config | grep $esc"
	expect_code 1 sh -c "git -c color.ui=always exp config --no-color | grep $esc"
	git exp config --color | grep -q "$esc"
	NO_COLOR=1 git exp config --color | grep -q "$esc"
'

test_ok 'color.exp.<slot> is what git config --get-color says' '
	for colour in "bold red" "#ff8000 blue" "dim 34" "nobold 200" "brightcyan default" "reset ul" "12 normal"; do
		escape=$(git config --get-color no.such "$colour")
		git -c color.exp.name="$colour" exp config --color >out
		grep -q -F "${escape}exp.experiment${esc}[m=" out || { echo "$colour"; exit 1; }
	done
'

test_ok 'a wrong colour is warned of' '
	git -c color.exp.name=blurple exp config --color >out 2>err
	test "$(cat err)" = "warning: color.exp.name: '\''blurple'\'' is no color that git knows, see \"color\" in git help config"
'

if have script && script -qec true /dev/null >/dev/null 2>&1; then
	# Runs a command on a terminal; what that shows is in `screen`.
	on_terminal() {
		script -qec "$1" /dev/null </dev/null | tr -d '\r' >screen
	}
	export GIT_PAGER='sed s/^/paged:/'

	test_ok 'on a terminal there is a pager' '
		on_terminal "git-exp config exp.experiment"
		grep -q "^paged:exp.experiment" screen
	'
	test_ok '--no-pager, git --no-pager, and pager.exp=false' '
		on_terminal "git-exp config --no-pager exp.experiment"
		grep -q "^exp.experiment" screen
		on_terminal "git --no-pager exp config exp.experiment"
		grep -q "^exp.experiment" screen
		on_terminal "git -c pager.exp=false exp config exp.experiment"
		grep -q "^exp.experiment" screen
	'
	test_ok 'pager.exp with a command, as git starts it and as we do' '
		unset GIT_PAGER
		git config pager.exp "sed s/^/own:/"
		on_terminal "git exp config exp.experiment"
		grep -q "^own:exp.experiment" screen
		on_terminal "git-exp config exp.experiment"
		grep -q "^own:exp.experiment" screen
		git config --unset pager.exp
	'
	test_ok 'colours go to the pager, unless the terminal is dumb' '
		TERM=xterm on_terminal "git-exp config exp.experiment"
		grep -q "^paged:$esc" screen
		TERM=dumb on_terminal "git-exp config exp.experiment"
		grep -q "^paged:exp" screen
		NO_COLOR=1 TERM=xterm on_terminal "git-exp config exp.experiment"
		grep -q "^paged:exp" screen
	'
	test_ok 'no pager for an error' '
		on_terminal "git-exp config exp.nosuch; echo code \$?"
		grep -q "^error: " screen
		grep -q "^code 1" screen
	'
	test_ok 'leaving the pager early is no failure' '
		GIT_PAGER="head -1" on_terminal "git-exp config; echo code \$?"
		grep -q "^code 0" screen
	'
else
	test_skip 'the pager' 'script(1) is missing'
fi

finish
