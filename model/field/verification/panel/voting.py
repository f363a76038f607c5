"""The votes of a panel's members, and what they cost: the rules that the kernel loops."""

from __future__ import annotations

from model import columns as col
from model.field.deviation import segment_deviation
from model.field.verification.panel import numbers as num
from model.field.verification.panel.check import blind_vote, fresh_noise, pass_bounds
from model.jit import rule
from model.luck import (
    BLIND_DRAW,
    CHECK_DRAW,
    DECOY_BLIND_DRAW,
    DEVIATION_DRAW,
    split,
    uniform,
)


@rule
def draw_sample(key, segments, size, order, sample):
    """Distinct segments by partial shuffle; `order` holds 0, 1, 2, ... and is put back."""
    for t in range(size):
        r = t + int(uniform(key, t) * (segments - t))
        order[t], order[r] = order[r], order[t]
        sample[t] = order[t]
    for t in range(size):  # what a swap moved is an entry below `size` or a sampled one
        order[sample[t]] = sample[t]
        order[t] = t


@rule
def is_fellow(i, executor, nodes):
    """Whether a member, or ``PROTOCOL``, shares the executor's cartel."""
    return i != col.PROTOCOL and nodes[col.CARTEL, i] > 0.0 and nodes[col.CARTEL, i] == nodes[col.CARTEL, executor]


@rule
def member_vote(j, i, slot, first, last, base, keys, number, nodes, marks, jobs, job_marks, bias, sample, shared_noise, tolerance):
    """Vote of a member that can read the trace, on the sampled segments `first` to `last`, and how many it checked.

    Parameters
    ----------
    i : int
        Row of the member, or ``PROTOCOL``.
    slot, base : int
        Number of the seat on this job, and of the member's first segment where samples are its own.
    sample, shared_noise : arrays
        Segments and their shared noise.

    Returns
    -------
    vote, checked : int
    """
    executor = job_marks[col.JOB_EXECUTOR, j]
    reference_deviation, factor, lean = 0.0, 1.0, 0.0
    blind_key = split(split(keys[BLIND_DRAW], j), slot)
    if i != col.PROTOCOL:
        grief, cartel, vigilance = nodes[col.GRIEF, i], nodes[col.CARTEL, i], nodes[col.VIGILANCE, i]
        denounces = nodes[col.DENOUNCE, i] > 0.0 and job_marks[col.JOB_DEVIATING, j] > 0 and is_fellow(i, executor, nodes)
        if denounces and uniform(blind_key, 3) < nodes[col.DENOUNCE, i]:
            return col.REJECTED, 0
        if grief > 0.0 or cartel > 0.0:
            vote = blind_vote(grief, cartel, nodes[col.CARTEL, executor], nodes[col.REJECT_OUTSIDERS, i], uniform(blind_key, 0))
            if vote != col.ABSTAINED:
                return vote, 0
        if vigilance < 1.0 and uniform(blind_key, 1) >= vigilance:
            return col.APPROVED, 0
        reference_deviation = nodes[col.REFERENCE_DEVIATION, i]
        factor = nodes[col.NOISE_FACTOR, i]
        lean = bias[marks[col.HARDWARE, executor], marks[col.HARDWARE, i]]
    shared = number[num.NOISE_SHARED] > 0.0
    level, executor_factor = number[num.NOISE_LEVEL], nodes[col.NOISE_FACTOR, executor]
    reference = number[num.REFERENCE_SHARE]
    if reference > 0.0 and uniform(blind_key, 2) < reference:
        # The protocol's reference has no run noise and no hardware of its own.
        reference_deviation, factor, lean = 0.0, 0.0, 0.0
    tau = fresh_noise(level, shared, executor_factor, factor)
    deviating, deviation = job_marks[col.JOB_SHOWN, j], jobs[col.JOB_DEVIATION, j]
    own = job_marks[col.JOB_IDIOSYNCRATIC, j]
    check_key = split(split(keys[CHECK_DRAW], j), slot)
    vote = col.APPROVED
    low_right, high_right = 0.0, -1.0
    low_wrong, high_wrong = 0.0, -1.0
    for t in range(first, last):
        segment = sample[t]
        is_wrong = segment < deviating
        net = lean - reference_deviation
        if is_wrong:
            net += deviation if own == 0 else segment_deviation(deviation, 1.0, split(keys[DEVIATION_DRAW], j), segment)
        if shared:
            low, high = pass_bounds(net + shared_noise[t], tolerance, tau)
        elif is_wrong:  # without shared noise the bounds are the same in every segment of a kind
            if own == 1 or high_wrong < low_wrong:
                low_wrong, high_wrong = pass_bounds(net, tolerance, tau)
            low, high = low_wrong, high_wrong
        else:
            if high_right < low_right:
                low_right, high_right = pass_bounds(net, tolerance, tau)
            low, high = low_right, high_right
        u = uniform(check_key, t - base)
        if not (low <= u < high):
            vote = col.REJECTED
            break
    return vote, last - first


@rule
def decoy_vote(i, slot, j, keys, nodes):
    """One member's vote on a planted output, which no vigilant check passes, and whether it checked."""
    if i == col.PROTOCOL:
        return col.REJECTED, 1
    key = split(split(keys[DECOY_BLIND_DRAW], j), slot)
    # A planted output has no executor, so no cartel of its own.
    vote = blind_vote(nodes[col.GRIEF, i], nodes[col.CARTEL, i], 0.0, nodes[col.REJECT_OUTSIDERS, i], uniform(key, 0))
    if vote != col.ABSTAINED:
        return vote, 0
    if uniform(key, 1) >= nodes[col.VIGILANCE, i]:
        return col.APPROVED, 0
    return col.REJECTED, 1


@rule
def look_up_owners(nodes, marks, roster, count, bias, owners, checked):
    """Owners of all verifiers, negative where a member is not plain, so that one look tells both.

    A plain member votes as it should: it never votes unseen, runs the model
    itself, on sound hardware, without bias.
    """
    is_even = True
    for a in range(bias.shape[0]):
        for b in range(bias.shape[1]):
            is_even = is_even and bias[a, b] == 0.0
    for t in range(count):
        i = roster[t]
        plain = (
            is_even
            and nodes[col.GRIEF, i] == 0.0
            and nodes[col.CARTEL, i] == 0.0
            and nodes[col.VIGILANCE, i] >= 1.0
            and nodes[col.REFERENCE_DEVIATION, i] == 0.0
            and nodes[col.NOISE_FACTOR, i] == 1.0
        )
        owner = marks[col.OWNER, i]
        owners[i] = owner if plain else -1 - owner
        checked[i] = 0


@rule
def book_checks(cost, nodes, marks, roster, count, checked):
    """Book what members checked; `cost` is that of one segment over a member's compute cost."""
    for t in range(count):
        i = roster[t]
        if checked[i] > 0:
            marks[col.CHECKS, i] += checked[i]
            nodes[col.CHECK_SPENT, i] += checked[i] * cost * nodes[col.COMPUTE_COST, i] * nodes[col.REFERENCE_COST, i]


@rule
def plain_vote(first, last, key, low, high):
    """Vote of a plain member, given the bounds of each sampled segment."""
    for t in range(first, last):
        u = uniform(key, t)
        if not (low[t] <= u < high[t]):
            return col.REJECTED
    return col.APPROVED


@rule
def count_distinct(sample, length, order, segments):
    """Distinct numbers among the first `length` of `sample`; `order` is used as marks and put back."""
    distinct = 0
    for t in range(length):
        if order[sample[t]] >= 0:
            order[sample[t]] = -1
            distinct += 1
    for t in range(length):
        order[sample[t]] = sample[t]
    return distinct
