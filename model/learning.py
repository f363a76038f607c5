"""What the kinds of adaptation ask of a population; what makes no sense is refused here."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from model.adaptation.settings import BestResponse, Logit, Revising
from model.population import Entry
from model.strategies import find, is_constant


def check_adaptation(setting: Any, population: Mapping[str, Entry], stop_when: str) -> None:
    """Refuse a kind of adaptation that makes no sense for a population.

    Parameters
    ----------
    setting : Fixed or Revising
    population : mapping of Entry
    stop_when : str

    Raises
    ------
    ValueError
        With the remedy.
    """
    if not isinstance(setting, Revising):
        return
    _check_barred(setting, population)
    if setting.signal == "expected":
        _check_expected(population)
    if isinstance(setting, (Logit, BestResponse)) and setting.signal == "own":
        raise ValueError(
            f"adaptation.signal = own with adaptation.kind = {setting.kind}: a node's own record says nothing of strategies that it does "
            "not follow; set signal = public or expected"
        )
    if stop_when == "absorbed":
        _check_absorption(setting)


def _check_barred(setting: Revising, population: Mapping[str, Entry]) -> None:
    for name in setting.barred:
        if name not in population:
            near = difflib.get_close_matches(name, population, 1)
            hint = f"did you mean {near[0]}?" if near else f"its entries: {', '.join(population)}"
            raise ValueError(f"adaptation.barred holds {name!r}, and the population has no such entry; {hint}")


def _check_expected(population: Mapping[str, Entry]) -> None:
    for name, entry in population.items():
        if any(not isinstance(v, (int, float)) for v in entry.numbers.values()) or not is_constant(find(entry.strategy)):
            raise ValueError(
                f"adaptation.signal = expected needs a shipped strategy with single numbers in population.{name}; use signal = public"
            )


def _check_absorption(setting: Revising) -> None:
    if setting.mutation > 0:
        raise ValueError("stop_when = absorbed with adaptation.mutation > 0 never holds for good; set mutation = 0 or stop_when = never")
    if isinstance(setting, (Logit, BestResponse)):
        raise ValueError(
            f"stop_when = absorbed with adaptation.kind = {setting.kind} never holds for good, since nodes may take up what nobody "
            "follows; set stop_when = never, or kind = imitation"
        )
