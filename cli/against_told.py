"""What ``cfield possible --against`` tells: the sets before and after, in words what changes, and which part it comes from."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.given import figure_of

if TYPE_CHECKING:
    from rich.console import Console

    from analysis.possibility.attribution import Attribution
    from analysis.possibility.comparison import Comparison
    from analysis.possibility.regions import Region
    from analysis.possibility.volume import Volume
    from cli.against import Compared


def heading(found: Compared) -> str:
    """Which two networks."""
    return f"{found.names[0]} against {found.names[1]}"


def foot(found: Compared, drawn: tuple[str, str]) -> str:
    """How the comparison was made, in a line."""
    from analysis.possibility.singular import rest_of

    one = found.comparison.before
    rest = ", ".join(f"{name} {figure_of(value)}" for name, value in rest_of(one.box, drawn).items())
    shares = "" if found.comparison.attribution is None else "Bars: Shapley values and 95 % intervals. "
    return (
        f"{heading(found)}. Closed forms, {one.crowd} crowd. Maps: {rest or 'all axes are drawn'}. {shares}"
        f"{len(one.points):,} points over {', '.join(one.box.axes)}; a life of {one.jobs} jobs, alpha {one.alpha:g}."
    )  # fmt: skip


def sentences(found: Comparison, gains: bool) -> list[str]:
    """What becomes possible, or what stops being possible, a line for each set and one for named strategies."""
    told = []
    for name, change in found.changes.items():
        size, where = (change.gained, found.gained[name]) if gains else (change.lost, found.lost[name])
        if where.points:
            told.append(
                f"{name}, {100 * size.estimate:.3g} % of the box: {where.words}{'' if gains else _what_stays(where, found.kept[name])}"
            )
    moved: dict[str, list[str]] = {}
    for name, of in found.named.items():
        for strategy in (strategy for strategy, (was, is_now) in of.items() if was != is_now and is_now == gains):
            moved.setdefault(strategy, []).append(name)
    if moved:
        told.append(f"of named strategies: {'; '.join(f'{strategy} ({", ".join(sets)})' for strategy, sets in moved.items())}")
    return told or ["nothing"]


def _what_stays(lost: Region, kept: Region) -> str:
    return f"; what stays: {kept.words}" if not lost.bounds and kept.bounds else ""


def show(found: Compared, written: list[Path]) -> None:
    """Print the comparison for people."""
    from rich.console import Console
    from rich.markup import escape

    from analysis.possibility.distances import cell

    comparison, console = found.comparison, Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    one = comparison.before
    console.print(f"[bold]{escape(heading(found))}[/bold], {one.crowd} crowd\n", soft_wrap=True)
    _print_changes(console, comparison)
    unit = (one.points - one.box.low) / _sides(comparison)
    console.print(
        f"\nShares of the box over {_axes(comparison)}; {len(one.points):,} points, 95 % intervals. Both fields are judged at the same "
        f"points. Hausdorff distances, from before to after and back, are in sides of the box and known to about {cell(unit):.2g}.",
        soft_wrap=True,
    )
    for title, gains in (("Becomes possible", True), ("Stops being possible", False)):
        console.print(f"\n[bold]{title}[/bold]")
        for told in sentences(comparison, gains):
            console.print(f"- {escape(told)}", soft_wrap=True)
    console.print("\n[bold]Which part it comes from[/bold]")
    _print_attribution(console, comparison)
    if written:
        console.print(f"\nWritten: {escape(', '.join(map(str, written)))}", soft_wrap=True)


def _print_changes(console: Console, found: Comparison) -> None:
    table = _table("set", "before", "after", "change", "gained", "lost", "Jaccard", "Hausdorff")
    for name, one in found.changes.items():
        table.add_row(
            name, _short(one.before.estimate), _short(one.after.estimate), _interval(one.change), _short(one.gained.estimate),
            _short(one.lost.estimate), _short(one.jaccard), f"{_short(one.forth)}, {_short(one.back)}".replace("-, -", "-"),
        )  # fmt: skip
    console.print(table)


def _print_attribution(console: Console, found: Comparison) -> None:
    from rich.markup import escape

    from analysis.possibility.hybrids import PLAYERS

    if found.attribution is None:
        console.print(f"cannot be said: a network with parts of both does not fit ({escape(found.refusal)})", soft_wrap=True)
        return
    parts = [part for part in PLAYERS if part not in found.attribution.alike]
    if not parts:
        console.print("no part: the two networks are the same in all that counts")
        return
    table = _table("set", *parts)
    for name, shares in found.attribution.shares.items():
        if any(share.estimate for share in shares.values()):
            table.add_row(name, *(_plus_minus(shares[part]) for part in parts))
    console.print(table)
    for told in notes(found.attribution):
        console.print(escape(told), soft_wrap=True)


def notes(attribution: Attribution) -> list[str]:
    """How to read the shares, and what was mended."""
    told = [
        "Shapley values, % of the box, with 95 % intervals; they add up to the change. Sets that are not listed do not change at any point."
    ]
    if attribution.alike:
        told.append(f"The same in both networks: {', '.join(attribution.alike)}.")
    return told + [f"Mended in {times} of 32 networks with parts of both: {repair}." for repair, times in attribution.repairs.items()]


def as_data(found: Compared) -> dict[str, Any]:
    """The comparison as plain data; what is missing is null."""
    from analysis.possibility.distances import cell

    comparison = found.comparison
    one = comparison.before
    box = {"axes": one.box.axes, "low": one.box.low, "high": one.box.high, "at": one.box.at}
    sets = {name: _data_of(comparison, name) for name in comparison.changes}
    attribution = comparison.attribution
    return {
        "network": found.names[0], "against": found.names[1], "crowd": one.crowd, "box": box, "points": len(one.points),
        "jobs": one.jobs, "alpha": one.alpha, "resolution": cell((one.points - one.box.low) / _sides(comparison)), "sets": sets,
        "attribution": None if attribution is None else {
            "shares": {name: {part: share._asdict() for part, share in of.items()} for name, of in attribution.shares.items()},
            "volumes_of_hybrids": attribution.volumes, "alike": attribution.alike, "repairs": attribution.repairs,
        },
        "attribution_refused": comparison.refusal or None,
        "becomes_possible": sentences(comparison, True), "stops_being_possible": sentences(comparison, False),
    }  # fmt: skip


def _data_of(found: Comparison, name: str) -> dict[str, Any]:
    change = found.changes[name]
    volumes = {of: getattr(change, of)._asdict() for of in ("before", "after", "change", "gained", "lost")}
    distances = {"jaccard": change.jaccard, "hausdorff": change.hausdorff, "hausdorff_forth": change.forth, "hausdorff_back": change.back}
    regions = {f"{of}_region": _region(getattr(found, of)[name]) for of in ("gained", "lost", "kept")}
    strategies = {strategy: {"before": was, "after": is_now} for strategy, (was, is_now) in found.named[name].items()}
    return volumes | distances | regions | {"strategies": strategies}


def _region(found: Region) -> dict[str, Any]:
    return found._asdict() | {"bounds": [bound._asdict() for bound in found.bounds], "words": found.words}


def _sides(found: Comparison) -> Any:
    import numpy as np

    return np.subtract(found.before.box.high, found.before.box.low)


def _axes(found: Comparison) -> str:
    from analysis.possibility.axes import AXES

    box, told = found.before.box, []
    for name, low, high in zip(box.axes, box.low, box.high, strict=True):
        unit = "" if AXES[name].unit == "1" else f" {AXES[name].unit}"
        told.append(f"{name} [{low:g}, {high:g}]{unit}")
    return ", ".join(told)


def _table(*columns: str) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left")
    return table


def _short(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.4f}" if value else "0"


def _interval(one: Volume) -> str:
    return f"{_short(one.estimate)} +-{(one.high - one.low) / 2:.4f}"


def _plus_minus(one: Volume) -> str:
    return f"{100 * one.estimate:.2f} +-{50 * (one.high - one.low):.2f}"
