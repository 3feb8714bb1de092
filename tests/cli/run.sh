#!/bin/sh
# Runs the tests of the command line: all files tests/cli/t*.sh, or those that are named. Prints a line a file, the failed tests
# with what they printed, and as the last line `N passed, N failed`.
#
#	usage: tests/cli/run.sh [-j JOBS] [-v] [FILE…]
#
# -v shows every test. A file that prints no plan, or another number of tests than it planned, counts as one failure more.

set -u
here=$(cd "$(dirname "$0")" && pwd)
jobs=2
verbose=
while getopts j:v option; do
	case $option in
	j) jobs=$OPTARG ;;
	v) verbose=1 ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- "$here"/t*.sh

results=$(mktemp -d "${TMPDIR:-/tmp}/gx-run.XXXXXX") || exit 1
trap 'rm -rf "$results"' EXIT
trap 'exit 1' HUP INT TERM

# A test that hangs must not hang the rest.
limit=
command -v timeout >/dev/null 2>&1 && limit='timeout 600'
export results limit

# shellcheck disable=SC2016 # expanded by the inner shell
printf '%s\n' "$@" | xargs -P "$jobs" -I {} sh -c '
	name=$(basename "$1" .sh)
	$limit sh "$1" >"$results/$name.tap" 2>"$results/$name.err"
	echo $? >"$results/$name.code"
' sh {}

# count_of PATTERN FILE
count_of() {
	grep -c "$1" "$2"
}

passed=0 failed=0 skipped=0
for file; do
	name=$(basename "$file" .sh)
	tap=$results/$name.tap
	ok=$(count_of '^ok ' "$tap") bad=$(count_of '^not ok ' "$tap") skip=$(count_of '^ok .*# SKIP' "$tap")
	plan=$(sed -n 's/^1\.\.\([0-9][0-9]*\).*/\1/p' "$tap")
	note=$(sed -n 's/^1\.\.0 # //p' "$tap")
	printf '%-32s %s passed%s%s%s\n' "$name" "$((ok - skip))" "$([ "$bad" -eq 0 ] || echo ", $bad failed")" \
		"$([ "$skip" -eq 0 ] || echo ", $skip skipped")" "${note:+, $note}"
	if [ "${plan:-none}" != $((ok + bad)) ]; then
		echo "not ok - $name planned ${plan:-nothing}, ran $((ok + bad)), ended with status $(cat "$results/$name.code")"
		sed -n '/^Bail out!/p' "$tap"
		sed 's/^/#   /' "$results/$name.err"
		bad=$((bad + 1))
	fi
	if [ -n "$verbose" ]; then
		cat "$tap"
	else
		sed -n '/^not ok /,/^ok /{/^ok /!p;}' "$tap"
		sed -n '/^ok .*# SKIP/p' "$tap"
	fi
	passed=$((passed + ok - skip)) failed=$((failed + bad)) skipped=$((skipped + skip))
done
[ "$skipped" -eq 0 ] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
