"""Emission schedules: how many tokens are minted for nodes in an epoch.

``accounts.emission_rule`` says how they are divided. Every rule sees the supply
and the stakes as the epoch before left them.

Sources: a constant and a half-life as in proof-of-work coins; a percentage and
its rise with total stake fixed, Fanti et al. 2019 (arXiv 1809.07468, abstract
read); the controller as in the Cosmos SDK's module mint, and the inverse root
of the stake as in Ethereum's proof of stake, both from memory.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from model.economy.market import book as at
from model.jit import rule
from model.quantity import Part, number


class Constant(Part):
    """As many tokens in each epoch: ``accounts.emission``."""

    kind: Literal["constant"] = "constant"

    def own(self) -> tuple[float, ...]:
        """Numbers of the rule, in its order."""
        return ()


class Percentage(Part):
    """A fixed percentage of the supply."""

    kind: Literal["percentage"]
    inflation: float = number(0.0001, "1/epoch", "tokens minted over the supply", ge=0, le=1)

    def own(self) -> tuple[float, ...]:
        """Numbers of the rule, in its order."""
        return (self.inflation,)


class HalfLife(Part):
    """``accounts.emission`` halves after every so many epochs, smoothly or in steps."""

    kind: Literal["half_life"]
    half_life: float = number(1000.0, "epoch", "epochs after which half is minted", gt=0, le=1e9)
    in_steps: bool = number(False, "", "halve at once after each half-life")

    def own(self) -> tuple[float, ...]:
        """Numbers of the rule, in its order."""
        return (self.half_life, float(self.in_steps))


class TargetStake(Part):
    """Inflation rises while less than a target share of the supply is staked, and falls while more is."""

    kind: Literal["target_stake"]
    target_share: float = number(0.67, "1", "share of the supply that should be staked", gt=0, le=1)
    inflation_start: float = number(0.0001, "1/epoch", "tokens minted over the supply, at the start", ge=0, le=1)
    inflation_response: float = number(1e-6, "1/epoch", "rise of inflation from one epoch to the next while nothing is staked", ge=0, le=1)
    least_inflation: float = number(0.0, "1/epoch", "inflation falls no lower", ge=0, le=1)
    most_inflation: float = number(0.001, "1/epoch", "inflation climbs no higher", ge=0, le=1)

    @model_validator(mode="after")
    def _ordered(self) -> TargetStake:
        if not self.least_inflation <= self.inflation_start <= self.most_inflation:
            raise ValueError(
                f"inflation_start = {self.inflation_start:g} is outside [least_inflation, most_inflation] = "
                f"[{self.least_inflation:g}, {self.most_inflation:g}]; move one of the three"
            )
        return self

    def own(self) -> tuple[float, ...]:
        """Numbers of the rule, in its order."""
        return (self.target_share, self.inflation_response, self.least_inflation, self.most_inflation)


class InverseRoot(Part):
    """Each staked token earns less the more are staked: a yield of k / sqrt(stakes), so k sqrt(stakes) in all."""

    kind: Literal["inverse_root"]
    yield_of_one: float = number(0.1, "1/epoch", "k: yield while a single token is staked", ge=0, le=1e9)

    def own(self) -> tuple[float, ...]:
        """Numbers of the rule, in its order."""
        return (self.yield_of_one,)


Issuance = Annotated[Constant | Percentage | HalfLife | TargetStake | InverseRoot, Field(discriminator="kind")]


@rule
def constant(emission, epoch, numbers, book):
    """Tokens minted in an epoch: always the same."""
    return emission


@rule
def percentage(emission, epoch, numbers, book):
    """Tokens minted in an epoch: inflation x supply."""
    return numbers[0] * book[at.SUPPLY]


@rule
def half_life(emission, epoch, numbers, book):
    """Tokens minted in an epoch: emission x 2^-(epochs / half-life)."""
    halvings = epoch / numbers[0]
    return emission * 0.5 ** (halvings // 1.0 if numbers[1] > 0.0 else halvings)


@rule
def target_stake(emission, epoch, numbers, book):
    """Tokens minted in an epoch: inflation x supply; from the second epoch on inflation has moved towards the target first."""
    if epoch > 0 and book[at.SUPPLY] > 0.0:
        moved = book[at.INFLATION] + numbers[1] * (1.0 - book[at.STAKED] / book[at.SUPPLY] / numbers[0])
        book[at.INFLATION] = min(max(moved, numbers[2]), numbers[3])
    return book[at.INFLATION] * book[at.SUPPLY]


@rule
def inverse_root(emission, epoch, numbers, book):
    """Tokens minted in an epoch: k x sqrt(stakes)."""
    return numbers[0] * book[at.STAKED] ** 0.5
