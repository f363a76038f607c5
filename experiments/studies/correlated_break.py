"""Correlated break: what does one revoked image take, for how long, and who comes back?

Nodes of one image fall silent together. Their jobs are lost until they leave or
the image is repaired; those who leave are missed where the others have no room,
and come back by entry only.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.studies.contract import Cell, Column, Measured, Row, Study, Table
from model import columns as col
from model import door
from model.field.verification.attestation import REVOKED
from model.run import simulate
from model.scenario import Scenario
from model.state import State

SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8)
OTHERS = 4
"""Images that share the rest of the nodes equally."""
EPOCHS, BREAK, REPAIR_RATE = 160, 30, 0.1
"""Epochs of a run, epoch of the break, and probability that a revoked image is sound again (1/epoch)."""
HEADROOM, OPTION, PATIENCE, LEAVING, REFILL = 1.5, 0.25, 20.0, 0.2, 0.5
"""Capacity over the mean load; outside option over what an honest node earns at the start; epochs of memory; probability of leaving
(1/epoch); entrants an epoch, percent of the first nodes, when a newcomer's surplus is what such a node earns."""
SEEDS, QUICK_SEEDS, QUICK_SHARES = 100, 5, (0.2, 0.4, 0.6)
WHOLE, STEADY = 0.95, 5
"""Service is back when this share of what it was before has been reached in so many epochs in a row."""
MODES = ("stay", "leave")


def attested(network: Scenario) -> str:
    """The largest class of jobs that is attested.

    Raises
    ------
    ValueError
        In one line, where there is none.
    """
    shares = {name: job.share for name, job in network.job_classes.items() if network.fields[name].verification.kind == "attestation"}
    if not shares:
        raise ValueError(
            f"field.verification.kind: no class of network {network.name!r} has attestation; choose opengradient_announced or _launch"
        )
    return max(shares, key=lambda name: shares[name])


def prepare(network: Scenario, share: float, mode: str) -> Scenario:
    """Honest nodes that serve a network's largest attested class, a share of them on the image that will be revoked.

    Demand is what the network has at the start and does not follow the nodes;
    each has room for `HEADROOM` times its mean load, and there are no more
    seats than nodes at the start. Whoever leaves stops working at once.

    Parameters
    ----------
    network : Scenario
        Gives nodes, jobs, fee and cost.
    share : float
        In (0, 1), of the nodes on image 0.
    mode : str
        One of ``MODES``: whether nodes leave that earn less than elsewhere.

    Raises
    ------
    ValueError
        In one line, for a network without attested jobs, or in which they bring an honest node nothing.
    """
    name = attested(network)
    job, cost, count, rate = network.job_classes[name], network.nodes.compute_cost, network.nodes.count, float(network.jobs.rate)
    if not isinstance(cost, float) or not 0.0 < cost * job.work < job.fee * network.market.price:
        raise ValueError(
            f"nodes.compute_cost = {cost}: one number below the fee, {job.fee * network.market.price:g} USD, is needed; lower it"
        )
    margin = (job.fee * network.market.price - cost * job.work) * rate
    rest = (1.0 - share) / OTHERS
    data = network.to_dict(sources=False) | {"epochs": EPOCHS, "warm_up": 0, "stop_when": "never"}
    room = max(1, round(HEADROOM * rate))
    data["nodes"] = {"count": count, "stake": 1.0, "compute_cost": cost, "outside_option": OPTION * margin}
    data["types"] = {f"image_{k}": {"share": rest if k else share, "image": k, "capacity": room} for k in range(OTHERS + 1)}
    data["population"] = {"honest": {"strategy": "honest", "share": 1.0}}
    data["jobs"] = {"arrival": "total", "rate": rate * count, "law": "fixed", "assignment": "uniform"}
    data["job_classes"] = {name: {"fee": job.fee, "work": job.work}}
    data["field"] = {"verification": {"kind": "attestation", "coverage": 1.0, "prover_overhead": 1.0}}
    data["images"] = {"count": OTHERS + 1, "revoke_rate": 1.0, "repair_rate": REPAIR_RATE}
    data["shocks"] = {"break": {"kind": "image", "epoch": BREAK, "image": 0}}
    data["accounts"] = {"stakes": "frozen"}
    data["adaptation"] = {"kind": "fixed"}
    data["membership"] = {
        "exit": {"below_option": LEAVING if mode == "leave" else 0.0, "patience": PATIENCE, "utility": "own", "while_unbonding": "idles"},
        "entry": {"kind": "free", "speed": REFILL * count / 100 / margin, "lag": 1.0, "law": "poisson"},
    }  # fmt: skip
    kept: dict[str, Any] = {part: data[part] for part in data if part not in ("issuance", "delegation", "cartel", "graph", "demand")}
    return door.scenario_from(kept)


def cells(network: Scenario, quick: bool) -> list[Cell]:
    """Shares of the image, with and without exit; the same seeds, so that images are repaired alike in both."""
    attested(network)
    shares = QUICK_SHARES if quick else SHARES
    seeds = tuple(range(1, 1 + (QUICK_SEEDS if quick else SEEDS)))
    return [Cell({"share": share, "mode": mode}, seeds) for share in shares for mode in MODES]


def measure(network: Scenario, cell: Cell) -> Measured:
    """One break a seed."""
    scenario = prepare(network, float(cell.at["share"]), str(cell.at["mode"]))
    return Measured([_one(scenario, seed) for seed in cell.seeds], len(cell.seeds))


def _one(scenario: Scenario, seed: int) -> Row:
    count, jobs = scenario.nodes.count, float(scenario.jobs.rate)
    served, nodes, on_image, revoked = (np.zeros(EPOCHS) for _ in range(4))

    def watch(state: State) -> None:
        t, here = state.epoch, state.marks[col.PRESENT] == 1
        verdicts = state.job_marks[col.JOB_VERDICT, : state.jobs_of_epoch]
        served[t] = float((verdicts == col.ACCEPTED_VERIFIED).sum()) / jobs
        nodes[t], on_image[t] = here.sum() / count, (here & (state.marks[col.IMAGE] == 0)).sum() / count
        revoked[t] = state.images[0] == REVOKED

    simulate(scenario, seed, watch=watch)
    before = served[BREAK - 10 : BREAK].mean()
    whole = served >= WHOLE * before
    back = next((t for t in range(BREAK, EPOCHS - STEADY + 1) if whole[t : t + STEADY].all()), EPOCHS)
    start, last = on_image[BREAK - 1], BREAK + int(revoked.sum())
    gone = 1.0 - on_image[min(last, EPOCHS) - 1] / start if start > 0 else 0.0
    return {
        "seed": seed, "on_image": start, "silent": int(revoked.sum()), "depth": 1.0 - served[BREAK] / before, "left": gone,
        "fewest": nodes[BREAK:].min() / nodes[BREAK - 1], "loss": float((1.0 - served[BREAK:] / before).sum()),
        "back": back - BREAK, "returned": back < EPOCHS,
    }  # fmt: skip


STUDY = Study(
    name="correlated_break",
    network="opengradient_announced",
    question="What does the break of one image take of an attested network, for how long, and does the network come back?",
    hypothesis=(
        "At once a break takes the share of its image, so that a break that strikes images as they are common takes the Herfindahl index "
        "on average. What it takes over time grows faster than in proportion once nodes leave: nobody leaves while the image is silent for "
        "less than T log((m + l)/(l + o)) epochs (T memory, m earning, l loss while silent, o outside option), and those who leave are "
        "missed only above the share 1 - 1/headroom. Exit helps below that share, for jobs go to those who can serve them, and hurts above."
    ),
    refuted_by=(
        "A depth off the share by more than .02; more than .05 of the image's nodes gone in shorter silences, or fewer than .2 in silences "
        "longer by ten epochs; with exit, a total loss that grows over shares by an exponent not above 1.1; or exit that does not lower "
        "the loss at a share of .2, or does not raise it at .6."
    ),
    sample=(
        "100 seeds a share, the same with and without exit: silences are geometric with a mean of ten epochs, and differences between both "
        "are paired, so that their luck falls out."
    ),
    source="derived in analysis.theory.breaks; revocation of all enclaves of an image at once: OpenGradient's registry of enclaves",
    tables={
        "breaks": Table(
            cells,
            measure,
            {
                "share": Column("1", "share of the nodes on the image, as dealt"),
                "mode": Column("", "whether nodes leave that earn less than elsewhere"),
                "seed": Column("", "seed of the run"),
                "on_image": Column("1", "nodes on the image before the break, over the first nodes"),
                "silent": Column("epoch", "epochs for which the image was revoked"),
                "depth": Column("1", "fall of service in the epoch of the break"),
                "left": Column("1", "share of the image's nodes gone when it was repaired"),
                "fewest": Column("1", "fewest nodes after the break over those before"),
                "loss": Column("epoch", "service lost, in epochs of all service"),
                "back": Column("epoch", "from the break until service was whole again"),
                "returned": Column("", "service was whole again within the run"),
            },
        )
    },
)
