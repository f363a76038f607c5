"""Information from counts, by hand and against drawn tables."""

import math

import numpy as np
import pytest

from analysis.theory.conventions import forgetting_share, tipping_share, tipping_share_with_references
from analysis.theory.information import capacity, capacity_of_counts, mutual_information


def test_two_equal_variables_of_four_values_share_two_bits():
    assert mutual_information(np.eye(4) * 25, corrected=False) == pytest.approx(2.0)
    assert mutual_information(np.eye(4) * 25) == pytest.approx(2.0 - 9 / (200 * math.log(2)))


def test_a_table_by_hand():
    """[[3, 1], [1, 3]] / 8: 1 - h(1/4) = .1887 bits."""
    assert mutual_information(np.array([[3, 1], [1, 3]]), corrected=False) == pytest.approx(0.188722, abs=1e-6)


def test_values_that_never_occur_have_no_bias():
    assert mutual_information(np.array([[5, 0], [5, 0]])) == 0.0
    assert mutual_information(np.zeros((2, 2))) == 0.0


def test_independent_variables_share_nothing_on_average():
    generator = np.random.Generator(np.random.PCG64(4))
    found = [mutual_information(generator.multinomial(300, np.full(16, 1 / 16)).reshape(4, 4)) for _ in range(400)]
    assert abs(np.mean(found)) < 4 * np.std(found) / 20


def test_reference_checks_lower_the_tipping_share_to_nothing():
    """G = .2: x* = .6 without them; 0 at r = .6; at r = .5, (1 - .6) / 2 = .2."""
    assert tipping_share_with_references(0.2, 0.0) == pytest.approx(tipping_share(0.5, 2.0, 1.0, 0.2))
    assert forgetting_share(0.2) == pytest.approx(0.6)
    assert tipping_share_with_references(0.2, 0.6) == pytest.approx(0.0)
    assert tipping_share_with_references(0.2, 0.5) == pytest.approx(0.2)


def entropy(p):
    return -p * math.log2(p) - (1 - p) * math.log2(1 - p)


@pytest.mark.parametrize(
    ("channel", "bits", "best"),
    [
        ([[0.9, 0.1], [0.1, 0.9]], 1 - entropy(0.1), [0.5, 0.5]),  # symmetric, error .1: .5310
        ([[0.75, 0.25, 0.0], [0.0, 0.25, 0.75]], 0.75, [0.5, 0.5]),  # erasure, .25
        ([[1.0, 0.0], [0.5, 0.5]], math.log2(1.25), [0.6, 0.4]),  # Z, .5: .3219
        (np.eye(5), math.log2(5), [0.2] * 5),
        ([[0.3, 0.7], [0.3, 0.7]], 0.0, [0.5, 0.5]),
    ],
)  # fmt: skip
def test_capacities_that_are_known(channel, bits, best):
    found = capacity(np.array(channel))
    assert found.bits == pytest.approx(bits, abs=1e-6)
    assert found.inputs == pytest.approx(best, abs=2e-3)


def test_a_map_of_many_inputs_to_few_outputs_has_as_many_bits_as_outputs():
    assert capacity(np.eye(3)[[0, 0, 1, 1, 1, 2]]).bits == pytest.approx(math.log2(3), abs=1e-6)


def test_an_input_that_says_nothing_new_is_not_used():
    """The middle of two inputs of an erasure channel: its capacity stays .75, and the input has no mass."""
    found = capacity(np.array([[0.75, 0.25, 0.0], [0.0, 0.25, 0.75], [0.375, 0.25, 0.375]]))
    assert found.bits == pytest.approx(0.75, abs=1e-6)
    assert found.inputs[2] < 1e-3


def test_the_capacity_is_the_largest_information_over_inputs():
    channel = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]])
    shares = [np.array([a, b, 1 - a - b]) for a in np.linspace(0, 1, 81) for b in np.linspace(0, 1 - a, 81)]
    best = max(mutual_information(1e9 * share[:, None] * channel, corrected=False) for share in shares)
    assert best <= capacity(channel).bits <= best + 2e-4


@pytest.mark.parametrize("channel", [[[0.5, 0.6]], [[-0.1, 1.1]], [0.5, 0.5]])
def test_what_is_no_channel_is_refused(channel):
    with pytest.raises(ValueError, match="rows of numbers >= 0 that sum to 1"):
        capacity(np.array(channel))


def test_bounds_that_do_not_meet_are_said():
    with pytest.raises(ValueError, match="after 3 rounds"):
        capacity(np.array([[1.0, 0.0], [0.5, 0.5]]), most=3)


def corrected(channel, runs, tables, seed):
    generator = np.random.Generator(np.random.PCG64(seed))
    counts = [np.array([generator.multinomial(runs, row) for row in channel]) for _ in range(tables)]
    plain = [capacity(table / runs, 1e-4).bits for table in counts]
    return np.array([capacity_of_counts(table, 30, place, 1e-4)[0] for place, table in enumerate(counts)]), np.array(plain)


def test_fields_without_effect_have_no_capacity_once_the_bias_is_taken_away():
    """Four inputs of one law, 50 runs each: the plain capacity is about .03 bits, the corrected one 0 within four standard errors."""
    found, plain = corrected(np.tile([0.2, 0.5, 0.3], (4, 1)), 50, 100, 1)
    error = found.std(ddof=1) / 10
    assert abs(found.mean()) < 4 * error
    assert plain.mean() > 8 * error


def test_a_known_capacity_comes_out_of_counts():
    found, _ = corrected(np.array([[0.9, 0.1], [0.1, 0.9], [0.5, 0.5]]), 60, 60, 2)
    assert abs(found.mean() - (1 - entropy(0.1))) < 4 * found.std(ddof=1) / math.sqrt(60)
    assert capacity_of_counts(np.diag([20, 20])) == pytest.approx((1.0, 1.0, 1.0), abs=1e-4)


def test_an_input_that_was_never_tried_is_refused():
    with pytest.raises(ValueError, match="input 1 was never tried"):
        capacity_of_counts(np.array([[3, 4], [0, 0]]))
