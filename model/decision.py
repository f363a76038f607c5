"""The phase ``decide``: ask strategies for the behaviour of their nodes."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from model import columns as col
from model.economy.contract import PRICE
from model.endowment import FIRST_TRAIT_LAW
from model.field.verification.panel.check import pass_probability
from model.field.verification.panel.numbers import Panel
from model.luck import DECIDE_DRAW, ENDOW
from model.luck_twin import split
from model.population import ROLES, deal
from model.quantity import give_out
from model.scenario import Scenario
from model.state import TOTAL_NAMES, State
from model.strategies import find, is_constant
from model.strategies.contract import PUBLIC_TOTALS, Luck, Nodes, Public
from model.strategies.traits import TRAITS

_TRAIT_ROWS = {name: getattr(col, name.upper()) for name in TRAITS}
_ALL_TRAITS = np.array(list(_TRAIT_ROWS.values()))
_HONEST = np.array([honest for honest, _, _ in TRAITS.values()])
_NOBODY = np.zeros(0, dtype=np.int64)
_OF_VERDICT = {f"{group}_{short}": short for group, short in (
    ("accepted", "unaudited"), ("accepted", "verified"), ("rejected", "invalid"), ("rejected", "unavailable"),
)}  # fmt: skip
_SEEN = np.array([TOTAL_NAMES.index(f"right_{_OF_VERDICT[name]}" if name in _OF_VERDICT else name) for name in PUBLIC_TOTALS])
_VERDICTS = np.array([PUBLIC_TOTALS.index(name) for name in _OF_VERDICT])
_WRONG = np.array([TOTAL_NAMES.index(f"wrong_{short}") for short in _OF_VERDICT.values()])
"""Rows of the totals that everybody sees: of a verdict, right and wrong outputs together."""


def decide(state: State) -> None:
    """Ask every strategy that has new nodes, and every one that reacts in each epoch."""
    if state.pending == 0 and not state.reacts:
        return
    changed, strategy_of = state.marks[col.CHANGED], state.marks[col.STRATEGY]
    waiting = bool(changed.any())
    mutants = waiting and bool((changed == 1).any())
    # Copying brings a shipped strategy's whole behaviour along; only mutants and users' strategies must be asked.
    nobody_waits = not state.reacts and not state.asks_copies and not mutants
    public = None if nobody_waits else _publish(state)
    for e, entry in enumerate(() if public is None else state.scenario.population.values()):
        strategy = find(entry.strategy)
        if getattr(strategy, "reacts", False):
            asked = state.marks[col.PRESENT] > 0
        elif is_constant(strategy):
            asked = changed == 1 if mutants else None
        else:
            asked = changed > 0 if waiting else None
        rows = _NOBODY if asked is None else np.flatnonzero((strategy_of == e) & asked)
        if len(rows):
            if waiting:
                state.memory[rows[changed[rows] > 0]] = 0.0
            _ask(state, strategy, entry, rows, public)
    if waiting:
        changed[:] = 0
    state.pending = 0


def _publish(state: State) -> Public:
    totals = public_totals(state.last_totals) if state.epoch > 0 else {}
    if state.rules is None:
        state.rules = public_rules(state.scenario)
    now = {"price": float(state.network_numbers[PRICE]), "executors": float(state.executor_count)}
    return Public(state.epoch, totals, state.rules | now)


def public_now(state: State) -> Public:
    """What everybody will know in the next epoch."""
    return Public(state.epoch + 1, public_totals(state.totals), public_rules(state.scenario, executors=state.executor_count))


def public_totals(totals: np.ndarray) -> dict[str, float]:
    """What everybody sees of an epoch: verdicts are public, the truth is not.

    Parameters
    ----------
    totals : (totals,), float
        As in ``model.columns.TOTAL_COLUMNS``.
    """
    seen = totals[_SEEN]
    seen[_VERDICTS] += totals[_WRONG]
    return dict(zip(PUBLIC_TOTALS, seen.tolist(), strict=True))


def _ask(state: State, strategy: Any, entry: Any, rows: np.ndarray, public: Any) -> None:
    if is_constant(strategy) and not any(isinstance(value, list) or hasattr(value, "kind") for value in entry.numbers.values()):
        # All its nodes are alike, so one answer serves all.
        _ask_each(state, strategy, entry, rows[:1], public)
        state.nodes[: col.BEHAVIOUR, rows] = state.nodes[: col.BEHAVIOUR, rows[:1]]
    else:
        _ask_each(state, strategy, entry, rows, public)


def _ask_each(state: State, strategy: Any, entry: Any, rows: np.ndarray, public: Any) -> None:
    numbers = NumbersOnDemand(state, entry.all_numbers(), rows)
    is_new = state.marks[col.CHANGED, rows] > 0
    any_new = bool(is_new.any())
    if any_new:  # a strategy changes only what it names
        state.nodes[np.ix_(_ALL_TRAITS, rows[is_new])] = _HONEST[:, None]
    nodes = Nodes(rows, state.nodes, state.marks, state.memory, numbers)
    try:
        strategy.decide(nodes, public, Luck(int(state.keys[DECIDE_DRAW]), rows))
    except Exception as error:
        raise ValueError(f"strategy {strategy.name!r} raises {type(error).__name__} in decide: {error}; mend {_place_of(error)}") from error
    decided = nodes.decided()
    _write(state, strategy, nodes, decided)
    if any_new or "leave" in decided:
        _mark_leavers(state, rows)
    if any_new or not decided.keys().isdisjoint(("filler_deviation", "reference_deviation")):
        price_fillers(state, rows)


def _place_of(error: Exception) -> str:
    """File and line of the strategy that raised, as far as Python says."""
    frames = traceback.extract_tb(error.__traceback__)[1:]
    if not frames:
        return "its file"
    line = [frame.lineno for frame in frames if frame.filename == frames[0].filename][-1]
    return f"{Path(frames[0].filename).name}, line {line}"


class NumbersOnDemand(Mapping[str, np.ndarray]):
    """A strategy's numbers, each (n,), given out at their first use: most that react look at few of theirs in an epoch."""

    def __init__(self, state: State, values: Mapping[str, Any], rows: np.ndarray) -> None:
        self._state, self._values, self._rows = state, values, rows
        self._places = {name: place for place, name in enumerate(values)}
        self._known: dict[str, np.ndarray] = {}

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self._known:
            place = FIRST_TRAIT_LAW + self._places[name]
            self._known[name] = _numbers_of(self._state, self._values[name], self._rows, place)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _numbers_of(state: State, value: Any, rows: np.ndarray, quantity: int) -> np.ndarray:
    if isinstance(value, (int, float)):
        return np.full(len(rows), float(value))
    entered = state.marks[col.ENTERED, rows]
    if isinstance(value, list) and (len(value) != len(rows) or entered.any()):  # nodes that came to it later
        return np.array([value[row % len(value)] for row in rows])
    if not hasattr(value, "kind"):
        return give_out(value, rows, 0, quantity)
    own = np.zeros(len(rows))
    for first in np.unique(entered).tolist():  # a node's own number stays its own, from its first epoch on
        mine = entered == first
        own[mine] = give_out(value, rows[mine], split(split(state.seed, ENDOW), first), quantity)
    return own


def _write(state: State, strategy: Any, nodes: Nodes, decided: Mapping[str, Any]) -> None:
    rows = nodes.rows
    for name, given in decided.items():
        _, low, high = TRAITS[name]
        values = np.asarray(given, dtype=float)
        if values.shape != rows.shape:
            raise ValueError(
                f"strategy {strategy.name!r} decides {name} of shape {values.shape} for {len(rows)} nodes; write nodes.{name}[:] = ..."
            )
        if not (values.min() >= low and values.max() <= high):  # so written, a missing value is refused too
            bad = ~((values >= low) & (values <= high))
            raise ValueError(
                f"strategy {strategy.name!r} decides {name} = {values[bad][0]:g}, outside [{low:g}, {high:g}]; mend its decide"
            )
        state.nodes[_TRAIT_ROWS[name], rows] = values
    if getattr(strategy, "memory", 0):
        state.memory[rows] = nodes.memory


def _mark_leavers(state: State, rows: np.ndarray) -> None:
    if (state.nodes[col.LEAVE, rows] > 0.0).any():
        state.let_leave()


def price_fillers(state: State, rows: np.ndarray) -> None:
    """Set what follows from the technology curve for the behaviour of some nodes."""
    technology = state.scenario.technology
    filler, reference = state.nodes[col.FILLER_DEVIATION, rows], state.nodes[col.REFERENCE_DEVIATION, rows]
    state.nodes[col.FILLER_COST, rows] = technology.cost(filler)
    state.nodes[col.FILLER_IDIOSYNCRATIC, rows] = technology.idiosyncratic(filler)
    state.nodes[col.REFERENCE_COST, rows] = technology.cost(reference)


def public_rules(scenario: Scenario, price: float | None = None, executors: int | None = None) -> dict[str, float]:
    """What the largest job class's field publishes.

    Parameters
    ----------
    scenario : Scenario
    price : float, USD/tok, optional
        In force; the one at the start when left out.
    executors : int, optional
        Nodes that may be given jobs in this epoch; those of the start when left out.

    Returns
    -------
    dict
        ``audit_probability, tolerance, edge, slash, slash_is_fixed, strikes, capital_cost, executors, price, fee, value, work, reuse``;
        ``answers_visible``,
        for which answers of all classes must be public, since a behaviour is one for all;
        and the cartel's ``bribe, gain_share, whistle_bounty, bounty_from_treasury``.
    """
    name, job = max(scenario.job_classes.items(), key=lambda item: item[1].share)
    field = scenario.fields[name]
    rules = {"audit_probability": 1.0, "tolerance": 0.0, "edge": 0.0}
    if isinstance(field.verification, Panel):
        tolerance = field.verification.tolerance
        rules = {
            "audit_probability": field.verification.audit_probability,
            "tolerance": tolerance,
            "edge": edge(tolerance, field.noise.level),
        }
    fixed = float(field.settlement.slash_rule == "fixed")
    settled = {"slash": field.settlement.slash, "slash_is_fixed": fixed, "strikes": float(scenario.accounts.strikes)}
    settled["capital_cost"] = scenario.accounts.capital_cost
    settled["executors"] = float(_executors_at_start(scenario) if executors is None else executors)
    now = scenario.market.price if price is None else price
    shown = all(f.propagation.visibility == "public" for f in scenario.fields.values())
    seen = {"answers_visible": float(shown), "reuse": job.reuse}
    offered = {"price": now, "fee": job.fee, "value": job.value, "work": job.work}
    return {**rules, **settled, **seen, **offered, **_terms_of(scenario)}


def _executors_at_start(scenario: Scenario) -> int:
    people = scenario.population
    counts = zip(people.values(), deal(people, scenario.nodes.count), strict=True)
    return sum(count for entry, count in counts if ROLES[entry.role] & col.EXECUTES)


def _terms_of(scenario: Scenario) -> dict[str, float]:
    cartel = scenario.cartel
    owed = {"bribe": cartel.bribe, "gain_share": cartel.gain_share, "whistle_bounty": cartel.whistle_bounty}
    return {**owed, "bounty_from_treasury": float(cartel.bounty_source == "treasury")}


@lru_cache(maxsize=256)
def edge(tolerance: float, level: float, acceptance: float = 0.5) -> float:
    """The deviation that one check between two noisy runs passes with a given probability (C2).

    Parameters
    ----------
    tolerance, level : float, sigma
    acceptance : float
        In (0, 1).

    Returns
    -------
    float, sigma
        0 when not even a right segment passes that often.
    """
    tau = 2.0**0.5 * level
    if pass_probability(0.0, tolerance, tau) <= acceptance:
        return 0.0
    low, high = 0.0, tolerance + 40.0 * tau + 1.0
    for _ in range(200):
        middle = (low + high) / 2
        if pass_probability(middle, tolerance, tau) > acceptance:
            low = middle
        else:
            high = middle
    return low
