"""What a reader of a figure would stumble over: words cut off, on top of each other, or too small."""

from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from analysis.figures import style


def words_of(figure):
    """Every text that is drawn, with its place in pixels, at the resolution in which figures are stored."""
    figure.set_dpi(style.PARAMETERS["savefig.dpi"])
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    undrawn = set(_of_ticks_beyond_the_limits(figure))
    texts = [text for text in figure.findobj(Text) if text not in undrawn and text.get_visible() and text.get_text().strip()]
    return [(text, text.get_window_extent(renderer)) for text in dict.fromkeys(texts)]


def _of_ticks_beyond_the_limits(figure):
    """Labels of ticks that are not drawn, because they lie beyond the limits of their axis, or because the axes are off."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not low <= tick.get_loc() <= high or not axes.axison or not axes.get_visible():
                    yield from (tick.label1, tick.label2)


def clipped(figure):
    """Texts that leave the figure."""
    edges = figure.bbox
    return [
        text.get_text()
        for text, box in words_of(figure)
        if box.x0 < edges.x0 - 2 or box.x1 > edges.x1 + 2 or box.y0 < edges.y0 - 2 or box.y1 > edges.y1 + 2
    ]


def colliding(figure):
    """Pairs of texts that lie on each other by more than a hair."""

    def over(a, b):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        return wide > 4 and high > 4

    return [(a.get_text(), b.get_text()) for (a, one), (b, other) in combinations(words_of(figure), 2) if over(one, other)]


def tiny(figure):
    """Texts below the smallest letters; what stands above or below a line may be smaller."""
    return [text.get_text() for text, _ in words_of(figure) if text.get_fontsize() < style.SMALL - 1e-9]
