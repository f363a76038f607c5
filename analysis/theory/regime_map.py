"""The map of what closed forms already say can exist under a field: a behaviour that they imply is no news when a run shows it.

Each region is open: on its boundary nothing is implied, and a run may decide. Regions hold for large populations whose
shares follow payoffs; what small numbers, memories or graphs change is not on the map.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from scipy.optimize import brentq
from scipy.stats import binom

from analysis.theory import conventions, cycles, percolation, rotation, tokens
from analysis.theory.deterrence import audit_margin

type Numbers = Mapping[str, float]

NUMBERS = {
    "audit": "a, probability that a job is audited",
    "saving": "c - c_L, USD a job: cost of honest work less cost of lazy work",
    "reward": "R, USD a job",
    "slash": "S, USD",
    "stake": "USD that a slash can take at most",
    "detection": "d, probability that an audit rejects lazy work",
    "false_alarm": "alpha, probability that an audit rejects honest work",
    "peers": "1 if peers audit, who may be lazy themselves; 0 if the protocol does",
    "seats": "k, odd: peers on a panel, of whom a majority must be honest",
    "start": "share of honest nodes at the start, or of nodes of the right convention",
    "difference": "dA, acceptance by the own convention less that by the other",
    "check_cost": "C, USD a check",
    "check_cost_ratio": "kappa, cost of a check over that of an execution",
    "check_reward": "R of a cheat that is found, USD",
    "check_miss": "L of a cheat that is missed, USD",
    "cheat_gain": "G of a cheat that is not checked, USD",
    "cheat_loss": "D of a cheat that is checked, USD",
    "challenge": "P, probability that a planted output tests whether a verifier looks",
    "challenge_penalty": "A, USD that who did not look loses",
    "degree": "c, mean number of working edges of a node",
    "shards": "n into which a trace is cut",
    "needed": "k of them that give it back",
    "price_ceiling": "a of the price that security feeds, p = a p^2 / (K^2 + p^2)",
    "price_half": "K of it",
    "price": "price after a shock, in the unit of K",
    "tail_exponent": "kappa of multiplied fortunes (`analysis.theory.fortunes.tail_exponent`)",
    "percentage_rewards": "1 if each reward is a fixed percentage of all stakes, for ever; 0 if it is a constant number of tokens",
    "drawn_by_stake": "1 if one winner is drawn by stake and its stake grows by the reward; 0 otherwise",
}
"""Every number of the map."""
USUAL = {
    "stake": math.inf, "detection": 1.0, "false_alarm": 0.0, "seats": 1.0, "check_cost_ratio": 0.0, "challenge": 0.0,
    "challenge_penalty": 0.0,
}  # fmt: skip
"""Numbers that may be left out."""


class Region(NamedTuple):
    """Where a closed form implies a behaviour: its ID, the numbers that it needs, and whether they lie in its region."""

    law: str
    needs: tuple[str, ...]
    holds: Callable[[Numbers], bool]


def honest_margin(a: Numbers) -> float:
    """What honest work pays over lazy work under audits by the protocol, USD a job; a slash takes no more than the stake."""
    return audit_margin(a["audit"], a["saving"], a["reward"], min(a["slash"], a["stake"]), a["detection"], a["false_alarm"])


def peer_separatrix(audit: float, at_stake: float, saving: float, seats: int = 1) -> float:
    """Share of honest nodes above which honest work pays when only a majority of honest peers catches the lazy (F7).

    a (R + S) P(Bin(k, x) > k / 2) = c

    Parameters
    ----------
    audit : float
        a.
    at_stake, saving : float, USD
        R + S, times what an honest panel detects; and c.
    seats : int
        k, odd.

    Returns
    -------
    float
        1 where honest work does not pay even among honest nodes, 0 where nothing is saved.
    """
    if saving <= 0.0:
        return 0.0
    if audit * at_stake <= saving:
        return 1.0
    return float(brentq(lambda x: audit * at_stake * binom.sf(seats // 2, seats, x) - saving, 0.0, 1.0, xtol=1e-12))


def _separatrix(a: Numbers) -> float:
    at_stake = (a["detection"] - a["false_alarm"]) * (a["reward"] + min(a["slash"], a["stake"]))
    return peer_separatrix(a["audit"], at_stake, a["saving"], int(a["seats"]))


def _tipping(a: Numbers) -> float:
    at_stake = a["reward"] + min(a["slash"], a["stake"])
    if a["audit"] * at_stake * a["difference"] <= 0.0:
        return math.inf if a["saving"] > 0.0 else 0.5
    return conventions.tipping_share(a["audit"], at_stake, a["difference"], a["saving"], a["check_cost_ratio"])


def _checking(a: Numbers, cheating: float) -> float:
    """What a check brings over none where so many cheat, planted outputs among it."""
    return cycles.attention_margin(
        a["challenge"], a["challenge_penalty"], a["check_cost"], cheating, a["check_reward"], a["check_miss"]
    )  # fmt: skip


def _inspection_cycles(a: Numbers) -> bool:
    return _checking(a, 0.0) < 0.0 < _checking(a, 1.0) and a["cheat_gain"] > 0.0 and a["cheat_loss"] > 0.0


def _turning(a: Numbers) -> float:
    """Sign of how orbits of verifiers, lazies and adversaries grow: below zero inwards, above outwards; nan where they do not chase."""
    c, s, g, miss, r = (a[name] for name in _CHASE)
    h = g - miss
    chasing = s > c > 0.0 and g > 0.0 and r - c > h and miss + h > 0.0
    outwards, inwards = rotation.products(c, s, g, miss, r)
    return outwards - inwards if chasing else math.nan


def _price_falls(a: Numbers) -> bool:
    if a["price_ceiling"] < 2.0 * a["price_half"]:
        return True
    return a["price"] < tokens.fold(a["price_ceiling"], a["price_half"])[0]


_AUDITED = ("audit", "saving", "reward", "slash", "peers")
_CHASE = ("check_cost", "slash", "cheat_gain", "check_miss", "check_reward")
_TWO = ("audit", "saving", "reward", "slash", "difference", "start")
_CHECK = ("check_cost", "check_reward", "check_miss")
_FORTUNE = ("percentage_rewards", "drawn_by_stake")
MAP: dict[str, tuple[Region, ...]] = {
    "honest convention": (
        Region("A1", _AUDITED, lambda a: not a["peers"] and honest_margin(a) > 0.0),
        Region("F7", (*_AUDITED, "start"), lambda a: bool(a["peers"]) and _separatrix(a) < a["start"]),
    ),
    "lazy equilibrium": (
        Region("A1", _AUDITED, lambda a: not a["peers"] and honest_margin(a) < 0.0),
        Region("F7", (*_AUDITED, "start"), lambda a: bool(a["peers"]) and a["start"] < _separatrix(a)),
    ),
    "honest and lazy both stable": (Region("F7", _AUDITED, lambda a: bool(a["peers"]) and 0.0 < _separatrix(a) < 1.0),),
    "wrong convention": (Region("TIP", _TWO, lambda a: a["start"] < _tipping(a)),),
    "right convention": (Region("TIP", _TWO, lambda a: a["start"] > _tipping(a)),),
    "inspection cycles": (Region("F1", (*_CHECK, "cheat_gain", "cheat_loss"), _inspection_cycles),),
    "nobody checks": (Region("A5", _CHECK, lambda a: _checking(a, 1.0) < 0.0),),
    "everybody checks": (Region("A5", _CHECK, lambda a: _checking(a, 0.0) > 0.0),),
    "coexistence of verifiers, lazies and adversaries": (Region("F2", _CHASE, lambda a: _turning(a) < 0.0),),
    "runaway cycles": (Region("F2", _CHASE, lambda a: _turning(a) > 0.0),),
    "reconstruction collapse": (
        Region("D4", ("degree", "shards", "needed"), lambda a: percolation.giant_share(a["degree"]) < a["needed"] / a["shards"]),
    ),
    "price death": (Region("G5", ("price_ceiling", "price_half", "price"), _price_falls),),
    "condensation": (Region("E5", ("tail_exponent",), lambda a: a["tail_exponent"] < 1.0),),
    "one winner": (Region("E2", _FORTUNE, lambda a: bool(a["drawn_by_stake"]) and bool(a["percentage_rewards"])),),
    "lasting shares": (Region("E3", _FORTUNE, lambda a: bool(a["drawn_by_stake"]) and not a["percentage_rewards"]),),
}  # fmt: skip
"""Behaviours of the map, and the closed forms that imply them."""


def implied(behaviour: str, numbers: Numbers) -> str:
    """ID of the closed form that implies a behaviour already.

    Parameters
    ----------
    behaviour : str
        A name of :data:`MAP`; what is not on the map is implied by nothing, and is not asked for here.
    numbers : mapping of float
        By the names of :data:`NUMBERS`; those of :data:`USUAL` may be left out.

    Returns
    -------
    str
        Empty when no closed form implies it, and on the boundary.

    Raises
    ------
    ValueError
        For a behaviour that is not on the map, an unknown or missing number, and when no closed form of the behaviour has all
        its numbers: silence would make news of what was not looked up.
    """
    if behaviour not in MAP:
        raise ValueError(f"behaviour = {behaviour!r} is not on the map; it has {', '.join(MAP)}")
    for name, value in numbers.items():
        if name not in NUMBERS or math.isnan(value):
            raise ValueError(f"number {name} = {value} is not one of the map; give numbers of {', '.join(NUMBERS)}")
    known = USUAL | dict(numbers)
    told = [region for region in MAP[behaviour] if set(region.needs) <= set(known)]
    if not told:
        lacks = " or ".join(", ".join(name for name in region.needs if name not in known) for region in MAP[behaviour])
        raise ValueError(f"behaviour = {behaviour!r} cannot be looked up without {lacks}; give them")
    return next((region.law for region in told if region.holds(known)), "")
