"""The shipped networks give what they gave; see `update.py` for how to change that on purpose."""

import json

import pytest

from model import networks
from tests.baseline.update import GOLDEN, numbers_of

golden = json.loads(GOLDEN.read_text())


def test_every_shipped_network_has_a_golden_run():
    assert sorted(golden) == sorted(networks.names())


@pytest.mark.parametrize("name", sorted(golden))
def test_numbers_have_not_changed(name):
    found = numbers_of(name)
    assert found.keys() == golden[name].keys()
    moved = {
        key: (value, found[key])
        for key, value in golden[name].items()
        if (found[key] is None) != (value is None) or (value is not None and found[key] != pytest.approx(value, rel=1e-9, abs=1e-12))
    }
    assert moved == {}, "(golden, now); if this is on purpose: python -m tests.baseline.update, and say why in the commit"
