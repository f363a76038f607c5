"""A recording keeps what it was asked for, thinned as asked, and changes nothing."""

import re

import numpy as np
import pytest
from hypothesis import given, settings

from model import InferenceNetwork, door, networks, simulate
from model import columns as col
from model.recording import CHUNK, EVENTS, Recording, Table, events_of
from model.state import State
from model.step import epoch
from tests.model.test_ledger import TOY
from tests.scenarios import LAWFUL, scenarios

ALL = {"nodes": Recording.NODES, "jobs": Recording.JOBS, "events": True}


def small(name="posp", **changes):
    return door.change(networks.load(name), {"nodes.count": 30, "epochs": 12, **changes})


def kind(events, name):
    return events["kind"] == EVENTS.index(name)


@settings(LAWFUL, max_examples=40)
@given(scenarios())
def test_recording_changes_nothing_and_events_add_up_to_totals(scenario):
    recording = Recording(**ALL)
    watched, bare = simulate(scenario, seed=2, watch=recording), simulate(scenario, seed=2)
    ours, theirs = watched.records.columns(), bare.records.columns()
    assert all(np.array_equal(ours[name], theirs[name], equal_nan=True) for name in ours)
    tables = recording.tables()
    events, jobs, nodes = tables["events"], tables["jobs"], tables["nodes"]
    for name, total in (("slash", "slashes"), ("jail", "jailed"), ("eject", "ejections")):
        assert kind(events, name).sum() == bare.records.total(total).sum(), name
    unavailable = bare.records.total("right_unavailable").sum() + bare.records.total("wrong_unavailable").sum()
    assert kind(events, "unavailable").sum() == unavailable
    false = kind(events, "slash") & (events["wrong"] == 0)
    assert false.sum() == bare.records.total("false_slashes").sum()
    assert events["tokens"][kind(events, "slash")].sum() == pytest.approx(bare.records.total("slashed").sum(), rel=1e-9, abs=1e-9)
    fines = events["tokens"][kind(events, "unavailable") | kind(events, "decoy")].sum()
    assert fines <= bare.records.total("penalties").sum() * (1 + 1e-9) + 1e-9, "what is left are fines for dissent"
    assert len(jobs["job"]) == bare.records.total("jobs").sum()
    assert len(nodes["node"]) == bare.records.total("present_nodes").sum()
    assert np.array_equal(nodes["stake"][nodes["epoch"] == bare.state.epoch], bare.state.stake[bare.state.present > 0])
    assert jobs["job_taken"].sum() == pytest.approx(events["tokens"][~kind(events, "decoy")].sum(), rel=1e-9, abs=1e-9)


def test_every_kept_number_is_the_states():
    scenario = small(audit_probability=0.5, slash=5.0)
    recording, state = Recording(every=4, first=3, nodes=("utility", "caught"), jobs=("job_verdict", "job_taken")), State(scenario, 6)
    kept = {}
    for t in range(scenario.epochs):
        epoch(state, t)
        recording(state)
        kept[t] = (state.utility.copy(), state.caught.copy(), state.job_verdict.copy(), state.job_taken.copy())
    nodes, jobs = recording.tables()["nodes"], recording.tables()["jobs"]
    assert list(recording.tables()) == ["nodes", "jobs"]
    assert sorted(set(nodes["epoch"].tolist())) == sorted(set(jobs["epoch"].tolist())) == [3, 7, 11]
    for t in (3, 7, 11):
        here, there = nodes["epoch"] == t, jobs["epoch"] == t
        assert nodes["node"][here].tolist() == list(range(30))
        assert jobs["job"][there].tolist() == list(range(len(kept[t][2])))
        for column, table, rows, values in (
            ("utility", nodes, here, kept[t][0]), ("caught", nodes, here, kept[t][1]),
            ("job_verdict", jobs, there, kept[t][2]), ("job_taken", jobs, there, kept[t][3]),
        ):  # fmt: skip
            assert np.array_equal(table[column][rows], values), column
    assert nodes["caught"].dtype == np.int32
    assert nodes["utility"].dtype == np.float64


def test_the_events_of_the_toy_cheat_by_hand():
    """It is caught in each of three epochs: 50, 25.5 and half of what is then left (51 - 25.5 + 1 = 26.5) are taken."""
    recording = Recording(events=True)
    simulate(TOY, seed=0, watch=recording)
    events = recording.tables()["events"]
    assert events["epoch"].tolist() == [0, 1, 2]
    assert [EVENTS[k] for k in events["kind"]] == ["slash"] * 3
    assert events["tokens"] == pytest.approx([50.0, 25.5, 13.25])
    assert {name: set(events[name].tolist()) for name in ("node", "job", "wrong", "audited")} == {
        "node": {0}, "job": {0}, "wrong": {1}, "audited": {1},
    }  # fmt: skip


def test_events_name_the_members_who_approved_a_planted_output():
    """Three stamps approve each of three decoys, 3 tok a time; the cheat passes."""
    stamps = door.change(TOY, {"decoy_rate": 1.0, "decoy_penalty": 3.0, "population.judge.strategy": "rubber_stamp"})
    recording = Recording(events=True)
    simulate(stamps, seed=0, watch=recording)
    events = recording.tables()["events"]
    assert [EVENTS[k] for k in events["kind"]] == ["decoy"] * 9
    assert sorted(events["node"][:3].tolist()) == [1, 2, 3]
    assert set(events["tokens"].tolist()) == {3.0}


def test_seats_that_were_filled_in_an_earlier_epoch_are_no_events():
    """Three stamps approved; were only the first seat filled now, the other two would be left over."""
    stamps = door.change(TOY, {"decoy_rate": 1.0, "population.judge.strategy": "rubber_stamp"})
    state = simulate(stamps, seed=0).state
    assert sum(rows for rows, _ in events_of(state)) == 3
    state.job_marks[col.JOB_DECOY, 0] = 1
    assert sum(rows for rows, _ in events_of(state)) == 1


def test_jail_and_ejection_are_events_of_their_own():
    recording = Recording(events=True)
    simulate(door.change(TOY, {"accounts.jail_epochs": 1, "accounts.eject": True}), seed=0, watch=recording)
    events = recording.tables()["events"]
    assert [EVENTS[k] for k in events["kind"]] == ["slash", "jail", "eject"]
    assert events["tokens"].tolist() == [50.0, 0.0, 0.0]


def test_unavailable_outputs_are_events_with_their_penalty():
    """A withheld trace under a panel of three: 7 tok each time, and the output was wrong all the same."""
    hiding = door.change(TOY, {"population.cheat.numbers": {"effort": 0.0, "withhold": 1.0}, "unavailable_penalty": 7.0})
    recording = Recording(events=True, jobs=("job_verdict", "job_taken", "job_sanction"))
    simulate(hiding, seed=0, watch=recording)
    tables = recording.tables()
    assert [EVENTS[k] for k in tables["events"]["kind"]] == ["unavailable"] * 3
    assert tables["events"]["tokens"].tolist() == tables["jobs"]["job_taken"].tolist() == [7.0] * 3
    assert set(tables["jobs"]["job_sanction"].tolist()) == {0}
    assert set(tables["jobs"]["job_verdict"].tolist()) == {col.REJECTED_UNAVAILABLE}


def test_both_doors_record_the_same():
    scenario, (ours, theirs) = small(audit_probability=0.3), (Recording(every=2, **ALL) for _ in range(2))
    simulate(scenario, seed=5, watch=ours)
    net = InferenceNetwork(scenario, rng=5, record=theirs)
    net.run_for(12)
    for name, table in ours.tables().items():
        assert all(np.array_equal(table[column], theirs.tables()[name][column], equal_nan=True) for column in table), name


def test_every_column_says_its_unit_and_meaning():
    recording = Recording(**ALL)
    simulate(small(), seed=1, watch=recording)
    for name, table in recording.tables().items():
        meanings = recording.meanings(name)
        assert list(meanings) == list(table)
        assert all(meaning.unit and meaning.meaning for meaning in meanings.values())


def test_tables_grow_by_chunks_and_lose_nothing():
    table, expected = Table({"x": np.int32, "y": float}), []
    for k, rows in enumerate([0, 3, CHUNK - 5, 10, 0, CHUNK + 7, 1]):
        table.add(rows, {"x": np.arange(rows) + k, "y": float(k)})
        expected += [(value + k, float(k)) for value in range(rows)]
    columns = table.columns()
    assert table.rows == len(expected)
    assert columns["x"].tolist() == [x for x, _ in expected]
    assert columns["y"].tolist() == [y for _, y in expected]


def test_nothing_recorded_is_an_empty_table_with_its_columns():
    recording = Recording(first=10**6, **ALL)
    simulate(small(), seed=1, watch=recording)
    assert all(len(column) == 0 for table in recording.tables().values() for column in table.values())
    assert set(recording.tables()["nodes"]) == {"epoch", "node", *Recording.NODES}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"nodes": ("stke",)}, "nodes have no column 'stke'; did you mean stake?"),
        ({"jobs": ("stake",)}, "jobs have no column 'stake'"),
        ({"nodes": "effrt"}, "did you mean effort?"),
        ({"every": 0, "events": True}, "every = 0 is not a whole number of at least 1"),
        ({"every": 2.0, "events": True}, "every = 2.0 is not a whole number"),
        ({"first": -1, "events": True}, "first = -1 is not a whole number of at least 0"),
        ({}, "nothing is to be recorded; give nodes="),
    ],
)
def test_what_cannot_be_recorded_is_refused_before_the_run(words, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        Recording(**words)


def test_a_recording_belongs_to_one_run():
    recording = Recording(events=True)
    simulate(TOY, seed=0, watch=recording)
    with pytest.raises(ValueError, match="epoch 0 is not after epoch 2, the last recorded; give each run a Recording of its own"):
        simulate(TOY, seed=1, watch=recording)
