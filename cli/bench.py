"""``cfield bench``: the engine beside a plain Mesa model."""

from __future__ import annotations

import sys

from cli.given import print_json


def run(as_json: bool, quick: bool) -> None:
    """Measure and print."""
    from benchmarks import bench

    result = bench.run(quick=quick, progress=lambda line: print(line, file=sys.stderr, flush=True))
    if as_json:
        print_json(result)
    else:
        print(bench.table(result))
