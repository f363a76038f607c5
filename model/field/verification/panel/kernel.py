"""The panel's kernel: lottery, seats, votes, verdict. It draws the mechanism, never its closed form."""

from __future__ import annotations

from model import columns as col
from model.field.deviation import segment_deviation
from model.field.reading import protocol_reads, reads
from model.field.verification.panel import numbers as num
from model.field.verification.panel.check import blind_vote, fresh_noise, panel_verdict, pass_bounds, votes_verdict
from model.field.verification.panel.seating import seat_panel
from model.jit import kernel, rule
from model.luck import (
    AUDIT_DRAW,
    BLIND_DRAW,
    CHECK_DRAW,
    DECOY_BLIND_DRAW,
    DECOY_DRAW,
    DECOY_SEAT_DRAW,
    DEVIATION_DRAW,
    LINK_DRAW,
    NOISE_DRAW,
    READER_DRAW,
    SAMPLE_DRAW,
    SEAT_DRAW,
    normal,
    split,
    uniform,
)


@rule
def draw_sample(key, segments, size, order, sample):  # type: ignore[no-untyped-def]
    """Distinct segments by partial shuffle; `order` holds 0, 1, 2, ... and is put back."""
    for t in range(size):
        r = t + int(uniform(key, t) * (segments - t))
        order[t], order[r] = order[r], order[t]
        sample[t] = order[t]
    for t in range(size):  # what a swap moved is an entry below `size` or a sampled one
        order[sample[t]] = sample[t]
        order[t] = t


@rule
def member_vote(c, j, i, place, slot, first, last, keys, number, reading, nodes, marks, jobs, job_marks, places, bias, sample, shared_noise, tolerance):  # type: ignore[no-untyped-def]
    """One member's vote on the sampled segments `first` to `last`, and how many it checked.

    Parameters
    ----------
    i : int
        Row of the member, or ``PROTOCOL``.
    place : int
        Row of the node at which the member reads.
    slot : int
        Number of the seat on this job.
    sample, shared_noise : arrays
        Segments and their shared noise.

    Returns
    -------
    vote, checked : int
    """
    executor = job_marks[col.JOB_EXECUTOR, j]
    reach = job_marks[col.JOB_REACH, j]
    if reach == col.NOBODY:
        return col.ABSTAINED, 0
    if reach == col.DEPENDS and not reads(
        reach, places, j, marks[col.COMPONENT, place], reading, c, nodes[col.LOSS_FACTOR, place], split(split(keys[LINK_DRAW], j), slot)
    ):
        return col.ABSTAINED, 0
    reference_deviation, factor, lean = 0.0, 1.0, 0.0
    blind_key = split(split(keys[BLIND_DRAW], j), slot)
    if i != col.PROTOCOL:
        grief, cartel, vigilance = nodes[col.GRIEF, i], nodes[col.CARTEL, i], nodes[col.VIGILANCE, i]
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
    deviating, deviation = job_marks[col.JOB_DEVIATING, j], jobs[col.JOB_DEVIATION, j]
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
        u = uniform(check_key, t)
        if not (low <= u < high):
            vote = col.REJECTED
            break
    return vote, last - first


@rule
def decoy_vote(i, slot, j, keys, nodes):  # type: ignore[no-untyped-def]
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
def book_check(i, checked, number, work, nodes, marks):  # type: ignore[no-untyped-def]
    """Book the cost of a member's checks; the protocol's auditors cost nothing."""
    if i != col.PROTOCOL and checked > 0:
        marks[col.CHECKS, i] += checked
        nodes[col.CHECK_SPENT, i] += (
            checked * number[num.CHECK_COST] * work * nodes[col.COMPUTE_COST, i] * nodes[col.REFERENCE_COST, i]
        )


@rule
def count_distinct(sample, length, order, segments):  # type: ignore[no-untyped-def]
    """Distinct numbers among the first `length` of `sample`; `order` is used as marks and put back."""
    distinct = 0
    for t in range(length):
        if order[sample[t]] >= 0:
            order[sample[t]] = -1
            distinct += 1
    for t in range(length):
        order[sample[t]] = sample[t]
    return distinct


@kernel
def verify_panel(c, work, jobs_of_epoch, keys, number, reading, nodes, marks, jobs, job_marks, places, seats, votes, decoy_seats, decoy_votes, active, active_count, roster, roster_count, class_start, by_class, cumulative, row_at, indptr, indices, bias, chosen, pool, order, sample, shared_noise):  # type: ignore[no-untyped-def]
    """Audit the jobs of a class by panels.

    Parameters
    ----------
    c : int
        Row of the job class.
    work : float
        Work of its jobs.
    jobs_of_epoch : int
    keys : (draws,), uint64
    number : (18,), float
        As packed by ``numbers.pack``.
    reading : (classes, 4), float
    nodes, marks, jobs, job_marks : blocks
    places : (jobs, shards), int
    seats, votes : (jobs, seats), int
        Row of the member in each seat and its vote; written.
    decoy_seats, decoy_votes : (jobs, seats), int
        The same for the panels of planted outputs.
    active, roster : (nodes,), int
        Rows of active nodes and of active verifiers, with their counts.
    class_start, by_class, cumulative, row_at, indptr, indices : arrays
        As in ``seat_panel``.
    bias : (classes, classes), float
        Of hardware, executor's row, checker's column.
    chosen, pool, order, sample, shared_noise : arrays
        Scratch; `order` holds 0, 1, 2, ... and is put back.
    """
    size, draws = int(number[num.PANEL_SIZE]), int(number[num.DRAW])
    s, k = int(number[num.SAMPLE]), int(number[num.SEGMENTS])
    spread, protocol = int(number[num.SPREAD]), number[num.AUDITORS] > 0.0
    shared, level = number[num.NOISE_SHARED] > 0.0, number[num.NOISE_LEVEL]
    panels = s if spread == num.PER_SEGMENT else 1
    for j in range(jobs_of_epoch):
        if job_marks[col.JOB_CLASS, j] != c:
            continue
        executor = job_marks[col.JOB_EXECUTOR, j]
        seated, approvals, rejections, covered, audited = 0, 0, 0, 0, 0
        verdict = col.ACCEPTED_UNAUDITED
        readable = number[num.ALWAYS] == 0.0 or protocol_reads(
            job_marks, places, j, reading, c, nodes, marks, active, active_count, split(keys[READER_DRAW], j), split(keys[LINK_DRAW], j)
        )
        if not readable:
            verdict = col.REJECTED_UNAVAILABLE
        p = min(1.0, max(0.0, number[num.AUDIT_PROBABILITY] * nodes[col.AUDIT_FACTOR, executor]))
        if readable and uniform(split(keys[AUDIT_DRAW], j), 0) < p:
            audited = 1
            tolerance = number[num.TOLERANCE] * nodes[col.TOLERANCE_FACTOR, executor]
            deviating = job_marks[col.JOB_DEVIATING, j]
            # Without shared noise all segments of a right output are alike, so which ones are sampled changes nothing.
            telling = shared or 0 < deviating < k or (deviating == k and job_marks[col.JOB_IDIOSYNCRATIC, j] == 1)
            if spread != num.OWN and telling:
                draw_sample(split(keys[SAMPLE_DRAW], j), k, s, order, sample)
                if shared:
                    for t in range(s):
                        shared_noise[t] = level * nodes[col.NOISE_FACTOR, executor] * normal(split(keys[NOISE_DRAW], j), sample[t])
            elif spread != num.OWN:
                for t in range(s):
                    sample[t] = t if deviating == 0 else 0
            seat_key = split(keys[SEAT_DRAW], j)
            slot, drawn, failed, missed = 0, 0, False, False
            for panel in range(panels):
                found = seat_panel(
                    executor, size, draws, seat_key if panels == 1 else split(seat_key, panel), marks, nodes, roster, roster_count,
                    class_start, by_class, cumulative, row_at, indptr, indices, chosen, pool,
                )  # fmt: skip
                cast = size if protocol and draws != num.ALL else found
                yes, no, looked = 0, 0, False
                for t in range(cast):
                    i = col.PROTOCOL if protocol else chosen[t]
                    place = chosen[t] if t < found else executor
                    first, last = (panel, panel + 1) if spread == num.PER_SEGMENT else (0, s)
                    if spread == num.OWN:
                        first, last = drawn, drawn + s
                        drawn += s
                        own_key = split(split(keys[SAMPLE_DRAW], j), slot)
                        draw_sample(own_key, k, s, order, sample[first:last])
                        if shared:
                            for q in range(first, last):
                                shared_noise[q] = level * nodes[col.NOISE_FACTOR, executor] * normal(split(keys[NOISE_DRAW], j), sample[q])
                    vote, checked = member_vote(
                        c, j, i, place, slot, first, last, keys, number, reading, nodes, marks, jobs, job_marks, places, bias,
                        sample, shared_noise, tolerance,
                    )  # fmt: skip
                    book_check(i, checked, number, work, nodes, marks)
                    seats[j, slot], votes[j, slot] = i, vote
                    slot += 1
                    looked = looked or checked > 0
                    if spread == num.OWN and checked == 0:
                        drawn -= s  # nobody looked at this sample
                    if vote == col.APPROVED:
                        yes += 1
                    elif vote == col.REJECTED:
                        no += 1
                if number[num.QUORUM_OF] == 0.0:
                    outcome = panel_verdict(yes, no, size, int(number[num.NEED]))
                else:
                    outcome = votes_verdict(yes, no, number[num.QUORUM_SHARE], int(number[num.MIN_VOTES]))
                failed = failed or outcome == col.REJECTED_INVALID
                missed = missed or outcome == col.REJECTED_UNAVAILABLE
                approvals += yes
                rejections += no
                if looked:
                    covered += 1 if spread == num.PER_SEGMENT else s
            seated = slot
            if spread == num.OWN:
                covered = count_distinct(sample, drawn, order, k)
            verdict = col.REJECTED_INVALID if failed else (col.REJECTED_UNAVAILABLE if missed else col.ACCEPTED_VERIFIED)
        decoys = 0
        rate = number[num.DECOY_RATE]
        if rate > 0.0 and uniform(split(keys[DECOY_DRAW], j), 0) < rate:
            decoys = seat_panel(
                executor, size, draws, split(keys[DECOY_SEAT_DRAW], j), marks, nodes, roster, roster_count,
                class_start, by_class, cumulative, row_at, indptr, indices, chosen, pool,
            )  # fmt: skip
            for t in range(decoys):
                i = col.PROTOCOL if protocol else chosen[t]
                vote, checked = decoy_vote(i, t, j, keys, nodes)
                book_check(i, checked * s, number, work, nodes, marks)
                decoy_seats[j, t], decoy_votes[j, t] = i, vote
        job_marks[col.JOB_AUDITED, j] = audited
        job_marks[col.JOB_SEATED, j] = seated
        job_marks[col.JOB_APPROVALS, j] = approvals
        job_marks[col.JOB_REJECTIONS, j] = rejections
        job_marks[col.JOB_COVERED, j] = covered
        job_marks[col.JOB_VERDICT, j] = verdict
        job_marks[col.JOB_DECOY, j] = decoys
