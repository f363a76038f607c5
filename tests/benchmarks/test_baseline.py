"""The plain model that the engine is timed against is the same model: it agrees in distribution."""

import numpy as np
import pytest

from benchmarks import world
from benchmarks.baseline import PlainNetwork
from model.columns import VERDICTS
from model.run import simulate

NODES, EPOCHS = 300, 80
COUNTED = [f"{truth}_{verdict}" for truth in ("right", "wrong") for verdict in VERDICTS]
REPORTED = dict(zip(COUNTED, ["right_unaudited", "right_verified", "right_invalid", "right_unavailable"], strict=False)) | dict(
    zip(COUNTED[4:], ["wrong_unaudited", "wrong_verified", "wrong_invalid", "wrong_unavailable"], strict=True)
)
PAID = {"verifier_pay": "verifier_pay", "check_costs": "check_costs", "utility_sum": "utility_sum"}


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("kind", ["broadcast", "dispersed"])
def test_engine_and_plain_model_agree_within_four_standard_errors(kind, shared):
    """Verdicts by truth, pay, checking costs and utilities, per node and epoch.

    A slash takes a share of what is left, so utilities drift as stakes shrink;
    both models start from the same stakes and run equally long.
    """
    plain = PlainNetwork(NODES, kind, shared, seed=3)
    for _ in range(EPOCHS):
        plain.step()
    records = simulate(world.scenario(NODES, kind, shared), 3, epochs=EPOCHS).records
    for ours, theirs in (REPORTED | PAID).items():
        a = np.array([epoch.get(ours, 0) for epoch in plain.history()]) / NODES
        b = records.total(theirs) / NODES
        error = np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / EPOCHS)
        assert abs(a.mean() - b.mean()) <= 4 * error + 1e-12, (ours, a.mean(), b.mean(), error)


def test_a_living_engine_and_a_living_plain_model_agree_within_four_standard_errors():
    """Nodes, price and strategies at the end of 40 epochs, over replicates: what lives remembers, so epochs are no sample."""
    nodes, epochs, replicates = 60, 40, 60
    ours, theirs = [], []
    for seed in range(replicates):
        plain = PlainNetwork(nodes, "living", seed=seed)
        for _ in range(epochs):
            plain.step()
        last = plain.history()[-1]
        theirs.append([last.get(name, 0) for name in ("active_nodes", "price", *world.POPULATION, "verifier_pay", "utility_sum")])
        records = simulate(world.scenario(nodes, "living"), seed, epochs=epochs).records
        ours.append(
            [records.total("active_nodes")[-1], records.total("price")[-1]]
            + [records.count(name)[-2] for name in world.POPULATION]  # counted after the epoch's revisions, there before
            + [records.total("verifier_pay")[-1], records.total("utility_sum")[-1]]
        )
    a, b = np.array(ours), np.array(theirs, dtype=float)
    error = np.sqrt((a.var(axis=0, ddof=1) + b.var(axis=0, ddof=1)) / replicates)
    assert (error > 0).all()
    assert (np.abs(a.mean(axis=0) - b.mean(axis=0)) <= 4 * error).all(), (a.mean(axis=0), b.mean(axis=0), error)
