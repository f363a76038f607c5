"""What the study `unbidden` found: which behaviours evolve in which field more often than by drift alone, and whether they would pay."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures import unbidden as figures
from analysis.findings.claims import HOLDS, Claim, above, below, judge
from analysis.findings.contract import Drawing, Emergence, Finding, Reading, Tables
from analysis.theory.withholding import withholding_margin
from experiments.statistics import paired, wilson
from experiments.studies.detectors import LIST, TESTED
from experiments.studies.unbidden import AUDITS, FIELDS, MARGIN, PRESENT, SLASH, WANTED, can_hold, null_of
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

IMPLIED = {
    "within_tolerance": "the largest deviation that a check passes (C2)",
    "copies": "deterrence with a filler that is right with probability q (A2)",
    "skips_withheld": "the withholding condition p r (R + U) >= c",
    "cheats_openly": "deterrence p (R + S) >= g (A1)",
}
"""What says already that a behaviour pays where it does."""


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """How often each behaviour is shown in each field and under drift alone; what a single job tempts to; whether the list would pay."""
    return {"frequencies": _frequencies(tables["policies"]), "temptations": _temptations(network), "worth": _worth(tables)}


def _frequencies(policies: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    by_field = {str(field): rows for field, rows in policies.groupby("field", sort=False)}
    rows = [
        {"behaviour": name, "field": field} | _compare(by_field[field][name].to_numpy(), by_field[null_of(field)][name].to_numpy())
        for name in TESTED
        for field in FIELDS
        if can_hold(field, name)
    ]
    return pd.DataFrame(rows)


def _compare(shares: np.ndarray, without: np.ndarray) -> dict[str, Any]:
    """Runs that show a behaviour with and without selection; the error of the difference counts one run of each kind more."""
    out: dict[str, Any] = {}
    variance = 0.0
    for name, values in (("", shares), ("null_", without)):
        hits, n = int((values >= PRESENT).sum()), len(values)
        low, high = wilson(hits, n)
        out |= {f"{name}shown": hits, f"{name}runs": n, f"{name}share": hits / n, f"{name}low": low, f"{name}high": high}
        inner = (hits + 1) / (n + 2)
        variance += inner * (1 - inner) / (n + 2)
    return out | {"excess": out["share"] - out["null_share"], "error": math.sqrt(variance)}


def _temptations(network: Scenario) -> pd.DataFrame:
    """What one job brings over honest work, USD: to skip it openly, to skip it behind a hidden trace, to attack it."""
    import pandas as pd

    job, price = next(iter(network.job_classes.values())), network.market.price
    cost, gain = float(network.nodes.compute_cost) * job.work, float(network.nodes.outside_gain) * job.value  # type: ignore[arg-type]
    reward, stake = price * job.fee, price * float(network.nodes.stake)  # type: ignore[arg-type]
    rows = []
    for field in ("audited", "hideable", "leavable"):
        settled = {"slash": SLASH, "unavailable_penalty": SLASH * stake / price} | FIELDS[field].get("settlement", {})
        lost = AUDITS * (reward + settled["slash"] * stake)
        hidden = -withholding_margin(AUDITS, 1.0, cost, reward, price * settled["unavailable_penalty"])
        rows.append({"field": field, "skip": cost - lost, "skip_withheld": hidden, "attack": (1 - AUDITS) * gain - lost})
    return pd.DataFrame(rows)


def _worth(tables: Tables) -> pd.DataFrame:
    import pandas as pd

    frequencies, rows = tables.get("frequencies"), []
    frequencies = _frequencies(tables["policies"]) if frequencies is None else frequencies
    for (behaviour, field), runs in tables["planted"].groupby(["behaviour", "field"], sort=False):
        gain, error = paired(runs["planted"].to_numpy(), runs["honest"].to_numpy())
        here = frequencies[(frequencies["behaviour"] == behaviour) & (frequencies["field"] == field)].iloc[0]
        found = {"excess": here["excess"], "excess_error": here["error"], "runs": int(here["runs"])}
        rows.append({"behaviour": behaviour, "field": field, "gain": gain, "error": error, "seeds": len(runs)} | found)
    return pd.DataFrame(rows)


def find(network: Scenario, tables: Tables) -> Finding:
    """Judge which behaviours are found; the third most frequent of the list and the deterring field decide."""
    rows: list[dict[str, Any]] = [*tables["frequencies"].to_dict("records")]  # type: ignore[list-item]  # names are words
    beside = [_found_claim(row) for row in rows]
    listed = [row for row in rows if row["behaviour"] in LIST]
    best = {name: max((r for r in listed if r["behaviour"] == name), key=lambda r: r["excess"]) for name in LIST if name in TESTED}
    ranked = sorted(best.values(), key=lambda row: -row["excess"])
    third, deterring = ranked[WANTED - 1], max((r for r in listed if r["field"] == "audited"), key=lambda r: r["excess"])
    deciding = [
        above(
            f"the third most frequent listed behaviour ({LIST[third['behaviour']].words}, in `{third['field']}`) exceeds drift",
            third["excess"], third["error"], MARGIN, "of runs", third["runs"],
        ),
        below(
            f"in `audited` the most frequent listed behaviour ({LIST[deterring['behaviour']].words}) does not exceed drift",
            deterring["excess"], deterring["error"], MARGIN, "of runs", deterring["runs"],
        ),
    ]  # fmt: skip
    claims = (*deciding, *beside)
    is_found = [row.verdict == HOLDS for row in judge(claims)][len(deciding) :]
    emerges = tuple(
        Emergence(
            f"a policy that nobody coded: {TESTED[row['behaviour']].words}, in the field `{row['field']}`",
            (len(deciding) + n,),
            IMPLIED.get(row["behaviour"], ""),
        )
        for n, row in enumerate(rows)
        if is_found[n]
    )
    return Finding(claims, _found(rows, is_found, tables), _departs(rows, is_found, tables), _table(rows, is_found), emerges)


def _found_claim(row: dict[str, Any]) -> Claim:
    words = f"{TESTED[row['behaviour']].words}: found in `{row['field']}`"
    return above(words, row["excess"], row["error"], MARGIN, "of runs", row["runs"], decides=False)


def _said(row: dict[str, Any]) -> str:
    return f"{TESTED[row['behaviour']].words} in `{row['field']}` ({row['shown']} of {row['runs']} runs, drift alone {row['null_shown']})"


def _found(rows: list[dict[str, Any]], is_found: list[bool], tables: Tables) -> str:
    found = [row for row, yes in zip(rows, is_found, strict=True) if yes]
    listed = sorted({row["behaviour"] for row in found if row["behaviour"] in LIST}, key=list(LIST).index)
    missing = [LIST[name].words for name in LIST if name in TESTED and name not in listed]
    near = [row for row, yes in zip(rows, is_found, strict=True) if not yes and row["excess"] > 3.0 * row["error"]]
    unheld = [one for one in LIST.values() if one.test is None]
    parts = [
        f"Of six listed behaviours that a policy can express, {len(listed)} are found: "
        + ("; ".join(_said(row) for row in found if row["behaviour"] in LIST) or "none")
        + ".",
        f"Not found in any field: {'; '.join(missing)}." if missing else "",
        *(f"Not expressible in the model: {one.words} ({one.why})." for one in unheld),
        f"What else: {'; '.join(_said(row) for row in found if row['behaviour'] not in LIST) or 'nothing of what was tested'}.",
        f"More often than by drift, but not shown to be so by {MARGIN:g}: {'; '.join(map(_said, near))}." if near else "",
        _commonest(tables["policies"]),
    ]
    return " ".join(part for part in parts if part)


def _commonest(policies: pd.DataFrame) -> str:
    """The commonest mean policy of each field, in words."""
    told = []
    for field in FIELDS:
        words = policies.loc[policies["field"] == field, "policy"]
        counts = words.value_counts()
        told.append(f"`{field}`: {counts.index[0]} ({counts.iloc[0]} of {len(words)})")
    return f"Commonest mean policy at the end, by field: {', '.join(told)}."


def _departs(rows: list[dict[str, Any]], is_found: list[bool], tables: Tables) -> str:
    """What would pay and is not found, and what is found although it does not pay, in the field made for it."""
    found = {(row["behaviour"], row["field"]) for row, yes in zip(rows, is_found, strict=True) if yes}
    said = []
    for row in tables["worth"].to_dict("records"):
        pays, here = row["gain"] > 1.96 * row["error"], (row["behaviour"], row["field"]) in found
        if pays != here:
            gain = f"{row['gain']:+.2f} +- {1.96 * row['error']:.2f} USD an epoch over the nearly honest"
            said.append(f"{LIST[row['behaviour']].words} in `{row['field']}`: {gain}, {'' if here else 'not '}found")
    if not said:
        return ""
    return (
        f"What evolves is not simply what would pay. Written by hand and planted among the nearly honest, {'; '.join(said)}. A policy is "
        "selected by what it earns now and by how long its node stays, and what needs two traits at once must cross a valley in which "
        "each alone costs."
    )


def _table(rows: list[dict[str, Any]], is_found: list[bool]) -> pd.DataFrame:
    """The best field of each behaviour."""
    import pandas as pd

    lines = []
    for name, one in (LIST | TESTED).items():
        mine = [(row, yes) for row, yes in zip(rows, is_found, strict=True) if row["behaviour"] == name]
        if not mine:
            lines.append({"behaviour": one.words, "listed": "yes", "best field": "", "runs that show it (1)": "", "by drift (1)": "",
                          "found in": "not expressible"})  # fmt: skip
            continue
        best = max(mine, key=lambda pair: pair[0]["excess"])[0]
        lines.append({
            "behaviour": one.words, "listed": "yes" if name in LIST else "no", "best field": best["field"],
            "runs that show it (1)": f"{best['share']:.2f} [{best['low']:.2f}, {best['high']:.2f}]",
            "by drift (1)": f"{best['null_share']:.2f} [{best['null_low']:.2f}, {best['null_high']:.2f}]",
            "found in": ", ".join(row["field"] for row, yes in mine if yes) or "no field",
        })  # fmt: skip
    return pd.DataFrame(lines)


READING = Reading(
    closed_forms=closed_forms,
    find=find,
    drawings={
        "unbidden_matrix": Drawing(
            lambda tables: figures.draw_matrix(tables["frequencies"]),
            ("frequencies",),
            "How many runs come to show each behaviour, by field, beside drift alone.",
        ),
        "unbidden_clouds": Drawing(
            lambda tables: figures.draw_clouds(tables["clouds"]),
            ("clouds",),
            "Clouds of policies over time: each node's share of jobs not computed as asked, coloured by how much it hides.",
        ),
        "unbidden_worth": Drawing(
            lambda tables: figures.draw_worth(tables["worth"]),
            ("worth",),
            "Whether a behaviour would pay in the field made for it, against how much more often than drift it evolves there.",
        ),
    },
)
