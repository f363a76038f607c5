"""What the study ``visibility`` found: certainty, severity, and who sees the verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.figures import visibility as figures
from analysis.findings.claims import Claim, above, within
from analysis.findings.contract import Drawing, Finding, Reading, Tables
from analysis.theory import visibility as theory
from experiments.statistics import Z_95
from experiments.studies import premises
from experiments.studies.visibility import RUINOUS, SLASHES, prepare
from model.quantity import mean_of
from model.scenario import Scenario

COLLAPSE, CLOSE = (0.8, 1.25), (0.9, 1.1)
"""Bounds of a mean ratio to the simple law, and to the law in full."""
FEW = 20.0
"""Few verdicts are known where the smaller loss, shared between them, is this many 1 / intensity or more."""
MOVED = 0.1
RESTORED = -0.9
NAMES = {"seen": "numbers seen", "memory": "memories", "graph": "graphs"}
PLACE = ["arm", "graph", "visible", "memory", "intensity", "revision_rate"]


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Each threshold beside its laws, and the curve on which all should lie.

    Returns
    -------
    dict of DataFrame
        ``laws``: rows of ``thresholds`` with ``verdicts`` (jobs of cheats whose outcome a reviser knows), ``closed`` and
        ``envelope`` (audit rates of the law in full and of the simple one), ``certain`` (A1), ``few`` (whether few verdicts
        are known), ``x`` and ``y`` (verdicts over those where the limits meet, threshold over A1), ``ratio`` and ``error``
        (of the threshold to the simple law, and the relative standard error). ``master``: ``x, y``.
        ``ruins``: ``revision_rate, slash, threshold`` along the slashes that ruin.
    """
    rows = tables["thresholds"]
    laws = pd.DataFrame([_law(network, row, tables["degrees"]) for row in rows.to_dict("records")], index=rows.index)
    table = pd.concat([rows, laws], axis=1)
    table["ratio"] = table["threshold"] / table["envelope"]
    table["error"] = np.log(table["high"] / table["low"]) / (2 * Z_95)
    x = np.geomspace(1e-3, 30.0, 120)
    return {"laws": table, "master": pd.DataFrame({"x": x, "y": np.maximum(1.0, 1.0 / x)}), "ruins": _ruins(network, rows)}


def _law(network: Scenario, row: Mapping[Any, Any], degrees: pd.DataFrame) -> dict[str, float | bool]:
    money, caught = _terms(network, row)
    loss, beta, w = money.reward + row["slash"], row["intensity"], row["memory"]
    verdicts = (1.0 + row["seen"]) / 2.0 * w
    certain, kappa = money.saving / loss, theory.kappa(money.saving, beta)
    if row["arm"] == "ruin":
        closed = theory.ruin_threshold(money.saving, beta, row["revision_rate"], min(1.0, row["slash"] / _room(network)))
    else:
        closed = theory.sight_threshold(money.saving, loss, beta, _cheats(row, degrees), w)
    return {
        "verdicts": verdicts, "closed": closed / caught, "envelope": theory.envelope(money.saving, loss, beta, verdicts) / caught,
        "certain": certain / caught, "few": beta * (money.reward + SLASHES[0]) / verdicts >= FEW,
        "x": verdicts * certain / kappa, "y": row["threshold"] * caught / certain,
    }  # fmt: skip


def _room(network: Scenario) -> float:
    """What a node with the network's mean stake may lose before it is ruined, USD."""
    return mean_of(network.nodes.stake) * network.market.price / 2.0


def _terms(network: Scenario, row: Mapping[Any, Any]) -> tuple[premises.Economics, float]:
    scenario = prepare(network, row)
    return premises.economics(scenario), premises.audits(scenario).detection


def _cheats(row: Mapping[Any, Any], degrees: pd.DataFrame) -> dict[int, float]:
    mine = degrees[degrees["graph"] == row["graph"]]
    seen = dict(zip(mine["degree"], mine["share"], strict=True)) if len(mine) else {int(row["visible"]): 1.0}
    # Neighbours copy a node in proportion to its degree, so what a node of many neighbours turns to weighs as much more.
    met = {d: share * d for d, share in seen.items() if d > 0}
    law: dict[int, float] = {}
    for degree, share in met.items():
        for n, p in theory.seen_cheats(int(degree)).items():
            law[n] = law.get(n, 0.0) + p * share / sum(met.values())
    return law


def _ruins(network: Scenario, rows: pd.DataFrame) -> pd.DataFrame:
    mine, found = rows[rows["arm"] == "ruin"], []
    for _, one in mine.groupby("revision_rate", sort=False):
        row = one.to_dict("records")[0]
        rate = float(row["revision_rate"])
        money, caught = _terms(network, row)
        for slash in np.geomspace(one["slash"].min() / 2, one["slash"].max() * 2, 60):
            share = min(1.0, float(slash) / _room(network))
            law = theory.ruin_threshold(money.saving, row["intensity"], rate, share) / caught
            found.append({"revision_rate": rate, "slash": float(slash), "threshold": law})
    return pd.DataFrame(found, columns=["revision_rate", "slash", "threshold"])


def pairs(laws: pd.DataFrame) -> pd.DataFrame:
    """Thresholds at the least slash and at ten times as much, place by place: ``ratio`` and its relative standard ``error``."""
    rows = []
    for place, mine in laws[laws["arm"] != "ruin"].groupby(PLACE, sort=False):
        first, *others = mine.sort_values("slash").to_dict("records")
        for other in others[:1]:
            rows.append(
                dict(zip(PLACE, place, strict=True))
                | {name: first[name] for name in ("verdicts", "few", "threshold", "envelope")}
                | {"ten_times": other["threshold"], "ratio": other["threshold"] / first["threshold"]}
                | {"law": other["closed"] / first["closed"], "error": math.hypot(first["error"], other["error"])}
            )
    names = [*PLACE, "verdicts", "few", "threshold", "envelope", "ten_times", "ratio", "law", "error"]
    return pd.DataFrame(rows, columns=names)


def exponents(laws: pd.DataFrame) -> pd.DataFrame:
    """Exponents of the threshold in the slash with ruin, up to what ruins at once (``below``) and ``beyond``, with their errors."""
    rows = []
    for rate, mine in laws[laws["arm"] == "ruin"].groupby("revision_rate", sort=False):
        t, e = (mine.sort_values("slash")[name].to_numpy() for name in ("threshold", "error"))
        span = math.log(RUINOUS[1] / RUINOUS[0])
        below, beyond = np.log(t[1:] / t[:-1]) / span
        error_below, error_beyond = np.hypot(e[1:], e[:-1]) / span
        rows.append({"revision_rate": rate, "below": below, "error_below": error_below, "beyond": beyond, "error_beyond": error_beyond})
    return pd.DataFrame(rows, columns=["revision_rate", "below", "error_below", "beyond", "error_beyond"])


def _mean(values: pd.Series, errors: pd.Series) -> tuple[float, float]:
    """Geometric mean of ratios and its standard error; of none, one that decides nothing."""
    good = np.isfinite(values) & np.isfinite(errors)
    if not good.any():
        return 1.0, math.inf
    mean = float(np.exp(np.log(values[good]).mean()))
    return mean, mean * float(np.sqrt((errors[good] ** 2).sum())) / int(good.sum())


def find(network: Scenario, tables: Tables) -> Finding:
    """Claims on the collapse, on ten times the slash, and on ruin."""
    laws = tables["laws"]
    two, powers, seeds = pairs(laws), exponents(laws), int(laws["seeds"].min())
    claims = [*_collapse(laws), *_severity(two), *_ruin(powers, seeds)]
    return Finding(tuple(claims), _found(laws, two, powers), _departs(laws, two), _table(two, laws))


def _collapse(laws: pd.DataFrame) -> list[Claim]:
    claims = []
    for arm, words in NAMES.items():
        mine = laws[laws["arm"] == arm]
        statement = f"over the {words}, thresholds are max(A1, kappa / verdicts): mean ratio"
        claims.append(within(statement, *_mean(mine["ratio"], mine["error"]), COLLAPSE, "1", len(mine)))
        full = f"over the {words}, thresholds are those of the law in full: mean ratio"
        ratios = mine["threshold"] / mine["closed"]
        claims.append(within(full, *_mean(ratios, mine["error"]), CLOSE, "1", len(mine), decides=False))
    return claims


def _severity(two: pd.DataFrame) -> list[Claim]:
    claims = []
    for words, mine in (("the last epoch is known", two[two["memory"] == 1.0]), ("more epochs are known", two[two["memory"] > 1.0])):
        few = mine[mine["few"]]
        statement = f"where {words} and few verdicts, ten times the slash leaves the threshold: mean ratio"
        claims.append(within(statement, *_mean(few["ratio"], few["error"]), (1.0 - MOVED, 1.0 + MOVED), "1", len(few)))
    return claims


def _ruin(powers: pd.DataFrame, seeds: int) -> list[Claim]:
    claims = []
    for row in powers.to_dict("records"):
        where = f"one verdict seen, nodes leave when ruined, {row['revision_rate']:g} of them revise an epoch"
        (low, low_error), (high, high_error) = (_known(row["below"], row["error_below"]), _known(row["beyond"], row["error_beyond"]))
        claims.append(above(f"{where}: exponent of the threshold in the slash, up to ruin at once", low, low_error, RESTORED, "1", seeds))
        beyond = f"{where}: exponent beyond ruin at once"
        claims.append(within(beyond, high, high_error, (-MOVED, MOVED), "1", seeds, decides=False))
    return claims


def _known(exponent: float, error: float) -> tuple[float, float]:
    """An exponent and its error; where there is none, one that decides nothing."""
    return (exponent, error) if math.isfinite(exponent) else (0.0, math.inf)


def _found(laws: pd.DataFrame, two: pd.DataFrame, powers: pd.DataFrame) -> str:
    words = []
    for arm, name in NAMES.items():
        mine = laws[(laws["arm"] == arm) & laws["threshold"].notna()]
        mean, _ = _mean(mine["ratio"], mine["error"])
        words.append(f"over the {name} {mean:.2f} ({_span(mine['ratio'])}, {len(mine)} thresholds)")
    last, longer = (two[two["few"] & (two["memory"] == 1.0)], two[two["few"] & (two["memory"] > 1.0)])
    tens = [f"{name} by {100 * (_mean(t['ratio'], t['error'])[0] - 1):+.1f} %" for name, t in _named(last, longer) if len(t)]
    powers_said = ", ".join(
        f"{r['below']:.2f} up to ruin at once and {r['beyond']:.2f} beyond at a revision rate of {r['revision_rate']:g}"
        for r in powers.to_dict("records")
    )
    return (
        f"The mean ratio of thresholds to max(A1, kappa / verdicts) is {'; '.join(words)}. Where few verdicts are known, ten times the "
        f"slash moves the threshold {' and '.join(tens) or 'nowhere that was measured'}. With stakes that move and nodes that leave when "
        f"ruined, at one visible verdict, the exponent of the threshold in the slash is {powers_said} (-1 would be p x S = constant)."
    )


def _named(last: pd.DataFrame, longer: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [("of the last epoch", last), ("of longer memories", longer)]


def _departs(laws: pd.DataFrame, two: pd.DataFrame) -> str:
    said = []
    longer = two[(two["memory"] > 1.0) & two["ratio"].notna()]
    if len(longer) and longer["ratio"].mean() < 1.0 - MOVED:
        said.append(
            "Severity returns through memory: a record fades exponentially, so a larger loss settles comparisons for longer, by about "
            "w ln 10 epochs for ten times the slash, and k x w undercounts what a reviser still knows. Ten times the slash brings "
            f"thresholds to {_span(longer['ratio'])} of what they were; the law in full, which counts what is left of each loss, says "
            f"{_span(longer['law'])}."
        )
    mine = laws[laws["arm"] == "memory"]
    excess, _ = _mean(mine["threshold"] / mine["closed"], mine["error"])
    if len(mine) and excess > 1.05:
        said.append(
            f"With memory, thresholds are {excess:.2f} times that law, which is one of records that have long begun and of cheats who "
            "are caught at random. Here records begin anew with a change of strategy, and who was caught gives up cheating sooner, so that "
            "those who are seen to cheat were caught less often than cheats are; which of both weighs more was not isolated."
        )
    ruined = laws[(laws["arm"] == "ruin") & laws["threshold"].notna()]
    if len(ruined):
        said.append(
            f"With ruin, thresholds are {_span(ruined['threshold'] / ruined['closed'])} of eta T / (eta (1 + T) + share ruined by a "
            "catch), T = tanh(beta saving / 2). By this law p x S is what counts, up to the stake, where ruin outruns learning: not "
            "because losses are seen, but because the ruined are gone; beyond the stake a larger slash does nothing."
        )
    return " ".join(said)


def _span(values: pd.Series) -> str:
    return f"{values.min():.2f} to {values.max():.2f}"


def _table(two: pd.DataFrame, laws: pd.DataFrame) -> pd.DataFrame:
    rows = [
        {
            "varied": r["arm"], "who is seen": f"{r['visible']} random" if r["graph"] == "random" else r["graph"].replace("_", " "),
            "memory (epoch)": r["memory"], "beta (epoch/USD)": r["intensity"], "verdicts": round(r["verdicts"], 2),
            "threshold": r["threshold"], "max(A1, kappa / verdicts)": r["envelope"], "at ten times the slash": r["ten_times"],
        }
        for r in two.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(rows)


_CAPTION = (
    "Thresholds of the audit rate among nodes that see few verdicts. a: all intensities, memories, graphs and slashes on the verdicts "
    "that a reviser knows, scaled by where the two limits meet; black, max(A1, kappa / verdicts). b: threshold at ten times the slash over "
    "that at the slash; black crosses, the law in full. c: stakes that move and nodes that leave when ruined, one visible verdict; black, "
    "closed form."
)

READING = Reading(
    closed_forms=closed_forms,
    find=find,
    drawings={"visibility": Drawing(figures.draw, ("laws", "master", "ruins"), _CAPTION)},
)
