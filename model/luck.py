"""Random numbers by address: what is drawn depends on where, not on what was drawn before.

Every number has an address ``seed -> draw -> epoch -> entity [-> seat] -> index``
and the address is a chain of one function, :func:`split`, which is the output
function of SplitMix64: ``split(k, 0), split(k, 1), ...`` is the SplitMix64
stream of seed ``k`` (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195;
constants of variant 13 of Stafford). So results do not depend on the order in
which nodes are visited nor on the number of processes, two scenarios share
their luck, and a plain model can draw the same numbers.

:data:`DRAWS` declares every draw of the model. :mod:`model.luck_twin` holds the
same functions in plain Python.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from model import luck_twin
from model.jit import JIT_IS_OFF, kernel, rule


class Draw(NamedTuple):
    """One declared draw.

    Attributes
    ----------
    phase : str
        The phase that draws it.
    entity : str
        What each draw belongs to: node, job, job x seat, edge, image, epoch.
    index : str
        What is counted within the entity; empty when there is one number.
    """

    phase: str
    entity: str
    index: str  # type: ignore[assignment]  # an address has an index; that tuples have a method of that name is no use here


# fmt: off
(ENDOW, PLACE, WIRING, IMAGE_FATE, JOB_COUNT, JOB_KIND, EXECUTOR_DRAW, DECIDE_DRAW, ATTACK_DRAW, SKIP_DRAW,
 FILLER_DRAW, DEVIATION_DRAW, WITHHOLD_DRAW, RELAY_DRAW, EDGE_DRAW, SHARD_DRAW, HOLDER_DRAW, LINK_DRAW, AUDIT_DRAW,
 READER_DRAW, SEAT_DRAW, BLIND_DRAW, SAMPLE_DRAW, NOISE_DRAW, CHECK_DRAW, ENCLAVE_DRAW, SOUNDNESS_DRAW,
 DECOY_DRAW, DECOY_SEAT_DRAW, DECOY_BLIND_DRAW, REVISE_DRAW, PARTNER_DRAW, COPY_DRAW, MUTATE_DRAW, CHOICE_DRAW,
 REUSE_DRAW, TRAIT_DRAW, DRIFT_DRAW, DISCOVERY_DRAW, LEAVE_DRAW, LEAVER_DRAW, ENTRY_COUNT, ENTRANT_DRAW,
 RERUN_DRAW, GOSSIP_DRAW, HOP_LOSS_DRAW, FLIGHT_DRAW, FORGERY_DRAW, SIGHT_DRAW) = range(49)
# fmt: on

DRAWS: dict[str, Draw] = {
    "endow": Draw("entry", "node", "quantity"),
    "place": Draw("entry", "node", "what is dealt: strategy, type"),
    "wiring": Draw("entry", "graph", "none: the seed of the generator"),
    "image_fate": Draw("arrive", "image", ""),
    "job_count": Draw("arrive", "epoch", "uniform of the Poisson draw"),
    "job_kind": Draw("arrive", "job", "attempt"),
    "executor_draw": Draw("arrive", "job", "attempt"),
    "decide_draw": Draw("decide", "node", "name of the strategy's draw"),
    "attack_draw": Draw("compute", "job", ""),
    "skip_draw": Draw("compute", "job", ""),
    "filler_draw": Draw("compute", "job", "skipped segment"),
    "deviation_draw": Draw("compute", "job", "2 x segment for the sign, 2 x segment + 1 for the size"),
    "withhold_draw": Draw("compute", "job", ""),
    "relay_draw": Draw("propagate", "node", ""),
    "edge_draw": Draw("propagate", "edge", ""),
    "shard_draw": Draw("propagate", "job", "shard"),
    "holder_draw": Draw("propagate", "job", "shard"),
    "link_draw": Draw("verify", "job x seat", "shard"),
    "audit_draw": Draw("verify", "job", ""),
    "reader_draw": Draw("verify", "job", "attempt"),
    "seat_draw": Draw("verify", "job", "attempt (of the panel of one segment: in the address of that segment)"),
    "blind_draw": Draw("verify", "job x seat", "0 grief, 1 vigilance, 2 reference, 3 denunciation"),
    "sample_draw": Draw("verify", "job (own samples: job x seat)", "sampled segment"),
    "noise_draw": Draw("verify", "job", "sampled segment"),
    "check_draw": Draw("verify", "job x seat", "sampled segment"),
    "enclave_draw": Draw("verify", "job", "covered segment"),
    "soundness_draw": Draw("verify", "job", ""),
    "decoy_draw": Draw("verify", "job", ""),
    "decoy_seat_draw": Draw("verify", "job", "attempt"),
    "decoy_blind_draw": Draw("verify", "job x seat", "0 grief, 1 vigilance"),
    "revise_draw": Draw("adapt", "node (one revision per epoch: epoch)", ""),
    "partner_draw": Draw("adapt", "node", "none: the partner"),
    "copy_draw": Draw("adapt", "node", ""),
    "mutate_draw": Draw("adapt", "node", "0 whether, 1 to which entry"),
    "choice_draw": Draw("adapt", "node", ""),
    "reuse_draw": Draw("compute", "job", "0 whether, 1 which output"),
    "trait_draw": Draw("adapt", "node", ""),
    "drift_draw": Draw("adapt", "node", "row of the trait; 64 + column of a weight in the strategies' memory"),
    "discovery_draw": Draw("market", "job", ""),
    "leave_draw": Draw("adapt", "node", "0 churn, 1 asking out, 2 outside option, 3 coming back"),
    "leaver_draw": Draw("adapt", "epoch", "0 which node, 1 whether one leaves (one per epoch)"),
    "entry_count": Draw("adapt", "epoch", "uniform of the Poisson draw, or 0 of the fraction of a fixed number"),
    "entrant_draw": Draw("adapt", "node (berth)", "0 strategy or model, 1 type, 2 image"),
    "rerun_draw": Draw("compute", "job", "segment of the re-run with which a chain is compared"),
    "gossip_draw": Draw("propagate", "job x hop x node", "target"),
    "hop_loss_draw": Draw("propagate", "job x hop x node", "copy, through all targets"),
    "flight_draw": Draw("adapt", "node", "row of the shock that makes nodes leave"),
    "forgery_draw": Draw("verify", "job", ""),
    "sight_draw": Draw("adapt", "node", "place among those that it may see"),
}
"""Every draw of the model, in the order of the constants of the same names."""

GOLDEN = np.uint64(luck_twin.GOLDEN)
MIX_1 = np.uint64(luck_twin.MIX_1)
MIX_2 = np.uint64(luck_twin.MIX_2)
ONE, S27, S30, S31, S11 = (np.uint64(n) for n in (1, 27, 30, 31, 11))
UNIT = 2.0**-53

if JIT_IS_OFF:  # numpy warns when an unsigned product wraps, so plain integers do the work
    split = luck_twin.split
    uniform = luck_twin.uniform
else:

    @rule
    def split(key, index):
        """Key of the `index`-th branch below `key`; SplitMix64's output of that number.

        Parameters
        ----------
        key : uint64
        index : int, >= 0

        Returns
        -------
        uint64
        """
        z = np.uint64(key) + (np.uint64(index) + ONE) * GOLDEN
        z = (z ^ (z >> S30)) * MIX_1
        z = (z ^ (z >> S27)) * MIX_2
        return z ^ (z >> S31)

    @rule
    def uniform(key, index):
        """Number in [0, 1) at `index` below `key`, a multiple of 2^-53."""
        return np.float64(split(key, index) >> S11) * UNIT


@rule
def below(key, index, n):
    """Integer in [0, n) at `index` below `key`; the bias is below n x 2^-53."""
    return int(uniform(key, index) * n)


@rule
def normal(key, index):
    """Standard normal number at `index` below `key`, by inversion.

    The quantile function is Wichura's AS 241 (1988), about 16 digits.
    """
    return normal_quantile(uniform(key, index) + 0.5 * UNIT)


@rule
def normal_quantile(p):
    """Quantile of the standard normal law at 0 < p < 1 (Wichura 1988, AS 241, PPND16)."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        # fmt: off
        return q * (((((((2.5090809287301226727e3*r + 3.3430575583588128105e4)*r + 6.7265770927008700853e4)*r
            + 4.5921953931549871457e4)*r + 1.3731693765509461125e4)*r + 1.9715909503065514427e3)*r
            + 1.3314166789178437745e2)*r + 3.3871328727963666080e0) / (((((((5.2264952788528545610e3*r
            + 2.8729085735721942674e4)*r + 3.9307895800092710610e4)*r + 2.1213794301586595867e4)*r
            + 5.3941960214247511077e3)*r + 6.8718700749205790830e2)*r + 4.2313330701600911252e1)*r + 1.0)
        # fmt: on
    r = max(p if q < 0.0 else 1.0 - p, 0.5 * UNIT)  # the last cell's middle rounds to 1
    r = math.sqrt(-math.log(r))
    # fmt: off
    if r <= 5.0:
        r -= 1.6
        x = (((((((7.74545014278341407640e-4*r + 2.27238449892691845833e-2)*r + 2.41780725177450611770e-1)*r
            + 1.27045825245236838258e0)*r + 3.64784832476320460504e0)*r + 5.76949722146069140550e0)*r
            + 4.63033784615654529590e0)*r + 1.42343711074968357734e0) / (((((((1.05075007164441684324e-9*r
            + 5.47593808499534494600e-4)*r + 1.51986665636164571966e-2)*r + 1.48103976427480074590e-1)*r
            + 6.89767334985100004550e-1)*r + 1.67638483018380384940e0)*r + 2.05319162663775882187e0)*r + 1.0)
    else:
        r -= 5.0
        x = (((((((2.01033439929228813265e-7*r + 2.71155556874348757815e-5)*r + 1.24266094738807843860e-3)*r
            + 2.65321895265761230930e-2)*r + 2.96560571828504891230e-1)*r + 1.78482653991729133580e0)*r
            + 5.46378491116411436990e0)*r + 6.65790464350110377720e0) / (((((((2.04426310338993978564e-15*r
            + 1.42151175831644588870e-7)*r + 1.84631831751005468180e-5)*r + 7.86869131145613259100e-4)*r
            + 1.48753612908506148525e-2)*r + 1.36929880922735805310e-1)*r + 5.99832206555887937690e-1)*r + 1.0)
    # fmt: on
    return -x if q < 0.0 else x


@rule
def poisson(key, mean):
    """Poisson number of the given mean from the uniforms below `key`.

    Below mean 10 by multiplication (Knuth), else by transformed rejection with
    squeeze (Hoermann 1993, PTRS, doi:10.1016/0167-6687(93)90997-4).

    Parameters
    ----------
    key : uint64
    mean : float, >= 0

    Returns
    -------
    int
    """
    if mean <= 0.0:
        return 0
    if mean < 10.0:
        limit, product, count = math.exp(-mean), uniform(key, 0), 0
        while product > limit:
            count += 1
            product *= uniform(key, count)
        return count
    slam, loglam = math.sqrt(mean), math.log(mean)
    b = 0.931 + 2.53 * slam
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    v_r = 0.9277 - 3.6224 / (b - 2.0)
    index = 0
    while True:
        u = uniform(key, index) - 0.5
        v = uniform(key, index + 1)
        index += 2
        us = 0.5 - abs(u)
        k = math.floor((2.0 * a / us + b) * u + mean + 0.43) if us > 0.0 else -1
        if us >= 0.07 and v <= v_r:
            return int(k)
        if k < 0 or (us < 0.013 and v > us):
            continue
        if math.log(v * inverse_alpha / (a / (us * us) + b)) <= -mean + k * loglam - math.lgamma(k + 1.0):
            return int(k)


@kernel
def turn(keys, seed, epoch):
    """Set the key of every draw for this epoch: ``keys[d] = split(split(seed, d), epoch)``."""
    for draw in range(keys.shape[0]):
        keys[draw] = split(split(seed, draw), epoch)


def keys_of(seed: int, epoch: int) -> np.ndarray:
    """Keys of every draw in an epoch.

    Parameters
    ----------
    seed : int
        0 <= seed < 2^63.
    epoch : int
        >= 0; things made at the start use epoch 0, those of an entrant its first epoch.

    Returns
    -------
    ndarray, (draws,), uint64
    """
    return np.array([luck_twin.split(luck_twin.split(seed, d), epoch) for d in range(len(DRAWS))], dtype=np.uint64)


def uniforms(key: int, entities: np.ndarray, index: int) -> np.ndarray:
    """Numbers in [0, 1) of many entities at once: ``uniform(split(key, entity), index)`` for each.

    Parameters
    ----------
    key : uint64
    entities : ndarray, (n,), int, >= 0
    index : int, >= 0

    Returns
    -------
    ndarray, (n,), float
    """
    branches = _split_all(np.uint64(key), entities.astype(np.uint64))
    return np.asarray((_split_all(branches, np.uint64(index)) >> S11).astype(np.float64) * UNIT)


def _split_all(key: Any, index: Any) -> Any:
    with np.errstate(over="ignore"):
        z = key + (index + ONE) * GOLDEN
        z = (z ^ (z >> S30)) * MIX_1
        z = (z ^ (z >> S27)) * MIX_2
        return z ^ (z >> S31)
