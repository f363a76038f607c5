"""Information between two finite variables, estimated from counts (bits)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from experiments.statistics import Z_95


def mutual_information(counts: np.ndarray, *, corrected: bool = True) -> float:
    """I(X; Y) = sum p(x, y) log2(p(x, y) / (p(x) p(y))) of a table of counts, its mean bias under independence subtracted.

    The plug-in estimate is too high by (|X| - 1)(|Y| - 1) / (2 n ln 2) bits
    (Miller 1955), |X| and |Y| values that occur. A corrected estimate may be
    slightly below zero.

    Parameters
    ----------
    counts : (values of X, values of Y), >= 0
    corrected : bool

    Returns
    -------
    float
        Bits.
    """
    table = np.asarray(counts, dtype=float)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    n = float(table.sum())
    if n == 0.0:
        return 0.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / n
    seen = table > 0
    plain = float(np.sum(table[seen] * np.log2(table[seen] / expected[seen]))) / n
    bias = (table.shape[0] - 1) * (table.shape[1] - 1) / (2.0 * n * math.log(2.0))
    return plain - bias if corrected else plain


class Capacity(NamedTuple):
    """Capacity of a channel.

    Attributes
    ----------
    bits : float
    inputs : (inputs,)
        The law of inputs that reaches it.
    """

    bits: float
    inputs: np.ndarray


LEAST_INPUT = 1e-12
"""Mass that an input keeps, so that it can come back."""


def capacity(channel: np.ndarray, tolerance: float = 1e-7, most: int = 50_000) -> Capacity:
    """C = max over p of I(X; Y): the most that an output can tell of an input, by the algorithm of Blahut and Arimoto (both 1972).

    With D_x the divergence of row x from the mixture of all rows by p, C lies
    between sum_x p_x D_x and max_x D_x for every p. p_x is multiplied by 2^(t D_x)
    until they meet: t = 1 never loses, and t grows as long as nothing is lost.

    Parameters
    ----------
    channel : (inputs, outputs), 1, >= 0
        Law of the output for each input; rows sum to 1.
    tolerance : float, bit, > 0
        Distance of the two bounds at the end.
    most : int
        Rounds at most.

    Returns
    -------
    Capacity
        The middle of the two bounds.

    Raises
    ------
    ValueError
        For rows that are no laws, and when the bounds do not meet.
    """
    rows = np.asarray(channel, dtype=float)
    if rows.ndim != 2 or not rows.size or (rows < 0).any() or not np.allclose(rows.sum(axis=1), 1.0, rtol=0.0, atol=1e-9):
        raise ValueError("a channel needs one law of outputs for each input; give rows of numbers >= 0 that sum to 1")
    bits, inputs = _capacities(rows[None], tolerance, most)
    return Capacity(float(bits[0]), inputs[0])


def _capacities(rows: np.ndarray, tolerance: float, most: int = 50_000) -> tuple[np.ndarray, np.ndarray]:
    """Capacities of several channels at once, (channels, inputs, outputs), and their best inputs."""
    within = np.sum(rows * np.log2(rows, out=np.zeros(rows.shape), where=rows > 0), axis=2)

    def divergences(inputs: np.ndarray) -> np.ndarray:
        mixture = np.einsum("cx,cxy->cy", inputs, rows)
        return np.asarray(within - np.einsum("cxy,cy->cx", rows, np.log2(np.maximum(mixture, np.finfo(float).tiny))))

    inputs, step = np.full(rows.shape[:2], 1.0 / rows.shape[1]), np.ones((len(rows), 1))
    away = divergences(inputs)
    for _ in range(most):
        low, high = np.sum(inputs * away, axis=1), away.max(axis=1)
        if (high - low).max() < tolerance:
            return np.maximum(0.0, (low + high) / 2.0), inputs
        tried = np.maximum(inputs * np.exp2(step * (away - high[:, None])), LEAST_INPUT)
        tried /= tried.sum(axis=1, keepdims=True)
        tried_away = divergences(tried)
        better = (np.sum(tried * tried_away, axis=1) >= low)[:, None]
        inputs, away = np.where(better, tried, inputs), np.where(better, tried_away, away)
        step = np.where(better, 1.5 * step, np.maximum(1.0, step / 8.0))
    raise ValueError(f"the bounds of a capacity are {(high - low).max():.1g} bit apart after {most} rounds; give a larger tolerance")


def capacity_of_counts(counts: np.ndarray, draws: int = 100, seed: int = 0, tolerance: float = 1e-5) -> tuple[float, float, float]:
    """Capacity of a channel that is known from counts only, its bias subtracted, with a 95 % interval.

    Chance differences between rows look like information, and the best law of
    inputs seeks them out, so the capacity of the observed shares is too high.
    Tables are drawn anew from the observed shares; by as much as their capacity
    exceeds the observed one, the observed one is taken to exceed the true one.
    A corrected estimate may be slightly below zero.

    Parameters
    ----------
    counts : (inputs, outputs), int, >= 0
        A row for each input that was tried.
    draws, seed : int
    tolerance : float, bit

    Returns
    -------
    bits, low, high : float

    Raises
    ------
    ValueError
        For an input that was never tried.
    """
    table = np.asarray(counts, dtype=int)
    tried = table.sum(axis=1)
    if (tried == 0).any():
        raise ValueError(f"input {int(np.argmin(tried))} was never tried; leave out its row, or make runs of it")
    shares = table / tried[:, None]
    generator = np.random.Generator(np.random.PCG64(seed))
    again = [shares, *(np.array([generator.multinomial(n, row) / n for n, row in zip(tried, shares, strict=True)]) for _ in range(draws))]
    plain, *others = _capacities(np.array(again), tolerance)[0].tolist()
    bits, half = 2.0 * plain - float(np.mean(others)), Z_95 * float(np.std(others, ddof=1))
    return bits, bits - half, bits + half
