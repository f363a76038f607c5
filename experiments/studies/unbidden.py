"""Which behaviours does evolution find that nobody coded, in which constraint field, and are they more than drift?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments.studies.contract import Cell, Column, Measured, Study, Table
from experiments.studies.detectors import TESTED, Policies, policies_of, shares, signature
from model import door
from model.run import simulate
from model.scenario import Scenario
from model.state import State
from model.strategies.open import START

NAME = "unbidden"
NODES, EPOCHS, LATE = 50, 140, 28
"""A behaviour's share of the nodes is the mean over the last fifth of a run."""
SEEDS, QUICK_SEEDS, BLOCK = 100, 4, 10
FIRST_SEED = 1001
INTENSITY, REVISION_RATE, MEMORY, CHURN = 1.0, 0.3, 4.0, 0.01
WEIGHT_DEVIATION, NEARLY = 0.8, 4.0
"""Weights begin so far from 0 on the honest side: each trait within .018 of honest."""
AUDITS, SLASH = 0.2, 0.5
"""With the numbers of `none` a skip is deterred from .6 / (1 + 5) = .1 on, an attack from 1 / (1 + 1 + 5) = .143."""
PRESENT, MARGIN, WANTED = 0.25, 0.1, 3
"""A run shows a behaviour if this share of its nodes does late; it is found if so much more of the runs show it than without selection."""
LUCK, TOLERANCE, LIE, LIE_DEVIATION, LEAVE_DEVIATION = 0.95, 3.0, 6.0, 0.5, 0.02

PANEL = {"kind": "panel", "audit_probability": AUDITS, "auditors": "protocol", "tolerance": TOLERANCE}
FIELDS: dict[str, dict[str, Any]] = {
    "audited": {},
    "hideable": {"settlement": {"unavailable_penalty": 0.0}},
    "shown": {"propagation": {"kind": "broadcast", "visibility": "public"}, "numbers": {"copied_luck": LUCK}},
    "tolerant": {"numbers": {"deviation": LIE}, "drift": {"deviation": LIE_DEVIATION}},
    "reputed": {"settlement": {"slash": 0.0}, "jobs": {"assignment": "reputation_weighted"}},
    "striking": {"settlement": {"slash": 1.0, "unavailable_penalty": 1.0}, "accounts": {"strikes": 10, "eject": True}},
    "leavable": {
        "settlement": {"slash": 0.1, "unavailable_penalty": 1.0}, "accounts": {"unbonding_epochs": 5, "eject": True},
        "drift": {"leave": LEAVE_DEVIATION},
    },
    "bounty": {"verification": {"auditors": "peers"}, "settlement": {"slash_burned": 0.0, "slash_to_verifiers": 1.0}},
}  # fmt: skip
"""What each field has otherwise than `audited`, where a fifth of the jobs is checked by the protocol, an invalid output costs half of
the stake, and so does one whose trace is not there."""
NULLS = {
    "drift": {"drift": {"deviation": LIE_DEVIATION}, "numbers": {"deviation": LIE}},
    "drift_leaving": {"drift": {"leave": LEAVE_DEVIATION}},
}
"""Evolution without selection: audits and verdicts as in `audited`, but nothing is taken and nobody compares."""


def null_of(field: str) -> str:
    """The null beside a field: with the same traits evolving."""
    return "drift_leaving" if field == "leavable" else "drift"


def can_hold(field: str, behaviour: str) -> bool:
    """Whether a policy in that field can show a behaviour at all."""
    needs = {"within_tolerance": "tolerant", "copies": "shown", "hit_and_run": "leavable", "rejects_unseen": "bounty"}
    return behaviour in TESTED and needs.get(behaviour, field) == field


def prepare(network: Scenario, field: str) -> Scenario:
    """The network with a population of open policies in one of the fields, or in a null.

    Parameters
    ----------
    network : Scenario
        Gives fee, cost of work, outside gain, stake and jobs.
    field : str
        One of ``FIELDS`` or ``NULLS``.

    Returns
    -------
    Scenario

    Raises
    ------
    ValueError
        In one line, for a network with several classes of jobs, one that asks for capabilities, without stake, or where honest work
        does not pay.
    """
    job = _only_class(network)
    change: Mapping[str, Any] = {**FIELDS, **NULLS}[field]
    stake, hours = float(network.nodes.stake), network.hours_per_epoch  # type: ignore[arg-type]  # checked
    settlement = {"slash": SLASH, "unavailable_penalty": SLASH * stake} | dict(change.get("settlement", {}))
    accounts = {"minimum_stake": stake / 10} | dict(change.get("accounts", {}))
    accounts["unbonding_hours"] = hours * accounts.pop("unbonding_epochs", 0)
    if field in NULLS:
        settlement = {"slash": 0.0, "unavailable_penalty": 0.0}
    data = network.to_dict(sources=False) | {"epochs": EPOCHS, "warm_up": 0, "stop_when": "never", "accounts": accounts}
    data["name"], data["types"] = f"{network.name}, {field}", {"standard": {}}
    data["nodes"] = data["nodes"] | {"count": NODES}
    data["population"] = {"open": {"strategy": "open", "share": 1.0, "numbers": _near_honest() | dict(change.get("numbers", {}))}}
    data["jobs"] = data["jobs"] | dict(change.get("jobs", {}))
    data["job_classes"][job]["field"] = {}
    data["field"] = {
        "verification": PANEL | dict(change.get("verification", {})), "noise": {"level": 0.0}, "settlement": settlement,
        "propagation": change.get("propagation", {"kind": "broadcast", "visibility": "commit_reveal"}),
    }  # fmt: skip
    data["membership"] = {
        "entrants": "present", "entry": {"kind": "replacement"},
        "exit": {"churn": CHURN, "below_minimum_stake": True, "ejected": True},
    }  # fmt: skip
    data["adaptation"] = {
        "kind": "evolution", "signal": "own", "memory": MEMORY, "revision_rate": REVISION_RATE, "weight_deviation": WEIGHT_DEVIATION,
        "intensity": 0.0 if field in NULLS else INTENSITY, "trait_deviation": dict(change.get("drift", {})),
    }  # fmt: skip
    return door.scenario_from(data)


def _near_honest() -> dict[str, float]:
    return {trait: float(np.sign(weight)) * NEARLY for trait, weight in START.items()}


def _only_class(network: Scenario) -> str:
    if len(network.job_classes) != 1:
        raise ValueError(f"study {NAME}: {network.name} has {len(network.job_classes)} classes of jobs; give a network with one")
    name, job = next(iter(network.job_classes.items()))
    if job.capability:
        raise ValueError(f"study {NAME}: job_classes.{name}.capability = {job.capability!r}, and nodes are of one type; set it to ''")
    for what, value in (("nodes.stake", network.nodes.stake), ("nodes.compute_cost", network.nodes.compute_cost)):
        if not isinstance(value, (int, float)) or value <= 0:
            raise ValueError(f"study {NAME}: {what} = {value!r}, and fields are scaled by it; give one number above 0")
    if network.market.price * job.fee <= float(network.nodes.compute_cost) * job.work:  # type: ignore[arg-type]
        raise ValueError(
            f"study {NAME}: honest work costs {network.nodes.compute_cost!r} USD, no less than its fee; lower nodes.compute_cost"
        )
    return name


def measure(network: Scenario, cell: Cell) -> Measured:
    """Evolve from each seed; late shares of nodes by behaviour, mean traits, and the mean policy in words."""
    field = str(cell.at["field"])
    scenario, rows = prepare(network, field), []
    for seed in cell.seeds:
        seen: list[dict[str, float]] = []
        last: list[Policies] = []

        def watch(state: State, seen: list[dict[str, float]] = seen, last: list[Policies] = last) -> None:
            if state.epoch >= EPOCHS - LATE and (EPOCHS - 1 - state.epoch) % 8 == 0:
                policies = policies_of(state, TOLERANCE)
                seen.append(shares(policies) | _traits(policies))
                last[:] = [policies]

        simulate(scenario, seed, watch=watch)
        means = {name: float(np.mean([row[name] for row in seen])) for name in seen[0]}
        rows.append({"seed": seed} | means | {"policy": signature(last[0])})
    return Measured(rows, len(cell.seeds))


TRAITS = ("cheats", "withhold", "vigilance", "grief")


def _traits(policies: Policies) -> dict[str, float]:
    done = policies.does()
    return {f"mean_{name}": float(done[name].mean()) if len(policies.weights) else 0.0 for name in TRAITS}


def follow(network: Scenario, cell: Cell) -> Measured:
    """Follow the cloud of policies of one run through time: each node every few epochs."""
    rows: list[dict[str, float]] = []

    def watch(state: State) -> None:
        if state.epoch % STRIDE == STRIDE - 1:
            done = policies_of(state, TOLERANCE).does()
            pairs = zip(done["cheats"].tolist(), done["withhold"].tolist(), strict=True)
            rows.extend({"epoch": state.epoch, "node": n, "cheats": c, "withhold": w} for n, (c, w) in enumerate(pairs))

    for seed in cell.seeds:
        simulate(prepare(network, str(cell.at["field"])), seed, watch=watch)
    return Measured(rows, len(cell.seeds))


STRIDE = 8

PLANTED: dict[str, tuple[str, dict[str, Any]]] = {
    "within_tolerance": ("tolerant", {"strategy": "open", "numbers": {"attack_rate": 6.0, "deviation": 2.0}}),
    "withholds_when_caught": ("striking", {"strategy": "open", "numbers": {"effort": -6.0, "withhold_by_caught": 8.0}}),
    "hit_and_run": ("leavable", {"strategy": "hit_and_run"}),
    "behaves_then_cheats": ("reputed", {"strategy": "open", "numbers": {"effort": -2.5, "effort_by_reputation": 8.0}}),
    "copies": ("shown", {"strategy": "open", "numbers": {"effort": -6.0, "copied_luck": LUCK}}),
    "skips_withheld": ("hideable", {"strategy": "open", "numbers": {"effort": -6.0, "withhold": 6.0}}),
}
"""Each behaviour written by hand, in the field that was made for it: whether it would pay there."""
PLANTED_SHARE, PLANTED_EPOCHS, PLANTED_FROM, PLANTED_SEEDS = 0.2, 100, 20, 20


def plant(network: Scenario, behaviour: str) -> Scenario:
    """A field in which nobody revises, where a fifth of the nodes behaves so and the others are nearly honest."""
    field, entry = PLANTED[behaviour]
    data = prepare(network, field).to_dict(sources=False) | {"adaptation": {"kind": "fixed"}, "epochs": PLANTED_EPOCHS}
    near = data["population"]["open"]["numbers"]
    own = {"numbers": near | entry["numbers"]} if "numbers" in entry else {}
    data["population"] = {
        "honest": {"strategy": "open", "share": 1 - PLANTED_SHARE, "numbers": near},
        "planted": dict(entry) | own | {"share": PLANTED_SHARE},
    }
    data["membership"]["entrants"] = "shares"
    return door.scenario_from(data)


def value(network: Scenario, cell: Cell) -> Measured:
    """What the planted and what the nearly honest earn an epoch."""
    scenario, rows = plant(network, str(cell.at["behaviour"])), []
    for seed in cell.seeds:
        records = simulate(scenario, seed).records
        earned = {name: float(np.nanmean(records.mean_utility(name)[PLANTED_FROM:])) for name in ("planted", "honest")}
        rows.append({"seed": seed} | earned)
    return Measured(rows, len(cell.seeds))


def _seeds(count: int) -> list[tuple[int, ...]]:
    return [tuple(range(first, min(first + BLOCK, FIRST_SEED + count))) for first in range(FIRST_SEED, FIRST_SEED + count, BLOCK)]


def cells(network: Scenario, quick: bool) -> Sequence[Cell]:
    """Every field and null, the same seeds in each."""
    _check_all(network)
    count = QUICK_SEEDS if quick else SEEDS
    return [Cell({"field": field}, seeds) for field in (*FIELDS, *NULLS) for seeds in _seeds(count)]


def cloud_cells(network: Scenario, quick: bool) -> Sequence[Cell]:
    """One run of each field."""
    _check_all(network)
    return [Cell({"field": field}, (FIRST_SEED,)) for field in (*FIELDS, "drift")]


def planted_cells(network: Scenario, quick: bool) -> Sequence[Cell]:
    """Each behaviour that can be expressed."""
    _check_all(network)
    count = 2 if quick else PLANTED_SEEDS
    return [Cell({"behaviour": name, "field": PLANTED[name][0]}, tuple(range(1, 1 + count))) for name in PLANTED]


def _check_all(network: Scenario) -> None:
    for field in (*FIELDS, *NULLS):
        prepare(network, field)


_FIELD = Column("", "field, or null without selection")
_SEED = Column("1", "seed")
STUDY = Study(
    name=NAME,
    question="Which behaviours that nobody coded does evolution find, in which constraint field, and are they more than drift?",
    hypothesis=(
        f"At least {WANTED} of the six listed behaviours that a policy of the model can express are found in at least one field, while in "
        "the field that deters every one of them, `audited`, none is. A run shows a behaviour if at least "
        f"{PRESENT:.0%} of its nodes do, as the mean over its last {LATE} epochs; a behaviour is found in a field if it is shown in at "
        f"least {MARGIN:g} more of the runs than in runs in which nobody compares and nothing is taken. Written after a pilot of seeds 1 "
        "to 10, from which the audit rate and the list of what else to test were taken; none of these seeds is among those of the study."
    ),
    refuted_by=(
        f"fewer than {WANTED} listed behaviours in excess of drift by {MARGIN:g} in their best fields, or one in excess by {MARGIN:g} in "
        "`audited`; all judged together, over all behaviours and fields, by Holm's rule."
    ),
    network="none",
    sample=(
        f"{SEEDS} seeds a field and null, the same in all: a difference of two shares has a standard error of at most .07, so one of .3 "
        f"beyond the margin of {MARGIN:g} is seen with probability .8 even after Holm's rule over some fifty tests."
    ),
    source="model document, sections 5 and 6; trait substitution: Champagnat, Ferriere and Meleard 2006, doi:10.1016/j.tpb.2005.10.004",
    headline=True,
    tables={
        "policies": Table(
            cells,
            measure,
            {"field": _FIELD, "seed": _SEED}
            | {name: Column("1", f"late share of the nodes: {listed.words}") for name, listed in TESTED.items()}
            | {f"mean_{name}": Column("1", f"late mean over nodes: {name}") for name in TRAITS}
            | {"policy": Column("", "mean policy at the end, in words")},
        ),
        "clouds": Table(
            cloud_cells,
            follow,
            {
                "field": _FIELD, "epoch": Column("epoch", "epoch, from 0"), "node": Column("1", "active node, in row order"),
                "cheats": Column("1", "share of its jobs not computed as asked"), "withhold": Column("1", "share of its traces hidden"),
            },
        ),
        "planted": Table(
            planted_cells,
            value,
            {
                "behaviour": Column("", "behaviour of the list, written by hand"), "field": _FIELD, "seed": _SEED,
                "planted": Column("USD/epoch", "mean utility of nodes that behave so, a fifth of all"),
                "honest": Column("USD/epoch", "mean utility of the nearly honest beside them"),
            },
        ),
    },
)  # fmt: skip
