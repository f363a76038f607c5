"""The treasury's own income and spending: a share of emission comes in, a share of what is there goes out.

Fees, slashes and penalties reach it by the settlement, verifier pay and
jackpots leave it there.
"""

from __future__ import annotations

from typing import Literal

from model import columns as col
from model.jit import kernel
from model.quantity import Part, number


class Budget(Part):
    """What the treasury gets of emission, and what it spends; by default nothing."""

    emission_to_treasury: float = number(0.0, "1", "share of emission that the treasury gets, the rest goes to nodes", ge=0, le=1)
    treasury_spends: float = number(0.0, "1/epoch", "share of the treasury that is spent per epoch", ge=0, le=1)
    treasury_spends_on: Literal["grants", "burning"] = number("grants", "", "grants go to users over the boundary; or tokens are destroyed")


@kernel
def run_budget(income, share, burns, treasury, totals):
    """Credit the treasury with its part of the emission, and spend.

    Parameters
    ----------
    income : float, tok
        Minted for the treasury.
    share : float
        Spent of what is there.
    burns : int
        1: what is spent is destroyed.
    treasury : (1,), float, tok
    totals : (totals,), float
    """
    treasury[0] += income
    spent = share * treasury[0]
    treasury[0] -= spent
    totals[col.MINTED] += income
    totals[col.BURNED if burns == 1 else col.PAID_OUT] += spent
    totals[col.GRANTED] = 0.0 if burns == 1 else spent
    totals[col.TREASURY] = treasury[0]
    totals[col.HELD] += income - spent
