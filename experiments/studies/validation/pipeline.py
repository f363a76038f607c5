"""A job through the whole field: I1 (partition, traces, tolerance, quorum and sampling together)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Frequency
from experiments.studies.validation.measuring import epochs_for, frequency, network
from model.columns import ACCEPTED_VERIFIED

EXECUTORS = 500
FIELD = {
    "partition": {"segments": 20},
    "propagation": {"kind": "broadcast", "shards": 12, "shards_needed": 6, "shard_loss": 0.3},
    "verification": {
        "kind": "panel", "audit_probability": 1.0, "panel_size": 3, "need": 2, "sampled_segments": 4, "spread": "per_segment",
        "tolerance": 3.0,
    },
    "noise": {"shared": False},
}  # fmt: skip


def _accepted(a: Mapping[str, Any], sample: Sample) -> Frequency:
    attack = {"attack_rate": 1.0, "attack_segments": float(a["bad"]), "deviation": 5.0} if a["bad"] else {}
    scenario = network(
        {
            "executor": {"strategy": "honest", "role": "executor", "count": EXECUTORS, "numbers": attack},
            "verifier": {"strategy": "honest", "role": "verifier", "count": 50},
        },
        FIELD,
    )
    return frequency(scenario, epochs_for(sample.n, EXECUTORS), (ACCEPTED_VERIFIED,), sample.seed)


I1 = Validation(
    "I1",
    "The chance that a job with m bad segments is accepted is that of its trace times that of the votes on the segments sampled.",
    "derived",
    "Every job audited, a panel of 3 (2 must approve) for each of 4 segments sampled of 20, a tolerance of 3 and a deviation of 5 sigma, "
    "run noise not shared, 6 of 12 shards lost for every reader with .3, nobody revising.",
    "jobs",
    tuple(Case(f"{bad} of 20 segments bad", {"bad": bad}, 50_000, 10_000, _accepted) for bad in (0, 1, 5, 20)),
)

VALIDATIONS = (I1,)
