#!/bin/sh
# Man page, `-h` and option table tell the same: both of the latter come from the table, which `git exp --dump-options` prints.
#
# For each command: man/git-exp-<command>.1 is there and mandoc has nothing to say; its one-line description is the table's; it
# documents every option of the table and no other; man/git-exp.1 refers to it. gitexp-format(5) has every key of run.yaml.
#
# What a page documents is what stands in its `.It` lines as
#
#	.It Fl n Ar n , Fl -max-count Ns = Ns Ar n
#	.It Fl - Ns Oo Cm no- Oc Ns Cm pager		(or two: .It Fl -pager , Fl -no-pager)
#
# The commands within a command (`artifact get`) share the page of the family.

cd "$(dirname "$0")/../.." || exit 1
git_exp=${GX_BIN:-${BUILD:-build}}/git-exp
work=$(mktemp -d "${TMPDIR:-/tmp}/gx-man.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT

"$git_exp" --dump-options >"$work/dump" || exit 1
tab=$(printf '\t')

# The options of a command, and of those within it, one spelling a line. `--pager` stands for `--no-pager` too.
in_table() {
	awk -F "$tab" -v command="$1" '
		$1 == "option" && ($2 == command || index($2, command " ") == 1) {
			if ($3 != "") print $3
			if ($4 != "") print $4
		}' "$work/dump" | LC_ALL=C sort -u
}

# The options in the .It lines of a page, likewise.
in_page() {
	sed -n 's/^\.It //p' "$1" | sed 's/Fl - Ns Oo Cm no- Oc Ns Cm /Fl -/' | awk '
		{
			for (i = 1; i < NF; i++)
				if ($i == "Fl") print "-" $(i + 1)
		}' | sed 's/^--no-\(pager\|progress\)$/--\1/' | LC_ALL=C sort -u
}

# Those that every command has need not be said again; nor may they be missing in the tables.
common='^(-h|--help)$'

check_page() {
	command=$1 summary=$2 page=man/git-exp-$1.1
	if ! [ -f "$page" ]; then
		echo "$page is missing"
		return
	fi
	in_table "$command" | grep -vE "$common" >"$work/table"
	in_page "$page" | grep -vE "$common" >"$work/page"
	LC_ALL=C comm -23 "$work/table" "$work/page" | sed "s,^,$page does not document ,"
	LC_ALL=C comm -13 "$work/table" "$work/page" | sed "s,^,$page documents what is no option: ,"
	described=$(sed -n 's/^\.Nd //p' "$page")
	[ "$described" = "$summary" ] || echo "$page: .Nd is '$described', the table says '$summary'"
	grep -q "^\.It Xr git-exp-$command 1" man/git-exp.1 2>/dev/null || echo "man/git-exp.1 has no line .It Xr git-exp-$command 1"
}

check_settings() {
	[ -f man/git-exp-config.1 ] || return
	"$git_exp" config --name-only | LC_ALL=C sort >"$work/table"
	sed -n 's/^\.It Va \(exp\.[A-Za-z]*\).*/\1/p' man/git-exp-config.1 | LC_ALL=C sort >"$work/page"
	LC_ALL=C comm -3 "$work/table" "$work/page" | sed "s,$tab,,; s,^,man/git-exp-config.1 and the table of settings differ: ,"
}

# Each key of run.yaml stands in the page of the format, in an .It line.
check_facts() {
	sed -n 's/^	{ "\([^"]*\)".*/\1/p' src/run/facts.c | LC_ALL=C sort >"$work/table"
	sed -n '/^\.Ss run\.yaml/,/^\.Ss Histories/s/^\.It Cm //p' man/gitexp-format.5 | sed 's/ , /\n/g' | LC_ALL=C sort >"$work/page"
	LC_ALL=C comm -3 "$work/table" "$work/page" | sed "s,$tab,,; s,^,man/gitexp-format.5 and the table of facts differ: ,"
}

# A page that belongs to no command, and a reference to a page of ours that there is not.
check_strays() {
	for page in man/git-exp-*.1; do
		name=${page#man/git-exp-}
		[ ! -f "$page" ] || grep -q "^command$tab${name%.1}$tab" "$work/dump" || echo "$page is of no command"
	done
	grep -nE '^\.(It )?Xr (git-exp|gitexp)' man/*.[1-8] | sed 's/:\.It Xr /: /; s/:\.Xr /: /' |
		while read -r at name section rest; do
			[ -f "man/$name.$section" ] || echo "$at refers to $name($section), which is not there"
		done
}

# Of its style we leave alone: whether other pages are installed, which are no pages of this system's, and the length of lines.
check_mandoc() {
	command -v mandoc >/dev/null 2>&1 || return
	for page in man/*.[1-8]; do
		[ -f "$page" ] || continue
		mandoc -T lint -W style "$page" 2>&1
	done | grep -vE 'referenced manual not found|outdated mandoc.db|longer than 80 bytes|Mdocdate' | sort -u
}

complaints=$(
	awk -F "$tab" '$1 == "command" && index($2, " ") == 0 { print $2 "\t" $4 }' "$work/dump" |
		while IFS="$tab" read -r command summary; do
			check_page "$command" "$summary"
		done
	check_settings
	check_facts
	check_strays
	check_mandoc
)
if [ -n "$complaints" ]; then
	printf '%s\n' "$complaints" | sed 's/^/not ok: manpages: /'
	exit 1
fi
echo "ok: manpages: $(awk -F "$tab" '$1 == "option"' "$work/dump" | wc -l) options of the table are those of the pages"
command -v mandoc >/dev/null 2>&1 || echo "skip: manpages: mandoc is not installed, so the pages' own syntax is not checked"
