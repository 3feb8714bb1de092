#!/bin/sh
# The frame: the list of commands, usage, unknown commands, the manual, output that cannot be written, the pager.

. "$(dirname "$0")/lib.sh"

test_ok 'without a command: the list on standard output, exit 1' '
	expect_code 1 git exp >list 2>err
	grep -q "^usage: git exp <command>" list
	grep -q "^   version  " list
	grep -v "exit status" err | cmp - /dev/null
'

test_ok 'git exp -h and git exp help print the same list' '
	git exp help >list
	git exp -h | cmp - list
	git-exp --help | cmp - list
'

test_ok '-h of a command is its usage on standard output' '
	expect_code 129 git exp version -h >usage 2>err
	expect_out cat usage <<-\EOF
	usage: git exp version [--build-options]

	    --build-options       also print the compiler and the libraries

	EOF
	test ! -s err
'

test_err 'an unknown option: error and usage' 129 'git exp version --foo' <<\EOF
error: unknown option `foo'
usage: git exp version [--build-options]

    --build-options       also print the compiler and the libraries

EOF

test_err 'an unknown switch: error and usage' 129 'git exp help -x' <<\EOF
error: unknown switch `x'
usage: git exp help [<command>]

EOF

test_err 'an unknown option before the command' 129 'git exp --foo log' <<\EOF
error: unknown option `foo'
usage: git exp <command> [<options>] [<arguments>]
EOF

test_err 'a command that is like none' 1 'git exp qqqqq' <<\EOF
git exp: 'qqqqq' is not a git exp command. See 'git exp --help'.
EOF

test_err 'a command with a slip: did you mean' 1 'git exp versoin' <<\EOF
git exp: 'versoin' is not a git exp command. See 'git exp --help'.

The most similar command is
	version
EOF

test_err 'help for a command that is none' 1 'git exp help versoin' <<\EOF
git exp: 'versoin' is not a git exp command. See 'git exp --help'.

The most similar command is
	version
EOF

test_ok 'control characters of the user are shown, not sent' '
	esc=$(printf "\033]52;c;x\007\rz")
	expect_code 1 git exp "$esc" 2>err
	grep -F -q "^[]52;c;x^G^Mz" err
	test "$(tr -d "\012\040-\176" <err | wc -c)" -eq 0
'

test_out 'version' 'git exp version' <<EOF
git-exp version $(sed -n 's/^VERSION *= *//p' "$GX_ROOT/Makefile")
EOF

test_ok '--version is the same' 'git exp version >a; git exp --version | cmp - a'

test_ok 'version --build-options names the libraries' '
	git exp version --build-options >out
	for name in compiler $(sed -n "s/^PACKAGES *= *//p" "$GX_ROOT/Makefile"); do
		grep -q "^$name: [^ ]" out
	done
'

test_err 'an argument too many: error and usage' 129 'git exp version now' <<\EOF
error: no argument is taken
usage: git exp version [--build-options]

    --build-options       also print the compiler and the libraries

EOF

# A man that tells what it was asked for.
mkdir bin
printf '#!/bin/sh\necho "man $*"\n' >bin/man
chmod +x bin/man

test_ok 'help <command> and <command> --help open the manual' '
	PATH=$PWD/bin:$PATH
	test "$(git exp help version)" = "man git-exp-version"
	test "$(git exp version --help)" = "man git-exp-version"
'

test_ok 'no man: an error that says so' '
	mkdir only
	ln -s "$(command -v git-exp)" only/git-exp
	code=0
	PATH=$PWD/only git-exp help version 2>err || code=$?
	test $code = 1
	test "$(cat err)" = "error: cannot start man to show git-exp-version: No such file or directory"
'

if [ -w /dev/full ]; then
	test_err 'a full disk behind standard output is fatal' 128 'git exp version >/dev/full' <<\EOF
fatal: cannot write standard output: No space left on device
EOF
else
	test_skip 'a full disk behind standard output is fatal' 'no /dev/full'
fi

if [ "$(head -c 2 "$GX_BIN/git-exp")" = '#!' ]; then
	test_skip 'standard output closed is fatal' 'a wrapper may open a file in its place'
else
	test_err 'standard output closed is fatal' 128 'git-exp version >&-' <<\EOF
fatal: cannot write standard output: Bad file descriptor
EOF
fi

test_ok 'a reader that left is no message, exit 141' '
	mkfifo pipe
	{ exec 3<pipe 3<&-; : >gone; } &
	{
		while ! test -e gone; do sleep 0.01; done
		code=0
		git-exp version 2>err || code=$?
		echo $code >code
	} >pipe
	wait
	test "$(cat code)" = 141
	test ! -s err
'

test_ok 'a bad frozen clock is said' '
	expect_code 128 env GIT_EXP_NOW=noon git exp version 2>err
	grep -q "^fatal: .*GIT_EXP_NOW.*noon" err
'

finish
