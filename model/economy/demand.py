"""Demand that answers what users see: wrong outputs once they are discovered, and what a job costs in dollars.

D = shocks x (1 - f)^a (P / P0)^-b, over the demand of the start and capped: f is
the share of accepted outputs that were discovered to be wrong, a mean over the
last epochs; fees are tokens, so their price in dollars moves with the token's.
Users never see the truth, only what was found out, late.

Source: constant elasticities; derived.
"""

from __future__ import annotations

import math

from model import columns as col
from model.economy.market import book as at
from model.jit import kernel, rule
from model.luck import DISCOVERY_DRAW, split, uniform
from model.quantity import Part, number


class Demand(Part):
    """How demand answers; by default it does not."""

    discovery_rate: float = number(0.0, "1", "probability that an accepted wrong output is discovered", ge=0, le=1)
    discovery_hours: float = number(0.0, "h", "time until that is known", ge=0, le=1e6)
    fault_memory: float = number(10.0, "epoch", "users give a new epoch's share of discovered faults the weight 1 / fault_memory", ge=1)
    fault_elasticity: float = number(0.0, "1", "percent of demand for a percent of integrity as seen", ge=0, le=100)
    fee_elasticity: float = number(0.0, "1", "percent of demand lost for a percent of the fees' price in dollars", ge=0, le=100)
    largest_demand: float = number(10.0, "1", "demand climbs no higher, over that of the start", ge=1, le=1e6)

    def answers(self) -> bool:
        """Whether demand moves by itself."""
        return self.fault_elasticity > 0 or self.fee_elasticity > 0

    def lag(self, hours_per_epoch: float) -> int:
        """Whole epochs until a fault is known."""
        return math.ceil(self.discovery_hours / hours_per_epoch - 1e-9)


@rule
def demand_factor(shocks, faults, fault_elasticity, price_ratio, fee_elasticity, largest):
    """Demand over that of the start.

    Parameters
    ----------
    shocks : float, >= 0
    faults : float, in [0, 1]
        Share of accepted outputs discovered to be wrong.
    fault_elasticity, fee_elasticity : float, >= 0
    price_ratio : float, >= 0
        Price of the token over that of the start.
    largest : float, >= 1
    """
    factor = shocks * (1.0 - faults) ** fault_elasticity
    if fee_elasticity > 0.0 and price_ratio != 1.0:
        if price_ratio <= 0.0:
            return largest if factor > 0.0 else 0.0
        factor *= price_ratio**-fee_elasticity
    return min(factor, largest)


@kernel
def discover(jobs_of_epoch, t, keys, rate, memory, job_marks, found, book, totals):
    """Find out wrong outputs among those accepted, and let users know those of `lag` epochs ago.

    Parameters
    ----------
    jobs_of_epoch, t : int
        Jobs of epoch t.
    keys : (draws,), uint64
    rate : float
        Probability that a wrong one is found.
    memory : float, epoch
    job_marks : job block
    found : (lag + 1, 2), float
        Faults found and outputs accepted in the last epochs; written.
    book : (11,), float
        ``FAULTS`` is written.
    totals : (totals,), float
    """
    faults, accepted = 0.0, 0.0
    for j in range(jobs_of_epoch):
        if job_marks[col.JOB_VERDICT, j] <= col.ACCEPTED_VERIFIED:
            accepted += 1.0
            is_wrong = job_marks[col.JOB_WRONG, j] == 1 or job_marks[col.JOB_MISLED, j] == 1
            if is_wrong and uniform(split(keys[DISCOVERY_DRAW], j), 0) < rate:
                faults += 1.0
    length = found.shape[0]
    found[t % length, 0], found[t % length, 1] = faults, accepted
    oldest = (t + 1) % length
    totals[col.FAULTS_FOUND] = found[oldest, 0]
    if found[oldest, 1] > 0.0:
        book[at.FAULTS] += (found[oldest, 0] / found[oldest, 1] - book[at.FAULTS]) / memory
