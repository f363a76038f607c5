"""The picture of a validation report shows what its rule of standard errors judged, and every failure."""

import numpy as np
import pandas as pd

from analysis.figures import style, validation
from analysis.figures.output import rendered

CASES = pd.DataFrame(
    [
        ("A1", "|z| < 4", -1.5, "holds"),
        ("A1", "|z| < 4", 7.0, "fails"),
        ("D1", "ratio within 25% of 1", 0.96, "holds"),
        ("F3", "exact binomial, p > 6e-5", 1e-9, "fails"),
        ("M1", "equal to 1e-09", 0.0, "holds"),
    ],
    columns=["id", "rule", "score", "verdict"],
)


def dots(figure, colour):
    return [float(y) for line in figure.axes[0].lines if line.get_color() == colour for y in line.get_ydata()]


def test_cases_that_hold_by_another_rule_are_no_dots():
    """One of D1 holds within a quarter of its closed form: in standard errors it would lie far outside the rule of the others."""
    assert dots(validation.draw(CASES), style.BLUE) == [-1.5]


def test_every_failure_is_marked_beyond_the_rule():
    crosses = dots(validation.draw(CASES), style.VERMILION)
    assert len(crosses) == 2
    assert min(crosses) > validation.LIMIT


def test_the_picture_says_how_many_cases_it_shows():
    (said,) = [text.get_text() for text in validation.draw(CASES).axes[0].texts if "cases" in text.get_text()]
    assert said.startswith("3 of 5 cases")


def test_a_report_without_any_such_case_is_drawn_too():
    assert rendered(validation.draw(CASES[CASES["id"] == "M1"]), {})[".png"][:4] == b"\x89PNG"
    assert np.isfinite(dots(validation.draw(CASES), style.BLUE)).all()
