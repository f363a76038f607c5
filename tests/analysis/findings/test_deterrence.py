"""Judgement of the deterrence study on made-up thresholds: what stands, what is refuted, and what is explained."""

import numpy as np
import pandas as pd
import pytest

from analysis.findings import deterrence
from analysis.findings.claims import HOLDS, STANDS, conclude, judge
from experiments.studies import deterrence as study
from model import networks

SLASHES = np.geomspace(1.0, 100.0, 20)


def made(own="last_epoch_form", factor=1.0, status="found", scale=1.0):
    """A table whose thresholds are a law times a factor, within about a hundredth."""
    rows = []
    for colluding in (0.1, 0.0):
        for signal in study.SIGNALS:
            for k, slash in enumerate(SLASHES):
                laws = {"closed_form": scale * 0.8 / ((1 - colluding) * (1 + slash)), "last_epoch_form": 0.275 / (1 - colluding)}
                at = laws[own] * factor if signal == "own" else laws["closed_form"]
                at *= 1.01 if k % 2 else 0.99
                kind = status if signal == "own" else "found"
                value = at if kind == "found" else np.nan
                row = {"colluding": colluding, "signal": signal, "slash": slash, "status": kind}
                rows.append(row | laws | {"threshold": value, "low": value * 0.95, "high": value * 1.05})
    return pd.DataFrame(rows)


def found(table):
    return deterrence.find(networks.load("posp"), {"compared": table})


def verdict(table):
    return conclude(judge(found(table).claims))


def test_the_hypothesis_stands_and_is_explained_where_the_third_follows_the_last_epoch_law():
    finding = found(made())
    judged = judge(finding.claims)
    assert conclude(judged) == STANDS
    assert all(row.verdict == HOLDS for row in judged)
    assert "saturates" in finding.departs
    assert "1.000, 1.000 times it" in finding.departs
    own = next(row.claim for row in judged if "levels off" in row.claim.statement)
    assert own.estimate == pytest.approx(0.0, abs=0.02)


def test_a_third_on_the_closed_form_refutes_the_hypothesis_and_is_not_explained():
    assert "not so that the threshold is above the closed form (own last epoch, colluding share 10%)" in verdict(made(own="closed_form"))
    assert "is not shown to explain" in found(made(own="closed_form")).departs


def test_a_third_that_falls_with_one_over_slash_refutes_the_hypothesis():
    said = verdict(made(own="closed_form", factor=3.0))
    assert "refuted" in said
    assert "from 5 USD on it levels off" in said
    assert "above the closed form" not in said


def test_a_third_off_both_laws_is_not_explained_by_saturation():
    assert verdict(made(factor=1.5)) == STANDS
    assert "1.500, 1.500 times the law" in found(made(factor=1.5)).departs
    assert "not shown to explain" in found(made(factor=1.5)).departs


@pytest.mark.parametrize("by", [0.9, 1.1])
def test_a_public_average_off_the_closed_form_refutes_the_hypothesis(by):
    table = made()
    table.loc[table["signal"] == "public", ["threshold", "low", "high"]] *= by
    assert "not so that the threshold is the closed form (public average" in verdict(table)


@pytest.mark.parametrize(("status", "says"), [("none", "no threshold up to 1"), ("everywhere", "honesty wins from 0.001 on")])
def test_absent_thresholds_say_on_which_side_they_are_and_leave_the_claim_open(status, says):
    table = made(status=status, scale=200.0)
    assert f"own last epoch with a colluding share of 10%: {says}" in found(table).found
    assert verdict(table).startswith("undecided")


def test_a_threshold_of_the_public_average_that_is_missing_within_reach_refutes_the_hypothesis():
    table = made()
    first = table.index[table["signal"] == "public"][5]
    table.loc[first, "status"] = "none"
    table.loc[first, ["threshold", "low", "high"]] = np.nan
    assert "found wherever the closed form lies within reach" in verdict(table)


def test_a_reader_sees_five_slashes_of_both_shares():
    table = found(made()).table
    assert len(table) == 10
    assert list(table["slash (USD)"][:5]) == pytest.approx([1.0, SLASHES[5], SLASHES[10], SLASHES[14], 100.0], rel=0.3)
    assert table["own last epoch"].str.contains("±").all()
