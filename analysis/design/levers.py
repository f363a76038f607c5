"""The numbers that a designer may choose, and over which range."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from experiments.sweep.lever import Lever, apart, is_number, is_whole, value_at
from experiments.sweep.levers import allowed, read_vary
from model import door
from model.scenario import Scenario

SPAN = 10.0
"""Without a range a number is varied from a tenth to ten times of what the network has, within what its schema allows."""
USUAL = ("audit_probability", "slash", "panel_size", "need")
"""What is varied when nobody says, where a network has it; the last two for panels of several seats."""


def levers_over(base: Scenario, over: Sequence[str] = ()) -> tuple[Lever, ...]:
    """Levers from names, with or without a range.

    Parameters
    ----------
    base : Scenario
    over : sequence of str
        ``name``, ``name=low:high[:log]`` or ``name=level,level,...``, several with commas between; the usual ones when empty.

    Returns
    -------
    tuple of Lever
        With full paths. Whether their values fit together is left to the search: points that the scenario refuses are left out.

    Raises
    ------
    ValueError
        For unknown names and ranges that are none.
    """
    named = [one for text in over for one in _apart(text)] or usual(base)
    if not named:
        raise ValueError(f"network {base.name!r} has none of the usual levers ({', '.join(USUAL)}); name some with --over")
    levers = tuple(_ranged(base, one) if "=" in one else around(base, one) for one in named)
    apart(levers)
    return levers


def _apart(text: str) -> list[str]:
    """Pieces between commas; one that begins with a digit, a sign or a point goes on with the levels before it."""
    found: list[str] = []
    for piece in (piece.strip() for piece in text.split(",")):
        if found and "=" in found[-1] and re.match(r"[-+.\d]", piece):
            found[-1] += f",{piece}"
        elif piece:
            found.append(piece)
    return found


def _ranged(base: Scenario, text: str) -> Lever:
    lever = read_vary(text, base)
    return replace(lever, path=door.resolve(base, lever.path))


def usual(base: Scenario) -> list[str]:
    """The usual levers that stand in a network, by full path."""
    data = base.to_dict(sources=False)
    found = []
    for path in door.paths(base):
        parent, _, leaf = path.rpartition(".")
        value = value_at(data, path)
        seats = value_at(data, f"{parent}.panel_size")
        if leaf in USUAL and is_number(value) and value > 0 and (leaf not in USUAL[2:] or (is_number(seats) and seats > 1)):
            found.append(path)
    return sorted(found, key=lambda path: USUAL.index(path.rpartition(".")[2]))


def around(base: Scenario, name: str) -> Lever:
    """The range of a lever that is given by name alone: a tenth to ten times of its value, on a log scale.

    Raises
    ------
    ValueError
        For what is no positive number.
    """
    path, data = door.resolve(base, name), base.to_dict(sources=False)
    value = value_at(data, path)
    if not is_number(value) or value <= 0:
        stands = "nothing" if value is None else repr(value)
        raise ValueError(f"lever {path} stands at {stands}, which has no range by itself; give one, as in --over {name}=low:high")
    least, most = allowed(data, path)
    low, high = max(value / SPAN, least), min(value * SPAN, most)
    if is_whole(path):
        low, high = max(1, math.ceil(low)), math.floor(high)
    if low >= high:
        raise ValueError(
            f"lever {path} has no room around {value:g} within [{least:g}, {most:g}]; give a range, as in --over {name}=low:high"
        )
    return Lever(path, low=low, high=high, scale="log")
