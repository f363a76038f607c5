"""The study `unbidden`: its tests of behaviours on policies written by hand, its worlds, its cells, and networks that it refuses."""

import numpy as np
import pytest

from experiments.studies import unbidden as study
from experiments.studies.contract import Cell
from experiments.studies.detectors import LIST, TESTED, Policies, policies_of, shares, signature
from model import door, networks
from model.run import simulate
from model.strategies.open import WEIGHTS
from tests.studies import assert_refused_in_one_line

NONE = networks.load("none")
EXPRESSIBLE = [name for name in LIST if name in TESTED]


def policies(*changes, leave=0.0, deviation=1000.0, **seen):
    """Policies that are nearly honest but for some weights, with a clean entrant's record and mean stake."""
    table = np.array([[(WEIGHTS | change)[name] for name in WEIGHTS] for change in changes])
    usual = {"always": 1.0, "reputation": 0.5, "caught": 0.0, "stake": 0.0, "payoff": 0.5, "audits": 0.2, "rejections": 0.0} | seen
    n = len(changes)
    return Policies(table, [np.full(n, value) for value in usual.values()], np.full(n, leave), np.full(n, deviation), study.TOLERANCE)


SKIPS = {"effort": -6.0}
SHOWN = [
    ("skips_withheld", {"effort": -6.0, "withhold": 6.0}, {}),
    ("withholds_when_caught", {"withhold_by_caught": 8.0, "withhold": -4.0}, {}),
    ("behaves_then_cheats", {"effort": -2.5, "effort_by_reputation": 8.0}, {}),
    ("hit_and_run", {"attack_rate": -4.0, "attack_rate_by_stake": -8.0}, {"leave": 0.1}),
    ("copies", SKIPS, {}),
    ("within_tolerance", {"attack_rate": 6.0}, {"deviation": 2.9}),
    ("cheats_openly", SKIPS, {}),
    ("cheats_until_caught", {"effort": -3.0, "effort_by_caught": 8.0}, {}),
    ("cheats_when_losing", {"effort": 0.0, "effort_by_payoff": 8.0}, {}),
    ("rejects_unseen", {"grief": 1.0}, {}),
]


@pytest.mark.parametrize(("behaviour", "change", "more"), SHOWN, ids=[name for name, *_ in SHOWN])
def test_a_policy_written_by_hand_shows_its_behaviour_and_a_nearly_honest_one_none(behaviour, change, more):
    found = shares(policies(change, {}, {}, {}, **more))
    assert found[behaviour] == 0.25
    honest = shares(policies({}, **more))
    assert set(honest.values()) == {0.0}


MISSED = [
    ("hit_and_run", {"attack_rate": -4.0, "attack_rate_by_stake": -8.0}, {"leave": 0.0}),
    ("hit_and_run", SKIPS, {"leave": 0.1}),
    ("within_tolerance", {"attack_rate": 6.0}, {"deviation": 3.1}),
    ("within_tolerance", {"attack_rate": 6.0}, {"deviation": 0.0}),
    ("copies", SKIPS | {"attack_rate": 6.0}, {}),
    ("skips_withheld", SKIPS, {}),
    ("withholds_when_caught", {"withhold": 6.0}, {}),
    ("behaves_then_cheats", SKIPS, {}),
    ("cheats_openly", SKIPS | {"withhold": 6.0}, {}),
]


@pytest.mark.parametrize(("behaviour", "change", "more"), MISSED)
def test_what_does_it_always_or_only_half_is_not_taken_for_it(behaviour, change, more):
    assert shares(policies(change, **more))[behaviour] == 0.0


def test_a_policy_is_told_in_a_few_words():
    assert signature(policies({})) == "works"
    assert signature(policies({"attack_rate": 6.0, "withhold": 6.0})) == "attacks; withholds"
    assert signature(policies({"effort": 0.0, "effort_by_payoff": 8.0})) == "works; cheats when it loses"
    assert signature(policies({"withhold": -4.0, "withhold_by_caught": 8.0})) == "works; hides when caught"


def test_of_the_list_only_claims_below_a_size_cannot_be_expressed():
    assert [name for name in LIST if name not in TESTED] == ["claims_below_size"]
    assert len(EXPRESSIBLE) == 6
    assert not any(study.can_hold(field, "claims_below_size") for field in study.FIELDS)
    assert [field for field in study.FIELDS if study.can_hold(field, "copies")] == ["shown"]
    assert sum(study.can_hold(field, name) for name in TESTED for field in study.FIELDS) == 3 * 8 + 3 + 3 * 8 + 1


def test_fields_differ_from_audited_by_what_they_say_and_nulls_take_nothing():
    audited, hideable, null = (study.prepare(NONE, field) for field in ("audited", "hideable", "drift"))
    assert (audited.field.settlement.slash, audited.field.settlement.unavailable_penalty) == (0.5, 5.0)
    assert hideable.field.settlement.unavailable_penalty == 0.0
    assert hideable.field.settlement.slash == 0.5
    assert (null.adaptation.intensity, null.field.settlement.slash, null.field.settlement.unavailable_penalty) == (0.0, 0.0, 0.0)
    assert study.prepare(NONE, "leavable").accounts.unbonding_hours == 5 * NONE.hours_per_epoch
    assert {study.null_of(field) for field in study.FIELDS} == set(study.NULLS)


def test_answers_are_copied_only_where_they_are_shown():
    def lucky(field):
        state = simulate(study.prepare(NONE, field), 1, epochs=1).state
        return set(state.filler_luck.tolist())

    assert lucky("shown") == {study.LUCK}
    assert lucky("hideable") == {0.0}


@pytest.fixture
def short(monkeypatch):
    for name, value in {"NODES": 12, "EPOCHS": 16, "LATE": 9, "PLANTED_EPOCHS": 12, "PLANTED_FROM": 2}.items():
        monkeypatch.setattr(study, name, value)


def test_a_field_is_measured_a_row_a_seed(short):
    """In so few epochs all are still nearly honest."""
    measured = study.measure(NONE, Cell({"field": "audited"}, (1, 2)))
    assert [row["seed"] for row in measured.rows] == [1, 2]
    assert set(measured.rows[0]) | {"field"} == set(study.STUDY.tables["policies"].columns)
    assert all(row["skips_withheld"] == 0.0 and row["mean_cheats"] < 0.2 for row in measured.rows)


def test_a_cloud_has_the_active_nodes_at_every_stride(short):
    rows = study.follow(NONE, Cell({"field": "hideable"}, (1,))).rows
    assert [row["epoch"] for row in rows] == sorted(row["epoch"] for row in rows)
    assert {row["epoch"] for row in rows} == {7, 15}
    state = simulate(study.prepare(NONE, "hideable"), 1).state
    last = [row["cheats"] for row in rows if row["epoch"] == 15]
    assert last == pytest.approx(policies_of(state, 3.0).does()["cheats"].tolist())


def test_what_skips_behind_a_hidden_trace_earns_what_is_not_audited(short):
    """10 jobs an epoch at a fee of 1: a fifth is audited and lost, so 8; the nearly honest near 10 (1 - .6)."""
    rows = study.value(NONE, Cell({"behaviour": "skips_withheld", "field": "hideable"}, tuple(range(20)))).rows
    assert np.mean([row["planted"] for row in rows]) == pytest.approx(8.0, abs=0.5)
    assert np.mean([row["honest"] for row in rows]) == pytest.approx(4.0, abs=0.5)


def test_every_field_and_null_has_a_hundred_seeds_and_none_of_the_pilot():
    seeds: dict = {}
    for cell in study.cells(NONE, False):
        seeds.setdefault(cell.at["field"], []).extend(cell.seeds)
    assert set(seeds) == {*study.FIELDS, *study.NULLS}
    assert all(mine == list(range(1001, 1101)) for mine in seeds.values())
    assert sum(len(cell.seeds) for cell in study.cells(NONE, True)) == 40
    assert {cell.at["behaviour"] for cell in study.planted_cells(NONE, True)} == set(EXPRESSIBLE)


REFUSED = [
    ({"nodes.stake": 0.0}, ["nodes.stake = 0.0", "above 0"]),
    ({"nodes.compute_cost": 1.5}, ["honest work costs 1.5 USD", "lower nodes.compute_cost"]),
    (
        {"types.standard.capabilities": ["local"], "job_classes.job.capability": "local"},
        ["job_classes.job.capability = 'local'", "set it to ''"],
    ),
]


@pytest.mark.parametrize(("changes", "words"), REFUSED)
def test_a_network_that_cannot_be_asked_is_refused_in_one_line(changes, words):
    assert_refused_in_one_line(lambda: study.cells(door.change(NONE, changes), True), words)


def test_a_network_of_several_classes_is_refused():
    with pytest.raises(ValueError, match="opengradient_announced has 4 classes of jobs; give a network with one"):
        study.cells(networks.load("opengradient_announced"), True)
