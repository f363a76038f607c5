"""Hysteresis: a setting goes up and comes down again within one live run, and what the network remembers is measured on both ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from model.network import InferenceNetwork
from model.records import Records
from model.scenario import Scenario


class Way(NamedTuple):
    """How a setting is led up and down.

    Attributes
    ----------
    setting : str
        Full path or unique short name of a number that may change while a network lives.
    levels : tuple of float
        Rising. Each is held twice: on the way up, and on the way down, which begins with the highest once more.
    hold : int
        Epochs at each level.
    late : float
        Last part of a hold over which the mean is taken, in (0, 1].
    """

    setting: str
    levels: tuple[float, ...]
    hold: int
    late: float = 0.5


def sweep(
    scenario: Scenario, way: Way, number: Callable[[Records], np.ndarray], seeds: Sequence[int]
) -> list[dict[str, float | str | int]]:
    """Lead a setting up and down in a run of each seed, and measure a number late at each level.

    Parameters
    ----------
    scenario : Scenario
        How the network begins; the setting's own value is replaced by the lowest level before the first epoch.
    way : Way
    number : callable
        From records to a number of each epoch, (epochs,); epochs without one are left out of a mean.
    seeds : sequence of int

    Returns
    -------
    list of dict
        A row for each seed, branch and level: ``branch`` (``up`` or ``down``), ``x``, ``value``, ``seed``.

    Raises
    ------
    ValueError
        For levels that do not rise, a hold without epochs, a late part outside (0, 1], a network that stops by itself, and a
        setting that is fixed once a network stands.
    """
    _check(scenario, way)
    return [row for seed in seeds for row in _one(scenario, way, number, seed)]


def _one(scenario: Scenario, way: Way, number: Callable[[Records], np.ndarray], seed: int) -> list[dict[str, float | str | int]]:
    net = InferenceNetwork(scenario, rng=seed)
    last = max(1, round(way.late * way.hold))
    rows: list[dict[str, float | str | int]] = []
    for branch, levels in (("up", way.levels), ("down", way.levels[::-1])):
        for level in levels:
            net.change(way.setting, level)
            net.run_for(way.hold)
            late = np.asarray(number(net.records.window(net.records.epochs - last)), dtype=float)
            known = late[np.isfinite(late)]
            rows.append({"branch": branch, "x": level, "value": float(known.mean()) if len(known) else float("nan"), "seed": seed})
    return rows


def _check(scenario: Scenario, way: Way) -> None:
    if len(way.levels) < 2 or not (np.diff(way.levels) > 0).all():
        raise ValueError(f"levels = {way.levels} do not rise; give at least two, the lowest first")
    if way.hold < 1:
        raise ValueError(f"hold = {way.hold} epochs; hold each level for at least 1")
    if not 0.0 < way.late <= 1.0:
        raise ValueError(f"late = {way.late} is not in (0, 1]; give the last part of a hold that is measured")
    if scenario.stop_when != "never":
        raise ValueError(f"stop_when = {scenario.stop_when!r} would end the run on its way; set stop_when = 'never'")
