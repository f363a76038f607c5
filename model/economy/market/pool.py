"""A constant-product pool: nodes sell their rewards into it, users buy from it, and the price is dollars over tokens.

Of what a trader gives, the pool keeps the share `pool_fee`; the rest moves
along x y = k. Selling dx of x tokens moves the price by (1 + dx / x)^-2 and
fetches 1 / (1 + dx / x) of the price before on average (G4). All nodes' sales
of an epoch are one trade at one price, so no node is first; users buy after it.

Source: Angeris, Kao, Chiang, Noyes and Chitra 2019 (arXiv 1911.03380), from
memory; derived. The pool's tokens belong to what is held.
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from model import columns as col
from model.economy.market import book as at
from model.jit import kernel, rule
from model.quantity import number

POOL_FEE, BOUGHT_BURNED = at.SHARED, at.SHARED + 1


class Pool(at.Users):
    """Nodes sell into a constant-product pool, users buy from it."""

    kind: Literal["pool"]
    pool_tokens: float = number(10_000.0, "tok", "tokens in the pool at the start; its dollars follow from the price", gt=0, le=1e15)
    pool_fee: float = number(0.003, "1", "share of what a trader gives that stays in the pool as its fee", ge=0, lt=1)
    bought_burned: float = number(0.0, "1", "share of the tokens bought that is destroyed", ge=0, le=1)

    @model_validator(mode="after")
    def _has_a_price(self) -> Pool:
        if self.price <= 0:
            raise ValueError(f"price = {self.price:g} leaves the pool without dollars; give a price above 0")
        return self

    def own(self) -> list[float]:
        """Numbers of the kind alone."""
        return [self.pool_fee, self.bought_burned]


@rule
def swapped(given, reserve_in, reserve_out, fee):
    """What a constant-product pool gives for something: out = y g / (x + g) with g = given (1 - fee).

    Parameters
    ----------
    given : float
        Of what `reserve_in` is.
    reserve_in, reserve_out : float
        x and y, > 0.
    fee : float
    """
    entering = given * (1.0 - fee)
    return reserve_out * entering / (reserve_in + entering)


@rule
def left(given, reserve_in, reserve_out, fee):
    """What a swap leaves of the reserve that it takes from, which is never nothing: y x / (x + g)."""
    return reserve_out * (reserve_in / (reserve_in + given * (1.0 - fee)))


@kernel
def trade_pool(numbers, book, nodes, totals):
    """Nodes sell into the pool as one, then users buy from it.

    Parameters
    ----------
    numbers : (8,), float
        As packed by ``Trading.shared``, then the pool's fee and what is burned of what is bought.
    book : (11,), float
    nodes : node block
    totals : (totals,), float
    """
    at.receive(book, totals)
    at.burn_circulating(numbers[at.BURN_RATE] * book[at.CIRCULATING], book, totals)
    tokens = at.offered(numbers, nodes)
    fetched = swapped(tokens, book[at.POOL_TOKENS], book[at.POOL_DOLLARS], numbers[POOL_FEE])
    at.hand_over(fetched / tokens if tokens > 0.0 else 0.0, tokens, numbers, nodes, totals)
    totals[col.PROCEEDS] = fetched
    totals[col.HELD] -= tokens
    book[at.POOL_DOLLARS] = left(tokens, book[at.POOL_TOKENS], book[at.POOL_DOLLARS], numbers[POOL_FEE])
    book[at.POOL_TOKENS] += tokens
    spent = at.spent(numbers, book, totals)
    bought = swapped(spent, book[at.POOL_DOLLARS], book[at.POOL_TOKENS], numbers[POOL_FEE])
    burned = numbers[BOUGHT_BURNED] * bought
    book[at.POOL_TOKENS] = left(spent, book[at.POOL_DOLLARS], book[at.POOL_TOKENS], numbers[POOL_FEE])
    book[at.POOL_DOLLARS] += spent
    book[at.CIRCULATING] += bought - burned
    totals[col.SPENT], totals[col.BOUGHT] = spent, bought
    totals[col.BURNED] += burned
    totals[col.PAID_OUT] += bought - burned
    book[at.NEXT_PRICE] = at.kept_in_range(book[at.POOL_DOLLARS] / book[at.POOL_TOKENS])
