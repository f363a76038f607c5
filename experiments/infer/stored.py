"""Runs that a sweep has stored already, as the first runs of an inference."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.infer.laws import Law
from experiments.infer.prior import Prior
from experiments.infer.proposals import FromPrior
from experiments.infer.running import Context, seen
from experiments.infer.smc import Stored
from experiments.infer.summaries import summarise
from experiments.store import model_version
from experiments.sweep import recalled
from experiments.sweep.lever import Lever
from experiments.sweep.results import Results
from model import door

if TYPE_CHECKING:
    import pandas as pd

DESIGNS = ("latin_hypercube", "sobol")
"""Designs whose points are spread evenly over their ranges, so that they have a density."""
HOW = "run cfield sweep with --design latin_hypercube --luck own --every 1, over the paths of the priors"


class FromSweep:
    """The law of a sweep's points: even over each range, or over its logarithm.

    Parameters
    ----------
    laws : sequence of Law
        The priors.
    ranges : sequence of Law
        What was swept, in the same order.
    """

    def __init__(self, laws: Sequence[Law], ranges: Sequence[Law]) -> None:
        self.laws, self.ranges = laws, ranges

    def log_density(self, scores: np.ndarray) -> np.ndarray:
        """See :class:`experiments.infer.proposals.Proposal`: the prior's density times the ratio of the two laws' at the values."""
        found = FromPrior().log_density(scores)
        for place, (law, swept) in enumerate(zip(self.laws, self.ranges, strict=True)):
            values = np.asarray(law.at(scores[:, place]), dtype=float)
            found = found + swept.log_density(values) - law.log_density(values)
        return np.asarray(found)

    def draw(self, keys: list[int], parameters: int) -> np.ndarray:
        """Never asked for: its runs are there."""
        raise NotImplementedError(f"{len(keys)} runs of a stored sweep are not drawn again")


def stored_runs(folder: str | Path, prior: Prior, context: Context) -> Stored:
    """The runs of a sweep over the same network, as summaries of the records' columns and epochs.

    Runs outside the prior's range are left out, since they have no mass.

    Parameters
    ----------
    folder : path
    prior : Prior
    context : Context

    Returns
    -------
    Stored

    Raises
    ------
    ValueError
        In one line, when the sweep is not over the same network and the same numbers, or does not hold what is needed.
    """
    results = Results(folder)
    _check(results, prior, context)
    levers = {lever.path: lever for lever in recalled.factors(results.sweep)}
    ranges = [_range(levers[path]) for path in prior.paths]
    frame = results.frame(columns=["run", *prior.paths])
    series = {int(run): rows for run, rows in results.series().groupby("run")}
    table = frame[list(prior.paths)].to_numpy(dtype=float)
    inside = np.all([np.isfinite(law.log_density(table[:, n])) for n, law in enumerate(prior.laws)], axis=0)
    rows = [n for n in range(len(frame)) if inside[n] and int(frame["run"].iloc[n]) in series]
    if not rows:
        raise ValueError(f"{folder} has no run within the ranges of the priors; leave out --runs")
    summaries = [_summary(context, series[int(frame["run"].iloc[n])]) for n in rows]
    scores = np.column_stack([law.scores(table[rows, place]) for place, law in enumerate(prior.laws)])
    return Stored(scores, np.array(summaries), FromSweep(prior.laws, ranges))


def _summary(context: Context, series: pd.DataFrame) -> np.ndarray:
    totals = {str(name): series[name].to_numpy(dtype=float) for name in series}
    records = seen(context, totals)
    return summarise(records.epochs, records.columns)


def _range(lever: Lever) -> Law:
    assert lever.low is not None
    assert lever.high is not None
    return Law(lever.path, "log_uniform" if lever.scale == "log" else "uniform", {"low": lever.low, "high": lever.high})


def _check(results: Results, prior: Prior, context: Context) -> None:
    sweep, folder = results.sweep, results.folder
    base = door.change(door.scenario_from(sweep["scenario"]), {"stop_when": "never"})
    paths = {lever.path for lever in recalled.factors(sweep)}
    length = context.before + int(context.epochs[-1]) + 1
    differing = {**base.to_dict(sources=False), "epochs": 0} != {**prior.base.to_dict(sources=False), "epochs": 0}
    for wrong, words in (
        (differing, "is over another network, or one with other numbers set"),
        (results.description["model_version"] != model_version(), f"was made by another version of the model, not {model_version()}"),
        (paths != set(prior.paths), f"varies {', '.join(sorted(paths))}, and the priors are of {', '.join(sorted(prior.paths))}"),
        (sweep["design"] not in DESIGNS, f"has design = {sweep['design']}, whose points have no density"),
        (any(one["values"] for one in (*sweep["levers"], *sweep["uncertainties"])), "varies over levels, which have no density"),
        (sweep["luck"] != "own" and sweep["points"] > 1, "has runs that share their luck, which are not independent"),
        (sweep["every"] != 1 or sweep["epochs"] < length, f"does not keep every epoch of {length}"),
        (sorted(sweep["plugins"]) != sorted(digest for _, digest in prior.plugins), "has other plug-ins"),
    ):
        if wrong:
            raise ValueError(f"{folder} {words}; {HOW}, or leave out --runs")
