"""Arguments that several verbs share."""

from __future__ import annotations

from typing import Annotated

import typer

Network = Annotated[str, typer.Argument(metavar="NETWORK|FILE", help="A shipped network, or a TOML or JSON file.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Change a number, by full path or unique short name; repeatable.")
]
Plugins = Annotated[
    list[str] | None, typer.Option("--plugin", metavar="FILE.py", help="A Python file with strategies of your own; repeatable.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Workers = Annotated[int, typer.Option("--workers", help="Processes; 0: all cores.", min=0)]
