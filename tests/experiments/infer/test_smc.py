"""The sampler against posteriors that are known: a conjugate one, a ridge on a grid, and runs from several proposals."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

from analysis.inversion.posterior import weighted_quantile
from experiments.infer import smc
from experiments.infer.projection import adjusted, closeness, features, fit, never_negative, scales
from experiments.infer.proposals import FromPrior, Moved, keys_of, mixture_weights, run_seeds

TRIALS = 20


def binomial(scores, seeds):
    """Successes among twenty trials; the probability is uniform under the prior. No network: only the sampler is asked here."""
    luck = [np.random.Generator(np.random.PCG64(seed)) for seed in seeds]
    return np.array([[one.binomial(TRIALS, p)] for one, p in zip(luck, ndtr(scores[:, 0]), strict=True)], dtype=float)


def normal(scores, seeds):
    """Two numbers with standard normal priors, each seen once with an error of .5: posterior N(.8 x, .2)."""
    noise = np.array([np.random.Generator(np.random.PCG64(seed)).standard_normal(2) for seed in seeds])
    return scores + 0.5 * noise


def test_the_posterior_of_a_probability_is_a_beta_law():
    found = smc.infer(binomial, np.array([4.0]), 1, smc.Settings(200, 2000, 1))
    p, exact = ndtr(found.scores[:, 0]), stats.beta(5, 17)
    n = smc.effective(found.weights)
    assert n > 100
    assert found.weights @ p == pytest.approx(exact.mean(), abs=4 * exact.std() / np.sqrt(n))
    order = np.argsort(p)
    gap = np.abs(np.cumsum(found.weights[order]) - exact.cdf(p[order])).max()
    assert stats.kstwo.sf(gap, int(n)) > 1e-3


def test_the_posterior_of_two_normal_numbers_is_normal():
    found = smc.infer(normal, np.array([1.5, -0.5]), 2, smc.Settings(300, 2400, 2))
    n = smc.effective(found.weights)
    for place, mean in enumerate((1.2, -0.4)):
        mine = found.scores[:, place]
        assert found.weights @ mine == pytest.approx(mean, abs=4 * np.sqrt(0.2 / n))
        low, high = weighted_quantile(mine, found.weights, np.array([0.025, 0.975]))
        assert high - low == pytest.approx(2 * 1.96 * np.sqrt(0.2), rel=0.25)


def test_tolerances_fall_and_every_run_counts():
    found = smc.infer(normal, np.array([1.5, -0.5]), 2, smc.Settings(100, 1000, 3))
    tolerances = [one.tolerance for one in found.path]
    assert tolerances == sorted(tolerances, reverse=True)
    assert tolerances[-1] < tolerances[0] / 1.5
    assert sum(one.runs for one in found.path) == found.runs == len(found.every.scores) <= 1000
    assert found.every.importance.mean() == pytest.approx(1.0, abs=0.15)


def test_the_same_seed_gives_the_same_posterior_and_another_one_another():
    first, again, other = (smc.infer(normal, np.array([0.5, 0.5]), 2, smc.Settings(60, 240, seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.scores, again.scores)
    np.testing.assert_array_equal(first.weights, again.weights)
    assert first.scores.shape != other.scores.shape or (first.scores != other.scores).any()


def test_runs_that_are_lost_have_no_mass():
    def broken(scores, seeds):
        found = normal(scores, seeds)
        found[scores[:, 0] > 0.0] = np.nan
        return found

    found = smc.infer(broken, np.array([0.5, 0.0]), 2, smc.Settings(60, 600, 1))
    assert found.unadjusted[:, 0].max() <= 0.0
    assert found.lost > 100


def test_runs_all_lost_are_refused():
    with pytest.raises(ValueError, match="no run of the prior"):
        smc.infer(lambda scores, _: np.full((len(scores), 1), np.nan), np.zeros(1), 1, smc.Settings(50, 100, 1))


@pytest.mark.parametrize(("particles", "budget", "message"), [(10, 1000, "particles = 10"), (100, 150, r"budget = 150 is outside \[200")])
def test_settings_out_of_range_are_refused(particles, budget, message):
    with pytest.raises(ValueError, match=message):
        smc.infer(normal, np.zeros(2), 2, smc.Settings(particles, budget, 0))


def test_stored_runs_count_by_the_law_that_they_were_drawn_from():
    """Many runs around a wrong place: taken for runs from the prior they would pull the means from .4 down."""

    class Narrow:
        def log_density(self, scores):
            return stats.norm(-0.7, 0.8).logpdf(scores).sum(axis=1)

    scores = -0.7 + 0.8 * FromPrior().draw(keys_of(9, 0, 4000), 2)
    stored = smc.Stored(scores, normal(scores, run_seeds(keys_of(9, 1, 4000))), Narrow())
    settings, observed = smc.Settings(300, 600, 4), np.array([0.5, 0.5])
    found, spoilt = (smc.infer(normal, observed, 2, settings, stored._replace(proposal=law)) for law in (Narrow(), FromPrior()))
    assert (found.stored, found.path[0].runs, found.runs) == (4000, 4000, 600)
    n = smc.effective(found.weights)
    assert found.weights @ found.scores == pytest.approx(np.array([0.4, 0.4]), abs=4 * np.sqrt(0.2 / n))
    assert (spoilt.weights @ spoilt.scores).mean() < 0.3


def test_weights_are_the_prior_over_the_mixture():
    centres = np.array([[0.0], [2.0]])
    moved = Moved.around(centres, np.array([0.5, 0.5]))
    at = np.array([[-1.0], [0.3], [2.5]])
    law = 0.5 * (stats.norm(0, np.sqrt(2)).pdf(at[:, 0]) + stats.norm(2, np.sqrt(2)).pdf(at[:, 0]))  # twice the variance of 1
    assert np.exp(moved.log_density(at)) == pytest.approx(law, rel=1e-6)
    mixed = 0.25 * stats.norm.pdf(at[:, 0]) + 0.75 * law
    assert mixture_weights(at, [(FromPrior(), 100), (moved, 300)]) == pytest.approx(stats.norm.pdf(at[:, 0]) / mixed, rel=1e-6)


def test_particles_are_moved_by_twice_their_covariance():
    centres = FromPrior().draw(keys_of(1, 0, 400), 2) @ np.array([[1.0, 0.8], [0.0, 0.6]])
    drawn = Moved.around(centres, np.full(400, 1 / 400)).draw(keys_of(1, 1, 4000), 2)
    assert np.cov(drawn.T) == pytest.approx(3.0 * np.cov(centres.T), abs=0.35)


def test_statistics_find_what_tells_and_drop_what_does_not():
    luck = np.random.Generator(np.random.PCG64(1))
    scores = luck.standard_normal((500, 1))
    noise = luck.standard_normal((500, 40))
    summaries = np.column_stack([3.0 * scores + luck.standard_normal((500, 1)) * 0.3, noise, np.full(500, 7.0)])
    scale = scales(summaries)
    assert scale[-1] == 0.0
    found = fit(summaries, scores, np.zeros(42), scale, never_negative(summaries, np.zeros(42)))
    assert np.abs(found.slopes[0, 0]) > 10 * np.abs(found.slopes[1:, 0]).max()
    assert found.statistics(np.zeros((1, 42)))[0, 0] == 0.0


def test_an_adjustment_takes_away_what_the_distance_explains():
    luck = np.random.Generator(np.random.PCG64(2))
    statistics = luck.uniform(-1, 1, (400, 1))
    scores = 0.7 + 2.0 * statistics + 0.1 * luck.standard_normal((400, 1))
    moved = adjusted(statistics, scores, closeness(np.abs(statistics[:, 0])))
    assert moved.mean() == pytest.approx(0.7, abs=0.03)
    assert moved.std() == pytest.approx(0.1, abs=0.02)
    np.testing.assert_array_equal(closeness(np.zeros(3)), 1.0)


def test_what_is_never_negative_is_compared_in_logarithms():
    """2 and 8 lie log(8.05 / 2.05) apart on a scale of 1; -1 and 1 lie asinh 2 apart on a scale of 1; a lost run is nowhere."""
    summaries, observed = np.array([[8.0, 1.0], [0.0, -1.0], [np.nan, 0.0]]), np.array([2.0, -1.0])
    positive = never_negative(summaries, observed)
    assert positive.tolist() == [True, False]
    found = features(summaries, observed, np.ones(2), positive)
    assert found[0] == pytest.approx([np.log(8.05 / 2.05), np.arcsinh(2.0)])
    assert found[1] == pytest.approx([np.log(0.05 / 2.05), 0.0])
    assert np.isnan(found[2]).all()
