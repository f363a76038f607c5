"""``cfield show``: every number of a network with its source, and what each strategy would earn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cli.given import figure_of, print_json, scenario_of
from model import door
from model.scenario import Scenario
from model.schema import schema_rows

SHEET = (
    ("strategy", "strategy", "left"), ("job_class", "job class", "left"), ("acceptance", "P(accept)", "right"), ("revenue", "revenue", "right"),
    ("cost", "cost", "right"), ("expected_slash", "expected\nslash", "right"), ("utility", "utility", "right"),
    ("margin", "margin over\nhonest", "right"), ("break_even_audit", "break-even\naudit rate", "right"),
    ("break_even_slash", "break-even\nslash", "right"),
)  # fmt: skip


def run(network: str, settings: Sequence[str], plugins: Sequence[str], as_json: bool) -> None:
    """Print the numbers and the incentive sheet; nothing is simulated."""
    from model.incentives import incentive_sheet

    scenario, _ = scenario_of(network, settings, plugins)
    numbers = number_rows(scenario)
    sheet = incentive_sheet(scenario)
    if as_json:
        print_json({"name": scenario.name, "description": scenario.description, "numbers": numbers, "incentives": sheet})
        return
    _print(scenario, numbers, sheet)


def number_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """Every number of a scenario: path, value, unit, range, mark and source."""
    about = {row["path"]: row for row in schema_rows()}
    rows = []
    for path, value in door.leaves(scenario.to_dict(sources=False)):
        if path in ("name", "description"):
            continue
        row = about.get(path) or about.get(_template(path)) or {}
        source = scenario.sources.get(path)
        rows.append(
            {
                "path": path,
                "value": value,
                "unit": row.get("unit", ""),
                "range": row.get("range", ""),
                "mark": source.mark if source else "",
                "source": source.source if source else "",
                "meaning": row.get("meaning", ""),
            }
        )
    return rows


def _template(path: str) -> str:
    steps = path.split(".")
    if steps[0] == "job_classes" and len(steps) > 2 and steps[2] == "field":
        return ".".join(steps[2:])
    if len(steps) > 2 and steps[0] in ("population", "types", "job_classes"):
        steps[1] = "NAME"
    if len(steps) > 3 and steps[2] == "numbers":
        steps[3] = "NAME"
    if steps[:2] == ["technology", "fillers"] and len(steps) > 3:
        steps[2] = "NAME"
    return ".".join(steps)


def _print(scenario: Scenario, numbers: list[dict[str, Any]], sheet: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    console.print(f"[bold]{scenario.name}[/bold]  {escape(scenario.description)}\n", highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold", title="Numbers of this network", title_justify="left", title_style="bold")
    for heading in ("path", "value", "unit", "range", "source"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "value" else "left")
    for row in numbers:
        if row["mark"]:
            said = "assumed: " + row["source"] if row["mark"] == "assumed" else f"[{row['mark']}] {row['source']}"
            table.add_row(row["path"], escape(figure_of(row["value"])), row["unit"] if row["unit"] != "1" else "", escape(row["range"]), escape(said))
    console.print(table)
    silent = [row for row in numbers if not row["mark"]]
    if silent:
        what = "The scenario's defaults hold for the rest" if len(silent) < len(numbers) else "No sources are given; these are its numbers"
        console.print(f"\n[bold]{what}[/bold]", highlight=False)
        rest = "; ".join(f"{row['path']} = {figure_of(row['value'])}{' ' + row['unit'] if row['unit'] not in ('', '1') else ''}" for row in silent)
        console.print(escape(rest), highlight=False, style="dim")
    console.print()
    table = Table(
        box=None, pad_edge=False, header_style="bold", title="Incentives: per executed job, in USD, against this network's own crowd of verifiers",
        title_justify="left", title_style="bold",
    )  # fmt: skip
    for _, heading, justify in SHEET:
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for row in sheet:
        mark = " ~" if row.get("estimated") else ""
        table.add_row(*(escape(figure_of(row[key])) + (mark if key == "acceptance" else "") for key, _, _ in SHEET))
    console.print(table)
    if any(row.get("estimated") for row in sheet):
        console.print("~ estimated by Monte Carlo: this crowd and field have no closed form.", highlight=False)
    console.print("A break-even is where the strategy earns as much as honest work; a dash: nowhere in the allowed range.", highlight=False)
