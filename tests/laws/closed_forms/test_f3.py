"""F3: fixation of one mutant whose advantage is constant, under Fermi's rule.

rho = (1 - e^(-beta Delta)) / (1 - e^(-N beta Delta)): .09581 for N = 50 and
beta Delta = .1; without selection 1 / N. Traulsen, Nowak and Pacheco 2006,
doi:10.1103/PhysRevE.74.011909.

Reached without audits, with one job per node and epoch, a mutant that skips a
tenth of a cost of 1, one revision per epoch, expected payoffs, no mutation,
until one strategy is left. (Synchronous revision would give .126.)
"""

import pytest

from analysis.theory.games import fixation_of_constant_advantage
from model.scenario import Scenario
from tests.laws.closed_forms.measuring import Frequency, assert_holds, network
from tests.laws.closed_forms.replicates import first_entry_won, replicate

NODES, ADVANTAGE = 50, 0.1


def contest(intensity: float, **adaptation: object) -> Scenario:
    return network(
        {
            "mutant": {"strategy": "skimmer", "count": 1, "numbers": {"effort": 1 - ADVANTAGE}},
            "resident": {"strategy": "honest", "count": NODES - 1},
        },
        {},
        adaptation={"kind": "imitation", "revision": "one", "signal": "expected", "intensity": intensity, **adaptation},
        stop_when="absorbed",
        epochs=1_000_000,
    )


def takeovers(intensity: float, runs: int, workers: int | None = 1) -> Frequency:
    return Frequency(int(replicate(first_entry_won, contest(intensity), runs, workers=workers).sum()), runs)


def assert_fixation(intensity: float, runs: int, smallest: float, workers: int | None = 1) -> None:
    found, expected = takeovers(intensity, runs, workers), fixation_of_constant_advantage(ADVANTAGE, intensity, NODES)
    wrong = fixation_of_constant_advantage(ADVANTAGE, 1.0 - intensity, NODES)  # selection where there is none, none where there is
    assert found.smallest_error(expected) < smallest
    assert_holds(found, expected, not_=wrong, name=f"F3 beta {intensity:g}")


def test_a_mutant_that_saves_a_tenth_takes_over_as_often_as_the_closed_form_says() -> None:
    """500 runs: an error of .075 would have been seen, as that of no selection; the full size sees .015."""
    assert_fixation(1.0, 500, 0.075)


def test_without_selection_a_mutant_takes_over_once_in_fifty() -> None:
    """500 runs: an error of .036 would have been seen, as that of selection; the full size sees .007."""
    assert_fixation(0.0, 500, 0.036)


@pytest.mark.slow
@pytest.mark.parametrize(("intensity", "smallest"), [(1.0, 0.0147), (0.0, 0.0071)])
def test_mutants_take_over_as_often_as_the_closed_form_says_at_full_size(intensity: float, smallest: float) -> None:
    """13,000 runs: an error of .0146 in .0958, and of .0070 in .02, would have been seen; synchronous revision (.126) is refused."""
    found = takeovers(intensity, 13_000, workers=None)
    expected = fixation_of_constant_advantage(ADVANTAGE, intensity, NODES)
    assert found.smallest_error(expected) < smallest
    assert_holds(found, expected, not_=0.126 if intensity else 0.0958, name=f"F3 beta {intensity:g} at full size")
