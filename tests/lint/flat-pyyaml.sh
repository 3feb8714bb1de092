#!/bin/sh
# What we write as flat YAML, PyYAML loads to the same values of the same types: by the rules of YAML 1.1 (its own, in
# Python and in libyaml) and by the core schema of YAML 1.2. Needs $BUILD/tests/flat_samples.
build=${BUILD:-build}

if ! python3 -c 'import yaml' 2>/dev/null; then
	echo "skip: flat-pyyaml (PyYAML is not installed)"
	exit 0
fi

"$build/tests/flat_samples" "${1:-300}" >"$build/flat-samples.txt" || exit 1
python3 - "$build/flat-samples.txt" <<'PYTHON'
import math
import re
import sys

import yaml

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)


class Core(yaml.SafeLoader):
    """The core schema, YAML 1.2.2, section 10.3.2."""


Core.yaml_implicit_resolvers = {}
for tag, pattern in (
    ("null", r"null|Null|NULL|~|"),
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"),
):
    Core.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile("^(?:" + pattern + ")$"), None)

LOADERS = [yaml.SafeLoader, Core] + ([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])


def parse(text, at):
    """The value at `at` of what flat_samples prints, and where it ends."""
    kind = text[at]
    at += 1
    if kind in "ntf":
        return {"n": None, "t": True, "f": False}[kind], at
    if kind in "IDS":
        end = text.index(";", at)
        word = text[at:end]
        make = {"I": int, "D": float.fromhex, "S": lambda digits: bytes.fromhex(digits).decode()}[kind]
        return make(word), end + 1
    items = []
    while text[at] not in "]}":
        item, at = parse(text, at)
        items.append(item)
    return (items if kind == "[" else dict(zip(items[::2], items[1::2]))), at + 1


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return (math.isnan(a) and math.isnan(b)) or (a == b and math.copysign(1, a) == math.copysign(1, b))
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return a == b


def load(loader, text):
    try:
        return yaml.load(text, loader) or {}
    except yaml.YAMLError as error:
        return error


wrong = values = 0
text = None
for line in open(sys.argv[1]):
    kind, _, rest = line.rstrip("\n").partition(" ")
    if kind == "text":
        text = bytes.fromhex(rest).decode()
        continue
    expected, _ = parse(rest, 0)
    values += len(expected)
    for loader in LOADERS:
        loaded = load(loader, text)
        if same(expected, loaded):
            continue
        wrong += 1
        print("not ok: %s loads\n%s\nas %r\nnot %r" % (loader.__name__, text, loaded, expected))
print("%s: flat-pyyaml: %d values, %d loaders, %d wrong" % ("not ok" if wrong else "ok", values, len(LOADERS), wrong))
sys.exit(1 if wrong or values < 100 else 0)
PYTHON
