"""Evidence: every number of a network file is sourced or marked as assumed, and every source names a number of the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model import door

WORDS = ("name", "description", "sources")
"""What is no number and no choice."""


def numbers_of(data: Mapping[str, Any]) -> list[str]:
    """Paths of a file's numbers and choices: all but its words and the kinds of its parts.

    Parameters
    ----------
    data : mapping
        A network file as plain data.
    """
    given = {key: value for key, value in data.items() if key not in WORDS}
    return [path for path, _ in door.leaves(given) if path.rpartition(".")[2] != "kind"]


def check_sources(data: Mapping[str, Any]) -> None:
    """Refuse a network file with a number that has no source, or a source that names nothing.

    Parameters
    ----------
    data : mapping
        A network file as plain data.

    Raises
    ------
    ValueError
        Naming the path and the remedy.
    """
    sources, numbers = data.get("sources", {}), numbers_of(data)
    for path in numbers:
        if path not in sources:
            raise ValueError(f'{path} has no source; give sources."{path}" a mark and a source, or the mark assumed and why')
    known = {path for path, _ in door.leaves({key: value for key, value in data.items() if key not in WORDS})}
    for path, entry in sources.items():
        if path not in known:
            raise ValueError(f'sources."{path}" names nothing in this file; remove it or mend the path')
        if not entry.get("source", "").strip():
            raise ValueError(f'sources."{path}" says nothing; name the publication, or why the number was assumed')
