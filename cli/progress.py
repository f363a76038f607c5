"""Bars of long verbs, on stderr."""

from __future__ import annotations

from typing import Any


def bar_for(width: int = 34) -> Any:
    """A bar with a description of that width, what is done, and the time so far and to go."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn(f"{{task.description:<{width}}}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), refresh_per_second=4)


def get_kernels_ready(bar: Any) -> bool:
    """Compile what is not on disk, phase by phase on the bar; whether something had to be compiled."""
    from experiments.warm import warm

    compiling = bar.add_task("getting kernels ready", total=1)

    def compiled_so_far(phase: str, done: int, steps: int) -> None:
        bar.update(compiling, description=f"getting kernels ready: {phase}", completed=done, total=steps)

    compiled = warm(compiled_so_far)
    bar.update(compiling, description="kernels compiled" if compiled else "kernels ready")
    return compiled
