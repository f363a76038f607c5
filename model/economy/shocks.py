"""Shocks: what happens to a network from outside in an epoch that the scenario names."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from model.economy.market import book as at
from model.jit import rule
from model.quantity import Part, number

OWN = {"price": ("factor",), "demand": ("factor", "duration"), "image": ("image",), "exit": ("leaving", "of_entry", "of_type")}
"""Numbers of each kind."""


class Shock(Part):
    """Something that happens once, at the opening of an epoch; who flees asks out at its end, as all who leave do."""

    kind: Literal["price", "demand", "image", "exit"] = number(
        ..., "", "price: the price jumps; demand: it jumps; image: an attestation image breaks; exit: many nodes ask out at once"
    )
    epoch: int = number(0, "epoch", "epoch at whose opening it happens; of an exit: at whose end", ge=0, le=100_000_000)
    factor: float = number(1.0, "1", "factor on the price or on demand", ge=0, le=1e6)
    duration: int = number(0, "epoch", "epochs that a shock of demand lasts; 0: for good", ge=0, le=100_000_000)
    image: int = number(0, "row", "image that breaks", ge=0, le=10_000)
    leaving: float = number(0.0, "1", "share of the nodes concerned that asks out, rounded to whole nodes", ge=0, le=1)
    of_entry: str = number("", "", "population entry whose strategy those nodes follow; empty: any")
    of_type: str = number("", "", "type that those nodes are of; empty: any")

    @model_validator(mode="after")
    def _only_its_own(self) -> Shock:
        others = {name for names in OWN.values() for name in names} - set(OWN[self.kind])
        for name in sorted(others):
            if getattr(self, name) != type(self).model_fields[name].default:
                raise ValueError(
                    f"{name} = {getattr(self, name)} has no part in a shock of kind {self.kind}; give {' and '.join(OWN[self.kind])}"
                )
        return self

    def lasts_in(self, epoch: int) -> bool:
        """Whether a shock of demand is on in an epoch."""
        return self.epoch <= epoch and (self.duration == 0 or epoch < self.epoch + self.duration)


@rule
def shock_price(factor, book):
    """Move the price; a pool is moved along its curve, by traders who pay no fee. Tokens that this brings into the pool."""
    book[at.PRICE] = at.kept_in_range(book[at.PRICE] * factor)
    book[at.NEXT_PRICE] = book[at.PRICE]
    before = book[at.POOL_TOKENS]
    if before > 0.0 and factor > 0.0:
        book[at.POOL_TOKENS] /= factor**0.5
        book[at.POOL_DOLLARS] *= factor**0.5
    return book[at.POOL_TOKENS] - before
