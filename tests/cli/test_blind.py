"""``cfield blind``: what it says, as words, as data and as a picture, and what it refuses."""

import json
import math

import pytest
from PIL import Image
from typer.testing import CliRunner

from cli.main import app

PANEL = ("--set", "field.verification.kind=panel", "--set", "audit_probability=.1", "--set", "field.noise.level=0")


def cfield(*words, code=0):
    done = CliRunner().invoke(app, ["blind", *map(str, words)])
    assert done.exit_code == code, done.output
    return done.output


def test_posp_sees_any_deviation_and_not_vigilance():
    words = cfield("posp")
    assert "told: 3 of 5 directions of behaviour" in words
    assert "deviation: seen at once, however small" in words
    assert "vigilance: blind, since nothing is planted" in words
    assert max(len(line.rstrip()) for line in words.splitlines()) <= 100


def test_as_data_with_what_is_infinite_as_null():
    """Ten jobs an epoch, audited with .1, at effort .9: 10 x .1 / (.9 x .1) = 11.1."""
    data = json.loads(cfield("none", *PANEL, "--at", "effort=.9", "--epochs", "50", "--json"))
    axes = {axis["axis"]: axis for axis in data["axes"]}
    assert axes["effort"]["information"] == pytest.approx(1.0 / 0.09)
    assert axes["vigilance"]["information"] == 0
    assert axes["vigilance"]["epochs_to_tell_a_step"] is None
    assert data["epochs"] == 50
    assert (data["rank"], data["honest"], data["deviations"], data["checks"]) == (2, False, [], [])
    assert data["behaviour"]["effort"] == 0.9
    assert [one["said"].startswith("blind") for one in data["directions"]] == [False, False, True, True, True]


def test_records_can_be_left_out():
    assert json.loads(cfield("posp", "--records", "votes", "--json"))["rank"] == 0
    kinds = {r["kind"] for r in json.loads(cfield("posp", "--records", "verdicts,votes", "--json"))["records"]}
    assert kinds == {"verdicts", "votes"}


def test_the_crowd_as_it_is_shows_vigilance():
    """Colluding executors and honest ones face each other in posp: a vigilant verifier has something to reject."""
    written, effective = (json.loads(cfield("posp", "--crowd", crowd, "--json")) for crowd in ("written", "effective"))
    assert written["axes"][3]["information"] == 0
    assert effective["axes"][3]["information"] > 0


@pytest.mark.slow
def test_check_runs_the_model():
    data = json.loads(cfield("none", *PANEL, "--check", "--json"))
    assert len(data["checks"]) == 5
    assert all(one["holds"] for one in data["checks"])
    assert {one["apart"] for one in data["checks"]} == {True, False}
    assert all(math.isfinite(one["smallest_difference"]) for one in data["checks"])


def test_the_figure_is_written_whole_with_its_facts(tmp_path):
    path = tmp_path / "blind.png"
    assert str(path) in cfield("posp", "--out", path).replace("\n", "")
    with Image.open(path) as picture:
        picture.load()
        facts = json.loads(picture.info["Description"])
    assert facts["verb"] == "blind"
    assert picture.width > 2000
    assert [file.name for file in tmp_path.iterdir()] == ["blind.png"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("posp", "--at", "effort"), "--at 'effort' is neither honest nor NAME=VALUE"),
        (("posp", "--at", "effort=much"), "--at 'effort=much' is neither honest nor NAME=VALUE"),
        (("posp", "--at", "effort=nan"), "--at 'effort=nan' is neither honest nor NAME=VALUE"),
        (("posp", "--at", "zeal=1"), "zeal is no axis of behaviour"),
        (("posp", "--at", "effort=2"), "effort = 2 is outside [0, 1]"),
        (("posp", "--crowd", "mob"), "crowd = 'mob' is no crowd"),
        (("posp", "--records", "rumours"), "records = rumours is not known"),
        (("posp", "--records", ","), "records = (none) is not known"),
        (("posp", "--resolution", "0"), "--resolution 0 is outside (0, 1]"),
        (("posp", "--out", "blind.svg"), "--out blind.svg is neither .png nor .pdf"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(words, said):
    output = cfield(*words, code=2)
    assert said in output
    assert output.startswith("cfield: ")
    assert output.count("\n") == 1


def test_honest_may_be_said():
    assert json.loads(cfield("posp", "--at", "honest", "--json")) == json.loads(cfield("posp", "--json"))
