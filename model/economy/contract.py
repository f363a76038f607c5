"""The numbers of settlement: who is paid and who is slashed for a job, and what the accounts do.

``Settlement`` belongs to a field, so that job classes can differ in it;
``Accounts`` is the network's.
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from model.quantity import Part, number

# fmt: off
(FEE, VALUE, WORK, TO_EXECUTOR, TO_VERIFIERS, FEE_BURNED, FEE_TREASURY,
 SLASH, SLASH_FIXED, SLASH_BURNED, SLASH_VERIFIERS, SLASH_CLIENT, SLASH_TREASURY,
 UNAVAILABLE_PENALTY, PAY_PER_CHECK, PAY_AGREE, PAY_CONVICTION, PAY_DECOY, DISSENT_PENALTY, DECOY_PENALTY,
 JACKPOT, JACKPOT_HALVES, BOUNTY, MISS_LOSS, PAYS_VOTES, BINDS_MEMBERS) = range(26)
# fmt: on
NUMBERS = 26

# fmt: off
(PRICE, COMPOUNDING, CAPITAL_COST, UNLIMITED, MOVES_LOSSES, MOVES_INCOME, STRIKE_LIMIT, JAIL, EJECTS,
 EMISSION, EMISSION_RULE, YIELD_RATE, PAY_SOURCE, REPUTATION_RATE, COMMISSION, RESTAKED, SHARES_LOSSES) = range(17)
# fmt: on
CLIENT, MINT, TREASURY = range(3)
PAY_SOURCES = ("client", "mint", "treasury")
BY_WORK, BY_STAKE, EQUALLY, BY_YIELD = range(4)
EMISSION_RULES = ("accepted_work", "stake", "equal", "yield")


class Settlement(Part):
    """Who is paid and who is slashed for a job."""

    fee_to_verifiers: float = number(0.0, "1", "share of the fee that goes to the members who voted", ge=0, le=1)
    fee_burned: float = number(0.0, "1", "share of the fee that is destroyed", ge=0, le=1)
    fee_to_treasury: float = number(0.0, "1", "share of the fee that goes to the treasury", ge=0, le=1)
    slash: float = number(0.0, "stake or tok", "what an invalid verdict costs: a share of the opening stake, or tokens", ge=0, le=1e9)
    slash_rule: Literal["fraction", "fixed"] = number("fraction", "", "whether `slash` is a share of the stake or tokens")
    slash_burned: float = number(1.0, "1", "share of a slash that is destroyed", ge=0, le=1)
    slash_to_verifiers: float = number(0.0, "1", "share of a slash that goes to the members who rejected", ge=0, le=1)
    slash_to_client: float = number(0.0, "1", "share of a slash that goes to the client", ge=0, le=1)
    slash_to_treasury: float = number(0.0, "1", "share of a slash that goes to the treasury", ge=0, le=1)
    unavailable_penalty: float = number(0.0, "tok", "what an unavailable verdict costs the executor", ge=0)
    pay_per_check: float = number(0.0, "tok", "pay for a vote cast, since nobody sees whether the member looked", ge=0)
    pay_agree: float = number(0.0, "tok", "pay for a vote that agrees with the verdict", ge=0)
    pay_conviction: float = number(0.0, "tok", "pay for a vote to reject an output found invalid", ge=0)
    pay_decoy: float = number(0.0, "tok", "pay for rejecting a planted output", ge=0)
    dissent_penalty: float = number(0.0, "tok", "what a vote against the verdict costs", ge=0)
    decoy_penalty: float = number(0.0, "tok", "what approving a planted output costs", ge=0)
    jackpot: float = number(0.0, "tok", "shared by those who reject a planted output", ge=0)
    jackpot_rule: Literal["equal", "halving"] = number("equal", "", "equal: J/n each; halving: J/2^(n-1) each")
    bounty: float = number(0.0, "tok", "per output found invalid, shared by the members who rejected", ge=0)
    miss_loss: float = number(0.0, "USD", "borne by every member of a panel that accepted a wrong output", ge=0)

    @model_validator(mode="after")
    def _shares(self) -> Settlement:
        fee = self.fee_to_verifiers + self.fee_burned + self.fee_to_treasury
        if fee > 1 + 1e-12:
            raise ValueError(
                f"fee_to_verifiers + fee_burned + fee_to_treasury = {fee:g} exceeds 1; the executor gets the rest, so lower one of them"
            )
        slash = self.slash_burned + self.slash_to_verifiers + self.slash_to_client + self.slash_to_treasury
        if abs(slash - 1) > 1e-9:
            raise ValueError(
                f"slash_burned + slash_to_verifiers + slash_to_client + slash_to_treasury = {slash:g}, not 1; set all of them that differ "
                "from burned 1, others 0"
            )
        if self.slash_rule == "fraction" and self.slash > 1:
            raise ValueError(f"slash = {self.slash:g} is outside [0, 1] under slash_rule = fraction; use slash_rule = fixed for tokens")
        return self

    def pays_members(self) -> bool:
        """Whether any number concerns the members of a panel."""
        return any(
            (
                self.fee_to_verifiers, self.slash_to_verifiers, self.pay_per_check, self.pay_agree, self.pay_conviction, self.pay_decoy,
                self.dissent_penalty, self.decoy_penalty, self.jackpot, self.bounty, self.miss_loss,
            )
        )  # fmt: skip


class Accounts(Part):
    """What the network does with accounts, and how its token enters."""

    minimum_stake: float = number(0.0, "tok", "stake below which a node is inactive", ge=0)
    compounding_share: float = number(0.0, "1", "share of income that joins the stake", ge=0, le=1)
    capital_cost: float = number(0.0, "1/epoch", "cost of capital per epoch, as a share of the stake's price", ge=0, le=1)
    unlimited_liability: bool = number(False, "", "a loss beyond what is staked is booked as a debt in USD")
    stakes: Literal["moving", "frozen", "rewards_only", "slashes_only"] = number(
        "moving", "", "which movements reach the stake; a suppressed one crosses the boundary, utilities are booked in full"
    )
    strikes: int = number(1, "1", "a slash falls on every so many invalid verdicts of a node", ge=1, le=1_000_000)
    jail_epochs: int = number(0, "epoch", "epochs that a slashed node sits out", ge=0, le=1_000_000)
    eject: bool = number(False, "", "a slashed node is out for good")
    unbonding_hours: float = number(0.0, "h", "time that unstaked tokens stay slashable", ge=0)
    pay_source: Literal["client", "mint", "treasury"] = number("client", "", "who pays the verifiers; a dry treasury pays pro rata")
    treasury: float = number(0.0, "tok", "treasury at the start", ge=0)
    emission: float = number(0.0, "tok/epoch", "tokens minted for nodes per epoch", ge=0)
    emission_rule: Literal["accepted_work", "stake", "equal", "yield"] = number(
        "accepted_work", "", "by what emission is divided; yield pays yield_rate on each own stake instead"
    )
    yield_rate: float = number(0.0, "1/epoch", "emission per staked token (emission_rule = yield)", ge=0, le=10)
    reputation_rate: float = number(0.1, "1", "weight of a new audited verdict in the reputation", ge=0, le=1)
    reputation_start: float = number(0.5, "1", "reputation at entry", ge=0, le=1)


def pack_settlement(settlement: Settlement, fee: float, value: float, work: float) -> list[float]:
    """Numbers of a job class for the kernel, in the order of the constants above."""
    s = settlement
    return [
        fee, value, work,
        # Shares that add up to one leave nothing, not -5e-17.
        max(0.0, 1.0 - s.fee_to_verifiers - s.fee_burned - s.fee_to_treasury), s.fee_to_verifiers, s.fee_burned, s.fee_to_treasury,
        s.slash, float(s.slash_rule == "fixed"), s.slash_burned, s.slash_to_verifiers, s.slash_to_client, s.slash_to_treasury,
        s.unavailable_penalty, s.pay_per_check, s.pay_agree, s.pay_conviction, s.pay_decoy, s.dissent_penalty, s.decoy_penalty,
        s.jackpot, float(s.jackpot_rule == "halving"), s.bounty, s.miss_loss,
        float(any((s.pay_per_check, s.pay_agree, s.pay_conviction, s.bounty))),
        float(any((s.fee_to_verifiers, s.dissent_penalty, s.miss_loss))),
    ]  # fmt: skip


def pack_accounts(accounts: Accounts, price: float) -> list[float]:
    """Numbers of the network for the kernel, in the order of the constants above."""
    a = accounts
    return [
        price, a.compounding_share, a.capital_cost, float(a.unlimited_liability),
        float(a.stakes in ("moving", "slashes_only")), float(a.stakes in ("moving", "rewards_only")),
        float(a.strikes), float(a.jail_epochs), float(a.eject),
        a.emission, float(EMISSION_RULES.index(a.emission_rule)), a.yield_rate, float(PAY_SOURCES.index(a.pay_source)),
        a.reputation_rate,
    ]  # fmt: skip
