"""Lives: the probability that none of a node's next jobs is rejected, in closed form.

Where verdicts of a node's jobs are independent it is a power of one job's. An
attestation image is in one state for all jobs of an epoch; there the life is a
walk along the image's chain, from its long-run shares. Being slashed takes an
invalid verdict, and jail, ejection and strikes take one before, so none of them
ends a life without a rejection. A node's jobs are taken to be spread evenly
over epochs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from model.door import scenario_from
from model.outlook import Outlook
from model.population import NodeType
from model.scenario import Scenario

Traits = Mapping[str, np.ndarray]

SOUND, BROKEN, REVOKED = range(3)


def relative_life(scenario: Scenario, crowd: str, traits: Traits, jobs: int) -> np.ndarray:
    """Probability to live through so many jobs without a rejection, over that of an honest node.

    Parameters
    ----------
    scenario : Scenario
    crowd : str
        ``written`` or ``effective``.
    traits : mapping of str to (n,)
    jobs : int

    Returns
    -------
    ndarray, (n,), in [0, inf)
        1 where not even an honest node can live so long.
    """
    outlooks = {name: Outlook(_of_class(scenario, name), crowd) for name in scenario.job_classes}
    own = {name: _by_state(scenario, name, outlook, traits) for name, outlook in outlooks.items()}
    honest = {name: _by_state(scenario, name, outlook, {"effort": np.ones(1)}) for name, outlook in outlooks.items()}
    lives, standard = _log_life(scenario, own, jobs), _log_life(scenario, honest, jobs)
    return np.exp(lives - standard) if np.isfinite(standard[0]) else np.ones(len(lives))


def _of_class(scenario: Scenario, name: str) -> Scenario:
    """The network with one job class alone, and with images that do not break."""
    data = scenario.to_dict()
    return scenario_from(
        data | {"job_classes": {name: data["job_classes"][name] | {"share": 1.0}}, "images": data["images"] | {"break_rate": 0.0}}
    )


def _by_state(scenario: Scenario, name: str, outlook: Outlook, traits: Traits) -> np.ndarray:
    """Probability that a job of a class is accepted, by the state of the executor's image, (3, n)."""
    sound = outlook.of(traits).accepted
    if scenario.fields[name].verification.kind != "attestation":
        return np.tile(sound, (3, 1))
    # A broken image signs anything, so a job passes as an honest one whose trace is withheld as often.
    broken = outlook.of({"withhold": np.broadcast_to(traits.get("withhold", 0.0), sound.shape)}).accepted
    return np.array([sound, broken, np.zeros_like(sound)])


def _log_life(scenario: Scenario, accepted: Mapping[str, np.ndarray], jobs: int) -> np.ndarray:
    """Log of the probability that no job of a life is rejected, (n,): the mean over types of nodes."""
    found = []
    for kind in scenario.types.values():
        per_epoch, shares = _work_of(scenario, kind)
        if kind.share > 0 and per_epoch > 0:
            a = np.sum([share * accepted[name] for name, share in shares.items()], axis=0)
            found.append(np.log(kind.share) + _walk(scenario, a, jobs, per_epoch))
    with np.errstate(divide="ignore"):
        return np.asarray(np.logaddexp.reduce(found, axis=0)) if found else np.zeros(next(iter(accepted.values())).shape[1])


def _work_of(scenario: Scenario, kind: NodeType) -> tuple[float, dict[str, float]]:
    """Jobs per epoch of a node of a type, and the share of each class among them."""
    able = {
        name: sum(t.share for t in scenario.types.values() if _can(t, job.capability)) for name, job in scenario.job_classes.items()
    }  # fmt: skip
    load = {name: job.share / able[name] for name, job in scenario.job_classes.items() if _can(kind, job.capability) and job.share > 0}
    total = sum(load.values())
    return scenario.jobs.per_executor(scenario.nodes.count) * total, {name: part / total for name, part in load.items()}


def _can(kind: NodeType, capability: str) -> bool:
    return not capability or capability in kind.capabilities


def _walk(scenario: Scenario, accepted: np.ndarray, jobs: int, per_epoch: float) -> np.ndarray:
    """Log of the probability that none of so many jobs is rejected, from acceptance by state of the image, (3, n)."""
    images, scale = scenario.images, np.maximum(1e-300, accepted.max(axis=0))
    a = accepted / scale
    steps = np.eye(3) * (1.0 - np.array([images.break_rate, images.revoke_rate, images.repair_rate]))
    steps[[SOUND, BROKEN, REVOKED], [BROKEN, REVOKED, SOUND]] = images.break_rate, images.revoke_rate, images.repair_rate
    x, left = np.array(images.stationary())[:, None] * np.ones(a.shape), float(jobs)
    while left > 0:
        x = x * a ** min(left, per_epoch)
        left -= per_epoch
        if (a == a[0]).all():  # the state does not matter
            x, left = x * a ** max(0.0, left), 0.0
        x = steps.T @ x
    with np.errstate(divide="ignore"):
        return np.asarray(jobs * np.log(scale) + np.log(x.sum(axis=0)))
