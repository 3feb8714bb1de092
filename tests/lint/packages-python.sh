#!/bin/sh
# What we find installed is what importlib.metadata of that interpreter finds, in its order of folders: for the system's Python, for
# virtual environments with and without the system's packages, for what was installed from a folder, and for python3 itself, whatever
# starts it. Needs $BUILD/tests/packages_of.
build=${BUILD:-build}

if ! command -v python3 >/dev/null 2>&1; then
	echo "skip: packages-python (there is no python3)"
	exit 0
fi

python3 - "$(cd "$build" && pwd)/tests/packages_of" <<'PYTHON'
import json
import os
import subprocess
import sys
import tempfile

THEIRS = """
import importlib.metadata, json, platform, re, sys
lines, seen = [], set()
for found in importlib.metadata.distributions(path=[folder for folder in sys.path if folder]):
    name, version = found.metadata["Name"], found.metadata["Version"]
    if not name or not version or re.sub("[-_.]+", "-", name).lower() in seen:
        continue
    seen.add(re.sub("[-_.]+", "-", name).lower())
    text = found.read_text("direct_url.json")
    lines.append(name + " @ " + json.loads(text)["url"] if text else name + "==" + version)
print(json.dumps([platform.python_version(), sorted(lines, key=str.encode)]))
"""

wrong = cases = 0


def hold(what, python, command, variables=None, options=()):
    """What our program says of `command` against what `python` says of itself."""
    global wrong, cases
    environment = dict(os.environ, **(variables or {}))
    version, theirs = json.loads(subprocess.run([python, *options, "-c", THEIRS], env=environment, stdout=subprocess.PIPE, check=True).stdout)
    ours = subprocess.run([sys.argv[1], *command], env=environment, stdout=subprocess.PIPE, check=True).stdout.decode().split("\n")[:-1]
    cases += 1
    said = ours[0].rpartition(" ")[2] if ours else ""
    if ours[1:] == theirs and said and (version == said or version.startswith(said + ".")):
        return
    wrong += 1
    print("not ok: packages-python: %s: version %s, ours %s" % (what, version, said))
    print("\n".join("  only ours: " + line for line in ours[1:] if line not in theirs))
    print("\n".join("  only theirs: " + line for line in theirs if line not in ours[1:]))


def put(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    if text.startswith("#!"):
        os.chmod(path, 0o755)


def environment(folder, *options):
    made = subprocess.run([sys.executable, "-m", "venv", *options, folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return made.returncode == 0


with tempfile.TemporaryDirectory() as place:
    place = os.path.realpath(place)
    hold("python3", "python3", ["python3", "train.py"])
    hold("python3, isolated", "python3", ["python3", "-I", "-W", "error", "train.py"], options=["-I"])
    if os.path.exists("/usr/bin/python3"):
        hold("the system's", "/usr/bin/python3", ["/usr/bin/python3", "train.py"])
    outside = os.path.join(place, "outside")
    put(os.path.join(outside, "Some.Thing-1.5.dist-info", "METADATA"), "Metadata-Version: 2.1\nName: Some.Thing\nVersion: 1.5\n\nText")
    put(os.path.join(outside, "old.egg-info", "PKG-INFO"), "Metadata-Version: 1.0\nName: old\nVersion: 0.1\n")
    hold("PYTHONPATH", "python3", ["env", "-u", "X", "python3", "train.py"], {"PYTHONPATH": outside})
    if not environment(os.path.join(place, "whole")):
        print("skip: packages-python: virtual environments (python3 -m venv does not work here)")
    else:
        whole = os.path.join(place, "whole", "bin", "python")
        hold("a virtual environment", whole, [whole, "-m", "train"])
        hold("a script of it", whole, [os.path.join(place, "whole", "bin", "pip"), "list"])
        site = subprocess.run([whole, "-c", "import site; print(site.getsitepackages()[0])"], stdout=subprocess.PIPE, check=True)
        site = site.stdout.decode().strip()
        put(os.path.join(site, "more.pth"), "# a comment\nimport sys\n%s\n" % outside)
        put(os.path.join(site, "mine-2.dist-info", "METADATA"), "Name: mine\nVersion: 2\n\n")
        put(os.path.join(site, "mine-2.dist-info", "direct_url.json"), '{"dir_info": {"editable": true}, "url": "file:///src/mine"}')
        put(os.path.join(place, "train"), "#!%s -u\nprint(1)\n" % whole)
        hold("what .pth and direct_url.json name", whole, [os.path.join(place, "train")])
        if environment(os.path.join(place, "system"), "--system-site-packages", "--without-pip"):
            system = os.path.join(place, "system", "bin", "python")
            hold("with the system's packages", system, ["timeout", "9", system, "train.py"])
            user = {"PYTHONUSERBASE": os.path.join(place, "user")}
            library = os.path.basename(os.path.dirname(site))
            put(os.path.join(place, "user", "lib", library, "site-packages", "u-1.egg-info"), "Name: u\nVersion: 1\n")
            hold("with the user's packages", system, ["sh", "-c", "cd x && %s train.py" % system], user)
            hold("without them", system, [system, "-s", "train.py"], user, ["-s"])
            hold("cut off from them", whole, [whole, "train.py"], user)

print("%s: packages-python: %d commands, %d wrong" % ("not ok" if wrong else "ok", cases, wrong))
sys.exit(1 if wrong else 0)
PYTHON
