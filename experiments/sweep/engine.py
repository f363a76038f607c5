"""Where chunks are run: processes here, or a Dask cluster; both are standard executors."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, Protocol

from experiments.runner import cores


class Gone(Exception):
    """The engine is gone as a whole; what is done is kept."""


class Engine(Protocol):
    """A maker of executors."""

    workers: int
    in_flight: int

    def start(self) -> Executor:
        """A fresh executor."""

    def killed(self, error: BaseException) -> bool:
        """Whether an error means that the worker of a chunk died."""

    def breaks(self) -> bool:
        """Whether one dead worker takes the executor and all that is in flight with it."""

    def gone(self, error: BaseException) -> str:
        """Why nothing can be run any more after this error; empty when work can go on."""

    def stop(self, executor: Executor, now: bool) -> None:
        """End an executor; `now` without waiting for what runs."""


class Local:
    """Processes on this machine."""

    def __init__(self, workers: int = 0) -> None:
        self.workers = workers or cores()
        self.in_flight = self.workers  # all that is in flight is suspect when a worker dies

    def start(self) -> Executor:
        """A fresh pool of spawned processes."""
        return ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"), initializer=guard, initargs=(os.getpid(),))

    def killed(self, error: BaseException) -> bool:
        """A dead process breaks its pool."""
        return isinstance(error, BrokenExecutor)

    def breaks(self) -> bool:
        """The standard pool does."""
        return True

    def gone(self, error: BaseException) -> str:
        """A local pool can always be made anew."""
        return ""

    def stop(self, executor: Executor, now: bool) -> None:
        """End the pool; parts are written whole or not at all, so processes may be ended at any moment."""
        processes: dict[int, Any] = dict(getattr(executor, "_processes", None) or {})
        executor.shutdown(wait=not now, cancel_futures=True)
        for process in processes.values() if now else ():
            process.terminate()


class Cluster:
    """A Dask cluster, by the address of its scheduler or by a scheduler file."""

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise ValueError("--cluster needs the package distributed; install it with the extra: constraint-field[cluster]") from None
        given = {"scheduler_file": address} if address.endswith(".json") else {"address": address}
        try:
            self.client = Client(**given, timeout=10, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise ValueError(f"--cluster {address}: no scheduler answers there ({error}); start one, or give its address") from None
        self.address = address
        self.workers = max(1, sum(self.client.nthreads().values()))
        self.in_flight = 2 * self.workers  # so that no worker waits for the wire

    def start(self) -> Executor:
        """The client's executor; runs are pure only in their numbers, so none is taken from an earlier one."""
        executor: Executor = self.client.get_executor(pure=False, retries=0)
        return executor

    def killed(self, error: BaseException) -> bool:
        """Dask says so after some attempts of its own."""
        return type(error).__name__ == "KilledWorker"

    def breaks(self) -> bool:
        """Dask goes on with the others."""
        return False

    def gone(self, error: BaseException) -> str:
        """A scheduler that died cancels all that was asked of it."""
        lost = isinstance(error, (CancelledError, OSError)) and self.client.status != "running"
        cancelled = type(error).__name__ in ("CancelledError", "FutureCancelledError", "CommClosedError")
        return f"the scheduler at {self.address} is gone" if lost or cancelled else ""

    def stop(self, executor: Executor, now: bool) -> None:
        """Leave the cluster as it was found."""
        executor.shutdown(wait=not now)
        self.client.close(timeout=5)


def guard(parent: int) -> None:
    """Make a worker end with its driver, and leave Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
