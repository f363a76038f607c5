"""Adversarial strategies: they want a wrong output accepted, a right one rejected, or a trace unseen."""

from __future__ import annotations

from typing import Any

from model.strategies.contract import Constant
from model.strategies.reckoning import at_stake, loyalty, rent


class Corruptor(Constant):
    """Falsifies a share of its jobs for an outside gain."""

    name = "corruptor"
    family = "adversarial"
    source = "outside gain g of the deterrence literature: catalogue A10 and I2"
    numbers = {"attack_rate": 0.1, "deviation": 1000.0}


class EdgeHugger(Constant):
    """Deviates in every job by what one check passes half of the time."""

    name = "edge_hugger"
    family = "adversarial"
    source = "largest undetected deviation: catalogue C2; bound-aware attacks of TAO, arXiv 2510.16028"
    numbers = {"attack_rate": 1.0}

    def decide(self, nodes: Any, public: Any, luck: Any) -> None:
        """Deviate to the published edge of the tolerance."""
        super().decide(nodes, public, luck)
        nodes.deviation[:] = public.edge


class Colluder(Constant):
    """A corruptor whose cartel approves it unseen."""

    name = "colluder"
    family = "adversarial"
    source = "colluding share r of Proof of Sampling, arXiv 2405.00295"
    numbers = {"attack_rate": 0.1, "deviation": 1000.0, "cartel": 1.0}


class Griefer(Constant):
    """Rejects whatever it is asked to check."""

    name = "griefer"
    family = "adversarial"
    source = "griefing by false challenges: TrueBit documentation"
    numbers = {"grief": 1.0}


class Withholder(Constant):
    """Does the work and hides the trace."""

    name = "withholder"
    family = "adversarial"
    source = "non-participation as named by the Arcium documentation"
    numbers = {"withhold": 1.0}


class Sybil(Constant):
    """A corruptor behind many names: an owner splits the stake of one node over ten, so that a slash by share reaches a tenth of it."""

    name = "sybil"
    family = "adversarial"
    source = "false identities: Douceur 2002 (recalled); neutrality under proportional rules: catalogue, metamorphic invariants"
    numbers = {"attack_rate": 0.1, "deviation": 1000.0}
    identities = 10


class Sleeper:
    """Honest while it grows, and attacks all jobs of an epoch once that gains more than it would lose."""

    name = "sleeper"
    family = "adversarial"
    source = "betrayal after a good record; hit-and-run algebra of catalogue A10 with the gain of a whole epoch at once"
    numbers = {"deviation": 1000.0, "horizon": 0.0, "caution": 1.0}
    reacts = True

    def decide(self, nodes: Any, public: Any, luck: Any) -> None:
        """Attack iff (1 - p) load gain > caution x (lost fees and slashes + rents of `horizon` epochs if any audit falls)."""
        p = public.audit_probability
        gain = (1.0 - p) * nodes.load * nodes.outside_gain * public.value
        future = nodes.numbers["horizon"] * rent(nodes, public) * (1.0 - (1.0 - p) ** nodes.load)
        risked = at_stake(nodes, public, p * nodes.load) + future
        nodes.attack_rate[:] = gain > nodes.numbers["caution"] * risked
        nodes.deviation[:] = nodes.numbers["deviation"]


class Accomplice:
    """A colluder that stays loyal while bribe and share beat the bounty; else it denounces its fellows, and attacks no more."""

    name = "accomplice"
    family = "adversarial"
    source = "participation constraint of a side contract: Laffont and Martimort 1997 (recalled); derived in this form"
    numbers = {"attack_rate": 0.1, "deviation": 1000.0, "cartel": 1.0, "fellows": 1.0}
    reacts = True

    def decide(self, nodes: Any, public: Any, luck: Any) -> None:
        """Stay iff bribe + gain_share x gain / fellows >= bounty."""
        stays = loyalty(nodes, public, nodes.numbers["fellows"]) >= 0.0
        nodes.cartel[:] = nodes.numbers["cartel"]
        nodes.deviation[:] = nodes.numbers["deviation"]
        nodes.denounce[:] = ~stays
        nodes.attack_rate[:] = stays * nodes.numbers["attack_rate"]


class HitAndRun:
    """Earns honestly for a while, then asks out and attacks every job while its stake unbonds."""

    name = "hit_and_run"
    family = "adversarial"
    source = "catalogue A10; leaving before one is found, as unbonding delays of proof-of-stake networks prevent"
    numbers = {"patience": 10.0, "deviation": 1000.0}
    reacts = True

    def decide(self, nodes: Any, public: Any, luck: Any) -> None:
        """From the epoch numbered `patience` of its stay on: ask out, and attack until gone."""
        goes = public.epoch - nodes.entered >= nodes.numbers["patience"]
        nodes.leave[:] = goes
        nodes.attack_rate[:] = goes
        nodes.deviation[:] = nodes.numbers["deviation"]
