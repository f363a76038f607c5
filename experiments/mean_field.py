"""The deterministic companion of a run: the model's own expectations and rules of revision, without luck.

In a large population the shares of the strategies move by the mean switching
rates of the kind of adaptation, at the expected utilities of the moment. Two
limits of large populations are told apart. When revision is gradual, shares
follow a differential equation. When a share of all nodes revises at once in
every epoch, as in a run with ``revision = "rate"``, they follow a map, whose
cycles grow where those of the equation do not (F1c of the catalogue).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.integrate import solve_ivp

from model.adaptation.best_response import is_better
from model.adaptation.imitation import fermi
from model.adaptation.logit import weight
from model.adaptation.replicator import proportional
from model.desk import Desk
from model.expectation import expected_utilities_of_many
from model.population import ROLES
from model.scenario import Scenario

RELATIVE, ABSOLUTE = 1e-8, 1e-30
"""Errors of the integration: of each number of nodes, and of all nodes of the network."""


class Role(NamedTuple):
    """The adapting nodes of a role, as revisers see them.

    Attributes
    ----------
    counts : (entries,), float
        Nodes of each entry.
    payoffs : (entries,), float, USD/epoch
    open_to : (entries,), bool
        Whether nodes of this role may take up an entry.
    """

    counts: np.ndarray
    payoffs: np.ndarray
    open_to: np.ndarray


def _copying(copy: Callable[[float, float], float]) -> Callable[[Any, Role], np.ndarray]:
    """Meet a uniform other node, and copy it with a probability that depends on both payoffs."""

    def switching(setting: Any, role: Role) -> np.ndarray:
        others = max(1.0, float(role.counts.sum()) - 1.0)
        met = role.counts / others * role.open_to
        return np.array(
            [[p * copy(model - own, setting.intensity) for p, model in zip(met, role.payoffs, strict=True)] for own in role.payoffs]
        )

    return switching


def _options(role: Role, own: int) -> np.ndarray:
    """Entries that a follower of `own` chooses among: those open to it, and its own."""
    options = role.open_to.copy()
    options[own] = True
    return np.flatnonzero(options)


def _choosing(setting: Any, role: Role) -> np.ndarray:
    """Take an entry in proportion to its weight."""
    entries = len(role.counts)
    chances = np.zeros((entries, entries))
    for own in range(entries):
        options = _options(role, own)
        best = float(role.payoffs[options].max())
        weights = np.array([weight(role.payoffs[e], best, setting.intensity) for e in options])
        chances[own, options] = weights / weights.sum()
    return chances


def _responding(setting: Any, role: Role) -> np.ndarray:
    """Take the best entry: its own in a tie, else the first of the best."""
    entries = len(role.counts)
    chances = np.zeros((entries, entries))
    for own in range(entries):
        taken = own
        for e in _options(role, own):
            if is_better(role.payoffs[e], role.payoffs[taken]):
                taken = int(e)
        chances[own, taken] = 1.0
    return chances


SWITCHING: dict[str, Callable[[Any, Role], np.ndarray]] = {
    "imitation": _copying(fermi), "replicator": _copying(proportional), "logit": _choosing, "best_response": _responding,
}  # fmt: skip
"""For each kind of adaptation, the probability that a reviser of entry i (row) goes over to entry j (column) before mutation."""
JUMPS = ("best_response",)
"""Kinds whose mean motion is not continuous, so that no differential equation has it."""


class MeanField:
    """The mean motion of a scenario's shares.

    Parameters
    ----------
    scenario : Scenario

    Raises
    ------
    ValueError
        For an adaptation whose mean motion is not known here.
    """

    def __init__(self, scenario: Scenario) -> None:
        _check(scenario)
        self.scenario, self.setting = scenario, scenario.adaptation
        entries = scenario.population
        self.start = Desk(scenario).counts.astype(float)
        self.adapts = np.array([e.adapts for e in entries.values()])
        barred = getattr(self.setting, "barred", [])
        open_to = [e.adapts and name not in barred for name, e in entries.items()]
        roles = np.array([ROLES[e.role] for e in entries.values()])
        self.open_to = np.array([[o and r == role for o, r in zip(open_to, roles, strict=True)] for role in range(4)])

    def change(self, counts: np.ndarray) -> np.ndarray:
        """Expected change of the number of nodes of each entry in an epoch.

        Parameters
        ----------
        counts : ndarray, (4, entries)
            Nodes by role and entry.

        Returns
        -------
        ndarray, (4, entries), 1/epoch
        """
        flows = self._flows(counts)
        return np.asarray(flows.sum(axis=1) - flows.sum(axis=2))

    def _flows(self, counts: np.ndarray) -> np.ndarray:
        """Expected number of nodes of each role that go over from one entry to another in an epoch, (4, entries, entries)."""
        setting: Any = self.setting
        payoffs = expected_utilities_of_many(self.scenario, counts)
        adapting = counts * self.adapts
        rate = 1.0 / max(1.0, float(adapting.sum())) if setting.revision == "one" else setting.revision_rate
        flows = np.zeros((*counts.shape, counts.shape[1]))
        for role in np.flatnonzero(adapting.sum(axis=1) > 0):
            chances = self._chances(Role(adapting[role], payoffs[role], self.open_to[role]))
            flows[role] = rate * adapting[role][:, None] * chances
        return flows

    def spread(self, epochs: int) -> np.ndarray:
        """Standard deviation by luck of the number of nodes of each entry, around the map of :meth:`path`.

        In a large network deviations are small and normal; each epoch carries
        them on by the map's derivative and adds the luck of the epoch's
        revisers, each of whom moves on its own (Kurtz 1978,
        doi:10.1016/0304-4149(78)90020-0, recalled):

        C' = M C M^T + Q,  M = 1 + d change / d counts

        Parameters
        ----------
        epochs : int

        Returns
        -------
        ndarray, (epochs + 1, 4, entries)
        """
        cells = np.flatnonzero((self.start * self.adapts).ravel())
        covariance, found = np.zeros((len(cells), len(cells))), [np.zeros(self.start.size)]
        for counts in self.path(epochs, synchronous=True)[:-1]:
            carried = np.eye(len(cells)) + self._derivative(counts, cells)
            covariance = carried @ covariance @ carried.T + self._luck(counts)[np.ix_(cells, cells)]
            found.append(np.zeros(self.start.size))
            found[-1][cells] = np.sqrt(np.diag(covariance))
        return np.array(found).reshape((epochs + 1, *self.start.shape))

    def _derivative(self, counts: np.ndarray, cells: np.ndarray) -> np.ndarray:
        """Of the change in an epoch, by the numbers of nodes of entries, (cells, cells)."""
        here, step, columns = self.change(counts).ravel(), 1e-5 * counts.sum(), []
        for cell in cells:
            more = counts.ravel().copy()
            more[cell] += step
            columns.append((self.change(more.reshape(counts.shape)).ravel() - here)[cells] / step)
        return np.array(columns).T

    def _luck(self, counts: np.ndarray) -> np.ndarray:
        """Covariance of the change in an epoch: nodes of an entry go each to another one, or stay, independently."""
        entries, flows = counts.shape[1], self._flows(counts)
        covariance = np.zeros((counts.size, counts.size))
        for role, (nodes, flow) in enumerate(zip(counts, flows, strict=True)):
            for own in np.flatnonzero(nodes):
                moves = flow[own] / nodes[own]
                moves[own] = -moves.sum()
                luck = np.diag(np.abs(moves)) - np.outer(moves, moves)
                luck[own, :] = luck[:, own] = 0.0
                luck[own] = -luck.sum(axis=0)
                luck[:, own] = -luck.sum(axis=1)
                here = slice(role * entries, (role + 1) * entries)
                covariance[here, here] += nodes[own] * luck
        return covariance

    def _chances(self, role: Role) -> np.ndarray:
        """Probability that a reviser of entry i goes over to entry j; what is left stays."""
        setting: Any = self.setting
        chances = SWITCHING[setting.kind](setting, role)
        np.fill_diagonal(chances, 0.0)
        if setting.mutation > 0.0:
            chances *= 1.0 - setting.mutation
            if role.open_to.any():
                chances += setting.mutation * role.open_to / role.open_to.sum()
        return chances

    def path(self, epochs: int, synchronous: bool = False) -> np.ndarray:
        """Nodes by role and entry at the start and after every epoch, (epochs + 1, 4, entries)."""
        shape = self.start.shape
        if synchronous:
            path = [self.start]
            for _ in range(epochs):
                path.append(np.maximum(0.0, path[-1] + self.change(path[-1])))
            return np.array(path)
        solution = solve_ivp(
            lambda _, y: self.change(np.maximum(0.0, y).reshape(shape)).ravel(),
            (0.0, float(epochs)), self.start.ravel(), method="DOP853", t_eval=np.arange(epochs + 1.0),
            rtol=RELATIVE, atol=ABSOLUTE * self.start.sum(),
        )  # fmt: skip
        return np.maximum(0.0, solution.y.T).reshape((epochs + 1, *shape))


def mean_field(scenario: Scenario, epochs: int | None = None, *, synchronous: bool = False) -> pd.DataFrame:
    """How a scenario's strategies fare in a large population without luck.

    Parameters
    ----------
    scenario : Scenario
        Its adaptation is of a kind in ``SWITCHING``, on the signal ``expected``, with random partners.
    epochs : int, optional
        The scenario's when left out.
    synchronous : bool
        Whether all revisers of an epoch move at once, as in a run (a map); else gradually (a differential equation).

    Returns
    -------
    DataFrame
        ``epoch`` (0 is the start), ``role``, ``strategy`` (name of the entry), ``nodes``, ``share`` (of the role's nodes).

    Raises
    ------
    ValueError
        For an adaptation whose mean motion is not known here, and for a number of epochs below 1.
    """
    length = scenario.epochs if epochs is None else epochs
    if isinstance(length, bool) or not isinstance(length, (int, np.integer)) or length < 1:
        raise ValueError(f"epochs = {length!r} is not a whole number of at least 1; give one")
    field = MeanField(scenario)
    if not synchronous and field.setting.kind in JUMPS:
        raise ValueError(
            f"adaptation.kind = {field.setting.kind} jumps where two strategies earn alike, so no differential equation has its motion; "
            "give synchronous=True"
        )
    path = field.path(int(length), synchronous)
    tables = []
    for e, (name, entry) in enumerate(scenario.population.items()):
        nodes = path[:, ROLES[entry.role], e]
        share = nodes / path[:, ROLES[entry.role]].sum(axis=1)
        tables.append(pd.DataFrame({"epoch": np.arange(length + 1), "role": entry.role, "strategy": name, "nodes": nodes, "share": share}))
    return pd.concat(tables, ignore_index=True)


def _check(scenario: Scenario) -> None:
    setting: Any = scenario.adaptation
    if setting.kind not in SWITCHING:
        raise ValueError(f"adaptation.kind = {setting.kind} has no mean field; give one of {', '.join(SWITCHING)}")
    if scenario.market.kind != "fixed":
        raise ValueError(f"market.kind = {scenario.market.kind} moves the price, which a mean field holds fixed; give market.kind = fixed")
    wanted = {"signal": "expected", "partner": "random", "reviser": "node", "copies": "strategy"}
    for name, value in wanted.items():
        if getattr(setting, name, value) != value:
            raise ValueError(f"adaptation.{name} = {getattr(setting, name)} has no mean field here; give adaptation.{name} = {value}")
