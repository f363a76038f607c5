"""Stakes under emission schedules, through the model: E2 (which schedule spreads shares) and E3 (many nodes)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Mean, Variance
from experiments.studies.validation.measuring import End, network, replicate
from model.inequality import gini, herfindahl
from model.scenario import Scenario


def _drawn_by_stake(counts: Mapping[str, int], stakes: Mapping[str, float], epochs: int, **more: Any) -> Scenario:
    """One job an epoch goes to a node by stake, and all that an epoch pays joins its stake."""
    people = {name: {"strategy": "honest", "count": count, "stake": stakes[name]} for name, count in counts.items()}
    jobs = {"arrival": "total", "rate": 1.0, "assignment": "stake_weighted"}
    return network(people, {}, nodes={"placement": "in_order"}, jobs=jobs, epochs=epochs, **more)


def _first_share(run: End) -> float:
    return float(run.state.stake[0] / run.state.stake.sum())


def _two(a: Mapping[str, Any], sample: Sample) -> Variance:
    """The first of two nodes; nothing but emission is paid."""
    per_epoch = a["total"] / a["epochs"] if a["schedule"] == "constant" else 0.0
    growth = (1.0 + a["total"] / a["stake"]) ** (1.0 / a["epochs"]) - 1.0
    schedule = {"kind": "constant"} if a["schedule"] == "constant" else {"kind": "percentage", "inflation": growth}
    stakes = {"first": a["share"] * a["stake"], "second": (1.0 - a["share"]) * a["stake"]}
    scenario = _drawn_by_stake(
        {"first": 1, "second": 1}, stakes, a["epochs"], job_classes={"job": {"fee": 0.0}}, issuance=schedule,
        accounts={"compounding_share": 1.0, "emission": per_epoch, "emission_rule": "accepted_work"},
    )  # fmt: skip
    return Variance.of(replicate(_first_share, scenario, sample.n, sample.seed))


def _herfindahl(run: End) -> float:
    return herfindahl(run.state.stake)


def _gini(run: End) -> float:
    n = run.state.stake.size
    return gini(run.state.stake) * n / (n - 1)


def _many(a: Mapping[str, Any], sample: Sample) -> Mean:
    nodes = a["nodes"]
    scenario = _drawn_by_stake(
        {"node": nodes}, {"node": a["stake"] / nodes}, a["rewards"], job_classes={"job": {"fee": a["reward"]}},
        accounts={"compounding_share": 1.0},
    )  # fmt: skip
    look = {"herfindahl": _herfindahl, "gini": _gini}[a["of"]]
    return Mean.of(np.asarray(replicate(look, scenario, sample.n, sample.seed)))


def _schedule(schedule: str, total: float, epochs: int) -> dict[str, Any]:
    return {"schedule": schedule, "share": 0.5, "stake": 100.0, "total": total, "epochs": epochs}


EQUAL = {"nodes": 50, "stake": 25.0, "reward": 1.0, "rewards": 300}

E2 = Validation(
    "E2",
    "Of all schedules that pay the same in the same time a fixed percentage spreads shares least; paid for ever it lets one node take all.",
    "Fanti et al. 2019 arXiv 1809.07468, Tang arXiv 2206.02227 (abstracts read); derived",
    "Two nodes with 50 tokens each, one job per epoch given by opening stake; emission goes to who did it and joins the stake.",
    "runs",
    (
        Case("1000 tok on 100 in 100 epochs, alike", _schedule("constant", 1000.0, 100), 3_000, 150, _two),
        Case("1000 tok on 100 in 100 epochs, a fixed percentage", _schedule("percentage", 1000.0, 100), 3_000, 150, _two),
        Case("a tenth more in each of 300 epochs", _schedule("percentage", 100.0 * (1.1**300 - 1.0), 300), 800, 0, _two),
    ),
)
E3 = Validation(
    "E3",
    "Among many nodes that start alike, shares drawn by stake tend to a Dirichlet law, whose concentration is that of stakes over rewards.",
    "derived",
    "50 nodes with half a reward at stake each, 300 rewards given one by one by stake.",
    "runs",
    (
        Case("sum of squared shares", {**EQUAL, "of": "herfindahl"}, 4_000, 100, _many),
        Case("Gini index", {**EQUAL, "of": "gini"}, 4_000, 100, _many),
    ),
)

VALIDATIONS = (E2, E3)
