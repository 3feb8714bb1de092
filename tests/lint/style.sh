#!/bin/sh
# What a reader should not stumble over: notes to oneself, trailing blanks, overlong lines, indents by blanks, carriage returns,
# a missing newline at the end, paths of somebody's machine, functions over 60 lines.

cd "$(dirname "$0")/../.." || exit 1

if ! git rev-parse --git-dir >/dev/null 2>&1; then
	echo "skip: style (which files are under version control is not known here)"
	exit 0
fi

# Data of tests is what it is, and the words that are looked for stand in this file.
text_files() {
	git ls-files -- "$@" ':!tests/data' ':!tests/fuzz/corpus' ':!LICENSE' ':!tests/lint/style.sh'
}

code_files() {
	text_files 'src/*.[ch]' 'include/*.h'
}

# matches PATTERN [FILES…] [options of git grep]: by git, which leaves binary files out.
matches() {
	text_files | xargs git grep -nIE "$@" --
}

# named WHAT: puts it before each line.
named() {
	sed "s/^/not ok: style: $1: /"
}

find_all() {
	matches -w -e 'TODO|FIXME|XXX|HACK' | named 'a note to oneself'
	matches -e '[[:blank:]]+$' | grep -v '^tests/\(cli\|unit\)/' | named 'blanks at the end'
	matches -e "$(printf '\r')" | named 'a carriage return'
	matches -e '(^|[^[:alnum:]_.~*/-])/(home|root|work|mnt|opt|Users|media|nix)/[[:alnum:]]' | named 'a path of one machine'
	code_files | xargs grep -nE '^ +[^ *]' | named 'indented by blanks'

	text_files | while IFS= read -r file; do
		if [ -s "$file" ] && [ ! -h "$file" ] && [ -n "$(tail -c 1 "$file")" ]; then
			echo "$file"
		fi
	done | named 'no newline at the end'

	# We aim at 120 columns, a tab being eight of them; where it says more so there may be more.
	code_files | LC_ALL=C xargs awk '
		{
			line = $0
			gsub(/[\200-\277]/, "", line) # one byte of each character is left
			while ((at = index(line, "\t")) > 0)
				line = substr(line, 1, at - 1) substr("        ", 1 + (at - 1) % 8) substr(line, at + 1)
			if (length(line) > 160) print FILENAME ":" FNR ": " length(line) " columns"
		}' | named 'a long line'

	# Kernel-like braces: a function ends where a brace stands at the begin of a line.
	text_files 'src/*.c' | xargs awk '
		FNR == 1 { start = 0 }
		/^\{/ { start = FNR }
		/^\}/ && start { if (FNR - start - 1 > 60) print FILENAME ":" start ": " FNR - start - 1 " lines"; start = 0 }
	' | named 'a long function'
}

complaints=$(find_all)
if [ -n "$complaints" ]; then
	printf '%s\n' "$complaints"
	exit 1
fi
echo "ok: style: $(text_files | wc -l) files"
