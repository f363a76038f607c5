"""What the study ``contamination`` found: wrong outputs of a strong class beside a weak one, against R1 for two classes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.figures import contamination as figure
from analysis.findings.claims import above, below, within
from analysis.findings.contract import Drawing, Finding, Reading, Tables
from analysis.theory.reuse import wrong_by_class
from experiments.statistics import Z_95, mean_error, paired
from experiments.studies import contamination as study
from model.scenario import Scenario

SAME = 0.01
HELD = 0.3
"""Share of the weak class at which the claims are made."""


def law(share: float, reuse: float, arm: str) -> float:
    """Share of the strong class's accepted outputs that are wrong end to end (R1 for two classes)."""
    weak, strong = study.ARMS[arm]
    return wrong_by_class(reuse, study.ATTACKS, (share, 1.0 - share), (weak, strong))[1]


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """The closed form along reuse, and means with intervals."""
    laws = [(s, u, arm, law(s, u, arm)) for s in study.SHARES for arm in study.ARMS for u in map(float, np.linspace(0, 0.9, 46))]
    rows = []
    for (share, reuse, arm), mine in tables["classes"].groupby(["share", "reuse", "arm"], sort=False):
        mean, error = mean_error(mine["strong_wrong"].to_numpy())
        rows.append((share, reuse, arm, mean, mean - Z_95 * error, mean + Z_95 * error, len(mine)))
    return {
        "laws": pd.DataFrame(laws, columns=["share", "reuse", "arm", "wrong"]),
        "means": pd.DataFrame(rows, columns=["share", "reuse", "arm", "mean", "low", "high", "seeds"]),
    }


def find(network: Scenario, tables: Tables) -> Finding:
    """Whether checking the weak class beats checking the strong one harder, at high reuse and at low."""
    table = tables["classes"]

    def at(reuse: float, arm: str) -> np.ndarray:
        mine = table[(table["share"] == HELD) & (table["reuse"] == reuse) & (table["arm"] == arm)].sort_values("seed")
        return mine["strong_wrong"].to_numpy(dtype=float)

    low, middle, high = study.REUSES
    n = len(at(high, "weak"))

    def gap(reuse: float) -> tuple[float, float]:
        return paired(at(reuse, "strong"), at(reuse, "weak"))

    claims = (
        above(
            f"at a reuse of {high:g}, checking all of the strong class leaves more wrong than a quarter of the weak",
            *gap(high),
            0.0,
            "1",
            n,
        ),
        above(f"so too at a reuse of {middle:g}", *gap(middle), 0.0, "1", n),
        below(f"at a reuse of {low:g} it leaves fewer wrong", *gap(low), 0.0, "1", n),
        *(
            below(
                f"at a reuse of {u:g}, all of the strong class checked leaves fewer wrong than all of the weak, for about as many checks",
                *paired(at(u, "strong"), at(u, "whole")), 0.0, "1", n, decides=False,
            )
            for u in study.REUSES
        ),
        *(
            within(f"with all of the strong class checked, reuse {u:g}, it is R1", *_beside_law(at(u, "strong"), u), (-SAME, SAME), "1", n,
                   decides=False)
            for u in study.REUSES
        ),
    )  # fmt: skip
    return Finding(claims, _found(at), "", _table(closed_forms(network, tables)["means"]))


def _found(at: Callable[[float, str], np.ndarray]) -> str:
    told = "; ".join(
        f"at a reuse of {u:g} from {at(u, 'start').mean():.3f} to {at(u, 'strong').mean():.3f} by checking every job of the strong class "
        f"(closed form {law(HELD, u, 'strong'):.3f}) and to {at(u, 'weak').mean():.3f} by checking a quarter of the weak "
        f"({law(HELD, u, 'weak'):.3f}) or to {at(u, 'whole').mean():.3f} by checking all of it ({law(HELD, u, 'whole'):.3f})"
        for u in study.REUSES
    )
    return (
        f"With a weak class of {HELD:g} of all jobs, the share of the strong class's accepted outputs that are wrong goes {told}. "
        "With every job of its own checked, all that is left comes in by inputs. For about as many checks, the class that has most of the "
        "jobs is the one to check, since it feeds the pool most. Executors attack a fixed share of jobs and do not adapt."
    )


def _beside_law(wrong: np.ndarray, reuse: float) -> tuple[float, float]:
    """Mean of the wrong share less the closed form, and its error."""
    mean, error = mean_error(wrong)
    return mean - law(HELD, reuse, "strong"), error


def _table(means: pd.DataFrame) -> pd.DataFrame:
    rows = [
        [m["share"], m["reuse"], m["arm"], m["mean"], law(float(m["share"]), float(m["reuse"]), str(m["arm"]))] for _, m in means.iterrows()
    ]
    return pd.DataFrame(rows, columns=["weak class", "reuse", "arm", "strong class wrong", "closed form (R1)"])


READING = Reading(
    closed_forms,
    find,
    {
        "contamination": Drawing(
            figure.draw, ("means", "laws"), "Outputs of the strong class that are wrong end to end over reuse, by what is checked, with R1."
        )
    },
)
