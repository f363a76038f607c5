"""``cfield networks``: what ships, one line each."""

from __future__ import annotations

from cli.given import print_json
from model import networks


def run(as_json: bool) -> None:
    """Print name, one line and the share of its numbers that are assumed."""
    rows = []
    for name in networks.names():
        scenario = networks.load(name)
        marks = [source.mark for source in scenario.sources.values()]
        references = sorted({s.source for s in scenario.sources.values() if s.mark in ("R", "R2")})
        rows.append(
            {
                "name": name,
                "what": scenario.description.split(". ")[0].split(": ")[0].strip().rstrip(".") if scenario.description else "",
                "description": scenario.description,
                "numbers": len(marks),
                "assumed": sum(mark == "assumed" for mark in marks),
                "sources": references,
            }
        )
    if as_json:
        print_json(rows)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("network", "what it is", "numbers", "assumed", "sources"):
        table.add_column(column, justify="right" if column in ("numbers", "assumed") else "left", no_wrap=column == "network")
    for row in rows:
        table.add_row(row["name"], row["what"], str(row["numbers"]), str(row["assumed"]), "; ".join(_short(row["sources"])))
    Console().print(table)
    print("\n`cfield show NAME` gives every number with its source.")


def _short(sources: list[str]) -> list[str]:
    heads = list(dict.fromkeys(source.split(":")[0].split(",")[0] for source in sources))
    return heads[:3] + ([f"and {len(heads) - 3} more"] if len(heads) > 3 else [])
