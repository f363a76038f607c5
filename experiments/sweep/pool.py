"""Processes on this machine as a standard executor: each has a pool of its own, so a death has one chunk to blame."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary


class Processes(Executor):
    """Processes of which each does one task at a time; a dead one is replaced when its turn comes.

    Parameters
    ----------
    count : int
    """

    def __init__(self, count: int) -> None:
        self._seats = [_Seat() for _ in range(count)]
        self._births: WeakKeyDictionary[Future[Any], Future[int]] = WeakKeyDictionary()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a task to an idle process; there must be one."""
        seat = next(seat for seat in self._seats if seat.idle)
        future = seat.submit(fn, *args, **kwargs)
        self._births[future] = seat.birth
        return future

    def begun(self, future: Future[Any]) -> bool:
        """Whether the process of a task had come to life."""
        birth = self._births[future]
        return birth.done() and birth.exception() is None

    def processes(self) -> list[int]:
        """Numbers of the processes that have come to life."""
        births = [seat.birth for seat in self._seats]
        return [birth.result() for birth in births if birth.done() and not birth.cancelled() and birth.exception() is None]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End all processes; with `cancel_futures` at once, else when they have done their tasks."""
        for seat in self._seats:
            seat.close(at_once=cancel_futures)
        for seat in self._seats:
            seat.pool.shutdown(wait=wait, cancel_futures=cancel_futures)


class _Seat:
    """A pool of one process."""

    def __init__(self) -> None:
        self._task: Future[Any] | None = None
        self._open()

    def _open(self) -> None:
        self.pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=guard, initargs=(os.getpid(),))
        with undisturbed():
            self.birth: Future[int] = self.pool.submit(os.getpid)

    @property
    def idle(self) -> bool:
        return self._task is None or self._task.done()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        try:
            self._task = self.pool.submit(fn, *args, **kwargs)
        except BrokenExecutor:
            self.pool.shutdown(wait=False)
            self._open()
            self._task = self.pool.submit(fn, *args, **kwargs)
        return self._task

    def close(self, at_once: bool) -> None:
        """End the process; what it writes is whole or not there, so that may be at any moment."""
        processes: dict[int, Any] = dict(getattr(self.pool, "_processes", None) or {})
        for process in processes.values() if at_once else ():
            with suppress(OSError, ValueError):
                process.kill()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Processes that are started within neither hear Ctrl-C nor run the user's script once more."""
    main = sys.modules["__main__"]
    resource_tracker.ensure_running()  # starting it would let Ctrl-C through again
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        if blocked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def guard(parent: int) -> None:
    """Make a worker end with its driver, and leave Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
