"""What a node can reckon from its own record and the public rules; reactive strategies of every family ask here."""

from __future__ import annotations

from typing import Any

import numpy as np


def slash_per_conviction(nodes: Any, public: Any) -> np.ndarray:
    """Tokens that an invalid verdict costs on average, without the stake's limit.

    Parameters
    ----------
    nodes : Nodes
    public : Public

    Returns
    -------
    ndarray, (n,), tok
        A slash falls on every so many verdicts.
    """
    whole = np.ones(len(nodes.stake)) if public.slash_is_fixed else nodes.stake
    return np.asarray(public.slash * whole / public.strikes)


def at_stake(nodes: Any, public: Any, convictions: Any) -> np.ndarray:
    """USD that so many invalid verdicts cost: the lost fees, and slashes as far as stake and unbonding tokens go.

    Parameters
    ----------
    nodes : Nodes
    public : Public
    convictions : ndarray, (n,), float
        Expected number.

    Returns
    -------
    ndarray, (n,), USD
    """
    slashed = np.minimum(nodes.stake + nodes.unbonding, convictions * slash_per_conviction(nodes, public))
    return np.asarray(public.price * (convictions * public.fee + slashed))


def loyalty(nodes: Any, public: Any, fellows: Any) -> np.ndarray:
    """USD that approving a fellow's deviating output brings over denouncing it.

    bribe + gain_share x gain / fellows - bounty: the participation constraint of
    a cartel. A bounty is worth no more than its payer has, where that is known.

    Parameters
    ----------
    nodes : Nodes
        Their own outside gain stands for that of their fellows.
    public : Public
    fellows : ndarray, (n,), float
        Approving fellows among whom a gain is divided.

    Returns
    -------
    ndarray, (n,), USD
        Below 0 where denouncing pays.
    """
    bounty = public.whistle_bounty
    if public.bounty_from_treasury:
        bounty = min(bounty, public.totals.get("treasury", bounty))
    share = public.gain_share * nodes.outside_gain * public.value / fellows
    return np.asarray(public.price * (public.bribe - bounty) + share)


def honest_margin(nodes: Any, public: Any) -> np.ndarray:
    """USD that the epoch's jobs bring who does them honestly and is accepted; 0 where the work costs more than the fee.

    Parameters
    ----------
    nodes : Nodes
    public : Public

    Returns
    -------
    ndarray, (n,), USD/epoch
    """
    return np.asarray(nodes.load * np.maximum(0.0, public.price * public.fee - nodes.compute_cost * public.work))
