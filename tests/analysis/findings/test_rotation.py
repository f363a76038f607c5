"""Findings of the study rotation on made-up runs: it stands, is refuted, and is left open."""

import numpy as np
import pandas as pd
import pytest

from analysis.findings import rotation
from analysis.findings.claims import STANDS, conclude, judge
from experiments.studies import rotation as study
from model import networks
from tests.pictures import clipped, colliding, tiny

POSP = networks.load("posp")


def made(noise=0.01, *, slash_helps=False, bounty_helps=True, seeds=40):
    """Runs that lie at the rest point, each with luck of its own that is shared by all points."""
    luck, rows = np.random.Generator(np.random.PCG64(1)).normal(0, noise, (seeds, 6)), []
    for k, (slash, bounty) in enumerate((s, b) for b in study.BOUNTIES for s in (2.0, 16.0)):
        law = rotation.at_rest(slash, bounty if bounty_helps else study.BOUNTIES[0])
        integrity = 1.8 - law["integrity"] if slash_helps else law["integrity"]
        for seed in range(seeds):
            off = luck[seed, k]
            row = {name: law[name] + (off if name == "attackers" else 0.0) for name in study.SHARES}
            swing = 0.05 * slash + off
            rows.append({"slash": slash, "bounty": bounty, "epochs": 9, "seed": seed, **row, "swing": swing, "integrity": integrity + off})
    orbits = pd.DataFrame(
        [(s, 6.0, 9, e, 0.4 - e / 100, 0.4, 0.2 + e / 100) for s in (2.0, 16.0) for e in range(0, 20, 10)],
        columns=["slash", "bounty", "epochs", "epoch", "verifiers", "lazies", "attackers"],
    )
    tables = {"late": pd.DataFrame(rows).assign(period=np.nan), "orbits": orbits}
    return {**tables, **rotation.closed_forms(POSP, tables)}


def verdict(tables):
    return conclude(judge(rotation.find(POSP, tables).claims))


def test_at_rest_attackers_make_a_check_pay_whatever_the_slash():
    """Attackers: c / (r + l) = 1/7; verifiers 14/28 and 14/126 by F2; (6/7) / (6/7 + 1/7 x 1/2) = 12/13 of the accepted are right."""
    mild, harsh = rotation.at_rest(2.0, 6.0), rotation.at_rest(16.0, 6.0)
    assert mild["attackers"] == pytest.approx(1 / 7)
    assert harsh["attackers"] == pytest.approx(1 / 7)
    assert mild["verifiers"] == pytest.approx(0.5)
    assert harsh["verifiers"] == pytest.approx(1 / 9)
    assert mild["integrity"] == pytest.approx(12 / 13)
    assert mild["growth"] < 0 < harsh["growth"]


def test_it_stands_where_integrity_falls_and_swings_widen():
    tables = made()
    assert verdict(tables) == STANDS
    assert "from 0.9" in rotation.find(POSP, tables).found


def test_a_slash_that_buys_right_outputs_refutes_it():
    assert "not so that integrity is lower" in verdict(made(slash_helps=True))


def test_a_bounty_without_effect_leaves_it_open():
    assert verdict(made(bounty_helps=False)).startswith("undecided: not shown that a bounty of 12")


def test_few_noisy_runs_leave_it_open():
    assert verdict(made(noise=0.2, seeds=12)).startswith("undecided")


def test_the_figure_can_be_read():
    tables = made()
    figure = rotation.READING.drawings["rotation"].draw(tables)
    assert (clipped(figure), colliding(figure), tiny(figure)) == ([], [], [])
