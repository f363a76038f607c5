"""Findings of the study contamination on made-up runs: it stands, is refuted, and is left open."""

import numpy as np
import pandas as pd
import pytest

from analysis.findings import contamination
from analysis.findings.claims import STANDS, conclude, judge
from analysis.theory.reuse import wrong_by_class
from experiments.studies import contamination as study
from model import networks
from tests.pictures import clipped, colliding, tiny

POSP = networks.load("posp")


def made(shift=None, noise=0.001, seeds=30):
    """Runs at the closed form, or with a given gap between the two remedies at each reuse."""
    luck, rows = np.random.Generator(np.random.PCG64(1)), []
    for s in study.SHARES:
        for u in study.REUSES:
            for arm in study.ARMS:
                wrong = contamination.law(s, u, arm if shift is None or arm != "strong" else "weak")
                wrong += shift[u] if shift and arm == "strong" else 0.0
                rows += [(s, u, arm, 9, k, wrong + luck.normal(0, noise)) for k in range(seeds)]
    tables = {"classes": pd.DataFrame(rows, columns=["share", "reuse", "arm", "epochs", "seed", "strong_wrong"])}
    return {**tables, **contamination.closed_forms(POSP, tables)}


def verdict(tables):
    return conclude(judge(contamination.find(POSP, tables).claims))


def test_one_of_two_classes_by_hand():
    """No attack passes in the second class; of .5 + .4 accepted, .1 are wrong: x = (1/9) / (1 - .5 x 8/9) = .2; half of it comes in."""
    assert wrong_by_class(0.5, 0.2, (0.5, 0.5), (0.0, 1.0))[1] == pytest.approx(0.1)


def test_it_stands_where_the_order_turns():
    assert verdict(made(dict(zip(study.REUSES, (-0.05, 0.05, 0.05), strict=True)))) == STANDS


def test_the_closed_form_itself_refutes_it():
    assert "is refuted" in verdict(made())


def test_noise_leaves_it_open():
    assert verdict(made(dict.fromkeys(study.REUSES, 0.0), noise=0.2, seeds=8)).startswith("undecided")


def test_the_figure_can_be_read():
    figure = contamination.READING.drawings["contamination"].draw(made())
    assert (clipped(figure), colliding(figure), tiny(figure)) == ([], [], [])
