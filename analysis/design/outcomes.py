"""What a designer may want of a network: each outcome in closed form at the network's response, and as runs measure it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from analysis.design.response import response
from analysis.design.standing import Standing
from model.scenario import Scenario

Columns = Mapping[str, np.ndarray]
"""Outcomes of runs by name, each (runs,)."""


class Outcome(NamedTuple):
    """A number of a network.

    Attributes
    ----------
    name, unit, meaning : str
    better : int
        1: the higher the better; -1: the lower.
    closed : callable
        Its closed form in front of a population.
    kept : callable
        Names of the outcomes of runs that it is made of.
    measured : callable
        The same number from those, (runs,); nan where a run has none. What no run can show, such as what a job
        costs at least, is taken from the closed form.
    is_share : bool
        Whether it lies in [0, 1].
    """

    name: str
    unit: str
    better: int
    meaning: str
    closed: Callable[[Standing], float]
    kept: Callable[[Standing], tuple[str, ...]]
    measured: Callable[[Columns, Standing], np.ndarray]
    is_share: bool = False


def _share(name: str, better: int, meaning: str, closed: Callable[[Standing], float]) -> Outcome:
    """A share in [0, 1] that runs measure under the same name."""
    return Outcome(name, "1", better, meaning, closed, lambda _: (name,), lambda run, _: run[name], is_share=True)


def _entry(standing: Standing, e: int) -> str:
    return f"utility_{list(standing.scenario.population)[e]}"


def _measured_cost(run: Columns, standing: Standing) -> np.ndarray:
    """Costs over right accepted outputs, times right accepted outputs over jobs, beyond bare computing."""
    dear = run["work_cost_per_right_output"] + run["check_cost_per_right_output"]
    return run["acceptance_rate"] * run["integrity"] * dear - standing.bare + standing.capital


def _measured_loss(run: Columns, standing: Standing) -> np.ndarray:
    """What honest nodes earned less than without losses, over their fees."""
    fees = standing.jobs * standing.honest_fees
    missed = standing.honest_utility + standing.honest_loss * fees - run[_entry(standing, standing.honest)]
    return np.asarray(missed / fees) if fees > 0 else np.full(len(missed), np.nan)


def _measured_deterrence(run: Columns, standing: Standing) -> np.ndarray:
    others = np.array([run[_entry(standing, e)] for e in standing.rivals])
    if not len(others):
        return np.full(len(run[_entry(standing, standing.honest)]), np.nan)
    best = np.where(np.isfinite(others), others, -np.inf).max(axis=0)  # who is not there any more says nothing
    return np.where(np.isfinite(best), (run[_entry(standing, standing.honest)] - best) / standing.jobs, np.nan)


OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome
    for outcome in (
        _share("integrity", 1, "share right among accepted outputs", lambda s: s.integrity),
        _share("acceptance_rate", 1, "accepted outputs over jobs", lambda s: s.verdicts["accepted"]),
        _share("unavailability_rate", -1, "outputs rejected as unavailable over jobs", lambda s: s.verdicts["rejected_unavailable"]),
        Outcome(
            "honest_loss", "1", -1, "fees that an honest node misses, slashes and penalties, over its fees",
            lambda s: s.honest_loss, lambda s: (_entry(s, s.honest),), _measured_loss,
        ),
        Outcome(
            "honest_utility", "USD/epoch", 1, "what an honest executing node earns",
            lambda s: s.honest_utility, lambda s: (_entry(s, s.honest),), lambda run, s: run[_entry(s, s.honest)],
        ),
        Outcome(
            "deterrence", "USD/job", 1, "what an honest node earns above the best other entry that it could take",
            lambda s: s.deterrence, lambda s: tuple(_entry(s, e) for e in (s.honest, *s.rivals)), _measured_deterrence,
        ),
        Outcome(
            "cost", "USD/job", -1, "computing, committing, checking and capital of stakes, beyond bare honest computing",
            lambda s: s.cost,
            lambda s: ("acceptance_rate", "integrity", "work_cost_per_right_output", "check_cost_per_right_output"), _measured_cost,
        ),
    )
}  # fmt: skip
"""By name. Where runs have the same number under that name it is theirs (``model.measures``)."""


def known(name: str) -> Outcome:
    """The outcome of a name.

    Raises
    ------
    ValueError
        With the nearest name.
    """
    if name not in OUTCOMES:
        near = difflib.get_close_matches(name, OUTCOMES, 1)
        raise ValueError(
            f"outcome {name!r} has no closed form; " + (f"did you mean {near[0]}?" if near else f"there are {', '.join(OUTCOMES)}")
        )
    return OUTCOMES[name]


def check(base: Scenario, names: Sequence[str]) -> None:
    """Refuse outcomes whose closed form does not hold in a network.

    Raises
    ------
    ValueError
    """
    leaning = [name for name, job in base.job_classes.items() if job.reuse > 0]
    if "integrity" in names and leaning:
        raise ValueError(
            f"job_classes.{leaning[0]}.reuse = {base.job_classes[leaning[0]].reuse:g}: outputs lean on earlier ones, and integrity end to "
            f"end has no closed form here; give --set job_classes.{leaning[0]}.reuse=0"
        )


def standings(scenario: Scenario) -> list[Standing]:
    """The field in front of its network's response; several where best replies go round."""
    return [Standing(scenario, *settled) for settled in response(scenario)]


def values(scenario: Scenario, names: Sequence[str]) -> dict[str, float]:
    """Outcomes at the network's response; of several states each outcome's worst.

    Parameters
    ----------
    scenario : Scenario
    names : sequence of str
        Of ``OUTCOMES``.

    Returns
    -------
    dict of float
        nan where an outcome is missing in a state.
    """
    found = standings(scenario)
    return {
        name: float(np.min([OUTCOMES[name].better * OUTCOMES[name].closed(s) for s in found]) * OUTCOMES[name].better) for name in names
    }
