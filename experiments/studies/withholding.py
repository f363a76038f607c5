"""Withholding: is there a penalty for a missing trace that stops those who hide theirs and spares those whose trace is lost?

Who skips the work and hides the trace is never found invalid, so no slash
reaches it; a penalty U does, and takes as much from an honest node whose trace
nobody could rebuild. Where those who hide traces do not pass on those of others
either, how much is lost depends on how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.studies.contract import Cell, Column, Measured, Study, Table
from experiments.thresholds import find_threshold
from model import door
from model.columns import REJECTED_UNAVAILABLE
from model.field.verification.panel.numbers import Panel
from model.run import simulate
from model.scenario import Scenario
from model.state import State

NODES, AUDIT = 200, 0.2
"""Nodes, all of whom execute and audit; and how many of the jobs are audited by one of them."""
TRACES: dict[str, dict[str, Any]] = {
    "broadcast": {"kind": "broadcast", "shards": 8, "shards_needed": 5, "link_loss": 0.2},
    "dispersed": {"kind": "dispersed", "shards": 8, "shards_needed": 4, "edge_loss": 0.1},
    "gossip": {"kind": "gossip", "fanout": 2, "deadline": 8, "message_loss": 0.1},
}
"""Traces that everybody loses alike, that lie on others' nodes, and that others pass on."""
DEGREE = 6.0
STARTS = (0.1, 0.6)
"""Share of the nodes that skip and withhold at the start."""
LOWEST, HIGHEST = 0.2, 500.0
"""Penalties between which the threshold is looked for, in fees."""
REVISION_RATE, INTENSITY, MEMORY = 0.1, 1.0, 10.0
BURN_IN, EPOCHS = 10, 30
LONG, PENALTY, PATH = 120, 10.0, 10
"""Epochs of the runs that show where it ends, the penalty in them in fees, and epochs between two points of a path."""
SEEDS, QUICK, STRIDE = 100, 6, 1_000


def prepare(network: Scenario, traces: str, start: float, penalty: float, adapts: bool = True) -> Scenario:
    """The network with a share of nodes that skip and withhold, the rest honest, who compare public averages.

    Parameters
    ----------
    network : Scenario
        Gives fees and costs.
    traces : str
        One of ``TRACES``.
    start : float
        Share that withholds.
    penalty : float
        For an unavailable output, in fees.
    adapts : bool

    Raises
    ------
    ValueError
        In one line, for a network in which withholding is not at issue.
    """
    (name, field), *others = network.fields.items()
    if others or not isinstance(field.verification, Panel):
        raise ValueError(
            f"withholding needs one job class with field.verification.kind = panel, and network {network.name!r} has "
            f"{1 + len(others)} with {field.verification.kind} first; choose a network of one class and panels, such as posp"
        )
    hiding = round(NODES * start)
    population = {
        "honest": {"strategy": "honest", "role": "both", "count": NODES - hiding, "adapts": adapts},
        "hide": {"strategy": "skip_and_withhold", "role": "both", "count": hiding, "adapts": adapts},
    }
    data = network.to_dict(sources=False) | {"population": population, "epochs": LONG, "warm_up": 0, "stop_when": "never"}
    data["nodes"] = data["nodes"] | {"count": NODES}
    data["jobs"] = {"arrival": "per_node", "rate": 1.0, "law": "fixed", "assignment": "each"}
    data["graph"] = {"kind": "erdos_renyi", "mean_degree": DEGREE}
    data["field"] = field.model_dump(mode="python")
    data["field"]["propagation"] = TRACES[traces]
    data["field"]["verification"] = {
        "kind": "panel", "audit_probability": AUDIT, "panel_size": 1, "need": 1, "tolerance": field.verification.tolerance,
        "check_cost_ratio": field.verification.check_cost_ratio,
    }  # fmt: skip
    data["field"]["settlement"]["unavailable_penalty"] = penalty * network.job_classes[name].fee
    data["job_classes"][name]["field"] = {}
    data["adaptation"] = {
        "kind": "imitation", "signal": "public", "memory": MEMORY, "revision_rate": REVISION_RATE, "intensity": INTENSITY,
    }  # fmt: skip
    data["accounts"] = data["accounts"] | {"stakes": "frozen", "unlimited_liability": True, "jail_epochs": 0, "eject": False}
    return door.scenario_from(data)


def log_odds_drift(scenario: Scenario, seed: int) -> float:
    """Change of the log-odds of honest against hiding nodes from the burn-in to the end, per epoch."""
    odds = []

    def watch(state: State) -> None:
        if state.epoch in (BURN_IN - 1, EPOCHS - 1):
            honest, hide = state.followers.sum(axis=0)
            odds.append(np.log((honest + 0.5) / (hide + 0.5)))

    simulate(scenario, seed, epochs=EPOCHS, watch=watch)
    return float((odds[1] - odds[0]) / (EPOCHS - BURN_IN))


def _cells(network: Scenario, quick: bool, places: Sequence[dict[str, Any]]) -> Sequence[Cell]:
    prepare(network, "broadcast", STARTS[0], 1.0)
    many = QUICK if quick else SEEDS
    return [Cell(at, tuple(range(1 + STRIDE * k, 1 + STRIDE * k + many))) for k, at in enumerate(places)]


def reach_cells(network: Scenario, quick: bool) -> Sequence[Cell]:
    """Kinds of traces x shares that withhold."""
    return _cells(network, quick, [{"traces": kind, "start": w} for kind in TRACES for w in STARTS])


def measure_reach(network: Scenario, cell: Cell) -> Measured:
    """How often an honest trace is rebuilt where nobody changes; one row a seed."""
    at: Any = cell.at
    scenario, rows = prepare(network, at["traces"], at["start"], 1.0, adapts=False), []
    for seed in cell.seeds:
        seen = np.zeros(2)

        def watch(state: State, seen: np.ndarray = seen) -> None:
            mine = (state.job_audited == 1) & (state.job_withheld == 0)
            seen[:] += mine.sum(), (mine & (state.job_verdict != REJECTED_UNAVAILABLE)).sum()

        simulate(scenario, seed, epochs=EPOCHS, watch=watch)
        rows.append({"seed": seed, "rebuilt": float(seen[1] / max(seen[0], 1.0))})
    return Measured(rows, len(cell.seeds))


def measure_penalty(network: Scenario, cell: Cell) -> Measured:
    """Penalty from which honest work spreads, at a share that withholds."""
    at: Any = cell.at

    def drift(penalty: float, seeds: Sequence[int]) -> np.ndarray:
        scenario = prepare(network, at["traces"], at["start"], penalty)
        return np.array([log_odds_drift(scenario, seed) for seed in seeds])

    found = find_threshold(drift, LOWEST, HIGHEST, cell.seeds)
    ends: dict[str, Any] = {"low": found.low, "high": found.high, "status": found.status, "seeds": found.seeds}
    return Measured([{"threshold": found.value, **ends}], found.runs)


def path_cells(network: Scenario, quick: bool) -> Sequence[Cell]:
    """Dispersed traces x shares that withhold at the start."""
    return _cells(network, quick, [{"traces": "dispersed", "start": w} for w in STARTS])


def measure_path(network: Scenario, cell: Cell) -> Measured:
    """Share of honest nodes along runs at one penalty; a row a seed and time."""
    at: Any = cell.at
    scenario, rows = prepare(network, at["traces"], at["start"], PENALTY), []
    for seed in cell.seeds:
        shares = simulate(scenario, seed).records.share("honest")[PATH - 1 :: PATH]
        rows += [{"seed": seed, "epoch": PATH * (k + 1), "honest": float(share)} for k, share in enumerate(shares)]
    return Measured(rows, len(cell.seeds))


_TRACES = Column("", "broadcast (lost alike), dispersed (on others' nodes, 4 of 8 shards), gossip (passed on, 8 hops)")
_START = Column("1", "share of nodes that skip and withhold at the start")
_SEED = Column("", "seed of the run")

STUDY = Study(
    name="withholding",
    question="Is there a penalty for a missing trace that stops those who hide theirs and spares those whose trace is lost?",
    hypothesis="Honest work spreads from U = (c - c_L) / (p r) - R on, with r as it is in the crowd; there honest nodes lose "
    "(c - c_L)(1 - r) / r a job, at any audit rate, so no penalty costs them less than X if r < s / (s + X), s = c - c_L. A crowd that "
    "withholds brings r down where others hold or pass on traces: the threshold at .6 withholding is more than 1.5 times that at "
    ".1, and at a penalty between the two both "
    "outcomes are stable, so that the window is empty or not by where the network started. A broadcast has one threshold.",
    refuted_by="thresholds outside .9 to 1.1 times the closed form at the measured r; a ratio of thresholds (.6 over .1) below 1.5 under "
    "dispersed traces or gossip, or outside [.9, 1.1] under broadcast; or, at U = 10 R under dispersed traces, fewer than .9 honest at the "
    "end from .1 withholding, or more than .1 from .6.",
    network="posp",
    sample="100 seeds a point: thresholds are then known to 2 to 5 % and ends of runs, of which each is near 0 or 1, to .02.",
    source="own derivation (analysis.theory.withholding); D1, D3-D5 of the catalogue of closed forms",
    tables={
        "reach": Table(reach_cells, measure_reach, {
            "traces": _TRACES, "start": _START, "seed": _SEED, "rebuilt": Column("1", "honest traces rebuilt by their auditor, r"),
        }),
        "penalty": Table(reach_cells, measure_penalty, {
            "traces": _TRACES, "start": _START, "threshold": Column("fee", "penalty from which honest work spreads"),
            "low": Column("fee", "95 % interval from"), "high": Column("fee", "to"),
            "status": Column("", "found, none or everywhere"), "seeds": Column("1", "seeds of each of its three points"),
        }),
        "path": Table(path_cells, measure_path, {
            "traces": _TRACES, "start": _START, "seed": _SEED, "epoch": Column("epoch", "time"),
            "honest": Column("1", "share of honest nodes, at a penalty of 10 fees"),
        }),
    },
)  # fmt: skip
