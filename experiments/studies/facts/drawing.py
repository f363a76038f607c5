"""How the settings of a scenario are drawn: a generator of one draw, and what all scenarios of the study share."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.studies.facts.watching import BYSTANDER, PROBE
from model.door import scenario_from
from model.scenario import Scenario


class Draw:
    """Random settings of one draw, each kept with its name.

    Parameters
    ----------
    what : str
        Name of the fact or of the box, so that their draws are independent.
    number : int
    """

    def __init__(self, what: str, number: int) -> None:
        self.generator = np.random.Generator(np.random.PCG64([number, zlib.crc32(what.encode())]))
        self.drawn: dict[str, float | str] = {}

    def uniform(self, name: str, low: float, high: float) -> float:
        """A number, uniform in a range."""
        return self._keep(name, float(self.generator.uniform(low, high)))

    def log(self, name: str, low: float, high: float) -> float:
        """A number, uniform in a range by its logarithm."""
        return self._keep(name, float(np.exp(self.generator.uniform(np.log(low), np.log(high)))))

    def one_of[T: (str, int, bool)](self, name: str, *choices: T) -> T:
        """One of some choices."""
        chosen = choices[int(self.generator.integers(len(choices)))]
        self.drawn[name] = str(chosen)
        return chosen

    def simplex(self, names: tuple[str, ...], total: float = 1.0) -> dict[str, float]:
        """Shares that add up to `total`, uniform over all ways to share."""
        shares = self.generator.dirichlet(np.ones(len(names)))
        shares[-1] = 1.0 - shares[:-1].sum()
        return {name: total * float(share) for name, share in zip(names, shares, strict=True)}

    def words(self) -> str:
        """What was drawn, in a line."""
        return "; ".join(f"{name} {value if isinstance(value, str) else format(value, '.3g')}" for name, value in self.drawn.items())

    def _keep(self, name: str, value: float) -> float:
        self.drawn[name] = value
        return value


STRATEGIES: Mapping[str, dict[str, Any]] = {
    "honest": {"strategy": "honest"},
    "fp8": {"strategy": "substituter_fp8"},
    "int4": {"strategy": "substituter_int4"},
    "skimmer": {"strategy": "skimmer"},
    "fake": {"strategy": "skimmer", "numbers": {"effort": 0.0}},
    "corruptor": {"strategy": "corruptor"},
    BYSTANDER: {"strategy": "honest", "adapts": False},
    PROBE: {"strategy": "skimmer", "numbers": {"effort": 0.0}, "adapts": False},
}
"""What nodes of the study's scenarios do; all but the instruments adapt."""


def population(shares: Mapping[str, float], **more: Mapping[str, Any]) -> dict[str, Any]:
    """Entries with these shares; `more` adds to an entry of that name."""
    return {name: {**STRATEGIES[name], "share": share, **more.get(name, {})} for name, share in shares.items()}


def skimming(draw: Draw) -> dict[str, Any]:
    """How much of its work a skimmer does: not known, so drawn."""
    return {"numbers": {"effort": draw.uniform("work of skimmers", 0.05, 0.95)}}


def scenario(network: Scenario, data: Mapping[str, Any]) -> Scenario:
    """A scenario in the money of a network: its fee, its job's value, its price and its technology.

    Parameters
    ----------
    network : Scenario
        With one class of jobs.
    data : mapping
        All else. Stakes and tokens are given in fees, costs in the fee's dollars.

    Returns
    -------
    Scenario
    """
    (job,) = network.job_classes.values()
    technology = network.to_dict(sources=False)["technology"]
    whole = {"technology": technology, "market": {"kind": "fixed", "price": network.market.price}, **data}
    whole["job_classes"] = {"job": {"fee": job.fee, "value": job.value}}
    return scenario_from(whole)


def money(network: Scenario) -> tuple[float, float]:
    """The fee of a job in tokens and in dollars."""
    (job,) = network.job_classes.values()
    return job.fee, job.fee * network.market.price


def check(network: Scenario) -> None:
    """Refuse a network that gives no unit of account.

    Raises
    ------
    ValueError
        In one line, with the remedy.
    """
    if len(network.job_classes) > 1:
        raise ValueError(
            f"facts counts money in the fee of one job, and network {network.name!r} has job_classes = {', '.join(network.job_classes)}; "
            "choose a network with one class, such as none"
        )
    fee, dollars = money(network)
    if dollars <= 0:
        raise ValueError(
            f"facts counts money in fees, and network {network.name!r} has fee x price = {fee:g} tok x {network.market.price:g} USD/tok; "
            "give both above 0"
        )
