"""A log-linear loop: one percent more security is worth `price_gain` percent of price.

The warranted price is p0 x demand x (security / security at the start)^G. With
staked value and still stakes a lasting shock of demand by the factor f moves
the price by f^(1 / (1 - G)): the loop multiplies by 1 / (1 - G) if G < 1, and
runs away if G > 1 (G5).

Source: derived.
"""

from __future__ import annotations

from typing import Literal

from model.economy.market import book as at
from model.economy.market import security as sec
from model.jit import kernel, rule
from model.quantity import number

PRICE_GAIN = sec.OWN


class LogLinear(sec.Secured):
    """The logarithm of the price follows that of security."""

    kind: Literal["log_linear"]
    price_gain: float = number(0.5, "1", "percent of price for a percent of security; the loop's gain", ge=0, le=10)

    def own(self) -> list[float]:
        """Numbers of the kind alone."""
        return [*self.of_security(), self.price_gain]


@rule
def log_linear_price(price, warranted, adjustment):
    """The price after an epoch, USD/tok: the way is measured in logarithms."""
    return price ** (1.0 - adjustment) * warranted**adjustment


@kernel
def trade_log_linear(numbers, book, nodes, totals):
    """The price follows security; nodes sell at it.

    Parameters
    ----------
    numbers : (10,), float
        As packed by ``Trading.shared``, ``Secured.of_security``, then the gain.
    book : (11,), float
    nodes : node block
    totals : (totals,), float
    """
    at.receive(book, totals)
    at.burn_circulating(numbers[at.BURN_RATE] * book[at.CIRCULATING], book, totals)
    reference = sec.security_at_start(numbers, book)
    ratio = sec.security(numbers, book, totals) / reference if reference > 0.0 else 1.0
    warranted = at.kept_in_range(numbers[sec.PRICE_AT_START] * book[at.DEMAND] * ratio ** numbers[PRICE_GAIN])
    price = at.kept_in_range(log_linear_price(book[at.PRICE], warranted, numbers[sec.PRICE_ADJUSTMENT]))
    at.sell_to_users(price, numbers, book, nodes, totals)
    book[at.NEXT_PRICE] = price
