"""What the study ``forgetting`` found: information about the start, and about the field, in what nodes do."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.figures import forgetting as figures
from analysis.findings.claims import Claim, above, below
from analysis.findings.contract import Drawing, Finding, Reading, Tables
from analysis.theory.conventions import forgetting_share, tipping_share_with_references
from analysis.theory.information import mutual_information
from experiments.statistics import Z_95
from experiments.studies.forgetting import LOOKS, TOLERANCE, prepare
from model.desk import Desk
from model.scenario import Scenario

BINS = np.array([0.25, 0.5, 0.75])
"""Bounds of the four kinds of behaviour: shares of nodes that run the model as asked."""
FORGOTTEN, KEPT, NEAR = 0.05, 0.5, 0.08
"""Bits after the last look, and the relative distance from the law within which a field is not held against it."""
DRAWS = 200
FIELD = ["auditors", "audit", "reference"]
NOISE_OF_A_DIFFERENCE = math.sqrt(2.0)


def strength(network: Scenario, row: Mapping[Any, Any]) -> float:
    """G = g / (p (R + S) dA) of a network in a field of this study."""
    scenario = prepare(network, {**row, "start": 0.5, "nodes": 10})
    desk, ((name, _),) = Desk(scenario), scenario.fields.items()
    terms = desk.terms(name)
    reward, price = terms.fee * terms.executor_share() * terms.price, terms.price
    work = scenario.job_classes[name].work
    deviation = desk.behaviours[1]["filler_deviation"]
    ratio = float(scenario.technology.cost(deviation))
    saving = scenario.mean_compute_cost() * work * (1.0 - ratio)

    def passes(away: float) -> float:
        s = NOISE_OF_A_DIFFERENCE
        return float(stats.norm.cdf((TOLERANCE - away) / s) - stats.norm.cdf((-TOLERANCE - away) / s))

    slash = scenario.field.settlement.slash * price
    return saving / (float(row["audit"]) * (reward + slash) * (passes(0.0) - passes(deviation)))


def information(first: np.ndarray, second: np.ndarray, seed: int = 0) -> tuple[float, float, float]:
    """Information between two lists of labels, with a 95 % interval: a bootstrap within each value of the first.

    Returns
    -------
    bits, low, high : float
        Corrected for bias; the interval is that of the estimate.
    """
    counts = _counts(first, second)
    bits = mutual_information(counts)
    generator = np.random.Generator(np.random.PCG64(seed))
    again = []
    for _ in range(DRAWS):
        rows = [generator.multinomial(int(row.sum()), row / row.sum()) for row in counts if row.sum() > 0]
        again.append(mutual_information(np.array(rows)))
    spread = Z_95 * max(float(np.std(again, ddof=1)), 1.0 / len(first))
    return bits, bits - spread, bits + spread


def _counts(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    rows, columns = (np.unique(labels, return_inverse=True)[1] for labels in (first, second))
    counts = np.zeros((rows.max() + 1, columns.max() + 1))
    np.add.at(counts, (rows, columns), 1)
    return counts


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Information along time, and the law.

    Returns
    -------
    dict of DataFrame
        ``of_start``: by field and epoch, bits about the start given the field, with ``low, high``. ``of_field``: by epoch, mean
        bits about the field given the start. ``law``: by field, ``strength`` G, ``threshold`` (1 + G) / 2, ``tipping`` x*, and
        ``distance`` of the reference share from the threshold, relative. ``lasting``: by nodes, how many of the small
        populations escaped, and the ``rate`` per epoch with its interval.
    """
    histories = tables["histories"]
    return {
        "of_start": _of_start(histories), "of_field": _of_field(histories), "law": _laws(network, histories),
        "lasting": _lasting(tables["escapes"]),
    }  # fmt: skip


def _looks(frame: pd.DataFrame) -> Sequence[tuple[int, np.ndarray]]:
    return [(t, np.digitize(frame[f"after_{t}"].to_numpy(), BINS)) for t in LOOKS]


def _of_start(histories: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for field, mine in histories.groupby(FIELD, sort=False):
        for epoch, kinds in _looks(mine):
            bits, low, high = information(mine["start"].to_numpy(), kinds)
            rows.append(dict(zip(FIELD, field, strict=True)) | {"epoch": epoch, "bits": bits, "low": low, "high": high, "runs": len(mine)})
    return pd.DataFrame(rows)


def _of_field(histories: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for start, mine in histories.groupby("start", sort=False):
        labels = mine[FIELD].astype(str).agg(" ".join, axis=1).to_numpy()
        for epoch, kinds in _looks(mine):
            bits, low, high = information(labels, kinds)
            rows.append({"start": start, "epoch": epoch, "bits": bits, "low": low, "high": high, "runs": len(mine)})
    return pd.DataFrame(rows)


def _laws(network: Scenario, histories: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for field, mine in histories.groupby(FIELD, sort=False):
        row: dict[str, Any] = dict(zip(FIELD, field, strict=True))
        peers, weight = row["auditors"] == "peers", strength(network, mine.to_dict("records")[0])
        threshold = forgetting_share(weight)
        rows.append(
            row | {"strength": weight, "threshold": threshold}
            | {"tipping": tipping_share_with_references(weight, float(row["reference"])) if peers else math.nan}
            | {"distance": float(row["reference"]) / threshold - 1.0 if peers else math.nan}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _lasting(escapes: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for nodes, mine in escapes.groupby("nodes", sort=False):
        hits, exposure = int(mine["escaped"].sum()), float(mine["epochs"].sum())
        low, high = stats.chi2.ppf(0.025, 2 * hits) / 2 if hits else 0.0, stats.chi2.ppf(0.975, 2 * hits + 2) / 2
        rows.append(
            {"nodes": nodes, "escaped": hits, "runs": len(mine), "rate": hits / exposure, "low": low / exposure, "high": high / exposure}
        )  # fmt: skip
    return pd.DataFrame(rows)


def last(of_start: pd.DataFrame, law: pd.DataFrame) -> pd.DataFrame:
    """Bits about the start at the last look, field by field, with the law and what it says: ``kept``, ``forgotten`` or ``near``."""
    table = of_start[of_start["epoch"] == of_start["epoch"].max()].merge(law, on=FIELD)
    near = table["distance"].abs() <= NEAR
    # Where G is above one, the right convention holds nowhere: the wrong one wins from any start.
    kept = (table["auditors"] == "peers") & (table["distance"] < 0) & (table["strength"] < 1)
    table["law_says"] = np.where(near, "near", np.where(kept, "kept", "forgotten"))
    return table


def find(network: Scenario, tables: Tables) -> Finding:
    """Claims field by field, and what the field says after all."""
    table = last(tables["of_start"], tables["law"])
    claims = [_claim(row) for row in table.to_dict("records")]
    of_field = tables["of_field"]
    final = of_field[of_field["epoch"] == of_field["epoch"].max()]
    error = float((final["high"] - final["low"]).mean()) / (2 * Z_95 * math.sqrt(len(final)))
    statement = "given the start, behaviour tells of the field: bits at the last look, mean over starts"
    claims.append(above(statement, float(final["bits"].mean()), error, FORGOTTEN, "bit", int(final["runs"].sum()), decides=False))
    return Finding(tuple(claims), _found(table, final), _departs(table, tables["lasting"]), _table(table))


def _claim(row: Mapping[Any, Any]) -> Claim:
    error = (row["high"] - row["low"]) / (2 * Z_95)
    who = "peers check" if row["auditors"] == "peers" else "the protocol audits"
    where = f"{who} {row['audit']:g} of the jobs" + (f", {row['reference']:g} of them by reference" if row["auditors"] == "peers" else "")
    n, decides = int(row["runs"]), row["law_says"] != "near"
    if row["distance"] < 0 and row["law_says"] in ("kept", "near"):
        return above(f"{where}: the start is remembered, bits", row["bits"], error, KEPT, "bit", n, decides=decides)
    return below(f"{where}: the start is forgotten, bits", row["bits"], error, FORGOTTEN, "bit", n, decides=decides)


def _found(table: pd.DataFrame, final: pd.DataFrame) -> str:
    peers = table[table["auditors"] == "peers"]
    said = "; ".join(f"{r['bits']:.2f} bits at a reference share of {r['reference']:g}" for r in peers.to_dict("records"))
    others = table[table["auditors"] != "peers"].to_dict("records")
    audited = "; ".join(f"{r['bits']:.2f} bits at an audit rate of {r['audit']:g}" for r in others)
    return (
        f"After {LOOKS[-1]} epochs what nodes do tells of the start, of 2 bits: {said}; the law puts the change at a share of "
        f"{peers['threshold'].iloc[0]:.3f}. Where the protocol audits: {audited}. Given the start, behaviour tells "
        f"{final['bits'].min():.2f} to {final['bits'].max():.2f} bits of which field it is in."
    )


def _departs(table: pd.DataFrame, lasting: pd.DataFrame) -> str:
    near = table[table["law_says"] == "near"]
    slow = "; ".join(f"{r['bits']:.2f} bits at {r['reference']:g}" for r in near.to_dict("records"))
    gone = ", ".join(f"{r['escaped']} of {r['runs']} populations of {r['nodes']}" for r in lasting.to_dict("records"))
    said = (
        "Remembered is not for ever: in a finite population with mutation every convention falls in the end. Within the run, in a field "
        f"with a reference share below the law, {gone} had left the wrong one; the rate falls with the number of nodes, so what is "
        "called memory is a long time, and the bits of larger populations are those of 200 epochs."
    )
    return said + (f" Within {NEAR:.0%} of the law forgetting is slow, and the runs say: {slow}." if slow else "")


def _table(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "who checks": table["auditors"], "audit rate": table["audit"], "reference share": table["reference"],
            "law: forgotten above": table["threshold"], "tipping share x*": table["tipping"], "bits about the start": table["bits"],
            "law says": table["law_says"],
        }
    )  # fmt: skip


_CAPTION = (
    "Does behaviour tell of the start or of the field? a: bits about the start, given the field, in the share of nodes that run the model "
    "as asked (four kinds), over time. b: the same after the last look over the share of reference checks; black, the law (1 + G) / 2. "
    "c: how often small populations leave a wrong convention that the field keeps."
)

READING = Reading(
    closed_forms=closed_forms,
    find=find,
    drawings={"forgetting": Drawing(figures.draw, ("of_start", "of_field", "law", "lasting"), _CAPTION)},
)
