"""What the study ``rotation`` found: shares and integrity over the slash, against the rest point of F2."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.figures import rotation as figure
from analysis.findings.claims import above, below, within
from analysis.findings.contract import Drawing, Emergence, Finding, Reading, Tables
from analysis.theory.regime_map import implied
from analysis.theory.rotation import game, growth_and_frequency, rest_point
from experiments.statistics import Z_95, mean_error, paired
from experiments.studies import rotation as study
from model.scenario import Scenario

NEAR = 0.02
"""A share within so much of the rest point is at it."""


def at_rest(slash: float, bounty: float) -> dict[str, float]:
    """Shares at rest, integrity there, and the rate at which a small turn grows, per unit of time in which payoffs act (F2).

    Every output meets one peer, so a wrong one passes who does not look: integrity is of the accepted ones,
    (1 - x) / (1 - x + x (1 - v)), x the attackers and v the verifiers.
    """
    payoffs = game(1.0, slash, study.GAIN, study.MISS, bounty)
    verifiers, lazies, attackers = map(float, rest_point(payoffs))
    passed = attackers * (1.0 - verifiers)
    growth, frequency = growth_and_frequency(payoffs)
    return {
        "verifiers": verifiers, "lazies": lazies, "attackers": attackers, "integrity": (1.0 - attackers) / (1.0 - attackers + passed),
        "growth": growth, "frequency": frequency,
    }  # fmt: skip


def closed_forms(network: Scenario, tables: Tables) -> dict[str, pd.DataFrame]:
    """The rest point along the slashes, and means with intervals at each point."""
    late = tables["late"]
    along = np.geomspace(study.SLASHES[0] / 1.1, study.SLASHES[-1] * 1.1, 60)
    laws = pd.DataFrame([{"bounty": b, "slash": s, **at_rest(s, b)} for b in study.BOUNTIES for s in map(float, along)])
    rows = []
    for bounty in dict.fromkeys(late["bounty"]):
        for slash in dict.fromkeys(late.loc[late["bounty"] == bounty, "slash"]):
            mine = late[(late["bounty"] == bounty) & (late["slash"] == slash)]
            for name in (*study.SHARES, "integrity", "swing"):
                mean, error = mean_error(mine[name].to_numpy())
                rows.append((bounty, slash, name, mean, mean - Z_95 * error, mean + Z_95 * error, error, len(mine)))
    means = pd.DataFrame(rows, columns=["bounty", "slash", "what", "mean", "low", "high", "error", "seeds"])
    return {"laws": laws, "means": means}


def find(network: Scenario, tables: Tables) -> Finding:
    """Whether a harsher slash lowers integrity and widens swings, and a larger bounty leaves fewer attackers."""
    late = tables["late"]
    mild, harsh = study.SLASHES[0], study.SLASHES[-1]
    small, large = study.BOUNTIES

    def at(slash: float, bounty: float, name: str) -> np.ndarray:
        mine = late[(late["slash"] == slash) & (late["bounty"] == bounty)].sort_values("seed")
        return mine[name].to_numpy(dtype=float)

    def harsher(name: str, bounty: float = small) -> tuple[float, float]:
        return paired(at(harsh, bounty, name), at(mild, bounty, name))

    n = len(at(mild, small, "seed"))
    integrity, swing, attackers = harsher("integrity"), harsher("swing"), harsher("attackers")
    bounty = paired(at(harsh, large, "attackers"), at(harsh, small, "attackers"))
    rest = {slash: at_rest(slash, small) for slash in (mild, harsh)}
    fall = rest[harsh]["integrity"] - rest[mild]["integrity"]
    claims = (
        below(f"integrity is lower at a slash of {harsh:g} checks than at {mild:g}", *integrity, 0.0, "1", n),
        above("verifiers swing wider there", *swing, 0.0, "1", n),
        below(f"a bounty of {large:g} checks leaves fewer attackers than one of {small:g}", *bounty, 0.0, "1", n),
        within("attackers are as many under the harsh slash as under the mild one", *attackers, (-NEAR, NEAR), "1", n, decides=False),
        within("integrity falls by what the rest point says", integrity[0] - fall, integrity[1], (-NEAR, NEAR), "1", n, decides=False),
    )
    found = (
        f"From a slash of {mild:g} to one of {harsh:g} costs of a check, integrity goes from {at(mild, small, 'integrity').mean():.3f} to "
        f"{at(harsh, small, 'integrity').mean():.3f} (at rest {rest[mild]['integrity']:.3f} and {rest[harsh]['integrity']:.3f}), attackers "
        f"from {at(mild, small, 'attackers').mean():.3f} to {at(harsh, small, 'attackers').mean():.3f} (at rest "
        f"{rest[mild]['attackers']:.3f} under both), verifiers from {at(mild, small, 'verifiers').mean():.3f} to "
        f"{at(harsh, small, 'verifiers').mean():.3f} ({rest[mild]['verifiers']:.3f} and {rest[harsh]['verifiers']:.3f}); the share of "
        f"verifiers swings by {at(mild, small, 'swing').mean():.3f} and {at(harsh, small, 'swing').mean():.3f}. A bounty of {large:g} "
        f"instead of {small:g} takes attackers from {at(harsh, small, 'attackers').mean():.3f} to "
        f"{at(harsh, large, 'attackers').mean():.3f} under the harsh slash."
    )
    numbers = {"check_cost": 1.0, "slash": harsh, "cheat_gain": study.GAIN, "check_miss": study.MISS, "check_reward": small}
    emerges = (
        Emergence("a harsher slash lets more attacks pass, since it replaces those who look", (0,), "F2 (rest point)"),
        Emergence("wide turns of looking, idling and attacking under a harsh slash", (1,), implied("runaway cycles", numbers)),
    )
    return Finding(claims, found, _departs(tables["means"], rest), _table(tables["means"]), emerges)


def _departs(means: pd.DataFrame, rest: dict[float, dict[str, float]]) -> str:
    harsh = study.SLASHES[-1]
    mine = means[(means["slash"] == harsh) & (means["bounty"] == study.BOUNTIES[0])].set_index("what")["mean"]
    off = float(mine["verifiers"]) - rest[harsh]["verifiers"]
    if abs(off) < NEAR:
        return ""
    side = "more" if off > 0 else "fewer"
    return (
        f"Under the harsh slash the rest point repels (a small turn grows by {rest[harsh]['growth']:.3f} per unit of time), so shares go "
        f"round and are not at it: on average there are {abs(off):.3f} {side} verifiers than at rest. Nodes compare public averages with a "
        f"memory of {study.MEMORY:g} epochs, a delay that widens turns further, and mutation keeps any strategy from dying out."
    )


def _table(means: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for bounty in dict.fromkeys(means["bounty"]):
        for slash in dict.fromkeys(means.loc[means["bounty"] == bounty, "slash"]):
            mine = means[(means["bounty"] == bounty) & (means["slash"] == slash)].set_index("what")["mean"]
            law = at_rest(float(slash), float(bounty))
            rows.append([bounty, slash, *(f"{mine[name]:.3f} ({law[name]:.3f})" for name in (*study.SHARES, "integrity")), mine["swing"]])
    names = ["bounty (checks)", "slash (checks)", "verifiers (at rest)", "lazies (at rest)", "attackers (at rest)", "integrity (at rest)"]
    return pd.DataFrame(rows, columns=[*names, "swing of verifiers"])


READING = Reading(
    closed_forms,
    find,
    {
        "rotation": Drawing(
            figure.draw,
            ("orbits", "means", "laws"),
            "Shares of verifiers, lazies and attackers in one run under a mild and under a harsh slash, with the rest point; and what a "
            "harsher slash does to integrity and to the swing of the verifiers.",
        )
    },
)
