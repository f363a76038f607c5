"""``cfield possible``: what it says of networks whose sets are known, its figure and tables, and refusals."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from cli.main import app

FEW = ("--points", "16")
A1 = ("--axes", "effort", "--at", "deviation=1000")


def cfield(*words, code=0):
    done = CliRunner().invoke(app, ["possible", *map(str, words)])
    assert done.exit_code == code, done.output
    return done.output


def test_posp_deters_what_its_published_condition_says_and_says_so():
    """With p = .01 and S = 100 R nobody gains by a cheat among honest nodes: .01 x 101 R > .8 R. Below p = .0079 one does."""
    found = json.loads(cfield("posp", *A1, *FEW, "--json"))
    assert found["selection"]["not_invaded"] == [{"effort": 1.0}]
    (rest,) = found["selection"]["along"]["effort"]["rests"]
    assert (rest["at"], rest["kind"], rest["uninvaded"]) == (1.0, "evolutionarily stable", True)
    weak = json.loads(cfield("posp", *A1, *FEW, "--json", "--crowd", "written", "--set", "audit_probability=0.0078"))
    assert weak["selection"]["not_invaded"] == [{"effort": 0.0}]
    assert list(weak["crowds"]) == ["written"]
    assert weak["effective_less_written"] == {}


def test_without_checks_everything_is_admissible_and_there_is_no_attack_surface():
    found = json.loads(cfield("none", *FEW, "--json"))
    volumes = found["crowds"]["effective"]["volumes"]
    assert volumes["admissible"]["estimate"] == volumes["viable"]["estimate"] == 1.0
    assert volumes["attack surface"]["estimate"] == 0.0
    assert set(found["idle"]) == {"vigilance", "withhold"}
    assert found["crowds"]["written"]["accepted_deviations"] is None


def test_a_table_and_sentences_tell_both_crowds():
    text = " ".join(cfield("none", *FEW).split())
    assert "effective less written" in text
    assert "Idle: vigilance: no panel of peers is ever called, so there is nothing to check;" in text
    assert "what a node can do here has 3 of 5 directions (effort, deviation, attack_rate)" in text
    assert "Along effort: 0 (evolutionarily stable). No two behaviours invade each other." in text
    assert "In the whole box nobody invades: (effort 1; deviation -30; attack_rate 1; vigilance 1; withhold 0)" in text


def test_a_folder_gets_the_figure_and_the_tables_behind_it(tmp_path):
    cfield("posp", "--axes", "effort,attack_rate", *FEW, "--out", tmp_path / "sets")
    assert sorted(path.name for path in (tmp_path / "sets").iterdir()) == [
        "pairs.csv", "planes.csv", "points.csv", "possible.pdf", "possible.png",
    ]  # fmt: skip
    points = pd.read_csv(tmp_path / "sets" / "points.csv")
    assert len(points) == 32
    assert (points["attack_surface"] == (points["viable"] & ~points["admissible"])).all()
    assert set(pd.read_csv(tmp_path / "sets" / "planes.csv")["crowd"]) == {"written", "effective"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--axes", "effrt"), "effrt is no axis of behaviour; the axes are effort, deviation"),
        (("--at", "effort"), "--at 'effort' is not NAME=NUMBER"),
        (("--axes", "effort", "--at", "effort=1"), "effort is drawn and fixed at once"),
        (("--points", "100"), "points = 100 is not 16 times a power of two; give for example 128"),
        (("--crowd", "lazy"), "crowd = 'lazy' is no crowd"),
        (("--alpha", "2"), "alpha = 2.0 is outside (0, 1]"),
        (("--out", "sets.gif"), "--out sets.gif is neither .png nor .pdf nor a folder"),
        (("--axes", "effort", "--out", "sets.png"), "--axes effort is one axis, and a plane has two"),
    ],
)
def test_a_wrong_question_is_refused_in_one_line(words, message):
    assert message in " ".join(cfield("none", *words, code=2).split())
