"""The honest strategy: full effort, nothing changed, every check really made."""

from __future__ import annotations

from model.strategies.contract import Constant


class Honest(Constant):
    """Computes every segment, shows its trace, checks when asked."""

    name = "honest"
    family = "honest"
    source = "the protocol as written"
    numbers = {}
