#!/bin/sh
# A staged `make install` puts each file where the system looks for it, the installed program runs, and `make uninstall`
# leaves nothing behind.

cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build}
stage=$(mktemp -d "${TMPDIR:-/tmp}/gx-stage.XXXXXX") || exit 1
trap 'rm -rf "$stage"' EXIT
unset MAKEFLAGS MFLAGS MAKELEVEL
failed=0

complain() {
	echo "not ok: install: $*"
	failed=1
}

# staged TARGET: with a prefix and a folder of its own for one thing, as a distribution has them.
staged() {
	make --no-print-directory -s build="$build" DESTDIR="$stage" prefix=/usr mandir=/usr/share/man "$1" >"$stage.log" 2>&1 ||
		complain "make $1: $(cat "$stage.log")"
	rm -f "$stage.log"
}

staged install
for file in bin/git-exp share/bash-completion/completions/git-exp share/zsh/site-functions/_git-exp \
	share/fish/vendor_completions.d/git-exp.fish; do
	[ -s "$stage/usr/$file" ] || complain "/usr/$file is missing"
done
for page in man/*.[157]; do
	[ ! -e "$page" ] || cmp -s "$page" "$stage/usr/share/man/man${page##*.}/${page#man/}" || complain "$page is not installed"
done
for hook in hooks/*; do
	[ ! -e "$hook" ] || [ -x "$stage/usr/share/git-exp/$hook" ] || complain "$hook is not installed"
done
installed=$(find "$stage" -type f | wc -l)
version=$("$stage/usr/bin/git-exp" version) || complain 'the installed program does not run'
[ "$version" = "$("$build/git-exp" version)" ] || complain "the installed program says '$version'"
[ -z "$(find "$stage" -type f -perm /022)" ] || complain "others may write: $(find "$stage" -type f -perm /022)"

staged uninstall
[ -z "$(find "$stage" -type f)" ] || complain "left behind: $(find "$stage" -type f)"

[ $failed -eq 0 ] || exit 1
echo "ok: install: $installed files there, and gone again"
