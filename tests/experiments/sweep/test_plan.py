"""What a sweep asks for is checked before anything runs; strategies that workers cannot see are refused."""

import re

import numpy as np
import pytest

from experiments import Sweep
from experiments.sweep.boundary import Boundary
from experiments.sweep.plan import Until, outcome_names
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


OF_ANOTHER_TYPE = [
    ({"every": "a"}, "every = 'a' is not a whole number; give that"),
    ({"every": 1.5}, "every = 1.5 is not a whole number"),
    ({"every": True}, "every = True is not a whole number"),
    ({"epochs": "a"}, "epochs = 'a' is not a whole number"),
    ({"epochs": 2.0}, "epochs = 2.0 is not a whole number"),
    ({"size": "8"}, "size = '8' is not a whole number"),
    ({"design_seed": None}, "design_seed = None is not a whole number"),
    ({"design": 3}, "design = 3 is not the name of a design"),
    ({"luck": ["own"]}, "luck = ['own'] is not shared or own"),
    ({"outcomes": "integrity"}, "outcomes = 'integrity' is not a list of names"),
    ({"outcomes": 3}, "outcomes = 3 is not a list of names"),
    ({"outcomes": [3]}, "outcomes = [3] is not a list of names"),
    ({"final_nodes": "no"}, "final_nodes = 'no' is not true or false"),
    ({"plugins": 3}, "plugins = 3 is not a list of Python files"),
    ({"plugins": [3]}, "plugins = [3] is not a list of Python files"),
    ({"seeds": True}, "seeds = True is neither a number of seeds nor a list"),
    ({"seeds": {1: 2}}, "seeds = {1: 2} is neither a number of seeds nor a list"),
    ({"seeds": b"12"}, "seeds = b'12' is neither a number of seeds nor a list"),
    ({"seeds": ["a"]}, "seed = 'a' is not a whole number"),
    ({"levers": 3}, "levers = 3 is no list of levers; give text such as"),
    ({"levers": [3]}, "levers = [3] is no list of levers"),
    ({"levers": {"slash": "1,2"}}, "levers = {'slash': '1,2'} is no list of levers"),
    ({"uncertainties": None}, "uncertainties = None is no list of levers"),
    ({"until": "integrity:0.1"}, "until = 'integrity:0.1' is not of type Until; give Until(outcome, ...)"),
    ({"boundary": "integrity:0.1"}, "boundary = 'integrity:0.1' is not of type Boundary"),
    ({"base": 3}, "a Scenario is needed, not int"),
]


@pytest.mark.parametrize(("given", "says"), OF_ANOTHER_TYPE, ids=lambda part: str(part)[:50])
def test_what_is_of_another_type_is_refused_in_one_line(given, says):
    with pytest.raises(ValueError, match=re.escape(says)) as caught:
        Sweep(**{"base": "none", "levers": ("hours_per_epoch=1,2",), **given})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Until("integrity", "a"), "until: width = 'a' is not of type float; give one"),
        (lambda: Until(3, 0.1), "until: outcome = 3 is not of type str"),
        (lambda: Until("integrity", 0.1, step=1.5), "until: step = 1.5 is not of type int"),
        (lambda: Boundary("integrity", "a"), "boundary: level = 'a' is not of type float"),
        (lambda: Boundary("integrity", coarse=2.0), "boundary: coarse = 2.0 is not of type int"),
    ],
)
def test_what_rounds_follow_is_of_its_type(make, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        make()


def test_whole_numbers_of_numpy_are_taken_as_pythons():
    plain = Sweep("none", ("hours_per_epoch=1,2",), epochs=5, every=2, seeds=3)
    numpys = Sweep("none", ("hours_per_epoch=1,2",), epochs=np.int64(5), every=np.int32(2), seeds=np.int64(3))
    assert numpys.digest(numpys.points()) == plain.digest(plain.points())
