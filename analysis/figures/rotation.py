"""The study ``rotation``: orbits under a mild and a harsh slash, and integrity and swing over the slash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.figures import frame, style
from analysis.figures.kinds import simplex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHARES = {"verifiers": "a", "lazies": "b", "attackers": "c"}
"""Corners of the simplex."""


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw two orbits, and integrity and swing over the slash, on a double column.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``orbits``: columns ``slash, bounty, epoch, verifiers, lazies, attackers``; ``means``: ``bounty, slash, what, mean, low, high,
        seeds``; ``laws``: ``bounty, slash, verifiers, lazies, attackers, integrity, growth``.
    """
    orbits, means, laws = (tables[name] for name in ("orbits", "means", "laws"))
    with style.figure(style.DOUBLE_COLUMN, 0.62) as figure:
        panels = figure.subplot_mosaic([["mild", "harsh"], ["integrity", "swing"]], height_ratios=[1.15, 1.0])
        slashes = sorted(set(orbits["slash"]))
        for name, slash in zip(("mild", "harsh"), (slashes[0], slashes[-1]), strict=True):
            _orbit(panels[name], orbits[orbits["slash"] == slash], laws)
        for name in ("integrity", "swing"):
            _over_slash(panels[name], means[means["what"] == name], laws if name == "integrity" else None)
        panels["integrity"].set_ylabel("integrity (1)")
        panels["swing"].set_ylabel("swing of verifiers (1)")
        frame.letters(
            [panels[name] for name in ("mild", "harsh", "integrity", "swing")],
            [f"slash {slashes[0]:g} checks, one run", f"slash {slashes[-1]:g} checks, one run", "outputs that are right", "wider turns"],
        )
        frame.legend(figure)
        epochs = int(orbits["epoch"].max())
        frame.caption(
            figure,
            f"a, b: one seed, {epochs} epochs, bounty {orbits['bounty'].iloc[0]:g} checks, rest point of F2 (open where it repels); c, d: means "
            f"of {int(means['seeds'].min())} seeds a point over the second half of the run, bars 95 % intervals.",
        )
    return figure


def _orbit(axes: Axes, orbit: pd.DataFrame, laws: pd.DataFrame) -> None:
    slash, bounty = float(orbit["slash"].iloc[0]), float(orbit["bounty"].iloc[0])
    mine = laws[laws["bounty"] == bounty]
    rest = mine.loc[[(mine["slash"] - slash).abs().idxmin()]]
    kind = "stable" if float(rest["growth"].iloc[0]) < 0 else "unstable"
    simplex.draw(
        axes, orbit.rename(columns=SHARES).assign(series="run"), ("verifiers", "lazies", "attackers"),
        rests=rest.rename(columns=SHARES).assign(kind=kind), colour=style.BLUE,
    )  # fmt: skip


def _over_slash(axes: Axes, means: pd.DataFrame, laws: pd.DataFrame | None) -> None:
    for place, bounty in enumerate(sorted(set(means["bounty"]))):
        mine = means[means["bounty"] == bounty]
        errors = [mine["mean"] - mine["low"], mine["high"] - mine["mean"]]
        axes.errorbar(
            mine["slash"], mine["mean"], yerr=errors, fmt=style.marker(place), color=style.SERIES[place], ms=4, elinewidth=0.9,
            label=f"bounty {bounty:g} checks", zorder=3,
        )  # fmt: skip
        if laws is not None:
            law = laws[laws["bounty"] == bounty]
            axes.plot(
                law["slash"], law["integrity"], color=style.BLACK, ls=style.dashes(place), label=f"at rest (F2), bounty {bounty:g}", zorder=4
            )
    axes.set_xscale("log")
    ticks = sorted(set(means["slash"]))
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel("slash (costs of a check)")
