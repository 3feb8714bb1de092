"""Log to a run of `git exp` from Python: one file, standard library only, Python 3.8 or later.

    import gitexp

    with gitexp.start(params={"lr": 0.1}) as run:
        for step in range(100):
            run.log(loss=train(), step=step)
        run.artifact("model.pt", type="model")

Under `git exp run -- python train.py` this logs to that run. Elsewhere (a notebook, a plain `python train.py`) it starts one
by the installed git-exp, which lives as long as this process or until finish().

Training must not stop for its log: a method raises TypeError where an argument is of the wrong type, and nothing else. What
could not be logged for another reason (a full disk, a name that no metric may have) makes the method return False, is told
once by a warning, and stands in run.error. Without a run, all methods do nothing and return False.

Copyright: as git-exp itself; this file may be copied into a project.
"""

import atexit
import json
import math
import operator
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple, Union

__all__ = ["Run", "current", "start"]
__version__ = "0.1.0"

NAME_MAX = 512  # bytes of a name
TAG_MAX = 200  # bytes
TEXT_MAX = 1 << 20  # bytes of a value, a note, a reason
PATH_MAX = 4096  # bytes
LINE_NAMES = 1000  # metrics in one line
DEPTH_MAX = 32  # of nested parameters
WAITING_MAX = 16 << 20  # bytes that wait while the disk is full
ENDS = ("finished", "failed", "killed", "crashed")
VARIABLES = ("GIT_EXP_LOG", "GIT_EXP_RUN", "GIT_EXP_DIR", "GIT_EXP_NAME", "GIT_EXP_EXPERIMENT")

_here = os.getcwd()  # relative paths count from where the run was started


class _Refused(Exception):
    """What cannot be logged, and why; never leaves this module."""


# --- values ----------------------------------------------------------------------------------------------------------------


def _text(value: Any, limit: int, what: str) -> str:
    """A string as UTF-8 can hold it."""
    if not isinstance(value, str):
        raise TypeError("%s is a %s, not a str" % (what, type(value).__name__))
    raw = value.encode("utf-8", "surrogatepass")
    if len(raw) > limit:
        raise _Refused("%s is over its limit of %d bytes: '%.40s…'" % (what, limit, value))
    return raw.decode("utf-8", "replace")


def _line(value: Any, limit: int, what: str) -> str:
    """One line of text that is not empty."""
    text = _text(value, limit, what)
    if not text:
        raise _Refused("%s is empty" % what)
    if any(char < " " or "\x7f" <= char < "\xa0" for char in text):
        raise _Refused("%s holds a control character: %r" % (what, text))
    return text


def _metric_name(name: Any) -> str:
    text = _line(name, NAME_MAX, "the name of a metric")
    if text.startswith("_") or text == "step":
        raise _Refused("'%s' is no name for a metric: 'step' and names with '_' in front have a meaning" % text)
    if text.startswith("/") or text.endswith("/") or "//" in text:
        raise _Refused("'%s' is no name for a metric: it must not start or end with '/' or hold '//'" % text)
    return text


def _tag(tag: Any) -> str:
    text = _line(tag, TAG_MAX, "a tag")
    if "," in text or text[0] in "- " or text[-1] == " ":
        raise _Refused("'%s' is no tag: it must not hold a comma, start with '-', nor start or end with a blank" % text)
    return text


def _scalar(value: Any) -> Any:
    """What a number of numpy, torch and the like holds, without importing them; else the value itself."""
    item = getattr(value, "item", None)
    if isinstance(value, (bool, int, float)) or not callable(item):
        return value
    try:
        return item()
    except (ValueError, RuntimeError, TypeError):  # an array of several
        return value


def _number(value: Any, what: str) -> Union[int, float]:
    """An int exactly, else a float."""
    value = _scalar(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, (str, bytes, complex)) or not hasattr(type(value), "__float__"):
        raise TypeError("%s is a %s, not a number" % (what, type(value).__name__))
    try:
        return float(value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise TypeError("%s is a %s, not one number: %s" % (what, type(value).__name__, error)) from None


def _spelled(value: Union[int, float]) -> str:
    """A number in the shortest digits that read back as it; what JSON has no number for as a string."""
    if isinstance(value, int):
        return int.__repr__(value)
    if math.isnan(value):
        return '"nan"'
    if math.isinf(value):
        return '"inf"' if value > 0 else '"-inf"'
    return float.__repr__(value)


def _plain(value: Any, depth: int = 0) -> Any:
    """A parameter's value as JSON has it; what JSON has not, as a string."""
    value = _scalar(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else json.loads(_spelled(value))
    if isinstance(value, str):
        return _text(str(value), TEXT_MAX, "a parameter's value")
    if isinstance(value, os.PathLike):
        return _text(os.fsdecode(value), TEXT_MAX, "a parameter's value")
    if depth < DEPTH_MAX and isinstance(value, Mapping):
        return {_line(str(key), NAME_MAX, "the name of a parameter"): _plain(item, depth + 1) for key, item in value.items()}
    if depth < DEPTH_MAX and isinstance(value, (list, tuple)):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, type) or hasattr(value, "__qualname__"):
        return str(value.__qualname__)
    return str(value)[:200].encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _mapping(params: Any) -> Dict[str, Any]:
    """A mapping, or what has its values as attributes (argparse.Namespace, a dataclass)."""
    if isinstance(params, Mapping):
        return dict(params)
    if isinstance(params, type) or not hasattr(params, "__dict__"):
        raise TypeError("parameters are a mapping or an object with attributes, not a %s" % type(params).__name__)
    return dict(vars(params))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _metric_lines(metrics: Mapping[str, Any], step: Optional[int]) -> str:
    """`{"step": 10, "_time": 1795169756.123456, "loss": 0.31}`, the names in several lines if there are many."""
    head = "{" + ("" if step is None else '"step": %d, ' % step) + '"_time": %.6f' % time.time()
    fields = [", %s: %s" % (_json(_metric_name(name)), _spelled(_number(value, name))) for name, value in metrics.items()]
    starts = range(0, len(fields), LINE_NAMES)
    return "".join(head + "".join(fields[at : at + LINE_NAMES]) + "}\n" for at in starts)


# --- the channel -----------------------------------------------------------------------------------------------------------


class _Channel:
    """The file that a program logs to: whole lines, one write a call, which wait in memory while the disk is full."""

    def __init__(self, path: str, rank: str) -> None:
        if rank and not (rank.isascii() and rank.isdigit() and len(rank) <= 9):
            raise _Refused("GIT_EXP_RANK is '%.64s', not a whole number" % rank)
        self.path = path + "." + rank if rank else path
        self.waiting = b""
        self.torn = False  # the file ends, as far as we know, in a part of our first line
        self.pid = os.getpid()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK
        try:
            self.fd = os.open(self.path, flags, 0o666)
        except OSError as error:
            raise _Refused("cannot open '%s', which GIT_EXP_LOG names: %s" % (self.path, error.strerror)) from None

    def write(self, text: str) -> None:
        if self.pid != os.getpid():  # what waited is the parent's to write
            self.pid, self.waiting, self.torn = os.getpid(), b"", False
        lines = text.encode("utf-8")
        if len(self.waiting) + len(lines) > WAITING_MAX:
            raise _Refused("what waits to be written to '%s' is over its limit of %d bytes" % (self.path, WAITING_MAX))
        self.waiting += lines
        try:
            self._flush()
        except OSError as error:
            message = "cannot write to '%s', %d bytes wait: %s" % (self.path, len(self.waiting), error.strerror)
            raise _Refused(message) from None

    def _flush(self) -> None:
        while self.waiting:
            # Others may have appended behind the head of our line: end it, and write the line anew.
            written = os.write(self.fd, b"\n" if self.torn else self.waiting)
            if self.torn:
                self.torn = False
                continue
            whole = self.waiting.rfind(b"\n", 0, written) + 1
            self.torn = whole < written
            self.waiting = self.waiting[whole:]

    def close(self) -> None:
        os.close(self.fd)


# --- a run of this process's own -------------------------------------------------------------------------------------------


class _Holder:
    """A run that this process has started: `git-exp run` whose command, this file as a program, lives as long as we do."""

    def __init__(self, options: List[str]) -> None:
        self.owner = os.getpid()
        git_exp = shutil.which("git-exp")
        if git_exp is None:
            raise _Refused("git-exp is not installed, so this is no run")
        folder = tempfile.mkdtemp(prefix="gitexp-")
        try:
            self._start([git_exp, "run", "--no-capture", "--no-python-hook"] + options, os.path.join(folder, "hello"))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _start(self, command: List[str], hello: str) -> None:
        os.mkfifo(hello, 0o600)
        fd = os.open(hello, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            # In a session of its own, so that a Ctrl-C at our terminal is for us to tell of.
            self.process = subprocess.Popen(
                command + ["--", sys.executable or "python3", os.path.abspath(__file__), "hold", hello],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
            self.variables = self._listen(fd)
        except OSError as error:
            raise _Refused("cannot start git-exp run: %s" % error) from None
        except BaseException:  # an interrupt while it starts: then there is to be no run
            if hasattr(self, "process"):
                self.leave()
            raise
        finally:
            os.close(fd)
        os.register_at_fork(after_in_child=self.leave)

    def _listen(self, fd: int) -> Dict[str, str]:
        """What the holder says: the variables that `git-exp run` has given it."""
        said = b""
        while not said.endswith(b"\n"):
            select.select([fd], [], [], 0.02)
            try:
                said += os.read(fd, 1 << 16)
            except BlockingIOError:
                pass
            if not said and self.process.poll() is not None:
                raise _Refused("git-exp run has ended with status %d, so this is no run" % self.process.returncode)
        return dict(json.loads(said))

    def leave(self) -> None:
        """Lets go of the run, without a word to it: in a child after fork(), so that it does not outlive the parent by it."""
        if self.process.stdin and not self.process.stdin.closed:
            self.process.stdin.close()

    def end(self, status: str) -> None:
        """Ends the run, and waits until it is stored."""
        try:
            if self.process.stdin and not self.process.stdin.closed:
                self.process.stdin.write(status.encode() + b"\n")
                self.process.stdin.close()
        except OSError:
            pass  # it has been ended by somebody else
        self.process.wait()


def _hold(hello: str) -> int:
    """The command of such a run: tells the variables, waits for the word of the end, exits accordingly."""
    with open(hello, "w", encoding="utf-8") as file:
        file.write(json.dumps({name: os.environ[name] for name in VARIABLES if name in os.environ}) + "\n")
    word = sys.stdin.buffer.read().decode("ascii", "replace").strip()
    if word == "":
        with open(os.environ["GIT_EXP_LOG"], "a", encoding="utf-8") as log:
            log.write('{"_status": "crashed", "_reason": "the Python process ended without a word"}\n')
    return 0 if word == "finished" else 1


# --- notebooks -------------------------------------------------------------------------------------------------------------


def _shell() -> Any:
    """IPython's shell, if we are in one."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython and hasattr(ipython, "get_ipython") else None


def _notebook(shell: Any) -> Optional[str]:
    """The path of the notebook, where the server or the editor tells it."""
    for path in (os.environ.get("JPY_SESSION_NAME"), shell.user_ns.get("__vsc_ipynb_file__")):
        if isinstance(path, str) and path.endswith(".ipynb") and os.path.isfile(path):
            return path
    return None


def _inputs(shell: Any) -> str:
    """What was entered so far, as one file of Python; nothing once the shell has ended."""
    entered = getattr(shell.history_manager, "input_hist_raw", ())
    return "".join("# In [%d]\n%s\n\n" % (at, text) for at, text in enumerate(entered) if text)


def _stem() -> str:
    """What an experiment is called by default: the script's or notebook's name."""
    shell = _shell()
    path = _notebook(shell) if shell else getattr(sys.modules.get("__main__"), "__file__", None)
    return (os.path.splitext(os.path.basename(path))[0] if path else "") or "default"


# --- a run -----------------------------------------------------------------------------------------------------------------


class Run:
    """A run to log to. Made by start() and current(); may be used by several threads. True if it logs somewhere."""

    def __init__(self, channel: Optional[_Channel] = None, holder: Optional[_Holder] = None) -> None:
        self.error: Optional[str] = None  #: the newest failure, as one sentence
        self._channel = channel
        self._holder = holder
        self._before: Dict[str, Optional[str]] = {}  # the environment as it was before a run of our own
        self._lock = threading.Lock()
        self._warned = False
        if channel:
            os.register_at_fork(after_in_child=self._renew_lock)

    def _renew_lock(self) -> None:
        self._lock = threading.Lock()

    def __bool__(self) -> bool:
        return self._channel is not None

    def __repr__(self) -> str:
        return "<gitexp.Run %s>" % (self.id or ("active" if self else "without a run"))

    @property
    def id(self) -> Optional[str]:
        """The run's id, where there is a run."""
        variables = self._holder.variables if self._holder else os.environ
        return variables.get("GIT_EXP_RUN") if self else None

    @property
    def dir(self) -> Optional[str]:
        """The folder whose files become artifacts, where there is a run."""
        variables = self._holder.variables if self._holder else os.environ
        return variables.get("GIT_EXP_DIR") if self else None

    def _fail(self, message: str) -> bool:
        self.error = message
        if not self._warned:
            self._warned = True
            try:
                warnings.warn("gitexp: " + message, RuntimeWarning, stacklevel=4)
            except RuntimeWarning:  # where warnings are errors, ours are still none of the training's
                pass
        return False

    def _write(self, make: Any) -> bool:
        """Logs the lines that make() returns, all of them or none."""
        try:
            lines = make()
            with self._lock:
                if self._channel is None:
                    return False
                self._channel.write(lines)
            return True
        except _Refused as error:
            return self._fail(str(error))

    def log(self, metrics: Optional[Mapping[str, Any]] = None, /, *, step: Optional[int] = None, **named: Any) -> bool:
        """Logs metrics, of a step if there is one: run.log(loss=0.3, step=1), run.log({"train/loss": 0.3}, step=1).

        Values are numbers, or what holds one (a scalar of numpy or torch, a Decimal). A "step" in the mapping is the step.
        """
        if metrics is not None and not isinstance(metrics, Mapping):
            raise TypeError("metrics are a mapping, not a %s" % type(metrics).__name__)
        values = {**(metrics or {}), **named}
        in_values = values.pop("step", None)
        at = in_values if step is None else step
        number = None if at is None else operator.index(_scalar(at))
        return self._write(lambda: _metric_lines(values, number))

    def params(self, params: Optional[Any] = None, /, **named: Any) -> bool:
        """Logs parameters: a mapping (nested ones too), an argparse.Namespace, a dataclass, or by name."""
        values = {**(_mapping(params) if params is not None else {}), **named}
        if not all(isinstance(name, str) for name in values):
            raise TypeError("the name of a parameter is no str")
        return not values or self._write(lambda: '{"_param": %s}\n' % _json(_plain(values)))

    def param(self, name: str, value: Any, /) -> bool:
        """Logs one parameter."""
        return self.params({name: value})

    def tag(self, *tags: str) -> bool:
        """Adds tags."""
        return self._write(lambda: "".join('{"_tag": %s}\n' % _json(_tag(tag)) for tag in tags))

    def note(self, text: str) -> bool:
        """Adds a remark in Markdown."""
        return self._write(lambda: '{"_note": %s}\n' % _json(_text(text, TEXT_MAX, "a note")))

    def artifact(self, path: Union[str, "os.PathLike[str]"], type: Optional[str] = None, name: Optional[str] = None) -> bool:
        """Keeps a file; a relative path counts from the folder here. `type` is such as "model", `name` what to call it."""
        given = os.fspath(path)
        if isinstance(given, str) and not os.path.isabs(given) and os.getcwd() != _here:
            given = os.path.abspath(given)

        def make() -> str:
            fields = {"_artifact": _line(given, PATH_MAX, "an artifact's path")}
            if type is not None:
                fields["_type"] = _line(type, NAME_MAX, "an artifact's type")
            if name is not None:
                fields["_name"] = _line(name, PATH_MAX, "an artifact's name")
            return _json(fields) + "\n"

        return self._write(make)

    def status(self, status: str, reason: Optional[str] = None) -> bool:
        """Says how the run ended, where the exit status does not tell: finished, failed, killed or crashed."""

        def make() -> str:
            fields = {"_status": _line(status, NAME_MAX, "a status")}
            if status not in ENDS:
                raise _Refused("a run ends 'finished', 'failed', 'killed' or 'crashed', not '%.40s'" % status)
            if reason is not None:
                fields["_reason"] = _text(reason, TEXT_MAX, "a reason")
            return _json(fields) + "\n"

        return self._write(make)

    def finish(self, status: str = "finished", reason: Optional[str] = None) -> None:
        """Ends the run, if start() has started it, and waits until it is stored; else only says how it went."""
        if status != "finished" or reason is not None:
            self.status(status, reason)
        with _lock:
            self._keep_inputs()
            holder, self._holder = self._holder, None
            if holder is None or holder.owner != os.getpid():
                return
            with self._lock:
                channel, self._channel = self._channel, None
            if channel:
                channel.close()
            for name, value in self._before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
        holder.end(status)

    def _keep_inputs(self, *_: Any) -> None:
        """Of a notebook whose file is not known, what was entered; called after each cell."""
        shell, folder = _shell(), self.dir
        if self._holder is None or shell is None or folder is None or _notebook(shell):
            return
        text = _inputs(shell)
        if not text:
            return
        try:
            with open(os.path.join(folder, "notebook.py"), "w", encoding="utf-8", errors="replace") as file:
                file.write(text)
        except OSError as error:
            self._fail("cannot keep what was entered: %s" % error)

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.finish(*_end_of(error))


def _end_of(error: Optional[BaseException]) -> Tuple[str, Optional[str]]:
    """How a program ends by an exception."""
    if error is None or (isinstance(error, SystemExit) and error.code in (None, 0)):
        return "finished", None
    if isinstance(error, KeyboardInterrupt):
        return "killed", "interrupted"
    if isinstance(error, SystemExit):
        return "failed", "exit status %.200s" % (error.code,)
    return "failed", ("%s: %s" % (type(error).__name__, error))[:2000]


# --- the run of this process -----------------------------------------------------------------------------------------------

_lock = threading.RLock()
_current: Optional[Run] = None


def _joined() -> Run:
    """The run of the environment."""
    try:
        return Run(_Channel(os.environ["GIT_EXP_LOG"], os.environ.get("GIT_EXP_RANK", "")))
    except _Refused as error:
        run = Run()
        run._fail(str(error))
        return run


def _has_experiment() -> bool:
    """Whether the environment or git's configuration name the experiment."""
    if os.environ.get("GIT_EXP_EXPERIMENT"):
        return True
    asked = subprocess.run(["git", "config", "exp.experiment"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return asked.returncode == 0


def _started(experiment: Optional[str], name: Optional[str], tags: Iterable[str]) -> Run:
    """A run of our own, or one that does nothing and says why."""
    try:
        if experiment is None and shutil.which("git") and not _has_experiment():
            experiment = _stem()
        options = ["--experiment=" + experiment] if experiment is not None else []
        options += ["--name=" + name] if name is not None else []
        options += ["--tag=" + _tag(tag) for tag in tags]
        holder = _Holder(options)
        run = Run(_Channel(holder.variables["GIT_EXP_LOG"], ""), holder)
    except _Refused as error:
        run = Run()
        run._fail(str(error))
        return run
    run._before = {key: os.environ.get(key) for key in holder.variables}
    os.environ.update(holder.variables)
    shell = _shell()
    path = _notebook(shell) if shell else None
    if path:
        run.artifact(os.path.abspath(path), type="notebook", name=os.path.basename(path))
    elif shell and hasattr(shell, "events"):
        run._keep_inputs()
        shell.events.register("post_run_cell", run._keep_inputs)
    return run


def start(
    params: Optional[Any] = None,
    experiment: Optional[str] = None,
    name: Optional[str] = None,
    tags: Iterable[str] = (),
) -> Run:
    """The run to log to.

    Under `git exp run` it is that run, whose experiment and name are settled by then. Else one is started by git-exp, in the
    repository of this folder; it ends by finish(), by the end of a `with`, with this process, or when the next is started.
    Without git-exp or a repository there is a warning, and a run that does nothing.
    """
    global _current
    if isinstance(tags, str):
        raise TypeError("tags are a list of str")
    names = [tag for tag in tags]
    for given, what in ((experiment, "experiment"), (name, "name")):
        if given is not None and not isinstance(given, str):
            raise TypeError("%s is a %s, not a str" % (what, type(given).__name__))
    with _lock:
        if _current is not None and _current._holder is not None:
            _current.finish()
        joined = bool(os.environ.get("GIT_EXP_LOG"))
        if not joined:
            _current = _started(experiment, name, names)
        elif not _current:
            _current = _joined()
        run = _current
    if joined and names:
        run.tag(*names)
    if params is not None:
        run.params(params)
    return run


def current() -> Run:
    """The run that was started last, or that of the environment; one that does nothing where there is none."""
    global _current
    with _lock:
        if not _current and os.environ.get("GIT_EXP_LOG"):
            _current = _joined()
        return _current if _current is not None else Run()


def _at_exit() -> None:
    """Ends a run of our own with the process; what ended the process, if it was an exception, Python has left in sys."""
    run = _current
    if run is not None and run._holder is not None and run._holder.owner == os.getpid():
        run.finish(*_end_of(None if _shell() else getattr(sys, "last_value", None)))


atexit.register(_at_exit)

if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "hold":
        sys.exit(_hold(sys.argv[2]))
    sys.exit("gitexp.py is a module: import gitexp")
