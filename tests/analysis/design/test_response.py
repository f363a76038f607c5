"""How networks answer a field: by hand in worlds of two or four strategies."""

import numpy as np

from analysis.design.response import response
from model import door, networks
from model.desk import EXECUTES, VERIFIES

HONEST, CHEAT, CHECKS, STAMPS = range(4)


def posp(**changes):
    return door.change(networks.load("posp"), changes)


def test_cheats_vanish_above_the_threshold_and_take_over_below_it():
    """C / ((1 - r)(R + S)) = .8 / (.9 x 101) = .0088009."""
    for probability, kept in ((0.00885, HONEST), (0.00875, CHEAT)):
        states = response(posp(audit_probability=probability))
        assert len(states) == 1
        assert states[0].counts[EXECUTES, kept] == 500
        assert states[0].counts[EXECUTES].sum() == 500
        assert list(states[0].counts[VERIFIES]) == [0, 0, 450, 50]


def test_who_does_not_adapt_stays_as_it_is():
    before = response(posp(**{"adaptation.kind": "fixed", "audit_probability": 1.0}))
    assert [list(state.counts[EXECUTES]) for state in before] == [[250, 250, 0, 0]]
    alone = response(posp(**{"population.cheat.adapts": False, "audit_probability": 1.0}))
    assert list(alone[0].counts[EXECUTES]) == [250, 250, 0, 0]


def test_nobody_takes_up_a_strategy_that_is_barred():
    states = response(posp(**{"adaptation.barred": ["cheat"], "audit_probability": 0.0}))
    assert list(states[0].counts[EXECUTES]) == [250, 250, 0, 0]


def test_a_strategy_that_nobody_follows_yet_is_taken_up_where_it_pays():
    states = response(posp(**{"population.cheat.share": 0.0, "audit_probability": 0.0}))
    assert states[0].counts[EXECUTES, HONEST] == 0
    assert states[0].counts[EXECUTES, CHEAT] > 0


def inspection():
    """Checking pays a bounty of 5 for a cheat found and costs .8; cheating saves .8 and risks .1 x 101 where all check."""
    population = {
        "honest": {"strategy": "honest", "share": 0.25, "role": "executor", "adapts": True},
        "cheat": {"strategy": "skimmer", "share": 0.25, "role": "executor", "adapts": True, "numbers": {"effort": 0.0}},
        "checks": {"strategy": "honest", "share": 0.25, "role": "verifier", "adapts": True},
        "stamps": {"strategy": "rubber_stamp", "share": 0.25, "role": "verifier", "adapts": True},
    }
    return posp(**{
        "population": population, "nodes.count": 40, "audit_probability": 0.1, "field.settlement.pay_per_check": 0.0,
        "field.settlement.bounty": 5.0,
    })  # fmt: skip


def test_where_checking_pays_only_while_cheats_are_found_replies_go_round():
    """All check, so all are honest, so nobody checks, so all cheat, so all check."""
    states = response(inspection())
    pairs = [(int(np.argmax(s.counts[EXECUTES])), int(np.argmax(s.counts[VERIFIES]))) for s in states]
    assert set(pairs) == {(HONEST, CHECKS), (HONEST, STAMPS), (CHEAT, STAMPS), (CHEAT, CHECKS)}
    after = dict(zip(pairs, pairs[1:] + pairs[:1], strict=True))
    assert after[HONEST, CHECKS] == (HONEST, STAMPS)
    assert after[HONEST, STAMPS] == (CHEAT, STAMPS)
