"""What the kinds of adaptation ask of a population; what makes no sense is refused here."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from model.adaptation.settings import BestResponse, Copying, Evolution, Logit, Revising
from model.population import Entry
from model.strategies import SHIPPED, find, is_constant
from model.strategies.traits import TRAITS, check_traits


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
        check_expected(population, "adaptation.signal", "use signal = public")
    if isinstance(setting, (Logit, BestResponse)) and setting.signal == "own":
        raise ValueError(
            f"adaptation.signal = own with adaptation.kind = {setting.kind}: a node's own record says nothing of strategies that it does "
            "not follow; set signal = public or expected"
        )
    if isinstance(setting, Copying) and setting.visible > 0 and setting.signal != "public":
        raise ValueError(
            f"adaptation.visible = {setting.visible} with adaptation.signal = {setting.signal}: only public averages are over "
            "those whom a reviser sees; set signal = public, or visible = 0"
        )
    if setting.drifts_apart:
        _check_drift(setting, population)
    if stop_when == "absorbed":
        _check_absorption(setting)


def _check_barred(setting: Revising, population: Mapping[str, Entry]) -> None:
    for name in setting.barred:
        if name not in population:
            near = difflib.get_close_matches(name, population, 1)
            hint = f"did you mean {near[0]}?" if near else f"its entries: {', '.join(population)}"
            raise ValueError(f"adaptation.barred holds {name!r}, and the population has no such entry; {hint}")


def check_expected(population: Mapping[str, Entry], setting: str, remedy: str) -> None:
    """Refuse expected utilities for strategies that are more than single numbers.

    Parameters
    ----------
    population : mapping of Entry
    setting, remedy : str
        What asks for them, and what to do instead.

    Raises
    ------
    ValueError
        With the remedy.
    """
    for name, entry in population.items():
        constant = is_constant(find(entry.strategy))
        if not constant or any(not isinstance(v, (int, float)) for v in entry.numbers.values()):
            why = f", and {entry.strategy!r} decides by its own record" if entry.strategy in SHIPPED and not constant else ""
            raise ValueError(f"{setting} = expected needs a shipped strategy with single numbers in population.{name}{why}; {remedy}")
        if entry.numbers.get("denounce", 0.0) != 0.0:
            raise ValueError(
                f"population.{name}.numbers.denounce is given while {setting} = expected, which knows nothing of denunciations; {remedy}"
            )


def _check_drift(setting: Any, population: Mapping[str, Entry]) -> None:
    """Where behaviours leave their entries, averages by entry say little, and only what is copied may decide."""
    how = f"adaptation.kind = {setting.kind}, copies = {setting.copies}"
    if setting.signal == "public":
        raise ValueError(
            f"adaptation.signal = public with {how}: followers of one strategy behave differently, so its average is nobody's payoff; "
            "set signal = own or expected"
        )
    for name, entry in population.items():
        strategy = find(entry.strategy)
        evolves = hasattr(strategy, "evolves") and isinstance(setting, Evolution) and setting.copies == "strategy"
        if entry.adapts and (not is_constant(strategy) or getattr(strategy, "reacts", False)) and not evolves:
            raise ValueError(
                f"population.{name}: strategy {entry.strategy!r} decides its behaviour anew, so traits copied under {how} would not last; "
                "set adapts = false there, or " + ("copies = strategy" if setting.copies == "trait" else "kind = imitation")
            )
    for name, deviation in getattr(setting, "trait_deviation", {}).items():
        check_traits({name: TRAITS.get(name, (0.0,))[0]}, "adaptation.trait_deviation.")
        if name == "cartel":
            raise ValueError("adaptation.trait_deviation.cartel: a cartel is a name, not a size, and cannot drift; leave it out")
        if not 0 <= deviation <= 1e9:
            raise ValueError(f"adaptation.trait_deviation.{name} = {deviation:g} is outside [0, 1e9]; give a number in that range")


def _check_absorption(setting: Revising) -> None:
    if setting.mutation > 0:
        raise ValueError("stop_when = absorbed with adaptation.mutation > 0 never holds for good; set mutation = 0 or stop_when = never")
    if isinstance(setting, (Logit, BestResponse, Evolution)):
        raise ValueError(
            f"stop_when = absorbed with adaptation.kind = {setting.kind} never holds for good, since what nobody follows may "
            "come back; set stop_when = never, or kind = imitation"
        )
