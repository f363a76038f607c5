"""Closed forms of token economics: G1, G2, G4 and G5 of the catalogue.

Prices in USD/tok, amounts in tok per epoch; an epoch is short beside what it moves.
"""

from __future__ import annotations

import math


def price_at_rest(spending: float, emission: float) -> float:
    """Price at which users burn what is minted: p = T / E, whatever the velocity (G1).

    Parameters
    ----------
    spending : float, USD/epoch
    emission : float, tok/epoch, > 0
    """
    return spending / emission


def circulating_at_rest(emission: float, rate: float) -> float:
    """Tokens of which a share `rate` per epoch is burned and `emission` is minted: M = E / V (G1)."""
    return emission / rate


def staked_at_rest(emission: float, required: float) -> float:
    """Stakes whose yield is the required return: S = E / r (G2)."""
    return emission / required


def staked_at_rest_by_root(yield_of_one: float, required: float) -> float:
    """The same where each token yields k / sqrt(S): S = (k / r)^2 (G2)."""
    return (yield_of_one / required) ** 2


def cost_of_corruption(share: float, slashed: float, price: float, staked: float) -> float:
    """Dollars that corrupting a share of the stakes costs, at what its owners lose: theta phi p S (G2)."""
    return share * slashed * price * staked


def price_impact(sold: float) -> float:
    """Factor on a constant-product pool's price when `sold` times its tokens are sold without a fee: (1 + x)^-2 (G4)."""
    return (1.0 + sold) ** -2


def average_price(sold: float) -> float:
    """What such a sale fetches on average, over the price before it: 1 / (1 + x) (G4)."""
    return 1.0 / (1.0 + sold)


def fetched(given: float, tokens: float, dollars: float, fee: float) -> float:
    """Dollars out of a constant-product pool that keeps a share `fee` of what it is given (G4)."""
    entering = given * (1.0 - fee)
    return dollars * entering / (tokens + entering)


def fold(ceiling: float, half: float) -> tuple[float, float]:
    """Tipping and resting price of p = a p^2 / (K^2 + p^2): (a -+ sqrt(a^2 - 4 K^2)) / 2 (G5).

    Parameters
    ----------
    ceiling : float
        a, >= 2 K.
    half : float
        K.
    """
    root = math.sqrt(ceiling**2 - 4.0 * half**2)
    return (ceiling - root) / 2.0, (ceiling + root) / 2.0


def loop_multiplier(gain: float) -> float:
    """What a log-linear loop makes of a lasting shock of one percent: 1 / (1 - G), for G < 1 (G5)."""
    return 1.0 / (1.0 - gain)
