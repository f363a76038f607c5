"""What the study `revealed` found: whether evolved behaviour lies on the boundary of what passes, and how much of it a run shows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures import revealed as figures
from analysis.findings import revealed_clouds as clouds
from analysis.findings.claims import Claim, above, below, within
from analysis.findings.contract import Drawing, Emergence, Finding, Reading, Tables
from experiments.studies import revealed as study
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

TIMES, FEW, SHOWN = 2.0, 0.05, 0.25
"""Least share near among those inside over a uniform cloud's; most near in the null; most of the boundary's length shown."""
SLOPE, OFFSET = (0.8, 1.2), (-0.5, 0.5)
"""Of deviation by boundary; and of deviation from the best response, sigma."""


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """The boundary, best responses, measures of every run and their means, clouds in bins, and slopes."""
    import pandas as pd

    boundaries, box = clouds.boundaries_of(network)
    seen = tables["clouds"]
    runs, kinds = clouds.runs_of(boundaries["admissible"], box, seen), clouds.kinds_of(network, seen)
    singles = {
        "slope": clouds.slopes_of(seen),
        "offset": clouds.offsets_of(seen, kinds, "field"),
        "offset_averaged": clouds.offsets_of(seen, kinds, "averaged"),
    }
    return {
        "runs": runs, "levels": clouds.levels_of(runs), "kinds": kinds, "lines": clouds.lines_of(boundaries, box),
        "surface": clouds.surface_of(boundaries, box, seen),
        "density": clouds.density_of(seen), "places": seen[seen["arm"] == "places"][["seed", "kind", "effort", "deviation"]],
        "singles": pd.DataFrame([{"name": name} | clouds.summary(values) for name, values in singles.items()]),
    }  # fmt: skip


def find(network: Scenario, tables: Tables) -> Finding:
    """Hold clouds against the hypothesis."""
    claims = _claims(tables)
    emerges = Emergence(
        "behaviour lies on the boundary of what the field lets pass, though nobody is told where it is", (0, 2, 4),
        "the best response to a check within a tolerance lies at its edge (C2)",
    )  # fmt: skip
    return Finding(claims, _found(tables), _departs(tables), _table(tables), (emerges,))


def at(tables: Tables, arm: str, measure: str, mutation: float = study.BASE, by: str = "runs") -> dict[str, Any]:
    """The row of a measure's mean."""
    levels = tables["levels"]
    mine = levels[(levels["arm"] == arm) & (levels["measure"] == measure) & (levels["by"] == by)]
    mine = mine if arm == "uniform" else mine[np.isclose(mine["mutation"], mutation)]
    return {str(name): value for name, value in mine.iloc[0].items()}


def single(tables: Tables, name: str) -> dict[str, Any]:
    """The row of a number that is one of a run."""
    mine = tables["singles"].set_index("name").loc[name]
    return {str(key): value for key, value in mine.items()}


def _claims(tables: Tables) -> tuple[Claim, ...]:
    pressing, uniform = at(tables, "field", "pressing"), float(at(tables, "uniform", "pressing")["mean"])
    null, traced = at(tables, "null", "near"), at(tables, "field", "traced")
    limit, slope = at(tables, "field", "distance", 0.0, "line"), single(tables, "slope")
    offsets = [("20 jobs an epoch", single(tables, "offset")), ("80 jobs an epoch", single(tables, "offset_averaged"))]
    return (
        above("nodes inside the set are near its boundary at least twice as often as a uniform cloud", pressing["mean"] / uniform,
              pressing["error"] / uniform, TIMES, "1", int(pressing["n"])),
        below("where all is accepted, less than one node in twenty is near it", null["mean"], max(null["error"], 1e-6), FEW, "1",
              int(null["n"])),
        below("the mean distance, extrapolated to mutation 0, is below the reach", limit["mean"] * 1e3, limit["error"] * 1e3,
              figures.REACH * 1e3, "thousandths of the box", int(limit["n"])),
        below("a run shows less than a quarter of the boundary", traced["mean"], traced["error"], SHOWN, "1", int(traced["n"])),
        within("deviation follows the boundary where the tolerance varies", slope["mean"], slope["error"], SLOPE, "sigma/sigma",
               int(slope["n"])),
        *(within(f"deviation lies within half a sigma of the best response, at {words}", row["mean"], row["error"], OFFSET, "sigma",
                 int(row["n"]), decides=False) for words, row in offsets),
    )  # fmt: skip


def _found(tables: Tables) -> str:
    near, null, uniform = (at(tables, arm, "near") for arm in ("field", "null", "uniform"))
    pressing, inside = at(tables, "field", "pressing"), at(tables, "field", "inside")
    traced, even, slope = at(tables, "field", "traced"), at(tables, "uniform", "traced"), single(tables, "slope")
    none = at(tables, "field", "traced", 0.0, "line")
    return (
        f"In the field {near['mean']:.0%} of the nodes lie within {figures.REACH:.4f} of the boundary, in sides of the box (one standard "
        f"deviation of what a check sees); {inside['mean']:.0%} lie inside the set, and of these {pressing['mean']:.0%} so near, of a "
        f"uniform cloud in the set {uniform['mean']:.0%}; where all is accepted {null['mean']:.0%}. {_surface(tables)} "
        f"{_extrapolated(tables)} A run shows {traced['mean']:.0%} of the boundary's length, a uniform cloud of as many points "
        f"{even['mean']:.0%}; extrapolated to mutation 0 it is {max(0.0, none['mean']):.0%}: what is shown is "
        f"the spot where nothing is computed. Where the tolerance varies, deviation follows the boundary with a slope of "
        f"{_interval(slope, 2)}."
    )


def _surface(tables: Tables) -> str:
    cheapest, dearest = (float(share) for share in tables["surface"]["surface"])
    return (
        f"On the attack surface, where it is viable and yet does not pass for a life, live {cheapest:.0%} of the cheapest nodes and "
        f"{dearest:.0%} of the dearest."
    )


def _extrapolated(tables: Tables) -> str:
    line, square = (at(tables, "field", "distance", 0.0, by) for by in ("line", "square"))
    better = "line" if line["misfit"] < square["misfit"] else "square"
    return (
        f"Their mean distance, extrapolated to mutation 0, is {_interval(line, 4)} by a line in the mutation and {_interval(square, 4)} "
        f"by one in its square; the means lie {line['misfit']:.5f} and {square['misfit']:.5f} from these, so the {better} fits better."
    )


def _interval(row: dict[str, Any], places: int) -> str:
    return f"{row['mean']:.{places}f} [{row['low']:.{places}f}, {row['high']:.{places}f}]"


def _departs(tables: Tables) -> str:
    offset, averaged = single(tables, "offset"), single(tables, "offset_averaged")
    if not offset["low"] > 0.0:
        return ""
    return (
        f"Nodes deviate {_interval(offset, 2)} sigma further than is best in expectation, "
        f"{offset['mean'] * figures.REACH / figures.SEEN:.4f} of the box. They compare what they earned in the last epochs, and Fermi's "
        f"rule takes a large loss that strikes once as little worse than a small one; with {study.MORE_JOBS} jobs an epoch in place of "
        f"{study.JOBS}, over which losses are means, it is {_interval(averaged, 2)}."
    )


def _table(tables: Tables) -> pd.DataFrame:
    import pandas as pd

    kinds, rows = tables["kinds"], []
    words = {"field": "field", "averaged": f"{study.MORE_JOBS} jobs an epoch", "places": "tolerance varies"}
    for row in kinds[np.isclose(kinds["mutation"], study.BASE) & kinds["arm"].isin(list(words))].to_dict("records"):
        spread = "" if math.isnan(row["low"]) else f" [{row['low']:.2f}, {row['high']:.2f}]"
        rows.append({
            "arm": words[str(row["arm"])], "cost of a job (USD)": f"{row['cost']:.2f}", "tolerance (sigma)": f"{row['tolerance']:.0f}",
            "boundary at no effort (sigma)": f"{row['edge']:.2f}", "best deviation (sigma)": f"{row['best_deviation']:.2f}",
            "deviation found (sigma)": f"{row['mean']:.2f}{spread}",
        })  # fmt: skip
    order = list(words.values())
    return pd.DataFrame(sorted(rows, key=lambda row: order.index(str(row["arm"]))))


READING = Reading(
    closed_forms=closed_forms,
    find=find,
    drawings={
        "revealed_clouds": Drawing(
            figures.draw_clouds,
            ("density", "lines", "kinds", "places"),
            "Where nodes end, over what the field lets pass: the same costs with everything accepted (a) and before the field (b), and "
            "deviation where the tolerance varies over the network (c); boundary in black, best responses as diamonds.",
        ),
        "revealed_limits": Drawing(
            figures.draw_limits,
            ("levels", "paths"),
            "Behaviour through time (a), and with less mutation: how near the boundary (b) and how much of it is shown (c), with the "
            "line to "
            "mutation 0.",
        ),
    },
)
