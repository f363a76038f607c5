"""What ``cfield design`` writes: plain data, tables and the figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.design_page import notes, reach

if TYPE_CHECKING:
    import pandas as pd

    from analysis.design.problem import Candidate, Problem
    from cli.design import Found


def as_data(found: Found) -> dict[str, Any]:
    """The findings as plain data."""
    from analysis.design.search import nearest

    problem = found.problem
    near = None if found.front else nearest(problem, found.every)
    return {
        "network": problem.base.name,
        "wants": [want._asdict() | {"text": str(want)} for want in problem.wants],
        "aims": [{"outcome": aim.name, "minimise": aim.sign > 0} for aim in problem.aims],
        "points": len(found.every),
        "meeting": sum(problem.holds(one.values) for one in found.every),
        "front_length": found.length,
        "assumed": [lever.path for lever in found.assumed],
        "front": [_design(found, row) for row in range(len(found.front))],
        "first_robust": None if found.first_robust is None else found.first_robust + 1,
        "nearest_miss": None if near is None else {"point": near.point, "outcomes": near.values},
        "reach": {str(want): dict(zip(("best", "alone"), reach(found, want), strict=True)) for want in problem.wants},
        "notes": notes(found),
        "runs_in": None if found.folder is None else str(found.folder),
    }


def _design(found: Found, row: int) -> dict[str, Any]:
    one = found.front[row]
    data: dict[str, Any] = {"design": row + 1, "point": one.point, "outcomes": one.values}
    if found.robust:
        data["robust"] = found.robust[row]._asdict() | {"is_robust": found.robust[row].is_robust}
    if row in found.runs:
        data["runs"] = {name: measured._asdict() for name, measured in found.runs[row].items()}
    return data


def points_table(found: Found) -> pd.DataFrame:
    """Every point of the search that the network takes: levers, outcomes, whether all wants hold, and whether it is of the whole front."""
    import pandas as pd

    from analysis.design.search import front_of

    front = {id(one) for one in front_of(found.problem, found.every)}
    taken = [one for one in found.every if one.values]
    return pd.DataFrame([{**_row(found.problem, one), "on_front": id(one) in front} for one in taken])


def _row(problem: Problem, one: Candidate) -> dict[str, Any]:
    return {**one.point, **one.values, "meets_all": problem.holds(one.values)}


def front_table(found: Found) -> pd.DataFrame:
    """The front: levers, outcomes, draws in which all wants hold."""
    import pandas as pd

    rows = []
    for row, one in enumerate(found.front):
        cells: dict[str, Any] = {"design": row + 1, **_row(found.problem, one)}
        if found.robust:
            r = found.robust[row]
            cells |= {"held": r.held, "draws": r.draws, "share_low": r.low, "share_high": r.high, "robust": r.is_robust}
            cells |= {f"worst_{name}": value for name, value in r.worst.items()}
        rows.append(cells)
    return pd.DataFrame(rows)


def runs_table(found: Found) -> pd.DataFrame:
    """What runs say of the designs that were run, one row for each outcome."""
    import pandas as pd

    rows = [{"design": row + 1, "outcome": name, **m._asdict()} for row, told in found.runs.items() for name, m in told.items()]
    return pd.DataFrame(rows)


def files(found: Found, seed: int) -> dict[str, bytes]:
    """Tables, and the figure where there is a front, by name."""
    from analysis.figures import output
    from analysis.figures.design import draw
    from experiments import store

    tables = {"points.csv": points_table(found)}
    if found.front:
        tables["front.csv"] = front_table(found)
    if found.runs:
        tables["runs.csv"] = runs_table(found)
    made = {name: table.to_csv(index=False).encode() for name, table in tables.items()}
    if not found.front:
        return made
    problem = found.problem
    asked = {"wants": [str(want) for want in problem.wants], "aims": [aim._asdict() for aim in problem.aims]}
    facts = store.provenance(problem.base, **asked, levers=[lever.path for lever in problem.levers], points=len(found.every), seed=seed)
    figure = draw(tables["points.csv"], tables["front.csv"], tables.get("runs.csv"), problem)
    return made | {f"design{suffix}": content for suffix, content in output.rendered(figure, facts).items()}
