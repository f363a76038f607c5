"""Outputs that lean on others, through the model: R1 (reuse of accepted outputs)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Exact, Mean
from experiments.studies.validation.measuring import network
from model import measures
from model.run import simulate
from model.scenario import Scenario

EXECUTORS, EPOCHS = 200, 60


def _reusing(a: Mapping[str, Any]) -> Scenario:
    """Executors that attack alike; protocol audits find an attack whenever they look."""
    attacker = {"strategy": "corruptor", "count": EXECUTORS, "numbers": {"attack_rate": a["attack_rate"]}}
    audits = {"kind": "panel", "audit_probability": a["caught"], "auditors": "protocol"}
    field = {"verification": audits if a["caught"] > 0 else {"kind": "absent"}, "noise": {"level": 0.0}}
    burn_in = a.get("burn_in", EPOCHS)
    return network({"attacker": attacker}, field, job_classes={"job": {"reuse": a["reuse"]}}, warm_up=burn_in, epochs=burn_in + EPOCHS)


SUMS = {"cascade": (["cascade_outputs"], ["cascades_ended"]), "depth": (["depth_sum"], list(measures.ACCEPTED))}


def _measured(scenario: Scenario, seed: int, what: str) -> float:
    """Of one run, after its warm-up: a ratio of sums, but the mean of the epochs' ratios for the share of wrong outputs."""
    records, late = simulate(scenario, seed).records, slice(scenario.warm_up, None)
    if what == "wrong":
        return float(np.mean(1.0 - measures.MEASURES["integrity"].of(records)[late]))
    above, below = (sum(float(records.total(name)[late].sum()) for name in names) for names in SUMS[what])
    return above / below


def _leaning(a: Mapping[str, Any], sample: Sample) -> Mean | Exact:
    """One number a run, since outputs of a run lean on each other."""
    scenario = _reusing(a)
    found = [_measured(scenario, sample.seed * 1_000_000 + run, a["what"]) for run in range(sample.n)]
    return Exact(float(np.mean(found)), 1e-12, sample.n) if a["reuse"] == 1.0 else Mean.of(np.array(found))


def _numbers(what: str, reuse: float, attack_rate: float, caught: float = 0.0, **more: Any) -> dict[str, Any]:
    return {"what": what, "reuse": reuse, "attack_rate": attack_rate, "caught": caught, **more}


R1 = Validation(
    "R1",
    "A right computation on a wrong input is wrong end to end and passes every check, so what one wrong output spoils grows as "
    "1 / (1 - u (1 - w)) with the share u of jobs that take an earlier output, and at u = 1 everything is wrong in the end.",
    "derived (own closed form): a linear recursion of the epochs, and the progeny of a branching process",
    f"{EXECUTORS} executors that attack a share of their jobs, exact audits by the protocol or none, so that acceptance does not depend on "
    "inputs; the second half of each run.",
    "runs",
    (
        Case("wrong end to end, u = .5, w = .1", _numbers("wrong", 0.5, 0.1), 200, 30, _leaning),
        Case("wrong end to end, u = .9, half of the attacks caught", _numbers("wrong", 0.9, 0.2, 0.5), 400, 0, _leaning),
        Case("wrong end to end, u = 1", _numbers("wrong", 1.0, 0.1, burn_in=600), 10, 2, _leaning),
        Case("outputs of a cascade, u = .8, w = .05", _numbers("cascade", 0.8, 0.05), 400, 0, _leaning),
        Case("outputs in a row, u = .8", _numbers("depth", 0.8, 0.1), 200, 20, _leaning),
    ),
)

VALIDATIONS = (R1,)
