"""The page: Mesa's controls and sliders at the side, the network and its curves in the middle; one model a tab."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import solara
from matplotlib.figure import Figure
from mesa.visualization import SolaraViz
from mesa.visualization.utils import update_counter

from model import InferenceNetwork
from viz.canvas import picture
from viz.choice import chosen
from viz.curves import draw_economy, draw_outcomes, draw_shares, economy_moves
from viz.look import CSS
from viz.nodes import draw_nodes
from viz.page_network import PageNetwork, inputs, page_network, steady
from viz.words import after_words, facts, moved, opening

__all__ = ["Page", "Picture", "View"]


@solara.component
def Page() -> None:
    """The page of the chosen network."""
    kind, failure = solara.use_memo(_kind, [])
    if kind is None:
        solara.Title("Constraint Field")
        solara.Error(failure)
    else:
        Network(kind)


def _kind() -> tuple[type[PageNetwork] | None, str]:
    try:
        return page_network(chosen()), ""
    except ValueError as error:
        return None, str(error)


@solara.component
def Network(kind: type[PageNetwork]) -> None:
    """One tab's network, with Mesa's controls."""
    model = solara.use_reactive(solara.use_memo(kind, []))
    solara.use_effect(lambda: model.value.halt, [model.value])
    solara.Title(f"{kind.base.name} - Constraint Field")
    solara.Style(CSS)
    # The pictures are laid out here: Mesa's draggable grid has one size for every screen.
    SolaraViz(model, components=[], model_params=inputs(kind.levers), play_interval=50, name=f"Constraint Field: {kind.base.name}")
    View(model.value)


@solara.component
def View(model: InferenceNetwork) -> None:
    """Facts, pictures and words of a model, drawn anew after every step."""
    drawn = update_counter.get()
    solara.use_effect(lambda: _tell(model, drawn), [model, drawn])
    with steady(model):
        told = facts(model)
    with solara.v.Html(tag="div", class_="field-view"):
        _text("p", "field-opening", opening(model.settings))
        if isinstance(model, PageNetwork) and model.refusal:
            solara.Error(model.refusal)
        with solara.v.Html(tag="div", class_="field-facts"):
            for name, value in told:
                solara.v.Html(tag="div", children=[_span("field-value", value), _span("field-name", name)])
        if isinstance(model, PageNetwork) and model.moved:
            _text("p", "field-moved", moved(model))
        if model.stopped:
            solara.Info(f"The run has ended ({model.stopped}); Reset begins it anew.")
        with solara.v.Html(tag="div", class_="field-pictures"):
            Picture(model, draw_nodes, "the network's nodes, coloured by strategy")
            with solara.v.Html(tag="div", class_="field-curves"):
                Picture(model, draw_shares, "share of each strategy over epochs")
                Picture(model, draw_outcomes, "integrity and acceptance over epochs")
                if economy_moves(model):
                    Picture(model, draw_economy, "nodes and the token's price over epochs")
        _text("p", "field-words", after_words(model.settings))


def _tell(model: InferenceNetwork, drawn: int) -> None:
    """Tell a network that the page has drawn what was asked of it up to a count."""
    if isinstance(model, PageNetwork):
        model.is_shown = lambda: update_counter.peek() == drawn


@solara.component
def Picture(model: InferenceNetwork, draw: Callable[[InferenceNetwork], Figure], words: str) -> None:
    """A drawing of a model as a picture of its own; any Mesa page can show it as well."""
    update_counter.get()
    data = solara.use_memo(lambda: base64.b64encode(picture(draw, model)).decode(), [id(model), model.records.epochs])
    solara.v.Html(tag="img", class_="field-picture", attributes={"src": f"data:image/png;base64,{data}", "alt": words})


def _text(tag: str, look: str, words: str) -> Any:
    return solara.v.Html(tag=tag, class_=look, children=[words])


def _span(look: str, words: str) -> Any:
    return solara.v.Html(tag="span", class_=look, children=[words])
