"""Judgement of the study of place on made-up tables: what stands, what is refuted, what stays open, and its figure."""

import numpy as np
import pandas as pd
import pytest

from analysis.findings import place as reading
from analysis.findings.claims import STANDS, conclude, judge
from experiments.studies import place as study
from model import networks
from tests.pictures import clipped, colliding, tiny

NETWORK = networks.load("posp")
AT = (np.arange(study.BINS) + 0.5) / study.BINS


def step(border):
    """Honest share by audit rate: 0 below the border, 1 above, and what fits in the bin that holds it."""
    return np.clip((AT + 0.025 - border) / 0.05, 0.0, 1.0)


def made(factor=1.0, sorted_by=0.8, unsorted_by=0.0, n=30):
    """Borders at their law times a factor, a hundredth to either side."""
    saving, at_stake = reading.money(NETWORK)
    rows = []
    for place in study.PLACES:
        x = 1.0 if place[1] == "all" else 0.5
        for seed in range(n):
            wobble = 0.99 if seed % 2 else 1.01
            # Under random panels the border b leaves 1 - b honest: b (1 - b) = c / (R + S).
            law = (1 - np.sqrt(1 - 4 * saving / at_stake)) / 2 if place[2] == "uniform" else saving / at_stake / x
            honest = np.full(study.BINS, 0.98) if place[3] == "random" else step(factor * law * wobble)
            sorting = (unsorted_by if place[3] == "random" else sorted_by) + 0.01 * (-1) ** seed
            rows += [(*place, 0, seed, audit, share, sorting) for audit, share in zip(AT, honest, strict=True)]
    steep = [("ring", who, s, 0, seed, s * (who == "neighbour") + 0.01 * seed) for who in ("neighbour", "random") for s in (0.0, 1.0)
             for seed in range(3)]  # fmt: skip
    local = study.rates(64, 8, 1.0)
    pictures = [(who, 0, v, local[v], float(local[v] > 0.2)) for who in ("neighbour", "random") for v in range(64)]
    data = {"profiles": rows, "gradients": steep, "pictures": pictures}
    return {name: pd.DataFrame(data[name], columns=list(study.STUDY.tables[name].columns)) for name in data}


def found(tables):
    return reading.find(NETWORK, tables | reading.closed_forms(NETWORK, tables))


def verdict(**changes):
    return conclude(judge(found(made(**changes)).claims))


def test_borders_on_the_law_and_sorting_only_by_neighbours_stand():
    finding = found(made())
    assert conclude(judge(finding.claims)) == STANDS
    assert finding.departs == ""
    assert finding.found.endswith(".")
    assert len(finding.table) == len(study.PLACES)


def test_borders_off_the_law_refute_it_and_are_named():
    assert "the border lies within 10 % of a*(x) (ring, all check)" in verdict(factor=1.2)
    assert "1.20 times a*(x)" in found(made(factor=1.2)).departs


def test_unsorted_neighbours_refute_it():
    assert "honesty is sorted (lattice, all check)" in verdict(sorted_by=0.0)


def test_sorting_where_anybody_is_copied_refutes_it():
    assert "where anybody is copied, nothing is sorted (ring)" in verdict(unsorted_by=0.3)


def test_one_seed_leaves_it_undecided():
    assert verdict(n=1).startswith("undecided")


def test_the_border_of_a_step_is_its_place_whatever_mutation_leaves_at_the_ends():
    assert reading.border(step(0.3)) == pytest.approx(0.3)
    assert reading.border(0.02 + 0.95 * step(0.3)) == pytest.approx(0.3)
    assert np.isnan(reading.border(np.full(20, 0.9)))


def test_the_width_is_the_way_from_one_to_three_quarters():
    """A straight rise from 0 at .025 to 1 at .975 takes half of .95."""
    assert reading.width(np.linspace(0.0, 1.0, 20), AT) == pytest.approx(0.475)
    assert np.isnan(reading.width(np.full(20, 0.9), AT))


def test_money_is_that_of_the_network():
    """Work costs .8 and none of it is done by the lazy; a fee of one token and a slash of three are lost, at a dollar each."""
    assert reading.money(NETWORK) == pytest.approx((0.8, 4.0))


def test_the_figure_can_be_read():
    tables = made()
    tables |= reading.closed_forms(NETWORK, tables)
    drawing = reading.READING.drawings["place"]
    figure = drawing.draw({name: tables[name] for name in drawing.tables})
    assert clipped(figure) == []
    assert colliding(figure) == []
    assert tiny(figure) == []
