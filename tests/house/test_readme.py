"""The README's Python runs as it stands, block after block, so that it cannot go stale."""

import re
from pathlib import Path

import numpy as np
import pytest

from model import InferenceNetwork, door, networks, strategies

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def names():
    """What stands after all blocks have been run in order."""
    here = {"__name__": "readme"}
    for number, block in enumerate(BLOCKS):
        exec(compile(block, f"README.md, Python block {number + 1}", "exec"), here)
    return here


def test_every_block_runs_in_order(names):
    assert len(BLOCKS) == 2
    net = names["net"]
    assert len(net.datacollector.get_model_vars_dataframe()) == net.time == 250
    assert net.changes == [(200, "field.settlement.slash", 0.2)]
    assert net.settings.field.settlement.slash == 0.2


def test_a_cell_shows_what_the_readme_says(names):
    assert all(node.family == "lazy" for node in names["net"].agents.select(lambda node: node.family == "lazy"))
    shares = names["run"].records.share("cheat")
    assert len(shares) == 400
    assert np.isfinite(shares).all()
    scenario = names["scenario"]
    assert scenario.fields["job"].verification.audit_probability == 0.1


def test_the_strategy_of_the_readme_is_a_plugin_that_runs(tmp_path):
    path = tmp_path / "poacher.py"
    path.write_text(next(block for block in BLOCKS if "class Poacher" in block))
    strategies.load_plugin(path)
    mine = door.change(networks.load("none"), {"population.mine": {"strategy": "poacher", "share": 0.3}, "adaptation.kind": "fixed"})
    net = InferenceNetwork(mine, rng=1, plugins=[path])
    net.run_for(25)
    efforts = net.state.effort[net.state.strategy == list(mine.population).index("mine")]
    assert set(efforts) == {0.5}, "nobody checks, so nobody is caught, and after 20 epochs everybody works half as much"
