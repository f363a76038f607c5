"""Simulation-based calibration: are ranks of true parameters among posterior draws uniform? (Talts et al. 2018, arXiv 1804.06788)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from experiments.statistics import holm

BINS = 20
LEAST = 1e-3
"""p-value, all parameters taken together, below which a posterior is not calibrated."""


class Calibration(NamedTuple):
    """Ranks of one parameter.

    Attributes
    ----------
    path : str
    counts : (bins,), int
    p, together : float
        Of the chi-square test of uniform ranks, alone and with all parameters taken into account (Holm 1979).
    """

    path: str
    counts: tuple[int, ...]
    p: float
    together: float

    @property
    def holds(self) -> bool:
        """Whether uniform ranks are not refuted."""
        return self.together > LEAST


def calibrations(paths: Sequence[str], ranks: np.ndarray, draws: int, bins: int = BINS) -> list[Calibration]:
    """Chi-square tests of ranks, parameter by parameter.

    Parameters
    ----------
    paths : sequence of str
    ranks : (repetitions, parameters), int, in [0, draws]
    draws : int
        Posterior draws of a repetition.
    bins : int
        Divides draws + 1.

    Returns
    -------
    list of Calibration

    Raises
    ------
    ValueError
        When bins do not divide the ranks evenly, or expect fewer than five ranks each.
    """
    if (draws + 1) % bins:
        raise ValueError(f"bins = {bins} do not divide {draws + 1} ranks; give a divisor")
    if len(ranks) < 5 * bins:
        raise ValueError(f"{len(ranks)} repetitions leave fewer than five a bin; give at least {5 * bins}")
    counts = [np.bincount(column * bins // (draws + 1), minlength=bins) for column in ranks.T]
    p = [float(stats.chisquare(one).pvalue) for one in counts]
    return [Calibration(path, tuple(map(int, one)), alone, both) for path, one, alone, both in zip(paths, counts, p, holm(p), strict=True)]
