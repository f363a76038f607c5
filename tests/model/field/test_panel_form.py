"""The panel's closed form: numbers written out, scipy as the oracle, and agreement between its own ways of summing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from model.field.compose import Field
from model.field.crowd import Crowd
from model.field.partition.segmented import Segmented
from model.field.place import Place
from model.field.propagation.broadcast import Broadcast
from model.field.verification.attestation import Attestation, Images
from model.field.verification.panel.ballot import approvals, binomials, thin
from model.field.verification.panel.numbers import Noise, Panel
from model.field.verification.panel.segment import Checker, Segment, latent
from model.strategies.traits import behaviour


def field(k: int = 1, noise: Noise | None = None, propagation: Broadcast | None = None, **numbers: Any) -> Field:
    panel = Panel(kind="panel", **{"audit_probability": 1.0, "tolerance": 3.0, **numbers})
    return Field(
        partition=Segmented(segments=k), noise=noise or Noise(shared=False), propagation=propagation or Broadcast(), verification=panel
    )


def attack(segments: float, deviation: float, **more: float) -> dict[str, float]:
    return behaviour(attack_rate=1.0, attack_segments=segments, deviation=deviation, **more)


@pytest.mark.parametrize(("m", "accepted"), [(0, 0.9485), (1, 0.7622), (5, 0.2751), (20, 9.2e-8)])
def test_a_job_passes_the_whole_field_as_often_as_the_catalogue_says(m: int, accepted: float) -> None:
    """I1: k = 20, s = 4, v = 3, need = 2, eps = 3, delta = 5, code (12, 6) with p = .7."""
    whole = field(
        20,
        propagation=Broadcast(shards=12, shards_needed=6, shard_loss=0.3),
        panel_size=3,
        need=2,
        sampled_segments=4,
        spread="per_segment",
    )
    found = whole.acceptance(attack(m, 5.0) if m else behaviour())
    assert found.accepted == pytest.approx(accepted, rel=2e-3 if m == 20 else 2e-4)
    # An unreadable trace is unavailable, a readable bad one invalid.
    assert found.rejected_unavailable == pytest.approx(stats.binom.cdf(5, 12, 0.7), abs=1e-12)


def test_shared_noise_makes_a_common_sample_agree_as_the_specification_says() -> None:
    """K = 16, s = 4, v = 3, need = 2, eps = 3, all 16 deviate by 2: .2976."""
    found = field(16, Noise(), panel_size=3, need=2, sampled_segments=4).acceptance(attack(16, 2.0))
    assert found.accepted == pytest.approx(0.2976, abs=5e-5)
    assert not found.estimated


@pytest.mark.parametrize(("size", "need", "bad"), [(31, 16, 0.02488), (101, 51, 1.233e-4), (101, 68, 1.53e-13)])
def test_a_cartel_captures_a_quorum_as_often_as_the_hypergeometric_law_says(size: int, need: int, bad: float) -> None:
    """B1: 333 of 1000 verifiers in the executor's cartel."""
    crowd = Crowd.of([(behaviour(), 667), (behaviour(cartel=1.0), 333)])
    found = field(1, Noise(level=0.0), panel_size=size, need=need).acceptance(attack(1, 1000.0, cartel=1.0), crowd)
    assert found.accepted == pytest.approx(stats.hypergeom.sf(need - 1, 1000, 333, size), rel=1e-9)
    assert found.accepted == pytest.approx(bad, rel=3e-3)


def test_a_crowd_given_by_shares_follows_the_binomial_law() -> None:
    crowd = Crowd.of([(behaviour(), 0.667), (behaviour(cartel=1.0), 0.333)])
    found = field(1, Noise(level=0.0), panel_size=31, need=16).acceptance(attack(1, 1000.0, cartel=1.0), crowd)
    assert found.accepted == pytest.approx(stats.binom.sf(15, 31, 0.333), rel=1e-9)


@pytest.mark.parametrize(("m", "detected"), [(1, 0.100), (5, 0.4162), (10, 0.6695), (20, 0.9049)])
def test_a_sample_without_replacement_detects_as_often_as_the_catalogue_says(m: int, detected: float) -> None:
    """B3: k = 100, s = 10; the other rule would give .0956 at m = 1."""
    found = field(100, Noise(level=0.0), sampled_segments=10).acceptance(attack(m, 1000.0))
    assert found.rejected_invalid == pytest.approx(detected, abs=5e-5)


@pytest.mark.parametrize(("k", "detected"), [(10, 0.20), (50, 0.69), (250, 0.997)])
def test_at_a_fixed_budget_finer_partition_catches_lazy_work_and_not_targeted_attacks(k: int, detected: float) -> None:
    """B8: s / k = .1; one bad segment, or a fifth of them."""
    parted = field(k, Noise(level=0.0), sampled_segments=k // 10)
    assert parted.acceptance(attack(1, 1000.0)).rejected_invalid == pytest.approx(0.1)
    assert parted.acceptance(attack(k // 5, 1000.0)).rejected_invalid == pytest.approx(detected, abs=0.02)


@pytest.mark.parametrize(("tolerance", "rejected"), [(2.0, 0.1573), (3.0, 0.0339), (4.0, 0.00468)])
def test_two_honest_noisy_runs_disagree_as_often_as_the_catalogue_says(tolerance: float, rejected: float) -> None:
    """C1; shared or not, one check is the same."""
    for shared in (False, True):
        found = field(1, Noise(shared=shared), tolerance=tolerance).acceptance(behaviour())
        assert found.rejected_invalid == pytest.approx(rejected, abs=6e-5)


@pytest.mark.parametrize(("acceptance", "deviation"), [(0.99, 0.685), (0.5, 4.000), (0.01, 7.290)])
def test_the_largest_undetected_deviation_is_that_of_the_catalogue(acceptance: float, deviation: float) -> None:
    """C2: eps = 4, two runs."""
    assert field(1, tolerance=4.0).acceptance(attack(1, deviation)).accepted == pytest.approx(acceptance, abs=3e-4)


@pytest.mark.parametrize(("size", "need", "volume"), [(3, 3, 6.307), (7, 5, 7.295), (7, 4, 8.000), (5, 1, 10.326)])
def test_a_vote_leaves_open_the_volume_that_the_order_statistics_say(size: int, need: int, volume: float) -> None:
    """C4: eps = 4, shared noise, deviation uniform."""
    one = field(1, Noise(), tolerance=4.0, panel_size=size, need=need)
    deviations = np.linspace(-14.0, 14.0, 561)
    accepted = [one.acceptance(attack(1, float(d))).accepted for d in deviations]
    assert np.trapezoid(accepted, deviations) == pytest.approx(volume, abs=1e-3)


def test_the_quadrature_of_shared_noise_is_that_of_scipy() -> None:
    for deviation in (0.0, 2.0, 4.5, 30.0):
        weights, passes = latent(Segment(deviation, False, 1.0, 3.0), (Checker(0.0, 1.0), Checker(0.0, 0.0)))
        for t in (1, 3, 15):

            def integrand(z: float, d: float = deviation, t: int = t) -> float:
                return float(stats.norm.pdf(z) * (stats.norm.cdf(3 - d - z) - stats.norm.cdf(-3 - d - z)) ** t)

            exact = integrate.quad(integrand, -9, 9, epsabs=1e-13, limit=200)[0]
            assert weights @ passes[0] ** t == pytest.approx(exact, abs=1e-11)
        # Against the reference a check is sharp: it passes iff |d + z| <= eps.
        sharp = stats.norm.cdf(3 - deviation) - stats.norm.cdf(-3 - deviation)
        assert weights @ passes[1] == pytest.approx(sharp, abs=1e-11)


def test_a_fresh_deviation_near_the_tolerance_is_summed_over_sign_and_size() -> None:
    def passes(u: float) -> float:
        scale = math.sqrt(2.0)
        return float(stats.norm.cdf((3 - 2 * (1 + u)) / scale) - stats.norm.cdf((-3 - 2 * (1 + u)) / scale))

    exact = integrate.quad(passes, 0, 1)[0]
    for shared in (False, True):
        found = field(1, Noise(shared=shared)).acceptance(attack(1, 2.0, deviation_idiosyncratic=1.0))
        assert found.accepted == pytest.approx(exact, abs=1e-10)


def test_two_fresh_deviations_never_cancel_and_two_equal_models_do() -> None:
    quantised = Crowd.of([(behaviour(reference_deviation=10.0), 1.0)])
    assert field(1).acceptance(attack(1, 10.0), quantised).accepted == pytest.approx(1 - 0.0339, abs=5e-5)
    assert field(1).acceptance(attack(1, 10.0, deviation_idiosyncratic=1.0), quantised).accepted < 0.5


@pytest.mark.parametrize("need", [1, 8, 15])
def test_moments_sum_out_the_shared_noise_of_fifteen_members(need: int) -> None:
    """Two segments, both sampled, against a two-dimensional sum over both noises."""
    found = field(2, Noise(), panel_size=15, need=need, sampled_segments=2).acceptance(attack(1, 2.5))
    z, weights = np.polynomial.hermite_e.hermegauss(80)
    weights = weights / weights.sum()
    wrong, right = (stats.norm.cdf(3 - d - z) - stats.norm.cdf(-3 - d - z) for d in (2.5, 0.0))
    exact = weights @ stats.binom.sf(need - 1, 15, np.outer(wrong, right)) @ weights
    assert found.accepted == pytest.approx(exact, abs=2e-6)
    assert not found.estimated


def test_what_is_drawn_agrees_with_what_is_summed_where_both_can_be_had() -> None:
    """A crowd of which a grain runs another reference is drawn; without the grain it is summed."""
    parted = field(8, Noise(), panel_size=3, need=2, sampled_segments=3)
    grain = Crowd.of([(behaviour(), 1.0 - 1e-9), (behaviour(reference_deviation=1.0), 1e-9)])
    drawn, summed = parted.acceptance(attack(8, 2.0), grain), parted.acceptance(attack(8, 2.0))
    assert drawn.estimated
    assert not summed.estimated
    assert abs(drawn.accepted - summed.accepted) < 4 * drawn.standard_error
    assert 0 < drawn.standard_error < 0.01


def test_approvals_of_a_finite_crowd_are_a_mixture_over_its_composition() -> None:
    p = np.array([[0.9], [0.3], [0.0]])
    law = approvals((4, 3, 2), True, p, 3)[0]
    exact = np.zeros(4)
    for a in range(4):
        for b in range(4 - a):
            weight = stats.multivariate_hypergeom.pmf([a, b, 3 - a - b], [4, 3, 2], 3)
            if weight > 0:
                both = np.convolve(stats.binom.pmf(range(a + 1), a, 0.9), stats.binom.pmf(range(b + 1), b, 0.3))
                exact[: len(both)] += weight * both
    assert law == pytest.approx(exact)


@pytest.mark.parametrize("n", [3, 40, 1500])
def test_binomial_laws_are_those_of_scipy(n: int) -> None:
    for p in (0.0, 1e-6, 0.3, 1.0):
        assert binomials(n, np.array(p)) == pytest.approx(stats.binom.pmf(np.arange(n + 1), n, p), abs=1e-12)


def test_leaving_out_a_random_voter_leaves_a_binomial_law() -> None:
    thinned = thin(binomials(6, np.array([0.3])))[0]
    for voters in range(7):
        assert thinned[voters, : voters + 1] == pytest.approx(stats.binom.pmf(np.arange(voters + 1), voters, 0.3))


def test_attestation_takes_the_stationary_shares_of_its_images() -> None:
    """Stays of 50, 10 and 5 epochs: sound 50/65, broken 10/65, revoked 5/65; half of 8 segments covered, 2 of them bad."""
    signed = Field(partition=Segmented(segments=8), verification=Attestation(kind="attestation", coverage=0.5))
    images = Images(break_rate=0.02, revoke_rate=0.1, repair_rate=0.2)
    found = signed.acceptance(attack(2, 5.0), None, Place(images=images))
    hidden = stats.hypergeom.pmf(0, 8, 2, 4)
    assert found.verdicts == pytest.approx((0.0, (50 * hidden + 10) / 65, 50 * (1 - hidden) / 65, 5 / 65))


def test_the_law_knows_what_was_wrong_and_what_was_attacked() -> None:
    half = behaviour(attack_rate=0.5, deviation=1000.0)
    found = field(1, Noise(level=0.0), audit_probability=0.25).acceptance(half)
    assert found.wrong == pytest.approx(0.5)
    assert found.wrong_accepted == pytest.approx(0.375)
    assert found.attacked_accepted == pytest.approx(0.375)
    assert found.accepted == pytest.approx(0.875)
    tolerated = field(1, Noise(level=0.0)).acceptance(attack(1, 2.0), None, Place(harm_threshold=2.5))
    assert tolerated.wrong_accepted == 0.0
    assert tolerated.attacked_accepted == pytest.approx(1.0)


@pytest.mark.parametrize("weights", [(0.5, 0.4), (-1, 3), (0.7, 1)])
def test_a_crowd_that_is_none_is_refused(weights: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="crowd: "):
        Crowd.of([(behaviour(), weights[0]), (behaviour(vigilance=0.0), weights[1])])


def test_a_tail_that_no_drawn_context_met_still_has_an_error() -> None:
    """Attacks far beyond the tolerance, 19 seats: every drawn context rejects, and 4,096 draws say no more than 3 / 4,096."""
    parted = field(16, Noise(), panel_size=19, need=10, sampled_segments=16)
    found = parted.acceptance(attack(16, 9.0), Crowd.honest())
    assert found.estimated
    assert found.accepted < 1e-4
    assert found.standard_error == pytest.approx(3 / 4096)
