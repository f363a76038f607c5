"""Toy maps whose truth is known: rare patterns, the pattern square, and a map with noise."""

import numpy as np
from scipy.stats import norm

from experiments.explore.outcomes import Wanted
from experiments.explore.search import Explorer, Shares
from experiments.explore.selection import generator

ONLY_SEARCH = Shares(uniform=0, again=0, verify=0, generation=50)
TWO = (Wanted("u", 0.0, 1.0, 20), Wanted("v", 0.0, 1.0, 20))
CENTRES = np.array([[0.5, 0.5], [0.25, 0.25], [0.25, 0.75], [0.75, 0.25], [0.75, 0.75]])
SQUARE = (Wanted("row", 0.0, 51.0, 51), Wanted("column", 0.0, 11.0, 11))


def played(explorer, outcome, seed=0):
    """An explorer that was told all it asked for: outcomes of genes and luck."""
    luck = generator(seed, 7)
    while (asked := explorer.ask()) is not None:
        genes = np.array([explorer.candidates[candidate] for candidate in asked.candidate])
        explorer.tell(outcome(genes, luck))
    return explorer


def rare(genes, luck):
    """Theory H1b: each outcome is a gene's tenth power."""
    return genes**10


def pattern_square(genes, luck):
    """Five squares of side .01, each cut into 10 x 10 cells, in a plain that is one cell (the benchmark of openmole/ppse)."""
    found = np.full((len(genes), 2), 0.5)
    for number, centre in enumerate(CENTRES):
        place = (genes[:, :2] - centre + 0.005) / 0.01
        within = np.all((place >= 0) & (place < 1), axis=1)
        found[within] = np.floor(place[within] * 10) + np.array([1.5 + 10 * number, 1.5])
    return found


NOISE = 0.8


def noisy(genes, luck):
    """Two genes are the outcomes, a third the size of the noise on both; most candidates are all noise."""
    return genes[:, :2] + NOISE * genes[:, 2:3] * luck.standard_normal((len(genes), 2))


def truth(genes, grid, cell):
    """Hit probability of a candidate of the noisy map, exactly; the outermost cells are open."""
    chance = 1.0
    for axis, (low, high) in enumerate(grid.ends(cell)):
        at = grid.place(cell)[axis]
        low, high = -np.inf if at == 0 else low, np.inf if at == grid.shape[axis] - 1 else high
        spread = max(NOISE * float(genes[2]), 1e-12)
        chance *= norm.cdf((high - genes[axis]) / spread) - norm.cdf((low - genes[axis]) / spread)
    return float(chance)


def free(genes):
    """Every candidate costs nothing."""
    return 0.0


def explorer(genes, wanted, runs, seed=0, **more):
    return Explorer(genes, more.pop("cost", free), wanted, runs, seed, **more)
