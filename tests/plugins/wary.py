"""A user's strategies, as a plug-in file: one that watches its own record every epoch, and one that decides once."""

from typing import ClassVar

import numpy as np


class Wary:
    """Cheats while it gets away with it, lies low after it was caught, and checks less when pay is poor."""

    name = "wary"
    family = "open"
    source = "written for the tests"
    numbers: ClassVar = {"daring": 0.6, "rest": 5.0}
    reacts = True
    memory = 2

    def decide(self, nodes, public, luck):
        """Look at the own record, then dare or lie low."""
        caught_before, lies_low_for = nodes.memory[:, 0], nodes.memory[:, 1]
        was_caught = nodes.caught > caught_before
        lies_low_for[:] = np.where(was_caught, nodes.numbers["rest"], np.maximum(0.0, lies_low_for - 1.0))
        caught_before[:] = nodes.caught
        dares = (luck.uniform("dare") < nodes.numbers["daring"]) & (lies_low_for == 0.0)
        nodes.effort[:] = np.where(dares, 0.25, 1.0)
        crowd_audits = public.totals.get("audits", 0.0) > 3.0
        nodes.vigilance[:] = np.where((nodes.pay > 0.0) | crowd_audits, 1.0, 0.4)
        nodes.withhold[:] = np.where(nodes.losses > 0.0, 0.5, 0.0)
        nodes.grief[nodes.losses > 0.0] = 0.3  # a grudge once born stays


class CoinTosser:
    """Draws at the start how much of its work it does, and never thinks again."""

    name = "coin_tosser"
    family = "lazy"
    source = "written for the tests"
    numbers: ClassVar = {"least": 0.2}

    def decide(self, nodes, public, luck):
        """Toss once."""
        nodes.effort[:] = nodes.numbers["least"] + (1.0 - nodes.numbers["least"]) * luck.uniform("coin")
        nodes.filler_deviation[:] = public.tolerance / 2
