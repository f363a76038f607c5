"""The regimes of a sweep's runs: how many are in each, and how many labels hang on where thresholds lie."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import pandas as pd

from experiments.statistics import wilson
from experiments.sweep.results import Results
from model.regimes import LOOKED_AT, MIXED, RULES, USUAL, Thresholds, fragility, labels

BY = 0.2
"""How far a threshold moves, over itself."""


class Labelled(NamedTuple):
    """Regimes of many runs.

    Attributes
    ----------
    counts : DataFrame
        Columns ``regime, runs, share, low, high``, the most frequent first: share of the runs with Wilson's 95 % interval.
    fragile : dict of float
        By threshold, and ``any``: share of the runs whose label changes when it moves by a fifth, up or down.
    """

    counts: pd.DataFrame
    fragile: dict[str, float]


def labelled(results: Results, where: str = "", thresholds: Thresholds = USUAL) -> Labelled | None:
    """Name the regime of each run that did not fail.

    Parameters
    ----------
    results : Results
    where : str
        A condition, as of `Results.frame`.
    thresholds : Thresholds

    Returns
    -------
    Labelled or None
        None when the signs that rules look at are not among the outcomes, or no run is there.
    """
    if not set(LOOKED_AT) <= set(results.outcomes):
        return None
    frame = results.frame(where, columns=LOOKED_AT)
    if frame.empty:
        return None
    columns = {name: frame[name].to_numpy(dtype=float) for name in LOOKED_AT}
    counted = Counter(labels(columns, thresholds).tolist())
    order = sorted(counted, key=lambda name: (-counted[name], [*RULES, MIXED].index(name)))
    rows = [(name, counted[name], counted[name] / len(frame), *wilson(counted[name], len(frame))) for name in order]
    return Labelled(pd.DataFrame(rows, columns=["regime", "runs", "share", "low", "high"]), fragility(columns, thresholds, BY))
