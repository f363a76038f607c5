"""Many tasks on all cores, through the standard executor interface."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_tasks[Task, Result](
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    *,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Iterator[tuple[int, Result]]:
    """Run a function over tasks and yield results as they come.

    Parameters
    ----------
    function : callable
        Of module level, so that a worker can import it.
    tasks : sequence
    workers : int, optional
        Processes; all cores when left out, none (this process) when 1.
    executor : concurrent.futures.Executor, optional
        Used instead of processes of our own.

    Yields
    ------
    index, result
        In the order of completion; which tasks run where changes nothing, since
        each task carries its own seeds.
    """
    count = workers or cores()
    if executor is None and count == 1:
        for index, task in enumerate(tasks):
            yield index, function(task)
        return
    pool: Any = executor or ProcessPoolExecutor(min(count, max(1, len(tasks))), mp_context=get_context("spawn"))
    try:
        pending = {pool.submit(function, task): index for index, task in enumerate(tasks)}
        for future in as_completed(pending):
            yield pending[future], future.result()
    finally:
        if executor is None:
            pool.shutdown(wait=True, cancel_futures=True)
