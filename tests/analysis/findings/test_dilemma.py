"""How the study ``dilemma`` is read: on tables that were made up."""

import numpy as np
import pandas as pd
import pytest

from analysis.findings.claims import STANDS, conclude
from analysis.findings.dilemma import READING
from analysis.theory.attention import challenge_floor
from model import networks
from tests import studies

POSP = networks.load("posp")
RATES = (0.01, 0.1, 1.0)


def made_up(*, ratio=1.0, exponent=-1.0, drift=-0.02, public=0.1, own=0.95, seeds=100):
    luck = np.random.default_rng(1)
    penalty = [
        {"listener": name, "decoy_rate": p, "threshold": ratio * (1 + p) * luck.normal(1, 0.01), "low": 0.98 * (1 + p),
         "high": 1.02 * (1 + p), "status": "found", "seeds": seeds}
        for name in ("expected", "public") for p in RATES
    ]  # fmt: skip
    penalty += [
        {"listener": name, "decoy_rate": p, "threshold": np.nan, "low": np.nan, "high": np.nan, "status": "none", "seeds": seeds}
        for name in ("own_10", "own_1") for p in RATES
    ]  # fmt: skip
    floor = []
    for signal, memory, verifiers in (("own", 1.0, 200), ("own", 10.0, 200), ("public", 10.0, 40), ("public", 10.0, 200)):
        heard = memory * (verifiers / 2 if signal == "public" else 1)
        value = challenge_floor(0.8, 1.0) * heard**exponent
        ends = {"floor": value, "low": 0.95 * value, "high": 1.05 * value}
        floor.append({"signal": signal, "memory": memory, "verifiers": verifiers, **ends, "status": "found", "seeds": seeds})
    drifts = [
        {"listener": "own_1", "decoy_rate": 0.1, "strength": 100.0, "seed": s, "drift": drift + luck.normal(0, 0.01)} for s in range(seeds)
    ]
    late = [
        {"listener": name, "bounty": b, "decoy_rate": 0.03, "strength": z, "seed": s, "looks": 0.5, "cheats": at + luck.normal(0, 0.02),
         "integrity": 0.5}
        for name, at in (("public", public), ("own_1", own)) for b in (0.0, 2.5) for z in (0.5, 1.0, 2.0) for s in range(seeds)
    ]  # fmt: skip
    return {name: pd.DataFrame(rows) for name, rows in (("drift", drifts), ("penalty", penalty), ("floor", floor), ("late", late))}


def read(**how):
    return studies.read(READING, POSP, made_up(**how))


def test_it_stands_where_all_four_parts_hold():
    _, finding, judged = read()
    assert conclude(judged) == STANDS
    assert "own last epoch: none up to P A = 100 C" in finding.found
    assert finding.emerges[0].implied_by


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"ratio": 1.2}, "by expected utility"), ({"drift": 0.02}, "own last epochs looking shrinks"),
        ({"exponent": -0.3}, "inverse of the verdicts"),
        ({"public": 0.6}, "public averages end honest"), ({"own": 0.3}, "end cheating"),
    ],
)  # fmt: skip
def test_it_is_refuted_by_each_part_that_fails(how, words):
    verdict = conclude(read(**how)[2])
    assert verdict.startswith("the hypothesis is refuted")
    assert words in verdict


def test_it_is_undecided_where_luck_hides_a_part():
    assert conclude(read(drift=0.0, seeds=4)[2]).startswith("undecided")


def test_floors_that_lie_on_the_law_are_said_to():
    tables, finding, _ = read()
    assert np.allclose(tables["floors"]["floor"] / tables["floors"]["law"], 1.0, rtol=0.01)
    assert "1.00 to 1.00 times" in finding.departs


def test_the_table_names_what_was_not_found():
    finding = read()[1]
    assert list(finding.table["P A / C, own last epoch"]) == ["none up to 100"] * 3


@pytest.mark.parametrize("name", list(READING.drawings))
def test_figures_draw_what_was_measured(name):
    figure = READING.drawings[name].draw(read()[0])
    figure.draw_without_rendering()
    assert len(figure.axes) == 2
    assert all(axes.get_xlabel() and axes.has_data() for axes in figure.axes)
