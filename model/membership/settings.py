"""The numbers of membership: when nodes leave, what they must wait for, who enters and who comes back. All off by default.

Exit and entry act at the end of an epoch, after the revision of strategies, and
take effect in the next one.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field

from model.quantity import Part, number

SIGNALS = ("own", "expected")
NUMBERS = 10
# fmt: off
(BELOW_MINIMUM, EJECTED_LEAVE, CHURN, BELOW_OPTION, BY_EXPECTATION, ONE_BY_ONE, PATIENCE, IDLES, RETURN_CHANCE, MINIMUM) = range(NUMBERS)
# fmt: on
"""Rows of the numbers that the kernel of exits is handed."""


class Exit(Part):
    """When a node leaves. One that asks out has its stake moved to ``unbonding`` and is gone when ``accounts.unbonding_hours`` are over."""

    below_minimum_stake: bool = number(False, "", "a node whose stake is below accounts.minimum_stake leaves")
    ejected: bool = number(False, "", "an ejected node leaves, and frees its berth")
    churn: float = number(0.0, "1/epoch", "mu: probability that a node leaves for reasons of its own", ge=0, le=1)
    below_option: float = number(0.0, "1/epoch", "probability that a node leaves whose utility is below its outside option", ge=0, le=1)
    utility: Literal["own", "expected"] = number(
        "own", "", "utility that is held against the outside option: the node's own mean, or the closed-form expectation"
    )
    patience: float = number(10.0, "epoch", "memory of that mean; a node that is younger does not leave for its outside option", ge=1)
    pace: Literal["each", "one"] = number("each", "", "each such node leaves on its own, or one of them in an epoch")
    while_unbonding: Literal["works", "idles"] = number(
        "works", "", "whether a node works on until its stake is free (it stays slashable), or is out at once"
    )


class NoEntry(Part):
    """Nobody enters."""

    kind: Literal["none"] = "none"


class PoissonEntry(Part):
    """Nodes enter at a constant rate."""

    kind: Literal["poisson"]
    rate: float = number(1.0, "1/epoch", "nu: mean number of entrants", ge=0, le=1e7)


class Replacement(Part):
    """Every free berth is taken at once, so that the network stays as large as it may be."""

    kind: Literal["replacement"]


class FreeEntry(Part):
    """Nodes enter while a would-be entrant's utility exceeds its outside option, and so drive it towards zero.

    The surplus is an exponential mean over ``lag`` epochs of that difference.
    """

    kind: Literal["free"]
    pace: Literal["proportional", "one"] = number(
        "proportional", "", "as many as speed x surplus, or one candidate per epoch, who enters unless its surplus is negative"
    )
    speed: float = number(1.0, "1/USD", "entrants per epoch for each dollar of surplus (pace = proportional)", ge=0, le=1e9)
    law: Literal["poisson", "fixed"] = number("poisson", "", "whether the number of entrants is Poisson or fixed (pace = proportional)")
    lag: float = number(1.0, "epoch", "memory of the surplus; 1: the last epoch alone", ge=1)
    utility: Literal["realised", "expected"] = number(
        "realised", "", "mean utility of the active nodes, or the closed-form expectation of one node more"
    )


Entering = Annotated[NoEntry | PoissonEntry | Replacement | FreeEntry, Field(discriminator="kind")]


class Reentry(Part):
    """How an ejected owner comes back, with a new node in its old berth."""

    chance: float = number(0.0, "1", "probability that an ejected owner comes back; else its node leaves for good", ge=0, le=1)
    cost: float = number(0.0, "tok", "what coming back costs; it goes to the treasury and counts in the new node's first utility", ge=0)
    wait_hours: float = number(0.0, "h", "least time from ejection to coming back", ge=0)


class Membership(Part):
    """Who stays, who leaves and who comes."""

    berths: int = number(0, "1", "most nodes at once; 0: as many as at the start", ge=0, le=10_000_000)
    entrants: Literal["shares", "present"] = number(
        "shares", "", "an entrant draws a strategy by the population's entry shares, or copies a random active node that adapts"
    )
    exit: Exit = number(Exit(), "", "when nodes leave")
    entry: Entering = number(NoEntry(), "", "how nodes enter")
    reentry: Reentry = number(Reentry(), "", "how ejected owners come back")

    @property
    def leaves(self) -> bool:
        """Whether any rule makes nodes leave."""
        e = self.exit
        return e.below_minimum_stake or e.ejected or e.churn > 0 or e.below_option > 0 or self.reentry.chance > 0

    @property
    def turns_over(self) -> bool:
        """Whether any rule makes nodes leave or enter."""
        return self.leaves or not isinstance(self.entry, NoEntry)

    @property
    def asks_expectations(self) -> bool:
        """Whether a rule holds expected utilities against outside options."""
        by_exit = self.exit.below_option > 0 and self.exit.utility == "expected"
        return by_exit or (isinstance(self.entry, FreeEntry) and self.entry.utility == "expected")


def pack(membership: Membership, minimum_stake: float) -> list[float]:
    """Numbers for the kernel of exits, in the order of the constants above."""
    e = membership.exit
    return [
        float(e.below_minimum_stake), float(e.ejected or membership.reentry.chance > 0), e.churn, e.below_option,
        float(e.utility == "expected"), float(e.pace == "one"), e.patience, float(e.while_unbonding == "idles"),
        membership.reentry.chance, minimum_stake,
    ]  # fmt: skip


LONGEST = 1_000_000_000
"""Epochs of the longest delay: more than any run has, and together with any epoch still a number of 32 bits."""


def epochs_of(hours: float, hours_per_epoch: float) -> int:
    """Whole epochs that a delay takes: ceil(hours / hours per epoch), a hair above a whole number by rounding alone not counted."""
    return math.ceil(min(hours / hours_per_epoch, float(LONGEST)) - 1e-9)
