"""``cfield networks``: what ships, one line each, and where its numbers come from."""

from __future__ import annotations

import textwrap
from typing import Any

from cli.given import print_json
from model import networks


def run(as_json: bool) -> None:
    """Print each network's name and what it is; then how many of its numbers are assumed, and the sources of the others."""
    rows = [_row(name) for name in networks.names()]
    if as_json:
        print_json(rows)
        return
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    wide = max(len(str(row["name"])) for row in rows) + 2
    for row in rows:
        lines = textwrap.wrap(row["what"], max(30, console.width - wide))
        console.print(f"[bold]{escape(row['name']):<{wide}}[/bold]{escape(lines[0])}", soft_wrap=True)
        about = f"{row['numbers']} numbers, {row['assumed']} assumed; {'; '.join(row['short_sources'])}"
        for line in lines[1:]:
            console.print(" " * wide + escape(line), soft_wrap=True)
        for line in textwrap.wrap(about, max(30, console.width - wide)):
            console.print(f"{' ' * wide}[dim]{escape(line)}[/dim]", soft_wrap=True)
    print("\n`cfield show NAME`: every number with its source, and what each strategy earns.")


def _row(name: str) -> dict[str, Any]:
    scenario = networks.load(name)
    marks = [source.mark for source in scenario.sources.values()]
    published = sorted({s.source for s in scenario.sources.values() if s.mark in ("R", "R2")})
    return {
        "name": name,
        "what": scenario.description.split(". ")[0].split("; ")[0].strip().rstrip("."),
        "description": scenario.description,
        "numbers": len(marks),
        "assumed": marks.count("assumed"),
        "short_sources": _short(published),
        "sources": published,
    }


def _short(published: list[str]) -> list[str]:
    """Heads of sources, without those that only elaborate on a shorter one."""
    heads: list[str] = []
    for source in sorted(published, key=lambda s: len(_head(s))):
        if not any(head in source for head in heads):
            heads.append(_head(source))
    return sorted(heads)


def _head(source: str) -> str:
    return source.split(":")[0].split(",")[0].split(" as ")[0]
