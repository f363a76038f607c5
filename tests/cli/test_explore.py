"""``cfield explore``: the map's summary, its plan, the difference of two fields, and refusals."""

import json

import pytest
from typer.testing import CliRunner

from cli import explore as verb
from cli.main import app
from experiments.explore.engine import Exploration, run
from experiments.explore.genome import Budget
from experiments.explore.outcomes import parse
from experiments.explore.reached import reached
from experiments.explore.search import Shares
from experiments.explore.start import honest_start
from experiments.sweep.engine import Local
from model import networks


def cfield(*words, code=0):
    done = CliRunner().invoke(app, ["explore", *map(str, words)])
    assert done.exit_code == code, done.output
    return done.stdout


SMALL = ("--nodes", "8", "--epochs", "8", "--outcomes", "integrity=0:1:3,gini_stake=0:1:3", "--workers", "1")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Two small fields, explored by the command, the second against the first."""
    folder = tmp_path_factory.mktemp("explored")
    first = cfield("none", "--budget", 160, *SMALL, "--out", folder / "none")
    second = cfield(
        "none", "--set", "nodes.outside_gain=0", "--budget", 160, *SMALL, "--out", folder / "other", "--against", folder / "none", "--json"
    )
    return folder, first, json.loads(second)


def test_the_summary_counts_every_cell_once(done):
    _, told, data = done
    assert data["seen"] + data["empty"] == data["cells"] == 9
    assert data["confirmed"] <= data["seen"]
    assert sum(data["spent"].values()) <= 160
    for words in ("confirmed", "seen", "empty", "honest start", "cells.csv"):
        assert words in told


def test_the_folder_holds_cells_and_a_map_that_are_whole(done):
    folder, _, data = done
    for name in ("reached.json", "cells.csv", "reachable.pdf", "reachable.png", "sweep.json"):
        assert (folder / "none" / name).stat().st_size > 0
    assert (folder / "other" / "against.pdf").exists()
    rows = (folder / "other" / "cells.csv").read_text().splitlines()
    assert len(rows) == 1 + data["seen"]
    assert rows[0].startswith("integrity_low,integrity_high,gini_stake_low")


def test_a_difference_puts_every_cell_in_one_class(done):
    against = done[2]["against"]
    assert against["network"] == "none"
    there = json.loads((done[0] / "none" / "reached.json").read_text())["reached"]["ways"]
    here = json.loads((done[0] / "other" / "reached.json").read_text())["reached"]["ways"]
    cells = {way["cell"] for way in here} | {way["cell"] for way in there}
    assert len(against["only_here"]) + len(against["only_there"]) + against["both"] + against["open"] == len(cells)


def test_a_finished_exploration_is_told_again_without_runs(done):
    folder, told, _ = done
    assert cfield("none", "--budget", 160, *SMALL, "--out", folder / "none", "--resume") == told


def test_the_command_finds_what_the_package_finds(done, tmp_path):
    start = honest_start(networks.load("none"), 8, 8)
    wanted = parse("integrity=0:1:3,gini_stake=0:1:3", start.scenario)
    same = Exploration(start, wanted, Budget(80.0, 80.0), 160, shares=Shares())
    found = reached(same, run(same, tmp_path / "same", engine=Local(1)).explorer)
    stored = json.loads((done[0] / "none" / "reached.json").read_text())["reached"]
    assert [way.cell for way in found.ways] == [way["cell"] for way in stored["ways"]]
    assert [way.words for way in found.ways] == [way["words"] for way in stored["ways"]]


def test_a_plan_starts_nothing(tmp_path):
    told = cfield("posp", "--budget", 1000, *SMALL, "--out", tmp_path / "never", "--plan")
    assert "Nothing was started" in told
    assert "1,000 runs" in told
    assert "first.strategy" in told
    assert not (tmp_path / "never").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("none", "--outcomes", "integrty"), "did you mean integrity"), (("none", "--budget", "5"), "budget = 5 runs is outside"),
        (("none", "--stake", "0", "--usd", "0"), "allow an explorer nothing"), (("none", "--nodes", "2"), "at least 4 nodes"),
        (("none", "--outcomes", "welfare", "--against", "posp"), "needs the same cells for both"), (("nowhere",), "nowhere"),
    ],
)  # fmt: skip
def test_what_cannot_be_explored_is_refused_in_one_line(words, told, tmp_path):
    done = CliRunner().invoke(app, ["explore", *words, "--out", str(tmp_path / "x")])
    assert done.exit_code == 2
    assert told in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_equal_explorations_go_to_equal_folders():
    asked = verb.Asked("integrity", 500, None, None, 20, 20, 0)
    one, same, other = (verb.default_folder(verb.exploration_of("none", [], a)) for a in (asked, asked, asked._replace(seed=1)))
    assert one == same != other
    assert one.name.startswith("none-explore-")
