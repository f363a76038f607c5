"""Compile every kernel once, before workers start, and say how far it is."""

from __future__ import annotations

from collections.abc import Callable

from model import door
from model.jit import is_compiled
from model.scenario import Scenario
from model.state import State
from model.step import PHASES


def warm(progress: Callable[[str, int, int], None] | None = None) -> bool:
    """Run one epoch of two small networks, phase by phase, so that all kernels are on disk.

    Parameters
    ----------
    progress : callable, optional
        Called with the phase, its number and the number of steps.

    Returns
    -------
    bool
        Whether something had to be compiled.
    """
    was_cold = not is_compiled()
    networks = [_small(propagation, verification) for propagation, verification in PAIRS]
    steps = len(networks) * len(PHASES)
    for n, scenario in enumerate(networks):
        state = State(scenario, 0)
        for p, phase in enumerate(PHASES):
            if progress is not None:
                progress(phase.name, n * len(PHASES) + p, steps)
            phase.run(state)
    if progress is not None:
        progress("done", steps, steps)
    return was_cold


PAIRS = (("broadcast", "panel"), ("dispersed", "attestation"), ("broadcast", "proof"), ("broadcast", "absent"))


def _small(propagation: str, verification: str) -> Scenario:
    changes = {
        "nodes.count": 8,
        "field.propagation.kind": propagation,
        "field.verification.kind": verification,
        "adaptation.kind": "imitation",
    }
    if verification == "panel":
        changes |= {"audit_probability": 1.0, "panel_size": 3}
    if verification == "attestation":
        changes |= {"jobs.assignment": "uniform", "images.break_rate": 0.5}
    return door.change(Scenario(), changes)
