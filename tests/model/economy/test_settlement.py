"""Who is paid and who is punished, one number at a time, worked out by hand."""

import pytest

from tests.model.economy.toy import (
    ABSTAIN,
    APPROVE,
    REJECT,
    accepted,
    invalid,
    row,
    settle_jobs,
    settled,
    total,
    unaudited,
    unavailable,
    world,
)


# --- fees ---------------------------------------------------------------------
def test_an_accepted_job_brings_its_fee_over_the_boundary_to_its_executor():
    state = settled(unaudited(0), accepted(0, votes={1: APPROVE}))
    assert state.wallet[0] == 2.0
    assert total(state, "fees_paid") == total(state, "paid_in") == 2.0


def test_a_rejected_job_brings_no_fee():
    state = settled(invalid(0, votes={1: REJECT}), unavailable(1, votes={2: ABSTAIN}))
    assert state.wallet.sum() == total(state, "paid_in") == 0.0


def test_a_fee_is_split_between_executor_verifiers_fire_and_treasury():
    """1 tok: 0.3 to verifiers 1 and 2 who voted (not to 3, who abstained), 0.1 burned, 0.2 to the treasury, 0.4 to the executor."""
    split = {"fee_to_verifiers": 0.3, "fee_burned": 0.1, "fee_to_treasury": 0.2}
    state = settled(accepted(0, votes={1: APPROVE, 2: APPROVE, 3: ABSTAIN}), **split)
    assert row(state.wallet) == [0.4, 0.15, 0.15, 0.0, 0.0, 0.0]
    assert total(state, "burned") == pytest.approx(0.1)
    assert state.treasury[0] == pytest.approx(0.2)


def test_the_verifiers_share_of_a_fee_that_nobody_voted_on_goes_to_the_treasury():
    state = settled(unaudited(0), accepted(1, votes={2: ABSTAIN}), fee_to_verifiers=0.25)
    assert state.treasury[0] == 0.5


# --- slashes ------------------------------------------------------------------
def test_a_slash_is_a_fraction_of_the_opening_stake():
    state = settled(invalid(0), slash=0.2)
    assert state.stake[0] == 8.0
    assert total(state, "slashed") == total(state, "burned") == 2.0


def test_two_slashes_of_one_epoch_are_both_of_the_opening_stake():
    """0.2 x 10 twice: 6 left, not 6.4."""
    assert settled(invalid(0), invalid(0), slash=0.2).stake[0] == 6.0


def test_a_fixed_slash_is_in_tokens():
    assert settled(invalid(0), slash_rule="fixed", slash=3.0).stake[0] == 7.0


def test_a_slash_is_capped_by_what_is_left_of_the_stake():
    """Opening 10: 0.7 x 10 leaves 3, the second slash of 7 takes 3."""
    state = settled(invalid(0), invalid(0), slash=0.7)
    assert state.stake[0] == 0.0
    assert state.losses[0] == 10.0
    assert total(state, "slashed") == 10.0


def test_losses_are_taken_in_job_order_and_beneficiaries_get_what_was_taken():
    """Slash 8 goes to rejecter 1; of the 8 of the next job 2 are left and go to rejecter 2."""
    state = settled(
        invalid(0, votes={1: REJECT}),
        invalid(0, votes={2: REJECT}),
        slash_rule="fixed",
        slash=8.0,
        slash_burned=0.0,
        slash_to_verifiers=1.0,
    )
    assert row(state.wallet) == [0.0, 8.0, 2.0, 0.0, 0.0, 0.0]


def test_income_of_an_epoch_does_not_pay_its_losses():
    """The fee of job 0 is credited after the slash of job 1, which takes all 10 at stake and no more."""
    state = settled(unaudited(0), invalid(0), slash_rule="fixed", slash=11.0, compounding_share=1.0)
    assert state.stake[0] == 1.0


def test_a_slash_goes_to_fire_verifiers_client_and_treasury_by_their_shares():
    """2 tok: 0.8 burned, 0.6 to rejecters 1 and 2 (0.3 each; 3 approved), 0.4 out to the client, 0.2 to the treasury."""
    shares = {"slash_burned": 0.4, "slash_to_verifiers": 0.3, "slash_to_client": 0.2, "slash_to_treasury": 0.1}
    state = settled(invalid(0, votes={1: REJECT, 2: REJECT, 3: APPROVE}), slash=0.2, **shares)
    assert row(state.wallet) == [0.0, 0.3, 0.3, 0.0, 0.0, 0.0]
    assert total(state, "burned") == pytest.approx(0.8)
    assert total(state, "paid_out") == pytest.approx(0.4)
    assert state.treasury[0] == pytest.approx(0.2)


def test_the_verifiers_share_of_a_slash_without_rejecters_goes_to_the_treasury():
    state = settled(invalid(0), slash=0.2, slash_burned=0.0, slash_to_verifiers=1.0)
    assert state.treasury[0] == 2.0


def test_a_slash_for_a_right_output_is_counted_as_false():
    state = settled(invalid(0, wrong=0), invalid(1), slash=0.2)
    assert (total(state, "slashes"), total(state, "false_slashes")) == (2, 1)


# --- unavailability -----------------------------------------------------------
def test_an_unavailable_output_costs_its_penalty():
    state = settled(unavailable(0), unavailable_penalty=1.5, slash=0.5)
    assert state.stake[0] == 8.5
    assert (total(state, "penalties"), total(state, "slashed")) == (1.5, 0.0)


def test_the_penalty_for_unavailability_goes_where_slashes_go():
    state = settled(unavailable(0), unavailable_penalty=1.5, slash_burned=0.0, slash_to_treasury=1.0)
    assert state.treasury[0] == 1.5


# --- the verifier contract ----------------------------------------------------
VOTES = {1: APPROVE, 2: APPROVE, 3: REJECT, 4: ABSTAIN}


def test_a_vote_is_paid_whatever_it_says_and_an_abstention_is_not():
    assert row(settled(accepted(0, votes=VOTES), pay_per_check=0.1).wallet)[1:] == [0.1, 0.1, 0.1, 0.0, 0.0]


def test_rejected_and_unavailable_jobs_pay_their_verifiers_too():
    state = settled(invalid(0, votes={1: REJECT}), unavailable(0, votes={2: APPROVE}), pay_per_check=0.1)
    assert row(state.wallet)[1:3] == [0.1, 0.1]


def test_a_vote_that_agrees_with_the_verdict_is_paid_more():
    assert row(settled(accepted(0, votes=VOTES), pay_agree=0.2).wallet)[1:] == [0.2, 0.2, 0.0, 0.0, 0.0]
    assert row(settled(invalid(0, votes={1: REJECT, 2: APPROVE}), pay_agree=0.2).wallet)[1:3] == [0.2, 0.0]


def test_no_vote_agrees_with_an_output_that_was_unavailable():
    assert settled(unavailable(0, votes=VOTES), pay_agree=0.2, dissent_penalty=0.2).wallet[1:].sum() == 0.0


def test_a_conviction_is_paid_to_each_rejecter_and_a_bounty_is_shared():
    """0.5 each for the conviction, 3 tok of bounty between two."""
    state = settled(invalid(0, votes={1: REJECT, 2: REJECT, 3: APPROVE}), pay_conviction=0.5, bounty=3.0)
    assert row(state.wallet)[1:4] == [2.0, 2.0, 0.0]


def test_rejecting_an_output_that_was_accepted_earns_no_bounty():
    assert settled(accepted(0, votes=VOTES), pay_conviction=0.5, bounty=3.0).wallet[3] == 0.0


def test_a_vote_against_the_verdict_costs_its_penalty():
    state = settled(accepted(0, votes=VOTES), dissent_penalty=0.5)
    assert row(state.stake)[1:5] == [10.0, 10.0, 9.5, 10.0]
    assert (state.treasury[0], total(state, "penalties")) == (0.5, 0.5)


def test_every_member_of_a_panel_that_accepted_a_wrong_output_bears_the_loss():
    """2 USD each, also for who rejected or abstained; no token moves."""
    state = settled(accepted(0, votes=VOTES, wrong=1), miss_loss=2.0)
    assert row(state.utility) == [1.0, -2.0, -2.0, -2.0, -2.0, 0.0]
    assert state.stake.sum() == 60.0


def test_a_panel_that_rejected_a_wrong_output_bears_nothing():
    assert settled(invalid(0, votes={1: REJECT}), miss_loss=2.0).harm_borne.sum() == 0.0


# --- who pays the verifiers ---------------------------------------------------
def test_clients_pay_over_the_boundary():
    state = settled(accepted(0, votes={1: APPROVE}), pay_per_check=0.5)
    assert (total(state, "paid_in"), total(state, "minted"), total(state, "verifier_pay")) == (1.5, 0.0, 0.5)


def test_pay_may_be_minted():
    state = settled(accepted(0, votes={1: APPROVE}), pay_per_check=0.5, pay_source="mint")
    assert (total(state, "paid_in"), total(state, "minted")) == (1.0, 0.5)


def test_pay_may_come_from_the_treasury():
    state = settled(accepted(0, votes={1: APPROVE}), pay_per_check=0.5, pay_source="treasury", **{"accounts.treasury": 2.0})
    assert (state.treasury[0], state.wallet[1]) == (1.5, 0.5)


def test_a_dry_treasury_pays_all_verifiers_pro_rata():
    """Owed 1 and 3, there are 2: each gets half."""
    state = settled(
        accepted(0, votes={1: APPROVE}), accepted(0, votes={2: APPROVE}), accepted(3, votes={2: APPROVE}), accepted(3, votes={2: APPROVE}),
        pay_per_check=1.0, pay_source="treasury", **{"accounts.treasury": 2.0},
    )  # fmt: skip
    assert row(state.wallet)[1:3] == [0.5, 1.5]
    assert (state.treasury[0], total(state, "verifier_pay")) == (0.0, 2.0)


# --- decoys -------------------------------------------------------------------
DECOY = {1: REJECT, 2: REJECT, 3: REJECT, 4: APPROVE}


def test_approving_a_planted_output_costs_its_penalty_to_the_treasury():
    state = settled(unaudited(0, decoy=DECOY), decoy_penalty=2.0)
    assert row(state.stake) == [10.0, 10.0, 10.0, 10.0, 8.0, 10.0]
    assert (state.treasury[0], total(state, "penalties")) == (2.0, 2.0)


def test_rejecting_a_planted_output_is_paid():
    assert row(settled(unaudited(0, decoy=DECOY), pay_decoy=0.25).wallet)[1:] == [0.25, 0.25, 0.25, 0.0, 0.0]


def test_an_equal_jackpot_is_shared_among_the_rejecters():
    """6 tok between three."""
    assert row(settled(unaudited(0, decoy=DECOY), jackpot=6.0).wallet)[1:] == [2.0, 2.0, 2.0, 0.0, 0.0]


def test_a_halving_jackpot_gives_each_of_n_rejecters_a_half_to_the_n_minus_one():
    """J = 8, n = 3: 8 / 2^2 = 2 each; n = 1: 8."""
    assert row(settled(unaudited(0, decoy=DECOY), jackpot=8.0, jackpot_rule="halving").wallet)[1:] == [2.0, 2.0, 2.0, 0.0, 0.0]
    assert settled(unaudited(0, decoy={1: REJECT, 2: APPROVE}), jackpot=8.0, jackpot_rule="halving").wallet[1] == 8.0


def test_a_jackpot_is_paid_from_the_treasury_and_then_minted():
    """6 tok: 2.5 from the treasury, 3.5 minted."""
    state = settled(unaudited(0, decoy=DECOY), jackpot=6.0, **{"accounts.treasury": 2.5})
    assert (state.treasury[0], total(state, "minted")) == (0.0, 3.5)


def test_a_jackpot_that_nobody_wins_stays_where_it_is():
    state = settled(unaudited(0, decoy={1: APPROVE}), jackpot=6.0, **{"accounts.treasury": 2.5})
    assert (state.treasury[0], total(state, "minted")) == (2.5, 0.0)


def test_planted_outputs_and_those_that_somebody_caught_are_counted():
    state = settled(unaudited(0, decoy=DECOY), unaudited(1, decoy={2: APPROVE}))
    assert (total(state, "decoys"), total(state, "decoys_caught")) == (2, 1)


# --- strikes, jail, ejection --------------------------------------------------
def test_a_slash_falls_on_every_second_invalid_verdict_where_two_strikes_are_allowed():
    """Four invalid verdicts in two epochs: the 2nd and the 4th cost 1 tok each."""
    state = world(strikes=2, slash_rule="fixed", slash=1.0)
    settle_jobs(state, invalid(0))
    assert (state.stake[0], state.strikes[0]) == (10.0, 1)
    settle_jobs(state, invalid(0), invalid(0), invalid(0))
    assert (state.stake[0], state.strikes[0], state.caught[0]) == (8.0, 0, 4)


def test_strikes_of_one_node_do_not_count_for_another():
    assert row(settled(invalid(0), invalid(1), strikes=2, slash=0.5).stake)[:2] == [10.0, 10.0]


def test_a_jailed_node_sits_out_from_the_next_epoch():
    """Caught in epoch 0, jailed for 2: out in 1 and 2, back in 3."""
    state = world(jail_epochs=2)
    active = []
    for jobs in ([invalid(0)], [], [], []):
        settle_jobs(state, *jobs)
        active.append(int(state.active[0]))
    assert active == [1, 0, 0, 1]


def test_an_ejected_node_is_out_for_good():
    state = world(eject=True)
    settle_jobs(state, invalid(0), invalid(0))
    assert (total(state, "ejections"), total(state, "slashes")) == (1, 0), "a slash of nothing is none"
    for _ in range(3):
        settle_jobs(state)
        assert state.active.tolist() == [0, 1, 1, 1, 1, 1]
        assert 0 not in state.executors[: state.executor_count]


def test_a_node_below_the_minimum_stake_sits_out_from_the_next_epoch_until_it_has_enough():
    """10 - 6 = 4 < 5."""
    state = world(minimum_stake=5.0, slash=0.6)
    settle_jobs(state, invalid(0))
    assert state.active[0] == 1
    settle_jobs(state)
    assert state.active[0] == 0
    state.stake[0] = 5.0
    settle_jobs(state)
    assert state.active[0] == 1


# --- reputation and detection -------------------------------------------------
def test_reputation_moves_to_one_with_approvals_and_to_zero_with_convictions():
    """0.5 -> 0.5 + 0.2 x 0.5 = 0.6 -> 0.6 - 0.2 x 0.6 = 0.48; unseen and unavailable outputs change nothing."""
    numbers = {"reputation_rate": 0.2, "reputation_start": 0.5}
    assert settled(accepted(0, votes={1: APPROVE}), invalid(0), unaudited(0), unavailable(0), **numbers).reputation[0] == pytest.approx(
        0.48
    )


def test_the_delay_of_detection_counts_epochs_since_the_first_wrong_output():
    """Wrong and unseen in epochs 0 and 1, caught in epoch 2: delay 2; caught again in epoch 3: delay 0."""
    state = world()
    settle_jobs(state, unaudited(0, wrong=1))
    settle_jobs(state, unaudited(0, wrong=1))
    settle_jobs(state, invalid(0))
    assert (total(state, "detections"), total(state, "detection_delay")) == (1, 2)
    settle_jobs(state, invalid(0))
    assert (total(state, "detections"), total(state, "detection_delay")) == (1, 0)


# --- counting -----------------------------------------------------------------
def test_outputs_are_counted_by_truth_and_verdict():
    state = settled(
        unaudited(0), unaudited(0, wrong=1), accepted(1), accepted(1, wrong=1), invalid(2), invalid(2, wrong=0), unavailable(3),
        unavailable(3, wrong=1), unaudited(4),
    )  # fmt: skip
    names = ("unaudited", "verified", "invalid", "unavailable")
    assert [total(state, f"right_{name}") for name in names] == [2, 1, 1, 1]
    assert [total(state, f"wrong_{name}") for name in names] == [1, 1, 1, 1]


def test_votes_of_audits_are_counted():
    state = settled(accepted(0, votes=VOTES), unaudited(1))
    assert [total(state, name) for name in ("audits", "approvals", "rejections", "abstentions")] == [1, 2, 1, 1]


def test_an_attack_gains_outside_only_where_it_was_accepted():
    """Gain 2 x value 3 = 6 USD, once."""
    gains = {"outside_gain": 2.0, "job_classes.job.value": 3.0}
    state = settled(unaudited(0, wrong=1, attacked=1), invalid(0, attacked=1), **gains)
    assert (state.outside_gained[0], total(state, "outside_gains")) == (6.0, 6.0)


def test_right_outputs_are_worth_their_value():
    state = settled(unaudited(0), accepted(1), invalid(2, wrong=0), **{"job_classes.job.value": 3.0})
    assert total(state, "value_right") == 6.0
