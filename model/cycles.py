"""Cycles: what swings in a series, how fast, how far, and whether it is more than noise."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

FEWEST_PERIODS = 3.0
"""Periods that a window must hold for a swing to be called a cycle: a slow drift is none."""
CHANCE = 0.001
"""Runs of mere noise in which a peak is taken for a cycle."""
HANN_WIDTH = 2
"""Bins on either side of a peak over which a Hann window spreads one frequency."""


class Cycle(NamedTuple):
    """What swings in a series.

    Attributes
    ----------
    period : float, epochs
        Of the strongest frequency; nan where there is none.
    amplitude : float
        Of a sine with the same 5 to 95 % range.
    power : float
        Share of the power within the width of the peak; 0 where fewer than three periods fit, and where noise with the same
        memory would have as high a peak somewhere in one run of a thousand.
    """

    period: float
    amplitude: float
    power: float


STILL = Cycle(float("nan"), 0.0, 0.0)


def cycle(series: np.ndarray) -> Cycle:
    """Period, amplitude and regularity of what swings in a series: Hann periodogram without a straight trend.

    Noise that remembers swings slowly and has no period, so a peak counts only if it stands out from the spectrum of an
    autoregression of order one (Torrence and Compo 1998, section 4).

    Parameters
    ----------
    series : (epochs,), float
        Epochs without a value are left out at the end; any other is taken as the mean.

    Returns
    -------
    Cycle
        Still where fewer than 16 epochs are known or nothing moves.
    """
    x = np.asarray(series, dtype=float)
    known = np.isfinite(x)
    if known.sum() < 16:
        return STILL
    x = np.where(known, x, x[known].mean())
    t = np.arange(len(x), dtype=float)
    x = x - np.polynomial.Polynomial.fit(t, x, 1)(t)
    low, high = np.percentile(x, [5, 95]).tolist()
    if high - low < 1e-12:
        return STILL
    spectrum = np.abs(np.fft.rfft(x * np.hanning(len(x)))) ** 2
    spectrum[0] = 0.0
    peak = int(np.argmax(spectrum))
    band = slice(max(1, peak - HANN_WIDTH), peak + HANN_WIDTH + 1)
    centre = float(np.average(np.arange(len(spectrum))[band], weights=spectrum[band]))
    amplitude = (high - low) / (2.0 * np.sin(0.45 * np.pi))  # a sine is below its 95 % point for 45 % of a half period
    over_noise = spectrum / red_noise(x, len(spectrum))
    highest = -np.log1p(-((1.0 - CHANCE) ** (1.0 / len(spectrum))))  # of as many exponential heights of mean one
    stands_out = centre >= FEWEST_PERIODS and over_noise[peak] > highest * over_noise.mean()
    power = float(spectrum[band].sum() / spectrum.sum()) if stands_out else 0.0
    return Cycle(len(x) / centre, amplitude, power)


def red_noise(x: np.ndarray, frequencies: int) -> np.ndarray:
    """Shape of the spectrum of an autoregression with the lag-one correlation of `x`, (frequencies,)."""
    memory = min(max(float(np.dot(x[1:], x[:-1]) / np.dot(x, x)), 0.0), 0.999)
    angle = 2 * np.pi * np.arange(frequencies) / len(x)
    return np.asarray((1.0 - memory**2) / (1.0 + memory**2 - 2.0 * memory * np.cos(angle)))
