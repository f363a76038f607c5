"""One style for every figure: widths, fonts, one colour per payoff signal, strategy family and verdict.

Colours are Okabe and Ito's, which colour-blind readers can tell apart.
"""

from __future__ import annotations

from typing import Any

MM = 1 / 25.4
SINGLE_COLUMN, DOUBLE_COLUMN = 89 * MM, 183 * MM
"""Widths of a journal's columns, inches."""

BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE = (
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip

SIGNALS = {"expected": BLUE, "public": GREEN, "own": VERMILION}
SIGNAL_LABELS = {"expected": "expected utility", "public": "public average", "own": "own last epoch"}
SIGNAL_MARKERS = {"expected": "o", "public": "s", "own": "^"}
FAMILIES = {"honest": BLUE, "lazy": ORANGE, "adversarial": VERMILION, "open": PURPLE}
VERDICTS = {"accepted_unaudited": SKY, "accepted_verified": BLUE, "rejected_invalid": VERMILION, "rejected_unavailable": ORANGE}
DIVERGING = "PuOr"

PARAMETERS: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 8,
    "axes.labelsize": 8,
    "axes.titlesize": 8,
    "legend.fontsize": 7,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 1.2,
    "legend.frameon": False,
    "pdf.fonttype": 42,  # fonts are embedded as they are, so that text stays text
    "savefig.dpi": 300,
    "figure.constrained_layout.use": True,
}
