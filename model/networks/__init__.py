"""Real networks as TOML files: every number with its source and evidence mark, or marked as assumed."""

from __future__ import annotations

import difflib
from pathlib import Path

from model import door
from model.scenario import Scenario

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """Names of the networks that ship."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load(name: str | Path) -> Scenario:
    """A network by name, or from a TOML or JSON file.

    Parameters
    ----------
    name : str or path
        A name of :func:`names`, or the path of a file.

    Returns
    -------
    Scenario

    Raises
    ------
    ValueError
        For a name that is neither, with the nearest.
    """
    text = str(name)
    if text in names():
        return door.read(FOLDER / f"{text}.toml")
    if Path(text).suffix in (".toml", ".json") or Path(text).exists():
        return door.read(text)
    near = difflib.get_close_matches(text, names(), 1)
    hint = f"did you mean {near[0]}?" if near else f"shipped: {', '.join(names())}"
    raise ValueError(f"network {text!r} is not known; {hint} (a network of your own is given as a .toml or .json file)")
