"""The panel's kernel: lottery, seats, votes, verdict. It draws the mechanism, never its closed form."""

from __future__ import annotations

from model import columns as col
from model.field.deviation import segment_deviation
from model.field.reading import LINK, NEEDED, SHARDS, heard_by_all_links, protocol_reads, reads
from model.field.verification.panel import numbers as num
from model.field.verification.panel.check import fresh_noise, panel_verdict, pass_bounds, votes_verdict
from model.field.verification.panel.seating import seat_panel, seat_uniformly
from model.field.verification.panel.voting import (
    book_checks,
    count_distinct,
    decoy_vote,
    draw_sample,
    is_fellow,
    look_up_owners,
    member_vote,
    plain_vote,
)
from model.jit import kernel, rule
from model.luck import (
    AUDIT_DRAW,
    CHECK_DRAW,
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
def draw_audits(c, jobs_of_epoch, keys, number, reading, nodes, marks, job_marks, places, roster, roster_count, audited):
    """Clear the class's verdicts, let the protocol's reader look where it must, and draw which jobs are audited.

    Returns
    -------
    int
        How many; their rows are listed in `audited`.
    """
    count, always, probability, key = 0, number[num.ALWAYS] > 0.0, number[num.AUDIT_PROBABILITY], keys[AUDIT_DRAW]
    for j in range(jobs_of_epoch):
        if job_marks[col.JOB_CLASS, j] != c:
            continue
        for mark in (col.JOB_SEATED, col.JOB_APPROVALS, col.JOB_REJECTIONS, col.JOB_COVERED, col.JOB_DECOY):
            job_marks[mark, j] = 0
        is_drawn = uniform(split(key, j), 0) < min(1.0, probability * nodes[col.AUDIT_FACTOR, job_marks[col.JOB_EXECUTOR, j]])
        job_marks[col.JOB_VERDICT, j] = col.ACCEPTED_UNAUDITED
        if always and not protocol_reads(
            job_marks, places, j, reading, c, nodes, marks, roster, roster_count, split(keys[READER_DRAW], j), split(keys[LINK_DRAW], j)
        ):
            job_marks[col.JOB_VERDICT, j] = col.REJECTED_UNAVAILABLE
            is_drawn = False
        # Listed first and counted after, so that the lottery is no branch.
        job_marks[col.JOB_AUDITED, j] = is_drawn
        audited[count] = j
        count += is_drawn
    return count


@rule
def hold_decoys(
    c, jobs_of_epoch, keys, number, nodes, marks, job_marks, decoy_seats, decoy_votes, decoy_looks, roster, roster_count, class_start,
    by_class, cumulative, row_at, indptr, indices, chosen, pool, checked,
):  # fmt: skip
    """Seat a second panel on a planted output beside each job whose lottery says so."""
    size, draw, s = int(number[num.PANEL_SIZE]), int(number[num.DRAW]), int(number[num.SAMPLE])
    protocol, rate = number[num.AUDITORS] > 0.0, number[num.DECOY_RATE]
    for j in range(jobs_of_epoch if rate > 0.0 else 0):
        if job_marks[col.JOB_CLASS, j] != c or uniform(split(keys[DECOY_DRAW], j), 0) >= rate:
            continue
        seated = seat_panel(
            job_marks[col.JOB_EXECUTOR, j], size, draw, split(keys[DECOY_SEAT_DRAW], j), marks, nodes, roster, roster_count,
            class_start, by_class, cumulative, row_at, indptr, indices, chosen, pool,
        )  # fmt: skip
        for t in range(seated):
            i = col.PROTOCOL if protocol else chosen[t]
            vote, seen = decoy_vote(i, t, j, keys, nodes)
            if not protocol:
                checked[i] += seen * s
            decoy_seats[j, t], decoy_votes[j, t], decoy_looks[j, t] = i, vote, seen * s
        job_marks[col.JOB_DECOY, j] = seated


@kernel
def verify_panel(
    c, work, jobs_of_epoch, keys, number, reading, nodes, marks, jobs, job_marks, places, seats, votes, looks,
    decoy_seats, decoy_votes, decoy_looks, roster, roster_count, class_start, by_class, cumulative, row_at, indptr, indices, bias,
    chosen, pool, owners, checked, audited, order, sample, shared_noise, low, high,
):  # fmt: skip
    """Audit the jobs of a class by panels.

    Parameters
    ----------
    c : int
        Row of the job class.
    work : float
        Work of its jobs.
    jobs_of_epoch : int
    keys : (draws,), uint64
    number : (21,), float
        As packed by ``numbers.pack``.
    reading : (classes, 4), float
    nodes, marks, jobs, job_marks : blocks
    places : (jobs, shards), int
    seats, votes, looks : (jobs, seats), int
        Row of the member in each seat, its vote, and the segments that it really checked; written.
    decoy_seats, decoy_votes, decoy_looks : (jobs, seats), int
        The same for the panels of planted outputs.
    roster : (nodes,), int
        Rows of active verifiers, the first `roster_count` of them.
    class_start, by_class, cumulative, row_at, indptr, indices : arrays
        As in ``seat_panel``.
    bias : (classes, classes), float
        Of hardware, executor's row, checker's column.
    chosen, pool, owners, checked, audited, order, sample, shared_noise, low, high : arrays
        Scratch; `order` holds 0, 1, 2, ... and is put back.
    """
    size, draw = int(number[num.PANEL_SIZE]), int(number[num.DRAW])
    s, k = int(number[num.SAMPLE]), int(number[num.SEGMENTS])
    spread, protocol = int(number[num.SPREAD]), number[num.AUDITORS] > 0.0
    shared, level = number[num.NOISE_SHARED] > 0.0, number[num.NOISE_LEVEL]
    no_reference, no_link_fails = number[num.REFERENCE_SHARE] == 0.0, reading[c, LINK] == 0.0
    shards, needed = int(reading[c, SHARDS]), int(reading[c, NEEDED])
    panels = s if spread == num.PER_SEGMENT else 1
    easy = draw == num.UNIFORM and 2 * size <= roster_count
    look_up_owners(nodes, marks, roster, roster_count, bias, owners, checked)
    seats_key, checks_key = keys[SEAT_DRAW], keys[CHECK_DRAW]
    last_tolerance, last_tau, last_deviation = -1.0, -1.0, 0.0
    low_right, high_right, low_wrong, high_wrong = 0.0, 0.0, 0.0, 0.0
    holds_right = False
    for a in range(draw_audits(c, jobs_of_epoch, keys, number, reading, nodes, marks, job_marks, places, roster, roster_count, audited)):
        j = audited[a]
        executor = job_marks[col.JOB_EXECUTOR, j]
        slot, approvals, rejections, covered = 0, 0, 0, 0
        tolerance = number[num.TOLERANCE] * nodes[col.TOLERANCE_FACTOR, executor]
        factor, reach = nodes[col.NOISE_FACTOR, executor], job_marks[col.JOB_REACH, j]
        deviating, deviation, fresh = job_marks[col.JOB_SHOWN, j], jobs[col.JOB_DEVIATION, j], job_marks[col.JOB_IDIOSYNCRATIC, j]
        is_beyond = abs(jobs[col.JOB_DRIFT, j]) > number[num.END_TOLERANCE] * nodes[col.TOLERANCE_FACTOR, executor]
        is_right = deviating == 0 and not shared
        tau = fresh_noise(level, shared, factor, 1.0)
        is_known = is_right and holds_right and tolerance == last_tolerance and tau == last_tau
        if spread != num.OWN and reach != col.NOBODY and not is_known:
            holds_right = is_right
            # Without shared noise all segments of a right output are alike, so which ones are sampled changes nothing.
            if shared or 0 < deviating < k or (deviating > 0 and fresh == 1):
                draw_sample(split(keys[SAMPLE_DRAW], j), k, s, order, sample)
            else:
                for t in range(s):
                    sample[t] = t
            if tolerance != last_tolerance or tau != last_tau:
                last_tolerance, last_tau, last_deviation = tolerance, tau, 0.0
                low_right, high_right = pass_bounds(0.0, tolerance, tau)
                low_wrong, high_wrong = low_right, high_right
            if deviating > 0 and fresh == 0 and deviation != last_deviation:
                last_deviation = deviation
                low_wrong, high_wrong = pass_bounds(deviation, tolerance, tau)
            for t in range(s):
                is_wrong = sample[t] < deviating
                if shared or (is_wrong and fresh == 1):
                    shared_noise[t] = level * factor * normal(split(keys[NOISE_DRAW], j), sample[t]) if shared else 0.0
                    net = shared_noise[t]
                    if is_wrong:
                        net += segment_deviation(deviation, fresh, split(keys[DEVIATION_DRAW], j), sample[t])
                    low[t], high[t] = pass_bounds(net, tolerance, tau)
                elif is_wrong:
                    low[t], high[t] = low_wrong, high_wrong
                else:
                    low[t], high[t] = low_right, high_right
        seat_key, check_key, link_key = split(seats_key, j), split(checks_key, j), split(keys[LINK_DRAW], j)
        drawn, failed, missed, denounced = 0, False, False, False
        for panel in range(panels):
            panel_key = seat_key if panels == 1 else split(seat_key, panel)
            found = seat_uniformly(marks[col.OWNER, executor], size, panel_key, owners, roster, roster_count, chosen) if easy else -1
            if found != size:
                found = seat_panel(
                    executor, size, draw, panel_key, marks, nodes, roster, roster_count,
                    class_start, by_class, cumulative, row_at, indptr, indices, chosen, pool,
                )  # fmt: skip
            cast = size if protocol and draw != num.ALL else found
            yes, no, looked = 0, 0, False
            first, last = (panel, panel + 1) if spread == num.PER_SEGMENT else (0, s)
            for t in range(cast):
                i = col.PROTOCOL if protocol else chosen[t]
                place = chosen[t] if t < found else executor
                can_read = reach == col.EVERYBODY
                if reach == col.DEPENDS and no_link_fails:
                    can_read = heard_by_all_links(places[j], marks[col.COMPONENT, place], shards) >= needed
                elif reach == col.DEPENDS or reach == col.BY_NODE:
                    can_read = reads(
                        reach,
                        places,
                        j,
                        place,
                        marks[col.COMPONENT, place],
                        reading,
                        c,
                        nodes[col.LOSS_FACTOR, place],
                        split(link_key, slot),
                    )
                if not can_read:
                    vote, seen = col.ABSTAINED, 0
                elif no_reference and spread != num.OWN and (protocol or owners[i] >= 0):
                    vote, seen = plain_vote(first, last, split(check_key, slot), low, high), last - first
                else:
                    base = 0
                    if spread == num.OWN:
                        first, last, base = drawn, drawn + s, drawn
                        draw_sample(split(split(keys[SAMPLE_DRAW], j), slot), k, s, order, sample[first:last])
                        if shared:
                            for q in range(first, last):
                                shared_noise[q] = level * factor * normal(split(keys[NOISE_DRAW], j), sample[q])
                    vote, seen = member_vote(
                        j, i, slot, first, last, base, keys, number, nodes, marks, jobs, job_marks, bias, sample, shared_noise, tolerance
                    )
                    denounced = denounced or (
                        vote == col.REJECTED and job_marks[col.JOB_DEVIATING, j] > 0 and is_fellow(i, executor, nodes)
                    )
                    if spread == num.OWN and seen > 0:  # else nobody looked at this sample
                        drawn += s
                if seen > 0 and is_beyond:  # whoever looks sees the end of a chain too
                    vote = col.REJECTED
                seats[j, slot], votes[j, slot], looks[j, slot] = i, vote, seen
                slot += 1
                if seen > 0:
                    looked = True
                    if not protocol:
                        checked[i] += seen
                yes += 1 if vote == col.APPROVED else 0
                no += 1 if vote == col.REJECTED else 0
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
        if spread == num.OWN:
            covered = count_distinct(sample, drawn, order, k)
        failed = failed or (denounced and number[num.PROOF] > 0.0)
        verdict = col.REJECTED_INVALID if failed else (col.REJECTED_UNAVAILABLE if missed else col.ACCEPTED_VERIFIED)
        job_marks[col.JOB_SEATED, j] = slot
        job_marks[col.JOB_APPROVALS, j] = approvals
        job_marks[col.JOB_REJECTIONS, j] = rejections
        job_marks[col.JOB_COVERED, j] = covered
        job_marks[col.JOB_VERDICT, j] = verdict
    hold_decoys(
        c, jobs_of_epoch, keys, number, nodes, marks, job_marks, decoy_seats, decoy_votes, decoy_looks, roster, roster_count, class_start,
        by_class, cumulative, row_at, indptr, indices, chosen, pool, checked,
    )  # fmt: skip
    book_checks(number[num.CHECK_COST] * work, nodes, marks, roster, roster_count, checked)
