"""Every column of the model, as declared data: what a node, a job and an epoch are made of.

Columns of nodes and jobs live in a few blocks, one row a column, so that a
kernel takes a handful of arrays. A row's number is a constant of the same name
in capitals (``nodes[STAKE, i]``); ``test_columns`` holds constants and table
together. No column is stored twice.
"""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """One declared column.

    Attributes
    ----------
    name, unit, meaning : str
        The name by which users read it (``node.stake``, ``state.stake``); ``tok``, ``USD``, ``seg``, ``epoch``, ``sigma``, ``1``
        or ``row``; one line.
    written_by : tuple of str
        The phases that write it; ``entry`` is the making of the node.
    """

    name: str
    unit: str
    meaning: str
    written_by: tuple[str, ...]


# --- nodes, float64 -----------------------------------------------------------
# fmt: off
(EFFORT, FILLER_LUCK, FILLER_DEVIATION, FILLER_IDIOSYNCRATIC, FILLER_COST, ATTACK_RATE, ATTACK_SEGMENTS,
 DEVIATION, DEVIATION_IDIOSYNCRATIC, WITHHOLD, VIGILANCE, GRIEF, CARTEL, REJECT_OUTSIDERS, DENOUNCE,
 REFERENCE_DEVIATION, REFERENCE_COST,
 COMPUTE_COST, NOISE_FACTOR, OUTSIDE_GAIN, OUTSIDE_OPTION, AUDIT_FACTOR, TOLERANCE_FACTOR, LOSS_FACTOR,
 STAKE, WALLET, UNBONDING, DEBT, REPUTATION, PAYOFF, EARNED, CASH,
 OPENING_STAKE, FEES, PAY, SPOILS, REWARDS, LOSSES, BRIBES, BOUNTIES, ACCEPTED_WORK,
 COMPUTE_SPENT, CHECK_SPENT, COMMIT_SPENT, OUTSIDE_GAINED, HARM_BORNE, UTILITY) = range(47)
# fmt: on

BEHAVIOUR = 17
"""Rows 0 to 16 of the node block are the behaviour: what a strategy decides and imitation copies."""

FIRST_FLOW, LAST_FLOW = FEES, HARM_BORNE
"""Rows that hold one epoch's flows and are cleared when the next epoch computes."""

_DECIDED = ("entry", "decide", "adapt")
NODE_COLUMNS = (
    Column("effort", "1", "share of a job's segments that is really computed", _DECIDED),
    Column("filler_luck", "1", "probability that what fills a skipped segment is right", _DECIDED),
    Column("filler_deviation", "sigma", "deviation of what fills a skipped segment", _DECIDED),
    Column("filler_idiosyncratic", "1", "1: the filler's sign and size are fresh each time", _DECIDED),
    Column("filler_cost", "1", "cost of a filled segment over that of a computed one", _DECIDED),
    Column("attack_rate", "1", "probability that a job is attacked", _DECIDED),
    Column("attack_segments", "seg", "segments that an attack changes (at most the job's)", _DECIDED),
    Column("deviation", "sigma", "deviation of an attacked segment", _DECIDED),
    Column("deviation_idiosyncratic", "1", "1: the attack's sign and size are fresh each time", _DECIDED),
    Column("withhold", "1", "probability of hiding a job's trace, and of not relaying in an epoch", _DECIDED),
    Column("vigilance", "1", "probability of really checking when asked", _DECIDED),
    Column("grief", "1", "probability of rejecting unseen", _DECIDED),
    Column("cartel", "1", "number of the node's cartel; 0 is none", _DECIDED),
    Column("reject_outsiders", "1", "1: a cartel member rejects others unseen", _DECIDED),
    Column("denounce", "1", "probability of denouncing a fellow's deviating output, unseen", _DECIDED),
    Column("reference_deviation", "sigma", "deviation of what the node runs to check", _DECIDED),
    Column("reference_cost", "1", "cost of what the node runs to check over the honest cost", _DECIDED),
    Column("compute_cost", "USD", "cost of a job of work 1 at full effort", ("entry",)),
    Column("noise_factor", "1", "run noise over that of sound hardware", ("entry",)),
    Column("outside_gain", "1", "gain from an accepted attacked output over the job's value", ("entry",)),
    Column("outside_option", "USD", "what the node would earn elsewhere per epoch", ("entry",)),
    Column("audit_factor", "1", "the profile's factor on the audit probability here", ("entry",)),
    Column("tolerance_factor", "1", "the profile's factor on the tolerance here", ("entry",)),
    Column("loss_factor", "1", "the profile's factor on the link loss of a reader here", ("entry",)),
    Column("stake", "tok", "tokens at stake", ("entry", "settle", "market")),
    Column("wallet", "tok", "tokens held and not at stake", ("settle", "market")),
    Column("unbonding", "tok", "tokens on their way out, still slashable", ("settle",)),
    Column("debt", "USD", "loss beyond the stake under unlimited liability", ("settle",)),
    Column("reputation", "1", "exponential mean of audited verdicts (approved 1, invalid 0)", ("entry", "settle")),
    Column("payoff", "USD", "exponential mean of the node's utilities since its strategy last changed", ("adapt",)),
    Column("earned", "tok", "all income since entry", ("settle",)),
    Column("cash", "USD", "what the tokens sold since entry have fetched", ("market",)),
    Column("opening_stake", "tok", "stake at the epoch's opening", ("entry", "arrive")),
    Column("fees", "tok", "executor's share of fees", ("compute", "settle")),
    Column("pay", "tok", "verifier pay", ("compute", "settle")),
    Column("spoils", "tok", "share in fees, slashes and jackpots as a verifier", ("compute", "settle")),
    Column("rewards", "tok", "emission received", ("compute", "settle")),
    Column("losses", "tok", "slashes and penalties borne", ("compute", "settle")),
    Column("bribes", "tok", "bribes received from fellows of the cartel, less bribes paid", ("compute", "settle")),
    Column("bounties", "tok", "bounties for denouncing", ("compute", "settle")),
    Column("accepted_work", "1", "work of accepted jobs", ("compute", "settle")),
    Column("compute_spent", "USD", "cost of computing", ("compute",)),
    Column("check_spent", "USD", "cost of checking", ("compute", "verify")),
    Column("commit_spent", "USD", "cost of commitments and shards", ("compute",)),
    Column("outside_gained", "USD", "outside gains realised", ("compute", "settle")),
    Column("harm_borne", "USD", "losses from having passed a wrong output", ("compute", "settle")),
    Column("utility", "USD", "utility of the epoch", ("settle",)),
)

# --- nodes, int32 -------------------------------------------------------------
# fmt: off
(ROLE, STRATEGY, TYPE, OWNER, HARDWARE, IMAGE, VERTEX, CAPACITY, CAPABILITY, ACTIVE, JAILED_UNTIL, EJECTED,
 STRIKES, CHANGED, TENURE, COMPONENT, RELAYS, LOAD, CHECKS, CAUGHT, FIRST_WRONG, ENTERED, EXECUTED, AUDITED) = range(24)
# fmt: on

EXECUTES, VERIFIES = 1, 2
"""Bits of the role."""

MARK_COLUMNS = (
    Column("role", "1", "1 executes, 2 verifies, 3 both", ("entry",)),
    Column("strategy", "row", "entry of the population whose strategy the node follows", ("entry", "adapt")),
    Column("type", "row", "what the node is and cannot copy", ("entry",)),
    Column("owner", "row", "who owns the node", ("entry",)),
    Column("hardware", "row", "hardware class", ("entry",)),
    Column("image", "row", "attestation image", ("entry",)),
    Column("vertex", "row", "vertex of the graph", ("entry",)),
    Column("capacity", "1", "jobs per epoch at most", ("entry",)),
    Column("capability", "1", "bits of the capabilities that job classes ask for", ("entry",)),
    Column("active", "1", "1: takes part in this epoch", ("entry", "arrive")),
    Column("jailed_until", "epoch", "first epoch after jail", ("settle",)),
    Column("ejected", "1", "1: out for good", ("settle",)),
    Column("strikes", "1", "invalid verdicts since the last sanction", ("settle",)),
    Column("changed", "1", "1: strategy changed by mutation, 2: copied, to be decided anew", _DECIDED),
    Column("tenure", "epoch", "epochs since the strategy last changed", ("adapt",)),
    Column("component", "row", "component of the working graph in this epoch", ("propagate",)),
    Column("relays", "1", "1: relays traces in this epoch", ("propagate",)),
    Column("load", "1", "jobs of this epoch", ("arrive",)),
    Column("checks", "seg", "segments checked in this epoch", ("arrive", "verify")),
    Column("caught", "1", "invalid verdicts since entry", ("settle",)),
    Column("first_wrong", "epoch", "first wrong output not yet caught; -1: none", ("entry", "settle")),
    Column("entered", "epoch", "epoch of entry", ("entry",)),
    Column("executed", "1", "jobs executed since entry", ("settle",)),
    Column("audited", "1", "own jobs audited since entry", ("settle",)),
)

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
 JOB_INPUT, JOB_MISLED, JOB_DEPTH, JOB_REACHED, JOB_HOPS) = range(21)
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

# --- totals of an epoch, float64 ----------------------------------------------
# fmt: off
(ACTIVE_NODES, JOBS, UNSERVED,
 RIGHT_UNAUDITED, RIGHT_VERIFIED, RIGHT_INVALID, RIGHT_UNAVAILABLE,
 WRONG_UNAUDITED, WRONG_VERIFIED, WRONG_INVALID, WRONG_UNAVAILABLE,
 AUDITS, APPROVALS, REJECTIONS, ABSTENTIONS, SEGMENTS_CHECKED, SEGMENTS_COVERED, DECOYS, DECOYS_CAUGHT,
 SLASHES, FALSE_SLASHES, JAILED, EJECTIONS, DETECTIONS, DETECTION_DELAY,
 FEES_PAID, VERIFIER_PAY, REWARDS_PAID, SLASHED, PENALTIES, BURNED, MINTED, PAID_IN, PAID_OUT,
 COMPUTE_COSTS, CHECK_COSTS, COMMIT_COSTS, VALUE_RIGHT, HARM_DONE, OUTSIDE_GAINS, UTILITY_SUM,
 STAKED, HELD, TREASURY, PRICE, REVISIONS, SWITCHES,
 REUSED, MISLED_UNAUDITED, MISLED_VERIFIED, DEPTH_SUM, CASCADES_ENDED, CASCADE_OUTPUTS, LARGEST_CASCADE,
 SUPPLY, CIRCULATING, IMPORTED, SOLD, PROCEEDS, BOUGHT, SPENT, POOL_TOKENS, POOL_DOLLARS,
 DENUNCIATIONS, BRIBES_PAID, BOUNTIES_PAID, DEMAND, FAULTS_FOUND, GRANTED,
 CHAINED, DRIFT_SQUARES, LARGEST_DRIFT, GOSSIPED, REACHED, MESSAGES) = range(75)
# fmt: on
_BOOKED = ("arrive", "settle")  # arrive clears every total
_TRADED = ("arrive", "market")
_EITHER = ("arrive", "settle", "market")
TOTAL_COLUMNS = (
    Column("active_nodes", "1", "nodes that take part", ("arrive",)),
    Column("jobs", "1", "jobs served", ("arrive",)),
    Column("unserved", "1", "jobs for which no executor had room", ("arrive",)),
    Column("right_unaudited", "1", "right outputs accepted unaudited", _BOOKED),
    Column("right_verified", "1", "right outputs accepted verified", _BOOKED),
    Column("right_invalid", "1", "right outputs rejected as invalid", _BOOKED),
    Column("right_unavailable", "1", "right outputs rejected as unavailable", _BOOKED),
    Column("wrong_unaudited", "1", "wrong outputs accepted unaudited", _BOOKED),
    Column("wrong_verified", "1", "wrong outputs accepted verified", _BOOKED),
    Column("wrong_invalid", "1", "wrong outputs rejected as invalid", _BOOKED),
    Column("wrong_unavailable", "1", "wrong outputs rejected as unavailable", _BOOKED),
    Column("audits", "1", "jobs audited", _BOOKED),
    Column("approvals", "1", "votes to approve", _BOOKED),
    Column("rejections", "1", "votes to reject", _BOOKED),
    Column("abstentions", "1", "seats without a vote", _BOOKED),
    Column("segments_checked", "seg", "segments checked, every member counted", _BOOKED),
    Column("segments_covered", "seg", "distinct segments checked", _BOOKED),
    Column("decoys", "1", "planted outputs", _BOOKED),
    Column("decoys_caught", "1", "planted outputs that somebody rejected", _BOOKED),
    Column("slashes", "1", "slashes", _BOOKED),
    Column("false_slashes", "1", "slashes for right outputs", _BOOKED),
    Column("jailed", "1", "nodes sent to jail", _BOOKED),
    Column("ejections", "1", "nodes ejected", _BOOKED),
    Column("detections", "1", "nodes caught for the first time since they went wrong", _BOOKED),
    Column("detection_delay", "epoch", "sum over detections of the epochs since the first wrong output", _BOOKED),
    Column("fees_paid", "tok", "fees of accepted jobs", _BOOKED),
    Column("verifier_pay", "tok", "verifier pay", _BOOKED),
    Column("rewards_paid", "tok", "emission paid", _BOOKED),
    Column("slashed", "tok", "tokens taken by slashes", _BOOKED),
    Column("penalties", "tok", "tokens taken for unavailability, dissent, approved decoys and denunciations", _BOOKED),
    Column("burned", "tok", "tokens destroyed", _EITHER),
    Column("minted", "tok", "tokens made", _EITHER),
    Column("paid_in", "tok", "tokens that came in over the boundary", _EITHER),
    Column("paid_out", "tok", "tokens that went out over the boundary", _EITHER),
    Column("compute_costs", "USD", "cost of computing", _BOOKED),
    Column("check_costs", "USD", "cost of checking", _BOOKED),
    Column("commit_costs", "USD", "cost of commitments and shards", _BOOKED),
    Column("value_right", "USD", "value of right accepted outputs", _BOOKED),
    Column("harm_done", "USD", "harm of wrong accepted outputs", _BOOKED),
    Column("outside_gains", "USD", "outside gains of attackers", _BOOKED),
    Column("utility_sum", "USD", "sum of the nodes' utilities", _BOOKED),
    Column("staked", "tok", "stakes at the epoch's end", _EITHER),
    Column("held", "tok", "everything held at the epoch's end: stakes, wallets, unbonding, treasury, pool", _EITHER),
    Column("treasury", "tok", "treasury at the epoch's end", _EITHER),
    Column("price", "USD", "USD per token in this epoch, as the epoch before formed it", _TRADED),
    Column("revisions", "1", "nodes that revised", ("arrive", "adapt")),
    Column("switches", "1", "nodes whose strategy changed", ("arrive", "adapt")),
    Column("reused", "1", "jobs that take an earlier output as input", ("arrive", "compute")),
    Column("misled_unaudited", "1", "outputs accepted unaudited that are wrong by their input alone", _BOOKED),
    Column("misled_verified", "1", "outputs accepted verified that are wrong by their input alone", _BOOKED),
    Column("depth_sum", "1", "sum over accepted outputs of the outputs on which each leans in a row", _BOOKED),
    Column("cascades_ended", "1", "wrong outputs whose consequences no job of this epoch passed on", _BOOKED),
    Column("cascade_outputs", "1", "outputs that were wrong for the sake of those, they included", _BOOKED),
    Column("largest_cascade", "1", "outputs so far of the largest cascade that lives or ends in this epoch", _BOOKED),
    Column("supply", "tok", "all tokens at the epoch's end: held and circulating", _TRADED),
    Column("circulating", "tok", "tokens in the hands of users and traders at the epoch's end", _TRADED),
    Column("imported", "tok", "tokens that users paid with and that did not circulate: brought from outside the supply", _TRADED),
    Column("sold", "tok", "tokens that nodes sold", _TRADED),
    Column("proceeds", "USD", "what they fetched", _TRADED),
    Column("bought", "tok", "tokens that users bought from the pool", _TRADED),
    Column("spent", "USD", "what users spent on the token", _TRADED),
    Column("pool_tokens", "tok", "tokens in the pool at the epoch's end", _TRADED),
    Column("pool_dollars", "USD", "dollars in the pool at the epoch's end", _TRADED),
    Column("denunciations", "1", "votes by which fellows denounced deviating outputs", _BOOKED),
    Column("bribes_paid", "tok", "bribes between fellows", _BOOKED),
    Column("bounties_paid", "tok", "bounties for denouncing", _BOOKED),
    Column("demand", "1/epoch", "mean number of jobs that users want in this epoch", ("arrive",)),
    Column("faults_found", "1", "accepted wrong outputs that users learn of in this epoch", _TRADED),
    Column("granted", "tok", "what the treasury granted", _TRADED),
    Column("chained", "1", "jobs whose segments form a chain", ("arrive", "compute")),
    Column("drift_squares", "sigma", "sum over them of their squared drift (sigma squared)", ("arrive", "compute")),
    Column("largest_drift", "sigma", "size of the largest of their drifts", ("arrive", "compute")),
    Column("gossiped", "1", "traces that travelled by gossip", ("arrive", "propagate")),
    Column("reached", "1", "sum over them of the active nodes reached by the deadline", ("arrive", "propagate")),
    Column("messages", "1", "copies of traces sent by gossip", ("arrive", "propagate")),
)
