"""False accusation: which rule expels fewest honest nodes for the same catch, where hardware is alike and where it is not?

An honest node is found invalid when its run, and that of who checks it, differ
by more than the tolerance (C1); a cheat passes when they do not (C2). A rule
may widen the tolerance, wait for several strikes, or ask a majority. What each
of them buys depends on where the noise sits: in one run, in a machine, or
between two kinds of machines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.studies.contract import Cell, Column, Measured, Study, Table
from model import door
from model.columns import REJECTED_INVALID
from model.field.verification.panel.numbers import Panel
from model.run import simulate
from model.scenario import Scenario
from model.state import State

HONEST, EACH, VERIFIERS = 50, 12, 50
"""Honest executors, executors of each cheat, and verifiers, who are honest and never expelled."""
CHEATS = {"near": 5.0, "fp8": 10.0, "int4": 20.0}
"""Deviation of the cheats, sigma: near ones, FP8 and INT4 in place of what was asked for."""
FLAKY_SHARE, FLAKY_NOISE, BIAS = 0.2, 3.0, 10.0
"""Share of machines with more noise, how much, and the bias between two kinds of machines: as far as FP8 deviates, sigma."""
WORLDS: dict[str, tuple[dict[str, Any], float, str]] = {
    "alike": ({"sound": {"share": 1.0}}, 0.0, "uniform"),
    "flaky": ({"sound": {"share": 1 - FLAKY_SHARE}, "flaky": {"share": FLAKY_SHARE, "noise_factor": FLAKY_NOISE}}, 0.0, "uniform"),
    "biased": ({"left": {"share": 0.5, "hardware": "left"}, "right": {"share": 0.5, "hardware": "right"}}, BIAS, "uniform"),
    "pinned": ({"left": {"share": 0.5, "hardware": "left"}, "right": {"share": 0.5, "hardware": "right"}}, BIAS, "same_hardware"),
}
"""Types, bias and who is seated: machines alike; some flaky; two kinds; two kinds, and panels of the executor's kind."""
PLACES = (("alike", 1), ("alike", 3), ("flaky", 1), ("flaky", 3), ("biased", 1), ("pinned", 1))
"""World and size of the panel; a simple majority decides."""
TOLERANCES = {
    "alike": (3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0), "pinned": (3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0),
    "flaky": (4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0), "biased": (4.0, 8.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0),
}  # fmt: skip
RULES = (("every", 1), ("every", 2), ("every", 3), ("every", 5), ("in a row", 2), ("in a row", 3), ("in a row", 5))
"""When a node is expelled: at its n-th invalid verdict, or at n of them in a row."""
HORIZON, JOBS = 200, 10
"""Audits of each node, and how many of them an epoch."""
SEEDS, QUICK, STRIDE = 100, 6, 1_000


def prepare(network: Scenario, world: str, panel_size: int, tolerance: float) -> Scenario:
    """The network with honest nodes and three cheats, every job audited by honest verifiers, and nobody expelled yet.

    Parameters
    ----------
    network : Scenario
        Gives fees and costs.
    world : str
        One of ``WORLDS``.
    panel_size : int
    tolerance : float, sigma

    Raises
    ------
    ValueError
        In one line, for a network that does not compare outputs.
    """
    (name, field), *others = network.fields.items()
    if others or not isinstance(field.verification, Panel):
        raise ValueError(
            f"false_accusation needs one job class with field.verification.kind = panel, and network {network.name!r} has "
            f"{1 + len(others)} with {field.verification.kind} first; choose a network of one class and panels, such as posp"
        )
    if field.partition.segments > 1:
        raise ValueError(
            f"field.partition.segments = {field.partition.segments}: false_accusation counts one comparison an audit; set it to 1"
        )
    types, bias, draw = WORLDS[world]
    population: dict[str, Any] = {"honest": {"strategy": "honest", "role": "executor", "count": HONEST}}
    for cheat, deviation in CHEATS.items():
        numbers = {"effort": 0.0, "filler_deviation": deviation}
        population[cheat] = {"strategy": "skimmer", "role": "executor", "count": EACH, "numbers": numbers}
    population["verifier"] = {"strategy": "honest", "role": "verifier", "count": VERIFIERS}
    data = network.to_dict(sources=False) | {"population": population, "types": types, "epochs": HORIZON // JOBS, "stop_when": "never"}
    data["nodes"] = data["nodes"] | {"count": HONEST + EACH * len(CHEATS) + VERIFIERS}
    data["jobs"] = {"arrival": "per_node", "rate": float(JOBS), "law": "fixed", "assignment": "each"}
    data["field"] = field.model_dump(mode="python")
    data["field"]["noise"] = {"level": 1.0, "shared": True, "class_bias": bias}
    data["field"]["verification"] = {
        "kind": "panel", "audit_probability": 1.0, "panel_size": panel_size, "need": panel_size // 2 + 1, "draw": draw,
        "tolerance": tolerance, "check_cost_ratio": field.verification.check_cost_ratio,
    }  # fmt: skip
    data["job_classes"][name]["field"] = {}
    data["adaptation"] = {"kind": "fixed"}
    data["accounts"] = data["accounts"] | {"stakes": "frozen", "unlimited_liability": True, "jail_epochs": 0, "eject": False}
    return door.scenario_from(data)


def verdicts(scenario: Scenario, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Whether each audit of each executor finds it invalid, (executors, audits), and the entry that each follows."""
    seen = []

    def watch(state: State) -> None:
        order = np.argsort(state.job_executor[: state.jobs_of_epoch], kind="stable")
        seen.append((state.job_verdict[: state.jobs_of_epoch][order] == REJECTED_INVALID).reshape(-1, JOBS))

    run = simulate(scenario, seed, watch=watch)
    invalid = np.concatenate(seen, axis=1)
    return invalid, run.state.strategy[run.state.role == 1][: len(invalid)]


def expelled_at(invalid: np.ndarray, rule: str, strikes: int) -> np.ndarray:
    """Audit at which each node is expelled, (nodes,), counted from 1; the number of audits plus one where it never is.

    Nobody who judges is expelled, so verdicts on others do not depend on it,
    and one run serves every rule.

    Parameters
    ----------
    invalid : (nodes, audits), bool
    rule : str
        ``every``: at the n-th invalid verdict; ``in a row``: at n invalid verdicts in a row.
    strikes : int
        n.
    """
    count = np.cumsum(invalid, axis=1)
    if rule == "in a row":
        count = count - np.maximum.accumulate(np.where(invalid, 0, count), axis=1)
    enough = count >= strikes
    return np.where(enough.any(axis=1), enough.argmax(axis=1) + 1, invalid.shape[1] + 1)


def cells(network: Scenario, quick: bool) -> Sequence[Cell]:
    """Worlds and panels x tolerances."""
    prepare(network, *PLACES[0], TOLERANCES["alike"][0])
    grid = [(world, size, t) for world, size in PLACES for t in TOLERANCES[world][quick :: 1 + quick]]
    return [
        Cell({"world": w, "panel_size": v, "tolerance": t}, tuple(range(STRIDE * k + 1, STRIDE * k + 1 + (QUICK if quick else SEEDS))))
        for k, (w, v, t) in enumerate(grid)
    ]


def measure(network: Scenario, cell: Cell) -> Measured:
    """For every rule, the share of each kind that is expelled and the audits that it survives; one row a seed and rule."""
    at: Any = cell.at
    scenario = prepare(network, at["world"], at["panel_size"], at["tolerance"])
    rows = []
    for seed in cell.seeds:
        invalid, entry = verdicts(scenario, seed)
        for rule, strikes in RULES:
            gone = expelled_at(invalid, rule, strikes)
            row: dict[str, Any] = {"seed": seed, "rule": rule, "strikes": strikes}
            for place, name in enumerate(("honest", *CHEATS)):
                row[f"{name}_expelled"] = float((gone[entry == place] <= HORIZON).mean())
                row[f"{name}_audits"] = float(np.minimum(gone[entry == place], HORIZON).mean())
            rows.append(row)
    return Measured(rows, len(cell.seeds))


_KINDS = {
    "honest": "honest nodes",
    "near": "cheats at 5 sigma",
    "fp8": "FP8 substituters (10 sigma)",
    "int4": "INT4 substituters (20 sigma)",
}

STUDY = Study(
    name="false_accusation",
    question="Which rule expels fewest honest nodes for the same catch: a wider tolerance, more strikes, or a majority, and on which "
    "hardware?",
    hypothesis="Of rules that expel at most 1 % of the honest nodes in 200 audits: on hardware that is alike strikes buy nothing over "
    "tolerance against FP8. Where a fifth of the machines has three times the noise, one strike lets FP8 survive more than three times as "
    "many audits as the best rule of strikes, and more than twice as many checks under a majority of three, since the noise of a run is "
    "common to its panel. Where two kinds of machines differ as far as FP8 does, no rule expels more than .6 of the FP8 nodes, and panels "
    "of the executor's own kind expel more than .95.",
    refuted_by="against FP8: strikes that need at most .95 of the audits of one strike on hardware that is alike; a ratio of at most 3 on "
    "flaky hardware, or of at most 2 of a majority's checks over those of strikes; more than .6 expelled across kinds, or less than .95 "
    "within.",
    network="posp",
    sample="100 seeds a point, 50 honest nodes in each: the share expelled, .01, is known to .0014, and audits survived to 1 to 10 %.",
    source="C1-C3; Gonka's documentation (FP8 and other hardware look equally far; five strikes in a row); Livepeer, Pocket",
    tables={
        "rules": Table(cells, measure, {
            "world": Column("", "hardware: alike; flaky (a fifth with 3 sigma); biased (two kinds 10 sigma apart); pinned (panels of one)"),
            "panel_size": Column("1", "verifiers on a panel, of whom a majority decides"),
            "tolerance": Column("sigma", "tolerance"),
            "seed": Column("", "seed of the run"), "rule": Column("", "strikes in all, or in a row"),
            "strikes": Column("1", "strikes at which a node is expelled"),
            **{f"{name}_expelled": Column("1", f"share of {words} expelled in 200 audits") for name, words in _KINDS.items()},
            **{f"{name}_audits": Column("1", f"audits that {words} survive, at most 200, mean") for name, words in _KINDS.items()},
        }),
    },
)  # fmt: skip
