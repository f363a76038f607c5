"""What the study ``cartel`` found: the share that pays by how panels are drawn, and the cartel's stake over time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.figures import cartel as figure
from analysis.findings.claims import Claim, above, below, within
from analysis.findings.contract import Drawing, Emergence, Finding, Reading, Tables
from analysis.theory.panel_cartels import Stakes, block_quorum, gain, paying_share, stakes_over_time
from analysis.theory.quorums import bad_quorum_of_many
from experiments.statistics import Z_95, bootstrap, bootstrap_error, mean_error
from experiments.studies import cartel as study
from model.scenario import Scenario

NEAR = 0.01
"""A share within so much of the closed form is at it, and a block of so many nodes is a small one."""
NAMES = {
    "uniform": "by nodes",
    "stake_weighted": "by stake",
    "scattered": "among neighbours of scattered members",
    "block": "among neighbours in a row",
}


def economics(network: Scenario) -> tuple[float, float, float]:
    """What honest work costs (USD), the fee, and what a caught cheat loses (tok)."""
    name, slash = study.terms(network)
    fee = network.job_classes[name].fee
    return float(network.nodes.compute_cost), fee, fee + slash  # type: ignore[arg-type]


def law_of_gain(network: Scenario, draw: str, share: float) -> float:
    """Closed form of a member's gain a job, USD (A3 with B1)."""
    saving, _, loss = economics(network)
    if draw == "block":
        bad = block_quorum(round(share * study.NODES), study.REACH, study.SEATS, study.NEED)
    else:
        bad = bad_quorum_of_many(share, study.SEATS, study.NEED)
    return gain(saving, loss * network.market.price, study.AUDIT, bad)


def law_of_share(network: Scenario) -> float:
    """Closed form of the share that pays, but for a cartel in a row."""
    saving, _, loss = economics(network)
    return paying_share(saving, loss * network.market.price, study.AUDIT, study.SEATS, study.NEED)


def law_of_stakes(network: Scenario, draw: str, nodes: float, rich: float) -> Stakes:
    """Closed form of the mean path of stakes."""
    _, fee, loss = economics(network)
    count = round(nodes * study.LIVING_NODES)
    start = count * rich * study.START, (study.LIVING_NODES - count) * study.START
    panel = study.SEATS, study.NEED
    drawn = nodes if draw == "uniform" else None
    return stakes_over_time(start, study.LIVING_NODES, fee, loss, study.AUDIT, panel, drawn, study.LIVING_EPOCHS)


def crossing(shares: np.ndarray, gains: np.ndarray) -> float:
    """Share at which the gain first rises through zero, linearly between points; the end of the grid where it does not."""
    if gains[0] >= 0:
        return float(shares[0])
    if np.all(gains < 0):
        return float(shares[-1])
    k = int(np.argmax(gains >= 0))
    return float(shares[k - 1] + (shares[k] - shares[k - 1]) * gains[k - 1] / (gains[k - 1] - gains[k]))


def _thresholds(network: Scenario, gains: pd.DataFrame) -> pd.DataFrame:
    law, rows = law_of_share(network), []
    for draw, mine in gains.groupby("draw", sort=False):
        wide = mine.pivot_table(index="seed", columns="share", values="gain")
        shares = wide.columns.to_numpy(dtype=float)

        def at(runs: np.ndarray, shares: np.ndarray = shares) -> float:
            return crossing(shares, runs.mean(axis=0))

        runs = wide.to_numpy()
        rows.append((draw, at(runs), *bootstrap(runs, at), bootstrap_error(runs, at), np.nan if draw == "block" else law, len(runs)))
    return pd.DataFrame(rows, columns=["draw", "share", "low", "high", "error", "law", "seeds"])


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Means at each share, the shares that pay, and closed forms of gains and of stakes over time."""
    rows = []
    for (draw, share), mine in tables["gains"].groupby(["draw", "share"], sort=False):
        mean, error = mean_error(mine["gain"].to_numpy())
        rows.append((draw, share, float(mine["nodes"].iloc[0]), mean, mean - Z_95 * error, mean + Z_95 * error, error, len(mine)))
    means = pd.DataFrame(rows, columns=["draw", "share", "nodes", "mean", "low", "high", "error", "seeds"])
    along = np.linspace(study.SHARES[0] - 0.02, study.SHARES[-1] + 0.02, 60)
    laws = [("uniform", float(s), law_of_gain(network, "uniform", float(s))) for s in along]
    laws += [
        ("block", k / study.NODES, law_of_gain(network, "block", k / study.NODES)) for k in (1, 2, 3, 4, 5, 7, 10, 20, 40, 100, 300, 400)
    ]
    paths = [
        (draw, nodes, rich, epoch, share)
        for nodes, rich in study.STARTS
        for draw in study.DRAWS[:2]
        for epoch, share in enumerate(law_of_stakes(network, draw, nodes, rich).share)
    ]
    return {
        "means": means,
        "thresholds": _thresholds(network, tables["gains"]),
        "gain_laws": pd.DataFrame(laws, columns=["draw", "share", "gain"]),
        "path_laws": pd.DataFrame(paths, columns=["draw", "nodes", "rich", "epoch", "stake"]),
    }


def _change(paths: pd.DataFrame, draw: str, rich: float, what: str) -> np.ndarray:
    """Last less first, a row a seed."""
    mine = paths[(paths["draw"] == draw) & (paths["rich"] == rich)].sort_values("epoch").groupby("seed")[what]
    return (mine.last() - mine.first()).to_numpy(dtype=float)


def _of_shares(tables: Tables) -> list[Claim]:
    pays, means = tables["thresholds"].set_index("draw"), tables["means"].set_index(["draw", "share"])
    claims = [
        within(
            f"the share that pays is the closed form's where panels are drawn {NAMES[draw]}", row["share"] - row["law"], row["error"],
            (-NEAR, NEAR), "1", int(row["seeds"]),
        )
        for draw, row in ((draw, pays.loc[draw]) for draw in study.DRAWS[:3])
    ]  # fmt: skip
    block = means.loc[("block", NEAR)]
    return [*claims, above(f"a block of {NEAR:g} of the nodes gains", block["mean"], block["error"], 0.0, "USD", int(block["seeds"]))]


def _of_paths(paths: pd.DataFrame) -> list[Claim]:
    claims = []
    for _, rich in study.STARTS:
        for draw in study.DRAWS[:2]:
            change = _change(paths, draw, rich, "stake")
            grows = rich == study.RICH and draw == "stake_weighted"
            words = (
                f"the {'rich' if rich > 1 else 'poor'} cartel's share of stake {'grows' if grows else 'shrinks'} with panels {NAMES[draw]}"
            )
            claims.append((above if grows else below)(words, *mean_error(change), 0.0, "1", len(change)))
    held = {what: _change(paths, "stake_weighted", study.RICH, what) for what in ("gini", "nakamoto")}
    claims.append(above("Gini of stake rises with it", *mean_error(held["gini"]), 0.0, "1", len(held["gini"])))
    claims.append(below("the Nakamoto share of nodes falls with it", *mean_error(held["nakamoto"]), 0.0, "1", len(held["nakamoto"])))
    return claims


def _ends(network: Scenario, paths: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for nodes, rich in study.STARTS:
        for draw in study.DRAWS[:2]:
            mine = paths[(paths["draw"] == draw) & (paths["rich"] == rich)]
            first, last = (mine[mine["epoch"] == mine["epoch"].agg(end)] for end in ("min", "max"))
            law = law_of_stakes(network, draw, nodes, rich).share
            numbers = (
                last["stake"].mean(),
                law[-1],
                first["gini"].mean(),
                last["gini"].mean(),
                first["nakamoto"].mean(),
                last["nakamoto"].mean(),
            )
            rows.append((nodes, float(law[0]), NAMES[draw], *map(float, numbers)))
    return pd.DataFrame(rows, columns=[
        "share of nodes", "of stake at start", "panels drawn", "of stake at end", "closed form", "Gini at start", "at end",
        "Nakamoto share at start", "Nakamoto share at end",
    ])  # fmt: skip


def find(network: Scenario, tables: Tables) -> Finding:
    """Whether the share that pays is that of what the panel draws by, a block needs next to none, and stake tips at one half."""
    pays, ends = tables["thresholds"].set_index("draw"), _ends(network, tables["paths"])
    nodes = study.members("stake_weighted", float(pays.loc["stake_weighted", "share"])) / study.NODES
    told = ", ".join(f"{pays.loc[draw, 'share']:.3f} {NAMES[draw]}" for draw in study.DRAWS[:3])
    block = tables["means"].set_index(["draw", "share"]).loc[("block", NEAR)]
    moved = "; ".join(
        f"{row['of stake at start']:.3f} of stake and {row['share of nodes']:g} of nodes become {row['of stake at end']:.3f} of stake "
        f"with panels {row['panels drawn']} (closed form {row['closed form']:.3f})"
        for _, row in ends.iterrows()
    )
    last = ends.iloc[-1]
    found = (
        f"Cheating pays from a share of {told}; the closed form says {law_of_share(network):.3f} for all three. By stake, members who hold "
        f"{study.RICH:g} times as much need only {nodes:.3f} of the nodes. A block of {NEAR:g} of the nodes in a row gains "
        f"{block['mean']:.3f} USD a job (closed form {law_of_gain(network, 'block', NEAR):.3f}), and the gain of a block passes zero at "
        f"{pays.loc['block', 'share'] * study.NODES:.1f} nodes. Over {study.LIVING_EPOCHS} epochs {moved}. In the last of these Gini goes "
        f"from {last['Gini at start']:.3f} to {last['at end']:.3f} and the least share of nodes with more than half of the stake from "
        f"{last['Nakamoto share at start']:.3f} to {last['Nakamoto share at end']:.3f}."
    )
    claims = (*_of_shares(tables), *_of_paths(tables["paths"]))
    emerges = (
        Emergence(
            "stake tips: a cartel above half of what the panel draws by grows, one below it shrinks",
            (4, 5, 6, 7),
            "B1 in the mean path of stakes (panel_cartels.stakes_over_time)",
        ),
    )
    return Finding(claims, found, _departs(ends), ends, emerges)


def _departs(ends: pd.DataFrame) -> str:
    """What else concentrates stake."""
    others = ends.iloc[:-1]
    more = others[others["at end"] > others["Gini at start"]]
    if more.empty:
        return ""
    return (
        f"Gini also rises in {len(more)} of the {len(others)} cases in which the cartel was to shrink: members fall behind "
        "all others. Concentration alone does not show who wins."
    )


READING = Reading(
    closed_forms,
    find,
    {
        "cartel": Drawing(
            figure.draw,
            ("means", "gain_laws", "thresholds", "paths", "path_laws"),
            "What cheating brings a member of a cartel over its share, by how panels are drawn; and the stake of a cartel, its Gini index "
            "and Nakamoto share over time, where fees are staked.",
        )
    },
)
"""The study ``cartel``: gains over the share, and stakes over time."""
