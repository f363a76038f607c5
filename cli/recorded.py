"""What ``cfield run --record`` asks for, and the tables that it writes beside the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments import store
from model.columns import VERDICTS
from model.recording import EVENTS, Recording
from model.scenario import Scenario

FILES = {"nodes": "nodes_over_time.parquet", "jobs": "jobs.parquet", "events": "events.parquet"}
NODES = (
    "strategy",
    "active",
    "stake",
    "wallet",
    "earned",
    "utility",
    "reputation",
    "caught",
    "effort",
    "attack_rate",
    "withhold",
    "vigilance",
)
"""Columns of nodes that are kept when none is named; of jobs all are."""


def recording_of(wanted: str, every: int | None, out: str) -> Recording | None:
    """The recording that a command line asks for; None when it asks for none.

    Parameters
    ----------
    wanted : str
        ``nodes``, ``jobs``, ``events``, or single columns as ``nodes.stake``, with commas between.
    every : int, optional, epoch
        1 when left out.
    out : str
        Where results go.

    Raises
    ------
    ValueError
        For a word or column that is not known, for ``every`` without what it thins, and for a record without a folder.
    """
    if not wanted:
        if every is not None:
            raise ValueError("--every says how often nodes and jobs are recorded, but nothing is; add --record nodes,jobs,events")
        return None
    if not out:
        raise ValueError(f"--record {wanted} has nowhere to go; add --out DIR")
    columns: dict[str, list[str]] = {"nodes": [], "jobs": []}
    words = [word.strip() for word in wanted.split(",") if word.strip()]
    for word in words:
        table, dot, column = word.partition(".")
        if table not in FILES or (table == "events" and dot):
            raise ValueError(
                f"--record {word!r} is not known; give some of nodes, jobs, events, or columns as nodes.stake, jobs.job_verdict"
            )
        if table in columns:
            columns[table] += [column] if dot else NODES if table == "nodes" else Recording.JOBS
    if every is not None and not any(columns.values()):
        raise ValueError(f"--every {every} thins nodes and jobs, and --record {wanted} asks for neither; leave it out, or record them")
    return Recording(every=1 if every is None else every, nodes=columns["nodes"], jobs=columns["jobs"], events="events" in words)


def files_of(recording: Recording | None, scenario: Scenario, facts: Mapping[str, Any]) -> dict[str, bytes]:
    """The recorded tables as Parquet, by file name; each says its units and how it was thinned."""
    if recording is None:
        return {}
    files = {}
    for name, columns in recording.tables().items():
        about = {key: meaning._asdict() for key, meaning in recording.meanings(name).items()}
        thinned = {"every": 1 if name == "events" else recording.every, "first": recording.first}
        files[FILES[name]] = store.table_bytes(_frame(columns, scenario), {**facts, "recorded": thinned, "columns": about})
    return files


def _frame(columns: Mapping[str, Any], scenario: Scenario) -> Any:
    """A table with words in place of the numbers that stand for them."""
    import pandas as pd

    words: dict[str, list[str]] = {
        "strategy": list(scenario.population), "kind": list(EVENTS), "job_class": list(scenario.job_classes), "job_verdict": list(VERDICTS),
    }  # fmt: skip
    return pd.DataFrame(
        {
            name: pd.Categorical.from_codes(values, categories=pd.Index(words[name])) if name in words else values
            for name, values in columns.items()
        }
    )
