"""The ledger of one node: every flow of tokens and dollars, job by job.

No rule is written here. The network's own kernels run on copies of the columns,
one job of the node after the other, and what a job did to the node is the
difference between before and after. Luck is counter-based and settling draws
none, so the copies come to exactly what the epoch comes to.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from model import columns as col
from model.comings import absence, followed, membership_flows, return_flows
from model.economy import books, cartel, settlement
from model.economy import contract as con
from model.field.partition import segmented
from model.field.verification.panel import numbers as num
from model.field.verification.panel.voting import book_checks
from model.flows import (
    BALANCES,
    NOTHING,
    Account,
    Balances,
    Flow,
    JobDone,
    Seat,
    Vote,
    flow_of,
    moved_by,
    of_cartel,
    of_decoy,
    of_own_job,
    of_seat,
)  # fmt: skip
from model.run import check_scenario, check_seed, ending
from model.scenario import Scenario
from model.state import State
from model.step import PHASES, epoch


def follow(scenario: Scenario, seed: int, node: int, first: int = 0, last: int | None = None) -> tuple[State, list[Account]]:
    """Run a scenario and keep the books of one node.

    Parameters
    ----------
    scenario : Scenario
    seed : int
        0 <= seed < 2^63.
    node : int
        Row of the node, from 0.
    first, last : int
        First and last epoch to be listed; all of the run when left out.

    Returns
    -------
    state : State
        As it is after the last epoch that was run.
    accounts : list of Account
        One for each epoch; fewer than asked for when the run ended before.

    Raises
    ------
    ValueError
        For a bad scenario or seed, or a node or epoch that the run has not.
    """
    check_scenario(scenario)
    state = State(scenario, check_seed(seed))
    last = scenario.epochs - 1 if last is None else last
    for name, value, end in (
        ("node", node, scenario.berths - 1),
        ("epoch", first, scenario.epochs - 1),
        ("epoch", last, scenario.epochs - 1),
    ):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 0 <= value <= end:
            raise ValueError(f"{name} = {value!r} is outside [0, {end}], which this run has; give a whole number in that range")
    accounts = []
    for t in range(last + 1):
        if t < first:
            epoch(state, t)
        else:
            accounts.append(account(state, t, node))
        if ending(state):
            break
    return state, accounts


def account(state: State, t: int, node: int) -> Account:
    """Run epoch `t`, and list what it brought to a node.

    Parameters
    ----------
    state : State
        Before the epoch; it goes through the epoch as by ``model.step.epoch``.
    t : int
    node : int

    Returns
    -------
    Account
    """
    state.epoch = t
    opening, strategy = balances(state.nodes, node), followed(state, node)
    flows: list[Flow] = []
    credited = NOTHING
    for phase in PHASES:
        if phase.name == "compute":
            flows += _work(state, node)
        if phase.name == "settle":
            flows += _checks(state, node)
            settled, credited = _settled(state, node)
            flows += [*settled, *return_flows(state, node)]
        before = balances(state.nodes, node)
        if phase.name == "adapt":  # after which a berth may be another's
            absent, utility = absence(state, node), float(state.utility[node])
        phase.run(state)
        if phase.name == "market":
            flows += flow_of("sale", -1, 0.0, Balances(*np.subtract(balances(state.nodes, node), before).tolist()))
        if phase.name == "adapt" and state.turns_over:
            flows += membership_flows(state, node, before)
    return Account(
        t, strategy, followed(state, node), absent, float(state.totals[col.PRICE]),
        opening, balances(state.nodes, node), credited,
        tuple(flows), tuple(_jobs(state, node)), tuple(_seats(state, node)), utility,
    )  # fmt: skip


def balances(nodes: np.ndarray, node: int) -> Balances:
    """What a node holds."""
    return Balances(*(float(nodes[row, node]) for row in BALANCES))


def _work(s: State, node: int) -> Iterator[Flow]:
    """Cost of each job of the node: the epoch's jobs are computed anew up to each of them."""
    nodes, jobs, job_marks = s.nodes.copy(), s.jobs.copy(), s.job_marks.copy()
    spent = {"compute": 0.0, "commit": 0.0}
    for j in np.flatnonzero(s.job_executor == node).tolist():
        segmented.compute(j + 1, s.keys, s.compute_numbers, nodes, jobs, job_marks)
        for kind, row in (("compute", col.COMPUTE_SPENT), ("commit", col.COMMIT_SPENT)):
            if nodes[row, node] != spent[kind]:
                yield Flow(kind, j, float(spent[kind] - nodes[row, node]))
            spent[kind] = float(nodes[row, node])


def _checks(s: State, node: int) -> Iterator[Flow]:
    """Cost of each job's checks, booked by the panel's own rule for this node alone."""
    nodes, marks, checked = s.nodes.copy(), s.marks.copy(), np.zeros(s.marks.shape[1], dtype=np.int32)
    alone = np.array([node], dtype=np.int32)
    nodes[col.CHECK_SPENT, node] = spent = 0.0
    for kind, seats, looks, length in (
        ("check", s.seats, s.looks, s.job_seated), ("decoy_check", s.decoy_seats, s.decoy_looks, s.job_decoy)
    ):  # fmt: skip
        for j in _sat_on(seats, length, node):
            c = s.job_class[j]
            checked[node] = looks[j, : length[j]][seats[j, : length[j]] == node].sum()
            book_checks(s.panel_numbers[c][num.CHECK_COST] * s.work[c], nodes, marks, alone, 1, checked)
            if nodes[col.CHECK_SPENT, node] != spent:
                yield Flow(kind, j, float(spent - nodes[col.CHECK_SPENT, node]))
            spent = float(nodes[col.CHECK_SPENT, node])


def _sat_on(seats: np.ndarray, length: np.ndarray, node: int) -> list[int]:
    """Jobs on whose panel the node sat."""
    rows = np.flatnonzero(length)
    taken = np.arange(seats.shape[1]) < length[rows, None]
    return rows[((seats[rows] == node) & taken).any(axis=1)].tolist()


class Books:
    """A copy of what settling changes, on which jobs are settled one after the other by the network's own rules.

    Attributes
    ----------
    nodes, marks, totals, treasury : ndarray
        As in the state; the state itself stays as it is.
    """

    def __init__(self, state: State, node: int) -> None:
        self.state, self.node = state, node
        self.nodes, self.marks, self.totals, self.treasury = (
            block.copy() for block in (state.nodes, state.marks, state.totals, state.treasury)
        )
        self.decoy_taken = state.decoy_taken.copy()

    def settle(self, first: int, last: int, with_decoys: bool = True) -> np.ndarray:
        """Settle jobs `first` to `last` - 1; what that changed in the node's row of every column."""
        s, here = self.state, slice(first, last)
        before = self.nodes[:, self.node].copy()
        jobs, job_marks = np.array(s.jobs[:, here], order="C"), np.array(s.job_marks[:, here], order="C")
        if not with_decoys:
            job_marks[col.JOB_DECOY] = 0
        planted = here if len(s.decoy_seats) > 1 else slice(0, 1)  # one row stands for none
        settlement.settle_jobs(
            s.epoch, last - first, s.settlement_numbers, s.network_numbers, self.treasury, self.nodes, self.marks, jobs, job_marks,
            s.seats[here], s.votes[here], s.decoy_seats[planted], s.decoy_votes[planted], self.decoy_taken[planted], self.totals,
        )  # fmt: skip
        return self.nodes[:, self.node] - before

    def settle_cartel(self, j: int) -> np.ndarray:
        """Settle what fellows of a cartel owe each other for job `j`; what that changed."""
        s, before = self.state, self.nodes[:, self.node].copy()
        cartel.settle_cartels(
            j, j + 1, s.cartel_contract, s.settlement_numbers, s.network_numbers, self.treasury, self.nodes, s.job_marks, s.seats, s.votes,
            self.totals,
        )  # fmt: skip
        return self.nodes[:, self.node] - before

    def settle_decoy(self, j: int) -> np.ndarray:
        """Settle the planted output beside job `j`; what that changed."""
        s, before = self.state, self.nodes[:, self.node].copy()
        settlement.settle_decoy(
            j, s.job_marks[col.JOB_CLASS, j], s.settlement_numbers, s.network_numbers, self.treasury, self.nodes, s.job_marks,
            s.decoy_seats, s.decoy_votes, self.decoy_taken, self.totals,
        )  # fmt: skip
        return self.nodes[:, self.node] - before

    def close(self) -> np.ndarray:
        """Pay income; what that changed."""
        before = self.nodes[:, self.node].copy()
        books.close_books(self.state.network_numbers, self.treasury, self.nodes, self.marks, self.totals)
        return self.nodes[:, self.node] - before

    def capital(self) -> float:
        """Cost of capital, USD: the utility without it, less the utility with it. The books are closed as they are."""
        numbers, nodes = self.state.network_numbers.copy(), self.nodes.copy()
        if numbers[con.CAPITAL_COST] == 0.0:
            return 0.0
        utilities = []
        for rate in (0.0, numbers[con.CAPITAL_COST]):
            numbers[con.CAPITAL_COST] = rate
            again = nodes.copy()
            books.close_books(numbers, self.treasury.copy(), again, self.marks, self.totals.copy())
            utilities.append(float(again[col.UTILITY, self.node]))
        return utilities[0] - utilities[1]


def _settled(s: State, node: int) -> tuple[list[Flow], Balances]:
    """What settling brings to the node: flows, and what income adds to its accounts."""
    books, flows, done = Books(s, node), [], 0
    judged, planted = set(_sat_on(s.seats, s.job_seated, node)), set(_sat_on(s.decoy_seats, s.job_decoy, node))
    executed = set(np.flatnonzero(s.job_executor == node).tolist())
    for j in sorted(judged | planted | executed):
        books.settle(done, j)
        change = books.settle(j, j + 1, with_decoys=False)
        flows += of_own_job(change, j, s.job_verdict[j]) if j in executed else of_seat(change, j, s.job_verdict[j])
        if s.job_decoy[j] > 0:
            flows += of_decoy(books.settle_decoy(j), j)
        done = j + 1
    books.settle(done, s.jobs_of_epoch)
    for j in range(s.jobs_of_epoch if s.scenario.cartel.binds() else 0):
        flows += of_cartel(books.settle_cartel(j), j)
    owed, capital = float(books.nodes[col.PAY, node]), books.capital()
    change = books.close()
    if owed > 0.0:  # a dry treasury pays a part of all pay
        part = float(books.nodes[col.PAY, node]) / owed
        flows = [flow._replace(amount=flow.amount * part) if flow.kind in ("verifier_pay", "decoy_pay") else flow for flow in flows]
    flows += (
        flow_of("emission", -1, change[col.REWARDS]) + flow_of("passed_on", -1, -change[col.PASSED_ON]) + flow_of("capital", -1, -capital)
    )
    return flows, moved_by(change)


def _votes(seats: np.ndarray, votes: np.ndarray, looks: np.ndarray) -> tuple[Vote, ...]:
    return tuple(Vote(*seat) for seat in zip(seats.tolist(), votes.tolist(), looks.tolist(), strict=True))


def _jobs(s: State, node: int) -> Iterator[JobDone]:
    names = list(s.scenario.job_classes)
    for j in np.flatnonzero(s.job_executor == node).tolist():
        mark = {column.name: int(s.job_marks[row, j]) for row, column in enumerate(col.JOB_MARK_COLUMNS)}
        yield JobDone(
            j, names[mark["job_class"]], s.segments[mark["job_class"]], mark["job_deviating"], bool(mark["job_attacked"]),
            bool(mark["job_withheld"]), bool(mark["job_wrong"]), bool(mark["job_audited"]), mark["job_covered"], mark["job_verdict"],
            mark["job_sanction"], _votes(*(block[j, : mark["job_seated"]] for block in (s.seats, s.votes, s.looks))),
            bool(mark["job_misled"]), mark["job_shown"] < mark["job_deviating"],
        )  # fmt: skip


def _seats(s: State, node: int) -> Iterator[Seat]:
    for is_decoy, seats, votes, looks, length in (
        (False, s.seats, s.votes, s.looks, s.job_seated), (True, s.decoy_seats, s.decoy_votes, s.decoy_looks, s.job_decoy)
    ):  # fmt: skip
        for j in _sat_on(seats, length, node):
            own = tuple(vote for vote in _votes(*(block[j, : length[j]] for block in (seats, votes, looks))) if vote.member == node)
            wrong, verdict = bool(s.job_wrong[j]) or is_decoy, int(s.job_verdict[j])
            yield Seat(j, int(s.job_executor[j]), is_decoy, wrong, verdict, own)
