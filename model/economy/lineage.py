"""Jobs that lean on earlier outputs: what they take as input, and what a wrong output passes on.

With its class's probability ``reuse`` a job takes one of last epoch's accepted
outputs as input, drawn uniformly. The right computation on a wrong input is
wrong end to end: it passes every check, since checks run the same computation
on the same input, and nobody is punished for it. A wrong output starts a
cascade, to which all later accepted outputs belong that are wrong for its sake
alone; one that is wrong by its own work as well starts a cascade of its own.

Closed form where verdicts do not depend on inputs: with u the reuse rate and w
the share of accepted outputs that are wrong by their own work, the share that
is wrong end to end tends to x = w / (1 - u (1 - w)), a cascade comes to
1 / (1 - u (1 - w)) outputs on average, and an output leans on u / (1 - u)
others in a row.
"""

from __future__ import annotations

import numpy as np

from model import columns as col
from model.jit import kernel
from model.luck import REUSE_DRAW, below, split, uniform


@kernel
def take_inputs(jobs_of_epoch, keys, rates, outputs, available, jobs, job_marks, totals):
    """Draw which jobs take an earlier output as input, and what that makes of their own.

    Parameters
    ----------
    jobs_of_epoch : int
    keys : (draws,), uint64
    rates : (classes,), float
        Share of a class's jobs that take an earlier output.
    outputs : (output columns, capacity), float
        Last epoch's accepted outputs, the first `available` of them.
    available : int
    jobs, job_marks : blocks
        ``job_input``, ``job_misled`` and ``job_depth`` are written, and the
        input's harm is added to ``job_harm``.
    totals : (totals,), float
        ``reused`` is written.
    """
    reused = 0
    for j in range(jobs_of_epoch):
        job_marks[col.JOB_INPUT, j], job_marks[col.JOB_MISLED, j], job_marks[col.JOB_DEPTH, j] = 0, 0, 0
        key, rate = split(keys[REUSE_DRAW], j), rates[job_marks[col.JOB_CLASS, j]]
        if available == 0 or rate == 0.0 or uniform(key, 0) >= rate:
            continue
        row = below(key, 1, available)
        reused += 1
        job_marks[col.JOB_INPUT, j] = row + 1
        job_marks[col.JOB_DEPTH, j] = int(outputs[col.OUTPUT_DEPTH, row]) + 1
        if outputs[col.OUTPUT_WRONG, row] > 0.0:
            job_marks[col.JOB_MISLED, j] = 1
            jobs[col.JOB_HARM, j] = min(1.0, jobs[col.JOB_HARM, j] + outputs[col.OUTPUT_HARM, row])
    totals[col.REUSED] = reused


@kernel
def hand_on(jobs_of_epoch, outputs, living, after, renamed, jobs, job_marks, totals):
    """List the epoch's accepted outputs, which the next epoch's jobs may take, and count cascades.

    Parameters
    ----------
    jobs_of_epoch : int
    outputs : (output columns, capacity), float
        Last epoch's, with its first `living` cascades.
    living : int
    after : (output columns, capacity), float
        This epoch's; written.
    renamed : (at least `living`,), int
        Scratch: new number of each old cascade.
    jobs, job_marks : blocks
    totals : (totals,), float
        Counts of what is wrong by its input alone, of depths and of cascades are written.

    Returns
    -------
    accepted, cascades : int
        Outputs listed, and cascades to which one of them belongs.
    """
    accepted, cascades, depths, largest = 0, 0, 0, 0.0
    for k in range(living):
        renamed[k] = -1
    for j in range(jobs_of_epoch):
        verdict = job_marks[col.JOB_VERDICT, j]
        if verdict > col.ACCEPTED_VERIFIED:
            continue
        wrong, misled, cascade = job_marks[col.JOB_WRONG, j], job_marks[col.JOB_MISLED, j], -1
        if wrong == 1:
            cascade = cascades
            after[col.CASCADE_SIZE, cascade] = 1.0
            cascades += 1
        elif misled == 1:
            old = int(outputs[col.OUTPUT_CASCADE, job_marks[col.JOB_INPUT, j] - 1])
            if renamed[old] < 0:
                renamed[old] = cascades
                after[col.CASCADE_SIZE, cascades] = outputs[col.CASCADE_SIZE, old]
                cascades += 1
            cascade = renamed[old]
            after[col.CASCADE_SIZE, cascade] += 1.0
            totals[col.MISLED_UNAUDITED + verdict] += 1.0
        after[col.OUTPUT_WRONG, accepted] = 1.0 if wrong == 1 or misled == 1 else 0.0
        after[col.OUTPUT_HARM, accepted] = jobs[col.JOB_HARM, j]
        after[col.OUTPUT_DEPTH, accepted] = job_marks[col.JOB_DEPTH, j]
        after[col.OUTPUT_CASCADE, accepted] = cascade
        depths += job_marks[col.JOB_DEPTH, j]
        accepted += 1
    for k in range(cascades):
        largest = max(largest, after[col.CASCADE_SIZE, k])
    for k in range(living):
        if renamed[k] < 0:
            totals[col.CASCADES_ENDED] += 1.0
            totals[col.CASCADE_OUTPUTS] += outputs[col.CASCADE_SIZE, k]
            largest = max(largest, outputs[col.CASCADE_SIZE, k])
    totals[col.DEPTH_SUM], totals[col.LARGEST_CASCADE] = depths, largest
    return accepted, cascades


class Lineage:
    """Last epoch's accepted outputs, and the cascades to which they belong.

    Attributes
    ----------
    outputs : ndarray, (5, capacity), float
        Rows as in ``model.columns.OUTPUT_COLUMNS``.
    available, living : int
        How many outputs, and how many cascades.
    """

    def __init__(self) -> None:
        self.outputs = np.zeros((len(col.OUTPUT_COLUMNS), 1))
        self.available = self.living = 0

    def forget(self) -> None:
        """Nothing of the past can be taken any more."""
        self.available = self.living = 0

    def turn(self, jobs_of_epoch: int, jobs: np.ndarray, job_marks: np.ndarray, totals: np.ndarray) -> None:
        """After the epoch's verdicts: its accepted outputs take the place of the last ones."""
        after = np.zeros((len(col.OUTPUT_COLUMNS), max(1, jobs_of_epoch)))
        renamed = np.zeros(max(1, self.living), dtype=np.int32)
        found = hand_on(jobs_of_epoch, self.outputs, self.living, after, renamed, jobs, job_marks, totals)
        self.outputs, (self.available, self.living) = after, found
