"""What ``cfield blind`` prints for people: the axes, the directions in words, sizes of deviations, and checks by runs."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cli.given import figure_of

if TYPE_CHECKING:
    from cli.blind import Answer, Asked
    from experiments.blind import Comparison


def show(answer: Answer, asked: Asked, compared: Sequence[Comparison]) -> None:
    """Print an answer on 100 columns."""
    from rich.console import Console

    from analysis.possibility.words import place_in_words, short

    console = Console(highlight=False, width=100)
    found = answer.found
    for line in (
        f"{answer.scenario.name}: what one epoch's public records tell of one node",
        f"behaviour: {place_in_words(found.place)}",
        f"records in an epoch: {_records(answer)}; crowd: {asked.crowd}",
        f"told: {found.rank} of {len(found.effects)} directions of behaviour, {found.seen} of them within {found.epochs:,} epochs "
        f"to {short(found.resolution)} of the range; blind: {len(found.blind)}",
    ):
        console.print(textwrap.fill(line, 98, subsequent_indent="  "), markup=False)
    console.print()
    _print_table(console, "axes, each by itself", _table_of_axes(answer))
    _print_directions(console, answer)
    if answer.sizes:
        _print_table(console, "a node that runs another model in all segments", _table_of_sizes(answer))
    if compared:
        _print_table(console, "checked by runs: records of two groups of nodes", _table_of_checks(compared))
    if any(source.estimated for source in answer.sources):
        console.print("note: some laws are drawn or take unlike nodes at their means, so numbers are estimates", markup=False)


def _records(answer: Answer) -> str:
    words = {
        "verdicts": "verdicts of its jobs", "counts": "verdicts of its jobs with the votes on them", "votes": "votes on others' jobs",
        "decoys": "answers to planted outputs",
    }  # fmt: skip
    sums = {kind: sum(s.per_epoch for s in answer.sources if s.kind == kind) for kind in words}
    return ", ".join(f"{figure_of(n)} {words[kind]}" for kind, n in sums.items() if n > 0) or "none"


def _print_table(console: Any, title: str, table: Any) -> None:
    console.print(title, style="bold", markup=False)
    console.print(table)


def _table(*columns: tuple[str, str]) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, side in columns:
        table.add_column(name, justify=side, overflow="fold")  # type: ignore[arg-type]
    return table


def _table_of_axes(answer: Answer) -> Any:
    from analysis.possibility.axes import AXES
    from analysis.possibility.information import STEP
    from analysis.possibility.words import epochs_in_words, short

    found = answer.found
    table = _table(
        ("axis", "left"), ("range", "right"), ("information\n(1/range^2)", "right"),
        (f"sd after\n{found.epochs:,} epochs", "right"), (f"a step of {short(STEP)}\nis told after", "right"), ("by", "left"),
    )  # fmt: skip
    for row, (arm, effect) in enumerate(zip(found.place.arms, found.effects, strict=True)):
        value = float(found.matrix[row, row])
        known = "at once" if effect.telling > 0 or effect.jumps else short(value)
        spread = "-" if value == 0 or math.isinf(value) else short(1.0 / math.sqrt(found.epochs * value))
        unit = "" if AXES[arm.axis].unit == "1" else f" {AXES[arm.axis].unit}"
        told = "any step" if effect.jumps else epochs_in_words(answer.steps[arm.axis])
        table.add_row(arm.axis, f"{short(arm.span)}{unit}", known, spread, told, effect.cell.split(",")[0] or "-")
    return table


def _print_directions(console: Any, answer: Answer) -> None:
    from analysis.possibility.words import sentences

    for name, words in sentences(answer.found, answer.reasons):
        text = f"{name}: {words}" if ":" not in name else f"{name}; {words}"
        console.print(textwrap.fill(text, 98, initial_indent="- ", subsequent_indent="  "), markup=False)
    console.print()


def _table_of_sizes(answer: Answer) -> Any:
    from analysis.possibility.words import epochs_in_words, short

    table = _table(("deviation (sigma)", "right"), ("is told after", "right"))
    for size, epochs in answer.sizes:
        table.add_row(short(size), epochs_in_words(epochs))
    return table


def _table_of_checks(compared: Sequence[Comparison]) -> Any:
    table = _table(
        ("pair", "left"), ("must be", "left"), ("records", "right"), ("p", "right"),
        ("would have\nseen", "right"), ("were", "left"), ("", "left"),
    )  # fmt: skip
    for c in compared:
        table.add_row(
            c.contrast.name, "apart" if c.contrast.apart else "alike", f"{sum(c.records):,}", figure_of(float(f"{c.p_value:.2g}")),
            figure_of(float(f"{c.smallest:.2g}")), "apart" if c.differ else "alike", "as said" if c.holds else "NOT as said",
        )  # fmt: skip
    return table
