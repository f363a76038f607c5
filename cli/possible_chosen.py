"""What ``cfield possible`` says of selection: where it rests, who invades whom, what nobody invades."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.given import figure_of

if TYPE_CHECKING:
    from analysis.possibility.singular import Rest
    from cli.possible import Along, Chosen

MOST = 6
"""Equilibria that are listed one by one."""


def sentences(chosen: Chosen, axes: tuple[str, ...]) -> list[str]:
    """A sentence for each axis that makes a difference, and one for the whole box."""
    told = [f"Along {axis}: {_of_axis(along)}" for axis, along in chosen.along.items()]
    if not chosen.stable:
        return [*told, "In the whole box no corner and no best reply is free of invaders: no pure equilibrium was found."]
    listed = ["; ".join(f"{name} {figure_of(one[name])}" for name in axes) for one in chosen.stable[:MOST]]
    more = f", and {len(chosen.stable) - MOST} more" if len(chosen.stable) > MOST else ""
    return [*told, f"In the whole box nobody invades: ({'), ('.join(listed)}){more}."]


def _of_axis(along: Along) -> str:
    told = "; ".join(map(_of_rest, along.rests)) or "no rest, selection is neutral all along"
    if along.pair is None:
        return f"{told}. No two behaviours invade each other."
    x, y = along.pair
    return f"{told}. {along.mutual:.1%} of pairs invade each other, most of all {figure_of(x)} and {figure_of(y)}."


def _of_rest(rest: Rest) -> str:
    words = [rest.kind]
    if rest.kind == "neutral":
        words.append("convergent" if rest.convergent else "not convergent")
    if not rest.uninvaded:
        words.append("invaded from afar" if rest.kind != "repelling" else "invaded")
    return f"{figure_of(rest.at)} ({', '.join(words)})"
