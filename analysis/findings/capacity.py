"""What the study ``capacity`` found: bits from field to behaviour, within regimes, along a ridge, and near a border."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.figures import capacity as figures
from analysis.findings.capacity_bits import VIEWS, bits_of, majority, table_of, tenths
from analysis.findings.claims import Claim, above, below, within
from analysis.findings.contract import Drawing, Finding, Reading, Tables
from analysis.theory import channels
from analysis.theory.information import capacity, mutual_information
from experiments.studies import capacity as study
from experiments.studies.capacity import WAYS
from model.desk import Desk
from model.scenario import Scenario

CLOSE, SEEN, GROWS, AWAY = 0.1, 0.5, 0.2, 0.1
"""Bits; and how far from a border a field lies within its regime, in rewards."""
FIELD = ["audit", "slash", "tolerance"]
AWAY_FROM_BORDERS, DEEPEST = "all, away from borders", "the deepest fields"


def ways_of(network: Scenario) -> dict[str, channels.Way]:
    """Cost, gain and deviation of each way of work in a network."""
    scenario = study.prepare(network, study.field_cells(network, True)[0].at)
    desk, ((name, _),) = Desk(scenario), scenario.fields.items()
    full, value = desk.compute_cost * scenario.job_classes[name].work, desk.gain * desk.terms(name).value
    found = {}
    for way, traits in zip(WAYS, desk.behaviours, strict=True):
        attacks, works = traits["attack_rate"] > 0.0, traits["effort"] > 0.0
        cost = full if works else full * float(scenario.technology.cost(traits["filler_deviation"]))
        deviation = traits["deviation"] if attacks else 0.0 if works else traits["filler_deviation"]
        found[way] = channels.Way(cost, value if attacks else 0.0, deviation)
    return found


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """The map of the fields, and capacities.

    Returns
    -------
    dict of DataFrame
        ``map``: by field, the way of work that pays best (``law``), its ``margin`` over the next in rewards, whether it is the
        ``deepest`` of its regime, what most do in most runs (``most``) in which share of them, and the ``mass`` that it has in
        the law of inputs that reaches the capacity. ``over_time``, ``over_intensity``, ``ridges``, ``over_nodes``, ``views`` and
        ``regimes``: bits with ``low, high, error`` and runs.
    """
    fields = tables["fields"]
    mapped, last = _map(network, fields), _last(fields)
    most, alike = channels.bits_of_map(list(mapped["law"]))
    plain = mutual_information(table_of(last, majority(last), FIELD)[1])
    views = [{"view": name} | _row(last, view(last), FIELD) for name, view in VIEWS.items()]
    return {
        "map": mapped,
        "over_time": _over(fields, "epoch", FIELD).assign(law=most),
        "over_intensity": _over(_last(tables["intensities"]), "intensity", FIELD),
        "ridges": _ridges(_last(tables["ridge"])),
        "over_nodes": _over_nodes(network, _last(tables["sizes"])),
        "views": pd.DataFrame(views).assign(law=most, alike=plain, law_alike=alike),
        "regimes": _regimes(last, mapped),
    }


def _last(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["epoch"] == frame["epochs"]].reset_index(drop=True)


def _row(frame: pd.DataFrame, outputs: np.ndarray, inputs: list[str]) -> dict[str, Any]:
    return bits_of(frame, outputs, inputs)._asdict() | {"runs": len(frame)}


def _over(frame: pd.DataFrame, along: str, inputs: list[str]) -> pd.DataFrame:
    return pd.DataFrame([{along: value} | _row(mine, majority(mine), inputs) for value, mine in frame.groupby(along)])


def _map(network: Scenario, fields: pd.DataFrame) -> pd.DataFrame:
    last, reward, ways = _last(fields), study.reward_of(network), ways_of(network)
    keys, seen = table_of(last, majority(last), FIELD)
    best, names = capacity(seen / seen.sum(axis=1, keepdims=True), 1e-3).inputs, np.unique(majority(last))
    rows = []
    for (audit, slash, tolerance), row, mass in zip(keys, seen, best, strict=True):
        values = channels.worth(ways, reward, audit, slash * reward, tolerance)
        first, second = sorted(values, key=values.__getitem__, reverse=True)[:2]
        margin = (values[first] - values[second]) / reward
        at = {"audit": audit, "slash": slash, "tolerance": tolerance, "law": first, "margin": margin}
        rows.append(at | {"most": names[row.argmax()], "share": row.max() / row.sum(), "mass": float(mass)})
    table = pd.DataFrame(rows)
    return table.assign(deepest=table.index.isin(table.groupby("law")["margin"].idxmax()))


def _regimes(last: pd.DataFrame, mapped: pd.DataFrame) -> pd.DataFrame:
    """Bits within each regime that has two fields away from its borders, of all such fields, and of the deepest alone."""
    known = last.merge(mapped, on=FIELD)
    away = known[known["margin"] >= AWAY]
    rows = [
        {"regime": regime, "view": name, "fields": len(mine.drop_duplicates(FIELD))} | _row(mine, view(mine), FIELD)
        for regime, mine in away.groupby("law") if len(mine.drop_duplicates(FIELD)) > 1
        for name, view in VIEWS.items()
    ]  # fmt: skip
    rows += [{"regime": AWAY_FROM_BORDERS, "view": name, "fields": int((mapped["margin"] >= AWAY).sum())} | _row(away, view(away), FIELD)
             for name, view in VIEWS.items()]  # fmt: skip
    deepest, named = known[known["deepest"]], {"regime": DEEPEST, "view": "what most do", "fields": int(mapped["deepest"].sum())}
    rows.append(named | _row(deepest, majority(deepest), FIELD))
    return pd.DataFrame(rows)


def _ridges(ridge: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for signal, mine in ridge.groupby("signal"):
        honest = mine.groupby("audit")["honest"].mean()
        shares = {f"honest_{audit:g}": float(value) for audit, value in honest.items()}
        rows.append({"signal": signal} | _row(mine, tenths(mine), ["audit"]) | shares)
    return pd.DataFrame(rows)


def _over_nodes(network: Scenario, sizes: pd.DataFrame) -> pd.DataFrame:
    table = _over(sizes, "nodes", ["audit"])
    near, beta = study.NEAR * study.reward_of(network), study.INTENSITY / study.reward_of(network)
    law = [channels.border_capacity(near, beta, int(n), study.SIZES_MUTATION) for n in table["nodes"]]
    return table.assign(law=law)


def find(network: Scenario, tables: Tables) -> Finding:
    """The capacity against log2 M, what is told within a regime and along the ridge, and near a border."""
    views, regimes = tables["views"].set_index("view"), tables["regimes"]
    claims = [*_of_the_map(views, regimes), *_of_the_ridge(tables["ridges"]), _of_no_selection(tables["over_intensity"])]
    claims += _of_a_border(tables["over_nodes"])
    return Finding(tuple(claims), _found(views, regimes, tables), _departs(views, regimes, tables["map"]), _table(regimes, tables))


def _of_the_map(views: pd.DataFrame, regimes: pd.DataFrame) -> list[Claim]:
    whole, fine, count = views.loc["what most do"], _largest(regimes, "shares in tenths"), _largest(regimes, "counts of the others")
    (deep,) = regimes[regimes["regime"] == DEEPEST].to_dict("records")
    law, error, n, near = whole["law"], whole["error"], int(whole["runs"]), (-CLOSE, CLOSE)
    told = f"what most nodes do tells log2 M = {law:.3f} bits of the field: capacity less that"
    enough = "one field deep in each regime is enough to tell as many: their capacity less log2 M"
    nothing = f"within a regime shares in tenths tell nothing of the field: bits, at most (regime {_plain(fine['regime'])})"
    finer = f"within a regime the count of the others tells of the field: bits, at most (regime {_plain(count['regime'])})"
    alike = "with all fields alike what most do tells as much as the map: information less the map's"
    return [
        within(told, whole["bits"] - law, error, near, "bit", n),
        above(enough, deep["bits"] - law, deep["error"], -CLOSE, "bit", deep["runs"]),
        below(nothing, fine["bits"], fine["error"], CLOSE, "bit", fine["runs"]),
        above(finer, count["bits"], count["error"], CLOSE, "bit", count["runs"], decides=False),
        within(alike, whole["alike"] - whole["law_alike"], error, near, "bit", n, decides=False),
    ]


def _largest(regimes: pd.DataFrame, view: str) -> Mapping[str, Any]:
    mine = regimes[(regimes["view"] == view) & ~regimes["regime"].isin([AWAY_FROM_BORDERS, DEEPEST])].to_dict("records")
    return max(mine, key=lambda row: row["bits"])


def _of_the_ridge(ridges: pd.DataFrame) -> list[Claim]:
    expected, own = (ridges[ridges["signal"] == signal].to_dict("records")[0] for signal in ("expected", "own"))
    blind, seen = (f"along the ridge, by {how}, shares tell" for how in ("expected utility", "own last epochs"))
    return [
        below(f"{blind} nothing of the field: bits", expected["bits"], expected["error"], CLOSE, "bit", expected["runs"]),
        above(f"{seen} of the field: bits", own["bits"], own["error"], SEEN, "bit", own["runs"]),
    ]


def _of_no_selection(over_intensity: pd.DataFrame) -> Claim:
    none = over_intensity.iloc[0]
    return within(
        "without selection what most do tells nothing of the field: bits",
        none["bits"],
        none["error"],
        (-CLOSE, CLOSE),
        "bit",
        int(none["runs"]),
    )


def _of_a_border(over_nodes: pd.DataFrame) -> list[Claim]:
    away, error = over_nodes["bits"] - over_nodes["law"], over_nodes["error"].to_numpy()
    few, many = over_nodes.iloc[0], over_nodes.iloc[-1]
    runs = int(over_nodes["runs"].sum())
    return [
        within(
            "close to a border the capacity is that of a finite population: mean over sizes less the law",
            float(away.mean()),
            float(np.sqrt(np.sum(error**2)) / len(error)),
            (-CLOSE, CLOSE),
            "bit",
            runs,
        ),
        above(
            f"close to a border it is larger among {many['nodes']:.0f} nodes than among {few['nodes']:.0f}: difference",
            many["bits"] - few["bits"],
            float(np.hypot(many["error"], few["error"])),
            GROWS,
            "bit",
            int(many["runs"] + few["runs"]),
        ),
    ]


def _found(views: pd.DataFrame, regimes: pd.DataFrame, tables: Tables) -> str:
    whole, over_time, ridges = views.loc["what most do"], tables["over_time"], tables["ridges"].set_index("signal")
    near = whole["law"] - CLOSE
    reached = over_time[over_time["bits"] > near]["epoch"]
    when = f"reached within {CLOSE:g} bit after {reached.iloc[0]:.0f} epochs" if len(reached) else f"{near:.2f} bits are never reached"
    mass = tables["map"].groupby("law")["mass"].sum()
    beta = "; ".join(f"{r['bits']:.2f} at {r['intensity']:g}" for r in tables["over_intensity"].to_dict("records"))
    sizes = "; ".join(f"{r['bits']:.2f} among {r['nodes']} (law {r['law']:.2f})" for r in tables["over_nodes"].to_dict("records"))
    return (
        f"What most nodes do tells {whole['bits']:.3f} bits of the field (95 % interval {whole['low']:.3f} to {whole['high']:.3f}); the "
        f"closed forms have {len(mass)} regimes in {len(tables['map'])} fields, so log2 M = {whole['law']:.3f}; {when}. With all fields "
        f"alike it tells {whole['alike']:.3f}, and the map {whole['law_alike']:.3f}. The input law that reaches the capacity puts "
        f"{', '.join(f'{value:.2f} on {_plain(name)}' for name, value in mass.items())}. Over the intensity of selection: {beta} bits. "
        f"Along the ridge, shares tell {ridges.loc['expected', 'bits']:.2f} bits by expected utility and {ridges.loc['own', 'bits']:.2f} "
        f"by own last epochs. Close to a border: {sizes} bits."
    )


def _departs(views: pd.DataFrame, regimes: pd.DataFrame, mapped: pd.DataFrame) -> str:
    others = mapped[(mapped["most"] != mapped["law"]) | (mapped["share"] < 0.95)]
    said = "; ".join(
        f"audit {r['audit']:g}, slash {r['slash']:g}, tolerance {r['tolerance']:g}: {_plain(r['most'])} in {r['share']:.0%} of the runs, "
        f"{_plain(r['law'])} pays best by {r['margin']:.3f} rewards"
        for r in others.to_dict("records")
    )
    finer, looks = views.loc["counts of the others"], regimes[regimes["view"] == "counts of the others"]
    inner = "; ".join(f"{_plain(str(r['regime']))} {r['bits']:.2f}" for r in looks.to_dict("records") if r["regime"] != AWAY_FROM_BORDERS)
    away = regimes[regimes["regime"] == AWAY_FROM_BORDERS].set_index("view")["bits"]
    border = f"Fields in which fewer than 95 % of the runs come to what the map says: {said}. " if said else ""
    taken = (len(mapped) - 1) * (len(set(mapped["most"])) - 1) / (2.0 * float(finer["runs"]) * math.log(2.0))
    return (
        f"{border}The bound is one of what most nodes do. Finer looks at all fields tell {views.loc['shares in tenths', 'bits']:.2f} bits "
        f"by shares in tenths, and {finer['bits']:.2f} by how many nodes do otherwise; of fields at least {AWAY:g} rewards from a border, "
        f"{away['shares in tenths']:.2f} and {away['counts of the others']:.2f}. Within a regime that count tells, in bits, {inner}. "
        f"Miller's rule takes {taken:.3f} bits or more from the information with all fields alike, more than a nearly deterministic table "
        "needs."
    )


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _table(regimes: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    rows = []
    for name, mine in tables["map"].groupby("law"):
        bits = regimes[regimes["regime"] == name].set_index("view")["bits"].to_dict()
        deep = mine[mine["deepest"]].iloc[0]
        rows.append(
            {
                "regime (pays best)": _plain(str(name)), "fields": len(mine), "deepest: audit (1)": deep["audit"],
                "slash (rewards)": deep["slash"], "tolerance (sigma)": deep["tolerance"],
                "mass of the best input law (1)": mine["mass"].sum(),
                "within: tenths (bit)": bits.get("shares in tenths", np.nan),
                "within: counts (bit)": bits.get("counts of the others", np.nan),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


_CAPTION = (
    "How much does what nodes do tell of the field? a: what most do after 100 epochs, by tolerance, audit probability and slash; pale, "
    "fewer than 95 % of the runs; lines, borders of what pays best by the closed forms. b to d: capacity from the field to what most do, "
    "over time with log2 of the number of regimes; over the intensity of selection; for two fields close to a border, with the law of a "
    "finite population. e: shares of honest nodes along a ridge of equal audit probability x (reward + slash)."
)

READING = Reading(
    closed_forms=closed_forms,
    find=find,
    drawings={"capacity": Drawing(figures.draw, ("map", "over_time", "over_intensity", "over_nodes", "ridges"), _CAPTION)},
)
