"""What emerges: measures of a run, each with its unit; counts and sums are recorded, ratios are made here.

A ratio whose denominator is zero is missing (nan), never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from model import columns as col
from model import inequality
from model.records import Records
from model.regimes import SIGNS, Sign, signs
from model.run import Run
from model.state import State
from model.strategies import find
from model.strategies.traits import TRAITS


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
MISLED = ("misled_unaudited", "misled_verified")
COSTS = ("compute_costs", "check_costs", "commit_costs")


def _over(unit: str, meaning: str, above: Sequence[str], below: Sequence[str]) -> Measure:
    """A ratio of sums of totals."""
    return Measure(unit, meaning, lambda r: ratio(_sum(r, *above), _sum(r, *below)))


def _share_right(unit: str, meaning: str, above: Sequence[str], below: Sequence[str]) -> Measure:
    """A ratio of sums of totals, less what is wrong by its input alone where right outputs are counted."""

    def right(r: Records, names: Sequence[str]) -> np.ndarray:
        return _sum(r, *names) - (_sum(r, *MISLED) if names is RIGHT_ACCEPTED else 0.0)

    return Measure(unit, meaning, lambda r: ratio(right(r, above), right(r, below)))


def _less(unit: str, meaning: str, above: Sequence[str], *others: str) -> Measure:
    """A sum of totals less others."""
    return Measure(unit, meaning, lambda r: _sum(r, *above) - _sum(r, *others))


MEASURES: dict[str, Measure] = {
    "accepted": _less("1", "outputs accepted", ACCEPTED),
    "acceptance_rate": _over("1", "accepted outputs over jobs served", ACCEPTED, ["jobs"]),
    "integrity": _share_right("1", "outputs right end to end among those accepted", RIGHT_ACCEPTED, ACCEPTED),
    "local_integrity": _over("1", "outputs right by the executor's own work among those accepted", RIGHT_ACCEPTED, ACCEPTED),
    "reuse_rate": _over("1", "jobs that take an earlier output over jobs served", ["reused"], ["jobs"]),
    "depth_mean": _over("1", "outputs on which an accepted output leans in a row", ["depth_sum"], ACCEPTED),
    "cascade_size_mean": _over(
        "1", "outputs that are wrong for the sake of one wrong output, over cascades that ended", ["cascade_outputs"], ["cascades_ended"]
    ),
    "false_reject_rate": _over("1", "right outputs found invalid over right outputs", ["right_invalid"], RIGHT),
    "false_slash_rate": _over("1", "slashes for right outputs over right outputs", ["false_slashes"], RIGHT),
    "detection_rate": _over("1", "wrong outputs found invalid over wrong outputs", ["wrong_invalid"], WRONG),
    "unavailability_rate": _over(
        "1", "outputs rejected as unavailable over jobs served", ["right_unavailable", "wrong_unavailable"], ["jobs"]
    ),
    "audit_rate": _over("1", "audited jobs over jobs served", ["audits"], ["jobs"]),
    "detection_delay_mean": _over(
        "epoch", "epochs from a node's first wrong output until one is found invalid", ["detection_delay"], ["detections"]
    ),
    "drift_rms": Measure(
        "sigma", "root mean square drift of the end of a chain", lambda r: np.sqrt(ratio(r.total("drift_squares"), r.total("chained")))
    ),
    "reached_mean": _over("1", "active nodes that gossip brings a trace to by the deadline", ["reached"], ["gossiped"]),
    "messages_per_trace": _over("1", "copies sent of a trace that travels by gossip", ["messages"], ["gossiped"]),
    "work_cost_per_right_output": _share_right(
        "USD", "cost of computing and committing over right accepted outputs", ["compute_costs", "commit_costs"], RIGHT_ACCEPTED
    ),
    "check_cost_per_right_output": _share_right("USD", "cost of checking over right accepted outputs", ["check_costs"], RIGHT_ACCEPTED),
    "welfare": _less("USD", "value of right accepted outputs, less harm of wrong ones and all costs", ["value_right"], "harm_done", *COSTS),
    "net_issuance": _less("tok", "tokens minted less tokens burned", ["minted"], "burned"),
}
"""Measures of every epoch, beside the totals of ``model.columns.TOTAL_COLUMNS`` and each strategy's share and utility."""


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


def spread_of(trait: str) -> FinalMeasure:
    """Standard deviation of one trait over active nodes: how wide the cloud of behaviours is along it."""

    def of(state: State) -> float:
        values = getattr(state, trait)[state.marks[col.ACTIVE] == 1]
        return float(np.std(values)) if len(values) else float("nan")

    unit = next(column.unit for column in col.NODE_COLUMNS if column.name == trait)
    return FinalMeasure(unit, f"standard deviation of {trait} over active nodes", of)


def _inequality(words: str, index: Callable[[np.ndarray], float], what: str, of_owners: bool) -> FinalMeasure:
    """An index of what nodes or owners hold."""
    meaning = f"{words} of {'stake' if what == 'stake' else 'all income'} over {'owners' if of_owners else 'nodes'}"

    def of(state: State) -> float:
        here = state.present > 0
        held = getattr(state, what)[here]
        return index(inequality.by_owner(held, state.owner[here]) if of_owners else held)

    return FinalMeasure("1", meaning, of)


def among_nodes(state: State, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values of the nodes that are there, and the edges between them, by place among them: an empty berth is no node."""
    here = state.present > 0
    if here.all():
        return values, state.edges
    edges = state.edges[here[state.edges].all(axis=1)]
    return values[here], (np.cumsum(here) - 1)[edges]


def honest_sorting(state: State) -> float:
    """Moran's I of the honest family on the graph; missing without a graph."""
    families = np.array([find(entry.strategy).family == "honest" for entry in state.scenario.population.values()], dtype=float)
    return inequality.morans_i(*among_nodes(state, families[state.strategy]))


FINAL_MEASURES: dict[str, FinalMeasure] = {
    f"{name}_{what}{level}": _inequality(words, index, what, bool(level))
    for name, words, index in (
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
    **{f"spread_{trait}": spread_of(trait) for trait in TRAITS if trait != "cartel"},
    "assortativity": FinalMeasure(
        "1",
        "Newman's assortativity of strategies on the graph; missing without a graph",
        lambda s: inequality.assortativity(*among_nodes(s, s.strategy)),
    ),
    "morans_i_honest": FinalMeasure("1", "Moran's I of the honest family on the graph; missing without a graph", honest_sorting),
}


KNOWN: dict[str, Measure | FinalMeasure | Sign] = {**MEASURES, **FINAL_MEASURES, **SIGNS}
"""Every measure by its name, with unit and meaning."""


def series(records: Records) -> dict[str, np.ndarray]:
    """Every measure, total and strategy column of every epoch, each (epochs,)."""
    return {**records.columns(), **{name: measure.of(records) for name, measure in MEASURES.items()}}


def _mean_of_known(values: np.ndarray) -> float:
    """Mean over the epochs that have a value; missing when none has."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def summary(run: Run, names: Sequence[str] | None = None) -> dict[str, float]:
    """One number for each measure: means over the epochs after the warm-up, and the state at the end.

    A mean of a ratio is the ratio of sums over epochs, so that empty epochs do
    not count, and shares and utilities count over the epochs in which somebody
    is there; ``end_share_NAME`` is a strategy's share at the end, and
    ``epochs`` the epochs that were run.

    Parameters
    ----------
    run : Run
    names : sequence of str, optional
        Those that are wanted, all when left out; a name that this run does not know is left out.

    Returns
    -------
    dict of float
        Missing numbers are nan.
    """
    skipped = run.scenario.warm_up if run.records.epochs > run.scenario.warm_up else 0
    window = run.records.window(skipped)
    pooled = window.pooled()
    found: dict[str, float] = {}
    told: dict[str, float] = {}
    for name in _names(run) if names is None else names:
        if name in MEASURES:
            found[name] = float(MEASURES[name].of(pooled)[0]) / (window.epochs if name in PER_EPOCH else 1)
        elif name in FINAL_MEASURES:
            found[name] = FINAL_MEASURES[name].of(run.state)
        elif name in SIGNS:
            told = told or signs(run)
            found[name] = told[name]
        elif name == "epochs":
            found[name] = float(run.records.epochs)
        else:
            found |= _of_strategy(run.records, window, name)
    return found


PER_EPOCH = {"accepted", "welfare", *(name for name, measure in MEASURES.items() if measure.unit == "tok")}
"""Measures that are sums, and so are divided by the epochs."""


def _names(run: Run) -> list[str]:
    of_strategies = (f"{what}_{name}" for name in run.records.strategies for what in ("share", "end_share", "utility"))
    return ["epochs", *MEASURES, *of_strategies, *FINAL_MEASURES, *SIGNS]


def _of_strategy(records: Records, window: Records, name: str) -> dict[str, float]:
    """A number of one strategy by name; nothing when there is no such number."""
    for what, of in (("end_share_", lambda s: float(records.share(s)[-1])), ("share_", lambda s: _mean_of_known(window.share(s))),
                     ("utility_", lambda s: _mean_of_known(window.mean_utility(s)))):  # fmt: skip
        if name.startswith(what) and name.removeprefix(what) in records.strategies:
            return {name: of(name.removeprefix(what))}
    return {}
