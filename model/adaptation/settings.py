"""The numbers of adaptation: who revises, whom it looks at, and what it compares."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from model.quantity import Part, number


class Fixed(Part):
    """Nobody revises."""

    kind: Literal["fixed"] = "fixed"


class Imitation(Part):
    """Pairwise comparison: copy a model with the probability of Fermi's rule.

    ``P(copy) = 1 / (1 + exp(-beta (model's payoff - own payoff)))``
    (Traulsen, Nowak and Pacheco 2006, doi:10.1103/PhysRevE.74.011909).
    """

    kind: Literal["imitation"]
    revision: Literal["rate", "one"] = number("rate", "", "every node independently, or one node per epoch")
    revision_rate: float = number(0.1, "1/epoch", "probability that a node revises (revision = rate)", ge=0, le=1)
    intensity: float = number(1.0, "epoch/USD", "beta: intensity of selection", ge=0)
    partner: Literal["random", "neighbour"] = number("random", "", "who is the model")
    mutation: float = number(0.0, "1", "probability that a reviser takes a random adapting strategy", ge=0, le=1)
    signal: Literal["own", "public", "expected"] = number(
        "public", "", "payoffs compared: own realised, public average of each strategy, or closed-form expectation"
    )
    memory: float = number(10.0, "epoch", "an exponential mean gives a new epoch the weight 1 / memory", ge=1)


Adaptation = Annotated[Fixed | Imitation, Field(discriminator="kind")]
