"""The page's model: a network whose levers are named keywords, so that Mesa's page can build it anew at Reset."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import Parameter, Signature
from typing import Any, ClassVar

from model import InferenceNetwork, door
from model.scenario import Scenario
from viz.levers import Lever, levers_of

SEED = "0"
"""The seed that the page begins with, as ``cfield run`` does."""


class PageNetwork(InferenceNetwork):
    """A network that is built from a few numbers by name, and never fails to be built.

    A combination that does not fit leaves the network as its file has it and
    says why in ``refusal``: an error here would take the whole page down.

    Attributes
    ----------
    refusal : str
        Why the numbers were not taken; empty when they were.
    """

    base: ClassVar[Scenario]
    levers: ClassVar[tuple[Lever, ...]] = ()

    def __init__(self, rng: str | int | None = None, **moved: float) -> None:
        self.refusal = ""
        try:
            super().__init__(self.changed(moved), rng=rng.strip() if isinstance(rng, str) else rng)
        except ValueError as error:
            super().__init__(self.base, rng=SEED)
            self.refusal = str(error)

    @classmethod
    def changed(cls, moved: Mapping[str, float]) -> Scenario:
        """The scenario with the levers where they stand; what was not moved keeps its source.

        Raises
        ------
        ValueError
            For what does not fit together.
        """
        given = {lever.path: lever.read(moved[lever.name]) for lever in cls.levers if lever.name in moved}
        changes = {lever.path: given[lever.path] for lever in cls.levers if given.get(lever.path, lever.value) != lever.value}
        return door.change(cls.base, changes) if changes else cls.base

    def step(self) -> None:
        """Run one epoch; what a strategy of the user's raises stops the run and is shown."""
        try:
            super().step()
        except ValueError as error:
            self.refusal, self.running = str(error), False


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
