"""What cartels owe their members is refused where closed forms do not know of it, and is nothing by default."""

import pytest

from model.door import change, scenario_from
from model.economy.cartel import Cartel, pack_cartel
from model.scenario import Scenario

LEARNS = {"adaptation": {"kind": "imitation", "signal": "expected"}}


def test_a_cartel_owes_nothing_by_default():
    assert not Scenario().cartel.binds()
    assert pack_cartel(Cartel()) == [0.0, 0.0, 0.0, 0.0]


def test_expected_payoffs_know_nothing_of_bribes():
    with pytest.raises(ValueError, match=r"expected knows nothing of what a cartel owes .* set signal = public"):
        scenario_from(LEARNS | {"cartel": {"bribe": 1.0}})


def test_expected_payoffs_know_nothing_of_denunciations():
    mole = {"mole": {"strategy": "colluder", "share": 1.0, "numbers": {"denounce": 0.5}}}
    with pytest.raises(ValueError, match=r"population.mole.numbers.denounce .* knows nothing of denunciations"):
        scenario_from(LEARNS | {"population": mole})


def test_a_share_of_a_gain_is_at_most_all_of_it():
    with pytest.raises(ValueError, match=r"cartel.gain_share = 2.0 is outside \[0, 1\]"):
        change(Scenario(), {"cartel.gain_share": 2.0})
