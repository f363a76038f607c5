"""What kind of collective behaviour a run has come to: its regime, its cycles, its absorption.

Rules look at a few numbers of a run (:func:`signs`) and at nothing else, so
that labels can be made from stored results, and made anew with other
thresholds (:func:`label`). The first rule that holds names the regime.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from model import columns as col
from model import inequality
from model.cycles import cycle
from model.records import Records
from model.run import Run
from model.state import State
from model.strategies import find

FAMILIES = ("honest", "lazy", "adversarial")


class Thresholds(NamedTuple):
    """Where one regime ends and another begins.

    Attributes
    ----------
    extinct : float
        Active nodes over the most there were, below which nobody is left to speak of.
    collapsed : float
        Value of all stakes (USD) over the highest it was, below which the network is in a death spiral.
    regular : float
        Share of the power of a family's share that one frequency holds in a cycle.
    swing : float
        Least amplitude of a cycle, as a share of the nodes.
    few : float
        Effective number of owners (1 / Herfindahl of stakes) up to which they are an oligarchy.
    majority : float
        Share of the nodes from which a family makes the regime.
    right : float
        Least share of right outputs among those accepted where honesty is the convention.
    wrong : float
        Share of wrong outputs among those accepted as verified from which verifiers hold each other to a wrong convention.
    """

    extinct: float = 0.02
    collapsed: float = 0.1
    regular: float = 0.5
    swing: float = 0.1
    few: float = 3.0
    majority: float = 0.5
    right: float = 0.9
    wrong: float = 0.5


USUAL = Thresholds()


class Sign(NamedTuple):
    """A number of a run that rules look at: unit and meaning."""

    unit: str
    meaning: str


SIGNS = {
    "nodes_left": Sign("1", "active nodes at the end over the most there were"),
    "value_left": Sign("1", "value of all stakes in USD at the end over the highest it was; missing when nobody is left"),
    "late_honest": Sign("1", "share of the honest family in the last quarter of the run"),
    "late_lazy": Sign("1", "share of the lazy family in the last quarter of the run"),
    "late_adversarial": Sign("1", "share of the adversarial family in the last quarter of the run"),
    "late_integrity": Sign("1", "right outputs among those accepted in the last quarter of the run"),
    "late_verified_wrong": Sign("1", "wrong outputs among those accepted as verified in the last quarter of the run"),
    "effective_owners": Sign("1", "owners of equal stakes that would be as concentrated as those at the end"),
    "cycle_power": Sign("1", "share of a swing's power that one frequency holds in the second half of the run; 0 if it is but noise"),
    "cycle_amplitude": Sign("1", "amplitude of that swing, of a family's share of the nodes"),
    "cycle_period": Sign("epoch", "its period; missing where nothing swings"),
    "absorbed_at": Sign("epoch", "first epoch from which one strategy has all nodes until the end; missing if none has"),
}


LOOKED_AT = tuple(name for name in SIGNS if name not in ("cycle_period", "absorbed_at"))
"""The signs that rules look at; period and absorption are told beside the regime."""


class Rule(NamedTuple):
    """A regime: when a run is in it, and that in words, with the thresholds by name."""

    holds: Callable[[Mapping[str, Any], Thresholds], Any]
    words: str


# A sign that is missing (nan) compares as false, so that no rule holds by what nobody knows. Rules hold for a run or for columns of runs.
RULES: dict[str, Rule] = {
    "extinction": Rule(
        lambda s, t: s["nodes_left"] < t.extinct,
        "at the end less than {extinct:g} of the most nodes there were take part",
    ),
    "death spiral": Rule(
        lambda s, t: s["value_left"] < t.collapsed,
        "the value of all stakes in USD is below {collapsed:g} of the highest it was, and nodes are left",
    ),
    "cycling": Rule(
        lambda s, t: (s["cycle_power"] >= t.regular) & (s["cycle_amplitude"] >= t.swing),
        "a family's share swings by {swing:g} or more around its mean, one frequency holds {regular:g} of that, and noise has none like it",
    ),
    "oligarchy": Rule(
        lambda s, t: s["effective_owners"] <= t.few,
        "stakes are held as if by {few:g} equal owners or fewer",
    ),
    "adversarial capture": Rule(
        lambda s, t: s["late_adversarial"] >= t.majority,
        "{majority:g} or more of the nodes attack",
    ),
    "wrong convention": Rule(
        lambda s, t: s["late_verified_wrong"] >= t.wrong,
        "of the outputs accepted as verified {wrong:g} or more are wrong: verifiers agree with each other, not with the truth",
    ),
    "lazy equilibrium": Rule(
        lambda s, t: s["late_lazy"] >= t.majority,
        "{majority:g} or more of the nodes save work",
    ),
    "honest convention": Rule(
        lambda s, t: (s["late_honest"] >= t.majority) & (s["late_integrity"] >= t.right),
        "{majority:g} or more of the nodes are honest, and {right:g} or more of the accepted outputs are right",
    ),
}
"""The regimes, in the order in which their rules are tried; where none holds, the run is ``mixed``."""
MIXED = "mixed"


def words(thresholds: Thresholds = USUAL) -> dict[str, str]:
    """Each regime's rule in words."""
    return {name: rule.words.format(**thresholds._asdict()) for name, rule in RULES.items()} | {MIXED: "none of these"}


def label(signs: Mapping[str, float], thresholds: Thresholds = USUAL) -> str:
    """The regime of a run.

    Parameters
    ----------
    signs : mapping of float
        As from :func:`signs`.
    thresholds : Thresholds

    Returns
    -------
    str
        A name of :data:`RULES`, or ``mixed``.
    """
    return next((name for name, rule in RULES.items() if rule.holds(signs, thresholds)), MIXED)


def labels(columns: Mapping[str, np.ndarray], thresholds: Thresholds = USUAL) -> np.ndarray:
    """The regimes of many runs.

    Parameters
    ----------
    columns : mapping of (runs,) array
        The signs in :data:`LOOKED_AT`, a value for each run.
    thresholds : Thresholds

    Returns
    -------
    (runs,) array of str
    """
    signs = {name: np.asarray(columns[name], dtype=float) for name in LOOKED_AT}
    return np.select([rule.holds(signs, thresholds) for rule in RULES.values()], list(RULES), MIXED)


def fragility(
    table: Sequence[Mapping[str, float]] | Mapping[str, np.ndarray], thresholds: Thresholds = USUAL, by: float = 0.2
) -> dict[str, float]:
    """Share of the runs whose label changes when a threshold moves by a fifth, up or down.

    Parameters
    ----------
    table : sequence of mapping, or mapping of arrays
        Signs of each run, or a column for each sign.
    thresholds : Thresholds
    by : float
        How far a threshold moves, over itself; shares stay at most 1.

    Returns
    -------
    dict of float
        By threshold; ``any`` is the share of runs that some move relabels. nan without runs.
    """
    columns = table if isinstance(table, Mapping) else {name: np.array([signs[name] for signs in table]) for name in LOOKED_AT}
    if not len(columns[LOOKED_AT[0]]):
        return dict.fromkeys((*Thresholds._fields, "any"), float("nan"))
    plain = labels(columns, thresholds)
    changed = {}
    for name, value in thresholds._asdict().items():
        most = np.inf if name == "few" else 1.0
        moved = [thresholds._replace(**{name: min(most, value * factor)}) for factor in (1.0 - by, 1.0 + by)]
        changed[name] = np.any([labels(columns, thresholds_moved) != plain for thresholds_moved in moved], axis=0)
    return {name: float(rows.mean()) for name, rows in changed.items()} | {"any": float(np.any(list(changed.values()), axis=0).mean())}


def signs(run: Run, window: float = 0.25) -> dict[str, float]:
    """The numbers of a run that tell its regime.

    Parameters
    ----------
    run : Run
    window : float
        Last part of the epochs over which means are taken, in (0, 1]; cycles are looked for in the second half of the run.

    Returns
    -------
    dict of float
        By the names of :data:`SIGNS`; nan where there is no such number.

    Raises
    ------
    ValueError
        For a window outside (0, 1].
    """
    if not 0.0 < window <= 1.0:
        raise ValueError(f"window = {window!r} is not in (0, 1]; give the last part of the run that is looked at")
    records = run.records
    late = records.window(records.epochs - max(1, round(window * records.epochs)))
    families = family_shares(run)
    active, value = records.total("active_nodes"), records.total("staked") * records.total("price")
    known = [_mean(families[name][records.epochs - late.epochs :]) for name in FAMILIES]
    right = late.total("right_unaudited").sum() + late.total("right_verified").sum()
    wrong = late.total("wrong_unaudited").sum() + late.total("wrong_verified").sum()
    verified = late.total("right_verified").sum() + late.total("wrong_verified").sum()
    swings = [cycle(families[name][records.epochs // 2 :]) for name in FAMILIES]
    strongest = max(swings, key=lambda swing: swing.amplitude * swing.power)
    return {
        "nodes_left": _over(float(active[-1]), float(active.max())),
        "value_left": _over(float(value[-1]), float(value.max())) if active[-1] > 0 else float("nan"),
        **{f"late_{name}": share for name, share in zip(FAMILIES, known, strict=True)},
        "late_integrity": _over(right, right + wrong),
        "late_verified_wrong": _over(float(late.total("wrong_verified").sum()), verified),
        "effective_owners": effective_owners(run.state),
        "cycle_power": strongest.power,
        "cycle_amplitude": strongest.amplitude,
        "cycle_period": strongest.period,
        "absorbed_at": absorbed_at(records),
    }


def family_shares(run: Run) -> dict[str, np.ndarray]:
    """Share of the active nodes of each family, each (epochs,); nan where nobody is active.

    A policy that nobody coded belongs to no family: its nodes count by what
    they do at the end, attack (rate of one half or more), save work (effort
    below one half) or neither.
    """
    shares = {name: np.zeros(run.records.epochs) for name in FAMILIES}
    for row, (name, entry) in enumerate(run.scenario.population.items()):
        family = str(find(entry.strategy).family)
        mine = run.records.share(name)
        for kind, weight in ({family: 1.0} if family in FAMILIES else _by_behaviour(run.state, row)).items():
            shares[kind] = shares[kind] + weight * mine
    return shares


def _by_behaviour(state: State, entry: int) -> dict[str, float]:
    mine = (state.active == 1) & (state.strategy == entry)
    if not mine.any():
        return {}
    attacks = state.attack_rate[mine] >= 0.5
    saves = ~attacks & (state.effort[mine] < 0.5)
    return dict(zip(FAMILIES, (float((~attacks & ~saves).mean()), float(saves.mean()), float(attacks.mean())), strict=True))


def effective_owners(state: State) -> float:
    """One over the Herfindahl index of the owners' stakes: as many equal owners would be as concentrated; nan without stakes."""
    here = state.marks[col.PRESENT] > 0
    return 1.0 / inequality.herfindahl(inequality.by_owner(state.stake[here], state.owner[here])) if here.any() else float("nan")


def absorbed_at(records: Records) -> float:
    """First epoch from which one strategy of the population has all active nodes until the end; nan if there is none."""
    ruling = [records.share(name) == 1.0 for name in records.strategies]
    winner = next((rows for rows in ruling if len(rows) and rows[-1]), None)
    if winner is None:
        return float("nan")
    others = np.flatnonzero(~winner)
    return float(others[-1] + 1) if len(others) else 0.0


def _over(above: float, below: float) -> float:
    return float(above / below) if below > 0 else float("nan")


def _mean(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
