"""What lies around the panels of a figure: their letters, one legend for all, and a small caption at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PAD = 3.0
"""Around legend and caption, points."""


def letters(panels: Sequence[Axes], words: Sequence[str] = ()) -> None:
    """Name the panels a, b, c in their upper left corners.

    Parameters
    ----------
    panels : sequence of Axes
    words : sequence of str
        What each shows, behind its letter; empty for letters alone.

    Raises
    ------
    ValueError
        When there are words, but not one for each panel.
    """
    if words and len(words) != len(panels):
        raise ValueError(f"{len(words)} words for {len(panels)} panels; give one for each, or none")
    for place, axes in enumerate(panels):
        letter = chr(ord("a") + place)
        axes.set_title(f"$\\bf{{{letter}}}$   {words[place]}" if words else f"$\\bf{{{letter}}}$", loc="left")


def legend(figure: Figure, columns: int | None = None) -> None:
    """One legend for all panels, below them; what bears the same name stands in it once.

    Parameters
    ----------
    figure : Figure
    columns : int, optional
        As many as fit, if it is left out.
    """
    named: dict[str, Any] = {}
    for axes in figure.axes:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            named.setdefault(label, handle)
    if not named:
        return
    for count in range(columns or len(named), 0, -1):
        made = figure.legend(
            list(named.values()), list(named), loc="lower center", ncols=count, handlelength=1.8, columnspacing=1.2, borderaxespad=PAD / 7,
            borderpad=0.0,
        )  # fmt: skip
        if count == 1 or columns or made.get_window_extent().width <= figure.bbox.width - 2 * PAD * figure.dpi / 72:
            break
        made.remove()
    _stack(figure)


def caption(figure: Figure, text: str) -> None:
    """A small line inside the figure, at its foot, for seeds, n and what intervals are; it is broken where the figure ends.

    Parameters
    ----------
    figure : Figure
        With constrained layout. A legend of the figure that is made before lies above the caption.
    text : str
    """
    room = figure.bbox.width - 2 * PAD * figure.dpi / 72
    figure.text(
        PAD / (figure.get_figwidth() * 72), PAD / (figure.get_figheight() * 72), "\n".join(_lines(figure, text, room)), fontsize=style.SMALL,
        color=style.GREY, ha="left", va="bottom", linespacing=1.15, gid="caption", in_layout=False,
    )  # fmt: skip
    _stack(figure)


def _stack(figure: Figure) -> None:
    """Caption, legends of the figure above it, panels above those."""
    high = figure.bbox.height
    gap = PAD * figure.dpi / 72
    foot = max((text.get_window_extent().y1 for text in figure.texts if text.get_gid() == "caption"), default=0.0)
    for made in figure.legends:
        if made.get_window_extent().y0 < high / 2:
            made.set_bbox_to_anchor((0.0, foot / high, 1.0, 1.0 - foot / high), transform=figure.transFigure)
            foot = made.get_window_extent().y1 + gap
    engine: Any = figure.get_layout_engine()
    if not hasattr(engine, "get") or "rect" not in engine.get():
        raise ValueError("the figure has no layout; make it with style.figure, and add legend and caption before it is rendered")
    engine.set(rect=(0.0, foot / high, 1.0, 1.0 - foot / high))


def _lines(figure: Figure, text: str, room: float) -> list[str]:
    """Lines no wider than so many pixels; at the dots of the figure, where letters are widest."""
    probe = figure.text(0.0, 0.0, "", fontsize=style.SMALL)
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        probe.set_text(longer)
        if lines[-1] and probe.get_window_extent().width > room:
            lines.append(word)
        else:
            lines[-1] = longer
    probe.remove()
    return lines
