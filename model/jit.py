"""The one compile decorator, and the folder in which its results are kept.

Two words are used everywhere: a *rule* is a scalar function that kernels and
closed forms both call; a *kernel* loops rules over columns. Both are compiled
by numba without fast-math, single-threaded, and cached on disk.

numba's own cache notices when the file of a kernel changes, not when a rule
that it imports changes. So the cache folder is named by a digest of every
module that holds compiled code (and of the bounds-check switch); folders of
older digests are deleted.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, cast

import numba
from numba import config as _config

config: Any = _config
JIT_IS_OFF: bool = bool(config.DISABLE_JIT)
# Kernels and rules never allocate; counting references to their arrays in every call of a rule costs more than the rule.
compiled: Any = partial(numba.njit, _nrt=False)
KEPT_FOLDERS = 4


ROOT = Path(__file__).parent


@lru_cache(maxsize=1)
def source_digest() -> str:
    """Digest of every Python source of the model package, hexadecimal.

    Returns
    -------
    str
        The first 16 characters of a SHA-256; with the package's version it is
        the model's version.
    """
    return _digest(sorted(ROOT.rglob("*.py")))


@lru_cache(maxsize=1)
def compiled_digest() -> str:
    """Digest of the modules with compiled code and of all modules of the model that they import.

    Constants are baked into compiled code, so the modules that define them count.
    """
    return _digest(compiled_sources())


def compiled_sources() -> list[Path]:
    """Files of the model that hold compiled code, and all files of the model that they import, however far."""
    sources = {path: path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py")}
    wanted = [path for path, text in sources.items() if re.search(r"^@(kernel|rule|inlined)", text, re.MULTILINE)]
    reached = set(wanted)
    while wanted:
        for module, names in re.findall(r"^\s*from (model[\w.]*) import (\([^()]*\)|[^\n]*)", sources[wanted.pop()], re.MULTILINE):
            for dotted in [module, *(f"{module}.{name.split(' as ')[0].strip()}" for name in names.strip("()").split(","))]:
                place = ROOT.parent.joinpath(*dotted.split("."))
                for path in (place.with_suffix(".py"), place / "__init__.py"):
                    if path in sources and path not in reached:
                        reached.add(path)
                        wanted.append(path)
    return sorted(reached)


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def _user_cache() -> Path:
    if os.environ.get("CFIELD_CACHE_DIR"):
        return Path(os.environ["CFIELD_CACHE_DIR"])
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "constraint-field"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "constraint-field"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "constraint-field"


@lru_cache(maxsize=1)
def cache_folder() -> Path | None:
    """The folder of this version's compiled code; None when none can be written.

    Returns
    -------
    pathlib.Path or None
    """
    bounds = "-bounds" if config.BOUNDSCHECK else ""
    root = _user_cache()
    folder = root / f"{compiled_digest()}-numba{numba.__version__}{bounds}"
    try:
        is_new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        if is_new:
            _forget_older(root)
    except OSError:
        return None
    return folder


def _forget_older(root: Path) -> None:
    folders = sorted((p for p in root.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime)
    for old in folders[:-KEPT_FOLDERS]:
        shutil.rmtree(old, ignore_errors=True)


def is_compiled() -> bool:
    """Whether this version's kernels have been compiled on this machine before."""
    folder = cache_folder()
    return JIT_IS_OFF or (folder is not None and any(folder.rglob("*.nbi")))


def kernel[F: Callable[..., object]](function: F) -> F:
    """Compile a function for flat arrays and scalars, cached by the model's digest."""
    folder = cache_folder()
    if folder is None:
        return cast(F, compiled(function))
    # numba reads the setting when the function is decorated; a user's own
    # numba functions must not land in our folder, so it is put back at once.
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        return cast(F, compiled(cache=True)(function))
    finally:
        config.CACHE_DIR = before


rule = kernel


def inlined[F: Callable[..., object]](function: F) -> F:
    """A rule that is written into its kernel: a call that hands over many arrays costs more than a small rule does."""
    return cast(F, compiled(inline="always")(function))
