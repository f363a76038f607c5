"""``cfield schema``: every number of a scenario."""

from __future__ import annotations

from cli.given import figure_of, print_json
from model import door
from model.scenario import Scenario


def run(search: str, as_json: bool) -> None:
    """Print the numbers as a table, or the JSON Schema.

    Raises
    ------
    ValueError
        When nothing holds the word.
    """
    if as_json:
        print_json(Scenario.model_json_schema())
        return
    word = search.lower()
    rows = [row for row in door.schema_rows() if word in row["path"].lower() or word in row["meaning"].lower()]
    if not rows:
        raise ValueError(f"no number's path or meaning holds {search!r}; `cfield schema` lists all of them")
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("path", overflow="fold")
    table.add_column("unit")
    table.add_column("range", overflow="fold")
    table.add_column("default", overflow="fold", max_width=16)
    table.add_column("meaning", overflow="fold")
    for row in rows:
        path = row["path"] + (f" ({row['kind']})" if row["kind"] else "")
        table.add_row(escape(path), row["unit"], escape(row["range"]), escape(_short(row["default"])), escape(row["meaning"]))
    Console().print(table)


def _short(default: object) -> str:
    if isinstance(default, dict):
        return "{...}" if default else ""
    return figure_of(default)
