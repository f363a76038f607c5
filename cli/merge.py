"""``cfield merge``: the folders of one sweep's shards become one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from cli.given import print_json


def run(folders: Sequence[str], out: str, as_json: bool) -> int:
    """Merge folders; the exit code.

    Raises
    ------
    ValueError
        With one line for the user, before anything is written.
    """
    from experiments.sweep.merging import merge

    if not out:
        raise ValueError("merge: no folder to write to is given; give one with --out DIR")
    try:
        found = merge([Path(folder) for folder in folders], Path(out))
    except OSError as error:
        print(f"cfield: {out} cannot be written: {error.strerror or error}; make room, and merge again", file=sys.stderr)
        return 1
    if as_json:
        print_json({"folder": out, **found._asdict()})
        return 0
    missing = f"{found.missing:,} are missing (run the sweep with --out {out} --resume)" if found.missing else "none is missing"
    if _is_in_rounds(out):
        missing += f" up to the last one there; whether more follow, the sweep with --out {out} --resume finds out"
    print(f"{found.runs:,} runs, {found.failed:,} failed, {missing}; look at them with: cfield results {out}")
    return 0


def _is_in_rounds(folder: str) -> bool:
    from experiments.sweep.results import Results

    sweep = Results(folder).sweep
    return bool(sweep.get("until") or sweep.get("boundary"))
