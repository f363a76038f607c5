"""``python -m benchmarks.sweep``: what a sweep costs beside its model, and beside ``mesa.batch_run`` on the same model and points.

Every figure is taken in one go, contestants in turns. Compare ratios: a busy machine spoils times.
"""

from __future__ import annotations

import json
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import world
from benchmarks.baseline import PlainNetwork
from experiments.runner import cores
from experiments.sweep import parts, running, work
from experiments.sweep.batch import every_point
from experiments.sweep.lever import Lever
from experiments.sweep.plan import Sweep
from model import measures
from model.run import simulate

EPOCHS, POINTS = 100, 4
RATIO_BAR, OVERHEAD_BAR, THROUGHPUT_BAR, MEMORY_BAR = 50.0, 20.0, 0.95, 150.0


def audits(points: int) -> tuple[float, ...]:
    """Audit probabilities evenly around the world's own: the work of a run is a line in them, so its mean is that of the world."""
    return tuple(world.AUDIT_PROBABILITY + 0.5 * ((k + 0.5) / points - 0.5) for k in range(points))


def sweep(nodes: int, epochs: int, points: int, seeds: int, every: int = 0) -> Sweep:
    """A sweep of the audit probability over the benchmark's world."""
    lever = Lever("field.verification.audit_probability", audits(points))
    return Sweep(
        world.scenario(nodes, "broadcast", False), levers=(lever,), epochs=epochs, seeds=tuple(range(seeds)), every=every,
        outcomes=("integrity", "acceptance_rate", "welfare", "detection_rate"),
    )  # fmt: skip


def overhead(chunk: int = 100, repeats: int = 15) -> dict[str, float]:
    """Microseconds of processor a run of a chunk: of the runner itself, and in all beside the simulation; the disk's apart."""
    asked = sweep(2, 1, 10, chunk // 10)
    context, batch = asked.context(asked.points()), every_point(asked.points(), asked.seeds, asked.luck)
    content, specs = pickle.dumps(context), [batch.spec(run) for run in range(chunk)]
    scenarios = [work._scenario_at(context, spec.values) for spec in specs]
    runs = [simulate(scenario, spec.seed, epochs=1) for scenario, spec in zip(scenarios, specs, strict=True)]
    rows = [work.one(context, spec)[0] for spec in specs]
    with tempfile.TemporaryDirectory() as there:
        steps: dict[str, Callable[[], Any]] = {
            "number": lambda: [batch.spec(run) for run in range(chunk)],
            "wire": lambda: pickle.loads(pickle.dumps(work.Chunk(content, there, tuple(specs)))),
            "row": lambda: [work.described(context, spec) for spec in specs],
            "part": lambda: parts.write(Path(there) / parts.RUNS, 0, chunk, parts.table_of(context, rows)),
            "digest": lambda: [context.key(spec) for spec in specs],
            "scenario": lambda: [work._scenario_at(context, spec.values) for spec in specs],
            "summary": lambda: [measures.summary(run, context.outcomes) for run in runs],
        }
        cost = {name: _least(step, repeats) * 1e6 / chunk for name, step in steps.items()}
        cost["disk"] = max(0.0, _least(steps["part"], repeats, time.perf_counter) * 1e6 / chunk - cost["part"])
    own = cost["number"] + cost["wire"] + cost["row"] - cost["digest"] + cost["part"]
    return {**cost, "own": own, "in_all": own + cost["digest"] + cost["scenario"] + cost["summary"]}


def _least(step: Callable[[], Any], repeats: int, clock: Callable[[], float] = time.process_time) -> float:
    """Seconds by a clock: the least of several goes, since others only add to it."""
    times = []
    for _ in range(repeats):
        start = clock()
        step()
        times.append(clock() - start)
    return min(times)


class _Varied(PlainNetwork):
    """The plain model with the lever as a parameter, as ``mesa.batch_run`` wants it."""

    def __init__(self, nodes: int, audit_probability: float, seed: int = 0) -> None:
        super().__init__(nodes, "broadcast", False, seed)
        world.AUDIT_PROBABILITY = audit_probability  # a module's number, since the plain model reads it there


def mesa_rate(nodes: int, epochs: int = EPOCHS, points: int = POINTS) -> float:
    """Runs a second of processor of ``mesa.batch_run`` in this process."""
    import mesa

    before = world.AUDIT_PROBABILITY
    start = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = mesa.batch_run(
                _Varied, {"nodes": nodes, "audit_probability": list(audits(points))},
                rng=[0], max_steps=epochs, number_processes=1, data_collection_period=-1, display_progress=False,
            )  # fmt: skip
    finally:
        world.AUDIT_PROBABILITY = before
    assert len(found) == points
    return points / (time.process_time() - start)


def simulate_rate(nodes: int, epochs: int = EPOCHS, seconds: float = 2.0) -> float:
    """Runs a second of bare ``simulate`` on one core."""
    scenario = world.scenario(nodes, "broadcast", False)
    simulate(scenario, 0, epochs=epochs)
    start, done = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        simulate(scenario, done, epochs=epochs)
        done += 1
    return done / (time.perf_counter() - start)


def chunk_rate(nodes: int, epochs: int = EPOCHS) -> float:
    """Runs a second of processor of one worker: a chunk with its part on disk."""
    asked = sweep(nodes, epochs, POINTS, 10)
    context, batch = asked.context(asked.points()), every_point(asked.points(), asked.seeds, asked.luck)
    with tempfile.TemporaryDirectory() as there:
        chunk = work.Chunk(pickle.dumps(context), there, tuple(batch.spec(run) for run in range(len(batch))))
        work.work(chunk)
        return len(batch) / _least(lambda: work.work(chunk), 3)


def throughput(nodes: int, epochs: int, seconds: float) -> dict[str, float]:
    """A sweep's runs a second over cores x one core's, once its processes are up."""
    one = simulate_rate(nodes, epochs)
    asked = sweep(nodes, epochs, 20, max(4, int(seconds * one * cores() / 20)))
    beats: list[tuple[float, int]] = []
    with tempfile.TemporaryDirectory() as there:
        running.run(asked, Path(there), progress=lambda seen: beats.append((time.perf_counter(), seen.done)))
    first = next(i for i, (_, done) in enumerate(beats) if done >= 2 * cores())
    rate = (beats[-1][1] - beats[first][1]) / (beats[-1][0] - beats[first][0])
    busy = cores() * simulate_busy(nodes, epochs)
    return {"milliseconds": 1e3 / one, "runs_per_second": rate, "share": rate / busy}


def simulate_busy(nodes: int, epochs: int, seconds: float = 10.0) -> float:
    """Runs a second of one of as many processes as there are cores, all busy with ``simulate``: cores share caches and clock."""
    code = f"from benchmarks.sweep import simulate_rate; print(simulate_rate({nodes}, {epochs}, {seconds}))"
    started = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(cores())]
    return statistics.mean(float(process.communicate()[0]) for process in started)


MEMORY = """
import json, resource, sys, tempfile
from pathlib import Path
from multiprocessing import active_children
from benchmarks import sweep as bench
from experiments.sweep import running
from experiments.warm import warm
def resident(pid):
    return next(int(line.split()[1]) / 1024 for line in Path(f"/proc/{{pid}}/status").read_text().splitlines() if line.startswith("VmHWM"))
asked = bench.sweep({nodes}, {epochs}, 10, {seeds}, every={every})
warm()
before, workers = resident("self"), {{}}
def look(seen):
    for child in active_children():
        try:
            workers.setdefault(child.pid, []).append(resident(child.pid))
        except (OSError, StopIteration):
            pass
with tempfile.TemporaryDirectory() as there:
    running.run(asked, Path(there), workers=2, progress=look)
    files = sum(1 for _ in Path(there).rglob("*.parquet"))
print(json.dumps({{"import": before, "driver": resident("self") - before, "worker": max(map(max, workers.values())), "files": files}}))
"""


def memory(nodes: int, epochs: int, runs: int, every: int = 0) -> dict[str, float]:
    """Megabytes: of a driver before it runs, that it takes beyond that, and the most that a worker has in all; and files written."""
    code = MEMORY.format(nodes=nodes, epochs=epochs, seeds=runs // 10, every=every)
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return dict(json.loads(found.stdout))


def run(quick: bool = False, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Measure, and say each figure with its bar.

    Parameters
    ----------
    quick : bool
        Small sizes: a check that all works, not a measurement.
    say : callable
        Takes a line.
    """
    found: dict[str, Any] = {"overhead": overhead(repeats=3 if quick else 15)}
    say(
        "us a run in chunks of 100: "
        + "  ".join(f"{name} {us:.1f}" for name, us in found["overhead"].items())
        + f"  (own: bar {OVERHEAD_BAR:.0f})"
    )
    nodes = 100 if quick else 1_000
    rates = [(mesa_rate(nodes), chunk_rate(nodes)) for _ in range(1 if quick else 3)]
    found["over_mesa"] = statistics.median(ours / theirs for theirs, ours in rates)
    say(f"runs a second over batch_run, {nodes:,} nodes x {EPOCHS} epochs, a core each: {found['over_mesa']:.0f} (bar {RATIO_BAR:.0f})")
    found["throughput"] = throughput(*((100, 50, 0.5) if quick else (5_000, 100, 20.0)))
    say("{milliseconds:.0f} ms a run: {runs_per_second:.1f} runs a second, ".format(**found["throughput"])
        + f"{found['throughput']['share']:.3f} of cores x one busy core (bar {THROUGHPUT_BAR})")  # fmt: skip
    for what, sizes in (("1e3 tiny", (2, 1, 100 if quick else 1_000)), ("1e5 tiny", (2, 1, 300 if quick else 100_000)),
                        ("series", (100, 200, 20 if quick else 200, 1))):  # fmt: skip
        found[what] = memory(*sizes)
        say(f"{what}: " + "  ".join(f"{name} {value:,.0f}" for name, value in found[what].items()) + " (MB, and files)")
    return found


if __name__ == "__main__":
    run(quick="--quick" in sys.argv)
