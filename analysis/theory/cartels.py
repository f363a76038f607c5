"""Closed forms of cartels and false names: what keeps a member loyal, and what a split stake saves.

A member of a cartel sits on a panel of three beside two others, drawn without
replacement, before a fellow's bad output: a loyal member approves it, a
whistle-blower rejects it, an honest member rejects it as well. The
participation constraint compares what the first two expect.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

LOYAL, MOLE, HONEST = range(3)


class Bench(NamedTuple):
    """Verifiers of a network before a cartel's bad output.

    Attributes
    ----------
    loyal, moles, honest : int
    """

    loyal: int
    moles: int
    honest: int


class Contract(NamedTuple):
    """What a cartel owes its members.

    Attributes
    ----------
    bribe : float, USD
        For each approving fellow of an accepted output.
    share : float, USD
        Divided by them.
    bounty : float, USD
        Divided by those who denounced an output found invalid.
    proof : bool
        Whether a denunciation convicts by itself; else two of three must approve.
    """

    bribe: float
    share: float
    bounty: float
    proof: bool


def seat_worth(bench: Bench, contract: Contract, own: int, *, divided: bool = True) -> float:
    """What a seat on a panel of three, of whom two must approve, brings a member of the cartel.

    Parameters
    ----------
    bench : Bench
        The member counted in.
    contract : Contract
    own : int
        ``LOYAL`` or ``MOLE``.
    divided : bool
        Whether those who denounced share one bounty; else each has a whole one.

    Returns
    -------
    float, USD
        Expected over the other two seats.
    """
    worth = 0.0
    left = [n - (kind == own) for kind, n in enumerate(bench)]
    whole = sum(left)
    for first, second in product(range(3), repeat=2):
        chance = left[first] / whole * (left[second] - (first == second)) / (whole - 1)
        panel = (own, first, second)
        loyal, moles = panel.count(LOYAL), panel.count(MOLE)
        accepted = loyal >= 2 and not (contract.proof and moles > 0)
        if own == LOYAL:
            worth += chance * accepted * (contract.bribe + contract.share / loyal)
        else:
            worth += chance * (not accepted) * contract.bounty / (moles if divided else 1)
    return worth


def breaking_bounty(bench: Bench, contract: Contract, *, divided: bool = True) -> float:
    """Bounty above which a seat is worth more to a whistle-blower than to a loyal member of the same cartel.

    Parameters
    ----------
    bench : Bench
    contract : Contract
        Its own bounty does not matter.
    divided : bool

    Returns
    -------
    float, USD
    """
    return seat_worth(bench, contract, LOYAL) / seat_worth(bench, contract._replace(bounty=1.0), MOLE, divided=divided)


def split_threshold(gain: float, reward: float, slash: float, stake: float, names: int) -> float:
    """Audit rate above which an attack does not pay whose stake is split over names.

    (1 - p) g = p (R + min(S, stake / names)), so p* = g / (g + R + min(S, stake / names))

    Parameters
    ----------
    gain : float, USD
        g of an accepted attack besides the fee.
    reward, slash : float, USD
        R and S, lost when caught.
    stake : float, USD
        Of the owner, under limited liability.
    names : int

    Returns
    -------
    float
    """
    return gain / (gain + reward + min(slash, stake / names))
