"""What emerges: measures of a run, each with its unit; counts and sums are recorded, ratios are made here.

A ratio whose denominator is zero is missing (nan), never zero.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from model import columns as col
from model import inequality
from model.records import Records
from model.run import Run
from model.state import State


class Measure(NamedTuple):
    """A measure of every epoch.

    Attributes
    ----------
    unit, meaning : str
    of : callable
        From records to an array, (epochs,).
    """

    unit: str
    meaning: str
    of: Callable[[Records], np.ndarray]


class FinalMeasure(NamedTuple):
    """A measure of the state at the end of a run."""

    unit: str
    meaning: str
    of: Callable[[State], float]


def ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Above / below, missing where `below` is zero."""
    return np.divide(above, below, out=np.full(len(above), np.nan), where=below != 0)


def _sum(records: Records, *names: str) -> np.ndarray:
    return np.sum([records.total(name) for name in names], axis=0)


RIGHT = tuple(f"right_{v}" for v in ("unaudited", "verified", "invalid", "unavailable"))
WRONG = tuple(f"wrong_{v}" for v in ("unaudited", "verified", "invalid", "unavailable"))
ACCEPTED = ("right_unaudited", "right_verified", "wrong_unaudited", "wrong_verified")
RIGHT_ACCEPTED = ("right_unaudited", "right_verified")
COSTS = ("compute_costs", "check_costs", "commit_costs")

MEASURES: dict[str, Measure] = {
    "accepted": Measure("1", "outputs accepted", lambda r: _sum(r, *ACCEPTED)),
    "acceptance_rate": Measure("1", "accepted outputs over jobs served", lambda r: ratio(_sum(r, *ACCEPTED), r.total("jobs"))),
    "integrity": Measure("1", "right outputs among those accepted", lambda r: ratio(_sum(r, *RIGHT_ACCEPTED), _sum(r, *ACCEPTED))),
    "false_reject_rate": Measure("1", "right outputs found invalid over right outputs", lambda r: ratio(r.total("right_invalid"), _sum(r, *RIGHT))),
    "false_slash_rate": Measure("1", "slashes for right outputs over right outputs", lambda r: ratio(r.total("false_slashes"), _sum(r, *RIGHT))),
    "detection_rate": Measure("1", "wrong outputs found invalid over wrong outputs", lambda r: ratio(r.total("wrong_invalid"), _sum(r, *WRONG))),
    "unavailability_rate": Measure(
        "1", "outputs rejected as unavailable over jobs served", lambda r: ratio(_sum(r, "right_unavailable", "wrong_unavailable"), r.total("jobs"))
    ),
    "audit_rate": Measure("1", "audited jobs over jobs served", lambda r: ratio(r.total("audits"), r.total("jobs"))),
    "detection_delay_mean": Measure(
        "epoch", "epochs from a node's first wrong output to its next invalid verdict", lambda r: ratio(r.total("detection_delay"), r.total("detections"))
    ),
    "work_cost_per_right_output": Measure(
        "USD", "cost of computing and committing over right accepted outputs", lambda r: ratio(_sum(r, "compute_costs", "commit_costs"), _sum(r, *RIGHT_ACCEPTED))
    ),
    "check_cost_per_right_output": Measure(
        "USD", "cost of checking over right accepted outputs", lambda r: ratio(r.total("check_costs"), _sum(r, *RIGHT_ACCEPTED))
    ),
    "welfare": Measure(
        "USD", "value of right accepted outputs, less harm of wrong ones, less all costs", lambda r: r.total("value_right") - r.total("harm_done") - _sum(r, *COSTS)
    ),
    "net_issuance": Measure("tok", "tokens minted less tokens burned", lambda r: r.total("minted") - r.total("burned")),
}  # fmt: skip
"""Measures of every epoch, beside the totals of ``model.columns.TOTAL_COLUMNS`` and each strategy's share and utility."""


def _owners(state: State, column: np.ndarray) -> np.ndarray:
    return inequality.by_owner(column, state.owner)


def cartel_stake_share(state: State) -> float:
    """Share of the active stake that any cartel holds."""
    active = state.marks[col.ACTIVE] == 1
    total = float(np.sum(state.stake[active]))
    return float(np.sum(state.stake[active & (state.cartel > 0)])) / total if total > 0 else float("nan")


def trait_spread(state: State) -> float:
    """Root of the summed variances of the traits in [0, 1] over active nodes: 0 when all behave alike."""
    active = state.marks[col.ACTIVE] == 1
    rows = [col.EFFORT, col.ATTACK_RATE, col.WITHHOLD, col.VIGILANCE, col.GRIEF]
    return float(np.sqrt(np.sum(np.var(state.nodes[rows][:, active], axis=1)))) if active.any() else float("nan")


FINAL_MEASURES: dict[str, FinalMeasure] = {
    f"{index}_{what}{level}": FinalMeasure(
        "1",
        f"{words} of {'stake' if what == 'stake' else 'all income'} over {'owners' if level else 'nodes'}",
        lambda s, f=function, w=what, o=bool(level): f(_owners(s, getattr(s, w)) if o else getattr(s, w)),
    )
    for index, words, function in (
        ("gini", "Gini index", inequality.gini),
        ("hhi", "Herfindahl-Hirschman index", inequality.herfindahl),
        ("theil", "Theil index", inequality.theil),
        ("nakamoto", "Nakamoto coefficient (more than one half)", lambda x: float(inequality.nakamoto(x))),
    )
    for what in ("stake", "earned")
    for level in ("", "_owner")
} | {
    "cartel_stake_share": FinalMeasure("1", "share of the active stake held by cartels", cartel_stake_share),
    "trait_spread": FinalMeasure("1", "spread of behaviours over active nodes", trait_spread),
    "assortativity": FinalMeasure(
        "1", "Newman's assortativity of strategies on the graph; missing without a graph", lambda s: inequality.assortativity(s.strategy, s.edges)
    ),
    "morans_i_honest": FinalMeasure(
        "1",
        "Moran's I of the honest family on the graph; missing without a graph",
        lambda s: inequality.morans_i(np.array([s.family(row) == "honest" for row in range(s.marks.shape[1])], dtype=float), s.edges)
        if len(s.edges)
        else float("nan"),
    ),
}


def series(records: Records) -> dict[str, np.ndarray]:
    """Every measure, total and strategy column of every epoch, each (epochs,)."""
    return {**records.columns(), **{name: measure.of(records) for name, measure in MEASURES.items()}}


def summary(run: Run) -> dict[str, float]:
    """One number for each measure: means over the epochs after the warm-up, and the state at the end.

    A mean of a ratio is the ratio of sums over epochs, so that empty epochs do
    not count; ``end_share_NAME`` is a strategy's share at the end, and
    ``epochs`` the epochs that were run.

    Returns
    -------
    dict of float
        Missing numbers are nan.
    """
    skipped = run.scenario.warm_up if run.records.epochs > run.scenario.warm_up else 0
    window = run.records.window(skipped)
    numbers: dict[str, float] = {"epochs": float(run.records.epochs)}
    pooled = window.pooled()
    numbers |= {name: float(measure.of(pooled)[0]) / (window.epochs if measure.unit == "tok" or name in ("accepted", "welfare") else 1)
                for name, measure in MEASURES.items()}  # fmt: skip
    for name in run.records.strategies:
        numbers[f"share_{name}"] = float(np.mean(window.share(name)))
        numbers[f"end_share_{name}"] = float(run.records.share(name)[-1])
        utilities = window.mean_utility(name)
        numbers[f"utility_{name}"] = float(np.nanmean(utilities)) if np.isfinite(utilities).any() else float("nan")
    numbers |= {name: measure.of(run.state) for name, measure in FINAL_MEASURES.items()}
    return numbers
