#!/bin/sh
# The harness of the kill tests, tried on toys that are known to be safe or not.
set -u

root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$(cd "${GX_BIN:-$root/build}" && pwd) || exit 1
library=$bin/tests/fault.so
if [ "$(uname -s)" != Linux ]; then
	echo '1..0 # SKIP preloading is done for Linux only'
	exit 0
fi
if [ ! -r "$library" ]; then
	echo "Bail out! there is no $library: run make build/tests/fault.so"
	exit 1
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/git-exp-test.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
number=0 failed=0

# is WHAT EXPECTED GOT
is() {
	number=$((number + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $number - $1"
	else
		failed=1
		echo "not ok $number - $1"
		printf '%s\n' "expected: $2" "got: $3" | sed 's/^/# /'
	fi
}

# faults [VARIABLE=value...] -- SCRIPT
faults() {
	rm -f log count a a.tmp
	variables=
	while [ "$1" != -- ]; do
		variables="$variables $1"
		shift
	done
	# shellcheck disable=SC2086 # one word a variable
	env FAULT_LOG="$work/log" FAULT_COUNT="$work/count" LD_PRELOAD="$library" $variables sh -c "$2" 2>err
	rc=$?
}

content() {
	cat "$1" 2>&1 || :
}

faults -- 'printf abcdef >a'
is 'the calls of a process are counted' 2 "$(od -An -tu8 count | tr -d ' ')"
is 'and written down' "write $work/a" "$(sed -n '2s/^2\t\(.*\)\t$/\1/p' log | tr '\t' ' ')"
faults -- 'printf abcdef >a; (printf 1 >b); mv b c; :'
is 'without those of its children' 2 "$(wc -l <log | tr -d ' ')"
faults FAULT_CHILDREN=1 -- 'printf abcdef >a.tmp; mv a.tmp a'
is 'or with them' "$work/a.tmp $work/a" "$(sed -n 's/^[0-9]*\trename[at2]*\t//p' log | tail -n 1 | tr '\t' ' ')"
faults FAULT_PROGRAM=mv -- 'printf abcdef >a.tmp; mv a.tmp a'
is 'or of a program by its name' rename "$(sed -n '1s/^1\t\(rename\).*/\1/p' log)"
faults FAULT_KILL=2 -- 'printf abcdef >a'
is 'killed in place of the second call: the status' 137 "$rc"
is 'killed in place of the second call: nothing is written' '' "$(content a)"
faults FAULT_TEAR=2 -- 'printf abcdef >a'
is 'torn: half is written' abc "$(content a)"
faults FAULT_TEAR=1 -- 'printf abcdef >a'
is 'torn: what is no write does not happen' absent "$([ -e a ] || echo absent)"
faults FAULT_KILL=3 -- 'printf abcdef >a'
is 'a call that never comes' 0abcdef "$rc$(content a)"
faults FAULT_FAIL=2:ENOSPC -- 'printf abcdef >a || echo failed >a'
is 'one call fails' failed "$(content a)"
faults FAULT_PROGRAM=mkdir FAULT_FAIL=1:ENOSPC -- 'mkdir a'
is 'with that error' found "$(grep -q 'No space left on device' err && echo found)"
faults FAULT_FAIL=2+:ENOSPC -- 'printf abcdef >a || echo failed >a'
is 'all from there on fail' '' "$(content a)"
faults FAULT_FAIL=2:ENOSUCH -- 'printf abcdef >a'
is 'an error that nobody knows is refused' found "$(grep -q FAULT_FAIL err && echo found)"

# verdict COMMAND TEST: what the harness says of a toy that turns `old` in the file `data` into `new`.
verdict() {
	KILL_ROOT=$root GX_BIN=$bin sh -s "$1" "$2" >said 2>&1 <<'TOY'
. "$KILL_ROOT/tests/lib/kill.sh"
kill_program= kill_children=1
kill_setup 'printf "old content" >data'
kill_state() { cat data && echo; }
kill_sound() { [ ! -e lock ] || echo "a lock is in the way"; }
$2 "$1" ENOSPC+
TOY
	sed -n 's/^\(ok\|not ok\) .*/\1/p' said
}

safe='printf "new content" >"data.$$" && mv "data.$$" data'
is 'a file that is renamed into place is safe' ok "$(verdict "$safe" kill_test)"
is 'a file that is written in place is not' 'not ok' "$(verdict 'printf "new content" >data' kill_test)"
is 'the plan is printed' 1..1 "$(tail -n 1 said)"
is 'and the point is named' found "$(grep -q 'KILL at call 2 (write ' said && echo found)"
is 'a lock that stays is found' 'not ok' "$(verdict ': >lock; '"$safe"'; rm lock' kill_test)"
is 'a lock that blocks the next run is found' 'not ok' "$(verdict 'mkdir wall && '"$safe"' && rmdir wall' kill_test)"
is 'a command that fails unharmed is told' 'not ok' "$(verdict 'echo x >data; exit 3' kill_test)"
is 'by its status' found "$(grep -q 'unharmed it exits 3' said && echo found)"
is 'a full disk that is reported is fine' ok "$(verdict "$safe" fail_test)"
is 'a full disk that is not is found' 'not ok' "$(verdict "{ $safe; } 2>&-; :" fail_test)"
is 'by its status, too' found "$(grep -q 'exits 0 without the new state' said && echo found)"

echo "1..$number"
exit "$failed"
