"""A covering array: few rows of settings in which every pair of levels of two factors occurs together.

A factor may be idle in a row (what a panel does is idle where nobody sits on
one): a pair counts as covered only where both of its factors are live.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

Row = dict[str, str]
Pair = tuple[tuple[str, str], tuple[str, str]]

PATIENCE, TRIES = 500, 8


def live_pairs(row: Row, is_live: Callable[[str, Row], bool]) -> set[Pair]:
    """Pairs of levels that a row covers."""
    levels = [(factor, level) for factor, level in row.items() if is_live(factor, row)]
    return set(combinations(levels, 2))


def all_pairs(factors: Mapping[str, tuple[str, ...]], cannot_meet: Callable[[Row], bool]) -> set[Pair]:
    """Pairs of levels that can occur together."""
    pairs = set()
    for a, b in combinations(factors, 2):
        pairs |= {((a, x), (b, y)) for x in factors[a] for y in factors[b] if not cannot_meet({a: x, b: y})}
    return pairs


def covering_array(
    factors: Mapping[str, tuple[str, ...]],
    first: tuple[str, ...],
    is_live: Callable[[str, Row], bool],
    is_allowed: Callable[[Row], bool],
    cannot_meet: Callable[[Row], bool],
) -> list[Row]:
    """Rows that cover every pair; greedy and deterministic.

    Parameters
    ----------
    factors : mapping of factor to its levels
    first : tuple of str
        Factors that decide which others are live; they are filled before the rest.
    is_live : callable (factor, row) -> bool
    is_allowed : callable (row) -> bool
        Whether a full row is a possible scenario.
    cannot_meet : callable (row of two) -> bool
        Whether two levels can never be live together.

    Returns
    -------
    list of dict

    Raises
    ------
    ValueError
        When a pair cannot be covered.
    """
    luck = random.Random(0)
    missing = all_pairs(factors, cannot_meet)
    rows = []
    while missing:
        seed = min(missing)
        row = _row_with(seed, factors, first, is_live, is_allowed, missing, luck)
        rows.append(row)
        missing -= live_pairs(row, is_live)
    return rows


def _row_with(
    seed: Pair,
    factors: Mapping[str, tuple[str, ...]],
    first: tuple[str, ...],
    is_live: Callable[[str, Row], bool],
    is_allowed: Callable[[Row], bool],
    missing: set[Pair],
    luck: random.Random,
) -> Row:
    """The best of a few rows that hold a missing pair, each filled greedily."""
    found: list[Row] = []
    for attempt in range(PATIENCE):
        # What is worth most may be what is not allowed: then any levels will do.
        row = _filled(seed, factors, first, missing if attempt < PATIENCE // 2 or found else set(), luck)
        if is_allowed(row) and seed in live_pairs(row, is_live):
            found.append(row)
        if len(found) == TRIES:
            break
    if not found:
        raise ValueError(f"no row can hold {seed[0]} and {seed[1]}")
    return max(found, key=lambda row: len(live_pairs(row, is_live) & missing))


def _filled(seed: Pair, factors: Mapping[str, tuple[str, ...]], first: tuple[str, ...], missing: set[Pair], luck: random.Random) -> Row:
    row = dict(seed)
    for factor in first:
        row.setdefault(factor, luck.choice(factors[factor]))
    rest = [factor for factor in factors if factor not in row]
    luck.shuffle(rest)
    place = {factor: k for k, factor in enumerate(factors)}
    for factor in rest:
        worth: dict[str, Any] = {level: (_gain(factor, level, row, place, missing), luck.random()) for level in factors[factor]}
        row[factor] = max(worth, key=worth.__getitem__)
    return {factor: row[factor] for factor in factors}


def _gain(factor: str, level: str, row: Row, place: dict[str, int], missing: set[Pair]) -> int:
    """Missing pairs that a level would add to a row."""
    new = factor, level
    return sum(((new, its) if place[factor] < place[its[0]] else (its, new)) in missing for its in row.items())
