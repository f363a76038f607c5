"""The outlook of behaviours: what each of many would meet and earn in front of a crowd, in closed form; nothing is simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from model.alike import AXES, Alike, Stand
from model.cloud import CloudDesk
from model.desk import EXECUTES, VERIFIES, Desk
from model.earning import utility_before
from model.field.crowd import Crowd
from model.population import ROLES
from model.quantity import mean_of
from model.scenario import Scenario
from model.strategies.traits import TRAITS, behaviour, check_traits

CROWDS = ("written", "effective")
"""Who verifies: honest, vigilant nodes as the field is written; or the population as it is."""


@dataclass(frozen=True)
class Prospects:
    """What behaviours meet and earn, each array (n,).

    Attributes
    ----------
    accepted_unaudited, accepted_verified, rejected_invalid, rejected_unavailable : ndarray
        Probabilities of a job's verdicts, averaged over job classes by their share of demand.
    audited : ndarray
        Probability that verification looks at a job.
    wrong_accepted : ndarray
        Probability that a job's output is wrong and accepted.
    utility : ndarray, USD/epoch
        Of a node that behaves so, in the role asked for.
    estimated : bool
        Whether a part has no closed form here.
    """

    accepted_unaudited: np.ndarray
    accepted_verified: np.ndarray
    rejected_invalid: np.ndarray
    rejected_unavailable: np.ndarray
    audited: np.ndarray
    wrong_accepted: np.ndarray
    utility: np.ndarray
    estimated: bool = False

    @property
    def accepted(self) -> np.ndarray:
        """Probability that a job is accepted."""
        return self.accepted_unaudited + self.accepted_verified


FEW = 8
"""Alike behaviours below which no table is worth its questions, so that each is asked about by itself."""
_Others = tuple[tuple[str, float], ...]
NUMBERS = tuple(name for name in Prospects.__dataclass_fields__ if name != "estimated")


def role_of(scenario: Scenario) -> int:
    """The role that behaviours are judged in: both where some node executes and verifies, else executing."""
    both = EXECUTES | VERIFIES
    return both if any(ROLES[entry.role] == both for entry in scenario.population.values()) else EXECUTES


@dataclass(frozen=True)
class Outlook:
    """A network and a crowd, asked about many behaviours.

    Attributes
    ----------
    scenario : Scenario
    crowd : str
        ``written`` or ``effective``: who verifies.
    residents : mapping of str to float, optional
        Traits of a behaviour that all adapting nodes have, each in its own role; what is left out is honest, and who does not
        adapt stays as it is. The behaviour asked about is then one rare node in the place of one of them. Left out, nodes
        behave as the population says, and the one asked about comes on top of them.
    role : str, optional
        ``executor``, ``verifier`` or ``both``: what the behaviour asked about earns in; as :func:`role_of` says when left out.

    Notes
    -----
    The share of nodes that relay traces is that of the others with one of their own in the asked one's place.
    """

    scenario: Scenario
    crowd: str = "written"
    residents: Mapping[str, float] | None = None
    role: str | None = None

    def __post_init__(self) -> None:
        if self.crowd not in CROWDS:
            raise ValueError(f"crowd = {self.crowd!r} is no crowd; give one of {', '.join(CROWDS)}")
        if self.role is not None and self.role not in ROLES:
            raise ValueError(f"role = {self.role!r} is no role; give one of {', '.join(ROLES)}")
        if self.residents is not None:
            behaviour(**self.residents)
            _ = self.place  # refused now, not when asked

    @cached_property
    def roles(self) -> int:
        """What the behaviour asked about does, as a mark of roles."""
        return role_of(self.scenario) if self.role is None else ROLES[self.role]

    @cached_property
    def place(self) -> tuple[int, int] | None:
        """Role and entry of the resident whose place the behaviour asked about takes; None where it comes on top.

        One of the most numerous adapting entry in exactly that role, or else of those that do more besides.
        """
        if self.residents is None:
            return None
        counts, entries = Desk(self.scenario).counts, self.scenario.population.values()
        for role in sorted((r for r in ROLES.values() if r & self.roles == self.roles), key=lambda r: r != self.roles):
            heads = counts[role] * [entry.adapts for entry in entries]
            if heads.any():
                return role, int(np.argmax(heads))
        name = next(name for name, mark in ROLES.items() if mark == self.roles)
        raise ValueError(
            f"role = {name}: no node of that role adapts, so none can behave as residents; set population.NAME.adapts or the role"
        )

    @cached_property
    def desk(self) -> Desk:
        """The network's numbers, with the residents in place of adapting entries."""
        desk = Desk(self.scenario)
        behaviours = desk.behaviours
        if self.residents is not None:
            resident, entries = behaviour(**self.residents), self.scenario.population.values()
            behaviours = [resident if entry.adapts else own for entry, own in zip(entries, behaviours, strict=True)]
        heads = desk.counts.sum(axis=0)
        hidden = float(heads @ [one["withhold"] for one in behaviours]) / max(1.0, float(heads.sum()))
        relays = 1.0 if self.crowd == "written" else 1.0 - hidden
        return replace(desk, relays=relays) if self.residents is None else CloudDesk(self.scenario, relays, None, behaviours, desk.stakes)

    @cached_property
    def others(self) -> np.ndarray:
        """The other nodes by role and entry, (4, entries)."""
        others = self.desk.counts.copy()
        if self.place is not None:
            others[self.place] -= 1.0
        return others

    @cached_property
    def stake(self) -> float:
        """Stake of the behaviour asked about, tok: that of the entry whose place it takes, else the network's mean."""
        return mean_of(self.scenario.nodes.stake) if self.place is None else self.desk.stakes[self.place[1]]

    @cached_property
    def verifiers(self) -> Crowd:
        """Who may be asked to verify."""
        return Crowd.honest() if self.crowd == "written" else self.desk.crowd(self.others)

    def of(self, traits: Mapping[str, np.ndarray]) -> Prospects:
        """What behaviours meet and earn.

        Parameters
        ----------
        traits : mapping of str to (n,) or scalar
            Values by trait; what is left out is honest.

        Returns
        -------
        Prospects

        Raises
        ------
        ValueError
            For an unknown trait or a value outside its range.
        """
        columns = _columns(traits)
        n = len(columns["effort"])
        found, estimated = np.empty((len(NUMBERS), n)), False
        for rows, others in _groups(columns):
            if len(columns["effort"][rows]) >= FEW:
                of_group = found[:, rows]  # a copy, unless it is all of them
                estimates = self._table(others).fill({name: columns[name][rows] for name in AXES}, of_group)
                found[:, rows], estimated = of_group, estimated or estimates
                continue
            for row in np.arange(n)[rows].tolist():
                alone = self.one({name: float(column[row]) for name, column in columns.items()})
                found[:, row] = [float(getattr(alone, name)[0]) for name in NUMBERS]
                estimated = estimated or alone.estimated
        return Prospects(**dict(zip(NUMBERS, found, strict=True)), estimated=estimated)

    def _table(self, others: _Others) -> Alike:
        if others not in self._tables:
            stand = Stand(self.desk, self.verifiers, self.roles, self.stake, self.others)
            self._tables[others] = Alike(stand, behaviour(**dict(others)))
        return self._tables[others]

    @cached_property
    def _tables(self) -> dict[_Others, Alike]:
        return {}

    def one(self, traits: Mapping[str, float]) -> Prospects:
        """What one behaviour meets and earns, asked of the closed forms directly; arrays are (1,).

        Parameters
        ----------
        traits : mapping of str to float
            Values by trait; what is left out is honest.

        Raises
        ------
        ValueError
            For an unknown trait or a value outside its range.
        """
        whole, found, estimated = behaviour(**traits), np.zeros((len(NUMBERS), 1)), False
        for name, job in self.scenario.job_classes.items():
            a = self.desk.accept(name, whole, self.verifiers)
            found[:6, 0] += job.share * np.array([*a.verdicts, a.audited, a.wrong_accepted])
            estimated = estimated or a.estimated
        found[6] = utility_before(self.desk, whole, self.verifiers, self.roles, self.stake, self.others)
        return Prospects(**dict(zip(NUMBERS, found, strict=True)), estimated=estimated)


def _columns(traits: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Every trait as a column, (n,), checked."""
    sizes = {name: np.size(values) for name, values in traits.items() if np.ndim(values) > 0}
    if len(set(sizes.values())) > 1:
        listed = ", ".join(f"{name} {size}" for name, size in sizes.items())
        raise ValueError(f"traits have unlike numbers of values ({listed}); give each one number, or as many as the others")
    n = next(iter(sizes.values()), 1)
    columns = {name: np.broadcast_to(np.asarray(values, dtype=float).ravel(), n) for name, values in traits.items()}
    for name, values in columns.items():
        if n:
            check_traits({name: float(values.max())})
            check_traits({name: float(values.min())})
    return {name: columns.get(name, np.broadcast_to(honest, n)) for name, (honest, _, _) in TRAITS.items()}


def _groups(columns: Mapping[str, np.ndarray]) -> list[tuple[slice | np.ndarray, _Others]]:
    """Rows of behaviours that differ in the traits of the axes only, with the other traits."""
    n = len(columns["effort"])
    if n == 0:
        return []
    others = {name: column for name, column in columns.items() if name not in AXES}
    telling = [column for column in others.values() if column.strides != (0,) and column.min() < column.max()]
    if not telling:
        return [(slice(0, n), tuple((name, float(column[0])) for name, column in others.items()))]
    which = np.unique(np.vstack(telling), axis=1, return_inverse=True)[1].ravel()
    listed = [np.flatnonzero(which == group) for group in range(which.max() + 1)]
    return [(rows, tuple((name, float(column[rows[0]])) for name, column in others.items())) for rows in listed]
