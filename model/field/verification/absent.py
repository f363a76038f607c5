"""No verification: every output is accepted unseen. The control of every comparison.

Closed form: P(accept) = 1, or the reader's reconstruction probability when
availability is always required.
"""

from __future__ import annotations

from typing import Literal

from model import columns as col
from model.field.reading import protocol_reads
from model.jit import kernel
from model.luck import LINK_DRAW, READER_DRAW, split
from model.quantity import Part


class Absent(Part):
    """Nobody checks."""

    kind: Literal["absent"] = "absent"

    def overhead(self) -> float:
        """Factor on the executor's cost."""
        return 1.0


@kernel
def verify_absent(c, always, jobs_of_epoch, keys, reading, nodes, marks, job_marks, places, roster, roster_count):
    """Accept every job of the class, if availability allows.

    Parameters
    ----------
    c, always, jobs_of_epoch : int
        Class, whether availability is always required, jobs of the epoch.
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
        verdict = col.ACCEPTED_UNAUDITED
        if always == 1 and not protocol_reads(
            job_marks, places, j, reading, c, nodes, marks, roster, roster_count, split(keys[READER_DRAW], j), split(keys[LINK_DRAW], j)
        ):
            verdict = col.REJECTED_UNAVAILABLE
        job_marks[col.JOB_VERDICT, j] = verdict
        job_marks[col.JOB_AUDITED, j] = 0
        job_marks[col.JOB_SEATED, j] = 0
        job_marks[col.JOB_APPROVALS, j] = 0
        job_marks[col.JOB_REJECTIONS, j] = 0
        job_marks[col.JOB_COVERED, j] = 0
        job_marks[col.JOB_DECOY, j] = 0
