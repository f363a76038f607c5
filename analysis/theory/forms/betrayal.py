"""Closed forms of lucky guesses, of loyalty in a cartel, and of false names."""

from __future__ import annotations

import math

from analysis.theory.cartels import Bench, Contract, breaking_bounty, split_threshold
from analysis.theory.deterrence import guess_threshold
from analysis.theory.forms.contract import Form, Numbers
from analysis.theory.forms.mistakes import given


def _guess(a: Numbers) -> float:
    return guess_threshold(a["cost"], a["cheap"], a["accuracy"], a["reward"], a["fine"], a["honest"])


def _loyalty(a: Numbers) -> float:
    """In front of a panel of three, or alone as a strategy reckons it."""
    if a["what"] == "strategy":
        return float(a["bribe"] + a["gain_share"] * a["gain"] / a["fellows"])
    return breaking_bounty(Bench(*a["bench"]), Contract(a["bribe"], a["gain_share"] * a["gain"], 0.0, a["proof"]))


def _each_has_a_whole_bounty(a: Numbers) -> float:
    if a["what"] == "strategy":
        return math.nan
    return breaking_bounty(Bench(*a["bench"]), Contract(a["bribe"], a["gain_share"] * a["gain"], 0.0, a["proof"]), divided=False)


def _split(a: Numbers) -> float:
    return split_threshold(a["gain"], a["reward"], a["slash"], a["stake"], a["names"])


FORMS = {
    "A2": Form(
        "p* = (cost(1) - cost(q)) / (h (r + f)(1 - q)), h the chance that who checks is honest",
        _guess,
        {
            "the lost reward forgotten": given(_guess, lambda a: {"reward": 0.0}),
            "guesses are never right": given(_guess, lambda a: {"accuracy": 0.0}),
            "a guess costs nothing": given(_guess, lambda a: {"cheap": 0.0}),
            "every partner is honest": given(_guess, lambda a: {"honest": 1.0}),
        },
    ),
    "CARTEL": Form(
        "B* = E[(b + s g V / n) 1{accepted}] / E[1{invalid} / moles] over the other two seats; as a member reckons it, B* = b + s g V / n",
        _loyalty,
        {
            "the bribe forgotten": given(_loyalty, lambda a: {"bribe": 0.0}),
            "the share of the gain forgotten": given(_loyalty, lambda a: {"gain_share": 0.0}),
            "each who denounces has a whole bounty": _each_has_a_whole_bounty,
            "proof and votes mistaken for each other": given(_loyalty, lambda a: {"proof": not a["proof"]}),
        },
    ),
    "SYBIL": Form(
        "p* = g / (g + R + min(S, stake / names))",
        _split,
        {
            "a slash follows the owner": given(_split, lambda a: {"names": 1}),
            "the lost reward forgotten": given(_split, lambda a: {"reward": 0.0}),
        },
    ),
}
