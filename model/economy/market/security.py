"""Prices that follow security: what both kinds share.

Security is what an attacker faces, the staked value p x stakes in USD, or the
integrity that users have seen. Price depends on security and staked value on
price: a loop that may amplify a shock or collapse.
"""

from __future__ import annotations

from typing import Literal

from model import columns as col
from model.economy.market import book as at
from model.jit import rule
from model.quantity import number

BY_INTEGRITY, PRICE_ADJUSTMENT, PRICE_AT_START = at.SHARED, at.SHARED + 1, at.SHARED + 2
OWN = at.SHARED + 3


class Secured(at.Trading):
    """A price that follows security."""

    security_of: Literal["staked_value", "seen_integrity"] = number(
        "staked_value", "", "security is price x stakes, or 1 less the share of wrong outputs that users have discovered"
    )
    price_adjustment: float = number(1.0, "1/epoch", "share of the way to the price that security warrants which an epoch goes", gt=0, le=1)

    def of_security(self) -> list[float]:
        """Numbers of both kinds."""
        return [float(self.security_of == "seen_integrity"), self.price_adjustment, self.price]


@rule
def security(numbers, book, totals):
    """Security of the network as the market sees it: USD staked, or integrity in [0, 1]."""
    if numbers[BY_INTEGRITY] > 0.0:
        return 1.0 - book[at.FAULTS]
    return book[at.PRICE] * totals[col.STAKED]


@rule
def security_at_start(numbers, book):
    """The same at the start."""
    if numbers[BY_INTEGRITY] > 0.0:
        return 1.0
    return numbers[PRICE_AT_START] * book[at.STAKED_AT_START]
