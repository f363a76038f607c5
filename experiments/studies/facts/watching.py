"""What is seen of a run: one pass that gathers, for every fact, the number that corresponds to it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from experiments.studies.facts import patterns as of
from experiments.studies.facts.comparing import rank_correlation, similarities
from model import columns as col
from model.field.verification.panel.numbers import Panel
from model.records import Records
from model.run import ending, simulate
from model.scenario import Scenario
from model.state import State
from model.step import epoch

BYSTANDER, PROBE = "bystander", "probe"
"""Entries that are honest, or cheat in every job, and never adapt: the instruments of a run."""
TRUSTED_FROM = 10
LAST = 0.75
"""Behaviour is read from the last quarter of a run."""


class Seen(NamedTuple):
    """What one run shows; nan where it shows nothing.

    Attributes
    ----------
    deviating, best, worst : float
        Share of nodes that deviate; similarity of the best and the worst of the vendors.
    overhead, wrong : float
        Checked work over all work; wrong outputs over accepted ones, those of instruments left out.
    lives, profitable, mean_profit, caught_early : float
        Lives of probes that ended or not; share at a profit; mean profit, fees; share caught by the 16th claim.
    flagged_z, flagged_sprt : float
        Share of honest nodes that either rule flags.
    honest_utility, integrity : float
        USD per node and epoch; right outputs over accepted ones.
    real : float
        Share of registered nodes that compute.
    by_stake, by_quality, quality_spread : float
        Rank correlations of income, and the standard deviation of the share of right outputs.
    """

    deviating: float
    best: float
    worst: float
    overhead: float
    wrong: float
    lives: float
    profitable: float
    mean_profit: float
    caught_early: float
    flagged_z: float
    flagged_sprt: float
    honest_utility: float
    integrity: float
    real: float
    by_stake: float
    by_quality: float
    quality_spread: float


class Watch:
    """Gathers what a run shows, epoch by epoch; it changes nothing.

    Parameters
    ----------
    scenario : Scenario
    closely : bool
        Whether single jobs of the instruments are followed; without it lives and flags are nan.
    """

    def __init__(self, scenario: Scenario, *, closely: bool = True) -> None:
        n, self.scenario, self.closely = scenario.berths, scenario, closely
        self.names = list(scenario.population)
        self.jobs, self.wrong, self.claims = (np.zeros(n) for _ in range(3))
        self.checks, self.fails, self.row, self.evidence = (np.zeros(n) for _ in range(4))
        self.z, self.sprt, self.caught = (np.zeros(n, dtype=bool) for _ in range(3))
        self.life = np.zeros(n)
        self.honest: list[float] = []
        self.deviating: list[float] = []
        self.accepted = self.accepted_wrong = 0
        self.stake = np.zeros(0)
        self.first: dict[str, np.ndarray] = {}

    def followed(self, state: State, name: str) -> np.ndarray:
        """Whether a row still holds the node of an entry that was there at the start, (berths,)."""
        followed = np.zeros(len(self.jobs), dtype=bool)
        followed[self.first.get(name, [])] = True
        return followed & (state.entered == 0)

    def __call__(self, state: State) -> None:
        """Take in an epoch."""
        if not len(self.stake):
            self.stake = state.opening_stake.copy()
            self.first = {name: np.flatnonzero(self._follows(state, name)) for name in (BYSTANDER, PROBE)}
        executor, verdict = state.job_executor, state.job_verdict
        self.jobs += np.bincount(executor, minlength=len(self.jobs))
        self.wrong += np.bincount(executor, weights=state.job_wrong, minlength=len(self.jobs))
        if self.closely:
            self._live(state, executor, verdict)
            self._judge(state, executor, verdict)
        instruments = self._instruments(state)
        accepted = (verdict <= col.ACCEPTED_VERIFIED) & ~instruments[executor]
        self.accepted += int(accepted.sum())
        self.accepted_wrong += int((accepted & (state.job_wrong == 1)).sum())
        if state.epoch >= LAST * self.scenario.epochs:
            self.deviating.append(_deviating(state, instruments))
        honest = (state.active == 1) & (state.effort == 1.0) & (state.attack_rate == 0.0)
        if honest.any():
            self.honest.append(float(state.utility[honest].mean()))

    def _instruments(self, state: State) -> np.ndarray:
        return self._follows(state, BYSTANDER) | self._follows(state, PROBE)

    def _follows(self, state: State, name: str) -> np.ndarray:
        here = (state.present == 1) & (state.entered == 0)
        return here & (state.strategy == self.names.index(name)) if name in self.names else np.zeros(len(here), dtype=bool)

    def _live(self, state: State, executor: np.ndarray, verdict: np.ndarray) -> None:
        """Fees of probes until their first invalid verdict, less what that one costs; fees are counted in fees."""
        if not len(self.first[PROBE]):
            return
        probes = self.followed(state, PROBE)
        (job,) = self.scenario.job_classes.values()
        taken = state.job_taken / job.fee
        for j in np.flatnonzero(probes[executor] & ~self.caught[executor]):
            i = executor[j]
            if not self.caught[i]:
                self.claims[i] += 1
                self.caught[i] = verdict[j] == col.REJECTED_INVALID
                self.life[i] += (verdict[j] <= col.ACCEPTED_VERIFIED) - taken[j]

    def _judge(self, state: State, executor: np.ndarray, verdict: np.ndarray) -> None:
        """Lay both published rules over the records of bystanders, check by check."""
        if not len(self.first[BYSTANDER]):
            return
        honest = self.followed(state, BYSTANDER)
        hit, miss = math.log(of.BAD_RATE / of.FALSE_RATE), math.log((1 - of.BAD_RATE) / (1 - of.FALSE_RATE))
        for j in np.flatnonzero(honest[executor] & (state.job_audited == 1) & (verdict != col.REJECTED_UNAVAILABLE)):
            i, failed = executor[j], verdict[j] == col.REJECTED_INVALID
            self.checks[i] += 1
            self.fails[i] += failed
            self.row[i] = self.row[i] + 1 if failed else 0
            self.evidence[i] += hit if failed else miss
            n = self.checks[i]
            z = (self.fails[i] / n - of.FALSE_RATE) / math.sqrt(of.FALSE_RATE * (1 - of.FALSE_RATE) / n)
            self.z[i] |= self.row[i] >= of.IN_A_ROW or (n >= of.FIRST_TEST and z > of.Z_LIMIT)
            self.sprt[i] |= self.evidence[i] >= of.EVIDENCE

    def seen(self, state: State, records: Records) -> Seen:
        """What the whole run shows."""
        pooled = records.pooled()
        checked = self._checked(pooled)
        wrong, right = (sum(float(pooled.total(f"{t}_{v}")[0]) for v in ("unaudited", "verified")) for t in ("wrong", "right"))
        work = self.scenario.field.partition.segments * float(pooled.total("jobs")[0])
        probes, honest = self.first[PROBE], self.first[BYSTANDER]
        lived = probes[self.claims[probes] > 0]
        tested = honest[self.checks[honest] >= of.FIRST_TEST]
        best, worst = similarities(state, self._instruments(state), state.seed)
        by_stake, by_quality, spread = self._incomes(state)
        return Seen(
            deviating=float(np.nanmean(self.deviating)) if np.isfinite(self.deviating).any() else math.nan,
            best=best, worst=worst,
            overhead=_over(checked, checked + work),
            wrong=_over(self.accepted_wrong, self.accepted),
            lives=float(len(lived)),
            profitable=_mean(self.life[lived] > 0), mean_profit=_mean(self.life[lived]),
            caught_early=_mean(self.caught[lived] & (self.claims[lived] <= 16)),
            flagged_z=_mean(self.z[tested]), flagged_sprt=_mean(self.sprt[tested]),
            honest_utility=float(np.mean(self.honest)) if self.honest else math.nan,
            integrity=_over(right, wrong + right),
            real=_real(state, self._instruments(state)),
            by_stake=by_stake, by_quality=by_quality, quality_spread=spread,
        )  # fmt: skip

    def _checked(self, pooled: Records) -> float:
        """Segments checked; what auditors of the protocol check is nobody's cost in the model, and counted here all the same."""
        panel = self.scenario.field.verification
        if isinstance(panel, Panel) and panel.auditors == "protocol":
            return float(pooled.total("audits")[0]) * panel.panel_size * panel.sampled_segments
        return float(pooled.total("segments_checked")[0])

    def _incomes(self, state: State) -> tuple[float, float, float]:
        there = np.flatnonzero((self.jobs > 0) & (state.entered == 0))
        if len(there) < 10:
            return math.nan, math.nan, math.nan
        quality = 1.0 - self.wrong[there] / self.jobs[there]
        income = state.earned[there]
        return rank_correlation(income, self.stake[there]), rank_correlation(income, quality), float(quality.std())


def _mean(values: np.ndarray) -> float:
    return float(np.mean(values)) if len(values) else math.nan


def _over(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.nan


def _deviating(state: State, instruments: np.ndarray) -> float:
    free = (state.active == 1) & ~instruments
    return _mean((state.effort * (1.0 - state.attack_rate) < 1.0 - of.UNNOTICED)[free])


def _real(state: State, instruments: np.ndarray) -> float:
    """Share of the active nodes, instruments apart, that compute something, if only a cheaper model."""
    active = (state.active == 1) & ~instruments
    return _mean(((state.effort > 0.0) | (state.filler_cost > 0.0))[active])


def watched(scenario: Scenario, seed: int, *, adaptive: bool = False, closely: bool = True) -> Seen:
    """Run a scenario and say what is seen.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    adaptive : bool
        Audits by BOINC's rule: the model has no such kind of verification, so the rule is laid over the audit profile between
        epochs. The scenario's audit probability is then what an untrusted node meets.
    closely : bool
        Whether single jobs are followed.

    Returns
    -------
    Seen
    """
    watch = Watch(scenario, closely=closely)
    if not adaptive:
        run = simulate(scenario, seed, watch=watch)
        return watch.seen(run.state, run.records)
    state, records, trust = State(scenario, seed), Records(list(scenario.population)), Trust(scenario.berths)
    for t in range(scenario.epochs):
        epoch(state, t)
        records.take(state)
        watch(state)
        if ending(state):
            break
        trust.follow(state)
    return watch.seen(state, records)


class Trust:
    """Valid checks in a row of each node, and the audits that follow from them (BOINC wiki, AdaptiveReplication)."""

    def __init__(self, berths: int) -> None:
        self.valid = np.zeros(berths)

    def follow(self, state: State) -> None:
        """Count an epoch's checks in the order of its jobs, then set the audit factors of the next."""
        executor, verdict = state.job_executor, state.job_verdict
        for j in np.flatnonzero(state.job_audited == 1):
            i = executor[j]
            self.valid[i] = 0.0 if verdict[j] == col.REJECTED_INVALID else self.valid[i] + 1.0
        self.valid[state.entered > state.epoch] = 0.0
        state.nodes[col.AUDIT_FACTOR] = np.where(self.valid < TRUSTED_FROM, 1.0, 1.0 / np.maximum(self.valid, 1.0))
