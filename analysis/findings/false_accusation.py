"""What the study ``false_accusation`` found: of rules that spare honest nodes alike, what each lets pass."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from analysis.figures import false_accusation as figure
from analysis.findings.claims import Claim, above, below
from analysis.findings.contract import Drawing, Finding, Reading, Tables
from analysis.theory.strikes import expelled, expelled_in_a_row, found_invalid, survived
from experiments.statistics import Z_95
from experiments.studies import false_accusation as study
from model.scenario import Scenario

SPARED = 0.01
"""Most of the honest nodes that a rule may expel."""
ALIKE, FLAKY, MAJORITY, ACROSS, WITHIN = 0.95, 3.0, 2.0, 0.6, 0.95
KEYS = ["world", "panel_size", "rule", "strikes"]
MEANS = [f"{name}_{what}" for name in ("honest", *study.CHEATS) for what in ("expelled", "audits")]


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Means over seeds with their errors, each rule at the least tolerance that spares the honest, and laws for one verifier."""
    groups = tables["rules"].groupby([*KEYS, "tolerance"], sort=False)
    points = groups[MEANS].mean()
    for name in MEANS:
        points[f"{name}_error"] = groups[name].std() / np.sqrt(groups.size())
    points = points.assign(seeds=groups.size()).reset_index()
    spared = points[points["honest_expelled"] <= SPARED].sort_values("tolerance").groupby(KEYS, sort=False).first().reset_index()
    order = {rule: place for place, rule in enumerate(study.RULES)}
    spared = spared.assign(place=[order[rule, n] for rule, n in zip(spared["rule"], spared["strikes"], strict=True)])
    return {
        "points": points,
        "spared": spared.sort_values(["world", "panel_size", "place"]).drop(columns="place").reset_index(drop=True),
        "law": pd.DataFrame(list(_laws())),
    }


def _laws() -> Iterator[dict[str, float | str | int]]:
    """What a rule does by the closed form, before one verifier of a crowd that is alike or partly flaky."""
    mixes = {"alike": [(1.0, 1.0)], "flaky": [(1 - study.FLAKY_SHARE, 1.0), (study.FLAKY_SHARE, study.FLAKY_NOISE)]}
    for world, mix in mixes.items():
        for rule, strikes in study.RULES:
            for tolerance in np.linspace(3.0, 16.0, 105):
                honest, fp8 = 0.0, 0.0
                for share, noise in mix:
                    q = [sum(s * found_invalid(d, tolerance, math.hypot(noise, f)) for s, f in mix) for d in (0.0, study.CHEATS["fp8"])]
                    row = rule == "in a row"
                    honest += share * (expelled_in_a_row if row else expelled)(q[0], strikes, study.HORIZON)
                    fp8 += share * survived(q[1], strikes, study.HORIZON, in_a_row=row)
                yield {
                    "world": world,
                    "rule": rule,
                    "strikes": strikes,
                    "tolerance": tolerance,
                    "honest_expelled": honest,
                    "fp8_audits": fp8,
                }


def find(network: Scenario, tables: Tables) -> Finding:
    """What strikes, majorities and panels of one's kind buy, of rules that expel at most one honest node in a hundred."""
    spared, points = tables["spared"], tables["points"]
    one, best = _single(spared, "alike", 1), _best(spared, "alike", 1)
    flaky, patient, majority = _single(spared, "flaky", 1), _best(spared, "flaky", 1), _single(spared, "flaky", 3)
    across, within = _most(points[points["world"] == "biased"]), _most(points[points["world"] == "pinned"])
    seeds = int(points["seeds"].min())
    claims = [
        above("on hardware that is alike strikes buy nothing against FP8 (audits survived, best strikes over one strike)",
              *_over(best, one), ALIKE, "1", seeds),
        above("on flaky hardware one strike lets FP8 survive more audits than the best strikes (ratio)", *_over(flaky, patient), FLAKY, "1",
              seeds),
        above("there a majority of three needs more checks than the best strikes (ratio)", *_over(majority, patient, 3.0), MAJORITY, "1",
              seeds),
        _share("across kinds of machines as far apart as FP8 no rule expels most FP8 nodes", across, below, ACROSS, seeds),
        _share("panels of the executor's kind expel FP8 nodes", within, above, WITHIN, seeds),
    ]  # fmt: skip
    return Finding(tuple(claims), _found(spared), _departs(tables), _table(spared))


type _Row = pd.Series | None


def _single(spared: pd.DataFrame, world: str, size: int) -> _Row:
    mine = spared[(spared["world"] == world) & (spared["panel_size"] == size) & (spared["strikes"] == 1)]
    return mine.iloc[0] if len(mine) else None


def _best(spared: pd.DataFrame, world: str, size: int) -> _Row:
    """The rule of several strikes under which FP8 survives fewest audits."""
    mine = spared[(spared["world"] == world) & (spared["panel_size"] == size) & (spared["strikes"] > 1)]
    return mine.loc[mine["fp8_audits"].idxmin()] if len(mine) else None


def _most(points: pd.DataFrame) -> _Row:
    """Of all points that spare the honest, the one that expels most FP8 nodes."""
    mine = points[points["honest_expelled"] <= SPARED]
    return mine.loc[mine["fp8_expelled"].idxmax()] if len(mine) else None


def _over(first: _Row, second: _Row, factor: float = 1.0) -> tuple[float, float]:
    """Ratio of audits survived and its standard error; (1, infinite) where no rule spares the honest."""
    if first is None or second is None:
        return 1.0, math.inf
    ratio = factor * float(first["fp8_audits"] / second["fp8_audits"])
    parts = [float(row["fp8_audits_error"] / row["fp8_audits"]) for row in (first, second)]
    return ratio, ratio * math.hypot(*parts)


def _share(statement: str, row: _Row, kind: Callable[..., Claim], bound: float, seeds: int) -> Claim:
    estimate, error = (0.0, math.inf) if row is None else (float(row["fp8_expelled"]), float(row["fp8_expelled_error"]))
    return kind(statement, estimate, error, bound, "1", seeds)


def _found(spared: pd.DataFrame) -> str:
    words = []
    for (world, size), mine in spared.groupby(["world", "panel_size"], sort=False):
        listed = [f"{_rule(row)} {row.fp8_audits:.3g}" for row in mine.itertuples()]
        words.append(f"{world}, {'one verifier' if size == 1 else f'majority of {size}'}: {', '.join(listed)}")
    return (
        f"Audits that an FP8 node survives, of {study.HORIZON}, each rule at the least tolerance at which it expels at most {SPARED:.0%} "
        f"of the honest nodes. {'; '.join(words)}."
    )


def _rule(row: object) -> str:
    n, rule = row.strikes, row.rule  # type: ignore[attr-defined]
    return "one strike" if n == 1 else f"{n} {'in a row' if rule == 'in a row' else 'strikes'}"


def _departs(tables: Tables) -> str:
    law = tables["law"]
    alone = tables["spared"][tables["spared"]["panel_size"] == 1]
    keys = ["world", "rule", "strikes", "tolerance"]
    merged = alone.merge(law.assign(tolerance=law["tolerance"].round(3)), on=keys, suffixes=("", "_law"))
    z = (merged["fp8_audits"] - merged["fp8_audits_law"]) / merged["fp8_audits_error"].clip(lower=1e-9)
    off = merged[(z.abs() > 3) & ((merged["fp8_audits"] / merged["fp8_audits_law"] - 1).abs() > 0.02)]
    agree = "The closed forms of strikes give the same" if not len(off) else f"{len(off)} of {len(merged)} points lie off the closed forms"
    return (
        f"{agree} before one verifier ({len(merged)} points, within three standard errors or 2 %). What they do not cover is the majority: "
        "its members share the noise of the run that they check, so it removes what flaky verifiers add, not what a flaky executor does. "
        "Strikes in a row trust that a cheat never pauses: one that works honestly on every second job never has two in a row, and is left "
        "to strikes in all, which a flaky machine collects as well. "
        f"Interval ends are {Z_95:.2f} standard errors; the tolerance of a rule is chosen by the honest nodes alone, so the audits that it "
        "lets a cheat survive are no best of several."
    )


def _table(spared: pd.DataFrame) -> pd.DataFrame:
    mine = spared[(spared["strikes"] != 2)]
    return pd.DataFrame(
        {
            "hardware": mine["world"], "panel": mine["panel_size"], "rule": [_rule(row) for row in mine.itertuples()],
            "tolerance (sigma)": mine["tolerance"], "honest expelled": mine["honest_expelled"].round(4),
            "FP8 expelled": mine["fp8_expelled"].round(3), "audits FP8 survives": mine["fp8_audits"].round(1),
            "audits 5 sigma survives": mine["near_audits"].round(1),
        }
    ).head(24)  # fmt: skip


READING = Reading(
    closed_forms,
    find,
    {
        "false_accusation": Drawing(
            figure.draw,
            ("points", "law"),
            "Audits that an FP8 node survives against the share of honest nodes that the rule expels, along the tolerance: on hardware "
            "that is alike, partly flaky, and of two kinds. Lower left is better; black: closed form of one strike and of three in a row.",
        ),
        "false_accusation_roc": Drawing(
            figure.draw_roc,
            ("points",),
            "Share of the cheats against share of the honest nodes that one strike expels within 200 audits, along the tolerance, by how "
            "far the cheat deviates, on three kinds of hardware.",
        ),
        "false_accusation_curves": Drawing(
            figure.draw_curves,
            ("points",),
            "Shares of honest nodes and of cheats that are expelled within 200 audits, over the tolerance, where a fifth of the machines "
            "has three times the noise: by one strike, three strikes, and three in a row.",
        ),
    },
)
