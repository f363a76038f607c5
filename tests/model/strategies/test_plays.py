"""One play script for each shipped strategy, in a world whose outcome is worked out by hand.

The world: four nodes, each with one job an epoch of four segments; no noise,
tolerance 3 sigma, every job audited by the three other nodes, who check all four
segments and of whom two must approve. A job costs 0.4 USD, so 0.1 a segment; a
check costs a quarter of that, so an honest node pays 3 x 4 x 0.025 = 0.3 for its
three panels. The fee is 1 tok at 1 USD; an invalid output costs a tenth of the
stake of 10 tok, an unavailable one half a token. An honest node among honest
ones has 1 - 0.4 - 0.3 = 0.3 USD.
"""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from model.columns import ACCEPTED_UNAUDITED, ACCEPTED_VERIFIED, BRIBES_PAID, REJECTED_INVALID, REJECTED_UNAVAILABLE
from model.decision import edge
from model.door import scenario_from
from model.state import State
from model.step import epoch
from model.strategies import SHIPPED
from model.strategies.open import WEIGHTS
from model.strategies.traits import TRAITS

PANEL = {
    "kind": "panel", "audit_probability": 1.0, "panel_size": 3, "need": 2, "sampled_segments": 4, "tolerance": 3.0,
    "check_cost_ratio": 0.25,
}  # fmt: skip


def play(
    *cast, numbers=None, others=None, audited=True, epochs=1, outside_gain=0.0, stake=10.0, slash=0.1, rate=1.0, contract=None,
    visibility="commit_reveal", outside_option=0.0, capital_cost=0.0, **panel
):  # fmt: skip
    """Run the world with these strategies in rows 0, 1, 2, 3, and give its state after the epoch."""
    entries = {}
    for row, name in enumerate(cast):
        entry = entries.setdefault(f"{name}_{row}", {"strategy": name, "count": 1})
        if row == 0 and numbers:
            entry["numbers"] = numbers
        if row > 0 and others and name == cast[0]:
            entry["numbers"] = others
    world = {
        "nodes": {
            "count": 4,
            "stake": stake,
            "compute_cost": 0.4,
            "outside_gain": outside_gain,
            "outside_option": outside_option,
            "placement": "in_order",
        },
        "accounts": {"capital_cost": capital_cost},
        "population": entries,
        "jobs": {"rate": rate},
        "cartel": contract or {},
        "field": {
            "partition": {"segments": 4},
            "propagation": {"kind": "broadcast", "visibility": visibility},
            "verification": PANEL | panel | ({} if audited else {"audit_probability": 0.0}),
            "settlement": {"slash": slash, "unavailable_penalty": 0.5},
            "noise": {"level": 0.0},
        },
    }
    state = State(scenario_from(world), 1)
    for t in range(epochs):
        epoch(state, t)
    return state


def of(state, row):
    """Verdict, cost of computing, cost of checking and utility of a node."""
    numbers = (state.compute_spent[row], state.check_spent[row], state.utility[row])
    return int(state.job_verdict[row]), *(round(float(x), 12) for x in numbers)


def test_honest_nodes_compute_everything_check_everything_and_are_accepted():
    """1 - 0.4 - 0.3 = 0.3 USD each."""
    state = play("honest", "honest", "honest", "honest")
    assert [of(state, row) for row in range(4)] == [(ACCEPTED_VERIFIED, 0.4, 0.3, 0.3)] * 4


def test_a_skimmer_computes_two_of_four_segments_at_half_the_cost_and_is_slashed():
    """Garbage is free: 0.2 for two segments; caught by all: no fee, a tenth of 10 tok: -0.2 - 0.3 - 1 = -1.5 USD."""
    state = play("skimmer", "honest", "honest", "honest")
    assert state.job_deviating[0] == 2
    assert of(state, 0) == (REJECTED_INVALID, 0.2, 0.3, -1.5)
    assert of(state, 1) == (ACCEPTED_VERIFIED, 0.4, 0.3, 0.3)


def test_an_unaudited_skimmer_saves_half_of_the_cost():
    """1 - 0.2 = 0.8 USD."""
    assert of(play("skimmer", "honest", "honest", "honest", audited=False), 0) == (ACCEPTED_UNAUDITED, 0.2, 0.0, 0.8)


@pytest.mark.parametrize(("name", "deviation", "ratio"), [("substituter_fp8", 10.0, 0.52), ("substituter_int4", 20.0, 0.46)])
def test_a_substituter_is_caught_by_those_who_run_the_model_and_rejects_their_work(name, deviation, ratio):
    """All four segments deviate by more than 3; it computes and checks at its ratio; honest jobs keep two approvals of three."""
    state = play(name, "honest", "honest", "honest")
    assert (state.job_deviating[0], state.job_deviation[0]) == (4, deviation)
    utility = round(-0.4 * ratio - 0.3 * ratio - 1.0, 12)
    assert of(state, 0) == (REJECTED_INVALID, round(0.4 * ratio, 12), round(0.3 * ratio, 12), utility)
    assert of(state, 1)[0] == ACCEPTED_VERIFIED
    assert (state.job_approvals[1], state.job_rejections[1]) == (2, 1)


@pytest.mark.parametrize("name", ["substituter_fp8", "substituter_int4"])
def test_substituters_of_one_model_pass_each_other(name):
    """Equal deviations cancel between executor and verifier: all four wrong outputs are accepted."""
    state = play(name, name, name, name)
    assert state.job_verdict.tolist() == [ACCEPTED_VERIFIED] * 4
    assert state.job_wrong.tolist() == [1] * 4


def test_a_rubber_stamp_works_but_never_looks():
    """1 - 0.4 - 0 = 0.6 USD."""
    assert of(play("rubber_stamp", "honest", "honest", "honest"), 0) == (ACCEPTED_VERIFIED, 0.4, 0.0, 0.6)


def test_two_rubber_stamps_let_a_skimmer_pass_whom_one_honest_member_rejects():
    state = play("skimmer", "rubber_stamp", "rubber_stamp", "honest")
    assert of(state, 0) == (ACCEPTED_VERIFIED, 0.2, 0.3, 0.5)
    assert (state.job_approvals[0], state.job_rejections[0]) == (2, 1)


def test_who_skips_and_withholds_does_nothing_and_pays_for_being_unavailable():
    """Garbage is free and nobody can read it: no slash, half a token: -0.3 - 0.5 = -0.8 USD, against -1.3 for being found out."""
    state = play("skip_and_withhold", "honest", "honest", "honest")
    assert of(state, 0) == (REJECTED_UNAVAILABLE, 0.0, 0.3, -0.8)
    assert (state.job_approvals[0], state.job_rejections[0]) == (0, 0)


def test_a_corruptor_gains_outside_when_nobody_looks():
    """Full cost, fee and outside gain 2 x value 1: 1 - 0.4 + 2 = 2.6 USD."""
    state = play("corruptor", "honest", "honest", "honest", numbers={"attack_rate": 1.0}, audited=False, outside_gain=2.0)
    assert of(state, 0) == (ACCEPTED_UNAUDITED, 0.4, 0.0, 2.6)
    assert (state.job_attacked[0], state.job_deviating[0], state.job_deviation[0]) == (1, 4, 1000.0)


def test_a_corruptor_who_is_caught_gains_nothing():
    """-0.4 - 0.3 - 1 = -1.7 USD."""
    state = play("corruptor", "honest", "honest", "honest", numbers={"attack_rate": 1.0}, outside_gain=2.0)
    assert of(state, 0) == (REJECTED_INVALID, 0.4, 0.3, -1.7)


def test_a_corruptor_attacks_one_job_in_ten():
    """2,000 jobs: 200 +- 13."""
    world = {"nodes": {"count": 2000}, "population": {"corruptor": {"strategy": "corruptor", "share": 1.0}}}
    state = State(scenario_from(world), 3)
    epoch(state, 0)
    assert abs(state.job_attacked.sum() - 200) < 54


def test_an_edge_hugger_stays_just_inside_the_tolerance():
    """Without noise the edge is the tolerance itself, 3 sigma, and a check that is exact lets it pass, wrong as it is."""
    state = play("edge_hugger", "honest", "honest", "honest")
    assert state.job_deviation[0] == pytest.approx(3.0)
    assert of(state, 0) == (ACCEPTED_VERIFIED, 0.4, 0.3, 0.3)
    assert state.job_wrong[0] == 1


def test_under_noise_the_edge_is_what_one_check_passes_half_of_the_time():
    """Phi((3 - d) / sqrt 2) - Phi((-3 - d) / sqrt 2) = 1/2."""
    d = edge(3.0, 1.0)
    assert norm.cdf((3 - d) / 2**0.5) - norm.cdf((-3 - d) / 2**0.5) == pytest.approx(0.5, abs=1e-12)
    assert edge(0.1, 1.0) == 0.0, "not even right work passes that often"


def test_two_members_of_a_colluders_cartel_carry_its_attack_unseen():
    """Rows 0, 1, 2 are of cartel 1: two approvals of three; each looks at the honest job only: 4 x 0.025 = 0.1."""
    state = play("colluder", "colluder", "colluder", "honest", numbers={"attack_rate": 1.0, "deviation": 1000.0, "cartel": 1.0})
    assert of(state, 0) == (ACCEPTED_VERIFIED, 0.4, 0.1, 0.5)
    assert (state.job_approvals[0], state.job_rejections[0]) == (2, 1)
    assert of(state, 3)[0] == ACCEPTED_VERIFIED


def test_a_colluder_alone_is_caught():
    state = play("colluder", "honest", "honest", "honest", numbers={"attack_rate": 1.0, "deviation": 1000.0, "cartel": 1.0})
    assert of(state, 0)[0] == REJECTED_INVALID


def test_another_cartel_that_rejects_outsiders_does_so_unseen():
    """Row 0 rejects three honest jobs without looking; each keeps two approvals."""
    state = play("colluder", "honest", "honest", "honest", numbers={"attack_rate": 0.0, "cartel": 2.0, "reject_outsiders": 1.0})
    assert state.job_rejections.tolist() == [0, 1, 1, 1]
    assert state.check_spent[0] == 0.0
    assert state.job_verdict.tolist() == [ACCEPTED_VERIFIED] * 4


def test_two_griefers_have_good_work_slashed_without_looking():
    """Every panel holds at least two griefers, so all four are rejected; only row 3 pays for looking."""
    state = play("griefer", "griefer", "griefer", "honest")
    assert state.job_verdict.tolist() == [REJECTED_INVALID] * 4
    assert state.job_wrong.sum() == 0
    assert of(state, 0) == (REJECTED_INVALID, 0.4, 0.0, -1.4)
    assert of(state, 3) == (REJECTED_INVALID, 0.4, 0.3, -1.7)


def test_one_griefer_among_three_cannot_carry_a_rejection():
    state = play("griefer", "honest", "honest", "honest")
    assert of(state, 1)[0] == ACCEPTED_VERIFIED
    assert (state.job_approvals[1], state.job_rejections[1]) == (2, 1)


def test_a_withholder_works_for_nothing():
    """Full cost, no fee, half a token: -0.4 - 0.3 - 0.5 = -1.2 USD."""
    state = play("withholder", "honest", "honest", "honest")
    assert of(state, 0) == (REJECTED_UNAVAILABLE, 0.4, 0.3, -1.2)


def test_a_withheld_trace_does_no_harm_where_nobody_asks_for_it():
    assert of(play("withholder", "honest", "honest", "honest", audited=False), 0) == (ACCEPTED_UNAUDITED, 0.4, 0.0, 0.6)


def test_a_cacher_whose_answers_are_all_old_ones_passes_at_no_cost():
    """1 - 0 - 0.3 = 0.7 USD."""
    state = play("cacher", "honest", "honest", "honest", numbers={"effort": 0.0, "filler_luck": 1.0})
    assert of(state, 0) == (ACCEPTED_VERIFIED, 0.0, 0.3, 0.7)
    assert state.job_deviating[0] == 0


def test_a_cacher_who_knows_none_of_the_answers_is_caught():
    """-0.3 - 1 = -1.3 USD."""
    state = play("cacher", "honest", "honest", "honest", numbers={"effort": 0.0, "filler_luck": 0.0})
    assert of(state, 0) == (REJECTED_INVALID, 0.0, 0.3, -1.3)


def test_a_cacher_is_right_in_three_of_ten_segments():
    """2,000 jobs of four segments: 2,400 right ones +- 41."""
    world = {"nodes": {"count": 2000}, "field": {"partition": {"segments": 4}}, "population": {"c": {"strategy": "cacher", "share": 1.0}}}
    state = State(scenario_from(world), 5)
    epoch(state, 0)
    assert abs(8000 - state.job_deviating.sum() - 2400) < 164


@pytest.mark.parametrize(("visibility", "cost", "utility"), [("public", 0.2, 0.5), ("commit_reveal", 0.4, 0.3)])
def test_a_copier_repeats_what_others_show_and_works_where_nothing_is_shown(visibility, cost, utility):
    """Two of four answers are on show and right: 1 - 0.2 - 0.3 = 0.5 USD, and nobody can tell; else it is honest."""
    numbers = {"effort": 0.5, "filler_luck": 1.0}
    state = play("copier", "honest", "honest", "honest", numbers=numbers, visibility=visibility)
    assert of(state, 0) == (ACCEPTED_VERIFIED, cost, 0.3, utility)


@pytest.mark.parametrize(("trace_share", "verdict", "utility"), [(1.0, ACCEPTED_VERIFIED, 0.656), (0.0, REJECTED_INVALID, -1.344)])
def test_a_pre_filler_passes_where_traces_alone_are_compared(trace_share, verdict, utility):
    """A small model and a forged trace cost 0.1 + 0.01 of 0.4: 1 - 0.044 - 0.3 = 0.656 USD; where outputs are compared, -0.344 - 1."""
    state = play("pre_filler", "honest", "honest", "honest", trace_share=trace_share)
    assert of(state, 0) == (verdict, 0.044, 0.3, utility)
    assert (state.job_deviating[0], state.job_shown[0], state.job_wrong[0]) == (4, 0 if trace_share else 4, 1)
    assert of(state, 1) == (ACCEPTED_VERIFIED, 0.4, 0.3, 0.3)


def test_a_trace_that_is_not_forged_shows_what_was_not_computed():
    """The same audits of traces, and a filler as cheap: -0.04 - 0.3 - 1 = -1.34 USD."""
    numbers = {"effort": 0.0, "filler_deviation": 100.0}
    state = play("skimmer", "honest", "honest", "honest", numbers=numbers, trace_share=1.0)
    assert of(state, 0) == (REJECTED_INVALID, 0.04, 0.3, -1.34)


def test_an_opportunist_stops_working_once_four_jobs_went_by_unaudited():
    """An invalid verdict costs 2 USD; after n jobs 1 / (n + 2) passes for the audit rate, and 2 / (n + 2) < 0.4 from n = 4 on."""
    assert of(play("opportunist", "honest", "honest", "honest", audited=False, epochs=4), 0) == (ACCEPTED_UNAUDITED, 0.4, 0.0, 0.6)
    state = play("opportunist", "honest", "honest", "honest", audited=False, epochs=5)
    assert of(state, 0) == (ACCEPTED_UNAUDITED, 0.0, 0.0, 1.0)
    assert (state.executed[0], state.audited[0]) == (5, 0)


def test_an_opportunist_who_is_always_audited_always_works():
    state = play("opportunist", "honest", "honest", "honest", epochs=6)
    assert of(state, 0) == (ACCEPTED_VERIFIED, 0.4, 0.3, 0.3)
    assert (state.executed[0], state.audited[0]) == (6, 6)


def test_a_sleeper_attacks_at_once_where_nobody_looks_and_never_where_everybody_does():
    """Unaudited: nothing to lose, 1 - 0.4 + 2 = 2.6 USD. Audited: nothing to gain."""
    assert of(play("sleeper", "honest", "honest", "honest", audited=False, outside_gain=2.0), 0) == (ACCEPTED_UNAUDITED, 0.4, 0.0, 2.6)
    state = play("sleeper", "honest", "honest", "honest", outside_gain=2.0, epochs=3)
    assert of(state, 0) == (ACCEPTED_VERIFIED, 0.4, 0.3, 0.3)


@pytest.mark.parametrize(("rate", "attacks"), [(1, 0.0), (8, 1.0)])
def test_a_sleeper_attacks_when_it_has_more_jobs_than_its_stake_can_answer_for(rate, attacks):
    """Audits 1/2, gain 3, a slash of 3 of a stake of 4. One job: 1.5 against 0.5 + 1.5. Eight: 12 against 4 + 4, no more being there."""
    state = play("sleeper", "honest", "honest", "honest", outside_gain=3.0, stake=4.0, slash=0.75, rate=float(rate), audit_probability=0.5)
    assert state.attack_rate[0] == attacks


@pytest.mark.parametrize(("horizon", "attacks"), [(10.0, 1.0), (100.0, 0.0)])
def test_a_sleeper_that_has_a_future_to_lose_stays_honest(horizon, attacks):
    """Audits 0.1, gain 3: 2.7 against 0.1 x 2 and, one time in ten, `horizon` epochs of 0.6 USD: 0.8 or 6.2."""
    numbers = {"horizon": horizon}
    state = play("sleeper", "honest", "honest", "honest", outside_gain=3.0, numbers=numbers, audit_probability=0.1)
    assert state.attack_rate[0] == attacks


@pytest.mark.parametrize(("capital_cost", "option", "attacks"), [(0.0, 0.0, 0.0), (0.02, 0.1, 0.0), (0.03, 0.1, 1.0), (0.0, 0.6, 1.0)])
def test_a_sleeper_has_no_future_to_lose_where_its_rents_are_gone(capital_cost, option, attacks):
    """As above with a horizon of 100: 2.7 against 0.2 and ten times the rent, 0.6 less 10 tok x capital cost less the option."""
    state = play(
        "sleeper", "honest", "honest", "honest", outside_gain=3.0, numbers={"horizon": 100.0}, audit_probability=0.1,
        outside_option=option, capital_cost=capital_cost,
    )  # fmt: skip
    assert state.attack_rate[0] == attacks


def test_a_sybil_loses_a_tenth_of_what_its_owner_would():
    """A stake of 10 over ten names is 1 each, and a slash 0.1: -0.4 - 0.3 - 0.1 = -0.8 USD."""
    state = play("sybil", "honest", "honest", "honest", numbers={"attack_rate": 1.0})
    assert state.opening_stake[0] == 1.0
    assert of(state, 0) == (REJECTED_INVALID, 0.4, 0.3, -0.8)


def test_names_of_one_sybil_never_judge_each_other():
    """Rows 0 and 1 are one owner, so that three of the four others judge each of them; rows 2 and 3 are another."""
    world = {
        "nodes": {"count": 6, "placement": "in_order", "stake": 12.0},
        "population": {"false": {"strategy": "sybil", "count": 4, "identities": 2}, "honest": {"count": 2}},
        "field": {"verification": PANEL | {"sampled_segments": 1, "panel_size": 6, "need": 1}},
    }
    state = State(scenario_from(world), 1)
    epoch(state, 0)
    assert state.owner.tolist() == [2, 2, 3, 3, 0, 1]
    assert state.opening_stake.tolist() == [6.0, 6.0, 6.0, 6.0, 12.0, 12.0]
    assert state.job_seated.tolist() == [4, 4, 4, 4, 5, 5]


def test_an_open_policy_that_heeds_being_caught_works_harder_afterwards():
    """At first logistic(-8) of the work; caught once, its input is 1 - 1/2 and effort logistic(-8 + 8/2); twice, 1 - 1/3."""
    numbers = {"effort": -8.0, "effort_by_caught": 8.0, "vigilance": 8.0}
    state = play("open", "honest", "honest", "honest", numbers=numbers)
    assert state.effort[0] == pytest.approx(1 / (1 + np.exp(8)))
    assert of(state, 0)[0] == REJECTED_INVALID
    assert state.vigilance[0] == pytest.approx(1 / (1 + np.exp(-8)))
    for caught, epochs in ((1, 2), (2, 3)):
        later = play("open", "honest", "honest", "honest", numbers=numbers, epochs=epochs)
        assert later.effort[0] == pytest.approx(1 / (1 + np.exp(8 - 8 * (1 - 1 / (1 + caught)))))


ATTACKS, CALM = {"attack_rate": 1.0}, {"attack_rate": 0.0}


def test_accomplices_are_thanked_for_their_approval():
    """Row 0 attacks, pays 0.25 to each of two fellows and a tenth of its gain of 4 to both: 1 - 0.4 - 0.1 + 4 - 0.5 - 0.4 = 3.6 USD.

    Each fellow works, and looks at row 3's job alone: 1 - 0.4 - 0.1 + 0.25 + 0.2 = 0.95.
    """
    contract = {"bribe": 0.25, "gain_share": 0.1}
    state = play("accomplice", "accomplice", "accomplice", "honest", numbers=ATTACKS, others=CALM, outside_gain=4.0, contract=contract)
    assert state.job_attacked.tolist() == [1, 0, 0, 0]
    assert of(state, 0) == (ACCEPTED_VERIFIED, 0.4, 0.1, 3.6)
    assert of(state, 1) == of(state, 2) == (ACCEPTED_VERIFIED, 0.4, 0.1, 0.95)
    assert state.wallet.tolist() == [0.5, 1.25, 1.25, 1.0]
    assert state.totals[BRIBES_PAID] == 0.5


def test_a_bribe_is_paid_as_far_as_free_tokens_go():
    """Row 0 holds its fee of 1 and no more: each of two fellows gets a half of it, not 7."""
    state = play("accomplice", "accomplice", "accomplice", "honest", numbers=ATTACKS, others=CALM, contract={"bribe": 7.0})
    assert state.wallet.tolist() == [0.0, 1.5, 1.5, 1.0]


def test_an_accomplice_denounces_once_the_bounty_is_worth_more_and_attacks_no_more():
    """0.2 + 0.1 x 4 = 0.6: loyal at a bounty of 0.6, not at 0.61."""
    for bounty, gives_away in ((0.6, 0.0), (0.61, 1.0)):
        contract = {"bribe": 0.2, "gain_share": 0.1, "whistle_bounty": bounty}
        state = play("accomplice", "accomplice", "honest", "honest", numbers=ATTACKS, outside_gain=4.0, contract=contract)
        assert state.denounce.tolist() == [gives_away, gives_away, 0.0, 0.0]
        assert state.attack_rate.tolist() == [1.0 - gives_away, 0.1 * (1.0 - gives_away), 0.0, 0.0]


@pytest.mark.parametrize(("proof", "verdict"), [(False, ACCEPTED_VERIFIED), (True, REJECTED_INVALID)])
def test_one_denunciation_convicts_where_it_counts_as_proof(proof, verdict):
    """Row 0 attacks, rows 1 and 2 approve, row 3 gives it away: two approvals of three, unless the denunciation is proof.

    Then row 0 loses its slash of 1 tok, and 2 more, which row 3 gets: -0.4 - 3 and 1 - 0.4 + 2 USD. Nobody has a job to look at.
    """
    mole = {"strategy": "colluder", "count": 1, "numbers": {"attack_rate": 0.0, "denounce": 1.0}}
    world = {
        "nodes": {"count": 4, "stake": 10.0, "compute_cost": 0.4, "placement": "in_order"},
        "population": {
            "chief": {"strategy": "colluder", "count": 1, "numbers": {"attack_rate": 1.0}},
            "loyal": {"strategy": "colluder", "count": 2, "numbers": {"attack_rate": 0.0}}, "mole": mole,
        },
        "field": {"partition": {"segments": 4}, "verification": PANEL, "settlement": {"slash": 0.1}, "noise": {"level": 0.0}},
        "cartel": {"whistle_bounty": 2.0, "proof": proof},
    }  # fmt: skip
    state = State(scenario_from(world), 1)
    epoch(state, 0)
    assert state.job_verdict.tolist() == [verdict, *[ACCEPTED_VERIFIED] * 3]
    assert of(state, 0)[3] == (-3.4 if proof else 0.6)
    assert of(state, 3)[3] == (2.6 if proof else 0.6)
    assert state.stake[0] == (7.0 if proof else 10.0)


def test_who_hits_and_runs_attacks_for_as_long_as_its_stake_unbonds():
    """Honest for two epochs, 0.6 USD each; then, unaudited, 1 - 0.4 + 2 = 2.6 in the epoch in which it asks out and two more, and gone."""
    hitter = {"strategy": "hit_and_run", "count": 1, "numbers": {"patience": 2.0}}
    world = {
        "nodes": {"count": 4, "stake": 10.0, "compute_cost": 0.4, "outside_gain": 2.0, "placement": "in_order"},
        "population": {"hitter": hitter, "honest": {"count": 3}},
        "accounts": {"unbonding_hours": 2.0},
    }
    state, earned = State(scenario_from(world), 1), []
    for t in range(6):
        epoch(state, t)
        earned.append([int(state.job_attacked.sum()), state.jobs_of_epoch])
    assert earned == [[0, 4], [0, 4], [1, 4], [1, 4], [1, 4], [0, 3]]


@pytest.mark.parametrize(("visibility", "luck"), [("public", 0.9), ("commit_reveal", 0.0)])
def test_an_open_policy_repeats_answers_where_they_are_shown(visibility, luck):
    numbers = {"effort": -8.0, "copied_luck": 0.9}
    state = play("open", "honest", "honest", "honest", numbers=numbers, visibility=visibility)
    assert state.filler_luck[0] == luck


def test_every_shipped_strategy_has_a_play_above():
    played = Path(__file__).read_text()
    assert [name for name in SHIPPED if not any(f'{head}"{name}"' in played for head in ("play(", "(", '"strategy": '))] == []


def test_a_strategy_is_honest_in_all_that_its_numbers_do_not_name():
    for name, strategy in SHIPPED.items():
        state = play(name, "honest", "honest", "honest")
        differs = {trait for trait, (honest, _, _) in TRAITS.items() if getattr(state, trait)[0] != honest}
        assert differs <= {*strategy.numbers, *({"deviation"} if name == "edge_hugger" else set())}, name


def test_strategies_follow_the_vectors_of_the_model():
    vectors = {name: dict(strategy.numbers) for name, strategy in SHIPPED.items()}
    assert vectors == {
        "honest": {},
        "skimmer": {"effort": 0.5},
        "substituter_fp8": {"effort": 0.0, "filler_deviation": 10.0, "reference_deviation": 10.0},
        "substituter_int4": {"effort": 0.0, "filler_deviation": 20.0, "reference_deviation": 20.0},
        "rubber_stamp": {"vigilance": 0.0},
        "skip_and_withhold": {"effort": 0.0, "withhold": 1.0},
        "corruptor": {"attack_rate": 0.1, "deviation": 1000.0},
        "edge_hugger": {"attack_rate": 1.0},
        "colluder": {"attack_rate": 0.1, "deviation": 1000.0, "cartel": 1.0},
        "griefer": {"grief": 1.0},
        "withholder": {"withhold": 1.0},
        "cacher": {"effort": 0.0, "filler_luck": 0.3},
        "copier": {"effort": 0.5, "filler_luck": 0.95},
        "pre_filler": {"effort": 0.0, "filler_deviation": 100.0, "forge": 1.0},
        "opportunist": {"effort": 0.0, "prior_audits": 1.0, "prior_jobs": 2.0},
        "sybil": {"attack_rate": 0.1, "deviation": 1000.0},
        "hit_and_run": {"patience": 10.0, "deviation": 1000.0},
        "sleeper": {"deviation": 1000.0, "horizon": 0.0, "caution": 1.0},
        "open": {**WEIGHTS, "deviation": 1000.0, "copied_luck": 0.0},
        "accomplice": {"attack_rate": 0.1, "deviation": 1000.0, "cartel": 1.0, "fellows": 1.0},
    }


def test_an_entry_may_change_a_strategys_numbers_for_its_nodes():
    state = play("skimmer", "honest", "honest", "honest", numbers={"effort": 0.75})
    assert state.job_deviating[0] == 1
    assert of(state, 0)[1] == 0.3


def test_effort_that_makes_no_whole_segments_is_rounded_with_its_mean_kept():
    """(1 - 0.6) x 4 = 1.6 segments: 1 or 2, on average 1.6; 2,000 jobs: error 0.011."""
    world = {
        "nodes": {"count": 2000}, "field": {"partition": {"segments": 4}},
        "population": {"s": {"strategy": "skimmer", "share": 1.0, "numbers": {"effort": 0.6}}},
    }  # fmt: skip
    state = State(scenario_from(world), 1)
    epoch(state, 0)
    assert set(state.job_deviating) == {1, 2}
    assert np.mean(state.job_deviating) == pytest.approx(1.6, abs=0.044)
