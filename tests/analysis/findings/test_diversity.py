"""Judgement of the study of diversity on made-up tables: one that stands, one that is refuted, one that is undecided."""

import numpy as np
import pandas as pd
import pytest

from analysis.findings import diversity
from analysis.findings.claims import STANDS, conclude, judge
from experiments.studies import hardware as study
from model import networks
from tests.pictures import clipped, colliding, tiny

POSP = networks.load("posp")


def made(seeds=100, lives_below=False, largest=0.9):
    """Tables in which classes live above the bound, and below it if told so."""
    room = 1 + 1 / study.SAVING
    base = {"fraud": 0.0, "alive": 1, "nodes": 120}
    numbers = range(1, seeds + 1)
    bound = [
        {"saving": study.SAVING, "classes": m, "slash": 1.0, "tolerance": 15.0, "seed": s, "diverse": m < room or lives_below} | base
        for m in (2, 3, 8, 12) for s in numbers
    ]  # fmt: skip
    drawn = [{"classes": m, "seed": s, "diverse": (m < room and s % 3 == 0) or lives_below} | base for m in (3, 8) for s in numbers]
    panels = [{"remedy": name, "seed": s, "diverse": k >= 2} | base for k, name in enumerate(study.REMEDIES) for s in numbers]
    entry = [
        {"seats": seats, "seed": s, "epoch": epoch, "nodes": 60, "largest": end if epoch == 750 else 0.25, "herfindahl": 0.3, "fraud": 0.0,
         "broken": image, "on_image": 0.25, "lost": 0.25 + 0.001 * (-1) ** s}
        for seats, end in ((study.SEATS, largest), (study.START, 0.3)) for s in numbers for epoch, image in ((740, 0), (750, -1))
    ]  # fmt: skip
    wedge = [{"classes": m, "bite": b, "seed": s, "diverse": m == 2} | base for m in (2, 8) for b in (0.5, 1.0) for s in (1, 2)]
    tables = {"wedge": wedge, "bound": bound, "random": drawn, "remedies": panels, "entry": entry}
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    frames["entry"]["largest"] += 0.001 * np.where(frames["entry"]["seed"] % 2, 1, -1)
    return frames | diversity.closed_forms(POSP, frames)


def verdict(tables):
    return conclude(judge(diversity.find(POSP, tables).claims))


def test_it_stands_where_classes_live_above_the_bound_only_and_entry_leaves_one():
    tables = made()
    assert verdict(tables) == STANDS
    finding = diversity.find(POSP, tables)
    assert "0 of 200 where a class is at most 0.85" in finding.found
    assert "one of five (100% of runs)" in finding.departs
    assert [finding.claims[n].statement for n in finding.emerges[0].rests_on] == [
        "under free entry the largest class has most of the nodes",
        "with no more seats than nodes it has not",
    ]


def test_diversity_below_the_bound_refutes_it():
    assert "not so that classes below the bound do not live with fraud deterred, at the balanced bite" in verdict(made(lives_below=True))


def test_many_classes_after_free_entry_refute_it():
    assert "refuted: not so that under free entry the largest class has most of the nodes" in verdict(made(largest=0.4))


def test_few_seeds_decide_nothing():
    assert verdict(made(seeds=4)).startswith("undecided")


def test_the_laws_of_the_panels_say_which_hold_ten_classes():
    """Least shares of a saving of 1/4.5: .1818 of one peer; half of the checks against a reference leave none."""
    laws = made(seeds=4)["panels"].set_index("remedy")
    assert laws.loc["one peer", "least"] == pytest.approx(1 / 5.5, rel=1e-6)
    assert list(laws.index[laws["open"]]) == ["one of five", "same class", "reference", "lenient"]
    assert laws.loc["same class", "price"] == pytest.approx(0.5)


def test_figures_are_drawn_and_their_words_can_be_read():
    tables = made(seeds=4)
    for drawing in diversity.READING.drawings.values():
        drawn = drawing.draw({name: tables[name] for name in drawing.tables})
        assert clipped(drawn) == colliding(drawn) == tiny(drawn) == []
