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

RATIO_BARS, FLATNESS_BAR = {"broadcast": 60.0, "dispersed": 60.0, "living": 40.0}, 3.0


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
        for kind in world.WORLDS:
            say(f"{nodes:,} nodes, {kind} world")
            # Above the reference one epoch of plain Mesa is a chunk, and takes its time.
            rows += step.measure(nodes, kind, chunk, chunks if nodes <= REFERENCE else min(chunks, 3))
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
        "phases": {kind: step.phases(reference, kind, chunks) for kind in world.WORLDS},
        "dispatch_us": step.dispatch(chunks),
        "memory": {kind: memory.per_node(reference, kind) for kind in world.WORLDS},
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


def cost(rows: Sequence[dict[str, Any]], nodes: int, kind: str, contestant: str) -> float | None:
    """Nanoseconds per node and epoch of one contestant; None where it did not run."""
    found = (row["ns"] for row in rows if (row["nodes"], row["kind"], row["contestant"]) == (nodes, kind, contestant))
    return next(found, None)


def ratios_of(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many times the baseline's cost is the engine's, at every size where both ran."""
    ratios = []
    for row in rows:
        if row["contestant"] == "baseline":
            engine, agents = (cost(rows, row["nodes"], row["kind"], name) for name in ("engine", "engine_with_agents"))
            if engine and agents:
                ratios.append({
                    "nodes": row["nodes"], "kind": row["kind"], "engine": row["ns"] / engine, "engine_with_agents": row["ns"] / agents,
                })  # fmt: skip
    return ratios


def flatness_of(rows: Sequence[dict[str, Any]], reference: int) -> list[dict[str, Any]]:
    """The engine's cost per node at every size over that at the reference."""
    flatness = []
    for row in rows:
        base = cost(rows, reference, row["kind"], "engine")
        if row["contestant"] == "engine" and base:
            flatness.append({"nodes": row["nodes"], "kind": row["kind"], "over_reference": row["ns"] / base})
    return flatness


def bars(ratios: Sequence[dict[str, Any]], flatness: Sequence[dict[str, Any]], reference: int) -> list[dict[str, Any]]:
    """The bars and whether this run met them, in every world, at the sizes that the bars name."""
    if reference != REFERENCE:
        return []
    judged: list[dict[str, Any]] = []
    for r in ratios:
        if r["nodes"] == reference:
            what = f"{r['kind']}: plain Mesa over engine at {reference:,} nodes"
            judged.append({"what": what, "value": r["engine"], "bar": RATIO_BARS[r["kind"]], "met": r["engine"] >= RATIO_BARS[r["kind"]]})
    for f in flatness:
        if f["nodes"] in (SIZES[0], SIZES[-1]) and f["kind"] != "living":  # flatness is promised with learning off
            what = f"{f['kind']}: engine at {f['nodes']:,} nodes over {reference:,}"
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
    ratio = {(r["nodes"], r["kind"]): r["engine"] for r in result["ratios"]}
    heads = f"{'nodes':>9}  {'world':<9} {'engine':>8} {'shared noise':>13} {'with agents':>12} {'plain Mesa':>11} {'ratio':>7}"
    lines = ["ns per node and epoch, medians", heads]
    for nodes, kind in dict.fromkeys((row["nodes"], row["kind"]) for row in rows):
        costs = [cost(rows, nodes, kind, name) for name in names]
        cells = [f"{c:,.0f}" if c is not None else "-" for c in costs]
        times = f"{ratio[nodes, kind]:.0f}x" if (nodes, kind) in ratio else "-"
        lines.append(f"{nodes:>9,}  {kind:<9} {cells[0]:>8} {cells[1]:>13} {cells[2]:>12} {cells[3]:>11} {times:>7}")
    lines += ["", f"engine by phase at {result['reference']:,} nodes, ns per node and epoch"]
    for kind, spent in result["phases"].items():
        parts = "  ".join(f"{name} {ns:.1f}" for name, ns in spent.items() if ns >= 0.05)
        lines.append(f"  {kind:<9} {parts}")
    lines += ["", f"an epoch of one node: {result['dispatch_us']:.1f} us", "", f"bytes per node at {result['reference']:,} nodes"]
    for kind, held in result["memory"].items():
        lines.append(f"  {kind:<9} " + "  ".join(f"{name.replace('_', ' ')} {size:,.0f}" for name, size in held.items()))
    lines += [""] + [f"{b['what']}: {b['value']:.2f} (bar {b['bar']:.0f}, {'met' if b['met'] else 'missed'})" for b in result["bars"]]
    return "\n".join(lines).rstrip()
