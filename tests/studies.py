"""What tests of studies share: made-up tables read as a study's own, and refusals in one line."""

import pytest

from analysis.findings.claims import judge


def read(reading, network, tables):
    """Tables with those of closed forms, the finding, and its judged claims."""
    whole = {**tables, **reading.closed_forms(network, tables)}
    finding = reading.find(network, whole)
    return whole, finding, judge(finding.claims)


def assert_refused_in_one_line(call, words):
    """The call raises a ValueError of one line that has all these words."""
    with pytest.raises(ValueError) as error:  # noqa: PT011
        call()
    assert "\n" not in str(error.value)
    assert all(word in str(error.value) for word in words), str(error.value)
