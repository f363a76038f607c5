"""The boundary that a sweep of design ``boundary`` has found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.sweep import recalled
from experiments.sweep.boundary import axes, corners_of, crossings, judge, margin_values

if TYPE_CHECKING:
    import pandas as pd

    from experiments.sweep.results import Results


def traced(results: Results) -> pd.DataFrame:
    """Where the boundary crosses the edges of the finest grid.

    Parameters
    ----------
    results : Results
        Of a sweep with design ``boundary``.

    Returns
    -------
    DataFrame
        A row for each edge whose ends lie on different sides: the lever ``along`` which it runs, its ends ``low`` and
        ``high``, under each lever's path where the boundary crosses it (by a line through the margins at both ends, on
        the lever's scale), and ``clear``: whether the intervals at both ends lie on their sides.

    Raises
    ------
    ValueError
        When the sweep follows no boundary.
    """
    import pandas as pd

    sweep, size = results.sweep, int(results.sweep["size"])
    levers, boundary = recalled.factors(sweep), recalled.boundary(sweep)
    rows = results.frame(failed=True, columns=["point", *(lever.path for lever in levers), *boundary.outcomes])
    values = margin_values({name: rows[name].to_numpy(dtype=float) for name in boundary.outcomes}, boundary)
    judged = judge(rows["point"].to_numpy(), values, boundary)
    places = rows.drop_duplicates("point").set_index("point")
    grid = axes(levers, size)
    sides = np.zeros((size + 1,) * len(levers), dtype=np.int8)
    at: dict[tuple[int, ...], Any] = {}
    for corner, point in zip(corners_of(places, levers, grid).tolist(), places.index, strict=True):
        sides[tuple(corner)] = judged[point].side
        at[tuple(corner)] = judged[point]
    found = []
    for one, other in crossings(sides):
        first, second = at[one], at[other]
        step = np.subtract(other, one)
        cut = (np.array(one) + step * first.margin / (first.margin - second.margin)) / size
        axis = int(step.argmax())
        ends = {"along": levers[axis].path, "low": grid[axis][one[axis]], "high": grid[axis][other[axis]]}
        crossed = {lever.path: lever.at(cut[[k]])[0] for k, lever in enumerate(levers)}
        found.append({**crossed, **ends, "clear": first.clear and second.clear})
    return pd.DataFrame(found, columns=[*(lever.path for lever in levers), "along", "low", "high", "clear"])
