"""What the study `granularity` found: whether the middle is empty, which corner a population ends in, and where basins meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures import granularity as figures
from analysis.findings.claims import Claim, above, below, share, within
from analysis.findings.contract import Drawing, Emergence, Finding, Reading, Tables
from analysis.theory.granularity import border, border_of_many
from experiments.statistics import Z_95, mean_error, paired
from experiments.studies.granularity import BUDGET, CLOSE, HALF, JOBS, LEFT, MIDDLE, RATIOS, SAMPLES, STARTS, TENTHS, prepare
from model.incentives import utility
from model.scenario import Scenario
from model.strategies.traits import behaviour

if TYPE_CHECKING:
    import pandas as pd

GRID = tuple(float(e) for e in np.linspace(0.0, 1.0, 33))
SHOWN = (1, 4, 16)
SAID = {"uniform": "all efforts", "idle": "idle", "diligent": "diligent"}
CLAIMED = (4, 16)
HIGH = RATIOS[1]


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Borders of the basins beside those that were measured; who gains among whom, by the field's own expected utilities."""
    return {"borders": _borders(tables["basins"]), "invasion": _invasion(network), "singular": _singular()}


def middle_of(ends: pd.DataFrame) -> np.ndarray:
    """Share of each run's nodes with an effort of .1 to .9."""
    return ends[list(TENTHS[1:-1])].sum(axis=1).to_numpy()


def _borders(basins: pd.DataFrame) -> pd.DataFrame:
    """Measured border by partition: where half of the runs go up, each seed's by the area below (Spearman and Kaerber's estimate)."""
    import pandas as pd

    rows = []
    for sampled, runs in basins.groupby("sampled", sort=True):
        of_seeds = [_meets(one) for _, one in runs.groupby("seed")]
        middle, error = mean_error(np.array(of_seeds)) if len(of_seeds) > 1 else (of_seeds[0], 0.2)
        s = int(str(sampled))
        laws = {"law": border(BUDGET * s, s, HIGH), "law_of_many": border_of_many(s, HIGH)}
        interval = {"low": middle - Z_95 * error, "high": middle + Z_95 * error}
        rows.append({"sampled": s, "segments": BUDGET * s, "border": middle, "error": error, **interval, "seeds": len(of_seeds)} | laws)
    return pd.DataFrame(rows)


def _meets(runs: pd.DataFrame) -> float:
    runs = runs.sort_values("start")
    starts, up = runs["start"].to_numpy(), (runs["effort"] > runs["start"]).to_numpy().astype(float)
    return float(starts[0] + np.sum(np.diff(starts) * (1.0 - (up[1:] + up[:-1]) / 2)))


def _invasion(network: Scenario) -> pd.DataFrame:
    """What a rare mutant earns more than residents, in units of an epoch's work."""
    import pandas as pd

    job = next(iter(network.job_classes.values()))
    work = JOBS * float(network.nodes.compute_cost) * job.work  # type: ignore[arg-type]  # prepare has looked
    rows = []
    for s in SHOWN:
        scenario = prepare(network, s, HIGH, 1.0)
        earned = [utility(scenario, behaviour(effort=e)) / work for e in GRID]
        rows += [
            {"sampled": s, "resident": a, "mutant": b, "fitness": y - x}
            for a, x in zip(GRID, earned, strict=True)
            for b, y in zip(GRID, earned, strict=True)
        ]
    return pd.DataFrame(rows)


def _singular() -> pd.DataFrame:
    import pandas as pd

    rows = [{"sampled": s, "at": border(BUDGET * s, s, HIGH), "kind": "repelling"} for s in SHOWN]
    rows += [{"sampled": s, "at": 1.0, "kind": "evolutionarily stable"} for s in SHOWN]
    return pd.DataFrame(rows + [{"sampled": s, "at": 0.0, "kind": "evolutionarily stable"} for s in SHOWN if s > 1])


def _at(ends: pd.DataFrame, start: str, sampled: int, ratio: float) -> pd.DataFrame:
    return ends[(ends["start"] == start) & (ends["sampled"] == sampled) & (ends["ratio"] == ratio)].sort_values("seed")


def find(network: Scenario, tables: Tables) -> Finding:
    """Judge that the middle is empty, that the corner depends on the start, and where basins meet."""
    ends, borders = tables["ends"], tables["borders"]
    claims = (*_empty(ends), *_corners(ends), _leaves(ends), *_meetings(borders))
    history = tuple(n for n, claim in enumerate(claims) if "idle" in claim.statement)
    emerges = (Emergence("idleness that no audit rate above the threshold undoes, from an idle start", history, "partition law B8 (iii)"),)
    return Finding(claims, _found(ends, borders), _departs(ends, borders), _table(ends, borders), emerges)


def _empty(ends: pd.DataFrame) -> list[Claim]:
    claims = []
    for s in CLAIMED:
        for ratio in RATIOS:
            values = middle_of(_at(ends, "uniform", s, ratio))
            words = f"the middle is empty with s = {s} at {ratio:g} g"
            claims.append(below(words, *mean_error(values), MIDDLE, "of nodes", len(values)))
    return claims


def _corners(ends: pd.DataFrame) -> list[Claim]:
    claims = []
    for s in CLAIMED:
        up = _at(ends, "idle", s, HIGH)["effort"] > HALF
        claims.append(share(f"from an idle start runs do not end diligent with s = {s} at {HIGH:g} g", int(up.sum()), len(up), (0.0, 0.1)))
        up = _at(ends, "uniform", s, HIGH)["effort"] > HALF
        claims.append(share(f"from all efforts runs end diligent with s = {s} at {HIGH:g} g", int(up.sum()), len(up), (0.9, 1.0)))
    return claims


def _leaves(ends: pd.DataFrame) -> Claim:
    one, many = (_at(ends, "idle", s, HIGH)["effort"].to_numpy() for s in (1, 16))
    n = min(len(one), len(many))
    words = "idle starts rise further with one sampled segment of four than with sixteen of sixty-four"
    return above(words, *paired(one[:n], many[:n]), LEFT, "of effort", n)


def _meetings(borders: pd.DataFrame) -> list[Claim]:
    claims = []
    for row in borders.to_dict("records"):
        bounds = (row["law"] - CLOSE, row["law"] + CLOSE)
        words = f"basins meet with s = {row['sampled']} where the next skip costs what it saves"
        claims.append(within(words, row["border"], row["error"], bounds, "of effort", row["seeds"], decides=row["sampled"] >= 4))
    return claims


def _mean(ends: pd.DataFrame, start: str, s: int, ratio: float) -> float:
    return float(_at(ends, start, s, ratio)["effort"].mean())


def _found(ends: pd.DataFrame, borders: pd.DataFrame) -> str:
    middles = ", ".join(f"{middle_of(_at(ends, 'uniform', s, r)).mean():.2f} (s = {s}, {r:g} g)" for s in (1, *CLAIMED) for r in RATIOS)
    meets = "; ".join(f"s = {row['sampled']}: {row['border']:.2f}, law {row['law']:.2f}" for row in borders.to_dict("records"))
    one, many = ({start: f"{_mean(ends, start, s, HIGH):.2f}" for start in STARTS} for s in (1, 16))
    kept = {s: f"{_mean(ends, 'diligent', s, RATIOS[0]):.2f}" for s in (1, 16)}
    return (
        f"From all efforts alike, the share of nodes late between .1 and .9 is {middles}; it was .80 at the start. At {HIGH:g} g mean "
        f"effort ends at {many['uniform']} from all efforts and at {many['idle']} from an idle start with 16 of 64 segments sampled, at "
        f"{one['uniform']} and {one['idle']} with one of four. At {RATIOS[0]:g} g, where idling pays best, diligent starts end at "
        f"{kept[1]} with one of four and at {kept[16]} with 16 of 64: a finer cut deters the first skip from g / s on. Basins meet at "
        f"{meets}. At a fixed budget B of checks a fine cut makes both conventions hold better: the diligent one against "
        "small skips, and the idle one, since whoever computes less than the share B of a job hides nothing by it."
    )


def _departs(ends: pd.DataFrame, borders: pd.DataFrame) -> str:
    rows = borders.to_dict("records")
    words = [f"with s = {r['sampled']} basins meet at {r['border']:.2f}, not {r['law']:.2f}" for r in rows if r["high"] < r["law"]]
    idle = [(s, int((up := _at(ends, "uniform", s, HIGH)["effort"] > HALF).sum()), len(up)) for s in CLAIMED]
    corners = "; ".join(
        f"s = {s}: {up} of {n} end diligent, {1 - border(BUDGET * s, s, HIGH):.2f} of the efforts lie above" for s, up, n in idle
    )
    return (
        f"From all efforts at {HIGH:g} g the diligent corner pays best, but it must be reached: {corners} the border. The finer the cut, "
        "the smaller its basin, and a small population may have too few nodes in it. Corners are clouds, not points: a copy mutates, and "
        "where the slope of utility is small, as with one sampled segment, or at idleness, the cloud reaches into the middle. Nodes "
        "compare realised payoffs, and copies spread to both sides of a border where the upper slope is the steeper"
        + (f": {'; '.join(words)}." if words else ".")
    )


def _table(ends: pd.DataFrame, borders: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    laws: dict[int, Any] = {row["sampled"]: row for row in borders.to_dict("records")}
    rows = []
    for s in SAMPLES:
        for ratio in RATIOS:
            law = laws.get(s, {}) if ratio == HIGH else {}
            means = {f"from {SAID[start]} (1)": round(_mean(ends, start, s, ratio), 3) for start in STARTS}
            middle = round(float(middle_of(_at(ends, "uniform", s, ratio)).mean()), 3)
            meets = {f"{name} (1)": f"{law[key]:.2f}" if law else "" for name, key in (("basins meet at", "border"), ("law", "law"))}
            place = {"segments k, sampled s": f"{BUDGET * s}, {s}", "audits over g (1)": ratio, "in the middle (1)": middle}
            rows.append(place | means | meets)
    return pd.DataFrame(rows)


READING = Reading(
    closed_forms=closed_forms,
    find=find,
    drawings={
        "granularity_efforts": Drawing(
            lambda tables: figures.draw_efforts(tables["ends"]),
            ("ends",),
            "Where evolving efforts end, by partition, audit rate and start.",
        ),
        "granularity_invasion": Drawing(
            lambda tables: figures.draw_invasion(tables["invasion"], tables["singular"]),
            ("invasion", "singular"),
            "Pairwise invasibility of efforts by the field's expected utilities.",
        ),
        "granularity_borders": Drawing(
            lambda tables: figures.draw_borders(tables["borders"], tables["basins"]),
            ("borders", "basins"),
            "Where the basins of work and idleness meet, by partition, beside the closed form.",
        ),
    },
)
