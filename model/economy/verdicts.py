"""What the epoch's outputs came to: counts by truth and verdict, and of what audits looked at."""

from __future__ import annotations

from model import columns as col
from model.jit import kernel


@kernel
def count_verdicts(jobs_of_epoch, job_marks, totals):
    """Count the epoch's outputs by truth and verdict, and what its audits came to.

    Parameters
    ----------
    jobs_of_epoch : int
    job_marks : job block
    totals : (totals,), float
        Written.
    """
    # One loop a count, so that each runs several jobs at a time.
    for outcome in range(2 * len(col.VERDICTS)):
        wrong, verdict, count = outcome // len(col.VERDICTS), outcome % len(col.VERDICTS), 0
        for j in range(jobs_of_epoch):
            count += (job_marks[col.JOB_VERDICT, j] == verdict) & (job_marks[col.JOB_WRONG, j] == wrong)
        totals[col.RIGHT_UNAUDITED + outcome] = count
    audits, covered, approvals, rejections, seated = 0, 0, 0, 0, 0
    for j in range(jobs_of_epoch):
        audited = job_marks[col.JOB_AUDITED, j]
        audits += audited
        covered += audited * job_marks[col.JOB_COVERED, j]
        approvals += audited * job_marks[col.JOB_APPROVALS, j]
        rejections += audited * job_marks[col.JOB_REJECTIONS, j]
        seated += audited * job_marks[col.JOB_SEATED, j]
    totals[col.AUDITS], totals[col.SEGMENTS_COVERED] = audits, covered
    totals[col.APPROVALS], totals[col.REJECTIONS], totals[col.ABSTENTIONS] = approvals, rejections, seated - approvals - rejections
