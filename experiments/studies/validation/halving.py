"""Length of a step: M8 (half the revision rate over twice the epochs changes means by half as much again)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Mean
from experiments.studies.validation.measuring import End, network, replicate


def _share(run: End) -> float:
    return float((run.state.strategy == 0).mean())


def _after(a: Mapping[str, Any], step: float, sample: Sample, arm: int) -> Mean:
    """Share of those who save, after a given time in revisions per node."""
    scenario = network(
        {
            "saver": {"strategy": "skimmer", "count": round(a["nodes"] * a["start"]), "numbers": {"effort": 1.0 - a["advantage"]}},
            "payer": {"strategy": "honest", "count": round(a["nodes"] * (1.0 - a["start"]))},
        },
        {},
        adaptation={"kind": "imitation", "signal": "expected", "revision_rate": step, "intensity": a["intensity"]},
        epochs=round(a["time"] / step),
    )
    return Mean.of(replicate(_share, scenario, sample.n, 3 * sample.seed + arm))


def _at_a_step(a: Mapping[str, Any], sample: Sample) -> Mean:
    return _after(a, a["step"], sample, 0)


def _extrapolated(a: Mapping[str, Any], sample: Sample) -> Mean:
    """Twice the mean at half the step less the mean at the step: what is left is of second order."""
    whole, half = (_after(a, a["step"] / 2**arm, sample, arm) for arm in (0, 1))
    return Mean(2 * half.value - whole.value, math.hypot(2 * half.error, whole.error), sample.n)


def _ratio(a: Mapping[str, Any], sample: Sample) -> Mean:
    """Change by the first halving over change by the second."""
    whole, half, quarter = (_after(a, a["step"] / 2**arm, sample, arm) for arm in range(3))
    first, second = whole.minus(half), half.minus(quarter)
    ratio = first.value / second.value
    by_each = (whole.error, (1 + ratio) * half.error, ratio * quarter.error)
    return Mean(ratio, math.hypot(*by_each) / abs(second.value), sample.n)


NUMBERS = {"nodes": 20_000, "start": 0.1, "advantage": 1.0, "intensity": 2.0, "time": 3.0, "step": 0.5}

M8 = Validation(
    "M8",
    "Revision in steps tends to the replicator equation: the error of a mean is of first order in the step, so half the step is half the "
    "error.",
    "Euler's rule; derived",
    "20,000 nodes, all jobs accepted, a constant advantage of 1 USD under expected payoffs and beta 2, three revisions a node in all; a "
    "step is the share of the nodes that revise at once.",
    "runs",
    (
        Case("share at a step of 1/2", {**NUMBERS, "of": "step"}, 200, 10, _at_a_step),
        Case("share extrapolated from 1/2 and 1/4", {**NUMBERS, "of": "limit"}, 200, 10, _extrapolated),
        Case("first change over second, 1/2 to 1/4 to 1/8", {**NUMBERS, "of": "ratio"}, 400, 0, _ratio),
    ),
)

VALIDATIONS = (M8,)
