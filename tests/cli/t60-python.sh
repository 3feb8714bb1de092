#!/bin/sh
# Python: the hook that has parameters logged, and gitexp.py. By the python3 of the PATH, if it is one that we know.

. "$(dirname "$0")/lib.sh"

for python in python3 /usr/bin/python3 ''; do
	[ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null || break
done
if [ -z "$python" ]; then
	test_skip 'Python' 'there is no python3 of at least 3.8'
	finish
fi

python=$("$python" -c "import sys; print(sys.executable)")
mkdir hook
cp "$GX_ROOT"/src/python/hook/*.py hook
hook=$PWD/hook log=$PWD/log

# hooked ARGUMENTS…: Python as `git exp run` starts it, with a fresh log.
hooked() {
	rm -f "$log"
	GIT_EXP_LOG=$log PYTHONPATH=$hook${path:+:$path} "$python" "$@"
}

# logged: what was, with the whole lines as standard input has them.
logged() {
	if [ -e "$log" ]; then
		diff - "$log"
	else
		diff - /dev/null
	fi
}

# --- the hook: argparse -------------------------------------------------------------------------------------------------------

cat >train.py <<\EOT
import argparse, enum, pathlib

class Kind(enum.Enum):
    SMALL = 1

class Odd:
    pass

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("-b", "--batch-size", type=int, default=32)
parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("a/b"))
parser.add_argument("--amp", action="store_true")
parser.add_argument("--betas", nargs=2, type=float, default=(0.9, float("inf")))
parser.add_argument("--seed", type=int)
parser.set_defaults(kind=Kind.SMALL, odd=Odd(), run=print, big=2**70, nested={"a": {"b": 1}}, words={"y", "x"})
commands = parser.add_subparsers(dest="command")
fit = commands.add_parser("fit")
fit.add_argument("--epochs", type=int, default=3)
if __name__ == "__main__":
    print(parser.parse_args())
EOT

test_ok 'argparse: what was given, and the defaults' '
	hooked train.py --lr 0.5 --amp fit
	"$python" - "$log" <<-\EOT
	import json, sys
	(line,) = open(sys.argv[1], encoding="utf-8").read().splitlines()
	line = json.loads(line)
	assert line["_source"] == "argparse" and len(line) == 2, line
	wanted = {
	    "lr": 0.5, "batch_size": 32, "out": "a/b", "amp": True, "betas": [0.9, "inf"], "seed": None, "kind": "SMALL",
	    "odd": "Odd", "run": "print", "big": 2**70, "nested": {"a": {"b": 1}}, "words": ["x", "y"], "command": "fit",
	    "epochs": 3,
	}
	assert line["_param"] == wanted, line["_param"]
	EOT
'

test_ok 'the program prints and exits as without the hook' '
	for arguments in "--lr 0.5 fit" "" "-h" "--nosuch" "--lr x"; do
		hooked=0 plain=0
		hooked train.py $arguments >hooked.out 2>hooked.err || hooked=$?
		"$python" train.py $arguments >plain.out 2>plain.err || plain=$?
		[ "$hooked" = "$plain" ]
		sed "s/ at 0x[0-9a-f]*//" hooked.out >one
		sed "s/ at 0x[0-9a-f]*//" plain.out >two
		[ "$arguments" = "" ] || [ "$arguments" = "--lr 0.5 fit" ] || cmp one two
		cmp hooked.err plain.err
	done
'

test_ok 'two parsers one after the other are both logged, the same twice only once' '
	cat >two.py <<-\EOT
	import argparse
	first = argparse.ArgumentParser(add_help=False)
	first.add_argument("--config", default="c")
	given, rest = first.parse_known_args()
	second = argparse.ArgumentParser()
	second.add_argument("--lr", type=float)
	second.parse_args(rest)
	second.parse_args(rest)
	EOT
	hooked two.py --config=d --lr=2
	logged <<-\EOT
	{"_param": {"config": "d"}, "_source": "argparse"}
	{"_param": {"lr": 2.0}, "_source": "argparse"}
	EOT
'

test_ok 'a module that parses something else is not the program' '
	cat >library.py <<-\EOT
	import argparse
	parser = argparse.ArgumentParser()
	parser.add_argument("--inner", default=1)
	parser.parse_args(["--inner=2"])
	class Test(__import__("unittest").TestCase):
	    def test(self):
	        parser.parse_args([])
	EOT
	echo "import library" >uses.py
	hooked uses.py --lr=1
	logged </dev/null
	hooked -m unittest -q library 2>/dev/null
	logged </dev/null
	hooked -m library --lr=1
	logged <<-\EOT
	{"_param": {"inner": "2"}, "_source": "argparse"}
	EOT
'

test_ok 'bytes that are no UTF-8, and names and values beyond their limits' '
	cat >hostile.py <<-\EOT
	import argparse, sys
	parser = argparse.ArgumentParser()
	parser.add_argument("--raw")
	parser.set_defaults(**{"bad\nname": 1, "n" * 600: 1, "": 1, "long": "x" * 100000, "fine": 1})
	deep = {}
	deep["deep"] = deep
	class Angry:
	    def __str__(self):
	        raise ValueError("no")
	    __repr__ = __str__
	parser.set_defaults(angry=Angry(), deep=deep, inner={"a\tb": 1, 2: 3})
	parser.parse_args()
	EOT
	hooked hostile.py --raw="$(printf "a\377\033")"
	"$python" - "$log" <<-\EOT
	import json, sys
	(line,) = open(sys.argv[1], encoding="utf-8").read().splitlines()
	params = json.loads(line)["_param"]
	assert sorted(params) == ["deep", "fine", "inner", "long", "raw"], params
	assert params["inner"] == {"2": 3}, params["inner"]
	assert params["raw"] == "a" + 3 * "\ufffd" + "\x1b", params["raw"]
	assert len(params["long"]) == 65536
	EOT
'

# --- the hook: where it stays out of the way --------------------------------------------------------------------------------------

test_ok 'sys.path, the loaders and, once logged, the environment are as without the hook' '
	cat >look.py <<-\EOT
	import argparse, os, sys
	print([entry for entry in sys.path if "hook" in entry], argparse.__loader__ is argparse.__spec__.loader)
	print(type(argparse.__loader__).__name__, os.environ.get("PYTHONPATH"))
	parser = argparse.ArgumentParser()
	parser.add_argument("--lr")
	parser.parse_args()
	print(os.environ.get("PYTHONPATH"))
	EOT
	hooked look.py >out
	printf "%s\n" "[] True" "SourceFileLoader $hook" None | diff - out
	path=/nowhere hooked look.py >out
	[ "$(tail -n 1 out)" = /nowhere ]
'

test_ok 'a sitecustomize of the user is imported under its name; what it raises is reported as ever' '
	mkdir own
	echo "print(__name__, __file__)" >own/sitecustomize.py
	path=$PWD/own hooked -c "import sys; print(sys.modules[\"sitecustomize\"].__file__)" >out
	printf "%s\n" "sitecustomize $PWD/own/sitecustomize.py" "$PWD/own/sitecustomize.py" | diff - out
	echo "raise ValueError(\"mine\")" >own/sitecustomize.py
	path=$PWD/own hooked -c "print(1)" >hooked.out 2>&1
	PYTHONPATH=$PWD/own "$python" -c "print(1)" 2>&1 | diff - hooked.out
'

test_ok 'nothing without GIT_EXP_LOG, nothing with -I and -S, nothing where the log cannot be written' '
	rm -f "$log"
	PYTHONPATH=$hook "$python" train.py >/dev/null
	hooked -I train.py >/dev/null
	logged </dev/null
	hooked -S train.py >/dev/null
	logged </dev/null
	GIT_EXP_LOG=/nowhere/log PYTHONPATH=$hook "$python" train.py >out 2>&1
	[ "$(wc -l <out)" -eq 1 ]
'

test_ok 'a module that is not there is not found, one that fails to load fails' '
	mkdir broken
	echo "raise OSError(\"broken\")" >broken/argparse.py
	cat >tries.py <<-\EOT
	for _ in range(2):
	    for name in ("click.core", "fire.core", "argparse"):
	        try:
	            __import__(name)
	        except Exception as error:
	            print(type(error).__name__, error)
	EOT
	path=$PWD/broken hooked -s tries.py >hooked.out
	PYTHONPATH=$PWD/broken "$python" -s tries.py | diff - hooked.out
'

test_ok 'ranks and children of multiprocessing log nothing, rank 0 does' '
	RANK=1 WORLD_SIZE=2 hooked train.py >/dev/null
	logged </dev/null
	SLURM_PROCID=3 SLURM_NTASKS=4 hooked train.py >/dev/null
	logged </dev/null
	RANK=0 WORLD_SIZE=2 hooked train.py >/dev/null
	[ "$(wc -l <"$log")" -eq 1 ]
	cat >spawns.py <<-\EOT
	import argparse, multiprocessing, sys
	def parse(given):
	    parser = argparse.ArgumentParser()
	    parser.add_argument("--lr")
	    parser.parse_args(given)
	if __name__ == "__main__":
	    for method in ("spawn", "fork", "forkserver"):
	        child = multiprocessing.get_context(method).Process(target=parse, args=(["--lr=child"],))
	        child.start()
	        child.join()
	        assert child.exitcode == 0
	    parse(["--lr=parent"])
	EOT
	hooked spawns.py
	logged <<-\EOT
	{"_param": {"lr": "parent"}, "_source": "argparse"}
	EOT
'

test_ok 'a launcher without parameters leaves them to its child, a program with some keeps the word' '
	cat >launch.py <<-\EOT
	import subprocess, sys
	subprocess.check_call([sys.executable] + sys.argv[1:])
	EOT
	hooked launch.py two.py --lr=1
	[ "$(wc -l <"$log")" -eq 2 ]
	cat >calls.py <<-\EOT
	import argparse, subprocess, sys
	parser = argparse.ArgumentParser()
	parser.add_argument("--lr")
	parser.parse_args()
	subprocess.check_call([sys.executable, "two.py"])
	EOT
	hooked calls.py --lr=1
	[ "$(wc -l <"$log")" -eq 1 ]
'

test_ok 'threads that parse at once tear no line' '
	cat >threads.py <<-\EOT
	import argparse, sys, threading
	def parse(number):
	    parser = argparse.ArgumentParser()
	    parser.add_argument("--lr", default="%d" % number)
	    parser.parse_args()
	threads = [threading.Thread(target=parse, args=(i,)) for i in range(20)]
	for thread in threads: thread.start()
	for thread in threads: thread.join()
	EOT
	hooked threads.py
	[ "$(grep -cE "^\{\"_param\": \{\"lr\": \"[0-9]+\"\}, \"_source\": \"argparse\"\}$" "$log")" -eq "$(wc -l <"$log")" ]
	[ "$(wc -l <"$log")" -eq 20 ]
'

# --- gitexp.py ------------------------------------------------------------------------------------------------------------------

# client ENVIRONMENT…: the program on standard input, which logs by gitexp.py.
client() {
	rm -f "$log" "$log.7"
	cat >client.py
	env PYTHONPATH="$GX_ROOT/src/python" PYTHONDONTWRITEBYTECODE=1 "$@" "$python" client.py
}

# timeless: the lines, without their time.
timeless() {
	sed 's/"_time": [0-9]*\.[0-9]\{6\}\([,}]\)/"_time": T\1/' "$1"
}

test_ok 'joins the run of the environment' '
	client GIT_EXP_LOG="$log" <<-\EOT
	import argparse, decimal, gitexp, pathlib

	class Scalar:
	    def item(self):
	        return 0.25

	run = gitexp.start(params={"lr": 0.1, "opt": {"eps": 1e-08, "path": pathlib.Path("x")}}, tags=["a", "b"])
	assert run and run is gitexp.current() is gitexp.start()
	assert run.log(loss=0.1, step=1)
	assert run.log({"train/loss": float("nan"), "step": 2, "n": 2**53 + 1}, gain=float("-inf"))
	assert run.log(metrics=1, self_=True, d=decimal.Decimal("0.5"), s=Scalar())
	assert run.params(argparse.Namespace(q=float("inf"), seed=2**70)) and run.param("a.b", [1, (2, None)])
	assert run.note("two\nlines") and run.artifact("model.pt", type="model", name="best")
	with run:
	    assert run.log(x=1e22)
	assert run.status("failed", "diverged")
	EOT
	timeless "$log" | diff - /dev/fd/3 3<<-\EOT
	{"_tag": "a"}
	{"_tag": "b"}
	{"_param": {"lr": 0.1, "opt": {"eps": 1e-08, "path": "x"}}}
	{"step": 1, "_time": T, "loss": 0.1}
	{"step": 2, "_time": T, "train/loss": "nan", "n": 9007199254740993, "gain": "-inf"}
	{"_time": T, "metrics": 1, "self_": 1, "d": 0.5, "s": 0.25}
	{"_param": {"q": "inf", "seed": 1180591620717411303424}}
	{"_param": {"a.b": [1, [2, null]]}}
	{"_note": "two\nlines"}
	{"_artifact": "model.pt", "_type": "model", "_name": "best"}
	{"_time": T, "x": 1e+22}
	{"_status": "failed", "_reason": "diverged"}
	EOT
'

test_ok 'an exception fails the run, an interrupt kills it, and both go on' '
	client GIT_EXP_LOG="$log" <<-\EOT
	import gitexp
	for error in (ValueError("diverged"), KeyboardInterrupt(), SystemExit(3), SystemExit(0)):
	    try:
	        with gitexp.start():
	            raise error
	    except BaseException as caught:
	        assert caught is error
	EOT
	diff - "$log" <<-\EOT
	{"_status": "failed", "_reason": "ValueError: diverged"}
	{"_status": "killed", "_reason": "interrupted"}
	{"_status": "failed", "_reason": "exit status 3"}
	EOT
'

test_ok 'wrong types raise, all else is False, with one warning and a sentence' '
	client GIT_EXP_LOG="$log" PYTHONWARNINGS=error::RuntimeWarning <<-\EOT
	import gitexp
	run = gitexp.start()
	for call in (
	    lambda: run.log(3), lambda: run.log(a="1"), lambda: run.log(a=None), lambda: run.log(a=1j), lambda: run.log({1: 2}),
	    lambda: run.log(a=1, step=1.5), lambda: run.log(a=1, step="1"), lambda: run.params(3), lambda: run.params({1: 2}),
	    lambda: run.tag(1), lambda: run.note(b"x"), lambda: run.artifact(3), lambda: run.status(1),
	    lambda: gitexp.start(tags="abc"), lambda: gitexp.start(name=1),
	):
	    try:
	        call()
	    except TypeError:
	        continue
	    raise AssertionError
	for name in ("", "_a", "step\n", "/a", "a/", "a//b", "x" * 513, "\x85"):
	    run.error = None
	    assert run.log({name: 1}) is False and run.error, name
	for tag in ("", "a,b", "-a", " a", "a ", "t" * 201):
	    assert run.tag(tag) is False
	assert run.status("done") is False and "not " in run.error
	assert run.note("x" * (2 << 20)) is False and "limit" in run.error
	EOT
	! [ -s "$log" ]
'

test_ok 'GIT_EXP_RANK has a file of its own, and must be a number' '
	echo "import gitexp; assert gitexp.start().log(a=1)" | client GIT_EXP_LOG="$log" GIT_EXP_RANK=7
	[ "$(wc -l <"$log.7")" -eq 1 ]
	! [ -e "$log" ]
	client GIT_EXP_LOG="$log" GIT_EXP_RANK=../x 2>err <<-\EOT
	import gitexp
	run = gitexp.start()
	assert not run and not run.log(a=1) and "whole number" in run.error
	EOT
	grep -q "RuntimeWarning: gitexp: GIT_EXP_RANK" err
'

test_ok 'threads and forked children write whole lines' '
	client GIT_EXP_LOG="$log" <<-\EOT
	import gitexp, os, threading
	run = gitexp.start()
	def work(name):
	    for step in range(200):
	        run.log({name + "x" * 300: step}, step=step)
	threads = [threading.Thread(target=work, args=("t%d" % i,)) for i in range(4)]
	for thread in threads: thread.start()
	child = os.fork()
	if child == 0:
	    work("child")
	    os._exit(0)
	for thread in threads: thread.join()
	assert os.waitpid(child, 0)[1] == 0
	EOT
	[ "$(grep -cE "^\{\"step\": [0-9]+, \"_time\": [0-9.]+, \"(t[0-3]|child)x{300}\": [0-9]+\}$" "$log")" -eq 1000 ]
	[ "$(wc -l <"$log")" -eq 1000 ]
'

test_ok 'what a full disk does not take waits, and a torn line is ended' '
	client GIT_EXP_LOG="$log" PYTHONWARNINGS=ignore <<-\EOT
	import gitexp, os, resource
	run = gitexp.start()
	hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
	resource.setrlimit(resource.RLIMIT_FSIZE, (20, hard))
	assert run.note("first")
	assert run.note("second") is False and "wait" in run.error
	resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
	assert run.note("third")
	EOT
	diff - "$log" <<-\EOT
	{"_note": "first"}
	{
	{"_note": "second"}
	{"_note": "third"}
	EOT
'

# A git-exp that has `run` alone: the environment that it gives, standard input passed through, what its command exits with.
mkdir stand-in
cat >stand-in/git-exp <<\EOT
#!/bin/sh
[ "$1" = run ] || exit 129
while [ "$1" != -- ]; do
	echo "$1" >>"$STAND/options"
	shift
done
shift
mkdir "$STAND/dir" || exit 1
GIT_EXP_LOG=$STAND/log GIT_EXP_RUN=0123 GIT_EXP_DIR=$STAND/dir "$@"
echo "exit $?" >>"$STAND/log"
EOT
chmod +x stand-in/git-exp

# outside ENVIRONMENT…: the program on standard input, outside of `git exp run`.
outside() {
	rm -rf stand
	mkdir stand
	client STAND="$PWD/stand" PATH="$PWD/stand-in:$PATH" "$@"
}

# ended: waits for the run to be stored by a process that is not ours.
ended() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		! grep -q '^exit ' stand/log 2>/dev/null || return 0
		sleep 1
	done
	return 1
}

test_ok 'outside of git exp run it starts a run, and ends it' '
	outside <<-\EOT
	import gitexp, os
	with gitexp.start(params={"lr": 1}, name="calm fox", tags=["a"]) as run:
	    assert run.id == os.environ["GIT_EXP_RUN"] == "0123" and os.path.isdir(run.dir)
	    assert run.log(loss=1.5, step=0)
	assert "GIT_EXP_LOG" not in os.environ and not run and run.log(loss=1) is False
	EOT
	timeless stand/log | diff - /dev/fd/3 3<<-\EOT
	{"_param": {"lr": 1}}
	{"step": 0, "_time": T, "loss": 1.5}
	exit 0
	EOT
	diff - stand/options <<-\EOT
	run
	--no-capture
	--no-python-hook
	--experiment=client
	--name=calm fox
	--tag=a
	EOT
'

test_ok 'such a run ends with the process, however that ends' '
	outside GIT_EXP_EXPERIMENT=mnist <<-\EOT
	import gitexp
	gitexp.start().log(loss=1)
	EOT
	tail -n 1 stand/log | grep -qx "exit 0"
	! grep -q experiment stand/options
	expect_code 1 outside 2>err <<-\EOT
	import gitexp
	gitexp.start()
	raise ValueError("diverged")
	EOT
	diff - stand/log <<-\EOT
	{"_status": "failed", "_reason": "ValueError: diverged"}
	exit 1
	EOT
	expect_code 137 outside <<-\EOT
	import gitexp, os, signal, time
	gitexp.start().note("last")
	if os.fork() == 0:
	    os.execvp("sleep", ["sleep", "3"])
	if os.fork() == 0:
	    time.sleep(3)
	    os._exit(0)
	os.kill(os.getpid(), signal.SIGKILL)
	EOT
	ended
	diff - stand/log <<-\EOT
	{"_note": "last"}
	{"_status": "crashed", "_reason": "the Python process ended without a word"}
	exit 1
	EOT
'

test_ok 'the next start ends the run before it; a child does not end its parents run' '
	outside <<-\EOT
	import gitexp, os, shutil
	first = gitexp.start()
	if os.fork() == 0:
	    gitexp.current().note("child")
	    gitexp.current().finish()
	    os._exit(0)
	os.wait()
	if os.fork() == 0:
	    os.close(2)
	    raise ValueError("of the child")
	os.wait()
	assert first.note("parent")
	stand = os.environ["STAND"]
	os.rename(stand + "/dir", stand + "/dir.1")
	second = gitexp.start()
	assert not first and second and gitexp.current() is second and second.note("second")
	EOT
	diff - stand/log <<-\EOT
	{"_note": "child"}
	{"_note": "parent"}
	exit 0
	{"_note": "second"}
	exit 0
	EOT
'

test_ok 'a git-exp that cannot start a run, and a notebook' '
	outside STAND=/nowhere 2>err <<-\EOT
	import gitexp
	assert not gitexp.start() and "git-exp run has ended with status" in gitexp.current().error
	EOT
	mkdir IPython
	cat >IPython/__init__.py <<-\EOT
	class shell:
	    user_ns = {}
	    class history_manager:
	        input_hist_raw = ["", "x = 1"]
	def get_ipython():
	    return shell
	EOT
	outside PYTHONPATH="$GX_ROOT/src/python:$PWD" <<-\EOT
	import gitexp, IPython
	gitexp.start(experiment="x")
	EOT
	[ "$(cat stand/dir/notebook.py)" = "$(printf "# In [1]\nx = 1")" ]
	: >my.ipynb
	outside PYTHONPATH="$GX_ROOT/src/python:$PWD" JPY_SESSION_NAME=my.ipynb <<-\EOT
	import gitexp, IPython
	gitexp.start()
	EOT
	grep -qx "{\"_artifact\": \"$PWD/my.ipynb\", \"_type\": \"notebook\", \"_name\": \"my.ipynb\"}" stand/log
	grep -qx -e "--experiment=my" stand/options
'

test_ok 'without git-exp there is a warning and a run that does nothing' '
	client PATH=/nowhere 2>err <<-\EOT
	import gitexp
	with gitexp.start(params={"lr": 1}, name="x") as run:
	    assert not run and run.log(loss=1) is False and run.id is None and run.dir is None
	assert not gitexp.current()
	EOT
	grep -q "RuntimeWarning: gitexp: git-exp is not installed" err
'

finish
