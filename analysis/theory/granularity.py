"""Closed forms of skipping some of a job's segments when a sample of them is checked: from where it pays, and where basins meet.

Audited with probability p, a job of k segments has s of them sampled without
replacement; a sampled skip is found. With r = p (R + S) / c, the audit
probability over the g = c / (R + S) of law B8, who skips m of k segments gains
c (m / k - r D(m)) over the diligent, D being the probability of detection.
"""

from __future__ import annotations

import math

from analysis.theory.sampling import detection


def gain(effort: float, segments: int, sampled: int, ratio: float) -> float:
    """What an effort gains over full effort, in units of the work of a job: (1 - e) - r E[D].

    Skipped segments (1 - e) k are rounded to a neighbouring integer, up with
    the probability of the remainder.

    Parameters
    ----------
    effort : float
        e in [0, 1].
    segments, sampled : int
        k and s.
    ratio : float
        r = p / g.
    """
    skipped = (1.0 - effort) * segments
    low = math.floor(skipped)
    part = skipped - low
    found = (1.0 - part) * detection(segments, low, sampled)
    if part > 0.0:
        found += part * detection(segments, low + 1, sampled)
    return 1.0 - effort - ratio * found


def threshold_of_one(threshold: float, sampled: int) -> float:
    """Audit probability from which one skip alone is deterred: p s / k >= g / k, so g / s, whatever k.

    Parameters
    ----------
    threshold : float
        g, from which skipping all is: the first sampled segment finds that.
    sampled : int
    """
    return threshold / sampled


def border(segments: int, sampled: int, ratio: float) -> float:
    """Effort from which small steps lead up to full effort, and below which they lead down to none.

    The next skip costs r (D(m+1) - D(m)) = r C(k-m-1, s-1) / C(k, s), ever
    less as m grows, and saves 1 / k: the effort of the first m at which it
    saves more.

    Parameters
    ----------
    segments, sampled : int
        k and s; 1 <= s < k.
    ratio : float

    Returns
    -------
    float
        1 where the first skip pays already, 0 where even the last one does not.
    """
    ways = math.comb(segments, sampled)
    for m in range(segments):
        if ratio * segments * math.comb(segments - m - 1, sampled - 1) < ways:
            return 1.0 - m / segments
    return 0.0


def border_of_many(sampled: int, ratio: float) -> float:
    """The same for very many segments: 1 = r s e^(s - 1), so e = (r s)^(-1 / (s - 1)).

    Parameters
    ----------
    sampled : int
        s >= 2.
    ratio : float
    """
    return float(min(1.0, (ratio * sampled) ** (-1.0 / (sampled - 1))))
