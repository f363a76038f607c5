"""Figures of the study ``false_accusation``: what a rule lets pass against whom it expels, along the tolerance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import frame, style

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WORDS = {"alike": "Machines alike", "flaky": "A fifth with three times the noise", "biased": "Two kinds 10 sigma apart"}
LINES = (
    (1, "every", 1, "one strike", style.VERMILION, "o"), (1, "every", 3, "three strikes", style.ORANGE, "s"),
    (1, "in a row", 3, "three in a row", style.BLUE, "^"), (3, "every", 1, "one strike, majority of three", style.GREEN, "D"),
)  # fmt: skip
LEAST = 1e-4
"""Shares of honest nodes below this are drawn at it."""
SPARED, HORIZON = 0.01, 200.0


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Audits that FP8 survives against honest nodes expelled, along the tolerance; double column."""
    points, law = tables["points"], tables["law"]
    with style.figure(style.DOUBLE_COLUMN, 0.45) as figure:
        panels = figure.subplots(1, len(WORDS), sharey=True)
        for axes, world in zip(panels, WORDS, strict=True):
            _rules(axes, points[points["world"] == world])
            for (rule, strikes), dash in ((("every", 1), style.dashes(0)), (("in a row", 3), style.dashes(1))):
                rows = law[(law["world"] == world) & (law["rule"] == rule) & (law["strikes"] == strikes) & (law["honest_expelled"] > LEAST)]
                label = f"closed form, {'one strike' if strikes == 1 else 'three in a row'}"
                axes.plot(rows["honest_expelled"], rows["fp8_audits"], color=style.BLACK, ls=dash, lw=0.9, label=label, zorder=4)
            axes.set(xscale="log", yscale="log", xlim=(0.7 * LEAST, 1.2), ylim=(0.8, 1.3 * HORIZON), xlabel="honest nodes expelled")
            axes.axvline(SPARED, color=style.GREY, lw=0.7, ls=(0, (1, 2)), zorder=1)
        panels[0].set_ylabel("audits an FP8 node survives")
        panels[0].yaxis.set_major_formatter("{x:g}")
        frame.letters(list(panels), list(WORDS.values()))
        frame.legend(figure)
        frame.caption(
            figure,
            f"Along each line the tolerance grows from right to left. {int(points['seeds'].min())} seeds a point, 50 honest nodes each; "
            f"bars: 95 % intervals; shares below {LEAST:g} stand at it; dotted: one honest node in a hundred.",
        )
    return figure


def _rules(axes: Axes, points: pd.DataFrame) -> None:
    for size, rule, strikes, label, colour, marker in LINES:
        rows = points[(points["panel_size"] == size) & (points["rule"] == rule) & (points["strikes"] == strikes)].sort_values("tolerance")
        if len(rows):
            axes.errorbar(
                np.maximum(rows["honest_expelled"], LEAST), rows["fp8_audits"], yerr=1.96 * rows["fp8_audits_error"], marker=marker, ms=3.2,
                mew=0, color=colour, lw=0.9, elinewidth=0.8, label=label, zorder=3,
            )  # fmt: skip


CHEATS = {
    "honest": ("honest", style.BLUE), "near": ("cheat at 5 sigma", style.ORANGE), "fp8": ("FP8, 10 sigma", style.VERMILION),
    "int4": ("INT4, 20 sigma", style.PURPLE),
}  # fmt: skip


def draw_roc(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Cheats expelled against honest nodes expelled by one strike, along the tolerance; double column."""
    points = tables["points"]
    with style.figure(style.DOUBLE_COLUMN, 0.42) as figure:
        panels = figure.subplots(1, len(WORDS), sharey=True)
        for axes, world in zip(panels, WORDS, strict=True):
            rows = points[(points["world"] == world) & (points["panel_size"] == 1) & (points["strikes"] == 1)].sort_values("tolerance")
            honest = np.maximum(rows["honest_expelled"], LEAST)
            for place, (name, (label, colour)) in enumerate(list(CHEATS.items())[1:]):
                axes.plot(
                    honest, rows[f"{name}_expelled"], color=colour, marker=style.marker(place), ms=3.6 - 0.5 * place, lw=1.0, label=label,
                    zorder=3, clip_on=False,
                )  # fmt: skip
            chance = np.geomspace(LEAST, 1.0, 60)
            axes.plot(chance, chance, color=style.GREY, lw=0.7, ls=(0, (1, 2)), label="blind", zorder=1)
            axes.set(xscale="log", xlim=(0.7 * LEAST, 1.2), ylim=(0, 1.04), xlabel="honest nodes expelled")
        panels[0].set_ylabel("cheats expelled")
        frame.letters(list(panels), list(WORDS.values()))
        frame.legend(figure)
        seeds = int(points["seeds"].min())
        frame.caption(
            figure, f"One strike, one verifier, {HORIZON:g} audits; each marker a tolerance; {seeds} seeds a point; shares below {LEAST:g} at it."
        )
    return figure


def draw_curves(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Shares expelled over the tolerance, by one strike and by three in a row, on flaky hardware; double column."""
    points = tables["points"]
    rules = (("every", 1, "One strike"), ("every", 3, "Three strikes"), ("in a row", 3, "Three in a row"))
    with style.figure(style.DOUBLE_COLUMN, 0.42) as figure:
        panels = figure.subplots(1, len(rules), sharey=True)
        for axes, (rule, strikes, _) in zip(panels, rules, strict=True):
            here = points[(points["world"] == "flaky") & (points["panel_size"] == 1)]
            rows = here[(here["rule"] == rule) & (here["strikes"] == strikes)].sort_values("tolerance")
            for place, (name, (label, colour)) in enumerate(CHEATS.items()):
                axes.errorbar(
                    rows["tolerance"], rows[f"{name}_expelled"], yerr=1.96 * rows[f"{name}_expelled_error"], color=colour,
                    marker=style.marker(place), ms=3.2, mew=0, lw=1.0, elinewidth=0.8, label=label, zorder=3, clip_on=False,
                )  # fmt: skip
            axes.set(xlabel="tolerance (sigma)", ylim=(0, 1.04))
        panels[0].set_ylabel(f"expelled in {HORIZON:g} audits")
        frame.letters(list(panels), [words for _, _, words in rules])
        frame.legend(figure)
        seeds = int(points["seeds"].min())
        frame.caption(figure, f"A fifth of the machines has three times the noise; one verifier; bars: 95 % intervals, {seeds} seeds a point.")
    return figure
