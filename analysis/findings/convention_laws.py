"""Closed forms of the study ``convention`` along its axes, and means of what it measured."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysis.findings.contract import Tables
from analysis.theory.acceptance import within_tolerance
from analysis.theory.conventions import convention_differences, reference_threshold, takeover_odds, tipping_share, wall_speed
from analysis.theory.games import fixation
from experiments.statistics import mean_interval, wilson
from experiments.studies import convention as study
from experiments.studies.two_conventions import AUDIT, SLASH, SUBSTITUTE, TOLERANCE, prepare
from model.desk import Desk
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

DEVIATION = SUBSTITUTE["filler_deviation"]


class Terms(NamedTuple):
    """Money of a job, USD: what the wrong convention saves, the reward, and the price of a token."""

    saving: float
    reward: float
    price: float

    def at_stake(self, slash: float) -> float:
        """R + S for a slash in tok."""
        return self.reward + self.price * slash


def terms(network: Scenario) -> Terms:
    """Money of a network's job between both conventions."""
    scenario = prepare(network, 2, 1, study.EXPECTED)
    desk, (name,) = Desk(scenario), scenario.job_classes
    crowd = desk.crowd(desk.counts)
    right, wrong = (
        desk.execution(name, behaviour, desk.accept(name, behaviour, crowd), stake).cost
        for behaviour, stake in zip(desk.behaviours, desk.stakes, strict=True)
    )
    settled = desk.terms(name)
    return Terms(right - wrong, settled.fee * settled.executor_share() * settled.price, settled.price)


def apart(tolerance: float, noise: float = math.sqrt(2.0)) -> float:
    """How much more often a check passes its own convention than the other one."""
    return within_tolerance(0.0, tolerance, noise) - within_tolerance(DEVIATION, tolerance, noise)


def wrong_takes_over_from(money: Terms, slash: float, tolerance: float, nodes: float = math.inf) -> float:
    """x*: share of the wrong convention above which it grows; 0 where it always does."""
    return max(0.0, 1.0 - tipping_share(AUDIT, money.at_stake(slash), apart(tolerance), money.saving, nodes=nodes))


def breaks_from(money: Terms, slash: float, tolerance: float, right: float, nodes: float = math.inf) -> float:
    """Share of reference checks above which the right convention, kept by the share `right`, grows."""
    return reference_threshold(right, AUDIT, money.at_stake(slash), apart(tolerance), apart(tolerance, 1.0), money.saving, nodes)


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Laws along the axes, and means with their intervals."""
    import pandas as pd

    money = terms(network)
    slashes = np.geomspace(min(study.MAP_SLASHES), max(study.MAP_SLASHES), 200)
    tolerances = np.linspace(min(study.MAP_TOLERANCES), max(study.MAP_TOLERANCES), 401)
    curve = [("slash", s, wrong_takes_over_from(money, s, TOLERANCE)) for s in slashes]
    curve += [("tolerance", t, wrong_takes_over_from(money, SLASH, t)) for t in tolerances]
    return {
        "basin_laws": pd.DataFrame(curve, columns=["lever", "at", "x_star"]),
        "slash_laws": _slash_laws(money),
        "threshold_means": _thresholds(tables["thresholds"], money),
        "reference_means": _references(tables["references"], money),
        "invasion_shares": _invasions(tables["invasions"], money),
        "sweep_means": _sweeps(tables["sweeps"], money),
        "domain_means": _domains(tables["domains"]),
        "wall_means": _walls(tables["walls"], money),
    }


def takeover(money: Terms, slash: float, invader: str) -> float:
    """Probability that one node of a convention takes over a small network of the other."""
    gains = convention_differences(AUDIT, money.at_stake(slash), apart(TOLERANCE), money.saving, study.INVADED_NODES)
    mine = gains if invader == "right" else [-gain for gain in gains[::-1]]
    return fixation(mine, float(study.ONE_AT_A_TIME["intensity"]))  # type: ignore[arg-type]


def moves(money: Terms, slash: float) -> float:
    """Speed of a wrong domain's wall, node/epoch."""
    rejected = 1.0 - (within_tolerance(0.0, TOLERANCE) + within_tolerance(DEVIATION, TOLERANCE)) / 2.0
    rate = float(study.OWN["revision_rate"])  # type: ignore[arg-type]
    return wall_speed(
        AUDIT, money.at_stake(slash), rejected, money.saving, jobs=study.WALL_JOBS, rate=rate, intensity=study.WALL_INTENSITY
    )  # fmt: skip


def _slash_laws(money: Terms) -> pd.DataFrame:
    """Laws along the slash, for lines."""
    import pandas as pd

    right = study.RIGHT_LEFT / study.MIXED_NODES
    laws = {
        "right takes over": (lambda s: takeover(money, s, "right"), study.INVADED_SLASHES),
        "wrong takes over": (lambda s: takeover(money, s, "wrong"), study.INVADED_SLASHES),
        "reference": (lambda s: breaks_from(money, s, TOLERANCE, right, study.MIXED_NODES), study.REFERENCE_SLASHES),
        "wall": (lambda s: moves(money, s), study.WALL_SLASHES),
    }
    return pd.DataFrame([
        {"law": name, "slash": float(slash), "value": value(float(slash))}
        for name, (value, slashes) in laws.items()
        for slash in np.geomspace(min(slashes), max(slashes), 60)
    ])  # fmt: skip


def _interval(values: Any) -> dict[str, float]:
    mean, low, high = mean_interval(values.dropna().to_numpy()) if values.count() > 1 else (float(values.mean()), math.nan, math.nan)
    return {"mean": mean, "low": low, "high": high, "n": int(values.count())}


def _thresholds(rows: pd.DataFrame, money: Terms) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([
        {"lever": lever, "slash": slash, "tolerance": tolerance, **_interval(group["start"]),
         "law": wrong_takes_over_from(money, slash, tolerance, study.MIXED_NODES)}
        for (lever, slash, tolerance), group in rows.groupby(["lever", "slash", "tolerance"])
    ])  # fmt: skip


def _references(rows: pd.DataFrame, money: Terms) -> pd.DataFrame:
    import pandas as pd

    right = study.RIGHT_LEFT / study.MIXED_NODES
    return pd.DataFrame([
        {"slash": slash, "tolerance": tolerance, **_interval(group["reference"]),
         "law": breaks_from(money, slash, tolerance, right, study.MIXED_NODES)}
        for (slash, tolerance), group in rows.groupby(["slash", "tolerance"])
    ])  # fmt: skip


def _invasions(rows: pd.DataFrame, money: Terms) -> pd.DataFrame:
    made = rows.assign(share=rows["won"] / rows["runs"])
    made[["low", "high"]] = [wilson(int(won), int(runs)) for won, runs in zip(made["won"], made["runs"], strict=True)]
    laws = [takeover(money, slash, invader) for slash, invader in zip(made["slash"], made["invader"], strict=True)]
    odds = takeover_odds(money.saving, float(study.ONE_AT_A_TIME["intensity"]), study.INVADED_NODES)  # type: ignore[arg-type]
    return made.assign(law=laws, odds=odds)


def _sweeps(rows: pd.DataFrame, money: Terms) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([
        {"slash": slash, "way": way, "reference": reference, **_interval(group["wrong"]),
         "law": breaks_from(money, slash, TOLERANCE, 0.0)}
        for (slash, way, reference), group in rows.groupby(["slash", "way", "reference"])
    ])  # fmt: skip


def _domains(rows: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    keys = ["graph", "partner", "panel", "start", "epoch"]
    return pd.DataFrame([
        {**dict(zip(keys, at, strict=True)), **_interval(group["wrong"]),
         **{f"{name}_i": value for name, value in _interval(group["morans_i"]).items()}}
        for at, group in rows.groupby(keys)
    ])  # fmt: skip


def _walls(rows: pd.DataFrame, money: Terms) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([
        {"slash": slash, **_interval(group["speed"]), "law": moves(money, float(slash))} for slash, group in rows.groupby("slash")
    ])  # fmt: skip
