"""What the study ``dilemma`` found: thresholds against 1 + P, the floor of decoy rates, and what becomes of both roles."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis.figures import dilemma as figure
from analysis.findings.claims import Claim, above, below, within
from analysis.findings.contract import Drawing, Emergence, Finding, Reading, Tables
from analysis.theory.attention import challenge_floor, cheating_left, last_epoch_strength, least_strength
from experiments.statistics import Z_95, mean_error
from experiments.studies import dilemma as study
from model.scenario import Scenario

RATIO, EXPONENT = (0.95, 1.05), (-1.25, -0.75)
RARE = 0.1
"""Decoy rate at which own last epochs are claimed not to feel decoys."""
MOST_HONEST, LEAST_CHEATING = 0.25, 0.75
NAMES = {"expected": "expected utility", "public": "public average", "own_10": "own mean, 10 epochs", "own_1": "own last epoch"}


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Laws over the decoy rate, floors over verdicts remembered, and shares of cheats left by a bounty.

    Where the drift is flat its zero is not known: an interval that reaches below zero marks such a threshold as ``flat``.
    """
    cost = study.game(network)[2]
    rates = np.geomspace(0.5 * min(study.RATES), max(study.RATES), 120)
    laws = [("closed form, expectation: 1 + P", p, least_strength(p)) for p in rates]
    laws += [("closed form, last epoch", p, last_epoch_strength(p, cost, study.INTENSITY)) for p in rates]
    least = challenge_floor(cost, study.INTENSITY, study.FLOOR_STRENGTH)
    floor = tables["floor"].assign(heard=lambda t: _heard(t))
    heard = np.geomspace(0.7, 1.4 * floor["heard"].max(), 60)
    late = tables["late"]
    keys = ["listener", "bounty", "decoy_rate", "strength"]
    shares = late.groupby(keys, sort=False).agg(
        looks=("looks", "mean"), cheats=("cheats", "mean"), sd=("cheats", "std"), seeds=("seed", "count"), integrity=("integrity", "mean")
    )
    shares = shares.reset_index()
    half = Z_95 * shares["sd"] / np.sqrt(shares["seeds"])
    paid = shares[["bounty", "decoy_rate"]].drop_duplicates()
    left = [(b, p, z, cheating_left(p, z, b)) for b, p in paid.itertuples(index=False) if b > 0 for z in np.linspace(0.4, 2.1, 60)]
    flat = (tables["penalty"]["status"] == "found") & ~(tables["penalty"]["low"] > 0)
    return {
        "penalty": tables["penalty"].assign(status=tables["penalty"]["status"].mask(flat, "flat")),
        "laws": pd.DataFrame(laws, columns=["series", "x", "y"]),
        "floors": floor.assign(law=least / floor["heard"]),
        "floor_law": pd.DataFrame({"x": heard, "y": least / heard}),
        "shares": shares.assign(low=(shares["cheats"] - half).clip(0), high=(shares["cheats"] + half).clip(upper=1)),
        "left": pd.DataFrame(left, columns=["bounty", "decoy_rate", "strength", "cheats"]),
        "unfelt": pd.DataFrame({"cost": [cost], "floor": [challenge_floor(cost, study.INTENSITY)]}),
    }


def _heard(table: pd.DataFrame) -> pd.Series:
    """Verdicts on which a comparison rests: epochs remembered x nodes averaged, half of the verifiers or oneself."""
    return table["memory"] * np.where(table["signal"] == "public", table["verifiers"] / 2, 1.0)


def find(network: Scenario, tables: Tables) -> Finding:
    """The four parts of the hypothesis, and what a bounty does."""
    expected, far = _ratio(tables["penalty"], "expected")
    public, _ = _ratio(tables["penalty"], "public")
    exponent = _exponent(tables["floors"])
    claims = (
        within("by expected utility looking spreads from P A = C (1 + P) on", *expected, RATIO, "1", far),
        _unfelt(tables["drift"]),
        within(
            "the floor of P falls as the inverse of the verdicts remembered (exponent)", *exponent, EXPONENT, "1", len(tables["floors"])
        ),
        *_both_roles(tables["late"]),
        within("by public averages looking spreads from P A = C (1 + P) on", *public, RATIO, "1", far, decides=False),
    )
    wrong = Emergence(
        "verifiers who learn by their own last epoch stop looking, and executors cheat, at a penalty twice as large as pays a look",
        (1, 4),
        "saturation of Fermi's rule: the floor of P by last epoch's payoffs (analysis.theory.attention.challenge_floor)",
    )
    return Finding(claims, _found(tables), _departs(tables), _table(tables), (wrong,))


def _ratio(penalty: pd.DataFrame, listener: str) -> tuple[tuple[float, float], int]:
    """Geometric mean of thresholds over 1 + P and its standard error, (1, infinite) with fewer than two; and how many."""
    mine = penalty[(penalty["listener"] == listener) & (penalty["status"] == "found")]
    if len(mine) < 2:
        return (1.0, math.inf), len(mine)
    mean, error = mean_error(np.log((mine["threshold"] / mine["decoy_rate"].map(least_strength)).to_numpy()))
    return (math.exp(mean), math.exp(mean) * error), len(mine)


def _unfelt(drift: pd.DataFrame) -> Claim:
    highest = drift["strength"].max()
    mine = drift[(drift["listener"] == "own_1") & (drift["strength"] == highest) & (drift["decoy_rate"] == RARE)]["drift"]
    statement = f"by own last epochs looking shrinks at P = {RARE:g} and P A = {highest:g} C (drift)"
    return below(statement, *mean_error(mine.to_numpy()), 0.0, "1/epoch", len(mine))


def _exponent(floors: pd.DataFrame) -> tuple[float, float]:
    """Exponent of the floor in verdicts remembered, and its standard error from the floors' own intervals; (-1, infinite) without three."""
    mine = floors[(floors["status"] == "found") & (floors["low"] > 0)]
    if len(mine) < 3 or mine["heard"].nunique() < 2:
        return -1.0, math.inf
    x = np.log(mine["heard"].to_numpy(dtype=float))
    weights = (x - x.mean()) / ((x - x.mean()) ** 2).sum()
    errors = np.log((mine["high"] / mine["low"]).to_numpy(dtype=float)) / (2 * Z_95)
    return float(weights @ np.log(mine["floor"].to_numpy(dtype=float))), float(np.sqrt(weights**2 @ errors**2))


def _both_roles(late: pd.DataFrame) -> tuple[Claim, Claim]:
    bounty, rate, strength = study.CLAIMED
    here = late[(late["bounty"] == bounty) & (late["decoy_rate"] == rate) & (late["strength"] == strength)]
    where = f"at P = {rate:g} and P A = {strength:g} C"
    public, own = (here[here["listener"] == name]["cheats"].to_numpy() for name in ("public", "own_1"))
    return (
        below(f"{where} executors who learn by public averages end honest (late share of cheats)", *mean_error(public), MOST_HONEST, "1",
              len(public)),
        above(f"{where} those who learn by own last epochs end cheating", *mean_error(own), LEAST_CHEATING, "1", len(own)),
    )  # fmt: skip


def _found(tables: Tables) -> str:
    words = []
    for name, label in NAMES.items():
        mine = tables["penalty"][tables["penalty"]["listener"] == name]
        found = mine[mine["status"] == "found"]
        if not len(found):
            words.append(f"{label}: none up to P A = {study.HIGHEST:g} C")
            continue
        ratios = found["threshold"] / (1 + found["decoy_rate"])
        never = mine[mine["status"] == "none"]["decoy_rate"]
        rest = f", and no penalty up to {study.HIGHEST:g} C / P does at P <= {never.max():g}" if len(never) else ""
        words.append(f"{label}: {ratios.min():.2f} to {ratios.max():.2f} times 1 + P from P = {found['decoy_rate'].min():g} on{rest}")
    floors = tables["floors"][tables["floors"]["status"] == "found"]
    listed = ", ".join(f"{row.floor:.2g} ({row.signal}, {row.memory:g} epochs, {row.verifiers} verifiers)" for row in floors.itertuples())
    return (
        f"P A / C from which looking spreads before honest executors: {'; '.join(words)}. Floors of P at P A = {study.FLOOR_STRENGTH:g} C: "
        f"{listed or 'none found'}; the exponent in verdicts remembered is {_exponent(tables['floors'])[0]:.2f}. {_late_words(tables)}"
    )


def _late_words(tables: Tables) -> str:
    words = []
    for row in tables["shares"].itertuples():
        if row.decoy_rate == study.CLAIMED[1]:
            paid = f", bounty {row.bounty:g} C" if row.bounty else ""
            words.append(f"{NAMES[row.listener]}, P A = {row.strength:g} C{paid}: {row.looks:.0%} look, {row.cheats:.0%} cheat")
    return f"Both roles learning, at P = {study.CLAIMED[1]:g}, late: {'; '.join(words)}."


def _departs(tables: Tables) -> str:
    law = float(tables["unfelt"]["floor"].iloc[0])
    floors = tables["floors"][tables["floors"]["status"] == "found"]
    ratios = (floors["floor"] / floors["law"]).to_numpy(dtype=float)
    far = (
        f"Measured floors are {ratios.min():.2f} to {ratios.max():.2f} times that number over the verdicts remembered. "
        if len(ratios)
        else ""
    )
    return (
        f"P A >= C is not enough even by expectation: a decoy costs a look as well, so it takes C (1 + P). By last epoch's payoffs Fermi's "
        f"rule counts a large loss as one lost comparison, and below {law:.2f} decoys an audit no penalty keeps verifiers looking. {far}"
        "A large loss is also remembered for longer than the memory, since it takes so many epochs more to fade, which a count of epochs "
        "leaves out. Where finders are paid a bounty, looking never dies out, for cheats pay for it: decoys then lower the cheating that "
        "is left, X = (1 + P - P A / C) C / bounty, rather than switch looking on."
    )


def _table(tables: Tables) -> pd.DataFrame:
    penalty = tables["penalty"]
    rows = []
    for rate in sorted(set(penalty["decoy_rate"])):
        cells = {row.listener: row for row in penalty[penalty["decoy_rate"] == rate].itertuples()}
        rows.append([rate, least_strength(rate), *(_threshold(cells[name]) for name in NAMES)])
    return pd.DataFrame(rows, columns=["decoys an audit P", "1 + P", *(f"P A / C, {label}" for label in NAMES.values())])


def _threshold(row: object) -> str:
    status, value = row.status, row.threshold  # type: ignore[attr-defined]
    if status == "flat":
        return "not resolved"
    if status != "found":
        return f"none up to {study.HIGHEST:g}" if status == "none" else f"below {study.LOWEST:g}"
    return f"{value:.2f} ±{max(value - row.low, row.high - value):.2f}"  # type: ignore[attr-defined]


READING = Reading(
    closed_forms,
    find,
    {
        "dilemma": Drawing(
            figure.draw,
            ("penalty", "laws", "floors", "floor_law"),
            "Left, the expected penalty for passing a planted output from which looking spreads, over the rate of planted outputs and for "
            "what verifiers compare, with both closed forms; arrows: no penalty up to the top is enough. Right, the rate below which no "
            "looking spreads at four times the cost of a look, over the verdicts on which a comparison rests.",
        ),
        "dilemma_late": Drawing(
            figure.draw_late,
            ("shares", "left"),
            "Share of executors that cheat late in runs in which both roles learn, over the expected penalty, for two rates of planted "
            "outputs; without and with a finder's bounty, and in black what a bounty leaves by the closed form.",
        ),
    },
)
