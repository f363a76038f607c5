"""The verifier's dilemma: do planted outputs keep verifiers looking however rarely they come, if only the penalty is as much larger?

Where work is honest nobody is repaid for looking, so looking stops, and then
cheating pays (A5, A7). Planted outputs (decoys) pay for a look whatever the
share of cheats: by expected utility at any rate P, if passing one costs
A >= C (1 + P) / P. Whether that holds for nodes that learn from what happened
to them, or to those they hear of, is asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from experiments.studies import premises
from experiments.studies.contract import Cell, Column, Measured, Study, Table
from experiments.thresholds import Threshold, find_threshold
from model import door
from model.columns import VERIFIES
from model.field.compose import Field
from model.field.verification.panel.numbers import Panel
from model.run import simulate
from model.scenario import Scenario
from model.state import State

VERIFIERS = 200
"""In each role, so that a verifier has a seat an epoch on average."""
LISTENERS = {"expected": ("expected", 10.0), "public": ("public", 10.0), "own_10": ("own", 10.0), "own_1": ("own", 1.0)}
"""What is compared, and over how many epochs: expectations, public averages, a node's own record, its last epoch."""
REVISION_RATE, INTENSITY = 0.1, 1.0
RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
RATES_QUICK = (0.01, 0.1, 1.0)
"""Decoys an audit, P."""
DRIFTS = (("public", 2.0), ("own_10", 2.0), ("own_1", 2.0), ("own_1", 100.0))
"""Listeners and P A / C of the table of drifts."""
LOWEST, HIGHEST = 0.1, 100.0
"""P A / C between which the threshold is looked for."""
FLOOR_STRENGTH, RAREST = 4.0, 1e-4
"""P A / C at which the floor is looked for, and the rate from which."""
HEARERS = (
    ("own", 1.0, 200), ("own", 2.0, 200), ("own", 5.0, 200), ("own", 10.0, 200),
    ("public", 1.0, 40), ("public", 1.0, 200), ("public", 10.0, 40), ("public", 10.0, 200),
)  # fmt: skip
"""Signal, memory and verifiers of whom a floor is sought."""
BURN_IN, EPOCHS = 10, 40
LATE_NODES, LATE_EPOCHS, MUTATION = 100, 600, 0.02
LATE_STRENGTHS, LATE_LISTENERS = (0.5, 1.0, 2.0), ("public", "own_1")
LATE_PLACES = ((0.0, 0.03), (0.0, 0.3), (0.0, 1.0), (2.5, 0.03), (2.5, 0.3))
"""A finder's bounty over the cost of a look, and the decoy rate."""
SEEDS, LATE_SEEDS, STRIDE = 100, 20, 1_000
CLAIMED = 0.0, 0.03, 2.0
"""Bounty, decoy rate and P A / C at which a claim about both roles is made."""
QUICK = 8


def game(network: Scenario) -> tuple[str, Field, float]:
    """The only class, its field and the cost of a look, USD; a network that has no such game is refused."""
    ((name, field), *others) = network.fields.items()
    if others or not isinstance(field.verification, Panel):
        raise ValueError(
            f"dilemma needs one job class with field.verification.kind = panel, and network {network.name!r} has {1 + len(others)} with "
            f"{field.verification.kind} first; choose a network of one class and panels, such as posp"
        )
    if not premises.are_alike(network):
        raise ValueError(f"dilemma compares nodes that differ in strategy alone; give network {network.name!r} one type and single numbers")
    panel, job = field.verification, network.job_classes[name]
    share = panel.sampled_segments / field.partition.segments
    cost = float(network.nodes.compute_cost) * job.work * panel.check_cost_ratio * share  # type: ignore[arg-type]
    if cost <= 0:
        raise ValueError(
            f"field.verification.check_cost_ratio = {panel.check_cost_ratio:g}: a look that costs nothing is no dilemma; set it > 0"
        )
    return name, field, cost


def prepare(network: Scenario, listener: tuple[str, float], verifiers: int = VERIFIERS, together: bool = False) -> Scenario:
    """The network with verifiers of which half look, before honest executors, or before executors of which half cheat and all adapt.

    Every job is looked into by one peer, so that a verifier has a seat an epoch,
    and the slash is such that the expected sanction p (R + S) stays the
    network's: the share of looks that deters is its own.

    Parameters
    ----------
    network : Scenario
        Gives fee, costs and what an audit threatens.
    listener : (signal, memory in epochs)
    verifiers : int
        And as many executors.
    together : bool
        Whether executors adapt too, and both roles mutate.

    Raises
    ------
    ValueError
        In one line, for a network that has no such game.
    """
    name, field, _ = game(network)
    half = verifiers // 2
    population: dict[str, Any] = {
        "work": {"strategy": "honest", "role": "executor", "count": half if together else verifiers, "adapts": together},
        "look": {"strategy": "honest", "role": "verifier", "count": half},
        "pass": {"strategy": "rubber_stamp", "role": "verifier", "count": verifiers - half},
    }
    if together:
        population["cheat"] = {"strategy": "skimmer", "role": "executor", "count": verifiers - half, "numbers": {"effort": 0.0}}
    data = network.to_dict(sources=False) | {"population": population, "epochs": LATE_EPOCHS, "warm_up": 0, "stop_when": "never"}
    data["nodes"] = data["nodes"] | {"count": 2 * verifiers}
    data["jobs"] = {"arrival": "per_node", "rate": 1.0, "law": "fixed", "assignment": "each"}
    data["field"] = field.model_dump(mode="python")
    data["job_classes"][name]["field"] = {}
    data["adaptation"] = {
        "kind": "imitation", "signal": listener[0], "memory": listener[1], "revision_rate": REVISION_RATE, "intensity": INTENSITY,
        "mutation": MUTATION if together else 0.0,
    }  # fmt: skip
    data["accounts"] = data["accounts"] | {"stakes": "frozen", "unlimited_liability": True, "jail_epochs": 0, "eject": False, "strikes": 1}
    lone = {"audit_probability": 1.0, "panel_size": 1, "need": 1, "draw": "uniform", "auditors": "peers"}
    path = {f"field.verification.{key}": value for key, value in lone.items()}
    return door.change(door.scenario_from(data), path | {"field.settlement.slash_rule": "fixed", "field.settlement.slash": _slash(network)})


def _slash(network: Scenario) -> float:
    """Slash at which auditing all jobs threatens what the network's audits threaten, tok."""
    name, field, _ = game(network)
    panel, fee = field.verification, network.job_classes[name].fee
    assert isinstance(panel, Panel)
    settlement = field.settlement
    stake = float(network.nodes.stake)  # type: ignore[arg-type]
    slash = settlement.slash * (stake if settlement.slash_rule == "fraction" else 1.0)
    left = panel.audit_probability * (fee + slash) - fee
    saving = float(network.nodes.compute_cost) * network.job_classes[name].work / network.market.price  # type: ignore[arg-type]
    if left < 0 or fee + left <= saving:
        raise ValueError(
            f"audit_probability x (fee + slash) = {fee + left:g} tok must be at least the fee, {fee:g}, and above the cost of work, "
            f"{saving:g}, else no share of looks deters; raise field.settlement.slash"
        )
    return left


def planted(scenario: Scenario, network: Scenario, rate: float, strength: float, bounty: float = 0.0) -> Scenario:
    """A scenario with decoys at the rate P a job and the penalty A = strength x C / P, and a finder's bounty in costs of a look."""
    cost = game(network)[2] / network.market.price
    return door.change(
        scenario,
        {
            "field.verification.decoy_rate": rate,
            "field.settlement.decoy_penalty": strength * cost / rate,
            "field.settlement.bounty": bounty * cost,
        },
    )


def log_odds_drift(scenario: Scenario, seed: int) -> float:
    """Change of the log-odds of looking from the burn-in to the end, per epoch."""
    odds = []

    def watch(state: State) -> None:
        if state.epoch in (BURN_IN - 1, EPOCHS - 1):
            look, pass_by = state.followers[VERIFIES, 1:3]
            odds.append(np.log((look + 0.5) / (pass_by + 0.5)))

    simulate(scenario, seed, epochs=EPOCHS, watch=watch)
    return float((odds[1] - odds[0]) / (EPOCHS - BURN_IN))


def _seeds(quick: bool, place: int = 0, many: int = SEEDS) -> tuple[int, ...]:
    """Luck of its own for every point, so that its neighbours' errors are not its own."""
    return tuple(range(1 + STRIDE * place, 1 + STRIDE * place + (QUICK if quick else many)))


def drift_cells(network: Scenario, quick: bool) -> Sequence[Cell]:
    """Listeners and P A / C x decoy rates."""
    prepare(network, LISTENERS["own_1"])
    rates = RATES_QUICK if quick else RATES
    return [Cell({"listener": name, "decoy_rate": rate, "strength": z}, _seeds(quick)) for name, z in DRIFTS for rate in rates]


def measure_drift(network: Scenario, cell: Cell) -> Measured:
    """Drift of the log-odds of looking, one row a seed."""
    at: Any = cell.at
    scenario = planted(prepare(network, LISTENERS[at["listener"]]), network, at["decoy_rate"], at["strength"])
    return Measured([{"seed": s, "drift": log_odds_drift(scenario, s)} for s in cell.seeds], len(cell.seeds))


def penalty_cells(network: Scenario, quick: bool) -> Sequence[Cell]:
    """Listeners x decoy rates."""
    prepare(network, LISTENERS["own_1"])
    places = [(name, rate) for name in LISTENERS for rate in (RATES_QUICK if quick else RATES)]
    return [Cell({"listener": name, "decoy_rate": rate}, _seeds(quick, place)) for place, (name, rate) in enumerate(places)]


def measure_penalty(network: Scenario, cell: Cell) -> Measured:
    """P A / C above which looking spreads, at a decoy rate."""
    at: Any = cell.at
    base = prepare(network, LISTENERS[at["listener"]])
    found = _cross(lambda strength: planted(base, network, at["decoy_rate"], strength), LOWEST, HIGHEST, cell.seeds)
    return Measured([{"threshold": found.value, **_ends(found)}], found.runs)


def _cross(world: Callable[[float], Scenario], bottom: float, top: float, seeds: Sequence[int]) -> Threshold:
    """Where the drift of looking crosses zero as a number rises."""
    return find_threshold(lambda at, some: np.array([log_odds_drift(world(at), seed) for seed in some]), bottom, top, seeds)


def _ends(found: Threshold) -> dict[str, Any]:
    return {"low": found.low, "high": found.high, "status": found.status, "seeds": found.seeds}


def floor_cells(network: Scenario, quick: bool) -> Sequence[Cell]:
    """What is compared, over how long, among how many."""
    prepare(network, LISTENERS["own_1"])
    rows = HEARERS[::3] if quick else HEARERS
    return [Cell({"signal": s, "memory": m, "verifiers": n}, _seeds(quick, place)) for place, (s, m, n) in enumerate(rows)]


def measure_floor(network: Scenario, cell: Cell) -> Measured:
    """Decoy rate above which looking spreads, at a given P A / C."""
    at: Any = cell.at
    base = prepare(network, (at["signal"], at["memory"]), at["verifiers"])
    found = _cross(lambda rate: planted(base, network, rate, FLOOR_STRENGTH), RAREST, 1.0, cell.seeds)
    return Measured([{"floor": found.value, **_ends(found)}], found.runs)


def late_cells(network: Scenario, quick: bool) -> Sequence[Cell]:
    """Both roles learn: listeners x decoy rates x P A / C, and at some with a finder's bounty."""
    prepare(network, LISTENERS["own_1"], LATE_NODES, together=True)
    return [
        Cell(
            {"listener": n, "bounty": b, "decoy_rate": p, "strength": z},
            _seeds(quick, 0, SEEDS if (b, p, z) == CLAIMED else LATE_SEEDS)[: 3 if quick else None],
        )
        for n in LATE_LISTENERS for b, p in (LATE_PLACES[::3] if quick else LATE_PLACES) for z in LATE_STRENGTHS
    ]  # fmt: skip


def measure_late(network: Scenario, cell: Cell) -> Measured:
    """Shares of looking and cheating, and integrity, over the last quarter of a run; one row a seed."""
    at: Any = cell.at
    base = prepare(network, LISTENERS[at["listener"]], LATE_NODES, together=True)
    scenario, rows = planted(base, network, at["decoy_rate"], at["strength"], at["bounty"]), []
    for seed in cell.seeds:
        late = simulate(scenario, seed).records.window(3 * LATE_EPOCHS // 4)
        right, wrong = (sum(float(late.total(f"{truth}_{how}").sum()) for how in ("unaudited", "verified")) for truth in ("right", "wrong"))
        shares = {f"{name}s": float(late.count(name).mean()) / LATE_NODES for name in ("look", "cheat")}
        rows.append({"seed": seed, **shares, "integrity": right / max(right + wrong, 1.0)})
    return Measured(rows, len(cell.seeds))


_LISTENER = Column("", "what verifiers compare: expectations, public averages, own mean of 10 epochs, own last epoch")
_RATE = Column("1", "decoys an audit, P")
_STRENGTH = Column("1", "expected penalty over the cost of a look, P A / C")
_SEED = Column("", "seed of the run")
_ENDS = {
    "low": Column("1", "95 % interval from"), "high": Column("1", "to"),
    "status": Column("", "found, none (never spreads) or everywhere"), "seeds": Column("1", "seeds of each of its three points"),
}  # fmt: skip

STUDY = Study(
    name="dilemma",
    question="Do planted outputs keep verifiers looking at any rate P, if passing one costs A >= C (1 + P) / P, or has P a floor?",
    hypothesis="By expected utility looking spreads from P A = C (1 + P) on, at every P and whatever the share of cheats. By what happened "
    "it needs P above a floor that no penalty removes, since a rare loss counts as one lost comparison: with own last epochs looking "
    f"shrinks at a decoy in ten audits even if P A = {DRIFTS[-1][1]:g} C. The floor falls as the inverse of the verdicts on which a "
    "comparison rests (epochs remembered x nodes averaged). So at P .03 and P A = 2 C executors who learn by public averages end honest, "
    "and those who learn by own last epochs end cheating.",
    refuted_by="a mean threshold over C (1 + P) outside [.95, 1.05] by expected utility; looking that grows with own last epochs at P .1 "
    "and P A = 100 C; an exponent of the floor in verdicts remembered outside [-1.25, -.75]; or, at P .03 and P A = 2 C, late cheating "
    "above .25 by public averages or below .75 by own last epochs.",
    network="posp",
    sample="100 seeds a point of drifts, thresholds and floors: a drift of .03 an epoch is then known to a twentieth or better (its "
    "standard deviation over seeds is .005 to .015). 20 seeds a point of late shares, whose standard deviation is .02 to .2, and 100 "
    "where a claim rests on them.",
    source="Felten 2019, Offchain Labs (attention challenges, A5); Diekmann 1985 (A7); Fermi's rule: Traulsen, Nowak and Pacheco 2006",
    tables={
        "drift": Table(drift_cells, measure_drift, {
            "listener": _LISTENER, "decoy_rate": _RATE, "strength": _STRENGTH, "seed": _SEED,
            "drift": Column("1/epoch", "drift of the log-odds of looking, from half looking, before honest executors"),
        }),
        "penalty": Table(penalty_cells, measure_penalty, {
            "listener": _LISTENER, "decoy_rate": _RATE, "threshold": Column("1", "P A / C above which looking spreads"), **_ENDS,
        }),
        "floor": Table(floor_cells, measure_floor, {
            "signal": Column("", "own record or public averages"), "memory": Column("epoch", "memory"),
            "verifiers": Column("1", "verifiers"), "floor": Column("1", "decoys an audit above which looking spreads at P A = 4 C"),
            **_ENDS,
        }),
        "late": Table(late_cells, measure_late, {
            "listener": _LISTENER, "bounty": Column("1", "finder's bounty over the cost of a look"), "decoy_rate": _RATE,
            "strength": _STRENGTH, "seed": _SEED, "looks": Column("1", "share of verifiers that look, last quarter"),
            "cheats": Column("1", "share of executors that cheat, last quarter"),
            "integrity": Column("1", "right outputs among the accepted, last quarter"),
        }),
    },
)  # fmt: skip
