"""Outcomes of a design: closed forms by hand, and against runs of a network in which everything costs something."""

import math

import numpy as np
import pytest

from analysis.design.outcomes import OUTCOMES, check, known, standings, values
from experiments.studies.cheapest_deterrence import check_cost
from model import door, measures, networks
from model.run import simulate


def posp(**changes):
    return door.change(networks.load("posp"), changes)


def test_an_honest_network_costs_its_audits_and_its_capital():
    """An audit costs .8 USD, as in the study of the cheapest deterrence; capital .001 a token of 1,000 stakes of 100, over 500 jobs."""
    found = values(posp(audit_probability=0.02), ["cost", "integrity"])
    assert found["cost"] == pytest.approx(0.02 * 0.8)
    assert found["cost"] == pytest.approx(0.02 * check_cost(networks.load("posp")))
    assert found["integrity"] == 1.0
    dear = values(posp(**{"audit_probability": 0.02, "accounts.capital_cost": 0.001}), ["cost"])
    assert dear["cost"] == pytest.approx(0.02 * 0.8 + 0.001 * 1000 * 100 / 500)


def test_false_rejects_cost_an_honest_node_fee_and_slash():
    """At eps = 4 sigma two honest runs differ too much in erfc(4 / 2) of the audits (C1); each costs R + S = 101 of R = 1."""
    noisy = posp(**{"field.noise.level": 1.0, "field.noise.shared": False, "tolerance": 4.0})
    assert values(noisy, ["honest_loss"])["honest_loss"] == pytest.approx(0.01 * math.erfc(2.0) * 101.0)


def test_deterrence_is_what_a_cheat_would_lose_less_what_it_saves():
    """Of A3: p (1 - r)(R + S) - C = .02 x .9 x 101 - .8."""
    assert values(posp(audit_probability=0.02), ["deterrence"])["deterrence"] == pytest.approx(0.02 * 0.9 * 101 - 0.8)


def test_where_replies_go_round_each_outcome_is_the_worst_of_the_states():
    population = {
        "honest": {"strategy": "honest", "share": 0.25, "role": "executor", "adapts": True},
        "cheat": {"strategy": "skimmer", "share": 0.25, "role": "executor", "adapts": True, "numbers": {"effort": 0.0}},
        "checks": {"strategy": "honest", "share": 0.25, "role": "verifier", "adapts": True},
        "stamps": {"strategy": "rubber_stamp", "share": 0.25, "role": "verifier", "adapts": True},
    }
    world = posp(**{
        "population": population, "nodes.count": 40, "audit_probability": 0.1, "field.settlement.pay_per_check": 0.0,
        "field.settlement.bounty": 5.0,
    })  # fmt: skip
    assert len(standings(world)) == 4
    found = values(world, ["integrity", "cost", "deterrence"])
    assert found["integrity"] == 0.0
    assert found["cost"] == pytest.approx(0.1 * 0.8)  # all are honest, and all check
    assert found["deterrence"] == pytest.approx(-0.8)  # nobody checks


def test_a_network_without_honest_executors_says_so():
    population = {"all": {"strategy": "skimmer", "share": 1.0}}
    with pytest.raises(ValueError, match="no honest entry that executes"):
        values(door.change(networks.load("none"), {"population": population}), ["honest_loss"])


def test_misspelt_outcomes_and_outputs_that_lean_on_others_are_refused():
    with pytest.raises(ValueError, match=r"outcome 'integrty' has no closed form; did you mean integrity\?"):
        known("integrty")
    with pytest.raises(ValueError, match=r"job_classes\.job\.reuse = 0\.5"):
        check(posp(**{"job_classes.job.reuse": 0.5}), ["integrity"])
    check(posp(**{"job_classes.job.reuse": 0.5}), ["honest_loss"])


def busy():
    """Everything at once, and nobody learns: noise, planted outputs, verifiers who stamp, commitments, capital, withheld traces."""
    return posp(**{
        "adaptation.kind": "fixed", "audit_probability": 0.3, "slash": 2.0, "field.settlement.unavailable_penalty": 1.0,
        "field.noise.level": 1.0, "field.noise.shared": False, "tolerance": 3.0, "field.verification.decoy_rate": 0.1,
        "field.partition.commit_cost": 0.05, "accounts.capital_cost": 0.001, "nodes.count": 400,
        "population.colluding_verifier": {"strategy": "rubber_stamp", "share": 0.1, "role": "verifier", "adapts": False},
        "population.hides": {"strategy": "withholder", "share": 0.1, "role": "executor", "adapts": True, "numbers": {"withhold": 0.5}},
    })  # fmt: skip


def test_every_outcome_is_what_runs_measure():
    """Means over 12 runs lie within four standard errors of the closed form; each is a number of 80 epochs of 400 nodes."""
    here = standings(busy())[0]
    assert 0.1 < here.integrity < 0.9
    runs = [measures.summary(simulate(busy(), seed, epochs=80)) for seed in range(12)]
    columns = {name: np.array([run[name] for run in runs]) for name in runs[0]}
    for outcome in OUTCOMES.values():
        assert set(outcome.kept(here)) <= set(columns)
        measured = outcome.measured(columns, here)
        error = measured.std(ddof=1) / math.sqrt(len(measured))
        assert error > 0
        assert abs(measured.mean() - outcome.closed(here)) < 4 * error, outcome.name
