"""Basins and time shares of populations, at games solved by hand."""

import numpy as np
import pytest

from analysis.possibility.populations import basins, crowded, stationary, time_shares
from analysis.theory.invasions import stationary_shares
from tests.analysis.possibility.worlds import GARBAGE, world


def peers(names=("honest", "lazy")):
    """F7: lazy nodes are caught by honest peers only; a (R + S) x against c with a = .5, R + S = 6, c = 1: x* = 1/3."""
    kinds = {
        "honest": {"strategy": "honest", "share": 0.5},
        "lazy": {"strategy": "honest", "share": 0.5, "numbers": {"effort": 0.0, "vigilance": 0.0}},
        "worse": {"strategy": "honest", "share": 0.0, "numbers": {"attack_rate": 1.0, "deviation": GARBAGE, "vigilance": 0.0}},
    }
    checks = {"auditors": "peers", "audit_probability": 0.5, "check_cost_ratio": 0.0}
    return world(checks, nodes={"stake": 4.8}, population={name: kinds[name] for name in names})


def test_a_basin_is_what_lies_beyond_the_unstable_point():
    scenario = peers()
    (of,) = crowded(scenario)
    found = basins(scenario, of, starts=1024)
    assert found["honest"].estimate == pytest.approx(2 / 3, abs=0.005)
    assert found["lazy"].estimate == pytest.approx(1 / 3, abs=0.005)
    assert "mixed" not in found


def test_who_earns_less_everywhere_has_no_basin():
    """A node that always attacks for no gain works in full and is caught as the lazy are: it earns less than they do, always."""
    scenario = peers(("honest", "lazy", "worse"))
    (of,) = crowded(scenario)
    assert of.names == ("honest", "lazy", "worse")
    found = basins(scenario, of, starts=256)
    assert found["worse"].estimate == 0.0
    # From a third of honest nodes on they win; below, some starts still lead there, since they gain on the worst first.
    assert 4 / 9 < found["honest"].estimate < 2 / 3
    assert found["honest"].estimate + found["lazy"].estimate == pytest.approx(1.0)


def test_a_cycle_that_passes_by_corners_ends_in_none_of_them():
    """Honest nodes pay for checks and lose to those who do not look, these to lazy ones, and these to honest ones who catch them."""
    people = {
        "honest": {"strategy": "honest", "share": 0.4},
        "blind": {"strategy": "honest", "share": 0.3, "numbers": {"vigilance": 0.0}},
        "lazy": {"strategy": "honest", "share": 0.3, "numbers": {"effort": 0.0}},
    }
    scenario = world({"auditors": "peers", "audit_probability": 0.5}, nodes={"stake": 4.8}, population=people)
    (of,) = crowded(scenario)
    found = basins(scenario, of, starts=64)
    assert found["mixed"].estimate == 1.0


def test_time_goes_as_the_gain_over_all_nodes_where_it_is_constant():
    """Nobody checks, so skipping earns 1 more whoever does what: rho and its reverse are as exp(beta (N - 1))."""
    people = {"honest": {"strategy": "honest", "share": 0.5}, "lazy": {"strategy": "honest", "share": 0.5, "numbers": {"effort": 0.0}}}
    scenario = world({"audit_probability": 0.0}, population=people, nodes={"count": 20})
    (of,) = crowded(scenario)
    found = time_shares(scenario, of, 0.1)
    assert found["lazy"] / found["honest"] == pytest.approx(np.exp(0.1 * 19), rel=1e-9)
    assert time_shares(scenario, of, 0.0) == pytest.approx({"honest": 0.5, "lazy": 0.5})


def test_the_chain_of_pure_states_is_that_of_the_catalogue():
    """A cyclic game of three, N = 20, beta = .3: the same shares as from the closed form, whose chain is solved in another way."""
    game = np.array([[0.0, -1.0, 2.0], [2.0, 0.0, -1.0], [-1.0, 1.5, 0.0]])
    from analysis.theory.games import fixation, payoff_differences

    steps = np.zeros((3, 3))
    for i in range(3):
        for j in range(3):
            if i != j:
                two = [[game[j, j], game[j, i]], [game[i, j], game[i, i]]]
                steps[i, j] = fixation(payoff_differences(two, 20), 0.3) / 2.0
    assert stationary(steps) == pytest.approx(stationary_shares(game, 0.3, 20), rel=1e-9)


def test_steps_too_rare_for_a_number_still_give_shares():
    assert stationary(np.array([[0.0, 1e-200], [1e-260, 0.0]])) == pytest.approx([1e-60, 1.0])
