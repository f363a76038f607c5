"""What the study ``deterrence`` found: its thresholds against both laws, and whether the third signal levels off."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.figures import deterrence as figure
from analysis.figures.style import SIGNAL_LABELS
from analysis.findings.claims import Claim, above, below, within
from analysis.findings.contract import Drawing, Finding, Reading, Tables
from analysis.theory.deterrence import audit_threshold, last_epoch_threshold
from experiments.statistics import Z_95, mean_error
from experiments.studies import deterrence as study
from experiments.studies import premises
from model.scenario import Scenario

ROWS = 5
"""Slashes that a reader is shown."""


def laws(network: Scenario, colluding: float, slashes: Iterable[float]) -> pd.DataFrame:
    """Both laws of a network over slashes: A1 and A3, and that of last-epoch comparison.

    Returns
    -------
    DataFrame
        Columns ``colluding, slash, closed_form, last_epoch_form, one_peer``; the last is A3's
        saving / ((1 - r)(R + S)). Where nodes are unlike there is no last-epoch form (nan).
    """
    money, power, alike = study.economics(network), study.audits(network, colluding), premises.are_alike(network)
    rows = []
    for slash in map(float, slashes):
        closed = audit_threshold(
            money.saving, money.reward, slash, power.detection, power.false_alarm, unavailable=power.unavailable, penalty=money.penalty
        )
        bent = last_epoch_threshold(money.saving, money.reward, slash, study.INTENSITY, power.honest, power.cheat, money.penalty)
        one_peer = audit_threshold(money.saving, money.reward, slash, colluding=colluding)
        rows.append((colluding, slash, closed, bent if alike else math.nan, one_peer))
    return pd.DataFrame(rows, columns=["colluding", "slash", "closed_form", "last_epoch_form", "one_peer"])


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Laws at each threshold, and along the slashes for the figure."""
    measured = tables["thresholds"]
    shares = [float(share) for share in dict.fromkeys(measured["colluding"])]
    at: pd.DataFrame = pd.concat([laws(network, r, sorted(set(measured["slash"]))) for r in shares], ignore_index=True)
    along = np.geomspace(measured["slash"].min() / 1.15, measured["slash"].max() * 1.15, 200)
    compared = measured.merge(at.drop(columns="one_peer"), on=["colluding", "slash"])
    return {"compared": compared, "laws": pd.concat([laws(network, r, along) for r in shares], ignore_index=True)}


def find(network: Scenario, tables: Tables) -> Finding:
    """For each signal and colluding share, how far the thresholds are from the laws."""
    compared = tables["compared"]
    groups = [
        (float(r), str(signal), compared[(compared["colluding"] == r) & (compared["signal"] == signal)])
        for r in dict.fromkeys(compared["colluding"])
        for signal in study.SIGNALS
    ]
    missed = sum(int(((mine["status"] != "found") & _within_reach(mine)).sum()) for _, signal, mine in groups if signal != "own")
    claims = [below("the thresholds of the first two signals are found wherever the closed form lies within reach", missed, 0, 0.5, "1",
                    len(compared))]  # fmt: skip
    claims += [claim for r, signal, mine in groups for claim in _claims(r, signal, mine[mine["status"] == "found"])]
    return Finding(tuple(claims), _found(groups), _departs(groups), _table(compared))


def _within_reach(mine: pd.DataFrame) -> pd.Series:
    low, high = study.BOUNDS
    return (mine["closed_form"] * low > study.BOTTOM) & (mine["closed_form"] * high < study.TOP)


def _claims(colluding: float, signal: str, found: pd.DataFrame) -> Iterator[Claim]:
    where, n = f"{SIGNAL_LABELS[signal]}, colluding share {colluding:.0%}", len(found)
    ratio, error = ratio_to(found, "closed_form", spread=signal != "own")
    if signal != "own":
        yield within(f"the threshold is the closed form ({where})", ratio, error, study.BOUNDS, "1", n)
        return
    yield above(f"the threshold is above the closed form ({where})", ratio, error, study.BOUNDS[1], "1", n)
    yield above(f"from {study.LARGE:g} USD on it levels off: exponent of the slash ({where})", *slope(found), study.LEVEL, "1", n)
    to_law = ratio_to(found, "last_epoch_form", spread=True)
    yield within(f"the threshold is the law of last-epoch comparison ({where})", *to_law, study.BOUNDS, "1", n, decides=False)


def ratio_to(found: pd.DataFrame, law: str, *, spread: bool) -> tuple[float, float]:
    """Geometric mean of measured over law, and its standard error.

    Parameters
    ----------
    found : DataFrame
    law : str
        Column.
    spread : bool
        Whether the ratios are alike but for luck, so that the error follows from their spread; otherwise it follows from
        the thresholds' own intervals.

    Returns
    -------
    ratio, error : float
        (1, infinite) with fewer than two ratios.
    """
    usable = found[np.isfinite(found[law]) & (found["threshold"] > 0) & (found[law] > 0)]
    if len(usable) < 2:
        return 1.0, math.inf
    ratios = np.log((usable["threshold"] / usable[law]).to_numpy())
    mean, error = mean_error(ratios)
    if not spread:
        own = ((usable["high"] - usable["low"]) / (2 * Z_95 * usable["threshold"])).to_numpy()
        error = float(np.sqrt(np.nansum(own**2))) / len(usable)
    return math.exp(mean), math.exp(mean) * error


def slope(found: pd.DataFrame) -> tuple[float, float]:
    """Exponent of the threshold over large slashes, and its standard error from those of the thresholds; (0, infinite) without three."""
    large = found[(found["slash"] >= study.LARGE) & (found["low"] > 0)]
    if len(large) < 3:
        return 0.0, math.inf
    x = np.log(large["slash"].to_numpy())
    weights = (x - x.mean()) / ((x - x.mean()) ** 2).sum()
    errors = np.log((large["high"] / large["low"]).to_numpy()) / (2 * Z_95)
    return float(weights @ np.log(large["threshold"].to_numpy())), float(np.sqrt(weights**2 @ errors**2))


def _found(groups: list[tuple[float, str, pd.DataFrame]]) -> str:
    words = []
    for colluding, signal, mine in groups:
        found = mine[mine["status"] == "found"]
        where = f"{SIGNAL_LABELS[signal]} with a colluding share of {colluding:.0%}"
        if len(found) < 2:
            words.append(f"{where}: {_absent(mine)}")
            continue
        ratios = found["threshold"] / found["closed_form"]
        ratio, _ = ratio_to(found, "closed_form", spread=True)
        words.append(f"{where}: {ratio:.3f} times the closed form, between {ratios.min():.2f} and {ratios.max():.2f}")
    return f"Thresholds over slashes, geometric means. {'; '.join(words)}."


def _absent(mine: pd.DataFrame) -> str:
    kinds = set(mine["status"]) - {"found"}
    if len(kinds) == 1 and not (mine["status"] == "found").any():
        return f"no threshold up to {study.TOP:g}" if kinds == {"none"} else f"honesty wins from {study.BOTTOM:g} on"
    return "too few thresholds to compare"


def _departs(groups: list[tuple[float, str, pd.DataFrame]]) -> str:
    own = [mine[mine["status"] == "found"] for _, signal, mine in groups if signal == "own"]
    ratios = [ratio_to(found, "last_epoch_form", spread=True) for found in own]
    if any(math.isinf(error) for _, error in ratios):
        return "Last epoch's payoffs cannot be compared with the last-epoch law here: too few thresholds, or nodes of unequal costs."
    low, high = study.BOUNDS
    law = ", ".join(f"{ratio:.3f}" for ratio, _ in ratios)
    if not all(low <= ratio - Z_95 * error and ratio + Z_95 * error <= high for ratio, error in ratios):
        return (
            f"Last epoch's payoffs are {law} times the law of last-epoch comparison, so saturation of Fermi's rule is not shown to "
            "explain them."
        )
    return (
        "A node that compares last epoch's payoffs meets a slashed cheater rarely, and Fermi's rule saturates: however large the slash, "
        "such a meeting counts as one lost comparison, while every other one says that cheating paid. The dashed curve of the figure is "
        f"that law in closed form; the thresholds are {law} times it."
    )


def _table(compared: pd.DataFrame) -> pd.DataFrame:
    slashes = sorted(set(compared["slash"]))
    shown = [slashes[n] for n in np.unique(np.linspace(0, len(slashes) - 1, ROWS).round().astype(int))]
    rows = []
    for colluding in dict.fromkeys(compared["colluding"]):
        for slash in shown:
            mine = compared[(compared["colluding"] == colluding) & (compared["slash"] == slash)]
            cells: dict[str, Any] = {str(row.signal): row for row in mine.itertuples()}
            closed = float(mine["closed_form"].iloc[0])
            rows.append([f"{colluding:.0%}", slash, closed, *(_threshold(cells[signal]) for signal in SIGNAL_LABELS)])
    return pd.DataFrame(rows, columns=["colluding", "slash (USD)", "closed form", *SIGNAL_LABELS.values()])


def _threshold(row: Any) -> str:
    status, value = row.status, row.threshold
    if status == "none":
        return f"none up to {study.TOP:g}"
    if status == "everywhere":
        return f"below {study.BOTTOM:g}"
    return f"{value:.4f} ±{max(value - row.low, row.high - value):.4f}"


READING = Reading(
    closed_forms,
    find,
    {
        "deterrence": Drawing(
            figure.draw,
            ("thresholds", "drift_map", "laws"),
            "Audit rate at which honesty starts to win, over the slash: found in the running model for three payoff signals, with both "
            "closed forms; behind, the drift of honesty's log-odds per epoch under public averages.",
        )
    },
)
