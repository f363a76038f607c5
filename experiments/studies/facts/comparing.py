"""Nodes held against a sound reference, and against each other."""

from __future__ import annotations

import math

import numpy as np

from experiments.studies.facts import patterns as of
from model.field.verification.panel.check import pass_probability
from model.field.verification.panel.numbers import Panel
from model.state import State


def similarities(state: State, instruments: np.ndarray, seed: int) -> tuple[float, float]:
    """Best and worst similarity of some vendors drawn at random; nan where nothing is compared or too few are there.

    Parameters
    ----------
    state : State
    instruments : (berths,), bool
        Nodes that are no vendors.
    seed : int
        Of the choice of vendors.

    Returns
    -------
    best, worst : float
    """
    field = next(iter(state.scenario.fields.values()))
    panel, there = field.verification, np.flatnonzero((state.active == 1) & ~instruments)
    if not isinstance(panel, Panel) or len(there) < of.VENDORS:
        return math.nan, math.nan
    chosen = np.random.Generator(np.random.PCG64(seed)).choice(there, of.VENDORS, replace=False)
    tau = field.noise.level * np.hypot(state.noise_factor[chosen], 1.0)
    bias = np.where(state.hardware[chosen] > 0, field.noise.class_bias, 0.0)

    tolerance = panel.tolerance

    def passes(deviation: np.ndarray) -> np.ndarray:
        signs = [[pass_probability(s * abs(d) + b, tolerance, t) for d, b, t in zip(deviation, bias, tau, strict=True)]
                 for s in (1.0, -1.0)]  # fmt: skip
        return np.mean(signs, axis=0)

    sound, filler, attacked = passes(np.zeros(of.VENDORS)), passes(state.filler_deviation[chosen]), passes(state.deviation[chosen])
    luck, effort, attack = state.filler_luck[chosen], state.effort[chosen], state.attack_rate[chosen]
    own = effort * sound + (1.0 - effort) * (luck * sound + (1.0 - luck) * filler)
    found = (1.0 - attack) * own + attack * attacked
    return float(found.max()), float(found.min())


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Spearman's rank correlation with mean ranks for ties; 0 where one of the two does not vary."""
    ranks = [_ranks(values) for values in (first, second)]
    spreads = [r.std() for r in ranks]
    if min(spreads) == 0.0:
        return 0.0
    return float(np.mean((ranks[0] - ranks[0].mean()) * (ranks[1] - ranks[1].mean())) / (spreads[0] * spreads[1]))


def _ranks(values: np.ndarray) -> np.ndarray:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    return np.asarray((ends - (count - 1) / 2)[place], dtype=float)
