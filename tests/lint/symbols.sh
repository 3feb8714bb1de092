#!/bin/sh
# libgitexp, shared and static, exports what stands in symbols.txt and nothing else; header and man page have each of these.
# The shared one needs the C library alone, and is found by its major version.

cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build}
list=tests/lint/symbols.txt
work=$(mktemp -d "${TMPDIR:-/tmp}/gx-symbols.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

complain() {
	echo "not ok: symbols: $*"
	failed=1
}

# same WHAT: $work/names are those of the list.
same() {
	diff "$list" "$work/names" >"$work/diff" || complain "$1 and $list differ: $(grep '^[<>]' "$work/diff" | tr '\n' ' ')"
}

nm -D --defined-only "$build/libgitexp.so" | awk '{ print $NF }' | LC_ALL=C sort >"$work/names"
same libgitexp.so
nm -g --defined-only "$build/libgitexp.a" | awk 'NF == 3 { print $3 }' | LC_ALL=C sort >"$work/names"
same libgitexp.a
sed -n 's/^GITEXP_API .*[ *]\(gitexp_[a-z_]*\)(.*/\1/p' include/gitexp.h | LC_ALL=C sort >"$work/names"
same include/gitexp.h
sed -n 's/^\.Fn gitexp_\([a-z_]*\).*/gitexp_\1/p; s/^\.Fo \(gitexp_[a-z_]*\).*/\1/p' man/gitexp.3 | LC_ALL=C sort -u >"$work/names"
same man/gitexp.3

readelf -d "$build/libgitexp.so" >"$work/dynamic"
needed=$(sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' "$work/dynamic" | grep -vE '^(libc|ld-|libpthread)' | tr '\n' ' ')
[ -z "$needed" ] || complain "libgitexp.so needs $needed"
grep -q '(SONAME).*\[libgitexp\.so\.0\]' "$work/dynamic" || complain "the soname: $(grep SONAME "$work/dynamic")"

[ $failed -eq 0 ] || exit 1
echo "ok: symbols: $(wc -l <"$list") are exported, declared and documented"
