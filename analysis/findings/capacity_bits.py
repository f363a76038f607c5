"""How runs of the study ``capacity`` are looked at, and how many bits a look tells of the field."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.theory.information import capacity_of_counts
from experiments.statistics import Z_95
from experiments.studies.capacity import WAYS

NONE = "no majority"
COUNTS = np.array([1, 2, 4, 8, 16])
"""Bounds of how many nodes do otherwise than most."""


class Bits(NamedTuple):
    """A capacity, its 95 % interval, and its standard error, never below one over the runs."""

    bits: float
    low: float
    high: float
    error: float


def majority(frame: pd.DataFrame) -> np.ndarray:
    """What more than half of the nodes do, or that no way has more than half."""
    shares = frame[list(WAYS)].to_numpy()
    return np.where(shares.max(axis=1) > 0.5, np.array(list(WAYS))[shares.argmax(axis=1)], NONE)


def tenths(frame: pd.DataFrame) -> np.ndarray:
    """The same, with the share of those who do it in tenths."""
    largest = np.minimum(9, np.floor(10.0 * frame[list(WAYS)].to_numpy().max(axis=1) + 1e-9)).astype(int)
    return np.array([f"{name} {tenth if name != NONE else ''}" for name, tenth in zip(majority(frame), largest, strict=True)])


def counts(frame: pd.DataFrame) -> np.ndarray:
    """The same, with how many nodes do otherwise: 0, 1, 2 to 3, 4 to 7, 8 to 15, more."""
    others = np.round(frame["nodes"].to_numpy() * (1.0 - frame[list(WAYS)].to_numpy().max(axis=1)))
    return np.array([f"{name} {n}" for name, n in zip(majority(frame), np.digitize(others, COUNTS), strict=True)])


VIEWS = {"what most do": majority, "shares in tenths": tenths, "counts of the others": counts}


def table_of(frame: pd.DataFrame, outputs: np.ndarray, inputs: list[str]) -> tuple[list[tuple[Any, ...]], np.ndarray]:
    """Inputs, and how often each output was seen under each."""
    seen = pd.crosstab([frame[name].to_numpy() for name in inputs], outputs)
    keys = [key if isinstance(key, tuple) else (key,) for key in seen.index]
    return keys, seen.to_numpy()


def bits_of(frame: pd.DataFrame, outputs: np.ndarray, inputs: list[str]) -> Bits:
    """Capacity from some columns of a table to an output, its bias taken away."""
    seen = table_of(frame, outputs, inputs)[1]
    bits, low, high = capacity_of_counts(seen, tolerance=1e-3)
    error = max((high - low) / (2.0 * Z_95), 1.0 / len(frame))
    return Bits(bits, bits - Z_95 * error, bits + Z_95 * error, error)
