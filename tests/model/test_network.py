"""What Mesa's data collector is given: the records' last row, and the measures that people look at first."""

import numpy as np
import pytest

from model import InferenceNetwork, door, networks
from model.measures import MEASURES

QUICK = ("acceptance_rate", "integrity", "welfare")


@pytest.mark.parametrize("name", networks.names())
def test_quick_measures_are_those_of_the_records(name):
    net = InferenceNetwork(door.change(networks.load(name), {"nodes.count": 40}), rng=3)
    net.run_for(12)
    frame = net.datacollector.get_model_vars_dataframe()
    for measure in QUICK:
        np.testing.assert_allclose(frame[measure], MEASURES[measure].of(net.records), rtol=1e-12, err_msg=measure)
        assert net.latest[measure] == frame[measure].iloc[-1]


def test_ratios_without_a_denominator_are_missing():
    net = InferenceNetwork(networks.load("none"), rng=3)
    assert np.isnan(net.latest["acceptance_rate"])
    assert np.isnan(net.latest["integrity"])
    idle = InferenceNetwork(door.change(networks.load("none"), {"jobs.rate": 0.0}), rng=3)
    idle.step()
    assert np.isnan(idle.latest["acceptance_rate"])
    assert idle.latest["welfare"] == 0.0
