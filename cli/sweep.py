"""``cfield sweep``: run many points of a network, or say beforehand what that will take."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.given import print_json
from model import door
from model.jit import is_compiled

if TYPE_CHECKING:
    from experiments.sweep.drive import Progress as Seen
    from experiments.sweep.running import Ended, Shard

FAILED, GONE, INTERRUPTED = 3, 1, 130
"""Exit codes beside 0 and 2: runs have failed; the engine or the disk is gone; Ctrl-C."""
LINE_EVERY = 60.0
"""Seconds between two lines where no bar can be drawn."""


class How(NamedTuple):
    """How a sweep is run, and where its results go."""

    out: str
    workers: int
    cluster: str
    shard: str
    resume: bool
    retry_failed: bool
    plan: bool
    as_json: bool


def run(network: str, options: Mapping[str, Any], settings: Sequence[str], how: How) -> int:
    """Run a sweep or print its plan; the exit code.

    Parameters
    ----------
    network : str
        A network, or a sweep file.
    options : mapping
        Of the command line, by the keys of a sweep file; None or empty where not given.
    settings : sequence of ``name=value``
    how : How

    Raises
    ------
    ValueError
        With one line for the user, before anything runs.
    """
    from experiments.sweep import files, session
    from experiments.sweep.running import Shard

    data = files.read(network) if files.is_sweep(network) else {"network": network}
    sweep = files.sweep_of(data, over(options), changes(settings))
    shard = Shard.parse(how.shard) if how.shard else None
    points = sweep.points()
    sweep.context(points)
    folder = Path(how.out) if how.out else session.default_folder(sweep, points, data.get("name", ""), shard)
    if how.plan:
        from cli import plan

        plan.run(sweep, folder, how.workers, shard, how.as_json)
        return 0
    return _run(sweep, folder, how, shard)


def over(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options of the command line by the keys of a sweep file."""
    found = {key: value for key, value in options.items() if value is not None and value != [] and value is not False}
    for key, value in found.items():
        if isinstance(value, str) and not value.strip():
            raise ValueError(f"--{key} {value!r} says nothing; give a value, or leave out --{key}")
    if "levers" in found:
        found["levers"] = _pairs("--vary", found["levers"])
    if "uncertainties" in found:
        given = found["uncertainties"]
        found["uncertainties"] = _pairs("--uncertain", [item for item in given if item.strip() != "assumed"])
        found["uncertainties"] |= {"assumed": True} if len(found["uncertainties"]) < len(given) else {}
    if "outcomes" in found:
        found["outcomes"] = _names("--outcomes", found["outcomes"])
    return found


def _names(option: str, given: str) -> list[str]:
    names = [name.strip() for name in given.split(",") if name.strip()]
    if not names:
        raise ValueError(f"{option} {given!r} names none; give names with commas between, such as integrity,welfare, or leave out {option}")
    return names


def changes(settings: Sequence[str]) -> dict[str, Any]:
    """What ``--set`` changes."""
    return {name: door.parse_value(text) for name, text in _pairs("--set", settings, "audit_probability=0.1").items()}


def _pairs(option: str, items: Sequence[str], example: str = "audit_probability=.001:.2:30:log") -> dict[str, str]:
    found: dict[str, str] = {}
    for item in items:
        name, equals, text = (piece.strip() for piece in item.partition("="))
        if not equals or not name:
            raise ValueError(f"{option} {item!r} is not NAME=VALUE; write for example {option} {example}")
        if name in found and option != "--set":
            raise ValueError(f"{option} {name} is given twice; give it once with all its values")
        found[name] = text
    return found


def _run(sweep: Any, folder: Path, how: How, shard: Shard | None) -> int:
    from experiments.sweep import running
    from experiments.sweep.engine import Gone

    start = time.perf_counter()
    kept = f"what is done is kept in {folder}, and the same command with --resume goes on"
    try:
        with told() as progress:
            ended = running.run(
                sweep, folder, workers=how.workers, cluster=how.cluster, shard=shard, resume=how.resume,
                retry_failed=how.retry_failed, progress=progress,
            )  # fmt: skip
    except KeyboardInterrupt:
        print(f"cfield: interrupted; {kept}", file=sys.stderr)
        return INTERRUPTED
    except Gone as error:
        print(f"cfield: {error}; {kept}", file=sys.stderr)
        return GONE
    except OSError as error:
        print(f"cfield: {folder} cannot be written: {error.strerror or error}; make room; {kept}", file=sys.stderr)
        return GONE
    _tell(ended, time.perf_counter() - start, how, bool(sweep.plugins))
    return FAILED if ended.failed else 0


def _tell(ended: Ended, seconds: float, how: How, has_plugins: bool) -> None:
    from experiments.sweep.results import Results

    error, times = Results(ended.folder).commonest_error() if ended.failed else ("", 0)
    if how.as_json:
        facts = {name: getattr(ended, name) for name in ("runs", "failed", "here", "deaths", "spoilt")}
        print_json({"folder": str(ended.folder), **facts, "seconds": round(seconds, 3), "commonest_error": error})
        return
    for line in ended.spoilt:
        print(f"note: {line}; its runs were run again", file=sys.stderr)
    if ended.deaths:
        print(f"note: workers died {ended.deaths} times, and their runs were tried again", file=sys.stderr)
    if error:
        again = "--retry-failed tries all that failed again"
        again += "; once a plug-in is mended it is another sweep, for another --out" if has_plugins else ""
        print(f"note: {times:,} runs failed with: {error}; {again}", file=sys.stderr)
    rate = f"{ended.here:,} of them now in {clock(seconds)}" if ended.here else "none was missing"
    failed = f"{ended.failed:,} failed" if ended.failed else "none failed"
    print(f"{ended.runs:,} runs, {failed}, {rate}; look at them with: cfield results {ended.folder}")


@contextmanager
def told() -> Iterator[Callable[[Seen], None]]:
    """What shows progress on stderr: a bar on a terminal, which leaves nothing behind, else a line a minute."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), TextColumn("{task.fields[told]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        first = "getting ready" if is_compiled() else "getting ready (kernels are compiled once, up to a minute)"
        task = bar.add_task(first, total=None, told="")

        def show(seen: Seen) -> None:
            bar.update(task, description="runs", total=seen.total, completed=seen.done, told=sentence(seen))

        yield show


def _lines() -> Callable[[Seen], None]:
    last = [time.perf_counter()]

    def show(seen: Seen) -> None:
        if time.perf_counter() - last[0] >= LINE_EVERY:
            last[0] = time.perf_counter()
            print(sentence(seen), file=sys.stderr, flush=True)

    return show


def sentence(seen: Seen) -> str:
    """How far a sweep is: done, rate, what remains, failures so far."""
    left = f"{clock((seen.total - seen.done) / seen.rate)} to go, " if seen.rate > 0 else ""
    died = f", {seen.deaths} workers died" if seen.deaths else ""
    return f"{seen.done:,} of {seen.total:,}, {seen.rate:.3g} runs/s, {left}{seen.failed:,} failed{died}"


def clock(seconds: float) -> str:
    """A time in the unit that suits it."""
    if seconds < 90:
        return f"{seconds:.0f} s" if seconds >= 1 else "under 1 s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.1f} days"
