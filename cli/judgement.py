"""What the deterrence study found: its thresholds against both laws, and whether its hypothesis stands."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from analysis.figures.style import SIGNAL_LABELS
from experiments.statistics import Z_95, mean_interval
from experiments.studies import deterrence as study

ON, OFF, OPEN = "on the closed form", "off the closed form", "undecided"

WHY = (
    "Why the third is off: a node that compares last epoch's payoffs meets a slashed cheater rarely, and Fermi's rule saturates: however "
    "large the slash, such a meeting counts as one lost comparison, while every other one says that cheating paid. The dashed curve of the "
    "figure is that law in closed form; the third is on it, and it levels off as the slash grows."
)


def judge(table: Any) -> list[dict[str, Any]]:
    """For each signal and colluding share, how far the thresholds are from the laws.

    Returns
    -------
    list of dict
        ``signal, colluding, found, of, missed, verdict``; with two thresholds or more ``ratio`` (geometric mean of
        measured to closed form), ``least``, ``most`` and ``covered``, the share of intervals that cover the closed
        form. ``low, high`` are the 95 % interval of the ratio: for ``own`` there are none, since its ratio differs
        from slash to slash by more than luck. ``own`` has ``last_epoch``, its ratio to the last-epoch law with the
        interval, and ``slope``, the exponent of its threshold over large slashes with those of both laws.
    """
    rows = []
    for (colluding, signal), mine in table.groupby(["colluding", "signal"], sort=False):
        found = mine[mine["status"] == "found"]
        row: dict[str, Any] = {"signal": signal, "colluding": float(colluding), "found": len(found), "of": len(mine)}
        row["missed"] = int(((mine["status"] != "found").to_numpy() & _within_reach(mine["closed_form"].to_numpy())).sum())
        if len(found) >= 2:
            ratios = (found["threshold"] / found["closed_form"]).to_numpy()
            mean, low, high = (math.exp(x) for x in mean_interval(np.log(ratios)))
            inside = (found["low"] <= found["closed_form"]) & (found["closed_form"] <= found["high"])
            row |= {"ratio": mean, "least": float(ratios.min()), "most": float(ratios.max()), "covered": float(inside.mean())}
            if signal != "own":
                row |= {"low": low, "high": high}
            row["verdict"] = _verdict(row, mean, low, high)
        else:
            row["verdict"] = OFF if row["missed"] else _absent(mine["status"])
        if signal == "own":
            row |= {"last_epoch": _to_last_epoch(found), "slope": _slopes(found)}
        rows.append(row)
    return rows


def _within_reach(closed: np.ndarray) -> np.ndarray:
    low, high = study.BOUNDS
    return np.asarray((closed * low > study.BOTTOM) & (closed * high < study.TOP))


def _verdict(row: dict[str, Any], mean: float, low: float, high: float) -> str:
    least, most = study.BOUNDS
    if row["missed"] or not least <= mean <= most:
        return OFF
    return ON if least <= low and high <= most else OPEN


def _absent(statuses: Any) -> str:
    kinds = set(statuses) - {"found"}
    if len(kinds) == 1 and not (statuses == "found").any():
        return f"no threshold up to {study.TOP:g}" if kinds == {"none"} else f"honesty wins from {study.BOTTOM:g} on"
    return "too few thresholds"


def _to_last_epoch(found: Any) -> dict[str, Any] | None:
    """Ratio to the last-epoch law: under it the ratios differ by luck alone, so their interval is one of sampling."""
    ratios = (found["threshold"] / found["last_epoch_form"]).to_numpy()
    ratios = ratios[np.isfinite(ratios) & (ratios > 0)]
    if len(ratios) < 2:
        return None
    mean, low, high = (math.exp(x) for x in mean_interval(np.log(ratios)))
    least, most = study.BOUNDS
    return {"ratio": mean, "low": low, "high": high, "on": least <= low and high <= most}


def _slopes(found: Any) -> dict[str, float] | None:
    """Exponent of the threshold over large slashes, its 95 % interval from those of the thresholds, and the laws' exponents."""
    large = found[(found["slash"] >= study.LARGE) & (found["low"] > 0)]
    if len(large) < 3:
        return None
    x = np.log(large["slash"].to_numpy())
    weights = (x - x.mean()) / ((x - x.mean()) ** 2).sum()
    errors = np.log((large["high"] / large["low"]).to_numpy()) / (2 * Z_95)
    slope, half = float(weights @ np.log(large["threshold"].to_numpy())), Z_95 * float(np.sqrt(weights**2 @ errors**2))
    laws = {name: float(weights @ np.log(large[name].to_numpy())) for name in ("closed_form", "last_epoch_form")}
    return {"exponent": slope, "low": slope - half, "high": slope + half, **laws}


def conclude(findings: list[dict[str, Any]]) -> str:
    """``the hypothesis stands``, ``the hypothesis is refuted: ...``, or ``undecided: ...``."""
    against, open_ = [], []
    for row in findings:
        own, slope = row["signal"] == "own", row.get("slope")
        if row["verdict"] == (ON if own else OFF):
            against.append(f"{_name(row)} is {row['verdict']}")
        elif own and slope and slope["exponent"] < study.LEVEL:
            against.append(f"{_name(row)} falls as slash^{slope['exponent']:z.2f}")
        elif row["verdict"] != (OFF if own else ON):
            open_.append(f"{_name(row)}: {row['verdict']}")
        elif own and (not slope or slope["low"] < study.LEVEL):
            open_.append(f"{_name(row)}: it is not clear how it falls with the slash")
    if against:
        return f"the hypothesis is refuted: {'; '.join(against)}"
    return f"undecided: {'; '.join(open_)}" if open_ else "the hypothesis stands"


def explain(findings: list[dict[str, Any]]) -> str:
    """Why the third signal is where it is, as far as the last-epoch law says so."""
    rows = [row for row in findings if row["signal"] == "own"]
    if all(row["verdict"] == ON for row in rows):
        return "Last epoch's payoffs give the closed form here, so there is nothing to explain."
    laws = [row["last_epoch"] for row in rows]
    if any(law is None for law in laws):
        return "Last epoch's payoffs cannot be compared with the last-epoch law here: too few thresholds, or nodes of unequal costs."
    if not all(law["on"] for law in laws):
        return (
            "Last epoch's payoffs are not shown to follow the last-epoch law either, so saturation of Fermi's rule does not explain them."
        )
    if all(row["verdict"] == OFF for row in rows):
        return WHY
    return (
        "Last epoch's payoffs follow the last-epoch law; how far that is from the closed form is not the same or not clear at each share."
    )


def sentence(row: dict[str, Any]) -> list[str]:
    """Lines that report one finding, for a console with markup."""
    verdict = f"[bold]{row['verdict']}[/bold]"
    if "ratio" not in row:
        return [f"  {_name(row)}: {verdict}"]
    interval = f" \\[{row['low']:.3f}, {row['high']:.3f}]" if "low" in row else ""
    lines = [
        f"  {_name(row)}: {verdict}",
        f"    measured / closed form {row['ratio']:.3f}{interval} over {row['found']} of {row['of']} slashes",
        f"    each between {row['least']:.2f} and {row['most']:.2f}; {row['covered']:.0%} of the intervals cover the closed form",
    ]
    if law := row.get("last_epoch"):
        lines.append(f"    measured / last-epoch law {law['ratio']:.3f} \\[{law['low']:.3f}, {law['high']:.3f}]")
    if slope := row.get("slope"):
        lines.append(
            f"    from {study.LARGE:g} USD on goes as slash^{slope['exponent']:z.2f} \\[{slope['low']:z.2f}, {slope['high']:z.2f}] "
            f"(laws: {slope['closed_form']:z.2f}, {slope['last_epoch_form']:z.2f})"
        )
    return lines


def _name(row: dict[str, Any]) -> str:
    return f"{SIGNAL_LABELS[row['signal']]}, colluding share {row['colluding']:.0%}"
