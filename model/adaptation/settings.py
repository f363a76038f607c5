"""The numbers of adaptation: who revises, whom it looks at, and what it compares."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from model.quantity import Part, number


class Fixed(Part):
    """Nobody revises."""

    kind: Literal["fixed"] = "fixed"


class Revising(Part):
    """What all kinds of revision share."""

    revision: Literal["rate", "one"] = number("rate", "", "every node independently, or one node per epoch")
    revision_rate: float = number(0.1, "1/epoch", "probability that a node revises (revision = rate)", ge=0, le=1)
    reviser: Literal["node", "owner"] = number(
        "node", "", "who revises: each node, or an owner for all its nodes of a role on their mean payoff"
    )
    barred: list[str] = number([], "", "entries of the population that nobody may revise to")
    mutation: float = number(0.0, "1", "probability that a reviser takes a random adapting strategy", ge=0, le=1)
    signal: Literal["own", "public", "expected"] = number(
        "public", "", "payoffs compared: own realised, public average of each strategy, or closed-form expectation"
    )
    memory: float = number(10.0, "epoch", "an exponential mean gives a new epoch the weight 1 / memory", ge=1)

    @property
    def drifts_apart(self) -> bool:
        """Whether behaviours may leave those of the population's entries."""
        return getattr(self, "copies", "strategy") == "trait" or self.kind == "evolution"  # type: ignore[attr-defined]


class Copying(Revising):
    """What kinds share that look at one other node and may copy it."""

    partner: Literal["random", "neighbour"] = number("random", "", "who is the model")
    visible: int = number(0, "1", "nodes that a reviser sees (signal = public): averages are over them and itself; 0: over all nodes", ge=0)
    copies: Literal["strategy", "trait"] = number("strategy", "", "what is copied: a whole strategy, or one trait of the behaviour")


class Imitation(Copying):
    """Pairwise comparison: copy a model with the probability of Fermi's rule.

    ``P(copy) = 1 / (1 + exp(-beta (model's payoff - own payoff)))``
    (Traulsen, Nowak and Pacheco 2006, doi:10.1103/PhysRevE.74.011909).
    """

    kind: Literal["imitation"]
    intensity: float = number(1.0, "epoch/USD", "beta: intensity of selection", ge=0)


class Replicator(Copying):
    """Proportional imitation: copy a better model with a probability in proportion to what it earns more.

    ``P(copy) = min(1, beta max(0, model's payoff - own payoff))`` (Schlag 1998,
    doi:10.1006/jeth.1997.2347). Where no probability is cut off at one, the
    mean motion is the replicator equation, dx/dt = eta beta x (payoff - mean payoff).
    """

    kind: Literal["replicator"]
    intensity: float = number(1.0, "epoch/USD", "beta: intensity of selection", ge=0)


class Evolution(Copying):
    """Evolution of traits: copy the behaviour of a better node by Fermi's rule, with a Gaussian mutation of each trait.

    Strategies become a cloud: a node's behaviour drifts away from that of the
    entry which it came from, and folds back at the bounds of each trait (a
    stochastic trait-substitution process, Champagnat, Ferriere and Meleard
    2006, doi:10.1016/j.tpb.2005.10.004).
    """

    kind: Literal["evolution"]
    intensity: float = number(1.0, "epoch/USD", "beta: intensity of selection", ge=0)
    signal: Literal["own", "public", "expected"] = number(
        "own", "", "payoffs compared: own realised, or the closed-form expectation of the node's own behaviour"
    )
    trait_deviation: dict[str, float] = number(
        {"effort": 0.05, "attack_rate": 0.05, "withhold": 0.05, "vigilance": 0.05, "grief": 0.05},
        "as used", "standard deviation of the mutation of each trait at a copy; other traits are copied exactly",
    )  # fmt: skip
    weight_deviation: float = number(0.3, "1", "standard deviation of the mutation of each weight of an open strategy", ge=0)


class Logit(Revising):
    """Logit choice: take a strategy with a probability in proportion to exp(beta x its payoff).

    (Blume 1993, doi:10.1006/game.1993.1023; McKelvey and Palfrey 1995,
    doi:10.1006/game.1995.1023). The temperature of the literature is 1 / beta.
    """

    kind: Literal["logit"]
    intensity: float = number(1.0, "epoch/USD", "beta: intensity of selection", ge=0)


class BestResponse(Revising):
    """Myopic best response: take the strategy with the highest payoff; a tie keeps the node's own.

    (Gilboa and Matsui 1991, doi:10.2307/2938230).
    """

    kind: Literal["best_response"]


Adaptation = Annotated[Fixed | Imitation | Replicator | Logit | BestResponse | Evolution, Field(discriminator="kind")]
