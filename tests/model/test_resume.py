"""A live network saved in the middle goes on to the last bit: here, in another process, with own strategies, changes, a recording."""

import copy
import pickle
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from model import InferenceNetwork, door, networks, strategies
from model.recording import Recording

MINE = """
    import numpy as np


    class Counter:
        name = "counter"
        family = "lazy"
        source = "written for the tests"
        numbers = {"patience": 3.0}
        reacts = True
        memory = 1

        def decide(self, nodes, public, luck):
            nodes.memory[:, 0] += 1.0
            nodes.effort[:] = np.where(nodes.memory[:, 0] % nodes.numbers["patience"] == 0.0, 0.2, luck.uniform("effort"))
    """
RESUME = """
    import pickle, sys
    from pathlib import Path

    net = pickle.loads(Path(sys.argv[1]).read_bytes())
    net.run_for(int(sys.argv[2]))
    Path(sys.argv[3]).write_bytes(pickle.dumps(net))
    """


@pytest.fixture
def plugin(tmp_path):
    file = tmp_path / "counter.py"
    file.write_text(textwrap.dedent(MINE))
    strategies.load_plugin(file)  # a scenario may name its strategy from now on
    yield file
    strategies.REGISTERED.pop("counter", None)
    strategies.PLUGINS.pop(str(file.resolve()), None)


def posp(**changes):
    return door.change(networks.load("posp"), {"nodes.count": 60, "audit_probability": 0.2, **changes})


def with_mine(**changes):
    return posp(**{"population.mine": {"strategy": "counter", "share": 0.3, "role": "executor"}, **changes})


def a_recording():
    return Recording(every=2, first=1, nodes=("stake", "effort"), jobs=("job_verdict", "job_taken"), events=True)


def assert_same(ours, theirs):
    for name, block in ours.state.__dict__.items():
        if isinstance(block, np.ndarray):
            assert np.array_equal(block, getattr(theirs.state, name), equal_nan=True), name
    assert ours.records.epochs == theirs.records.epochs
    mine, yours = ours.records.columns(), theirs.records.columns()
    assert all(np.array_equal(mine[name], yours[name], equal_nan=True) for name in mine)
    assert ours.datacollector.get_model_vars_dataframe().equals(theirs.datacollector.get_model_vars_dataframe())
    assert (ours.changes, ours.time, ours.running) == (theirs.changes, theirs.time, theirs.running)
    assert [node.stake for node in ours.agents] == [node.stake for node in theirs.agents]
    if ours.record is not None:
        for name, table in ours.record.tables().items():
            assert all(np.array_equal(table[column], theirs.record.tables()[name][column]) for column in table)


def lived(net):
    """Ten epochs in which numbers were changed, and a node too."""
    net.run_for(5)
    net.change("slash", 50.0)
    list(net.agents)[3].stake = 7.0
    net.run_for(5)
    return net


def in_another_process(net, epochs, folder):
    saved, resumed = folder / "saved.pkl", folder / "resumed.pkl"
    saved.write_bytes(pickle.dumps(net))
    words = [sys.executable, "-c", textwrap.dedent(RESUME), str(saved), str(epochs), str(resumed)]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False, cwd=folder)
    return ended, resumed


@pytest.mark.parametrize("again", [lambda net: pickle.loads(pickle.dumps(net)), copy.deepcopy], ids=["pickle", "deepcopy"])
@pytest.mark.parametrize("name", networks.names())
def test_resumed_here(name, again):
    scenario = door.change(networks.load(name), {"nodes.count": 40})
    whole, stopped = (InferenceNetwork(scenario, rng=4, record=a_recording()) for _ in range(2))
    whole.run_for(10)
    stopped.run_for(10)
    resumed = again(stopped)
    for net in (whole, resumed):
        net.run_for(10)
    assert_same(whole, resumed)
    assert stopped.records.epochs == 10, "what was copied stands still"
    assert resumed.state is not stopped.state


def test_resumed_with_changes_and_own_strategies_in_another_process(plugin, tmp_path):
    whole, stopped = (lived(InferenceNetwork(with_mine(), rng=8, plugins=[plugin], record=a_recording())) for _ in range(2))
    whole.run_for(7)
    ended, file = in_another_process(stopped, 7, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert_same(whole, pickle.loads(file.read_bytes()))
    assert len(whole.changes) == 2


@pytest.mark.slow
def test_resumed_in_another_process_without_strategies_of_ones_own(tmp_path):
    whole, stopped = (lived(InferenceNetwork(posp(), rng=8)) for _ in range(2))
    whole.run_for(7)
    ended, file = in_another_process(stopped, 7, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert_same(whole, pickle.loads(file.read_bytes()))


@pytest.mark.slow
def test_a_file_that_has_changed_is_refused_with_both_digests(plugin, tmp_path):
    net = InferenceNetwork(with_mine(), rng=8, plugins=[plugin])
    before = strategies.digest_of(plugin)
    plugin.write_text(plugin.read_text().replace("0.2", "0.3"))
    ended, _ = in_another_process(net, 1, tmp_path)
    last = ended.stderr.splitlines()[-1]
    assert last.startswith("ValueError: strategy 'counter'")
    assert before in last
    assert strategies.digest_of(plugin) in last
    assert "put the file back" in last


@pytest.mark.slow
def test_a_file_that_is_gone_is_refused_elsewhere_and_not_needed_here(plugin, tmp_path):
    net = InferenceNetwork(with_mine(), rng=8, plugins=[plugin])
    plugin.unlink()
    pickle.loads(pickle.dumps(net)).run_for(2)
    ended, _ = in_another_process(net, 1, tmp_path)
    assert "cannot be read now" in ended.stderr.splitlines()[-1]


def test_a_strategy_whose_name_another_file_took_comes_back(plugin, tmp_path):
    whole, stopped = (InferenceNetwork(with_mine(), rng=8, plugins=[plugin]) for _ in range(2))
    whole.run_for(6)
    saved = pickle.dumps(stopped)
    other = tmp_path / "other.py"
    other.write_text(plugin.read_text().replace("0.2", "0.9"))
    strategies.load_plugin(other)
    resumed = pickle.loads(saved)
    resumed.run_for(6)
    assert_same(whole, resumed)


def test_a_strategy_from_no_file_must_be_registered_again():
    class Typed:
        name = "typed"
        family = "lazy"
        source = "typed in a session"
        numbers = {}  # noqa: RUF012

        def decide(self, nodes, public, luck):
            nodes.effort[:] = 0.5

    strategies.register(Typed)
    saved = pickle.dumps(InferenceNetwork(posp(**{"population.mine": {"strategy": "typed", "share": 0.3, "role": "executor"}}), rng=8))
    pickle.loads(saved).run_for(1)
    strategies.REGISTERED.pop("typed")
    with pytest.raises(ValueError, match=r"strategy 'typed' came from no file; register it again"):
        pickle.loads(saved)


def test_another_version_of_the_model_is_refused(monkeypatch):
    saved = pickle.dumps(InferenceNetwork(posp(), rng=8))
    monkeypatch.setattr("model.network.source_digest", lambda: "0123456789abcdef")
    with pytest.raises(ValueError, match=r"saved by model 0.1.0\+.*this is 0.1.0\+0123456789abcdef; resume it with that version"):
        pickle.loads(saved)


def test_a_saved_network_takes_little_more_than_its_columns():
    """1000 nodes, 20 epochs: columns of nodes and marks are 432 bytes a node; agents, jobs and scratch less than that again."""
    net = InferenceNetwork(posp(**{"nodes.count": 1000}), rng=8)
    net.run_for(20)
    columns = net.state.nodes.nbytes + net.state.marks.nbytes
    assert len(pickle.dumps(net)) < 2.5 * columns


def test_a_file_of_ones_own_is_named_by_path_only_where_it_is_used(plugin):
    net = InferenceNetwork(posp(), rng=8, plugins=[plugin])
    assert net.__getstate__()["_saved"][1] == {}
    assert Path(InferenceNetwork(with_mine(), rng=8).__getstate__()["_saved"][1]["counter"][0]) == plugin.resolve()
