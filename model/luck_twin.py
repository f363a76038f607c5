"""The luck functions in plain Python: for the reference model, for runs without a compiler, and as a check.

Equal to :mod:`model.luck` to the last bit, by test.
"""

from __future__ import annotations

GOLDEN = 0x9E3779B97F4A7C15
MIX_1 = 0xBF58476D1CE4E5B9
MIX_2 = 0x94D049BB133111EB
MASK = (1 << 64) - 1


def split(key: int, index: int) -> int:
    """Key of the `index`-th branch below `key`; SplitMix64's output of that number.

    Parameters
    ----------
    key : int
        0 <= key < 2^64.
    index : int
        >= 0.

    Returns
    -------
    int
        0 <= result < 2^64.
    """
    z = (int(key) + (int(index) + 1) * GOLDEN) & MASK
    z = ((z ^ (z >> 30)) * MIX_1) & MASK
    z = ((z ^ (z >> 27)) * MIX_2) & MASK
    return z ^ (z >> 31)


def uniform(key: int, index: int) -> float:
    """Number in [0, 1) at `index` below `key`, a multiple of 2^-53."""
    return (split(key, index) >> 11) * 2.0**-53
