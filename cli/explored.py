"""What an exploration has found, in words, as data and drawn; and its plan."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.given import figure_of, print_json
from cli.sweep import clock

if TYPE_CHECKING:
    import pandas as pd

    from analysis.figures.reachable import Axis
    from experiments.explore.engine import Exploration
    from experiments.explore.reached import Difference, Reached, Way

PROBES = 12
MOST_TOLD, WIDTH = 8, 100
"""Cells that a difference names; columns of a line."""


def as_data(found: Reached, other: Reached | None, between: Difference | None, folder: Path) -> dict[str, Any]:
    """The map as plain data, without the cells themselves, which are in the folder."""
    from experiments.explore.reached import notable

    again, checked = found.verified()
    facts: dict[str, Any] = {
        "network": found.network, "folder": str(folder), "runs": found.runs, "spent": found.spent, "without_value": found.missing,
        "outcomes": [axis._asdict() for axis in found.axes], "budget": {"stake": found.stake, "usd": found.usd}, "cells": found.grid.size,
        "seen": len(found.ways), "confirmed": len(found.confirmed), "empty": found.empty, "confirmed_at_least": found.level,
        "empty_bound": found.bound, "unseen": {"estimate": found.unseen, "high": found.unseen_high}, "chao1": found.at_least,
        "verified": {"again": again, "checked": checked},
        "notable": [{"what": what, "where": found.where(way), **way._asdict()} for what, way in notable(found)],
    }  # fmt: skip
    if other is not None and between is not None:
        facts["against"] = {
            "network": other.network, "only_here": [_row(found, way) for way in between.here],
            "only_there": [_row(other, way) for way in between.there], "both": len(between.both), "open": between.open,
            "bound_there": other.bound, "bound_here": found.bound,
        }  # fmt: skip
    return facts


def _row(found: Reached, way: Way) -> dict[str, Any]:
    return {"where": found.where(way), **way._asdict()}


def told_map(found: Reached, folder: Path) -> None:
    """Print the map's summary."""
    from experiments.explore.reached import notable

    names = " x ".join(axis.name for axis in found.axes)
    again, checked = found.verified()
    held = f"; {again} of {checked} were hit again within their interval by fresh runs" if checked else ""
    _say(
        f"{found.network}: {found.nodes} nodes, {found.epochs} epochs, honest start; up to {found.stake:,.4g} tok and "
        f"{found.usd:,.4g} USD may be moved"
    )
    spent = ", ".join(f"{name} {count:,}" for name, count in found.spent.items())
    _say(f"{names}: {found.grid.size} cells, {sum(found.spent.values()):,} runs ({spent})\n")
    _say(f"{len(found.confirmed):>5} confirmed  some way leads there in more than {found.level:.0%} of runs (99 %){held}")
    _say(f"{len(found.ways) - len(found.confirmed):>5} seen       hit, and not shown to be more than luck")
    _say(
        f"{found.empty:>5} empty      a random candidate ends in any given one of them with probability {figure_of(found.bound)} at most "
        f"(95 %); in all that {found.spent.get('uniform', 0):,} random candidates missed, together, {figure_of(found.unseen)}, at most "
        f"{figure_of(found.unseen_high)} (95 %)"
    )
    for what, way in notable(found):
        _say(f"\n{what}: {found.where(way)}")
        _say(f"      {way.words}")
        _say(f"      {way.cost:,.0f} USD; hit {way.hits} of {way.runs} [{way.low:.2f}, {way.high:.2f}]")
    if found.missing:
        _say(f"\n{found.missing:,} runs had no value of an outcome and belong to no cell")
    print(f"\nCells: {folder / 'cells.csv'}\nMap:   {folder / 'reachable.pdf'}")


def told_difference(found: Reached, other: Reached, between: Difference) -> None:
    """Print what can be reached in one field and not in the other."""
    _say(f"\n{found.network} against {other.network}: {len(between.both)} cells confirmed in both, {between.open} not settled")
    for one, rival, ways in ((found, other, between.here), (other, found, between.there)):
        _say(
            f"{len(ways):>5} only in {one.network}: no run of {rival.network} came there (a random candidate with probability "
            f"{figure_of(rival.bound)} at most)"
        )
        for way in sorted(ways, key=lambda way: (way.cost, way.cell))[:MOST_TOLD]:
            chance = f"{way.hits} of {way.runs} [{way.low:.2f}, {way.high:.2f}]"
            _say(f"      {one.where(way)}: {way.words}; {way.cost:,.0f} USD, {chance}")
        if len(ways) > MOST_TOLD:
            print(f"      and {len(ways) - MOST_TOLD} more")


def _say(text: str) -> None:
    """A line, broken at 100 columns under its first word."""
    body = text.strip("\n")
    start = re.match(r" *\d+ (?:confirmed|seen|empty) +| *", body)
    indent = " " * (start.end() if start else 0)
    lines = textwrap.wrap(body, WIDTH, subsequent_indent=indent, break_long_words=False)
    print(text[: len(text) - len(text.lstrip("\n"))] + "\n".join(lines) + text[len(text.rstrip("\n")) :])


def told_plan(exploration: Exploration, folder: Path, workers: int, as_json: bool) -> None:
    """Print what an exploration will take; a few candidates are probed, and nothing is kept."""
    seconds = _probed(exploration)
    from experiments.runner import cores

    count = workers or cores()
    shares, runs = exploration.shares, exploration.runs
    facts: dict[str, Any] = {
        "network": exploration.start.scenario.name, "runs": runs, "seconds_per_run": seconds, "seconds": seconds * runs / count,
        "workers": count, "folder": str(folder), "budget": exploration.budget._asdict(),
        "outcomes": [one._asdict() for one in exploration.wanted], "strategies": list(exploration.start.strategies),
        "genes": dict(exploration.code.table), "uniform": int(shares.uniform * runs), "again": int((shares.again + shares.verify) * runs),
    }  # fmt: skip
    if as_json:
        print_json(facts)
        return
    _say(f"{facts['network']}: {runs:,} runs of {exploration.start.scenario.epochs} epochs, {facts['again']:,} of them again at most")
    _say(f"time    {clock(facts['seconds'])} on {count} cores here ({seconds * 1e3:.3g} ms a run), and some seconds to start")
    _say(f"budget  {exploration.budget.stake:,.4g} tok and {exploration.budget.usd:,.4g} USD for each candidate")
    for one in exploration.wanted:
        _say(f"cells   {one.name}: {one.cells} over {f'{one.low:g} to {one.high:g}' if one.is_known else 'a range that a pilot finds'}")
    print("\nWhat a candidate can do")
    for name, meaning in facts["genes"].items():
        _say(f"  {name:<16} {meaning}")
    _say(f"\nStrategies: {', '.join(facts['strategies'])}")
    print("Nothing was started or written; the same command without --plan begins.")


def _probed(exploration: Exploration) -> float:
    """Mean seconds of a few candidates' runs, one core."""
    import time

    from experiments.explore.selection import generator
    from experiments.warm import warm
    from model import door
    from model.run import simulate

    warm()
    genes = generator(exploration.seed, 99).random((PROBES, exploration.code.genes))
    simulate(exploration.start.scenario, 0, epochs=2)
    start = time.perf_counter()
    for one in genes:
        simulate(door.change(exploration.start.scenario, exploration.code.decode(one).changes(exploration.start)), 0)
    return (time.perf_counter() - start) / PROBES


def _axes_of(found: Reached) -> tuple[Axis, ...]:
    from analysis.figures.reachable import Axis

    units = {"": "", "1": ""}
    return tuple(
        Axis(axis.name.replace("_", " ") + units.get(axis.unit, f", {axis.unit}"), axis.low, axis.high, axis.cells) for axis in found.axes
    )


def _frame(found: Reached) -> pd.DataFrame:
    import pandas as pd

    sure = [way.status == "confirmed" for way in found.ways]
    return pd.DataFrame({
        **{f"place_{k}": [way.place[k] for way in found.ways] for k in range(len(found.axes))},
        "probability": [way.hits / way.runs if yes else float("nan") for way, yes in zip(found.ways, sure, strict=True)],
        "cost": [way.cost if yes else float("nan") for way, yes in zip(found.ways, sure, strict=True)],
    })  # fmt: skip


def _curves(found: Reached) -> pd.DataFrame:
    import pandas as pd

    rows = [("all, half run again", 0, 0), *(("all, half run again", *point) for point in found.filled)]
    rows += [("uniform stream", 0, 0), *(("uniform stream", *point) for point in found.uniform_filled)]
    return pd.DataFrame(rows, columns=["series", "runs", "cells"])


def drawn(found: Reached, **facts: Any) -> dict[str, bytes]:
    """The map, by suffix."""
    from analysis.figures import output
    from analysis.figures.reachable import draw
    from experiments import store

    again, checked = found.verified()
    caption = (
        f"{found.network}, {found.nodes} nodes, {found.epochs} epochs, {sum(found.spent.values()):,} runs, seed {found.seed}. Colour: "
        f"{len(found.confirmed)} confirmed cells (hit probability above {found.level:g} at 99 %; {again} of {checked} hit again within "
        f"their interval); grey: {len(found.ways) - len(found.confirmed)} seen; white: {found.empty} not hit."
    )
    return output.rendered(draw(_axes_of(found), _frame(found), _curves(found), caption), store.provenance(**facts))


def drawn_against(found: Reached, other: Reached, between: Difference) -> dict[str, bytes]:
    """The map of a difference, by suffix."""
    import pandas as pd

    from analysis.figures import output
    from analysis.figures.reachable import draw_against
    from experiments import store

    where = (
        {way.cell: "here" for way in between.here}
        | {way.cell: "there" for way in between.there}
        | {one.cell: "both" for one, _ in between.both}
    )
    places = {way.cell: way.place for reached in (found, other) for way in reached.ways}
    rows = [(*place, where.get(cell, "open")) for cell, place in sorted(places.items())]
    caption = (
        f"Confirmed in one field and hit by no run of the other; {sum(found.spent.values()):,} and {sum(other.spent.values()):,} runs, "
        f"up to {found.stake:,.4g} tok and {found.usd:,.4g} USD."
    )
    figure = draw_against(_axes_of(found), pd.DataFrame(rows, columns=["x", "y", "where"]), (found.network, other.network), caption)
    return output.rendered(figure, store.provenance(networks=[found.network, other.network]))
