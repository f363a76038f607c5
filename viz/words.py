"""What the page says: what is seen, the numbers of the last epoch, and where to read on."""

from __future__ import annotations

import math

from model import InferenceNetwork
from model.scenario import Scenario
from viz.page_network import PageNetwork


def opening(scenario: Scenario) -> str:
    """The first sentence of what the network is."""
    first, stop, _ = scenario.description.partition(". ")
    return first + ("." if stop else "")


def after_words(scenario: Scenario) -> str:
    """How to read the pictures, and where every number is explained."""
    unchecked = all(field.verification.kind == "absent" for field in scenario.fields.values())
    check = " Nobody checks here: add --set field.verification.kind=panel to bring in a check." if unchecked else ""
    return (
        "A dot is a node: its colour is the strategy it follows, its area its stake; squares only verify, hollow dots are out. "
        "Sliders take effect at Reset. "
        f"In a terminal, cfield show {scenario.name} prints every number with its source and what each strategy would earn.{check}"
    )


def facts(model: InferenceNetwork) -> list[tuple[str, str]]:
    """Names and values of what a person watching wants to know, the last epoch's where they change."""
    latest, state = model.latest, model.state
    return [
        ("epoch", f"{model.records.epochs}"),
        ("time", _duration(model.records.epochs * model.settings.hours_per_epoch)),
        ("seed", f"{model.seed}"),
        ("nodes active", f"{int((state.active == 1).sum())} of {state.nodes_present}"),
        ("integrity", _share(latest["integrity"])),
        ("acceptance", _share(latest["acceptance_rate"])),
        ("welfare (USD)", _count(latest["welfare"]) if model.records.epochs else "-"),
    ]


def moved(model: PageNetwork) -> str:
    """The numbers that are other than in the network's file."""
    return "Moved: " + ", ".join(f"{label} {value:g}" for label, value in model.moved.items()) + "."


def _share(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.1%}"


def _count(value: float) -> str:
    return f"{value:,.0f}".replace("-", "\N{MINUS SIGN}")


def _duration(hours: float) -> str:
    return f"{hours:,.4g} h" if hours < 48 else f"{hours / 24:,.1f} d".replace(".0 ", " ")
