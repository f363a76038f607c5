"""Burn and mint under the quantity theory: users burn tokens for service, emission makes new ones, M V p = T.

In each epoch the circulating tokens M turn over V times, so users who spend T
dollars find the price p = T / (M V), and burn the M V tokens that this buys.
With E tokens per epoch that nodes sell, M* = E / V and p* = T / E, whatever V
is; M - M* shrinks by the factor 1 - V per epoch (G1).

Source: the burn-and-mint equilibrium (Multicoin Capital, Samani 2018) over the
equation of exchange (Fisher 1911), from memory; derived.
"""

from __future__ import annotations

from typing import Literal

from model import columns as col
from model.economy.market import book as at
from model.jit import kernel, rule
from model.quantity import number

VELOCITY = at.SHARED


class BurnAndMint(at.Users):
    """Users burn tokens for service; the price makes what circulates worth what they spend."""

    kind: Literal["burn_and_mint"]
    velocity: float = number(0.1, "1/epoch", "share of the circulating tokens that users spend, and so burn, per epoch", gt=0, le=1)

    def own(self) -> list[float]:
        """Numbers of the kind alone."""
        return [self.velocity]


@rule
def quantity_price(spent, circulating, velocity, before):
    """Price at which what circulates turns over for what users spend; where nothing circulates, the one before.

    Parameters
    ----------
    spent : float, USD/epoch
    circulating : float, tok
    velocity : float, 1/epoch
    before : float, USD/tok
    """
    if circulating <= 0.0:
        return before
    return spent / (velocity * circulating)


@kernel
def trade_burn_and_mint(numbers, book, nodes, totals):
    """Users burn what they spend, then nodes sell at the price that this made.

    Parameters
    ----------
    numbers : (7,), float
        As packed by ``Trading.shared``, then the velocity.
    book : (11,), float
    nodes : node block
    totals : (totals,), float
    """
    at.receive(book, totals)
    circulating, spent = book[at.CIRCULATING], at.spent(numbers, book, totals)
    price = at.kept_in_range(quantity_price(spent, circulating, numbers[VELOCITY], book[at.PRICE]))
    if spent > 0.0 and circulating > 0.0:
        totals[col.SPENT] = spent
        at.burn_circulating(numbers[VELOCITY] * circulating, book, totals)
    at.burn_circulating(numbers[at.BURN_RATE] * circulating, book, totals)
    at.sell_to_users(price, numbers, book, nodes, totals)
    book[at.NEXT_PRICE] = price
