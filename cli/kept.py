"""A run's folder read back: its scenario, seed and strategies, refused where they would not give the same run."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from experiments.store import model_version
from model import door, strategies
from model.flows import Balances
from model.run import check_seed
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


def check_end(folder: Path, node: int, closing: Balances) -> None:
    """Refuse a rerun in which a node does not end with what the run's final nodes say; nothing is known where they were not kept.

    Raises
    ------
    ValueError
    """
    import pandas as pd

    path = folder / "nodes.parquet"
    if not path.is_file():
        return
    try:
        final = pd.read_parquet(path, columns=list(Balances._fields)).iloc[node].to_dict()
    except (OSError, ValueError, KeyError, IndexError):
        raise ValueError(f"{path} cannot be read; put it back, or run it anew: cfield run {folder / 'scenario.toml'} --out DIR") from None
    for name, amount in closing._asdict().items():
        if not math.isclose(final[name], amount, rel_tol=1e-9, abs_tol=1e-9):
            raise ValueError(
                f"{path} ends with {name} = {final[name]:.6g} for node {node}, and the rerun with {amount:.6g}: a file of the folder was "
                f"changed, or other packages give other numbers; run it anew: cfield run {folder / 'scenario.toml'} --out DIR"
            )


def _stored(folder: Path) -> dict[str, Any]:
    remedy = "cfield run NETWORK --out DIR makes one"
    if folder.is_file():
        raise ValueError(f"{folder} is a file, and a run is a folder; give {folder.parent}")
    for name in ("run.json", "scenario.toml"):
        if not (folder / name).is_file():
            raise ValueError(f"{folder} is no folder of a run, since it has no {name}; {remedy}")
    try:
        stored = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        for name in ("model_version", "seed", "plugins", "scenario_digest"):
            stored["run"][name]
        int(stored["measures"]["epochs"]), check_seed(stored["run"]["seed"])
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
