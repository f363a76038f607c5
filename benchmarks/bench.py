"""The whole benchmark: measure, compare, print."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

from benchmarks import memory, step, world

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (100, 1_000)
REFERENCE = 10_000
"""Nodes at which the ratio is judged and from which flatness is measured."""

RATIO_BAR, RATIO_GOAL, FLATNESS_BAR = 60.0, 100.0, 3.0


def run(sizes: Sequence[int] | None = None, quick: bool = False, progress: Callable[[str], None] | None = None) -> dict[str, Any]:
    """Measure the engine and plain Mesa in turns.

    Parameters
    ----------
    sizes : sequence of int, optional
        Nodes; 100 to 1,000,000 when left out (quick: 100 and 1,000).
    quick : bool
        Short chunks and few of them: a check that all works, not a measurement.
    progress : callable, optional
        Takes one line for each thing that is begun.

    Returns
    -------
    dict
        ``machine, rows, ratios, flatness, phases, dispatch_us, memory, bars``; plain data.
    """
    sizes = tuple(sizes) if sizes else (QUICK_SIZES if quick else SIZES)
    chunk, chunks = (0.02, 3) if quick else (0.3, 7)
    say = progress or (lambda line: None)
    rows = []
    for nodes in sizes:
        for spread in world.SPREADS:
            say(f"{nodes:,} nodes, {spread} traces")
            # Above the reference one epoch of plain Mesa is a chunk, and takes its time.
            rows += step.measure(nodes, spread, chunk, chunks if nodes <= REFERENCE else min(chunks, 3))
    reference = REFERENCE if REFERENCE in sizes else max(n for n in sizes if n <= step.BASELINE_LIMIT or n == min(sizes))
    say(f"phases, dispatch and memory at {reference:,} nodes")
    ratios = ratios_of(rows)
    flatness = flatness_of(rows, reference)
    return {
        "machine": machine(),
        "quick": quick,
        "reference": reference,
        "rows": rows,
        "ratios": ratios,
        "flatness": flatness,
        "phases": {spread: step.phases(reference, spread, chunks) for spread in world.SPREADS},
        "dispatch_us": step.dispatch(chunks),
        "memory": {spread: memory.per_node(reference, spread) for spread in world.SPREADS},
        "bars": bars(ratios, flatness, reference),
    }


def machine() -> dict[str, Any]:
    """What it ran on."""
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count() or 1,
        "python": platform.python_version(),
        **{name: version(name) for name in ("mesa", "numpy", "numba")},
    }


def cost(rows: Sequence[dict[str, Any]], nodes: int, spread: str, contestant: str) -> float | None:
    """Nanoseconds per node and epoch of one contestant; None where it did not run."""
    found = (row["ns"] for row in rows if (row["nodes"], row["spread"], row["contestant"]) == (nodes, spread, contestant))
    return next(found, None)


def ratios_of(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many times the baseline's cost is the engine's, at every size where both ran."""
    ratios = []
    for row in rows:
        if row["contestant"] == "baseline":
            engine, agents = (cost(rows, row["nodes"], row["spread"], name) for name in ("engine", "engine_with_agents"))
            if engine and agents:
                ratios.append({
                    "nodes": row["nodes"], "spread": row["spread"], "engine": row["ns"] / engine, "engine_with_agents": row["ns"] / agents,
                })  # fmt: skip
    return ratios


def flatness_of(rows: Sequence[dict[str, Any]], reference: int) -> list[dict[str, Any]]:
    """The engine's cost per node at every size over that at the reference."""
    flatness = []
    for row in rows:
        base = cost(rows, reference, row["spread"], "engine")
        if row["contestant"] == "engine" and base:
            flatness.append({"nodes": row["nodes"], "spread": row["spread"], "over_reference": row["ns"] / base})
    return flatness


def bars(ratios: Sequence[dict[str, Any]], flatness: Sequence[dict[str, Any]], reference: int) -> list[dict[str, Any]]:
    """The bars and whether this run met them, for both ways of spreading traces, at the sizes that the bars name."""
    if reference != REFERENCE:
        return []
    judged: list[dict[str, Any]] = []
    for r in ratios:
        if r["nodes"] == reference:
            what = f"{r['spread']}: plain Mesa over engine at {reference:,} nodes"
            judged.append({"what": what, "value": r["engine"], "bar": RATIO_BAR, "met": r["engine"] >= RATIO_BAR})
    for f in flatness:
        if f["nodes"] in (SIZES[0], SIZES[-1]):
            what = f"{f['spread']}: engine at {f['nodes']:,} nodes over {reference:,}"
            judged.append({"what": what, "value": f["over_reference"], "bar": FLATNESS_BAR, "met": f["over_reference"] <= FLATNESS_BAR})
    return judged


def table(result: dict[str, Any]) -> str:
    """The result as text.

    Parameters
    ----------
    result : dict
        As from :func:`run`.

    Returns
    -------
    str
    """
    names = ("engine", "engine_shared_noise", "engine_with_agents", "baseline")
    rows = result["rows"]
    ratio = {(r["nodes"], r["spread"]): r["engine"] for r in result["ratios"]}
    heads = f"{'nodes':>9}  {'traces':<9} {'engine':>8} {'shared noise':>13} {'with agents':>12} {'plain Mesa':>11} {'ratio':>7}"
    lines = ["ns per node and epoch, medians", heads]
    for nodes, spread in dict.fromkeys((row["nodes"], row["spread"]) for row in rows):
        costs = [cost(rows, nodes, spread, name) for name in names]
        cells = [f"{c:,.0f}" if c is not None else "-" for c in costs]
        times = f"{ratio[nodes, spread]:.0f}x" if (nodes, spread) in ratio else "-"
        lines.append(f"{nodes:>9,}  {spread:<9} {cells[0]:>8} {cells[1]:>13} {cells[2]:>12} {cells[3]:>11} {times:>7}")
    lines += ["", f"engine by phase at {result['reference']:,} nodes, ns per node and epoch"]
    for spread, spent in result["phases"].items():
        parts = "  ".join(f"{name} {ns:.1f}" for name, ns in spent.items() if ns >= 0.05)
        lines.append(f"  {spread:<9} {parts}")
    lines += ["", f"an epoch of one node: {result['dispatch_us']:.1f} us", "", f"bytes per node at {result['reference']:,} nodes"]
    for spread, held in result["memory"].items():
        lines.append(f"  {spread:<9} " + "  ".join(f"{name.replace('_', ' ')} {size:,.0f}" for name, size in held.items()))
    lines += [""] + [f"{b['what']}: {b['value']:.2f} (bar {b['bar']:.0f}, {'met' if b['met'] else 'missed'})" for b in result["bars"]]
    return "\n".join(lines).rstrip()
