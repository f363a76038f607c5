"""Records of the running model: their laws, and two behaviours that can or cannot be told apart."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from analysis.possibility.arms import place_of
from analysis.possibility.contrasts import contrasts
from analysis.possibility.information import information
from analysis.possibility.records import sources
from experiments.blind import ALPHA, Contrast, check, compared, records_of, smallest_difference, staged
from model import networks
from model.door import change
from model.field.verification.panel.seat import VOTES

OUTCOME = {1: 0, 2: 1, 3: 2}
BASE = {"field.partition.segments": 4, "field.verification.kind": "panel", "field.verification.audit_probability": 0.4}
THREE = BASE | {"field.verification.panel_size": 3, "field.verification.need": 2, "field.verification.sampled_segments": 2}
LOSSY = {
    "field.propagation.kind": "broadcast", "field.propagation.shards": 6, "field.propagation.shards_needed": 4,
    "field.propagation.shard_loss": 0.1, "field.propagation.link_loss": 0.2,
}  # fmt: skip
FIELDS = {
    "common sample, shared noise": THREE,
    "own samples": THREE | {"field.verification.spread": "own", "field.noise.shared": False},
    "a panel per segment, lossy": THREE | LOSSY | {"field.verification.spread": "per_segment"},
    "quorum of votes, lossy": THREE
    | LOSSY
    | {"field.verification.quorum_of": "votes", "field.verification.quorum_share": 0.6, "field.verification.min_votes": 2},
    "always readable": THREE | LOSSY | {"field.availability_required": "always"},
    "planted": THREE | {"field.verification.decoy_rate": 0.2},
}
SLOW = pytest.mark.slow
TRAITS = {"effort": 0.7, "filler_deviation": 4.0, "attack_rate": 0.05, "deviation": 3.0, "withhold": 0.05}


def network(changes):
    return change(networks.load("none"), changes)


def fits(counts, law):
    """Chi-square of counts in the cells of a law; cells with fewer than 5 expected are counted together."""
    n, law = counts.sum(), np.asarray(law)
    assert counts[law == 0].sum() == 0, "a record that the law excludes"
    usual = n * law >= 5
    seen, awaited = counts[usual], n * law[usual]
    if n * law[~usual].sum() >= 1:
        seen, awaited = np.append(seen, counts[~usual].sum()), np.append(awaited, n * law[~usual].sum())
    return stats.chisquare(seen, awaited * seen.sum() / awaited.sum()).pvalue


def job_cells(source, counter):
    """Counts by cell of the law: accepted unaudited, unreadable unaudited, then outcome x approvals x rejections."""
    width = round(((len(source.cells) - 2) / 3) ** 0.5)
    counts = np.zeros(len(source.cells))
    for (_, audited, verdict, yes, no), n in counter.items():
        counts[2 + np.ravel_multi_index((OUTCOME[verdict], yes, no), (3, width, width)) if audited else int(verdict == 3)] += n
    return counts


@pytest.mark.parametrize("name", [name if name == "common sample, shared noise" else pytest.param(name, marks=SLOW) for name in FIELDS])
def test_jobs_and_the_votes_on_them_follow_their_law(name):
    scenario = network(FIELDS[name])
    contrast = Contrast("", TRAITS, TRAITS, False, False, ALPHA, 40_000)
    (source,) = sources(scenario, "written", ["counts"])
    for counter in records_of(staged(scenario, contrast, "written"), contrast, seed=11):
        assert fits(job_cells(source, counter), source.law(TRAITS)) > 1e-3


@pytest.mark.parametrize("name", [name if name == "planted" else pytest.param(name, marks=SLOW) for name in FIELDS])
def test_votes_of_a_seat_follow_their_law(name):
    """All executors skip, all verifiers check with .7: the effective crowd is one kind."""
    kind = {"population.honest.numbers": {"effort": 0.7, "vigilance": 0.7}, "population.honest.share": 1.0}
    scenario = network(FIELDS[name] | kind | {"population.substituter_fp8.share": 0.0, "population.corruptor.share": 0.0})
    traits = {"effort": 0.7, "vigilance": 0.7}
    contrast = Contrast("", traits, traits, True, False, ALPHA, 60_000)
    found = records_of(staged(scenario, contrast, "effective"), contrast, seed=5)
    for source in sources(scenario, "effective", ["votes", "decoys"]):
        for counter in found:
            counts, width = np.zeros(len(source.cells)), round((len(source.cells) / 9) ** 0.5)
            for (stratum, vote, verdict, yes, no), n in counter.items():
                if source.kind == "decoys" and stratum >= 1000:
                    counts[vote - 1] += n
                elif source.kind == "votes" and stratum < 1000:
                    counts[np.ravel_multi_index((vote, OUTCOME[verdict], yes, no), (VOTES, 3, width, width))] += n
            assert fits(counts, source.law(traits)) > 1e-3, source.kind


def checked(scenario, at=None, crowd="written"):
    listed = sources(scenario, crowd)
    return [check(scenario, one, crowd, seed=3) for one in contrasts(information(place_of(scenario, at), listed, scenario.epochs), listed)]


def test_the_running_model_is_blind_where_the_closed_form_is():
    """Blind and seen directions of a field without noise; a difference of .025 in a cell would have been seen."""
    found = checked(network(BASE | {"field.noise.level": 0.0}))
    assert {one.contrast.apart for one in found} == {True, False}
    assert [one.contrast.name for one in found if not one.holds] == []
    assert max(one.smallest for one in found if not one.contrast.verifies) < 0.025


@pytest.mark.slow
@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("at", [None, {"effort": 0.9, "deviation": 2.0}], ids=["honest", "elsewhere"])
def test_blind_directions_of_every_field_are_blind_in_runs(name, at):
    found = checked(network(FIELDS[name]), at)
    assert [(one.contrast.name, one.p_value) for one in found if not one.holds] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["posp", "opengradient_announced", "opengradient_launch", "none"])
@pytest.mark.parametrize("crowd", ["written", "effective"])
def test_blind_directions_of_shipped_networks_are_blind_in_runs(name, crowd):
    found = checked(networks.load(name), crowd=crowd)
    assert [(one.contrast.name, one.p_value) for one in found if not one.holds] == []


def test_the_smallest_difference_is_seen_with_its_power():
    """Two binomials of 5,000 that differ by it: rejected in 95 % of 400 pairs, which leaves 92 to 98 %."""
    generator, n, p = np.random.Generator(np.random.PCG64(1)), 5000, 0.3
    step = smallest_difference(np.array([[p * n, (1 - p) * n]] * 2))
    assert step == pytest.approx((3.2905 + 1.6449) * (2 * p * (1 - p) / n) ** 0.5, rel=1e-4)
    tables = np.stack((generator.binomial(n, p - step / 2, 400), generator.binomial(n, p + step / 2, 400)), axis=1)
    seen = [stats.chi2_contingency([[a, n - a], [b, n - b]], correction=False).pvalue < ALPHA for a, b in tables]
    assert 0.92 < np.mean(seen) < 0.98


def test_shares_of_classes_are_no_evidence():
    """One group has more jobs of the first class, by luck of its hardware, and the same verdicts within each."""
    found = [{(0, 1): 900, (0, 2): 100, (1, 1): 50, (1, 2): 50}, {(0, 1): 90, (0, 2): 10, (1, 1): 500, (1, 2): 500}]
    result = compared(Contrast("", {}, {}, False, False, ALPHA, 0), found)
    assert result.chi2 == pytest.approx(0.0, abs=1e-9)
    assert result.freedom == 2
    assert not result.differ


def test_different_verdicts_are_told():
    contrast = Contrast("", {}, {}, False, True, 1.0, 0)
    result = compared(contrast, [{(0, 1): 900, (0, 2): 100}, {(0, 1): 800, (0, 2): 200}])
    assert result.chi2 == pytest.approx(2000 * (900 * 200 - 100 * 800) ** 2 / (1000 * 1000 * 1700 * 300))
    assert result.differ
    assert result.holds
    assert not replace(result, contrast=replace(contrast, apart=False)).holds


def test_records_that_are_all_alike_say_what_would_have_been_seen():
    """None of 1,000: a probability of 1 - .05^(1/1000) = .0030 would have shown with 95 %."""
    result = compared(Contrast("", {}, {}, False, False, ALPHA, 0), [{(0, 1): 1000}, {(0, 1): 1000}])
    assert result.p_value == 1.0
    assert result.smallest == pytest.approx(1 - 0.05**0.001)
