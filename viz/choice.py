"""Which network the page shows: what ``cfield app`` was given, else what the environment says, else one worth watching."""

from __future__ import annotations

import os

from model import networks
from model.scenario import Scenario

VARIABLE = "CFIELD_NETWORK"
DEFAULT = "opengradient_announced"

_offered: list[Scenario] = []


def offer(scenario: Scenario) -> None:
    """Have the pages of this process show a scenario."""
    _offered[:] = [scenario]


def chosen() -> Scenario:
    """The scenario that a new tab shows.

    Raises
    ------
    ValueError
        When the environment names no network.
    """
    return _offered[0] if _offered else networks.load(os.environ.get(VARIABLE) or DEFAULT)
