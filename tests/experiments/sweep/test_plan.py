"""What a sweep asks for is checked before anything runs; strategies that workers cannot see are refused."""

import pytest

from experiments import Sweep
from experiments.sweep.plan import outcome_names
from model import door, measures, networks, strategies
from model.run import simulate

OWN = """
class {name}:
    name = "{name}"
    family = "lazy"
    source = "written for the tests"
    numbers = {{}}
    def decide(self, nodes, public, luck):
        nodes.effort[:] = 0.5
"""


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    monkeypatch.setattr(strategies, "REGISTERED", dict(strategies.REGISTERED))
    monkeypatch.setattr(strategies, "PLUGINS", {})


def followed(name):
    return door.change(networks.load("none"), {"population.mine": {"strategy": name, "share": 0.3}})


@pytest.mark.parametrize("name", networks.names())
def test_outcomes_are_known_without_a_run(name):
    base = networks.load(name)
    assert outcome_names(base) == list(measures.summary(simulate(base, 0, epochs=1)))


def test_levers_and_the_base_are_read_as_on_the_command_line():
    sweep = Sweep("posp", ("slash=.1,.2", "audit_probability=0:1:3"), seeds=2)
    assert [lever.path for lever in sweep.levers] == ["field.settlement.slash", "field.verification.audit_probability"]
    assert (sweep.points().count, sweep.seeds) == (6, (0, 1))
    assert sweep == Sweep(networks.load("posp"), sweep.levers, seeds=(0, 1))


@pytest.mark.parametrize("module", ["__main__", "somewhere"])
def test_a_strategy_that_only_this_process_knows_is_refused_with_the_remedy(module):
    here = {"__name__": module}
    exec(OWN.format(name="noted"), here)
    strategies.register(here["noted"])
    with pytest.raises(ValueError, match=r"'noted' is defined in a notebook .* give it with --plugin FILE.py"):
        Sweep(followed("noted"), ("hours_per_epoch=1,2",))
    sweep = Sweep("none", ('population.honest.strategy="honest","noted"',))
    with pytest.raises(ValueError, match="worker processes of a sweep cannot see it"):
        sweep.context(sweep.points())


def test_a_plug_in_is_taken_only_if_the_sweep_has_it(tmp_path):
    file = tmp_path / "own.py"
    file.write_text(OWN.format(name="owned"))
    strategies.load_plugin(file)
    with pytest.raises(ValueError, match=r"is loaded from .*own.py.* add --plugin .*own.py"):
        Sweep(followed("owned"), ("hours_per_epoch=1,2",))
    sweep = Sweep(followed("owned"), ("hours_per_epoch=1,2",), plugins=(str(file),))
    assert dict(sweep.context(sweep.points()).plugins) == {str(file): strategies.digest_of(file)}


def test_equal_sweeps_have_equal_digests_and_others_have_others():
    one, other = (Sweep("none", ("hours_per_epoch=1,2",), seeds=seeds) for seeds in (2, 3))
    again = Sweep("none", ("hours_per_epoch=1,2",), seeds=(0, 1))
    assert one.digest(one.points()) == again.digest(again.points()) != other.digest(other.points())
