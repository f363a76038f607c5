"""Estimates of the study ``revealed``: how clouds lie to the boundary, run by run, and what becomes of that as mutation goes to 0."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures.revealed import REACH, SEEN, VIEWS
from analysis.possibility.axes import Box
from analysis.possibility.boundary import Boundary, admissible, grid, unit, viable
from analysis.theory.acceptance import within_tolerance
from analysis.theory.tolerance import largest_undetected
from experiments.statistics import mean_interval
from experiments.studies import revealed as study
from model.outlook import Outlook
from model.quantity import mean_of
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

AXES = ("effort", "deviation")
LIFE, ALPHA = 100, 0.95
"""Jobs of a life, and the share of an honest node's chance that is asked for."""
ROWS = np.unique(np.concatenate([np.linspace(0.0, 0.9, 10), 1.0 - np.geomspace(1e-5, 0.1, 12), [1.0]]))
COLUMNS = np.linspace(0.0, 1.0, 61)
"""Grid of the boundary; it is fine towards full effort, where the set opens."""
UNIFORM_SEEDS = 20
MEASURES = ("near", "inside", "pressing", "distance", "traced")


ENDS = {"viable, cheapest": 0, "viable, dearest": len(study.COSTS) - 1}
"""Kinds of nodes whose viable set is drawn."""


def boundaries_of(network: Scenario) -> tuple[dict[str, Boundary], Box]:
    """What the field lets pass over a life (``admissible``), and what earns the outside option, by effort and deviation; and their box."""
    scenarios = {name: study.alone(network, "field", kind) for name, kind in ENDS.items()}
    box = Box.of(next(iter(scenarios.values())), AXES)
    option = mean_of(network.nodes.outside_option)
    found: dict[str, Boundary] = {}
    for name, scenario in scenarios.items():
        outlook = Outlook(scenario)
        met = outlook.of(grid(box, ROWS, COLUMNS))
        found.setdefault("admissible", admissible(met, outlook.of({"effort": np.ones(1)}), ROWS, COLUMNS, LIFE, ALPHA))
        found[name] = viable(met, option, ROWS, COLUMNS)
    return found, box


def edge_of(tolerance: float) -> float:
    """Deviation, sigma, at which a node that computes nothing lives on as often as is asked for (C2)."""
    return largest_undetected(ALPHA ** (1.0 / LIFE) * float(within_tolerance(0.0, tolerance, SEEN)), tolerance, SEEN)


def best_of(scenario: Scenario, most: float) -> tuple[float, float]:
    """Effort and deviation, sigma, of the highest expected utility; at full effort no deviation shows, and it is 0.

    Utility is linear in effort, so one of its ends is best.
    """
    from scipy import optimize

    outlook = Outlook(scenario)

    def loss(deviation: float) -> float:
        return -float(outlook.of({"effort": np.zeros(1), "filler_deviation": np.array([deviation])}).utility[0])

    found = optimize.minimize_scalar(loss, bounds=(0.0, most), method="bounded", options={"xatol": 1e-3})
    honest = float(outlook.of({"effort": np.ones(1)}).utility[0])
    return (0.0, float(found.x)) if -found.fun > honest else (1.0, 0.0)


def run_measures(boundary: Boundary, points: np.ndarray) -> dict[str, float]:
    """How one run's cloud, (n, 2) in the unit square, lies to the boundary.

    Returns
    -------
    dict
        ``near``: share of it within reach of the boundary; ``inside``: share in the set; ``pressing``: share near among those inside,
        missing where none is; ``distance``: mean, in sides of the box; ``traced``: share of the boundary within reach of it.
    """
    signed = boundary.distances(points)
    near, inside = np.abs(signed) < REACH, signed >= 0.0
    return {
        "near": float(near.mean()), "inside": float(inside.mean()),
        "pressing": float(near[inside].mean()) if inside.any() else math.nan,
        "distance": float(np.abs(signed).mean()), "traced": boundary.traced(points, REACH),
    }  # fmt: skip


def runs_of(boundary: Boundary, box: Box, clouds: pd.DataFrame) -> pd.DataFrame:
    """Measures of every run, and beside them of uniform clouds of as many points in the set (``uniform``, mutation missing)."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    mine = clouds[clouds["arm"] != "places"]
    for (arm, mutation, seed), nodes in mine.groupby(["arm", "mutation", "seed"], sort=False):
        rows.append({"arm": arm, "mutation": mutation, "seed": seed} | run_measures(boundary, unit(box, nodes[list(AXES)].to_numpy())))
    size = len(study.COSTS) * study.KIND_NODES * study.SNAPSHOTS
    for seed in range(UNIFORM_SEEDS):
        rows.append({"arm": "uniform", "mutation": math.nan, "seed": seed} | run_measures(boundary, boundary.inside(size, seed)))
    return pd.DataFrame(rows)


def levels_of(runs: pd.DataFrame) -> pd.DataFrame:
    """Means over runs of each measure at each mutation, and at 0 by a line in the mutation, and in its square, through each seed's runs.

    Returns
    -------
    DataFrame
        Columns ``arm, measure, mutation, by, mean, error, low, high, n, misfit``; ``by`` is ``runs``, ``line`` or ``square``; errors are
        infinite and intervals missing for one run; ``misfit`` is how far the mean runs lie from the line.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for arm, mine in runs.groupby("arm", sort=False):
        for measure in MEASURES:
            for mutation, these in mine.groupby("mutation", sort=True, dropna=False):
                rows.append({"arm": arm, "measure": measure, "mutation": mutation, "by": "runs"} | summary(these[measure].to_numpy()))
            table = mine.set_index(["seed", "mutation"])[measure].unstack().dropna()
            if arm != "uniform" and table.shape[1] >= 3 and len(table):
                for by, power in (("line", 1), ("square", 2)):
                    starts, misfit = intercepts(table, power)
                    rows.append({"arm": arm, "measure": measure, "mutation": 0.0, "by": by, "misfit": misfit} | summary(starts))
    return pd.DataFrame(rows)


def intercepts(table: pd.DataFrame, power: int) -> tuple[np.ndarray, float]:
    """Where a least-squares line in a power of the mutation, through each seed's row, meets 0, (seeds,); and how far the means lie from it.

    Parameters
    ----------
    table : DataFrame
        A row a seed, a column a mutation.
    power : int

    Returns
    -------
    starts : (seeds,), float
    misfit : float
        Root of the mean square.
    """
    at = table.columns.to_numpy(dtype=float) ** power
    starts, slopes = np.polynomial.polynomial.polyfit(at, table.to_numpy().T, 1)
    off = table.to_numpy().mean(axis=0) - starts.mean() - slopes.mean() * at
    return np.asarray(starts), float(np.sqrt((off**2).mean()))


def summary(values: np.ndarray) -> dict[str, float]:
    """Mean, standard error and 95 % interval of what is not missing."""
    known = values[~np.isnan(values)]
    if len(known) < 2:
        mean = float(known.mean()) if len(known) else math.nan
        return {"mean": mean, "error": math.inf, "low": math.nan, "high": math.nan, "n": len(known)}
    mean, low, high = mean_interval(known)
    return {"mean": mean, "error": float(np.std(known, ddof=1)) / math.sqrt(len(known)), "low": low, "high": high, "n": len(known)}


def surface_of(boundaries: Mapping[str, Boundary], box: Box, clouds: pd.DataFrame) -> pd.DataFrame:
    """Share of the nodes of each kind of `ENDS` that live where it is viable and not admissible: the attack surface.

    Returns
    -------
    DataFrame
        Columns ``kind, viable, surface, n``, of the field at the mutation of claims.
    """
    import pandas as pd

    mine, rows = clouds[(clouds["arm"] == "field") & (clouds["mutation"] == study.BASE)], []
    for name, kind in ENDS.items():
        points = unit(box, mine[mine["kind"] == kind][list(AXES)].to_numpy())
        lives, passes = boundaries[name].holds(points), boundaries["admissible"].holds(points)
        rows.append({"kind": kind, "viable": float(lives.mean()), "surface": float((lives & ~passes).mean()), "n": len(points)})
    return pd.DataFrame(rows)


def kinds_of(network: Scenario, clouds: pd.DataFrame) -> pd.DataFrame:
    """Mean size of the deviation by arm, mutation and kind, with its best response and the boundary at no effort."""
    import pandas as pd

    cost = float(network.nodes.compute_cost)  # type: ignore[arg-type]  # the study asks for a number
    known = {(arm, kind): expected_of(network, arm, kind) for arm in ("field", "places") for kind in range(len(study.COSTS))}
    known |= {("averaged", kind): known["field", kind] for kind in range(len(study.COSTS))}
    rows: list[dict[str, Any]] = []
    for (arm, mutation, kind), nodes in clouds.groupby(["arm", "mutation", "kind"], sort=True):
        sizes = nodes["deviation"].abs().groupby(nodes["seed"]).mean().to_numpy()
        law = known.get((str(arm), int(kind)), {})
        own = cost * (1.0 if arm == "places" else study.COSTS[int(kind)])
        rows.append({"arm": arm, "mutation": mutation, "kind": kind, "cost": own} | law | summary(sizes))
    return pd.DataFrame(rows)


def expected_of(network: Scenario, arm: str, kind: int) -> dict[str, float]:
    """Tolerance that a kind of nodes stands before, where the boundary lies at no effort, and its best response."""
    tolerance = study.TOLERANCE * (study.FACTORS[kind] if arm == "places" else 1.0)
    effort, deviation = best_of(study.alone(network, arm, kind), tolerance)
    return {"tolerance": tolerance, "edge": edge_of(tolerance), "best_effort": effort, "best_deviation": deviation}


def slopes_of(clouds: pd.DataFrame) -> np.ndarray:
    """By how much a run's mean deviation moves when the boundary moves by one, over the kinds of `places`. (seeds,)."""
    mine = clouds[clouds["arm"] == "places"]
    table = mine["deviation"].abs().groupby([mine["seed"], mine["kind"]]).mean().unstack()
    edges = np.array([edge_of(study.TOLERANCE * factor) for factor in study.FACTORS])
    return np.asarray(np.polynomial.polynomial.polyfit(edges, table.to_numpy().T, 1)[1])


def offsets_of(clouds: pd.DataFrame, kinds: pd.DataFrame, arm: str) -> np.ndarray:
    """By how much a run's mean deviation exceeds the best responses, mean over kinds, sigma, at the mutation of claims. (seeds,)."""
    mine = clouds[(clouds["arm"] == arm) & (clouds["mutation"] == study.BASE)]
    best = kinds[kinds["arm"] == "field"].drop_duplicates("kind").set_index("kind")["best_deviation"]
    sizes = mine["deviation"].abs() - mine["kind"].map(best)
    return sizes.groupby(mine["seed"]).mean().to_numpy()


def density_of(clouds: pd.DataFrame) -> pd.DataFrame:
    """Share of nodes and late epochs in bins of effort and size of the deviation, of field and null at the mutation of claims.

    Returns
    -------
    DataFrame
        Columns ``view, arm, effort, deviation, share``: middles of the bins, in each view of `VIEWS`.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for view, (efforts, deviations) in VIEWS.items():
        for arm in ("field", "null"):
            mine = clouds[(clouds["arm"] == arm) & (clouds["mutation"] == study.BASE)]
            counts, _, _ = np.histogram2d(mine["effort"], mine["deviation"].abs(), bins=[efforts, deviations])
            for e, d in np.argwhere(counts > 0):
                where = {"effort": (efforts[e] + efforts[e + 1]) / 2.0, "deviation": (deviations[d] + deviations[d + 1]) / 2.0}
                rows.append({"view": view, "arm": arm} | where | {"share": counts[e, d] / len(mine)})
    return pd.DataFrame(rows)


def lines_of(boundaries: Mapping[str, Boundary], box: Box) -> pd.DataFrame:
    """Boundaries as lines in units of the axes, on the side of deviations above 0: ``set, piece, effort, deviation``."""
    import pandas as pd

    pieces = [
        pd.DataFrame(box.points(line), columns=list(AXES)).assign(set=name, piece=n)
        for name, boundary in boundaries.items()
        for n, line in enumerate(boundary.lines)
    ]
    whole = pd.concat(pieces, ignore_index=True)[["set", "piece", *AXES]]
    return whole[whole["deviation"] > 0.0]
