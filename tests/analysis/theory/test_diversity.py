"""The bound on classes of hardware, by hand: a saving of 1 and a margin of 4 leave room for 5 classes, of a fifth each."""

import math

import pytest
from scipy.optimize import brentq
from scipy.stats import binom

from analysis.theory.diversity import (
    Rejections,
    cartel_approves,
    is_open,
    least_share,
    least_share_of_panel,
    most_classes,
    of_panel,
    of_reference,
    window,
)


def test_a_saving_of_1_and_a_margin_of_4_leave_room_for_5_classes():
    assert least_share(1.0, 4.0) == pytest.approx(0.2)
    assert most_classes(1.0, 4.0) == pytest.approx(5.0)


def test_at_the_least_share_the_window_of_bites_is_one_point():
    """Of g / h = 1 / .2 = 5 deters, and (R - c) / (1 - h) = 4 / .8 = 5 is borne."""
    assert window(of_panel(0.2, 1, 1), 1.0, 4.0) == pytest.approx((5.0, 5.0))


@pytest.mark.parametrize(("share", "open_"), [(0.25, True), (0.19, False)])
def test_the_window_is_open_above_the_least_share_only(share, open_):
    """At .25: from 4 to 5.33; at .19: from 5.26 to 4.94."""
    assert is_open(of_panel(share, 1, 1), 1.0, 4.0) is open_


def test_a_panel_that_rejects_both_alike_is_never_open_and_one_of_the_same_class_always():
    assert not is_open(Rejections(0.5, 0.5), 1.0, 100.0)
    assert window(Rejections(0.0, 1.0), 1.0, 4.0) == (1.0, math.inf)


def test_one_approval_of_five_holds_smaller_classes_and_a_majority_of_three_larger_ones():
    """P(Bin(5, h) >= 1) = .2 at 1 - .8^(1/5) = .0436; P(Bin(3, h) >= 2) = .2 by scipy's root."""
    assert least_share_of_panel(5, 1, 1.0, 4.0) == pytest.approx(1 - 0.8**0.2, rel=1e-9)
    root = brentq(lambda h: binom.sf(1, 3, h) - 0.2, 0.0, 1.0)
    assert least_share_of_panel(3, 2, 1.0, 4.0) == pytest.approx(root, rel=1e-6)
    assert root > 0.2


def test_a_reference_stands_in_for_the_own_class():
    """Share .1 and half of the checks against the reference: honest work is rejected in .5 x .9 = .45."""
    assert of_reference(0.1, 0.5) == pytest.approx((0.45, 1.0))


def test_what_a_cartel_of_a_twentieth_gets_past_one_of_five():
    assert cartel_approves(0.05, 5, 1) == pytest.approx(1 - 0.95**5)
