#!/bin/sh
# .ci/deps on machines that lack things, with stand-ins for their package managers.
set -u

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/git-exp-test.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
number=0 failed=0

# stand_in NAME SCRIPT
stand_in() {
	printf '#!/bin/sh\n%s\n' "$2" >"bin/$1"
	chmod +x "bin/$1"
}

# machine MANAGER UID: has a compiler, make and git, but no library that pkg-config knows until something is installed.
machine() {
	rm -rf bin installed fails
	mkdir bin
	for tool in sh sed grep sort tr env mktemp rm cat touch; do
		ln -s "$(command -v "$tool")" "bin/$tool"
	done
	for tool in gcc cc make git; do
		stand_in "$tool" ''
	done
	stand_in id "echo $2"
	stand_in pkg-config "[ -e '$work/installed' ]"
	# shellcheck disable=SC2016 # expanded by the stand-ins
	stand_in sudo 'while [ "${1#-}" != "$1" ]; do shift; done; exec "$@"'
	# shellcheck disable=SC2016
	stand_in apt-cache 'case $2 in libcriterion-dev) [ -e updated ] || exit 0 ;; esac; echo "Candidate: 1.0"'
	[ -z "$1" ] || stand_in "$1" '
		case "$*" in *update) touch updated; exit ;; esac
		if [ -e fails ]; then rm fails; exit 100; fi
		touch installed'
	[ "$1" = apt-get ] || rm bin/apt-cache
	rm -f updated
}

# check TITLE STATUS [ARGUMENT…]: runs it and compares what it prints with our standard input.
check() {
	title=$1 expected=$2
	shift 2
	number=$((number + 1))
	cat >expected
	env -i PATH="$work/bin" sh "$root/.ci/deps" "$@" </dev/null >out 2>&1
	status=$?
	if cmp -s expected out && [ "$status" -eq "$expected" ]; then
		echo "ok $number - $title"
	else
		failed=1
		echo "not ok $number - $title"
		{ echo "status $status" && diff expected out; } | sed 's/^/# /'
	fi
}

missing='libgit2 yaml-0.1 libcrypto libutf8proc libdeflate'
debian='libdeflate-dev libgit2-dev libssl-dev libutf8proc-dev libyaml-dev'
debian_install='env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends'

machine apt-get 0
check 'Debian, as root' 0 build <<END
deps: missing for build: $missing
deps: running: $debian_install $debian
deps: all is there now for: build
END
check 'once more: nothing to do' 0 build <<END
deps: all is there for: build
END

machine apt-get 1000
check 'not root: by sudo, that asks nobody where there is no terminal' 0 build <<END
deps: missing for build: $missing
deps: running: sudo -n $debian_install $debian
deps: all is there now for: build
END

machine apt-get 1000
rm bin/sudo
check 'not root and no sudo: says what to run' 1 build <<END
deps: missing for build: $missing
deps: not root, and there is neither sudo nor doas; as root run: $debian_install $debian
END

machine apt-get 0
check 'a package that the lists do not know: they are fetched first' 0 test <<END
deps: missing for test: criterion
deps: running: apt-get -o DPkg::Lock::Timeout=300 update
deps: running: $debian_install libcriterion-dev
deps: all is there now for: test
END

machine apt-get 0
: >fails
check 'lists that are too old: fetched after the first try' 0 build <<END
deps: missing for build: $missing
deps: running: $debian_install $debian
deps: running: apt-get -o DPkg::Lock::Timeout=300 update
deps: running: $debian_install $debian
deps: all is there now for: build
END

machine apt-get 0
check 'a dry run changes nothing' 0 -n build <<END
deps: missing for build: $missing
deps: running: $debian_install $debian
END

machine dnf 0
check 'Fedora; what has no package there is told' 0 -n build test <<END
deps: missing for build test: $missing criterion
deps: running: dnf install -y libdeflate-devel libgit2-devel libyaml-devel openssl-devel utf8proc-devel
END

machine pacman 0
check 'Arch' 0 build test <<END
deps: missing for build test: $missing criterion
deps: running: pacman -Sy --needed --noconfirm criterion libdeflate libgit2 libutf8proc libyaml openssl
deps: all is there now for: build test
END

machine apk 0
check 'Alpine' 0 build <<END
deps: missing for build: $missing
deps: running: apk add --update-cache libdeflate-dev libgit2-dev openssl-dev utf8proc-dev yaml-dev
deps: all is there now for: build
END

machine brew 501
check 'Homebrew: never by sudo' 0 build <<END
deps: missing for build: $missing
deps: running: brew install libdeflate libgit2 libyaml openssl@3 utf8proc
deps: all is there now for: build
END

machine '' 0
check 'a machine whose manager is none of these' 1 build <<END
deps: missing for build: $missing
deps: there is no apt-get, dnf, pacman, apk or brew: install these by hand
END

machine apk 0
stand_in apk 'exit 0'
check 'an installation that does not help is no success' 1 build <<END
deps: missing for build: $missing
deps: running: apk add --update-cache libdeflate-dev libgit2-dev openssl-dev utf8proc-dev yaml-dev
deps: still missing: $missing
END

check 'a kind that nobody knows' 1 everything <<END
deps: there is nothing to install for 'everything'
END

number=$((number + 1))
absent=
# shellcheck disable=SC2013 # words are what it is about
for module in $(sed -n 's/^PACKAGES *= *//p' "$root/Makefile"); do
	grep -q "module:$module " "$root/.ci/deps" || absent="$absent $module"
done
if [ -z "$absent" ]; then
	echo "ok $number - knows every package that the Makefile asks pkg-config for"
else
	failed=1
	echo "not ok $number - knows every package that the Makefile asks pkg-config for"
	echo "# not these:$absent"
fi

echo "1..$number"
exit "$failed"
