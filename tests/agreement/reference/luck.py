"""Random numbers by name and address, in plain Python."""

from __future__ import annotations

import math
from statistics import NormalDist

from model.luck import DRAWS
from model.luck_twin import split, uniform

NUMBER_OF = {name: number for number, name in enumerate(DRAWS)}
STANDARD_NORMAL = NormalDist()
LAST_BELOW_ONE = 1.0 - 2.0**-53


class Luck:
    """Numbers at the address seed, draw, epoch, entity, ..., index.

    Parameters
    ----------
    seed : int
        0 <= seed < 2^63.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.turn(0)

    def turn(self, epoch: int) -> None:
        """Go to an epoch."""
        self.keys = {name: split(split(self.seed, number), epoch) for name, number in NUMBER_OF.items()}

    def key(self, draw: str, *entity: int) -> int:
        """Key of an entity's branch."""
        key = self.keys[draw]
        for branch in entity:
            key = split(key, branch)
        return key

    def uniform(self, draw: str, *address: int) -> float:
        """Number in [0, 1) at an address, whose last part is the index."""
        *entity, index = address
        return uniform(self.key(draw, *entity), index)

    def below(self, n: int, draw: str, *address: int) -> int:
        """Whole number in [0, n)."""
        return int(self.uniform(draw, *address) * n)

    def happens(self, probability: float, draw: str, *address: int) -> bool:
        """Whether something of this probability happens."""
        return self.uniform(draw, *address) < probability

    def normal(self, draw: str, *address: int) -> float:
        """Standard normal number by inversion."""
        return quantile(self.uniform(draw, *address))

    def distinct(self, count: int, n: int, draw: str, *entity: int) -> list[int]:
        """The first `count` of 0 .. n-1 after a shuffle that starts at the front."""
        cards = list(range(n))
        for t in range(count):
            r = t + self.below(n - t, draw, *entity, t)
            cards[t], cards[r] = cards[r], cards[t]
        return cards[:count]

    def poisson(self, mean: float, draw: str) -> int:
        """Poisson number: by multiplication below mean 10 (Knuth), else by rejection (Hoermann 1993, PTRS)."""
        if mean < 10.0:
            return self._poisson_by_multiplication(mean, draw)
        return self._poisson_by_rejection(mean, draw)

    def _poisson_by_multiplication(self, mean: float, draw: str) -> int:
        if mean <= 0.0:
            return 0
        product, count = self.uniform(draw, 0), 0
        while product > math.exp(-mean):
            count += 1
            product *= self.uniform(draw, count)
        return count

    def _poisson_by_rejection(self, mean: float, draw: str) -> int:
        b = 0.931 + 2.53 * math.sqrt(mean)
        a = -0.059 + 0.02483 * b
        one_over_alpha = 1.1239 + 1.1328 / (b - 3.4)
        index = 0
        while True:
            u, v = self.uniform(draw, index) - 0.5, self.uniform(draw, index + 1)
            index += 2
            us = 0.5 - abs(u)
            if us <= 0.0:
                continue
            k = math.floor((2.0 * a / us + b) * u + mean + 0.43)
            if us >= 0.07 and v <= 0.9277 - 3.6224 / (b - 2.0):
                return k
            if k < 0 or (us < 0.013 and v > us):
                continue
            if math.log(v) + math.log(one_over_alpha) - math.log(a / (us * us) + b) <= k * math.log(mean) - mean - math.lgamma(k + 1):
                return k


def quantile(u: float) -> float:
    """Standard normal quantile in the middle of the cell of u, a multiple of 2^-53."""
    return STANDARD_NORMAL.inv_cdf(min(u + 2.0**-54, LAST_BELOW_ONE))
