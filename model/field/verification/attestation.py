"""Attestation: trusted hardware signs what it ran; nobody looks at the output.

Every job is checked, without panel and lottery. An image is sound, then broken
(``break_rate`` per epoch), then revoked (``revoke_rate``), then sound again
(``repair_rate``); all nodes on an image change together. A sound enclave that
computes a share ``coverage`` of the segments shows every deviation in them;
coverage 0 proves routing only. A broken image signs anything; a revoked one is
silent, so its outputs are unavailable.

Closed form: with the stationary shares of the image's chain, and the enclave's
segments drawn without replacement: P(no covered segment deviates) =
C(k-m, q) / C(k, q), q = round(coverage k).
"""

from __future__ import annotations

import math
from typing import Literal

from model import columns as col
from model.field.binomial import hypergeometric
from model.field.reading import protocol_reads
from model.jit import kernel, rule
from model.luck import ENCLAVE_DRAW, IMAGE_FATE, LINK_DRAW, READER_DRAW, split, uniform
from model.quantity import Part, number

SOUND, BROKEN, REVOKED = range(3)


class Images(Part):
    """What happens to attestation images, which many nodes share."""

    count: int = number(1, "1", "images in use", ge=1, le=10_000)
    break_rate: float = number(0.0, "1/epoch", "probability that a sound image breaks", ge=0, le=1)
    revoke_rate: float = number(0.0, "1/epoch", "probability that a broken image is revoked", ge=0, le=1)
    repair_rate: float = number(1.0, "1/epoch", "probability that a revoked image is sound again", ge=0, le=1)

    def stationary(self) -> tuple[float, float, float]:
        """Long-run shares of time sound, broken and revoked; each stay lasts 1 / rate epochs."""
        if self.break_rate == 0:
            return 1.0, 0.0, 0.0
        if self.revoke_rate == 0:
            return 0.0, 1.0, 0.0
        if self.repair_rate == 0:
            return 0.0, 0.0, 1.0
        stays = 1 / self.break_rate, 1 / self.revoke_rate, 1 / self.repair_rate
        total = sum(stays)
        return stays[0] / total, stays[1] / total, stays[2] / total


class Attestation(Part):
    """Hardware signs; cannot be forged while its image is sound."""

    kind: Literal["attestation"]
    coverage: float = number(1.0, "1", "share of the segments that the enclave itself computes; 0 proves routing only", ge=0, le=1)
    prover_overhead: float = number(1.05, "1", "factor on the executor's cost", ge=1)

    def overhead(self) -> float:
        """Factor on the executor's cost."""
        return self.prover_overhead

    def passes(self, segments: int, deviating: int) -> float:
        """Closed form: P(a sound enclave shows nothing | deviating segments)."""
        return hypergeometric(segments, deviating, covered_segments(self.coverage, segments), 0)


@rule
def covered_segments(coverage, segments):
    """Segments that the enclave computes, rounded half up."""
    return int(math.floor(coverage * segments + 0.5))


@kernel
def turn_images(keys, rates, images):
    """Let every image break, be revoked or be repaired.

    Parameters
    ----------
    keys : (draws,), uint64
    rates : (3,), float
        Of leaving sound, broken and revoked.
    images : (images,), int
    """
    for i in range(images.shape[0]):
        if uniform(split(keys[IMAGE_FATE], i), 0) < rates[images[i]]:
            images[i] = (images[i] + 1) % 3


@kernel
def verify_attestation(
    c, coverage, segments, jobs_of_epoch, keys, reading, nodes, marks, job_marks, places, images, roster, roster_count, sample
):
    """Check the signature of every job of the class.

    Parameters
    ----------
    c, segments, jobs_of_epoch : int
    coverage : float
    keys : (draws,), uint64
    reading : (classes, 4), float
    nodes, marks, job_marks : blocks
    places : (jobs, shards), int
    images : (images,), int
    roster : (nodes,), int
        Rows of active verifiers, the first `roster_count` of them.
    sample : (segments,), int
        Scratch that holds 0, 1, 2, ... and is put back in order.
    """
    covered = covered_segments(coverage, segments)
    for j in range(jobs_of_epoch):
        if job_marks[col.JOB_CLASS, j] != c:
            continue
        state = images[marks[col.IMAGE, job_marks[col.JOB_EXECUTOR, j]]]
        verdict = col.ACCEPTED_VERIFIED
        seen = 0
        if state == REVOKED or not protocol_reads(
            job_marks, places, j, reading, c, nodes, marks, roster, roster_count, split(keys[READER_DRAW], j), split(keys[LINK_DRAW], j)
        ):
            verdict = col.REJECTED_UNAVAILABLE
        elif state == SOUND:
            seen = covered
            deviating = job_marks[col.JOB_DEVIATING, j]
            key = split(keys[ENCLAVE_DRAW], j)
            for t in range(covered):
                r = t + int(uniform(key, t) * (segments - t))
                sample[t], sample[r] = sample[r], sample[t]
            for t in range(covered):
                if sample[t] < deviating:
                    verdict = col.REJECTED_INVALID
            for t in range(segments):
                sample[t] = t
        job_marks[col.JOB_VERDICT, j] = verdict
        job_marks[col.JOB_AUDITED, j] = 1
        job_marks[col.JOB_SEATED, j] = 0
        job_marks[col.JOB_APPROVALS, j] = 0
        job_marks[col.JOB_REJECTIONS, j] = 0
        job_marks[col.JOB_COVERED, j] = seen
        job_marks[col.JOB_DECOY, j] = 0
