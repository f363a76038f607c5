"""How the tables of ``visibility`` are read: thresholds that are made up by its laws, against them, and too loosely to tell."""

import warnings

import numpy as np
import pandas as pd
import pytest

from analysis.findings import visibility as reading
from analysis.findings.claims import FAILS, HOLDS, UNDECIDED, judge
from analysis.theory import visibility as theory
from experiments.studies.visibility import SLASHES, STUDY
from model import networks

SAVING, REWARD = 0.8, 1.0
"""posp's, USD."""


@pytest.fixture(scope="module")
def posp():
    return networks.load("posp")


def rows(law, spread=0.02):
    """Two numbers seen, a memory, a ring, and one rate of ruin, at thresholds that a law makes."""
    usual = {"graph": "random", "visible": 1, "memory": 1.0, "intensity": 1.0, "revision_rate": 0.1, "nodes": 400, "first_seed": 1}
    places = [{"arm": "seen"}, {"arm": "seen", "visible": 9}, {"arm": "memory", "memory": 4.0}]
    places += [{"arm": "graph", "graph": "ring", "visible": 1_000_000}]
    found = [usual | place | {"slash": slash} for place in places for slash in SLASHES]
    found += [usual | {"arm": "ruin", "slash": slash} for slash in (5.0, 50.0, 500.0)]
    for row in found:
        row["seen"] = 4.0 if row["graph"] == "ring" else float(row["visible"])
        at = law(row)
        row |= {"threshold": at, "low": at * (1 - spread), "high": at * (1 + spread), "status": "found", "seeds": 100}
    return pd.DataFrame(found)[list(STUDY.tables["thresholds"].columns)]


def tables(network, thresholds):
    ring = pd.DataFrame({"graph": ["ring"], "nodes": [400], "degree": [4], "share": [1.0]})
    measured = {"thresholds": thresholds, "degrees": ring}
    return measured | reading.closed_forms(network, measured)


def by_the_hypothesis(row):
    if row["arm"] == "ruin":
        return 0.2 * row["slash"] ** -0.5
    return theory.envelope(SAVING, REWARD + row["slash"], row["intensity"], (1 + row["seen"]) / 2 * row["memory"])


def p_times_s(row):
    return 5.0 / row["slash"]


def verdicts(network, thresholds):
    finding = reading.find(network, tables(network, thresholds))
    return [judged.verdict for judged in judge(finding.claims) if judged.claim.decides], finding


def test_thresholds_by_the_hypothesis_stand(posp):
    found, finding = verdicts(posp, rows(by_the_hypothesis))
    assert set(found) == {HOLDS}
    assert "moves the threshold of the last epoch by +0.0 %" in finding.found
    assert "exponent of the threshold in the slash is -0.50 up to ruin at once" in finding.found
    assert len(finding.table) == 4


def test_where_p_times_s_is_constant_the_hypothesis_falls(posp):
    found, finding = verdicts(posp, rows(p_times_s))
    assert found[-1] == FAILS
    assert found.count(FAILS) >= 3
    assert "Severity returns through memory" in finding.departs


def test_loose_thresholds_decide_nothing(posp):
    found, _ = verdicts(posp, rows(by_the_hypothesis, spread=0.9))
    assert set(found) == {UNDECIDED}


def test_thresholds_that_were_not_found_are_left_out(posp):
    some = rows(by_the_hypothesis)
    some.loc[some["arm"] == "graph", ["threshold", "low", "high"]] = np.nan
    found, _ = verdicts(posp, some)
    assert found.count(UNDECIDED) == 1


def test_laws_stand_beside_thresholds(posp):
    laws = tables(posp, rows(by_the_hypothesis))["laws"]
    first = laws.iloc[0]
    assert first["envelope"] == pytest.approx(0.322046, abs=1e-6)
    assert first["closed"] == pytest.approx(0.275335, abs=1e-5)
    assert first["certain"] == pytest.approx(0.8 / 101)
    assert laws[laws["arm"] == "ruin"]["closed"].iloc[-1] == pytest.approx(0.033387, abs=1e-6)
    assert laws["verdicts"].tolist()[:8] == [1.0, 1.0, 5.0, 5.0, 4.0, 4.0, 2.5, 2.5]


def test_the_figure_draws_without_warnings(posp, tmp_path):
    everything = tables(posp, rows(by_the_hypothesis))
    for drawing in reading.READING.drawings.values():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            drawing.draw({name: everything[name] for name in drawing.tables}).savefig(tmp_path / "figure.pdf")
