"""``python -m benchmarks.explore``: what an exploration finds beside uniform sampling, on maps whose truth is known and on a real field.

Prints the bars, and draws cells found against runs with the random baseline, and
where the candidates of each method ended up.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.figures import output
from analysis.figures.reachable import draw_methods
from experiments import store
from experiments.explore.engine import Exploration
from experiments.explore.genome import Budget
from experiments.explore.outcomes import Wanted, parse
from experiments.explore.search import Explorer, Shares
from experiments.explore.selection import generator
from experiments.explore.start import honest_start
from model import door, measures, networks
from model.run import simulate

Method = Literal["rarity", "uniform"]
METHODS: tuple[tuple[str, Method], ...] = (("the rarer of two", "rarity"), ("uniform", "uniform"))
RARE = (Wanted("u", 0.0, 1.0, 20), Wanted("v", 0.0, 1.0, 20))
SQUARE = (Wanted("row", 0.0, 51.0, 51), Wanted("column", 0.0, 11.0, 11))
CENTRES = ((0.5, 0.5), (0.25, 0.25), (0.25, 0.75), (0.75, 0.25), (0.75, 0.75))
NETWORK, OUTCOMES, NODES, EPOCHS, RUNS = "posp", "gini_stake,cartel_stake_share", 40, 16, 20_000


def rare(genes: np.ndarray) -> np.ndarray:
    """Outcomes of the rare-pattern benchmark: each gene's tenth power."""
    return np.asarray(genes**10)


def pattern_square(genes: np.ndarray) -> np.ndarray:
    """Outcomes of the pattern square: five squares of 10 x 10 cells of probability 1e-6 each, in a plain that is one cell."""
    found = np.full((len(genes), 2), 0.5)
    for number, centre in enumerate(CENTRES):
        place = (genes - np.array(centre) + 0.005) / 0.01
        within = np.all((place >= 0) & (place < 1), axis=1)
        found[within] = np.floor(place[within] * 10) + np.array([1.5 + 10 * number, 1.5])
    return found


def played(explorer: Explorer, outcome: Callable[[np.ndarray], np.ndarray], ends: list[np.ndarray] | None = None) -> Explorer:
    """An explorer that was told all it asked for of a map without noise."""
    while (asked := explorer.ask()) is not None:
        values = outcome(np.array([explorer.candidates[candidate] for candidate in asked.candidate]))
        explorer.tell(values)
        if ends is not None:
            ends.append(values)
    return explorer


def toy(wanted: tuple[Wanted, ...], runs: int, seed: int, method: Method, generation: int) -> Explorer:
    """A search without runs again."""
    shares = Shares(uniform=0.0, again=0.0, verify=0.0, generation=generation)
    return Explorer(2, lambda genes: 0.0, wanted, runs, seed, method=method, shares=shares)


def real(method: Method, runs: int = RUNS, seed: int = 1) -> Explorer:
    """An exploration of a shipped network in this process, runs again and all."""
    start = honest_start(networks.load(NETWORK), NODES, EPOCHS)
    asked_for = Exploration(
        start, parse(OUTCOMES, start.scenario), Budget(start.mean_stake * NODES, start.staked), runs, seed, method=method
    )
    explorer, names = asked_for.explorer(), [one.name for one in asked_for.wanted]
    while (asked := explorer.ask()) is not None:
        values = []
        for run in range(asked.start, asked.start + len(asked)):
            spec = asked_for.spec(explorer, asked, run)
            done = simulate(door.change(start.scenario, spec.values), spec.seed)
            values.append([measures.summary(done, names)[name] for name in names])
        explorer.tell(np.array(values))
    return explorer


def _curve(series: str, points: list[tuple[int, int]], less: int = 0) -> pd.DataFrame:
    runs, cells = zip((0, 0), *points, strict=True)
    return pd.DataFrame({"series": series, "runs": runs, "cells": np.maximum(0, np.array(cells) - less)})


def _expected(probabilities: np.ndarray, runs: int) -> pd.DataFrame:
    """Cells that uniform sampling hits on average: the sum of 1 - (1 - p)^n."""
    n = np.linspace(0, runs, 60)
    return pd.DataFrame({"series": "expected of uniform", "runs": n, "cells": [float(np.sum(1 - (1 - probabilities) ** k)) for k in n]})


def speed(nodes: int = 200, epochs: int = 200, probes: int = 60) -> float:
    """Processor seconds of a run of a random candidate, all that a worker does for it."""
    start = honest_start(networks.load(NETWORK), nodes, epochs)
    made = Exploration(start, parse("integrity,gini_stake", start.scenario), Budget(start.mean_stake * nodes, start.staked), 1000)
    genes = generator(1, 2).random((probes, made.code.genes))
    simulate(start.scenario, 0, epochs=2)
    begin = time.process_time()
    for one in genes:
        measures.summary(simulate(door.change(start.scenario, made.code.decode(one).changes(start)), 0), ["integrity", "gini_stake"])
    return (time.process_time() - begin) / probes


def main(out: Path) -> None:
    """Print the bars and draw the figure."""
    ends: dict[str, list[np.ndarray]] = {name: [] for name, _ in METHODS}
    toys = {name: played(toy(RARE, 1_000, 1, method, 50), rare, ends[name]) for name, method in METHODS}
    side = np.diff(np.linspace(0, 1, 21) ** 0.1)
    rare_curves = [_curve(name, one.filled) for name, one in toys.items()] + [_expected(np.outer(side, side).ravel(), 1_000)]
    squares = {name: played(toy(SQUARE, 300_000, 1, method, 500), pattern_square) for name, method in METHODS}
    square_curves = [_curve(name, one.filled, less=1) for name, one in squares.items()] + [_expected(np.full(500, 1e-6), 300_000)]
    fields = {name: real(method, seed=2) for name, method in METHODS}
    for title, found in (("rare patterns", toys), ("pattern square", squares), (NETWORK, fields)):
        print(title, {name: (len(one.archive.cells), len(one.archive.confirmed())) for name, one in found.items()}, "(seen, confirmed)")
    print(f"{speed():.4f} processor seconds a run of 200 nodes and 200 epochs")
    panels: list[tuple[str, Any]] = [
        ("rare patterns", pd.concat(rare_curves)), ("pattern square", pd.concat(square_curves)),
        (f"{NETWORK}, cells seen", pd.concat([_curve(name, one.filled) for name, one in fields.items()])),
    ]  # fmt: skip
    scatter = pd.concat(
        [pd.DataFrame({"series": name, "x": v[:, 0], "y": v[:, 1]}) for name, parts in ends.items() for v in [np.concatenate(parts)]]
    )
    caption = "1,000 and 300,000 runs without noise; the field with half of its runs made again. Dots: where the runs of a ended up."
    files = output.rendered(draw_methods(panels, scatter, ("u", "v"), caption), store.provenance())
    store.write_all(out, {f"explore{suffix}": content for suffix, content in files.items()})


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "runs/benchmark"))
