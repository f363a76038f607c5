"""Indices of functions whose indices are known, the share of luck, and what is said of odd numbers."""

import math

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris

from analysis import sensitivity
from analysis.figures import sensitivity as figure
from analysis.sensitivity import Effect, Estimate, Points
from experiments.sweep.designs import problem, unit
from experiments.sweep.lever import Lever

PATHS = ("one", "two", "three")
LEVERS = tuple(Lever(path, low=0.0, high=1.0) for path in PATHS)
ISHIGAMI = {"first": (0.3139, 0.4424, 0.0), "total": (0.5576, 0.4424, 0.2437)}


def ishigami(u):
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def without_luck(values):
    return Points(values, np.zeros(len(values)), np.full(len(values), 2))


def with_luck(values, spread, replicates, seed=1):
    """Means and variances of replicates that scatter independently at each point."""
    noise = np.random.Generator(np.random.PCG64(seed)).normal(0, spread, (replicates, len(values)))
    point = np.tile(np.arange(len(values)), replicates)
    return sensitivity.points_of(point, (values + noise).ravel(), len(values))


def saltelli(size, seed=1):
    return unit("saltelli", LEVERS, size=size, seed=seed)


def test_the_indices_of_ishigami():
    values = ishigami(saltelli(2**14))
    assert np.var(values) == pytest.approx(13.8446, rel=0.01)
    effects = sensitivity.sobol(without_luck(values), PATHS)
    assert [effect.first.value for effect in effects] == pytest.approx(ISHIGAMI["first"], abs=0.02)
    assert [effect.total.value for effect in effects] == pytest.approx(ISHIGAMI["total"], abs=0.02)
    for name, known in ISHIGAMI.items():
        for effect, value in zip(effects, known, strict=True):
            low, high = getattr(effect, name)[1:]
            assert low - 0.005 <= value <= high + 0.005
            assert high - low < 0.05


def test_the_same_without_second_order():
    values = ishigami(unit("saltelli", LEVERS, size=2**12, seed=1, second_order=False))
    effects = sensitivity.sobol(without_luck(values), PATHS, second_order=False)
    assert [effect.total.value for effect in effects] == pytest.approx(ISHIGAMI["total"], abs=0.04)


def test_intervals_cover_as_often_as_they_say():
    """Of 60 designs with independent base points, 95 % of 240 intervals of indices that are not 0 should cover; 4 errors are .056."""
    luck = np.random.Generator(np.random.PCG64(3))
    covered = []
    for _ in range(60):
        a, b = luck.random((2, 256, 3))
        rows = np.stack(
            [a, *(np.where(np.arange(3) == k, b, a) for k in range(3)), *(np.where(np.arange(3) == k, a, b) for k in range(3)), b]
        )
        effects = sensitivity.sobol(without_luck(ishigami(rows.transpose(1, 0, 2).reshape(-1, 3))), PATHS)
        for name, k in (("first", 0), ("first", 1), ("total", 0), ("total", 2)):
            index = getattr(effects[k], name)
            covered.append(index.low <= ISHIGAMI[name][k] <= index.high)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.056)


def test_own_luck_lowers_first_indices_and_is_the_total_of_a_lever_without_effect():
    """A line in one lever, V = 1/12, and luck of that variance over 3 replicates: a quarter of the variance of the means."""
    values = saltelli(2**12)[:, 0]
    points = with_luck(values, math.sqrt(1 / 12), 3)
    one, two, _ = sensitivity.sobol(points, PATHS)
    luck = sensitivity.luck(points, 8)
    assert luck.left == pytest.approx(0.25, abs=0.01)
    assert luck.share.value == pytest.approx(0.5, abs=0.02)
    assert luck.share.low < 0.5 < luck.share.high
    assert luck.spread == pytest.approx(math.sqrt(1 / 36), rel=0.02)
    assert one.first.value == pytest.approx(0.75, abs=0.03)
    assert two.first.value == pytest.approx(0.0, abs=0.05)
    assert two.total.value == pytest.approx(0.25, abs=0.02)


def test_luck_alone_is_all_of_the_variance_and_no_luck_is_none():
    sample = saltelli(256)
    assert sensitivity.luck(with_luck(np.zeros(len(sample)), 1.0, 4), 8).share.value == pytest.approx(1.0, abs=0.05)
    assert sensitivity.luck(without_luck(sample[:, 0]), 8).share == Estimate(0.0, 0.0, 0.0)


def test_one_replicate_says_nothing_of_luck():
    points = sensitivity.points_of(np.arange(16), np.arange(16.0), 16)
    assert math.isnan(sensitivity.luck(points, 8).share.value)


def test_points_have_the_mean_and_variance_of_what_is_known():
    points = sensitivity.points_of(np.array([0, 0, 0, 1, 1, 2]), np.array([1.0, 3.0, math.nan, 5.0, math.nan, math.nan]), 3)
    np.testing.assert_array_equal(points.mean, [2.0, 5.0, math.nan])
    np.testing.assert_array_equal(points.variance, [2.0, math.nan, math.nan])
    assert points.replicates.tolist() == [2, 1, 0]


def test_groups_without_a_value_are_left_out_and_the_others_give_their_indices():
    values = ishigami(saltelli(2**10))
    holed = values.copy()
    holed[[3, 805]] = math.nan
    whole, lost = sensitivity.whole_groups(without_luck(holed), 8)
    assert lost == 2
    keep = np.delete(values.reshape(-1, 8), [0, 100], axis=0).ravel()
    assert sensitivity.sobol(whole, PATHS) == sensitivity.sobol(without_luck(keep), PATHS)


def test_a_design_with_too_many_holes_is_refused():
    values = ishigami(saltelli(16))
    values[::8][:3] = math.nan
    with pytest.raises(ValueError, match=r"3 of 128 points have no value, which spoils 3 of 16 groups .*--retry-failed"):
        sensitivity.whole_groups(without_luck(values), 8)


def test_an_outcome_that_never_changes_is_refused():
    with pytest.raises(ValueError, match=r"the outcome is 0\.5 at every point"):
        sensitivity.sobol(without_luck(np.full(64, 0.5)), PATHS)


def test_a_negative_index_is_explained_with_what_would_help():
    assert sensitivity.explained(Estimate(0.0, -0.1, 0.1), 64) == ""
    assert "it may be anything up to 0.1; --size 2048 would tell it" in sensitivity.explained(Estimate(-0.01, -0.1, 0.1), 64)
    assert "as good as none" in sensitivity.explained(Estimate(-0.001, -0.01, 0.01), 64)
    assert "another seed" in sensitivity.explained(Estimate(-0.2, -0.3, -0.1), 64)


def test_negative_first_indices_come_with_their_note():
    """With 16 base points some index of a lever without effect is below zero in one design of four."""
    found = [effect for seed in range(1, 9) for effect in sensitivity.sobol(without_luck(ishigami(saltelli(16, seed))), PATHS)]
    below = [effect for effect in found if effect.first.value < 0]
    assert below
    assert all(effect.note for effect in below)
    for effect in found:
        assert bool(effect.note) == (effect.first.value < 0 or effect.first.value > effect.total.value)


def test_morris_is_that_of_salib():
    sample = unit("morris", LEVERS, size=40, seed=3)
    values = ishigami(sample)
    effects = sensitivity.morris(without_luck(values), sample, PATHS)
    known = salib_morris.analyze(problem(LEVERS), sample, values, seed=1)
    assert [effect.total.value for effect in effects] == pytest.approx(list(known["mu_star"]))
    assert [effect.first.value for effect in effects] == pytest.approx(list(known["sigma"]))
    assert [(e.total.high - e.total.low) / 2 for e in effects] == pytest.approx(
        [float(c) for c in known["mu_star_conf"]], rel=0.25, abs=1e-9
    )


def test_morris_of_a_line_is_its_slopes_without_spread():
    sample = unit("morris", LEVERS, size=8, seed=2)
    effects = sensitivity.morris(without_luck(sample @ [3.0, -2.0, 0.0]), sample, PATHS)
    assert [effect.total.value for effect in effects] == pytest.approx([3.0, 2.0, 0.0])
    assert [effect.first.value for effect in effects] == pytest.approx([0.0, 0.0, 0.0], abs=1e-12)
    assert effects[0].total.low == pytest.approx(3.0)


def test_the_figure_has_the_bars_and_intervals_that_it_is_given():
    effects = [
        Effect("a", Estimate(0.3, 0.2, 0.4), Estimate(0.5, 0.45, 0.6)),
        Effect("b", Estimate(-0.01, -0.1, 0.1), Estimate(0.1, 0.05, 0.2)),
    ]
    drawn = figure.draw(effects, ["a", "b"], ("total", "first"), "index", "title", "foot")
    axes = drawn.axes[0]
    assert [bar.get_width() for bar in axes.patches] == [0.5, 0.1, 0.3, -0.01]
    ends = [line[:, 0].tolist() for collection in axes.collections for line in collection.get_segments()]
    assert ends == [[0.45, 0.6], [0.05, 0.2], [0.2, 0.4], [-0.1, 0.1]]
    assert drawn.get_size_inches()[0] == pytest.approx(89 / 25.4)
