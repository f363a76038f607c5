"""What the tests of sweeps share: small sweeps, tables to compare, and sweeps as processes that can be killed."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.sweep import parts, running
from experiments.sweep.lever import Lever
from experiments.sweep.plan import Sweep
from model import door, networks, strategies

ROOT = Path(__file__).parents[3]
AUDIT = "field.verification.audit_probability"

LETHAL = '''
"""A strategy that ends its process for one value of a number."""

import os


class Lethal:
    name = "lethal"
    family = "adversarial"
    source = "a test"
    numbers = {"mortal": 0.0}

    def decide(self, nodes, public, luck):
        if (nodes.numbers["mortal"] == 1.0).any():
            os._exit(9)
        nodes.effort[:] = 0.5
'''


class Inline:
    """An engine in this process, for tests of what is on disk."""

    workers = in_flight = 1
    apart = True

    def executor(self):
        return self

    def submit(self, function, *words):
        future = Future()
        try:
            future.set_result(function(*words))
        except Exception as error:
            future.set_exception(error)
        return future

    def deaths(self, future):
        return None

    def stop(self, now):
        pass


def swept(folder, sweep, **more):
    """Run a sweep here."""
    return running.run(sweep, Path(folder), engine=Inline(), **more)


def small(points=6, seeds=4, nodes=20, epochs=5, **more):
    """A sweep of points x seeds runs."""
    base = door.change(networks.load("posp"), {"nodes.count": nodes})
    lever = Lever(AUDIT, tuple(round(0.9 * k / points + 0.05, 6) for k in range(points)))
    return Sweep(base, levers=(lever,), epochs=epochs, seeds=tuple(range(seeds)), **more)


def lethal(tmp_path, points=8, seeds=3, source=LETHAL, file=None):
    """A sweep one of whose points ends its process."""
    path = file or tmp_path / "lethal.py"
    path.write_text(source)
    strategies.load_plugin(path)
    base = door.change(networks.load("posp"), {"nodes.count": 20, "population.lethal": {"strategy": "lethal", "share": 0.1}})
    lever = Lever("population.lethal.numbers.mortal", tuple(1.0 if k == 2 else k / 10 for k in range(points)))
    return Sweep(base, levers=(lever,), epochs=3, seeds=tuple(range(seeds)), plugins=(str(path),), outcomes=("integrity",))


def table(folder, kind=parts.RUNS, by=("run",)):
    """All rows of a kind, each once, sorted; rows that are there twice are equal."""
    tables = [parts.read(part).to_pandas() for part in parts.listed(Path(folder) / kind)]
    whole = pd.concat(tables, ignore_index=True).drop_duplicates()
    assert not whole.duplicated(list(by)).any()
    return whole.sort_values(list(by)).reset_index(drop=True)


def equal(one, other, kinds=((parts.RUNS, ("run",)),)):
    """Bit for bit the same rows."""
    for kind, by in kinds:
        a, b = table(one, kind, by), table(other, kind, by)
        pd.testing.assert_frame_equal(a, b, check_exact=True)
        for column in a.select_dtypes("float"):
            assert np.array_equal(a[column].to_numpy().view(np.int64), b[column].to_numpy().view(np.int64)), column


SCRIPT = """
import sys
from pathlib import Path
from experiments.sweep import running
from experiments.sweep.engine import Gone
from tests.experiments.sweep import drill
sweep, folder, tell = drill.small(**{sweep!r}), Path({folder!r}), lambda seen: print(seen.done, flush=True)
try:
    ended = running.run(sweep, folder, resume=True, progress=tell, **{options!r})
except (ValueError, Gone) as error:
    print(f"{{type(error).__name__}}: {{error}}", file=sys.stderr)
    sys.exit(2)
except KeyboardInterrupt:
    sys.exit(130)
print("ended", ended.runs, ended.failed)
"""


def started(folder, sweep, *, limit=0, **options):
    """A process that runs a small sweep, in a group of its own; it says after each chunk how many runs are done."""
    code = SCRIPT.format(sweep=sweep, folder=str(folder), options=options)
    if limit:
        code = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n" + code
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, env=environment
    )


def group(leader):
    """Living processes of a process group."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split() if entry.name.isdigit() else []
        except OSError:
            continue
        if fields and int(fields[2]) == leader and fields[0] not in "ZX":
            found.append(int(entry.name))
    return found


def ends(leader, seconds=20.0):
    """Whether all of a process group end within some seconds."""
    until = time.monotonic() + seconds
    while group(leader):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def kill(process):
    """Kill a driver, and nobody else."""
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
