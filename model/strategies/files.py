"""Which file a user's strategy came from, and how it comes back in another process."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from model import strategies

PREFIX = "cfield_plugin_"
"""Head of the name of a plug-in's module; the file's digest follows."""

Origin = tuple[str, str]
"""Path of a plug-in file, and its digest."""


def origin_of(name: str) -> Origin | None:
    """The file that brought a strategy; None for a shipped one, and for one that a session registered itself."""
    module = type(strategies.find(name)).__module__
    if not module.startswith(PREFIX):
        return None
    return str(sys.modules[module].__file__), module.removeprefix(PREFIX)


def origins_of(names: Iterable[str]) -> dict[str, Origin | None]:
    """Where the strategies that do not ship came from."""
    return {name: origin_of(name) for name in sorted(set(names)) if name not in strategies.SHIPPED}


def bring_back(origins: Mapping[str, Origin | None]) -> None:
    """Have strategies as they were: those that are still known stay, others are loaded from their files.

    Parameters
    ----------
    origins : mapping
        As given by ``origins_of``.

    Raises
    ------
    ValueError
        When a file is gone or has changed, or a strategy came from no file and is not registered.
    """
    for name, origin in origins.items():
        if origin is None:
            if name not in strategies.REGISTERED:
                raise ValueError(f"strategy {name!r} came from no file; register it again (model.strategies.register), then resume")
        elif name not in strategies.REGISTERED or (origin_of(name) or ("", ""))[1] != origin[1]:
            _load(name, *origin)


def _load(name: str, path: str, digest: str) -> None:
    remedy = "put the file back as it was, or start anew"
    try:
        now = strategies.digest_of(path)
    except ValueError as error:
        raise ValueError(f"strategy {name!r} came from a file that cannot be read now: {path} (digest {digest}); {remedy}") from error
    if now != digest:
        raise ValueError(f"strategy {name!r}: its file {path} has changed, digest {now} where {digest} was used; {remedy}")
    strategies.PLUGINS.pop(path, None)  # another file may have taken the name since
    strategies.load_plugin(path)
