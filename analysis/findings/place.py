"""How the study ``place`` is read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures import place as figures
from analysis.findings.claims import Claim, above, within
from analysis.findings.contract import Drawing, Emergence, Finding, Reading, Tables
from analysis.theory.place import compared_threshold, local_threshold
from experiments.statistics import mean_error, mean_interval
from experiments.studies import place as study
from model.desk import Desk
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

NEAR = (0.9, 1.1)
"""Border over a*(x), where it is on it."""
SORTED, UNSORTED = 0.1, (-0.05, 0.05)
"""Moran's I of behaviour that is sorted, and of one that is not."""
ENDS = 2
"""Bins at either end that say how honest the lazy and the honest side are."""
KEYS = ["graph", "checks", "panel", "partner"]


def money(network: Scenario) -> tuple[float, float]:
    """What a lazy node saves a job, and what it has at stake (R + S), USD."""
    at = dict(zip(KEYS, study.PLACES[0], strict=True)) | {"strength": 1.0}
    scenario = study.prepare(network, at)
    desk, (name,) = Desk(scenario), scenario.job_classes
    crowd = desk.crowd(desk.counts)
    honest, lazy = (
        desk.execution(name, behaviour, desk.accept(name, behaviour, crowd), stake).cost
        for behaviour, stake in zip(desk.behaviours, desk.stakes, strict=True)
    )
    settled = desk.terms(name)
    return honest - lazy, (settled.fee * settled.executor_share() + study.SLASH) * settled.price


def border(honest: np.ndarray) -> float:
    """Where along an axis in [0, 1] one kind gives way to the other.

    The share of the axis that a step would leave to the lazy kind, if it stood
    between the levels of both ends (which mutation keeps off 0 and 1).

    Parameters
    ----------
    honest : (bins,)
        Honest share in bins of equal width.

    Returns
    -------
    float
        nan where both ends are alike to .5.
    """
    low, high = float(honest[:ENDS].mean()), float(honest[-ENDS:].mean())
    return 1.0 - (float(honest.mean()) - low) / (high - low) if high - low > 0.5 else math.nan


def width(honest: np.ndarray, at: np.ndarray) -> float:
    """How far the audit rate rises while the honest share, made to rise throughout, goes from one to three quarters."""
    rising = np.maximum.accumulate(honest)
    if rising[0] > 0.25 or rising[-1] < 0.75:
        return math.nan
    return float(np.interp(0.75, rising, at) - np.interp(0.25, rising, at))


def looking(checks: str, panel: str, honest: float) -> float:
    """Share x of the checkers at the border that look."""
    if checks == "all":
        return 1.0
    return 0.5 if panel == "neighbours" else honest


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Borders of each run with their means and laws, mean profiles, and sorting by the steepness of the gradient."""
    import pandas as pd

    saving, at_stake = money(network)
    rows, profiles = [], []
    for key, group in tables["profiles"].groupby(KEYS):
        at = tuple(map(str, key))
        where: dict[str, Any] = dict(zip(KEYS, at, strict=True))
        runs = group.pivot(index="seed", columns="audit", values="honest")
        borders = np.array([border(run) for run in runs.to_numpy()])
        found, mean = borders[np.isfinite(borders)], runs.mean().to_numpy()
        sorting = group.drop_duplicates("seed")["morans_i"].dropna().to_numpy()
        x = looking(at[1], at[2], float(mean.mean()))
        intensity = float(study.IMITATION["intensity"])  # type: ignore[arg-type]
        rows.append({
            **where, **_named("border", found), **_named("morans_i", sorting), "n": len(runs),
            "width": width(mean, runs.columns.to_numpy()), "honest": float(mean.mean()), "looking": x,
            "law": local_threshold(saving, at_stake, x), "compared": compared_threshold(saving, at_stake, x, study.JOBS, intensity),
        })  # fmt: skip
        low, high = np.array([mean_interval(column)[1:] if len(column) > 1 else (math.nan, math.nan) for column in runs.to_numpy().T]).T
        profiles.append(pd.DataFrame({**where, "audit": runs.columns, "mean": mean, "low": low, "high": high}))
    steep = [
        {"partner": partner, "strength": strength, **_named("morans_i", group["morans_i"].dropna().to_numpy()), "n": len(group)}
        for (partner, strength), group in tables["gradients"].groupby(["partner", "strength"])
    ]
    return {"borders": pd.DataFrame(rows), "profile_means": pd.concat(profiles), "gradient_means": pd.DataFrame(steep)}


def _named(name: str, values: np.ndarray) -> dict[str, float]:
    """Mean, standard error and 95 % interval of values, infinitely wide for fewer than two."""
    if len(values) < 2:
        return {name: float(values.mean()) if len(values) else math.nan, f"{name}_error": math.inf, f"{name}_low": math.nan,
                f"{name}_high": math.nan}  # fmt: skip
    mean, low, high = mean_interval(values)
    return {name: mean, f"{name}_error": mean_error(values)[1], f"{name}_low": low, f"{name}_high": high}


def find(network: Scenario, tables: Tables) -> Finding:
    """Hold borders and sorting against the hypothesis."""
    rows = [{str(name): value for name, value in row.items()} for row in tables["borders"].to_dict("records")]
    copied = [row for row in rows if row["partner"] == "neighbour"]
    claims = [*map(_border_claim, copied), *map(_sorting_claim, copied)]
    claims += [_unsorted_claim(row) for row in rows if row["partner"] == "random"]
    rests = tuple(range(len(copied), 2 * len(copied)))
    emerges = Emergence("behaviour sorts itself along the field where neighbours are copied", rests, "A1 with the local audit rate")
    return Finding(tuple(claims), _paragraph(rows), _departures(copied), _shown(tables), (emerges,))


def _words(row: dict[str, Any]) -> str:
    who = "all check" if row["checks"] == "all" else f"the lazy do not check, {_PANELS[str(row['panel'])]}"
    return f"{row['graph']}, {who}"


_PANELS = {"neighbours": "panels of neighbours", "uniform": "random panels"}


def _border_claim(row: dict[str, Any]) -> Claim:
    ratio, error = row["border"] / row["law"], row["border_error"] / row["law"]
    known = math.isfinite(ratio)
    return within(f"the border lies within 10 % of a*(x) ({_words(row)})", ratio if known else 1.0, error if known else math.inf, NEAR, "1",
                  int(row["n"]))  # fmt: skip


def _sorting_claim(row: dict[str, Any]) -> Claim:
    known = math.isfinite(row["morans_i"])
    return above(f"honesty is sorted ({_words(row)})", row["morans_i"] if known else 0.0, row["morans_i_error"] if known else math.inf,
                 SORTED, "1", int(row["n"]))  # fmt: skip


def _unsorted_claim(row: dict[str, Any]) -> Claim:
    known = math.isfinite(row["morans_i"])
    return within(f"where anybody is copied, nothing is sorted ({row['graph']})", row["morans_i"] if known else 0.0,
                  row["morans_i_error"] if known else math.inf, UNSORTED, "1", int(row["n"]))  # fmt: skip


def _paragraph(rows: list[dict[str, Any]]) -> str:
    copied = [row for row in rows if row["partner"] == "neighbour"]
    borders = "; ".join(
        f"{_words(row)}: {row['border']:.3f} beside a*(x) = {row['law']:.3f} (x = {row['looking']:.2f}), from 1/4 to 3/4 honest over "
        f"{row['width']:.3f} of audit rate"
        for row in copied
    )
    sorting = [row["morans_i"] for row in copied]
    random = [row for row in rows if row["partner"] == "random"]
    mixed = ", ".join(f"{row['morans_i']:.3f} with {row['honest']:.0%} honest on the {row['graph']}" for row in random)
    return (
        f"Where neighbours are copied, Moran's I of honesty lies between {min(sorting):.2f} and {max(sorting):.2f}, and the border at "
        f"these audit rates: {borders}. Where anybody is copied, Moran's I is {mixed}: what pays in the mean is done everywhere."
    )


def _departures(copied: list[dict[str, Any]]) -> str:
    off = [row for row in copied if not NEAR[0] <= row["border"] / row["law"] <= NEAR[1]]
    if not off:
        return ""
    named = "; ".join(
        f"{_words(row)}: {row['border'] / row['law']:.2f} times a*(x), {row['border'] / row['compared']:.2f} times that rate" for row in off
    )
    return (
        f"Borders off a*(x), and beside them the rate at which one epoch's payoffs are worth the same to Fermi's rule: {named}. A large "
        "loss that is compared once counts less than its mean, which moves every border up. What is left stays unexplained here: both "
        "forms know one wall, and neither the number of neighbours across it nor the width over which both kinds live mixed."
    )


def _shown(tables: Tables) -> pd.DataFrame:
    names = {
        "graph": "graph", "checks": "who checks", "panel": "panel", "partner": "who is copied", "border": "border (audit rate)",
        "law": "a*(x)", "compared": "a* by one epoch's payoffs", "morans_i": "Moran's I",
    }  # fmt: skip
    return tables["borders"][list(names)].rename(columns=names)


READING = Reading(
    closed_forms,
    find,
    {
        "place": Drawing(
            figures.draw, ("pictures", "profile_means", "borders", "gradient_means"),
            "Honesty along a gradient of audits: on a lattice, where neighbours (a) and anybody (b) are copied, A1's border in black; by "
            "audit rate where all check (c) and where the lazy do not (d), closed forms in black; Moran's I by the gradient (e).",
        ),
    },
)  # fmt: skip
