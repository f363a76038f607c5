"""What an executor's behaviour hands in: the law of a job's output, as verification meets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from model.technology import Technology


class Output(NamedTuple):
    """One possible output of a job.

    Attributes
    ----------
    probability : float
    deviating : int, seg
    deviation : float, sigma
        Of each deviating segment; its least size if idiosyncratic.
    idiosyncratic : bool
        Sign and size are fresh in each segment.
    attacked : bool
    wrong : float
        Probability that it is wrong, by the class's harm threshold.
    """

    probability: float
    deviating: int
    deviation: float
    idiosyncratic: bool
    attacked: bool
    wrong: float


def outputs(
    law: list[tuple[float, int, str]], behaviour: Mapping[str, float], technology: Technology, harm_threshold: float = 0.0
) -> list[Output]:
    """The law of a job's output.

    Parameters
    ----------
    law : list of (probability, deviating segments, cause)
        As a partition gives it.
    behaviour : mapping
        Traits by name.
    technology : Technology
        Says whether fillers are idiosyncratic.
    harm_threshold : float, sigma
        An output is wrong iff a segment deviates by more.

    Returns
    -------
    list of Output
        Probabilities sum to one.
    """
    filler = behaviour["filler_deviation"], bool(technology.idiosyncratic(behaviour["filler_deviation"]))
    attack = behaviour["deviation"], behaviour["deviation_idiosyncratic"] > 0
    found = []
    for probability, deviating, cause in law:
        deviation, idiosyncratic = attack if cause == "attack" else filler
        wrong = wrong_probability(deviating, abs(deviation), idiosyncratic, harm_threshold)
        found.append(Output(probability, deviating, deviation, idiosyncratic, cause == "attack", wrong))
    return found


def wrong_probability(deviating: int, size: float, idiosyncratic: bool, threshold: float) -> float:
    """Probability that a segment deviates by more than the threshold.

    An idiosyncratic size is uniform in [size, 2 size), independently in each segment.
    """
    if deviating == 0 or size == 0:
        return 0.0
    if not idiosyncratic or size > threshold:
        return float(size > threshold)
    below = min(1.0, (threshold - size) / size)
    return float(1.0 - below**deviating)
