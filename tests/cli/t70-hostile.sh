#!/bin/sh
# A repository as somebody hostile pushes it: every command that reads survives each of its runs, within memory and time, sends nothing to a
# terminal that moves it, writes nothing outside, and fsck names each.

if [ -z "${TMPDIR-}" ] && [ -d /dev/shm ] && [ -w /dev/shm ]; then
	TMPDIR=/dev/shm
	export TMPDIR
fi
. "$(dirname "$0")/lib.sh"
. "$GX_ROOT/tests/lib/hostile.sh"

hostile_repo bad >list 2>err || exit 1
no_fsck bad
cd bad || exit 1
test_ok 'the repository is built' 'cat ../err && test ! -s ../err && test "$(grep -c "^run " ../list)" -gt 60 && test "$(grep -c "^ref " ../list)" -gt 15'
id_of() {
	awk -v what="$1" '$2 == what { print $3 }' ../list
}
ids=$(sed -n 's/^run .* //p' ../list)

# An address sanitizer's shadow alone is terabytes.
memory=2000000
case ${ASAN_OPTIONS-} in
?*) memory=unlimited ;;
esac

# survives COMMAND…: exits with 0, 1 or 128, within ten seconds and memory; output in ../out, error in ../err.
survives() {
	survived=0
	# shellcheck disable=SC3045 # dash, bash and busybox have it
	(ulimit -v "$memory" && exec timeout 20 "$@") >../out 2>../err </dev/null || survived=$?
	case $survived in
	0 | 1 | 128) ;;
	*)
		echo "exit status $survived: $*"
		cat ../err
		return 1
		;;
	esac
}

# harmless FILE: no byte in it moves a terminal.
harmless() {
	if [ "$(LC_ALL=C tr -d '\n\t -~\200-\377' <"$1" | wc -c)" -ne 0 ]; then
		echo "control characters in $1:"
	elif LC_ALL=C grep -q "$(printf '\302[\200-\237]')\|$(printf '\342\200[\216\217\252-\256]')\|$(printf '\342\201[\246-\251]')" "$1"; then
		echo "C1 or bidirectional controls in $1:"
	else
		return 0
	fi
	od -c "$1" | head -n 20
	return 1
}

# on_terminal COMMAND: standard output is one.
on_terminal() {
	GIT_PAGER=cat COLUMNS=80 script -qec "$1 2>../err" /dev/null </dev/null >../typed || :
	tr -d '\r' <../typed >../out.of.it
	# script's own CR before each LF is all that may be there.
	[ "$(tr -cd '\r' <../typed | wc -c)" -eq "$(tr -cd '\n' <../typed | wc -c)" ] || {
		echo "CR in: $1"
		return 1
	}
	if ! harmless ../out.of.it || ! harmless ../err; then
		echo "of: $1"
		return 1
	fi
}

for format in table oneline json jsonl csv tsv md '%(id) %(name) %(params.lr) %(metrics.loss) %(tags) %(author)'; do
	test_ok "log --format=$format" '
		survives git exp log --all-columns --format="$format"
		test "$survived" -eq 0
		harmless ../err
		head -n 1 ../err | grep -x "warning: [0-9]* refs under refs/experiments/ are no runs; see git exp fsck"
		for i in $ids; do
			case $format in
			json* | csv | tsv) grep -q "$i" ../out || { echo "$i is missing"; exit 1; } ;;
			esac
		done
	'
done
test_ok 'log --sort by what is hostile' 'survives git exp log --sort=-started,name && test "$survived" -eq 0'
test_ok 'log --tag' 'survives git exp log -t "a*" && test "$survived" -eq 0'
test_ok 'compare' 'survives git exp compare hostile/ && test "$survived" -eq 0 && harmless ../err'
test_ok 'best' 'survives git exp best loss && harmless ../err'
test_ok 'du' 'survives git exp du && harmless ../err'
test_ok 'show of each as page and JSON' '
	for i in $ids; do
		survives git exp show $i
		harmless ../err
		survives git exp show --format=json $i
		test "$survived" -eq 0
		harmless ../err
	done
'
test_ok 'show --format=json of each is JSON, and exact' '
	have python3 || exit 0
	for i in $ids; do
		git exp show --format=json $i 2>/dev/null >../out
		python3 -c "import json,sys; json.load(open(sys.argv[1], encoding=\"utf-8\"))" ../out
	done
	git exp show --format=json $(id_of escaped-metrics) | grep -F "loss\\u001b[31m"
'
test_ok 'one part of each' '
	for i in $ids; do
		for part in params.yaml metrics.yaml metrics/loss.tsv output.txt notes artifacts/x "" / .. ../../f; do
			survives git exp show $i:$part
			harmless ../err
		done
	done
'
test_ok 'diff of each with the next' '
	last=$(git for-each-ref --format="%(objectname)" refs/experiments/good 2>/dev/null)
	for i in $ids; do
		survives git exp diff ${last:-$i} $i
		harmless ../err
		survives git exp diff --code ${last:-$i} $i
		last=$i
	done
'
test_ok 'artifacts of each: listed, never written outside' '
	touch ../mark
	for i in $ids; do
		survives git exp artifact ls $i
		harmless ../err
		for a in ../../evil .git x m CON; do
			survives git exp artifact cat $i $a
			harmless ../err
		done
		mkdir -p ../out.d/in/side
		survives git exp artifact get -o ../out.d/in/side $i
		harmless ../err
	done
	find ../out.d -name "evil*" -o -name ".git*" -o -name ".GIT*" | grep . && exit 1
	test -z "$(find "$GX_TEMP" -newer ../mark -name "evil*" 2>/dev/null)"
	test ! -e /etc/evil
'
test_ok 'checkout and branch leave .exp behind' '
	survives git exp branch try $(id_of link)
	harmless ../err
'
test_ok 'a gigabyte of zeros is skipped' '
	for part in params.yaml metrics.yaml tags output.txt description.md artifacts.yaml; do
		(ulimit -v $memory && git exp show --format=json $(id_of bomb-$part)) >../out 2>../err
		grep -F "left out '\''$part'\'': object " ../err
		test "$(wc -c <../out)" -lt 10000
	done
	git exp show $(id_of bomb-history) 2>&1 >/dev/null | grep -F "left out '\''metrics/loss.tsv'\''"
'
test_ok 'rm of what cannot be read changes nothing' '
	git for-each-ref >../before 2>/dev/null || :
	i=$(id_of cut-tree)
	expect_code 1 git exp rm $i 2>../err
	harmless ../err
'
test_ok 'names that are options are no options' '
	survives git exp show -- -x
	test "$survived" -eq 1
	survives git exp log -- --all
	test "$survived" -eq 1
	survives git exp log -- "--output=../evil..HEAD"
	test "$survived" -eq 1 && test ! -e ../evil
'
if have script; then
	test_ok 'the terminal: log, compare' '
		on_terminal "git exp log --all-columns --color=never"
		on_terminal "git exp log --oneline --color=never"
		on_terminal "git exp log --format=\"%(name) %(author) %(tags)\""
		on_terminal "git exp compare hostile/ --color=never"
		on_terminal "git exp fsck"
	'
	test_ok 'the terminal: show, diff' '
		for what in escaped-params raw-params escaped-metrics tags description output note artifact-name environment data name-of-run author markdown; do
			i=$(id_of $what)
			on_terminal "git exp show --color=never $i"
			on_terminal "git exp diff --color=never $(id_of twice) $i"
			on_terminal "git exp artifact ls --color=never $i"
			for part in params.yaml metrics.yaml tags description.md output.txt notes/20261120T120000.000000Z-00000000.md artifacts.yaml; do
				on_terminal "git exp show $i:$part"
			done
		done
	'
else
	test_skip 'the terminal' 'there is no script(1)'
fi
test_ok 'fsck names each, with exit 1' '
	survives timeout 60 git exp fsck
	test "$survived" -eq 1
	cp ../out ../findings
	harmless ../findings
	missing=
	while read -r kind what id; do
		case $what in
		# What these hold is in order: it is how it is shown that matters.
		output | description | note | environment | author | markdown) continue ;;
		# Of these git fsck speaks, or they are no part of a record.
		unsorted | path-_gitmodules | file-for-folder | inner-key-twice) continue ;;
		bidi) id=${id##*/} ;;
		esac
		grep -q "$(basename "$id")" ../findings || missing="$missing $what"
	done <../list
	test -z "$missing" || { echo "not found:$missing"; exit 1; }
'
test_out 'the good run is good' 'git exp fsck | grep refs/experiments/good; git exp log --format="%(name)" good/ 2>/dev/null' <<\EOF
some-name
EOF

finish
