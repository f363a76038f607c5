"""What `granularity` finds in tables made by hand: it stands, is refuted, or stays undecided; and its figures."""

import warnings

import numpy as np
import pandas as pd
import pytest

from analysis.findings.claims import conclude, judge
from analysis.findings.granularity import READING
from analysis.theory.granularity import border
from experiments.studies.granularity import EFFORTS, RATIOS, SAMPLES, STARTS, TENTHS
from model import networks

NONE = networks.load("none")


def ends(n=100, middle=0.02, idle_rises=0.0, falls=0):
    """Efforts at one corner but for `middle`; idle starts rise with one sampled segment, with more in a share `idle_rises` of runs."""
    rows = []
    for start in STARTS:
        for s in SAMPLES:
            for ratio in RATIOS:
                for seed in range(n):
                    high = ratio > 1 and start != "idle" and not (start == "uniform" and seed < falls)
                    high |= start == "idle" and ratio > 1 and seed < idle_rises * n
                    corner = 0.97 if high else 0.3 if start == "idle" and s == 1 else 0.03
                    share = dict.fromkeys(TENTHS, 0.0) | {"tenth_5": middle + 1e-4 * (seed % 7), "tenth_9": 0.5}
                    rows.append({"start": start, "sampled": s, "segments": 4 * s, "ratio": ratio, "seed": seed, "effort": corner} | share)
    return pd.DataFrame(rows)


def basins(shift=0.0, seeds=8):
    """Runs that go up from above the closed form, moved."""
    rows = [
        {
            "sampled": s,
            "segments": 4 * s,
            "ratio": 1.5,
            "start": e,
            "seed": seed,
            "effort": 0.97 if e > border(4 * s, s, 1.5) + shift else 0.03,
        }
        for s in SAMPLES[1:]
        for e in EFFORTS
        for seed in range(seeds)
    ]
    return pd.DataFrame(rows)


def tables(measured_ends, measured_basins):
    measured = {"ends": measured_ends, "basins": measured_basins}
    return measured | READING.closed_forms(NONE, measured)


def verdict(measured_ends, measured_basins):
    return conclude(judge(READING.find(NONE, tables(measured_ends, measured_basins)).claims))


def test_empty_middles_kept_idleness_and_borders_on_the_law_stand():
    assert verdict(ends(), basins()) == "the hypothesis stands"


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        ((ends(middle=0.3), basins()), "the middle is empty"),
        ((ends(idle_rises=0.5), basins()), "from an idle start runs do not end diligent"),
        ((ends(falls=40), basins()), "from all efforts runs end diligent"),
        ((ends(), basins(shift=-0.2)), "basins meet"),
    ],
)
def test_each_part_can_refute(measured, words):
    told = verdict(*measured)
    assert told.startswith("the hypothesis is refuted")
    assert words in told


def test_three_seeds_leave_it_undecided():
    assert verdict(ends(n=3), basins()).startswith("undecided")


def test_a_border_is_where_half_of_the_runs_go_up():
    """Law .5625 with s = 4: starts .55 and .6 lie on both sides, so the estimate is .575 for every seed."""
    row = tables(ends(n=3), basins())["borders"].set_index("sampled").loc[4]
    assert row["border"] == pytest.approx(0.575)
    assert row["law"] == pytest.approx(0.5625)


def test_who_gains_is_antisymmetric_and_turns_at_the_border():
    """Among residents just above the border a mutant slightly higher gains, just below it slightly lower."""
    invasion = tables(ends(n=3), basins())["invasion"]
    table = invasion[invasion["sampled"] == 4].pivot(index="mutant", columns="resident", values="fitness").to_numpy()
    assert table == pytest.approx(-table.T)
    law = border(16, 4, 1.5)
    above, below = int(np.ceil(law * 32)) + 1, int(np.floor(law * 32)) - 1
    assert table[above + 1, above] > 0 > table[above - 1, above]
    assert table[below - 1, below] > 0 > table[below + 1, below]


def test_the_paragraph_has_the_numbers():
    finding = READING.find(NONE, tables(ends(falls=30), basins(shift=-0.1)))
    assert "s = 16: 70 of 100 end diligent, 0.17 of the efforts lie above" in finding.departs
    assert "with s = 16 basins meet at" in finding.departs
    assert "at 0.03 from an idle start with 16 of 64" in finding.found
    assert len(finding.table) == 10


@pytest.mark.parametrize("name", list(READING.drawings))
def test_figures_are_drawn_without_a_warning(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = READING.drawings[name].draw(tables(ends(n=3), basins(seeds=2)))
        figure.canvas.draw()
    assert figure.axes
