"""Simulation-based calibration: true parameters from the prior, records from the model, and their ranks among posterior draws.

What is calibrated is the estimator of one generation: the nearest runs of a table that was drawn from the prior, with the
statistics and the adjustment of :mod:`experiments.infer.projection`, as ``cfield infer`` has them in its first generation. One
table serves all repetitions; its own luck adds little as long as it is many times larger than what a posterior takes of it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from experiments.infer.projection import fit, never_negative, scales
from experiments.infer.proposals import FromPrior, keys_of, run_seeds
from experiments.infer.smc import Simulator, nearest, sample

TABLE, TRUTHS, RANKS = 1 << 33, (1 << 33) + 1, (1 << 33) + 2
"""Generation numbers of the table, of the repetitions, and of ties: beyond those of any inference."""


class Drawn(NamedTuple):
    """Runs from the prior.

    Attributes
    ----------
    scores : (runs, parameters)
    summaries : (runs, summaries)
    """

    scores: np.ndarray
    summaries: np.ndarray


def drawn(simulator: Simulator, parameters: int, count: int, seed: int, branch: int = TABLE) -> Drawn:
    """Runs from the prior; those that are lost are left out."""
    keys = keys_of(seed, branch, count)
    scores = FromPrior().draw(keys, parameters)
    summaries = simulator(scores, run_seeds(keys))
    whole = np.isfinite(summaries).all(axis=1)
    return Drawn(scores[whole], summaries[whole])


def posterior(table: Drawn, observed: np.ndarray, particles: int) -> tuple[np.ndarray, np.ndarray]:
    """Adjusted normal scores and weights from a table of runs from the prior, as after one generation.

    The statistics are fitted to the whole table, and once more to the runs that were nearest by them.

    Parameters
    ----------
    table : Drawn
    observed : (summaries,)
    particles : int

    Returns
    -------
    scores : (accepted, parameters)
    weights : (accepted,)
        Summing to 1.
    """
    scale, positive = scales(table.summaries), never_negative(table.summaries, observed)
    rough = fit(table.summaries, table.scores, observed, scale, positive)
    rows = nearest(rough.distance(rough.statistics(table.summaries)), 2 * particles)
    fine = fit(table.summaries[rows], table.scores[rows], observed, scale, positive)
    accepted = nearest(fine.distance(fine.statistics(table.summaries)), particles)
    scores, weights, _ = sample(fine, table.summaries[accepted], table.scores[accepted], np.ones(len(accepted)))
    return scores, weights


def ranks(table: Drawn, truths: Drawn, particles: int, draws: int, seed: int) -> np.ndarray:
    """Rank of each true parameter among posterior draws; ties are broken by luck.

    Parameters
    ----------
    table, truths : Drawn
        Independent of each other.
    particles, draws : int
        Accepted runs, and draws of a repetition.
    seed : int

    Returns
    -------
    (repetitions, parameters), int, in [0, draws]
    """
    found = np.empty(truths.scores.shape, dtype=int)
    for row, key in enumerate(keys_of(seed, RANKS, len(found))):
        scores, weights = posterior(table, truths.summaries[row], particles)
        luck = np.random.Generator(np.random.PCG64(key))
        chosen = scores[luck.choice(len(scores), draws, p=weights)]
        below, equal = (chosen < truths.scores[row]).sum(axis=0), (chosen == truths.scores[row]).sum(axis=0)
        found[row] = below + luck.integers(0, equal + 1)
    return found
