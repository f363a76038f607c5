"""Populations that learn, through the model: logit choice (A1-logit), best responses (A3-best, B8-best), evolution (C2-search)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.audits import A1_NUMBERS, AT_10, audited, colluding_market
from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Exact, Frequency, Mean, Root
from experiments.studies.validation.measuring import End, crossing, epochs_for, network, replicate, utilities
from model.run import simulate
from model.scenario import Scenario
from model.state import State

ALL_AT_ONCE = {"signal": "expected", "revision_rate": 1.0}


# --- A1, logit ----------------------------------------------------------------
CHOOSERS = 4_000


def _lazy(a: Mapping[str, Any], audit: float, sample: Sample) -> Frequency:
    """Choices of lazy work: every node chooses anew in every epoch."""
    choice = {"kind": "logit", "intensity": 1.0 / a["temperature"], **ALL_AT_ONCE}
    scenario = audited({**a, "audit": audit}, CHOOSERS // 2, adaptation=choice)
    seen = np.zeros(2, dtype=int)

    def count(state: State) -> None:
        seen[:] += np.bincount(state.strategy, minlength=2)

    simulate(scenario, sample.seed, epochs=epochs_for(sample.n, CHOOSERS), watch=count)
    return Frequency(int(seen[1]), int(seen.sum()))


def _lazy_share(a: Mapping[str, Any], sample: Sample) -> Frequency:
    return _lazy(a, a["audit"], sample)


def _half_point(a: Mapping[str, Any], sample: Sample) -> Root:
    """Log odds of honest work are a line in the audit rate; where it crosses zero both are as likely."""
    ends = [0.8 * a["audit"], 1.2 * a["audit"]]
    odds = [_log_odds(_lazy(a, audit, Sample(sample.n, sample.seed + k))) for k, audit in enumerate(ends)]
    return crossing(ends[0], ends[1], odds[0], odds[1], 0.02)


def _log_odds(lazy: Frequency) -> Mean:
    share = lazy.hits / lazy.n
    return Mean(math.log((1.0 - share) / share), 1.0 / math.sqrt(lazy.n * share * (1.0 - share)), lazy.n)


def _logit(at: float, n: int, quick: int) -> Case:
    numbers = {**A1_NUMBERS, "audit": at * A1_NUMBERS["audit"], "at": at, "temperature": 0.2, "what": "share"}
    return Case(f"lazy share at {at:g} a*", numbers, n, quick, _lazy_share)


A1_LOGIT = Validation(
    "A1-logit",
    "Nodes that choose by logit are lazy with 1 / (1 + exp(Delta / T)), Delta the margin of honest work; with one half at A1's audit rate.",
    "logit choice: McKelvey and Palfrey 1995, doi:10.1006/game.1995.1023 (recalled); derived",
    "A1's network; every node chooses anew in every epoch on the model's own expected utilities, temperature .2 USD. The half point is "
    "where the log odds at .8 and 1.2 a* cross zero.",
    "choices",
    (
        _logit(0.8, 400_000, 40_000),
        _logit(1.0, 400_000, 40_000),
        _logit(1.2, 400_000, 40_000),
        Case("fitted half point", {**A1_NUMBERS, "temperature": 0.2, "what": "root"}, 1_000_000, 100_000, _half_point),
    ),
)


# --- A3, best response --------------------------------------------------------
def _is_honest(run: End) -> float:
    """Share of the executors that end honest."""
    executors = run.state.followers[1]
    return float(executors[0] / executors.sum())


def _end_honest(a: Mapping[str, Any], sample: Sample) -> Frequency:
    """Nine tenths of the executors start on the side that must lose; a run counts where all end honest."""
    honest = a["honest_at_start"]
    response = {"kind": "best_response", "signal": "expected", "revision_rate": 0.5}
    scenario = colluding_market(a, a["audit"], honest, 100 - honest, adaptation=response, epochs=40)
    shares = replicate(_is_honest, scenario, sample.n, sample.seed)
    return Frequency(int((shares == 1.0).sum()), sample.n)


_P10 = 1 / (0.9 * 11.2)

A3_BEST = Validation(
    "A3-best",
    "Best responses end all honest above the audit rate C / ((1 - r)(R + S)), and all cheating below it.",
    "Proof of Sampling, arXiv 2405.00295 (condition read second-hand)",
    "A3's market, nine tenths of 100 executors starting on the losing side; each takes its best response with probability 1/2 an "
    "epoch on the model's own expected utilities, 40 epochs. 20 of 20 bounds the share of wrong ends by .14.",
    "runs",
    (
        Case("all end honest, 1.03 p*", {**AT_10, "audit": 1.03 * _P10, "honest_at_start": 10}, 20, 5, _end_honest),
        Case("none ends honest, .97 p*", {**AT_10, "audit": 0.97 * _P10, "honest_at_start": 90}, 20, 5, _end_honest),
        Case("none ends honest, 1.03 p*(r = 0)", {**AT_10, "audit": 1.03 / 11.2, "honest_at_start": 90}, 20, 0, _end_honest),
        Case("all end honest, .97 C / ((1 - r) S)", {**AT_10, "audit": 0.97 / 9.0, "honest_at_start": 10}, 20, 0, _end_honest),
    ),
)  # fmt: skip


# --- B8, best response --------------------------------------------------------
def _skippers(a: Mapping[str, Any], each: int, **more: Any) -> Scenario:
    """Executors that skip 0, 1, ..., k segments; one watcher a segment, who really looks with the rate of checking."""
    k = a["segments"]
    panel = {"kind": "panel", "audit_probability": 1.0, "spread": "per_segment", "sampled_segments": k, "check_cost_ratio": 0.0}
    skipping = {
        f"skips_{j}": {"strategy": "skimmer", "role": "executor", "count": each, "numbers": {"effort": 1.0 - j / k}}
        for j in a.get("listed", range(k + 1))
    }
    watcher = {"strategy": "rubber_stamp", "role": "verifier", "count": 20, "adapts": False, "numbers": {"vigilance": a["rate"]}}
    half = a["at_stake"] / 2
    return network(
        {**skipping, "watcher": watcher},
        {"partition": {"segments": k}, "verification": panel, "noise": {"level": 0.0},
         "settlement": {"slash": half, "slash_rule": "fixed"}},
        job_classes={"job": {"fee": half}},
        nodes={"compute_cost": a["saving"]},
        **more,
    )  # fmt: skip


def _choices(a: Mapping[str, Any], sample: Sample) -> np.ndarray:
    """Executors by segments skipped, after all have responded."""
    scenario = _skippers(a, sample.n, adaptation={"kind": "best_response", **ALL_AT_ONCE})
    return np.asarray(simulate(scenario, sample.seed, epochs=3).state.followers[1, : a["segments"] + 1])


def _skipped(a: Mapping[str, Any], sample: Sample) -> Exact:
    chosen = _choices(a, sample)
    return Exact(float(chosen @ np.arange(len(chosen)) / (chosen.sum() * (len(chosen) - 1))), 1e-9, int(chosen.sum()))


def _interior(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Executors that skip some and not all, over many rates of checking."""
    found = [_choices({**a, "rate": rate * a["rate"]}, sample) for rate in np.geomspace(0.2, 5.0, 25)]
    return Exact(float(sum(chosen[1:-1].sum() for chosen in found) / sum(chosen.sum() for chosen in found)), 0.0, len(found))


def _skipping_pays(a: Mapping[str, Any], sample: Sample) -> Mean:
    found = utilities(_skippers({**a, "listed": (0, a["skips"])}, 1_000), epochs_for(sample.n, 1_000), sample.seed)
    return found[f"skips_{a['skips']}"].minus(found["skips_0"])


_B8 = {"saving": 1.0, "at_stake": 10.0, "segments": 10, "what": "skipped"}
_ONE, _ALL = 0.01, 1.0 - 0.9**0.1

B8_BEST = Validation(
    "B8-best",
    "Where each segment is checked on its own, what is found costs no more for being found often, so a best response skips all segments or "
    "none, and the rate that deters all skips is above the one that deters one.",
    "derived",
    "Ten segments, a panel of one a segment, on which the crowd looks with the rate of checking (vigilance); no noise, a saving of a tenth "
    "of what is at stake; executors spread over all eleven counts of skips respond on the model's own expected utilities.",
    "executors a count, or jobs a side",
    (
        Case("all are skipped at .97 of the rate", {**_B8, "rate": 0.97 * _ALL}, 20, 5, _skipped),
        Case("all are skipped at 1.02 g / k", {**_B8, "rate": 1.02 * _ONE}, 20, 0, _skipped),
        Case("none is skipped at 1.03 of the rate", {**_B8, "rate": 1.03 * _ALL}, 20, 5, _skipped),
        Case("interior counts, .2 to 5 times the rate", {**_B8, "rate": _ALL, "what": "interior"}, 5, 0, _interior),
        Case("gain of one skip at g / k", {**_B8, "rate": _ONE, "skips": 1, "what": "margin"}, 200_000, 10_000, _skipping_pays),
        Case("gain of five skips at g / k", {**_B8, "rate": 5 * _ONE, "skips": 5, "what": "margin"}, 200_000, 0, _skipping_pays),
        Case("gain of all skips at the rate", {**_B8, "rate": _ALL, "skips": 10, "what": "margin"}, 200_000, 0, _skipping_pays),
    ),
)  # fmt: skip


# --- C2, a search by evolution ------------------------------------------------
def _search(a: Mapping[str, Any], sample: Sample) -> Root:
    """Mean deviation of the cloud over the second half of the run."""
    panel = {"kind": "panel", "auditors": "protocol", "audit_probability": 1.0, "tolerance": a["tolerance"]}
    numbers = {"effort": 0.0, "filler_deviation": a["start"]}
    scenario = network(
        {"searcher": {"strategy": "skimmer", "role": "executor", "count": 40, "numbers": numbers}},
        {"verification": panel, "noise": {"shared": False}, "settlement": {"slash": 50.0, "slash_rule": "fixed"}},
        job_classes={"job": {"fee": 50.0}},
        nodes={"compute_cost": 100.0 * a["saving"]},
        technology={
            "fillers": {"exact": {"deviation": 0.0, "cost_ratio": 1.0}, "widest": {"deviation": a["widest"], "cost_ratio": 0.0}}
        },
        adaptation={
            "kind": "evolution", "signal": "expected", "intensity": a["intensity"], "revision_rate": 0.1,
            "trait_deviation": {"filler_deviation": a["step"]},
        },
    )  # fmt: skip
    means: list[float] = []
    simulate(scenario, sample.seed, epochs=sample.n, watch=lambda state: means.append(float(state.filler_deviation.mean())))
    half = np.array(means[len(means) // 2 :])
    blocks = half[: len(half) // 10 * 10].reshape(10, -1).mean(axis=1)
    return Root(float(half.mean()), float(blocks.std(ddof=1) / math.sqrt(10)), sample.n, 0.01)


_C2 = {"tolerance": 4.0, "widest": 20.0, "intensity": 20.0, "step": 0.05}
_TENTH = {**_C2, "acceptance": 0.9, "saving": 1.204059597732905}

C2_SEARCH = Validation(
    "C2-search",
    "An adversary whose gain grows with its deviation, and who searches by small steps, stops at the deviation that passes with the "
    "probability at which the next step costs as much as it gains.",
    "derived (first-order condition on C2's acceptance)",
    "Executors replace all of their work by a filler whose cost falls with the logarithm of its deviation, to nothing at 20 sigma; one "
    "protocol check of one segment on every job, run noise not shared. Behaviours evolve on their expected utilities, by copies with a "
    "normal error; savings over stakes are set so that the stop has A(delta) = a.",
    "epochs",
    (
        Case("from below, a = .9, delta = 2.188", {**_TENTH, "start": 1.0}, 3_000, 0, _search),
        Case("from above, a = .9, delta = 2.188", {**_TENTH, "start": 3.5}, 3_000, 0, _search),
        Case("from nearby, a = .9", {**_TENTH, "start": 2.3}, 3_000, 400, _search),
    ),
)  # fmt: skip


VALIDATIONS = (A1_LOGIT, A3_BEST, B8_BEST, C2_SEARCH)
