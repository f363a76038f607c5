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


def rent(nodes: Any, public: Any) -> np.ndarray:
    """USD that an epoch of honest work brings beyond what the node would have outside: what is lost by who is thrown out.

    It expects the jobs of last epoch over the executors that there are now; in
    the first epoch, as many as it has. The cost of its stake's capital is saved
    by who leaves, and the outside option gained, so that rents which entry has
    competed away are no loss.

    Parameters
    ----------
    nodes : Nodes
    public : Public

    Returns
    -------
    ndarray, (n,), USD/epoch
        0 where it would do better outside.
    """
    jobs = public.totals["jobs"] / max(1.0, public.executors) if public.totals else nodes.load
    margin = jobs * np.maximum(0.0, public.price * public.fee - nodes.compute_cost * public.work)
    return np.asarray(np.maximum(0.0, margin - public.capital_cost * public.price * nodes.stake - nodes.outside_option))
