"""What the study ``facts`` found: which facts the model shows, in their own networks and in a random sample, and which never together."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd

from analysis.figures import facts as figures
from analysis.findings.claims import Claim, share
from analysis.findings.contract import Drawing, Finding, Reading, Tables
from analysis.theory import facts as laws
from experiments.statistics import wilson
from experiments.studies import facts as study
from experiments.studies.facts import patterns as of
from model.scenario import Scenario

EXPECTED = 3.0
"""A pair that was never seen says something only if so many scenarios would show it, were the two independent."""
HALF = 0.1
"""By so much more often must the number alone agree to be worth a word."""
ALONE = {"livepeer": (of.BETTER, math.inf)}
"""Bounds of the number alone, where the fact itself has none."""
WHY = {
    ("endpoints", "above"): "a vendor of the model has no name to lose but a record made of the same rare checks, so substitutes spread",
    ("vendors", "below"): "a substitute beyond the tolerance passes no check at all, and one within it passes all: few lie between",
    ("replication", "above"): "hosts that leave early never earn trust, and each job of theirs is done twice",
    ("gonka", "within"): "on like hardware about half is flagged, and on unlike hardware the new rule flags as many as the old",
    ("livepeer", "within"): "where slashes hurt honest nodes so much they mostly deter as well, and integrity falls without them",
    ("ionet", "within"): "ejection does not clear the network: an identity costs next to nothing, and whoever is ejected comes back as new",
    ("bittensor", "within"): "quality, which decides on the other half of the fee, is still seen in income",
}
"""What is known of why a fact fails, by the side on which the model's median lies."""
LAWS = {
    "pocket": laws.profitable_lives(0.01),
    "gonka": laws.flagged_share(150),
    "replication": laws.replication_overhead(300),
}
"""What closed forms say of the weak facts: at p = .01; after 150 checks of nodes on like hardware; for a faultless host of 300 jobs."""


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Frequencies of the patterns with Wilson's intervals, the matrix of scenarios, how many are satisfied at once, and pairs."""
    matrix = satisfied(tables["sample"])
    return {
        "observed": observed(tables["own"], tables["sample"], matrix),
        "matrix": matrix.reset_index(),
        "at_once": at_once(matrix).assign(seeds=len(tables["sample"]) // len(matrix)),
        "pairs": pairs(matrix),
    }


def satisfied(sample: pd.DataFrame) -> pd.DataFrame:
    """Of each scenario and pattern: 1 satisfied under every seed, 0 not, -1 where no seed shows anything of the kind.

    Returns
    -------
    DataFrame
        Index ``scenario``, one column a pattern.
    """
    held = sample[["scenario", *(f"holds_{name}" for name in of.NAMES)]].groupby("scenario")
    lowest, highest = held.min(), held.max()
    labels = lowest.clip(lower=0).where(highest >= 0, -1)
    labels.columns = list(of.NAMES)
    return labels.astype(int)


def unsettled(sample: pd.DataFrame) -> float:
    """Share of labels (a scenario and a pattern) that differ between seeds."""
    held = sample[["scenario", *(f"holds_{name}" for name in of.NAMES)]].groupby("scenario")
    return float((held.max().clip(lower=0) != held.min().clip(lower=0)).to_numpy().mean())


def observed(own: pd.DataFrame, sample: pd.DataFrame, matrix: pd.DataFrame) -> pd.DataFrame:
    """Each fact beside the model: what was seen, the model's quantiles, and how often the criterion holds."""
    rows = []
    for pattern in of.PATTERNS:
        mine = own[own["fact"] == pattern.name]
        hits, seen = int(mine["satisfied"].sum()), int((matrix[pattern.name] == 1).sum())
        low, high = wilson(hits, len(mine))
        least, most = wilson(seen, len(matrix))
        quantiles = _quantiles(mine["value"])
        bounds = ALONE.get(pattern.name, (pattern.low, pattern.high))
        rows.append({
            "fact": pattern.name, "title": pattern.title, "unit": pattern.unit, "weak": bool(pattern.weak), "mark": pattern.mark,
            "seen": pattern.value, "seen_low": bounds[0], "seen_high": bounds[1], "law": LAWS.get(pattern.name, math.nan),
            "own_5": quantiles[0], "own_50": quantiles[1], "own_95": quantiles[2], "own_hits": hits, "own_n": len(mine),
            "own_alone": float(mine["value"].between(*bounds).mean()),
            "own_share": hits / len(mine), "own_low": low, "own_high": high,
            "sample_hits": seen, "sample_n": len(matrix), "sample_share": seen / len(matrix), "sample_low": least, "sample_high": most,
            "sample_50": _quantiles(sample[f"value_{pattern.name}"])[1], "applies": float((matrix[pattern.name] >= 0).mean()),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _quantiles(values: pd.Series) -> tuple[float, float, float]:
    known = values.to_numpy(dtype=float)
    known = known[np.isfinite(known)]
    if not len(known):
        return math.nan, math.nan, math.nan
    low, middle, high = np.quantile(known, [0.05, 0.5, 0.95])
    return float(low), float(middle), float(high)


def at_once(matrix: pd.DataFrame) -> pd.DataFrame:
    """How many scenarios satisfy how many patterns, and how many would if patterns were independent.

    Returns
    -------
    DataFrame
        Columns ``patterns, scenarios, share, low, high, independent``.
    """
    counts, n = (matrix == 1).sum(axis=1), len(matrix)
    alone = np.array([1.0])
    for name in of.NAMES:
        p = float((matrix[name] == 1).mean())
        alone = np.convolve(alone, [1.0 - p, p])
    rows = []
    for k in range(len(of.NAMES) + 1):
        hits = int((counts == k).sum())
        rows.append((k, hits, hits / n, *wilson(hits, n), float(alone[k])))
    return pd.DataFrame(rows, columns=["patterns", "scenarios", "share", "low", "high", "independent"])


def pairs(matrix: pd.DataFrame) -> pd.DataFrame:
    """For each pair of patterns the scenarios that satisfy both, and how many would if the two were independent.

    Returns
    -------
    DataFrame
        Columns ``first, second, both, expected``.
    """
    held, n = matrix == 1, len(matrix)
    rows = [
        (a, b, int((held[a] & held[b]).sum()), float(held[a].sum() * held[b].sum() / n)) for a, b in itertools.combinations(of.NAMES, 2)
    ]
    return pd.DataFrame(rows, columns=["first", "second", "both", "expected"])


def find(network: Scenario, tables: Tables) -> Finding:
    """Which facts the model shows, how many at once, which pairs and which pattern never."""
    seen, counts, couples = tables["observed"], tables["at_once"], tables["pairs"]
    claims = [_own(row) for row in _records(seen)]
    claims += [
        share(
            f"some scenarios of the sample show: {row['title']}", row["sample_hits"], row["sample_n"], (study.ONCE, 1.0),
            decides=True,
        )
        for row in _records(seen)
    ]  # fmt: skip
    found = " ".join([_shown(seen), _together(counts, unsettled(tables["sample"])), _apart(seen, couples)])
    return Finding(tuple(claims), found, _departs(seen), _table(seen))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _own(row: dict[str, Any]) -> Claim:
    statement = f"in its own network the model shows: {row['title']}"
    return share(statement, row["own_hits"], row["own_n"], (study.MOST, 1.0), decides=not row["weak"])


def _names(rows: pd.DataFrame, what: str) -> str:
    return "; ".join(f"{row['title']} ({row[what]:.0%} of draws)" for row in _records(rows)) or "none"


def _shown(seen: pd.DataFrame) -> str:
    strong, weak = seen[~seen["weak"]], seen[seen["weak"]]
    shown, failed = strong[strong["own_low"] > study.MOST], strong[strong["own_high"] < study.MOST]
    open_ = strong.drop(index=[*shown.index, *failed.index])
    half = seen[seen["own_alone"] > seen["own_share"] + HALF]
    lines = [
        f"Of {len(strong)} facts that no closed form says already, more than half of the draws of its own network show {len(shown)}: "
        f"{_names(shown, 'own_share')}.",
        f"Fewer than half show {len(failed)}: {_names(failed, 'own_share')}." if len(failed) else "",
        f"Not told from a half: {_names(open_, 'own_share')}." if len(open_) else "",
        f"Facts that restate a rule are weak evidence: {_names(weak, 'own_share')}." if len(weak) else "",
        f"The number alone, without the rest of the criterion, agrees more often: {_names(half, 'own_alone')}." if len(half) else "",
    ]
    return " ".join(line for line in lines if line)


def _together(counts: pd.DataFrame, unsettled_share: float) -> str:
    n, most = int(counts["scenarios"].sum()), int(counts.loc[counts["scenarios"] > 0, "patterns"].max())
    mean = float((counts["patterns"] * counts["share"]).sum())
    three = int(counts.loc[counts["patterns"] >= 3, "scenarios"].sum())
    low, high = wilson(three, n)
    alone = float(counts.loc[counts["patterns"] >= 3, "independent"].sum())
    return (
        f"Of {n} random scenarios {int(counts['scenarios'].iloc[0])} satisfy no pattern and none more than {most} of {len(of.NAMES)}; "
        f"in the mean {mean:.1f} hold at once, three or more in {three / n:.1%} [{low:.1%}, {high:.1%}], where independent patterns would "
        f"in {alone:.1%}. {unsettled_share:.1%} of the labels differ between seeds."
    )


def _apart(seen: pd.DataFrame, couples: pd.DataFrame) -> str:
    never = seen[seen["sample_hits"] == 0]
    apart = couples[(couples["both"] == 0) & (couples["expected"] >= EXPECTED)]
    words = "No pattern is missing from the sample." if never.empty else f"Never seen in the sample: {'; '.join(never['title'])}."
    listed = "; ".join(
        f"{of.BY_NAME[row['first']].title} with {of.BY_NAME[row['second']].title} ({row['expected']:.1f} expected)"
        for row in _records(apart.sort_values("expected", ascending=False))
    )
    missing = int((couples["both"] == 0).sum())
    return f"{words} {missing} of {len(couples)} pairs are never satisfied together, of which " + (
        f"these would be expected at least {EXPECTED:g} times: {listed}." if listed else f"none would be expected {EXPECTED:g} times."
    )


def _departs(seen: pd.DataFrame) -> str:
    """For each fact that its own network does not show, on which side the model lies."""
    words = []
    for row in _records(seen[(seen["own_share"] <= study.MOST)]):
        side, where = "", ""
        if math.isfinite(row["own_50"]):
            where = "above" if row["own_50"] > row["seen_high"] else "below" if row["own_50"] < row["seen_low"] else "within"
            side = f"; its median, {_plain(row['own_50'])}, lies {where} [{row['seen_low']:.3g}, {row['seen_high']:.3g}]"
        why = WHY.get((row["fact"], where), "")
        words.append(f"{row['title']}: in {row['own_hits']} of {row['own_n']} draws{side}{'; ' + why if why else ''}.")
    return " ".join(words)


def _plain(value: float) -> str:
    return f"{round(value, 4):.3g}"


def _table(seen: pd.DataFrame) -> pd.DataFrame:
    """What a reader is shown."""

    def interval(row: dict[str, Any], what: str) -> str:
        return f"{row[f'{what}_share']:.0%} [{row[f'{what}_low']:.0%}, {row[f'{what}_high']:.0%}]"

    def between(row: dict[str, Any]) -> str:
        return f"[{row['seen_low']:.3g}, {row['seen_high']:.3g}]"

    rows = _records(seen)
    return pd.DataFrame({
        "fact": [row["title"] for row in rows],
        "evidence": [("weak, " if row["weak"] else "") + str(row["mark"]) for row in rows],
        "agrees in (unit)": [f"{between(row)} ({row['unit']})" for row in rows],
        "model, median [5 %, 95 %]": [f"{_plain(row['own_50'])} [{_plain(row['own_5'])}, {_plain(row['own_95'])}]" for row in rows],
        "number alone agrees": [f"{row['own_alone']:.0%}" for row in rows],
        "own draws satisfied": [interval(row, "own") for row in rows],
        "sample satisfied": [interval(row, "sample") for row in rows],
    })  # fmt: skip


READING = Reading(
    closed_forms,
    find,
    {
        "facts_matrix": Drawing(
            figures.draw_matrix, ("matrix", "observed", "at_once"),
            "Which patterns each scenario of the random sample satisfies; how many at once; how often each, with Wilson's 95 % intervals.",
        ),
        "facts_beside": Drawing(
            figures.draw_beside, ("own", "observed"),
            "Each fact as it was seen, with the interval within which a run agrees, beside the model's values in draws of its network.",
        ),
    },
)  # fmt: skip
