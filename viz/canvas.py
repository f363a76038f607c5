"""From a drawing to the bytes of a picture, whatever thread asks; and the colours of a network's strategies."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable

import matplotlib as mpl
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from analysis.figures import style
from model import InferenceNetwork
from model.scenario import Scenario
from model.strategies import find
from viz.page_network import steady

INK, FAINT, PALE = "#333333", "#8A8A8A", "#D9D9D9"
"""Words and lines, what stands behind, and what is out."""
RESOLUTION = 160
"""Pixels an inch; pictures are five inches wide."""
LIGHTER = (0.0, 0.45, 0.68, 0.25)
"""Share of white in the colour of the first, second, ... strategy of a family."""

PARAMETERS = style.PARAMETERS | {
    "figure.constrained_layout.use": False,  # it draws everything twice
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.labelsize": 9,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
}

_DRAWING = threading.Lock()
"""Matplotlib's parameters belong to the process, and two tabs draw in two threads."""


def picture(draw: Callable[[InferenceNetwork], Figure], model: InferenceNetwork) -> bytes:
    """The PNG of a drawing of a model, which stands still while it is drawn."""
    with steady(model), _DRAWING, mpl.rc_context(PARAMETERS):
        buffer = io.BytesIO()
        draw(model).savefig(buffer, format="png", dpi=RESOLUTION, pil_kwargs={"compress_level": 1})
        return buffer.getvalue()


def colours(scenario: Scenario) -> dict[str, tuple[float, float, float]]:
    """A colour for each strategy of the population: its family's, the lighter the more of them there are."""
    met: dict[str, int] = {}
    found = {}
    for name, entry in scenario.population.items():
        family = find(entry.strategy).family
        white = LIGHTER[met.get(family, 0) % len(LIGHTER)]
        met[family] = met.get(family, 0) + 1
        red, green, blue = (part + (1 - part) * white for part in to_rgb(style.FAMILIES[family]))
        found[name] = (red, green, blue)
    return found


def in_words(name: str) -> str:
    """The name of a strategy for a person, cut off where it would leave the picture."""
    return name.replace("_", " ") if len(name) <= 20 else name.replace("_", " ")[:19] + "\N{HORIZONTAL ELLIPSIS}"


def apart(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Heights near the wanted ones and at least a gap apart, so that labels do not lie on each other."""
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    heights = list(wanted)
    floor = low
    for k in order:
        heights[k] = floor = max(heights[k], floor)
        floor += gap
    ceiling = high
    for k in reversed(order):
        heights[k] = ceiling = min(heights[k], ceiling)
        ceiling -= gap
    return heights
