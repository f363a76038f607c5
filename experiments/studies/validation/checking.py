"""Games of those who check, through the model: F6 (inspection by logit choice) and A7 (the dilemma of n verifiers)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.validation.contract import Case, Sample, Validation
from experiments.studies.validation.finding import Exact, Frequency
from experiments.studies.validation.measuring import epochs_for, network
from model.columns import ACCEPTED_VERIFIED
from model.run import simulate
from model.state import State


# --- F6, quantal response -----------------------------------------------------
def _inspection(a: Mapping[str, Any], sample: Sample) -> Exact:
    """Share of one side that cheats, or checks, over all but the first fifth of the run, which starts at the mixed equilibrium."""
    n, cheats, checks = a["nodes"], round(a["nodes"] * a["cost"] / a["at_stake"]), round(a["nodes"] * a["gain"] / (a["gain"] + a["loss"]))
    executor, verifier = {"role": "executor"}, {"role": "verifier"}
    bounty, half = a["bounty"], (a["gain"] + a["loss"]) / 2
    scenario = network(
        {"honest": {"strategy": "honest", **executor, "count": n - cheats},
         "cheat": {"strategy": "skimmer", **executor, "count": cheats, "numbers": {"effort": 0.0}},
         "checks": {"strategy": "honest", **verifier, "count": checks},
         "looks_away": {"strategy": "rubber_stamp", **verifier, "count": n - checks}},
        {"verification": {"kind": "panel", "audit_probability": 1.0, "check_cost_ratio": a["cost"] / a["gain"]}, "noise": {"level": 0.0},
         "settlement": {"slash": half, "slash_rule": "fixed", "bounty": bounty, "miss_loss": a["at_stake"] - bounty}},
        job_classes={"job": {"fee": half}},
        nodes={"compute_cost": a["gain"]},
        adaptation={"kind": "logit", "signal": "expected", "intensity": a["intensity"], "revision_rate": 0.02},
        epochs=sample.n,
    )  # fmt: skip
    name = "cheat" if a["what"] == "cheats" else "checks"
    shares = simulate(scenario, sample.seed).records.count(name) / a["nodes"]
    return Exact(float(shares[sample.n // 5 :].mean()), 0.01, sample.n)


_F6 = {"gain": 2.0, "loss": 3.0, "cost": 1.0, "at_stake": 5.0, "bounty": 3.0, "intensity": 5.0, "nodes": 1_000}

F6 = Validation(
    "F6",
    "Executors and verifiers who learn by logit choice play the quantal response equilibrium of the inspection game in the long run.",
    "McKelvey and Palfrey 1995, doi:10.1006/game.1995.1023 (recalled); derived",
    "1000 executors, honest or idle, and 1000 verifiers, who check or look away; a panel of one on every job, no "
    "noise, starting at the equilibrium without errors; a cheat saves 2 and "
    "loses fee and slash of 5 if checked, a check costs 1, finds a bounty of 3 and saves a loss of 2. One in fifty chooses anew in an "
    "epoch, on expected utilities.",
    "epochs",
    (
        Case("share that cheats, lam 5", {**_F6, "what": "cheats"}, 4_000, 120, _inspection),
        Case("share that checks, lam 5", {**_F6, "what": "checks"}, 4_000, 0, _inspection),
    ),
)


# --- A7, the dilemma of n verifiers -------------------------------------------
def _unchecked(a: Mapping[str, Any], sample: Sample) -> Frequency:
    """Wrong outputs that no member of the panel looked at, once best responses have settled."""
    n, verifiers = a["verifiers"], {"role": "verifier"}
    panel = {"kind": "panel", "audit_probability": 1.0, "panel_size": n, "need": n, "check_cost_ratio": a["ratio"]}
    of = a["of"]
    blind = round(a["blind_at_start"] * of)
    scenario = network(
        {"attacker": {"strategy": "corruptor", "role": "executor", "adapts": False, "count": 50, "numbers": {"attack_rate": 1.0}},
         "checks": {"strategy": "honest", **verifiers, "count": of - blind},
         "looks_away": {"strategy": "rubber_stamp", **verifiers, "count": blind}},
        {"verification": panel, "noise": {"level": 0.0}, "settlement": {"miss_loss": 1.0}},
        adaptation={"kind": "best_response", "signal": "expected", "revision": "one"},
    )  # fmt: skip
    settled, seen = 1_500, np.zeros(2, dtype=int)

    def count(state: State) -> None:
        if state.epoch >= settled:
            seen[:] += (int((state.job_verdict == ACCEPTED_VERIFIED).sum()), state.jobs_of_epoch)

    simulate(scenario, sample.seed, epochs=settled + epochs_for(sample.n, 50), watch=count)
    return Frequency(int(seen[0]), int(seen[1]))


def _dilemma(verifiers: int, start: float, quick: int, of: int = 1_000) -> Case:
    numbers = {"ratio": 0.05, "verifiers": verifiers, "blind_at_start": start, "of": of}
    return Case(f"{verifiers} verifiers", numbers, 60_000, quick, _unchecked)


A7 = Validation(
    "A7",
    "The more verifiers there are to find a fault, the likelier nobody looks: (c/L)^(n/(n-1)), which rises with n to c/L.",
    "volunteer's dilemma, Diekmann 1985 (recalled); derived",
    "Every output is wrong, panels of n of 1000 verifiers who all must approve, a check costs .05 of what every member loses by a fault "
    "that nobody saw; in each epoch one verifier takes its best response on expected utilities: it looks, or looks away. 1500 epochs are "
    "left out. Panels of 100 are drawn from 10,000, where one looker more or less changes what is seen by a hundredth, not by a tenth.",
    "jobs",
    (_dilemma(2, 0.2, 0), _dilemma(5, 0.4, 6_000), _dilemma(10, 0.8, 0), _dilemma(100, 0.968, 0, of=10_000)),
)

VALIDATIONS = (F6, A7)
