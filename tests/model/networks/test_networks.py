"""The networks that ship: sourced, runnable, and doing what their descriptions say."""

import copy
import tomllib
from collections import Counter

import numpy as np
import pytest

from model import door, networks
from model.columns import ACCEPTED_VERIFIED, REJECTED_INVALID
from model.networks.evidence import check_sources, numbers_of
from model.population import deal
from model.run import simulate
from model.state import State

SHIPPED = networks.names()
LAUNCH, ANNOUNCED = "opengradient_launch", "opengradient_announced"


def data_of(name):
    return tomllib.loads((networks.FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def jobs_by_class(scenario, epochs=20, seed=1):
    """How often each (class, wrong, verdict) occurs in a run."""
    names, seen = list(scenario.job_classes), Counter()

    def count(state):
        for row, wrong, verdict in zip(state.job_class, state.job_wrong, state.job_verdict, strict=True):
            seen[names[row], int(wrong), int(verdict)] += 1

    return simulate(scenario, seed, epochs=epochs, watch=count), seen


def all_follow(scenario, strategy):
    """The scenario with one strategy for all and nobody revising."""
    shares = {f"population.{name}.share": 1.0 if name == strategy else 0.0 for name in scenario.population}
    return door.change(scenario, {**shares, "adaptation.kind": "fixed", "images.break_rate": 0.0})


def test_the_four_networks_ship():
    assert {"none", "posp", LAUNCH, ANNOUNCED} <= set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
class TestEveryNetwork:
    def test_loads_under_its_own_name(self, name):
        assert networks.load(name).name == name

    def test_survives_toml_and_json_exactly(self, name):
        scenario = networks.load(name)
        assert door.from_toml(door.to_toml(scenario)) == scenario
        assert door.from_json(door.to_json(scenario)) == scenario
        assert door.from_toml(door.to_toml(scenario)).digest() == scenario.digest()

    def test_runs_and_conserves_tokens(self, name):
        scenario = networks.load(name)
        start = State(scenario, 3)
        before = start.stake.sum() + start.wallet.sum() + start.unbonding.sum() + start.treasury[0]
        records = simulate(scenario, 3, epochs=20).records
        held = np.concatenate([[before], records.total("held")])
        flows = records.total("minted") + records.total("paid_in") - records.total("burned") - records.total("paid_out")
        assert records.total("jobs").min() > 0
        assert np.abs(np.diff(held) - flows).max() <= 1e-9 * held.max()

    def test_every_number_has_a_source(self, name):
        check_sources(data_of(name))

    def test_a_number_without_its_source_is_refused(self, name):
        whole = data_of(name)
        for path in numbers_of(whole):
            tampered = copy.deepcopy(whole)
            del tampered["sources"][path]
            with pytest.raises(ValueError, match="has no source") as error:
                check_sources(tampered)
            assert str(error.value).startswith(path + " ")

    def test_a_new_number_without_a_source_is_refused(self, name):
        tampered = data_of(name)
        tampered["warm_up"] = 3
        with pytest.raises(ValueError, match="warm_up has no source"):
            check_sources(tampered)

    def test_a_source_that_names_nothing_is_refused(self, name):
        tampered = data_of(name)
        tampered["sources"]["field.verification.audit_probabilty"] = {"mark": "R", "source": "a misspelt path"}
        with pytest.raises(ValueError, match=r"audit_probabilty.*names nothing"):
            check_sources(tampered)

    def test_an_empty_source_is_refused(self, name):
        tampered = data_of(name)
        tampered["sources"]["hours_per_epoch"]["source"] = " "
        with pytest.raises(ValueError, match=r"hours_per_epoch.*says nothing"):
            check_sources(tampered)

    def test_a_mark_outside_the_list_is_refused(self, name):
        tampered = data_of(name)
        tampered["sources"]["hours_per_epoch"]["mark"] = "certain"
        with pytest.raises(ValueError, match="mark"):
            door.scenario_from(tampered)

    def test_sources_are_public_references(self, name):
        for path, source in networks.load(name).sources.items():
            assert "networks.md" not in source.source, path
            assert "://" not in source.source, path
            if source.mark in ("R", "R2"):  # a reading names what was read
                assert any(word in source.source for word in ("arXiv", "OpenGradient", "MiCAR", "benchmark")), (path, source.source)

    def test_states_hours_per_epoch_and_job_rate(self, name):
        stated = numbers_of(data_of(name))
        assert "hours_per_epoch" in stated
        assert "jobs.arrival" in stated
        assert "jobs.rate" in stated
        assert networks.load(name).jobs.arrival == "per_node"

    def test_gives_delays_in_hours(self, name):
        assert not [path for path in numbers_of(data_of(name)) if path.endswith("_epochs")]

    def test_says_what_it_does_not_model(self, name):
        assert "Not modelled" in networks.load(name).description


class TestNone:
    def test_everything_is_accepted_and_nothing_slashed(self):
        records = simulate(networks.load("none"), 1, epochs=20).records
        accepted = records.total("right_unaudited") + records.total("wrong_unaudited")
        assert (accepted == records.total("jobs")).all()
        assert records.total("slashed").sum() == 0
        assert records.total("audits").sum() == 0

    def test_substitution_takes_over(self):
        """FP8 saves .48 of a cost of .6 in every one of ten jobs, nothing can find it: it outgrows honesty."""
        records = simulate(networks.load("none"), 1).records
        assert records.share("substituter_fp8")[-1] > 0.9


class TestProofOfSampling:
    def numbers(self):
        s = networks.load("posp")
        entries = s.population
        r = entries["colluding_verifier"].share / (entries["colluding_verifier"].share + entries["honest_verifier"].share)
        return s, s.nodes.compute_cost, s.job_classes["job"].fee, s.field.settlement.slash, r

    def test_condition_of_the_paper_holds_in_the_published_example(self):
        """Below 1 % at r = 10 %: needs R + S > C / (.9 x .01) = 111.1 C. Here 101 > 88.9, and p* = .8 / (.9 x 101) = .0088009."""
        s, cost, reward, slash, r = self.numbers()
        assert (cost, reward, slash, r) == (0.8, 1.0, 100.0, 0.1)
        assert reward + slash > 111 * cost
        threshold = cost / ((1 - r) * (reward + slash))
        assert threshold == pytest.approx(0.0088009, abs=1e-7)
        assert threshold < s.field.verification.audit_probability == 0.01

    def test_five_hundred_of_each_role(self):
        roles = Counter()
        s = networks.load("posp")
        for entry, nodes in zip(s.population.values(), deal(s.population, s.nodes.count), strict=True):
            roles[entry.role, entry.adapts] += nodes
        assert roles == {("executor", True): 500, ("verifier", False): 500}

    @pytest.mark.parametrize(("factor", "better"), [(0.5, "cheat"), (2.0, "honest_executor")])
    def test_cheating_pays_below_the_threshold_and_not_above(self, factor, better):
        """At p = f p* honest work earns .2 a job and the cheat 1 - .8 f: .6 or -.6.

        The mean of 250 cheats over 200 epochs has a standard error of 101 x sqrt(.9 p / 50000),
        .028 or .057: the difference of .4 or .8 is 14 of them, and .25 is at least 4.
        """
        s, cost, reward, slash, r = self.numbers()
        p = factor * cost / ((1 - r) * (reward + slash))
        records = simulate(door.change(s, {"audit_probability": p, "adaptation.kind": "fixed"}), 5, epochs=200).records
        cheat, honest = records.mean_utility("cheat").mean(), records.mean_utility("honest_executor").mean()
        assert honest == pytest.approx(0.2)
        assert cheat == pytest.approx(1 - 0.8 * factor, abs=0.25)
        assert (cheat > honest) == (better == "cheat")

    def test_right_outputs_are_never_refused_and_colluders_pass_one_in_ten_cheats(self):
        """Of the audited cheats a share r = .1 meets a colluder; 4 standard errors at about 2500 audits are .024."""
        s = door.change(networks.load("posp"), {"audit_probability": 0.1, "adaptation.kind": "fixed"})
        records = simulate(s, 2, epochs=100).records
        passed, caught = records.total("wrong_verified").sum(), records.total("wrong_invalid").sum()
        assert records.total("right_invalid").sum() == 0
        assert passed / (passed + caught) == pytest.approx(0.1, abs=0.024)

    def test_a_slash_beyond_the_stake_is_felt_in_full(self):
        """One audited cheat loses its slash of 1000 although it staked 100."""
        s = door.change(networks.load("posp"), {"audit_probability": 1.0, "slash": 1000.0, "adaptation.kind": "fixed"})
        run = simulate(s, 0, epochs=1)
        assert run.state.losses.max() == 1000.0
        assert run.state.stake.min() == 100.0

    def test_verifiers_break_even_on_a_check(self):
        records = simulate(door.change(networks.load("posp"), {"adaptation.kind": "fixed"}), 0, epochs=50).records
        assert np.nanmean(records.mean_utility("honest_verifier")) == pytest.approx(0.0, abs=1e-12)


class TestLaunch:
    def test_nothing_is_staked_or_slashed(self):
        s = networks.load(LAUNCH)
        assert s.nodes.stake == 0
        assert all(field.settlement.slash == 0 for field in s.fields.values())
        records = simulate(s, 1, epochs=50).records
        assert records.total("slashed").sum() == 0
        assert records.total("burned").sum() == 0

    def test_a_quantised_model_behind_a_relay_is_never_caught(self):
        _, seen = jobs_by_class(all_follow(networks.load(LAUNCH), "substituter_fp8"))
        relayed = {key: n for key, n in seen.items() if key[0] == "tee_relay"}
        assert sum(relayed.values()) > 10_000
        assert set(relayed) == {("tee_relay", 1, ACCEPTED_VERIFIED)}

    def test_a_local_enclave_lets_none_pass(self):
        _, seen = jobs_by_class(all_follow(networks.load(LAUNCH), "substituter_fp8"))
        assert {key for key in seen if key[0] == "tee_local"} == {("tee_local", 1, REJECTED_INVALID)}

    def test_coverage_and_description_say_routing_only(self):
        s = networks.load(LAUNCH)
        assert s.fields["tee_relay"].verification.coverage == 0.0
        assert s.fields["tee_local"].verification.coverage == 1.0
        assert "proves routing only, not computation" in s.description

    def test_description_says_that_batch_settlement_is_not_modelled_yet(self):
        assert "Not modelled yet: batch settlement" in networks.load(LAUNCH).description

    def test_a_revoked_image_silences_its_relays(self):
        s = all_follow(networks.load(LAUNCH), "honest")
        s = door.change(s, {"images.break_rate": 1.0, "images.revoke_rate": 1.0, "images.repair_rate": 0.0})
        records = simulate(s, 0, epochs=3).records
        assert records.total("right_verified")[0] == records.total("jobs")[0]  # broken: signs anything
        assert records.total("right_unavailable")[1] == records.total("jobs")[1]  # revoked: all at once


class TestAnnounced:
    def test_three_modes_side_by_side_each_with_its_own_field(self):
        s = networks.load(ANNOUNCED)
        kinds = {name: field.verification.kind for name, field in s.fields.items()}
        assert kinds == {"vanilla": "absent", "tee_relay": "attestation", "tee_local": "attestation", "zkml": "proof"}
        share = {name: job.share for name, job in s.job_classes.items()}
        assert share["vanilla"] == 0.04
        assert share["tee_relay"] + share["tee_local"] == pytest.approx(0.95)
        assert share["zkml"] == 0.01
        assert s.fields["zkml"].verification.prover_overhead >= 1000

    def test_all_modes_are_used(self):
        _, seen = jobs_by_class(networks.load(ANNOUNCED))
        assert {key[0] for key in seen} == {"vanilla", "tee_relay", "tee_local", "zkml"}

    def test_an_invalid_proof_is_slashed_and_the_slash_is_burned(self):
        s = door.change(all_follow(networks.load(ANNOUNCED), "substituter_fp8"), {"accounts.minimum_stake": 0.0})
        run, seen = jobs_by_class(s)
        assert {key for key in seen if key[0] == "zkml"} == {("zkml", 1, REJECTED_INVALID)}
        assert run.records.total("slashed").sum() > 0
        assert run.records.total("burned").sum() == pytest.approx(run.records.total("slashed").sum())

    def test_a_zkml_slash_is_a_twentieth_of_the_stake(self):
        """Only ZKML jobs, ten of them: every one is refused and costs .05 of an opening stake of 10, .5 tok."""
        s = all_follow(networks.load(ANNOUNCED), "substituter_fp8")
        shares = {"vanilla": 0.0, "tee_relay": 0.0, "tee_local": 0.0, "zkml": 1.0}
        s = door.change(s, {**{f"job_classes.{name}.share": share for name, share in shares.items()}, "jobs.rate": 0.1})
        run, _ = jobs_by_class(s, epochs=1)
        assert run.records.total("slashes")[0] == run.records.total("jobs")[0] > 0
        assert run.records.total("burned")[0] == pytest.approx(0.5 * run.records.total("slashes")[0])

    def test_relays_and_vanilla_jobs_are_never_slashed(self):
        _, seen = jobs_by_class(all_follow(networks.load(ANNOUNCED), "substituter_fp8"))
        assert not [key for key in seen if key[0] in ("vanilla", "tee_relay") and key[2] == REJECTED_INVALID]

    def test_honest_nodes_are_never_slashed(self):
        run, _ = jobs_by_class(all_follow(networks.load(ANNOUNCED), "honest"))
        assert run.records.total("slashes").sum() == 0

    def test_unbonding_takes_twenty_one_days(self):
        assert networks.load(ANNOUNCED).accounts.unbonding_hours == 21 * 24

    def test_what_is_unpublished_is_assumed_and_meant_to_be_swept(self):
        sources = networks.load(ANNOUNCED).sources
        unpublished = [
            "field.settlement.slash",
            "nodes.stake",
            *(f"job_classes.{n}.share" for n in ("vanilla", "tee_relay", "tee_local", "zkml")),
        ]
        for path in unpublished:
            assert sources[path].mark == "assumed", path
            assert "swept" in sources[path].source, path

    def test_description_says_routing_only(self):
        assert "proves routing only, not computation" in networks.load(ANNOUNCED).description
