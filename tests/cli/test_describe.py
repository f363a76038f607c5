"""``cfield describe``: what nodes do at the end of a run, in words."""

import json

import pytest
from typer.testing import CliRunner

from cli.main import app


def call(*words, code=0):
    result = CliRunner().invoke(app, list(map(str, words)))
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.stderr


@pytest.fixture(scope="module")
def evolved(tmp_path_factory):
    """A network of which half evolves a policy, and half skips work."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "open.toml").write_text(
        'name = "evolving"\nepochs = 30\n[nodes]\ncount = 20\n[population.policy]\nstrategy = "open"\nshare = 0.5\n'
        '[population.idle]\nstrategy = "skimmer"\nshare = 0.5\nadapts = false\n[adaptation]\nkind = "evolution"\nrevision_rate = 0.5\n'
    )
    call("run", folder / "open.toml", "--seed", 4, "--out", folder / "run")
    return folder / "run"


def test_every_strategys_nodes_are_described(evolved):
    text = call("describe", evolved)
    assert "10 nodes that follow policy" in text
    assert "10 nodes that follow idle" in text
    assert "computes 0.50 of its segments" in text
    assert "spread among them: effort" in text


def test_one_node_is_described_with_its_weights(evolved):
    told = json.loads(call("describe", evolved, "--node", 3, "--json"))
    (portrait,) = told["portraits"]
    assert portrait["who"].startswith("node 3, which follows ")
    assert set(portrait["weights"]) == set() or len(portrait["weights"]) == 35
    assert len(portrait["sentences"]) >= 1


def test_a_node_that_is_not_there_is_refused(evolved):
    assert "--node 20 is outside [0, 19]" in call("describe", evolved, "--node", 20, code=2)
