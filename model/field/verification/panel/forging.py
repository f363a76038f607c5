"""Forged traces: an output that was not computed as asked, with a trace as if it had been.

A cheap model writes, and one pass of the full model over what it wrote gives a
trace that is genuine but for its output (a pre-fill attack). An audit that
compares traces alone meets no deviation there; one that compares outputs does.
Which of both it does is drawn for a job: all its members compare the same.

Closed form: with the probability ``trace_share`` a forged output meets checks
as a right one does (``model.field.output.behind_traces``). The observer and the
executor's fellows still know the truth, and so does who compares a chain's end.
"""

from __future__ import annotations

from model import columns as col
from model.jit import kernel
from model.luck import FORGERY_DRAW, split, uniform


@kernel
def hide_behind_traces(c, jobs_of_epoch, keys, trace_share, nodes, job_marks):
    """Let forged traces hide what deviates from audits that compare traces alone.

    Parameters
    ----------
    c : int
        Row of the job class.
    jobs_of_epoch : int
    keys : (draws,), uint64
    trace_share : float
        Probability that an audit compares traces alone.
    nodes, job_marks : blocks
        ``job_shown`` is written.
    """
    for j in range(jobs_of_epoch):
        if job_marks[col.JOB_CLASS, j] != c or job_marks[col.JOB_DEVIATING, j] == 0:
            continue
        if nodes[col.FORGE, job_marks[col.JOB_EXECUTOR, j]] > 0.0 and uniform(split(keys[FORGERY_DRAW], j), 0) < trace_share:
            job_marks[col.JOB_SHOWN, j] = 0
