"""The pictures over time: who is there, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from analysis.figures import style
from model import InferenceNetwork
from model.measures import MEASURES
from model.population import deal
from viz.canvas import FAINT, INK, apart, colours, in_words

POINTS_AT_MOST = 600
"""Points of a line: more would not be seen."""

OUTCOMES: dict[str, tuple[str, str, Any]] = {
    "integrity": ("integrity", style.GREEN, "-"), "acceptance_rate": ("acceptance", style.BLACK, (0, (4, 1.5))),
}  # fmt: skip
"""What comes out of a network: measure, word, colour, line."""


def draw_shares(model: InferenceNetwork) -> Figure:
    """Share of the active nodes that follow each strategy, stacked, over epochs."""
    figure, axes = _blank(model, "Strategies of the active nodes")
    epochs, shares = share_history(model)
    paints = colours(model.settings)
    if len(epochs) == 1:  # nothing has happened yet: the shares at the start, pale
        epochs, shares = np.array([0.0, 1.0]), np.repeat(shares, 2, axis=1)
    begun = model.records.epochs > 0
    axes.stackplot(epochs, shares, colors=list(paints.values()), alpha=1.0 if begun else 0.35, linewidth=0)
    last = np.nan_to_num(shares[:, -1])
    if not last.any():
        axes.text(0.5, 0.5, "no node is active", transform=axes.transAxes, ha="center", color=INK)
    middles = (np.cumsum(last) - last / 2).tolist()
    words = [f"{in_words(name)}  {share:.0%}" for name, share in zip(paints, last, strict=True)]
    _label(axes, middles, words, list(paints.values()))
    return figure


def draw_outcomes(model: InferenceNetwork) -> Figure:
    """Integrity and acceptance, epoch by epoch."""
    figure, axes = _blank(model, "Outputs: accepted, and of these right")
    ends, words, paints = [], [], []
    for name, (label, colour, line) in OUTCOMES.items():
        values = MEASURES[name].of(model.records)
        keep = _thin(len(values))
        axes.plot(keep + 1, values[keep], color=colour, linestyle=line, linewidth=1.6, marker="o" * (len(values) == 1), clip_on=False)
        known = len(values) and np.isfinite(values[-1])
        ends.append(float(values[-1]) if known else 0.5)
        words.append(f"{label}  {values[-1]:.0%}" if known else f"{label}  -")
        paints.append(colour)
    if not model.records.epochs:
        axes.text(0.5, 0.5, "nothing is served yet", transform=axes.transAxes, ha="center", va="center", color=FAINT)
    _label(axes, ends, words, paints)
    return figure


def economy_moves(model: InferenceNetwork) -> bool:
    """Whether nodes leave or enter, or the token's price can change."""
    settings = model.settings
    return model.state.turns_over or settings.market.kind != "fixed" or any(shock.kind == "price" for shock in settings.shocks.values())


def draw_economy(model: InferenceNetwork) -> Figure:
    """Nodes that are there and the token's price, over those of the start."""
    figure, axes = _blank(model, "Nodes and price, over those at the start")
    records, settings = model.records, model.settings
    keep = _thin(records.epochs)
    drawn: list[tuple[str, np.ndarray, float, str, Any]] = [
        ("nodes", records.total("present_nodes"), float(settings.nodes.count), style.BLUE, "-")
    ]
    if settings.market.price > 0:
        drawn.append(("price", records.total("price"), settings.market.price, style.VERMILION, (0, (4, 1.5))))
    paths = [np.concatenate(([1.0], values[keep] / first)) for _, values, first, _, _ in drawn]
    top = 1.15 * max(1.0, *(float(path.max()) for path in paths))
    for path, (_, _, _, colour, line) in zip(paths, drawn, strict=True):
        axes.plot(np.concatenate(([0], keep + 1)), path, color=colour, linestyle=line, linewidth=1.6)
    axes.set_ylim(0, top)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    said = [
        f"{name}  {path[-1] * first:,.4g}{' USD' * (name == 'price')}" for path, (name, _, first, _, _) in zip(paths, drawn, strict=True)
    ]
    _label(axes, [float(path[-1]) / top for path in paths], said, [colour for *_, colour, _ in drawn])
    return figure


def share_history(model: InferenceNetwork) -> tuple[np.ndarray, np.ndarray]:
    """Epochs from 0, and the share of each strategy then, (strategies, epochs); the first are those of the start."""
    count = model.settings.nodes.count
    start = np.array(deal(model.settings.population, count), dtype=float)[:, None] / count
    keep = _thin(model.records.epochs)
    later = np.array([model.records.share(name)[keep] for name in model.settings.population]).reshape(len(start), len(keep))
    return np.concatenate(([0], keep + 1)), np.hstack((start, later))


def _thin(epochs: int) -> np.ndarray:
    """Evenly spaced epochs, the first and the last among them."""
    return np.unique(np.linspace(0, epochs - 1, min(epochs, POINTS_AT_MOST)).round().astype(int)) if epochs else np.zeros(0, dtype=int)


def _blank(model: InferenceNetwork, title: str) -> tuple[Figure, Axes]:
    """Axes of shares over epochs, with room for labels at the right."""
    figure = Figure(figsize=(5.0, 2.5))
    axes = figure.add_axes((0.105, 0.185, 0.53, 0.7))
    axes.set_title(title, pad=8)
    axes.set_xlim(0, max(1, model.records.epochs))
    axes.set_ylim(0, 1)
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(axis="y", color=FAINT, alpha=0.25, linewidth=0.6)
    return figure, axes


def _label(axes: Axes, wanted: list[float], words: list[str], paints: Sequence[Any]) -> None:
    """Words at the right, at the height (of the axes') of what they name, each behind a square of its colour."""
    across = axes.transAxes
    for height, text, paint in zip(apart(wanted, 0.105, 0.03, 0.97), words, paints, strict=True):
        axes.plot([1.045], [height], marker="s", markersize=6, color=paint, transform=across, clip_on=False)
        axes.text(1.075, height, text, transform=across, va="center", size=9, color=INK)
