# shellcheck shell=sh
# What every test of the command line begins with: a fresh folder, a scrubbed environment, and functions that print TAP.
#
#	. "$(dirname "$0")/lib.sh"
#
#	new_repo work && cd work
#	id=$(git exp record -m loss=0.5)
#
#	test_out 'log shows the run on one line' 'git exp log --oneline' <<-EOF
#	$id brave-otter finished loss=0.5
#	EOF
#
#	test_err 'an unknown run is an error' 1 'git exp show nosuch' <<-\EOF
#	error: no run matches 'nosuch'
#	EOF
#
#	test_ok 'rm hides it and restore brings it back' '
#		git exp rm $id
#		expect_out git exp log </dev/null
#		expect_code 1 git exp show nosuch
#		git exp restore $id
#		git exp log | grep -q brave-otter
#	'
#
#	finish
#
# The script of test_ok runs in a subshell of its own under `set -e`: a failing command fails the test, what it prints is shown
# only then, and neither its variables nor its folder outlive it. As `-` it is read from standard input.
#
# From outside: GX_BIN is the folder with the git-exp to test (build/ by default), GX_KEEP=1 keeps the temporary folder.

# --- a scrubbed environment ------------------------------------------------------------------------------------------------

if [ -z "${GX_SCRUBBED-}" ]; then
	GX_ROOT=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
	GX_BIN=$(cd "${GX_BIN:-$GX_ROOT/build}" && pwd) || exit 1
	if ! [ -x "$GX_BIN/git-exp" ]; then
		echo "Bail out! there is no $GX_BIN/git-exp: run make first"
		exit 1
	fi
	GX_TEMP=$(mktemp -d "${TMPDIR:-/tmp}/gx-cli.XXXXXX") || exit 1
	mkdir "$GX_TEMP/home" "$GX_TEMP/trash" "$GX_TEMP/log"
	exec env -i GX_SCRUBBED=1 GX_ROOT="$GX_ROOT" GX_BIN="$GX_BIN" GX_TEMP="$GX_TEMP" GX_KEEP="${GX_KEEP-}" \
		PATH="$GX_BIN:$PATH" HOME="$GX_TEMP/home" XDG_CONFIG_HOME="$GX_TEMP/home/.config" \
		GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL="$GX_TEMP/home/.gitconfig" GIT_CEILING_DIRECTORIES="$GX_TEMP" \
		GIT_AUTHOR_DATE='2026-11-20T12:00:00 +0000' GIT_COMMITTER_DATE='2026-11-20T12:00:00 +0000' \
		GIT_EXP_NOW=2026-11-20T12:00:00Z GIT_EXP_SEED=1 \
		TZ=UTC LC_ALL=C.UTF-8 COLUMNS=80 TERM=dumb \
		${TMPDIR:+TMPDIR="$TMPDIR"} ${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} ${LSAN_OPTIONS:+LSAN_OPTIONS="$LSAN_OPTIONS"} \
		${UBSAN_OPTIONS:+UBSAN_OPTIONS="$UBSAN_OPTIONS"} ${GX_VALGRIND_LOGS:+GX_VALGRIND_LOGS="$GX_VALGRIND_LOGS"} \
		sh "$0" "$@"
fi

gx_clean() {
	cd / || return
	if [ -n "$GX_KEEP" ]; then
		echo "# kept: $GX_TEMP"
	else
		chmod -R u+rwX "$GX_TEMP" 2>/dev/null
		rm -rf "$GX_TEMP"
	fi
}
trap gx_clean EXIT
trap 'exit 1' HUP INT TERM

cat >"$GIT_CONFIG_GLOBAL" <<\EOF
[user]
	name = A U Thor
	email = author@example.com
[init]
	defaultBranch = main
[advice]
	detachedHead = false
[gc]
	auto = 0
[maintenance]
	auto = false
[protocol "file"]
	allow = always
[user]
	name = A U Thor
	email = author@example.com
[init]
	defaultBranch = main
[advice]
	detachedHead = false
[gc]
	auto = 0
[maintenance]
	auto = false
[protocol "file"]
	allow = always
EOF

cd "$GX_TEMP/trash" || exit 1
gx_count=0
gx_failed=0

# --- tests -----------------------------------------------------------------------------------------------------------------

# gx_result CODE TITLE: the TAP line, and on failure what was printed to $GX_TEMP/log/say.
gx_result() {
	gx_count=$((gx_count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $gx_count - $2"
	else
		gx_failed=$((gx_failed + 1))
		echo "not ok $gx_count - $2"
		sed 's/^/#   /' "$GX_TEMP/log/say"
	fi
}

# test_ok TITLE SCRIPT|-: passes if the script does not fail.
test_ok() {
	gx_title=$1 gx_script=$2
	if [ "$gx_script" = - ]; then
		gx_script=$(cat)
	fi
	(
		set -e
		eval "$gx_script"
	) >"$GX_TEMP/log/say" 2>&1 </dev/null
	gx_result $? "$gx_title"
}

# test_out TITLE COMMAND: passes if it succeeds and its standard output is what stands on our standard input.
test_out() {
	expect_out eval "$2" >"$GX_TEMP/log/say" 2>&1
	gx_result $? "$1"
}

# test_err TITLE CODE COMMAND: passes if it exits with CODE, prints nothing on standard output, and its standard error is what
# stands on our standard input.
test_err() {
	expect_err "$2" eval "$3" >"$GX_TEMP/log/say" 2>&1
	gx_result $? "$1"
}

# test_skip TITLE REASON: a test that cannot run here.
test_skip() {
	gx_count=$((gx_count + 1))
	echo "ok $gx_count - $1 # SKIP $2"
}

# have PROGRAM…: whether all of them are installed.
have() {
	for gx_program; do
		command -v "$gx_program" >/dev/null 2>&1 || return 1
	done
}

# skip_all REASON: for a file whose tests cannot run here at all.
skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# --- what a script may expect ------------------------------------------------------------------------------------------------

# gx_same EXPECTED ACTUAL WHAT
gx_same() {
	cmp -s "$1" "$2" && return 0
	echo "$3 differs (- expected, + found):"
	diff -u "$1" "$2" | sed 1,2d
	return 1
}

# gx_run COMMAND…: in a subshell, so that it changes nothing here.
gx_run() {
	gx_status=0
	("$@") >"$GX_TEMP/log/out" 2>"$GX_TEMP/log/err" </dev/null || gx_status=$?
}

# expect_out COMMAND…: succeeds, and prints on standard output exactly what our standard input holds.
expect_out() {
	cat >"$GX_TEMP/log/expected"
	gx_run "$@"
	gx_same "$GX_TEMP/log/expected" "$GX_TEMP/log/out" 'standard output' && [ "$gx_status" -eq 0 ] && return 0
	echo "exit status $gx_status, standard error:"
	cat "$GX_TEMP/log/err"
	return 1
}

# expect_err CODE COMMAND…: exits with CODE, prints nothing on standard output and on standard error exactly our standard input.
expect_err() {
	gx_wanted=$1 gx_bad=0
	shift
	cat >"$GX_TEMP/log/expected"
	gx_run "$@"
	if [ "$gx_status" -ne "$gx_wanted" ]; then
		echo "exit status $gx_status instead of $gx_wanted"
		gx_bad=1
	fi
	gx_same "$GX_TEMP/log/expected" "$GX_TEMP/log/err" 'standard error' || gx_bad=1
	gx_same /dev/null "$GX_TEMP/log/out" 'standard output' || gx_bad=1
	return $gx_bad
}

# expect_code CODE COMMAND…: exits with CODE; its output is left alone.
expect_code() {
	gx_wanted=$1 gx_status=0
	shift
	"$@" || gx_status=$?
	[ "$gx_status" -eq "$gx_wanted" ] && return 0
	echo "exit status $gx_status instead of $gx_wanted: $*" >&2
	return 1
}

# --- repositories ------------------------------------------------------------------------------------------------------------

# new_repo FOLDER [options of git init]
new_repo() {
	gx_folder=$1
	shift
	git init -q "$@" "$gx_folder"
}

# commit_file FILE TEXT [MESSAGE]: writes, adds and commits it in the repository here.
commit_file() {
	mkdir -p "$(dirname "$1")" &&
		printf '%s\n' "$2" >"$1" &&
		git add -- "$1" &&
		git commit -q -m "${3:-$1}"
}

# no_fsck FOLDER: this repository is broken on purpose.
no_fsck() {
	: >"$(git -C "$1" rev-parse --absolute-git-dir)/gx-no-fsck"
}

# Every repository under the folder, bare or not, by its git directory.
gx_repositories() {
	find "$GX_TEMP/trash" -type f -name HEAD | while IFS= read -r gx_head; do
		gx_dir=${gx_head%/HEAD}
		if [ -d "$gx_dir/objects" ] && [ -d "$gx_dir/refs" ] && ! [ -e "$gx_dir/gx-no-fsck" ]; then
			printf '%s\n' "$gx_dir"
		fi
	done
}

gx_fsck() {
	gx_repositories | while IFS= read -r gx_dir; do
		# The notices are about a branch without a commit, which is no fault.
		git --git-dir="$gx_dir" fsck --strict --no-dangling --no-progress 2>&1 | grep -v '^notice: ' | sed "s,^,$gx_dir: ,"
	done >"$GX_TEMP/log/say"
	! [ -s "$GX_TEMP/log/say" ]
}

# The last line of a test file: checks every repository that it made, prints the plan.
finish() {
	if [ -n "$(gx_repositories)" ]; then
		gx_fsck
		gx_result $? 'git fsck --strict has nothing to say'
	fi
	echo "1..$gx_count"
	[ "$gx_failed" -eq 0 ]
	exit $?
}
