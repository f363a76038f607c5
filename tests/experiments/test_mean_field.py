"""The mean field against a two-by-two game worked out by hand.

Cheats save 2 and lose 2 + 3 when a check sees them; half of the verifiers check, so a cheat earns 2 - .5 x 5 = -.5 beside
honest work at 0. A check costs 1 and brings 3 or spares 2 where one in five cheats: 5 x .2 - 1 = 0, so verifiers stand still.
"""

import math

import numpy as np
import pytest

from analysis.theory import cycles
from experiments.mean_field import SWITCHING, MeanField, mean_field
from experiments.studies.validation.inspection import world
from model import networks
from model.adaptation.settings import Fixed
from model.door import change
from model.expectation import expected_utilities, expected_utilities_of_many
from model.run import simulate

GAME = {"cost": 1.0, "reward": 3.0, "miss": 2.0, "gain": 2.0, "loss": 3.0}
NUMBERS = {**GAME, "kind": "replicator", "intensity": 0.1, "revision_rate": 0.5, "start": (0.2, 0.5), "time": 1.0}


def changes(**numbers):
    field = MeanField(world({**NUMBERS, **numbers}, 1_000))
    return field.change(field.start)


def test_expectations_of_many_are_those_of_the_game():
    table = expected_utilities_of_many(world(NUMBERS, 1_000), np.array([[0] * 4, [200, 800, 0, 0], [0, 0, 500, 500], [0] * 4]))
    assert table[1, :2] == pytest.approx([-0.5, 0.0])
    assert table[2, 2:] == pytest.approx([0.2 * 3 - 1, -0.2 * 2])


def test_a_finite_network_of_separate_roles_expects_the_same():
    counts = np.array([[0.0] * 4, [200, 800, 0, 0], [0, 0, 500, 500], [0] * 4])
    scenario = world(NUMBERS, 1_000)
    assert expected_utilities_of_many(scenario, counts)[counts > 0] == pytest.approx(expected_utilities(scenario, counts)[counts > 0])


def test_proportional_imitation_moves_by_the_replicator_equation():
    """Half revise; 200 cheats meet 800 of 999 honest and copy with .1 x .5: 100 x 800 / 999 x .05 leave, nobody comes."""
    moved = changes()
    assert moved[1, :2] == pytest.approx([-100 * 800 / 999 * 0.05, 100 * 800 / 999 * 0.05])
    assert moved[2, 2:] == pytest.approx([0.0, 0.0], abs=1e-9)


def test_pairwise_comparison_moves_by_the_difference_of_fermis_rule():
    """Flows 100 x 800 / 999 x fermi(.05) out and 400 x 200 / 999 x fermi(-.05) in: tanh(.025) between them."""
    moved = changes(kind="imitation")
    assert moved[1, 0] == pytest.approx(-100 * 800 / 999 * math.tanh(0.025))


def test_logit_choice_moves_towards_its_weights():
    """Of 500 revisers, 1 / (1 + e^.05) take up cheating, of whom a fifth did so before."""
    assert changes(kind="logit")[1, 0] == pytest.approx(500 / (1 + math.exp(0.05)) - 100)


def test_best_response_empties_the_worse_and_leaves_a_tie_alone():
    moved = changes(kind="best_response")
    assert moved[1, :2] == pytest.approx([-100, 100])
    assert moved[2, 2:] == pytest.approx([0, 0])


def test_mutation_takes_a_uniform_strategy_of_the_role():
    """All mutate: of 500 revisers half take up each strategy."""
    field = MeanField(change(world(NUMBERS, 1_000), {"adaptation.mutation": 1.0}))
    assert field.change(field.start)[1, :2] == pytest.approx([250 - 100, 250 - 400])


def test_one_reviser_an_epoch_moves_by_its_share():
    """One of 2,000 nodes revises: a two-thousandth of what all at once would do."""
    field = MeanField(change(world(NUMBERS, 1_000), {"adaptation.revision": "one"}))
    assert field.change(field.start)[1, 0] == pytest.approx(-200 * 800 / 999 * 0.05 / 2_000)


def test_a_barred_strategy_takes_up_nobody():
    field = MeanField(change(world({**NUMBERS, "start": (0.2, 0.1)}, 1_000), {"adaptation.barred": ["cheat"]}))
    assert field.change(field.start)[1, 0] <= 0


def test_the_table_has_shares_by_role_and_strategy_from_the_start_on():
    table = mean_field(world(NUMBERS, 1_000), 3)
    assert list(table.columns) == ["epoch", "role", "strategy", "nodes", "share"]
    assert len(table) == 4 * 4
    assert table.groupby(["epoch", "role"])["share"].sum().to_numpy() == pytest.approx(1.0)
    assert table[(table.epoch == 0) & (table.strategy == "cheat")].share.item() == pytest.approx(0.2)


def test_synchronous_steps_are_the_changes_themselves():
    scenario = world(NUMBERS, 1_000)
    field = MeanField(scenario)
    assert field.path(1, synchronous=True)[1] == pytest.approx(field.start + field.change(field.start))


def test_every_revising_kind_has_a_mean_field_or_is_refused_by_name():
    for kind in SWITCHING:
        MeanField(world({**NUMBERS, "kind": kind}, 100))
    with pytest.raises(ValueError, match=r"adaptation.kind = fixed has no mean field; give one of imitation, replicator"):
        mean_field(world(NUMBERS, 100).model_copy(update={"adaptation": Fixed()}), 3)


@pytest.mark.parametrize(
    ("setting", "value"), [("signal", "own"), ("signal", "public"), ("partner", "neighbour"), ("reviser", "owner"), ("copies", "trait")]
)
def test_what_has_no_mean_field_is_refused_in_one_line(setting, value):
    scenario = change(networks.load("posp"), {"adaptation.signal": "expected", f"adaptation.{setting}": value})
    with pytest.raises(ValueError, match=f"adaptation.{setting} = {value} has no mean field"):
        mean_field(scenario, 3)


def test_a_price_that_moves_is_refused():
    scenario = change(world(NUMBERS, 100), {"market": {"kind": "burn_and_mint"}})
    with pytest.raises(ValueError, match="moves the price"):
        mean_field(scenario, 3)


def test_best_response_has_no_differential_equation():
    with pytest.raises(ValueError, match="give synchronous=True"):
        mean_field(world({**NUMBERS, "kind": "best_response"}, 100), 3)


def test_a_length_below_one_is_refused():
    with pytest.raises(ValueError, match="epochs = 0"):
        mean_field(world(NUMBERS, 100), 0)


def test_cycles_of_the_catalogue():
    """The catalogue's example: (.2, .4), T = 6.413, from (.6, .4) 7.99; dt = .05 grows at .0240."""
    assert cycles.rest_point(**{k: GAME[k] for k in ("gain", "loss", "cost", "reward", "miss")}) == pytest.approx((0.2, 0.4))
    assert cycles.small_period(**GAME) == pytest.approx(6.413, abs=5e-4)
    assert cycles.period((0.6, 0.4), **GAME) == pytest.approx(7.99, abs=5e-3)
    assert cycles.synchronous_growth(0.05, **GAME) == pytest.approx(0.0240, abs=5e-5)
    assert cycles.small_period(**GAME) * 2 / 0.1 == pytest.approx(128.3, abs=0.05)


def test_luck_spreads_shares_by_the_binomial_law_of_the_revisers():
    """After an epoch 200 cheats have each left with q = .5 x 800 / 999 x .05 = .02002: sqrt(200 q (1 - q)) = 1.981 nodes; verifiers tie."""
    field = MeanField(world(NUMBERS, 1_000))
    spread = field.spread(2)
    assert spread[0] == pytest.approx(0.0)
    assert spread[1, 1, :2] == pytest.approx([1.9808, 1.9808], abs=1e-3)
    assert spread[1, 2, 2:] == pytest.approx([0.0, 0.0], abs=1e-6)
    assert spread[2, 2, 2] > 0.0, "what cheats do by luck reaches verifiers an epoch later"


def test_many_runs_scatter_around_the_mean_field_as_it_says():
    """A hundred small networks after twelve epochs: the variance is known to a fifth of itself or so."""
    scenario = world({**NUMBERS, "kind": "imitation", "time": 0.3}, 1_000)
    cheats = np.array([simulate(scenario, seed, epochs=12).records.count("cheat")[-1] for seed in range(100)])
    field = MeanField(scenario)
    assert abs(cheats.mean() - field.path(12, synchronous=True)[12, 1, 0]) < 4 * field.spread(12)[12, 1, 0] / 10
    assert 0.7 < cheats.std(ddof=1) / field.spread(12)[12, 1, 0] < 1.3
