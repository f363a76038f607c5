"""``cfield schema``: every number of a scenario."""

from __future__ import annotations

import textwrap
from typing import Any

from cli.given import figure_of, print_json
from model import door
from model.scenario import Scenario


def run(search: str, as_json: bool) -> None:
    """Print the numbers by section, or as JSON: those that hold a word, or the JSON Schema of all.

    Raises
    ------
    ValueError
        When nothing holds the word.
    """
    if as_json and not search:
        print_json(Scenario.model_json_schema())
        return
    word = search.lower()
    rows = [row for row in door.schema_rows() if word in f"{row['path']} {row['kind']} {row['meaning']}".lower()]
    if not rows:
        raise ValueError(f"no number's path or meaning holds {search!r}; `cfield schema` lists all of them")
    if as_json:
        print_json(rows)
        return
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    wide = max(len(row["path"].rpartition(".")[2]) for row in rows) + 2
    section = None
    for row in rows:
        parent, _, leaf = row["path"].rpartition(".")
        if (parent, row["kind"]) != section:
            console.print(("" if section is None else "\n") + _title(parent, row["kind"]), soft_wrap=True)
            section = parent, row["kind"]
        if leaf == "kind" and row["kind"]:
            continue
        lines = textwrap.wrap(f"{row['meaning']}{_facts(row)}", max(30, console.width - wide - 2))
        for k, line in enumerate(lines or [""]):
            console.print(f"  {escape(leaf) if k == 0 else '':<{wide}}{escape(line)}", soft_wrap=True)


def _title(parent: str, kind: str) -> str:
    return f"[bold]{parent or 'run'}[/bold]" + (f"  (kind = {kind})" if kind else "")


def _facts(row: dict[str, Any]) -> str:
    """Unit, range and default of a row, in brackets behind its meaning."""
    default = row["default"]
    shown = "" if isinstance(default, dict) or default is None or default == "" else f"default {figure_of(default)}"
    facts = [fact for fact in ("" if row["unit"] == "1" else row["unit"], row["range"], shown) if fact]
    return f"  ({'; '.join(facts)})" if facts else ""
