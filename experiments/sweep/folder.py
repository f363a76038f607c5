"""A sweep's folder: what it is, who works in it, and what has been done."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from experiments import store

DESCRIPTION, SESSIONS, LOCK = "sweep.json", "sessions.jsonl", ".lock"
NEEDED = {"network", "design", "points", "seeds", "luck", "outcomes", "epochs"}
"""Without these a description is none."""


def described(folder: Path) -> dict[str, Any]:
    """What a folder says of its sweep.

    Raises
    ------
    ValueError
        When it is no sweep's folder.
    """
    path = folder / DESCRIPTION
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not (isinstance(found, dict) and isinstance(found.get("sweep"), dict) and set(found["sweep"]) >= NEEDED):
            raise ValueError("it describes no sweep")
        return found
    except FileNotFoundError:
        raise ValueError(f"{folder} holds no sweep: there is no {DESCRIPTION}; give the folder that cfield sweep --out wrote") from None
    except NotADirectoryError:
        raise ValueError(f"{folder} is a file; give the folder that cfield sweep --out wrote") from None
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ValueError(f"{path} cannot be read ({reason}); restore it, or begin the sweep anew in another folder") from None


def claim(folder: Path, description: Mapping[str, Any], resume: bool) -> None:
    """Write what the sweep is, or see that the folder holds this very sweep.

    Raises
    ------
    ValueError
        When it holds another sweep, or this one and `resume` is not asked.
    """
    if not (folder / DESCRIPTION).exists():
        if folder.exists() and any(not entry.name.startswith(".") for entry in folder.iterdir()):
            raise ValueError(f"{folder} is not empty and holds no sweep; give another folder with --out DIR")
        store.write_whole(folder / DESCRIPTION, json.dumps(description, indent=2, sort_keys=True).encode())
        return
    there = described(folder)
    differs = [name for name in ("sweep", "model_version") if there.get(name) != description[name]]
    if differs == ["model_version"]:
        raise ValueError(
            f"{folder} was begun with model {there['model_version']}, this is {description['model_version']}; results of two versions are "
            "never mixed: use that version, or give another folder with --out DIR"
        )
    if differs and _differing(there["sweep"], description["sweep"]) == ["plugins"]:
        raise ValueError(
            f"{folder} was begun with other plug-in files, or with other text in them; runs of two texts are never mixed: "
            "put the old file back, or give another folder with --out DIR"
        )
    if differs:
        raise ValueError(f"{folder} holds another sweep ({_difference(there['sweep'], description['sweep'])}); give another with --out DIR")
    if not resume:
        raise ValueError(f"{folder} holds this sweep already; add --resume to run what is missing, or give another folder with --out DIR")


def _difference(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    names = _differing(one, other)
    return f"its {names[0]} is {_short(one.get(names[0]))}, not {_short(other.get(names[0]))}" if names else "described otherwise"


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "..."


@contextmanager
def session(folder: Path) -> Iterator[dict[str, Any]]:
    """Add a line on what a session did: where, when, how long, how much, and how it ended.

    Yields
    ------
    dict
        For facts that the session finds out.
    """
    facts: dict[str, Any] = {}
    start, ended = time.perf_counter(), "whole"
    try:
        yield facts
    except BaseException as error:
        ended = f"{type(error).__name__}: {error}"
        raise
    finally:
        line = json.dumps({**store.provenance(), "ended": ended, "seconds": round(time.perf_counter() - start, 3), **facts})
        with suppress(OSError):  # the parts are what counts; a full disk has been told, or will be
            _add(folder / SESSIONS, line)


def _add(path: Path, line: str) -> None:
    """Add a line to a file whose last one may be torn."""
    with open(path, "a+b") as file:
        end = file.seek(0, 2)
        file.seek(max(0, end - 1))
        torn = end and file.read(1) != b"\n"
        file.write(b"\n" * bool(torn) + line.encode() + b"\n")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for one driver.

    Raises
    ------
    ValueError
        When another one works in it, or it cannot be written.
    """
    store.check_folder(folder)
    fresh = not (folder / LOCK).exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0)
        lock.acquire()
    except Timeout:
        raise ValueError(f"another sweep is at work in {folder}; wait for it, or give another folder with --out DIR") from None
    except OSError as error:
        raise ValueError(f"{folder} cannot be written: {error.strerror}; give another folder with --out DIR") from None
    try:
        yield
    except ValueError:  # refused: a folder that is somebody else's is left as it was
        if fresh:
            with suppress(OSError):
                (folder / LOCK).unlink()
        raise
    finally:
        lock.release()
