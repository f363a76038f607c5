"""Adversarial strategies: they want a wrong output accepted, a right one rejected, or a trace unseen."""

from __future__ import annotations

from typing import Any

from model.strategies.contract import Constant


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
