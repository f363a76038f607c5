"""Columns of jobs and of accepted outputs, and the values that some of them take."""

from __future__ import annotations

from model.columns.declared import Column

# --- jobs ---------------------------------------------------------------------
JOB_DEVIATION, JOB_HARM, JOB_TAKEN, JOB_DRIFT = range(4)
JOB_COLUMNS = (
    Column("job_deviation", "sigma", "deviation of each deviating segment (its least size if idiosyncratic)", ("compute",)),
    Column("job_harm", "1", "harm if accepted, over the job's value, with that of its input", ("compute",)),
    Column("job_taken", "tok", "tokens taken from the executor for this job", ("compute", "settle")),
    Column(
        "job_drift", "sigma", "difference of a chain's end from that of a re-run on sound hardware; 0 of parallel segments", ("compute",)
    ),
)
# fmt: off
(JOB_CLASS, JOB_EXECUTOR, JOB_DEVIATING, JOB_IDIOSYNCRATIC, JOB_ATTACKED, JOB_WRONG, JOB_WITHHELD, JOB_REACH,
 JOB_AUDITED, JOB_SEATED, JOB_APPROVALS, JOB_REJECTIONS, JOB_COVERED, JOB_VERDICT, JOB_DECOY, JOB_SANCTION,
 JOB_INPUT, JOB_MISLED, JOB_DEPTH, JOB_REACHED, JOB_HOPS, JOB_SHOWN) = range(22)
# fmt: on
JOB_MARK_COLUMNS = (
    Column("job_class", "row", "job class", ("arrive",)),
    Column("job_executor", "row", "node that executes", ("arrive",)),
    Column("job_deviating", "seg", "deviating segments (the first ones, by exchangeability)", ("compute",)),
    Column("job_idiosyncratic", "1", "1: sign and size fresh in each segment", ("compute",)),
    Column("job_attacked", "1", "1: attacked", ("compute",)),
    Column("job_wrong", "1", "1: the output is wrong by the executor's own work (known to the observer only)", ("compute",)),
    Column("job_withheld", "1", "1: the trace is hidden", ("compute",)),
    Column(
        "job_reach",
        "1",
        "0: nobody can reconstruct, 1: everybody, 2: it depends on the reader, 3: those whom gossip reached",
        ("propagate",),
    ),
    Column("job_audited", "1", "1: audited", ("verify",)),
    Column("job_seated", "1", "seats filled on the panel", ("verify",)),
    Column("job_approvals", "1", "votes to approve", ("verify",)),
    Column("job_rejections", "1", "votes to reject", ("verify",)),
    Column("job_covered", "seg", "distinct segments that somebody checked", ("verify",)),
    Column("job_verdict", "1", "0 accepted unaudited, 1 accepted verified, 2 invalid, 3 unavailable", ("verify",)),
    Column("job_decoy", "1", "seats filled on the extra panel of a planted output", ("verify",)),
    Column("job_sanction", "1", "what the executor suffered for this job, bits: 1 slash, 2 jail, 4 ejection", ("compute", "settle")),
    Column("job_input", "row", "output of the last epoch that the job takes as input, counted from 1; 0: none", ("compute",)),
    Column("job_misled", "1", "1: that input is wrong end to end, and so is the output (known to the observer only)", ("compute",)),
    Column("job_depth", "1", "outputs on which it leans in a row", ("compute",)),
    Column("job_reached", "1", "active nodes that gossip has brought the trace to by the deadline, the executor included", ("propagate",)),
    Column("job_hops", "1", "hop in which the last of them was reached", ("propagate",)),
    Column(
        "job_shown",
        "seg",
        "deviating segments that checks of a panel would meet; 0 behind a forged trace",
        ("compute", "verify"),
    ),
)

# --- accepted outputs of the last epoch, float64 --------------------------------
OUTPUT_WRONG, OUTPUT_HARM, OUTPUT_DEPTH, OUTPUT_CASCADE, CASCADE_SIZE = range(5)
OUTPUT_COLUMNS = (
    Column("output_wrong", "1", "1: wrong end to end, by its own work or by its input", ("settle",)),
    Column("output_harm", "1", "harm over the job's value, its input's included", ("settle",)),
    Column("output_depth", "1", "outputs on which it leans in a row", ("settle",)),
    Column("output_cascade", "row", "cascade to which it belongs; -1: none, it is right", ("settle",)),
    Column("cascade_size", "1", "outputs of the cascade of this number so far, the one that started it included", ("settle",)),
)

ACCEPTED_UNAUDITED, ACCEPTED_VERIFIED, REJECTED_INVALID, REJECTED_UNAVAILABLE = range(4)
VERDICTS = ("accepted_unaudited", "accepted_verified", "rejected_invalid", "rejected_unavailable")

NOBODY, EVERYBODY, DEPENDS, BY_NODE = range(4)
"""Values of ``job_reach``."""

ABSTAINED, APPROVED, REJECTED = range(3)
"""Values of a vote."""

SANCTION_SLASH, SANCTION_JAIL, SANCTION_EJECT = 1, 2, 4
"""Bits of ``job_sanction``."""

PROTOCOL = -1
"""The seat of a protocol auditor: no node."""
