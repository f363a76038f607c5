"""What the network is made of: nodes as Mesa agents, jobs as plain records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import mesa

EXECUTES, VERIFIES = 1, 2
ROLES = {"executor": EXECUTES, "verifier": VERIFIES, "both": EXECUTES | VERIFIES}

UNAUDITED, VERIFIED, INVALID, UNAVAILABLE = range(4)
NOBODY, EVERYBODY, DEPENDS, BY_NODE = range(4)
ABSTAIN, APPROVE, REJECT = range(3)

FLOWS = (
    "fees", "pay", "spoils", "rewards", "losses", "bribes", "bounties", "passed_on", "shared_losses", "accepted_work", "compute_spent",
    "check_spent", "commit_spent", "outside_gained", "harm_borne",
)  # fmt: skip


class ReferenceNode(mesa.Agent):
    """One node: its record as plain attributes, its behaviour as a dictionary.

    Parameters
    ----------
    model : mesa.Model
    row : int
        Place of the node in the list of nodes.
    """

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model)
        self.row = self.vertex = row
        self.strategy = self.type = self.owner = self.hardware = self.image = 0
        self.role = self.capacity = self.capability = 0
        self.active, self.ejected, self.jailed_until, self.entered = 1, 0, 0, 0
        self.strikes = self.caught = self.load = self.checks = self.tenure = self.executed = self.audited = 0
        self.first_wrong, self.changed = -1, 1
        self.component = self.relays = 0
        self.present, self.leaves_at, self.comebacks = 0, -1, 0
        self.delegated = self.delegators_share = 0.0
        self.stake = self.wallet = self.unbonding = self.debt = self.earned = self.cash = 0.0
        self.opening_stake = self.payoff = self.utility = self.usual_utility = 0.0
        self.reputation = 0.0
        self.compute_cost = self.outside_gain = self.outside_option = 0.0
        self.noise_factor = self.audit_factor = self.tolerance_factor = self.loss_factor = 1.0
        self.behaviour: dict[str, float] = {}
        self.memory: list[float] = []
        self.forget_flows()

    def forget_flows(self) -> None:
        """Open the books of a new epoch."""
        for name in FLOWS:
            setattr(self, name, 0.0)

    def does(self, what: int) -> bool:
        """Whether the node's role includes executing or verifying."""
        return bool(self.role & what)

    def read(self, name: str) -> float:
        """A column of the node by its name."""
        return float(self.behaviour[name] if name in self.behaviour else getattr(self, name))


@dataclass
class Vote:
    """One seat of a panel: who sits there (nobody: the protocol's auditor), its vote, the segments it checked, what it was fined."""

    member: ReferenceNode | None
    vote: int
    checked: int = 0
    taken: float = 0.0


@dataclass
class Cascade:
    """What one wrong output brought about: how many outputs, it included."""

    size: int = 0


@dataclass
class Output:
    """An accepted output of the last epoch, as later jobs meet it."""

    number: int
    wrong: bool
    harm: float
    depth: int
    cascade: Cascade | None


@dataclass
class Job:
    """One job of the epoch."""

    number: int
    job_class: int
    executor: ReferenceNode
    deviating: int = 0
    shown: int = 0
    deviation: float = 0.0
    idiosyncratic: bool = False
    attacked: bool = False
    wrong: bool = False
    harm: float = 0.0
    withheld: bool = False
    reach: int = EVERYBODY
    shards: list[int | str] = field(default_factory=list)
    audited: bool = False
    verdict: int = UNAUDITED
    covered: int = 0
    taken: float = 0.0
    sanction: int = 0
    votes: list[Vote] = field(default_factory=list)
    decoy_votes: list[Vote] = field(default_factory=list)
    taken_as_input: Output | None = None
    drift: float = 0.0
    reached_nodes: set[int] = field(default_factory=set)
    hops: int = 0

    @property
    def reached(self) -> int:
        """Active nodes that gossip has brought the trace to."""
        return len(self.reached_nodes)

    @property
    def misled(self) -> bool:
        """Whether what it took as input is wrong."""
        return self.taken_as_input is not None and self.taken_as_input.wrong

    @property
    def depth(self) -> int:
        """Outputs on which it leans in a row."""
        return 0 if self.taken_as_input is None else self.taken_as_input.depth + 1

    @property
    def accepted(self) -> bool:
        """Whether the output is accepted, seen or unseen."""
        return self.verdict in (UNAUDITED, VERIFIED)

    def count(self, vote: int) -> int:
        """Votes of a kind."""
        return sum(1 for v in self.votes if v.vote == vote)

    def read(self, name: str) -> float:
        """A column of the job by its name."""
        own = {
            "job_class": self.job_class,
            "job_executor": self.executor.row,
            "job_seated": len(self.votes),
            "job_approvals": self.count(APPROVE),
            "job_rejections": self.count(REJECT),
            "job_decoy": len(self.decoy_votes),
            "job_input": 0 if self.taken_as_input is None else self.taken_as_input.number + 1,
        }
        return float(own[name] if name in own else getattr(self, name.removeprefix("job_")))
