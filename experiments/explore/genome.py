"""Genes: what each number of a candidate in [0, 1] stands for. Decoding is a pure function, and every genome has a meaning.

A candidate is one or two waves of entrants and up to three jolts from outside. Its
budget is part of the decoding: waves shrink until their stake is within it, jolts
until their dollars are, so what is run is what was paid for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from experiments.explore.intervention import Intervention, Jolt, Wave
from experiments.explore.start import IMAGE_USD, LEAST_STAKE, MOST_STAKE, Start
from model.strategies import find

NUMBERS = {
    "skimmer": ("effort", 0.0, 1.0, False), "rubber_stamp": ("vigilance", 0.0, 1.0, False),
    "skip_and_withhold": ("withhold", 0.0, 1.0, False), "cacher": ("effort", 0.0, 1.0, False),
    "opportunist": ("prior_audits", 0.1, 10.0, True), "copier": ("effort", 0.0, 1.0, False),
    "corruptor": ("attack_rate", 0.0, 1.0, False), "edge_hugger": ("attack_rate", 0.0, 1.0, False),
    "colluder": ("attack_rate", 0.0, 1.0, False), "sybil": ("attack_rate", 0.0, 1.0, False),
    "accomplice": ("attack_rate", 0.0, 1.0, False), "griefer": ("grief", 0.0, 1.0, False),
    "withholder": ("withhold", 0.0, 1.0, False), "sleeper": ("caution", 0.1, 10.0, True),
}  # fmt: skip
"""The number of each strategy that a gene sets, its range, and whether the range is logarithmic; the others keep their own."""
LEAVES_BY_ITSELF = "hit_and_run"
"""Its seats come free, so no second wave may wait for seats beside it. Its number `patience` is when it strikes."""
QUIET = (0.25, 0.75)
"""A gene of a jolt between these is no jolt."""
FARTHEST = math.log(4.0)
"""Largest logarithm of a jolt's factor, up or down."""

WAVE = {
    "strategy": "which strategy of the catalogue",
    "role": "executor, verifier or both, where the network tells them apart",
    "seats": "seats taken, on a log scale, 0 up to nearly half of the nodes",
    "number": "the number of the strategy (attack rate, effort, ...)",
    "stake": "stake of an entrant, a quarter to four times the network's mean on a log scale, at least the minimum",
    "copied": "whether its nodes revise and may be copied, or hold on and may not",
}
WHEN = {"second.when": "epoch of entry: the start below a quarter, then evenly up to the last quarter of the run"}
PRICE = {
    "price.size": "jolt of the price: a fall below a quarter, none, a rise above three quarters, up to a factor 4",
    "price.when": "epoch",
}
DEMAND = {"demand.size": "jolt of demand, as of the price", "demand.when": "epoch", "demand.lasts": "epochs it lasts"}
IMAGE = {"image.which": "which attestation image is broken; none below a half", "image.when": "epoch"}


class Budget(NamedTuple):
    """What an explorer may move.

    Attributes
    ----------
    stake : float, tok
        Tokens that all entrants together may bring.
    usd : float, USD
        What all jolts together may cost.
    """

    stake: float
    usd: float


@dataclass(frozen=True)
class Code:
    """The genes of one network and budget.

    Attributes
    ----------
    start : Start
    budget : Budget
    """

    start: Start
    budget: Budget

    def __post_init__(self) -> None:
        for name, value, unit in (("stake", self.budget.stake, "tok"), ("usd", self.budget.usd, "USD")):
            if not (math.isfinite(value) and value >= 0):
                raise ValueError(f"{name} = {value} {unit} is outside [0, inf); give what an explorer may move")
        if self.budget.stake == 0 and self.budget.usd == 0:
            raise ValueError("stake = 0 and usd = 0 allow an explorer nothing; raise one of them")
        if not self.start.strategies and self.budget.usd == 0:
            raise ValueError("the network takes no strategy of the catalogue, and usd = 0; raise usd")

    @cached_property
    def table(self) -> Mapping[str, str]:
        """Name of each gene and what it stands for, in order."""
        genes = {f"{wave}.{name}": meaning for wave in ("first", "second") for name, meaning in WAVE.items()}
        if self.start.admits_late:
            genes |= WHEN
        genes |= PRICE
        if self.start.admits_demand:
            genes |= DEMAND
        return genes | IMAGE if self.start.images else genes

    @property
    def genes(self) -> int:
        """How many there are."""
        return len(self.table)

    def decode(self, genome: np.ndarray) -> Intervention:
        """What a genome does, within the budget.

        Parameters
        ----------
        genome : (genes,), float, [0, 1]
        """
        u = dict(zip(self.table, map(float, genome), strict=True))
        waves = [wave for wave in (self._wave(u, "first"), self._wave(u, "second")) if wave.seats]
        if any(wave.strategy == LEAVES_BY_ITSELF for wave in waves):
            waves = [wave._replace(epoch=0) for wave in waves]
        return Intervention(tuple(self._affordable(waves)), tuple(self._jolts(u)), self.start.price)

    def cost(self, genome: np.ndarray) -> float:
        """What a genome costs: stake at the price of the start, and dollars."""
        return self.decode(genome).cost

    def _wave(self, u: Mapping[str, float], name: str) -> Wave:
        start = self.start
        if not start.strategies:
            return Wave("honest", start.roles[0], 0, 0.0, False)
        strategy = _pick(start.strategies, u[f"{name}.strategy"])
        seats = min(start.seats, int((start.seats + 1) ** u[f"{name}.seats"]) - 1)
        names = max(1, int(getattr(find(strategy), "identities", 1)))
        low = max(start.scenario.accounts.minimum_stake * names, LEAST_STAKE * start.mean_stake)
        high = max(low, MOST_STAKE * start.mean_stake)
        stake = low * (high / low) ** u[f"{name}.stake"] if low > 0 else high * u[f"{name}.stake"]
        late, when = 0, u.get(f"{name}.when", 0.0)
        if when >= QUIET[0]:
            first = start.delay
            late = first + min(start.latest - 1 - first, int((when - QUIET[0]) / (1 - QUIET[0]) * (start.latest - first)))
        number = self._number(strategy, u[f"{name}.number"])
        role = _pick(start.roles, u[f"{name}.role"])
        return Wave(strategy, role, seats, stake, u[f"{name}.copied"] >= 0.5, number, late, names, start.delay)

    def _number(self, strategy: str, u: float) -> tuple[str, float] | None:
        if strategy == LEAVES_BY_ITSELF:
            return "patience", float(int(u * self.start.latest))
        if strategy not in NUMBERS:
            return None
        name, low, high, is_log = NUMBERS[strategy]
        return name, low * (high / low) ** u if is_log else low + (high - low) * u

    def _affordable(self, waves: list[Wave]) -> list[Wave]:
        """Waves with as many seats as the stake pays for, all cut by the same factor."""
        tokens = sum(wave.tokens for wave in waves)
        if tokens <= self.budget.stake:
            return waves
        cut = [wave._replace(seats=int(wave.seats * self.budget.stake / tokens)) for wave in waves]
        return [wave for wave in cut if wave.seats]

    def _jolts(self, u: Mapping[str, float]) -> list[Jolt]:
        """Jolts that the dollars pay for: the image first, whole or not at all, then the others cut by the same factor."""
        left, found = self.budget.usd, []
        which = u.get("image.which", 0.0)
        if which >= 0.5 and left >= IMAGE_USD:
            image = _pick(tuple(range(self.start.images)), 2.0 * which - 1.0)
            found.append(Jolt("image", self._epoch(u["image.when"]), image=image, usd=IMAGE_USD))
            left -= IMAGE_USD
        others = [one for one in (self._price(u, 1.0), self._demand(u, 1.0)) if one]
        asked = sum(one.usd for one in others)
        if asked > left:
            part = left / asked * (1 - 1e-9)
            others = [one for one in (self._price(u, part), self._demand(u, part)) if one]
        return found + [one for one in others if one.usd > 0]

    def _price(self, u: Mapping[str, float], part: float) -> Jolt | None:
        size = part * _size(u["price.size"])
        return Jolt("price", self._epoch(u["price.when"]), factor=math.exp(size), usd=abs(size) * self.start.depth) if size else None

    def _demand(self, u: Mapping[str, float], part: float) -> Jolt | None:
        size = _size(u.get("demand.size", 0.5))
        if not size:
            return None
        epoch, change = self._epoch(u["demand.when"]), part * (math.exp(size) - 1.0)
        lasts = 1 + int(u["demand.lasts"] * (self.start.scenario.epochs - epoch - 1))
        return Jolt("demand", epoch, factor=1.0 + change, duration=lasts, usd=abs(change) * self.start.fees * lasts)

    def _epoch(self, u: float) -> int:
        return min(self.start.latest - 1, int(u * self.start.latest))


def _size(u: float) -> float:
    """Logarithm of a jolt's factor."""
    low, high = QUIET
    if u < low:
        return -FARTHEST * (low - u) / low
    return FARTHEST * (u - high) / (1.0 - high) if u > high else 0.0


def _pick[One](ones: tuple[One, ...], u: float) -> One:
    return ones[min(len(ones) - 1, int(u * len(ones)))]
