"""Judgement of the study cheapest_deterrence on made-up maps: what stands, what is refuted, what stays open."""

import math

import numpy as np
import pandas as pd
import pytest

from analysis.findings import cheapest_deterrence
from analysis.findings.claims import STANDS, conclude, judge
from experiments.studies import cheapest_deterrence as study
from model import networks

POSP = networks.load("posp")


def made(bend=0.0, spread=0.05, seeds=10, audits=study.AUDITS, slashes=study.SLASHES):
    """Shares by logit; under public averages a cheat counts what it risks times (1 + stake)^-bend."""
    luck, rows = np.random.default_rng(2), []
    for signal in study.SIGNALS:
        for slash in slashes:
            for audit in audits:
                risk = audit * (1 + slash) / 0.8 * (1 + slash) ** (-bend if signal == "public" else 0.0)
                for seed in range(seeds):
                    odds = study.SHARPNESS * (risk - 1) + spread * luck.normal()
                    cheats = 1 / (1 + math.exp(min(50.0, odds)))
                    rows.append({"signal": signal, "slash": slash, "audit": audit, "seed": seed, "cheats": cheats, "checking": audit * 0.8})
    return {"map": pd.DataFrame(rows)}


def read(tables):
    whole = tables | cheapest_deterrence.closed_forms(POSP, tables)
    return whole, cheapest_deterrence.find(POSP, whole)


def test_the_hypothesis_stands_on_the_frontier_of_the_closed_form():
    whole, finding = read(made())
    assert conclude(judge(finding.claims)) == STANDS
    assert finding.departs == ""
    front = whole["frontier"]
    assert np.allclose(front["audit"], front["closed_form"], rtol=0.03)
    assert np.allclose(whole["optima"]["stake"], whole["optima"]["closed_form"], rtol=0.1)


def test_a_frontier_that_needs_more_audits_at_large_stakes_refutes_it():
    _, finding = read(made(bend=0.2))
    said = conclude(judge(finding.claims))
    assert "the frontier is the closed form (public average)" in said
    assert "(expected utility)" not in said
    assert "learn from cheats that were caught" in finding.departs


def test_a_map_without_a_frontier_leaves_it_open():
    assert conclude(judge(read(made(audits=(0.003, 0.004)))[1].claims)).startswith("undecided")


def test_the_crossing_lies_on_the_line_of_log_odds():
    """Odds of 1 and 1/361 at .2 and .4: 1/19 is half-way. Met from the first rate on, or never: none."""
    shares = np.array([0.5, 1 / 362])
    assert cheapest_deterrence.crossing(np.array([0.2, 0.4]), shares, 0.05) == pytest.approx(0.3)
    assert math.isnan(cheapest_deterrence.crossing(np.array([0.2, 0.4]), shares, 0.6))
    assert math.isnan(cheapest_deterrence.crossing(np.array([0.2, 0.4]), shares, 1e-4))


def test_the_figure_draws():
    for tables in (made(bend=0.2), made(seeds=2, audits=study.QUICK_AUDITS, slashes=study.QUICK_SLASHES)):
        whole, _ = read(tables)
        for drawing in cheapest_deterrence.READING.drawings.values():
            figure = drawing.draw({name: whole[name] for name in drawing.tables})
            figure.draw_without_rendering()
            assert len(figure.axes) == 4
