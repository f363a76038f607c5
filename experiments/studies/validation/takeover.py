"""Runs in which one strategy takes over: imitation on expected utilities until one is left."""

from __future__ import annotations

from typing import Any

from experiments.studies.validation.measuring import End

EXPECTED = {"kind": "imitation", "signal": "expected", "revision_rate": 0.5, "intensity": 1e4}
"""Revision that copies whatever is expected to earn more."""
UNTIL_ONE_IS_LEFT: dict[str, Any] = {"epochs": 2_000, "stop_when": "absorbed"}


def takes_over(run: End) -> float:
    """Whether the population's first entry has taken all adapting nodes of its role (1) or none (0).

    Raises
    ------
    ValueError
        For a run that ended before one strategy was left.
    """
    if run.stopped != "absorbed":
        raise ValueError(f"{run!r} ended with several strategies; give it more epochs")
    return float(run.state.followers[:, 0].sum() > 0)
