"""A fixed price: it stands until a shock moves it. Whatever nodes sell, users take at that price."""

from __future__ import annotations

from typing import Literal

from model.economy.market import book as at
from model.jit import kernel


class Fixed(at.Trading):
    """A fixed price."""

    kind: Literal["fixed"] = "fixed"


@kernel
def trade_fixed(numbers, book, nodes, totals):
    """Nodes sell at the price that stands.

    Parameters
    ----------
    numbers : (6,), float
        As packed by ``Trading.shared``.
    book : (11,), float
    nodes : node block
    totals : (totals,), float
    """
    at.receive(book, totals)
    at.burn_circulating(numbers[at.BURN_RATE] * book[at.CIRCULATING], book, totals)
    at.sell_to_users(book[at.PRICE], numbers, book, nodes, totals)
    book[at.NEXT_PRICE] = book[at.PRICE]
