"""The epoch is a printable list of phases, and a phase changes only the columns that say so."""

import numpy as np
from hypothesis import given, settings

from model.columns import JOB_COLUMNS, JOB_MARK_COLUMNS, MARK_COLUMNS, NODE_COLUMNS, TOTAL_COLUMNS
from model.door import change
from model.scenario import Scenario
from model.state import State
from model.step import PHASES, epoch
from tests.scenarios import LAWFUL, scenarios

TABLES = {"nodes": NODE_COLUMNS, "marks": MARK_COLUMNS, "jobs": JOB_COLUMNS, "job_marks": JOB_MARK_COLUMNS, "totals": TOTAL_COLUMNS}
BESIDE_COLUMNS = {
    "treasury": {"settle", "market"},
    "found": {"market"},
    "book": {"arrive", "market", "adapt"},
    "images": {"arrive"},
    "memory": {"decide", "adapt"},
    "counts": {"adapt"},
    "sums": {"adapt"},
    "public": {"adapt"},
    "ages": {"adapt"},
    "places": {"propagate"},
    "seats": {"verify"},
    "votes": {"verify"},
    "looks": {"verify"},
    "decoy_seats": {"verify"},
    "decoy_votes": {"verify"},
    "decoy_looks": {"verify"},
    "decoy_taken": {"settle"},
}
"""What changes and is no column, with the phases that change it."""


def snapshot(state):
    return {block: getattr(state, block).copy() for block in (*TABLES, *BESIDE_COLUMNS)}


def changed(before, state, phase):
    """Names of the columns, and of what is no column, that differ from a snapshot; a berth that changes hands starts afresh in all."""
    names = set()
    moved = [*state.gone, *state.back, *state.came] if phase == "adapt" else []
    stays = np.isin(np.arange(state.marks.shape[1]), moved, invert=True)
    for block, table in TABLES.items():
        now, then = getattr(state, block), before[block]
        if now.shape != then.shape:  # room was made for more jobs: nothing is left of those of last epoch
            continue
        here = stays if block in ("nodes", "marks") else ...
        rows = [row for row in range(len(table)) if not np.array_equal(now[row][here], then[row][here])]
        names |= {table[row].name for row in rows}
    grown = state.seats.shape != before["seats"].shape
    return names | {b for b in BESIDE_COLUMNS if not grown and not np.array_equal(getattr(state, b), before[b])}


def test_the_phases_are_a_list_that_can_be_printed_in_order():
    assert [phase.name for phase in PHASES] == ["arrive", "decide", "compute", "propagate", "verify", "settle", "market", "adapt"]


def test_every_phase_says_what_it_does_in_one_line():
    assert all(phase.run.__doc__.strip() for phase in PHASES)


def test_every_phase_lists_what_it_writes():
    writes = {phase.name: phase.writes for phase in PHASES}
    counted = ("gossiped", "reached", "messages")
    assert writes["propagate"] == ("component", "relays", "job_reach", "job_reached", "job_hops", *counted)
    assert "job_verdict" in writes["verify"]
    assert "stake" in writes["settle"]
    assert "stake" not in writes["verify"]
    assert "strategy" in writes["adapt"]


def test_every_writer_is_a_phase_or_the_entry():
    phases = {phase.name for phase in PHASES} | {"entry"}
    assert all(set(column.written_by) <= phases for table in TABLES.values() for column in table)
    assert all(column.written_by for table in TABLES.values() for column in table)


@settings(LAWFUL, max_examples=80)
@given(scenarios())
def test_a_phase_changes_only_the_columns_that_declare_it(scenario):
    state = State(scenario, 5)
    for t in range(min(scenario.epochs, 5)):
        state.epoch = t
        for phase in PHASES:
            before = snapshot(state)
            phase.run(state)
            beside = {name for name, phases in BESIDE_COLUMNS.items() if phase.name in phases}
            undeclared = changed(before, state, phase.name) - set(phase.writes) - beside
            assert undeclared == set(), f"{phase.name} writes {undeclared}"


def test_an_epoch_is_the_phases_one_after_the_other():
    scenario = change(Scenario(), {"field.verification.kind": "panel", "audit_probability": 0.5, "nodes.count": 30})
    whole, parts = State(scenario, 1), State(scenario, 1)
    for t in range(3):
        epoch(whole, t)
        parts.epoch = t
        for phase in PHASES:
            phase.run(parts)
    assert (whole.nodes == parts.nodes).all()
    assert (whole.totals == parts.totals).all()


def test_the_kinds_of_each_class_are_looked_up_in_tables():
    from model.field.compose import Field
    from model.step import MARKET, SPREAD, VERIFY

    schema = Field.model_json_schema()["properties"]
    assert set(MARKET) == set(Scenario.model_json_schema()["properties"]["market"]["discriminator"]["mapping"])
    assert set(SPREAD) == set(schema["propagation"]["discriminator"]["mapping"])
    assert set(VERIFY) == set(schema["verification"]["discriminator"]["mapping"])
