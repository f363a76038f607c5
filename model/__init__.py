"""The network and its laws; knows nothing of sweeps, tables, pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model import networks
    from model.expectation import utility
    from model.field.crowd import Crowd
    from model.network import InferenceNetwork
    from model.run import Run, simulate
    from model.scenario import Scenario
    from model.strategies.traits import behaviour

__version__ = "0.1.0"
__all__ = ["Crowd", "InferenceNetwork", "Run", "Scenario", "behaviour", "networks", "simulate", "utility"]

_HOMES = {
    "Crowd": "model.field.crowd",
    "InferenceNetwork": "model.network",
    "Run": "model.run",
    "Scenario": "model.scenario",
    "behaviour": "model.strategies.traits",
    "simulate": "model.run",
    "utility": "model.expectation",
}


def __getattr__(name: str) -> Any:
    # Mesa takes a second to import, and a sweep's worker does without it.
    import importlib

    if name == "networks":
        return importlib.import_module("model.networks")
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'model' has no attribute {name!r}")
