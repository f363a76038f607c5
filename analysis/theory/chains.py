"""Closed forms of chained segments that are checked one by one (C5 of the catalogue)."""

from __future__ import annotations

import math


def adversarial_drift(tolerance: float, segments: int, amplification: float = 1.0, end_tolerance: float = math.inf) -> float:
    """Largest drift of a chain's end whose segments all pass: eps (l^k - 1) / (l - 1), k eps at l = 1, capped by a check of the end.

    Parameters
    ----------
    tolerance : float, sigma
        eps, of a segment.
    segments : int
        k.
    amplification : float
        l, Lipschitz constant of a segment.
    end_tolerance : float, sigma
        Of the end; infinite where nobody looks there.
    """
    gain = segments if amplification == 1.0 else (amplification**segments - 1.0) / (amplification - 1.0)
    return min(tolerance * gain, end_tolerance)


def honest_drift(segments: int, amplification: float = 1.0, noise: float = 1.0) -> float:
    """Root mean square of the difference of two honest chains: sigma sqrt(2 (l^2k - 1) / (l^2 - 1)), sigma sqrt(2k) at l = 1.

    Parameters
    ----------
    segments : int
        k.
    amplification : float
        l.
    noise : float, sigma
        Of one run of a segment.
    """
    square = amplification**2
    gain = segments if square == 1.0 else (square**segments - 1.0) / (square - 1.0)
    return noise * math.sqrt(2.0 * gain)
