"""A small study of the real model, for tests of what carries studies: who works how much, by the effort that is given."""

import pandas as pd

from analysis.findings.claims import within
from analysis.findings.contract import Drawing, Emergence, Finding, Reading
from experiments.studies.contract import Cell, Column, Measured, Study, Table
from model import door
from model.run import simulate

EFFORTS, SEEDS = (0.25, 0.5, 1.0), (3, 4)
FAILING: list[float] = []
MEASURED: list[float] = []


def cells(network, quick):
    if network.name == "posp":
        raise ValueError("network 'posp' has panels; choose none")
    return [Cell({"effort": effort}, SEEDS) for effort in (EFFORTS[:1] if quick else EFFORTS)]


def measure(network, cell):
    """Mean share of right outputs: nobody checks, so it is the share of jobs without a skipped segment."""
    if cell.at["effort"] in FAILING:
        raise ValueError("no luck today")
    MEASURED.append(cell.at["effort"])
    population = {"lazy": {"strategy": "skimmer", "share": 1.0, "numbers": {"effort": cell.at["effort"]}}}
    scenario = door.change(network, {"population": population, "nodes.count": 20, "adaptation.kind": "fixed"})
    rows = [{"seed": seed, "cost": float(simulate(scenario, seed, epochs=3).records.total("compute_costs").mean())} for seed in cell.seeds]
    return Measured(rows, len(rows))


STUDY = Study(
    "toy", "Does effort cost?", "Twice the effort costs twice as much.", "another ratio.", "none", "2 seeds, for a test.", "none",
    {"costs": Table(cells, measure, {"effort": Column("1", "share of the work done"), "seed": Column("", "seed"),
                                     "cost": Column("USD", "cost of computing per epoch")})},
)  # fmt: skip


def closed_forms(network, tables):
    return {"law": pd.DataFrame({"effort": [0.0, 1.0], "cost": [0.0, float(tables["costs"]["cost"].max())]})}


def find(network, tables):
    means = tables["costs"].groupby("effort")["cost"].mean()
    ratio = float(means.iloc[-1] / means.iloc[0] * means.index[0] / means.index[-1])
    claims = (within("cost is in proportion to effort", ratio, 0.01, (0.9, 1.1), "1", 2),)
    emerges = (Emergence("cost", (0,)), Emergence("thrift", (0,), "arithmetic"))
    table = pd.DataFrame({"effort": means.index, "cost (USD)": means.to_numpy()})
    return Finding(claims, f"The ratio is {ratio:.2f}, in a table_of | signs.", "", table, emerges)


def draw(tables):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3, 2))
    figure.subplots().plot(tables["law"]["effort"], tables["law"]["cost"])
    return figure


READING = Reading(closed_forms, find, {"toy": Drawing(draw, ("costs", "law"), "Cost over effort.")})
