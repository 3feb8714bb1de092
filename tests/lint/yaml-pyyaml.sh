#!/bin/sh
# What we read from YAML is what PyYAML's SafeLoader reads, but for what scalar.h says: YAML 1.2's decimals and 0o17 are
# numbers, timestamps and what is out of the range of doubles stay strings. Scalars by random spelling, random documents as
# PyYAML dumps them in each of its styles, with anchors and aliases, and random merge keys. Needs $BUILD/tests/yaml_values.
build=${BUILD:-build}

if ! python3 -c 'import yaml' 2>/dev/null; then
	echo "skip: yaml-pyyaml (PyYAML is not installed)"
	exit 0
fi

python3 - "$build/tests/yaml_values" "${1:-1}" <<'PYTHON'
import json
import math
import random
import re
import subprocess
import sys

import yaml

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)
random.seed(int(sys.argv[2]))


class Loader(yaml.SafeLoader):
    """SafeLoader without timestamps, and with what YAML 1.2 adds."""

    def construct_yaml_int(self, node):
        text = self.construct_scalar(node)
        return int(text, 8) if re.match(r"[-+]?0o", text) else super().construct_yaml_int(node)

    def construct_yaml_float(self, node):
        """Out of the range of doubles: the text."""
        number = super().construct_yaml_float(node)
        return node.value if math.isinf(number) and "inf" not in node.value.lower() else number


Loader.yaml_implicit_resolvers = {
    first: [rule for rule in rules if not rule[0].endswith(":timestamp") and not rule[0].endswith(":value")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?0o[0-7]+$"), list("-+0"))
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(
        r"""^[-+]?(?:(?:0|[1-9][0-9]*)[eE][-+]?[0-9]+
            |[0-9][0-9_]*\.[0-9_]*[eE][-+]?[0-9]+
            |\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?)$""",
        re.X,
    ),
    list("-+.0123456789"),
)
Loader.add_constructor("tag:yaml.org,2002:int", Loader.construct_yaml_int)
Loader.add_constructor("tag:yaml.org,2002:float", Loader.construct_yaml_float)


def word():
    """A scalar in a spelling that could be a number or a word of YAML."""
    kind = random.random()
    if kind < 0.5:
        alphabet = random.choice(["01_", "0123456789_", "0123456789.eE+-", "0189:.", "0xXbBoafF19_", "0123456789.eE+-_:x"])
        return random.choice(["", "-", "+", "0", "0x", "0b", "0o", ".", "1"]) + "".join(
            random.choice(alphabet) for _ in range(random.randrange(1, 9))
        )
    if kind < 0.8:
        text = random.choice(["yes", "no", "on", "off", "true", "false", "null", "~", ".nan", ".inf", "-.inf", "+.inf", "y", "nan"])
        return "".join(c.upper() if random.random() < 0.3 else c for c in text) if random.random() < 0.5 else text.upper()
    return "%d:%02d" % (random.randrange(200), random.randrange(70)) + random.choice(["", ".5", ":59", ":59.25", ":"])


def value(depth=0):
    kind = random.random()
    if depth < 4 and kind < 0.25:
        return {key(): value(depth + 1) for _ in range(random.randrange(5))}
    if depth < 4 and kind < 0.4:
        return [value(depth + 1) for _ in range(random.randrange(5))]
    return random.choice(
        [None, True, False, 0, -7, 2**64 - 1, 10**30, 0.1, 1e-05, 1e300, -2.5, math.inf, -math.inf, math.nan, "", "text"]
        + [word() for _ in range(8)]
        + ["two\nlines\n", " blank ", "a: b", "# no", "'q'", '"q"', "é 漢字 😀", "tab\there", "a\n\n  b\n", "- x", "long " * 30, "\x7f\x85\u2028"]
    )


def key():
    return random.choice(["lr", "a.b", "key two", "é", "1", "yes", "", "~", "- x", "x" * 100]) + str(random.randrange(30))


def plain(loaded):
    """As our canonical JSON has it."""
    if isinstance(loaded, float) and not math.isfinite(loaded):
        return "nan" if math.isnan(loaded) else "inf" if loaded > 0 else "-inf"
    if isinstance(loaded, dict):
        return {name: plain(item) for name, item in loaded.items()}
    return [plain(item) for item in loaded] if isinstance(loaded, list) else loaded


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    if isinstance(a, float) and a != b:  # base 60: our one rounding against PyYAML's several
        return math.isclose(a, b, rel_tol=1e-15)
    return a == b


def merges():
    """Mappings of a few keys that merge those before them."""
    lines = []
    for number in range(random.randrange(2, 6)):
        members = ["%s: %d" % (name, random.randrange(9)) for name in "xyz" if random.random() < 0.4]
        for _ in range(random.choice([0, 1, 1, 2]) if lines else 0):
            sources = ["*m%d" % random.randrange(number) for _ in range(random.randrange(1, 4))]
            members.append("<<: " + (sources[0] if len(sources) == 1 else "[%s]" % ", ".join(sources)))
        random.shuffle(members)
        lines.append("k%d: &m%d {%s}" % (number, number, ", ".join(members)))
    return "\n".join(lines)


documents = ["- %s" % re.sub(":+$", "", word()) for _ in range(6000)]
for number in range(600):
    styles = [{}, {"default_flow_style": True}, {"default_style": '"'}, {"default_style": "|"}, {"width": 20, "indent": 4}]
    tree = {key(): value() for _ in range(random.randrange(1, 8))}
    tree.update({key(): random.choice(list(tree.values())) for _ in range(random.randrange(3))})  # dumped as aliases
    documents.append(yaml.safe_dump(tree, allow_unicode=number % 2 == 0, **styles[number % len(styles)]).rstrip("\n"))
documents += [merges() for _ in range(300)]

ours = subprocess.run([sys.argv[1]], input="\n%%\n".join(documents).encode(), stdout=subprocess.PIPE, check=True).stdout
answers = ours.decode().split("\n")[:-1]
wrong = abs(len(answers) - len(documents))
for text, answer in zip(documents, answers):
    try:
        expected = plain(yaml.load(text, Loader))
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # PyYAML stumbles over its own rule: 0b_ and 0x_ are integers to it, without a digit
        if answer.startswith("error:") or re.fullmatch(r"- [-+]?0[bx]_+", text):
            continue
        expected = error
    if answer.startswith("error:") or not same(json.loads(answer), expected):
        wrong += 1
        print("not ok: %r is %s\nand by PyYAML %r" % (text, answer, expected))
print("%s: yaml-pyyaml: %d documents, %d wrong" % ("not ok" if wrong else "ok", len(documents), wrong))
sys.exit(1 if wrong else 0)
PYTHON
