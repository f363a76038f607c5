"""B1: a bad quorum, P(Hyp(N, f, k) >= need), and the saw-tooth of rounding up.

With 333 bad of 1000 verifiers a majority of 31 seats is bad with .02488, of 101
with 1.233e-4, two thirds of 101 with 1.53e-13. Sharding note on minimum
committees for 2^-40 at a third bad (C.-C. Liang 2019): 111.

Reached with executors that attack every job from within the cartel of the bad
verifiers, and no noise: a job is accepted iff its panel is bad.
"""

import math

import pytest
from scipy.stats import binomtest

from analysis.theory.quorums import bad_quorum, bad_quorum_of_many, majority, share_rounded_up
from model.columns import ACCEPTED_VERIFIED
from tests.laws.closed_forms.measuring import Frequency, assert_holds, frequency, network

VERIFIERS, BAD, EXECUTORS = 1_000, 333, 500


def bad_quorums(panels: int, seats: int, seed: int = 1, **panel: object) -> Frequency:
    scenario = network(
        {
            "attacker": {"strategy": "colluder", "role": "executor", "count": EXECUTORS, "numbers": {"attack_rate": 1.0}},
            "honest": {"strategy": "honest", "role": "verifier", "count": VERIFIERS - BAD},
            "bad": {"strategy": "honest", "role": "verifier", "count": BAD, "numbers": {"cartel": 1.0}},
        },
        {"verification": {"kind": "panel", "audit_probability": 1.0, "panel_size": seats, **panel}, "noise": {"level": 0.0}},
    )
    return frequency(scenario, panels // EXECUTORS, (ACCEPTED_VERIFIED,), seed)


@pytest.mark.parametrize(("draw", "seed"), [("uniform", 1), ("stake_weighted", 2)])
def test_a_majority_of_31_seats_is_bad_as_often_as_the_closed_form_says(draw: str, seed: int) -> None:
    """600,000 panels, four times the size that sees .0023: drawing seats with replacement (.0268 against .02488) is refused."""
    found = bad_quorums(600_000, 31, seed, need=majority(31), draw=draw)
    expected = bad_quorum(VERIFIERS, BAD, 31, 16)
    assert found.smallest_error(expected) < 0.00115
    with_replacement = bad_quorum_of_many(BAD / VERIFIERS, 31, 16)
    assert_holds(found, expected, not_=with_replacement, name=f"B1 majority of 31, {draw}")


@pytest.mark.slow
def test_a_majority_of_101_seats_is_bad_as_often_as_the_closed_form_says() -> None:
    """1,500,000 panels, so that 185 bad ones are expected: an error of a third (4e-5) would have been seen."""
    found = bad_quorums(1_500_000, 101, need=majority(101))
    assert_holds(found, bad_quorum(VERIFIERS, BAD, 101, 51), not_=bad_quorum(VERIFIERS, BAD, 101, 52), name="B1 majority of 101")


def test_a_majority_of_101_seats_is_hardly_ever_bad() -> None:
    """50,000 panels, 6 bad ones expected: an exact test, which tells them from the 31 of a need of 49."""
    found = bad_quorums(50_000, 101, need=majority(101))
    print(f"B1 majority of 101: {found.hits} of {found.n}")
    assert binomtest(found.hits, found.n, bad_quorum(VERIFIERS, BAD, 101, 51)).pvalue > 1e-3
    assert binomtest(found.hits, found.n, bad_quorum(VERIFIERS, BAD, 101, 49)).pvalue < 1e-3


def test_rounding_up_two_thirds_makes_a_saw_tooth() -> None:
    """At 2^-40 and a third bad, far more nodes than seats: 107 seats pass, 108 fail, 109 and all after it pass; 111 is the first triple."""
    passes = {k: bad_quorum_of_many(1 / 3, k, share_rounded_up(k, 2 / 3)) <= 2.0**-40 for k in range(90, 140)}
    assert [k for k in range(105, 112) if passes[k]] == [107, 109, 110, 111]
    assert not passes[108]
    assert all(passes[k] for k in range(109, 140))
    assert min(k for k in passes if k % 3 == 0 and passes[k]) == 111


def test_the_engine_has_the_same_saw_tooth() -> None:
    """A quorum of two thirds of the votes, 60,000 panels each: 8 seats are safer than 9, and 10 are safer than 9."""
    measured = {}
    for seats in (8, 9, 10):
        found = bad_quorums(60_000, seats, quorum_of="votes", quorum_share=2 / 3)
        need = share_rounded_up(seats, 2 / 3)
        down = bad_quorum(VERIFIERS, BAD, seats, math.floor(2 * seats / 3) + (seats == 9))
        assert_holds(found, bad_quorum(VERIFIERS, BAD, seats, need), not_=down, name=f"B1 two thirds of {seats}")
        measured[seats] = found.hits / found.n
    assert measured[8] < measured[9] > measured[10]
