"""What the study ``withholding`` found: penalties that stop hiding against the closed form, and what became of both starts."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis.figures import withholding as figure
from analysis.findings.claims import Claim, above, below, within
from analysis.findings.contract import Drawing, Emergence, Finding, Reading, Tables
from analysis.theory.withholding import largest_penalty, least_reconstruction, unavailability_cost_at_threshold, withholding_penalty
from experiments.statistics import Z_95, mean_error
from experiments.studies import withholding as study
from model.scenario import Scenario

RATIO, APART, ONE = (0.9, 1.1), 1.5, (0.9, 1.1)
HONEST, HIDING = 0.9, 0.1
COSTS = (0.05, 0.2)
"""Shares of the fee that honest nodes are to lose at most."""


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Thresholds beside the closed form at the measured r, and the lines of the phase diagram, all in fees."""
    saving = _saving(network)
    reach = tables["reach"].groupby(["traces", "start"], sort=False)["rebuilt"].agg(["mean", "sem"]).reset_index()
    compared = tables["penalty"].merge(reach.rename(columns={"mean": "rebuilt", "sem": "rebuilt_error"}), on=["traces", "start"])
    compared["law"] = [withholding_penalty(study.AUDIT, r, saving, 1.0) for r in compared["rebuilt"]]
    compared["honest_cost"] = [unavailability_cost_at_threshold(r, saving) for r in compared["rebuilt"]]
    lines = []
    for r in np.linspace(0.03, 0.995, 200):
        lines.append(("closed form: hiding pays no more", r, withholding_penalty(study.AUDIT, float(r), saving, 1.0)))
        lines += [(f"honest lose {x:.0%} of the fee", r, largest_penalty(study.AUDIT, float(r), 1.0, x)) for x in COSTS]
    return {"compared": compared, "lines": pd.DataFrame(lines, columns=["series", "x", "y"])}


def _saving(network: Scenario) -> float:
    """Saving of who skips the work, in fees."""
    (job,) = network.job_classes.values()
    return float(network.nodes.compute_cost) * job.work / (job.fee * network.market.price)  # type: ignore[arg-type]


def find(network: Scenario, tables: Tables) -> Finding:
    """Thresholds against the closed form, how far they depend on the start, and whether both outcomes last."""
    compared, path = tables["compared"], tables["path"]
    end = path[path["epoch"] == path["epoch"].max()]
    few, many = (end[end["start"] == w]["honest"].to_numpy() for w in study.STARTS)
    where = f"at U = {study.PENALTY:g} R under dispersed traces"
    found = compared[compared["status"] == "found"]
    claims: list[Claim] = [
        within("the threshold is the closed form at the measured r (ratio)", *_ratio(found), RATIO, "1", len(found)),
        within("a broadcast has one threshold (from .6 over from .1)", *_apart(found, "broadcast"), ONE, "1", 2),
        above("dispersed traces have a higher threshold where more withhold (ratio)", *_apart(found, "dispersed"), APART, "1", 2),
        above("gossip has a higher threshold where more withhold (ratio)", *_apart(found, "gossip"), APART, "1", 2),
        above(f"{where} a network that starts with few who hide ends honest", *mean_error(few), HONEST, "1", len(few)),
        below(f"{where} one that starts with many ends hiding (honest share)", *mean_error(many), HIDING, "1", len(many)),
    ]
    both = Emergence("two conventions under one penalty: nodes pass on traces because others do, or hide because others do", (2, 4, 5))
    return Finding(tuple(claims), _found(compared, network), _departs(found), _table(compared), (both,))


def _ratio(found: pd.DataFrame) -> tuple[float, float]:
    """Geometric mean of thresholds over the closed form, and its standard error; (1, infinite) with fewer than two."""
    usable = found[(found["low"] > 0) & (found["law"] > 0)]
    if len(usable) < 2:
        return 1.0, math.inf
    mean, error = mean_error(np.log((usable["threshold"] / usable["law"]).to_numpy(dtype=float)))
    own = np.log((usable["high"] / usable["low"]).to_numpy(dtype=float)) / (2 * Z_95)
    return math.exp(mean), math.exp(mean) * max(error, float(np.sqrt((own**2).sum())) / len(usable))


def _apart(found: pd.DataFrame, traces: str) -> tuple[float, float]:
    """Threshold from many over that from few who withhold, and its standard error; (1, infinite) if one is missing."""
    rows = [found[(found["traces"] == traces) & (found["start"] == w) & (found["low"] > 0)] for w in study.STARTS]
    if any(len(mine) != 1 for mine in rows):
        return 1.0, math.inf
    low, high = (mine.iloc[0] for mine in rows)
    ratio = float(high["threshold"] / low["threshold"])
    return ratio, ratio * math.hypot(*(math.log(row["high"] / row["low"]) / (2 * Z_95) for row in (low, high)))


def _found(compared: pd.DataFrame, network: Scenario) -> str:
    words = [
        f"{row.traces} from {row.start:g}: r = {row.rebuilt:.3f}, U = {_number(row)} R (closed form {row.law:.3g}), honest nodes lose "
        f"{row.honest_cost:.0%} of the fee"
        for row in compared.itertuples()
    ]
    least = ", ".join(f"{least_reconstruction(_saving(network), x):.2f} for {x:.0%} of the fee" for x in COSTS)
    return (
        f"Penalty from which honest work spreads, by the share that withholds at the start, audits at {study.AUDIT:g}. {'; '.join(words)}. "
        f"No penalty deters at a lower cost to honest nodes where r is below {least}."
    )


def _number(row: object) -> str:
    return f"{row.threshold:.3g}" if row.status == "found" else str(row.status)  # type: ignore[attr-defined]


def _departs(found: pd.DataFrame) -> str:
    ratios = found["threshold"] / found["law"]
    if not len(ratios):
        return "No threshold was found."
    return (
        f"Thresholds are {ratios.min():.2f} to {ratios.max():.2f} times the closed form at the r of a crowd that stands still. "
        f"Where others hold "
        "or pass on traces the crowd does not stand still: who gives up hiding passes on traces and raises r, so less is enough "
        "once it has "
        "begun. Under broadcast r cannot move, and what departs there is not explained; few hidden jobs are audited in an epoch, so public "
        "averages of those who hide are noisy. The slash appears nowhere: a hidden trace is never found invalid. What deterring "
        "costs honest nodes, "
        "s (1 - r) / r, "
        "holds no audit rate and no penalty either; only better propagation lowers it."
    )


def _table(compared: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "traces": compared["traces"], "withhold at the start": compared["start"], "r": compared["rebuilt"].round(3),
            "U from which honest work spreads (R)": [_number(row) for row in compared.itertuples()],
            "closed form (R)": compared["law"].round(2), "honest loss there (R a job)": compared["honest_cost"].round(3),
        }
    )  # fmt: skip


READING = Reading(
    closed_forms,
    find,
    {
        "withholding": Drawing(
            figure.draw,
            ("compared", "lines", "path"),
            "Left, the penalty from which honest work spreads against the share of honest traces that are rebuilt: measured for "
            "three kinds "
            "of traces and two starts, with the closed form and the penalties that cost honest nodes 5 and 20 % of the fee. The "
            "window lies "
            "above the black line and below a grey one. Right, runs under dispersed traces at one penalty from both starts.",
        ),
    },
)
