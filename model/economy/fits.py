"""Whether the parts of an economy fit each other; each refusal names the field, the value and the remedy."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from model.economy.arrival import Jobs
from model.economy.budget import Budget
from model.economy.contract import Accounts
from model.economy.delegation import Delegation
from model.economy.demand import Demand
from model.economy.issuance import Constant, Issuance
from model.economy.market.book import Trading
from model.economy.market.security import Secured
from model.economy.shocks import Shock
from model.economy.staking import Staking


def check_demand(demand: Demand, jobs: Jobs, market: Trading, shocks: Mapping[str, Shock]) -> None:
    """Refuse a demand that has nothing to move, or sees nothing.

    Raises
    ------
    ValueError
    """
    is_idle = jobs.assignment == "each" and getattr(market, "kind", "fixed") == "fixed"
    moving = [f"shocks.{name}" for name, shock in shocks.items() if shock.kind == "demand"]
    if demand.answers() or moving:
        what = "demand" if demand.answers() else moving[0]
        if is_idle:
            raise ValueError(
                f"{what} moves nothing: jobs.assignment = each gives every executor its jobs whatever is wanted, and market.kind = "
                "fixed has no spending; set jobs.assignment = uniform"
            )
    if demand.fault_elasticity > 0 and demand.discovery_rate == 0:
        raise ValueError(
            f"demand.fault_elasticity = {demand.fault_elasticity:g} has no faults to answer at discovery_rate = 0; "
            "give a discovery_rate above 0"
        )
    if demand.fee_elasticity > 0 and market.price == 0:
        raise ValueError(
            f"demand.fee_elasticity = {demand.fee_elasticity:g} compares with market.price = 0 at the start; give a price above 0"
        )
    if isinstance(market, Secured) and market.security_of == "seen_integrity" and demand.discovery_rate == 0:
        raise ValueError(
            "market.security_of = seen_integrity sees nothing at demand.discovery_rate = 0; give a demand.discovery_rate above 0"
        )


def check_money(accounts: Accounts, issuance: Issuance, budget: Budget, staking: Staking) -> None:
    """Refuse a schedule that no emission follows, and stakes that cannot move.

    Raises
    ------
    ValueError
    """
    pays_yield = accounts.emission_rule == "yield"
    if pays_yield and not isinstance(issuance, Constant):
        raise ValueError(
            f"issuance.kind = {issuance.kind} sets an amount, but accounts.emission_rule = yield pays a rate on each stake; "
            "set emission_rule = stake"
        )
    if pays_yield and budget.emission_to_treasury > 0:
        raise ValueError(
            f"budget.emission_to_treasury = {budget.emission_to_treasury:g} shares an amount, but accounts.emission_rule = yield has none; "
            "set emission_rule = stake"
        )
    if staking.stake_adjustment > 0 and accounts.stakes != "moving":
        raise ValueError(
            f"staking.stake_adjustment = {staking.stake_adjustment:g} moves stakes, but accounts.stakes = {accounts.stakes}; "
            "set stakes = moving"
        )


def check_delegation(delegation: Delegation, asking: str) -> None:
    """Refuse delegation beside a setting that asks for expected utilities, which know nothing of it.

    Parameters
    ----------
    delegation : Delegation
    asking : str
        Name of that setting; empty where there is none.

    Raises
    ------
    ValueError
    """
    if asking and delegation.is_on():
        raise ValueError(
            f"{asking} = expected knows nothing of what delegators earn and lose; set delegation.tokens = 0, or {asking} to another"
        )


def check_shocks(shocks: Mapping[str, Shock], images: int, entries: Collection[str], types: Collection[str]) -> None:
    """Refuse a shock to an image, an entry or a type that is not there.

    Raises
    ------
    ValueError
    """
    for name, shock in shocks.items():
        for where, wanted, there in (("entry", shock.of_entry, entries), ("type", shock.of_type, types)):
            if wanted and wanted not in there:
                raise ValueError(
                    f"shocks.{name}.of_{where} = {wanted!r} is none of {', '.join(there)}; give one of them, or leave it empty"
                )
        if shock.kind == "image" and shock.image >= images:
            raise ValueError(f"shocks.{name}.image = {shock.image} is outside [0, {images - 1}]; raise images.count or lower it")
