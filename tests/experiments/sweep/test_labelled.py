"""Regimes of a sweep's runs: counts with Wilson's intervals, and how many labels hang on a threshold."""

import numpy as np
import pandas as pd
import pytest

from experiments.sweep.labelled import labelled
from model.regimes import LOOKED_AT, Thresholds

HONEST = {
    "nodes_left": 1.0, "value_left": 1.0, "late_honest": 1.0, "late_lazy": 0.0, "late_adversarial": 0.0, "late_integrity": 1.0,
    "late_verified_wrong": 0.0, "effective_owners": 50.0, "cycle_power": 0.0, "cycle_amplitude": 0.0,
}  # fmt: skip
LAZY = HONEST | {"late_honest": 0.45, "late_lazy": 0.55, "late_integrity": 0.6}


class Kept:
    """What is asked of a sweep's results."""

    def __init__(self, runs, outcomes=LOOKED_AT):
        self.runs, self.outcomes = runs, list(outcomes)

    def frame(self, where="", columns=()):
        table = pd.DataFrame(self.runs, columns=list(LOOKED_AT))
        return (table.query(where) if where else table)[list(columns)]


def test_counts_have_wilsons_intervals_and_the_most_frequent_comes_first():
    """Wilson's interval of 1 in 4 is .0456 to .6994."""
    found = labelled(Kept([LAZY, HONEST, HONEST, HONEST]))
    assert found.counts["regime"].tolist() == ["honest convention", "lazy equilibrium"]
    assert found.counts["runs"].tolist() == [3, 1]
    assert found.counts.iloc[1][["share", "low", "high"]].tolist() == pytest.approx([0.25, 0.0456, 0.6994], abs=1e-4)


def test_a_label_is_fragile_where_a_fifth_more_would_change_it():
    """.55 is a majority of .5, and none of .6."""
    found = labelled(Kept([LAZY, HONEST, HONEST, HONEST]))
    assert found.fragile["majority"] == found.fragile["any"] == 0.25
    assert found.fragile["right"] == 0.0


def test_thresholds_and_conditions_of_ones_own_are_used():
    kept = Kept([LAZY, HONEST])
    assert labelled(kept, thresholds=Thresholds(majority=0.6)).counts["regime"].tolist() == ["honest convention", "mixed"]
    assert labelled(kept, "late_lazy > .5").counts["runs"].tolist() == [1]


def test_without_the_signs_or_without_runs_nothing_is_said():
    assert labelled(Kept([HONEST], outcomes=LOOKED_AT[1:])) is None
    assert labelled(Kept([])) is None


def test_signs_that_are_missing_make_the_run_mixed():
    assert labelled(Kept([dict.fromkeys(LOOKED_AT, np.nan)])).counts["regime"].tolist() == ["mixed"]
