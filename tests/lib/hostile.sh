# shellcheck shell=sh
# A repository as somebody hostile may push it (what must hold: a run that is no run, or is half of one, costs nobody anything).
# Built by git's plumbing alone; git exp is never called.
#
#	. "$(dirname "$0")/../lib/hostile.sh"
#	hostile_repo FOLDER	makes it; prints `<kind> <what> <run-id>` a line: kind `run` is a run of which a part is hostile, `ref` is none
#

# hostile_blob: of standard input
hostile_blob() {
	git hash-object -w --stdin
}

# hostile_entry MODE NAME ID: the bytes of one entry of a tree; NAME as printf's %b.
hostile_entry() {
	# The id as octal escapes, which every printf knows.
	hostile_octal=$(printf '%s' "$3" | awk '{
		for (i = 1; i < length($0); i += 2)
			printf "\\0%03o", 16 * index("123456789abcdef", substr($0, i, 1)) + index("123456789abcdef", substr($0, i + 1, 1))
	}')
	printf '%s %b\0%b' "$1" "$2" "$hostile_octal"
}

# hostile_tree: of raw entries on standard input, whatever they say.
hostile_tree() {
	git hash-object -w -t tree --literally --stdin
}

# hostile_facts UUID [more lines]: a run.yaml.
hostile_facts() {
	printf 'experiment: "%s"\nformat: 1\nname: "%s"\nstarted: "2026-11-20T10:00:00.000000Z"\nstatus: "finished"\nuuid: "%s"\n' \
		"${hostile_experiment:-hostile}" "${2:-some-name}" "$1"
}

# hostile_uuid: another one each time.
hostile_uuid() {
	hostile_count=$((${hostile_count:-0} + 1))
	hostile_id=$(printf '%032x' "$hostile_count")
}

# hostile_commit ROOT-TREE [options of commit-tree]: a state.
hostile_commit() {
	hostile_root=$1
	shift
	git commit-tree "$hostile_root" -m "hostile: some-name finished" "$@"
}

# hostile_run WHAT: the entries of .exp but run.yaml come raw on standard input; a whole run of its own is made around them.
hostile_run() {
	hostile_uuid
	cat >"$hostile_work/entries"
	hostile_blob_id=$(hostile_facts "$hostile_id" "${hostile_name:-$1}" | hostile_blob)
	hostile_entry 100644 run.yaml "$hostile_blob_id" >"$hostile_work/own"
	case $hostile_last in
	'') hostile_exp=$(cat "$hostile_work/entries" "$hostile_work/own" | hostile_tree) ;;
	*) hostile_exp=$(cat "$hostile_work/own" "$hostile_work/entries" | hostile_tree) ;;
	esac
	hostile_root=$(hostile_entry 40000 .exp "$hostile_exp" | hostile_tree)
	hostile_tip=$(hostile_commit "$hostile_root")
	git update-ref "refs/experiments/${hostile_experiment:-hostile}/$hostile_tip" "$hostile_tip"
	echo "run $1 $hostile_tip"
}

# hostile_file WHAT PATH: a run with one file more, of standard input.
hostile_file() {
	hostile_one=$(hostile_blob)
	case $2 in
	[s-z]*) hostile_last=1 ;;
	esac
	hostile_entry 100644 "$2" "$hostile_one" | hostile_run "$1"
	hostile_last=
}

# hostile_ref WHAT NAME OBJECT: written as a file, for git itself refuses most of them.
hostile_ref() {
	mkdir -p "$(dirname "$(git rev-parse --git-common-dir)/$2")"
	printf '%s\n' "$3" >"$(git rev-parse --git-common-dir)/$2"
	echo "ref $1 $2"
}

hostile_escapes() {
	printf '\033]52;c;aGk=\007\033[2J\r\302\233\342\200\256'
}

hostile_texts() {
	e=$(hostile_escapes)
	printf '"\\u001b]52;c;aGk=\\u0007\\r\\u0085\342\200\256": "%s"\nlr: 0.1\n' '\u001b[2J\u202e' | hostile_file escaped-params params.yaml
	printf '"x%s": "v%s"\n' "$e" "$e" | hostile_file raw-params params.yaml
	printf '"loss\\u001b[31m\342\200\256": 0.5\n' | hostile_file escaped-metrics metrics.yaml
	printf 'a%s\nb\\u001b\n' "$e" | hostile_file tags tags
	printf '# %s\n<script>alert(1)</script> ![x](javascript:1)\n' "$e" | hostile_file description description.md
	printf 'line %s\r\nnext\n' "$e" | hostile_file output output.txt
	printf 'x%s\n' "$e" | hostile_blob >"$hostile_work/note"
	hostile_notes=$(hostile_entry 100644 '20261120T120000.000000Z-00000000.md' "$(cat "$hostile_work/note")" | hostile_tree)
	hostile_entry 40000 notes "$hostile_notes" | hostile_run note
	printf '"m%s.pt": {"sha256": "0", "size": 3, "storage": "git", "type": "x\\u001b[2J"}\n' '\u001b]0;x\u0007' | hostile_file artifact-name artifacts.yaml
	hostile_system=$(hostile_entry 100644 system.yaml "$(printf 'os: "\\u001b[2J"\n' | hostile_blob)" | hostile_tree)
	hostile_entry 40000 environment "$hostile_system" | hostile_run environment
	printf '"\\u001b]8;;http://x\\u0007": {"kind": "file", "sha256": "\\u001b[2J"}\n' | hostile_file data data.yaml
	hostile_name='n\u001b[2J\u202e' hostile_file name-of-run unknown.txt </dev/null
	hostile_name=
	(
		GIT_AUTHOR_NAME="A$e" GIT_AUTHOR_EMAIL="$e@x"
		export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL
		hostile_file author unknown.txt </dev/null
	)
	hostile_count=$((hostile_count + 1))
	printf '| `x` | <img src=x onerror=1> @all #1 %%%%{init}%%%%: 1\n"a|b": "`|<img>"\n' | hostile_file markdown params.yaml
}

hostile_paths() {
	hostile_evil=$(printf 'evil\n' | hostile_blob)
	for hostile_path in .. ../../evil .git .GIT 'git~1' '.g\342\200\214it' /etc/evil 'a\\\\b' 'a\nb' CON 'a:b' .gitmodules '' .; do
		hostile_inner=$(hostile_entry 100644 "$hostile_path" "$hostile_evil" | hostile_tree)
		hostile_entry 40000 artifacts "$hostile_inner" | hostile_run "path-$(printf '%s' "$hostile_path" | tr -c 'a-zA-Z0-9' _)"
	done
	{ hostile_entry 100644 params.yaml "$hostile_evil"; hostile_entry 100644 params.yaml "$(printf 'a: 1\n' | hostile_blob)"; } | hostile_run twice
	{ hostile_entry 100644 x "$hostile_evil"; hostile_entry 100644 a "$hostile_evil"; } | hostile_run unsorted
	hostile_entry 120000 params.yaml "$(printf '/etc/passwd' | hostile_blob)" | hostile_run link
	hostile_entry 120000 metrics "$(printf '/etc' | hostile_blob)" | hostile_run link-folder
	hostile_entry 160000 notes "$(git rev-parse HEAD)" | hostile_run gitlink
	hostile_entry 40000 params.yaml "$(hostile_tree </dev/null)" | hostile_run folder-for-file
	hostile_entry 100644 metrics "$hostile_evil" | hostile_run file-for-folder
	hostile_entry 100644 params.yaml 1111111111111111111111111111111111111111 | hostile_run missing-blob
	hostile_entry 100644 params.yaml "$(git rev-parse HEAD)" | hostile_run commit-for-blob
	hostile_deep=$(hostile_entry 100644 x "$hostile_evil" | hostile_tree)
	for hostile_step in $(seq 200); do
		hostile_deep=$(hostile_entry 40000 d "$hostile_deep" | hostile_tree)
	done
	hostile_entry 40000 metrics "$hostile_deep" | hostile_run deep
	hostile_last=1
	printf '%s' '100644 zhalf' | hostile_run cut-tree
	hostile_last=
}

# Sizes: of what cannot be read into memory. The zeros are made once, and compress to a thousandth.
hostile_sizes() {
	hostile_bomb=$(head -c "${HOSTILE_BOMB:-1073741824}" /dev/zero | git -c core.bigFileThreshold=1m -c core.looseCompression=1 hash-object -w --stdin)
	for hostile_part in params.yaml metrics.yaml tags output.txt description.md artifacts.yaml; do
		[ "$hostile_part" != tags ] || hostile_last=1
		hostile_entry 100644 "$hostile_part" "$hostile_bomb" | hostile_run "bomb-$hostile_part"
		hostile_last=
	done
	hostile_inner=$(hostile_entry 100644 loss.tsv "$hostile_bomb" | hostile_tree)
	hostile_entry 40000 metrics "$hostile_inner" | hostile_run bomb-history
	hostile_inner=$(hostile_entry 100644 x "$hostile_bomb" | hostile_tree)
	{
		hostile_entry 40000 artifacts "$hostile_inner"
		hostile_entry 100644 artifacts.yaml "$(printf 'x: {"sha256": "00", "size": 3, "storage": "git", "type": "file"}\n' | hostile_blob)"
	} | hostile_run bomb-artifact
	hostile_exp=$(hostile_entry 100644 run.yaml "$hostile_bomb" | hostile_tree)
	hostile_tip=$(hostile_commit "$(hostile_entry 40000 .exp "$hostile_exp" | hostile_tree)")
	hostile_ref bomb-run.yaml "refs/experiments/hostile/$hostile_tip" "$hostile_tip"
}

hostile_syntax() {
	awk 'BEGIN { printf "a: "; for (i = 0; i < 200000; i++) printf "["; print "" }' | hostile_file deep-json params.yaml
	printf 'a: &x [1]\nb: [*x, *x]\n' | hostile_file alias params.yaml
	printf 'a: 1\na: 2\n' | hostile_file key-twice params.yaml
	printf 'a: {"x": 1, "x": 2}\n' | hostile_file inner-key-twice params.yaml
	printf 'b: 1\na: 2\n' | hostile_file keys-unsorted params.yaml
	printf '"a\\u0000b": 1\n' | hostile_file nul-key params.yaml
	printf 'a: "\\ud800"\n' | hostile_file surrogate params.yaml
	printf 'a: "x\377"\n' | hostile_file bad-utf8 params.yaml
	printf 'a: 1e999999999\nb: %0400d\nc: -0\n' 1 | hostile_file numbers params.yaml
	printf 'a' | hostile_file no-newline params.yaml
	printf '\0\0\0' | hostile_file nuls params.yaml
	awk 'BEGIN { for (i = 0; i < 200000; i++) printf "k%06d: 1\n", i }' | hostile_file many-keys params.yaml
	awk 'BEGIN { for (i = 0; i < 200000; i++) printf "t%06d\n", i }' | hostile_file many-tags tags
	hostile_inner=$(hostile_entry 100644 loss.tsv "$(printf 'step\ttime\tvalue\n1\t2\n99999999999999999999\t\tx\n' | hostile_blob)" | hostile_tree)
	hostile_entry 40000 metrics "$hostile_inner" | hostile_run bad-history
	printf 'loss: {"count": -1, "max": "\\u001b[2J"}\n' | hostile_file bad-stats stats.yaml
	printf 'm: {"storage": "lfs", "sha256": "../../../../etc/passwd", "size": -1, "type": "model"}\n' | hostile_file bad-artifacts artifacts.yaml
	printf 'm: 3\nn: "x"\no: []\n' | hostile_file flat-artifacts artifacts.yaml
	printf 'version https://git-lfs.github.com/spec/v1\next-0-x sha256:00\noid sha256:../../x\nsize 99999999999999999999\n' | hostile_blob >"$hostile_work/pointer"
	hostile_inner=$(hostile_entry 100644 m "$(cat "$hostile_work/pointer")" | hostile_tree)
	{
		hostile_entry 40000 artifacts "$hostile_inner"
		hostile_entry 100644 artifacts.yaml "$(printf 'm: {"sha256": "00", "size": 3, "storage": "lfs", "type": "file"}\n' | hostile_blob)"
	} | hostile_run bad-pointer
}

# hostile_whole NAME [extra facts on standard input]: the root tree of a run that is in order.
hostile_whole() {
	hostile_exp=$(hostile_entry 100644 run.yaml "$({ hostile_facts "$1"; cat; } | sort | hostile_blob)" | hostile_tree)
	hostile_entry 40000 .exp "$hostile_exp" | hostile_tree
}

hostile_refs() {
	hostile_git=$(git rev-parse --absolute-git-dir)
	hostile_uuid
	hostile_root=$(hostile_whole "$hostile_id" </dev/null)
	hostile_one=$(hostile_commit "$hostile_root")
	hostile_two=$(hostile_commit "$hostile_root" -p "$hostile_one")
	hostile_ref option-name "refs/experiments/-x/$hostile_one" "$hostile_one"
	hostile_ref bidi "refs/experiments/a$(printf '\342\200\256')b/$hostile_one" "$hostile_one"
	hostile_ref later-state "refs/experiments/hostile/$hostile_two" "$hostile_two"
	hostile_ref foreign-id "refs/experiments/hostile/2222222222222222222222222222222222222222" "$hostile_one"
	hostile_ref no-id refs/experiments/hostile/name "$hostile_one"
	hostile_ref no-experiment "refs/experiments/$hostile_one" "$hostile_one"
	hostile_ref to-blob "refs/experiments/hostile/$(git rev-parse HEAD:f)" "$(git rev-parse HEAD:f)"
	hostile_ref to-tree "refs/experiments/hostile/$(git rev-parse 'HEAD^{tree}')" "$(git rev-parse 'HEAD^{tree}')"
	git tag -f -a -m x hostile-tag "$hostile_one" >/dev/null 2>&1
	hostile_ref to-tag "refs/experiments/hostile/$(git rev-parse hostile-tag)" "$(git rev-parse hostile-tag)"
	git tag -d hostile-tag >/dev/null
	hostile_ref to-commit "refs/experiments/hostile/$(git rev-parse HEAD)" HEAD-is-none
	hostile_ref to-nothing refs/experiments/hostile/3333333333333333333333333333333333333333 3333333333333333333333333333333333333333
	hostile_ref no-run "refs/experiments/plain/$(git rev-parse HEAD)" "$(git rev-parse HEAD)"
	mkdir -p "$hostile_git/refs/experiments/sym"
	printf 'ref: refs/heads/main\n' >"$hostile_git/refs/experiments/sym/$hostile_one"
	echo "ref symbolic refs/experiments/sym/$hostile_one"
	hostile_exp=$(hostile_entry 120000 .exp "$(printf '/etc' | hostile_blob)" | hostile_tree)
	hostile_tip=$(hostile_commit "$hostile_exp")
	hostile_ref exp-is-link "refs/experiments/hostile/$hostile_tip" "$hostile_tip"
	hostile_tip=$(hostile_commit "$(hostile_entry 160000 .exp "$hostile_one" | hostile_tree)")
	hostile_ref exp-is-gitlink "refs/experiments/hostile/$hostile_tip" "$hostile_tip"
	hostile_experiment=circle
	# Two runs, each the other's parent: an id cannot be known beforehand, so the second one's record says it in a later state.
	hostile_uuid
	hostile_a=$(hostile_commit "$(hostile_whole "$hostile_id" </dev/null)")
	hostile_ua=$hostile_id
	hostile_uuid
	hostile_b=$(hostile_commit "$(printf 'parent: "%s"\n' "$hostile_a" | hostile_whole "$hostile_id")")
	hostile_a2=$(hostile_commit "$(printf 'parent: "%s"\n' "$hostile_b" | hostile_whole "$hostile_ua")" -p "$hostile_a")
	git update-ref "refs/experiments/circle/$hostile_a" "$hostile_a2"
	git update-ref "refs/experiments/circle/$hostile_b" "$hostile_b"
	echo "run circle $hostile_a"
	hostile_experiment=
}

# 100,001 commits: one more than a chain may have before it reaches its run-id.
hostile_chain() {
	hostile_uuid
	hostile_root=$(hostile_whole "$hostile_id" </dev/null)
	awk -v tree="$hostile_root" -v count="${HOSTILE_CHAIN:-100100}" 'BEGIN {
		for (i = 0; i < count; i++) {
			print "commit refs/hostile/chain"
			print "committer C <c@x> 1795176000 +0000"
			print "data 0"
			if (i == 0)
				print "M 040000 " tree " \"\""
		}
	}' | git fast-import --quiet
	hostile_tip=$(git rev-parse refs/hostile/chain)
	git update-ref -d refs/hostile/chain
	hostile_ref chain-without-end refs/experiments/hostile/4444444444444444444444444444444444444444 "$hostile_tip"
}

hostile_repo() {
	git init -q "$1" && hostile_work=$(mktemp -d) || return 1
	hostile_count=0
	(
		cd "$1" || exit 1
		echo hi >f && git add f && git commit -q -m one
		hostile_experiment=good
		hostile_uuid
		hostile_good=$(hostile_commit "$(hostile_whole "$hostile_id" </dev/null)")
		git update-ref "refs/experiments/good/$hostile_good" "$hostile_good"
		hostile_experiment=
		hostile_texts
		hostile_paths
		hostile_syntax
		hostile_sizes
		hostile_refs
		hostile_chain
	)
	rm -rf "$hostile_work"
}
