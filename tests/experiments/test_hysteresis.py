"""A setting led up and down: audits by peers leave the loop of the closed form (F7), audits by the protocol leave none."""

import numpy as np
import pandas as pd
import pytest

from analysis.hysteresis import branches, loop
from analysis.theory import invasions
from experiments.hysteresis import Way, sweep
from experiments.studies.validation.peers import world
from model import door

AT_STAKE, SAVING, INTENSITY, MUTATION = 12.0, 1.0, 2.0, 0.05
SMALL = {"nodes": 300, "audit": 0.5, "at_stake": AT_STAKE, "saving": SAVING}
LEARN = {"kind": "imitation", "signal": "expected", "revision_rate": 0.5, "intensity": INTENSITY, "mutation": MUTATION}
LEVELS = (0.06, 1 / 6, 0.3, 0.5, 1.0)


def honest(records):
    return records.share("honest")


@pytest.fixture(scope="module")
def peers():
    """Three runs in which a network of 300 starts nearly all lazy."""
    return pd.DataFrame(sweep(world(SMALL, 15, adaptation=LEARN), Way("audit_probability", LEVELS, hold=60), honest, (1, 2, 3)))


def test_each_level_is_measured_once_on_each_way_in_each_run(peers):
    assert len(peers) == 2 * len(LEVELS) * 3
    assert peers.groupby(["branch", "x"])["seed"].nunique().eq(3).all()


def test_audits_by_peers_leave_a_loop_around_the_separatrix(peers):
    """At a = 1/6 the separatrix lies at x* = c / (a (R + S)) = 1/2: on the way up the network is below it, on the way down above."""
    at = branches(peers).pivot(index="x", columns="branch", values="mean").loc[1 / 6]
    lower, upper = invasions.branches(1 / 6, AT_STAKE, SAVING, INTENSITY, MUTATION)
    assert lower < 0.5 < upper
    assert at["up"] == pytest.approx(lower, abs=0.02)
    assert at["down"] == pytest.approx(upper, abs=0.02)


def test_the_area_of_the_loop_is_that_of_the_closed_form(peers):
    """Levels .06 and 1 lie beyond the folds (.112 and .783), those between have both branches."""
    gaps = [0.0 if a in (0.06, 1.0) else np.diff(invasions.branches(a, AT_STAKE, SAVING, INTENSITY, MUTATION))[0] for a in LEVELS]
    found = loop(peers)
    assert found.area == pytest.approx(np.trapezoid(gaps, LEVELS), rel=0.03)
    assert 0.3 < found.low <= found.area <= found.high
    assert found.seeds == 3
    assert found.widest == pytest.approx(max(gaps), abs=0.03)


def test_audits_by_the_protocol_leave_no_loop():
    """The lazy are caught whoever checks: honesty wins iff a (R + S) > c, at a = 1/12, from any start."""
    scenario = door.change(world(SMALL, 15, adaptation=LEARN), {"auditors": "protocol"})
    rows = pd.DataFrame(sweep(scenario, Way("audit_probability", (0.02, 1 / 6, 0.5), hold=40), honest, (1, 2, 3)))
    found = loop(rows)
    assert abs(found.area) < 0.01
    assert abs(found.widest) < 0.05
    means = branches(rows).pivot(index="x", columns="branch", values="mean")
    assert means.loc[0.02].max() < 0.5 < means.loc[1 / 6].min()


def test_only_the_late_part_of_a_hold_is_measured():
    """In the first epochs at a low rate the honest still fall; the last of them is below the mean of all."""
    scenario = door.change(world(SMALL, 285, adaptation=LEARN), {"auditors": "protocol"})
    whole, last = (
        sweep(scenario, Way("audit_probability", (0.001, 0.002), hold=10, late=late), honest, (1,))[0]["value"] for late in (1.0, 0.1)
    )
    assert last < whole - 0.05


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (Way("audit_probability", (0.2, 0.1), 5), "do not rise"),
        (Way("audit_probability", (0.2,), 5), "at least two"),
        (Way("audit_probability", (0.1, 0.2), 0), "hold = 0 epochs"),
        (Way("audit_probability", (0.1, 0.2), 5, 0.0), "late = 0.0 is not in"),
        (Way("nodes.count", (10, 20), 5), "fixed once the network stands"),
    ],
)
def test_ways_that_lead_nowhere_are_refused(way, words):
    with pytest.raises(ValueError, match=words):
        sweep(world(SMALL, 15, adaptation=LEARN), way, honest, (1,))


def test_a_network_that_would_stop_on_its_way_is_refused():
    scenario = world(SMALL, 15, adaptation={**LEARN, "mutation": 0.0}, stop_when="absorbed")
    with pytest.raises(ValueError, match="set stop_when = 'never'"):
        sweep(scenario, Way("audit_probability", (0.1, 0.2), 5), honest, (1,))
