"""With every mechanism on at once, for some hundred epochs: all of them act, no token is lost, and the reference agrees."""

import pickle

import numpy as np
import pytest

from model import simulate
from model.columns import TOTAL_COLUMNS
from model.state import State
from model.step import epoch
from tests.agreement.side_by_side import differences
from tests.everything import EPOCHS, MARKETS, everything
from tests.laws.test_conservation import books_balance


@pytest.mark.parametrize("market", MARKETS)
def test_tokens_in_equal_tokens_out_for_hundreds_of_epochs(market):
    books_balance(everything(market), seed=5)


def test_every_mechanism_acts():
    seen = dict.fromkeys((column.name for column in TOTAL_COLUMNS), 0.0)
    for market in MARKETS:
        run = simulate(everything(market), seed=5)
        acts = {name: float(np.abs(run.records.total(name)).sum()) for name in seen}
        assert acts["active_nodes"] > 30 * EPOCHS, "the network lives on"
        for name in ("entries", "exits", "returns", "slashes", "delegators_paid", "delegators_lost", "sold"):
            assert acts[name] > 0.0, (market, name)
        seen = {name: seen[name] + acts[name] for name in seen}
    assert [name for name, value in seen.items() if value == 0.0] == []


def test_engine_and_reference_agree_with_every_mechanism_on():
    assert differences(everything("pool"), seed=5, epochs=40) == ""


@pytest.mark.slow
@pytest.mark.parametrize("market", MARKETS)
def test_engine_and_reference_agree_for_long_with_every_mechanism_on(market):
    assert differences(everything(market), seed=5, epochs=200) == ""


def test_it_goes_on_from_a_pickle_as_if_nothing_had_happened():
    scenario = everything("pool")
    whole = State(scenario, 6)
    for t in range(150):
        epoch(whole, t)
    resumed = pickle.loads(pickle.dumps(whole))
    for t in range(150, 200):
        epoch(whole, t)
        epoch(resumed, t)
    for block in ("nodes", "marks", "totals", "treasury", "book", "memory"):
        assert np.array_equal(getattr(whole, block), getattr(resumed, block)), block
