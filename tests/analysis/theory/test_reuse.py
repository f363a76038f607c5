"""Closed forms of reuse, by hand and by other ways of counting."""

import pytest

from analysis.theory.reuse import cascade_size, mean_depth, wrong_among_accepted, wrong_end_to_end


def test_half_of_the_jobs_reuse_and_a_tenth_is_wrong():
    """From x = .1 + .9 x .5 x x follows x = .1 / .55."""
    x = wrong_end_to_end(0.5, 0.1)
    assert x == pytest.approx(0.1 / 0.55)
    assert x == pytest.approx(0.1 + 0.9 * 0.5 * x)


def test_the_first_epochs_step_by_step():
    """.1; .1 + .9 x .5 x .1 = .145; .1 + .45 x .145 = .16525."""
    assert [wrong_end_to_end(0.5, 0.1, t) for t in range(3)] == pytest.approx([0.1, 0.145, 0.16525])
    assert wrong_end_to_end(0.5, 0.1, 400) == pytest.approx(wrong_end_to_end(0.5, 0.1), rel=1e-12)


def test_where_every_job_reuses_everything_is_wrong_in_the_end():
    assert wrong_end_to_end(1.0, 1e-6) == pytest.approx(1.0)


@pytest.mark.parametrize(("reuse", "wrong"), [(0.0, 0.3), (0.5, 0.1), (0.9, 0.02)])
def test_the_share_of_wrong_outputs_is_that_of_fresh_ones_times_the_size_of_their_cascades(reuse, wrong):
    assert wrong_end_to_end(reuse, wrong) == pytest.approx(wrong * cascade_size(reuse, wrong))


def test_depth_is_the_mean_of_a_geometric_law():
    assert mean_depth(0.8) == pytest.approx(sum(d * 0.2 * 0.8**d for d in range(1000)))


def test_half_of_a_fifth_of_attacks_caught_leaves_a_ninth():
    """Of ten outputs two are attacked and one of them is caught: one of nine accepted ones."""
    assert wrong_among_accepted(0.2, 0.5) == pytest.approx(1 / 9)
