"""The page's model: built by Mesa from keywords, the same network as everywhere else, and never a dead page."""

import inspect

import numpy as np
import pytest

from model import door, networks, simulate
from viz.page_network import SEED, defaults, page_network


@pytest.fixture(scope="module")
def posp():
    return page_network(door.change(networks.load("posp"), {"nodes.count": 40}))


@pytest.mark.parametrize("name", networks.names())
def test_the_page_runs_what_the_command_runs(name):
    scenario = networks.load(name)
    shown, run = page_network(scenario)(), simulate(scenario, int(SEED), epochs=3)
    for _ in range(3):
        shown.step()
    for strategy in scenario.population:
        np.testing.assert_array_equal(shown.records.share(strategy), run.records.share(strategy))
    assert shown.settings is scenario
    assert shown.moved == {}


def test_the_signature_names_the_seed_and_the_levers_and_nothing_else(posp):
    parameters = inspect.signature(posp.__init__).parameters
    assert list(parameters) == ["self", *defaults(posp.levers)]
    assert {p.kind for p in list(parameters.values())[1:]} == {inspect.Parameter.KEYWORD_ONLY}
    with pytest.raises(TypeError, match="scenario"):
        posp(scenario=None)


def test_a_lever_that_is_moved_is_in_the_model_and_only_it_loses_its_source(posp):
    model = posp(rng="5", field__verification__audit_probability=0.1)
    assert model.seed == 5
    assert model.settings.field.verification.audit_probability == 0.1
    assert model.settings.sources["field.verification.audit_probability"].source == "changed by the user"
    kept = "field.settlement.slash"
    assert model.settings.sources[kept] == posp.base.sources[kept]
    assert model.moved == {"audit probability": 0.1}


@pytest.mark.parametrize("seed", ["", None])
def test_an_empty_seed_is_drawn(posp, seed):
    assert posp(rng=seed).seed != posp(rng=seed).seed


@pytest.mark.parametrize(
    ("given", "words"),
    [({"field__verification__need": 2}, "need = 2"), ({"rng": "seven"}, "'seven'"), ({"rng": "-1"}, "-1"), ({"rng": "1.5"}, "'1.5'")],
)
def test_what_does_not_fit_is_said_and_the_network_stands_as_its_file_has_it(posp, given, words):
    model = posp(**given)
    assert words in model.refusal
    assert (model.settings, model.seed, model.moved) == (posp.base, 0, {})
    model.step()
    assert model.time == 1


def test_a_strategy_that_raises_stops_the_run_and_says_so(posp, monkeypatch):
    model = posp()

    def broken(state):
        raise ValueError("strategy mine: no such column; mend the file")

    monkeypatch.setattr("model.network.epoch", lambda state, t: broken(state))
    model.step()
    assert model.refusal == "The run has stopped: strategy mine: no such column; mend the file"
    assert not model.running


def test_a_network_runs_on_only_when_its_last_epoch_is_shown(posp, monkeypatch):
    model, asked = posp(), []
    model.is_shown = lambda: asked.append(model.records.epochs) or len(asked) > 3
    model.step()
    assert (asked, model.records.epochs) == ([0] * 4, 1)
    monkeypatch.setattr("viz.page_network.PATIENCE", 0.02)
    model.is_shown = lambda: False
    model.step()
    assert model.records.epochs == 2, "a page that never draws must not hold it for ever"
