"""Behaviours that nobody coded, each with the test by which an evolved policy is said to show it: fixed before any run.

A test looks at what a node's own policy answers where the node stands, and
where one input alone is moved: a pure function of weights and inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from model import columns as col
from model.decision import public_now
from model.state import State
from model.strategies.contract import Nodes
from model.strategies.open import INPUTS, WEIGHTS, act, seen_by

LITTLE, HALF = 0.25, 0.5
"""A policy that does something conditionally does at most so much of it in one case, and at least so much in the other."""
THRICE = 0.75
"""What ``caught`` is after three times: 1 - 1/4."""
SPOTLESS, AT_ENTRY = 0.0, 0.5
"""What ``reputation`` (1 less the reputation) is of a node without fault, and of one that has just entered."""
BROKE, USUAL = -1.0, 0.0
"""What ``stake`` is of a node that has nothing at stake any more, as all have that wait for it, and of one with the mean stake."""
LOSES, EARNS = -0.5, 0.5
"""What ``payoff`` is of a node that loses, or earns, one fee an epoch."""
LEAVING = 0.02
"""Probability per epoch of asking out from which a node is one that leaves."""


class Policies(NamedTuple):
    """Evolved policies of some nodes, with what they see.

    Attributes
    ----------
    weights : (n, 35)
    seen : list of 7 arrays, (n,)
        Their inputs as they stand.
    leave, deviation : (n,)
        Traits that evolve beside the policy, if they do: asking out, and the size of a lie in sigma.
    tolerance : float, sigma
        What a check passes.
    """

    weights: np.ndarray
    seen: list[np.ndarray]
    leave: np.ndarray
    deviation: np.ndarray
    tolerance: float

    def does(self, **moved: float) -> dict[str, np.ndarray]:
        """What they do where they stand, with some inputs moved; ``cheats`` is the share of jobs not computed as asked."""
        seen = [np.full(len(one), moved[name]) if name in moved else one for name, one in zip(INPUTS, self.seen, strict=True)]
        done = act(self.weights, seen)
        return done | {"cheats": 1.0 - (1.0 - done["attack_rate"]) * done["effort"]}


def policies_of(state: State, tolerance: float) -> Policies:
    """Policies of the active nodes of a network of open strategies, after an epoch."""
    rows = np.flatnonzero(state.marks[col.ACTIVE] == 1)
    seen = seen_by(Nodes(rows, state.nodes, state.marks, state.memory, {}), public_now(state))
    return Policies(state.memory[rows, 1 : 1 + len(WEIGHTS)], seen, state.leave[rows], np.abs(state.deviation[rows]), tolerance)


def skips_behind_a_withheld_trace(p: Policies) -> np.ndarray:
    """At least half of the jobs are not computed, and at least half of the traces hidden."""
    done = p.does()
    return (done["cheats"] >= HALF) & (done["withhold"] >= HALF)


def withholds_when_caught(p: Policies) -> np.ndarray:
    """Hides little when it was never caught, and at least half after three times."""
    return (p.does(caught=0.0)["withhold"] <= LITTLE) & (p.does(caught=THRICE)["withhold"] >= HALF)


def behaves_then_cheats(p: Policies) -> np.ndarray:
    """Cheats little with the reputation of an entrant, and at least half with that of a node that passed audit after audit."""
    return (p.does(reputation=AT_ENTRY)["cheats"] <= LITTLE) & (p.does(reputation=SPOTLESS)["cheats"] >= HALF)


def hits_and_runs(p: Policies) -> np.ndarray:
    """Asks out, cheats little while it has a stake, and at least half while that waits to be paid out."""
    leaves = p.leave >= LEAVING
    return leaves & (p.does(stake=USUAL)["cheats"] <= LITTLE) & (p.does(stake=BROKE)["cheats"] >= HALF)


def copies(p: Policies) -> np.ndarray:
    """Computes at most half of its jobs and attacks at most half; where answers are shown, what it skips it repeats from others."""
    done = p.does()
    return (done["effort"] <= HALF) & (done["attack_rate"] <= HALF)


def lies_within_the_tolerance(p: Policies) -> np.ndarray:
    """Falsifies at least half of its jobs, by no more than a check passes."""
    return (p.does()["attack_rate"] >= HALF) & (p.deviation > 0.0) & (p.deviation <= p.tolerance)


def cheats_openly(p: Policies) -> np.ndarray:
    """At least half of the jobs are not computed as asked, and few traces are hidden."""
    done = p.does()
    return (done["cheats"] >= HALF) & (done["withhold"] <= LITTLE)


def cheats_until_caught(p: Policies) -> np.ndarray:
    """Cheats at least half when it was never caught, and little after three times."""
    return (p.does(caught=0.0)["cheats"] >= HALF) & (p.does(caught=THRICE)["cheats"] <= LITTLE)


def cheats_when_losing(p: Policies) -> np.ndarray:
    """Cheats little while it earns, and at least half when it loses."""
    return (p.does(payoff=EARNS)["cheats"] <= LITTLE) & (p.does(payoff=LOSES)["cheats"] >= HALF)


def rejects_unseen(p: Policies) -> np.ndarray:
    """Rejects at least half of what it is asked to check without looking."""
    return p.does()["grief"] >= HALF


class Listed(NamedTuple):
    """A behaviour that is looked for.

    Attributes
    ----------
    words : str
    test : callable or None
        Which of some policies show it; None where no policy of the model can.
    why : str
        What it takes, or why none can.
    """

    words: str
    test: Callable[[Policies], np.ndarray] | None
    why: str


LIST = {
    "claims_below_size": Listed(
        "claims just below the always-checked size", None, "no field audits by size, and no node chooses the size of its jobs"
    ),
    "within_tolerance": Listed("lies just small enough to pass", lies_within_the_tolerance, "the size of a lie must evolve"),
    "withholds_when_caught": Listed("withholds when caught", withholds_when_caught, "any field"),
    "hit_and_run": Listed("hits and runs before unbonding", hits_and_runs, "asking out must evolve"),
    "behaves_then_cheats": Listed("behaves, then cheats", behaves_then_cheats, "any field"),
    "copies": Listed("copies what others show", copies, "answers must be shown before all have committed"),
    "skips_withheld": Listed("skips behind a withheld trace", skips_behind_a_withheld_trace, "any field"),
}
"""The list that was fixed beforehand, by name; ``within_tolerance`` stands in for the first, which no field of the model can hold."""
NOTICED = {
    "cheats_openly": Listed("cheats and shows its traces", cheats_openly, "any field"),
    "cheats_until_caught": Listed("cheats until caught, then behaves", cheats_until_caught, "any field"),
    "cheats_when_losing": Listed("behaves while it earns, cheats when it loses", cheats_when_losing, "any field"),
    "rejects_unseen": Listed("rejects unseen", rejects_unseen, "nodes must sit on panels"),
}
"""What else was noticed in a pilot of ten seeds, 1 to 10, that are not among those of the study."""
TESTED = {name: listed for name, listed in (LIST | NOTICED).items() if listed.test is not None}


def shares(p: Policies) -> dict[str, float]:
    """Share of the nodes that show each behaviour that is tested; 0 of no nodes."""
    return {name: float(one.test(p).mean()) if len(p.weights) and one.test else 0.0 for name, one in TESTED.items()}


MOVED = {
    "caught": (0.0, THRICE, "never caught", "caught"),
    "reputation": (SPOTLESS, AT_ENTRY, "its record is clean", "its record is that of an entrant"),
    "stake": (BROKE, USUAL, "nothing is at stake", "its stake is the mean"),
    "payoff": (LOSES, EARNS, "it loses", "it earns"),
}
"""Inputs that a policy's own life moves, from where to where, and both ends in words."""


def signature(p: Policies) -> str:
    """The mean policy of some nodes in a few words: what it does where it stands, and which one input turns it most."""
    if len(p.weights) == 0:
        return "nobody is left"
    seen = [one.mean()[None] for one in p.seen]
    mean = Policies(p.weights.mean(axis=0)[None, :], seen, p.leave.mean()[None], p.deviation.mean()[None], p.tolerance)
    done = {name: float(value[0]) for name, value in mean.does().items()}
    words = ["attacks" if done["attack_rate"] >= HALF else "skips" if done["effort"] <= HALF else "works"]
    words += ["withholds"] if done["withhold"] >= HALF else []
    turns = [_turn(mean, *pair) for pair in (("cheats", "cheats"), ("withhold", "hides"))]
    return "; ".join(words + [turn for turn in turns if turn])


def _turn(mean: Policies, done: str, verb: str) -> str:
    """The input that moves an action most, if by at least one half."""
    ends = {name: [float(mean.does(**{name: end})[done][0]) for end in (low, high)] for name, (low, high, *_) in MOVED.items()}
    name = max(ends, key=lambda one: abs(ends[one][1] - ends[one][0]))
    low, high = ends[name]
    return "" if abs(high - low) < HALF else f"{verb} when {MOVED[name][3 if high > low else 2]}"
