"""From many summaries to one statistic a parameter, learnt from runs; the distance between them, and what is left to adjust."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

SHRINKAGES = np.logspace(-6, 2, 17)
"""Strengths of the ridge, per run, of which generalised cross-validation takes the best."""
LEAST_SPREAD = 1e-9
SMALL = 0.05
"""Part of a summary's scale that is added before its logarithm is taken."""


def scales(summaries: np.ndarray) -> np.ndarray:
    """How widely each summary spreads over runs: the median absolute deviation, or the standard deviation where that is 0.

    Parameters
    ----------
    summaries : (runs, summaries)
        Rows with nan are left out.

    Returns
    -------
    (summaries,)
        0 for a summary that never differs.
    """
    whole = summaries[np.isfinite(summaries).all(axis=1)]
    if not len(whole):
        raise ValueError("no run of the prior came to records that can be compared with those given; look at the prior's ranges")
    spread = np.median(np.abs(whole - np.median(whole, axis=0)), axis=0)
    spread = np.where(spread > 0, spread, np.std(whole, axis=0))
    return np.where(spread > LEAST_SPREAD * np.abs(whole).max(axis=0), spread, 0.0)


class Projection(NamedTuple):
    """Statistics of runs, one a parameter; all are 0 for the records themselves.

    Attributes
    ----------
    observed, scale : (summaries,)
        Summaries of the records, and the scale of each; a summary of scale 0 is not used.
    positive : (summaries,), bool
        Those that are never negative, whose logarithms are taken.
    slopes : (summaries, parameters)
    spread : (parameters,)
        Standard deviation of a parameter's normal score about its fit.
    """

    observed: np.ndarray
    scale: np.ndarray
    positive: np.ndarray
    slopes: np.ndarray
    spread: np.ndarray

    def statistics(self, summaries: np.ndarray) -> np.ndarray:
        """One statistic a parameter of each run, (runs, parameters), in units of the normal score."""
        return features(summaries, self.observed, self.scale, self.positive) @ self.slopes

    def distance(self, statistics: np.ndarray) -> np.ndarray:
        """Distance of runs from the records, (runs,): the statistics over their spreads, root of the sum of squares; inf for lost runs."""
        size = np.sqrt(np.sum((statistics / self.spread) ** 2, axis=1))
        return np.where(np.isfinite(size), size, np.inf)


def features(summaries: np.ndarray, observed: np.ndarray, scale: np.ndarray, positive: np.ndarray) -> np.ndarray:
    """Distances of summaries from those of the records, (runs, summaries): in logarithms where they are positive, else on their scale.

    Counts and amounts multiply, so logarithms make products and ratios of them
    sums, which a linear fit can find; a twentieth of the scale is added, so that 0 has one. Other
    distances are taken over the scale, far ones by their logarithm (asinh).
    """
    lost = ~np.isfinite(summaries).all(axis=1)
    positive = (scale > 0) & positive
    rest = (scale > 0) & ~positive
    found, least = np.zeros(np.shape(summaries)), SMALL * scale[positive]
    found[:, rest] = np.arcsinh((summaries[:, rest] - observed[rest]) / scale[rest])
    found[:, positive] = np.log((np.maximum(summaries[:, positive], 0.0) + least) / (observed[positive] + least))
    found[lost] = np.nan
    return found


def never_negative(summaries: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Which summaries are at least 0 in the records and in all runs, (summaries,) bool; rows with nan are left out."""
    whole = summaries[np.isfinite(summaries).all(axis=1)]
    return np.asarray((observed >= 0) & (whole >= 0).all(axis=0))


def fit(summaries: np.ndarray, scores: np.ndarray, observed: np.ndarray, scale: np.ndarray, positive: np.ndarray) -> Projection:
    """Semi-automatic statistics: the fit of each parameter's normal score by the summaries (Fearnhead and Prangle 2012).

    Ridge regression, its strength by generalised cross-validation, since summaries
    are many and lean on each other. Any statistic gives a valid posterior; this
    one loses little, for the mean of the posterior is the best one.

    Parameters
    ----------
    summaries : (runs, summaries)
        Without nan.
    scores : (runs, parameters)
    observed, scale, positive : (summaries,)
        As in :class:`Projection`.

    Returns
    -------
    Projection
    """
    x = features(summaries, observed, scale, positive)
    middle, width = x.mean(axis=0), x.std(axis=0)
    used = width > LEAST_SPREAD
    slopes, spread = np.zeros((x.shape[1], scores.shape[1])), np.maximum(scores.std(axis=0), LEAST_SPREAD)
    if used.any():
        left, size, right = np.linalg.svd((x[:, used] - middle[used]) / width[used], full_matrices=False)
        for place in range(scores.shape[1]):
            coefficients, spread[place] = _ridge(left, size, scores[:, place] - scores[:, place].mean())
            slopes[used, place] = (right.T @ coefficients) / width[used]
    return Projection(observed, scale, positive, slopes, spread)


def _ridge(left: np.ndarray, size: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """Coefficients on the right singular vectors, and the spread about the fit, at the best strength."""
    n, along = len(y), left.T @ y
    best, found = np.inf, (np.zeros(len(size)), 1.0)
    for strength in SHRINKAGES * n:
        kept = size**2 / (size**2 + strength)
        freedom = n - 1.0 - float(kept.sum())
        if freedom <= 0:
            continue
        squares = float(np.sum((y - left @ (kept * along)) ** 2))
        if squares / freedom**2 < best:
            best = squares / freedom**2
            found = kept * along / np.maximum(size, LEAST_SPREAD), np.sqrt(squares / freedom)
    return found[0], max(float(found[1]), LEAST_SPREAD)


def closeness(distance: np.ndarray) -> np.ndarray:
    """Weights of accepted runs by Epanechnikov's kernel, which falls to 0 at the tolerance; all 1 where the match is exact."""
    tolerance = float(distance.max())
    return 1.0 - (distance / tolerance) ** 2 if tolerance > 0 else np.ones(len(distance))


def adjusted(statistics: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Normal scores moved to where they would lie if a run's statistics were those of the records (Beaumont, Zhang and Balding 2002).

    Weighted linear regression of the scores on the statistics; what it explains of
    a run's distance from the records is taken away.

    Parameters
    ----------
    statistics, scores : (runs, parameters)
    weights : (runs,)

    Returns
    -------
    (runs, parameters)
    """
    total = weights.sum()
    middle = weights @ statistics / total
    root = np.sqrt(weights / total)[:, None]
    away = statistics - middle
    slopes = np.linalg.lstsq(root * away, root * (scores - weights @ scores / total), rcond=1e-8)[0]
    return scores - statistics @ slopes
