# shellcheck shell=sh
# Proves "killed at any instant": a command is run again and again on fresh copies of a folder, and each time the
# process is killed at another one of the calls by which it changes files (tests/lib/fault.c). Prints TAP.
#
#	. "$(dirname "$0")/../lib/kill.sh"
#	kill_setup 'git init -q . && git commit -q --allow-empty -m one'	(this one is the default)
#	kill_test 'git exp record -p lr=0.1 -m loss=0.3'
#
# kill_setup COMMANDS	what makes the folder; run once
# kill_test COMMAND	killed at up to $kill_points calls, where it writes also after half of the bytes
# fail_test COMMAND ERROR	call N fails with ERROR (ENOSPC+: and all later ones that take space), for up to
#			$kill_points N: no crash, an error that is told, success only with the new state
# flush_test COMMAND	one run: what is renamed or linked inside .git was flushed to disk before
# kill_also COMMAND	has to succeed and be silent wherever the check looks, such as 'git exp fsck'
#
# The check, unless a test redefines kill_check: the refs, HEAD and the work tree are as before the command or as after
# it; `git fsck --strict` is silent; the same command, run once more with another seed, ends as it does where nobody was
# killed. All commands run by `sh -c` in the same folder with a frozen clock and a scrubbed environment.
#
# Variables: kill_program (git-exp; the first process if empty) and kill_children (1: count its children's calls
# too) say whose calls count; kill_folder (.) where below the folder the commands run; kill_points (200).
# From outside: GX_BIN is the folder with the git-exp to test and tests/fault.so (build/ by default), KILL_POINTS.

kill_root=${KILL_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
kill_bin=$(cd "${GX_BIN:-$kill_root/build}" && pwd) || exit 1
kill_library=$kill_bin/tests/fault.so
kill_program=git-exp
kill_children=
kill_folder=.
kill_points=${KILL_POINTS:-200}
kill_number=0
kill_failed=0
kill_extra=
kill_work=$(mktemp -d "${TMPDIR:-/tmp}/git-exp-kill.XXXXXX") || exit 1
kill_work=$(cd "$kill_work" && pwd -P)
kill_at=$kill_work/at

kill_end() {
	kill_status=$?
	trap - EXIT
	echo "1..$kill_number"
	rm -rf "$kill_work"
	[ "$kill_status" -ne 0 ] || [ "$kill_failed" -eq 0 ] || kill_status=1
	exit "$kill_status"
}
trap kill_end EXIT
trap 'exit 130' INT TERM HUP

if [ "$(uname -s)" != Linux ]; then
	trap - EXIT
	rm -rf "$kill_work"
	echo '1..0 # SKIP preloading is done for Linux only'
	exit 0
fi
if [ ! -r "$kill_library" ]; then
	echo "Bail out! there is no $kill_library: run make build/tests/fault.so"
	exit 1
fi

# shellcheck disable=SC2046 # one word a name
unset $(env | sed -n 's/^\(GIT_[A-Za-z0-9_]*\)=.*/\1/p')
HOME=$kill_work/home
PATH=$kill_bin:$PATH
LC_ALL=C TZ=UTC0
GIT_CONFIG_NOSYSTEM=1 GIT_OPTIONAL_LOCKS=0 GIT_TERMINAL_PROMPT=0
GIT_AUTHOR_NAME='A U Thor' GIT_AUTHOR_EMAIL=author@example.com GIT_AUTHOR_DATE='1700000000 +0000'
GIT_COMMITTER_NAME='C O Mitter' GIT_COMMITTER_EMAIL=committer@example.com GIT_COMMITTER_DATE='1700000000 +0000'
export HOME PATH LC_ALL TZ GIT_CONFIG_NOSYSTEM GIT_OPTIONAL_LOCKS GIT_TERMINAL_PROMPT GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL \
	GIT_AUTHOR_DATE GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE
unset XDG_CONFIG_HOME
mkdir -p "$HOME"

# kill_run SEED COMMAND [VARIABLE=value...]: COMMAND in the folder; its status in $kill_rc, its output in out and err.
# Descriptor 9 is a pipe that every descendant holds, so that none is still at work when this returns.
kill_run() {
	kill_seed=$1 kill_command=$2
	shift 2
	(
		cd "$kill_at/$kill_folder" || exit 1
		exec 9>&1 >"$kill_work/out" 2>"$kill_work/err" </dev/null
		kill_code=0
		env GIT_EXP_SEED="$kill_seed" GIT_EXP_NOW="2023-11-14T22:1$kill_seed:20Z" "$@" sh -c "$kill_command" || kill_code=$?
		echo "$kill_code" >"$kill_work/rc"
	) | cat
	kill_rc=$(cat "$kill_work/rc")
}

# The same with the library loaded.
kill_run_with_faults() {
	kill_seed=$1 kill_command=$2
	shift 2
	[ -z "$kill_program" ] || set -- "$@" FAULT_PROGRAM="$kill_program"
	rm -f "$kill_work/count"
	kill_run "$kill_seed" "$kill_command" "$@" FAULT_CHILDREN="$kill_children" FAULT_COUNT="$kill_work/count" \
		LD_PRELOAD="$kill_library" ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0"
}

# kill_place NAME: a fresh copy of the folder NAME at the place where all commands run (records hold paths).
kill_place() {
	rm -rf "$kill_at"
	cp -a "$kill_work/$1" "$kill_at"
}

kill_keep() {
	rm -rf "${kill_work:?}/$1"
	cp -a "$kill_at" "$kill_work/$1"
}

kill_setup() {
	rm -rf "$kill_at"
	mkdir "$kill_at"
	kill_where=$kill_folder
	kill_folder=.
	kill_run 0 "$1"
	kill_folder=$kill_where
	if [ "$kill_rc" -ne 0 ]; then
		sed 's/^/# /' "$kill_work/out" "$kill_work/err"
		echo "Bail out! the set-up failed"
		exit 1
	fi
	kill_keep old
}

kill_also() {
	kill_extra="$kill_extra
$1"
}

# What must be old or new and nothing between; of the folder we are in.
kill_state() {
	git for-each-ref --format='%(refname) %(objectname) %(symref)'
	git symbolic-ref -q HEAD || git rev-parse -q --verify HEAD
	[ "$(git rev-parse --is-bare-repository)" = true ] || git status --porcelain=v1 --untracked-files=all
}

# Complains where the repository that we are in is broken.
kill_sound() {
	{ git fsck --strict --no-dangling --no-progress 2>&1 || echo "git fsck fails"; } | grep -v '^notice: '
	printf '%s\n' "$kill_extra" | while IFS= read -r line; do
		[ -z "$line" ] || sh -c "$line" 2>&1 || echo "'$line' fails"
	done
}

kill_in_place() {
	(cd "$kill_at/$kill_folder" && "$@")
}

# What is wrong, if anything, on standard output; whether it is `old` or `new` in $kill_work/is.
kill_check() {
	kill_in_place kill_state >"$kill_work/state" 2>&1
	kill_is=
	cmp -s "$kill_work/state" "$kill_work/old.state" && kill_is=old
	cmp -s "$kill_work/state" "$kill_work/new.state" && kill_is=new
	echo "$kill_is" >"$kill_work/is"
	[ -n "$kill_is" ] || { echo "neither the old state nor the new:" && cat "$kill_work/state"; }
	kill_in_place kill_sound
	[ -n "$kill_is" ] || return 0
	kill_run 2 "$kill_command"
	[ "$kill_rc" -eq "$(cat "$kill_work/$kill_is.again.rc")" ] || {
		echo "the same command again exits $kill_rc:" && cat "$kill_work/err"
	}
	kill_in_place kill_state 2>&1 | cmp -s - "$kill_work/$kill_is.again.state" ||
		echo "the same command again comes to another state"
	kill_in_place kill_sound | sed 's/^/after the same command again: /'
}

# What the check compares with: the state before and after, and both after a second run.
kill_reference() {
	for kill_is in old new; do
		kill_place "$kill_is"
		kill_in_place kill_state >"$kill_work/$kill_is.state" 2>&1
		kill_run 2 "$1"
		echo "$kill_rc" >"$kill_work/$kill_is.again.rc"
		kill_in_place kill_state >"$kill_work/$kill_is.again.state" 2>&1
	done
}

kill_say() {
	kill_number=$((kill_number + 1))
	if [ -s "$kill_work/problems" ]; then
		kill_failed=$((kill_failed + 1))
		echo "not ok $kill_number - $1"
		sed -n 's/^/# /; 1,60p' "$kill_work/problems"
	else
		echo "ok $kill_number - $1"
	fi
}

# Runs the command unharmed, twice: the calls to strike at, the new state, and whether both are the same each time.
kill_rehearse() {
	: >"$kill_work/problems"
	[ -d "$kill_work/old" ] || kill_setup 'git init -q . && git commit -q --allow-empty -m one'
	for kill_turn in log log2; do
		rm -f "$kill_work/$kill_turn"
		kill_place old
		kill_run_with_faults 1 "$1" FAULT_LOG="$kill_work/$kill_turn"
		[ "$kill_rc" -eq 0 ] || { echo "unharmed it exits $kill_rc:" && cat "$kill_work/err"; } >>"$kill_work/problems"
		[ -s "$kill_work/$kill_turn" ] || echo "it changes no file" >>"$kill_work/problems"
		[ "$kill_turn" = log2 ] || kill_keep new
	done
	kill_reference "$1"
	kill_place new
	kill_command=$1
	kill_check >"$kill_work/found"
	[ ! -s "$kill_work/found" ] || { echo "unharmed:" && cat "$kill_work/found"; } >>"$kill_work/problems"
	[ "$(cut -f 2 "$kill_work/log")" = "$(cut -f 2 "$kill_work/log2")" ] ||
		echo "it makes other calls each time" >>"$kill_work/problems"
	[ ! -s "$kill_work/problems" ]
}

# All lines, or of too many the first 10, the last 50 (where things are put in place) and others evenly between.
kill_choose() {
	awk -v max="$kill_points" '
	{ line[NR] = $0 }
	END {
		if (NR <= max || max < 70)
			for (i = 0; i < (NR < max ? NR : max); i++)
				print line[int(i * NR / (NR < max ? NR : max)) + 1]
		else
			for (i = 1; i <= NR; i++)
				if (i <= 10 || i > NR - 50 || int((i - 10) * (max - 60) / (NR - 60)) > int((i - 11) * (max - 60) / (NR - 60)))
					print line[i]
	}'
}

# kill_found POINT...: puts what the check found to the problems.
kill_found() {
	kill_check >"$kill_work/found"
	[ ! -s "$kill_work/found" ] || { echo "$*:" && sed 's/^/  /; 6q' "$kill_work/found"; } >>"$kill_work/problems"
}

kill_test() {
	kill_rehearse "$1" || { kill_say "killed: $1" && return; }
	awk -F '\t' '{ print "KILL", $1, $2, $3 } $2 ~ /write/ { print "TEAR", $1, $2, $3 }' "$kill_work/log" |
		kill_choose >"$kill_work/points"
	while read -r kill_mode kill_call kill_what; do
		kill_place old
		kill_run_with_faults 1 "$1" "FAULT_$kill_mode=$kill_call"
		kill_found "$kill_mode at call $kill_call ($kill_what)"
	done <"$kill_work/points"
	kill_say "killed at $(wc -l <"$kill_work/points") points of $(wc -l <"$kill_work/log") calls: $1"
}

# An error that is told, and a success that is one.
fail_verdict() {
	kill_fail_rc=$kill_rc
	cp "$kill_work/err" "$kill_work/fail.err"
	kill_check
	[ "$kill_fail_rc" -le 129 ] || echo "it exits $kill_fail_rc"
	[ "$kill_fail_rc" -eq 0 ] || [ -s "$kill_work/fail.err" ] || echo "it exits $kill_fail_rc and says nothing"
	[ "$kill_fail_rc" -ne 0 ] || [ "$(cat "$kill_work/is")" = new ] || echo "it exits 0 without the new state"
}

# fail_test COMMAND ERROR, or ERROR+ for a disk that stays so.
fail_test() {
	kill_error=${2%+} kill_plus=
	[ "$kill_error" = "$2" ] || kill_plus=+
	kill_rehearse "$1" || { kill_say "$2: $1" && return; }
	awk -F '\t' '{ print $1, $2, $3 }' "$kill_work/log" | kill_choose >"$kill_work/points"
	while read -r kill_call kill_what; do
		kill_place old
		kill_run_with_faults 1 "$1" "FAULT_FAIL=$kill_call$kill_plus:$kill_error"
		fail_verdict >"$kill_work/found"
		[ ! -s "$kill_work/found" ] || {
			echo "$2 at call $kill_call ($kill_what):"
			sed 's/^/  /; 6q' "$kill_work/found"
		} >>"$kill_work/problems"
	done <"$kill_work/points"
	kill_say "$2 at $(wc -l <"$kill_work/points") points of $(wc -l <"$kill_work/log") calls: $1"
}

# sync_file_range() starts what the next flush of any file completes.
flush_test() {
	kill_rehearse "$1" || { kill_say "flushed: $1" && return; }
	awk -F '\t' -v git="$kill_at/" '
	$2 ~ /^(write|pwrite|ftruncate|open|creat)/ { dirty[$3] = 1 }
	$2 == "sync_file_range" { dirty[$3] = 2 }
	$2 ~ /^(fsync|fdatasync)$/ {
		for (path in dirty)
			if (dirty[path] == 2)
				dirty[path] = 0
		dirty[$3] = 0
	}
	$2 ~ /^(rename|link)/ {
		if (dirty[$3] && index($4, git) == 1 && $4 ~ /\/(objects|refs|exp)\/|\/packed-refs$/ &&
		    $4 !~ /\/objects\/tmp_/ && $4 !~ /\.lock$/) # a folder of its own that is moved as a whole; a lock that is renamed later
			print "call " $1 ": " $2 " of " $3 " to " $4 " before it was flushed"
		dirty[$4] = dirty[$3]
	}' "$kill_work/log" >>"$kill_work/problems"
	kill_say "flushed before it is put in place: $1"
}
