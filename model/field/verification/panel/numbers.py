"""The numbers of a panel, and how they are handed to its kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from pydantic import model_validator

from model.quantity import Part, number

# fmt: off
(AUDIT_PROBABILITY, PANEL_SIZE, SAMPLE, TOLERANCE, NEED, QUORUM_SHARE, MIN_VOTES, REFERENCE_SHARE, DECOY_RATE,
 CHECK_COST, QUORUM_OF, SPREAD, DRAW, AUDITORS, NOISE_LEVEL, NOISE_SHARED, SEGMENTS, ALWAYS, PROOF, END_TOLERANCE,
 TRACE_SHARE) = range(21)
# fmt: on
NUMBERS = 21

QUORUMS = ("panel", "votes")
SPREADS = ("common", "own", "per_segment")
DRAWS_OF_PANEL = ("uniform", "stake_weighted", "neighbours", "same_hardware", "outside_component", "all")
UNIFORM, STAKE_WEIGHTED, NEIGHBOURS, SAME_HARDWARE, OUTSIDE_COMPONENT, ALL = range(6)
COMMON, OWN, PER_SEGMENT = range(3)
AUDITORS_OF = ("peers", "protocol")


class Panel(Part):
    """With the audit probability, a panel of nodes re-runs sampled segments and votes."""

    kind: Literal["panel"]
    audit_probability: float = number(0.05, "1", "probability that a job is audited", ge=0, le=1)
    panel_size: int = number(1, "1", "seats of a panel", ge=1, le=10_000)
    draw: Literal["uniform", "stake_weighted", "neighbours", "same_hardware", "outside_component", "all"] = number(
        "uniform", "", "who is seated; all seats every verifier"
    )
    sampled_segments: int = number(1, "seg", "segments that a member checks, drawn without replacement", ge=1, le=100_000)
    spread: Literal["common", "own", "per_segment"] = number(
        "common", "", "one panel with a common sample, own samples, or a separate panel per sampled segment"
    )
    tolerance: float = number(3.0, "sigma", "largest difference that passes", ge=0)
    quorum_of: Literal["panel", "votes"] = number("panel", "", "whether the quorum counts seats or votes cast")
    need: int = number(1, "1", "approvals needed of the panel's seats", ge=1, le=10_000)
    quorum_share: float = number(0.5, "1", "share of the votes cast that must approve (quorum of votes)", gt=0, le=1)
    min_votes: int = number(1, "1", "votes below which the output is unavailable (quorum of votes)", ge=1, le=10_000)
    auditors: Literal["peers", "protocol"] = number("peers", "", "who sits on a panel: nodes, or honest auditors of the protocol")
    reference_share: float = number(
        0.0, "1", "probability that a member's check is against a protocol reference of deviation 0", ge=0, le=1
    )
    trace_share: float = number(
        0.0, "1", "probability that an audit compares traces alone, which can be forged, and not the output itself", ge=0, le=1
    )
    decoy_rate: float = number(0.0, "1", "probability that a job brings a second panel, on a planted bad output", ge=0, le=1)
    check_cost_ratio: float = number(1.0, "1", "cost of checking a segment over that of computing it", ge=0)

    @model_validator(mode="after")
    def _consistent(self) -> Panel:
        if self.quorum_of == "panel" and self.draw != "all" and self.need > self.panel_size:
            raise ValueError(
                f"need = {self.need} exceeds panel_size = {self.panel_size}: no output could be approved; "
                f"give need in [1, {self.panel_size}] or a larger panel"
            )
        if self.quorum_of == "votes" and self.draw != "all" and self.min_votes > self.panel_size:
            raise ValueError(
                f"min_votes = {self.min_votes} exceeds panel_size = {self.panel_size}; give min_votes in [1, {self.panel_size}]"
            )
        if self.draw == "all" and self.spread == "per_segment":
            raise ValueError("spread = per_segment with draw = all seats every verifier once a segment; use spread = common or own")
        return self

    def overhead(self) -> float:
        """Factor on the executor's cost."""
        return 1.0


class Noise(Part):
    """Execution noise: what a check has to see through. Deviations and tolerances are in its units."""

    level: float = number(1.0, "sigma", "standard deviation of the noise of one run; 0 is none", ge=0)
    shared: bool = number(True, "", "the executor's run noise of a segment is shared by all who check it")
    class_bias: float = number(0.0, "sigma", "bias between different hardware classes (sign by the order of the classes)")
    bias_matrix: list[list[float]] = number([], "sigma", "bias of each pair (executor's class, checker's class); empty: class_bias")


def pack(
    panel: Panel, noise: Noise, segments: int, always: bool, verifiers: int, proof: bool = False, end_tolerance: float = 1e9
) -> list[float]:
    """Numbers for the kernel, in the order of the constants above."""
    size = verifiers if panel.draw == "all" else panel.panel_size
    return [
        panel.audit_probability,
        float(size),
        float(panel.sampled_segments),
        panel.tolerance,
        float(panel.need),
        panel.quorum_share,
        float(panel.min_votes),
        panel.reference_share,
        panel.decoy_rate,
        panel.check_cost_ratio / segments,
        float(QUORUMS.index(panel.quorum_of)),
        float(SPREADS.index(panel.spread)),
        float(DRAWS_OF_PANEL.index(panel.draw)),
        float(AUDITORS_OF.index(panel.auditors)),
        noise.level,
        float(noise.shared),
        float(segments),
        float(always),
        float(proof),
        end_tolerance,
        panel.trace_share,
    ]


def pack_all(fields: Sequence[Any], verifiers: int, proof: bool) -> list[np.ndarray]:
    """Numbers of each class's panel; zeros where there is none."""
    return [
        np.array(
            pack(
                field.verification, field.noise, field.partition.segments, field.availability_required == "always", verifiers, proof,
                field.partition.end_tolerance,
            )
        )
        if isinstance(field.verification, Panel)
        else np.zeros(NUMBERS)
        for field in fields
    ]  # fmt: skip


def seats(numbers: np.ndarray) -> int:
    """Seats on a job, over all its panels."""
    return int(numbers[PANEL_SIZE]) * (int(numbers[SAMPLE]) if numbers[SPREAD] == PER_SEGMENT else 1)


def samples(numbers: np.ndarray) -> int:
    """Segments sampled on a job, over all its members where samples are their own."""
    return int(numbers[SAMPLE]) * (int(numbers[PANEL_SIZE]) if numbers[SPREAD] == OWN else 1)


def biases(noise: Noise, classes: int) -> np.ndarray:
    """Bias of each pair of hardware classes, executor's row, checker's column, (classes, classes)."""
    if noise.bias_matrix:
        return np.array(noise.bias_matrix)
    order = np.arange(classes)
    return noise.class_bias * np.sign(order[None, :] - order[:, None]).astype(float)
