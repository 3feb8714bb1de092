#!/bin/sh
# Killed at any instant, with any disk: the old state or the new one. `make kill` strikes at every point; here at a few, spread evenly,
# and in memory if there is a place, so that the file takes under a minute.

KILL_POINTS=${KILL_POINTS:-16}
if [ -d /dev/shm ] && [ -w /dev/shm ]; then
	TMPDIR=/dev/shm
	export TMPDIR
fi
. "$(dirname "$0")/../lib/kill.sh"

kill_also 'git exp fsck'

repository='git init -q . && git config gc.auto 0 && git config maintenance.auto false && echo 1 >train.py && git add . && git commit -q -m one'
lines='{ echo "{\"params\": {\"lr\": 1}, \"metrics\": {\"loss\": 2}}"; echo "{\"experiment\": \"b\", \"history\": {\"loss\": [[0, 0.5, 1]]}}"; }'

kill_setup "$repository && echo 2 >train.py && echo new >model.bin && echo x >untracked.py"
record='git exp record -p lr=0.1 -m loss=0.5 -t a --note hm -a model.bin'
kill_test "$record"
fail_test "$record" ENOSPC+
fail_test "$record" EIO
flush_test "$record"

kill_setup "$repository && git config exp.lfsThreshold 4 && echo large >model.bin"
kill_test 'git exp record -a model.bin --no-code'
fail_test 'git exp record -a model.bin --no-code' ENOSPC+

kill_setup "$repository && $lines | git exp record --stdin"
kill_test "$lines | git exp record --stdin -e more"
fail_test "$lines | git exp record --stdin -e more" ENOSPC+
flush_test "$lines | git exp record --stdin -e more"

kill_setup "$repository && git exp record --name first && git exp record --name second && git exp rm second"
kill_test 'git exp rm first || git exp log --removed first'
fail_test 'git exp tag x first' ENOSPC
kill_test 'git exp gc --prune=now'
fail_test 'git exp gc --prune=now' ENOSPC+

# Several refs move one after the other, each in three steps; killed between, the next rekey goes on where this one was.
kill_setup "$repository && git exp record -e a -p lr=1 && git exp record -e b -p lr=2 && git for-each-ref refs/experiments >../rekey.old &&
	git fast-export --all | sed 's/^one\$/uno/' | git fast-import --quiet --force && git reset -q --hard"
kill_extra=
kill_check() {
	kill_in_place kill_sound
	kill_in_place git exp fsck --rekey >/dev/null || echo 'the second rekey fails'
	kill_in_place git exp fsck
	kill_in_place git exp log --format='%(experiment) %(params.lr)' --sort=experiment >"$kill_work/state"
	printf 'a 1\nb 2\n' | cmp - "$kill_work/state"
	while read -r old _ _; do
		kill_in_place git exp show --format='%(name)' "$old" >/dev/null || echo "$old is forgotten"
	done <"$kill_work/rekey.old"
}
kill_test 'git exp fsck --rekey'
