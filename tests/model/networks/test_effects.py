"""Every number that a shipped network states does something in it; the few that do not are listed, with the reason."""

import numpy as np
import pytest

from model import door, networks
from model.columns import TOTAL_COLUMNS
from model.run import simulate
from model.schema import leaves, row_of, table_at

EPOCHS = 25

NEVER = {
    "hours_per_epoch": "what an epoch stands for: only delays in hours turn on it, and none is at work here",
    "job_classes.job.share": "one class takes all jobs, so its share is 1",
    "images.count": "images that no type runs change nothing, and fewer do not fit",
    "accounts.unbonding_hours": "nobody withdraws: the description says so",
}
"""Numbers that do nothing, and why they are stated."""
SILENT = {"population.corruptor.strategy": "withholder"}
BREAKS = {"images.break_rate": 0.5}
WITH = {
    "none": {
        "field.settlement.slash": ({"field.verification.kind": "proof", "work": 0.001}, "a check of any kind finds what is slashed"),
    },
    "opengradient_launch": {
        "field.settlement.slash": ({"nodes.stake": 10.0}, "nothing is staked, so nothing can be lost"),
        "field.settlement.unavailable_penalty": ({**SILENT, "nodes.stake": 10.0}, "nobody is silent, and nothing is staked"),
        "images.revoke_rate": (BREAKS, "a break is rarer than a short run is long"),
        "images.repair_rate": (BREAKS, "a break is rarer than a short run is long"),
    },
    "opengradient_announced": {
        "field.settlement.unavailable_penalty": (SILENT, "nobody is silent"),
        "images.revoke_rate": (BREAKS, "a break is rarer than a short run is long"),
        "images.repair_rate": (BREAKS, "a break is rarer than a short run is long"),
    },
    "posp": {
        "accounts.unlimited_liability": ({"slash": 200.0}, "the slash equals the stake, so the limit is not felt"),
        "field.settlement.slash_rule": ({"slash": 0.5}, "a hundred times the stake is cut to the stake, which is 100"),
        "field.settlement.unavailable_penalty": ({"population.cheat.numbers.withhold": 1.0}, "nobody is silent, because of the penalty"),
        "field.verification.need": ({"panel_size": 3}, "a panel of one needs one"),
        "field.verification.sampled_segments": ({"segments": 4}, "one segment is the whole output"),
        "field.verification.tolerance": ({"noise.level": 1.0}, "outputs are exact, and a cheat is far off"),
        "jobs.arrival": ({"assignment": "uniform"}, "each executor gets one job: arrival and law of another kind do not fit"),
        "jobs.law": ({"assignment": "uniform"}, "each executor gets one job: arrival and law of another kind do not fit"),
    },
}
"""Numbers that act once another number differs from the network's, and why not before."""


def others(scenario, path, value):
    """Other values that might stand at a path."""
    leaf = path.rpartition(".")[2]
    data = scenario.to_dict(sources=False)
    row = row_of(path, table_at(data, path.rpartition(".")[0]).get("kind", "")) or {}
    if isinstance(value, bool):
        return [not value]
    if leaf == "strategy":
        return ["griefer", "skimmer"]
    if leaf == "capability":
        return [""]
    if leaf == "capabilities":
        return [[*value, "relay"], [*value, "local"]]
    if " | " in row.get("range", ""):
        return [word for word in row["range"].split(" | ") if word != value]
    if isinstance(value, int):
        return [value * 2 + 1, value + 1, value - 1]
    return [value / 2, value + 0.5, 1.0 - value, value * 2 + 5.0]


def outcome(scenario):
    """All that a short run leaves behind."""
    run = simulate(scenario, seed=5)
    totals = np.array([run.records.total(column.name) for column in TOTAL_COLUMNS])
    shares = np.array([run.records.share(name) for name in scenario.population])
    return totals.tobytes() + shares.tobytes() + run.state.nodes.tobytes() + run.state.marks.tobytes()


def has_effect(scenario, path):
    """Whether any other value at a path changes a short run."""
    before, value = outcome(scenario), dict(leaves(scenario.to_dict(sources=False)))[path]
    for other in others(scenario, path, value):
        # A share of a slash that is not burned must go somewhere.
        rest = {"field.settlement.slash_to_treasury": 1.0 - other} if path.endswith("slash_burned") else {}
        try:
            after = outcome(door.change(scenario, {path: other, **rest}))
        except ValueError:
            continue  # out of range, or it does not fit the others
        if after != before:
            return True
    return False


def short(name):
    """A shipped network, to be run for a short time."""
    return networks.load(name).model_copy(update={"epochs": EPOCHS})


@pytest.mark.parametrize("name", networks.names())
def test_every_number_has_an_effect_or_a_reason(name):
    scenario = short(name)
    idle = {path for path in scenario.sources if not has_effect(scenario, path)}
    assert idle == (NEVER.keys() & scenario.sources.keys()) | WITH[name].keys()


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in WITH.items() for path in paths])
def test_a_number_that_waits_for_another_acts_with_it(name, path):
    changes, reason = WITH[name][path]
    assert reason
    assert has_effect(door.change(short(name), changes), path)
