"""Judgement of the deterrence study on made-up thresholds: what stands, what is refuted, and what is explained."""

import numpy as np
import pandas as pd
import pytest

from cli import judgement
from experiments.studies import deterrence as study

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


def of(findings, signal):
    return next(row for row in findings if row["signal"] == signal and row["colluding"] == 0.1)


def test_the_hypothesis_stands_and_is_explained_where_the_third_follows_the_last_epoch_law():
    findings = judgement.judge(made())
    assert judgement.conclude(findings) == "the hypothesis stands"
    assert judgement.explain(findings) == judgement.WHY
    own = of(findings, "own")
    assert own["last_epoch"]["ratio"] == pytest.approx(1.0, abs=0.005)
    assert own["slope"]["exponent"] == pytest.approx(0.0, abs=0.02)
    assert own["slope"]["closed_form"] == pytest.approx(-0.96, abs=0.03)
    assert "low" not in own
    assert "low" in of(findings, "public")


def test_a_third_on_the_closed_form_refutes_the_hypothesis_and_needs_no_explanation():
    findings = judgement.judge(made(own="closed_form"))
    assert judgement.conclude(findings).startswith("the hypothesis is refuted: own last epoch, colluding share 10% is on")
    assert judgement.explain(findings) != judgement.WHY


def test_a_third_that_falls_with_one_over_slash_refutes_the_hypothesis():
    findings = judgement.judge(made(own="closed_form", factor=3.0))
    assert "falls as slash^-0.9" in judgement.conclude(findings)
    assert judgement.explain(findings) != judgement.WHY


def test_a_third_off_both_laws_is_not_explained_by_saturation():
    findings = judgement.judge(made(factor=1.5))
    assert judgement.conclude(findings) == "the hypothesis stands"
    assert "saturation of Fermi's rule does not explain" in judgement.explain(findings)


@pytest.mark.parametrize("by", [0.9, 1.1])
def test_a_public_average_off_the_closed_form_refutes_the_hypothesis(by):
    table = made()
    table.loc[table["signal"] == "public", ["threshold", "low", "high"]] *= by
    assert "refuted: public average" in judgement.conclude(judgement.judge(table))


@pytest.mark.parametrize(("status", "says"), [("none", "no threshold up to 1"), ("everywhere", "honesty wins from 0.001 on")])
def test_absent_thresholds_say_on_which_side_they_are(status, says):
    assert of(judgement.judge(made(status=status, scale=200.0)), "own")["verdict"] == says


def test_a_threshold_missing_within_reach_is_off_the_closed_form():
    row = of(judgement.judge(made(status="none")), "own")
    assert (row["verdict"], row["missed"]) == (judgement.OFF, 20)


def test_every_finding_is_told_within_eighty_columns():
    from rich.text import Text

    lines = [Text.from_markup(line).plain for row in judgement.judge(made()) for line in judgement.sentence(row)]
    assert max(map(len, lines)) <= 80
