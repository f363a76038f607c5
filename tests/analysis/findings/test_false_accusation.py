"""How the study ``false_accusation`` is read: on tables that were made up."""

import numpy as np
import pandas as pd
import pytest

from analysis.findings.claims import STANDS, conclude, judge
from analysis.findings.false_accusation import READING
from experiments.studies import false_accusation as study
from model import networks
from tests import studies

POSP = networks.load("posp")


def made_up(*, one_strike=40.0, majority=10.0, across=0.5, within=1.0, alike=1.0, seeds=100, noise=0.02):
    """Audits that FP8 survives: strikes take 3 everywhere; one strike what is given."""
    luck, rows = np.random.default_rng(1), []
    single = {
        ("alike", 1): alike,
        ("alike", 3): 1.0,
        ("flaky", 1): one_strike,
        ("flaky", 3): majority,
        ("biased", 1): 100.0,
        ("pinned", 1): 1.0,
    }
    for (world, size), audits in single.items():
        gone = {"biased": across, "pinned": within}.get(world, 1.0)
        for tolerance in (4.0, 8.0):
            for rule, strikes in study.RULES:
                for seed in range(seeds):
                    rows.append({
                        "world": world, "panel_size": size, "tolerance": tolerance, "seed": seed, "rule": rule, "strikes": strikes,
                        "honest_expelled": 0.2 if tolerance < 5 else 0.005, "honest_audits": 200.0, "near_expelled": 0.5,
                        "near_audits": 90.0,
                        "fp8_expelled": gone * luck.normal(1, noise), "int4_expelled": 1.0, "int4_audits": float(strikes),
                        "fp8_audits": (audits if strikes == 1 else 3.0) * luck.normal(1, noise),
                    })  # fmt: skip
    return {"rules": pd.DataFrame(rows)}


def read(**how):
    return studies.read(READING, POSP, made_up(**how))


def test_it_stands_where_strikes_help_flaky_hardware_alone():
    tables, finding, judged = read()
    assert conclude(judged) == STANDS
    assert set(tables["spared"]["tolerance"]) == {8.0}
    assert "flaky, one verifier: one strike 40" in finding.found


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"alike": 6.0}, "strikes buy nothing"), ({"one_strike": 5.0}, "one strike lets FP8 survive"), ({"majority": 1.2}, "more checks"),
        ({"across": 0.9}, "no rule expels most"), ({"within": 0.5}, "panels of the executor's kind"),
    ],
)  # fmt: skip
def test_it_is_refuted_by_each_part_that_fails(how, words):
    verdict = conclude(read(**how)[2])
    assert verdict.startswith("the hypothesis is refuted")
    assert words in verdict


def test_it_is_undecided_where_luck_hides_a_part():
    assert conclude(read(one_strike=9.5, seeds=4, noise=0.3)[2]).startswith("undecided")


def test_a_rule_that_spares_nobody_leaves_it_undecided():
    tables = made_up()
    tables["rules"]["honest_expelled"] = 0.5
    tables |= READING.closed_forms(POSP, tables)
    assert conclude(judge(READING.find(POSP, tables).claims)).startswith("undecided")


@pytest.mark.parametrize("name", list(READING.drawings))
def test_figures_draw_what_was_measured(name):
    figure = READING.drawings[name].draw(read()[0])
    figure.draw_without_rendering()
    assert len(figure.axes) == 3
    assert all(axes.get_xlabel() and axes.has_data() for axes in figure.axes)
