#!/bin/sh
# Proves that tables which are searched by halving are in order.
set -eu
cd "$(dirname "$0")/../.."

sed -n '/^} words\[\] = {/,/^};/p' src/capture/scalars_words.c | grep -o 'W("[^"]*"' | sed 's/W("//; s/"//' >"${TMPDIR:-/tmp}/gx-words.$$"
trap 'rm -f "${TMPDIR:-/tmp}/gx-words.$$"' EXIT
words=$(wc -l <"${TMPDIR:-/tmp}/gx-words.$$")
[ "$words" -gt 100 ] || {
	echo "not ok: tables: only $words words were found in src/capture/scalars_words.c"
	exit 1
}
LC_ALL=C sort -c -u "${TMPDIR:-/tmp}/gx-words.$$" || {
	echo 'not ok: tables: the words of src/capture/scalars_words.c are not sorted, or one stands twice'
	exit 1
}
echo "ok: tables: $words words in order"
