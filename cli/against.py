"""``cfield possible --against``: what becomes possible and what stops being possible when the field changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cli.given import print_json, scenario_of

if TYPE_CHECKING:
    import pandas as pd

    from analysis.possibility.comparison import Comparison
    from cli.possible import Asked
    from model.scenario import Scenario

DRAWN = ("admissible", "viable", "sustainable 0.1", "attack surface")
"""Sets that are drawn."""


class Other(NamedTuple):
    """The second network, as the command line names it.

    Attributes
    ----------
    network : str
        Name or file; empty for the first network.
    settings : tuple of str
        ``NAME=VALUE`` each.
    """

    network: str = ""
    settings: tuple[str, ...] = ()


class Compared(NamedTuple):
    """Two networks and how their sets differ.

    Attributes
    ----------
    first, second : Scenario
    names : (str, str)
        What they are called.
    comparison : Comparison
    """

    first: Scenario
    second: Scenario
    names: tuple[str, str]
    comparison: Comparison


def run(network: str, other: Other, asked: Asked, settings: Sequence[str], plugins: Sequence[str], out: str, as_json: bool) -> None:
    """Print how the possibility sets of a network change, and draw it where asked.

    Without another network, the first one with its settings is the second one, too.

    Raises
    ------
    ValueError
        With one line for the user.
    """
    from cli import against_told as told
    from cli.possible import box_of
    from cli.possible_drawn import check

    first, _ = scenario_of(network, settings, plugins)
    kept = [] if other.network else list(settings)
    second, _ = scenario_of(other.network or network, [*kept, *other.settings], plugins)
    if out:
        check(out, box_of(first, asked))
    found = Compared(first, second, names_of(first, second, other), compare(first, second, asked))
    written = draw(found, Path(out)) if out else []
    if as_json:
        print_json(told.as_data(found))
    else:
        told.show(found, written)


def names_of(first: Scenario, second: Scenario, other: Other) -> tuple[str, str]:
    """What two networks are called: the second one by what was changed, too."""
    return first.name, f"{second.name} with {', '.join(other.settings)}" if other.settings else second.name


def compare(first: Scenario, second: Scenario, asked: Asked) -> Comparison:
    """The comparison that a command line asks for, before the written crowd unless it says another."""
    from analysis.possibility import comparison
    from cli.possible import box_of

    box = comparison.box_of_both(box_of(first, asked), box_of(second, asked))
    return comparison.compare(
        first, second, box, asked.crowd or "written", points=asked.points, seed=asked.seed, jobs=asked.jobs, alpha=asked.alpha
    )


def draw(found: Compared, place: Path) -> list[Path]:
    """Draw the sets on a plane of the box, with the shares of the parts; into a folder with the tables as CSV.

    Returns
    -------
    list of Path
        What was written.
    """
    from analysis.figures import against, output
    from analysis.possibility import comparison
    from cli.against_told import foot
    from experiments import store

    maps, shares = comparison.maps(found.comparison, DRAWN), shares_of(found.comparison)
    x, y = comparison.drawn(found.comparison)
    changed = " with other numbers" if found.names[1] != found.second.name else ""
    title = f"{found.first.name} against {found.second.name}{changed}"
    figure = against.draw(maps, shares, (_label(x), _label(y)), title, foot(found, (x, y)))
    facts = store.provenance(
        found.first, against=found.second.name, against_digest=found.second.digest(), crowd=found.comparison.before.crowd
    )
    pictures = output.rendered(figure, facts)
    if place.suffix:
        store.write_whole(place, pictures[place.suffix])
        return [place]
    tables = {"maps.csv": maps} | ({} if shares is None else {"shares.csv": shares})
    files = {f"against{suffix}": data for suffix, data in pictures.items()}
    files |= {name: table.to_csv(index=False).encode() for name, table in tables.items()}
    store.write_all(place, files)
    return [place / name for name in files]


def shares_of(found: Comparison, names: Sequence[str] = DRAWN) -> pd.DataFrame | None:
    """Shares of the parts in the change of some sets, percent of the box; None where a hybrid cannot be built."""
    import pandas as pd

    if found.attribution is None:
        return None
    rows = [
        {"set": name, "name": part, "value": 100 * share.estimate, "low": 100 * share.low, "high": 100 * share.high}
        for name in names
        for part, share in found.attribution.shares[name].items()
    ]
    return pd.DataFrame(rows)


def _label(axis: str) -> str:
    """Of an axis, short enough for a quarter of a page."""
    from analysis.possibility.axes import AXES
    from cli.possible_drawn import LABELS

    return LABELS[axis].partition(" (")[0] if AXES[axis].unit == "1" else LABELS[axis]
