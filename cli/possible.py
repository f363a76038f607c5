"""``cfield possible``: which behaviours a field allows to exist, as volumes of a box of conceivable ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cli.given import print_json, scenario_of
from model.door import parse_value

if TYPE_CHECKING:
    from pandas import DataFrame

    from analysis.possibility.axes import Box
    from analysis.possibility.populations import Crowded
    from analysis.possibility.resistance import Resistance
    from analysis.possibility.sets import Sets
    from analysis.possibility.singular import Rest
    from model.scenario import Scenario


class Asked(NamedTuple):
    """What a command line asks for.

    Attributes
    ----------
    crowd : str
        ``written``, ``effective``, or empty for both.
    axes : str
        Names with commas between; empty for all.
    at : tuple of str
        ``NAME=VALUE`` each.
    jobs : int
    alpha : float
    points, seed : int
    """

    crowd: str = ""
    axes: str = ""
    at: tuple[str, ...] = ()
    jobs: int = 100
    alpha: float = 0.95
    points: int = 1024
    seed: int = 0


class Along(NamedTuple):
    """Selection along one axis.

    Attributes
    ----------
    rests : list of Rest
    mutual : float
        Share of pairs of behaviours that invade each other.
    pair : (float, float) or None
        The pair that does so most.
    pairs : DataFrame
        Of every resident and mutant.
    """

    rests: list[Rest]
    mutual: float
    pair: tuple[float, float] | None
    pairs: DataFrame


class Chosen(NamedTuple):
    """What selection favours.

    Attributes
    ----------
    along : dict of Along
        By axis that makes a difference.
    stable : list of dict
        Behaviours of the box that no behaviour of the box invades.
    """

    along: dict[str, Along]
    stable: list[dict[str, float]]


class Found(NamedTuple):
    """The possibility sets of a network.

    Attributes
    ----------
    scenario : Scenario
    box : Box
    sets : dict of Sets
        By crowd.
    idle : dict of str
        Why an axis makes no difference, by axis.
    accepted : dict of float
        Volume of accepted deviations by crowd, sigma; without those that have none.
    chosen : Chosen
        Before the last crowd, where verifiers are no residents.
    beside : dict of Resistance
        By crowd.
    populations : list of (Crowded, DataFrame)
        Basins and time shares of each role in which several entries adapt.
    """

    scenario: Scenario
    box: Box
    sets: dict[str, Sets]
    idle: dict[str, str]
    accepted: dict[str, float]
    chosen: Chosen
    beside: dict[str, Resistance]
    populations: list[tuple[Crowded, DataFrame]]


def run(network: str, asked: Asked, settings: Sequence[str], plugins: Sequence[str], out: str, as_json: bool) -> None:
    """Print the possibility sets of a network, and draw them where asked.

    Raises
    ------
    ValueError
        With one line for the user.
    """
    from cli import possible_drawn as drawn
    from cli import possible_told as told

    scenario, _ = scenario_of(network, settings, plugins)
    if out:
        drawn.check(out, box_of(scenario, asked))
    found = find(scenario, asked)
    if out:
        drawn.write(found, out)
    if as_json:
        print_json(told.as_data(found))
    else:
        told.show(found, out)


def box_of(scenario: Scenario, asked: Asked) -> Box:
    """The box that a command line asks for.

    Raises
    ------
    ValueError
        For axes that are unknown and values that are none.
    """
    from analysis.possibility.axes import AXES, Box

    at: dict[str, float] = {}
    for setting in asked.at:
        name, equals, text = setting.partition("=")
        value = parse_value(text) if equals else None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError(f"--at {setting!r} is not NAME=NUMBER; write for example --at withhold=0")
        at[name.strip()] = float(value)
    given = [name.strip() for name in asked.axes.split(",") if name.strip()] or [name for name in AXES if name not in at]
    if "deviation" not in (*given, *at):
        at["deviation"] = Box.of(scenario).high[tuple(AXES).index("deviation")]  # what skips or attacks has to deviate by something
    if given == ["deviation"] and not {"effort", "attack_rate"} & set(at):
        at["effort"] = 0.0  # and what deviates has to skip or attack
    return Box.of(scenario, given, at)


def find(scenario: Scenario, asked: Asked) -> Found:
    """The possibility sets of a scenario, before each crowd that is asked for."""
    from analysis.possibility.accepted import accepted_volume
    from analysis.possibility.idle import idle_axes
    from analysis.possibility.sets import sets_of
    from model.outlook import CROWDS

    box = box_of(scenario, asked)
    crowds = (asked.crowd,) if asked.crowd else CROWDS
    beside = resistances(scenario, box, crowds)
    sets = {
        crowd: sets_of(
            scenario, box, crowd, points=asked.points, seed=asked.seed, jobs=asked.jobs, alpha=asked.alpha, resistance=beside[crowd]
        )
        for crowd in crowds
    }
    volumes = {crowd: accepted_volume(scenario, crowd) for crowd in crowds} if "deviation" in box.axes else {}
    idle = idle_axes(scenario, box)
    accepted = {crowd: volume for crowd, volume in volumes.items() if volume is not None}
    return Found(scenario, box, sets, idle, accepted, chosen(beside[crowds[-1]], idle), beside, populations(scenario))


def intensity_of(scenario: Scenario) -> float:
    """Of the network's imitation, 1/USD; one over the cost of an epoch's jobs where it has none."""
    from analysis.possibility.resistance import cost_of_epoch

    return float(getattr(scenario.adaptation, "intensity", 0.0)) or 1.0 / cost_of_epoch(scenario)


def populations(scenario: Scenario) -> list[tuple[Crowded, DataFrame]]:
    """Basins and time shares of each role in which several entries adapt."""
    from analysis.possibility.populations import crowded, table_of

    return [(of, table_of(scenario, of, intensity_of(scenario))) for of in crowded(scenario)]


def resistances(scenario: Scenario, box: Box, crowds: Sequence[str]) -> dict[str, Resistance]:
    """Who meets whom before each crowd: one for all of them where residents are the crowd themselves, or none is asked."""
    from analysis.possibility.resistance import Resistance

    found = {crowd: Resistance(scenario, box, crowd) for crowd in crowds}
    return found if found[crowds[0]].sees_crowd else dict.fromkeys(crowds, found[crowds[0]])


def chosen(resistance: Resistance, idle: Mapping[str, str]) -> Chosen:
    """What selection favours along each axis, and in the whole box."""
    from analysis.possibility.equilibria import equilibria
    from analysis.possibility.singular import Line, mutual, pairwise, singular_points

    along = {}
    for axis in resistance.box.axes:
        if axis not in idle:
            line = Line(resistance, axis)
            pairs = pairwise(line)
            along[axis] = Along(singular_points(line), *mutual(pairs), pairs)
    return Chosen(along, equilibria(resistance, tuple(idle)))
