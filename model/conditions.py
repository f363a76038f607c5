"""The conditions under which an epoch opens: shocks from outside, how many jobs users want, how many tokens are minted."""

from __future__ import annotations

from collections.abc import Callable

from model.economy import contract, issuance
from model.economy.demand import demand_factor
from model.economy.market import book as at
from model.economy.shocks import Shock, shock_price
from model.field.verification.attestation import BROKEN
from model.state import State


def open_conditions(s: State) -> None:
    """Let the epoch's shocks strike, then set demand and emission for it."""
    if not s.conditions_move:
        return
    for shock in s.scenario.shocks.values():
        if shock.epoch == s.epoch:
            STRIKE[shock.kind](s, shock)
    s.book[at.DEMAND] = _demand(s)
    schedule, budget = s.scenario.issuance, s.scenario.budget
    minted = ISSUE[schedule.kind](s.scenario.accounts.emission, s.epoch, s.issuance_numbers, s.book)
    s.treasury_income = budget.emission_to_treasury * minted
    s.network_numbers[contract.EMISSION] = minted - s.treasury_income


def _demand(s: State) -> float:
    setting, start, shocks = s.scenario.demand, s.scenario.market.price, 1.0
    for shock in s.scenario.shocks.values():
        if shock.kind == "demand" and shock.lasts_in(s.epoch):
            shocks *= shock.factor
    ratio = s.book[at.PRICE] / start if start > 0.0 else 1.0
    return float(demand_factor(shocks, s.book[at.FAULTS], setting.fault_elasticity, ratio, setting.fee_elasticity, setting.largest_demand))


def _strike_price(s: State, shock: Shock) -> None:
    s.move_over_boundary(float(shock_price(shock.factor, s.book)))
    s.network_numbers[contract.PRICE] = s.book[at.PRICE]


def _strike_demand(s: State, shock: Shock) -> None:
    """A shock of demand is on from its first epoch to its last, and demand is made anew in each."""


def _strike_image(s: State, shock: Shock) -> None:
    s.images[shock.image] = BROKEN


def _strike_exit(s: State, shock: Shock) -> None:
    """Who flees asks out at the end of the epoch, where all do who leave."""


STRIKE: dict[str, Callable[[State, Shock], None]] = {
    "price": _strike_price, "demand": _strike_demand, "image": _strike_image, "exit": _strike_exit,
}  # fmt: skip
ISSUE: dict[str, Callable[..., float]] = {
    "constant": issuance.constant, "percentage": issuance.percentage, "half_life": issuance.half_life,
    "target_stake": issuance.target_stake, "inverse_root": issuance.inverse_root,
}  # fmt: skip
