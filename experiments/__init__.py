"""Which scenarios to run, and where the results lie."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path
from typing import Any


def _check_that_model_is_ours() -> None:
    # Mesa's users have files called model.py; beside a script such a file hides our package.
    spec = importlib.util.find_spec("model")
    found = Path(spec.origin) if spec and spec.origin else None
    if found is not None and found != Path(__file__).parent.parent / "model" / "__init__.py":
        raise ImportError(
            f"`import model` finds {found} and not the package of constraint-field: a script's own folder comes first. "
            f"Rename {found.name}, or run the script from another folder."
        )


_check_that_model_is_ours()

__all__ = ["Sweep", "open_results", "run_sweep"]


def __getattr__(name: str) -> Any:
    # Sweeps bring tables and designs along; who wants none of them does not wait for them.
    if name == "Sweep":
        return importlib.import_module("experiments.sweep.plan").Sweep
    if name in __all__:
        return getattr(importlib.import_module("experiments.sweep.session"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
