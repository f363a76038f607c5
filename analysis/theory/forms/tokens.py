"""Closed forms of token economics as validations ask for them."""

from __future__ import annotations

import math
from collections.abc import Callable

from analysis.theory import tokens
from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.forms.mistakes import given


def _burn_and_mint(a: Numbers) -> float:
    rate = a.get("velocity", a.get("burn_rate", 0.0))
    return {
        "price": lambda: tokens.price_at_rest(a["spending"], a["emission"]),
        "circulating": lambda: tokens.circulating_at_rest(a["emission"], rate),
        "rate": lambda: rate,
        "half_life": lambda: math.log(2.0) / rate,
    }[a["of"]]()


def _security(a: Numbers) -> float:
    if "yield_of_one" in a:
        return tokens.staked_at_rest_by_root(a["yield_of_one"], a["required"])
    staked = tokens.staked_at_rest(a["emission"], a["required"])
    if "budget" not in a:
        return staked
    return float(a["budget"] > tokens.cost_of_corruption(a["share"], a["slashed"], a["price"], staked))


def _pool(a: Numbers) -> float:
    forms: dict[str, Callable[[], float]] = {
        "impact": lambda: tokens.price_impact(a["sold"] / a["tokens"]),
        "average": lambda: tokens.average_price(a["sold"] / a["tokens"]),
        "fetched": lambda: tokens.fetched(a["sold"], a["tokens"], a["tokens"], a["fee"]),
        "shrinkage": lambda: 0.0,
    }
    return forms[a["of"]]()


def _spiral(a: Numbers) -> float:
    if a["of"] == "multiplier":
        return tokens.loop_multiplier(a["gain"])
    if a["of"] == "exponent":
        return 0.5
    tipping, resting = tokens.fold(a["ceiling"], a["half"])
    return {"rest": resting, "shock": tipping / resting}[a["of"]]


def _where(of: str, mistaken: Callable[[Numbers], float]) -> Callable[[Numbers], float]:
    """A mistake about one of the quantities; the others it leaves alone."""
    return lambda a: mistaken(a) if a["of"] in of.split() else math.nan


def _more_emission(a: Numbers) -> Numbers:
    name = "yield_of_one" if "yield_of_one" in a else "emission"
    return {name: 1.1 * a[name]}


FORMS = {
    "G1": Form(
        "p* = T / E whatever V is; M* = E / V; M - M* falls at the rate V; with a burned fraction b, M* = E / b and half-life ln 2 / b",
        _burn_and_mint,
        {
            "velocity moves the price": _where("price", lambda a: a["spending"] / a["emission"] / (1.0 + a["velocity"])),
            "what is minted burns at once": _where("circulating", lambda a: _burn_and_mint(a) - a["emission"]),
            "a half-life for a mean life": _where("rate half_life", lambda a: _burn_and_mint(a) / math.log(2.0)),
        },
    ),
    "G2": Form(
        "S* = E / r, or (k / r)^2 where a token yields k / sqrt(S); an attack succeeds iff its budget exceeds theta phi p E / r",
        _security,
        {
            "a return asked for twice as high": given(_security, lambda a: {"required": 2.0 * a["required"]}),
            "the whole stake is at risk": given(_security, lambda a: {"slashed": 1.0}),
            "a tenth more emission": given(_security, _more_emission),
        },
    ),
    "G4": Form(
        "p' / p = (1 + dx / x)^-2; average / spot = 1 / (1 + dx / x); with a fee out = y g / (x + g), g = dx (1 - fee); x y never falls",
        _pool,
        {
            "a price in proportion to what is left": _where("impact", lambda a: 1.0 / (1.0 + a["sold"] / a["tokens"])),
            "the price after the sale": _where("average", lambda a: tokens.price_impact(a["sold"] / a["tokens"])),
            "a fee on what comes out": _where(
                "fetched", lambda a: (1.0 - a["fee"]) * tokens.fetched(a["sold"], a["tokens"], a["tokens"], 0.0)
            ),
            "a pool that pays its fee": _where("shrinkage", lambda a: -0.01),
        },
    ),
    "G5": Form(
        "p = a p^2 / (K^2 + p^2): p+- = (a +- sqrt(a^2 - 4 K^2)) / 2; recovery ~ (a - 2 K)^(1/2); a log-linear loop gives 1 / (1 - G)",
        _spiral,
        {
            "a fold without square": _where("rest", lambda a: a["ceiling"] - a["half"]),
            "half of the price is the limit": _where("shock", lambda a: 0.5),
            "recovery in proportion to the distance": _where("exponent", lambda a: 1.0),
            "one turn of the loop": _where("multiplier", lambda a: 1.0 + a["gain"]),
        },
    ),
}
