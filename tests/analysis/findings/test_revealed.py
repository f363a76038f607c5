"""What `revealed` finds in tables made by hand: it stands, is refuted, or stays undecided; and its figures."""

import functools

import numpy as np
import pandas as pd
import pytest

from analysis.findings import revealed as reading
from analysis.findings import revealed_clouds as clouds
from analysis.findings.claims import STANDS, conclude, judge
from analysis.possibility.axes import Box
from analysis.possibility.boundary import Boundary
from experiments.studies import revealed as study
from model import networks
from tests.pictures import clipped, colliding, tiny

NONE = networks.load("none")
EDGE = 5.36
"""Where the set of these tests ends at every effort, sigma, to both sides."""
BOX = Box(("effort", "deviation"), (0.0, -30.0), (1.0, 30.0), {})
GRID = np.linspace(0.0, 1.0, 61)


def strip(edge):
    """All deviations up to so many sigma, at every effort."""
    return Boundary(GRID, GRID, np.tile(edge - np.abs(60.0 * GRID - 30.0), (61, 1)))


@pytest.fixture(autouse=True, scope="module")
def known():
    """Sets and best responses that need no outlook."""
    sets = {"admissible": strip(EDGE), "viable, cheapest": strip(8.0), "viable, dearest": strip(7.5)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clouds, "boundaries_of", lambda _: (sets, BOX))
        patch.setattr(clouds, "best_of", lambda _, most: (0.0, most - 4.7))
        yield


@functools.cache
def made(off=0.5, spread=20.0, null=100.0, slope=1.0, effort=0.03, n=6):
    """Nodes `off` sigma inside the boundary, and further by `spread` times the mutation."""
    rows, edges = [], [clouds.edge_of(10.0 * factor) for factor in study.FACTORS]

    def add(arm, mutation, seed, kind, deviation, most=effort):
        rows.extend((arm, mutation, 0, seed, epoch, kind, most * k, (-1) ** k * deviation) for epoch in (449, 599) for k in (0, 1))

    for seed in range(n):
        for kind in range(4):
            luck = 0.02 * ((seed + kind) % 3 - 1)
            for mutation in study.MUTATIONS:
                add("field", mutation, seed, kind, EDGE - off - spread * mutation + luck)
                add("null", mutation, seed, kind, null + luck)
            add("averaged", study.BASE, seed, kind, 5.3 + luck)
            add("places", study.BASE, seed, kind, edges[1] + slope * (edges[kind] - edges[1]) + luck)
    paths = [("field", m, 0, e, 1.0 - e / 600, 5.0) for m in study.MUTATIONS for e in (19, 299, 599)]
    data = {"clouds": rows, "paths": paths}
    tables = {name: pd.DataFrame(data[name], columns=list(study.STUDY.tables[name].columns)) for name in data}
    return tables | reading.closed_forms(NONE, tables)


def verdict(**changes):
    return conclude(judge(reading.find(NONE, made(**changes)).claims))


def test_clouds_at_the_boundary_stand():
    assert verdict() == STANDS


def test_clouds_deep_inside_are_refuted():
    """2 sigma inside are .033 of the box, beyond the reach of .024, and no node is near."""
    said = verdict(off=2.0, spread=0.0)
    assert "near its boundary at least twice as often" in said
    assert "extrapolated to mutation 0" in said


def test_a_null_that_lies_there_too_refutes():
    assert "where all is accepted" in verdict(null=EDGE)


def test_a_cloud_over_all_efforts_shows_too_much():
    """Points at efforts 0 and 1 to both sides show little; a ladder of them would show all."""
    tables = made()
    seen = tables["clouds"].copy()
    mine = seen["arm"] == "field"
    seen.loc[mine, "effort"] = np.linspace(0.0, 1.0, int(mine.sum()))[np.random.default_rng(1).permutation(int(mine.sum()))]
    again = tables | reading.closed_forms(NONE, tables | {"clouds": seen})
    assert "less than a quarter of the boundary" in conclude(judge(reading.find(NONE, again).claims))


def test_deviation_that_ignores_where_the_boundary_is_refutes():
    assert "follows the boundary" in verdict(slope=0.3)


def test_one_seed_leaves_it_undecided():
    assert verdict(n=1).startswith("undecided")


def test_the_line_to_mutation_0_is_found_and_fits():
    """.5 sigma of 60 is .00833 of the box."""
    row = reading.at(made(), "field", "distance", 0.0, "line")
    assert row["mean"] == pytest.approx(0.5 / 60, abs=2e-4)
    assert row["misfit"] < 1e-4
    assert reading.at(made(), "field", "distance", 0.0, "square")["misfit"] > row["misfit"]


def test_measures_of_a_run_by_hand():
    """Four points at no effort: 1 sigma inside, 1 sigma outside, at 0, and far off; the reach is 1.414 sigma."""
    points = clouds.unit(BOX, np.array([[0.0, EDGE - 1.0], [0.0, EDGE + 1.0], [0.0, 0.0], [0.0, 60.0]]))
    found = clouds.run_measures(strip(EDGE), points)
    assert (found["near"], found["inside"], found["pressing"]) == (0.5, 0.5, 0.5)
    assert found["distance"] == pytest.approx((1.0 + 1.0 + EDGE + 60.0 - EDGE) / 4 / 60.0, abs=1e-3)
    nothing = clouds.run_measures(strip(EDGE), points[3:])
    assert np.isnan(nothing["pressing"])


def test_the_attack_surface_is_viable_and_does_not_pass():
    """Deviations of 5, 6, 7.7 and 9: the set ends at 5.36, the viable at 8 for the cheapest and at 7.5 for the dearest."""
    sizes = [5.0, 6.0, 7.7, 9.0]
    rows = [("field", study.BASE, kind, 0.1, size) for kind in (0, 3) for size in sizes]
    seen = pd.DataFrame(rows, columns=["arm", "mutation", "kind", "effort", "deviation"])
    found = clouds.surface_of(clouds.boundaries_of(NONE)[0], BOX, seen)
    assert found["viable"].tolist() == [0.75, 0.5]
    assert found["surface"].tolist() == [0.5, 0.25]


def test_where_the_boundary_lies_at_no_effort_is_what_c2_leaves():
    """One check in 1,950 may fail: 3.284 standard deviations of sqrt 2 below the tolerance of 10."""
    assert clouds.edge_of(10.0) == pytest.approx(10.0 - 3.2835 * np.sqrt(2.0), abs=2e-3)


def test_what_departs_is_said_only_where_it_does():
    assert "further than is best in expectation" in reading.find(NONE, made(off=-1.0, spread=0.0)).departs
    assert reading.find(NONE, made(off=0.5)).departs == ""


def test_the_table_has_a_row_a_kind_and_the_paragraph_ends():
    finding = reading.find(NONE, made())
    assert len(finding.table) == 12
    assert finding.found.endswith(".")
    assert "so the line fits better" in finding.found
    assert "On the attack surface" in finding.found


@pytest.mark.parametrize("name", list(reading.READING.drawings))
def test_figures_can_be_read(name):
    tables = made()
    drawing = reading.READING.drawings[name]
    figure = drawing.draw({table: tables[table] for table in drawing.tables})
    assert clipped(figure) == []
    assert colliding(figure) == []
    assert tiny(figure) == []
