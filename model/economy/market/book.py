"""The market's own accounts, the numbers that all kinds share, and what opens and closes its books.

Tokens are with nodes, in the treasury or in the pool (all three are *held*), or
in the hands of users and traders (*circulating*). Supply = held + circulating
changes by what is minted and burned, and by what is imported where users pay
with more tokens than circulate: they bring the rest from outside.
"""

from __future__ import annotations

from typing import Any, Literal

from model import columns as col
from model.jit import kernel, rule
from model.quantity import Part, number

(PRICE, NEXT_PRICE, CIRCULATING, POOL_TOKENS, POOL_DOLLARS, STAKED_AT_START, DEMAND, FAULTS,
 SUPPLY, STAKED, INFLATION) = range(11)  # fmt: skip
ROOM = 11
"""Rows of the market's state: prices, accounts, stakes at the start, demand as a factor, faults as seen; supply, stakes and inflation."""

(SALE_SHARE, SELLS_INCOME, COMPOUNDED, BURN_RATE, SPENDING, SPENDING_PER_JOB) = range(6)
SHARED = 6
"""Numbers that all kinds share; a kind's own follow."""

HIGHEST = 1e12
"""USD/tok: no price climbs higher, so that a runaway loop gives a number."""


class Trading(Part):
    """What all kinds of market share: the price at the start, what circulates, and what nodes sell."""

    price: float = number(1.0, "USD/tok", "price of a token; at the start, where the kind moves it", ge=0, le=1e12)
    circulating: float = number(0.0, "tok", "tokens in the hands of users and traders at the start", ge=0, le=1e15)
    burn_rate: float = number(0.0, "1/epoch", "share of the circulating tokens that is destroyed per epoch", ge=0, le=1)
    sale_share: float = number(0.0, "1/epoch", "share of `sale_of` that each node sells per epoch", ge=0, le=1)
    sale_of: Literal["wallet", "income"] = number("wallet", "", "whether nodes sell of their wallets or of what an epoch added to them")

    def shared(self, compounded: float) -> list[float]:
        """Numbers for the kernels, in the order of the constants above.

        Parameters
        ----------
        compounded : float
            Share of income that joins the stake.
        """
        spending, per_job = getattr(self, "spending", 0.0), getattr(self, "spending_per_job", 0.0)
        return [self.sale_share, float(self.sale_of == "income"), compounded, self.burn_rate, spending, per_job]

    def own(self) -> list[float]:
        """Numbers of the kind alone."""
        return []


class Users(Trading):
    """A market on which users spend dollars."""

    spending: float = number(1000.0, "USD/epoch", "what users spend on the token per epoch at the demand of the start", ge=0, le=1e15)
    spending_per_job: float = number(0.0, "USD", "what they spend beside it for each job served", ge=0, le=1e12)


@rule
def spent(numbers, book, totals):
    """What users spend in this epoch, USD."""
    return numbers[SPENDING] * book[DEMAND] + numbers[SPENDING_PER_JOB] * totals[col.JOBS]


@rule
def kept_in_range(price):
    """A price that a runaway loop cannot drive out of the numbers."""
    return min(max(price, 0.0), HIGHEST)


@rule
def cross(tokens, book, totals):
    """Users and traders receive tokens, or give them below 0; what they give and have not is imported."""
    book[CIRCULATING] += tokens
    if book[CIRCULATING] < 0.0:
        totals[col.IMPORTED] -= book[CIRCULATING]
        book[CIRCULATING] = 0.0


@rule
def receive(book, totals):
    """Users and traders hold what has crossed the boundary so far; what they paid and had not is imported."""
    cross(totals[col.PAID_OUT] - totals[col.PAID_IN], book, totals)


@rule
def burn_circulating(tokens, book, totals):
    """Users destroy tokens: these come in over the boundary to be burned."""
    tokens = min(tokens, book[CIRCULATING])
    book[CIRCULATING] -= tokens
    totals[col.PAID_IN] += tokens
    totals[col.BURNED] += tokens


@rule
def on_offer(i, numbers, nodes):
    """Tokens that a node sells in this epoch."""
    wallet = nodes[col.WALLET, i]
    if numbers[SELLS_INCOME] > 0.0:
        income = nodes[col.FEES, i] + nodes[col.PAY, i] + nodes[col.SPOILS, i] + nodes[col.REWARDS, i] - nodes[col.PASSED_ON, i]
        return numbers[SALE_SHARE] * min(wallet, income * (1.0 - numbers[COMPOUNDED]))
    return numbers[SALE_SHARE] * wallet


@rule
def offered(numbers, nodes):
    """Tokens that all nodes together sell in this epoch."""
    tokens = 0.0
    if numbers[SALE_SHARE] > 0.0:
        for i in range(nodes.shape[1]):
            tokens += on_offer(i, numbers, nodes)
    return tokens


@rule
def hand_over(price, tokens, numbers, nodes, totals):
    """Take the tokens sold from the nodes' wallets and pay them, all at one price."""
    if tokens > 0.0:
        for i in range(nodes.shape[1]):
            sold = on_offer(i, numbers, nodes)
            nodes[col.WALLET, i] -= sold
            nodes[col.CASH, i] += price * sold
    totals[col.SOLD] = tokens
    totals[col.PROCEEDS] = price * tokens


@rule
def sell_to_users(price, numbers, book, nodes, totals):
    """Nodes sell to users at a price that their sales do not move."""
    tokens = offered(numbers, nodes)
    hand_over(price, tokens, numbers, nodes, totals)
    totals[col.PAID_OUT] += tokens
    totals[col.HELD] -= tokens
    book[CIRCULATING] += tokens


@kernel
def close_market(book, totals):
    """Close the market's books: the price that held in this epoch is reported, and the one that was formed holds in the next.

    Parameters
    ----------
    book : (11,), float
    totals : (totals,), float
    """
    totals[col.PRICE] = book[PRICE]
    book[PRICE] = book[NEXT_PRICE]
    totals[col.POOL_TOKENS], totals[col.POOL_DOLLARS] = book[POOL_TOKENS], book[POOL_DOLLARS]
    totals[col.HELD] += book[POOL_TOKENS]
    totals[col.CIRCULATING] = book[CIRCULATING]
    totals[col.SUPPLY] = totals[col.HELD] + book[CIRCULATING]
    book[SUPPLY], book[STAKED] = totals[col.SUPPLY], totals[col.STAKED]


def open_book(book: Any, market: Trading, staked: float) -> None:
    """The market's accounts at the start.

    Parameters
    ----------
    book : (11,), float
        Written.
    market : Trading
    staked : float, tok
        All stakes at the start.
    """
    book[PRICE] = book[NEXT_PRICE] = market.price
    book[CIRCULATING] = market.circulating
    book[POOL_TOKENS] = getattr(market, "pool_tokens", 0.0)
    book[POOL_DOLLARS] = book[POOL_TOKENS] * market.price
    book[STAKED_AT_START], book[DEMAND], book[FAULTS] = staked, 1.0, 0.0
    book[STAKED], book[SUPPLY] = staked, staked + book[CIRCULATING] + book[POOL_TOKENS]


def reopen(book: Any, before: Trading, now: Trading, staked: float) -> float:
    """Let a changed market begin: another price or kind holds at once, and has a pool of its own.

    Parameters
    ----------
    book : (11,), float
        Written where price or kind have changed.
    before, now : Trading
    staked : float, tok

    Returns
    -------
    float, tok
        What that brings into the pool over the boundary.
    """
    if now.price == before.price and getattr(now, "kind", "") == getattr(before, "kind", ""):
        return 0.0
    old = book.copy()
    open_book(book, now, staked)
    for row in (CIRCULATING, DEMAND, FAULTS, SUPPLY, STAKED, INFLATION):
        book[row] = old[row]
    return float(book[POOL_TOKENS] - old[POOL_TOKENS])
