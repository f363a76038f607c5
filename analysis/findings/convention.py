"""How the study ``convention`` is read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from analysis.figures import convention as figures
from analysis.findings.claims import Claim, above, share, within
from analysis.findings.contract import Drawing, Emergence, Finding, Reading, Tables
from analysis.findings.convention_laws import apart, breaks_from, closed_forms, terms, wrong_takes_over_from
from analysis.theory.regime_map import implied
from experiments.statistics import Z_95, paired
from experiments.studies import convention as study
from experiments.studies.two_conventions import AUDIT, GRAPHS, SLASH, TOLERANCE
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

NEAR = 0.02
"""A share that lies so near to its closed form is on it."""
GONE = 0.1
"""A wrong share below this is no convention."""
MILD, HARSH = 0.5, 8.0
"""Slashes (tok) at which basins are compared."""
FEW, MANY = 0.5, 4.0
"""Slashes (tok) at which invasions are compared."""
STRICT, LAX = 5.0, 9.0
"""Tolerances (sigma)."""


def _on_the_map(network: Scenario) -> str:
    """What implies a wrong convention from the start of the domains, where anybody checks anybody: nothing, if the start is below x*."""
    money = terms(network)
    reward = money.at_stake(0.0)
    numbers = {
        "audit": AUDIT, "saving": money.saving, "reward": reward, "slash": money.at_stake(SLASH) - reward,
        "difference": apart(TOLERANCE), "start": 1.0 - study.STARTS[0],
    }  # fmt: skip
    return implied("wrong convention", numbers)


def find(network: Scenario, tables: Tables) -> Finding:
    """Hold what was measured against the hypothesis."""
    claims = [*_claims_of_basins(tables), *_claims_of_references(tables), *_claims_of_domains(tables), *_claims_beside(tables)]
    places = {claim.statement: place for place, claim in enumerate(claims)}
    local = tuple(place for words, place in places.items() if words.startswith("under panels of neighbours, from a start"))
    emerges = Emergence(
        "from a start at which the right convention wins under random panels, wrong domains survive and grow where neighbours check and "
        "are copied",
        local,
        _on_the_map(network),
    )
    return Finding(tuple(claims), _paragraph(network, tables), _departures(network, tables), _shown(tables), (emerges,))


def _flips(tables: Tables, slash: float, tolerance: float) -> np.ndarray:
    rows = tables["thresholds"]
    rows = rows[(rows["slash"] == slash) & (rows["tolerance"] == tolerance)].drop_duplicates("seed").sort_values("seed")
    return rows["start"].to_numpy()


def _worst(means: pd.DataFrame) -> tuple[float, float, int]:
    """The mean that lies farthest from its law: by how much, its standard error, and its seeds."""
    row = means.iloc[int(np.argmax(np.abs(means["mean"] - means["law"])))]
    return float(row["mean"] - row["law"]), float(row["high"] - row["low"]) / (2 * Z_95), int(row["n"])


def _claims_of_basins(tables: Tables) -> list[Claim]:
    mild, harsh = _flips(tables, MILD, TOLERANCE), _flips(tables, HARSH, TOLERANCE)
    lax, strict = _flips(tables, SLASH, LAX), _flips(tables, SLASH, STRICT)
    gap, error, n = _worst(tables["threshold_means"])
    return [
        within(f"x* lies within {NEAR:g} of the closed form, at the worst setting too", gap, error, (-NEAR, NEAR), "1", n),
        above(f"the wrong basin is wider at a slash of {HARSH:g} than of {MILD:g} tok", *paired(mild, harsh), 0.0, "1", len(mild)),
        above(f"the wrong basin is wider at a tolerance of {STRICT:g} than of {LAX:g} sigma", *paired(lax, strict), 0.0, "1", len(lax)),
        _harder_to_leave(tables),
    ]


def _invaded(tables: Tables, slash: float, invader: str) -> tuple[int, int]:
    """Takeovers by one node of a convention, and runs."""
    row = _at(tables["invasions"], slash=slash, invader=invader)
    return int(row["won"]), int(row["runs"])


def _harder_to_leave(tables: Tables) -> Claim:
    counts = [_invaded(tables, slash, "right") for slash in (FEW, MANY)]
    shares = [(won + 1) / (runs + 2) for won, runs in counts]
    error = math.sqrt(sum(p * (1 - p) / runs for p, (_, runs) in zip(shares, counts, strict=True)))
    (few, runs), (many, _) = counts
    return above(
        f"one right node takes over the wrong convention more often at a slash of {FEW:g} than of {MANY:g} tok",
        few / runs - many / runs, error, 0.0, "1", runs,
    )  # fmt: skip


def _claims_of_references(tables: Tables) -> list[Claim]:
    gap, error, n = _worst(tables["reference_means"])
    statement = f"the share of reference checks that breaks it lies within {NEAR:g} of the closed form"
    return [within(statement, gap, error, (-NEAR, NEAR), "1", n)]


def _ends(tables: Tables, graph: str, panel: str, start: float, partner: str = "neighbour") -> pd.DataFrame:
    rows = tables["domains"]
    rows = rows[(rows["graph"] == graph) & (rows["panel"] == panel) & (rows["start"] == start) & (rows["partner"] == partner)]
    return rows[rows["epoch"] == rows["epoch"].max()].sort_values("seed")


def _claims_of_domains(tables: Tables) -> list[Claim]:
    low, claims = study.STARTS[0], []
    for graph in GRAPHS:
        local, random = (_ends(tables, graph, panel, low)["wrong"].to_numpy() for panel in ("neighbours", "uniform"))
        words = f"under panels of neighbours, from a start of {low:g}, wrong nodes are left in most runs on the {graph}"
        claims.append(share(words, int((local > 0).sum()), len(local), (0.5, 1.0)))
        words = f"under random panels, from a start of {low:g}, they are left in few on the {graph}"
        claims.append(share(words, int((random > 0).sum()), len(random), (0.0, 0.5)))
        for start in study.STARTS:
            first, second = (_ends(tables, graph, panel, start)["wrong"].to_numpy() for panel in ("neighbours", "uniform"))
            words = f"the wrong share ends no lower under panels of neighbours than under random ones from {start:g} on the {graph}"
            claims.append(above(words, *paired(first, second), -NEAR, "1", len(first)))
    return claims


def _claims_beside(tables: Tables) -> list[Claim]:
    back = tables["sweeps"]
    back = back[(back["way"] == "down") & (back["reference"] == 0.0)]
    free = _ends(tables, "lattice", "neighbours", study.STARTS[0], "random")["wrong"].to_numpy()
    wall = tables["wall_means"].iloc[0]
    speed = float(wall["mean"] / wall["law"])
    error = float((wall["high"] - wall["low"]) / (2 * Z_95) / wall["law"])
    stays = "with reference checks withdrawn again, the right convention stays"
    gone = "where anybody may be copied, panels of neighbours keep no wrong domain alive on the lattice"
    return [
        _odds_alike(tables),
        share(stays, int((back["wrong"] < GONE).sum()), len(back), (0.5, 1.0), decides=False),
        share(gone, int((free == 0).sum()), len(free), (0.5, 1.0), decides=False),
        within(
            "a wrong domain's wall moves at the speed of the closed form", speed, error, (0.8, 1.25), "1", int(wall["n"]), decides=False
        ),
    ]


def _odds_alike(tables: Tables) -> Claim:
    won = {(slash, who): _invaded(tables, slash, who)[0] + 0.5 for slash in (FEW, MANY) for who in ("right", "wrong")}
    odds = [math.log(won[slash, "right"] / won[slash, "wrong"]) for slash in (FEW, MANY)]
    error = math.sqrt(sum(1 / count for count in won.values()))
    words = f"truth has the same odds in mutual invasions at a slash of {FEW:g} and of {MANY:g} tok (logarithms within 1)"
    return within(words, odds[1] - odds[0], error, (-1.0, 1.0), "1", _invaded(tables, FEW, "right")[1], decides=False)


def _at(table: pd.DataFrame, **where: object) -> pd.Series:
    """The first row of a table at a place."""
    for name, value in where.items():
        table = table[table[name] == value]
    return table.iloc[0]


def _paragraph(network: Scenario, tables: Tables) -> str:
    means, broken = tables["threshold_means"], tables["reference_means"]
    mild, harsh = (_at(means, slash=s, tolerance=TOLERANCE) for s in (MILD, HARSH))
    lax, strict = (_at(means, slash=SLASH, tolerance=t) for t in (LAX, STRICT))
    first, last = broken.iloc[0], broken.iloc[-1]
    basins = (
        f"FP8 saves {terms(network).saving:.3g} USD a job. It takes over from a share of {mild['mean']:.3f} on at a slash of {MILD:g} "
        f"tok, of {harsh['mean']:.3f} at {HARSH:g} (closed form {mild['law']:.3f} and {harsh['law']:.3f}); from {lax['mean']:.3f} at a "
        f"tolerance of {LAX:g} sigma and {strict['mean']:.3f} at {STRICT:g}. Its basin is what lies above, so it is "
        f"{_wider(mild, harsh)} at the harsher slash and {_wider(lax, strict)} at the stricter tolerance."
    )
    taken = {(s, who): _at(tables["invasion_shares"], slash=s, invader=who)["share"] for s in (FEW, MANY) for who in ("right", "wrong")}
    chance = (
        f"One right node takes over a wrong network of {study.INVADED_NODES} with probability {taken[FEW, 'right']:.4f} at {FEW:g} tok and "
        f"{taken[MANY, 'right']:.4f} at {MANY:g}; one wrong node a right one with {taken[FEW, 'wrong']:.4f} and {taken[MANY, 'wrong']:.4f}."
    )
    reference = (
        f"With one right node in ten, reference checks break the wrong convention from a share of {first['mean']:.3f} (slash "
        f"{first['slash']:g}) to {last['mean']:.3f} (slash {last['slash']:g}); closed form {first['law']:.3f} and {last['law']:.3f}."
    )
    return " ".join([basins, chance, reference, _sentence_of_domains(tables)])


def _departures(network: Scenario, tables: Tables) -> str:
    means = tables["threshold_means"]
    mild, harsh = (_at(means, slash=s, tolerance=TOLERANCE) for s in (MILD, HARSH))
    said = []
    if harsh["mean"] > mild["mean"]:
        said.append(
            "x* moves towards 1/2 from below. So a harsher slash, and a tolerance that tells the conventions better apart, narrow the "
            "wrong basin and lower the share of reference checks that breaks it; what they make rarer is a takeover by chance, of either "
            "convention alike."
        )
    least = means[means["lever"] == "tolerance"].sort_values("tolerance").iloc[0]
    strict = _at(means, slash=SLASH, tolerance=STRICT)
    if least["mean"] < strict["mean"]:
        said.append(
            f"A tolerance of {least['tolerance']:g} sigma rejects many of a node's own convention too, and widens the wrong basin again "
            f"(x* = {least['mean']:.3f})."
        )
    taken = {(s, who): max(_invaded(tables, s, who)[0], 0.5) for s in (FEW, MANY) for who in ("right", "wrong")}
    odds = [taken[s, "right"] / taken[s, "wrong"] for s in (FEW, MANY)]
    said.append(
        f"One right node against one wrong one has odds of {odds[0]:.2f} at {FEW:g} tok and {odds[1]:.2f} at {MANY:g}; the closed form "
        f"exp(-beta (N - 1) g) = {tables['invasion_shares']['odds'].iloc[0]:.2f} knows no slash."
    )
    exact = breaks_from(terms(network), SLASH, TOLERANCE, 0.0)
    shorter = 1.0 - wrong_takes_over_from(terms(network), SLASH, TOLERANCE)
    said.append(
        f"A check against a reference has the noise of one run only: at {SLASH:g} tok the threshold with no right node left is "
        f"{exact:.3f}, not (1 + g / (p (R + S) dA)) / 2 = {shorter:.3f}."
    )
    return " ".join(said)


def _wider(before: pd.Series, after: pd.Series) -> str:
    return "narrower" if after["mean"] > before["mean"] else "no narrower"


def _sentence_of_domains(tables: Tables) -> str:
    low, high = study.STARTS
    ends = {(g, p, s): _ends(tables, g, p, s)["wrong"].mean() for g in GRAPHS for p in ("neighbours", "uniform") for s in (low, high)}
    local = ", ".join(f"{ends[graph, 'neighbours', low]:.2f} on the {graph}" for graph in GRAPHS)
    random = max(ends[graph, "uniform", low] for graph in GRAPHS)
    right = max(1.0 - ends[graph, "neighbours", high] for graph in GRAPHS)
    return (
        f"Where neighbours check and are copied, a wrong share of {low:g} has become {local} after {study.DOMAIN_EPOCHS} epochs, under "
        f"random panels {random:.2f} at most; from {high:g} no graph has more than {right:.2f} of right nodes under panels of neighbours."
    )


def _shown(tables: Tables) -> pd.DataFrame:
    import pandas as pd

    named = [
        ("x*, slash {slash:g} tok, tolerance {tolerance:g} sigma", tables["threshold_means"]),
        ("reference share, slash {slash:g} tok", tables["reference_means"]),
        ("wall speed (node/epoch), slash {slash:g} tok", tables["wall_means"]),
    ]
    rows = [
        {"measured": words.format(**{str(key): value for key, value in row.items()}), "mean": row["mean"], "low (95 %)": row["low"],
         "high (95 %)": row["high"], "closed form": row["law"], "seeds": row["n"]}
        for words, table in named
        for row in table.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(rows)


READING = Reading(
    closed_forms,
    find,
    {
        "convention_basins": Drawing(
            figures.basins, ("basins", "basin_laws", "threshold_means"),
            "Which convention takes over, by the wrong one's share at the start and slash (a) or tolerance (b). Black: x*.",
        ),
        "convention_invasions": Drawing(
            figures.exits, ("invasion_shares", "reference_means", "sweep_means", "slash_laws"),
            "Ways out of a wrong convention: takeover by one node (a), the share of reference checks that breaks it (b), and what remains "
            "when they are withdrawn again (c).",
        ),
        "convention_domains": Drawing(
            figures.domains, ("pictures", "domain_means", "wall_means", "slash_laws"),
            "Domains of the wrong convention where neighbours check and are copied, beside random panels; lattice, share, sorting, walls.",
        ),
    },
)  # fmt: skip
