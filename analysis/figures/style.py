"""One style for every figure: widths, fonts, one colour per payoff signal, strategy, family, verdict and regime.

Colours are Okabe and Ito's, which colour-blind readers can tell apart. What lies around the panels of a figure (letters,
legend, caption) is in `analysis.figures.frame`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
REGIMES = {
    "extinction": "#4D4D4D", "death spiral": "#661100", "cycling": SKY, "oligarchy": YELLOW, "adversarial capture": VERMILION,
    "wrong convention": PURPLE, "lazy equilibrium": ORANGE, "honest convention": BLUE, "mixed": "#C8C8C8",
}  # fmt: skip
"""By the names of `model.regimes.RULES`, and ``mixed``."""
STRATEGIES = {
    "honest": BLUE,
    "skimmer": ORANGE, "substituter_fp8": "#F3C65B", "substituter_int4": "#B87A00", "rubber_stamp": "#8A5A00",
    "skip_and_withhold": "#FADC9A",
    "cacher": "#C99A2E", "opportunist": "#6B4600", "copier": "#DDB66A", "pre_filler": "#A8700F",
    "corruptor": VERMILION, "edge_hugger": "#F08A4B", "colluder": "#A34700", "griefer": "#7A3400", "withholder": "#F7B58C",
    "sybil": "#C4622A",
    "sleeper": "#5C2600", "accomplice": "#E39A70", "hit_and_run": "#8F4A1F",
    "open": PURPLE,
}  # fmt: skip
"""Tints of the family's colour: strategies of one family are told apart by markers and lines too."""
DIVERGING, SEQUENTIAL = "PuOr", "cividis"
"""Colour maps: of numbers around zero, and of numbers from low to high."""
GREY = "#555555"
"""Of small words and of what is drawn for comparison."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "*")
DASHES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1.5, 1.2)), (0, (5, 1.5, 1.5, 1.5)), (0, (8, 2)), (0, (3, 1, 1, 1, 1, 1)))
SERIES = (BLUE, VERMILION, GREEN, ORANGE, SKY, PURPLE, "#4D4D4D", YELLOW)
"""Colours of what has none of its own, in this order."""
SMALL = 6.5
"""The smallest letters, points."""

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


def colour(name: str) -> str:
    """The colour of a strategy, family, payoff signal, verdict or regime.

    Parameters
    ----------
    name : str

    Returns
    -------
    str

    Raises
    ------
    ValueError
        For a name that has no colour of its own.
    """
    for known in (FAMILIES, STRATEGIES, REGIMES, VERDICTS, SIGNALS):
        if name in known:
            return known[name]
    raise ValueError(
        f"{name!r} has no colour; give the name of a strategy, family, verdict, regime or payoff signal, or colours of your own"
    )


def colours(names: list[str], given: dict[str, str] | None = None) -> dict[str, str]:
    """A colour for each of some names: the given one, its own one, or else the next of `SERIES`."""
    spare = cycle(SERIES)
    own = (given or {}) | {name: colour(name) for name in names if name not in (given or {}) and _has_colour(name)}
    return {name: own[name] if name in own else next(spare) for name in names}


def marker(place: int) -> str:
    """The marker of the series at a place, from 0."""
    return MARKERS[place % len(MARKERS)]


def dashes(place: int) -> Any:
    """The line style of the series at a place, from 0."""
    return DASHES[place % len(DASHES)]


def _has_colour(name: str) -> bool:
    return any(name in known for known in (FAMILIES, STRATEGIES, REGIMES, VERDICTS, SIGNALS))


@contextmanager
def figure(width: float = SINGLE_COLUMN, height_ratio: float = 0.75) -> Iterator[Figure]:
    """An empty figure in the house's style, as long as it is being drawn.

    Parameters
    ----------
    width : float
        Inches: `SINGLE_COLUMN` or `DOUBLE_COLUMN`.
    height_ratio : float
        Height over width.

    Yields
    ------
    matplotlib.figure.Figure
        To be returned from inside the `with`.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(PARAMETERS):
        yield Figure(figsize=(width, height_ratio * width), layout="constrained")


def halo(width: float = 2.6) -> list[Any]:
    """A white rim, so that a black line can be seen on any map."""
    from matplotlib import patheffects

    return [patheffects.withStroke(linewidth=width, foreground="white")]
