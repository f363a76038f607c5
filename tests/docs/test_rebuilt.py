"""A network built again from odd.md alone gives the engine's numbers: the description is enough.

Nothing here is imported from the model but the door and the engine that it is
compared with. Section numbers are those of docs/odd.md.
"""

import math
from statistics import NormalDist

import pytest

from model import door, simulate

SEED, NODES, EPOCHS, JOBS = 11, 60, 30, 2
SEGMENTS, SAMPLE, SEATS, NEED, AUDIT, TOLERANCE = 4, 2, 3, 2, 0.4, 3.0
SHARDS, NEEDED, SHARD_LOSS, LINK_LOSS = 4, 2, 0.2, 0.15
FEE, VALUE, SLASH, PENALTY, COST, CHECK, COMMIT, SHARD, GAIN, CAPITAL = 1.0, 2.0, 0.1, 0.5, 0.6, 0.5, 0.01, 0.002, 0.8, 0.001
REVISION, INTENSITY, MUTATION, MEMORY = 0.3, 2.0, 0.1, 5.0
STARTS = {"honest": 30, "substituter": 18, "corruptor": 12}
EFFORT, ATTACK, REFERENCE, RATIO = (1.0, 0.6, 1.0), (0.0, 0.0, 0.3), (0.0, 10.0, 0.0), (0.0, 0.52, 0.0)
FILLER, DEVIATION = (1000.0, 10.0, 1000.0), 4.0
# fmt: off
NUMBER = {
    "place": 1, "attack": 8, "skip": 9, "deviation": 11, "shard": 15, "link": 17, "audit": 18, "seat": 20, "sample": 22, "noise": 23,
    "check": 24, "revise": 30, "partner": 31, "copy": 32, "mutate": 33,
}
# fmt: on
"""Of each draw, by the table of section 4."""


def mix(key: int, n: int) -> int:
    """The mixing function of section 4."""
    z = (key + (n + 1) * 0x9E3779B97F4A7C15) % 2**64
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
    return z ^ (z >> 31)


def u(draw, t, *address):
    """The number at an address: entity, branches, index."""
    key = mix(mix(SEED, NUMBER[draw]), t)
    for branch in address[:-1]:
        key = mix(key, branch)
    return (mix(key, address[-1]) >> 11) * 2.0**-53


def phi(x):
    return 0.5 * math.erfc(-x / math.sqrt(2))


def computed(t, j, e):
    """7.3: deviating segments, their deviation, whether it is fresh, whether attacked, share of the cost."""
    if u("attack", t, j, 0) < ATTACK[e]:
        return SEGMENTS, DEVIATION, False, True, 1.0
    exact = (1 - EFFORT[e]) * SEGMENTS
    skipped = math.floor(exact)
    skipped += u("skip", t, j, 0) < exact - skipped
    return skipped, FILLER[e], FILLER[e] == 1000.0, False, (SEGMENTS - skipped + skipped * RATIO[e]) / SEGMENTS


def seated(t, j, executor):
    """7.5, step 2."""
    seats, attempt = [], 0
    while len(seats) < SEATS:
        candidate = int(u("seat", t, j, attempt) * NODES)
        attempt += 1
        if candidate != executor and candidate not in seats:
            seats.append(candidate)
    return seats


def sampled(t, j):
    """7.5, step 3."""
    order = list(range(SEGMENTS))
    for q in range(SAMPLE):
        other = q + int(u("sample", t, j, q) * (SEGMENTS - q))
        order[q], order[other] = order[other], order[q]
    return order[:SAMPLE]


def approves(t, j, seat, output, reference):
    """7.5, step 5, with shared noise and sound hardware."""
    m, deviation, fresh, *_ = output
    for q, n in enumerate(sampled(t, j)):
        d = deviation if n < m else 0.0
        if fresh and n < m:
            d *= (1 + u("deviation", t, j, 2 * n + 1)) * (1 if u("deviation", t, j, 2 * n) < 0.5 else -1)
        d += NormalDist().inv_cdf(u("noise", t, j, n) + 2.0**-54) - reference
        if not phi(-TOLERANCE - d) <= u("check", t, j, seat, q) < phi(TOLERANCE - d):
            return False
    return True


def verified(t, j, executor, output, strategy):
    """7.4 and 7.5: verdict, and the votes of those who read."""
    if u("audit", t, j, 0) >= AUDIT:
        return "accepted", {}
    here = [q for q in range(SHARDS) if u("shard", t, j, q) >= SHARD_LOSS]
    votes = {}
    for seat, member in enumerate(seated(t, j, executor)):
        if len(here) >= NEEDED and sum(u("link", t, j, seat, q) >= LINK_LOSS for q in here) >= NEEDED:
            votes[member] = approves(t, j, seat, output, REFERENCE[strategy[member]])
    yes = sum(votes.values())
    if yes >= NEED:
        return "accepted", votes
    return ("invalid" if len(votes) - yes > SEATS - NEED else "unavailable"), votes


def settled(t, strategy, stake):
    """7.6: utility of each node; stakes are moved."""
    opening, utility, income = stake[:], [-CAPITAL * s for s in stake], [0.0] * NODES
    for j in range(NODES * JOBS):
        i = j // JOBS
        output = computed(t, j, strategy[i])
        verdict, votes = verified(t, j, i, output, strategy)
        utility[i] -= COST * output[4] + COMMIT * SEGMENTS + SHARD * SHARDS
        for member in votes:
            utility[member] -= SAMPLE * CHECK * COST / SEGMENTS * (RATIO[1] if strategy[member] == 1 else 1.0)
        if verdict == "accepted":
            income[i] += 0.9 * FEE
            utility[i] += GAIN * VALUE * output[3]
            for member in votes:
                income[member] += 0.1 * FEE / len(votes)
            continue
        taken = min(SLASH * opening[i] if verdict == "invalid" else PENALTY, stake[i])
        stake[i] -= taken
        utility[i] -= taken
        rejecters = [member for member, approved in votes.items() if not approved]
        for member in rejecters:
            income[member] += 0.5 * taken / len(rejecters)
    for i in range(NODES):
        stake[i] += 0.5 * income[i]
    return [a + b for a, b in zip(utility, income, strict=True)]


def adapted(t, strategy, public):
    """7.8, under public means."""
    after = strategy[:]
    for i in range(NODES):
        if u("revise", t, i, 0) >= REVISION:
            continue
        others = [x for x in range(NODES) if x != i]
        model = others[int(u("partner", t, i, 0) * len(others))]
        if u("copy", t, i, 0) < 1 / (1 + math.exp(-INTENSITY * (public[strategy[model]] - public[strategy[i]]))):
            after[i] = strategy[model]
        if u("mutate", t, i, 0) < MUTATION:
            after[i] = int(u("mutate", t, i, 1) * len(STARTS))
    return after


def rebuilt():
    """Sum of utilities and followers of each strategy, in every epoch."""
    blocks = [e for e, count in enumerate(STARTS.values()) for _ in range(count)]
    strategy = [blocks[i] for i in sorted(range(NODES), key=lambda i: u("place", 0, i, 0))]
    stake, public = [10.0] * NODES, {}
    for t in range(EPOCHS):
        utility = settled(t, strategy, stake)
        for e in set(strategy):
            mean = sum(x for x, of in zip(utility, strategy, strict=True) if of == e) / strategy.count(e)
            public[e] = public.get(e, mean) + (mean - public.get(e, mean)) / MEMORY
        strategy = adapted(t, strategy, public)
        yield sum(utility), [strategy.count(e) for e in range(len(STARTS))]


def scenario():
    numbers = {"substituter": {"strategy": "substituter_fp8", "numbers": {"effort": EFFORT[1]}}, "honest": {}}
    numbers["corruptor"] = {"strategy": "corruptor", "numbers": {"attack_rate": ATTACK[2], "deviation": DEVIATION}}
    field = {
        "partition": {"segments": SEGMENTS, "commit_cost": COMMIT},
        "propagation": {"kind": "broadcast", "shards": SHARDS, "shards_needed": NEEDED, "shard_loss": SHARD_LOSS, "link_loss": LINK_LOSS,
                        "shard_cost": SHARD},
        "verification": {"kind": "panel", "audit_probability": AUDIT, "panel_size": SEATS, "need": NEED, "sampled_segments": SAMPLE,
                         "tolerance": TOLERANCE, "check_cost_ratio": CHECK},
        "settlement": {"slash": SLASH, "unavailable_penalty": PENALTY, "fee_to_verifiers": 0.1, "slash_burned": 0.5,
                       "slash_to_verifiers": 0.5},
    }  # fmt: skip
    return door.scenario_from(
        {
            "nodes": {"count": NODES, "stake": 10.0, "compute_cost": COST, "outside_gain": GAIN},
            "population": {name: numbers[name] | {"count": count} for name, count in STARTS.items()},
            "jobs": {"assignment": "each", "rate": float(JOBS)}, "job_classes": {"job": {"fee": FEE, "value": VALUE}}, "field": field,
            "accounts": {"compounding_share": 0.5, "capital_cost": CAPITAL},
            "adaptation": {"kind": "imitation", "revision_rate": REVISION, "intensity": INTENSITY, "mutation": MUTATION, "memory": MEMORY},
        }
    )  # fmt: skip


def test_a_network_built_from_the_description_gives_the_numbers_of_the_engine():
    """Sixty nodes, thirty epochs: every sum of utilities to rounding, every count exactly."""
    records = simulate(scenario(), seed=SEED, epochs=EPOCHS).records
    for t, (utility, followers) in enumerate(rebuilt()):
        assert utility == pytest.approx(records.total("utility_sum")[t], abs=1e-9), t
        assert followers == [records.count(name)[t] for name in STARTS], t
    assert records.total("slashes").sum() > 100
    assert records.total("right_unavailable").sum() + records.total("wrong_unavailable").sum() > 100
    assert records.total("switches").sum() > 100
