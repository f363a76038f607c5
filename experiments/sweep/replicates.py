"""How many replicates points have, whether those suffice, and how the interval narrowed."""

from __future__ import annotations

import math
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from experiments.sweep.plan import Until
    from experiments.sweep.results import Results

NARROW, MOST, UNKNOWN, GIVEN = "narrow", "at most", "no value", "as given"
"""Why a point has no more: its interval is narrow, it has as many as are allowed, its outcome is missing, or nothing was asked."""


class Enough(NamedTuple):
    """How well a point's outcome is known.

    Attributes
    ----------
    replicates, failed : int
        Runs, and those among them without a value.
    mean, width : float
        Of the 95 % interval.
    variation : float
        Coefficient of variation of the replicates, standard deviation over mean.
    reason : str
        Empty while more are wanted.
    """

    replicates: int
    failed: int
    mean: float
    width: float
    variation: float
    reason: str


def enough(values: np.ndarray, until: Until) -> Enough:
    """Whether a point's replicates suffice.

    Parameters
    ----------
    values : (n,), float
        Missing ones, such as those of failed runs, are nan.
    until : Until
    """
    known = values[np.isfinite(values)]
    mean = float(known.mean()) if len(known) else math.nan
    width = 2 * half_width(known, 0.95) if len(known) else math.inf
    wanted = until.width * (abs(mean) if until.relative else 1.0)
    reason = UNKNOWN if not len(known) else NARROW if width <= wanted else MOST if len(values) >= until.most else ""
    return Enough(len(values), len(values) - len(known), mean, width, variation(known), reason)


def half_width(values: np.ndarray, confidence: float) -> float:
    """Half of the interval of a mean by Student's law; inf with fewer than two values, which say nothing of their spread."""
    from scipy.special import stdtrit

    n = len(values)
    if n < 2:
        return math.inf
    return float(stdtrit(n - 1, 0.5 + confidence / 2)) * float(values.std(ddof=1)) / math.sqrt(n)


def variation(values: np.ndarray) -> float:
    """Coefficient of variation, nan where there is none."""
    mean = float(values.mean()) if len(values) > 1 else 0.0
    return float(values.std(ddof=1)) / abs(mean) if mean else math.nan


def grown(seeds: tuple[int, ...], most: int) -> tuple[int, ...]:
    """These seeds and more up to `most` in all, counting on from the largest, then from 0."""
    after, known = max(seeds) + 1, set(seeds)
    others = chain(range(after, 2**63), (seed for seed in range(after) if seed not in known))
    return seeds + tuple(islice(others, max(0, most - len(seeds))))


def replicates(results: Results, outcome: str = "") -> pd.DataFrame:
    """How many replicates each point has, and why no more.

    Parameters
    ----------
    results : Results
    outcome : str
        That of ``until`` when left out.

    Returns
    -------
    DataFrame
        A row for each point: its number and values, ``replicates``, ``failed`` (without a value), ``mean``, ``low``,
        ``high``, ``width`` of the 95 % interval, ``variation`` and ``reason``; an empty reason says that runs are missing.

    Raises
    ------
    ValueError
        When no outcome is given and the sweep has no ``until``, or for one that was not kept.
    """
    import pandas as pd

    name, until = _asked(results, outcome)
    rows: list[dict[str, Any]] = []
    for point, group in results.frame(failed=True).groupby("point"):
        values = group[name].to_numpy(dtype=float)
        known = enough(values, until)
        half, reason = known.width / 2, known.reason if _has_until(results, name) else GIVEN
        rows.append(
            {"point": point, **group[results.factors].iloc[0], **known._asdict(), "low": known.mean - half, "high": known.mean + half,
             "reason": reason}
        )  # fmt: skip
    columns = ["point", *results.factors, "replicates", "failed", "mean", "low", "high", "width", "variation", "reason"]
    return pd.DataFrame(rows, columns=columns)


def narrowing(results: Results, outcome: str = "") -> pd.DataFrame:
    """How mean, interval and coefficient of variation went as replicates were added; arguments as of :func:`replicates`.

    Returns
    -------
    DataFrame
        A row for each point and number of ``replicates`` from 2 on, in the order of the replicates: ``mean``, ``width`` of
        the 95 % interval and ``variation`` of those so far; runs without a value are counted and leave the others as they are.
    """
    import pandas as pd

    name, _ = _asked(results, outcome)
    rows = []
    for point, group in results.frame(failed=True).sort_values(["point", "replicate"]).groupby("point"):
        values = group[name].to_numpy(dtype=float)
        for n in range(2, len(values) + 1):
            known = values[:n][np.isfinite(values[:n])]
            mean = float(known.mean()) if len(known) else math.nan
            rows.append((point, n, mean, 2 * half_width(known, 0.95), variation(known)))
    return pd.DataFrame(rows, columns=["point", "replicates", "mean", "width", "variation"])


def _has_until(results: Results, outcome: str) -> bool:
    return bool(results.sweep.get("until")) and results.sweep["until"]["outcome"] == outcome


def _asked(results: Results, outcome: str) -> tuple[str, Until]:
    from experiments.sweep.plan import Until

    until = results.sweep.get("until")
    name = outcome or (until["outcome"] if until else "")
    if not name:
        raise ValueError(f"the sweep has no until, so name an outcome; there are {', '.join(results.outcomes)}")
    if name not in results.outcomes:
        raise ValueError(f"outcome {name!r} was not kept; there are {', '.join(results.outcomes)}")
    return name, Until(**until) if until and until["outcome"] == name else Until(name, 1e300, most=2**31)
