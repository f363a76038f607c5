"""Where chunks are run: processes here, or a Dask cluster; both are standard executors."""

from __future__ import annotations

import json
import time
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from experiments.runner import cores
from experiments.sweep.pool import Processes

SUSPECTED = 2
"""Deaths of a worker after which a chunk is cut up, and after which a single run is given up."""
STILLBORN = 3
"""Processes that end before they begin, one after the other, before that is not thought an accident any more."""


class Gone(Exception):
    """The sweep cannot go on; what is done is kept."""


class Engine(Protocol):
    """A maker of executors."""

    @property
    def workers(self) -> int:
        """Chunks that run at a time."""

    @property
    def in_flight(self) -> int:
        """Chunks that are handed out at a time."""

    @property
    def apart(self) -> bool:
        """Whether a dead worker takes its own chunk with it only."""

    def executor(self) -> Executor:
        """The executor, made when it is not there."""

    def deaths(self, future: Future[Any]) -> int | None:
        """Workers that died over a chunk that has ended; None when none did.

        Raises
        ------
        Gone
            When nothing can be run any more.
        """

    def stop(self, now: bool) -> None:
        """End what was started; `now` without waiting for what runs."""


class Local:
    """Processes on this machine.

    Parameters
    ----------
    workers : int
        All cores when 0.
    """

    apart = True

    def __init__(self, workers: int = 0) -> None:
        self.workers = self.in_flight = workers or cores()
        self._processes: Processes | None = None
        self._stillborn = 0

    def executor(self) -> Processes:
        """The processes."""
        if self._processes is None:
            self._processes = Processes(self.workers)
        return self._processes

    def deaths(self, future: Future[Any]) -> int | None:
        """A dead process breaks its pool; one that never began has nobody to blame."""
        begun = self.executor().begun(future)
        self._stillborn = 0 if begun else self._stillborn + 1
        if self._stillborn >= STILLBORN:
            raise Gone("worker processes end before they begin; is there memory for them, and may this program start others?")
        return int(begun) if isinstance(future.exception(), BrokenExecutor) else None

    def stop(self, now: bool) -> None:
        """End the processes."""
        if self._processes is not None:
            self._processes.shutdown(wait=True, cancel_futures=now)
            self._processes = None


class Cluster:
    """A Dask cluster.

    Parameters
    ----------
    address : str
        Of its scheduler, such as ``tcp://10.0.0.1:8786``, or the path of a scheduler file (``.json``).

    Raises
    ------
    ValueError
        When no scheduler answers.
    """

    apart = False  # a worker may have several chunks, and all go with it

    def __init__(self, address: str) -> None:
        self.address = address
        self._client: Any = None
        self._executor: Executor | None = None
        self._counted, self._workers = -1e9, 1
        self.executor()

    def executor(self) -> Executor:
        """The executor of a client; two runs that look alike are two runs, since they write to different places."""
        if self._executor is None:
            self._client = _client(self.address)
            self._executor = self._client.get_executor(pure=False, retries=0)
        assert self._executor is not None
        return self._executor

    @property
    def workers(self) -> int:
        """Threads of all workers; they may come and go."""
        if time.monotonic() - self._counted > 5:
            with suppress(OSError, TimeoutError):  # a scheduler that is gone is found out by its futures
                self._workers = max(1, sum(self._client.nthreads().values()))
            self._counted = time.monotonic()
        return self._workers

    @property
    def in_flight(self) -> int:
        """Twice the workers, so that none waits for the wire."""
        return 2 * self.workers

    def deaths(self, future: Future[Any]) -> int | None:
        """Dask hands a chunk out several times before it says that its workers died; a lost scheduler cancels all chunks."""
        error = None if future.cancelled() else future.exception()
        if future.cancelled() or type(error).__name__ in ("FutureCancelledError", "CommClosedError"):
            raise Gone(f"the scheduler at {self.address} is gone; start one, then resume the sweep")
        return SUSPECTED if type(error).__name__ == "KilledWorker" else None

    def stop(self, now: bool) -> None:
        """Leave the cluster as it was found."""
        if self._executor is not None:
            with suppress(OSError, TimeoutError):
                if self._client.status == "running":
                    self._executor.shutdown(wait=not now)
                self._client.close(timeout=5)
            self._executor = self._client = None


def _client(address: str) -> Any:
    try:
        from distributed import Client
        from distributed.comm.addressing import parse_address, parse_host_port
    except ImportError:
        raise ValueError("--cluster needs the package distributed; install it with the extra: constraint-field[cluster]") from None
    refused = f"--cluster {address}: no scheduler answers there (%s); start one, or give its address"
    try:
        # By itself the client would wait for the file until the end of time.
        there = json.loads(Path(address).read_text())["address"] if address.endswith(".json") else address
        scheme, place = parse_address(there)
        if scheme in ("tcp", "tls"):
            parse_host_port(place)  # a client that is given no port complains once more when it is thrown away
        return Client(there, timeout=10, set_as_default=False)
    except (OSError, TimeoutError, ValueError, KeyError, TypeError) as error:
        raise ValueError(refused % (" ".join(str(error).split()) or type(error).__name__)) from None
