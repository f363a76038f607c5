"""A3: Proof of Sampling with colluding verifiers (arXiv 2405.00295).

An executor that saves all of its cost C is accepted unless an audit meets a
verifier outside its cartel: E[cheat] = R - p (1 - r)(R + S), against R - C. So
honesty is strictly best iff p > p* = C / ((1 - r)(R + S)).

Reached with roles apart: verifiers are 90 honest and 10 in the cheaters'
cartel, so r = .1 exactly; panels of one; no noise; stakes frozen. C = 1,
R = 1.2: p* = .0992 at S = 10, and .01098 at S = 100.
"""

import pytest

from analysis.theory.deterrence import audit_threshold
from model.columns import EXECUTES
from model.run import Run, simulate
from model.scenario import Scenario
from tests.laws.closed_forms.measuring import Mean, assert_holds, network, utilities

COST, REWARD, COLLUDING = 1.0, 1.2, 0.1
JOBS, CHEATS = 500_000, 2_000


def threshold(slash: float, colluding: float = COLLUDING) -> float:
    return audit_threshold(COST, REWARD, slash, colluding=colluding)


def market(audit: float, slash: float, honest: int, cheats: int, **more: object) -> Scenario:
    fixed = {"strategy": "honest", "role": "verifier", "adapts": False}
    return network(
        {
            "honest": {"strategy": "honest", "role": "executor", "count": honest},
            "cheat": {"strategy": "skimmer", "role": "executor", "count": cheats, "numbers": {"effort": 0.0, "cartel": 1.0}},
            "verifier": {**fixed, "count": 90},
            "colluder": {**fixed, "count": 10, "numbers": {"cartel": 1.0}},
        },
        {
            "verification": {"kind": "panel", "audit_probability": audit},
            "settlement": {"slash": slash, "slash_rule": "fixed"},
            "noise": {"level": 0.0},
        },
        job_classes={"job": {"fee": REWARD}},
        **more,
    )


def executors_left(run: Run) -> set[str]:
    """Strategies that executors end with."""
    return {list(run.scenario.population)[row] for row in run.state.strategy[run.state.role == EXECUTES]}


def margin(audit: float, slash: float) -> tuple[Mean, Mean]:
    """What cheating pays a job, and what it pays over honest work."""
    found = utilities(market(audit, slash, 10, CHEATS), JOBS // CHEATS)
    return found["cheat"], found["cheat"].minus(found["honest"])


@pytest.mark.parametrize(("slash", "audit"), [(10.0, 0.05), (10.0, 0.0992), (10.0, 0.5), (100.0, 0.01098), (100.0, 0.1)])
def test_cheats_earn_what_the_closed_form_says(slash: float, audit: float) -> None:
    """500,000 jobs a cell; the test tells r = .1 from r = 0 in each."""
    cheat, _ = margin(audit, slash)
    assert cheat.n == JOBS
    at_stake = audit * (REWARD + slash)
    assert_holds(cheat, REWARD - (1 - COLLUDING) * at_stake, not_=REWARD - at_stake, name=f"A3 cheat at S {slash:g}, p {audit:g}")


@pytest.mark.parametrize("slash", [10.0, 100.0])
def test_the_root_of_the_measured_margin_lies_within_three_per_cent_of_the_threshold(slash: float) -> None:
    """The margin is a line in p: C at p = 0, measured at twice the threshold."""
    audit = 2 * threshold(slash)
    _, over_honest = margin(audit, slash)
    root = audit * COST / (COST - over_honest.value)
    print(f"A3 root at S {slash:g}: found {root:.6g}, closed form {threshold(slash):.6g}, ratio {root / threshold(slash):.4f}")
    assert root == pytest.approx(threshold(slash), rel=0.03)
    assert root != pytest.approx(threshold(slash, colluding=0.0), rel=0.03)


@pytest.mark.parametrize(("share", "winner", "honest"), [(1.03, "honest", 10), (0.97, "cheat", 90)])
def test_imitation_of_what_pays_ends_on_the_right_side_of_the_threshold(share: float, winner: str, honest: int) -> None:
    """20 runs a side, 3 % from the threshold, nine tenths of the executors starting on the wrong side: 20 of 20 (so p(right) > .86)."""
    scenario = market(share * threshold(10.0), 10.0, honest, 100 - honest, epochs=2_000, stop_when="absorbed", adaptation=EXPECTED)
    runs = [simulate(scenario, seed) for seed in range(20)]
    assert all(run.stopped == "absorbed" for run in runs)
    assert [executors_left(run) for run in runs] == [{winner}] * 20
    print(f"A3 at {share} p*: 20 of 20 end with {winner} executors only")


def test_above_the_threshold_of_honest_verifiers_cheats_still_win() -> None:
    audit = 1.03 * threshold(10.0, colluding=0.0)
    run = simulate(market(audit, 10.0, 90, 10, epochs=2_000, stop_when="absorbed", adaptation=EXPECTED), 0)
    assert executors_left(run) == {"cheat"}


EXPECTED = {"kind": "imitation", "signal": "expected", "revision_rate": 0.5, "intensity": 1e4}
