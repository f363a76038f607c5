"""Closed forms of populations that learn: logit shares and equilibria, the verifiers' dilemma, skipped segments, searched edges."""

from __future__ import annotations

import math

from scipy import optimize, special, stats


def logit_share(margin: float, temperature: float) -> float:
    """Share that takes the worse of two strategies by logit choice: 1 / (1 + exp(margin / T)).

    Parameters
    ----------
    margin : float, USD
        Payoff of the other strategy less that of this one.
    temperature : float, USD
        T > 0, one over the intensity.
    """
    return 1.0 / (1.0 + math.exp(margin / temperature))


def quantal_response(gain: float, loss: float, cost: float, at_stake: float, intensity: float) -> tuple[float, float]:
    """Logit equilibrium of the inspection game (F6): shares that cheat and that check.

    x = 1 / (1 + exp(-lam (G - y (G + D)))), y = 1 / (1 + exp(-lam (x (R + L) - C)))

    Parameters
    ----------
    gain, loss : float, USD
        G of a cheat that is not checked, D of one that is.
    cost : float, USD
        C of a check.
    at_stake : float, USD
        R + L: what a check of a cheat earns and saves.
    intensity : float, 1/USD
        lam.

    Returns
    -------
    tuple of float
        (x, y); unique, since more checks mean fewer cheats and fewer cheats fewer checks.
    """

    def checks(x: float) -> float:
        return float(special.expit(intensity * (x * at_stake - cost)))

    def cheats(x: float) -> float:
        return float(special.expit(intensity * (gain - checks(x) * (gain + loss))))

    x = float(optimize.brentq(lambda share: share - cheats(share), 0.0, 1.0, xtol=1e-14))
    return x, checks(x)


def nobody_checks(cost_over_loss: float, verifiers: int) -> float:
    """Probability that none of n verifiers checks, in the mixed equilibrium (A7): (c/L)^(n / (n - 1)).

    Each skips with (c/L)^(1/(n-1)), so that the others leave a fault unseen
    with c/L (the volunteer's dilemma, Diekmann 1985, recalled).
    """
    return cost_over_loss ** (verifiers / (verifiers - 1.0))


def check_rate_against_all_skips(saving_over_loss: float, segments: int) -> float:
    """Rate of checking each segment above which skipping all of k does not pay (B8 iii): 1 - (1 - g)^(1/k), g = c / (R + S)."""
    return -math.expm1(math.log1p(-saving_over_loss) / segments)


def check_rate_against_one_skip(saving_over_loss: float, segments: int) -> float:
    """The same for one skip of k: g / k. It is lower, since a loss is borne once however many skips are found."""
    return saving_over_loss / segments


def best_skips(rate: float, saving_over_loss: float, segments: int) -> int:
    """Skips of k that pay most when each segment is checked with a probability: 0 or k, since the loss is concave."""
    worth = [saving_over_loss * j / segments - (1.0 - (1.0 - rate) ** j) for j in range(segments + 1)]
    return max(range(segments + 1), key=worth.__getitem__)


def saving_that_leads_to(deviation: float, tolerance: float, noise: float, widest: float) -> float:
    """Cost over what is at stake at which a searcher stops at a deviation.

    Who fills its work with something that deviates by delta saves
    c log(1 + delta) / log(1 + W) and keeps R + S with A(delta), so it stops
    where c / ((1 + delta) log(1 + W)) = (R + S) |A'(delta)|.

    Parameters
    ----------
    deviation, tolerance, noise, widest : float, sigma
        delta, eps, s of a difference, and W, at which a filler costs nothing.

    Returns
    -------
    float
        c / (R + S).
    """
    fall = (stats.norm.pdf((tolerance - deviation) / noise) - stats.norm.pdf((tolerance + deviation) / noise)) / noise
    return float(fall * (1.0 + deviation) * math.log1p(widest))
