"""``cfield describe``: what the nodes of a run do at its end, in words, by running it again."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from cli.given import print_json
from cli.kept import read_run
from model.columns import ACTIVE
from model.portrait import Portrait, portrait_of
from model.run import simulate


def run(folder: str, node: int | None, plugins: Sequence[str], as_json: bool) -> None:
    """Run the folder's scenario again, and say what one node does, or what the nodes of each strategy do on average.

    Raises
    ------
    ValueError
        With one line for the user.
    """
    kept = read_run(Path(folder), plugins)
    if node is not None and not 0 <= node < kept.scenario.nodes.count:
        raise ValueError(f"--node {node} is outside [0, {kept.scenario.nodes.count - 1}], the nodes of this run; give one of them")
    state = simulate(kept.scenario, kept.seed).state
    if node is not None:
        found = [portrait_of(state, np.array([node]), f"node {node}, which follows {state.strategy_name(node)}")]
    else:
        active = state.marks[ACTIVE] == 1
        found = [
            portrait_of(state, rows, f"{len(rows)} nodes that follow {name}")
            for e, name in enumerate(kept.scenario.population)
            if len(rows := np.flatnonzero(active & (state.strategy == e)))
        ]
    if as_json:
        print_json({"run": kept.facts, "portraits": [portrait._asdict() for portrait in found]})
        return
    print(f"{kept.scenario.name}, seed {kept.seed}, after epoch {state.epoch}")
    for portrait in found:
        for line in _told(portrait):
            print(line)


def _told(portrait: Portrait) -> Iterator[str]:
    from rich.console import Console

    width = Console().width
    yield from textwrap.wrap(portrait.who, width)
    for sentence in portrait.sentences:
        yield from textwrap.wrap(sentence, width, initial_indent="  ", subsequent_indent="    ")
    spread = {name: value for name, value in portrait.spread.items() if value > 0}
    if spread:
        told = ", ".join(f"{name} {value:.3g}" for name, value in spread.items())
        yield from textwrap.wrap(f"spread among them: {told}", width, initial_indent="  ", subsequent_indent="    ")
