"""What ``cfield possible`` says: a table of volumes, and sentences."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from cli.given import figure_of
from cli.possible_chosen import sentences as of_selection

if TYPE_CHECKING:
    from pandas import DataFrame
    from rich.console import Console

    from analysis.possibility.populations import Crowded
    from analysis.possibility.volume import Volume
    from cli.possible import Found


def show(found: Found, out: str) -> None:
    """Print the findings for people."""
    from rich.console import Console

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    box = found.box
    ranges = ", ".join(f"{n} in [{figure_of(a)}, {figure_of(b)}]" for n, a, b in zip(box.axes, box.low, box.high, strict=True))
    still = "".join(f", {name} = {figure_of(value)}" for name, value in box.at.items())
    _say(console, f"{found.scenario.name}: which behaviours can exist, as shares of the box {ranges}{still}; all else is honest.")
    console.print(_table(found))
    for sentence in sentences(found):
        _say(console, sentence)
    for of, table in found.populations:
        _say(console, _of_population(found, of))
        console.print(_ends(table))
    if out:
        _say(console, f"Written: {out}")


def _say(console: Console, text: str) -> None:
    console.print(text, markup=False)
    console.print()


def _table(found: Found) -> Any:
    from rich.table import Table

    from analysis.possibility.overlaps import change, intersections

    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("set")
    for crowd in found.sets:
        table.add_column(crowd, justify="right")
    both = list(found.sets.values())
    if len(both) == 2:
        table.add_column("effective less written", justify="right")
    for name in both[0].masks:
        cells = [_interval(sets.volume(name)) for sets in both]
        table.add_row(name, *cells, *([_interval(change(both[0], both[1], name).net)] if len(both) == 2 else []))
    table.add_section()
    chains = [intersections(sets) for sets in both]
    for place, name in enumerate(chains[0]):
        table.add_row(("" if place == 0 else "and ") + name, *(_interval(chain[name]) for chain in chains))
    return table


def _interval(volume: Volume) -> str:
    if volume.low == volume.high:
        return figure_of(volume.estimate)
    return f"{volume.estimate:.4f} [{volume.low:.4f}, {volume.high:.4f}]"


def sentences(found: Found) -> list[str]:
    """What the volumes mean, a sentence or two each."""
    sets = next(iter(found.sets.values()))
    told = [_of_idle(found)]
    told += [_of_surface(crowd, one.volume("attack surface"), one.volume("viable")) for crowd, one in found.sets.items()]
    if len(found.sets) == 2:
        told.append(_of_erosion(found))
    for crowd, volume in found.accepted.items():
        told.append(f"Accepted deviations ({crowd} crowd): what is audited passes over {figure_of(volume)} sigma in all.")
    told += of_selection(found.chosen, found.box.axes)
    if any(one.prospects.estimated for one in found.sets.values()):
        told.append("Part of this has no closed form and is estimated; small differences may be that.")
    told.append(
        f"Sets are at {len(sets.points):,} points in {sets.batch.max() + 1} independent batches; brackets are 95 % intervals. "
        f"A life has {sets.jobs} jobs, alpha is {sets.alpha:g}, and gains of invaders are in costs of an epoch's jobs, "
        f"{figure_of(sets.unit)} USD."
    )
    return told


def _of_idle(found: Found) -> str:
    left = [name for name in found.box.axes if name not in found.idle]
    if not found.idle:
        return "Every axis is felt: none of them is idle in this field."
    idle = "; ".join(f"{name}: {why}" for name, why in found.idle.items())
    acts = f"what a node can do here has {len(left)} of {len(found.box.axes)} directions" + (f" ({', '.join(left)})" if left else "")
    return f"Idle: {idle}. So {acts}."


def _of_surface(crowd: str, surface: Volume, viable: Volume) -> str:
    if viable.estimate == 0:
        return f"Attack surface ({crowd} crowd): no behaviour of the box was found viable, so none is viable and inadmissible."
    of_viable = surface.estimate / viable.estimate
    return (
        f"Attack surface ({crowd} crowd): {_interval(surface)} of the box is viable and not admissible, "
        f"{of_viable:.0%} of all that is viable."
    )


def _of_erosion(found: Found) -> str:
    from analysis.possibility.overlaps import change
    from analysis.possibility.sets import given_audit
    from analysis.possibility.volume import mean_of_batches

    written, effective = found.sets["written"], found.sets["effective"]
    chances = [mean_of_batches(given_audit(one.prospects), one.batch).estimate for one in (written, effective)]
    passed = (
        f"On the mean over the box an audited job passes with {figure_of(chances[0])} before honest verifiers and with "
        f"{figure_of(chances[1])} before the crowd as it is."
    )
    moved = {name: change(written, effective, name) for name in ("admissible", "admissible if audited", "viable")}
    parts = [
        f"{name}: +{_interval(one.gained)} and -{_interval(one.lost)}"
        for name, one in moved.items()
        if one.gained.estimate > 0 or one.lost.estimate > 0
    ]
    if not parts:
        return f"{passed} At none of the points do the sets differ."
    return f"{passed} The sets change by {'; '.join(parts)}: so far the constraint has eroded."


def _of_population(found: Found, of: Crowded) -> str:
    from cli.possible import intensity_of

    return (
        f"Populations: of all compositions of the {of.nodes} nodes of role {of.role} that adapt, the share from which each entry takes "
        f"all, without luck (basin); and the share of time that it has all, where mutants are rare and imitation has an intensity of "
        f"{figure_of(intensity_of(found.scenario))} per USD (time)."
    )


def _ends(table: DataFrame) -> Any:
    from rich.table import Table

    from analysis.possibility.volume import Volume

    shown = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    shown.add_column("entry")
    shown.add_column("basin", justify="right")
    shown.add_column("time", justify="right")
    for row in table.itertuples(index=False):
        shown.add_row(row.entry, _interval(Volume(row.basin, row.low, row.high)), figure_of(row.time))
    return shown


def as_data(found: Found) -> dict[str, Any]:
    """The findings as plain data."""
    from analysis.possibility.overlaps import change, intersections

    box, both = found.box, list(found.sets.values())
    crowds = {
        crowd: {
            "volumes": {name: sets.volume(name)._asdict() for name in sets.masks},
            "intersections": {name: volume._asdict() for name, volume in intersections(sets).items()},
            "accepted_deviations": found.accepted.get(crowd),
            "estimated": sets.prospects.estimated,
        }
        for crowd, sets in found.sets.items()
    }
    changes = {}
    if len(both) == 2:
        moved = {name: change(both[0], both[1], name) for name in both[0].masks}
        changes = {name: {part: volume._asdict() for part, volume in one._asdict().items()} for name, one in moved.items()}
    return {
        "network": found.scenario.name,
        "box": {"axes": list(box.axes), "low": list(box.low), "high": list(box.high), "at": dict(box.at)},
        "jobs": both[0].jobs, "alpha": both[0].alpha, "points": len(both[0].points), "cost_of_epoch": both[0].unit,
        "idle": found.idle, "selection": _of_chosen(found),
        "populations": {of.role: table.to_dict("records") for of, table in found.populations},
        "crowds": crowds, "effective_less_written": changes, "notes": sentences(found),
    }  # fmt: skip


def _of_chosen(found: Found) -> dict[str, Any]:
    along = {
        axis: {"rests": [rest._asdict() for rest in one.rests], "mutually_invasible": one.mutual, "pair": one.pair}
        for axis, one in found.chosen.along.items()
    }
    return {"along": along, "not_invaded": found.chosen.stable}
