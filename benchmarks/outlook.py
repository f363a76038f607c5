"""``python -m benchmarks.outlook``: acceptance and utility of many behaviours in closed form, per second of one core."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from model import door, networks
from model.outlook import NUMBERS, Outlook
from model.scenario import Scenario

BEHAVIOURS, BAR = 1_000_000, 1e6
SHARES = ("effort", "attack_rate", "vigilance", "withhold")
"""Axes of behaviour from 0 to 1; the fifth is the deviation, of fillers and attacks."""

PANEL: dict[str, Any] = {
    "kind": "panel", "audit_probability": 0.5, "panel_size": 3, "need": 2, "sampled_segments": 4, "tolerance": 3.0,
}  # fmt: skip
PAID = {"slash": 0.5, "slash_rule": "fraction", "pay_per_check": 0.1}


class Speed(NamedTuple):
    """How fast one network is asked.

    Attributes
    ----------
    network : str
    first_call : float, s
        Of processor, beyond a second call's: filling the tables.
    rate, singly : float, 1/s
        Behaviours a second of processor, from filled tables and asked one by one.
    largest_difference : float
        Between the two, over verdicts and the utility over the largest one.
    """

    network: str
    first_call: float
    rate: float
    singly: float
    largest_difference: float


def contestants() -> dict[str, Scenario]:
    """The networks that are asked: panels of three of sixteen segments, four of them sampled, and two shipped ones."""
    plain = door.change(networks.load("none"), {"population": {"honest": {"strategy": "honest", "share": 1.0}}})

    def panel(**changes: Any) -> Scenario:
        changed = {"field.partition.segments": 16, "field.verification": PANEL | changes}
        return door.change(plain, changed | {f"field.settlement.{name}": value for name, value in PAID.items()})

    return {
        "panel, shared noise": panel(),
        "panel per segment": panel(spread="per_segment"),
        **{name: networks.load(name) for name in ("posp", "opengradient_announced")},
    }


def behaviours(count: int, tolerance: float = 3.0) -> dict[str, np.ndarray]:
    """Points drawn evenly from the box of the five axes."""
    luck = np.random.Generator(np.random.PCG64(1))
    deviations = luck.uniform(-3.0 * tolerance, 3.0 * tolerance, count)
    return {name: luck.random(count) for name in SHARES} | {"deviation": deviations, "filler_deviation": deviations}


def measure(name: str, scenario: Scenario, count: int = BEHAVIOURS, repeats: int = 5, singly: int = 50) -> Speed:
    """Ask a network about many behaviours, and about some of them one by one.

    Parameters
    ----------
    name : str
    scenario : Scenario
    count : int
        Behaviours; at least as many as are asked about singly.
    repeats : int
        Calls with filled tables, of which the fastest counts, since others only add to it.
    singly : int
        Behaviours asked about one by one.
    """
    traits = behaviours(count)
    Outlook(scenario).of({trait: values[:64] for trait, values in traits.items()})  # compile
    outlook = Outlook(scenario)
    first, warm = _seconds(lambda: outlook.of(traits)), min(_seconds(lambda: outlook.of(traits)) for _ in range(repeats))
    met, rows = outlook.of(traits), range(singly)
    found: list[Any] = []
    alone = _seconds(lambda: found.extend(outlook.one({trait: float(v[row]) for trait, v in traits.items()}) for row in rows))
    scale = {number: 1.0 for number in NUMBERS} | {"utility": max(1e-300, float(np.abs(met.utility).max()))}
    off = max(abs(getattr(one, x)[0] - getattr(met, x)[row]) / scale[x] for row, one in enumerate(found) for x in NUMBERS)
    return Speed(name, max(0.0, first - warm), count / warm, singly / alone, float(off))


def _seconds(step: Callable[[], Any]) -> float:
    start = time.process_time()
    step()
    return time.process_time() - start


def run(quick: bool = False, say: Callable[[str], None] = print) -> list[Speed]:
    """Measure every contestant and say it in a line each.

    Parameters
    ----------
    quick : bool
        Few behaviours: a check that all works, not a measurement.
    say : callable
        Takes a line.
    """
    say(f"{'network':<24} {'tables, s':>10} {'a second':>12} {'one by one':>11} {'ratio':>7} {'difference':>11}")
    speeds = []
    for name, scenario in contestants().items():
        speed = measure(name, scenario, 2_000, 1, 5) if quick else measure(name, scenario)
        say(
            f"{name:<24} {speed.first_call:>10.2f} {speed.rate:>12,.0f} {speed.singly:>11,.0f} {speed.rate / speed.singly:>7,.0f} "
            f"{speed.largest_difference:>11.0e}{'' if quick or speed.rate >= BAR else '  below the bar of 1,000,000'}"
        )
        speeds.append(speed)
    return speeds


if __name__ == "__main__":
    run(quick="--quick" in sys.argv)
