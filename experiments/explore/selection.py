"""Which candidate is changed next, and how: the rarer of two, and steps of every size.

Source: Cherel, Cottineau and Reuillon 2015, doi:10.1371/journal.pone.0138212.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

SMALLEST, LARGEST = 1e-3, 0.3
"""Standard deviations of steps, drawn evenly on a log scale: small ones fill a small region, large ones leave it."""
MOVED, REDRAWN = 0.5, 0.1
"""Probability that a gene moves, and that one gene of a child is drawn anew, since what a gene chooses has no neighbours."""


def generator(seed: int, *words: int) -> np.random.Generator:
    """A generator of its own for each use, so that a search that is resumed draws what it would have drawn."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def rarer_of_two(rarity: np.ndarray, count: int, luck: np.random.Generator) -> np.ndarray:
    """Draw pairs of filled cells with replacement, and keep of each the one with fewer hits; the first where they are equal.

    Parameters
    ----------
    rarity : (cells,), int
        Hits of each filled cell.
    count : int
    luck : Generator

    Returns
    -------
    (count,), int
        Places in `rarity`.
    """
    one, other = luck.integers(0, len(rarity), size=(2, count))
    return np.where(rarity[other] < rarity[one], other, one)


def mutated(parents: np.ndarray, luck: np.random.Generator) -> np.ndarray:
    """Children of candidates: some genes take a normal step and are reflected at the walls of the cube.

    Parameters
    ----------
    parents : (children, genes), float, [0, 1]
    luck : Generator

    Returns
    -------
    (children, genes), float, [0, 1]
    """
    count, genes = parents.shape
    size = np.exp(luck.uniform(np.log(SMALLEST), np.log(LARGEST), size=(count, 1)))
    moves = luck.random((count, genes)) < MOVED
    moves[np.arange(count), luck.integers(0, genes, count)] = True  # at least one
    moved = parents + moves * size * luck.standard_normal((count, genes))
    reflected = np.abs(moved) % 2.0
    children = np.where(reflected > 1.0, 2.0 - reflected, reflected)
    anew = np.flatnonzero(luck.random(count) < REDRAWN)
    children[anew, luck.integers(0, genes, len(anew))] = luck.random(len(anew))
    return children


def parents(rarity: np.ndarray, exemplar: Callable[[int, float], int], count: int, luck: np.random.Generator) -> list[int]:
    """Candidates of rare cells, to be changed.

    Parameters
    ----------
    rarity : (cells,), int
        Hits of each filled cell, at least one cell.
    exemplar : callable
        From a place in `rarity` and a number in [0, 1) to one of the cell's candidates.
    count : int
    luck : Generator
    """
    chosen, lot = rarer_of_two(rarity, count, luck), luck.random(count)
    return [exemplar(int(place), float(u)) for place, u in zip(chosen, lot, strict=True)]
