"""Delegation: others' tokens behind a node, which make its stake larger, share its income and, by a switch, its losses.

What delegators bring is an account of the node. Its weight in draws and in
emission is that of own and delegated tokens together. Of its fees and emission
the delegators' share, their part of the opening stake, is passed on, less the
node's commission; the tokens leave the node when it does. Whether delegators
bear losses in proportion too, as validators' delegators do, or own tokens alone
stand for a node's faults, is the switch.

Source: proof-of-stake delegation with commission, as in the staking module of
the Cosmos SDK, on which OpenGradient's chain is built (recalled).
"""

from __future__ import annotations

from model import columns as col
from model.economy import contract as con
from model.jit import rule
from model.quantity import Numbers, Part, number


class Delegation(Part):
    """What delegators bring and how they share; by default there are none."""

    tokens: Numbers = number(0.0, "tok", "tokens that delegators bring to each node at entry")
    commission: float = number(0.05, "1", "share of the delegators' part of fees and emission that the node keeps", ge=0, le=1)
    restaked: float = number(0.0, "1", "share of what delegators earn that joins their tokens; the rest leaves the network", ge=0, le=1)
    shares_losses: bool = number(
        False, "", "whether slashes and penalties fall on delegated tokens too, in proportion, or on the node's own alone"
    )

    def pack(self) -> list[float]:
        """Numbers for the kernels, which follow those of the accounts in the order of ``contract``."""
        return [self.commission, self.restaked, float(self.shares_losses)]

    def is_on(self) -> bool:
        """Whether anybody delegates."""
        return self.tokens != 0.0 and not (isinstance(self.tokens, list) and not any(self.tokens))


@rule
def delegators_share(delegated, stake):
    """Part of a node's stake, own and delegated, that is delegated."""
    return delegated / stake if stake > 0.0 else 0.0


@rule
def passed_on(i, network, nodes):
    """Part of a node's fees and emission that goes to its delegators."""
    return (1.0 - network[con.COMMISSION]) * nodes[col.DELEGATORS_SHARE, i]


@rule
def own_opening_stake(i, nodes):
    """What is the node's own of its opening stake, tok."""
    return nodes[col.OPENING_STAKE, i] * (1.0 - nodes[col.DELEGATORS_SHARE, i])


@rule
def slashable(i, network, nodes):
    """The stake of which a fractional slash is a share, tok: with that of delegators where they share losses."""
    return nodes[col.OPENING_STAKE, i] if network[con.SHARES_LOSSES] > 0.0 else own_opening_stake(i, nodes)


@rule
def take_from_delegators(i, amount, network, nodes, totals):
    """Take their share of a loss from a node's delegators, as far as their tokens go; what was taken."""
    taken = min(amount, nodes[col.DELEGATED, i])
    if taken > 0.0:
        nodes[col.SHARED_LOSSES, i] += taken
        totals[col.DELEGATORS_LOST] += taken
        if network[con.MOVES_LOSSES] > 0.0:
            nodes[col.DELEGATED, i] -= taken
        else:
            totals[col.PAID_IN] += taken
    return taken


@rule
def pay_delegators(i, income, network, nodes, totals):
    """Pay a node's delegators their part of an income: to be restaked, or over the boundary. What the node passes on."""
    paid = passed_on(i, network, nodes) * income
    nodes[col.PASSED_ON, i] = paid
    if paid > 0.0:
        restaked = network[con.RESTAKED] * paid if network[con.MOVES_INCOME] > 0.0 else 0.0
        nodes[col.DELEGATED, i] += restaked
        totals[col.PAID_OUT] += paid - restaked
        totals[col.DELEGATORS_PAID] += paid
    return paid
