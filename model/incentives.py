"""The incentive sheet: what each behaviour earns per job, and the audit probability and slash that would deter it.

What delegators earn and bear, and what fellows of a cartel owe each other, is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.desk import EXECUTES, VERIFIES, Desk, behaviour_of
from model.economy.utility import JobFlows
from model.expectation import expected_utilities, utility
from model.field.acceptance import Acceptance, acceptance
from model.field.crowd import Crowd
from model.field.place import factor
from model.field.verification.panel.numbers import Panel
from model.population import ROLES, Entry
from model.quantity import mean_of
from model.scenario import Scenario
from model.strategies import SHIPPED
from model.strategies.traits import behaviour

__all__ = ["Incentive", "behaviour_of", "expected_utilities", "incentive_sheet", "utility"]


@dataclass(frozen=True)
class Incentive:
    """One row of an incentive sheet: a behaviour in front of the population's verifiers, per job.

    Attributes
    ----------
    name, strategy, job_class : str
        ``name`` is that of the population's entry, or of the strategy.
    in_population : bool
    acceptance : Acceptance
    flows : JobFlows
        USD per job.
    margin : float, USD
        Utility per job over that of an honest executor.
    break_even_audit : float or None
        Audit probability at which the margin is 0; None where there is none in [0, 1].
    break_even_slash : float or None
        Slash (in the units of the settlement) at which it is; None where none within the stake does.
    """

    name: str
    strategy: str
    job_class: str
    in_population: bool
    acceptance: Acceptance
    flows: JobFlows
    margin: float
    break_even_audit: float | None
    break_even_slash: float | None

    @property
    def utility(self) -> float:
        """Utility per job, USD."""
        return self.flows.utility

    @property
    def estimated(self) -> bool:
        """Whether a part has no closed form here."""
        return self.acceptance.estimated


def incentive_sheet(scenario: Scenario, crowd: Crowd | None = None) -> list[Incentive]:
    """What each executing entry of the population, and each shipped strategy, earns per job of each class.

    Parameters
    ----------
    scenario : Scenario
    crowd : Crowd, optional
        The verifiers; the population's when left out.

    Returns
    -------
    list of Incentive
        Classes in order; within a class the population's entries first.
    """
    desk = Desk(scenario)
    stake = mean_of(scenario.nodes.stake)
    listed = [
        (name, entry.strategy, desk.behaviours[e], desk.stakes[e], True, e)
        for e, (name, entry) in enumerate(scenario.population.items())
        if ROLES[entry.role] & EXECUTES
    ]
    listed += [(name, name, behaviour_of(scenario, name), stake / Entry(strategy=name).names, False, -1) for name in SHIPPED]
    rows = []
    for job_class in scenario.job_classes:
        for name, strategy, traits, its_stake, is_ours, e in listed:
            both = e >= 0 and desk.counts[EXECUTES | VERIFIES, e] > 0
            beside = crowd or desk.crowd(desk.counts, [e] if both else [])
            rows.append(_row(desk, name, strategy, job_class, is_ours, traits, its_stake, beside))
    return rows


def _row(
    desk: Desk, name: str, strategy: str, job_class: str, is_ours: bool, traits: Mapping[str, float], stake: float, crowd: Crowd
) -> Incentive:
    own, honest = (desk.accept(job_class, t, crowd) for t in (traits, behaviour()))
    flows, base = desk.execution(job_class, traits, own, stake), desk.execution(job_class, behaviour(), honest, stake)
    margin = flows.utility - base.utility
    caught = (own.rejected_invalid - honest.rejected_invalid) * desk.scenario.market.price / desk.scenario.accounts.strikes
    before_slash = margin + flows.slash - base.slash
    return Incentive(
        name, strategy, job_class, is_ours, own, flows, margin,
        _break_even_audit(desk, job_class, traits, stake, crowd), _break_even_slash(desk, job_class, before_slash, caught, stake),
    )  # fmt: skip


def _break_even_audit(desk: Desk, job_class: str, traits: Mapping[str, float], stake: float, crowd: Crowd) -> float | None:
    """Root of the margin in the audit probability; verdicts are affine in it, so two margins give it."""
    field = desk.scenario.fields[job_class]
    if not isinstance(field.verification, Panel):
        return None
    # Beyond this probability a factor of the profile would change nothing more.
    most = min(1.0, 1.0 / max(1e-300, factor(field.profile.audit)))
    margins = []
    for p in (0.0, most):
        audited = field.model_copy(update={"verification": field.verification.model_copy(update={"audit_probability": p})})
        one = []
        for t in (traits, behaviour()):
            verdicts = acceptance(audited, t, crowd, desk.place(job_class))
            one.append(desk.execution(job_class, t, verdicts, stake).utility)
        margins.append(one[0] - one[1])
    if margins[0] == margins[1]:
        return None
    root = most * margins[0] / (margins[0] - margins[1])
    return root if 0.0 <= root <= most else None


def _break_even_slash(desk: Desk, job_class: str, before_slash: float, caught: float, stake: float) -> float | None:
    """The slash at which the margin is 0: what is gained without slashes over how much more often one falls."""
    terms = desk.terms(job_class)
    if caught <= 0 or before_slash < 0:
        return None
    tokens = before_slash / caught
    if tokens > stake and not terms.accounts.unlimited_liability:
        return None
    if terms.settlement.slash_rule == "fixed":
        return tokens
    return tokens / stake if 0 < tokens <= stake else (0.0 if tokens == 0 else None)
