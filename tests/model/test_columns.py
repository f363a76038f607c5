"""The tables of columns and the constants that kernels use for their rows agree, and every column says what it is."""

import pytest

from model import columns as col
from model.scenario import Scenario
from model.state import State
from model.strategies.traits import DERIVED, TRAITS

TABLES = {
    "nodes": col.NODE_COLUMNS,
    "marks": col.MARK_COLUMNS,
    "jobs": col.JOB_COLUMNS,
    "job_marks": col.JOB_MARK_COLUMNS,
    "totals": col.TOTAL_COLUMNS,
    "outputs": col.OUTPUT_COLUMNS,
}
UNITS = {"tok", "USD", "seg", "epoch", "sigma", "1", "row", "1/epoch"}
columns = [(block, row, column) for block, table in TABLES.items() for row, column in enumerate(table)]


def block_of(state, block):
    return getattr(state.lineage if block == "outputs" else state, block)


@pytest.mark.parametrize(("block", "row", "column"), columns, ids=[f"{b}-{c.name}" for b, _, c in columns])
def test_the_constant_of_a_column_is_its_row(block, row, column):
    assert getattr(col, column.name.upper()) == row


@pytest.mark.parametrize("block", TABLES)
def test_every_block_has_one_row_for_each_declared_column(block):
    assert len(block_of(State(Scenario(), 0), block)) == len(TABLES[block])


def test_every_column_has_a_unit_and_a_meaning_of_one_line():
    assert {column.unit for _, _, column in columns} <= UNITS
    assert all(column.meaning and "\n" not in column.meaning for _, _, column in columns)


def test_every_block_has_its_type_of_number():
    state = State(Scenario(), 0)
    types = {block: block_of(state, block).dtype.name for block in TABLES}
    floats = dict.fromkeys(("nodes", "jobs", "totals", "outputs"), "float64")
    assert types == {**floats, "marks": "int32", "job_marks": "int32"}


def test_no_column_is_stored_twice():
    per_row = [column.name for block, _, column in columns if block != "totals"]
    assert len(per_row) == len(set(per_row))
    totals = [column.name for block, _, column in columns if block == "totals"]
    assert len(totals) == len(set(totals))


def test_the_behaviour_is_the_first_rows_of_the_node_block():
    assert {column.name for column in col.NODE_COLUMNS[: col.BEHAVIOUR]} == {*TRAITS, *DERIVED}


def test_the_flows_of_an_epoch_are_cleared_before_its_first_cost_is_booked():
    flows = [column.name for column in col.NODE_COLUMNS[col.FIRST_FLOW : col.LAST_FLOW + 1]]
    assert flows[0] == "fees"
    assert flows[-1] == "harm_borne"
    assert all("compute" in column.written_by for column in col.NODE_COLUMNS[col.FIRST_FLOW : col.LAST_FLOW + 1])


def test_every_constant_of_a_row_has_its_column():
    rows = {name for name, value in vars(col).items() if name.isupper() and isinstance(value, int)}
    others = {"BEHAVIOUR", "FIRST_FLOW", "LAST_FLOW", "EXECUTES", "VERIFIES", "PROTOCOL"}
    others |= {"ACCEPTED_UNAUDITED", "ACCEPTED_VERIFIED", "REJECTED_INVALID", "REJECTED_UNAVAILABLE"}
    others |= {"NOBODY", "EVERYBODY", "DEPENDS", "BY_NODE", "ABSTAINED", "APPROVED", "REJECTED"}
    others |= {"SANCTION_SLASH", "SANCTION_JAIL", "SANCTION_EJECT"}
    assert rows - others == {column.name.upper() for _, _, column in columns}


def test_the_verdicts_are_named_in_the_order_of_their_numbers():
    assert [getattr(col, name.upper()) for name in col.VERDICTS] == [0, 1, 2, 3]
