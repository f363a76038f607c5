"""Arrive: who takes part, how many jobs come, of which class, and who executes them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tests.agreement.reference.people import EXECUTES, VERIFIES, Job, ReferenceNode

if TYPE_CHECKING:
    from tests.agreement.reference.network import ReferenceNetwork

MOST_DRAWS = 64


def arrive(net: ReferenceNetwork) -> None:
    """Images turn, nodes report for duty, jobs find executors."""
    turn_images(net)
    report_for_duty(net)
    net.totals = dict.fromkeys(net.totals, 0.0)
    net.totals["active_nodes"] = len(net.active)
    rate = net.settings.jobs.rate * net.demand
    net.totals["demand"] = rate * len(net.executors) if net.settings.jobs.arrival == "per_node" else rate
    net.totals["paid_in"], net.totals["paid_out"] = max(0.0, net.moved_over_boundary), max(0.0, -net.moved_over_boundary)
    net.moved_over_boundary = 0.0
    net.jobs = []
    if net.settings.jobs.assignment == "each":
        give_each(net)
    else:
        draw_executors(net)


def turn_images(net: ReferenceNetwork) -> None:
    """A sound image breaks, a broken one is revoked, a revoked one is repaired."""
    part = net.settings.images
    for number, fate in enumerate(net.images):
        rate = {"sound": part.break_rate, "broken": part.revoke_rate, "revoked": part.repair_rate}[fate]
        if net.luck.happens(rate, "image_fate", number, 0):
            net.images[number] = {"sound": "broken", "broken": "revoked", "revoked": "sound"}[fate]


def report_for_duty(net: ReferenceNetwork) -> None:
    """Ejected, jailed and poor nodes stay out."""
    for node in net.nodes:
        node.load = node.checks = 0
        own = node.stake + node.unbonding
        node.opening_stake = own + node.delegated
        node.delegators_share = node.delegated / node.opening_stake if node.opening_stake > 0.0 else 0.0
        jailed = net.epoch < node.jailed_until
        enough = own >= net.settings.accounts.minimum_stake
        node.active = int(node.present == 1 and not node.ejected and not jailed and enough)
    net.active = [node for node in net.nodes if node.active]
    net.verifiers = [node for node in net.active if node.does(VERIFIES)]
    net.executors = [node for node in net.active if node.does(EXECUTES)]


def give_each(net: ReferenceNetwork) -> None:
    """Every active executor gets exactly `rate` jobs, in row order; each draws classes until it can do one."""
    coming = 0
    for node in net.executors:
        for _ in range(int(net.settings.jobs.rate)):
            job_class = next((c for c in classes_drawn(net, coming) if can(net, node, c)), None)
            serve(net, job_class, node if node.load < node.capacity else None)
            coming += 1


def classes_drawn(net: ReferenceNetwork, coming: int) -> list[int]:
    """Classes in the order in which a coming job draws them."""
    if len(net.classes) == 1:
        return [0]
    return [class_at(net, net.luck.uniform("job_kind", coming, attempt)) for attempt in range(MOST_DRAWS)]


def class_at(net: ReferenceNetwork, u: float) -> int:
    """Class in whose share u falls."""
    upto = 0.0
    for c, job_class in enumerate(net.classes):
        upto += job_class.share
        if u < upto:
            return c
    return len(net.classes) - 1


def can(net: ReferenceNetwork, node: ReferenceNode, job_class: int) -> bool:
    """Whether a node has the capability that a class asks for."""
    wanted = net.classes[job_class].capability
    return wanted == "" or wanted in net.types[node.type].capabilities


def draw_executors(net: ReferenceNetwork) -> None:
    """Each job draws an executor, with replacement, by the opening weights; a full or unfit one is drawn again."""
    weights = opening_weights(net)
    for coming in range(how_many(net)):
        job_class = class_at(net, net.luck.uniform("job_kind", coming, 0)) if len(net.classes) > 1 else 0
        executor = None
        for attempt in range(MOST_DRAWS if net.executors else 0):
            node = pick(net.executors, weights, net.luck.uniform("executor_draw", coming, attempt))
            if node.load < node.capacity and can(net, node, job_class):
                executor = node
                break
        serve(net, job_class, executor)


def opening_weights(net: ReferenceNetwork) -> list[float]:
    """Weights of the executors; all alike when every weight is 0."""
    way = net.settings.jobs.assignment
    weights = [{"stake_weighted": node.opening_stake, "reputation_weighted": node.reputation}.get(way, 0.0) for node in net.executors]
    return weights if sum(weights) > 0.0 else []


def how_many(net: ReferenceNetwork) -> int:
    """Jobs that come; a fixed number that is not whole is rounded up with the probability of its fraction."""
    mean = net.totals["demand"]
    if net.settings.jobs.law == "poisson":
        return net.luck.poisson(mean, "job_count")
    whole = math.floor(mean)
    return whole + int(net.luck.happens(mean - whole, "job_count", 0))


def pick(candidates: list[Any], weights: list[float], u: float) -> Any:
    """The candidate at u: all alike without weights, else along the cumulative weights."""
    if not weights:
        return candidates[int(u * len(candidates))]
    upto, target = 0.0, u * running_sum(weights)
    for candidate, weight in zip(candidates, weights, strict=True):
        upto += weight
        if upto > target:
            return candidate
    return candidates[-1]


def running_sum(weights: list[float]) -> float:
    """Sum from left to right (``sum`` of Python 3.12 compensates its rounding)."""
    total = 0.0
    for weight in weights:
        total += weight
    return total


def serve(net: ReferenceNetwork, job_class: int | None, executor: ReferenceNode | None) -> None:
    """Book a job, or count it as unserved."""
    if job_class is None or executor is None:
        net.totals["unserved"] += 1
        return
    executor.load += 1
    net.jobs.append(Job(len(net.jobs), job_class, executor))
    net.totals["jobs"] += 1
