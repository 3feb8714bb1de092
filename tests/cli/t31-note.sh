#!/bin/sh
# git exp note and describe: texts by option, by file, by editor.

. "$(dirname "$0")/lib.sh"

new_repo work
cd work || exit 1
commit_file train.py 'print(1)'
a=$(git exp record -e mnist --name=brave-otter -m loss=0.5)
ref=refs/experiments/mnist/$a

# editor SCRIPT: git's editor is this script, with the file as "$1".
editor() {
	printf '#!/bin/sh\n%s\n' "$1" >"$GX_TEMP/my editor"
	chmod +x "$GX_TEMP/my editor"
	# shellcheck disable=SC2089,SC2090 # the quotes are for the shell that git runs the editor with
	GIT_EDITOR="'$GX_TEMP/my editor'"
	# shellcheck disable=SC2090
	export GIT_EDITOR
}

# The notes, one after the other.
notes() {
	git ls-tree --name-only "$ref:.exp/notes" | while read -r name; do
		git show "$ref:.exp/notes/$name"
		echo
	done
}

# --- note ---------------------------------------------------------------------------------------------------------------------

test_out 'a remark by -m: the id' "git exp note -m 'the loss jumps' brave-otter" <<EOF
$a
EOF

test_out 'a state with subject and trailers' "git log -1 --format='%s%n%b' $ref" <<\EOF
mnist: brave-otter finished [loss=0.5]
Exp-Event: note
Exp-Status: finished

EOF

test_out 'its file, named by time and contents' "git diff --stat $a $ref" <<\EOF
 .exp/notes/20261120T120000.000000Z-3b62a16e.md | 1 +
 1 file changed, 1 insertion(+)
EOF

test_ok 'several -m are paragraphs, a file and standard input are taken whole' '
	git exp note -m one -m two $a
	printf "\n\n    code\n# heading\n\n\n" >text
	git exp note -F text $a
	printf "from a pipe" | git exp note -F - $a
	git exp show $a --format=json >out
	grep -q "\"one\\\\n\\\\ntwo\"" out
	grep -q "\"    code\\\\n# heading\"" out
	grep -q "\"from a pipe\"" out
'

test_ok 'the same text as record --note is the same note' '
	b=$(git exp record --note "the loss jumps" -m loss=1)
	git ls-tree -r refs/experiments/default/$b:.exp/notes | cut -f1 >x
	git ls-tree -r $ref:.exp/notes | cut -f1 | grep -qxF "$(cat x)"
'

editor 'cp "$1" "$GX_TEMP/seen"; { echo "# Seen"; echo; echo written; cat "$GX_TEMP/seen"; } >"$1"'
test_ok 'an editor; headings stay, the scissors and what is below go' '
	test "$(git exp note $a)" = $a
	notes | grep -qx "# Seen"
	notes | grep -qx written
	expect_code 1 eval "notes | grep -q \">8\""
	expect_code 1 eval "notes | grep -q Markdown"
	test -z "$(ls .git/exp/EDIT* 2>/dev/null)"
'

test_out 'what the editor is shown' "sed 's/[0-9a-f]\{40\}/ID/' '$GX_TEMP/seen'" <<\EOF


# ------------------------ >8 ------------------------
# Do not modify or remove the line above.
# Everything below it will be ignored.
#
# A remark on run ID, in Markdown. An empty one is not written.
EOF

editor ':'
test_err 'an editor that changes nothing' 1 "git exp note $a" <<\EOF
error: the note is empty, so none is written
EOF

editor 'exit 3'
test_ok 'an editor that fails' '
	before=$(git rev-parse $ref)
	expect_code 1 git exp note $a 2>err
	grep -q "^error: the editor .* failed$" err
	test "$(git rev-parse $ref)" = $before
	test -z "$(ls .git/exp/EDIT* 2>/dev/null)"
'
unset GIT_EDITOR

test_err 'no editor' 1 "git exp note $a" <<\EOF
error: no editor; say the text with -m or -F: git var failed: Terminal is dumb, but EDITOR unset
EOF

test_err 'an empty text' 1 "git exp note -m '  ' $a" <<\EOF
error: the note is empty, so none is written
EOF

test_err 'a text that is no UTF-8' 1 "git exp note -m \"\$(printf 'a\\377')\" $a" <<\EOF
error: a text is UTF-8 without NUL, and byte 2 of this one is not
EOF

test_ok 'a text that is too long' '
	head -c 1048577 /dev/zero | tr "\0" x >long
	expect_err 1 git exp note -F long $a <<-\EOF
	error: a text has 1048577 bytes, at most 1048576 are allowed
	EOF
	head -c 6000000 /dev/zero | tr "\0" x >longer
	expect_code 1 git exp note -F longer $a
	head -c 1048576 long >fits
	git exp note -F fits $a
'

test_ok 'a file that is not there, and wrong usage' '
	expect_code 1 git exp note -F nosuch $a 2>err
	grep -q "^error: .*nosuch" err
	expect_code 129 git exp note -m x 2>err
	expect_code 129 git exp note -m x $a $a 2>err
	expect_code 129 git exp note -m x -F text $a 2>err
	expect_err 1 git exp note -m x nosuch <<-\EOF
	error: no run matches '\''nosuch'\''
	EOF
'

test_ok 'remarks of processes at once are all there' '
	before=$(git ls-tree $ref:.exp/notes | wc -l)
	for i in 1 2 3 4 5 6; do git exp note -m "at once $i" $a >/dev/null & done
	wait
	test $(($(git ls-tree $ref:.exp/notes | wc -l) - before)) = 6
'

test_ok 'in a bare clone, with an editor' '
	git clone -q --bare . ../bare.git
	git -C ../bare.git fetch -q origin "refs/experiments/*:refs/experiments/*"
	test "$(GIT_EDITOR="echo bare >" git -C ../bare.git exp note $a)" = $a
	git -C ../bare.git log -1 --format=%b $ref | grep -q "Exp-Event: note"
'

# --- describe -----------------------------------------------------------------------------------------------------------------

test_out 'a description' "git exp describe -m 'Does it help?' $a; git show $ref:.exp/description.md; echo" <<EOF
$a
Does it help?
EOF

test_out 'a state' "git log -1 --format='%b' $ref" <<\EOF
Exp-Event: describe
Exp-Status: finished

EOF

test_ok 'the same again is no state' '
	before=$(git rev-parse $ref)
	test "$(git exp describe -m "Does it help?" $a)" = $a
	test "$(git rev-parse $ref)" = $before
'

editor 'sed "s/help/hurt/" "$1" >"$1.new"; cat "$1.new" >"$1"; rm "$1.new"'
test_out 'the editor starts with the present text' "git exp describe $a; git show $ref:.exp/description.md; echo" <<EOF
$a
Does it hurt?
EOF

editor ': >"$1"'
test_ok 'an empty text takes it away' '
	git exp describe $a
	test -z "$(git ls-tree $ref:.exp description.md)"
	before=$(git rev-parse $ref)
	git exp describe -m "" $a
	test "$(git rev-parse $ref)" = $before
'

finish
