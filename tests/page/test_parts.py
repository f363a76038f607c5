"""The page without a browser: every network's, stepped and reset by its own buttons."""

import ipyvuetify
import pytest
import solara

from model import door, networks
from viz import choice
from viz.page import Page


@solara.component
def App():
    """The page within the layout that Solara gives it: bar and sidebar are drawn only there."""
    with solara.AppLayout():
        Page()


def below(widget):
    """A widget and all that is in it."""
    yield widget
    for child in getattr(widget, "children", ()):
        if not isinstance(child, str):
            yield from below(child)


class Rendered:
    """A page, and what a person would do with it."""

    def __init__(self):
        self.box, self.context = solara.render(App(), handle_error=False)

    def press(self, name):
        next(button for button in self.context.find(ipyvuetify.Btn).widgets if button.children and button.children[0] == name).click()

    def is_off(self, name):
        return next(b for b in self.context.find(ipyvuetify.Btn).widgets if b.children and b.children[0] == name).disabled

    def slide(self, label, value):
        next(slider for slider in self.context.find(ipyvuetify.Slider).widgets if slider.label == label).v_model = value

    def all(self, look):
        """Every element of a class, in the order of the page; ``find`` does not look into what it has found."""
        return [widget for widget in below(self.box) if getattr(widget, "class_", "") == look]

    def facts(self):
        values, names = (self.all(look) for look in ("field-value", "field-name"))
        return {name.children[0]: value.children[0] for name, value in zip(names, values, strict=True)}

    def pictures(self):
        return [image.attributes["src"] for image in self.all("field-picture")]

    def messages(self):
        return [alert.children[0] for alert in self.context.find(ipyvuetify.Alert).widgets]


@pytest.fixture
def page(monkeypatch):
    """Opens the page of a scenario; closed after the test."""
    opened = []

    def of(scenario):
        monkeypatch.setattr(choice, "_offered", [scenario] if scenario else [])
        opened.append(Rendered())
        return opened[-1]

    yield of
    for rendered in opened:
        rendered.context.close()


@pytest.mark.parametrize("name", networks.names())
def test_every_network_steps_and_resets(page, name):
    shown = page(networks.load(name))
    before = shown.pictures()
    assert len(before) == 3
    shown.press("Step")
    assert shown.facts()["epoch"] == "1"
    assert not set(before) & set(shown.pictures())
    shown.press("Reset")
    assert shown.facts()["epoch"] == "0"
    assert shown.pictures() == before, "the same seed, the same network"
    assert shown.messages() == []


def test_a_slider_takes_effect_at_reset(page):
    shown = page(networks.load("none"))
    shown.slide("number of nodes", 50)
    assert shown.facts()["nodes active"] == "100 of 100"
    shown.press("Reset")
    assert shown.facts()["nodes active"] == "50 of 50"
    assert shown.all("field-moved")[0].children == ["Moved: number of nodes 50."]


def test_numbers_that_do_not_fit_are_said(page):
    shown = page(networks.load("posp"))
    shown.slide("verification: approvals needed", 3)
    shown.press("Reset")
    assert "field.verification.need = 3" in shown.messages()[0]
    shown.press("Step")
    shown.slide("verification: approvals needed", 1)
    shown.press("Reset")
    assert shown.messages() == []


def test_a_run_that_ends_says_so_and_begins_anew(page):
    """Without a corruptor or a substituter one adapting strategy is left from the first epoch on."""
    alone = {"population.honest.share": 1.0, "stop_when": "absorbed", "nodes.count": 5}
    shown = page(door.change(networks.load("none"), alone))
    shown.press("Step")
    assert shown.messages() == ["The run has ended (absorbed); Reset begins it anew."]
    assert shown.is_off("Step")
    shown.press("Reset")
    assert shown.messages() == []
    assert not shown.is_off("Step")


def test_a_network_that_is_not_known_is_a_message(page, monkeypatch):
    monkeypatch.setenv(choice.VARIABLE, "posq")
    assert "did you mean posp?" in page(None).messages()[0]


def test_the_environment_names_the_network(page, monkeypatch):
    monkeypatch.setenv(choice.VARIABLE, "none")
    assert "epoch" in page(None).facts()
    assert choice.chosen().name == "none"


def test_without_a_word_a_network_is_shown_in_which_strategies_compete(monkeypatch):
    monkeypatch.delenv(choice.VARIABLE, raising=False)
    scenario = choice.chosen()
    assert scenario.adaptation.kind == "imitation"
    assert len(scenario.population) >= 3
