"""Expectations: what a behaviour earns in an epoch in front of a crowd, in closed form.

Nothing is simulated. Where a crowd is given by counts, panels are drawn from it
without replacement. Nodes of unequal types count at their mean cost, gain and
noise; assignment by stake or reputation counts as even; a treasury that pays
verifiers never runs dry; a node sits out no jail. Verdicts of different jobs
count as independent in the share of an emission by accepted work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from model.columns import PRICE
from model.desk import EXECUTES, VERIFIES, Desk, behaviours_of
from model.earning import utility_before
from model.economy.contract import EMISSION
from model.field.crowd import Crowd
from model.population import ROLES
from model.quantity import mean_of
from model.scenario import Scenario
from model.state import State

LARGEST_MEMORY = 10_000
"""Populations whose expectations are kept, of each scenario."""
SCENARIOS = 8
"""Scenarios whose expectations are kept in a process: runs of one scenario from many seeds meet the same populations."""
_Known = dict[bytes, list[np.ndarray]]
_MEMORY: dict[int, tuple[Scenario, list[int], _Known]] = {}


def utility(
    scenario: Scenario,
    traits: Mapping[str, float],
    crowd: Crowd | None = None,
    *,
    role: str = "executor",
    stake: float | None = None,
    counts: np.ndarray | None = None,
) -> float:
    """Expected utility of a node in an epoch.

    Parameters
    ----------
    scenario : Scenario
    traits : mapping
        Its behaviour.
    crowd : Crowd, optional
        The verifiers beside it; the population's when left out.
    role : str
        ``executor``, ``verifier`` or ``both``.
    stake : float, tok, optional
        The network's mean when left out.
    counts : ndarray, (4, entries), optional
        The other nodes by role and entry; the population at the start when left out.

    Returns
    -------
    float, USD/epoch
    """
    desk = Desk(scenario)
    others = desk.counts if counts is None else counts
    return utility_before(
        desk, traits, crowd or desk.crowd(others), ROLES[role], mean_of(scenario.nodes.stake) if stake is None else stake, others
    )


def expected_utilities(scenario: Scenario, counts: np.ndarray, everybody: bool = False, verifiers: int | None = None) -> np.ndarray:
    """Expected utility of a node of each entry and role in a finite population, itself excluded from its crowd.

    Parameters
    ----------
    scenario : Scenario
    counts : ndarray, (4, entries)
        Active nodes by role and entry.
    everybody : bool
        Also those entries that do not adapt.
    verifiers : int, optional
        Verifiers in the network, all of whom a panel of all seats; those of the start when left out.

    Returns
    -------
    ndarray, (4, entries), USD/epoch
        0 except for entries in their own role, where such nodes are in the network.
    """
    desk = Desk(scenario, _relaying(scenario, counts), verifiers)
    adapts = np.array([entry.adapts or everybody for entry in scenario.population.values()])
    roles = np.array([ROLES[entry.role] for entry in scenario.population.values()])
    table = np.zeros_like(counts, dtype=float)
    for role in range(1, 4):
        if not counts[role, adapts].any():
            continue
        for e in np.flatnonzero(adapts & (roles == role)):
            others = counts.copy()
            others[role, e] = max(0.0, others[role, e] - 1.0)
            table[role, e] = utility_before(desk, desk.behaviours[e], desk.crowd(others), role, desk.stakes[e], others)
    return table


def expected_utilities_of_many(scenario: Scenario, counts: np.ndarray) -> np.ndarray:
    """The same in a population so large that one node more or less does not count: crowds are shares, counts need not be whole.

    Parameters
    ----------
    scenario : Scenario
    counts : ndarray, (4, entries)
        Active nodes by role and entry.

    Returns
    -------
    ndarray, (4, entries), USD/epoch
        0 except for adapting entries in their own role.
    """
    desk = Desk(scenario, _relaying(scenario, counts))
    crowd = desk.shares(counts)
    adapts = np.array([entry.adapts for entry in scenario.population.values()])
    roles = np.array([ROLES[entry.role] for entry in scenario.population.values()])
    table = np.zeros_like(counts, dtype=float)
    for role in range(1, 4):
        nodes = float(counts[role].sum())
        if nodes <= 0 or not counts[role, adapts].any():
            continue
        others = counts.astype(float)
        others[role] *= max(0.0, nodes - 1.0) / nodes
        for e in np.flatnonzero(adapts & (roles == role)):
            table[role, e] = utility_before(desk, desk.behaviours[e], crowd, role, desk.stakes[e], others)
    return table


def expected_of_all(state: State) -> np.ndarray:
    """Expected utilities of all nodes, adapting or not, in the population that the census has just counted, (4, entries), USD/epoch."""
    here = state.count_verifiers()
    return _kept(state, "staying", here, lambda s: expected_utilities(s, state.counts, True, here))


def expected_on_entry(state: State) -> np.ndarray:
    """Expected utility of one node more of each entry in the population that the census has just counted.

    A panel of all has a seat more where the newcomer verifies.

    Parameters
    ----------
    state : State

    Returns
    -------
    ndarray, (entries,), USD/epoch
    """

    def utilities(scenario: Scenario) -> np.ndarray:
        relaying, worth = _relaying(scenario, state.counts), []
        for e, role in enumerate(ROLES[entry.role] for entry in scenario.population.values()):
            desk = Desk(scenario, relaying, here + int(role & VERIFIES > 0))
            worth.append(utility_before(desk, desk.behaviours[e], desk.crowd(state.counts), role, desk.stakes[e], state.counts))
        return np.array(worth)

    here = state.count_verifiers()
    return _kept(state, "entering", here, utilities)


def _kept(state: State, name: str, verifiers: int, table: Callable[[Scenario], np.ndarray]) -> np.ndarray:
    owner, known = state.extra.get(name, (None, {}))
    if owner is not state.scenario or len(known) > LARGEST_MEMORY:
        known = {}
        state.extra[name] = state.scenario, known
    return _at_price(state, known, state.counts.tobytes() + b" %d" % verifiers, table)


def _relaying(scenario: Scenario, counts: np.ndarray) -> float:
    nodes = counts.sum(axis=0)
    hidden = [behaviour["withhold"] for behaviour in behaviours_of(scenario)]
    return float(1.0 - nodes @ np.array(hidden) / max(1.0, nodes.sum()))


def expected_payoffs(state: State) -> np.ndarray:
    """The signal ``expected``: expected utilities in the population that the census has just counted, at the epoch's price and emission.

    Kept by counts, for a population comes back to where it was.

    Parameters
    ----------
    state : State

    Returns
    -------
    ndarray, (4, entries), USD/epoch
    """
    roles, known = _memory_of(state.scenario)
    if len(known) > LARGEST_MEMORY:
        known.clear()
    here = state.verifiers_present
    key = state.counts[roles].tobytes() + b" %d" % here
    return _at_price(state, known, key, lambda s: expected_utilities(s, state.counts, verifiers=here))


def _at_price(state: State, known: dict[bytes, Any], key: bytes, table: Callable[[Scenario], np.ndarray]) -> np.ndarray:
    """A table of expectations at the epoch's price, kept by a key."""
    if key not in known:
        known[key] = [table(state.scenario)]
    market, accounts = state.scenario.market, state.scenario.accounts
    price, emission = float(state.totals[PRICE]), float(state.network_numbers[EMISSION])
    if price == market.price and emission == accounts.emission:
        return np.asarray(known[key][0])
    if len(known[key]) == 1:
        # Tokens enter utilities times the price, and emission enters tokens as a share: two more tables give all of it.
        dearer = market.model_copy(update={"price": market.price + 1.0})
        more = accounts.model_copy(update={"emission": accounts.emission + 1.0})
        known[key] += [
            table(state.scenario.model_copy(update=changed)) for changed in ({"market": dearer}, {"market": dearer, "accounts": more})
        ]
    at_start, at_price, at_both = known[key]
    share = (at_both - at_price) / (market.price + 1.0)
    return np.asarray(at_start + (price - market.price) * (at_price - at_start) + price * (emission - accounts.emission) * share)


def _memory_of(scenario: Scenario) -> tuple[list[int], _Known]:
    kept = _MEMORY.get(id(scenario))
    if kept is None or kept[0] is not scenario:
        if len(_MEMORY) >= SCENARIOS:
            _MEMORY.clear()
        kept = _MEMORY[id(scenario)] = (scenario, telling_roles(scenario), {})
    return kept[1], kept[2]


def telling_roles(scenario: Scenario) -> list[int]:
    """Roles whose counts the expectations depend on.

    Executors that adapt in front of verifiers that do not earn the same however
    many of them do what, unless they share a pot: jobs, emission or the graph.
    """
    shares_pot = (
        scenario.jobs.arrival == "total" or scenario.accounts.emission > 0 or scenario.issuance.kind != "constant" or scenario.needs_graph
    )
    if shares_pot or any(ROLES[e.role] & VERIFIES for e in scenario.population.values() if e.adapts):
        return [1, 2, 3]
    return [VERIFIES, EXECUTES | VERIFIES]
