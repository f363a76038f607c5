"""The model's own closed form of acceptance is that of the literature, in the very scenarios in which both are measured."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from scipy import integrate

from analysis.theory.forms.catalogue import FORMS
from analysis.theory.tolerance import largest_undetected, voted_volume
from experiments.studies.validation import panels, tolerance
from experiments.studies.validation.catalogue import VALIDATIONS
from model.desk import behaviour_of
from model.field.acceptance import Acceptance
from model.field.crowd import Crowd
from model.population import deal
from model.scenario import Scenario

Numbers = Mapping[str, Any]


def law(scenario: Scenario, **changes: float) -> Acceptance:
    """Verdicts of the first entry's jobs before the crowd of the other entries."""
    counts = deal(scenario.population, scenario.nodes.count)
    entries = zip(scenario.population.values(), counts, strict=True)
    (executor, _), *crowd = ((behaviour_of(scenario, entry.strategy, entry.numbers), count) for entry, count in entries)
    return scenario.field.acceptance({**executor, **changes}, Crowd.of(crowd) if crowd else None)


def cases(name: str) -> pytest.MarkDecorator:
    listed = VALIDATIONS[name].cases
    return pytest.mark.parametrize("a", [case.numbers for case in listed], ids=[case.name for case in listed])


@cases("B1")
def test_a_bad_quorum_is_hypergeometric(a: Numbers) -> None:
    assert law(panels.bad_quorums(a)).accepted == pytest.approx(FORMS["B1"].of(a), rel=1e-9)


@cases("B3")
def test_skipped_segments_are_found_without_replacement(a: Numbers) -> None:
    assert law(panels.skipped(a)).rejected_invalid == pytest.approx(FORMS["B3"].of(a), rel=1e-9)


@cases("B8")
def test_a_budget_finds_one_segment_as_often_as_its_share_and_many_more_often(a: Numbers) -> None:
    scenarios = [panels.attacked(panels.parted(a, k)) for k in a["partitions"]] if "partitions" in a else [panels.skipped(a)]
    for scenario in scenarios:
        assert law(scenario).rejected_invalid == pytest.approx(FORMS["B8"].of(a), rel=1e-9)


@cases("C1")
def test_honest_outputs_are_rejected_by_noise_alone(a: Numbers) -> None:
    assert law(tolerance.checked(a)).rejected_invalid == pytest.approx(FORMS["C1"].of(a), rel=1e-9)


@cases("C2")
def test_a_deviation_at_the_edge_passes_as_often_as_asked(a: Numbers) -> None:
    """The deviation that a case injects is the root of the closed form."""
    assert law(tolerance.deviating(a)).accepted == pytest.approx(FORMS["C2"].of(a), rel=1e-9)
    assert FORMS["C2"].of(a) == pytest.approx(a["acceptance"], rel=1e-9)
    if "deviation" in a:
        assert a["deviation"] == pytest.approx(largest_undetected(a["acceptance"], a["tolerance"], 2**0.5), rel=1e-12)


@cases("C4")
def test_a_vote_lets_through_a_volume_of_deviations(a: Numbers) -> None:
    """The order statistics leave out members further apart than 2 eps: .0023 of 8 at sigma = 2, .00009 of 5.6 with no noise shared."""
    scenario = tolerance.scattered(a)

    def accepted(deviation: float) -> float:
        return law(scenario, deviation=deviation).accepted

    half, _ = integrate.quad(accepted, 0.0, 40.0, epsabs=1e-9, limit=200, points=(2.0, a["tolerance"], 8.0, 16.0))
    noise = a["sigma"] * (1.0 if a["shared"] else 2**0.5)
    assert 2 * half == pytest.approx(voted_volume(a["tolerance"], noise, a["need"], a["seats"]), rel=1e-6)
    assert 2 * half == pytest.approx(FORMS["C4"].of(a), rel=3e-4 if noise > 1 else 1e-6)


def test_the_law_of_scattered_deviations_reaches_both_signs() -> None:
    low, high = (law(tolerance.scattered(VALIDATIONS["C4"].cases[1].numbers), deviation=d).accepted for d in (-3.0, 3.0))
    assert np.isclose(low, high, rtol=1e-12)
