"""Small worlds of which numbers are inferred, and records that the real model writes in them."""

import numpy as np

from experiments.infer import prior, running
from experiments.infer.records import PublicRecords
from model import door, networks

AUDIT, VIGILANCE = "field.verification.audit_probability", "population.honest.numbers.vigilance"
NOISE, TOLERANCE = "field.noise.level", "field.verification.tolerance"
SLASH, PRICE = "field.settlement.slash", "market.price"
SAMPLED = "field.verification.sampled_segments"


def checked(priors, jobs=20, cheats=1, epochs=1, columns=("rejected_invalid",), **settings):
    """Cheats that compute nothing, each with so many jobs an epoch, and twenty honest verifiers; nobody learns.

    Returns
    -------
    Prior, PublicRecords without values
    """
    changes = {
        "nodes.count": cheats + 20,
        "population": {
            "cheat": {"strategy": "skimmer", "count": cheats, "role": "executor", "numbers": {"effort": 0.0}},
            "honest": {"strategy": "honest", "count": 20, "role": "verifier"},
        },
        "jobs.rate": float(jobs), "adaptation.kind": "fixed", "audit_probability": 1.0,
    }  # fmt: skip
    network = door.change(networks.load("posp"), changes | settings)
    return prior.prior_of({"network": network, "priors": priors}), blank(epochs, columns)


def blank(epochs, columns):
    """Records of so many epochs with no value yet: what a run is asked for."""
    return PublicRecords(np.arange(epochs), {name: np.zeros(epochs) for name in columns})


def records_at(given, values, seed, shape):
    """What the public sees of a run with these values."""
    return running.observe(running.context_of(given, shape), values, seed)


def full():
    """A network that learns: cheats and honest executors imitate each other, and three numbers are not known.

    Returns
    -------
    Prior, PublicRecords without values
    """
    given = prior.prior_of({
        "network": "posp", "set": {"nodes.count": 60, "memory": 3.0, "revision_rate": 0.3},
        "priors": {"audit_probability": ".01:.5:log", "slash": "1:50:log", "population.cheat.share": {"law": "beta", "a": 4.0, "b": 12.0}},
    })  # fmt: skip
    return given, blank(15, ("jobs", "accepted_unaudited", "accepted_verified", "rejected_invalid", "slashed", "burned"))
