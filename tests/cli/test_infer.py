"""``cfield infer``: what it prints and writes, what it says of ridges and of models that are wrong, and refusals."""

import csv
import json

import pytest
from typer.testing import CliRunner

from cli.main import app
from experiments.infer import records as public
from model import door
from tests.inferences import AUDIT, VIGILANCE, checked

PRIOR = """\
network = "cheats.toml"
columns = ["jobs", "rejected_invalid"]
[set]
jobs.rate = 300.0
[priors]
audit_probability = ".02:.5:log"
population.honest.numbers.vigilance = ".1:1"
"""
RECORDS = "epoch,jobs,rejected_invalid,slashes\n0,1500,58,58\n1,1500,61,61\n"


def cfield(*words, code=0):
    done = CliRunner().invoke(app, ["infer", *map(str, words)])
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("infer")
    (folder / "prior.toml").write_text(PRIOR)
    (folder / "cheats.toml").write_text(door.to_toml(checked({"audit_probability": "0:1"}, cheats=5)[0].base))
    (folder / "records.csv").write_text(RECORDS)
    return folder


@pytest.fixture(scope="module")
def found(files):
    words = (files / "records.csv", "--network", files / "prior.toml", "--particles", 60, "--budget", 480, "--workers", 1)
    return json.loads(cfield(*words, "--out", files / "kept", "--json"))


def test_a_ridge_is_told_as_a_product(found):
    """3,000 jobs of cheats with 119 detections: audit x vigilance is 119 / 3,000 = .040, within some .0035."""
    (ridge,) = found["ridges"]
    assert ridge["name"] == "audit_probability x vigilance"
    assert ridge["low"] < 0.0397 < ridge["high"]
    assert 0.005 < ridge["high"] - ridge["low"] < 0.025
    assert ridge["direction"] == pytest.approx([0.707, -0.707], abs=0.12)
    assert any("not each" in note for note in found["notes"])
    told = {one["path"]: one for one in found["posterior"]}
    assert told[VIGILANCE]["narrowed"] > 0.6
    assert told[AUDIT]["prior_low"] == pytest.approx(0.0217, abs=1e-4)


def test_json_says_what_was_run(found):
    assert found["columns"] == ["jobs", "rejected_invalid"]
    assert found["runs"] <= 480
    assert [one["tolerance"] for one in found["tolerance_path"]] == sorted(
        (one["tolerance"] for one in found["tolerance_path"]), reverse=True
    )
    assert 20 < found["effective"] <= found["particles"]
    assert {one["statistic"] for one in found["checks"]} >= {"mean of rejected_invalid", "slope of rejected_invalid"}
    assert all(one["together"] > 0.05 for one in found["checks"])


def test_files_hold_draws_simulations_and_figures(found, files):
    kept = files / "kept"
    figures = {f"{name}.{suffix}" for name in ("posterior", "checks") for suffix in ("pdf", "png")}
    tables = {"posterior.csv", "simulations.csv", "checks.csv"}
    assert {path.name for path in kept.iterdir()} == {"cells.jsonl", "infer.json"} | tables | figures
    with (kept / "posterior.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(1.0)
    mean = sum(float(row["weight"]) * float(row[AUDIT]) for row in rows)
    assert mean == pytest.approx(found["posterior"][0]["mean"], rel=1e-6)
    with (kept / "simulations.csv").open() as file:
        assert sum(1 for _ in csv.DictReader(file)) == found["runs"]


def test_a_resumed_inference_says_the_same(found, files, monkeypatch):
    from experiments.infer import running

    monkeypatch.setattr(running, "observe", lambda *_: pytest.fail("a run was made again"))
    words = (files / "records.csv", "--network", files / "prior.toml", "--particles", 60, "--budget", 480, "--workers", 1, "--json")
    assert "holds runs of an inference already" in cfield(*words, "--out", files / "kept", code=2)
    again = json.loads(cfield(*words, "--out", files / "kept", "--resume"))
    assert again == found


def test_a_table_fits_a_terminal_and_a_wrong_model_is_named(files):
    """Records that no cheat of the prior could write: as many rejections as jobs in the second epoch alone."""
    (files / "odd.csv").write_text("epoch,jobs,rejected_invalid\n0,1500,0\n1,1500,600\n")
    told = cfield(files / "odd.csv", "--network", files / "prior.toml", "--particles", 50, "--budget", 100, "--workers", 1)
    assert "The model does not show" in told
    assert "slope of rejected_invalid" in told
    assert max(map(len, told.split("Tolerance")[0].splitlines())) <= 100


def test_a_folder_of_a_run_is_read_too(tmp_path, files):
    done = CliRunner().invoke(app, ["run", "posp", "--nodes", "40", "--epochs", "3", "--out", str(tmp_path / "run")])
    assert done.exit_code == 0, done.output
    assert public.read(tmp_path / "run").columns["jobs"].tolist() == [20.0, 20.0, 20.0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--particles", "20"), "particles = 20 is outside"),
        (("--budget", "100"), "budget = 100 is outside"),
        (("--resume",), "name it with --out DIR"),
        (("--seed", "-1"), "seed = -1"),
        (("--runs", "nowhere"), "nowhere"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(files, words, message):
    told = cfield(files / "records.csv", "--network", files / "prior.toml", "--workers", 1, *words, code=2)
    assert message in told
    assert len(told.strip().splitlines()) == 1


def test_columns_that_the_records_lack_are_refused(files):
    (files / "few.csv").write_text("epoch,slashes\n0,3\n")
    told = cfield(files / "few.csv", "--network", files / "prior.toml", code=2)
    assert "'jobs' is not in the records" in told
