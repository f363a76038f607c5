"""Chained segments: each works on the output of the one before, so deviations add up to the drift of the end.

With amplification l, the end of a chain of k segments that deviate by d_1, ...,
d_k drifts by D = sum_i l^(k-i) d_i. Checks look at one segment at a time, given
its input, so an adversary that stays within the tolerance eps in every segment
drifts by eps (l^k - 1) / (l - 1), k eps at l = 1, while the run noise of two
honest runs adds up to a root mean square of sigma sqrt(2k) only (C5).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from model import columns as col
from model.field.deviation import segment_deviation
from model.field.output import GARBAGE, Output
from model.jit import kernel, rule
from model.luck import DEVIATION_DRAW, NOISE_DRAW, RERUN_DRAW, normal, split

(LENGTH, AMPLIFICATION, THRESHOLD, SCALE, LEVEL) = range(5)

DRAWN = 4_096
"""Chains drawn where a law has no closed form."""


@rule
def drift_of_deviations(deviating, deviation, idiosyncratic, length, amplification, key):
    """Drift of a chain's end by what deviates in its first segments, without noise, sigma."""
    drift = 0.0
    for segment in range(length):
        drift *= amplification
        if segment < deviating:
            drift += segment_deviation(deviation, idiosyncratic, key, segment)
    return drift


@rule
def drift_of_noise(length, amplification, level, factor, executor_key, rerun_key):
    """Drift of a chain's end by the noise of the executor's run and of a re-run on sound hardware, sigma."""
    drift = 0.0
    for segment in range(length):
        drift = amplification * drift + level * (factor * normal(executor_key, segment) - normal(rerun_key, segment))
    return drift


@kernel
def drift(c, jobs_of_epoch, keys, number, nodes, jobs, job_marks, totals):
    """Let the deviations of a class's jobs add up: drift, truth, harm.

    Parameters
    ----------
    c : int
        Row of the job class.
    jobs_of_epoch : int
    keys : (draws,), uint64
    number : (5,), float
        As named at the head of this module.
    nodes, jobs, job_marks : blocks
        ``job_drift`` is written, ``job_wrong`` and ``job_harm`` anew.
    totals : (totals,), float
    """
    length, level = int(number[LENGTH]), number[LEVEL]
    for j in range(jobs_of_epoch):
        if job_marks[col.JOB_CLASS, j] != c:
            continue
        size = 0.0
        if job_marks[col.JOB_DEVIATING, j] > 0:
            size = drift_of_deviations(
                job_marks[col.JOB_DEVIATING, j], jobs[col.JOB_DEVIATION, j], job_marks[col.JOB_IDIOSYNCRATIC, j], length,
                number[AMPLIFICATION], split(keys[DEVIATION_DRAW], j),
            )  # fmt: skip
        job_marks[col.JOB_WRONG, j] = 1 if abs(size) > number[THRESHOLD] else 0
        jobs[col.JOB_HARM, j] = min(1.0, abs(size) / number[SCALE])
        if level > 0.0:
            size += drift_of_noise(
                length, number[AMPLIFICATION], level, nodes[col.NOISE_FACTOR, job_marks[col.JOB_EXECUTOR, j]],
                split(keys[NOISE_DRAW], j), split(keys[RERUN_DRAW], j),
            )  # fmt: skip
        jobs[col.JOB_DRIFT, j] = size
        totals[col.CHAINED] += 1.0
        totals[col.DRIFT_SQUARES] += size * size
        totals[col.LARGEST_DRIFT] = max(totals[col.LARGEST_DRIFT], abs(size))


def numbers_of(classes: Sequence[Any], fields: Sequence[Any]) -> dict[int, np.ndarray]:
    """Numbers for the kernel of the classes whose segments form chains, by row."""
    return {
        row: np.array([f.partition.segments, f.partition.amplification, c.harm_threshold, c.harm_scale, f.noise.level])
        for row, (c, f) in enumerate(zip(classes, fields, strict=True))
        if f.partition.order == "chain"
    }


@dataclass(frozen=True)
class Chain:
    """A chain as the closed form of acceptance needs it.

    Attributes
    ----------
    length : int, seg
    amplification : float
    end_tolerance : float, sigma
        At the executor's vertex.
    threshold : float, sigma
        A drift beyond it is a wrong output.
    spread : float, sigma
        Standard deviation of what run noise adds to a segment's difference from a re-run.
    """

    length: int
    amplification: float
    end_tolerance: float
    threshold: float
    spread: float

    def gain(self, deviating: int) -> float:
        """Drift by the first segments for a deviation of 1 in each: l^(k-1) + ... + l^(k-m)."""
        return math.fsum(self.amplification ** (self.length - 1 - i) for i in range(deviating))

    def noise(self) -> float:
        """Standard deviation of the drift by noise: spread times the root of the sum of l^(2i)."""
        return self.spread * math.sqrt(math.fsum(self.amplification ** (2 * i) for i in range(self.length)))

    def drifts(self, output: Output) -> np.ndarray:
        """Possible drifts without noise, alike likely: one number, or a sample where sizes are fresh."""
        if output.deviating == 0 or output.deviation == 0:
            return np.zeros(1)
        if not output.idiosyncratic:
            return np.array([output.deviation * self.gain(output.deviating)])
        luck = np.random.Generator(np.random.PCG64(output.deviating))
        signed = np.where(luck.random((DRAWN, output.deviating)) < 0.5, 1.0, -1.0) * (1.0 + luck.random((DRAWN, output.deviating)))
        weights = self.amplification ** (self.length - 1.0 - np.arange(output.deviating))
        return np.asarray(output.deviation * (signed @ weights))

    def beyond(self, drifts: np.ndarray) -> float:
        """Probability that the end differs from a re-run by more than the end tolerance."""
        noise, law = self.noise(), NormalDist()
        if noise == 0.0:
            return float(np.mean(np.abs(drifts) > self.end_tolerance))
        ends = [(law.cdf((self.end_tolerance - d) / noise), law.cdf((-self.end_tolerance - d) / noise)) for d in drifts.tolist()]
        return float(1.0 - np.mean([high - low for high, low in ends]))

    def outputs(self, listed: list[Output], looked_at: bool) -> list[Output]:
        """The law of a job's output, with truth by its drift; what whoever looks finds beyond the end tolerance has no good segment.

        Parameters
        ----------
        listed : list of Output
            As of parallel segments with a harm threshold of 0.
        looked_at : bool
            Whether members look at the end.
        """
        found = []
        for output in listed:
            drifts = self.drifts(output)
            output = output._replace(wrong=float(np.mean(np.abs(drifts) > self.threshold)))
            beyond = self.beyond(drifts) if looked_at else 0.0
            if beyond < 1.0:
                found.append(output._replace(probability=(1.0 - beyond) * output.probability))
            if beyond > 0.0:
                bad = output._replace(deviating=self.length, deviation=GARBAGE, idiosyncratic=False)
                found.append(bad._replace(probability=beyond * output.probability))
        return found

    def is_rough(self, listed: list[Output], looked_at: bool, shared: bool) -> bool:
        """Whether that law is an estimate: fresh sizes are drawn, and checks share the run noise that the end is compared with."""
        fresh = any(output.idiosyncratic and output.deviating > 0 for output in listed) and (looked_at or self.threshold > 0)
        return fresh or (looked_at and shared and self.spread > 0)
