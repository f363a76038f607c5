"""A run's folder read back: its scenario, seed and strategies, refused where they would not give the same run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from experiments.store import model_version
from model import door, strategies
from model.scenario import Scenario


class Kept(NamedTuple):
    """What a folder says of its run: scenario, seed, epochs that were run, and the facts of its making."""

    scenario: Scenario
    seed: int
    epochs: int
    facts: dict[str, Any]


def read_run(folder: Path, plugins: Sequence[str]) -> Kept:
    """Read what ``cfield run --out`` wrote, and load its strategies.

    Parameters
    ----------
    folder : Path
    plugins : sequence of paths
        Where plug-ins are now that are no longer where they were.

    Returns
    -------
    Kept

    Raises
    ------
    ValueError
        When the folder is no run's, or a rerun would not give the same numbers.
    """
    stored = _stored(folder)
    facts = stored["run"]
    if facts["model_version"] != model_version():
        raise ValueError(
            f"{folder} was made by model {facts['model_version']}, and this is {model_version()}; use that version, or run it again: "
            f"cfield run {folder / 'scenario.toml'} --seed {facts['seed']} --out DIR"
        )
    _load(facts["plugins"], plugins)
    scenario = door.read(folder / "scenario.toml")
    if scenario.digest() != facts["scenario_digest"]:
        raise ValueError(f"{folder / 'scenario.toml'} is not the scenario of this run any more; put it back as it was, or run it anew")
    return Kept(scenario, facts["seed"], int(stored["measures"]["epochs"]), facts)


def _stored(folder: Path) -> dict[str, Any]:
    remedy = "cfield run NETWORK --out DIR makes one"
    for name in ("run.json", "scenario.toml"):
        if not (folder / name).is_file():
            raise ValueError(f"{folder} is no folder of a run, since it has no {name}; {remedy}")
    try:
        stored = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        for name in ("model_version", "seed", "plugins", "scenario_digest"):
            stored["run"][name]
        stored["measures"]["epochs"]
    except (ValueError, TypeError, KeyError):
        raise ValueError(f"{folder / 'run.json'} does not say how the run was made; {remedy}") from None
    return dict(stored)


def _load(used: Mapping[str, str], given: Sequence[str]) -> None:
    """Load each plug-in that the run used, from where it is said to be now, or from where it was."""
    now = {strategies.digest_of(path): path for path in given}
    for path, digest in used.items():
        if digest not in now:
            _must_be_as_it_was(path, digest)
        strategies.load_plugin(now.get(digest, path))


def _must_be_as_it_was(path: str, digest: str) -> None:
    if not Path(path).is_file():
        raise ValueError(f"the run's plug-in {path} (digest {digest}) is not there; give the same file with --plugin FILE.py")
    if strategies.digest_of(path) != digest:
        raise ValueError(
            f"plug-in {path} has changed since the run, digest {strategies.digest_of(path)} where {digest} was used; put it back, or give "
            "the same file with --plugin FILE.py"
        )
