"""Logs what the parsers of a Python program arrive at, as `{"_param": {…}, "_source": "argparse"}` (see sitecustomize.py).

What is wrapped of a parser returns before the program goes on, so that no traceback of the program shows a line of ours. A
wrapper calls what it wraps first, and lets it raise what it likes; only what the recorder does
afterwards is kept quiet.
"""

import functools
import os
import sys
import threading

FOLDER = globals().get("FOLDER", "")  # where this file lies, as sitecustomize.py has set it
PID = os.getpid()

TEXT_MAX = 1 << 16  # characters of a string
OTHER_MAX = 200  # characters of what is no string
NAME_MAX = 512  # bytes
DEPTH_MAX = 16
KEYS_MAX = 10000
LINE_MAX = 1 << 20  # bytes
LINES_MAX = 64  # a program that parses more often does not parse its own command line

# What parses for itself and not for the program: launchers, test runners, shells, tools that run a script within.
OTHERS = frozenset(
    """absl accelerate cProfile coverage debugpy deepspeed fire horovod hydra IPython ipykernel jupyter_client jupyter_core
    kernprof line_profiler mpi4py multiprocessing nox pdb pip pytest _pytest scalene torch tox traitlets trace unittest
    uv venv viztracer""".split()
)

# The rank of a process of a distributed job, and what must stand beside it to be that.
RANKS = (
    ("GIT_EXP_RANK", "GIT_EXP_RANK"),
    ("RANK", "WORLD_SIZE"),
    ("SLURM_PROCID", "SLURM_NTASKS"),
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
    ("PMI_RANK", "PMI_SIZE"),
)

inside = threading.local()
lines = []  # those that were logged


# --- values ----------------------------------------------------------------------------------------------------------------


def clean(text, limit):
    """A string of at most so many characters that UTF-8 can hold."""
    text = str(text)
    if len(text) > limit:
        text = text[: limit - 1] + "\u2026"
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def is_name(key):
    return isinstance(key, str) and 0 < len(key.encode("utf-8", "replace")) <= NAME_MAX and key.isprintable()


def plain_number(value):
    if isinstance(value, int):
        return int(value) if value.bit_length() <= 4096 else hex(value)[:OTHER_MAX]
    value = float(value)
    if value != value:
        return "nan"
    return value if value not in (float("inf"), float("-inf")) else ("inf" if value > 0 else "-inf")


def plain_other(value):
    """A short string that says what the value is, the same in each run."""
    enum, item = sys.modules.get("enum"), getattr(value, "item", None)
    if enum and isinstance(value, enum.Enum):
        return clean(value.name, OTHER_MAX)
    if isinstance(value, os.PathLike):
        return clean(os.fsdecode(value), TEXT_MAX)
    if isinstance(value, (bytes, bytearray)):
        return clean(bytes(value[:TEXT_MAX]).decode("utf-8", "replace"), OTHER_MAX)
    if isinstance(value, type) or (callable(value) and hasattr(value, "__qualname__")):
        return clean(getattr(value, "__qualname__"), OTHER_MAX)
    if callable(item) and getattr(value, "shape", None) == ():
        return plain(item(), DEPTH_MAX)
    if hasattr(value, "read") and isinstance(getattr(value, "name", None), str):
        return clean(value.name, OTHER_MAX)
    if type(value).__str__ is object.__str__ and type(value).__repr__ is object.__repr__:
        return clean(type(value).__qualname__, OTHER_MAX)
    return clean(value, OTHER_MAX)


def plain(value, depth=0):
    """The value as JSON has it."""
    enum = sys.modules.get("enum")
    if enum and isinstance(value, enum.Enum):
        return plain_other(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return clean(value, TEXT_MAX)
    if isinstance(value, (int, float)):
        return plain_number(value)
    if depth < DEPTH_MAX and isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return [plain(item, depth + 1) for item in items[:KEYS_MAX]]
    if isinstance(value, getattr(sys.modules.get("argparse"), "Namespace", ())):
        value = vars(value)
    if depth < DEPTH_MAX and isinstance(value, dict):
        items = [(clean(key, TEXT_MAX), item) for key, item in list(value.items())[:KEYS_MAX]]
        return {key: plain(item, depth + 1) for key, item in items if is_name(key)}
    return plain_other(value)


def parameters(values):
    """The parameters as they are logged; one whose value cannot be had is left out, not all."""
    found = {}
    for key, value in list(values.items())[:KEYS_MAX]:
        try:
            if is_name(key):
                found[key] = plain(value)
        except Exception:
            pass
    return found


# --- the log ---------------------------------------------------------------------------------------------------------------


def is_rank_zero():
    return all(beside not in os.environ or os.environ.get(name, "0") in ("", "0") for name, beside in RANKS)


def is_main_process():
    """Not in the children of fork() and of multiprocessing, nor in the other ranks of a distributed job."""
    process = sys.modules.get("multiprocessing.process")
    return os.getpid() == PID and not (process and process.parent_process()) and is_rank_zero()


def claim():
    """What this program starts is a part of it: its Pythons run without the hook."""
    kept = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry != FOLDER]
    if any(kept):
        os.environ["PYTHONPATH"] = os.pathsep.join(kept)
    else:
        os.environ.pop("PYTHONPATH", None)


def append(line):
    path, rank = os.environ["GIT_EXP_LOG"], os.environ.get("GIT_EXP_RANK")
    fd = os.open(
        path + "." + rank if rank else path,
        os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY,
        0o666,
    )
    try:
        os.write(fd, line)
    finally:
        os.close(fd)


def record(source, values):
    import json

    def line_of(some):
        return json.dumps({"_param": some, "_source": source}, ensure_ascii=False, allow_nan=False).encode("utf-8") + b"\n"

    if len(lines) >= LINES_MAX or not is_main_process():
        return
    found = parameters(values)
    line = line_of(found)
    if len(line) > LINE_MAX:
        line = b"".join(one for one in (line_of({key: found[key]}) for key in found) if len(one) <= LINE_MAX)
    if found and line not in lines[-1:]:
        lines.append(line)
        append(line)
        claim()


def quiet(function, *arguments):
    """Calls a recorder, from which nothing may come but that the user wants to stop. What it returns, or None."""
    try:
        return function(*arguments)
    except Exception:
        return None


def after(owner, name, wrapped, recorder):
    """Wraps what owner.name was, so that recorder(result, arguments…) is called after it, for the outermost of nested calls.

    What the recorder returns, if anything, takes the place of the result.
    """

    @functools.wraps(wrapped)
    def wrapper(*args, **kwargs):
        depth = getattr(inside, name, 0)
        setattr(inside, name, depth + 1)
        try:
            result = wrapped(*args, **kwargs)
        finally:
            setattr(inside, name, depth)
        other = quiet(recorder, result, *args) if depth == 0 else None
        return result if other is None else other

    setattr(owner, name, wrapper)


# --- the parsers -----------------------------------------------------------------------------------------------------------


def caller(own):
    """The name of the module which called into the module `own`; of the main program's, that by which it was started."""
    frame = sys._getframe(1)
    while frame and (os.path.dirname(frame.f_code.co_filename) == FOLDER or frame.f_globals.get("__name__") == own):
        frame = frame.f_back
    if frame is None:
        return ""
    name, spec = frame.f_globals.get("__name__") or "", frame.f_globals.get("__spec__")
    return spec.name if name == "__main__" and spec else name


def is_command_line(args):
    """Whether these are the arguments of the program, or the rest of them."""
    return args is None or list(args) == sys.argv[max(1, len(sys.argv) - len(args)) :]


def program():
    """The name by which the main program was started: its module's, or its file's."""
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    return spec.name if spec else os.path.splitext(os.path.basename(sys.argv[0]))[0]


def of_argparse(result, _, args=None, *__):
    name, started = caller("argparse"), program()
    if name.split(".")[0] in OTHERS:
        return
    if name in ("__main__", started) or (started.split(".")[0] not in OTHERS and is_command_line(args)):
        record("argparse", vars(result[0]))


def of_click(context, *_):
    if context.resilient_parsing:
        return
    values, at = {}, context
    while at is not None:
        values = dict(at.params, **values)
        at = at.parent
    record("click", values)


def of_absl(_, flags, *__):
    own = {flag.name for flag in flags.get_key_flags_for_module(sys.modules["__main__"])}
    values = {}
    for name in flags:
        flag = flags[name]
        if flag.name in own or flag.present:
            values[flag.name] = flag.value
    record("absl", values)


def of_call(function, varargs, kwargs):
    """The arguments of a call that fire makes, by their names."""
    import inspect

    bound = inspect.signature(function).bind(*varargs, **kwargs)
    bound.apply_defaults()
    values = dict(bound.arguments)
    for parameter in bound.signature.parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD:
            values.update(values.pop(parameter.name))
        elif parameter.kind is parameter.VAR_POSITIONAL and not values[parameter.name]:
            del values[parameter.name]
    record("fire", values)


def of_fire(parse, function, *_):
    """fire makes a parser for each function that it is to call; that parser is what we replace."""

    @functools.wraps(parse)
    def parse_and_record(*given):
        result = parse(*given)
        quiet(lambda: of_call(function, *result[0]))
        return result

    return parse_and_record


def resolved(omegaconf, config, name):
    """An entry of Hydra's configuration, with what it refers to where that can be had."""
    for resolve in (True, False):
        try:
            node = config[name] if resolve else config._get_node(name)
            if omegaconf.OmegaConf.is_config(node):
                return omegaconf.OmegaConf.to_container(node, resolve=resolve)
            return node if resolve else str(node)
        except Exception:
            continue
    return None


def of_hydra(_, __, config):
    omegaconf = sys.modules["omegaconf"]
    record("hydra", {name: resolved(omegaconf, config, name) for name in list(config) if name != "hydra"})


# The recorder for each module of sitecustomize.WATCHED.
RECORDERS = {
    "argparse": of_argparse,
    "click.core": of_click,
    "absl.flags._flagvalues": of_absl,
    "fire.core": of_fire,
    "hydra.core.hydra_config": of_hydra,
}
