"""Every validation at a glance: measured less closed form, in standard errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.figures import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LIMIT, Z_95 = 4.0, 1.959963984540054
"""A case leaves the rule beyond four standard errors; the band has 95 %."""
RULE = f"|z| < {LIMIT:g}"
"""The rule of the cases that are drawn; those with rules of their own have no place on an axis of standard errors."""
EDGE = 5.3
"""Where what lies beyond the axes is drawn."""


def draw(rows: pd.DataFrame) -> Figure:
    """Draw the cases that are judged by standard errors, a column of dots for each ID; and every failure, by whatever rule.

    Parameters
    ----------
    rows : DataFrame
        Columns ``id, rule, score, verdict``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    drawn = rows[((rows["rule"] == RULE) & ~np.isnan(rows["score"])) | (rows["verdict"] != "holds")]
    with mpl.rc_context(style.PARAMETERS):
        figure = Figure(figsize=(style.DOUBLE_COLUMN, 0.36 * style.DOUBLE_COLUMN), layout="constrained")
        axes = figure.subplots()
        axes.axhspan(-Z_95, Z_95, color="#DDDDDD", lw=0, zorder=0)
        for side in (-LIMIT, LIMIT):
            axes.axhline(side, color=style.BLACK, lw=0.8, ls=(0, (4, 3)), zorder=1)
        axes.axhline(0, color=style.BLACK, lw=1.2, zorder=1)
        names = list(dict.fromkeys(drawn["id"]))
        for place, name in enumerate(names):
            _dots(axes, place, drawn[drawn["id"] == name])
        axes.set_xticks(range(len(names)), names, rotation=40 if len(names) > 12 else 0, ha="right" if len(names) > 12 else "center")
        axes.set_ylim(-5.6, 5.6)
        axes.set_ylabel("measured less closed form\n(standard errors)")
        axes.annotate("rule: 4 standard errors", (1.0, LIMIT + 0.2), xycoords=("axes fraction", "data"), ha="right", fontsize=6.5)
        axes.annotate("95 %", (1.0, Z_95 - 0.2), xycoords=("axes fraction", "data"), ha="right", va="top", fontsize=6.5, color="#555555")
        axes.annotate(
            f"{len(drawn)} of {len(rows)} cases; the others hold by rules of their own", (0.01, -5.2),
            xycoords=("axes fraction", "data"), va="bottom", fontsize=6.5, color="#555555",
        )  # fmt: skip
    return figure


def _dots(axes: object, place: int, mine: pd.DataFrame) -> None:
    """One ID's cases side by side; what lies beyond the axes is drawn at their edge, and so are failures by other rules."""
    z = np.where(mine["rule"] == RULE, np.clip(mine["score"].to_numpy(dtype=float), -EDGE, EDGE), EDGE)
    across = place + (np.linspace(-0.3, 0.3, len(mine)) if len(mine) > 1 else np.zeros(1))
    holds = (mine["verdict"] == "holds").to_numpy()
    axes.plot(across[holds], z[holds], "o", color=style.BLUE, ms=3.4, mew=0, zorder=3)  # type: ignore[attr-defined]
    axes.plot(across[~holds], z[~holds], "X", color=style.VERMILION, ms=5.5, mew=0, zorder=3)  # type: ignore[attr-defined]
