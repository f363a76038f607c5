"""What the study ``diversity`` found: how many classes live beside each other, in which fields, and what free entry makes of them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.figures import diversity as figure
from analysis.findings.claims import Claim, above, below, share, within
from analysis.findings.contract import Drawing, Emergence, Finding, Reading, Tables
from analysis.theory.diversity import (
    Rejections,
    cartel_approves,
    is_open,
    least_share,
    least_share_of_panel,
    of_panel,
    of_reference,
)
from experiments.statistics import mean_error, wilson
from experiments.studies import hardware as study
from model.field.verification.panel.check import pass_probability
from model.scenario import Scenario

EDGES = (0.15, 0.3, 0.5, 0.7, 0.85, 0.97, 1.1, 1.25, 1.5, 2.0, 5.0)
"""Classes of the distance from the bound, for the figure."""
BELOW, ABOVE = 0.85, 1.5
"""Shares over the least share: well below the bound, and well above it."""
RARE, USUAL, MOST = 0.05, 0.75, 0.75
CARTEL = 0.05
"""Share of all nodes that a cartel has, all on one class of hardware, for the price of each field."""


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Both conditions over the number of classes, runs over the distance from the bound, and the law of each panel."""
    bound = tables["bound"].copy()
    bound["over_bound"] = [own_share(int(m)) / least_share(float(g), 1.0) for m, g in zip(bound["classes"], bound["saving"], strict=True)]
    return {
        "conditions": _conditions(tables["wedge"]),
        "collapse": _collapse(bound),
        "most": _most(bound),
        "bound_runs": bound,
        "panels": pd.DataFrame([_panel_row(name) for name in study.REMEDIES]),
    }


def own_share(classes: int) -> float:
    """Share of a checker's own class among the other nodes at the start: the executor is not on its own panel."""
    return (study.NODES / classes - 1.0) / (study.NODES - 1.0)


def _conditions(wedge: pd.DataFrame) -> pd.DataFrame:
    """Least bite that deters fraud, and largest that honest work bears, over classes of a large network."""
    m = np.linspace(1.5, float(wedge["classes"].max()) + 1.5, 200)
    low = pd.DataFrame({"classes": m, "bite": study.SAVING * m, "series": "fraud is deterred above"})
    return pd.concat([low, pd.DataFrame({"classes": m, "bite": m / (m - 1.0), "series": "honest work pays below"})], ignore_index=True)


def _collapse(bound: pd.DataFrame) -> pd.DataFrame:
    """How often all live, over the distance from the bound in classes of it, for each slash and tolerance."""
    rows = []
    bins = pd.cut(bound["over_bound"], EDGES)
    for (slash, tolerance, _), mine in bound.groupby(["slash", "tolerance", bins], observed=True):
        low, high = wilson(int(mine["diverse"].sum()), len(mine))
        name = f"slash {slash:g} R, tolerance {tolerance:g}$\\sigma$"
        place = float(np.exp(np.log(mine["over_bound"]).mean()))
        rows.append({"series": name, "x": place, "y": mine["diverse"].mean(), "low": low, "high": high, "n": len(mine)})
    return pd.DataFrame(rows)


def _most(bound: pd.DataFrame) -> pd.DataFrame:
    """Most classes that live together in more than half of the runs, of each saving and field, beside the bound."""
    often = bound.groupby(["saving", "slash", "tolerance", "classes"])["diverse"].mean().reset_index()
    fields = often[["saving", "slash", "tolerance"]].drop_duplicates()
    lives = often[often["diverse"] > 0.5].groupby(["saving", "slash", "tolerance"])["classes"].max().rename("most").reset_index()
    table = fields.merge(lives, on=["saving", "slash", "tolerance"], how="left").fillna({"most": 1})
    return table.assign(bound=1.0 + 1.0 / table["saving"])


def _panel_row(name: str) -> dict[str, object]:
    """Law of a panel at the classes of that table: whether some bite keeps all, and how often a cartel passes its own fraud."""
    changes, h = study.REMEDIES[name][1], 1.0 / study.REMEDY_CLASSES
    seats, need = int(changes.get("panel_size", 1)), int(changes.get("need", 1))
    rejections, least = of_panel(h, seats, need), least_share_of_panel(seats, need, study.SAVING, 1.0)
    price = cartel_approves(CARTEL, seats, need)
    if name == "same class":
        rejections, least, price = Rejections(0.0, 1.0), 0.0, min(1.0, CARTEL / h)
    if name == "reference":
        shown = float(changes["reference_share"])
        rejections = of_reference(h, shown)
        least, price = max(0.0, 1.0 - 1.0 / ((1.0 + study.SAVING) * (1.0 - shown))), (1.0 - shown) * CARTEL
    if name == "lenient":
        near, far = (1.0 - pass_probability(k * study.DISTANCE, float(changes["tolerance"]), math.sqrt(2.0)) for k in (1, 2))
        rejections, least = Rejections((1.0 - h) * near, h * near + (1.0 - h) * far), 0.0
    is_free = is_open(rejections, study.SAVING, 1.0)
    return {"remedy": name, "honest": rejections.honest, "fraud": rejections.fraud, "least": least, "open": is_free, "price": price}


def find(network: Scenario, tables: Tables) -> Finding:
    """Runs on both sides of the bound, in fields drawn at random, before other panels, and under free entry."""
    claims = tuple(_claims(tables))
    emerges = (
        Emergence("one class of hardware takes a network of free entry, although all its classes would fit and fraud is deterred", (3, 4)),
    )
    return Finding(claims, _found(tables), _departs(tables), _table(tables), emerges)


def _claims(tables: Tables) -> Iterator[Claim]:
    runs, drawn, entry = tables["bound_runs"], tables["random"], tables["entry"]
    yield _often(
        "classes below the bound do not live with fraud deterred, at the balanced bite", runs[runs["over_bound"] <= BELOW], (0, RARE)
    )
    few = drawn[drawn["classes"] > 1.0 + 1.0 / study.SAVING]
    yield _often("classes below the bound do not live with fraud deterred, in fields drawn at random", few, (0, RARE))
    fit = runs[(runs["over_bound"] >= ABOVE) & (runs["slash"] <= 1.0)]
    yield _often("classes well above the bound live with fraud deterred, at slashes up to one fee", fit, (USUAL, 1))
    free, capped = ends(entry, study.SEATS), ends(entry, study.START)
    yield above("under free entry the largest class has most of the nodes", *_mean(free["largest"]), MOST, "1", len(free))
    yield below("with no more seats than nodes it has not", *_mean(capped["largest"]), 0.5, "1", len(capped), decides=False)
    broken = entry[entry["broken"] >= 0]
    gap = (broken["lost"] - broken["on_image"]).groupby(broken["seed"]).mean()
    yield within("a break takes of the attested jobs the share of its image", *_mean(gap), (-0.03, 0.03), "1", len(gap), decides=False)
    control = drawn[drawn["classes"] < 1.0 + 1.0 / study.SAVING]
    yield _often("fields drawn at random do hold classes that fit", control, (RARE, 1), decides=False)
    for row in tables["panels"].itertuples():
        mine = tables["remedies"][tables["remedies"]["remedy"] == row.remedy]
        verb, bounds = ("live", (USUAL, 1.0)) if row.open else ("do not live", (0.0, RARE))
        yield _often(f"{study.REMEDY_CLASSES} classes {verb} before the panel '{row.remedy}'", mine, bounds, decides=False)


def _often(statement: str, runs: pd.DataFrame, bounds: tuple[float, float], *, decides: bool = True) -> Claim:
    """A claim about how often all classes live with fraud deterred; undecided without runs."""
    if not len(runs):
        return above(statement, 0.0, math.inf, 0.0, "1", 0, decides=decides)
    return share(statement, int(runs["diverse"].sum()), len(runs), bounds, decides=decides)


def _mean(values: pd.Series) -> tuple[float, float]:
    """Mean and its standard error; infinite with fewer than two."""
    return mean_error(values.to_numpy()) if len(values) > 1 else (float(values.sum()), math.inf)


def ends(entry: pd.DataFrame, seats: int) -> pd.DataFrame:
    """The last row of each run with so many seats."""
    mine = entry[entry["seats"] == seats]
    return mine[mine["epoch"] == mine["epoch"].max()]


def _rate(runs: pd.DataFrame) -> str:
    return f"{int(runs['diverse'].sum())} of {len(runs)}"


def _found(tables: Tables) -> str:
    runs, drawn, entry = tables["bound_runs"], tables["random"], tables["entry"]
    low, fit = runs[runs["over_bound"] <= BELOW], runs[(runs["over_bound"] >= ABOVE) & (runs["slash"] <= 1.0)]
    over = drawn["classes"] > 1.0 + 1.0 / study.SAVING
    free, capped = ends(entry, study.SEATS), ends(entry, study.START)
    lost = entry[(entry["seats"] == study.SEATS) & (entry["broken"] >= 0)].groupby("seed")["lost"].max()
    return (
        f"Runs in which all classes live and fraud is deterred: {_rate(low)} where a class is at most {BELOW:g} of the least share "
        f"g/(g + R - c), {_rate(fit)} where it is at least {ABOVE:g} of it (slashes up to one fee). In fields drawn at random: "
        f"{_rate(drawn[over])} with more classes than the bound, {_rate(drawn[~over])} with fewer. Audit rate and slash fall out of the "
        "bound, for both conditions hold the same product of them; what is left is how much oftener a panel rejects fraud than honest work "
        f"(by at least 1 + g/(R - c)). Under free entry the largest of {study.ENTRY_CLASSES} classes that would all fit comes to "
        f"{free['largest'].mean():.2f} of the nodes after {study.ENTRY_EPOCHS} epochs, with seats for the first nodes only to "
        f"{capped['largest'].mean():.2f}; the worst break of one image then leaves {lost.mean():.2f} of the attested jobs unserved."
    )


def _departs(tables: Tables) -> str:
    runs, remedies = tables["bound_runs"], tables["remedies"]
    near = runs[(runs["over_bound"] > 1.0) & (runs["over_bound"] < ABOVE)]
    soft, harsh = near[near["slash"] <= 1.0], near[near["slash"] > 1.0]
    lives = remedies.groupby("remedy")["diverse"].mean()
    kept = ", ".join(f"{name} ({often:.0%} of runs)" for name, often in lives.items() if often > 0.5)
    few = runs[runs["over_bound"] <= BELOW]
    shrunk = f"{(few['nodes'] < study.NODES / 4).mean():.0%}"
    return (
        "The bound is one of a single peer on the panel, and no law of every field. More classes than it allows live before other panels: "
        f"{kept or 'none of those tried'}. What they cost is in the table. 'Whatever the tolerance' holds only while fraud and work of "
        "another class are rejected alike: deviations add up here, so that fraud seen from another class is twice as far, and a tolerance "
        "about as large as the distance between classes tells it from honest work. "
        f"Just above the bound (1 to {ABOVE:g} of it) all live in {_rate(soft)} runs with slashes up to one fee and in {_rate(harsh)} with "
        "larger ones: a node leaves by the mean of its own last epochs, and rare large losses make that mean a lottery. Below the bound, "
        f"at the balanced bite, networks do not shrink to the classes that fit; {shrunk} of the runs lose three quarters of "
        "their nodes and more."
    )


def _table(tables: Tables) -> pd.DataFrame:
    laws, runs = tables["panels"], tables["remedies"]
    return pd.DataFrame(
        {
            "panel": laws["remedy"],
            "rejects honest (law)": laws["honest"].round(3),
            "rejects fraud (law)": laws["fraud"].round(3),
            "least share of a class (law)": laws["least"].round(3),
            f"runs in which {study.REMEDY_CLASSES} classes live": [_rate(runs[runs["remedy"] == name]) for name in laws["remedy"]],
            f"a cartel of {CARTEL:.0%} of the nodes, all of one class, passes itself": laws["price"].round(3),
        }
    )


READING = Reading(
    closed_forms=closed_forms,
    find=find,
    drawings={
        "diversity_wedge": Drawing(
            figure.wedge, ("wedge", "conditions"),
            "Share of runs in which all classes of hardware live and fraud is deterred, over the number of classes and the bite of audits. "
            "The two conditions meet at the bound, beyond which no bite serves both.",
        ),
        "diversity_bound": Drawing(
            figure.bound, ("collapse", "most"),
            "Left: the same share over that of a class, scaled by the least share g/(g + R - c); slashes and tolerances fall together. "
            "Right: most classes that live together, against 1 + (R - c)/g.",
        ),
        "diversity_panels": Drawing(
            figure.panels, ("remedies", "panels"),
            "Ten classes of hardware, twice as many as one peer on the panel can hold, before other panels, and what each costs: how often "
            "a cartel of 5 % of the nodes, all of one class, passes its own fraud.",
        ),
        "diversity_entry": Drawing(
            figure.entry, ("entry",),
            "Left: the share of the largest class under free entry, and with seats for the first nodes only. Right: attested jobs lost "
            "when the image of a class is revoked, over the share of its nodes.",
        ),
    },
)  # fmt: skip
