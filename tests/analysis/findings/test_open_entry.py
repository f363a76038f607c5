"""Judgement of the study open_entry on made-up runs: what stands, what is refuted, what stays open."""

import numpy as np
import pandas as pd
import pytest

from analysis.findings import open_entry
from analysis.findings.claims import HOLDS, STANDS, conclude, judge
from experiments.studies import open_entry as study
from model import networks

POSP = networks.load("posp")


def made(fee=0.0, deposit=0.9, closed=2.0, spread=0.2, seeds=100):
    """Runs whose integrity is a half, changed with these elasticities."""
    luck = np.random.default_rng(1)
    rows, swept = [], []
    wanted = {("free", "none"): 0.0, ("free", "fee"): fee, ("free", "deposit"): deposit, ("closed", "none"): 0.0, ("closed", "fee"): closed}
    for (entry, change), elasticity in wanted.items():
        for seed in range(seeds):
            level = 0.5 * study.RAISE ** (elasticity + (spread * luck.normal() if change != "none" else 0.0))
            for epoch in (12.0, 132.0, 240.0):
                now = 0.5 if epoch < 100 else level
                rows.append({"entry": entry, "change": change, "seed": seed, "epoch": epoch, "right": 1e4 * now, "accepted": 1e4,
                             "nodes": 150.0, "tempted": 0.5, "rent": 0.0})  # fmt: skip
    for ratio in (0.0, 9.0):
        step = open_entry.law_of(POSP, "free", "fee", ratio)
        for seed in range(16):
            for change, elasticity in (("none", 0.0), ("fee", step)):
                level = 0.5 * study.RAISE ** (elasticity + spread * luck.normal() / 4)
                swept.append({"ratio": ratio, "change": change, "seed": seed, "right": level, "accepted": 1.0, "nodes": 1.0,
                              "tempted": 0.5, "rent": 0.0})  # fmt: skip
    return {"paths": pd.DataFrame(rows), "deposits": pd.DataFrame(swept)}


def read(tables):
    whole = tables | open_entry.closed_forms(POSP, tables)
    return whole, open_entry.find(POSP, whole)


def test_the_hypothesis_stands_where_only_deposits_and_closed_berths_move_integrity():
    whole, finding = read(made())
    judged = judge(finding.claims)
    assert conclude(judged) == STANDS
    assert judged[4].verdict == HOLDS
    assert whole["elasticities"]["elasticity"][1] == pytest.approx(0.9, abs=0.1)
    assert finding.departs == ""


def test_a_fee_that_buys_honesty_under_free_entry_refutes_it():
    assert "refuted: not so that under free entry the elasticity of integrity to the fee is below .1" in conclude(
        judge(read(made(fee=0.5))[1].claims)
    )


def test_closed_berths_in_which_fees_do_nothing_refute_it():
    assert "in closed berths" in conclude(judge(read(made(closed=0.0))[1].claims))


def test_few_runs_leave_it_open():
    assert conclude(judge(read(made(spread=2.0, seeds=4))[1].claims)).startswith("undecided")


def test_a_fee_that_makes_things_worse_is_said_to():
    assert "somewhat lower" in read(made(fee=-0.3))[1].departs


def test_the_closed_form_is_what_fee_deposit_and_rents_leave_at_risk():
    """A closed network at a fee of 1.25 loses 101.25 and 250 of rents: everybody is deterred, and integrity is one from about a half."""
    assert open_entry.integrity(POSP, "closed", "fee") == pytest.approx(1.0)
    assert open_entry.integrity(POSP, "free", "none") == pytest.approx(0.512, abs=0.002)
    assert open_entry.law_of(POSP, "closed", "fee") == pytest.approx(np.log(1 / 0.512) / np.log(1.25), rel=0.01)
    assert abs(open_entry.law_of(POSP, "free", "fee")) < 0.1
    assert open_entry.law_of(POSP, "free", "fee", 0.0) > 0.3


def test_the_figure_draws():
    whole, _ = read(made(seeds=5))
    for drawing in open_entry.READING.drawings.values():
        figure = drawing.draw({name: whole[name] for name in drawing.tables})
        figure.draw_without_rendering()
        assert len(figure.axes) == 3
