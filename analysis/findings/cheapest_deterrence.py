"""What the study ``cheapest_deterrence`` found: frontier, costs and cheapest stakes of the running network against the closed forms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from analysis.figures import cheapest_deterrence as figure
from analysis.figures.style import SIGNAL_LABELS
from analysis.findings.claims import Claim, above, within
from analysis.findings.contract import Drawing, Finding, Reading, Tables
from analysis.theory.costs import cheapest_stake, saving_to_outweigh
from analysis.theory.deterrence import audit_threshold
from experiments.statistics import Z_95
from experiments.studies import cheapest_deterrence as study
from model.scenario import Scenario

COST_BOUNDS, STAKE_BOUNDS = (0.95, 1.05), (0.8, 1.25)
DRAWS = 200
"""Resamples of seeds."""
FLOOR = 1e-5
"""Share of cheats below which none was seen."""
OPTIMA = tuple(float(s) for s in np.geomspace(4.0, 64.0, 7))
"""Cheapest stakes in closed form, over the fee, for which costs of capital are chosen."""
SHOWN = OPTIMA[3]


def crossing(audits: np.ndarray, shares: np.ndarray, tolerated: float) -> float:
    """Least audit rate at which the share of cheats is down to the tolerated one; log-odds are a line in it between two points.

    nan where it is met from the first rate on, or not up to the last.
    """
    odds = np.log(np.clip(shares, FLOOR, 1 - FLOOR) / (1 - np.clip(shares, FLOOR, 1 - FLOOR)))
    wanted = math.log(tolerated / (1 - tolerated))
    below = np.flatnonzero(odds <= wanted)
    if len(below) == 0 or below[0] == 0:
        return math.nan
    k = below[0]
    return float(np.interp(wanted, [odds[k], odds[k - 1]], [audits[k], audits[k - 1]]))


def frontiers(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Audit rates at which the tolerated share is met, by stake in ascending order; and those of resampled seeds.

    Parameters
    ----------
    rows : DataFrame
        Of one signal.

    Returns
    -------
    (stakes,) and (draws, stakes) arrays
        nan where there is none.
    """
    random, found, drawn = np.random.Generator(np.random.PCG64(1)), [], []
    for _, mine in rows.groupby("slash"):
        cells = [(float(str(audit)), cell.to_numpy()) for audit, cell in mine.groupby("audit")["cheats"]]
        audits = np.array([audit for audit, _ in cells])
        found.append(crossing(audits, np.array([values.mean() for _, values in cells]), study.TOLERATED))
        resampled = np.column_stack([values[random.integers(0, len(values), (DRAWS, len(values)))].mean(axis=1) for _, values in cells])
        drawn.append([crossing(audits, shares, study.TOLERATED) for shares in resampled])
    return np.array(found), np.array(drawn).T


def cheapest(stakes: np.ndarray, audits: np.ndarray, check: float, capital: float, reward: float) -> tuple[float, float]:
    """Stake at which p k + r S is least and that cost, on a smooth frontier: ln p is a parabola in ln(1 + S / R).

    Parameters
    ----------
    stakes, audits : (n,)
        Over the fee; the frontier. Three points at least have an audit rate.
    """
    known = np.isfinite(audits)
    if known.sum() < 3:
        return math.nan, math.nan
    bend = np.polyfit(np.log1p(stakes[known]), np.log(audits[known]), 2)
    at = np.geomspace(stakes[known][0], stakes[known][-1], 500)
    costs = np.exp(np.polyval(bend, np.log1p(at))) * check + capital * at * reward
    return float(at[costs.argmin()]), float(costs.min())


def _money(network: Scenario) -> dict[str, float]:
    money = study.economics(network)
    saving = saving_to_outweigh(money.saving, study.TOLERATED, study.SHARPNESS / money.saving)
    return {"saving": saving, "reward": money.reward, "check": study.check_cost(network), "bare": money.saving}


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Frontiers with their law, cheapest stakes over costs of capital, and the grid of shares."""
    money, measured = _money(network), tables["map"]
    stakes = np.array(sorted(set(measured["slash"])))
    law = np.array([audit_threshold(money["saving"], money["reward"], s * money["reward"]) for s in stakes])
    capital = [money["saving"] * money["check"] / (money["reward"] * (1 + s)) ** 2 for s in OPTIMA]
    fronts, optima = [], []
    for signal in dict.fromkeys(measured["signal"]):
        mean, drawn = frontiers(measured[measured["signal"] == signal])
        low, high = _interval(drawn)
        fronts.append(pd.DataFrame({"signal": signal, "slash": stakes, "audit": mean, "low": low, "high": high, "closed_form": law}))
        optima += [_optimum(signal, stakes, mean, drawn, r, money) for r in capital]
    shares = measured.groupby(["signal", "slash", "audit"])["cheats"].agg(["mean", "count"]).reset_index()
    return {
        "frontier": pd.concat(fronts, ignore_index=True),
        "optima": pd.DataFrame(optima),
        "shares": shares.rename(columns={"mean": "cheats", "count": "seeds"}),
        "ratios": pd.DataFrame(_ratios(fronts, optima)),
    }


def _interval(drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    known = np.isfinite(drawn).mean(axis=0) > 0.5
    low, high = np.full(drawn.shape[1], np.nan), np.full(drawn.shape[1], np.nan)
    if known.any():
        low[known], high[known] = np.nanquantile(drawn[:, known], [0.025, 0.975], axis=0)
    return low, high


def _optimum(
    signal: str, stakes: np.ndarray, mean: np.ndarray, drawn: np.ndarray, capital: float, money: dict[str, float]
) -> dict[str, Any]:
    def at(audits: np.ndarray) -> tuple[float, float]:
        return cheapest(stakes, audits, money["check"], capital, money["reward"])

    stake, cost = at(mean)
    found = np.array([at(row)[0] for row in drawn])
    known = found[np.isfinite(found)]
    low, high = np.quantile(known, [0.025, 0.975]) if len(known) else (math.nan, math.nan)
    law = cheapest_stake(money["saving"], money["reward"], money["check"], capital) / money["reward"]
    there = math.exp(float(np.interp(math.log1p(law), np.log1p(stakes), np.log(mean)))) if np.isfinite(mean).all() else math.nan
    dearer = (there * money["check"] + capital * law * money["reward"]) / cost - 1.0
    return {
        "signal": signal, "capital": capital, "stake": stake, "low": float(low), "high": float(high), "closed_form": law,
        "dearer": dearer, "log_error": float(np.log(known).std()) if len(known) > 1 else math.inf,
    }  # fmt: skip


def _ratios(fronts: list[pd.DataFrame], optima: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Geometric means of measured over closed form, with standard errors."""
    rows = []
    for front in fronts:
        signal, known = front["signal"].iloc[0], front[np.isfinite(front["audit"]) & (front["high"] > front["low"])]
        logs = np.log((known["audit"] / known["closed_form"]).to_numpy())
        errors = np.log((known["high"] / known["low"]).to_numpy()) / (2 * Z_95)
        rows.append(_ratio(signal, "audit", logs, float(np.sqrt((errors**2).sum())) / max(1, len(logs)) if len(logs) else math.inf))
        mine = [row for row in optima if row["signal"] == signal and math.isfinite(row["stake"])]
        # Cheapest stakes of one frontier share its luck, so their mean is known no better than each.
        logs = np.array([math.log(row["stake"] / row["closed_form"]) for row in mine])
        rows.append(_ratio(signal, "stake", logs, float(np.mean([row["log_error"] for row in mine])) if mine else math.inf))
    return rows


def _ratio(signal: str, what: str, logs: np.ndarray, error: float) -> dict[str, Any]:
    mean = math.exp(float(logs.mean())) if len(logs) else 1.0
    return {"signal": signal, "what": what, "ratio": mean, "error": mean * error if math.isfinite(error) else math.inf, "points": len(logs)}


def find(network: Scenario, tables: Tables) -> Finding:
    """Whether frontier and cheapest stake are those of the closed form, signal by signal."""
    claims: list[Claim] = []
    ratios = {(row.signal, row.what): row for row in tables["ratios"].itertuples()}
    seeds = tables["map"].groupby("signal")["seed"].count()
    for signal in dict.fromkeys(tables["map"]["signal"]):
        audit, stake, n = ratios[signal, "audit"], ratios[signal, "stake"], int(seeds[signal])
        where = SIGNAL_LABELS[signal]
        claims.append(within(f"the frontier is the closed form ({where})", audit.ratio, audit.error, COST_BOUNDS, "1", n))
        claims.append(within(f"the cheapest stake is the closed form's ({where})", stake.ratio, stake.error, STAKE_BOUNDS, "1", n))
    worst, error = _largest_stake(tables["frontier"])
    claims.append(above("under public averages the largest stake needs more audits than the closed form says", worst, error, 1.0, "1",
                        int(seeds.get("public", 0)), decides=False))  # fmt: skip
    return Finding(tuple(claims), _found(network, tables), _departs(worst, error), _table(tables))


def _largest_stake(front: pd.DataFrame) -> tuple[float, float]:
    rows = front[(front["signal"] == "public") & np.isfinite(front["audit"]) & (front["high"] > front["low"])]
    if not len(rows):
        return 1.0, math.inf
    last = rows.iloc[-1]
    return float(last["audit"] / last["closed_form"]), float((last["high"] - last["low"]) / (2 * Z_95 * last["closed_form"]))


def _found(network: Scenario, tables: Tables) -> str:
    money, optima = _money(network), tables["optima"]
    words = []
    for signal in dict.fromkeys(optima["signal"]):
        ratio = {row.what: row for row in tables["ratios"][tables["ratios"]["signal"] == signal].itertuples()}
        mine = optima[optima["signal"] == signal]
        words.append(
            f"With {SIGNAL_LABELS[signal]} the audit rate that keeps cheats at {study.TOLERATED:.0%} is {ratio['audit'].ratio:.3f} ± "
            f"{Z_95 * ratio['audit'].error:.3f} times the closed form, and the cheapest stake {ratio['stake'].ratio:.2f} ± "
            f"{Z_95 * ratio['stake'].error:.2f} times; a network that stakes what the closed form says pays at most "
            f"{max(0.0, mine['dearer'].max()):.1%} more than it need."
        )
    margin = money["saving"] / money["bare"] - 1
    return (
        f"A cheat must risk {margin:.0%} more than it saves, for choice by logit to keep cheats at {study.TOLERATED:.0%}: the margin of "
        f"safety, and it makes the cheapest stake larger by its root. {' '.join(words)}"
    )


def _departs(worst: float, error: float) -> str:
    if worst - Z_95 * error <= 1.0:
        return ""
    return (
        "Nodes that compare public averages learn from cheats that were caught. Where stakes are large and audits rare, a few cheats meet "
        "none for a long time, cheating looks profitable, and others take it up: the largest stake needs "
        f"{worst:.2f} ± {Z_95 * error:.2f} times the audits of the closed form. A stake that nobody sees taken deters less than it should."
    )


def _table(tables: Tables) -> pd.DataFrame:
    rows = []
    for (slash, law), mine in tables["frontier"].groupby(["slash", "closed_form"]):
        cells = {row.signal: f"{row.audit:.4f} ({row.low:.4f} to {row.high:.4f})" for row in mine.itertuples()}
        rows.append([f"{slash:g}", f"{law:.4f}", *(cells.get(signal, "") for signal in study.SIGNALS)])
    names = [f"audit rate, {SIGNAL_LABELS[signal]}" for signal in study.SIGNALS]
    return pd.DataFrame(rows, columns=["stake (fees)", "closed form", *names])


READING = Reading(
    closed_forms,
    find,
    {
        "cheapest_deterrence": Drawing(
            figure.draw,
            ("shares", "frontier", "optima"),
            "Share of cheats over stake and audit rate with the closed-form frontier and lines of equal cost; the audit rate that "
            "the tolerated share needs, over the closed form; and the cheapest stake over the cost of capital.",
        )
    },
)
