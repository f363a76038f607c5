"""The deterrence study at a small size: run, judged, drawn and written; and the networks that it refuses."""

import json

import numpy as np
import pandas as pd
import pytest

from cli import study as verb
from experiments.studies import deterrence as study
from experiments.studies.running import planned
from model import door, networks


@pytest.fixture
def small(monkeypatch):
    """Two slashes, few seeds, few nodes, a short run."""
    for name, value in {
        "NODES": 200, "SLASHES": np.array([3.0, 30.0]), "AUDITS": np.array([0.01, 0.1, 1.0]), "SEEDS": 6, "MAP_SEEDS": 2, "EPOCHS": 30,
    }.items():  # fmt: skip
        monkeypatch.setattr(study, name, value)


def test_runs_judges_draws_and_writes(small, tmp_path, capsys):
    kept = tmp_path / "kept"
    verb.run("deterrence", "", str(kept), workers=1, quick=False)
    printed = capsys.readouterr().out
    assert "closed form" in printed
    assert max(map(len, printed.splitlines()[:-1])) <= 80
    assert {path.name for path in kept.iterdir()} - {".lock"} == {
        "thresholds.parquet", "drift_map.parquet", "deterrence.pdf", "deterrence.png", "deterrence.csv", "study.json", "columns.csv",
        "cells.jsonl",
    }  # fmt: skip
    table = pd.read_parquet(kept / "thresholds.parquet")
    assert len(table) == 2 * 3 * 2
    assert (table["seeds"] == 6).all()
    facts = json.loads((kept / "study.json").read_text())
    assert facts["seeds"]["thresholds"].startswith("1-6, 1001-1006, ")
    assert facts["runs"] > 12 * 18
    assert facts["verdict"] in " ".join(printed.split())
    expected = table[(table["signal"] == "expected") & (table["status"] == "found")]
    closed = pd.read_csv(kept / "deterrence.csv")
    law = closed[(closed["table"] == "laws") & (closed["colluding"] == 0.0)]
    at = np.interp(expected["slash"], law["slash"], law["closed_form"])
    assert (expected["threshold"] / at).between(0.5, 2.0).all()  # so few runs find the place, not the number
    own = table[(table["signal"] == "own") & (table["slash"] == 30.0)]
    assert (own["threshold"] > 3.0 * 0.8 / 31).all()
    cells = pd.read_parquet(kept / "drift_map.parquet")
    assert len(cells) == 2 * 3
    drifts = cells[cells["slash"] == 30.0].set_index("audit_probability")["drift"]
    assert drifts[1.0] > 0 > drifts[0.01]


def test_thresholds_and_map_do_not_share_seeds():
    seeds = [seed for _, cell in planned(study.STUDY, networks.load("posp"), quick=False) for seed in cell.seeds]
    assert len(seeds) == len(set(seeds))


@pytest.mark.parametrize("network", ["none", "opengradient_launch", "opengradient_announced"])
def test_a_network_without_panels_is_refused_in_one_line(network):
    with pytest.raises(ValueError, match="panels, such as posp") as refused:
        study.prepare(networks.load(network), 0.1, "public")
    assert len(str(refused.value).splitlines()) == 1


def test_a_network_of_two_classes_is_refused_in_one_line():
    two = door.change(networks.load("posp"), {"job_classes": {"a": {"share": 0.5}, "b": {"share": 0.5}}})
    with pytest.raises(ValueError, match="needs one job class, and network 'posp' has 2"):
        study.prepare(two, 0.1, "public")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"accounts.emission": 10.0}, "set accounts.emission = 0, or accounts.emission_rule = equal"),
        ({"field.profile.audit": {"kind": "gradient"}}, "set it to kind = uniform with factor = 1"),
    ],
)
def test_a_network_that_fails_a_premise_of_the_closed_form_is_refused_in_one_line(changes, line):
    with pytest.raises(ValueError, match=line) as refused:
        study.prepare(door.change(networks.load("posp"), changes), 0.1, "public")
    assert len(str(refused.value).splitlines()) == 1
