"""What a ledger is made of: flows, jobs and seats of one node, as plain data with units."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model import columns as col


class Kind(NamedTuple):
    """A kind of flow.

    Attributes
    ----------
    unit : str
        ``tok`` or ``USD``.
    column : str
        The node's column to which flows of this kind add up; empty for those that have none.
    sign : int
        1 for what the column counts as a gain, -1 for what it counts as a loss.
    meaning : str
    """

    unit: str
    column: str
    sign: int
    meaning: str


KINDS: dict[str, Kind] = {
    "fee": Kind("tok", "fees", 1, "executor's share of fees"),
    "verifier_pay": Kind("tok", "pay", 1, "pay for votes on panels"),
    "decoy_pay": Kind("tok", "pay", 1, "pay for rejecting planted outputs"),
    "fee_share": Kind("tok", "spoils", 1, "share in the fees of outputs it voted on"),
    "slash_share": Kind("tok", "spoils", 1, "share in slashes of outputs it rejected"),
    "penalty_share": Kind("tok", "spoils", 1, "share in penalties for unavailability"),
    "jackpot": Kind("tok", "spoils", 1, "jackpots of planted outputs"),
    "bribe": Kind("tok", "bribes", 1, "bribes from and to fellows of a cartel"),
    "denouncing": Kind("tok", "bounties", 1, "bounties for denouncing fellows"),
    "denounced": Kind("tok", "losses", -1, "bounties paid for own denounced outputs"),
    "emission": Kind("tok", "rewards", 1, "emission"),
    "passed_on": Kind("tok", "passed_on", -1, "fees and emission passed on to delegators"),
    "slash": Kind("tok", "losses", -1, "slashes"),
    "unavailable_penalty": Kind("tok", "losses", -1, "penalties of own unavailable outputs"),
    "dissent_penalty": Kind("tok", "losses", -1, "penalties for votes against the verdict"),
    "decoy_penalty": Kind("tok", "losses", -1, "penalties for approving planted outputs"),
    "compute": Kind("USD", "compute_spent", -1, "cost of computing"),
    "commit": Kind("USD", "commit_spent", -1, "cost of commitments and shards"),
    "check": Kind("USD", "check_spent", -1, "cost of checking"),
    "decoy_check": Kind("USD", "check_spent", -1, "cost of checking planted outputs"),
    "outside_gain": Kind("USD", "outside_gained", 1, "outside gains of accepted attacks"),
    "harm": Kind("USD", "harm_borne", -1, "losses from having passed wrong outputs"),
    "re_entry": Kind("tok", "", -1, "cost of coming back after an ejection"),
    "asked_out": Kind("tok", "", 1, "stake on its way out"),
    "left": Kind("tok", "", 1, "taken along on leaving"),
    "brought": Kind("tok", "", 1, "stake brought on entering"),
    "capital": Kind("USD", "", -1, "cost of capital"),
    "sale": Kind("tok", "", 1, "stake moved and tokens sold on the market"),
}
"""Every kind of flow; a node's utility is the price times its tokens plus its dollars."""

OF_SPOILS = ("fee_share", "fee_share", "slash_share", "penalty_share")
OF_LOSSES = ("", "", "slash", "unavailable_penalty")
"""What the spoils of a member and the losses of an executor are under each verdict."""


class Balances(NamedTuple):
    """What a node holds, or what a flow changes in it: tokens, a debt in USD, and cash in USD."""

    stake: float = 0.0
    wallet: float = 0.0
    unbonding: float = 0.0
    debt: float = 0.0
    cash: float = 0.0


NOTHING = Balances()
BALANCES = (col.STAKE, col.WALLET, col.UNBONDING, col.DEBT, col.CASH)
"""Columns of what a node holds, in the order of the fields of `Balances`."""


class Flow(NamedTuple):
    """One flow of the node.

    Attributes
    ----------
    kind : str
        Key of ``KINDS``.
    job : int
        Number of the job in its epoch; -1 where the flow belongs to none.
    amount : float
        What it counts in the node's utility, tok or USD as the kind says; below 0 for a loss or a cost.
    moved : Balances
        What it changes in the accounts at once. Income is credited at the end of the epoch, so only losses move.
    """

    kind: str
    job: int
    amount: float
    moved: Balances = NOTHING


class Vote(NamedTuple):
    """One seat: row of the member (-1: the protocol's auditor), its vote, and the segments that it really checked."""

    member: int
    vote: int
    checked: int


class JobDone(NamedTuple):
    """A job that the node executed.

    ``sanction`` has the bits of ``job_sanction``, ``misled`` says that its input
    was wrong, ``hidden`` that a forged trace would hide it from its audit.
    """

    job: int
    job_class: str
    segments: int
    deviating: int
    attacked: bool
    withheld: bool
    wrong: bool
    audited: bool
    covered: int
    verdict: int
    sanction: int
    panel: tuple[Vote, ...]
    misled: bool = False
    hidden: bool = False


class Seat(NamedTuple):
    """The node's seats on a job's panel, or on that of a planted output; a panel for each segment may seat it twice."""

    job: int
    executor: int
    is_decoy: bool
    wrong: bool
    verdict: int
    votes: tuple[Vote, ...]


class Account(NamedTuple):
    """One epoch of the node.

    Attributes
    ----------
    epoch : int
    strategy, after : str
        What it followed, and what it follows after the epoch's revisions.
    absent : str
        Why it did not take part; empty when it did.
    price : float, USD/tok
    opening, closing : Balances
    credited : Balances
        What the epoch's income added to the accounts.
    flows : tuple of Flow
    jobs : tuple of JobDone
    seats : tuple of Seat
    utility : float, USD
    """

    epoch: int
    strategy: str
    after: str
    absent: str
    price: float
    opening: Balances
    closing: Balances
    credited: Balances
    flows: tuple[Flow, ...]
    jobs: tuple[JobDone, ...]
    seats: tuple[Seat, ...]
    utility: float

    def total(self, *kinds: str) -> float:
        """Sum of the flows of some kinds, in their unit."""
        return float(sum(flow.amount for flow in self.flows if flow.kind in kinds))


def moved_by(change: np.ndarray) -> Balances:
    """The part of a change of all columns that is in the accounts."""
    return Balances(*(float(change[row]) for row in BALANCES))


def flow_of(kind: str, j: int, amount: float, moved: Balances = NOTHING) -> list[Flow]:
    """A flow of a job, or nothing where nothing flowed."""
    return [Flow(kind, j, float(amount), moved)] if amount or any(moved) else []


def of_own_job(change: np.ndarray, j: int, verdict: int) -> list[Flow]:
    """Flows of a job that the node executed: the verdict says what its losses are."""
    return [
        *flow_of("fee", j, change[col.FEES]),
        *flow_of("outside_gain", j, change[col.OUTSIDE_GAINED]),
        *flow_of(OF_LOSSES[verdict] or "slash", j, -change[col.LOSSES], moved_by(change)),
    ]


def of_cartel(change: np.ndarray, j: int) -> list[Flow]:
    """Flows between fellows of a cartel."""
    return [
        *flow_of("bribe", j, change[col.BRIBES]),
        *flow_of("outside_gain", j, change[col.OUTSIDE_GAINED]),
        *flow_of("denouncing", j, change[col.BOUNTIES]),
        *flow_of("denounced", j, -change[col.LOSSES], moved_by(change)),
    ]


def of_seat(change: np.ndarray, j: int, verdict: int) -> list[Flow]:
    """Flows of the node's seats on a panel: the verdict says what its spoils are."""
    return [
        *flow_of("verifier_pay", j, change[col.PAY]),
        *flow_of(OF_SPOILS[verdict], j, change[col.SPOILS]),
        *flow_of("harm", j, -change[col.HARM_BORNE]),
        *flow_of("dissent_penalty", j, -change[col.LOSSES], moved_by(change)),
    ]


def of_decoy(change: np.ndarray, j: int) -> list[Flow]:
    """Flows of the node's seat on a planted output's panel."""
    return [
        *flow_of("decoy_pay", j, change[col.PAY]),
        *flow_of("jackpot", j, change[col.SPOILS]),
        *flow_of("decoy_penalty", j, -change[col.LOSSES], moved_by(change)),
    ]
