"""Wrong command lines: exit code 2, one line that says what to do, no traceback, nothing written."""

import sys

import pytest
from typer.testing import CliRunner

from cli.main import app

IN_POPULATION = ["--set", 'population.mine={strategy="far_off", share=0.3}']
SMALL = ["--nodes", "20", "--epochs", "3"]

ONE_LINE = [
    (["run", "posq"], "did you mean posp?"),
    (["run", ""], "no network is given"),
    (["run", "nowhere.toml"], "No such file"),
    (["run", "."], "Is a directory"),
    (["run", "folder.toml"], "Is a directory"),
    (["run", "bytes.toml"], "not text in UTF-8"),
    (["run", "empty.toml"], "empty.toml is empty"),
    (["run", "garbage.toml"], "not TOML"),
    (["run", "nested.toml"], "nested.toml: not"),
    (["run", "nested.json"], "without end"),
    (["run", "list.json"], "a JSON object is needed"),
    (["run", "broken.json"], "not JSON"),
    (["run", "missing_number.json"], "epochs = nan"),
    (["run", "misspelt.toml"], "did you mean epochs?"),
    (["run", "posp", "--seed", "-1"], "[0, 2^63)"),
    (["run", "posp", "--seed", str(2**63)], "[0, 2^63)"),
    (["run", "posp", "--nodes", "0"], "nodes.count = 0 is outside"),
    (["run", "posp", "--nodes", "-3"], "nodes.count = -3 is outside"),
    (["run", "posp", "--nodes", "99999999999"], "is outside [1, 1e+07]"),
    (["run", "posp", "--epochs", "0"], "epochs = 0 is outside"),
    (["run", "posp", "--epochs", "1000000000"], "is outside [1, 1e+08]"),
    (["run", "posp", "--set", "audit"], "is not NAME=VALUE"),
    (["run", "posp", "--set", "=3"], "is not NAME=VALUE"),
    (["run", "posp", "--set", ""], "is not NAME=VALUE"),
    (["run", "posp", "--set", "audit_probability="], "give a number in [0, 1]"),
    (["run", "posp", "--set", "audit_probability=2"], "is outside [0, 1]"),
    (["run", "posp", "--set", "audit_probability=nan"], "finite number"),
    (["run", "posp", "--set", "audit_probability=[0.1,"], "wrong type"),
    (["run", "posp", "--set", "audit_probability=" + "[" * 5000], "wrong type"),
    (["run", "posp", "--set", "audit_probabilty=0.1"], "did you mean audit_probability?"),
    (["run", "posp", "--set", "sample=2"], "did you mean sampled_segments?"),
    (["run", "posp", "--set", "quorum=2"], "quorum"),
    (["run", "posp", "--set", "share=0.1"], "give the full path"),
    (["run", "posp", "--set", "verification.kind=pannel"], "give one of absent, panel, attestation, proof"),
    (["run", "posp", "--set", "verification.kind=proof", "--set", "panel_size=3"], "belongs to kind panel"),
    (["run", "posp", "--set", "field.verification=proof"], "set field.verification.kind = proof"),
    (["run", "posp", "--set", "panel_size=2.5"], "whole number"),
    (["run", "posp", "--set", "panel_size=3", "--set", "need=7"], "need"),
    (["run", "posp", "--set", "sampled_segments=5"], "segments"),
    (["run", "posp", "--set", "shards_needed=5"], "shards"),
    (["run", "posp", "--set", "segments=0"], "is outside [1, 100000]"),
    (["run", "posp", "--set", "population=3"], "give a table"),
    (["run", "posp", "--set", "population.mine.share=0.1"], "population has no 'mine'"),
    (["run", "posp", "--set", 'population.mine={strategy="honst",share=0.1}'], "did you mean honest?"),
    (["run", "posp", "--set", "population.cheat.numbers.effort=7"], "is outside [0, 1]"),
    (["run", "posp", "--set", "population.cheat.numbers.efort=0"], "did you mean effort?"),
    (["run", "posp", "--set", 'nodes.stake={kind="uniform",low=5,high=1}'], "give high >= low"),
    (["run", "posp", "--set", "nodes.stake=[1,2]"], "lists 2 values for 1000 nodes"),
    (["run", "posp", "--set", "stop_when=nevr"], "did you mean never?"),
    (["run", "none", "--plugin", "nowhere.py"], "cannot be read"),
    (["run", "none", "--plugin", "raises.py"], "line 2 raises ZeroDivisionError"),
    (["run", "none", "--plugin", "syntax.py"], "line 1 raises SyntaxError"),
    (["run", "none", "--plugin", "no_strategy.py"], "defines no strategy"),
    (["run", "none", "--plugin", "bytes.toml"], "raises SyntaxError"),
    (["run", "none", *SMALL, "--plugin", "far_off.py", *IN_POPULATION], "effort = 3, outside [0, 1]"),
    (["run", "none", *SMALL, "--plugin", "far_off.py", "--set", 'population.mine={strategy="far_of", share=0.3}'], "did you mean far_off?"),
    (["show", "posq"], "did you mean posp?"),
    (["show", "posp", "--set", "slsh=1"], "did you mean slash?"),
    (["schema", "zzzz"], "`cfield schema` lists all"),
    (["study", "deterence"], "did you mean deterrence?"),
    (["study", "deterrence", "--network", "none"], "field.verification.kind = absent; choose a network with panels"),
    (["study", "deterrence", "--network", "posq"], "did you mean posp?"),
    (["study", "deterrence", "--network", "two_classes.toml"], "needs one job class"),
]
"""Words of the command, and what the line must say."""

USAGE = [
    ["frobnicate"],
    ["run"],
    ["run", "posp", "posp"],
    ["run", "posp", "--seed", "word"],
    ["run", "posp", "--seed", "1.5"],
    ["run", "posp", "--nodes", "1e3"],
    ["run", "posp", "--nodes"],
    ["run", "posp", "--colour"],
    ["show"],
    ["show", "posp", "--seed", "3"],
    ["networks", "posp"],
    ["study"],
    ["study", "deterrence", "--workers", "-2"],
    ["bench", "--size", "3"],
]
"""Words that do not fit the command at all: typer's own message."""

FAR_OFF = """
class FarOff:
    name = "far_off"
    family = "lazy"
    source = "written for the tests"
    numbers = {}
    def decide(self, nodes, public, luck):
        nodes.effort[:] = 3.0
"""

TWO_CLASSES = """
[job_classes.small]
share = 0.5
[job_classes.large]
share = 0.5
[field.verification]
kind = "panel"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with files that are wrong in many ways."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00abc")
    texts = {
        "empty.toml": " \n", "garbage.toml": "x" * 2_000_000, "nested.toml": "a = " + "[" * 100_000, "nested.json": "[" * 100_000,
        "list.json": "[1, 2]", "broken.json": "{'a': 1}", "missing_number.json": '{"epochs": NaN}', "misspelt.toml": "epoch = 3\n",
        "two_classes.toml": TWO_CLASSES, "raises.py": "x = 0\n1 / x\n", "syntax.py": "def x(:\n", "no_strategy.py": "x = 1\n",
        "far_off.py": FAR_OFF,
    }  # fmt: skip
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def call(words):
    return CliRunner().invoke(app, words)


@pytest.mark.parametrize(("words", "says"), ONE_LINE, ids=lambda part: " ".join(part)[:60] if isinstance(part, list) else "")
def test_what_is_wrong_is_one_line_and_nothing_is_written(words, says, folder):
    before = {path.name for path in folder.iterdir()}
    out = ["--out", "results"] if words[0] in ("run", "study") else []
    result = call([*words, *out])
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("cfield: ")
    assert says in line
    assert {path.name for path in folder.iterdir()} == before


@pytest.mark.parametrize("words", USAGE, ids=" ".join)
def test_what_does_not_fit_the_command_shows_its_usage(words, folder):
    before = {path.name for path in folder.iterdir()}
    result = call(words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error" in result.stderr
    assert "Traceback" not in result.stderr
    assert {path.name for path in folder.iterdir()} == before


@pytest.mark.parametrize("out", ["taken", "taken/below", "taken/far/below", "/dev/null/below"])
@pytest.mark.parametrize("words", [["run", "none", *SMALL], ["study", "deterrence"]], ids=["run", "study"])
def test_results_cannot_go_to_a_file(words, out, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("mine")
    result = call([*words, "--out", out])
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert "give another folder with --out DIR" in line
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_results_cannot_go_where_no_file_can_be_made():
    result = call(["run", "none", *SMALL, "--out", "/proc/results"])
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_a_network_that_the_memory_does_not_hold(monkeypatch, tmp_path):
    def without_room(*_, **__):
        raise MemoryError("Unable to allocate 1.19 GiB for an array")

    monkeypatch.setattr("cli.run.simulate", without_room)
    result = call(["run", "none", *SMALL, "--out", str(tmp_path / "results")])
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line == "cfield: out of memory: Unable to allocate 1.19 GiB for an array; lower --nodes or --epochs, or record less"
    assert not (tmp_path / "results").exists()


def test_a_name_with_brackets_is_printed_as_it_is(tmp_path):
    words = ["--set", 'name="[/bold] [red]"', "--set", 'description="[/dim]"']
    shown = call(["show", "none", *words])
    ran = call(["run", "none", *SMALL, *words, "--out", str(tmp_path / "[/x]")])
    assert shown.exit_code == ran.exit_code == 0
    assert "[/bold] [red]" in shown.stdout
    assert "[/bold] [red]" in ran.stdout
    assert "[/x]" in ran.stdout
