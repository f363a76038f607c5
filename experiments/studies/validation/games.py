"""Evolution through the model: F3 (how often one mutant takes over a finite population)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Frequency
from experiments.studies.validation.measuring import End, network, replicate

RARE = 0.0001
"""Jobs of a node and epoch: what nodes compare is expected, so jobs need not fall; costs are as much larger."""


def _taken_over(run: End) -> float:
    """1 if all nodes end with the population's first entry."""
    assert run.stopped == "absorbed"
    return float((run.state.strategy == 0).all())


def _takeovers(a: Mapping[str, Any], sample: Sample) -> Frequency:
    scenario = network(
        {
            "mutant": {"strategy": "skimmer", "count": 1, "numbers": {"effort": 1.0 - a["advantage"]}},
            "resident": {"strategy": "honest", "count": a["nodes"] - 1},
        },
        {},
        nodes={"compute_cost": 1.0 / RARE},
        jobs={"arrival": "per_node", "rate": RARE, "law": "fixed", "assignment": "uniform"},
        adaptation={"kind": "imitation", "revision": "one", "signal": "expected", "intensity": a["intensity"]},
        stop_when="absorbed",
        epochs=1_000_000,
    )
    return Frequency(int(replicate(_taken_over, scenario, sample.n, sample.seed).sum()), sample.n)


F3 = Validation(
    "F3",
    "One mutant with a constant advantage takes over a finite population by Fermi's rule with the chance of a biased walk; without "
    "selection, once in N.",
    "Traulsen, Nowak and Pacheco 2006, doi:10.1103/PhysRevE.74.011909 (recalled); derived",
    "No audits, a mutant that skips a tenth of a cost of 1 an epoch, one revision per epoch, expected payoffs, no "
    "mutation, until one strategy is left.",
    "runs",
    (
        Case("fixation at beta 1", {"nodes": 50, "advantage": 0.1, "intensity": 1.0}, 13_000, 130, _takeovers),
        Case("fixation without selection", {"nodes": 50, "advantage": 0.1, "intensity": 0.0}, 13_000, 0, _takeovers),
    ),
)

VALIDATIONS = (F3,)
