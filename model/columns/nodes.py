"""Columns of nodes."""

from __future__ import annotations

from model.columns.declared import Column

# --- nodes, float64 -----------------------------------------------------------
# fmt: off
(EFFORT, FILLER_LUCK, FILLER_DEVIATION, FILLER_IDIOSYNCRATIC, FILLER_COST, ATTACK_RATE, ATTACK_SEGMENTS,
 DEVIATION, DEVIATION_IDIOSYNCRATIC, WITHHOLD, VIGILANCE, GRIEF, CARTEL, REJECT_OUTSIDERS, DENOUNCE,
 REFERENCE_DEVIATION, REFERENCE_COST, LEAVE, FORGE,
 COMPUTE_COST, NOISE_FACTOR, OUTSIDE_GAIN, OUTSIDE_OPTION, AUDIT_FACTOR, TOLERANCE_FACTOR, LOSS_FACTOR,
 STAKE, WALLET, UNBONDING, DELEGATED, DEBT, REPUTATION, PAYOFF, EARNED, CASH, USUAL_UTILITY,
 OPENING_STAKE, DELEGATORS_SHARE, FEES, PAY, SPOILS, REWARDS, LOSSES, BRIBES, BOUNTIES, PASSED_ON, SHARED_LOSSES, ACCEPTED_WORK,
 COMPUTE_SPENT, CHECK_SPENT, COMMIT_SPENT, OUTSIDE_GAINED, HARM_BORNE, UTILITY) = range(54)
# fmt: on

BEHAVIOUR = 19
"""Rows 0 to 18 of the node block are the behaviour: what a strategy decides and imitation copies."""

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
    Column("leave", "1", "probability of asking out in an epoch", _DECIDED),
    Column("forge", "1", "1: what was not computed as asked comes with a forged trace", _DECIDED),
    Column("compute_cost", "USD", "cost of a job of work 1 at full effort", ("entry",)),
    Column("noise_factor", "1", "run noise over that of sound hardware", ("entry",)),
    Column("outside_gain", "1", "gain from an accepted attacked output over the job's value", ("entry",)),
    Column("outside_option", "USD", "what the node would earn elsewhere per epoch", ("entry",)),
    Column("audit_factor", "1", "the profile's factor on the audit probability here", ("entry",)),
    Column("tolerance_factor", "1", "the profile's factor on the tolerance here", ("entry",)),
    Column("loss_factor", "1", "the profile's factor on the link loss of a reader here", ("entry",)),
    Column("stake", "tok", "tokens at stake", ("entry", "settle", "market", "adapt")),
    Column("wallet", "tok", "tokens held and not at stake", ("settle", "market", "adapt")),
    Column("unbonding", "tok", "tokens on their way out, still slashable", ("settle", "adapt")),
    Column("delegated", "tok", "tokens of delegators at the node", ("entry", "settle", "adapt")),
    Column("debt", "USD", "loss beyond the stake under unlimited liability", ("settle",)),
    Column("reputation", "1", "exponential mean of audited verdicts (approved 1, invalid 0)", ("entry", "settle")),
    Column("payoff", "USD", "exponential mean of the node's utilities since its strategy last changed", ("adapt",)),
    Column("earned", "tok", "all income since entry", ("settle",)),
    Column("cash", "USD", "what the tokens sold since entry have fetched", ("market",)),
    Column("usual_utility", "USD", "mean of the node's utilities since entry, over the patience of exit", ("adapt",)),
    Column("opening_stake", "tok", "stake at the epoch's opening, with what is on its way out and what is delegated", ("entry", "arrive")),
    Column("delegators_share", "1", "delegators' part of it", ("entry", "arrive")),
    Column("fees", "tok", "executor's share of fees", ("compute", "settle")),
    Column("pay", "tok", "verifier pay", ("compute", "settle")),
    Column("spoils", "tok", "share in fees, slashes and jackpots as a verifier", ("compute", "settle")),
    Column("rewards", "tok", "emission received", ("compute", "settle")),
    Column("losses", "tok", "slashes and penalties borne", ("compute", "settle")),
    Column("bribes", "tok", "bribes received from fellows of the cartel, less bribes paid", ("compute", "settle")),
    Column("bounties", "tok", "bounties for denouncing", ("compute", "settle")),
    Column("passed_on", "tok", "fees and emission passed on to delegators", ("compute", "settle")),
    Column("shared_losses", "tok", "slashes and penalties borne by delegators", ("compute", "settle")),
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
 STRIKES, CHANGED, TENURE, COMPONENT, RELAYS, LOAD, CHECKS, CAUGHT, FIRST_WRONG, ENTERED, EXECUTED, AUDITED,
 PRESENT, LEAVES_AT, COMEBACKS) = range(27)
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
    Column("entered", "epoch", "first epoch in which the node may take part", ("entry",)),
    Column("executed", "1", "jobs executed since entry", ("settle",)),
    Column("audited", "1", "own jobs audited since entry", ("settle",)),
    Column("present", "1", "0: an empty berth, 1: a node, 2: one that works no more and waits for its stake", ("entry", "adapt")),
    Column("leaves_at", "epoch", "epoch at whose opening the node is gone; -1: it has not asked out", ("entry", "adapt")),
    Column("comebacks", "1", "ejections after which its owner has come back", ("entry",)),
)
