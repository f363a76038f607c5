"""What the study ``correlated_break`` found: depth, exit and recovery after the break of an image, over its share."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.figures import correlated_break as figure
from analysis.findings.claims import Claim, above, below, within
from analysis.findings.contract import Drawing, Emergence, Finding, Reading, Tables
from analysis.theory.breaks import critical_share, endured, herfindahl, left
from experiments.statistics import Z_95, bootstrap_error, mean_error, paired
from experiments.studies import correlated_break as study
from model.scenario import Scenario

STAY, LEAVE = study.MODES
DEPTH, FEW, SOME, LONGER, EXPONENT = 0.02, 0.05, 0.2, 10.0, 1.1
SMALL, LARGE = 0.2, 0.6
"""Shares at which exit is to help and to hurt."""


def patience_of(network: Scenario) -> float:
    """Epochs of silence after which nodes of the study begin to leave."""
    scenario = study.prepare(network, SMALL, LEAVE)
    (job,), load = scenario.job_classes.values(), float(network.jobs.rate)
    cost = scenario.nodes.compute_cost
    assert isinstance(cost, float)
    loss = cost * job.work * load
    earning = job.fee * scenario.market.price * load - loss
    return endured(earning, loss, study.OPTION * earning, study.PATIENCE)


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """Means over shares with intervals; who has left by length of silence, and the law of it."""
    runs, endures = tables["breaks"], patience_of(network)
    longest = int(max(runs["silent"].max(), 20))
    law = [{"silent": d, "left": left(d, endures, study.LEAVING)} for d in range(1, longest + 1)]
    return {
        "over_share": pd.DataFrame(_rows(runs, ["mode", "share"], ("depth", "loss", "back"))),
        "over_silence": pd.DataFrame(_rows(runs[runs["mode"] == LEAVE], ["silent"], ("left",))),
        "leaving": pd.DataFrame(law),
        "limits": pd.DataFrame([{"critical_share": critical_share(study.HEADROOM), "endured": endures}]),
    }


def _rows(runs: pd.DataFrame, by: list[str], numbers: tuple[str, ...]) -> Iterator[dict[str, object]]:
    """Mean, 95 % interval and size of each number in each group, a row each; one run has no interval."""
    for keys, mine in runs.groupby(by):
        for number in numbers:
            values = mine[number].to_numpy(dtype=float)
            mean, error = mean_error(values) if len(values) > 1 else (float(values[0]), 0.0)
            place = {"number": number, "mean": mean, "low": mean - Z_95 * error, "high": mean + Z_95 * error, "n": len(values)}
            yield dict(zip(by, keys, strict=True)) | place


def find(network: Scenario, tables: Tables) -> Finding:
    """Depth against the share, exit against the length of silence, total loss and recovery over shares."""
    emerges = (Emergence("a loss that grows faster than the share of the image that breaks, from exit and lack of room", (3,)),)
    return Finding(tuple(_claims(tables)), _found(tables), _departs(network, tables), _table(tables), emerges)


def _claims(tables: Tables) -> Iterator[Claim]:
    runs, endures = tables["breaks"], float(tables["limits"]["endured"].iloc[0])
    gap = (runs["depth"] - runs["on_image"]).groupby(runs["seed"]).mean()
    yield within("a break takes at once the share of its image", *_mean(gap), (-DEPTH, DEPTH), "1", len(gap))
    leaving = runs[runs["mode"] == LEAVE]
    short, long_ = leaving[leaving["silent"] < endures], leaving[leaving["silent"] >= endures + LONGER]
    yield below("nobody leaves in silences shorter than nodes endure", *_mean(_by_seed(short)), FEW, "1", short["seed"].nunique())
    yield above("nodes leave in silences longer by ten epochs", *_mean(_by_seed(long_)), SOME, "1", long_["seed"].nunique())
    yield above("with exit the loss grows faster than the share: exponent", *_slope(leaving), EXPONENT, "1", leaving["seed"].nunique())
    stay = runs[runs["mode"] == STAY]
    yield within(
        "without exit it grows as the share does: exponent", *_slope(stay), (0.95, 1.05), "1", stay["seed"].nunique(), decides=False
    )
    yield below(f"exit lowers the loss at a share of {SMALL:g}", *_more(runs, SMALL), 0.0, "epoch", leaving["seed"].nunique())
    yield above(f"exit raises the loss at a share of {LARGE:g}", *_more(runs, LARGE), 0.0, "epoch", leaving["seed"].nunique())
    just = min((float(one) for one in runs["share"].unique() if one > critical_share(study.HEADROOM)), default=LARGE)
    words = f"exit raises the loss at the first share above the critical one, {just:g}"
    yield above(words, *_more(runs, just), 0.0, "epoch", leaving["seed"].nunique(), decides=False)


def _by_seed(runs: pd.DataFrame) -> pd.Series:
    """What has left, a number a seed: all shares of a seed are silent alike, so they are no independent runs."""
    return runs.groupby("seed")["left"].mean()


def _mean(values: pd.Series) -> tuple[float, float]:
    return mean_error(values.to_numpy()) if len(values) > 1 else (float(values.sum()), math.inf)


def _wide(runs: pd.DataFrame) -> pd.DataFrame:
    return runs.pivot(index="seed", columns="share", values="loss")


def _slope(runs: pd.DataFrame) -> tuple[float, float]:
    """Exponent of the mean loss over shares, and its error by resampling seeds."""
    table = _wide(runs)
    x = np.log(table.columns.to_numpy(dtype=float))

    def slope(rows: np.ndarray) -> float:
        return float(np.polyfit(x, np.log(np.maximum(rows.mean(axis=0), 1e-9)), 1)[0])

    values = table.to_numpy(dtype=float)
    return (slope(values), bootstrap_error(values, slope)) if len(values) > 2 and len(x) > 1 else (1.0, math.inf)


def _more(runs: pd.DataFrame, share: float) -> tuple[float, float]:
    """What exit adds to the loss at the nearest share that was measured, of runs that share their luck."""
    shares = runs["share"].unique()
    at = shares[np.argmin(np.abs(shares - share))]
    losses = [runs[(runs["mode"] == mode) & (runs["share"] == at)].sort_values("seed")["loss"].to_numpy() for mode in (LEAVE, STAY)]
    return paired(*losses) if len(losses[0]) > 1 else (0.0, math.inf)


def _at(tables: Tables, mode: str, number: str) -> pd.Series:
    means = tables["over_share"]
    mine = means[(means["mode"] == mode) & (means["number"] == number)]
    return mine.set_index("share")["mean"]


def _found(tables: Tables) -> str:
    runs, limits = tables["breaks"], tables["limits"].iloc[0]
    leave, stay, back = _at(tables, LEAVE, "loss"), _at(tables, STAY, "loss"), _at(tables, LEAVE, "back")
    exponent, plain = _slope(runs[runs["mode"] == LEAVE])[0], _slope(runs[runs["mode"] == STAY])[0]
    worse = [f"{share:g}" for share in leave.index if leave[share] > stay[share]]
    four, five = [0.7, 0.1, 0.1, 0.1], [0.2] * 5
    returned = runs[runs["mode"] == LEAVE].groupby("share")["returned"].mean()
    return (
        f"A break takes at once the share of its image, so that five equal images lose {herfindahl(five):.2f} of the service on average "
        f"and four of which one has .7 lose {herfindahl(four):.2f}. Nodes begin to leave after {limits['endured']:.1f} epochs of silence. "
        f"With exit the total loss grows as the share to the power {exponent:.2f}, without it {plain:.2f}: at the largest share "
        f"{leave.iloc[-1]:.1f} against {stay.iloc[-1]:.1f} epochs of all service. Exit lowers the loss at small shares and raises it at "
        f"shares {', '.join(worse) or 'of none that was tried'}; room for {study.HEADROOM:g} times the load makes up for leavers up to a "
        f"share of {limits['critical_share']:.2f}. Service is whole again after {back.iloc[0]:.0f} epochs at the smallest share and "
        f"{back.iloc[-1]:.0f} at the largest; within {study.EPOCHS - study.BREAK} epochs it came "
        f"back in {returned.min():.0%} of the runs at the worst share{_hysteresis(float(returned.min()))}."
    )


def _hysteresis(returned: float) -> str:
    return ": delay, and no hysteresis, for with entry open there is one state to return to" if returned > 0.95 else ""


def _departs(network: Scenario, tables: Tables) -> str:
    runs, limits = tables["breaks"], tables["limits"].iloc[0]
    leave, stay = _at(tables, LEAVE, "loss"), _at(tables, STAY, "loss")
    between = [f"{share:g}" for share in leave.index if share > limits["critical_share"] and leave[share] < stay[share]]
    early = runs[(runs["mode"] == LEAVE) & (runs["silent"] < limits["endured"])]["left"].mean()
    where = ", ".join(between) or "no share that was tried"
    return (
        "The critical share is not where exit turns from help to harm: leavers also take jobs from the queue of those who cannot "
        f"serve, which outweighs their absence above it at {where}. Jobs are drawn, so nodes' means spread around the law and some leave "
        f"early ({early:.3f} of the image in shorter silences); in long silences newcomers, who are dealt over all images, sit on the "
        f"silent one too. The network as given repairs an image at a rate of {network.images.repair_rate:g} an epoch, here it is "
        f"{study.REPAIR_RATE:g} (assumed), so that silences outlast patience. Demand does not answer the break, and nobody cheats in it."
    )


def _table(tables: Tables) -> pd.DataFrame:
    columns = {}
    for number, words in (("loss", "service lost (epoch)"), ("back", "whole again after (epoch)")):
        for mode, who in ((STAY, "all stay"), (LEAVE, "some leave")):
            columns[f"{words}, {who}"] = _at(tables, mode, number).round(1)
    return pd.DataFrame(columns).rename_axis("share of the image (1)").reset_index()


READING = Reading(
    closed_forms=closed_forms,
    find=find,
    drawings={
        "correlated_break_recovery": Drawing(
            figure.recovery, ("over_share", "limits"),
            "Service lost in all, and epochs until it is whole again, over the share of the image that breaks, with and without exit.",
        ),
        "correlated_break_exit": Drawing(
            figure.leaving, ("over_share", "over_silence", "leaving"),
            "Left: service lost at once is the share of the image. Right: nodes of the image that have left, over how long it is silent.",
        ),
    },
)  # fmt: skip
