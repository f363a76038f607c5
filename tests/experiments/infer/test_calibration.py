"""Simulation-based calibration (H8): ranks of true parameters among posterior draws of the real model are uniform."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

from analysis.inversion.calibration import calibrations
from experiments.infer import calibration as cal
from experiments.infer import running, smc
from experiments.infer.proposals import keys_of
from experiments.infer.summaries import summarise
from tests.inferences import AUDIT, VIGILANCE, checked

JOBS, DRAWS = 20, 19
"""Draws are far fewer than effective particles: else the finite sample itself would pile ranks up at the ends."""


def one_epoch(jobs=JOBS):
    return running.Runner(*checked({"audit_probability": "0:1"}, jobs=jobs))


def test_an_exact_match_has_the_conjugate_posterior():
    """Of runs of ten jobs those with three detections were audited with a probability of law Beta(1 + 3, 1 + 7)."""
    table = cal.drawn(one_epoch(10), 1, 700, 1)
    observed = np.array([3.0, 0.0, 0.0, 0.0])
    exact = int((table.summaries[:, 0] == 3.0).sum())
    scores, weights = cal.posterior(table, observed, exact)
    assert len(scores) == exact > 40
    assert np.ptp(weights) == pytest.approx(0.0)
    assert stats.kstest(ndtr(scores[:, 0]), stats.beta(4, 8).cdf).pvalue > 1e-3
    assert stats.kstest(ndtr(scores[:, 0]), stats.beta(3, 8).cdf).pvalue < 0.1, "the sample would refuse a neighbour"


@pytest.mark.slow
def test_ranks_are_uniform_on_the_conjugate_slice():
    """1,000 repetitions of the real model, and a posterior that takes exact matches of a table of 8,000 runs."""
    runner = one_epoch()
    table, truths = cal.drawn(runner, 1, 8_000, 1), cal.drawn(runner, 1, 1_000, 1, cal.TRUTHS)
    ranks = cal.ranks(table, truths, 150, DRAWS, 1)
    (found,) = calibrations([AUDIT], ranks, DRAWS)
    assert found.holds, found
    # The same with a posterior that is too sure, by a third: it must be refused.
    k = truths.summaries[:, 0]
    sure = np.array([(np.random.Generator(np.random.PCG64(n)).beta(1 + 2.25 * x, 1 + 2.25 * (JOBS - x), DRAWS) < a).sum()
                     for n, (x, a) in enumerate(zip(k, ndtr(truths.scores[:, 0]), strict=True))])  # fmt: skip
    assert not calibrations([AUDIT], sure[:, None], DRAWS)[0].holds
    exact = stats.beta(1 + k, 1 + JOBS - k).cdf(ndtr(truths.scores[:, 0]))
    assert stats.kstest(exact, "uniform").pvalue > 1e-3, "the model's detections are binomial"


@pytest.mark.slow
def test_ranks_are_uniform_on_the_full_model():
    """A learning network with three unknown numbers and six public columns, 300 repetitions, the estimator of one generation."""
    from tests.inferences import full

    runner = running.Runner(*full())
    table, truths = cal.drawn(runner, 3, 4_000, 2), cal.drawn(runner, 3, 300, 2, cal.TRUTHS)
    paths = list(runner.prior.paths)
    found = calibrations(paths, cal.ranks(table, truths, 200, DRAWS, 1), DRAWS)
    assert all(one.holds for one in found), found


@pytest.mark.nightly
def test_ranks_of_the_whole_sampler_are_uniform():
    """Every repetition is an inference of its own with several generations, on the conjugate slice by numpy's binomial law."""

    def binomial(scores, seeds):
        luck = [np.random.Generator(np.random.PCG64(seed)) for seed in seeds]
        return np.array([[one.binomial(JOBS, p)] for one, p in zip(luck, ndtr(scores[:, 0]), strict=True)], dtype=float)

    truths = cal.drawn(binomial, 1, 1000, 2, cal.TRUTHS)
    ranks = np.empty((1000, 1), dtype=int)
    for row, key in enumerate(keys_of(2, cal.RANKS, 1000)):
        found = smc.infer(binomial, truths.summaries[row], 1, smc.Settings(100, 500, row))
        luck = np.random.Generator(np.random.PCG64(key))
        ranks[row] = (found.scores[luck.choice(len(found.scores), DRAWS, p=found.weights), 0] < truths.scores[row, 0]).sum()
    (held,) = calibrations([AUDIT], ranks, DRAWS)
    assert held.holds, held


@pytest.mark.slow
def test_a_ridge_of_the_real_model_is_that_of_the_exact_posterior():
    """2,000 jobs of cheats with k detections: the posterior of audit x vigilance is known on a grid, and is met."""
    from tests.inferences import records_at

    given, shape = checked({"audit_probability": ".02:.5:log", VIGILANCE: ".1:1"}, jobs=100, cheats=10, epochs=2)
    records = records_at(given, {AUDIT: 0.1, VIGILANCE: 0.4}, 77, shape)
    found = smc.infer(running.Runner(given, records), summarise(records.epochs, records.columns), 2, smc.Settings(300, 2400, 1))
    p, g = (axis.ravel() for axis in np.meshgrid(np.geomspace(0.02, 0.5, 400), np.linspace(0.1, 1.0, 400)))
    mass = stats.binom.pmf(records.columns["rejected_invalid"].sum(), 2000, p * g)
    mass /= mass.sum()
    values = given.table(found.scores)
    n = smc.effective(found.weights)
    for exact, mine in ((np.log(p), np.log(values[:, 0])), (g, values[:, 1]), (np.log(p * g), np.log(values.prod(axis=1)))):
        mean = mass @ exact
        sd = np.sqrt(mass @ (exact - mean) ** 2)
        assert found.weights @ mine == pytest.approx(mean, abs=4 * sd / np.sqrt(n))
        assert np.sqrt(found.weights @ (mine - found.weights @ mine) ** 2) == pytest.approx(sd, rel=0.3)
