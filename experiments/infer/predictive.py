"""New runs from a posterior, for posterior predictive checks."""

from __future__ import annotations

import numpy as np

from experiments.infer.proposals import keys_of, run_seeds
from experiments.infer.smc import Posterior, Simulator

BRANCH = 1 << 32
"""Generation number of predictive runs: beyond that of any other."""


def resampled(weights: np.ndarray, count: int) -> np.ndarray:
    """Rows of a weighted sample, each about as often as its weight says (systematic resampling, from the middle of each step).

    Parameters
    ----------
    weights : (n,), >= 0
    count : int

    Returns
    -------
    (count,), int
    """
    ends = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(ends, (np.arange(count) + 0.5) / count), len(weights) - 1)


def predict(simulator: Simulator, posterior: Posterior, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Normal scores of draws from a posterior, (draws, parameters), and summaries of a new run of each, (draws, summaries)."""
    scores = posterior.scores[resampled(posterior.weights, draws)]
    return scores, simulator(scores, run_seeds(keys_of(seed, BRANCH, draws)))
