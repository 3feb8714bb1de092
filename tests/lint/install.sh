#!/bin/sh
# A staged `make install` puts each file where the system looks for it, the installed program runs, programs in C and in C++
# are built by pkg-config against the installed library and log with it, and `make uninstall` leaves nothing behind.

cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build}
stage=$(mktemp -d "${TMPDIR:-/tmp}/gx-stage.XXXXXX") || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/gx-client.XXXXXX") || exit 1
trap 'rm -rf "$stage" "$work"' EXIT
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

# build_client COMPILER SOURCE [OPTIONS OF PKG-CONFIG]: as a user would, but for where the stage stands.
build_client() {
	compiler=$1 source=$2
	shift 2
	# shellcheck disable=SC2046 # a list of flags
	$compiler -o "$work/client" "$source" $(
		PKG_CONFIG_SYSROOT_DIR=$stage PKG_CONFIG_LIBDIR=$stage/usr/lib/pkgconfig PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 \
			PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 pkg-config --cflags --libs "$@" gitexp
	) >"$work/said" 2>&1 || complain "$compiler $source: $(cat "$work/said")"
}

# run_client: its lines come into $work/log.
run_client() {
	rm -f "$work/log"
	LD_LIBRARY_PATH=$stage/usr/lib GIT_EXP_LOG=$work/log "$work/client" >"$work/said" 2>&1 || complain "the client fails: $(cat "$work/said")"
}

# Lines that our own reader of histories takes, and the values that they must give.
check_lines() {
	[ "$(grep -c '"_time"' "$work/log")" = 2000 ] || complain "$1: $(wc -l <"$work/log") lines"
	grep -v '"_[^t]' "$work/log" >"$work/metrics.jsonl"
	said=$(cd "$work" && rm -rf repository && git init -q repository && cd repository &&
		"$stage/usr/bin/git-exp" record --no-code --history=../metrics.jsonl >id &&
		"$stage/usr/bin/git-exp" show --format='%(metrics.loss) %(metrics.accuracy) %(metrics.lr)' "$(cat id)") || complain "$1: $said"
	[ "$said" = '0.001 0.5 0.001' ] || complain "$1: the metrics are '$said'"
	sed -n '1,4p; /_tag/,$p' "$work/log" >"$work/others"
	printf '%s\n' '{"_param": {"lr": 0.001}}' '{"_param": {"seed": 9007199254740993}}' '{"_param": {"amp": true}}' \
		'{"_param": {"model": "cnn \"small\""}}' '{"_tag": "baseline"}' '{"_note": "two\nlines"}' \
		'{"_artifact": "model.pt", "_type": "model"}' '{"_status": "finished"}' | diff - "$work/others" || complain "$1: other lines"
}

# The example of gitexp(3), with something to train.
build_example() {
	awk '/^\.Bd / { inside = 1; next } /^\.Ed/ { exit } inside' man/gitexp.3 >"$work/example.c"
	echo 'double train(int64_t step) { return 1.0 / (1 + step); }' >>"$work/example.c"
	build_client "${CC:-cc}" "$work/example.c"
}

check_library() {
	build_client "${CC:-cc} -std=c99 -Wall -Wextra -Wpedantic -Werror" tests/lib/gitexp_client.c
	run_client
	check_lines C
	GIT_EXP_LOG='' LD_LIBRARY_PATH=$stage/usr/lib "$work/client" | grep -q '^no run ' || complain 'a client without a run'
	build_client "${CXX:-c++} -std=c++11 -Wall -Wextra -Wpedantic -Werror -x c++" tests/lib/gitexp_client.c
	run_client
	check_lines C++
	rm -f "$stage"/usr/lib/libgitexp.so*
	build_client "${CC:-cc}" tests/lib/gitexp_client.c --static
	run_client
	check_lines static
	build_example
	run_client
	[ "$(wc -l <"$work/log")" = 101 ] || complain "the example of gitexp(3) logs $(wc -l <"$work/log") lines"
}

staged install
for file in bin/git-exp share/bash-completion/completions/git-exp share/zsh/site-functions/_git-exp \
	share/fish/vendor_completions.d/git-exp.fish; do
	[ -s "$stage/usr/$file" ] || complain "/usr/$file is missing"
done
for page in man/*.[1357]; do
	[ ! -e "$page" ] || cmp -s "$page" "$stage/usr/share/man/man${page##*.}/${page#man/}" || complain "$page is not installed"
done
for file in include/gitexp.h lib/libgitexp.a lib/libgitexp.so lib/libgitexp.so.0 lib/pkgconfig/gitexp.pc; do
	[ -s "$stage/usr/$file" ] || complain "/usr/$file is missing"
done
for hook in hooks/*; do
	[ ! -e "$hook" ] || [ -x "$stage/usr/share/git-exp/$hook" ] || complain "$hook is not installed"
done
installed=$(find "$stage" -type f | wc -l)
version=$("$stage/usr/bin/git-exp" version) || complain 'the installed program does not run'
[ "$version" = "$("$build/git-exp" version)" ] || complain "the installed program says '$version'"
[ -z "$(find "$stage" -type f -perm /022)" ] || complain "others may write: $(find "$stage" -type f -perm /022)"
check_library
staged install

staged uninstall
[ -z "$(find "$stage" ! -type d)" ] || complain "left behind: $(find "$stage" ! -type d)"

[ $failed -eq 0 ] || exit 1
echo "ok: install: $installed files there, and gone again"
