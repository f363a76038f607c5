"""How the study ``withholding`` is read: on tables that were made up."""

import numpy as np
import pandas as pd
import pytest

from analysis.findings.claims import HOLDS, STANDS, conclude, judge
from analysis.findings.withholding import READING
from model import networks
from tests import studies

POSP = networks.load("posp")
REBUILT = {("broadcast", 0.1): 0.95, ("broadcast", 0.6): 0.95, ("dispersed", 0.1): 0.9, ("dispersed", 0.6): 0.1,
           ("gossip", 0.1): 0.7, ("gossip", 0.6): 0.2}  # fmt: skip


def made_up(*, factor=1.0, few=1.0, many=0.0, arm=0.02, alike=False):
    """Thresholds a factor off .8 / (.2 r) - 1, and runs that end at given shares."""
    luck, reach, penalty, path = np.random.default_rng(1), [], [], []
    for k, ((traces, start), r) in enumerate(REBUILT.items()):
        r = 0.9 if alike else r
        reach += [{"traces": traces, "start": start, "seed": s, "rebuilt": r + luck.normal(0, 1e-4)} for s in range(100)]
        value = factor * (4 / r - 1) * (1 + 0.01 * (-1) ** k)
        ends = {"threshold": value, "low": value * (1 - arm), "high": value * (1 + arm), "status": "found", "seeds": 100}
        penalty.append({"traces": traces, "start": start, **ends})
    for start, end in ((0.1, few), (0.6, many)):
        for s in range(100):
            for epoch in (10, 120):
                path.append({"traces": "dispersed", "start": start, "seed": s, "epoch": epoch, "honest": end})
    return {"reach": pd.DataFrame(reach), "penalty": pd.DataFrame(penalty), "path": pd.DataFrame(path)}


def read(**how):
    return studies.read(READING, POSP, made_up(**how))


def test_it_stands_where_thresholds_lie_on_the_law_and_both_ends_last():
    tables, finding, judged = read()
    assert conclude(judged) == STANDS
    assert tables["compared"].set_index(["traces", "start"])["honest_cost"]["dispersed", 0.1] == pytest.approx(0.8 * 0.1 / 0.9, rel=1e-3)
    assert all(judged[n].verdict == HOLDS for n in finding.emerges[0].rests_on)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"factor": 1.5}, "closed form at the measured r"), ({"alike": True}, "gossip has a higher threshold"),
        ({"few": 0.2}, "few who hide ends honest"), ({"many": 0.9}, "ends hiding"),
    ],
)  # fmt: skip
def test_it_is_refuted_by_each_part_that_fails(how, words):
    verdict = conclude(read(**how)[2])
    assert verdict.startswith("the hypothesis is refuted")
    assert words in verdict


def test_it_is_undecided_where_luck_hides_a_part():
    assert conclude(read(arm=0.6)[2]).startswith("undecided")


def test_a_threshold_that_was_not_found_leaves_it_undecided():
    tables = made_up()
    tables["penalty"].loc[3, ["threshold", "low", "high"]] = np.nan
    tables["penalty"].loc[3, "status"] = "none"
    tables |= READING.closed_forms(POSP, tables)
    finding = READING.find(POSP, tables)
    assert conclude(judge(finding.claims)).startswith("undecided")
    assert "U = none R" in finding.found


def test_the_figure_draws_what_was_measured():
    figure = READING.drawings["withholding"].draw(read()[0])
    figure.draw_without_rendering()
    assert len(figure.axes) == 2
    assert all(axes.get_xlabel() and axes.has_data() for axes in figure.axes)
