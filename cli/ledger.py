"""The ledger of a node as plain data: who it is, its totals and accounts, every flow of an epoch, what was notable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from model import columns as col
from model.flows import KINDS, Account, Balances, JobDone, Vote
from model.population import ROLES
from model.state import State

COMINGS = ("asked_out", "left", "brought")
"""Flows of exit and entry: neither a loss nor an income."""
OUTSIDE = (*COMINGS, "re_entry")
VOTED = ("abstained", "approved", "rejected")
SANCTIONS = {col.SANCTION_SLASH: "slashed", col.SANCTION_JAIL: "sent to jail", col.SANCTION_EJECT: "ejected"}


def about(state: State, node: int) -> dict[str, Any]:
    """What the node is, by name."""
    scenario, role = state.scenario, int(state.role[node])
    return {
        "node": node,
        "type": list(scenario.types)[state.type[node]],
        "hardware": list(state.hardware_row)[state.hardware[node]],
        "owner": int(state.owner[node]),
        "role": next((name for name, bits in ROLES.items() if bits == role), "none: an empty berth"),
        "compute_cost": float(state.compute_cost[node]),
    }


def totals_of(accounts: Sequence[Account]) -> dict[str, dict[str, Any]]:
    """Number and sum of the flows of each kind that occurred."""
    sums: dict[str, dict[str, Any]] = {}
    for kind, known in KINDS.items():
        amounts = [flow.amount for account in accounts for flow in account.flows if flow.kind == kind]
        if amounts:
            sums[kind] = {"flows": len(amounts), "amount": float(sum(amounts)), "unit": known.unit}
    return sums


def moved_in(accounts: Sequence[Account]) -> tuple[Balances, Balances]:
    """What losses took from the accounts, and what income (and entering, and leaving) changed in them; sales apart."""
    flows = [flow for account in accounts for flow in account.flows if flow.kind != "sale"]
    losses = np.sum([flow.moved for flow in flows if flow.kind not in COMINGS] or [Balances()], axis=0)
    income = np.sum([account.credited for account in accounts] + [flow.moved for flow in flows if flow.kind in COMINGS], axis=0)
    return Balances(*losses.tolist()), Balances(*income.tolist())


def traded_in(accounts: Sequence[Account]) -> Balances:
    """What sales on the market took from the accounts and added to them."""
    return Balances(*np.sum([f.moved for account in accounts for f in account.flows if f.kind == "sale"] or [Balances()], axis=0).tolist())


def unmoved(accounts: Sequence[Account]) -> tuple[float, float]:
    """Tokens of losses and of income that reached no account: frozen stakes do not move, and a debt is no token."""
    flows = [flow for account in accounts for flow in account.flows if KINDS[flow.kind].unit == "tok" and flow.kind not in OUTSIDE]
    moved = np.sum([flow.moved for flow in flows] or [Balances()], axis=0)
    credited = np.sum([account.credited for account in accounts], axis=0)
    lost = sum(flow.amount for flow in flows if KINDS[flow.kind].sign < 0) - (moved[0] + moved[2])
    return float(lost), float(sum(flow.amount for flow in flows if KINDS[flow.kind].sign > 0) - (credited[0] + credited[1]))


def strategies_of(accounts: Sequence[Account]) -> list[tuple[int, str]]:
    """Epoch from which each strategy was followed, and its name."""
    turns = [(account.epoch + 1, account.after) for account in accounts if account.after != account.strategy]
    return [(accounts[0].epoch, accounts[0].strategy), *turns]


def summary(accounts: Sequence[Account]) -> dict[str, Any]:
    """The whole run as plain data."""
    losses, income = moved_in(accounts)
    return {
        "epochs": len(accounts),
        "strategies": [{"from": epoch, "strategy": name} for epoch, name in strategies_of(accounts)],
        "absent": [{"epoch": account.epoch, "why": account.absent} for account in accounts if account.absent],
        "totals": totals_of(accounts),
        "accounts": {
            "opening": accounts[0].opening._asdict(), "losses": losses._asdict(), "income": income._asdict(),
            "closing": accounts[-1].closing._asdict(),
        },
        "utility": float(sum(account.utility for account in accounts)),
        "notable": [{"epoch": one.epoch, "lost": lost_by(one), "what": notes_on(one)} for one in accounts if notes_on(one)],
    }  # fmt: skip


def in_full(account: Account) -> dict[str, Any]:
    """One epoch as plain data: every flow, job and seat."""
    return {
        **account._asdict(),
        "opening": account.opening._asdict(),
        "closing": account.closing._asdict(),
        "credited": account.credited._asdict(),
        "flows": [{**flow._asdict(), "unit": KINDS[flow.kind].unit, "moved": flow.moved._asdict()} for flow in account.flows],
        "jobs": [
            {**job._asdict(), "verdict": col.VERDICTS[job.verdict], "sanction": sanctions_of(job), "panel": [_seat(v) for v in job.panel]}
            for job in account.jobs
        ],
        "seats": [
            {**seat._asdict(), "verdict": col.VERDICTS[seat.verdict], "votes": [_seat(v) for v in seat.votes]} for seat in account.seats
        ],
    }


def _seat(vote: Vote) -> dict[str, Any]:
    return {**vote._asdict(), "vote": VOTED[vote.vote]}


def sanctions_of(job: JobDone) -> list[str]:
    """What the executor suffered for a job, in words."""
    return [words for bit, words in SANCTIONS.items() if job.sanction & bit]


def lost_by(account: Account) -> float:
    """Tokens that the node lost in the epoch."""
    return 0.0 - account.total(*(kind for kind, known in KINDS.items() if known.column == "losses"))


def _few(jobs: Sequence[int]) -> str:
    """Numbers of jobs, the first three of them."""
    more = f" and {len(jobs) - 3} more" if len(jobs) > 3 else ""
    return f"job {', '.join(map(str, jobs[:3]))}{more}"


def notes_on(account: Account) -> list[str]:
    """What was notable in an epoch; empty when nothing was."""
    notes = []
    for suffered, wrong in dict.fromkeys((tuple(sanctions_of(job)), job.wrong) for job in account.jobs if job.sanction):
        alike = [job.job for job in account.jobs if (tuple(sanctions_of(job)), job.wrong) == (suffered, wrong)]
        outputs = f"{len(alike)} {'wrong' if wrong else 'right'} output{'s' if len(alike) > 1 else ''}"
        notes.append(f"{' and '.join(suffered)} for {outputs} ({_few(alike)})")
    unavailable = sum(1 for job in account.jobs if job.verdict == col.REJECTED_UNAVAILABLE)
    if unavailable:
        notes.append(f"{unavailable} of {len(account.jobs)} outputs unavailable")
    for kind, words in (("dissent_penalty", "voted against the verdict"), ("decoy_penalty", "approved a planted output")):
        if account.total(kind):
            notes.append(f"fined: {words}")
    if account.after != account.strategy:
        notes.append(f"turned from {account.strategy} to {account.after}")
    return notes
