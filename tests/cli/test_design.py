"""``cfield design``: what it prints, refuses and writes; a front of Proof of Sampling held against runs."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from cli.main import app

AUDIT = "field.verification.audit_probability"
QUICK = ("--points", "32", "--robust", "0", "--confirm", "0")


def cfield(*words, code=0):
    done = CliRunner().invoke(app, ["design", *map(str, words)])
    assert done.exit_code == code, done.output
    return done.output


def posp(*words, code=0):
    return cfield("posp", "--want", "integrity>=.999", "--minimise", "cost", *words, code=code)


def test_a_front_is_printed_with_the_words_that_set_it():
    text = posp("--over", "audit_probability", *QUICK)
    assert "posp: minimise cost, maximise deterrence, subject to integrity>=0.999" in text
    assert f"First design by cost: 1, --set {AUDIT}=0.0088" in text
    assert max(map(len, text.splitlines()[:-1])) <= 100


def test_the_front_as_data_has_levers_outcomes_and_draws():
    told = json.loads(posp("--over", "audit_probability", "--points", 32, "--robust", 2, "--confirm", 0, "--json"))
    first = told["front"][0]
    assert 0.0088009 < first["point"][AUDIT] < 0.0090
    assert first["outcomes"]["cost"] == pytest.approx(0.8 * first["point"][AUDIT])
    assert first["robust"]["draws"] == 2
    assert "nodes.compute_cost" in told["assumed"]
    assert AUDIT not in told["assumed"], "what is chosen is not drawn"
    assert told["nearest_miss"] is None


def test_what_the_user_has_set_is_not_drawn():
    told = json.loads(
        posp("--over", "audit_probability", "--set", "compute_cost=.5", "--points", 32, "--robust", 1, "--confirm", 0, "--json")
    )
    assert "nodes.compute_cost" not in told["assumed"]


def test_wants_out_of_reach_end_with_code_1_the_nearest_miss_and_the_want_that_binds():
    text = posp("--want", "cost<=.1", "--over", "audit_probability=.001:.005", *QUICK, code=1)
    assert "No point meets all wants." in text
    assert "Nearest miss: audit_probability = 0.00" in text
    rows = {line.split()[0]: line for line in text.splitlines() if line}
    assert rows["integrity>=0.999"].endswith("out of reach: it binds")
    assert rows["cost<=0.1"].endswith("within reach")
    told = json.loads(posp("--want", "cost<=.1", "--over", "audit_probability=.001:.005", *QUICK, "--json", code=1))
    assert told["front"] == []
    assert told["reach"]["integrity>=0.999"] == {"best": 0.0, "alone": "out of reach: it binds"}


@pytest.mark.parametrize(("words", "message"), [
    (("posp", "--want", "integrty>=.9", "--minimise", "cost"), "outcome 'integrty' has no closed form; did you mean integrity?"),
    (("posp", "--want", "integrity>=.9", "--minimise", "costs"), "did you mean cost?"),
    (("posp", "--want", "integrity>=.9", "--minimise", "cost", "--over", "audit_probabilty"), "did you mean audit_probability"),
    (("posp", "--minimise", "cost"), "nothing is wanted"),
    (("posp", "--want", "integrity>=.9"), "nothing is minimised or maximised"),
    (("posp", "--want", "integrity>=.9", "--minimise", "cost", "--points", "100"), "points = 100 is no power of two"),
    (("posp", "--want", "integrity>=.9", "--minimise", "cost", "--robust", "50"), "--robust 50 is no power of two"),
    (("posp", "--want", "integrity>=.9", "--minimise", "cost", "--seeds", "1"), "--seeds 1 is outside [2, inf)"),
    (("none", "--want", "integrity>=.9", "--minimise", "cost"), "has none of the usual levers"),
    (("--want", "integrity>=.9", "--minimise", "cost"), "no network is given"),
])  # fmt: skip
def test_what_a_user_gets_wrong_is_one_line(words, message, capsys):
    done = CliRunner().invoke(app, ["design", *words])
    assert done.exit_code == 2
    told = [line for line in done.stderr.splitlines() if line.startswith("cfield: ")]
    assert len(told) == 1
    assert message in told[0]


def test_outcomes_are_listed_with_units():
    rows = {row["name"]: row for row in json.loads(cfield("--outcomes", "--json"))}
    assert rows["cost"]["unit"] == "USD/job"
    assert rows["integrity"]["better"] == "higher"
    assert "honest_loss" in cfield("--outcomes")


def test_a_plan_starts_nothing(tmp_path):
    out = tmp_path / "made"
    told = json.loads(posp("--set", "epochs=3", "--set", "nodes.count=40", "--plan", "--json", "--seeds", 7, "--confirm", 2, "--out", out))
    assert (told["points"], told["draws"], told["runs"]) == (512, 16 * 64, 14)
    assert told["seconds"]["closed_forms"] > 0
    assert told["seconds"]["runs"] > 0
    assert not out.exists()
    assert "lever" in posp("--set", "epochs=3", "--set", "nodes.count=40", "--plan")


def test_tables_and_figure_are_written(tmp_path):
    posp("--over", "audit_probability=.005:.5:log", "--points", 32, "--robust", 1, "--confirm", 0, "--out", tmp_path)
    points, front = pd.read_csv(tmp_path / "points.csv"), pd.read_csv(tmp_path / "front.csv")
    assert set(front[AUDIT]) <= set(points[AUDIT][points["meets_all"]])
    assert set(front["draws"]) == {1}
    assert (tmp_path / "design.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "design.png").stat().st_size > 10_000
    assert not (tmp_path / "runs.csv").exists(), "nothing was run"


@pytest.mark.slow
def test_runs_are_written_beside_the_front_and_go_on_where_they_were(tmp_path):
    words = (
        "--over", "audit_probability=.005:.5:log", "--set", "epochs=60", "--set", "nodes.count=80", "--points", 32, "--robust", 2,
        "--confirm", 2, "--seeds", 3, "--workers", 1, "--out", tmp_path,
    )  # fmt: skip
    text = posp(*words)
    assert "The same from runs" in text
    front, runs = pd.read_csv(tmp_path / "front.csv"), pd.read_csv(tmp_path / "runs.csv")
    assert set(runs["design"]) <= set(front["design"])
    assert set(runs["outcome"]) == {"integrity", "cost", "deterrence"}
    assert set(runs["verdict"].dropna()) <= {"confirmed", "refuted", "open"}
    before = (tmp_path / "runs.csv").read_bytes()
    parts = {path: path.stat().st_mtime_ns for path in (tmp_path / "runs").rglob("*.parquet")}
    posp(*words)
    assert (tmp_path / "runs.csv").read_bytes() == before
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "runs").rglob("*.parquet")} == parts


@pytest.mark.slow
def test_runs_confirm_a_design_of_proof_of_sampling_with_room_and_refute_one_at_the_threshold(tmp_path):
    """At p* itself learning nodes do not feel the difference; with eleven times p* cheats are gone within 200 epochs."""
    words = ("--over", "audit_probability", "--points", 64, "--robust", 16, "--confirm", 3, "--seeds", 20, "--out", tmp_path, "--json")
    text = posp(*words)
    told = json.loads(text[text.index("{") :])
    ran = [design for design in told["front"] if "runs" in design]
    verdicts = [design["runs"]["integrity"]["verdict"] for design in ran]
    assert verdicts[0] == "refuted"
    assert verdicts[-1] == "confirmed"
    cost = ran[-1]["runs"]["cost"]
    assert abs(cost["mean"] - cost["closed"]) < 2 * (cost["high"] - cost["mean"]), "about four standard errors"
