"""The open strategy: a small policy whose weights evolve, so that what nobody coded can appear.

Each epoch a node looks at a few numbers of its own record and of last epoch's
public totals, each in [-1, 1], and sets each of five traits to
logistic(sum of weight x number). The weights are the node's own: they start at
the numbers of the entry (nearly honest, whatever is seen) and are copied and
mutated under ``adaptation.kind = evolution``; under other kinds they stand.

Where answers are public before all have committed to theirs, what a policy skips
it repeats from others, and is right with the probability ``copied_luck``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

INPUTS = ("always", "reputation", "caught", "stake", "payoff", "audits", "rejections")
"""What a policy looks at; the first is 1."""
OUTPUTS = ("effort", "attack_rate", "withhold", "vigilance", "grief")
"""Traits that it sets."""
LARGEST = 8.0
"""Weights lie in [-8, 8]: logistic(8) = .9997."""
START = {"effort": 6.0, "attack_rate": -6.0, "withhold": -6.0, "vigilance": 6.0, "grief": -6.0}
"""Weights of the constant input at the start: each trait within .0025 of honest."""


def name_of(trait: str, seen: str) -> str:
    """Name of a weight among the strategy's numbers."""
    return trait if seen == "always" else f"{trait}_by_{seen}"


WEIGHTS = {name_of(trait, seen): START[trait] if seen == "always" else 0.0 for trait in OUTPUTS for seen in INPUTS}
"""Each weight with its value at the start, in the order of the memory's columns."""


def logistic(x: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-x)); |x| is at most 56 here."""
    return 1.0 / (1.0 + np.exp(-x))


def seen_by(nodes: Any, public: Any) -> list[np.ndarray]:
    """What the policies of some nodes look at, in the order of :data:`INPUTS`, each (n,) in [-1, 1].

    Reputation is 0 when spotless and 1 when it has gone; caught is
    1 - 1/(1 + times caught); stake is (own - mean) / (own + mean); payoff is
    x / (|x| + fee in USD); audits and rejections are shares of last epoch's
    jobs. What nobody knows yet is 0.
    """
    totals, one = public.totals, np.ones(len(nodes.memory))
    mean = (totals["staked"] - totals["delegations"]) / totals["active_nodes"] if totals and totals["active_nodes"] > 0 else 0.0
    jobs = totals["jobs"] if totals else 0.0
    fee = max(1e-9, public.fee * public.price)
    return [
        one,
        1.0 - np.asarray(nodes.reputation, dtype=float),
        1.0 - 1.0 / (1.0 + np.asarray(nodes.caught, dtype=float)),
        (nodes.stake - mean) / np.maximum(nodes.stake + mean, 1e-9) if mean > 0 else 0.0 * one,
        nodes.payoff / (np.abs(nodes.payoff) + fee),
        one * (totals["audits"] / jobs if jobs > 0 else 0.0),
        one * (totals["rejected_invalid"] / jobs if jobs > 0 else 0.0),
    ]


def act(weights: np.ndarray, seen: list[np.ndarray]) -> dict[str, np.ndarray]:
    """What policies do.

    Parameters
    ----------
    weights : ndarray, (n, 35)
    seen : list of 7 ndarray, (n,)

    Returns
    -------
    dict of ndarray, (n,)
        Each of the five traits, in (0, 1).
    """
    table = weights.reshape(len(weights), len(OUTPUTS), len(INPUTS))
    total = np.zeros((len(weights), len(OUTPUTS)))
    for k, number in enumerate(seen):  # one by one, so that a node's sum does not depend on how many are asked
        total = total + table[:, :, k] * number[:, None]
    return dict(zip(OUTPUTS, logistic(total).T, strict=True))


class Open:
    """Sets effort, attacks, withholding, vigilance and grief by a policy of its own record and public totals; its weights evolve."""

    name = "open"
    family = "open"
    source = "a policy of one logistic layer; model document, section 5 (evolved, so that what nobody coded can appear)"
    numbers = {**WEIGHTS, "deviation": 1000.0, "copied_luck": 0.0}
    reacts = True
    memory = 1 + len(WEIGHTS)
    evolves = (1, 1 + len(WEIGHTS))
    weight_bound = LARGEST

    def decide(self, nodes: Any, public: Any, luck: Any) -> None:
        """Take up the weights when new, then act on what is seen."""
        new = nodes.memory[:, 0] == 0.0
        if new.any():
            nodes.memory[new, 0] = 1.0
            for c, weight in enumerate(WEIGHTS):
                nodes.memory[new, 1 + c] = np.clip(nodes.numbers[weight][new], -LARGEST, LARGEST)
            nodes.deviation[new] = nodes.numbers["deviation"][new]
            nodes.filler_luck[new] = nodes.numbers["copied_luck"][new] * public.answers_visible
        for trait, value in act(nodes.memory[:, 1:], seen_by(nodes, public)).items():
            getattr(nodes, trait)[:] = value
