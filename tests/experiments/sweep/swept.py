"""Small sweeps that are run in this process, chunk by chunk, as workers run them."""

import json
import pickle

from experiments.sweep import files, folder, parts
from experiments.sweep.batch import every_point
from experiments.sweep.work import Chunk, work

DATA = {
    "network": "none", "set": {"nodes.count": 20}, "epochs": 5, "seeds": 3, "outcomes": ["integrity", "welfare"],
    "levers": {"hours_per_epoch": [12, 24], "nodes.compute_cost": [0.001, 0.01, 0.1]},
}  # fmt: skip


def swept(path, data=None, runs=None, size=4, version=None):
    """The folder of a sweep of which these runs are done."""
    sweep = files.sweep_of(DATA if data is None else data)
    points = sweep.points()
    context, batch = sweep.context(points), every_point(points, sweep.seeds, sweep.luck)
    numbers = list(range(len(batch)) if runs is None else runs)
    description = {"sweep": sweep.described(points), "model_version": version or context.version, "shard": [0, 1]}
    path.mkdir(parents=True)
    (path / folder.DESCRIPTION).write_text(json.dumps(description))
    for first in range(0, len(numbers), size):
        work(Chunk(pickle.dumps(context), str(path), tuple(batch.spec(run) for run in numbers[first : first + size])))
    return path


def spoil(path, run, error="ValueError: made to fail", keep=True):
    """Write a part that says that a run failed; `keep`: beside the part that says it was done."""
    for part in parts.listed(path / parts.RUNS):
        table = parts.read(part)
        rows = table["run"].to_numpy() == run
        if rows.any():
            row = table.filter(rows).to_pylist()[0] | {"integrity": None, "welfare": None, "status": parts.FAILED, "error": error}
            parts.write(path / parts.RUNS, run, run + 1, type(table).from_pylist([row], table.schema))
            if not keep:
                parts.drop(part, table, rows)
            return
