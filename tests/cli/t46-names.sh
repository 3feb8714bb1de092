#!/bin/sh
# A run whose name is made of few hex digits is found by it.

. "$(dirname "$0")/lib.sh"

new_repo work
cd work || exit 1
commit_file a.py one
git exp record --name a -m x=1 >/dev/null
git exp record --name f00 -m x=1 >/dev/null

test_out 'a short name of hex digits' 'git exp show --format="%(name)" a f00 default/a' <<\EOT
a
f00
a
EOT

finish
