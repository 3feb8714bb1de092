#!/bin/sh
# Inputs, by --data: what is recorded of files, folders, pointers and URIs, and under which key.

. "$(dirname "$0")/lib.sh"

unset GIT_EXP_SEED # equal runs are to be two

new_repo work && cd work || exit 1
commit_file train.py 'print(1)'
mkdir -p data/images src
printf 'a,b\n1,"x\ny"\n2,z\n' >data/train.csv
printf 1 >data/images/one
printf 22 >'data/images/two words'

# data_of ARGUMENTS: records with them, prints data.yaml.
data_of() {
	git exp show "$(git exp record --no-code "$@"):data.yaml"
}

test_out 'a table' 'data_of --data data/train.csv' <<EOF
data/train.csv: {"columns": 2, "kind": "file", "rows": 2, "sha256": "$(sha256sum <data/train.csv | cut -c1-64)", "size": 16}
EOF

folder=$(cd data/images && sha256sum one 'two words' | sha256sum | cut -c1-64)
test_out 'a folder, whose hash coreutils can check' 'data_of --data data/images/' <<EOF
data/images: {"count": 2, "kind": "dir", "sha256": "$folder", "size": 3}
EOF

test_out 'paths are from the top of the work tree, wherever one stands' 'cd src && data_of --data ../data/images' <<EOF
data/images: {"count": 2, "kind": "dir", "sha256": "$folder", "size": 3}
EOF

test_out 'a URI loses its user info' 'data_of --data "https://me:secret@example.org/x.csv" --data s3://bucket/train' <<\EOF
"https://example.org/x.csv": {"kind": "uri"}
"s3://bucket/train": {"kind": "uri"}
EOF

hash=$(printf big | sha256sum | cut -c1-64)
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 3\n' "$hash" >data/big.bin
test_out 'a Git LFS pointer is what it points to' 'data_of --data data/big.bin' <<EOF
data/big.bin: {"kind": "lfs", "sha256": "$hash", "size": 3}
EOF

printf 'outs:\n- md5: 5d41402abc4b2a76b9719d911017c592\n  size: 5\n  path: far.bin\n' >data/far.bin.dvc
test_out 'what DVC keeps elsewhere is known by its md5' 'data_of --data data/far.bin' <<\EOF
data/far.bin: {"kind": "dvc", "md5": "5d41402abc4b2a76b9719d911017c592", "size": 5}
EOF

test_ok 'the same input has the same entry in every run' '
	data_of --data data >one
	data_of --data data | cmp one -
'

finish
