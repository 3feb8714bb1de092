#!/bin/sh
# The completion scripts, loaded into the shells that they are for. What is offered for `git exp …` must be what the table of
# commands says, and names of runs that a shell would evaluate must never be offered.

. "$(dirname "$0")/lib.sh"

# A repository with runs as plain git sees them: refs whose commits have the subject of a run.
new_repo work
cd work || exit 1
commit_file train.py 'print(1)'
tree=$(git write-tree)
for run in mnist:brave-otter mnist:calm-fox nlp/bert:brave-owl; do
	experiment=${run%:*} name=${run#*:}
	id=$(git commit-tree -m "$experiment: $name finished [loss=0.1]" -p HEAD "$tree")
	git update-ref "refs/experiments/$experiment/$id" "$id"
	[ "$name" != brave-otter ] || otter=$id
done
hostile=$(git commit-tree -m 'mnist: b$(touch$IFS../owned) finished' -p HEAD "$tree")
git update-ref "refs/experiments/mnist/$hostile" "$hostile"
git update-ref 'refs/experiments/$(touch$IFS"owned")/x' HEAD

test_err 'a shell that is none: error and usage' 129 'git exp completion csh' <<\EOF
error: name one shell: bash, zsh or fish
usage: git exp completion (bash|zsh|fish)

EOF

test_ok 'commands and their options are in all three scripts' '
	for shell in bash zsh fish; do
		git exp completion $shell >script
		git exp --dump-options | cut -f 1,2,4 | while IFS="	" read -r what name long; do
			case $what in
			command) grep -q -e "${name##* }" script ;;
			option) grep -q -e "${long#--}" script ;;
			esac || { echo "$shell: $what $name $long"; exit 1; }
		done
	done
'

# --- bash ------------------------------------------------------------------------------------------------------------------

git exp completion bash >../git-exp.bash
for folder in /usr/share/bash-completion/completions /etc/bash_completion.d /usr/share/git-core/contrib/completion; do
	for name in git git-completion.bash; do
		[ -f "${gits:-}" ] || gits=$folder/$name
	done
done

# Completes its first argument in bash, and prints what is offered, sorted, a `.` behind each.
cat >../complete.bash <<\EOF
gits=$1 line=$2
. "$gits" || exit
. ../git-exp.bash || exit
# Cut as readline does: at blanks, and at = and : as words of their own.
COMP_LINE=$line COMP_POINT=${#line} COMP_WORDS=() COMP_CWORD=0 COMP_TYPE=9
read -r -a parts <<<"$line"
[[ $line == *' ' ]] && parts+=('')
for part in "${parts[@]}"; do
	if [[ $part == *=* ]]; then
		COMP_WORDS+=("${part%%=*}" =)
		[[ -z ${part#*=} ]] || COMP_WORDS+=("${part#*=}")
	else
		COMP_WORDS+=("$part")
	fi
done
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
COMPREPLY=()
if [[ ${COMP_WORDS[0]} == git ]]; then
	__git_wrap__git_main
else
	_git-exp
fi
printf '%s.\n' "${COMPREPLY[@]}" | sort
EOF

# bash_offers TITLE LINE: the candidates are our standard input.
bash_offers() {
	test_out "bash: $1" "bash ../complete.bash '$gits' '$2'"
}

if ! have bash; then
	test_skip 'bash' 'bash is missing'
elif ! [ -f "$gits" ]; then
	test_skip 'bash' "git's completion for bash is missing"
else
	bash_offers 'commands' 'git exp ver' <<\EOF
version .
EOF
	bash_offers 'options' 'git exp version --b' <<\EOF
--build-options .
EOF
	bash_offers 'options that take a value end in =' 'git exp config --f' <<\EOF
--format=.
EOF
	bash_offers 'the words of an option behind =' 'git exp config --format=' <<\EOF
json .
text .
EOF
	bash_offers 'the words of an option as the next word' 'git exp config --format j' <<\EOF
json .
EOF
	bash_offers 'an optional value only behind =' 'git exp config --color=a' <<\EOF
always .
auto .
EOF
	bash_offers 'switches with and without no-' 'git exp config --no-p' <<\EOF
--no-pager .
EOF
	bash_offers 'words of the synopsis' 'git exp completion ' <<\EOF
bash .
fish .
zsh .
EOF
	bash_offers 'commands as arguments' 'git exp help completi' <<\EOF
completion .
EOF
	bash_offers "behind options of git itself" 'git -c a.b=c exp ver' <<\EOF
version .
EOF
	bash_offers 'git-exp with a dash' 'git-exp config --format=t' <<\EOF
text .
EOF
	bash_offers 'git-exp with a dash, commands' 'git-exp completi' <<\EOF
completion .
EOF
	bash_offers 'runs' 'git exp show brave-o' <<\EOF
brave-otter .
brave-owl .
EOF
	bash_offers 'runs of an experiment' 'git exp diff calm-fox mnist/b' <<\EOF
mnist/brave-otter .
EOF
	bash_offers 'whole experiments' 'git exp log nlp' <<\EOF
nlp/bert/ .
nlp/bert/brave-owl .
EOF
	bash_offers 'experiments as values behind =' 'git exp record --experiment=mn' <<\EOF
mnist .
EOF
	bash_offers 'commands within a command' 'git exp artifact g' <<\EOF
get .
EOF
	bash_offers 'options of a command within a command' 'git exp artifact get --fo' <<\EOF
--force .
EOF
	bash_offers 'arguments of a command within a command' 'git exp artifact get calm' <<\EOF
calm-fox .
EOF
	test_out 'bash: names of runs, but no hostile ones' 'bash -c ". ../git-exp.bash; __git_exp_runs b"' <<\EOF
brave-otter
brave-owl
calm-fox
mnist/brave-otter
mnist/calm-fox
nlp/bert/brave-owl
EOF
	test_ok 'bash: ids for who types one' "
		bash -c '. ../git-exp.bash; __git_exp_runs $(echo "$otter" | cut -c 1-5)' | grep -qx $otter
	"
	test_out 'bash: experiments' 'bash -c ". ../git-exp.bash; __git_exp_experiments"' <<\EOF
mnist
nlp/bert
EOF
fi

# --- zsh -------------------------------------------------------------------------------------------------------------------

mkdir ../functions
git exp completion zsh >../functions/_git-exp

# A zsh within a zsh, in a pseudo-terminal: types its argument and a tab, and prints what compadd was given.
cat >../inner.zsh <<\EOF
fpath=(../functions $fpath)
autoload -Uz compinit
compinit -u -D
compadd () {
	# These only fill arrays for their caller.
	if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
		builtin compadd "$@"
		return
	fi
	local -a found
	builtin compadd -A found "$@"
	local one
	for one in $found; do print -r -- "OFFER $one"; done
	builtin compadd "$@"
}
finish () { print; print END; exit }
comppostfuncs=(finish)
bindkey '^M' beep
bindkey '^J' beep
bindkey '^I' complete-word
print READY
EOF
cat >../complete.zsh <<\EOF
zmodload zsh/zpty || exit
zpty inner zsh -f -i
zpty -w inner 'PS1= PS2=; source ../inner.zsh'
zpty -r inner text '*READY*' || exit
zpty -w -n inner "$1"$'\t'
zpty -r inner text '*END*'
print -r -- "$text" | tr -d '\r' | sed -n 's/.*OFFER \(.*\)/\1./p' | sort -u
zpty -d inner
EOF

zsh_offers() {
	test_out "zsh: $1" "zsh -f ../complete.zsh '$2'"
}

if ! have zsh; then
	test_skip 'zsh' 'zsh is missing'
elif ! zsh -f -c 'zmodload zsh/zpty && autoload -Uz _git' 2>/dev/null; then
	test_skip 'zsh' 'zsh has no zpty module'
else
	zsh_offers 'commands' 'git exp ver' <<\EOF
version.
EOF
	zsh_offers 'commands of git-exp' 'git-exp completi' <<\EOF
completion.
EOF
	zsh_offers 'options' 'git exp version --b' <<\EOF
--build-options.
EOF
	zsh_offers 'the words of an option' 'git exp config --format=' <<\EOF
json.
text.
EOF
	zsh_offers 'words of the synopsis' 'git exp completion ' <<\EOF
bash.
fish.
zsh.
EOF
	zsh_offers 'commands as arguments' 'git exp help completi' <<\EOF
completion.
EOF
	zsh_offers 'runs' 'git exp show brave-o' <<\EOF
brave-otter.
brave-owl.
EOF
	zsh_offers 'experiments as values' 'git exp record --experiment=mn' <<\EOF
mnist.
EOF
	zsh_offers 'arguments of a command within a command' 'git exp artifact get calm' <<\EOF
calm-fox.
EOF
	zsh_offers 'options of a command within a command' 'git exp artifact get --fo' <<\EOF
--force.
EOF
	test_out 'zsh: names of runs, but no hostile ones' 'zsh -f -c ". ../functions/_git-exp; __git_exp_runs b" 2>/dev/null' <<\EOF
brave-otter
brave-owl
calm-fox
mnist/brave-otter
mnist/calm-fox
nlp/bert/brave-owl
EOF
fi

# --- fish ------------------------------------------------------------------------------------------------------------------

git exp completion fish >../git-exp.fish

fish_offers() {
	test_out "fish: $1" "fish -c 'source ../git-exp.fish; complete -C \"$2\"' | cut -f 1 | sort"
}

if ! have fish; then
	test_skip 'fish' 'fish is missing'
else
	fish_offers 'commands' 'git-exp ver' <<\EOF
version
EOF
	fish_offers 'options' 'git-exp version --b' <<\EOF
--build-options
EOF
	fish_offers 'the words of an option' 'git-exp config --format ' <<\EOF
json
text
EOF
	fish_offers 'an optional value behind =' 'git-exp config --color=a' <<\EOF
--color=always
--color=auto
EOF
	fish_offers 'words of the synopsis' 'git-exp completion ' <<\EOF
bash
fish
zsh
EOF
	fish_offers 'commands as arguments' 'git-exp help completi' <<\EOF
completion
EOF
	fish_offers 'by way of git' 'git exp ver' <<\EOF
version
EOF
	fish_offers 'runs' 'git-exp show brave-o' <<\EOF
brave-otter
brave-owl
EOF
	fish_offers 'runs by way of git' 'git exp show calm' <<\EOF
calm-fox
EOF
	fish_offers 'whole experiments' 'git-exp log nlp' <<\EOF
nlp/bert/
nlp/bert/brave-owl
EOF
	fish_offers 'experiments as values' 'git-exp record --experiment mn' <<\EOF
mnist
EOF
	fish_offers 'commands within a command' 'git-exp artifact ' <<\EOF
add
cat
get
ls
rm
EOF
	fish_offers 'options of a command within a command' 'git-exp artifact get --fo' <<\EOF
--force
EOF
	fish_offers 'names of runs, but no hostile ones' 'git-exp show ' <<\EOF
brave-otter
brave-owl
calm-fox
mnist/brave-otter
mnist/calm-fox
nlp/bert/brave-owl
EOF
fi

test_ok 'nothing that a name asked for was run' 'test ! -e ../owned; test ! -e owned'

finish
