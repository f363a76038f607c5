"""``cfield sweep``, ``merge`` and ``results`` on real runs of small sweeps, and on wrong words."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from cli import sweep as verb
from cli.main import app
from experiments.sweep import engine, running
from experiments.sweep.drive import Progress
from experiments.sweep.results import Results
from model.regimes import LOOKED_AT

SMALL = ["--set", "nodes.count=20", "--epochs", "5"]
LEVERS = ["--vary", "hours_per_epoch=12,24", "--vary", "nodes.compute_cost=.001:.1:3:log"]
SWEEP = ["sweep", "none", *SMALL, *LEVERS, "--seeds", "3", "--workers", "1"]

FAILS = """
import numpy as np


class Fails:
    name = "fails"
    family = "lazy"
    source = "written for the tests"
    numbers = {"when": 0.0}
    def decide(self, nodes, public, luck):
        if np.any(nodes.numbers["when"] > 0.5):
            raise RuntimeError("made to fail")
        nodes.effort[:] = 0.5
"""


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """A sweep of 18 runs by the command, and what it said."""
    folder = tmp_path_factory.mktemp("sweep") / "swept"
    return folder, call(*SWEEP, "--out", folder)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_last_line_says_runs_failures_folder_and_what_to_do(swept):
    folder, result = swept
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    (line,) = result.stdout.splitlines()
    assert line.startswith("18 runs, none failed, 18 of them now")
    assert line.endswith(f"look at them with: cfield results {folder}")


def test_results_are_a_table_that_fits_and_says_what_is_not_in_it(swept):
    folder, _ = swept
    for width in (80, 100, 140):
        result = CliRunner(env={"COLUMNS": str(width)}).invoke(app, ["results", str(folder)])
        assert result.exit_code == 0, result.output
        assert "18 runs at 6 points (grid), 0 failed" in result.stdout
        assert "more outcomes (" in result.stdout
        assert max(map(len, result.stdout.splitlines()[2:10])) <= width
        assert "…" not in result.stdout


def test_results_say_how_many_runs_are_in_each_regime_and_how_firm_that_is(here):
    """All honest in all six runs: Wilson's interval of 6 in 6 is .61 to 1."""
    honest = ["--set", 'population={honest={strategy="honest", share=1.0}}']
    swept = call(
        "sweep", "none", *SMALL, *honest, *LEVERS[:2], "--seeds", 3, "--workers", 1, "--outcomes", ",".join(LOOKED_AT), "--out", "all"
    )
    assert swept.exit_code == 0, swept.output
    said = call("results", "all").stdout
    assert "Regimes (runs, share, 95 % interval): honest convention 6 (100%, 61% to 100%)." in said
    assert "0% of the labels change when one threshold moves by 20%." in said
    (row,) = json.loads(call("results", "all", "--json").stdout)["regimes"]["counts"]
    assert (row["regime"], row["runs"]) == ("honest convention", 6)


def test_results_without_the_signs_say_nothing_of_regimes(swept):
    assert "Regimes" not in call("results", swept[0]).stdout
    assert json.loads(call("results", swept[0], "--json").stdout)["regimes"] == {}


def test_results_as_json_hold_points_units_and_the_sweep(swept):
    found = json.loads(call("results", swept[0], "--json", "--where", "hours_per_epoch == 24").stdout)
    assert (found["runs"], found["failed"], len(found["points"])) == (18, 0, 3)
    assert {"column": "hours_per_epoch", "unit": "h", "meaning": "length of an epoch"} in found["dictionary"]
    assert found["sweep"]["scenario"]["nodes"]["count"] == 20


@pytest.mark.parametrize(("form", "name"), [("csv", "csv"), ("parquet", "parquet"), ("latex", "tex"), ("xarray", "nc")])
def test_results_are_written_with_their_dictionary(swept, here, form, name):
    result = call("results", swept[0], "--to", form, "--out", f"mine.{name}")
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in here.iterdir()) == sorted([f"mine.{name}", "mine.dictionary.csv"])
    assert result.stdout == f"Written: mine.{name} and mine.dictionary.csv\n"


def test_a_plan_starts_and_writes_nothing(here):
    words = ["sweep", "posp", *SMALL, "--vary", "audit_probability=.001:.2:30:log", "--uncertain", "assumed", "--design", "latin_hypercube"]
    result = call(*words, "--size", "8", "--plan")
    assert result.exit_code == 0, result.output
    assert "8 points (latin_hypercube) with 10 seeds: 80 runs of 5 epochs" in result.stdout
    assert "30 levels from 0.001 to 0.2, log" in result.stdout
    assert "nodes.count: you have set it" in result.stdout
    assert "adaptation.signal: not a single number" in result.stdout
    assert list(here.iterdir()) == []
    facts = json.loads(call(*words, "--size", "8", "--plan", "--json").stdout)
    assert (facts["points"], facts["runs"], facts["folder"].startswith("runs/posp-sweep-")) == (8, 80, True)
    assert facts["seconds"] > 0 < facts["bytes"]


def test_resuming_runs_what_is_missing_and_a_second_start_is_refused(swept):
    folder, _ = swept
    again = call(*SWEEP, "--out", folder)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "add --resume" in again.stderr
    resumed = call(*SWEEP, "--out", folder, "--resume")
    assert resumed.exit_code == 0, resumed.output
    assert "none was missing" in resumed.stdout
    assert json.loads(call(*SWEEP, "--out", folder, "--resume", "--json").stdout)["here"] == 0
    other = call(*SWEEP, "--luck", "own", "--out", folder, "--resume")
    assert other.exit_code == 2
    assert "holds another sweep" in other.stderr


@pytest.mark.slow
def test_shards_merge_to_the_whole(swept, here):
    for shard in ("0/2", "1/2"):
        assert call(*SWEEP, "--shard", shard).exit_code == 0
    folders = sorted(here.glob("runs/none-sweep-*-shard*of2"))
    assert len(folders) == 2
    half = call("merge", folders[0], "--out", "half")
    assert "9 runs, 0 failed, 9 are missing" in half.stdout
    merged = call("merge", *folders, "--out", "all")
    assert merged.stdout == "18 runs, 0 failed, none is missing; look at them with: cfield results all\n"
    pd.testing.assert_frame_equal(Results("all").frame(), Results(swept[0]).frame())
    assert call("merge", *folders, "--out", "all").exit_code == 2
    mixed = call("merge", folders[0], swept[0], "--out", "more", "--json")
    assert json.loads(mixed.stdout) == {"folder": "more", "runs": 18, "missing": 0, "failed": 0}


@pytest.mark.slow
def test_runs_that_fail_are_told_and_tried_again(here):
    (here / "fails.py").write_text(FAILS)
    words = ["sweep", "none", *SMALL, "--plugin", "fails.py", "--set", 'population.mine={strategy="fails", share=0.3}', "--seeds", "2"]
    words += ["--vary", "population.mine.numbers.when=0,1", "--out", "out", "--workers", "1"]
    result = call(*words)
    assert result.exit_code == 3, result.output
    assert result.stdout.startswith("4 runs, 2 failed, ")
    assert "2 runs failed with: " in result.stderr
    assert "made to fail" in result.stderr
    shown = call("results", "out")
    assert shown.exit_code == 0
    assert "2 runs failed, 2 of them with" in shown.stdout
    retried = call(*words, "--retry-failed", "--json")
    assert retried.exit_code == 3
    assert {name: json.loads(retried.stdout)[name] for name in ("runs", "failed", "here")} == {"runs": 4, "failed": 2, "here": 2}


def test_a_file_is_run_and_the_command_line_comes_before_it(here):
    (here / "sweep.toml").write_text(
        'name = "mine"\nnetwork = "none"\nseeds = 2\nepochs = 5\noutcomes = ["integrity"]\n[set]\nnodes.count = 20\n'
        "[levers]\nhours_per_epoch = [12, 24]\n"
    )
    result = call("sweep", "sweep.toml", "--workers", "1", "--vary", "hours_per_epoch=6", "--seeds", "0,9", "--every", "2", "--nodes-table")
    assert result.exit_code == 0, result.output
    (folder,) = (here / "runs").iterdir()
    assert folder.name.startswith("mine-")
    results = Results(folder)
    assert list(results.frame()["seed"]) == [0, 9]
    assert results.frame()["hours_per_epoch"].unique() == [6.0]
    assert results.outcomes == ["integrity"]
    assert (len(results.series()), len(results.nodes())) == (2 * 3, 2 * 20)


def test_points_say_why_they_have_as_many_replicates(here):
    words = ["sweep", "none", *SMALL, "--vary", "hours_per_epoch=12,24", "--seeds", "3", "--until", "acceptance_rate:0.1", "--workers", "1"]
    assert call(*words, "--out", "out").exit_code == 0
    shown = call("results", "out")
    assert "Replicates until acceptance_rate is known to 0.1: 2 points: narrow." in shown.stdout


WRONG = [
    (["sweep", "posq"], "did you mean posp?"),
    (["sweep", "wrong.toml"], "did you mean levers?"),
    (["sweep", "none", "--vary", "hours_per_epoch"], "is not NAME=VALUE"),
    (["sweep", "none", "--vary", "hours_per_epch=1,2"], "did you mean hours_per_epoch?"),
    (["sweep", "none", "--vary", "hours_per_epoch=1,2", "--vary", "hours_per_epoch=3"], "is given twice"),
    (["sweep", "none", "--vary", "hours_per_epoch=0:1"], "is outside"),
    (["sweep", "none", "--vary", "hours_per_epoch=1:2"], "a grid needs levels"),
    (["sweep", "none", "--uncertain", "assumed"], "a grid needs levels"),
    (["sweep", "none", "--vary", "hours_per_epoch=1,2", "--design", "gird"], "give one of grid"),
    (["sweep", "none", "--vary", "hours_per_epoch=1:2", "--design", "sobol", "--size", "3"], "no power of two"),
    (["sweep", "none", "--table", "nowhere.csv"], "cannot be read"),
    (["sweep", "none", *LEVERS, "--seeds", "0"], "[1, 1,000,000]"),
    (["sweep", "none", *LEVERS, "--seeds", "three"], "0-29"),
    (["sweep", "none", *LEVERS, "--until", "integrity"], "OUTCOME:WIDTH"),
    (["sweep", "none", *LEVERS, "--until", "integrty:1"], "did you mean integrity?"),
    (["sweep", "none", *LEVERS, "--until", "integrity:.1", "--shard", "0/2"], "a shard cannot see"),
    (["sweep", "none", *LEVERS, "--luck", "bad"], "neither shared nor own"),
    (["sweep", "none", *LEVERS, "--outcomes", "welfre"], "did you mean welfare?"),
    (["sweep", "none", *LEVERS, "--epochs", "0"], "epochs = 0 is outside"),
    (["sweep", "none", *LEVERS, "--every", "-1"], "every = -1 is outside"),
    (["sweep", "none", *LEVERS, "--set", "nodes.count=0"], "nodes.count = 0 is outside"),
    (["sweep", "none", *LEVERS, "--plugin", "nowhere.py"], "cannot be read"),
    (["sweep", "none", *LEVERS, "--shard", "2/2"], "0 <= I < N"),
    (["sweep", "none", *LEVERS, "--out", "taken"], "give another folder"),
    (["sweep", "none", *LEVERS, "--out", "full"], "is not empty and holds no sweep"),
    (["merge", "nowhere", "--out", "all"], "holds no sweep"),
    (["merge", "full"], "--out DIR"),
    (["results", "nowhere"], "holds no sweep"),
    (["results", "full"], "holds no sweep"),
]


@pytest.mark.parametrize(("words", "says"), WRONG, ids=lambda part: " ".join(part)[:70] if isinstance(part, list) else "")
def test_what_is_wrong_is_one_line_and_nothing_is_written(words, says, here):
    (here / "taken").write_text("mine")
    (here / "full").mkdir()
    (here / "full" / "mine.txt").write_text("mine")
    (here / "wrong.toml").write_text('network = "none"\nlevrs = 1\n')
    result = call(*words)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("cfield: ")
    assert says in line
    assert {path.name for path in here.rglob("*") if path.name != ".lock"} == {"taken", "full", "mine.txt", "wrong.toml"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--to", "xlsx"], "give one of csv"), (["--where", "integrty < 1"], "did you mean integrity?"),
        (["--where", "integrity = 1"], "equal is =="),
        (["--out", "a.csv"], "add --to"), (["--to", "csv", "--out", "taken/a.csv"], "another file with --out FILE"),
    ],
)  # fmt: skip
def test_results_that_cannot_be_given_are_one_line(swept, here, words, says):
    (here / "taken").write_text("mine")
    result = call("results", swept[0], *words)
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert says in line
    assert [path.name for path in here.iterdir()] == ["taken"]


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (engine.Gone("the scheduler is gone"), 1, "the scheduler is gone; what is done is kept in out"),
        (OSError(28, "No space left on device"), 1, "No space left on device; make room"),
        (KeyboardInterrupt(), 130, "interrupted; what is done is kept in out, and the same command with --resume goes on"),
    ],
)
def test_what_ends_a_sweep_early_is_one_line(here, monkeypatch, error, code, says):
    def ends(*args, **options):
        raise error

    monkeypatch.setattr(running, "run", ends)
    result = call(*SWEEP, "--out", "out")
    assert (result.exit_code, result.stdout) == (code, "")
    (line,) = result.stderr.splitlines()
    assert says in line


def test_another_version_is_noted(here, monkeypatch):
    assert call("sweep", "none", *SMALL, "--vary", "hours_per_epoch=12", "--seeds", "1", "--workers", "1", "--out", "out").exit_code == 0
    description = json.loads(Path("out/sweep.json").read_text())
    Path("out/sweep.json").write_text(json.dumps({**description, "model_version": "0.0.0+old"}))
    result = call("results", "out")
    assert result.exit_code == 0
    assert "note: these results are of model 0.0.0+old" in result.stderr


def test_a_line_of_progress_says_rate_remaining_time_and_failures():
    assert verb.sentence(Progress(1200, 3, 6000, 1, 40.0)) == "1,200 of 6,000, 40 runs/s, 2 min to go, 3 failed, 1 workers died"
    assert [verb.clock(seconds) for seconds in (0.2, 30, 600, 7200, 1e6)] == ["under 1 s", "30 s", "10 min", "2.0 h", "11.6 days"]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_leaves_a_sweep_that_resumes_to_the_whole(here):
    words = [
        "sweep",
        "none",
        *SMALL,
        "--vary",
        "hours_per_epoch=1:24:40",
        "--seeds",
        "10",
        "--epochs",
        "400",
        "--workers",
        "1",
        "--out",
        "out",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=here
    )
    for _ in range(600):
        if any((here / "out" / "runs").glob("*.parquet")):
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert told == "cfield: interrupted; what is done is kept in out, and the same command with --resume goes on\n"
    before = len(Results("out"))
    assert 0 < before < 400
    assert call(*words, "--resume").exit_code == 0
    assert len(Results("out")) == 400
