"""What membership asks of a scenario: room, shares of those who enter, utilities that can be known; what makes no sense is refused here."""

from __future__ import annotations

from collections.abc import Mapping

from model.learning import check_expected
from model.membership.settings import Membership, NoEntry
from model.population import Entry, NodeType, entry_shares


def check_membership(
    membership: Membership, population: Mapping[str, Entry], types: Mapping[str, NodeType], nodes: int, stop_when: str
) -> None:
    """Refuse a membership that makes no sense for a population.

    Parameters
    ----------
    membership : Membership
    population : mapping of Entry
    types : mapping of NodeType
    nodes : int
        At the start.
    stop_when : str

    Raises
    ------
    ValueError
        With the remedy.
    """
    if 0 < membership.berths < nodes:
        raise ValueError(f"membership.berths = {membership.berths} for nodes.count = {nodes}; give at least as many berths, or 0")
    if stop_when == "absorbed" and not isinstance(membership.entry, NoEntry):
        raise ValueError(
            "stop_when = absorbed with membership.entry never holds for good; set membership.entry.kind = none, or stop_when = never"
        )
    if membership.asks_expectations:
        check_expected(population, "membership utility", "use utility = own for exit, realised for entry")
    entry_shares(dict(population), dict(types), nodes)
