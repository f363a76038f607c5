"""What a job and a seat are worth in expectation: verdicts and votes turned into USD.

Utility of an epoch = price x (fees + pay + rewards - losses) - compute - check
- commitment costs + outside gains - losses from what one passed - capital cost.
The laws of verdicts and votes are the field's; here they meet the settlement.
A slash falls on every so many invalid verdicts, in the long run on one in
``strikes``, and takes at most the stake (limited liability).
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np

from model import columns as col
from model.economy.contract import Accounts, Settlement

PASSED, FAILED, UNSEEN = range(3)
"""Outcomes of an audit in a seat's law: accepted verified, rejected invalid, rejected unavailable."""


class Verdicts(Protocol):
    """Probabilities of a job's verdicts, as a field's closed form gives them."""

    @property
    def accepted(self) -> float:
        """Probability of acceptance."""

    @property
    def rejected_invalid(self) -> float:
        """Probability that the job is found invalid."""

    @property
    def rejected_unavailable(self) -> float:
        """Probability that its trace is found unavailable."""

    @property
    def attacked_accepted(self) -> float:
        """Probability that it is attacked and accepted."""


class JobFlows(NamedTuple):
    """What one job brings its executor in expectation, USD.

    Attributes
    ----------
    revenue, outside_gain : float
        Fees, and gains from accepted attacks.
    compute_cost, commit_cost : float
    slash, penalty : float
        For invalid and for unavailable outputs.
    """

    revenue: float
    outside_gain: float
    compute_cost: float
    commit_cost: float
    slash: float
    penalty: float

    @property
    def cost(self) -> float:
        """Cost of computing and committing, USD."""
        return self.compute_cost + self.commit_cost

    @property
    def utility(self) -> float:
        """Income less costs and losses, USD."""
        return self.revenue + self.outside_gain - self.compute_cost - self.commit_cost - self.slash - self.penalty


class Terms(NamedTuple):
    """The numbers under which a job class is settled.

    Attributes
    ----------
    settlement : Settlement
    accounts : Accounts
    price : float, USD/tok
    fee : float, tok
    value : float, USD
    """

    settlement: Settlement
    accounts: Accounts
    price: float
    fee: float
    value: float

    def taken(self, amount: float, stake: float) -> float:
        """What a loss of that amount costs a node of that stake, tok."""
        return amount if self.accounts.unlimited_liability else min(amount, stake)

    def slash_of(self, stake: float) -> float:
        """What is demanded of a slashed node, tok."""
        return self.settlement.slash * (1.0 if self.settlement.slash_rule == "fixed" else stake)

    def executor_share(self) -> float:
        """Share of the fee that the executor keeps."""
        s = self.settlement
        return 1.0 - s.fee_to_verifiers - s.fee_burned - s.fee_to_treasury


def job_flows(terms: Terms, verdicts: Verdicts, stake: float, gain: float, compute_cost: float, commit_cost: float) -> JobFlows:
    """What one job brings its executor.

    Parameters
    ----------
    terms : Terms
    verdicts : Verdicts
    stake : float, tok
    gain : float, 1
        Outside gain over the job's value.
    compute_cost, commit_cost : float, USD
    """
    slash = terms.taken(terms.slash_of(stake), stake) / terms.accounts.strikes
    penalty = terms.taken(terms.settlement.unavailable_penalty, stake)
    return JobFlows(
        terms.price * terms.fee * terms.executor_share() * verdicts.accepted,
        gain * terms.value * verdicts.attacked_accepted,
        compute_cost,
        commit_cost,
        terms.price * slash * verdicts.rejected_invalid,
        terms.price * penalty * verdicts.rejected_unavailable,
    )


def seat_pay(terms: Terms, law: np.ndarray, executor_stake: float, own_stake: float) -> float:
    """What a seat on an audited job brings before the cost of checking, USD.

    Parameters
    ----------
    terms : Terms
    law : (2, 3, 3, votes + 1, votes + 1), float
        Whether the output is wrong, the seat's vote, the job's outcome, approvals, rejections.
    executor_stake, own_stake : float, tok
    """
    s = terms.settlement
    approvals, rejections = np.meshgrid(np.arange(law.shape[3]), np.arange(law.shape[4]), indexing="ij")
    votes = law.sum(axis=0)
    cast, rejected = votes[[col.APPROVED, col.REJECTED]], votes[col.REJECTED]
    per_vote, per_rejection = 1.0 / np.maximum(1, approvals + rejections), 1.0 / np.maximum(1, rejections)
    slash = terms.taken(terms.slash_of(executor_stake), executor_stake) / terms.accounts.strikes
    penalty = terms.taken(s.unavailable_penalty, executor_stake)
    agreed = votes[col.APPROVED, PASSED].sum() + rejected[FAILED].sum()
    dissent = votes[col.APPROVED, FAILED].sum() + rejected[PASSED].sum()
    tokens = (
        s.pay_per_check * cast.sum()
        + s.pay_agree * agreed
        + s.pay_conviction * rejected[FAILED].sum()
        + s.bounty * (rejected[FAILED] * per_rejection).sum()
        + s.slash_to_verifiers * (slash * (rejected[FAILED] * per_rejection).sum() + penalty * (rejected[UNSEEN] * per_rejection).sum())
        + s.fee_to_verifiers * terms.fee * (cast[:, PASSED] * per_vote).sum()
        - terms.taken(s.dissent_penalty, own_stake) * dissent
    )
    return float(terms.price * tokens - s.miss_loss * law[1, :, PASSED].sum())


def decoy_pay(terms: Terms, rejects: float, others: np.ndarray, own_stake: float) -> float:
    """What a seat on a planted output brings before the cost of checking, USD.

    Parameters
    ----------
    terms : Terms
    rejects : float
        Probability that the seat rejects.
    others : (seats,), float
        Law of the other seats' rejections.
    own_stake : float, tok
    """
    s, n = terms.settlement, np.arange(len(others)) + 1.0
    prize = s.jackpot * float((others / (2.0 ** (n - 1.0) if s.jackpot_rule == "halving" else n)).sum())
    return terms.price * (rejects * (s.pay_decoy + prize) - (1.0 - rejects) * terms.taken(s.decoy_penalty, own_stake))


def emission(accounts: Accounts, accepted_work: float, all_accepted_work: float, stake: float, all_stake: float, nodes: int) -> float:
    """Tokens minted for a node in an epoch.

    Parameters
    ----------
    accounts : Accounts
    accepted_work, all_accepted_work : float
        Its own and everybody's.
    stake, all_stake : float, tok
    nodes : int
    """
    if accounts.emission_rule == "yield":
        return accounts.yield_rate * stake
    part, whole = {
        "accepted_work": (accepted_work, all_accepted_work), "stake": (stake, all_stake), "equal": (1.0, float(nodes)),
    }[accounts.emission_rule]  # fmt: skip
    return accounts.emission * part / whole if whole > 0 else 0.0
