"""What the study ``open_entry`` found: elasticities of integrity to fee and deposit, under free entry and in closed berths."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.figures import open_entry as figure
from analysis.findings.claims import Claim, above, below, within
from analysis.findings.contract import Drawing, Emergence, Finding, Reading, Tables
from analysis.theory.entry import integrity_of_stayers, jobs_fed, resisted_gain
from experiments.statistics import Z_95, mean_error
from experiments.studies import open_entry as study
from model.scenario import Scenario

BOUND = 0.1
"""Elasticity from which on fees buy honesty."""
CLOSE = 0.1
"""Within which the sweep's elasticities lie around the closed form, on average."""
ARMS = (("free", "fee"), ("free", "deposit"), ("closed", "fee"))


class Elasticity(NamedTuple):
    """A change of log integrity over that of log fee or deposit, with its standard error, pairs, and the closed form."""

    value: float
    error: float
    n: int
    law: float


def elasticities(rows: pd.DataFrame, change: str) -> np.ndarray:
    """One a seed, of runs that share their luck; seeds without a right output are left out."""
    means = rows.groupby(["change", "seed"])[["right", "accepted"]].sum()
    logs = np.log((means["right"] / means["accepted"]).replace(0.0, np.nan)).unstack("change")
    return ((logs[change] - logs["none"]) / math.log(study.RAISE)).dropna().to_numpy()


def odds_elasticity(rows: pd.DataFrame, change: str) -> float:
    """Of right to wrong among accepted outputs, all seeds together; infinite where no wrong output is left."""
    sums = rows.groupby("change")[["right", "accepted"]].sum()
    odds = sums["right"] / (sums["accepted"] - sums["right"])
    return float(np.log(odds[change] / odds["none"]) / math.log(study.RAISE)) if np.isfinite(odds[change]) else math.inf


def integrity(network: Scenario, entry: str, change: str, ratio: float | None = None, rent: float | None = None) -> float:
    """Closed form of the long run; under free entry without rents, or with those that entry left."""
    base = study.economics(network, ratio)
    fee = base["fee"] * (study.RAISE if change == "fee" else 1.0)
    deposit = base["deposit"] * (study.RAISE if change == "deposit" else 1.0)
    fixed = base["fixed"] + study.CAPITAL_COST * (deposit - base["deposit"])
    jobs = jobs_fed(fixed, fee, base["cost"]) if entry == "free" else float(study.LOAD)
    rents = jobs * (fee - base["cost"]) - fixed if rent is None else rent
    tempting = base["risk"] / (1.0 - base["audit"]) / study.TEMPTED
    gain = resisted_gain(base["audit"], jobs, fee, deposit, rents, study.horizon_of(ratio))
    return integrity_of_stayers(min(1.0, gain / tempting), base["audit"], jobs, study.CHURN)


Rents = tuple[float | None, float | None]
"""Before and after."""


def law_of(network: Scenario, entry: str, change: str, ratio: float | None = None, rents: Rents = (None, None)) -> float:
    """Elasticity in closed form, of the same step as in the runs."""
    before, after = (integrity(network, entry, what, ratio, rent) for what, rent in zip(("none", change), rents, strict=True))
    return math.log(after / before) / math.log(study.RAISE)


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Elasticities with their closed forms, and curves over time with intervals."""
    late = tables["paths"][tables["paths"]["epoch"] > study.EPOCHS - study.LAST]
    rows = [_row(network, late[late["entry"] == entry], entry, change, None) for entry, change in ARMS]
    rows += [_row(network, mine, "free", "fee", float(str(ratio))) for ratio, mine in tables["deposits"].groupby("ratio")]
    return {"elasticities": pd.DataFrame(rows), "law": _law(network), "curves": _curves(tables["paths"])}


def _row(network: Scenario, rows: pd.DataFrame, entry: str, change: str, ratio: float | None) -> dict[str, object]:
    values, rents = elasticities(rows, change), rows.groupby("change")["rent"].mean()
    mean, error = mean_error(values)
    left = (float(rents["none"]), float(rents[change]))
    return {
        "entry": entry, "change": change, "ratio": math.nan if ratio is None else ratio, "elasticity": mean, "error": error,
        "seeds": len(values), "closed_form": law_of(network, entry, change, ratio),
        "with_rents_left": law_of(network, entry, change, ratio, left), "rent_before": left[0], "rent_after": left[1],
        "odds_elasticity": odds_elasticity(rows, change),
    }  # fmt: skip


def _law(network: Scenario) -> pd.DataFrame:
    ratios = np.geomspace(0.05, 100.0, 60) - 0.05
    fees = [1.0 / (1.0 + ratio) for ratio in ratios]
    return pd.DataFrame({"ratio": ratios, "fee_share": fees, "elasticity": [law_of(network, "free", "fee", float(r)) for r in ratios]})


def _curves(paths: pd.DataFrame) -> pd.DataFrame:
    """Means over seeds and their 95 % intervals."""
    paths = paths.assign(integrity=paths["right"] / paths["accepted"])
    long = paths.melt(["entry", "change", "seed", "epoch"], ["integrity", "nodes"], "what", "value")
    table = long.groupby(["what", "entry", "change", "epoch"])["value"].agg(["mean", "std", "count"]).reset_index()
    half = Z_95 * table["std"] / np.sqrt(table["count"])
    return table.assign(low=table["mean"] - half, high=table["mean"] + half, seeds=table["count"]).drop(columns=["std", "count"])


def find(network: Scenario, tables: Tables) -> Finding:
    """Three elasticities that decide, and how the one to the fee follows its closed form as the deposit shrinks."""
    table = tables["elasticities"]
    found = {(row.entry, row.change): Elasticity(row.elasticity, row.error, row.seeds, row.closed_form)
             for row in table[table["ratio"].isna()].itertuples()}  # fmt: skip
    sweep = table[table["ratio"].notna()]
    return Finding(
        _claims(found, sweep),
        _found(network, found, sweep, tables["curves"]),
        _departs(found),
        _shown(table),
        (Emergence("closed berths make honesty follow the fee, and free entry takes that away", (0, 2),
                   "A1b with rents that G3 drives to zero (resisted_gain, jobs_fed)"),),
    )  # fmt: skip


def _claims(found: dict[tuple[str, str], Elasticity], sweep: pd.DataFrame) -> tuple[Claim, ...]:
    fee, deposit, closed = (found[arm] for arm in ARMS)
    gaps = (sweep["elasticity"] - sweep["closed_form"]).to_numpy()
    error = float(np.sqrt((sweep["error"] ** 2).sum())) / len(sweep)
    return (
        below("under free entry the elasticity of integrity to the fee is below .1", fee.value, fee.error, BOUND, "1", fee.n),
        above("under free entry that to the deposit is above .1", deposit.value, deposit.error, BOUND, "1", deposit.n),
        above("in closed berths that to the fee is above .1", closed.value, closed.error, BOUND, "1", closed.n),
        within(
            "under free entry the elasticity to the fee is zero within .1", fee.value, fee.error, (-BOUND, BOUND), "1", fee.n, decides=False
        ),
        within(
            "rents aside, the elasticity to the fee is the closed form's whatever the deposit, within .1 on average",
            float(gaps.mean()), error, (-CLOSE, CLOSE), "1", int(sweep["seeds"].sum()), decides=False,
        ),
    )  # fmt: skip


def _said(one: Elasticity) -> str:
    return f"{one.value:+.2f} ± {Z_95 * one.error:.2f} (closed form {one.law:+.2f})"


def _found(network: Scenario, found: dict[tuple[str, str], Elasticity], sweep: pd.DataFrame, curves: pd.DataFrame) -> str:
    fee, deposit, closed = (found[arm] for arm in ARMS)
    nodes = curves[(curves["what"] == "nodes") & (curves["entry"] == "free") & (curves["change"] == "fee")].sort_values("epoch")
    before, after = float(nodes[nodes["epoch"] <= study.SHIFT]["mean"].mean()), float(nodes["mean"].iloc[-1])
    least, most = sweep.iloc[0], sweep.iloc[-1]
    base = study.economics(network)
    buys = (
        "The fee of the job itself stays at risk, so that fees buy honesty where little else is lost and audits are rare."
        if least.elasticity - Z_95 * least.error > BOUND
        else "The fee of the job itself stays at risk, and is not shown to buy honesty either."
    )
    return (
        f"A fee raised by {study.RAISE - 1:.0%} changed integrity with an elasticity of {_said(fee)} under free entry, where it fed "
        f"{after:.0f} nodes instead of {before:.0f}, and of {_said(closed)} where berths are closed. A deposit raised as much under free "
        f"entry: {_said(deposit)}. What a false job risks is fee and deposit, {base['fee']:g} and {base['deposit']:g} USD, and the rents "
        f"of {study.HORIZON:g} epochs, which entry competes away. "
        f"{buys} In the sweep, with a deposit of {least.ratio:g} fees and no rents counted, the elasticity is "
        f"{least.elasticity:+.2f} ± {Z_95 * least.error:.2f} (closed form {least.closed_form:+.2f}), with {most.ratio:g} fees "
        f"{most.elasticity:+.2f} ± {Z_95 * most.error:.2f} ({most.closed_form:+.2f})."
    )


def _departs(found: dict[tuple[str, str], Elasticity]) -> str:
    fee = found[ARMS[0]]
    if fee.value + Z_95 * fee.error < 0.0:
        return (
            "Under free entry a higher fee makes integrity somewhat lower, not merely no higher: it feeds more nodes with fewer jobs each, "
            "so that who falsifies meets an audit later and is there longer before it is ejected. The closed form of those who stay has it "
            "too."
        )
    return ""


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    rows = [
        [row.entry, row.change, "the network's" if math.isnan(row.ratio) else f"{row.ratio:g}",
         f"{row.elasticity:+.3f} ± {Z_95 * row.error:.3f}", f"{row.closed_form:+.3f}", f"{row.with_rents_left:+.3f}",
         f"{row.odds_elasticity:+.2f}", int(row.seeds)]
        for row in table.itertuples()
    ]  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=[
            "entry", "raised", "deposit (fees)", "elasticity of integrity", "closed form", "with rents left", "of its odds", "seeds",
        ],
    )  # fmt: skip


READING = Reading(
    closed_forms,
    find,
    {
        "open_entry": Drawing(
            figure.draw,
            ("curves", "elasticities", "law"),
            "Integrity after fee or deposit are raised, under free entry and in closed berths, and the elasticity to the fee over the "
            "deposit, with its closed form.",
        )
    },
)
