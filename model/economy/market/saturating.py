"""A loop with a fold: price saturates in security, p' = a s^2 / (K^2 + s^2).

With staked value s = p x stakes and still stakes there are a stable price, a
tipping price below which the token dies, and nothing in between; both meet and
vanish when the ceiling a falls below 2 K / stakes (G5). Demand scales the
ceiling.

Source: derived.
"""

from __future__ import annotations

from typing import Literal

from model.economy.market import book as at
from model.economy.market import security as sec
from model.jit import kernel, rule
from model.quantity import number

CEILING, HALF_SECURITY = sec.OWN, sec.OWN + 1


class Saturating(sec.Secured):
    """The price rises with security to a ceiling."""

    kind: Literal["saturating"]
    ceiling: float = number(2.5, "USD/tok", "price that perfect security would warrant", ge=0, le=1e12)
    half_security: float = number(
        1.0, "USD or 1", "security that warrants half of the ceiling: USD staked, or integrity as seen", gt=0, le=1e15
    )

    def own(self) -> list[float]:
        """Numbers of the kind alone."""
        return [*self.of_security(), self.ceiling, self.half_security]


@rule
def saturating_price(security, ceiling, half):
    """Price that a security warrants, USD/tok: a s^2 / (K^2 + s^2)."""
    return ceiling * security**2 / (half**2 + security**2)


@kernel
def trade_saturating(numbers, book, nodes, totals):
    """The price follows security; nodes sell at it.

    Parameters
    ----------
    numbers : (11,), float
        As packed by ``Trading.shared``, ``Secured.of_security``, then ceiling and half security.
    book : (11,), float
    nodes : node block
    totals : (totals,), float
    """
    at.receive(book, totals)
    at.burn_circulating(numbers[at.BURN_RATE] * book[at.CIRCULATING], book, totals)
    warranted = saturating_price(sec.security(numbers, book, totals), numbers[CEILING] * book[at.DEMAND], numbers[HALF_SECURITY])
    price = at.kept_in_range(book[at.PRICE] + numbers[sec.PRICE_ADJUSTMENT] * (warranted - book[at.PRICE]))
    at.sell_to_users(price, numbers, book, nodes, totals)
    book[at.NEXT_PRICE] = price
