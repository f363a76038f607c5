"""Proof: a succinct argument that the computation was done; dear to make, cheap to check.

Every job is checked. A wrong output passes with ``soundness_error``, a right one
always. Prover overheads of 10^3 to 10^4 are what vendors state.

Closed form: P(accept | m > 0) = soundness_error, given that the proof is read.
"""

from __future__ import annotations

from typing import Literal

from model import columns as col
from model.field.reading import protocol_reads
from model.jit import kernel
from model.luck import LINK_DRAW, READER_DRAW, SOUNDNESS_DRAW, split, uniform
from model.quantity import Part, number


class Proof(Part):
    """A succinct argument of the whole computation."""

    kind: Literal["proof"]
    prover_overhead: float = number(1000.0, "1", "factor on the executor's cost", ge=1)
    soundness_error: float = number(0.0, "1", "probability that a wrong output passes", ge=0, le=1)

    def overhead(self) -> float:
        """Factor on the executor's cost."""
        return self.prover_overhead

    def passes(self, segments: int, deviating: int) -> float:
        """Closed form: P(the proof is accepted | deviating segments)."""
        return self.soundness_error if deviating > 0 else 1.0


@kernel
def verify_proof(c, soundness_error, segments, jobs_of_epoch, keys, reading, nodes, marks, job_marks, places, roster, roster_count):
    """Check the proof of every job of the class.

    Parameters
    ----------
    c, segments, jobs_of_epoch : int
    soundness_error : float
    keys : (draws,), uint64
    reading : (classes, 4), float
    nodes, marks, job_marks : blocks
    places : (jobs, shards), int
    roster : (nodes,), int
        Rows of active verifiers, the first `roster_count` of them.
    """
    for j in range(jobs_of_epoch):
        if job_marks[col.JOB_CLASS, j] != c:
            continue
        verdict = col.ACCEPTED_VERIFIED
        if not protocol_reads(
            job_marks, places, j, reading, c, nodes, marks, roster, roster_count, split(keys[READER_DRAW], j), split(keys[LINK_DRAW], j)
        ):
            verdict = col.REJECTED_UNAVAILABLE
        elif job_marks[col.JOB_DEVIATING, j] > 0 and uniform(split(keys[SOUNDNESS_DRAW], j), 0) >= soundness_error:
            verdict = col.REJECTED_INVALID
        job_marks[col.JOB_VERDICT, j] = verdict
        job_marks[col.JOB_AUDITED, j] = 1
        job_marks[col.JOB_SEATED, j] = 0
        job_marks[col.JOB_APPROVALS, j] = 0
        job_marks[col.JOB_REJECTIONS, j] = 0
        job_marks[col.JOB_COVERED, j] = segments
        job_marks[col.JOB_DECOY, j] = 0
