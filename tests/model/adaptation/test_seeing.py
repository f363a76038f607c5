"""Public averages over those whom a reviser sees, in a world whose payoffs are worked out by hand.

No audits, a fee of 1 and a compute cost of 1 at one job per node and epoch: honest
work earns 0, a node that skips half of it earns .5.
"""

import numpy as np
import pytest

from model.door import scenario_from
from model.run import simulate


def world(nodes=200, **adaptation):
    """Half honest nodes, half that skip half of their work, at unequal costs where told."""
    cost = adaptation.pop("cost", 1.0)
    return scenario_from(
        {
            "nodes": {"count": nodes, "compute_cost": cost},
            "population": {
                "honest": {"strategy": "honest", "count": nodes // 2},
                "half": {"strategy": "skimmer", "count": nodes - nodes // 2},
            },
            "graph": {"kind": "ring", "degree": 4},
            "adaptation": {"kind": "imitation", "signal": "public", "revision_rate": 1.0, "intensity": 3.0, **adaptation},
        }
    )


SPREAD = {"kind": "uniform", "low": 0.0, "high": 4.0}


def strategies(epochs=6, seed=3, **adaptation):
    """What each node follows after some epochs."""
    return simulate(world(**adaptation), seed, epochs=epochs).state.strategy.tolist()


@pytest.mark.parametrize("partner", ["random", "neighbour"])
@pytest.mark.parametrize("kind", ["imitation", "replicator"])
def test_who_sees_one_node_compares_as_by_its_own_payoff(kind, partner):
    """It knows itself and its model: the two averages are their two payoffs."""
    seen = strategies(kind=kind, partner=partner, cost=SPREAD, visible=1, memory=3.0)
    assert seen == strategies(kind=kind, partner=partner, cost=SPREAD, signal="own", memory=3.0)
    assert seen != strategies(kind=kind, partner=partner, cost=SPREAD, signal="public", memory=3.0)


def test_who_sees_everybody_compares_as_by_the_public_average():
    """After one epoch a node's own mean is its last payoff, so the mean over all nodes is the public one."""
    seen = strategies(epochs=1, cost=SPREAD, visible=199, memory=1.0)
    assert seen == strategies(epochs=1, cost=SPREAD, visible=0, memory=1.0)
    assert seen == strategies(epochs=1, cost=SPREAD, visible=10_000, memory=1.0)
    assert seen != strategies(epochs=1, cost=SPREAD, visible=1, memory=1.0)


def test_who_sees_more_errs_less():
    """Costs spread over 0 to 4 hide that idle nodes earn half of theirs more; the more are seen, the more go over in one epoch."""
    idle = [np.mean([sum(strategies(epochs=1, seed=s, cost=SPREAD, visible=v, intensity=50.0)) for s in range(20)]) for v in (1, 20, 199)]
    assert idle[0] + 10 < idle[1]
    assert idle[1] + 3 < idle[2]


def test_on_a_graph_nobody_sees_beyond_its_neighbours():
    """A ring of degree 4: to see four is to see all that there are."""
    few = strategies(partner="neighbour", cost=SPREAD, visible=4)
    assert few == strategies(partner="neighbour", cost=SPREAD, visible=50)
    assert few != strategies(partner="neighbour", cost=SPREAD, visible=2)


@pytest.mark.parametrize("signal", ["own", "expected"])
def test_only_public_averages_can_be_of_those_seen(signal):
    with pytest.raises(ValueError, match=f"adaptation.visible = 3 with adaptation.signal = {signal}.*set signal = public"):
        world(signal=signal, visible=3)
