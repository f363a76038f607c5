"""Stakes that adjust: nodes stake more while staking yields more than they ask, and less while it yields less.

A node's stake changes by `stake_adjustment` x stake x (yield / r - 1), the
yield being emission over all stakes and r the return asked for. With E tokens
of emission per epoch the stakes settle at S* = E / r (G2). What is staked comes
out of the node's wallet, as far as that goes, and what is not goes there.

Source: derived; required return as in the security budget of proof of stake.
"""

from __future__ import annotations

from model import columns as col
from model.jit import kernel, rule
from model.quantity import Part, number


class Staking(Part):
    """How stakes answer yield; by default they do not."""

    required_return: float = number(0.0001, "1/epoch", "yield for which nodes are content with their stakes", gt=0, le=10)
    stake_adjustment: float = number(0.0, "1/epoch", "change of a stake that yields twice the required return, as a share", ge=0, le=1)


@rule
def wanted_change(stake, yielded, required, speed):
    """What a node would add to its stake, tok; never takes away more than there is."""
    return max(-stake, speed * stake * (yielded / required - 1.0))


@kernel
def restake(required, speed, nodes, marks, totals):
    """Let every active node adjust its stake.

    Parameters
    ----------
    required, speed : float
    nodes, marks : node blocks
        ``stake`` and ``wallet`` are written.
    totals : (totals,), float
    """
    opening = 0.0
    for i in range(marks.shape[1]):
        if marks[col.ACTIVE, i] == 1:
            opening += nodes[col.OPENING_STAKE, i]
    if opening <= 0.0:
        return
    yielded, staked = totals[col.REWARDS_PAID] / opening, 0.0
    for i in range(marks.shape[1]):
        if marks[col.ACTIVE, i] == 1:
            change = min(wanted_change(nodes[col.STAKE, i], yielded, required, speed), nodes[col.WALLET, i])
            nodes[col.STAKE, i] += change
            nodes[col.WALLET, i] -= change
        staked += nodes[col.STAKE, i] + nodes[col.DELEGATED, i]  # summed anew: differences could leave less than nothing
    totals[col.STAKED] = staked
