"""Judgement of correlated breaks on made-up tables: one that stands, one that is refuted, one that is undecided."""

import pandas as pd

from analysis.findings import correlated_break as reading
from analysis.findings.claims import STANDS, conclude, judge
from experiments.studies import correlated_break as study
from model import networks
from tests.pictures import clipped, colliding, tiny

NETWORK = networks.load("opengradient_announced")


def made(seeds=100, exponent=1.4, depth=1.0, early=0.0):
    """Losses that follow a power of the share with exit, silences of 2 or 20 epochs, exit in the long ones."""
    rows = []
    for share in study.SHARES:
        for mode in study.MODES:
            for seed in range(1, seeds + 1):
                silent = 20 if seed % 2 else 2
                jitter = 0.001 * (seed % 3 - 1)
                power = exponent if mode == "leave" else 1.0
                gone = (0.9 if silent > 10 else early) if mode == "leave" else 0.0
                rows.append(
                    {"share": share, "mode": mode, "seed": seed, "on_image": share, "silent": silent, "depth": depth * share + jitter,
                     "left": gone + jitter * (mode == "leave"), "fewest": 1.0 - share,
                     "loss": silent * 0.35 * (share / 0.35) ** power * (1 + jitter),
                     "back": silent, "returned": True}
                )  # fmt: skip
    tables = {"breaks": pd.DataFrame(rows)}
    return tables | reading.closed_forms(NETWORK, tables)


def verdict(tables):
    return conclude(judge(reading.find(NETWORK, tables).claims))


def test_it_stands_where_the_loss_is_convex_and_exit_helps_below_and_hurts_above():
    tables = made()
    assert verdict(tables) == STANDS
    found = reading.find(NETWORK, tables).found
    assert "to the power 1.40, without it 1.00" in found
    assert "five equal images lose 0.20 of the service on average and four of which one has .7 lose 0.52" in found
    assert "leave after 7.0 epochs" in found


def test_a_loss_in_proportion_refutes_it():
    assert "not so that with exit the loss grows faster than the share" in verdict(made(exponent=1.0))


def test_early_exit_and_a_wrong_depth_refute_it():
    assert "not so that nobody leaves in silences shorter" in verdict(made(early=0.4))
    assert "not so that a break takes at once the share of its image" in verdict(made(depth=1.3))


def test_few_seeds_decide_nothing():
    assert verdict(made(seeds=1)).startswith("undecided")


def test_figures_are_drawn_and_their_words_can_be_read():
    tables = made(seeds=4)
    for drawing in reading.READING.drawings.values():
        drawn = drawing.draw({name: tables[name] for name in drawing.tables})
        assert clipped(drawn) == colliding(drawn) == tiny(drawn) == []
