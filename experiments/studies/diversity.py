"""Diversity: how many kinds of hardware can peers hold that check each other?

Peers execute and check. Hardware is of `classes` equally large classes; honest
work of one looks as far off to a checker of another as substituted work does to
a checker of the same class. Nodes imitate, and those that earn less than
elsewhere leave. The worlds stand in ``experiments.studies.hardware``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.studies import hardware
from experiments.studies.contract import Cell, Column, Study, Table
from experiments.studies.hardware import LARGEST_SAVING, SAVING
from model.scenario import Scenario

CLASSES = (2, 3, 4, 5, 6, 7, 8, 10)
BITES = tuple(round(float(b), 4) for b in np.geomspace(0.35, 4.0, 13))
"""Expected loss by an audit that fails, audit rate x (fee + slash), over the margin of honest work."""
WEDGE_SEEDS = 3

SAVINGS = (LARGEST_SAVING, 1 / 2.5, SAVING, 1 / 7.5)
FIELDS = ((0.0, 15.0), (1.0, 5.0), (1.0, 25.0), (10.0, 15.0))
"""Slash (fees) and tolerance (sigma)."""
BOUND_SEEDS = 5

RANDOM_CLASSES = (3, 8, 12)
"""The first lies above the bound (the control: a field drawn blindly must hit it now and then), the others below."""
RANDOM_SEEDS = 100

REMEDY_SEEDS, ENTRY_SEEDS = 100, 100

_TEXTS = {
    "question": "How many kinds of hardware can peers hold that check each other?",
    "hypothesis": (
        "Where fraud and work of another class are rejected alike, a class of share h lives with fraud deterred only if "
        "h >= g/(g + R - c) (g saving, R - c margin of honest work): at most 1 + (R - c)/g equal classes, whatever audit rate, slash and "
        "tolerance. Under free entry even those that would fit give way to one class, and a break of its image takes all that is attested."
    ),
    "refuted_by": (
        "Below .85 of the bound more than one run in twenty in which all classes live and fraud is deterred, at the balanced audit rate or "
        "in fields drawn at random; above 1.5 of it such a run in less than three of four at slashes up to one fee; or a largest class "
        "below three quarters of the nodes after free entry."
    ),
    "sample": (
        "100 seeds where a claim rests on one point: a probability of 0 is then shown to be below .037, one of 1 above .963 (Wilson). "
        "Claims over many points pool their seeds, each run with luck of its own, and rest on 100 runs and more."
    ),
    "source": "derived in analysis.theory.diversity; classes compared with each other: Gonka, inference-validation notes",
}


def _cells(points: Sequence[dict[str, Any]], seeds: int, first: int) -> list[Cell]:
    """Points with luck of their own each."""
    return [Cell(at, tuple(range(first + 1_000 * k, first + 1_000 * k + seeds))) for k, at in enumerate(points)]


def wedge_cells(network: Scenario, quick: bool) -> list[Cell]:
    """Classes and bites, at one saving."""
    hardware.money(network)
    bites = BITES[::3] if quick else BITES
    return _cells([{"classes": m, "bite": b} for m in (CLASSES[::2] if quick else CLASSES) for b in bites], 1 if quick else WEDGE_SEEDS, 1)


def bound_cells(network: Scenario, quick: bool) -> list[Cell]:
    """Savings, classes and fields, each at its hardware.balanced bite."""
    hardware.money(network)
    savings, fields = (SAVINGS[1:3], FIELDS[1:2]) if quick else (SAVINGS, FIELDS)
    points = [
        {"saving": round(g, 6), "classes": m, "slash": s, "tolerance": e}
        for g in savings for m in (CLASSES[::2] if quick else CLASSES) for s, e in fields
        if hardware.balanced(g, m) * hardware.money(network)[1] <= (1.0 + s) * hardware.money(network)[2]
    ]  # fmt: skip
    return _cells(points, 2 if quick else BOUND_SEEDS, 1_000_001)


def random_cells(network: Scenario, quick: bool) -> list[Cell]:
    """Numbers of classes, each before fields drawn at random."""
    hardware.money(network)
    return _cells([{"classes": m} for m in RANDOM_CLASSES], 4 if quick else RANDOM_SEEDS, 2_000_001)


def remedy_cells(network: Scenario, quick: bool) -> list[Cell]:
    """Fields that might hold more classes than the bound."""
    hardware.money(network)
    return _cells([{"remedy": name} for name in hardware.REMEDIES], 4 if quick else REMEDY_SEEDS, 3_000_001)


def entry_cells(network: Scenario, quick: bool) -> list[Cell]:
    """Free entry, and a network with no more seats than it starts with."""
    hardware.money(network)
    seeds, size = (2, 2) if quick else (ENTRY_SEEDS, 5)
    points = [{"seats": seats, "part": part} for seats in (hardware.SEATS, hardware.START) for part in range(seeds // size)]
    return _cells(points, size, 4_000_001)


_SEED = Column("", "seed of the run")
_LIVES = {
    "seed": _SEED,
    "fraud": Column("1", "share of substituters at the end"),
    "alive": Column("1", "classes that kept half of their nodes"),
    "nodes": Column("1", "nodes left at the end"),
    "diverse": Column("", "all classes live, and fraud is deterred"),
}
_CLASSES = Column("1", "equally large classes at the start")
_FIELD = {"slash": Column("fee", "slash"), "tolerance": Column("sigma", "largest difference that passes")}
_BITE = Column("margin", "audit rate x (fee + slash) over the margin of honest work")
_ENTRY = {
    "seats": Column("1", "most nodes at once"),
    "part": Column("", "number of the part of the sample"),
    "seed": _SEED,
    "epoch": Column("epoch", "epochs done"),
    "nodes": Column("1", "nodes present"),
    "largest": Column("1", "share of the largest class"),
    "herfindahl": Column("1", "sum of squared shares of classes"),
    "fraud": Column("1", "share of substituters"),
    "broken": Column("row", "image revoked in this epoch; -1: none"),
    "on_image": Column("1", "share of nodes on that image"),
    "lost": Column("1", "share of attested jobs left unavailable in this epoch"),
}

STUDY = Study(
    name="diversity",
    network="posp",
    headline=True,
    tables={
        "wedge": Table(wedge_cells, hardware.measure_wedge, {"classes": _CLASSES, "bite": _BITE} | _LIVES),
        "bound": Table(
            bound_cells, hardware.measure_bound, {"saving": Column("margin", "saving of fraud"), "classes": _CLASSES} | _FIELD | _LIVES
        ),
        "random": Table(random_cells, hardware.measure_random, {"classes": _CLASSES, "bite": _BITE} | _FIELD | _LIVES),
        "remedies": Table(remedy_cells, hardware.measure_remedy, {"remedy": Column("", "how the panel differs")} | _LIVES),
        "entry": Table(entry_cells, hardware.measure_entry, _ENTRY),
    },
    **_TEXTS,
)
