"""The figure of ``cfield possible``, and the tables behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.given import figure_of

if TYPE_CHECKING:
    import pandas as pd

    from analysis.figures.possible import Scene
    from analysis.possibility.axes import Box
    from cli.possible import Along, Found

LABELS = {
    "effort": "effort (share of segments)", "deviation": r"deviation ($\sigma$)", "attack_rate": "attack rate (share of jobs)",
    "vigilance": "vigilance (probability)", "withhold": "traces withheld (share of jobs)",
}  # fmt: skip

SHORT = {
    "effort": "effort", "deviation": r"deviation ($\sigma$)", "attack_rate": "attack rate", "vigilance": "vigilance",
    "withhold": "traces withheld",
}  # fmt: skip
"""Beside whose behaviour it is."""


def check(out: str, box: Box) -> None:
    """Refuse a place that cannot be written to and a box that has no plane, before anything is reckoned.

    Raises
    ------
    ValueError
        With one line for the user.
    """
    from experiments import store

    if len(box.axes) < 2:
        raise ValueError(f"--axes {box.axes[0]} is one axis, and a plane has two; name another")
    path = Path(out)
    is_file = path.suffix in (".png", ".pdf")
    if path.suffix and not is_file:
        raise ValueError(f"--out {out} is neither .png nor .pdf nor a folder; give one of these")
    if is_file and path.is_dir():
        raise ValueError(f"--out {out} is a folder; give a file in it, such as --out {path / 'possible.png'}")
    store.check_folder(path.parent if is_file else path, "another place with --out")


def write(found: Found, out: str) -> None:
    """Write the figure, and beside it in a folder the tables that it and the volumes rest on."""
    from analysis.figures import output
    from analysis.figures.possible import draw
    from analysis.possibility.sets import EPSILONS
    from experiments import store

    sets = next(iter(found.sets.values()))
    facts = store.provenance(found.scenario, jobs=sets.jobs, alpha=sets.alpha, axes=list(found.box.axes), at=dict(found.box.at))
    scene = scene_of(found)
    words = {"written": "written field", "effective": "effective field", "pairs": "rare mutants"}
    files = output.rendered(draw(scene, words, foot(found, scene), EPSILONS), facts)
    path = Path(out)
    if path.suffix:
        store.write_whole(path, files[path.suffix])
        return
    tables = {"planes.csv": scene.planes, "points.csv": points_of(found), "pairs.csv": pairs_of(found)}
    written = {name: table.to_csv(index=False).encode() for name, table in tables.items()}
    store.write_all(path, {f"possible{suffix}": content for suffix, content in files.items()} | written)


def scene_of(found: Found) -> Scene:
    """What the figure shows."""
    import pandas as pd

    from analysis.figures.possible import Scene
    from analysis.possibility.plane import drawn_axes, sets_on_plane, table_of

    drawn = drawn_axes(found.scenario, found.box)
    sets = next(iter(found.sets.values()))
    planes = [
        table_of(sets_on_plane(found.scenario, found.box, drawn, c, sets.jobs, sets.alpha, found.beside[c]), drawn) for c in found.sets
    ]
    there = [one for one in found.chosen.stable if _is_on(found, drawn, one)]
    stable = pd.DataFrame([{name: one[name] for name in drawn} for one in there], columns=list(drawn)).drop_duplicates()
    axis, along = shown_along(found, drawn)
    rests = pd.DataFrame([(rest.at, rest.kind) for rest in along.rests], columns=["at", "kind"])
    labels = (LABELS[drawn[0]], LABELS[drawn[1]])
    return Scene(pd.concat(planes, ignore_index=True), drawn, labels, sets.alpha, sets.jobs, stable, along.pairs, rests, SHORT[axis])


def _is_on(found: Found, drawn: tuple[str, str], point: dict[str, float]) -> bool:
    """Whether a behaviour lies on the plane, or differs from it by what makes no difference."""
    from analysis.possibility.singular import rest_of

    rest = rest_of(found.box, drawn)
    return all(value == rest[name] for name, value in point.items() if name in rest and name not in found.idle)


def shown_along(found: Found, drawn: tuple[str, str]) -> tuple[str, Along]:
    """The axis whose pairs are drawn: the first of the plane that makes a difference, else any that does.

    Raises
    ------
    ValueError
        Where no axis does.
    """
    for axis in (*drawn, *found.chosen.along):
        if axis in found.chosen.along:
            return axis, found.chosen.along[axis]
    raise ValueError(f"axes {', '.join(found.box.axes)}: none of them makes a difference here, so there is nothing to draw; name others")


def foot(found: Found, scene: Scene) -> str:
    """What stands at the figure's foot."""
    from analysis.possibility.singular import rest_of

    sets = next(iter(found.sets.values()))
    rest = ", ".join(f"{name} {figure_of(value)}" for name, value in rest_of(found.box, scene.axes).items() if name not in found.idle)
    return (
        f"{found.scenario.name}; closed forms. The rest of the behaviour: {rest or 'makes no difference'}. Admissible: chance to live "
        f"through {sets.jobs} jobs at least {sets.alpha:g} of an honest node's. Sustainable: no invader of the box gains more than "
        f"epsilon x {figure_of(sets.unit)} USD, the compute cost of an epoch's jobs."
    )


def points_of(found: Found) -> pd.DataFrame:
    """Every point of the box, in which sets it is, what its best invader gains, and what it earns."""
    import pandas as pd

    tables = []
    for crowd, sets in found.sets.items():
        table = pd.DataFrame({"crowd": crowd, "batch": sets.batch} | dict(zip(sets.box.axes, sets.points.T, strict=True)))
        own = {"life": sets.life, "gap": sets.gap, "accepted": sets.prospects.accepted, "utility": sets.prospects.utility}
        tables.append(table.assign(**own, **{name.replace(" ", "_"): mask for name, mask in sets.masks.items()}))
    return pd.concat(tables, ignore_index=True)


def pairs_of(found: Found) -> pd.DataFrame:
    """What a mutant gains among residents, along every axis that makes a difference."""
    import pandas as pd

    empty = pd.DataFrame(columns=["axis", "resident", "mutant", "fitness"])
    tables = [along.pairs.assign(axis=axis)[list(empty.columns)] for axis, along in found.chosen.along.items()]
    return pd.concat(tables, ignore_index=True) if tables else empty
