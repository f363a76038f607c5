"""Premises of the closed form of deterrence: what it needs of a network, and which networks it does not hold for."""

from __future__ import annotations

from dataclasses import dataclass

from model.desk import Desk
from model.field.acceptance import Acceptance
from model.field.compose import Field
from model.field.profile.shapes import UniformShape
from model.field.verification.panel.numbers import Panel
from model.scenario import Scenario

Law = tuple[float, float, float]
"""Probabilities that a job is accepted, found invalid, and found unavailable."""


@dataclass(frozen=True)
class Economics:
    """What the closed form needs of a network's money, in USD per job.

    Attributes
    ----------
    saving, reward, penalty, price : float
        Cost of honest work less that of the cheater's, fee that an executor keeps, loss for an unavailable output, USD per token.
    """

    saving: float
    reward: float
    penalty: float
    price: float


@dataclass(frozen=True)
class Audits:
    """Verdicts of an honest and of a cheated job before a crowd, each unaudited and audited.

    Attributes
    ----------
    honest, cheat : (unaudited, audited)
        Laws of the verdicts.
    """

    honest: tuple[Law, Law]
    cheat: tuple[Law, Law]

    @property
    def detection(self) -> float:
        """Probability that an audit finds a cheated job invalid (d)."""
        return self.cheat[1][1]

    @property
    def false_alarm(self) -> float:
        """Probability that an audit finds an honest job invalid (alpha)."""
        return self.honest[1][1]

    @property
    def unavailable(self) -> float:
        """Probability that an audit finds a cheated job unavailable, less that of an honest one."""
        return self.cheat[1][2] - self.honest[1][2]


def check(network: Scenario) -> tuple[str, Field]:
    """The only job class of a network and its field.

    Raises
    ------
    ValueError
        In one line that names the field and the remedy, where a premise fails.
    """
    if len(network.job_classes) > 1:
        raise ValueError(
            f"this study needs one job class, and network {network.name!r} has {len(network.job_classes)}; "
            "choose a network with one class and panels, such as posp"
        )
    ((name, field),) = network.fields.items()
    if not isinstance(field.verification, Panel):
        raise ValueError(
            f"this study varies the audit probability of a panel, but network {network.name!r} has "
            f"field.verification.kind = {field.verification.kind}; choose a network with panels, such as posp"
        )
    accounts = network.accounts
    if accounts.emission > 0 and accounts.emission_rule == "accepted_work":
        raise ValueError(
            f"accounts.emission = {accounts.emission:g} by accepted_work pays a job by how many others are accepted, so the closed form "
            f"does not hold for network {network.name!r}; set accounts.emission = 0, or accounts.emission_rule = equal"
        )
    shape = field.profile.audit
    if not isinstance(shape, UniformShape) or shape.factor > 1:
        raise ValueError(
            f"field.profile.audit of network {network.name!r} varies the audit rate that this study looks for; "
            "set it to kind = uniform with factor = 1"
        )
    return name, field


def economics(scenario: Scenario) -> Economics:
    """Money of a scenario whose first two entries are the honest and the cheating executors."""
    desk, (name, _) = Desk(scenario), check(scenario)
    honest, cheat = (desk.execution(name, desk.behaviours[e], _law(scenario, e, 0.0), desk.stakes[e]) for e in (0, 1))
    terms = desk.terms(name)
    return Economics(
        saving=honest.cost - cheat.cost,
        reward=terms.fee * terms.executor_share() * terms.price,
        penalty=terms.settlement.unavailable_penalty * terms.price,
        price=terms.price,
    )


def audits(scenario: Scenario) -> Audits:
    """Verdicts of a scenario's first two entries, the honest and the cheating executors, before its own verifiers."""
    laws = [[_of(_law(scenario, e, a)) for a in (0.0, 1.0)] for e in (0, 1)]
    return Audits(honest=(laws[0][0], laws[0][1]), cheat=(laws[1][0], laws[1][1]))


def are_alike(network: Scenario) -> bool:
    """Whether nodes differ in nothing but strategy: then a last epoch's payoff is that of a verdict."""
    (kind, *others), nodes = network.types.values(), network.nodes
    numbers = nodes.stake, nodes.compute_cost, kind.cost_factor, kind.noise_factor
    shapes = [shape for field in network.fields.values() for shape in (field.profile.tolerance, field.profile.loss)]
    return not others and all(isinstance(n, (int, float)) for n in numbers) and all(isinstance(s, UniformShape) for s in shapes)


def _law(scenario: Scenario, entry: int, audit_probability: float) -> Acceptance:
    desk, (name, field) = Desk(scenario), check(scenario)
    panel = field.verification.model_copy(update={"audit_probability": audit_probability})
    crowd = desk.crowd(desk.counts)
    return field.model_copy(update={"verification": panel}).acceptance(desk.behaviours[entry], crowd, desk.place(name))


def _of(verdicts: Acceptance) -> Law:
    return verdicts.accepted, verdicts.rejected_invalid, verdicts.rejected_unavailable
