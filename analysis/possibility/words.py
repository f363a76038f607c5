"""Directions of behaviour in words: what is seen, what is not, why not, and what would open a field's eyes."""

from __future__ import annotations

import math

from analysis.possibility.arms import GARBAGE, Place
from analysis.possibility.axes import AXES
from analysis.possibility.information import STEP, Direction, Information
from analysis.possibility.remedies import Reason

SAID = {
    "effort": "effort", "deviation": "deviation", "attack_rate": "attack rate", "vigilance": "vigilance", "withhold": "withholding",
}  # fmt: skip
"""Axes in words."""

MOVED = {"effort": "skipping", "attack_rate": "attacking", "vigilance": "not checking", "withhold": "withholding", "deviation": "deviating"}
"""What a step away from honest is."""


def short(value: float, digits: int = 3) -> str:
    """A number with few digits, without a leading zero."""
    if math.isinf(value):
        return "infinite"
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.{digits}g}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def epochs_in_words(epochs: float) -> str:
    """A number of epochs, or never."""
    if math.isinf(epochs):
        return "never"
    return "the first epoch" if epochs <= 1 else f"{short(float(math.ceil(epochs)), 4)} epochs"


def place_in_words(place: Place) -> str:
    """A behaviour: honest, or the axes on which it is not."""
    filler = place.values["deviation"]
    size = f"are garbage ({short(filler)} sigma)" if filler == GARBAGE else f"deviate by {short(filler)} sigma"
    moved = [name for name, axis in AXES.items() if name != "deviation" and place.values[name] != axis.honest]
    other = [f"{SAID[name]} {short(place.values[name])}" for name in moved]
    return f"{', '.join(other) or 'honest'}; skipped or attacked segments {size}"


def direction_in_words(direction: Direction, place: Place, reason: Reason | None = None) -> str:
    """A direction: its axis, or which axes are traded against each other; a deviation that checks let pass is a small one."""
    parts = dict(direction.parts)
    if len(parts) == 1:
        axis = next(iter(parts))
        if axis == "deviation" and place.honest and reason is not None and reason.since and not reason.change:
            return "deviation inside the tolerance"
        return SAID[axis]
    if direction.information > 0.0:
        great = [(SAID[name], part) for name, part in parts.items() if abs(part) >= 0.5]
        return f"mostly {great[0][0]}" + "".join(f" {'with' if part * great[0][1] > 0 else 'against'} {name}" for name, part in great[1:])
    led = max(parts, key=lambda name: (parts[name], name))
    others = [f"{MOVED[name]} {short(abs(part))}" for name, part in parts.items() if name != led and part < 0]
    beside = [f"{MOVED[name]} {short(part)}" for name, part in parts.items() if name != led and part > 0]
    alike = f"{MOVED[led]} {short(parts[led])}" + (f" with {' and '.join(beside)}" if beside else "")
    traded = [SAID[name] for name in parts if name != led]
    return f"{SAID[led]} traded against {' and '.join(traded)}: {alike} looks like {' and '.join(others) or 'honest work'}"


def reason_in_words(reason: Reason) -> str:
    """Why a direction is blind, and what makes it visible."""
    if not reason.since:
        return "none of the settings that were tried makes it visible"
    if not reason.change:
        return f"since {reason.since}"
    if set(reason.direction.parts) == {"deviation"}:
        then = f"three tolerances in all segments are told from none after {epochs_in_words(reason.epochs)}"
    else:
        told = "infinite" if math.isinf(reason.information) else short(reason.information)
        then = f"information {told} per epoch, and a step of {short(STEP)} is told after {epochs_in_words(reason.epochs)}"
    return f"since {reason.since}; with {reason.change}: {then}"


def seen_in_words(direction: Direction, found: Information) -> str:
    """How well a direction is seen."""
    if math.isinf(direction.information):
        return "seen at once, however small"
    deviation = 1.0 / math.sqrt(found.epochs * direction.information)
    after = f"standard deviation {short(deviation)} of the range after {found.epochs:,} epochs"
    if direction.seen:
        return f"seen{', by records that honest nodes never make' if direction.at_once else ''}: {after}"
    needed = 1.0 / (found.resolution**2 * direction.information)
    return f"seen too late: {after}; {short(found.resolution)} takes {epochs_in_words(needed)}"


def sentences(found: Information, reasons: list[Reason]) -> list[tuple[str, str]]:
    """Every direction with what is said of it, the best seen first and the blind ones last."""
    why = {id(reason.direction): reason for reason in reasons}
    said = []
    for one in found.directions:
        reason = why.get(id(one))
        words = seen_in_words(one, found) if reason is None else "blind, " + reason_in_words(reason)
        said.append((direction_in_words(one, found.place, reason), words))
    return said
