"""The hook of `git exp run`: has what a program's own parser arrived at logged, without importing that parser itself.

Python imports this file at its start, because `git exp run` puts its folder first on PYTHONPATH. It must load in well under a
millisecond, and by every Python there is, so it only waits: recorders.py beside it, for Python 3.8 and later, is read when
the program calls a parser. The folder is taken off sys.path again, and a sitecustomize of the user's own is imported
in this one's place. The environment keeps the folder until parameters were logged: a launcher's children are programs too.
"""

import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))

# The modules whose parsers are known, each with the methods (or functions, of no class) that recorders.py wraps.
WATCHED = {
    "argparse": (("ArgumentParser", "parse_known_args"),),
    "click.core": (("BaseCommand", "make_context"), ("Command", "make_context")),
    "absl.flags._flagvalues": (("FlagValues", "__call__"),),
    "fire.core": ((None, "_MakeParseFn"),),
    "hydra.core.hydra_config": (("HydraConfig", "set_config"),),
}

recorders = {}


def record_by(name, owner, method, original):
    """Has recorders.py, which is read now, wrap the method as it was."""
    if not recorders:
        scope = {"FOLDER": FOLDER}
        with open(os.path.join(FOLDER, "recorders.py"), "rb") as file:
            exec(compile(file.read(), file.name, "exec"), scope)
        recorders.update(scope)
    recorders["after"](owner, method, original, recorders["RECORDERS"][name])


def postpone(name, owner, method):
    """Wraps a method so that its first call has it wrapped by recorders.py: many programs import a parser and call it never."""
    import _thread

    original, lock, waiting = getattr(owner, method), _thread.allocate_lock(), [True]

    def first_call(*args, **kwargs):
        with lock:
            if waiting:
                waiting.pop()
                try:
                    record_by(name, owner, method, original)
                except Exception:
                    setattr(owner, method, original)
        return getattr(owner, method)(*args, **kwargs)

    for attribute in ("__module__", "__name__", "__qualname__", "__doc__"):
        setattr(first_call, attribute, getattr(original, attribute))
    first_call.__wrapped__ = original
    setattr(owner, method, first_call)


def watch(name, module):
    """Watches the parsers of a module that is there now."""
    try:
        for owner_name, method in WATCHED[name]:
            owner = module.__dict__.get(owner_name) if owner_name else module
            if owner is not None and method in owner.__dict__:
                postpone(name, owner, method)
    except Exception:  # whatever is wrong with us, the program goes on
        pass


class Loader(object):
    """Loads a module by the loader that it has, and then has it watched."""

    def __init__(self, name, loader):
        self.name = name
        self.loader = loader

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        try:
            module.__loader__ = module.__spec__.loader = self.loader
        except Exception:
            pass
        self.loader.exec_module(module)
        watch(self.name, module)


class Finder(object):
    """Finds nothing itself, but puts a Loader before those of the watched modules, once each."""

    def __init__(self):
        self.wanted = set(WATCHED)

    def find_spec(self, name, path=None, target=None):
        if name not in self.wanted:
            return None
        self.wanted.discard(name)
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find and finder is not self else None
            if spec is not None:
                if hasattr(spec.loader, "exec_module") and hasattr(spec.loader, "create_module"):
                    spec.loader = Loader(name, spec.loader)
                return spec
        self.wanted.add(name)
        return None


def start():
    """Waits for the parsers, those that are there already excepted."""
    if sys.version_info < (3, 8) or not os.environ.get("GIT_EXP_LOG"):
        return
    finder = Finder()
    for name in WATCHED:
        if name in sys.modules:
            finder.wanted.discard(name)
            watch(name, sys.modules[name])
    sys.meta_path.insert(0, finder)


def leave():
    """Takes the folder off the path of modules."""
    sys.path[:] = [entry for entry in sys.path if entry != FOLDER]
    sys.path_importer_cache.pop(FOLDER, None)


def chain():
    """Imports the sitecustomize that would have been imported without us, and leaves it in our place."""
    own = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # noqa: F401
    except ImportError as error:
        if getattr(error, "name", "sitecustomize") != "sitecustomize":
            raise
    if own is not None:
        sys.modules.setdefault("sitecustomize", own)


try:
    start()
    leave()
except Exception:
    pass
chain()
