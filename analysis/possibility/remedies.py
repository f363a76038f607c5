"""Why a direction is blind: settings are changed one at a time, and the first that makes it visible is the reason.

Nothing is guessed from the settings alone: each reason has been tried in closed form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from analysis.possibility.arms import GARBAGE, Arm, place_of, traits_of
from analysis.possibility.information import STEP, Direction, Information, information
from analysis.possibility.records import Source, sources
from analysis.possibility.telling import epochs_to_tell
from model import door
from model.desk import EXECUTES, VERIFIES, Desk
from model.field.compose import Field
from model.scenario import Scenario

AUDIT, PLANTED = 0.05, 0.05
"""Audit probability and rate of planted outputs with which blind fields are tried."""


@dataclass(frozen=True)
class Remedy:
    """A change that may open a field's eyes.

    Attributes
    ----------
    since : str
        What is then the reason, after "since".
    change : str
        The change in words.
    axes : tuple of str
        Directions for which it is tried.
    numbers : callable
        From a class's field to its new numbers by path; none where it does not apply.
    """

    since: str
    change: str
    axes: tuple[str, ...]
    numbers: Callable[[Field], Mapping[str, Any]]


def _panel(**numbers: Any) -> Mapping[str, Any]:
    return {f"verification.{name}": value for name, value in numbers.items()}


def _is_panel(field: Field, **numbers: Any) -> bool:
    part: Any = field.verification
    return part.kind == "panel" and all(getattr(part, name) == value for name, value in numbers.items())


def _number(field: Field, name: str) -> Any:
    return getattr(field.verification, name)


OUTPUT = ("effort", "attack_rate", "deviation")
REMEDIES = (
    Remedy(
        "nobody checks", f"a panel that audits {AUDIT:.0%}", (*OUTPUT, "withhold"),
        lambda f: _panel(kind="panel", audit_probability=AUDIT) if f.verification.kind == "absent" else {},
    ),
    Remedy(
        "nothing is audited", f"audit_probability = {AUDIT:g}", (*OUTPUT, "withhold"),
        lambda f: _panel(audit_probability=AUDIT) if _is_panel(f, audit_probability=0.0) else {},
    ),
    Remedy(
        "what is attested covers no computation", "coverage = 1", OUTPUT,
        lambda f: _panel(coverage=1.0) if f.verification.kind == "attestation" and _number(f, "coverage") == 0 else {},
    ),
    Remedy(
        "it is inside the tolerance", "half the tolerance", OUTPUT,
        lambda f: _panel(tolerance=_number(f, "tolerance") / 2) if _is_panel(f) and _number(f, "tolerance") > 0 else {},
    ),
    Remedy(
        "nothing is planted", f"decoy_rate = {PLANTED:g}", ("vigilance",),
        lambda f: _panel(decoy_rate=PLANTED) if _is_panel(f, decoy_rate=0.0, auditors="peers") else {},
    ),
    Remedy(
        "the protocol's own auditors sit on the panels", f"auditors = peers and decoy_rate = {PLANTED:g}", ("vigilance",),
        lambda f: _panel(auditors="peers", decoy_rate=PLANTED) if _is_panel(f, auditors="protocol") else {},
    ),
    Remedy(
        "nobody votes on anything", f"a panel with decoy_rate = {PLANTED:g}", ("vigilance",),
        lambda f: _panel(kind="panel", decoy_rate=PLANTED) if f.verification.kind == "absent" else {},
    ),
    Remedy(
        "nothing unaudited is asked for", "availability_required = always", ("withhold",),
        lambda f: {"availability_required": "always"} if f.availability_required == "when_audited" else {},
    ),
)  # fmt: skip
"""In the order in which they are tried."""

APART = (
    Remedy(
        "all members look at the same segments", "own samples of three members", OUTPUT,
        lambda f: _panel(spread="own", panel_size=max(3, _number(f, "panel_size"))) if _is_panel(f, spread="common") else {},
    ),
    Remedy(
        "one seat tells only right from wrong", "three seats", OUTPUT,
        lambda f: _panel(panel_size=3) if _is_panel(f, panel_size=1) else {},
    ),
    Remedy(
        "a sample of this size tells only right from wrong", "a panel for each of two segments", OUTPUT,
        lambda f: _panel(spread="per_segment", sampled_segments=2) if _is_panel(f) and f.partition.segments > 1 else {},
    ),
)  # fmt: skip
"""What may tell two axes apart that change the same records."""


@dataclass(frozen=True)
class Reason:
    """Why a direction is blind.

    Attributes
    ----------
    direction : Direction
    since : str
        The reason; empty where nothing that was tried makes the direction visible.
    change : str
        What makes it visible; empty where no setting does.
    information : float, 1/epoch
        With that change, in units of the range; infinite where records then jump.
    epochs : float
        With that change, until a step is seen: of ``STEP``, or of a deviation from 0 to three tolerances.
    """

    direction: Direction
    since: str = ""
    change: str = ""
    information: float = 0.0
    epochs: float = float("inf")


Trial = tuple[list[Source], Information]


@dataclass(frozen=True)
class Inquiry:
    """A network, and what was found blind in it.

    Attributes
    ----------
    scenario : Scenario
    found : Information
    crowd : str
    records : tuple of str
    """

    scenario: Scenario
    found: Information
    crowd: str
    records: tuple[str, ...]

    def reasons(self) -> list[Reason]:
        """Why each blind direction is blind."""
        return [self.reason(direction) for direction in self.found.blind]

    def reason(self, direction: Direction) -> Reason:
        """The first change that makes a blind direction visible."""
        axes = tuple(direction.parts)
        if "vigilance" in axes and Desk(self.scenario).counts[[VERIFIES, EXECUTES | VERIFIES]].sum() == 0:
            return Reason(direction, "nobody in this network verifies")
        if len(axes) == 1 and (plain := self._by_behaviour(direction, axes[0])):
            return plain
        if len(axes) > 1 and max(field.partition.segments for field in self.scenario.fields.values()) == 1:
            return Reason(direction, "a job of one segment is right or wrong as a whole, whatever made it so")
        for remedy in REMEDIES if len(axes) == 1 else APART:
            tried = self._tried(remedy) if set(axes) & set(remedy.axes) else None
            if tried is not None and (open_eyed := _visible(*tried, direction)):
                return replace(open_eyed, since=remedy.since, change=remedy.change)
        return Reason(direction)

    @cached_property
    def _trials(self) -> dict[str, Trial | None]:
        return {}

    def _tried(self, remedy: Remedy) -> Trial | None:
        """The records and their information under a remedy, worked out once for all directions; none where it does not apply."""
        if remedy.since not in self._trials:
            changed = _changed(self.scenario, remedy)
            self._trials[remedy.since] = None if changed is None else self._looked_at(changed, self.found.place.values)
        return self._trials[remedy.since]

    def _looked_at(self, scenario: Scenario, values: Mapping[str, float]) -> Trial:
        listed = sources(scenario, self.crowd, self.records)
        return listed, information(place_of(scenario, values), listed, self.found.epochs, self.found.resolution)

    def _by_behaviour(self, direction: Direction, axis: str) -> Reason | None:
        """Reasons that lie in the behaviour: what deviates is too little to be seen, or so much that more makes no difference."""
        place = self.found.place
        listed = sources(self.scenario, self.crowd, self.records)
        arm = next(arm for arm in place.arms if arm.axis == axis)
        if axis == "deviation":
            return _by_size(direction, listed, arm)
        if axis in ("effort", "attack_rate") and place.values["deviation"] != GARBAGE:
            there = _visible(*self._looked_at(self.scenario, {**place.values, "deviation": GARBAGE}), direction)
            return there and replace(there, since="what deviates is inside the tolerance", change="garbage in its place")
        return None


def _visible(listed: Sequence[Source], now: Information, direction: Direction) -> Reason | None:
    """How well a direction is seen elsewhere; none where it is blind there too."""
    value, axis = _along(now, direction), next(iter(direction.parts))
    arm = next(arm for arm in now.place.arms if arm.axis == axis)
    if axis == "deviation" and len(direction.parts) == 1:
        epochs = _told(listed, arm, arm.values[axis], 0.5 * arm.span if arm.values[axis] == 0.0 else 0.0)
        return Reason(direction, "", "", value, epochs) if value > 0 or epochs < float("inf") else None
    return Reason(direction, "", "", value, small_step(listed, arm)) if value > 0 else None


def _by_size(direction: Direction, listed: Sequence[Source], arm: Arm) -> Reason | None:
    """What the size of a deviation has to do with its being blind; none where nobody sees any."""
    size, tolerance, never = arm.values["deviation"], arm.span / 6.0, float("inf")
    if size == 0.0:
        if _told(listed, arm, 0.0, 3.0 * tolerance) == never:
            return None
        if _told(listed, arm, 0.0, 0.5 * tolerance) == never:
            return Reason(direction, "what is inside the tolerance passes as if it were nothing")
        return Reason(direction, "a small one moves as many checks into the tolerance as out of it, and shows at second order only")
    if _told(listed, arm, size, 0.0) == never:
        larger = _told(listed, arm, size, max(GARBAGE, 10.0 * abs(size)))
        return Reason(direction, "a deviation of this size passes as if it were nothing") if larger < never else None
    if _told(listed, arm, size, size / 1e6) < never:
        return Reason(direction, "no deviation of this size passes, nor any larger one")
    return Reason(direction, "checks see that a segment deviates, and not by how much")


def _told(listed: Sequence[Source], arm: Arm, one: float, other: float) -> float:
    """Epochs until a deviation is told from another one."""
    traits = [traits_of({**arm.values, "deviation": size}) for size in (one, other)]
    return epochs_to_tell(listed, traits[0], traits[1])


def _along(found: Information, direction: Direction) -> float:
    """Information along a direction."""
    names = [effect.axis for effect in found.effects]
    vector = np.array([direction.parts.get(name, 0.0) for name in names])
    vector /= np.linalg.norm(vector)
    if any(effect.jumps and vector[names.index(effect.axis)] for effect in found.effects):
        return float("inf")
    finite = np.where(np.isfinite(found.matrix), found.matrix, 0.0)
    value = float(vector @ finite @ vector)
    return value if value > 1e-9 * max(1e-300, float(np.diag(finite).max())) else 0.0


def small_step(listed: Sequence[Source], arm: Arm) -> float:
    """Epochs until a step of ``STEP`` of an axis's range is told, away from honest where there is room."""
    return epochs_to_tell(listed, arm.traits(), arm.traits(STEP if arm.room >= STEP else -STEP))


def _changed(scenario: Scenario, remedy: Remedy) -> Scenario | None:
    """The network with a remedy in every class that it applies to; none where it applies to none, or does not fit."""
    changes: dict[str, Any] = {}
    for name, field in scenario.fields.items():
        changes |= {f"job_classes.{name}.field.{path}": value for path, value in remedy.numbers(field).items()}
    try:
        return door.change(scenario, changes) if changes else None
    except ValueError:
        return None
