#!/bin/sh
# git exp du: what takes the space.

. "$(dirname "$0")/lib.sh"

new_repo work
cd work || exit 1
commit_file train.py 'lr = 0.1'
git config exp.environment false
git config exp.lfsThreshold 4k

test_err 'no runs: nothing' 0 'git exp du' </dev/null

printf 'step,loss\n0,0.9\n1,0.5\n' >h.csv
head -c 3000 /dev/zero | tr '\0' x >small.bin
head -c 9000 /dev/zero | tr '\0' y >large.bin
a=$(git exp record --name a --history h.csv)
b=$(git exp record --name b -a small.bin -m x=1)
c=$(git exp record --name c -a small.bin -a large.bin -m x=1)

# size RUN PATTERN: bytes of the files of its record whose path matches.
size() {
	git ls-tree -r -l "$1" .exp/ | grep -E "	\.exp/$2" | awk '{ sum += $4 } END { print sum + 0 }'
}
rest='([a-z]|[.]gitattributes)[^/]*$'

# row RUN NAME LFS
row() {
	printf '%s,default,%s,%s,%s,%s,%s,0,%s\n' "$1" "$2" "$(size "$1" "$rest")" "$(size "$1" metrics/)" "$(size "$1" artifacts/)" "$3" \
		$(($(size "$1" .) + $3))
}

test_out 'the largest first, each by what it holds' 'git exp du --format=csv' <<EOT
id,experiment,name,record,histories,artifacts,lfs,lfs_missing,total
$(row "$c" c 9000)
$(row "$b" b 0)
$(row "$a" a 0)
EOT

test_ok 'what is shared counts once in the sum' '
	all=$(for id in $a $b $c; do git ls-tree -r -l "$id" .exp/; done | sort -u -k3,3 | awk "{ sum += \$4 } END { print sum }")
	git exp du -s --format=tsv >out
	test "$(tail -1 out | cut -f9)" = $((all + 9000))
	test "$(tail -1 out | cut -f6)" = "$(git ls-tree -r -l "$c" .exp/artifacts/ | awk "{ sum += \$4 } END { print sum }")"
	rm out
'

test_out 'people see sizes, and the sum below' 'git exp du | sed "s/^[0-9a-f]\{7\}/X      /"' <<EOT
id       experiment  name   record  histories  artifacts      lfs  lfs_missing    total
X        default     c       941 B        0 B    3.1 KiB  8.8 KiB          0 B   13 KiB
X        default     b       745 B        0 B    2.9 KiB      0 B          0 B  3.7 KiB
X        default     a       735 B       30 B        0 B      0 B          0 B    765 B
sum                        2.1 KiB       30 B    3.1 KiB  8.8 KiB          0 B   14 KiB
EOT

test_ok '-n, names, json' '
	git exp du -n1 --format=jsonl >out
	test "$(wc -l <out)" = 1
	grep -q "\"name\": \"c\", .*\"lfs\": 9000, \"lfs_missing\": 0" out
	test "$(git exp du --format=csv a b | wc -l)" = 3
	git exp du --format=json | python3 -c "import json, sys; assert len(json.load(sys.stdin)) == 3"
	test "$(git exp du -n0 --format=csv | wc -l)" = 1
	rm out
'

test_ok 'an LFS object that is not here is missing, and no part of the total' '
	git clone -q . ../clone
	cd ../clone
	git fetch -q origin "refs/experiments/*:refs/experiments/*"
	test "$(git exp du --format="%(lfs) %(lfs_missing)" c)" = "0 9000"
	test "$(git exp du --format="%(total)" c)" = "$(size "$c" .)"
'

test_ok 'a removed run takes its space still' '
	git exp rm a
	test "$(git exp du --format=csv | wc -l)" = 4
	git exp restore $a
'

test_ok '--disk is what git says, shared objects once' '
	git repack -q -a -d
	for id in $a $b $c; do
		tip=$(git rev-parse "refs/experiments/default/$id")
		echo "$tip"
		git rev-parse "$tip:.exp"
		git ls-tree -r -t --format="%(objectname)" "$tip:.exp" 2>/dev/null || git ls-tree -r -t "$tip:.exp" | cut -c13-52 | tr -d " "
	done | sort -u >ids
	grep -cE "^[0-9a-f]{40}$" ids >count
	test "$(cat count)" = "$(wc -l <ids)"
	sum=$(git cat-file --batch-check="%(objectsize:disk)" <ids | awk "{ sum += \$1 } END { print sum }")
	test "$(git exp du -s --disk --format="%(total)")" = $((sum + 9000))
	rm ids count
'

test_err 'a format that is none' 1 'git exp du --format=xml' <<\EOT
error: 'xml' is no format; take table, json, jsonl, csv, tsv, md, or a template with %(field) in it
EOT

finish
