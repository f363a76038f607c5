"""Resistance to invasion: what the best rare mutant earns more than a population all of whose nodes behave alike.

s(b'|b) is the expected utility of a rare b' in a population in which all who
adapt are b, and gap(b) = max over b' of s(b'|b) - s(b|b). Utility is
that of executing, which depends on the residents through their checking, plus
that of checking, which depends on what they execute; so the best reply is the
best execution beside the best checking, each sought over its own axes:

- execution is linear in attack rate and withholding, and linear in effort
  between multiples of 1/k, so only ends and multiples are tried; deviation is
  tried on a grid that is refined around the best;
- checking is linear in vigilance, so it is 0 or 1.

Execution is a polynomial in the residents' vigilance whose degree is the number
of votes; it is found at Chebyshev's points and interpolated, which is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from analysis.possibility.axes import AXES, Box
from analysis.possibility.mixtures import between, corners, interpolation, rows_of
from model.desk import VERIFIES, Desk
from model.field.propagation.dispersed import Dispersed
from model.field.verification.panel.numbers import Panel
from model.outlook import Outlook, role_of
from model.population import Entry, deal
from model.scenario import Scenario

Traits = Mapping[str, np.ndarray]

COARSE = 25
"""Deviations tried over the range, before it is refined beside the best."""
ALMOST_NONE = 1e-6
"""Deviation, sigma, just beside none: what deviates by nothing is no attack, and what deviates by almost nothing is one."""
LEVELS = np.linspace(0.0, 1.0, 9)
"""Shares tried where utility is not linear in them."""
MOST_SEGMENTS, MOST_VOTES = 64, 64
"""Up to which every multiple of 1/k is tried, and interpolation is exact."""
BETWEEN = 129
"""Vigilances at which the best executions are sought."""


def cost_of_epoch(scenario: Scenario) -> float:
    """What an honest node spends on computing an epoch's jobs, USD."""
    desk = Desk(scenario)
    jobs = scenario.jobs.per_executor(scenario.nodes.count)
    work = sum(job.share * job.work * scenario.fields[name].verification.overhead() for name, job in scenario.job_classes.items())
    return float(jobs * work * desk.compute_cost)


@dataclass(frozen=True)
class Resistance:
    """What invaders gain in a network, over the cost of an epoch's jobs.

    Attributes
    ----------
    scenario : Scenario
    box : Box
        Where invaders come from.
    crowd : str
        Of the verifiers that are no residents, where there are such.
    """

    scenario: Scenario
    box: Box
    crowd: str = "written"

    @cached_property
    def checks(self) -> bool:
        """Whether residents verify each other's jobs, so that their vigilance matters."""
        return bool(role_of(self.scenario) & VERIFIES) and bool(self.panels)

    @cached_property
    def panels(self) -> list[Panel]:
        """Panels of peers that are ever called."""
        listed = [field.verification for field in self.scenario.fields.values()]
        return [p for p in listed if isinstance(p, Panel) and p.auditors == "peers" and (p.audit_probability > 0 or p.decoy_rate > 0)]

    @property
    def sees_crowd(self) -> bool:
        """Whether gains depend on verifiers that are no residents, and so on the crowd."""
        return bool(self.panels) and not self.checks

    @cached_property
    def is_coupled(self) -> bool:
        """Whether executing depends on the residents in more than their checking: through a shared pot, or through who relays traces."""
        by_work = self.scenario.accounts.emission > 0 and self.scenario.accounts.emission_rule == "accepted_work"
        return by_work or any(isinstance(field.propagation, Dispersed) for field in self.scenario.fields.values())

    @cached_property
    def home(self) -> Scenario:
        """The network with one entry for all who adapt in a role: they behave alike, so one answer stands for all of them."""
        counts, kept = deal(self.scenario.population, self.scenario.nodes.count), dict[str, Entry]()
        for (name, entry), count in zip(self.scenario.population.items(), counts, strict=True):
            if not entry.adapts or entry.stake is not None or entry.names > 1:
                kept[name] = entry.model_copy(update={"count": count, "share": 0.0})
            elif count:
                before = kept[f"adapting {entry.role}"].count if f"adapting {entry.role}" in kept else 0
                kept[f"adapting {entry.role}"] = Entry(strategy="honest", role=entry.role, count=before + count)
        return self.scenario.model_copy(update={"population": kept})

    def among(self, residents: Mapping[str, float], role: str | None = None) -> Outlook:
        """What rare mutants would earn in a population of residents, in all that they do or in one role."""
        return Outlook(self.home, "effective" if self.checks else self.crowd, residents, role)

    def gap(self, traits: Traits) -> np.ndarray:
        """What the best invader gains among residents of some traits.

        Parameters
        ----------
        traits : mapping of str to (n,)

        Returns
        -------
        ndarray, (n,), in costs of an epoch's jobs
            0 where nobody gains.

        Raises
        ------
        ValueError
            Where jobs cost nothing, so that gains have no unit.
        """
        key = b"".join(np.asarray(values).tobytes() for values in traits.values())
        if key not in self._known:
            self._known[key] = self._gap(traits)
        return self._known[key]

    @cached_property
    def _known(self) -> dict[bytes, np.ndarray]:
        return {}

    def _gap(self, traits: Traits) -> np.ndarray:
        unit = cost_of_epoch(self.scenario)
        if unit <= 0:
            raise ValueError(
                "nodes.compute_cost, jobs.rate or work is 0, so an epoch's jobs cost nothing; gains are over that cost, so give it > 0"
            )
        executing = self._alone(traits) if self.is_coupled else self._together(traits)
        return np.asarray((np.maximum(0.0, executing) + self._checking(traits)) / unit)

    def executions(self, deviations: np.ndarray) -> dict[str, np.ndarray]:
        """Ways to execute that are tried, each trait (k,)."""
        segments = max(field.partition.segments for field in self.scenario.fields.values())
        shares = LEVELS if self.is_coupled else np.array([0.0, 1.0])
        efforts = np.linspace(0.0, 1.0, min(MOST_SEGMENTS, segments) + 1)
        levels = [self._levels("attack_rate", shares), self._levels("withhold", shares), self._levels("effort", efforts), deviations]
        tried = np.array([one for one in product(*levels) if one[0] < 1.0 or one[2] == levels[2][-1]])
        columns = dict(zip(("attack_rate", "withhold", "effort", "deviation"), tried.T, strict=True))
        return {trait: columns[name] for name in columns for trait in AXES[name].traits} | {"vigilance": np.ones(len(tried))}

    def _levels(self, axis: str, free: np.ndarray) -> np.ndarray:
        return free if axis in self.box.axes else np.array([self.box.at.get(axis, AXES[axis].honest)])

    def _deviations(self) -> np.ndarray:
        if "deviation" not in self.box.axes:
            return self._levels("deviation", np.zeros(1))
        column = self.box.axes.index("deviation")
        low, high = self.box.low[column], self.box.high[column]
        known = self.scenario.technology.points[0]
        knots = np.concatenate((known, -known, [-ALMOST_NONE, 0.0, ALMOST_NONE]))
        return np.unique(np.concatenate((np.linspace(low, high, COARSE), knots[(low < knots) & (knots < high)])))

    @cached_property
    def vigilances(self) -> np.ndarray:
        """Chebyshev's points of the residents' vigilance."""
        if not self.checks:
            return np.ones(1)
        votes = [
            (Desk(self.scenario).roster if p.draw == "all" else p.panel_size) * (p.sampled_segments if p.spread == "per_segment" else 1)
            for p in self.panels
        ]
        n = min(MOST_VOTES, max(votes)) + 1
        return (1.0 - np.cos(np.pi * (np.arange(n) + 0.5) / n)) / 2.0

    @cached_property
    def beside(self) -> list[Outlook]:
        """Outlooks among residents of each of `vigilances` who execute as asked."""
        return [self.among({"vigilance": float(g)}) for g in self.vigilances]

    def _earned(self, traits: Traits) -> np.ndarray:
        """What ways to execute earn at each of `vigilances`, (vigilances, n)."""
        return np.array([outlook.of({**traits, "vigilance": np.array(1.0)}).utility for outlook in self.beside])

    @cached_property
    def best(self) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Executions each of which is best at some vigilance of the residents, and what they earn, (vigilances, k)."""
        at = interpolation(self.vigilances, np.linspace(0.0, 1.0, BETWEEN))
        deviations = self._deviations()
        tried = self.executions(deviations)
        earned = self._earned(tried)
        if len(deviations) > 1:
            finer = self.executions(between(deviations, tried["deviation"][np.unique(np.argmax(at @ earned, axis=1))]))
            earned = np.concatenate((earned, self._earned(finer)), axis=1)
            tried = {name: np.concatenate((values, finer[name])) for name, values in tried.items()}
        kept = np.unique(np.argmax(at @ earned, axis=1))
        return {name: values[kept] for name, values in tried.items()}, earned[:, kept]

    def _together(self, traits: Traits) -> np.ndarray:
        """What the best execution earns more, USD, where residents matter by their vigilance alone."""
        own = self._earned({name: values for name, values in traits.items() if name != "vigilance"})
        at = interpolation(self.vigilances, np.asarray(traits["vigilance"]))
        return np.asarray((at @ self.best[1]).max(axis=1) - (at * own.T).sum(axis=1))

    def _alone(self, traits: Traits) -> np.ndarray:
        """The same for each point by itself."""
        deviations = self._deviations()
        tried = self.executions(deviations)
        found = []
        for row in rows_of(traits):
            outlook = self.among(row)
            earned = outlook.of({**tried, "vigilance": np.array(row["vigilance"])}).utility
            best = float(earned.max())
            if len(deviations) > 1:
                finer = self.executions(between(deviations, tried["deviation"][[int(np.argmax(earned))]]))
                best = max(best, float(outlook.of({**finer, "vigilance": np.array(row["vigilance"])}).utility.max()))
            found.append(best - float(outlook.of({name: np.full(1, value) for name, value in row.items()}).utility[0]))
        return np.array(found)

    def _checking(self, traits: Traits) -> np.ndarray:
        """What the best vigilance earns more, USD."""
        if not self.checks or "vigilance" not in self.box.axes:
            return np.zeros(len(traits["vigilance"]))
        worth, own = self.worth_of_checking(traits), np.asarray(traits["vigilance"])
        return np.maximum(worth * (1.0 - own), -worth * own)

    def worth_of_checking(self, traits: Traits) -> np.ndarray:
        """What a rare node that always checks earns more than one that never does, among residents, (n,), USD/epoch."""
        pays = any(field.settlement.pays_members() for field in self.scenario.fields.values())
        if not pays and not self.is_coupled:
            # Then a check costs what it costs, whatever is found; only who shows no trace is not checked.
            shown, hidden = self._worth({"withhold": 0.0}), self._worth({"withhold": 1.0})
            return np.asarray(shown + (hidden - shown) * np.asarray(traits["withhold"]))
        segments = {field.partition.segments for field in self.scenario.fields.values()}
        few = corners(traits, segments.pop()) if len(segments) == 1 and not self.is_coupled else None
        if few is None or len(few.rows) >= len(traits["vigilance"]):
            return np.array([self._worth(row) for row in rows_of(traits)])
        worths = np.array([self._worth(dict(zip(traits, map(float, row), strict=True))) for row in few.rows])
        return np.asarray((worths[few.which] * few.weights).sum(axis=0))

    def _worth(self, residents: Mapping[str, float]) -> float:
        never, always = self.among(residents, "verifier").of({"vigilance": np.array([0.0, 1.0])}).utility
        return float(always - never)
