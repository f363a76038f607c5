"""Stakes through the model: E1 (rewards drawn one by one at current stakes) and E1b (shares frozen within an epoch)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.contrasts import Wins
from experiments.studies.validation.finding import Exact
from experiments.studies.validation.measuring import End, network, replicate
from model.scenario import Scenario


def _two_nodes(a: Mapping[str, Any], **more: Any) -> Scenario:
    stakes = {"poor": a["share"] * a["stake"], "rich": (1.0 - a["share"]) * a["stake"]}
    return network(
        {name: {"strategy": "honest", "count": 1, "stake": stake} for name, stake in stakes.items()},
        {},
        nodes={"placement": "in_order"},
        jobs={"arrival": "total", "rate": float(a["winners"]), "assignment": "stake_weighted"},
        epochs=a["epochs"],
        **more,
    )


def _poor_stake(run: End) -> float:
    return float(run.state.stake[0])


def _wins(a: Mapping[str, Any], sample: Sample) -> Wins:
    scenario = _two_nodes(a, job_classes={"job": {"fee": a["reward"]}}, accounts={"compounding_share": 1.0})
    stakes = replicate(_poor_stake, scenario, sample.n, sample.seed)
    wins = np.rint((stakes - a["share"] * a["stake"]) / a["reward"]).astype(int)
    return Wins(wins, a["share"], a["stake"], a["reward"], a["winners"] * a["epochs"])


def _paid_pro_rata(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Largest distance of the share from its start, over all runs."""
    pot = {"compounding_share": 1.0, "emission": a["winners"] * a["reward"], "emission_rule": "stake"}
    scenario = _two_nodes(a, job_classes={"job": {"fee": 0.0}}, accounts=pot)
    shares = replicate(_poor_share, scenario, sample.n, sample.seed)
    return Exact(float(np.abs(shares - a["share"]).max()), 1e-12, sample.n)


def _poor_share(run: End) -> float:
    return float(run.state.stake[0] / run.state.stake.sum())


def _urn(winners: int, epochs: int, **more: Any) -> dict[str, Any]:
    return {"share": 0.2, "stake": 100.0, "reward": 1.0, "winners": winners, "epochs": epochs, **more}


E1 = Validation(
    "E1",
    "Rewards drawn by stake and joined to it are a Polya urn: a node's share stays the same on average, and its spread stops growing.",
    "Rosu and Saleh 2021, Tang arXiv 2206.02227 (abstracts read); derived",
    "Two nodes with 20 and 80 tokens, one job per epoch given by opening stake, a fee of 1 that joins the stake in full, nobody checking.",
    "runs",
    (
        Case("share after 100 rewards", _urn(1, 100), 20_000, 1_000, _wins),
        Case("share after 1000 rewards", _urn(1, 1_000), 20_000, 0, _wins),
    ),
)

E1B = Validation(
    "E1b",
    "Shares frozen within an epoch spread a node's share less than shares brought up to date at each reward; paid pro rata, not at all.",
    "derived",
    "As E1 with 20 jobs per epoch, all given by the epoch's opening stakes; pro rata: 20 tokens of emission by stake.",
    "runs",
    (
        Case("share after 50 epochs of 20", _urn(20, 50), 20_000, 0, _wins),
        Case("share after 5 epochs of 20", _urn(20, 5), 20_000, 1_500, _wins),
        Case("share after 50 epochs of 20, paid pro rata", _urn(20, 50, pro_rata=True), 100, 20, _paid_pro_rata),
    ),
)

VALIDATIONS = (E1, E1B)
