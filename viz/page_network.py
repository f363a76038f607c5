"""The page's model: a network whose levers are named keywords, so that Mesa's page can build it anew at Reset."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from inspect import Parameter, Signature
from typing import Any, ClassVar

from model import InferenceNetwork, door
from model.scenario import Scenario
from viz.levers import Lever, levers_of

SEED = "0"
"""The seed that the page begins with, as ``cfield run`` does."""

PATIENCE = 10.0
"""Seconds that a network waits to be shown before it runs on unseen."""


class PageNetwork(InferenceNetwork):
    """A network that is built from a few numbers by name, and never fails to be built.

    A combination that does not fit leaves the network as its file has it and
    says why in ``refusal``: an error here would take the whole page down.

    Attributes
    ----------
    refusal : str
        Why the numbers were not taken, or why the run has stopped; empty when all is well.
    moved : dict of float
        The levers that stand elsewhere than in the network's file, by label.
    still : threading.RLock
        Who holds it sees the network stand still between two epochs.
    is_shown : callable
        Whether what the page was last asked to draw is on the screen; the page gives it.
    """

    base: ClassVar[Scenario]
    levers: ClassVar[tuple[Lever, ...]] = ()

    def __init__(self, rng: str | int | None = None, **moved: float) -> None:
        self.refusal, self.still = "", threading.RLock()
        self.is_shown: Callable[[], bool] = lambda: True
        new = {lever: lever.read(moved[lever.name]) for lever in self.levers if lever.read(moved[lever.name]) != lever.value}
        self.moved = {lever.label: value for lever, value in new.items()}
        try:
            # What was not moved is not given, so that it keeps its source.
            scenario = door.change(self.base, {lever.path: value for lever, value in new.items()}) if new else self.base
            super().__init__(scenario, rng=rng.strip() if isinstance(rng, str) else rng)
        except ValueError as error:
            super().__init__(self.base, rng=SEED)
            self.moved = {}
            self.refusal = f"These numbers do not fit, so the network stands as its file has it: {error}"

    def halt(self) -> None:
        """Run no further: Mesa's page would play on when its tab is closed."""
        self.running = False

    def step(self) -> None:
        """Run one epoch, once the last is shown; what a strategy of the user's raises stops the run and is shown."""
        # A page draws anew from the start when a step comes in between, so one that is outrun shows nothing.
        since = time.monotonic()
        while self.running and not self.is_shown() and time.monotonic() - since < PATIENCE:
            time.sleep(0.005)
        with self.still:
            try:
                super().step()
            except ValueError as error:
                self.refusal, self.running = f"The run has stopped: {error}", False


def steady(model: InferenceNetwork) -> AbstractContextManager[object]:
    """Hold a network of the page still: Mesa's page plays it in one thread and draws it in another."""
    return model.still if isinstance(model, PageNetwork) else nullcontext()


def page_network(scenario: Scenario) -> type[PageNetwork]:
    """The page's model of a scenario.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    type
        A class whose signature names the seed and every lever, and nothing else:
        Mesa adds a ``scenario`` of its own to a class that takes any keyword.
    """
    levers = levers_of(scenario)

    def start(self: PageNetwork, **given: Any) -> None:
        bound = signature.bind(self, **given)
        bound.apply_defaults()
        PageNetwork.__init__(self, **bound.kwargs)

    named = [Parameter(name, Parameter.KEYWORD_ONLY, default=default) for name, default in defaults(levers).items()]
    signature = Signature([Parameter("self", Parameter.POSITIONAL_OR_KEYWORD), *named])
    start.__signature__ = signature  # type: ignore[attr-defined]
    return type("PageNetwork", (PageNetwork,), {"base": scenario, "levers": levers, "__init__": start, "__module__": __name__})


def defaults(levers: tuple[Lever, ...]) -> dict[str, Any]:
    """The seed and every lever where it stands at first."""
    return {"rng": SEED} | {lever.name: lever.value for lever in levers}


def inputs(levers: tuple[Lever, ...]) -> dict[str, dict[str, Any]]:
    """What Mesa's page asks its user: the seed, and a slider for every lever."""
    asked: dict[str, dict[str, Any]] = {"rng": {"type": "InputText", "value": SEED, "label": "seed (empty: drawn)"}}
    for lever in levers:
        kind = int if lever.whole else float
        asked[lever.name] = {
            "type": "SliderInt" if lever.whole else "SliderFloat",
            "label": lever.label if lever.part == "nodes" else f"{lever.part}: {lever.label}",
            **{end: kind(getattr(lever, end)) for end in ("value", "step")},
            **{"min": kind(lever.low), "max": kind(lever.high)},
        }
    return asked
