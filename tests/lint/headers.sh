#!/bin/sh
# Every header compiles alone, twice in a row, without a warning; the public one as C and as C++. Its guard has its own name.

cd "$(dirname "$0")/../.." || exit 1

CC=${CC:-cc}
CXX=${CXX:-c++}
flags=${GX_CFLAGS:--std=c17 -D_GNU_SOURCE -Isrc -Iinclude -Wall -Wextra -Wpedantic}
failed=0 count=0

complain() {
	echo "not ok: headers: $*"
	failed=1
}

# compile LANGUAGE HEADER COMPILER FLAGS…: with nothing before it, and once more behind it.
compile() {
	language=$1 header=$2
	shift 2
	said=$(printf '#include "%s"\n#include "%s"\n' "$header" "$header" | "$@" -Werror -fsyntax-only -x "$language" - 2>&1) ||
		complain "$header ($language): $said"
}

for path in src/*/*.h; do
	header=${path#src/}
	count=$((count + 1))
	# shellcheck disable=SC2086 # a list of flags
	compile c "$header" $CC $flags
	guard=GX_$(echo "${header%.h}" | tr 'a-z/-' 'A-Z__')_H
	[ "$(grep -cE "^#(ifndef|define) $guard$" "$path")" = 2 ] || complain "$path: its guard is not $guard"
done

for path in include/*.h; do
	[ -e "$path" ] || continue
	header=${path#include/}
	count=$((count + 1))
	for standard in c99 c11 c17; do
		compile c "$header" "$CC" -std=$standard -Iinclude -Wall -Wextra -Wpedantic
	done
	for standard in c++11 c++17; do
		compile c++ "$header" "$CXX" -std=$standard -Iinclude -Wall -Wextra -Wpedantic
	done
done

[ $failed -eq 0 ] || exit 1
echo "ok: headers: $count compile alone"
