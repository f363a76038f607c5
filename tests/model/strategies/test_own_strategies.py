"""Strategies by name, and a user's own: a few lines in a file, the same in every door, refused with the line that is wrong."""

import numpy as np
import pytest

from model import strategies
from model.door import change, scenario_from
from model.network import InferenceNetwork
from model.run import simulate
from model.scenario import Scenario
from model.strategies import FAMILIES, SHIPPED, find, is_constant, load_plugin

OWN = '''
"""Lies low for `rest` epochs after it was caught, else skips half."""

import numpy as np


class {cls}:
    name = "{name}"
    family = "open"
    source = "written for a test"
    numbers = {{"rest": 3.0, "nerve": 0.8}}
    reacts = True
    memory = 2

    def decide(self, nodes, public, luck):
        seen, waits = nodes.memory[:, 0], nodes.memory[:, 1]
        caught_now = nodes.caught > seen
        waits[:] = np.where(caught_now, nodes.numbers["rest"], np.maximum(waits - 1.0, 0.0))
        seen[:] = nodes.caught
        dares = (waits == 0.0) & (luck.uniform("dare") < nodes.numbers["nerve"])
        nodes.effort[:] = np.where(dares, 0.5, 1.0)
'''
AUDITED = change(
    Scenario(),
    {
        "field.verification.kind": "panel", "audit_probability": 0.5, "panel_size": 3, "need": 2, "segments": 8, "sampled_segments": 4,
        "slash": 0.05, "nodes.count": 60, "epochs": 15,
    },
)  # fmt: skip


@pytest.fixture(autouse=True)
def own_strategies_are_forgotten():
    registered, plugins = dict(strategies.REGISTERED), dict(strategies.PLUGINS)
    yield
    strategies.REGISTERED.clear()
    strategies.REGISTERED.update(registered)
    strategies.PLUGINS.clear()
    strategies.PLUGINS.update(plugins)


def plugin(tmp_path, text, name="own.py"):
    file = tmp_path / name
    file.write_text(text)
    return file


def body(decide, **parts):
    """A strategy class with this body of `decide`, some of its parts replaced; None leaves one out."""
    lines = {"name": '"faulty"', "family": '"open"', "source": '"a test"', "numbers": "{}"} | parts
    head = "".join(f"    {part} = {value}\n" for part, value in lines.items() if value is not None)
    return f"class Faulty:\n{head}\n    def decide(self, nodes, public, luck):\n        {decide}\n"


# --- the shipped ones ---------------------------------------------------------
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_strategy_says_its_name_family_source_and_rule(name):
    strategy = find(name)
    assert strategy.name == name
    assert strategy.family in FAMILIES
    assert strategy.source.strip()
    assert type(strategy).__doc__.strip()
    assert all(isinstance(value, float) for value in strategy.numbers.values())


def test_the_families_are_those_of_the_model():
    families = {}
    for name, strategy in SHIPPED.items():
        families.setdefault(strategy.family, []).append(name)
    assert families == {
        "honest": ["honest"],
        "lazy": [
            "skimmer",
            "substituter_fp8",
            "substituter_int4",
            "rubber_stamp",
            "skip_and_withhold",
            "cacher",
            "opportunist",
            "copier",
            "pre_filler",
        ],
        "adversarial": ["corruptor", "edge_hugger", "colluder", "griefer", "withholder", "sybil", "sleeper", "accomplice", "hit_and_run"],
        "open": ["open"],
    }  # fmt: skip


def test_an_unknown_strategy_gets_the_nearest_and_the_way_to_bring_ones_own():
    with pytest.raises(ValueError, match=r"'skimer' is not known; did you mean skimmer\? .*--plugin"):
        find("skimer")


# --- a user's own -------------------------------------------------------------
def with_own(tmp_path, name="cautious"):
    file = plugin(tmp_path, OWN.format(cls="Own", name=name), f"{name}.py")
    load_plugin(file)
    return file, change(AUDITED, {"population.own": {"strategy": name, "share": 0.5}})


def test_a_users_strategy_gives_identical_numbers_in_mesa_and_in_simulate(tmp_path):
    file, scenario = with_own(tmp_path)
    run = simulate(scenario, 4, plugins=[file])
    net = InferenceNetwork(scenario, rng=4, plugins=[file])
    net.run_for(15)
    assert (run.state.nodes == net.state.nodes).all()
    assert (run.state.marks == net.state.marks).all()
    assert (run.state.memory == net.state.memory).all()
    frame = net.datacollector.get_model_vars_dataframe()
    assert all(np.array_equal(frame[name], column, equal_nan=True) for name, column in run.records.columns().items())


def test_a_reactive_strategy_remembers_and_lies_low_after_it_was_caught(tmp_path):
    """Caught in epoch t, it works in full in t + 1, t + 2, t + 3."""
    _, scenario = with_own(tmp_path)
    efforts, caught = [], []

    def watch(state):
        efforts.append(state.effort.copy())
        caught.append(state.caught.copy())

    simulate(scenario, 4, watch=watch)
    efforts, caught = np.array(efforts), np.array(caught)
    fell = np.argwhere(np.diff(caught, axis=0) > 0)
    own = [(t + 1, i) for t, i in fell if efforts[t + 1, i] == 0.5 and t + 4 < len(efforts)]
    assert len(own) > 20
    assert all((efforts[t + 1 : t + 4, i] == 1.0).all() for t, i in own)


def test_a_users_numbers_are_set_by_the_population(tmp_path):
    _, scenario = with_own(tmp_path)
    timid = simulate(change(scenario, {"population.own.numbers.nerve": 0.0}), 4, epochs=2).state
    assert (timid.effort == 1.0).all()


def test_a_number_that_is_a_law_stays_the_nodes_own(tmp_path):
    text = OWN.format(cls="Own", name="drawn").replace("np.where(dares, 0.5, 1.0)", 'nodes.numbers["nerve"]')
    load_plugin(plugin(tmp_path, text))
    law = {"kind": "uniform", "low": 0.1, "high": 0.9}
    scenario = scenario_from({"population": {"own": {"strategy": "drawn", "share": 1.0, "numbers": {"nerve": law}}}})
    seen = []
    simulate(scenario, 1, epochs=3, watch=lambda state: seen.append(state.effort.copy()))
    assert (seen[0] == seen[2]).all()
    assert len(set(seen[0])) == 100


def test_a_users_luck_is_uniform_and_differs_by_name_node_and_epoch(tmp_path):
    text = body('nodes.effort[:] = luck.uniform("one"); nodes.vigilance[:] = luck.uniform("other")') + "\n    reacts = True\n"
    load_plugin(plugin(tmp_path, text))
    scenario = scenario_from({"nodes": {"count": 2000}, "population": {"own": {"strategy": "faulty", "share": 1.0}}})
    seen = []
    simulate(scenario, 1, epochs=2, watch=lambda state: seen.append((state.effort.copy(), state.vigilance.copy())))
    (one, other), (later, _) = seen
    assert abs(one.mean() - 0.5) < 4 * 0.289 / np.sqrt(2000)
    for a, b in ((one, other), (one, later)):
        assert abs(np.corrcoef(a, b)[0, 1]) < 4 / np.sqrt(2000)


def test_a_strategy_that_does_not_react_is_asked_once(tmp_path):
    load_plugin(plugin(tmp_path, body("nodes.effort[:] = public.epoch / 10")))
    scenario = scenario_from({"population": {"own": {"strategy": "faulty", "share": 1.0}}})
    assert (simulate(scenario, 1, epochs=5).state.effort == 0.0).all()


def test_what_nodes_show_of_their_record_cannot_be_written(tmp_path):
    load_plugin(plugin(tmp_path, body("nodes.stake[:] = 1e6")))
    with pytest.raises(ValueError, match=r"'faulty' raises ValueError in decide: .*read-only"):
        simulate(scenario_from({"population": {"own": {"strategy": "faulty", "share": 1.0}}}), 1, epochs=1)


def test_the_same_file_is_loaded_once_and_a_changed_one_anew(tmp_path):
    file = plugin(tmp_path, body("pass"))
    first = load_plugin(file)
    assert load_plugin(file) == first
    plugin(tmp_path, body("nodes.effort[:] = 0.5"))
    assert load_plugin(file) != first
    scenario = scenario_from({"population": {"own": {"strategy": "faulty", "share": 1.0}}})
    assert (simulate(scenario, 1, epochs=1).state.effort == 0.5).all()


def test_only_shipped_constants_are_copied_without_asking():
    assert [name for name, strategy in SHIPPED.items() if not is_constant(strategy)] == [
        "opportunist",
        "sleeper",
        "accomplice",
        "hit_and_run",
        "open",
    ]
    assert all(strategy.reacts for strategy in SHIPPED.values() if not is_constant(strategy))


BAD_FILES = [
    ("def (:\n", ["own.py", "line 1", "SyntaxError", "mend the file"]),
    ("x = 1\nraise RuntimeError('no')\n", ["own.py", "line 2", "RuntimeError: no", "mend the file"]),
    ("import sys\nsys.exit(3)\n", ["own.py", "line 2", "SystemExit", "mend the file"]),
    ("import a_module_that_is_not_there\n", ["own.py", "line 1", "ModuleNotFoundError", "a_module_that_is_not_there"]),
    ("x = 1\n", ["own.py", "defines no strategy", "define a class with name, family, source, numbers and decide"]),
    (body("pass", family=None), ["Faulty", "`family`", "name, family, source, numbers, decide"]),
    (body("pass", source=None), ["Faulty", "`source`"]),
    (body("pass", family='"bold"'), ["Faulty", "family = 'bold'", "honest, lazy, adversarial, open"]),
    (body("pass", name='"honest"'), ["'honest' is shipped", "choose another name"]),
    (body("pass", name='"two words"'), ["Faulty", "name = 'two words'", "underscores"]),
    (body("pass", numbers="[1]"), ["Faulty", "numbers = [1]", "give {}"]),
    (body("pass", numbers='{"a": "b"}'), ["Faulty", "numbers['a'] = 'b'", "not a number"]),
    (body("pass", memory="-1"), ["Faulty", "memory = -1", "at least 0"]),
]


@pytest.mark.parametrize(("text", "words"), BAD_FILES, ids=[" ".join(words[:2]) for _, words in BAD_FILES])
def test_a_plugin_that_cannot_be_used_is_refused_in_one_line(tmp_path, text, words):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the words are compared one by one
        load_plugin(plugin(tmp_path, text))
    message = str(error.value)
    assert [w for w in words if w not in message] == [], message
    assert "\n" not in message
    assert "Traceback" not in message


def test_a_plugin_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"nowhere.py cannot be read: No such file.*; give the path of a Python file"):
        load_plugin(tmp_path / "nowhere.py")


BAD_DECISIONS = [
    ("raise RuntimeError('no')", ["'faulty' raises RuntimeError in decide: no", "mend own.py, line 8"]),
    ("nodes.effort[:] = 1.5", ["decides effort = 1.5", "[0, 1]", "mend"]),
    ("nodes.effort[:] = -0.1", ["decides effort = -0.1", "[0, 1]"]),
    ("nodes.effort[:] = float('nan')", ["decides effort = nan", "[0, 1]"]),
    ("nodes.attack_segments[:] = 0", ["decides attack_segments = 0", "[1, 1e+09]"]),
    ("nodes.effort = 0.5", ["decides effort of shape ()", "write nodes.effort[:] = ..."]),
    ("nodes.efort[:] = 0.5", ["no column 'efort'", "effort"]),
    ("nodes.efort = 0.5", ["no column 'efort'", "effort"]),
    ("public.audit_probabilty", ["nothing public is called 'audit_probabilty'", "audit_probability"]),
    ("nodes.numbers['x']", ["KeyError", "'x'"]),
]


@pytest.mark.parametrize(("decide", "words"), BAD_DECISIONS, ids=[decide for decide, _ in BAD_DECISIONS])
def test_a_strategy_that_decides_wrongly_ends_the_run_with_one_line(tmp_path, decide, words):
    load_plugin(plugin(tmp_path, body(decide)))
    scenario = scenario_from({"population": {"own": {"strategy": "faulty", "share": 1.0}}})
    with pytest.raises(ValueError) as error:  # noqa: PT011
        simulate(scenario, 1, epochs=1)
    message = str(error.value)
    assert [w for w in words if w not in message] == [], message
    assert "\n" not in message
    assert "Traceback" not in message
