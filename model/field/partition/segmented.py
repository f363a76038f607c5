"""Partition into segments: a job is cut into k units that are committed to, sampled and checked as wholes.

Kernel: who attacks, who skips, and how many segments deviate (the phase
``compute``). Closed form: the law of the number of deviating segments.

Reference: B3 and B8 of the catalogue of closed forms (sampling without replacement).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import model_validator

from model import columns as col
from model.field.deviation import segment_deviation
from model.jit import kernel, rule
from model.luck import (
    ATTACK_DRAW,
    DEVIATION_DRAW,
    FILLER_DRAW,
    SKIP_DRAW,
    WITHHOLD_DRAW,
    split,
    uniform,
)
from model.quantity import Part, number

LARGEST_GAIN = 1e12
"""Of a chain from its first segment to its end."""

(SEGMENTS, COMMIT_COST, WORK, VALUE, HARM_THRESHOLD, HARM_SCALE, OVERHEAD, SHARD_COST, FORGE_COST) = range(9)
"""What the kernel must know of a job class."""


class Segmented(Part):
    """k segments a job; k = 1 is monolithic."""

    kind: Literal["segmented"] = "segmented"
    segments: int = number(1, "seg", "segments of a job", ge=1, le=100_000)
    commit_cost: float = number(0.0, "USD", "cost of committing to one segment", ge=0)
    order: Literal["parallel", "chain"] = number(
        "parallel", "", "whether segments stand side by side, or each works on the output of the one before, so that deviations add up"
    )
    amplification: float = number(1.0, "1", "factor by which a segment of a chain carries on the deviation of its input", ge=0, le=1000)
    end_tolerance: float = number(
        1e9, "sigma", "largest drift of a chain's end that a member who looks lets pass; 1e9: it does not look there", ge=0, le=1e9
    )

    @model_validator(mode="after")
    def _bounded(self) -> Segmented:
        if self.order == "chain" and (self.segments - 1) * math.log(max(1.0, self.amplification)) > math.log(LARGEST_GAIN):
            raise ValueError(
                f"amplification = {self.amplification:g} over segments = {self.segments} carries a deviation on more than "
                f"{LARGEST_GAIN:g} times; lower one of them"
            )
        if self.order == "parallel" and (self.end_tolerance < 1e9 or self.amplification != 1.0):
            raise ValueError(
                f"order = parallel has no chain for amplification = {self.amplification:g}, end_tolerance = {self.end_tolerance:g}; "
                "set order = chain or leave them at 1 and 1e9"
            )
        return self

    def deviating(self, behaviour: Mapping[str, float]) -> list[tuple[float, int, str]]:
        """Law of the number of deviating segments of a job.

        The attack lottery comes first, then effort. A job that is not attacked
        skips ``(1 - effort) k`` segments, rounded to a neighbouring integer
        with the mean kept; each filler is right with probability
        ``filler_luck``.

        Parameters
        ----------
        behaviour : mapping
            Traits by name (``model.strategies.traits``).

        Returns
        -------
        list of (probability, segments, cause)
            Cause is ``"filler"`` or ``"attack"``; probabilities sum to one.
        """
        k, attack = self.segments, behaviour["attack_rate"]
        law: list[tuple[float, int, str]] = []
        attacked = attacked_segments(behaviour["attack_segments"], k) if behaviour["deviation"] != 0 else 0
        if attack > 0:
            law.append((attack, attacked, "attack" if attacked else "filler"))
        skipped = (1.0 - behaviour["effort"]) * k
        low, part = int(math.floor(skipped)), skipped - math.floor(skipped)
        wrong = 1.0 - behaviour["filler_luck"] if behaviour["filler_deviation"] != 0 else 0.0
        for n, weight in ((low, 1.0 - part), (low + 1, part)):
            if weight * (1.0 - attack) <= 0:
                continue
            for m in range(n + 1):
                p = math.comb(n, m) * wrong**m * (1.0 - wrong) ** (n - m)
                if p > 0:
                    law.append((weight * (1.0 - attack) * p, m, "filler"))
        return law

    def skipped(self, behaviour: Mapping[str, Any]) -> Any:
        """Mean number of segments of a job that are filled and not computed."""
        return (1.0 - behaviour["attack_rate"]) * (1.0 - behaviour["effort"]) * self.segments

    def forged(self, behaviour: Mapping[str, Any]) -> Any:
        """Mean number of segments of a job whose trace is forged: all that are not computed as asked, or none."""
        if behaviour["forge"] <= 0:
            return 0.0
        attacked = attacked_segments(behaviour["attack_segments"], self.segments) * (behaviour["deviation"] != 0)
        return self.skipped(behaviour) + behaviour["attack_rate"] * attacked


@rule
def attacked_segments(wanted, k):
    """Segments that an attack changes: as many as wanted, at least one, at most all."""
    return int(min(max(1.0, math.floor(wanted + 0.5)), float(k)))


@rule
def skipped_segments(effort, k, key, j):
    """(1 - effort) k of job j rounded to a neighbouring integer, up with the probability of the remainder."""
    share = (1.0 - effort) * k
    whole = math.floor(share)
    if share == whole:  # no draw could round it up
        return int(whole)
    return int(whole) + (1 if uniform(split(key, j), 0) < share - whole else 0)


@rule
def lucky_fillers(skipped, luck, key):
    """How many of the skipped segments are filled right."""
    right = 0
    for segment in range(skipped):
        if uniform(key, segment) < luck:
            right += 1
    return right


@kernel
def compute(jobs_of_epoch, keys, numbers, nodes, jobs, job_marks):
    """Clear the last epoch's flows and compute every job: deviating segments, truth, costs.

    Parameters
    ----------
    jobs_of_epoch : int
    keys : (draws,), uint64
    numbers : (classes, 9), float
        Rows as named at the head of this module.
    nodes : (node columns, nodes), float
    jobs : (job columns, jobs), float
    job_marks : (job mark columns, jobs), int
    """
    # Only now: strategies have just looked at what the last epoch brought them.
    for f in range(col.FIRST_FLOW, col.LAST_FLOW + 1):
        for i in range(nodes.shape[1]):
            nodes[f, i] = 0.0
    for j in range(jobs_of_epoch):
        c = job_marks[col.JOB_CLASS, j]
        i = job_marks[col.JOB_EXECUTOR, j]
        k = int(numbers[c, SEGMENTS])
        rate, effort, withhold = nodes[col.ATTACK_RATE, i], nodes[col.EFFORT, i], nodes[col.WITHHOLD, i]
        skipped, attacked, forged = 0, 0, 0
        # No branch on effort: at full effort nothing is skipped, and nothing deviates.
        filler, fresh = nodes[col.FILLER_DEVIATION, i], nodes[col.FILLER_IDIOSYNCRATIC, i]
        deviation, idiosyncratic = (filler if effort < 1.0 else 0.0), (fresh if effort < 1.0 else 0.0)
        if rate > 0.0 and uniform(split(keys[ATTACK_DRAW], j), 0) < rate:
            attacked = 1 if nodes[col.DEVIATION, i] != 0.0 else 0  # what changes nothing is no attack
            deviating = attacked_segments(nodes[col.ATTACK_SEGMENTS, i], k)
            deviation, idiosyncratic = nodes[col.DEVIATION, i], nodes[col.DEVIATION_IDIOSYNCRATIC, i]
            forged = attacked * deviating
        else:
            skipped = skipped_segments(effort, k, keys[SKIP_DRAW], j)
            deviating = forged = skipped
            if nodes[col.FILLER_LUCK, i] > 0.0:
                deviating -= lucky_fillers(skipped, nodes[col.FILLER_LUCK, i], split(keys[FILLER_DRAW], j))
        hidden = withhold > 0.0 and uniform(split(keys[WITHHOLD_DRAW], j), 0) < withhold
        jobs[col.JOB_DEVIATION, j] = deviation
        deviating = 0 if deviation == 0.0 else deviating  # what deviates by nothing is the right output
        job_marks[col.JOB_DEVIATING, j] = job_marks[col.JOB_SHOWN, j] = deviating
        job_marks[col.JOB_IDIOSYNCRATIC, j] = 1 if idiosyncratic > 0.0 else 0
        job_marks[col.JOB_ATTACKED, j] = attacked
        job_marks[col.JOB_WITHHELD, j] = 1 if hidden else 0
        done = k - skipped + skipped * nodes[col.FILLER_COST, i]
        if nodes[col.FORGE, i] > 0.0:
            done += forged * numbers[c, FORGE_COST]
        nodes[col.COMPUTE_SPENT, i] += nodes[col.COMPUTE_COST, i] * numbers[c, WORK] * numbers[c, OVERHEAD] * (done / k)
        nodes[col.COMMIT_SPENT, i] += numbers[c, COMMIT_COST] * k + numbers[c, SHARD_COST]
    # A loop of its own: above, whether an output is right is known so late that a wrong guess of the processor costs most of a job.
    for j in range(jobs_of_epoch):
        c, deviating = job_marks[col.JOB_CLASS, j], job_marks[col.JOB_DEVIATING, j]
        wrong, harm = 0, 0.0
        if deviating > 0:
            wrong, harm = truth(
                deviating, jobs[col.JOB_DEVIATION, j], job_marks[col.JOB_IDIOSYNCRATIC, j], split(keys[DEVIATION_DRAW], j),
                numbers[c, HARM_THRESHOLD], numbers[c, HARM_SCALE],
            )  # fmt: skip
        job_marks[col.JOB_WRONG, j], jobs[col.JOB_HARM, j] = wrong, harm
        job_marks[col.JOB_SANCTION, j], jobs[col.JOB_TAKEN, j] = 0, 0.0


@rule
def truth(deviating, deviation, idiosyncratic, key, threshold, scale):
    """Whether an output is wrong, and its harm over the job's value.

    Wrong iff a segment deviates by more than the threshold; harm is the sum of
    the sizes over the scale, at most one.
    """
    if deviating == 0 or deviation == 0.0:
        return 0, 0.0
    size = abs(deviation)
    if idiosyncratic == 0:
        return (1 if size > threshold else 0), min(1.0, deviating * size / scale)
    if size > threshold and deviating * size >= scale:  # sizes are at least delta: no need to look
        return 1, 1.0
    wrong, total = 0, 0.0
    for segment in range(deviating):
        d = abs(segment_deviation(deviation, 1.0, key, segment))
        total += d
        if d > threshold:
            wrong = 1
    return wrong, min(1.0, total / scale)


def pack(partition: Segmented) -> tuple[float, float]:
    """Numbers for the kernel: segments and cost of committing to one."""
    return float(partition.segments), partition.commit_cost
