"""What a recording costs: ``python -m benchmarks.recording`` prints a table of ratios to a bare run."""

from __future__ import annotations

from statistics import median
from typing import NamedTuple

from benchmarks import step, world
from model.recording import Recording
from model.records import Records
from model.state import State
from model.step import epoch

SETTINGS: dict[str, dict[str, object]] = {
    "nothing": {},
    "nodes: 2 columns, every 10": {"nodes": ("stake", "effort"), "every": 10},
    "nodes: 2 columns": {"nodes": ("stake", "effort")},
    "nodes: all columns, every 10": {"nodes": Recording.NODES, "every": 10},
    "nodes: all columns": {"nodes": Recording.NODES},
    "jobs: all columns": {"jobs": Recording.JOBS},
    "events": {"events": True},
}
"""What is recorded of a run; without ``every`` in every epoch."""


class Cost(NamedTuple):
    """Cost of a setting: its time over a bare run's, ns per node and epoch, and bytes kept per node and epoch."""

    setting: str
    ratio: float
    ns: float
    bytes: float


def bytes_of(recording: Recording) -> int:
    """Bytes of the recorded tables."""
    return sum(column.nbytes for table in recording.tables().values() for column in table.values())


def advance(setting: dict[str, object], nodes: int) -> tuple[step.Advance, Recording | None]:
    """The loop of ``simulate`` in the benchmarks' world, with this recorded."""
    state = State(world.scenario(nodes), 1)
    records, recording = Records(list(state.scenario.population)), Recording(**setting) if setting else None  # type: ignore[arg-type]

    def run(epochs: int) -> None:
        for _ in range(epochs):
            epoch(state, records.epochs)
            records.take(state)
            if recording is not None:
                recording(state)

    return run, recording


def measure(nodes: int, epochs: int, chunks: int) -> list[Cost]:
    """Time every setting in turns.

    Parameters
    ----------
    nodes : int
    epochs : int
        Of each turn.
    chunks : int
        Turns; medians are taken over them.

    Returns
    -------
    list of Cost
    """
    running = {name: advance(setting, nodes) for name, setting in SETTINGS.items()}
    for run, _ in running.values():
        run(2)
    times: dict[str, list[float]] = {name: [] for name in running}
    for _ in range(chunks):
        for name, (run, _) in running.items():
            times[name].append(step.time_of(run, epochs) / epochs / nodes * 1e9)
    ran, bare = 2 + epochs * chunks, times["nothing"]
    return [
        Cost(
            name,
            median(with_it / without for with_it, without in zip(times[name], bare, strict=True)),
            median(times[name]),
            0.0 if recording is None else bytes_of(recording) / nodes / ran,
        )
        for name, (_, recording) in running.items()
    ]


def main() -> None:
    """Print the table for 1,000 and 10,000 nodes."""
    for nodes, epochs in ((1_000, 100), (10_000, 20)):
        print(f"{nodes} nodes\n{'recorded':<32}{'over bare':>10}{'ns':>8}{'bytes':>8}   per node and epoch")
        for cost in measure(nodes, epochs, 9):
            print(f"{cost.setting:<32}{cost.ratio:>10.2f}{cost.ns:>8.0f}{cost.bytes:>8.1f}")


if __name__ == "__main__":
    main()
