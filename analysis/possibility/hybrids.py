"""Hybrids of two networks: one with some parts of the other's field, and what has to be mended so that they fit.

What belongs to a part, by path, is `BELONGS`; all else (noise, profile, jobs,
nodes, population, market, ...) is `REST`. Job classes are of the rest: a class
takes the other network's part from its class of the same name; where there is
none, from its only class; where it has several, from its ``[field]``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from model import door
from model.field.compose import Field
from model.field.verification.panel.numbers import Panel
from model.scenario import Scenario

REST = "everything else"
PLAYERS = ("partition", "propagation", "verification", "settlement", REST)
BELONGS = {
    "partition": ("field.partition",),
    "propagation": ("field.propagation", "field.availability_required", "graph"),
    "verification": ("field.verification", "images.break_rate", "images.revoke_rate", "images.repair_rate"),
    "settlement": ("field.settlement", "accounts"),
}
"""What goes with each part; the four parts of a field come class by class."""


class Hybrid(NamedTuple):
    """A network made of two.

    Attributes
    ----------
    scenario : Scenario
    repairs : tuple of str
        What was changed so that its parts fit, a sentence each.
    """

    scenario: Scenario
    repairs: tuple[str, ...]


def hybrid(first: Scenario, second: Scenario, taken: Collection[str]) -> Hybrid:
    """The first network with some parts of the second.

    Where a panel samples more segments than a job has, it samples all of them.

    Parameters
    ----------
    first, second : Scenario
    taken : collection of str
        Those of `PLAYERS` that come from the second.

    Returns
    -------
    Hybrid

    Raises
    ------
    ValueError
        In one line, where the parts do not fit and no repair is stated.
    """
    origin = {player: second if player in taken else first for player in PLAYERS}
    data = origin[REST].to_dict(sources=False)
    own = {player: one.to_dict(sources=False) for player, one in origin.items()}
    data["graph"], data["accounts"] = own["propagation"]["graph"], own["settlement"]["accounts"]
    rates = {path.split(".")[1] for path in BELONGS["verification"] if path.startswith("images.")}
    data["images"] |= {name: rate for name, rate in own["verification"]["images"].items() if name in rates}
    repairs = []
    for name in data["job_classes"]:
        parts = {player: field_for(one, name) for player, one in origin.items()}
        data["job_classes"][name]["field"], mended = _field(parts)
        repairs += [f"class {name}: {one}" for one in mended]
    plain = next(iter(data["job_classes"].values()))["field"]
    data["field"] = plain | {part: data["field"][part] for part in ("noise", "profile")}
    return Hybrid(door.scenario_from(data), tuple(repairs))


def field_for(scenario: Scenario, name: str) -> Field:
    """The field that a job class of some name meets in a network."""
    fields = scenario.fields
    if name in fields:
        return fields[name]
    return next(iter(fields.values())) if len(fields) == 1 else scenario.field


def _field(parts: Mapping[str, Field]) -> tuple[dict[str, Any], list[str]]:
    """Numbers of a field whose parts come from several, and what was mended."""
    data = parts[REST].model_dump(mode="python")
    for player in PLAYERS[:-1]:
        data[player] = getattr(parts[player], player).model_dump(mode="python")
    data["availability_required"] = parts["propagation"].availability_required
    panel, segments = parts["verification"].verification, parts["partition"].partition.segments
    if not isinstance(panel, Panel) or panel.sampled_segments <= segments:
        return data, []
    data["verification"]["sampled_segments"] = segments
    return data, [f"sampled_segments = {panel.sampled_segments} is lowered to {segments}, the segments of a job there"]
