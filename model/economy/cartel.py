"""The contract inside a cartel: what binds its members to each other, and what may tempt one to denounce.

An executor that hands in a deviating output pays a bribe to each fellow on the
panel that approved it, and lets them share in its outside gain, once the output
is accepted; a fellow that rejects it instead has denounced it and earns a
bounty. A member stays as long as ``bribe + gain_share x gain >= whistle_bounty``
(participation constraint). Bribes and bounties move tokens between accounts and
make none.

Reference: side contracts against verification after Laffont and Martimort 1997
(recalled); the constraint in this form is derived.
"""

from __future__ import annotations

from typing import Literal

from model import columns as col
from model.economy import contract as con
from model.economy.delegation import passed_on
from model.economy.settlement import take
from model.jit import kernel, rule
from model.quantity import Part, number

(BRIBE, GAIN_SHARE, BOUNTY, FROM_TREASURY) = range(4)


class Cartel(Part):
    """What members of one cartel owe each other, and what the network pays who denounces."""

    bribe: float = number(0.0, "tok", "paid by the executor of an accepted deviating output to each fellow that approved it", ge=0)
    gain_share: float = number(0.0, "1", "share of the outside gain of such an output that these fellows divide equally", ge=0, le=1)
    whistle_bounty: float = number(0.0, "tok", "for a deviating output found invalid, divided by the fellows that denounced it", ge=0)
    bounty_source: Literal["convicted", "treasury"] = number(
        "convicted", "", "who pays the bounty, as far as it goes: the convicted, besides its slash, or the treasury"
    )
    proof: bool = number(False, "", "a denunciation convicts, whatever the quorum says")

    def binds(self) -> bool:
        """Whether anything moves by this contract."""
        return self.bribe > 0 or self.gain_share > 0 or self.whistle_bounty > 0


def pack_cartel(cartel: Cartel) -> list[float]:
    """Numbers for the kernel, in the order of the constants above."""
    return [cartel.bribe, cartel.gain_share, cartel.whistle_bounty, float(cartel.bounty_source == "treasury")]


@rule
def can_pay(i, network, nodes):
    """Tokens that a node can give away now: its wallet, its fees of this epoch less its delegators' part, and bribes that it got."""
    return max(0.0, nodes[col.WALLET, i] + nodes[col.FEES, i] * (1.0 - passed_on(i, network, nodes)) + nodes[col.BRIBES, i])


@kernel
def settle_cartels(first, last, contract, numbers, network, treasury, nodes, job_marks, seats, votes, totals):
    """Pay bribes, shares and bounties of the jobs `first` to `last` - 1, in job order, after all slashes.

    Parameters
    ----------
    first, last : int
    contract : (4,), float
        As packed by ``pack_cartel``.
    numbers : (classes, 26), float
    network : (17,), float
    treasury : (1,), float, tok
    nodes, job_marks : blocks
    seats, votes : (jobs, seats), int
    totals : (totals,), float
    """
    for j in range(first, last):
        i, verdict = job_marks[col.JOB_EXECUTOR, j], job_marks[col.JOB_VERDICT, j]
        cartel, seated = nodes[col.CARTEL, i], job_marks[col.JOB_SEATED, j]
        if cartel == 0.0 or job_marks[col.JOB_DEVIATING, j] == 0:
            continue
        loyal, denounced = 0, 0
        for t in range(seated):
            if seats[j, t] != col.PROTOCOL and nodes[col.CARTEL, seats[j, t]] == cartel:
                loyal += votes[j, t] == col.APPROVED
                denounced += votes[j, t] == col.REJECTED
        bribe, share, bounty = 0.0, 0.0, 0.0
        totals[col.DENUNCIATIONS] += denounced
        if verdict == col.ACCEPTED_VERIFIED and loyal > 0:
            bribe = min(contract[BRIBE], can_pay(i, network, nodes) / loyal)
            nodes[col.BRIBES, i] -= bribe * loyal
            totals[col.BRIBES_PAID] += bribe * loyal
            if job_marks[col.JOB_ATTACKED, j] == 1:
                share = contract[GAIN_SHARE] * nodes[col.OUTSIDE_GAIN, i] * numbers[job_marks[col.JOB_CLASS, j], con.VALUE] / loyal
                nodes[col.OUTSIDE_GAINED, i] -= share * loyal
        if verdict == col.REJECTED_INVALID and denounced > 0 and contract[BOUNTY] > 0.0:
            if contract[FROM_TREASURY] > 0.0:
                paid = min(contract[BOUNTY], treasury[0])
                treasury[0] -= paid
            else:
                paid = take(i, contract[BOUNTY], network, nodes, totals)
                totals[col.PENALTIES] += paid
            totals[col.BOUNTIES_PAID] += paid
            bounty = paid / denounced
        for t in range(seated if bribe + share + bounty > 0.0 else 0):
            m = seats[j, t]
            if m != col.PROTOCOL and nodes[col.CARTEL, m] == cartel:
                if votes[j, t] == col.APPROVED:
                    nodes[col.BRIBES, m] += bribe
                    nodes[col.OUTSIDE_GAINED, m] += share
                elif votes[j, t] == col.REJECTED:
                    nodes[col.BOUNTIES, m] += bounty
