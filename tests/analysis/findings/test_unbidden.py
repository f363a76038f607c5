"""What `unbidden` finds in tables made by hand: it stands, is refuted, or stays undecided; and its figures."""

import warnings

import numpy as np
import pandas as pd
import pytest

from analysis.findings.claims import conclude, judge
from analysis.findings.unbidden import READING
from experiments.studies.detectors import LIST, TESTED
from experiments.studies.unbidden import FIELDS, NULLS, PLANTED
from model import networks

NONE = networks.load("none")
FOUND = {("shown", "copies"): 90, ("hideable", "skips_withheld"): 60, ("tolerant", "within_tolerance"): 50}


def tables(hits, n=100):
    """Runs in which all nodes or none show a behaviour; `hits` counts them by field and behaviour."""
    rows = []
    for field in (*FIELDS, *NULLS):
        for seed in range(n):
            shown = {name: float(seed < hits.get((field, name), 0) * n / 100) for name in TESTED}
            rows.append({"field": field, "seed": seed} | shown | {"policy": "works" if seed % 3 else "skips"})
    epochs = [
        {"field": f, "epoch": e, "node": k, "cheats": 0.1 * k, "withhold": 0.5}
        for f in (*FIELDS, "drift")
        for e in (7, 15)
        for k in range(3)
    ]
    planted = [
        {"behaviour": name, "field": field, "seed": seed, "planted": 5.0 + 0.1 * seed, "honest": 4.0}
        for name, (field, _) in PLANTED.items()
        for seed in range(4)
    ]
    measured = {"policies": pd.DataFrame(rows), "clouds": pd.DataFrame(epochs), "planted": pd.DataFrame(planted)}
    return measured | READING.closed_forms(NONE, measured)


def verdict(hits, n=100):
    return conclude(judge(READING.find(NONE, tables(hits, n)).claims))


def test_three_behaviours_beyond_drift_stand():
    assert verdict(FOUND) == "the hypothesis stands"


def test_two_do_not():
    assert verdict({place: hits for place, hits in FOUND.items() if place[0] != "tolerant"}).startswith("the hypothesis is refuted")


def test_what_drift_shows_as_often_is_not_found():
    assert verdict(FOUND | {("drift", "copies"): 90}).startswith("the hypothesis is refuted")


def test_a_behaviour_in_the_deterring_field_refutes():
    assert "in `audited`" in verdict(FOUND | {("audited", "skips_withheld"): 60})


def test_few_seeds_leave_it_undecided():
    assert verdict(FOUND, n=4).startswith("undecided")


def test_an_excess_is_the_difference_of_the_shares_of_runs():
    """Of 100 runs 60 against 20 of the null: .4, with one run of each kind more (61/102, 21/102) an error of .0629."""
    rows = tables(FOUND | {("drift", "skips_withheld"): 20})["frequencies"].set_index(["behaviour", "field"])
    row = rows.loc[("skips_withheld", "hideable")]
    assert (row["shown"], row["null_shown"]) == (60, 20)
    assert row["excess"] == pytest.approx(0.4)
    assert row["error"] == pytest.approx(np.sqrt((61 * 41 + 21 * 81) / 102**3))


def test_temptations_of_one_job_by_hand():
    """Work .6, fee 1, slash 5 at p = .2: a skip .6 - 1.2; hidden for a penalty of 0: .6 - .2; an attack for 1: .8 - 1.2."""
    row = tables(FOUND)["temptations"].set_index("field").loc["hideable"]
    assert row.to_dict() == pytest.approx({"skip": -0.6, "skip_withheld": 0.4, "attack": -0.4})
    assert tables(FOUND)["temptations"].set_index("field").loc["audited", "skip_withheld"] == pytest.approx(-0.6)


def test_the_paragraph_says_what_is_found_what_not_and_what_cannot_be():
    finding = READING.find(NONE, tables(FOUND))
    assert "3 are found" in finding.found
    assert "copies what others show in `shown` (90 of 100 runs, drift alone 0)" in finding.found
    assert "Not expressible in the model: claims just below the always-checked size" in finding.found
    assert "withholds when caught in `striking`: +1.15" in finding.departs
    assert "not found" in finding.departs
    assert {len(LIST) + 4} == {len(finding.table)}
    assert {one.implied_by != "" for one in finding.emerges} == {True}
    nothing = READING.find(NONE, tables({}))
    assert "0 are found: none." in nothing.found
    assert nothing.emerges == ()


@pytest.mark.parametrize("name", list(READING.drawings))
def test_figures_are_drawn_without_a_warning(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = READING.drawings[name].draw(tables(FOUND, n=10))
        figure.canvas.draw()
    assert figure.axes
