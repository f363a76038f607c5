"""``cfield possible --against``: what is printed, as JSON and drawn, which network is the other one, and refusals."""

import json

import pytest
from typer.testing import CliRunner

from analysis.possibility.hybrids import PLAYERS
from cli.main import app

PANEL = [
    "--set",
    "verification.kind=panel",
    "--set",
    "audit_probability=0.2",
    "--set",
    "settlement.slash=0.5",
    "--set",
    "auditors=protocol",
]
SMALL = [*PANEL, "--axes", "effort,attack_rate", "--at", "deviation=1000", "--points", "32"]


def cfield(*words, code=0):
    done = CliRunner().invoke(app, ["possible", "none", *map(str, words)])
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture(scope="module")
def changed():
    return json.loads(cfield(*SMALL, "--against-set", "audit_probability=0.5", "--json"))


def test_a_changed_number_is_compared_with_the_network_as_it_was_set(changed):
    """Without --against, settings of the first network are the second one's, too: only what --against-set names differs."""
    assert changed["against"] == "none with audit_probability=0.5"
    assert changed["crowd"] == "written"
    assert changed["attribution"]["alike"] == [part for part in PLAYERS if part != "verification"]
    viable = changed["sets"]["viable"]
    assert viable["change"]["estimate"] < 0
    assert viable["gained"]["estimate"] == 0
    assert viable["change"]["estimate"] == pytest.approx(viable["after"]["estimate"] - viable["before"]["estimate"])
    assert viable["strategies"]["skimmer"] == {"before": True, "after": False}
    assert any("skimmer (viable" in told for told in changed["stops_being_possible"])


def test_what_is_missing_is_null(changed):
    empty = [one for one in changed["sets"].values() if one["before"]["estimate"] == one["after"]["estimate"] == 0]
    assert empty
    assert all(one["jaccard"] is None and one["hausdorff"] is None for one in empty)


def test_a_network_against_itself_is_told_to_be_the_same():
    told = cfield("--axes", "effort,deviation", "--points", "32", "--against", "none")
    assert told.startswith("none against none, written crowd")
    assert told.count("- nothing") == 2
    assert "no part: the two networks are the same in all that counts" in told
    assert max(len(line) for line in told.split("\n\nShares")[0].splitlines()) <= 100


def test_a_figure_comes_with_its_tables(tmp_path):
    told = cfield(*SMALL, "--against-set", "audit_probability=0.5", "--out", tmp_path / "drawn")
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == ["against.pdf", "against.png", "maps.csv", "shares.csv"]
    assert "against.png" in told
    assert "verification" in told


def test_bad_input_is_one_line(tmp_path):
    for words, reason in (
        (["--against", "pospp"], "did you mean posp?"),
        (["--against-set", "audit=1"], "audit"),
        (["--against-set", "nonsense"], "NAME=VALUE"),
        (["--against", "none", "--out", tmp_path / "a.gif"], "neither .png nor .pdf"),
        (["--against", "none", "--axes", "effort", "--points", "32", "--out", tmp_path / "a.png"], "name another"),
    ):
        told = cfield(*words, code=2)
        assert reason in told
        assert told.strip().count("\n") == 0
    assert list(tmp_path.iterdir()) == []
