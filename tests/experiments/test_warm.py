"""Warming runs every phase of every pair, and says where it is."""

from experiments.warm import PAIRS, warm
from model.step import PHASES


def test_tells_each_phase_and_ends_with_done():
    told = []
    warm(lambda *step: told.append(step))
    steps = len(PAIRS) * len(PHASES)
    assert [done for _, done, _ in told] == list(range(steps + 1))
    assert {of for *_, of in told} == {steps}
    assert told[-1][0] == "done"
    assert [name for name, *_ in told[: len(PHASES)]] == [phase.name for phase in PHASES]


def test_a_second_time_nothing_is_compiled():
    warm()
    assert warm() is False
