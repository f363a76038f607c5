"""Closed forms of published rules against numbers worked out by hand."""

import math

import pytest

from analysis.theory.facts import caught_within, flagged_share, profitable_lives, replication_overhead


def test_at_one_percent_37_of_100_attacks_profit():
    """Penalty 99 claims, so 100 claims must pass: .99^100 = .366; at p = .5 two of them: .25."""
    assert profitable_lives(0.01) == pytest.approx(0.99**100)
    assert profitable_lives(0.01) == pytest.approx(0.37, abs=0.005)
    assert profitable_lives(0.5) == pytest.approx(0.25)
    assert profitable_lives(1e-5) == pytest.approx(math.exp(-1), abs=1e-4)


def test_sixteen_claims_are_caught_with_99_percent():
    assert caught_within(0.25, 16) == pytest.approx(0.99, abs=1e-3)
    assert caught_within(0.25, 1) == 0.25


def test_a_host_is_checked_half_of_its_first_ten_jobs_and_7_percent_of_460():
    """Ten jobs are ten checks: 10/20. After 460, N = sqrt(100 + 900) = 31.6: 31.6/491.6."""
    assert replication_overhead(10) == 0.5
    assert replication_overhead(460) == pytest.approx(math.sqrt(1000) / (460 + math.sqrt(1000)))


def test_overhead_is_that_of_the_chain_of_checks():
    """The law of N over 1,000 jobs, state by state, has its mean within 2 % of the root."""
    law = {10: 1.0}
    for _ in range(990):
        onward: dict[int, float] = {}
        for n, weight in law.items():
            onward[n + 1] = onward.get(n + 1, 0.0) + weight / n
            onward[n] = onward.get(n, 0.0) + weight * (1 - 1 / n)
        law = onward
    checks = sum(n * weight for n, weight in law.items())
    assert replication_overhead(1000) == pytest.approx(checks / (1000 + checks), rel=0.02)


def test_ten_checks_flag_by_two_failures_or_more():
    """At n = 10 z > 1 asks for k > .5 + .69 = 1.19; streaks of five are within: 1 - .95^10 - 10 .05 .95^9."""
    assert flagged_share(10) == pytest.approx(1 - 0.95**10 - 10 * 0.05 * 0.95**9)
    assert flagged_share(9) == pytest.approx(sum(flagged_of_streak(9)), rel=1e-9)
    assert flagged_share(200) > flagged_share(50) > flagged_share(10)


def flagged_of_streak(n):
    """Probability of five failures in a row within nine, by where the first such run ends: at 5, or after a success."""
    yield 0.05**5
    for _ in range(6, n + 1):
        yield 0.95 * 0.05**5
