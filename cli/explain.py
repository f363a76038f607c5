"""``cfield explain``: every token and dollar of one node of a run, by running it again."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cli.given import print_json
from cli.kept import Kept, check_end, read_run
from cli.ledger import (
    VOTED,
    about,
    in_full,
    lost_by,
    moved_in,
    notes_on,
    sanctions_of,
    strategies_of,
    summary,
    totals_of,
    traded_in,
    unmoved,
)
from model import columns as col
from model.flows import KINDS, Account, Flow, JobDone, Seat, Vote
from model.ledger import follow
from model.state import State

SHOWN = 15
"""Notable epochs that a summary prints."""


def run(folder: str, node: int, at: int | None, plugins: Sequence[str], as_json: bool) -> None:
    """Run the folder's scenario again, and print the ledger of one node.

    Raises
    ------
    ValueError
        With one line for the user.
    """
    kept = read_run(Path(folder), plugins)
    if at is not None and not 0 <= at < kept.epochs:
        raise ValueError(f"--epoch {at} is outside [0, {kept.epochs - 1}], the epochs of this run; give one of them")
    if not 0 <= node < kept.scenario.berths:
        raise ValueError(f"--node {node} is outside [0, {kept.scenario.berths - 1}], the nodes of this run; give one of them")
    state, accounts = follow(kept.scenario, kept.seed, node, 0 if at is None else at, at)
    if at is None:
        check_end(Path(folder), node, accounts[-1].closing)
    if as_json:
        print_json({"run": kept.facts, "node": about(state, node), **(summary(accounts) if at is None else in_full(accounts[0]))})
        return
    for line in _told(kept, state, node, accounts, at is not None):
        print(line)


def _told(kept: Kept, state: State, node: int, accounts: list[Account], in_detail: bool) -> Iterator[str]:
    """Lines for people, none wider than the terminal."""
    from rich.console import Console

    width = Console().width
    is_one = about(state, node)
    when = f"epoch {accounts[0].epoch} of {kept.epochs}" if in_detail else f"{len(accounts)} epochs of {kept.scenario.hours_per_epoch:g} h"
    yield from _wrapped(f"{kept.scenario.name}, seed {kept.seed}: node {node} of {kept.scenario.berths}, {when}", width)
    yield from _wrapped(
        f"type {is_one['type']}, hardware {is_one['hardware']}, owner {is_one['owner']}, role {is_one['role']}, "
        f"{is_one['compute_cost']:g} USD to compute a job of work 1", width, 2,
    )  # fmt: skip
    yield from _wrapped(_followed(accounts, in_detail), width, 2)
    yield from _absences(accounts, width)
    if in_detail:
        yield from _epoch(accounts[0], width)
    yield from _totals(accounts)
    yield from _accounts(accounts)
    yield from _wrapped(_unmoved(accounts, kept.scenario.accounts.stakes), width, 2)
    yield from _utility(accounts)
    if not in_detail:
        yield from _notable(accounts, width)


def _wrapped(text: str, width: int, indent: int = 0, hang: int = 2) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=" " * indent, subsequent_indent=" " * (indent + hang))


def _followed(accounts: list[Account], in_detail: bool) -> str:
    """The strategies that it followed, and from when on."""
    first, *turns = strategies_of(accounts)
    follows = f"follows {first[1]}" if in_detail else f"{first[1]} from epoch {first[0]}"
    return "; ".join([follows, *(f"{name} from epoch {epoch}" for epoch, name in turns)])


def _unmoved(accounts: list[Account], stakes: str) -> str:
    """A sentence on tokens that reached no account; empty when all did."""
    lost, earned = (abs(tokens) if abs(tokens) > 1e-9 else 0.0 for tokens in unmoved(accounts))
    parts = [f"{tokens:.6g} tok of {what}" for tokens, what in ((lost, "losses"), (earned, "income")) if tokens]
    why = "debts beyond the stake move no tokens" if stakes == "moving" else f"accounts.stakes = {stakes}"
    return f"{' and '.join(parts)} moved no account of the node: {why}." if parts else ""


def _absences(accounts: list[Account], width: int) -> Iterator[str]:
    reasons = [account.absent for account in accounts if account.absent]
    if reasons:
        often = f" in {len(reasons)} of {len(accounts)} epochs" if len(accounts) > 1 else ""
        yield from _wrapped(f"took no part{often}: {'; '.join(dict.fromkeys(reasons))}", width, 2)


def _amount(amount: float) -> str:
    amount = round(amount, 12)  # what is left of a sum that comes to nothing is nothing
    return f"{amount:+.6g}" if amount else "0"


def _flow(flow: Flow) -> str:
    """One flow as a line, with what it moved."""
    moves = ", ".join(f"{name} {_amount(value)}" for name, value in flow.moved._asdict().items() if value)
    return f"    {KINDS[flow.kind].meaning:<41}{_amount(flow.amount):>11} {KINDS[flow.kind].unit}{'  ' + moves if moves else ''}"


def _flows(flows: Iterable[Flow], width: int) -> Iterator[str]:
    for flow in flows:
        yield from _wrapped(_flow(flow), width, 0, 8)


def _epoch(account: Account, width: int) -> Iterator[str]:
    """Every flow of an epoch: by job executed, by seat held, and those of the epoch as a whole."""
    if account.jobs:
        yield f"\nJobs that it executed ({len(account.jobs)})"
    for job in account.jobs:
        yield from _wrapped(_job(job), width, 2)
        if job.panel:
            yield from _wrapped(f"panel: {', '.join(_vote(vote) for vote in job.panel)}", width, 4)
        yield from _flows((flow for flow in account.flows if flow.job == job.job), width)
    if account.seats:
        yield f"\nSeats that it held ({sum(len(seat.votes) for seat in account.seats)})"
    for seat in account.seats:
        yield from _wrapped(_sat(seat), width, 2)
        yield from _flows((flow for flow in account.flows if flow.job == seat.job and _is_of(flow, seat)), width)
    if not account.jobs and not account.seats:
        yield "  it executed no job and held no seat"
    loose = [flow for flow in account.flows if flow.job < 0]
    if loose:
        yield "\nOf the epoch as a whole"
        yield from _flows(loose, width)


OF_DECOYS = ("decoy_pay", "jackpot", "decoy_penalty", "decoy_check")


def _is_of(flow: Flow, seat: Seat) -> bool:
    return (flow.kind in OF_DECOYS) == seat.is_decoy


def _job(job: JobDone) -> str:
    did = f"{job.deviating} of {job.segments} segments deviate" if job.deviating else "right in every segment"
    said = (
        ("attacked", job.attacked), ("trace withheld", job.withheld), ("hidden by a forged trace", job.hidden), ("wrong", job.wrong),
        ("wrong by its input", job.misled),
    )  # fmt: skip
    marks = [words for words, is_so in said if is_so]
    looked = f"audited, {job.covered} segment{'' if job.covered == 1 else 's'} looked at" if job.audited else "not audited"
    fate = [col.VERDICTS[job.verdict].replace("_", " "), *sanctions_of(job)]
    return f"job {job.job} of class {job.job_class}: {', '.join([did, *marks])}; {looked}: {', '.join(fate)}"


def _vote(vote: Vote) -> str:
    who = "the protocol" if vote.member == col.PROTOCOL else f"node {vote.member}"
    return f"{who} {VOTED[vote.vote]} {_look(vote)}"


def _look(vote: Vote) -> str:
    if vote.vote == col.ABSTAINED:
        return "without the trace"
    return f"({vote.checked} checked)" if vote.checked else "unseen"


def _sat(seat: Seat) -> str:
    voted = ", ".join(f"{VOTED[vote.vote]} {_look(vote)}" for vote in seat.votes)
    if seat.is_decoy:
        return f"planted output beside job {seat.job}: {voted}"
    truth = "wrong" if seat.wrong else "right"
    return (
        f"job {seat.job} of node {seat.executor}: {voted}; verdict {col.VERDICTS[seat.verdict].replace('_', ' ')}, the output was {truth}"
    )


def _totals(accounts: list[Account]) -> Iterator[str]:
    """Sum of each kind of flow: tokens first, then dollars."""
    sums = totals_of(accounts)
    for unit, heading in (("tok", "Tokens that came and went"), ("USD", "Dollars that came and went")):
        yield f"\n{heading:<46}{unit:>14}{'flows':>10}"
        for kind, total in sums.items():
            if total["unit"] == unit:
                yield f"  {KINDS[kind].meaning:<44}{_amount(total['amount']):>14}{total['flows']:>10}"
        yield f"  {'sum':<44}{_amount(_sum_of(accounts, unit)):>14}"


def _sum_of(accounts: Iterable[Account], unit: str) -> float:
    return float(sum(flow.amount for account in accounts for flow in account.flows if KINDS[flow.kind].unit == unit))


def _accounts(accounts: list[Account]) -> Iterator[str]:
    """Balances before and after, and what moved them."""
    losses, income = moved_in(accounts)
    sales = traded_in(accounts)
    head = f"{'sales':>14}" if any(sales) else ""
    yield f"\n{'Accounts':<18}{'before':>14}{'losses':>14}{'income':>14}{head}{'after':>14}"
    for name, unit in (("stake", "tok"), ("wallet", "tok"), ("unbonding", "tok"), ("debt", "USD"), ("cash", "USD")):
        before, after = getattr(accounts[0].opening, name), getattr(accounts[-1].closing, name)
        if name == "cash" and before == after == 0.0:  # it never sold
            continue
        moved = f"{_amount(getattr(losses, name)):>14}{_amount(getattr(income, name)):>14}"
        moved += f"{_amount(getattr(sales, name)):>14}" if any(sales) else ""
        yield f"  {f'{name}, {unit}':<16}{before:>14.8g}{moved}{after:>14.8g}"


def _utility(accounts: list[Account]) -> Iterator[str]:
    """The sum that is the node's utility."""
    tokens = sum(account.price * _sum_of([account], "tok") for account in accounts)
    utility = sum(account.utility for account in accounts)
    yield "\nUtility, USD"
    yield f"  {'tokens at their price':<44}{_amount(tokens):>14}"
    yield f"  {'dollars':<44}{_amount(_sum_of(accounts, 'USD')):>14}"
    yield f"  {'utility':<44}{_amount(utility):>14}"


def _notable(accounts: list[Account], width: int) -> Iterator[str]:
    """The epochs in which most happened, in their order."""
    noted = [account for account in accounts if notes_on(account)]
    if not noted:
        yield "\nNo epoch was notable: no sanction, fine, unavailable output, new strategy."
        return
    first = sorted(
        noted, key=lambda account: (any(job.sanction for job in account.jobs) or account.after != account.strategy, lost_by(account))
    )
    shown = sorted(first[-SHOWN:], key=lambda account: account.epoch)
    chosen = f"{len(shown)} of {len(noted)}, sanctions and changes of strategy first" if len(noted) > SHOWN else str(len(noted))
    yield f"\nNotable epochs ({chosen})"
    yield f"  {'epoch':>7}{'tok lost':>12}  what"
    for account in shown:
        line = f"  {account.epoch:>7}{lost_by(account):>12.6g}  {'; '.join(notes_on(account))}"
        yield from _wrapped(line, width, 0, 23)
