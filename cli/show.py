"""``cfield show``: every number of a network with its source, and what each strategy would earn."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cli.given import figure_of, print_json, scenario_of
from model import door
from model.scenario import MARKS, Scenario
from model.schema import row_of, table_at

if TYPE_CHECKING:
    from model.incentives import Incentive

SHEET = (
    ("name", "strategy", "left"), ("acceptance", "P(accept)", "right"), ("revenue", "revenue", "right"), ("cost", "cost", "right"),
    ("expected_slash", "slash", "right"), ("utility", "utility", "right"), ("margin", "over\nhonest", "right"),
    ("break_even_audit", "b.e.\naudit", "right"), ("break_even_slash", "b.e.\nslash", "right"),
)  # fmt: skip
DEFAULT = "default"
"""Mark of a number without a source that is as the scenario has it: switched off, or assumed."""
GIVEN = "given, no source"
"""Mark of a number that differs from the scenario's own, and nobody says why."""
PART = "given"
"""Mark of the kind of a part that the network names; the description speaks of it."""


def run(network: str, settings: Sequence[str], plugins: Sequence[str], as_json: bool) -> None:
    """Print the numbers and the incentive sheet; nothing is simulated."""
    from model.incentives import incentive_sheet

    scenario, _ = scenario_of(network, settings, plugins)
    numbers = number_rows(scenario)
    sheet = [sheet_row(row) for row in incentive_sheet(scenario)]
    if as_json:
        print_json({"name": scenario.name, "description": scenario.description, "numbers": numbers, "incentives": sheet})
        return
    _print(scenario, numbers, sheet)


def number_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """Every number of a scenario: path, value, unit, range, mark and source."""
    data, untouched = scenario.to_dict(sources=False), dict(door.leaves(Scenario().to_dict(sources=False)))
    rows = []
    for path, value in door.leaves(data):
        if path in ("name", "description"):
            continue
        parent, _, leaf = path.rpartition(".")
        row = row_of(path, table_at(data, parent).get("kind", "")) or {}
        is_default = value in (untouched.get(path), {}) or (leaf != "kind" and value == row.get("default"))
        source = scenario.sources.get(path)
        rows.append(
            {
                "path": path,
                "value": value,
                "unit": row.get("unit", ""),
                "range": row.get("range", ""),
                "mark": source.mark if source else DEFAULT if is_default else PART if leaf == "kind" else GIVEN,
                "source": source.source if source else "",
                "meaning": row.get("meaning", ""),
            }
        )
    return rows


def sheet_row(row: Incentive) -> dict[str, Any]:
    """One row of the incentive sheet as plain data; money in USD per executed job."""
    flows = row.flows
    return {
        "name": row.name,
        "strategy": row.strategy,
        "job_class": row.job_class,
        "in_population": row.in_population,
        "acceptance": row.acceptance.accepted,
        "revenue": flows.revenue + flows.outside_gain,
        "cost": flows.compute_cost + flows.commit_cost,
        "expected_slash": flows.slash + flows.penalty,
        "utility": row.utility,
        "margin": row.margin,
        "break_even_audit": row.break_even_audit,
        "break_even_slash": row.break_even_slash,
        "estimated": row.estimated,
        "standard_error": row.acceptance.standard_error,
    }


def _print(scenario: Scenario, numbers: list[dict[str, Any]], sheet: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    console.print(f"[bold]{escape(scenario.name)}[/bold]  {escape(scenario.description)}\n")
    _print_sheet(console, scenario, sheet)
    console.print("[bold]Every number[/bold]: value, unit, range; then its source")
    marks = "; ".join(f"[{mark}] {words}" for mark, words in MARKS.items() if mark != "assumed")
    console.print(escape(f"{marks}; {DEFAULT}: the scenario's own value, assumed; {GIVEN}: another value, and nobody says why."))
    section = None
    for row in numbers:
        parent, _, leaf = row["path"].rpartition(".")
        if parent != section:
            section = parent
            console.print(f"\n[bold]{escape(parent or 'run')}[/bold]")
        unit = "" if row["unit"] == "1" else row["unit"]
        tail = "" if row["source"] else f"  [dim]{row['mark']}[/dim]"
        console.print(
            f"  {escape(leaf):<22} {escape(figure_of(row['value'])):>12} {unit:<9} [dim]{escape(row['range'])}[/dim]{tail}", soft_wrap=True
        )
        if row["source"]:
            said = f"assumed: {row['source']}" if row["mark"] == "assumed" else f"[{row['mark']}] {row['source']}"
            for line in textwrap.wrap(said, max(40, console.width - 8)):
                console.print(f"      [dim]{escape(line)}[/dim]", soft_wrap=True)


def _print_sheet(console: Any, scenario: Scenario, sheet: list[dict[str, Any]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    for job_class in scenario.job_classes:
        rows = [row for row in sheet if row["job_class"] == job_class]
        title = f"What a job of class {job_class!r} earns its executor (USD per job)"
        table = Table(
            box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold", title=title, title_justify="left", title_style="bold"
        )
        for _, heading, justify in SHEET:
            table.add_column(heading, justify=justify, no_wrap=True)  # type: ignore[arg-type]
        ours = [row for row in rows if row["in_population"]]
        plain_ones = {row["strategy"] for row in ours if not scenario.population[row["name"]].numbers}
        for row in ours + [row for row in rows if not row["in_population"] and row["strategy"] not in plain_ones]:
            cells = [_cell(key, row) for key, _, _ in SHEET]
            table.add_row(*(escape(cell) for cell in cells), style="" if row["in_population"] else "dim")
        console.print(table)
        console.print()
    estimated = " ~: no closed form here: drawn, or approximated." if any(r["estimated"] for r in sheet) else ""
    console.print(
        "Closed forms, before the verifiers of this population. In brackets: shipped strategies that are not in it. b.e.: break-even, the "
        "audit rate or slash at which a strategy earns as much as honest work (slash in the unit of field.settlement.slash); a dash where "
        f"there is none in range.{estimated}{_left_out(scenario)}\n"
    )


def _left_out(scenario: Scenario) -> str:
    """A sentence on what the sheet knows nothing of; empty when there is nothing."""
    parts = {"delegators earn and bear": scenario.delegation.is_on(), "fellows of a cartel owe each other": scenario.cartel.binds()}
    unknown = [what for what, is_on in parts.items() if is_on]
    return f" What {' and what '.join(unknown)} is not in it." if unknown else ""


def _cell(key: str, row: dict[str, Any]) -> str:
    value = row[key]
    if key == "name" and not row["in_population"]:
        return f"({value})"
    if isinstance(value, float):
        places = 4 if key in ("acceptance", "break_even_audit") else 3 if abs(value) < 10 else 2
        text = f"{value:.{places}f}" if abs(value) < 1e5 else f"{value:.4g}"
        return "~" + text if key == "acceptance" and row["estimated"] else text
    return figure_of(value)
